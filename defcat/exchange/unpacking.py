"""Whether a packed workbook can be read without filling the memory.

What a file declares of itself is not believed: every part is unpacked here first, a piece at a
time, and what the sheets need is counted. A sheet is held as a rectangle of cells, so that two
cells in opposite corners need as much as a full one.
"""

import lzma
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from defcat.errors import FileProblem
from defcat.exchange.grid import Merged
from defcat.exchange.opendocument import CONTENT, Sheets
from defcat.translation import tr

MOST_UNPACKED = 1 << 30
"""Bytes that a workbook may unpack to: a million rows take half of it."""
MOST_ROWS = 1 << 20
"""Rows of a sheet, in every spreadsheet program."""
MOST_CELLS = 40_000_000
"""Cells of the rectangle that a sheet spans, at 32 bytes each."""
_MOST_RATIO = 200
_SMALL = 1 << 24
_MOST_PARTS = 10_000
_PIECE = 1 << 20
_CUT = 64
"""Bytes of a piece that are looked at with the next one, for what was cut between them."""
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]+)["']""")
_FAR = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{2}|[A-Za-z][0-9]{7})""")
"""A cell right of column Z or below row 999,999: no sheet without one spans too much."""
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, ValueError, NotImplementedError),
)
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, ValueError, NotImplementedError),
)
_MANIFEST = "META-INF/manifest.xml"
_BINARY = "xl/workbook.bin"


def check(path: Path) -> Mapping[str, Sequence[Merged]]:
    """Raise FileProblem for a workbook that is damaged, or that would fill the memory.

    Answers with the joined cells of an OpenDocument by sheet, since all of it is read here.
    """
    document = Sheets()
    try:
        with zipfile.ZipFile(path) as parts:
            entries = parts.infolist()
            if _BINARY in parts.namelist():
                raise FileProblem(
                    tr("{file} is a binary workbook.", file=path.name),
                    tr("Open it in a spreadsheet program and save it as XLSX."),
                )
            _check_size(path, sum(entry.file_size for entry in entries))
            if len(entries) > _MOST_PARTS or any(entry.flag_bits & 1 for entry in entries):
                raise damaged(path)
            if _MANIFEST in parts.namelist() and _is_encrypted(parts):
                raise protected(path)
            whole = 0
            for entry in entries:
                with closing(_pieces(path, parts, entry, whole)) as pieces:
                    if entry.filename == CONTENT:
                        _read_document(path, document, pieces)
                    elif "worksheets/" in entry.filename:
                        _read_sheet(path, pieces)
                    else:  # of the others, the size alone matters
                        deque(pieces, maxlen=0)
                whole += entry.file_size
    except _UNREADABLE as error:
        raise damaged(path) from error
    return document.merged


def protected(path: Path) -> FileProblem:
    """What is raised for a workbook with a passphrase."""
    return FileProblem(
        tr("{file} has a passphrase, or is of an old format.", file=path.name),
        tr("Open it in a spreadsheet program and save it as XLSX without a passphrase."),
    )


def damaged(path: Path) -> FileProblem:
    """What is raised for a file that is no workbook, or no whole one."""
    return FileProblem(
        tr("{file} cannot be read as a workbook.", file=path.name),
        tr("Open it in a spreadsheet program and save it again, or save the sheet as CSV."),
    )


def _is_encrypted(parts: zipfile.ZipFile) -> bool:
    with parts.open(_MANIFEST) as file:
        return b"encryption-data" in file.read(_PIECE)


def _check_size(path: Path, size: int) -> None:
    packed = max(path.stat().st_size, 1)
    if size > MOST_UNPACKED or (size > _SMALL and size > packed * _MOST_RATIO):
        raise FileProblem(
            tr("{file} would unpack to {n} MB.", file=path.name, n=f"{size >> 20:,}"),
            tr("Save the one sheet that is wanted as CSV, and import that."),
        )


def _pieces(
    path: Path, parts: zipfile.ZipFile, entry: zipfile.ZipInfo, before: int
) -> Generator[bytes, None, None]:
    """What a part holds; raises FileProblem where it is not as much as the part declares."""
    declared, size = entry.file_size, 0
    entry.file_size = 2 * MOST_UNPACKED  # or no more than that would be unpacked
    with parts.open(entry) as file:
        entry.file_size = declared
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > declared:
                _check_size(path, before + size)
            yield piece
    if size != declared:
        raise damaged(path)


def _read_sheet(path: Path, pieces: Iterator[bytes]) -> None:
    """Raise FileProblem where the cells of a sheet are too far from each other."""
    rows, columns, rest = 0, 0, b""
    for piece in pieces:
        text = rest + piece
        rest = text[-_CUT:]
        if columns or _FAR.search(text):
            for letters, number in _REFERENCE.findall(text):
                columns = max(columns, _column(letters))
                rows = max(rows, int(number[:10]))
            _check_span(path, rows, columns)


def _read_document(path: Path, document: Sheets, pieces: Iterator[bytes]) -> None:
    """The same of the sheets of an OpenDocument."""
    for piece in pieces:
        document.feed(piece)
        _check_span(path, document.rows, document.columns)
    document.feed(b"", last=True)


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_span(path: Path, rows: int, columns: int) -> None:
    if rows <= MOST_ROWS and rows * columns <= MOST_CELLS:
        return
    raise FileProblem(
        tr(
            "{file} spans {rows} rows and {columns} columns.",
            file=path.name,
            rows=f"{rows:,}",
            columns=f"{columns:,}",
        ),
        tr("Delete what stands far from the table, or save the sheet as CSV."),
    )
