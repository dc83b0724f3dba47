"""Any file that holds a table, as one: which sheets it has, and the rows of one of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from defcat.errors import InputError
from defcat.exchange.entries import Entries
from defcat.exchange.grid import Grid, head_of, text_grid
from defcat.exchange.layout import Laid, Layout, Left, lay_out
from defcat.exchange.packed import Packed, packed
from defcat.exchange.table import Table, TableRow
from defcat.translation import tr

_READY = MappingProxyType({b"BEGIN:VCARD": "vcard", b"BEGIN:VCALENDAR": "icalendar"})
"""How files begin that need no other profile, and its name."""
_MANY = 20_000
"""Rows from which on they are packed."""
_TOLD = 2_000
"""After so many rows it is told again how many are read."""


@dataclass(frozen=True)
class Reading:
    """A table as it was read: how (`layout`), what stands above it, and every line that is no row.

    `rows` + `blank` + `left` + the lines of the head are the lines of the sheet; `filled` counts
    the cells that say what stands above them; `sheet` is the one of a workbook that was read.
    """

    table: Table
    layout: Layout
    title: str = ""
    left: tuple[Left, ...] = ()
    blank: int = 0
    filled: int = 0
    sheet: str = ""


def sheets(path: Path) -> list[str]:
    """The sheets of a workbook; one without a name for a text file.

    Raises NotFound, FileProblem or InputError for a file that holds no table.
    """
    from defcat.exchange import workbook

    return workbook.sheet_names(path) if workbook.is_workbook(path) else [""]


def read(
    path: Path, layout: Layout | None = None, told: Callable[[int, int], None] | None = None
) -> Reading:
    """The table of the file at `path`, read as `layout` says and as it looks where that is silent.

    `told` hears how many rows are read, of a number that nobody knows (0); what it raises stops
    the reading. Raises NotFound, FileProblem or InputError, which says where and what to do.
    """
    if ready := ready_profile(path):
        found = _entries(path, ready)
        return Reading(Table(path.name, found.columns, found.rows), Layout(), left=(*found.left,))
    laid = laid_out(path, layout or Layout())
    rows: list[TableRow] | Packed = []
    for row in laid.rows():
        if len(rows) == _MANY and isinstance(rows, list):
            rows = packed(rows)
        rows.append(row)
        if told and len(rows) % _TOLD == 0:
            told(len(rows), 0)
    if not rows:
        raise InputError(
            tr("{file}: there is no row below the head.", file=path.name),
            tr("Check that the head is found where it stands, or choose another sheet."),
        )
    table = Table(path.name, laid.columns, rows)
    left, sheet = tuple(laid.left), laid.grid.sheet
    return Reading(table, laid.layout, laid.title, left, laid.blank, laid.filled, sheet)


def ready_profile(path: Path) -> str | None:
    """The profile that a file needs whose columns are always the same: an address book, a calendar.

    Raises NotFound or FileProblem where the file cannot be read.
    """
    start = head_of(path).removeprefix(b"\xef\xbb\xbf").lstrip().upper()
    return next((name for mark, name in _READY.items() if start.startswith(mark)), None)


def columns_of(path: Path, layout: Layout) -> tuple[str, ...]:
    """The columns of the table, before its rows are read; raises what `read` raises."""
    if ready := ready_profile(path):
        return _entries(path, ready).columns
    return laid_out(path, layout).columns


def _entries(path: Path, ready: str) -> Entries:
    if ready == "vcard":
        from defcat.exchange.vcards import read_vcards

        return read_vcards(path)
    from defcat.exchange.calendars import read_calendar

    return read_calendar(path)


def laid_out(path: Path, layout: Layout) -> Laid:
    """The table of the file, its head found and its rows still to be read."""
    grid = _grid(path, layout)
    return lay_out(grid, replace(layout, encoding=grid.encoding, delimiter=grid.delimiter))


def _grid(path: Path, layout: Layout) -> Grid:
    from defcat.exchange import workbook

    if workbook.is_workbook(path):
        return workbook.sheet_grid(path, layout.sheet)
    if head_of(path).startswith(b"%PDF"):
        raise InputError(
            tr("{file} is a PDF, which holds no table.", file=path.name),
            tr("Attach it to a record, or ask for the table as a spreadsheet."),
        )
    return text_grid(path, layout.encoding, layout.delimiter)
