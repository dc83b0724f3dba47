"""Text as lines of positioned glyphs: words, where they may break, and how a line is cut."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from defcat.briefs import bidi
from defcat.briefs.blocks import Inline, Style
from defcat.briefs.faces import Run
from defcat.briefs.fonts import Fonts, Weight

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

_LINES_KEPT = 1_024
_WORDS_KEPT = 4_096


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


@dataclass(frozen=True, slots=True)
class Piece:
    """A run in the look that it has on the page, and its level: odd ones are read from the right.

    `breaks` says that the line may end before it although no space stands there.
    """

    run: Run
    look: Look
    level: int = 0
    breaks: bool = False

    @property
    def width(self) -> float:
        return self.run.width * self.look.size / 1000


@dataclass(frozen=True, slots=True)
class Word:
    """Pieces that no line break parts; `space` stands before it, `forced` begins a new line."""

    pieces: tuple[Piece, ...]
    space: Piece | None
    forced: bool
    width: float
    gap: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Runs in one look, from `x` (points from the left end of the line) rightwards.

    `typed` is the text as typed, where the glyphs do not say it themselves; else it is empty.
    """

    x: float
    width: float
    runs: tuple[Run, ...]
    look: Look
    typed: str


@dataclass(frozen=True, slots=True)
class Line:
    """A set line and its width in points; `leftward` where its paragraph is read from the right."""

    segments: tuple[Segment, ...]
    width: float
    leftward: bool = False


class Typesetter:
    """Sets text in the fonts given, and remembers the characters that none of them has.

    `marks` says what stands for the number of a source mark and to which source it leads; a number
    that is not there stands for itself.
    """

    def __init__(self, fonts: Fonts, marks: Mapping[int, tuple[str, int]] | None = None) -> None:
        self._fonts = fonts
        self._marks = marks or {}
        self.missing: dict[str, None] = {}
        self._pieces = lru_cache(maxsize=_WORDS_KEPT)(self._parts)
        self.lines = lru_cache(maxsize=_LINES_KEPT)(self._lines)
        """The lines of a text; cached, since the cells of a table say the same again and again."""

    def _lines(
        self, text: Inline, type_: Type, width: float, even: bool = False
    ) -> tuple[Line, ...]:
        """`text` in lines no wider than `width`; with `even`, lines of about the same length."""
        leftward, words = self._words(text, type_)
        words = [part for word in words for part in self._cut(word, width)]
        broken = _broken(words, width)
        if even and len(broken) > 1:
            broken = _broken(words, _least_width(words, width, len(broken)))
        return tuple(_line(words, leftward) for words in broken)

    def extent(self, text: Inline, type_: Type) -> tuple[float, float]:
        """How wide `text` is when no line breaks by itself, and how wide its longest word."""
        _, words = self._words(text, type_)
        line = longest = least = 0.0
        for word in words:
            line = word.width if word.forced else line + word.gap + word.width
            longest, least = max(longest, line), max(least, word.width)
        return longest, least

    def _words(self, text: Inline, type_: Type) -> tuple[bool, list[Word]]:
        """The words of `text`, and whether it is read from the right."""
        typed = "".join(span.text for span in text)
        base = int(bidi.begins_leftward([span.text for span in text]))
        levels = bidi.levels(typed, base) if bidi.runs_leftward(typed) else []
        words: list[Word] = []
        pieces: list[Piece] = []
        space: Piece | None = None
        forced = False
        at = 0
        for span in text:
            look = _look(span.style, span.url, type_)
            for i, part in enumerate(_SPACE.split(span.text)):
                if i % 2:
                    if pieces:
                        words += _parted(pieces, space, forced)
                    pieces, forced = [], "\n" in part or (forced and not pieces)
                    (blank,) = self._pieces(" ", look)
                    level = levels[at] if levels else 0
                    space = Piece(blank.run, look, level) if level else blank
                elif levels:
                    pieces += self._leftward(part, look, levels[at : at + len(part)])
                elif part:
                    pieces += self._pieces(part, look)
                at += len(part)
            for mark in span.marks:
                pieces += self._mark(mark, type_, base)
        if pieces:
            words += _parted(pieces, space, forced)
        return bool(base), words

    def _parts(self, text: str, look: Look) -> tuple[Piece, ...]:
        """A word as it is drawn, parted where a line may break."""
        if not text.isascii():
            self.missing.update(dict.fromkeys(self._fonts.missing(text)))
        return tuple(
            Piece(run, look, 0, bool(i) and not j)
            for i, part in enumerate(_WITHIN.split(text))
            for j, run in enumerate(self._fonts.runs(part, look.weight))
        )

    def _leftward(self, text: str, look: Look, levels: Sequence[int]) -> Iterator[Piece]:
        """A word in parts that each run one way, in the order in which they are read."""
        self.missing.update(dict.fromkeys(self._fonts.missing(text)))
        for level, group in groupby(zip(levels, text, strict=True), key=_first):
            part = "".join(char for _, char in group)
            leftward = bool(level % 2)
            runs = self._fonts.runs(part, look.weight, leftward)
            for run in reversed(runs) if leftward else runs:
                yield Piece(run, look, level)

    def _mark(self, mark: int, type_: Type, base: int) -> list[Piece]:
        """The raised number of a source, in a text of the level `base`."""
        size = min(type_.size * MARK_SIZE, LARGEST_MARK)
        name, source = self._marks.get(mark, (str(mark), mark))
        look = Look(size, ACCENT, rise=type_.size * MARK_RISE, target=f"#source-{source}")
        return [Piece(each.run, look, 2 * base) for each in self._pieces(f"[{name}]", look)]

    def _cut(self, word: Word, width: float) -> Iterator[Word]:
        """A word in parts no wider than `width`: a web address may be longer than a line."""
        if word.width <= width:
            yield word
            return
        space, forced = word.space, word.forced
        kept: list[Piece] = []
        taken = 0.0
        for piece in word.pieces:
            leftward = bool(piece.level % 2)
            for cluster in _clusters(piece.run.text):
                for run in self._fonts.runs(cluster, piece.look.weight, leftward):
                    part = Piece(run, piece.look, piece.level)
                    if kept and taken + part.width > width:
                        yield _word(kept, space, forced)
                        kept, taken, space, forced = [], 0.0, None, False
                    kept.append(part)
                    taken += part.width
        yield _word(kept, space, forced)


