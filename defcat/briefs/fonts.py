"""The fonts of this computer, chosen by script, and words shaped in them.

Text is set word by word: a font is chosen for the whole word where one has all of it, so that
letters which join are never torn apart.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from reportlab.pdfbase.ttfonts import TTFError

from defcat.briefs.faces import Face, Outline, Run, face_of, invisible
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
# Scripts whose usual fonts have PostScript outlines, which reportlab cannot embed.
_EASTERN = ("Cjk", "Hiragana", "Katakana", "Hangul", "Bopomofo")


class Fonts:
    """Faces by script and weight, from the font files given by name (in lower case, no ending).

    Raises NotFound where none of them has the letters of English.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files
        self._faces: dict[str, Face | None] = {}
        self.runs = lru_cache(maxsize=8_192)(self._runs)
        """The runs of a word in a weight, from left to right; `leftward` where it is read from the
        right. Cached, since words come again and again.
        """
        if next(self._covering("Aa0", "regular"), None) is None:
            raise NotFound(
                tr("No font to print with was found on this computer."),
                tr("Install the Noto fonts (fonts-noto-core) or DejaVu Sans, then try again."),
            )

    def _runs(self, word: str, weight: Weight, leftward: bool = False) -> tuple[Run, ...]:
        face = next(self._covering(word, weight), None)
        if face is not None:
            return (face.shape(word, leftward),)
        pieces = self._pieces(word, weight)
        runs = [face.shape(text, leftward) for face, text in pieces if face is not None]
        return tuple(reversed(runs) if leftward else runs)

    def missing(self, text: str) -> str:
        """The characters of `text` that no font has, each once."""
        lacking = (c for c in dict.fromkeys(text) if not c.isspace() and not invisible(c))
        return "".join(c for c in lacking if next(self._covering(c, "regular"), None) is None)

    def outline(self, word: str) -> tuple[Outline, float]:
        """The outlines of a word in bold and its width, in thousandths of the font size."""
        face = next(self._covering(word, "bold"), None) or next(self._covering("A", "bold"))
        return face.outline(word)

    def advice(self, missing: str) -> str:
        """What to install so that the characters `missing` can be printed."""
        scripts = [script for script in _scripts(missing) if script in _EASTERN]
        if scripts:
            return tr(
                "Install a TrueType font for them, such as Droid Sans Fallback"
                " (fonts-droid-fallback); fonts with PostScript outlines, such as Noto Sans CJK,"
                " cannot be put into a PDF."
            )
        if any(ord(char) >= 0x1F000 for char in missing):
            return tr("Install DejaVu Sans or Noto Sans Symbols 2, or write a word instead.")
        return tr("Install a font that has them, such as one of the Noto fonts, then try again.")

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
                self._faces[stem] = face_of(path) if path else None
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
