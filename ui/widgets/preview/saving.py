"""Names for the files of briefs, and putting them where they are wanted."""

import re
import unicodedata
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from defcat.errors import FileProblem
from defcat.files import new_file
from defcat.translation import tr

_LONGEST_NAME, _MOST_BYTES = 120, 200
"""Of a title in the name of a file: many file systems count bytes, of which a letter may be three.
"""
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]+')
_JOINERS = "\u200c\u200d"
_COPIES = 1000


def file_name(title: str, as_of: date, ending: str = ".pdf") -> str:
    """A name for the file of a brief, without what some file system does not take, and without
    letters that nobody sees, which can make a name read otherwise than it is.
    """
    seen = "".join(char if _is_seen(char) else " " for char in title)
    plain = " ".join(_NOT_IN_FILE_NAMES.sub(" ", seen).split())[:_LONGEST_NAME]
    short = plain.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .")
    return tr("{title}, as of {day}", title=short, day=as_of.isoformat()) + ending


def copy_into(folder: Path, name: str, content: bytes) -> Path:
    """Write a file into `folder` and give its path; what is there already is never replaced: if it
    is the very same nothing is written, else the name gets a number.

    Raises FileProblem where the folder is gone or cannot be written to.
    """
    path = folder / name
    for number in range(2, _COPIES):
        if not path.exists():
            with new_file(path, path.suffix) as file:
                file.write(content)
            return path
        if _holds(path, content):
            return path
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    raise FileProblem(
        tr("There are too many files called {file}.", file=name), tr("Choose another folder.")
    )


def open_folder(path: Path) -> None:
    """Show the folder of a file as this system shows folders."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _is_seen(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError as error:
        raise FileProblem(
            tr("{file} could not be read: {why}.", file=path.name, why=error.strerror or ""),
            tr("Choose another folder."),
        ) from error
