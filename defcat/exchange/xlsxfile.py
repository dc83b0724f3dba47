"""Records out as a spreadsheet: a sheet a kind, with typed cells, a head that stays, and filters.

Nothing in it is a formula, a link or a macro, whatever a record says.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from defcat.errors import InputError
from defcat.exchange.flat import Cell, Column
from defcat.files import new_file
from defcat.translation import tr

MOST_LINES = 1_048_575
"""What a sheet holds beside its head."""
_MOST_TEXT = 32_767
"""Characters that a cell holds."""
_WIDTHS = MappingProxyType({"least": 8, "most": 48, "long": 32, "date": 11})
_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets count days that there were not."""


class Sheets:
    """The workbook being written; `cut` counts texts too long for a cell."""

    def __init__(self, book: Any) -> None:
        self.cut = 0
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self._text = book.add_format({"valign": "top"})

    def add(self, name: str, columns: Sequence[Column], lines: Iterable[Sequence[Cell]]) -> None:
        """Write a sheet called `name`; raises InputError for more lines than it can hold."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.label, self._head)
            width = max(len(column.label) + 3, _WIDTHS["long"] if column.is_long else 14)
            sheet.set_column(at, at, min(max(width, _WIDTHS["least"]), _WIDTHS["most"]))
        row = 0
        for row, line in enumerate(lines, 1):
            if row > MOST_LINES:
                raise InputError(
                    tr("A sheet cannot hold more than {n} records.", n=f"{MOST_LINES:,}"),
                    tr("Write fewer with a query, or write CSV."),
                )
            for at, cell in enumerate(line):
                self._write(sheet, row, at, cell)
        sheet.autofilter(0, 0, row, len(columns) - 1)

    def _write(self, sheet: Any, row: int, at: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, date):
            if cell >= _FIRST_DAY:
                sheet.write_datetime(row, at, datetime(cell.year, cell.month, cell.day), self._day)
            else:
                sheet.write_string(row, at, cell.isoformat(), self._text)
        elif isinstance(cell, int) and not isinstance(cell, bool):
            sheet.write_number(row, at, cell, self._text)
        else:
            text = str(cell)
            self.cut += len(text) > _MOST_TEXT
            sheet.write_string(row, at, text[:_MOST_TEXT], self._text)


@contextmanager
def new_workbook(path: Path) -> Iterator[Sheets]:
    """A workbook that takes the place of `path` once it is whole; raises what `new_file` raises."""
    from xlsxwriter import Workbook  # an export alone needs it

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with new_file(path, ".xlsx") as file:
        book = Workbook(file, options)
        # The day that it was made would make two exports of one catalogue differ.
        book.set_properties({"created": datetime(2000, 1, 1)})
        try:
            yield Sheets(book)
        finally:
            book.close()
