"""The fonts of this computer, chosen by script, and words shaped in them.

Text is set word by word: a font is chosen for the whole word where one has all of it, so that
letters which join are never torn apart. HarfBuzz shapes every word; reportlab embeds the glyphs.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr, TTFError, TTFont

from defcat.errors import NotFound
from defcat.translation import tr

Weight = Literal["regular", "bold", "italic"]
_WEIGHTS: tuple[Weight, ...] = ("regular", "bold", "italic")

# File names without their ending, in the order regular, bold, italic; the first family that has a
# word is taken. {script} is the script of the letter at hand, as Unicode names it.
_FAMILIES = (
    ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic"),
    ("NotoSans{script}-Regular", "NotoSans{script}-Bold"),
    ("segoeui", "segoeuib", "segoeuii"),
    ("Nirmala", "NirmalaB"),
    ("LeelawUI", "LeelaUIb"),
    ("malgun", "malgunbd"),
    ("msyh", "msyhbd"),
    ("YuGothR", "YuGothB"),
    ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
    ("LiberationSans-Regular", "LiberationSans-Bold", "LiberationSans-Italic"),
    ("arial", "arialbd", "ariali"),
    ("DroidSansFallbackFull",),
    ("DroidSansFallback",),
    ("NotoSansSymbols-Regular", "NotoSansSymbols-Bold"),
    ("NotoSansSymbols2-Regular",),
    ("NotoSansMath-Regular",),
    ("seguisym",),
)

# Glyphs that no character names get one of the private use area, the same in every run: glyph 5 of
# any font is U+E005. Where there is no room for that, plane 15 has some for every glyph.
_PRIVATE = range(0xE000, 0xF900)
_PLANE_15 = 0xF0000


@dataclass(frozen=True)
class Run:
    """Glyphs of one font for `text`; `width` is in thousandths of the font size.

    `exact` says that the glyphs stand for the characters of `text` one by one and in order, so that
    text copied from the page is as typed without further help.
    """

    face: str
    text: str
    glyphs: ShapedStr
    width: float
    exact: bool
    leftward: bool


class Face:
    """A font file, registered with reportlab under its own name."""

    def __init__(self, path: Path) -> None:
        self._font = TTFont(path.stem, str(path))
        self._cmap = dict(self._font.face.charToGlyph)
        self._shaper = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes())))
        self._codes: dict[int, int] = {}
        self.name = path.stem
        pdfmetrics.registerFont(self._font)

    def has(self, text: str) -> bool:
        """Whether there is a glyph for every character of `text` that shows."""
        return all(ord(char) in self._cmap or _invisible(char) for char in text)

    def shape(self, text: str) -> Run:
        """`text` as positioned glyphs, in the order in which they stand on the page."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        # Joined letters such as fi would be one character in the text layer.
        uharfbuzz.shape(self._shaper, buffer, {"liga": False} if text.isascii() else {})
        scale = 1000 / self._font.face.unitsPerEm
        codes, data = [], []
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            code = self._code(info.codepoint, text[info.cluster])
            codes.append(chr(code))
            data.append(
                ShapeData(
                    info.cluster,
                    position.x_advance * scale,
                    position.y_advance * scale,
                    position.x_offset * scale,
                    position.y_offset * scale,
                    self._font.face.getCharWidth(code),
                )
            )
        glyphs = "".join(codes)
        return Run(
            self.name,
            text,
            ShapedStr(glyphs, data),
            sum(each.x_advance for each in data),
            glyphs == text and max(map(ord, text), default=0) <= 0xFFFF,
            buffer.direction == "rtl",
        )

    def _code(self, glyph: int, char: str) -> int:
        """A character that stands for `glyph` in this font: `char` itself where it does."""
        if self._cmap.get(ord(char)) == glyph:
            return ord(char)
        code = self._codes.get(glyph)
        if code is None:
            code = _PRIVATE.start + glyph
            if code not in _PRIVATE or code in self._cmap:
                code = _PLANE_15 + glyph
            face = self._font.face
            face.charToGlyph[code] = glyph
            face.charWidths[code] = self._shaper.get_glyph_h_advance(glyph) * 1000 / face.unitsPerEm
            self._codes[glyph] = code
        return code


