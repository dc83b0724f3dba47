"""Text as lines of positioned glyphs: words, where they may break, and how a line is cut."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from defcat.briefs.blocks import Inline, Span
from defcat.briefs.fonts import Fonts, Run, Weight

INK = "#1b232d"
QUIET = "#5c6773"
ACCENT = "#1f4e79"

MARK_SIZE = 0.68
MARK_RISE = 0.34
"""Source marks, in parts of the size of the text that they follow."""
LARGEST_MARK = 8.0

_SPACE = re.compile(r"([ \t\r\n\f\v\x00-\x1f\u2028\u2029]+)")
_LETTER = r"[^\W\d_]"
_EASTERN = "[\u3040-\u30ff\u3400-\u9fff]"
# Long compounds part after their dash, Chinese and Japanese between any two characters.
_WITHIN = re.compile(rf"(?<={_LETTER}{{3}}[-–—/])(?={_LETTER}{{2}})|(?<={_EASTERN})(?={_EASTERN})")


@dataclass(frozen=True)
class Type:
    """A size and leading in points, with weight and colour."""

    size: float
    leading: float
    weight: Weight = "regular"
    colour: str = INK


@dataclass(frozen=True)
class Look:
    """How glyphs are drawn; `target` is a web address or `#` and a place in the brief."""

    size: float
    colour: str
    weight: Weight = "regular"
    rise: float = 0.0
    target: str = ""


@dataclass(frozen=True)
class Piece:
    """A run in the look that it has on the page."""

    run: Run
    look: Look

    @property
    def width(self) -> float:
        return self.run.width * self.look.size / 1000


@dataclass(frozen=True)
class Word:
    """Pieces that no line break parts; `space` stands before it, `forced` begins a new line."""

    pieces: tuple[Piece, ...]
    space: Piece | None
    forced: bool

    @property
    def width(self) -> float:
        return sum(piece.width for piece in self.pieces)

    @property
    def gap(self) -> float:
        return self.space.width if self.space else 0.0


@dataclass(frozen=True)
class Segment:
    """Runs in one look, from `x` (points from the left end of the line) rightwards.

    `typed` is the text as typed, where the glyphs do not say it themselves; else it is empty.
    """

    x: float
    width: float
    runs: tuple[Run, ...]
    look: Look
    typed: str


@dataclass(frozen=True)
class Line:
    """A set line and its width in points."""

    segments: tuple[Segment, ...]
    width: float


class Typesetter:
    """Sets text in the fonts given, and remembers the characters that none of them has."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self.missing: dict[str, None] = {}

    def lines(self, text: Inline, type_: Type, width: float, *, even: bool = False) -> list[Line]:
        """`text` in lines no wider than `width`; with `even`, lines of about the same length."""
        words = [part for word in self._words(text, type_) for part in self._cut(word, width)]
        broken = _broken(words, width)
        if even and len(broken) > 1:
            broken = _broken(words, _least_width(words, width, len(broken)))
        return [_line(words) for words in broken]

    def _words(self, text: Inline, type_: Type) -> Iterator[Word]:
        pieces: list[Piece] = []
        space: Piece | None = None
        forced = False
        for span in text:
            look = _look(span, type_)
            for part in _SPACE.split(span.text):
                if _SPACE.fullmatch(part):
                    if pieces:
                        yield Word(tuple(pieces), space, forced)
                    pieces, forced = [], "\n" in part
                    space = Piece(self._fonts.runs(" ", look.weight)[0], look)
                    continue
                for i, text_part in enumerate(_WITHIN.split(part)):
                    if i and pieces:
                        yield Word(tuple(pieces), space, forced)
                        pieces, space, forced = [], None, False
                    pieces += self._pieces(text_part, look) if text_part else []
            pieces += [piece for mark in span.marks for piece in self._mark(mark, type_)]
        if pieces:
            yield Word(tuple(pieces), space, forced)

    def _pieces(self, text: str, look: Look) -> list[Piece]:
        if not text.isascii():
            self.missing.update(dict.fromkeys(self._fonts.missing(text)))
        return [Piece(run, look) for run in self._fonts.runs(text, look.weight)]

    def _mark(self, mark: int, type_: Type) -> list[Piece]:
        """The raised number of a source."""
        size = min(type_.size * MARK_SIZE, LARGEST_MARK)
        look = Look(size, ACCENT, rise=type_.size * MARK_RISE, target=f"#source-{mark}")
        return self._pieces(f"[{mark}]", look)

    def _cut(self, word: Word, width: float) -> Iterator[Word]:
        """A word in parts no wider than `width`: a web address may be longer than a line."""
        if word.width <= width:
            yield word
            return
        space, forced = word.space, word.forced
        kept: list[Piece] = []
        for piece in word.pieces:
            for cluster in _clusters(piece.run.text):
                for run in self._fonts.runs(cluster, piece.look.weight):
                    part = Piece(run, piece.look)
                    if kept and sum(each.width for each in kept) + part.width > width:
                        yield Word(tuple(kept), space, forced)
                        kept, space, forced = [], None, False
                    kept.append(part)
        yield Word(tuple(kept), space, forced)


