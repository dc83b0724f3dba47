"""What lists of things to look at have in common: their columns, the roles of cells, and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from defcat.translation import tr

Index = QModelIndex | QPersistentModelIndex

INK_ROLE = Qt.ItemDataRole.UserRole
"""The token of the theme that a cell is written in."""
HEADING_ROLE = Qt.ItemDataRole.UserRole + 1
"""Of the heading of the rows below it: what is said quietly beside it. None for other rows.

Its first cell is then all it says.
"""


@dataclass(frozen=True)
class NoticeColumn:
    """A column: its heading, the least it takes in px, and its share of what is left."""

    label: str
    width: int
    grows: int = 0


@dataclass(frozen=True)
class Tally:
    """A sort of things: its key, what it is called, how many there are, and the tone it is in."""

    key: str
    label: str
    count: int
    tone: str = ""

    @property
    def words(self) -> str:
        """The label with the count."""
        return tr("{label}, {n}", label=self.label, n=f"{self.count:,}")


class NoticeModel(QAbstractTableModel):
    """Rows under `columns`, some of which may be headings of those below them.

    What is in the rows a subclass says: `length`, `text`, `ink` and, if it has any, `heading`.
    """

    def __init__(self, columns: Sequence[NoticeColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns

    def length(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def text(self, row: int, column: int) -> str | None:
        """What a cell says; None while it is being read."""
        raise NotImplementedError

    def ink(self, row: int, column: int) -> str:
        """The token of the theme that a cell is written in."""
        raise NotImplementedError

    def heading(self, _row: int) -> str | None:
        """What is said quietly beside a heading; None of a row that is none."""
        return None

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [row for row in range(self.length()) if self.heading(row) is not None]

    # --- Qt's side --------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self.length()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].label
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if role == HEADING_ROLE:
            return self.heading(row)
        if role == INK_ROLE:
            return self.ink(row, column)
        if role not in _TOLD:
            return None
        text = self.text(row, column)
        if role == Qt.ItemDataRole.AccessibleTextRole and text and self.heading(row) is None:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {text}"
        return text


_TOLD = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