class Fonts:
    """Faces by script and weight, from the font files given by name (in lower case, no ending).

    Raises NotFound where none of them has the letters of English.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self._faces: dict[str, Face | None] = {}
        self.runs = lru_cache(maxsize=20_000)(self._runs)
        """The runs of a word in a weight; cached, since words come again and again."""
        if next(self._covering("Aa0", "regular"), None) is None:
            raise NotFound(
                tr("No font to print with was found on this computer."),
                tr("Install the Noto fonts (fonts-noto-core) or DejaVu Sans, then try again."),
            )

    def _runs(self, word: str, weight: Weight) -> tuple[Run, ...]:
        face = next(self._covering(word, weight), None)
        if face is not None:
            return (face.shape(word),)
        return tuple(
            face.shape(text) for face, text in self._pieces(word, weight) if face is not None
        )

    def missing(self, text: str) -> str:
        """The characters of `text` that no font has, each once."""
        lacking = (c for c in dict.fromkeys(text) if not c.isspace() and not _invisible(c))
        return "".join(c for c in lacking if next(self._covering(c, "regular"), None) is None)

    def _pieces(self, word: str, weight: Weight) -> list[tuple[Face | None, str]]:
        """A word that no single font has, cut where the font must change."""
        pieces: list[tuple[Face | None, str]] = []
        for char in word:
            last, text = pieces[-1] if pieces else (None, "")
            if last is not None and last.has(char):
                pieces[-1] = (last, text + char)
            else:
                pieces.append((next(self._covering(char, weight), None), char))
        return pieces

    def _covering(self, text: str, weight: Weight) -> Iterator[Face]:
        """The faces that have all of `text`, the preferred one first."""
        for family in _FAMILIES:
            for script in _scripts(text) if "{script}" in family[0] else ("",):
                face = self._face([stem.format(script=script) for stem in family], weight)
                if face is not None and face.has(text):
                    yield face

    def _face(self, stems: list[str], weight: Weight) -> Face | None:
        """The face of a family in `weight`, or else its regular one."""
        index = _WEIGHTS.index(weight)
        found = self._load(stems[index]) if index < len(stems) else None
        return found or self._load(stems[0])

    def _load(self, stem: str) -> Face | None:
        if stem not in self._faces:
            path = self._files.get(stem.lower())
            try:
                self._faces[stem] = Face(path) if path else None
            except (TTFError, OSError):  # outlines that reportlab cannot embed, or no right to read
                self._faces[stem] = None
        return self._faces[stem]


@cache
def system_fonts() -> Fonts:
    """The fonts of this computer; the folders are read once."""
    return Fonts(font_files(font_folders(os.environ, Path.home())))


def font_folders(environment: Mapping[str, str], home: Path) -> list[Path]:
    """Where Linux and Windows keep fonts, a person's own first."""
    data = environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [home / ".fonts", home / ".local" / "share" / "fonts"]
    folders += [Path(part) / "fonts" for part in data.split(":") if part]
    if local := environment.get("LOCALAPPDATA"):
        folders.append(Path(local) / "Microsoft" / "Windows" / "Fonts")
    if windows := environment.get("WINDIR"):
        folders.append(Path(windows) / "Fonts")
    return folders


def font_files(folders: Iterable[Path]) -> dict[str, Path]:
    """The TrueType files below `folders` by name in lower case; the first of a name counts."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[tT][tT][fFcC]")):
            found.setdefault(path.stem.lower(), path)
    return found


@cache
def _scripts(text: str) -> tuple[str, ...]:
    """The scripts of the letters of `text`: the first words of their Unicode names."""
    names = (unicodedata.name(char, "") for char in text if not char.isascii())
    return tuple(dict.fromkeys(name.split(" ")[0].capitalize() for name in names if name))


@cache
def _invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf"


def joined_glyphs(runs: Iterable[Run]) -> Any:
    """The glyphs of several runs of one font as one string."""
    runs = list(runs)
    data = [each for run in runs for each in run.glyphs.__shapeData__]
    return ShapedStr("".join(str(run.glyphs) for run in runs), data)