def _look(span: Span, type_: Type) -> Look:
    weight: Weight = "bold" if span.style == "strong" else type_.weight
    colour = QUIET if span.style == "quiet" else ACCENT if span.url else type_.colour
    return Look(type_.size, colour, weight, target=span.url)


def _clusters(text: str) -> list[str]:
    """The letters of `text`, each with the signs that belong to it."""
    clusters: list[str] = []
    for char in text:
        joins = unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")
        # A virama or a joiner binds the next letter too.
        bound = clusters and unicodedata.combining(clusters[-1][-1]) == 9
        if clusters and (joins or bound or clusters[-1][-1] == "\u200d"):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _broken(words: Sequence[Word], width: float) -> list[list[Word]]:
    """The words in lines: each line takes as many as it can."""
    lines: list[list[Word]] = []
    x = 0.0
    for word in words:
        if not lines or word.forced or x + word.gap + word.width > width:
            lines.append([])
            x = -word.gap
        lines[-1].append(word)
        x += word.gap + word.width
    return lines


def _least_width(words: Sequence[Word], width: float, lines: int) -> float:
    """The least width, to two points, that still gives so many lines."""
    low, high = max(word.width for word in words), width
    while high - low > 2:
        middle = (low + high) / 2
        if len(_broken(words, middle)) <= lines:
            high = middle
        else:
            low = middle
    return high


def _line(words: Sequence[Word]) -> Line:
    pieces = list(words[0].pieces)
    for word in words[1:]:
        pieces += [word.space] if word.space else []
        pieces += word.pieces
    segments: list[Segment] = []
    x = 0.0
    for (way, look), group in groupby(zip(_ways(pieces), pieces, strict=True), _way_and_look):
        runs = [piece.run for _, piece in group]
        width = sum(run.width for run in runs) * look.size / 1000
        typed = "" if way == "exact" else "".join(run.text for run in runs)
        # Words of Arabic or Hebrew follow each other from right to left.
        ordered = reversed(runs) if way == "leftward" else runs
        segments.append(Segment(x, width, tuple(ordered), look, typed))
        x += width
    return Line(tuple(segments), x)


def _way_and_look(item: tuple[str, Piece]) -> tuple[str, Look]:
    way, piece = item
    return way, piece.look


def _ways(pieces: Sequence[Piece]) -> list[str]:
    """How each piece is written; a space between leftward words goes with them."""
    ways = [
        "leftward" if piece.run.leftward else "exact" if piece.run.exact else "typed"
        for piece in pieces
    ]
    for i in range(1, len(ways) - 1):
        if pieces[i].run.text == " " and ways[i - 1] == ways[i + 1] == "leftward":
            ways[i] = "leftward"
    return ways