@lru_cache(maxsize=256)
def _look(style: Style, url: str, type_: Type) -> Look:
    weight: Weight = "bold" if style == "strong" else type_.weight
    colour = QUIET if style == "quiet" else ACCENT if url else type_.colour
    return Look(type_.size, colour, weight, target=url)


def _first(item: tuple[int, str]) -> int:
    return item[0]


def _word(pieces: Sequence[Piece], space: Piece | None, forced: bool) -> Word:
    width = 0.0
    for piece in pieces:
        width += piece.run.width * piece.look.size
    return Word(tuple(pieces), space, forced, width / 1000, space.width if space else 0.0)


def _parted(pieces: Sequence[Piece], space: Piece | None, forced: bool) -> Iterator[Word]:
    """Pieces without a space between them as words: one, or more where a line may break."""
    start = 0
    for i, piece in enumerate(pieces):
        if i and piece.breaks:
            yield _word(pieces[start:i], space, forced)
            start, space, forced = i, None, False
    yield _word(pieces[start:], space, forced)


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
            lines.append([word])
            x = word.width
        else:
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


def _line(words: Sequence[Word], leftward: bool) -> Line:
    pieces = list(words[0].pieces)
    for word in words[1:]:
        if word.space:
            pieces.append(word.space)
        pieces += word.pieces
    if any(piece.level for piece in pieces):
        pieces = bidi.in_sight(pieces, _level)
    segments: list[Segment] = []
    x = 0.0
    for (way, look), group in groupby(zip(_ways(pieces), pieces, strict=True), key=_way_and_look):
        runs = tuple([piece.run for _, piece in group])
        width = sum([run.width for run in runs]) * look.size / 1000
        typed = "".join([run.text for run in runs]) if way else ""
        segments.append(Segment(x, width, runs, look, typed))
        x += width
    return Line(tuple(segments), x, leftward)


def _level(piece: Piece) -> int:
    return piece.level


def _ways(pieces: Sequence[Piece]) -> list[int]:
    """How each piece is written: 0 where its glyphs say what was typed, else the number of a word
    for which that is said. The space after such a word goes with it, since readers lose some.

    Text that runs leftward is read off its glyphs: readers turn round what they find from left to
    right, and would turn round a typed text too.
    """
    ways = []
    now = count = 0
    for piece in pieces:
        if piece.run.text == " ":
            ways.append(now)
            now = 0
            continue
        if piece.run.exact or piece.run.leftward:
            now = 0
        elif not now:
            count += 1
            now = count
        ways.append(now)
    return ways


def _way_and_look(item: tuple[int, Piece]) -> tuple[int, Look]:
    way, piece = item
    return way, piece.look
