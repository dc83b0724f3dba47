"""A table as it was read: the names of its columns and the text of its cells.

Nothing is mended here. A row with more or fewer cells than there are columns is handed on as it
is, for the importer to report.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TableRow:
    """One row; `line` is the line of the file on which it begins, the first being 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The columns and the rows; names and cells are without surrounding blanks.

    A row may have more or fewer cells than there are columns.
    """

    name: str
    columns: tuple[str, ...]
    rows: Sequence[TableRow]
