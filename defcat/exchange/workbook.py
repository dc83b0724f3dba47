"""The sheets of a workbook, XLSX or ODS, as grids of text.

A workbook is a packed folder of XML: `unpacking` looks at what is in it before it is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from defcat.errors import InputError
from defcat.exchange import unpacking
from defcat.exchange.grid import MOST_CELL, Grid, Line, Merged, check_width, head_of, too_long
from defcat.translation import tr

_PACKED = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: an old XLS, or an XLSX with a passphrase."""


def is_workbook(path: Path) -> bool:
    """Whether a file begins as a workbook does, whatever it is called."""
    return head_of(path).startswith((_PACKED, _COMPOUND))


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook in their order; raises FileProblem where it is none."""
    return list(_opened(path)[0].sheet_names)


def sheet_grid(path: Path, sheet: str = "") -> Grid:
    """The grid of the sheet of that name, or of the first that has anything in it.

    Raises FileProblem for a file that is damaged, has a passphrase or unpacks to too much,
    InputError for a sheet that is not there or a workbook with nothing in it.
    """
    book, merged = _opened(path)
    names = [sheet] if sheet else list(book.sheet_names)
    for name in names:
        if name not in book.sheet_names:
            raise InputError(
                tr("{file} has no sheet “{name}”.", file=path.name, name=name),
                tr("Its sheets are: {names}.", names=", ".join(book.sheet_names)),
            )
        found = _read(path, book, name)
        if found.height or sheet:
            return replace(_grid(path.name, found, merged.get(name, ())), sheet=name)
    raise InputError(
        tr("There is nothing in {file}.", file=path.name), tr("Check that it is the right file.")
    )


def _opened(path: Path) -> tuple[CalamineWorkbook, Mapping[str, Sequence[Merged]]]:
    """A workbook, and the joined cells that the reader of an OpenDocument does not tell."""
    start = head_of(path)
    merged: Mapping[str, Sequence[Merged]] = {}
    if start.startswith(_PACKED):
        merged = unpacking.check(path)
    try:
        return CalamineWorkbook.from_path(path), merged
    except PasswordError:
        raise unpacking.protected(path) from None
    except (CalamineError, OSError, ValueError) as error:
        if start.startswith(_COMPOUND):
            raise unpacking.protected(path) from None
        raise unpacking.damaged(path) from error


def _read(path: Path, book: CalamineWorkbook, name: str) -> Any:
    try:
        return book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError) as error:
        raise unpacking.damaged(path) from error


def _grid(name: str, sheet: Any, merged: Sequence[Merged]) -> Grid:
    _, column = sheet.start or (0, 0)
    check_width(name, sheet.width)
    ranges = sheet.merged_cell_ranges or ()
    told = [Merged(top + 1, left, end + 1, right) for (top, left), (end, right) in ranges]
    joined = tuple(
        Merged(one.first_line, one.first_column - column, one.last_line, one.last_column - column)
        for one in (*told, *merged)
    )

    def lines() -> Iterator[Line]:
        for line, cells in enumerate(sheet.iter_rows(), 1):
            yield line, [_text(name, line, cell) for cell in cells]

    return Grid(name, lines, joined)


def _text(name: str, line: int, cell: Any) -> str:
    """What a cell says; of a moment at midnight the day alone."""
    if isinstance(cell, str):
        if len(cell) > MOST_CELL:
            raise too_long(name, line)
        return cell.strip()
    if isinstance(cell, bool):
        return tr("yes") if cell else tr("no")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
