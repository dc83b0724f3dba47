"""A font file: words shaped in it by HarfBuzz, its glyphs embedded by reportlab.

Every glyph is embedded with the text that it stands for, so that what is copied from a page is what
was typed, whatever the shapes.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

# Glyphs that no single character names get a code of the last planes, which no script uses. It
# stays inside the program: a file has its own numbers, in the order in which glyphs come.
_FIRST_CODE = 0xF0000

# In text that runs leftward brackets are mirrored; a reader turns them back.
_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))
_BLOCK = 100

Outline = list[tuple[str, tuple[float, ...]]]
"""Steps of a path: "move", "line", "curve" (two control points, then its end) or "close"."""


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Glyphs of one font for `text`, from left to right; `width` in thousandths of the font size.

    `codes` has a character for every glyph. `moves` says for every glyph how far it is moved right
    and up, and how much more than its own width it takes; it is empty where none is moved. `exact`
    says that the glyphs copy out as `text`; `leftward` that it is read from the right.
    """

    face: str
    text: str
    codes: str
    moves: tuple[tuple[int, int, int], ...]
    width: float
    exact: bool
    leftward: bool


class Face:
    """A font file, registered with reportlab under its own name.

    Raises TTFError where reportlab cannot embed its outlines, OSError where it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._font = _EmbeddedFont(path.stem, str(path))
        self._cmap = dict(self._font.face.charToGlyph)
        self._shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes())))
        self._scale = 1000 / self._font.face.unitsPerEm
        self._codes: dict[tuple[int, str], str] = {}
        self.name = path.stem
        pdfmetrics.registerFont(self._font)

    def has(self, text: str) -> bool:
        """Whether there is a glyph for every character of `text` that shows."""
        return all(ord(char) in self._cmap or invisible(char) for char in text)

    def shape(self, text: str, leftward: bool = False) -> Run:
        """`text` as positioned glyphs, in the order in which they stand on the page."""
        buffer = self._shaped(text, leftward)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        said = _said(text, [info.cluster for info in infos])
        codes, moves = [], []
        width = 0.0
        for info, position, part in zip(infos, positions, said, strict=True):
            code = self._code(info.codepoint, part)
            codes.append(code)
            advance = position.x_advance * self._scale
            own = self._font.face.getCharWidth(ord(code))
            up = round(position.y_offset * self._scale)
            moves.append(_move(round(position.x_offset * self._scale), up, round(advance - own)))
            width += advance
        spoken = "".join(reversed(said) if leftward else said)
        whole = "" not in said and spoken == text
        return Run(
            self.name,
            text,
            "".join(codes),
            tuple(moves) if any(map(any, moves)) else (),
            width,
            whole,
            leftward,
        )

    def outline(self, text: str) -> tuple[Outline, float]:
        """The outlines of `text` and its width, in thousandths of its size."""
        steps: Outline = []
        x = 0.0
        buffer = self._shaped(text, False)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            pen = _Pen(steps, self._scale, x + position.x_offset * self._scale)
            self._shaper.draw_glyph_with_pen(info.codepoint, pen)
            x += position.x_advance * self._scale
        return steps, x

    def _shaped(self, text: str, leftward: bool) -> Any:
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if leftward else "ltr"
        # Joined letters such as fi would be one thing to whoever selects text.
        uharfbuzz.shape(self._shaper, buffer, {"liga": False} if text.isascii() else {})
        return buffer

    def _code(self, glyph: int, said: str) -> str:
        """A character that stands for `glyph` where that says `said`."""
        if len(said) == 1:
            for char in (said, _MIRRORED.get(said, said)):
                if self._cmap.get(ord(char)) == glyph:
                    return char
        code = self._codes.get((glyph, said))
        if code is None:
            code = chr(_FIRST_CODE + len(self._codes))
            face = self._font.face
            face.charToGlyph[ord(code)] = glyph
            face.charWidths[ord(code)] = self._shaper.get_glyph_h_advance(glyph) * self._scale
            self._font.said[ord(code)] = said
            self._codes[glyph, said] = code
        return code


@cache
def face_of(path: Path) -> Face:
    """The face of a font file. There is one of each: reportlab keeps the first of a name."""
    return Face(path)


class _EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A font that says of each glyph what it stands for, also of several characters or of none."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self.said: dict[int, str] = {}

    def addObjects(self, doc: Any) -> None:  # reportlab's name
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            texts = [self.said.get(code, chr(code) if code else "") for code in subset]
            doc.idToObject[fonts[name].ToUnicode.name].content = _to_unicode(texts)


class _Pen:
    """Takes down the outline of a glyph, its curves all cubic."""

    def __init__(self, steps: Outline, scale: float, right: float) -> None:
        self._steps = steps
        self._scale = scale
        self._right = right
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # names of the protocol
        self._step("move", point)

    def lineTo(self, point: tuple[float, float]) -> None:
        self._step("line", point)

    def curveTo(self, *points: tuple[float, float]) -> None:
        self._step("curve", *points)

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:
        """A quadratic curve is a cubic one with its control points two thirds of the way."""
        (x0, y0), (cx, cy), (x, y) = self._at, control, end
        first = (x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3)
        self._step("curve", first, (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3), end)

    def closePath(self) -> None:
        self._step("close")

    def _step(self, kind: str, *points: tuple[float, float]) -> None:
        scaled = ((self._right + x * self._scale, y * self._scale) for x, y in points)
        self._steps.append((kind, tuple(each for point in scaled for each in point)))
        if points:
            self._at = points[-1]


def _said(text: str, clusters: list[int]) -> list[str]:
    """What each glyph stands for: the first of a cluster for all its text, the others for none."""
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    seen: set[int] = set()
    said = []
    for start in clusters:
        said.append("" if start in seen else text[start : ends[start]])
        seen.add(start)
    return said


def _to_unicode(texts: list[str]) -> str:
    """The map from the codes of a subset, counted from 0, to text (ISO 32000-1, 9.10.3)."""
    lines = [
        f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>"
        for code, text in enumerate(texts)
        if text
    ]
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    maps = ["\n".join((f"{len(b)} beginbfchar", *b, "endbfchar")) for b in blocks]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <00> <FF> endcodespacerange",
            *maps,
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        )
    )


@cache
def _move(right: int, up: int, more: int) -> tuple[int, int, int]:
    """One tuple for the same numbers, since there are many of few kinds."""
    return right, up, more


@cache
def invisible(char: str) -> bool:
    """Whether a character shows nothing by itself, such as a joiner or a choice of variant."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"
