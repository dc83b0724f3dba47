"""The lists of the wizard as Qt models: they hold nothing, and make a cell when it is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from defcat.exchange.formats import Reading
from defcat.exchange.preview import Fate, FieldChange, RecordChange
from defcat.exchange.table import TableRow
from defcat.translation import tr
from ui.models.notices import HEADING_ROLE, INK_ROLE, Index, NoticeColumn

_LONGEST = 300
"""Characters of a cell that are shown: a cell may hold five million."""


@dataclass(frozen=True)
class Shown:
    """A line of a list: its cells, and the inks that differ from the text's by column."""

    cells: tuple[str, ...]
    inks: tuple[str, ...] = ()
    heading: str | None = None
    """Of a heading: what is said quietly beside its first cell."""


class ListModel(QAbstractTableModel):
    """`count` lines that `line` makes as they are asked for, under `columns`."""

    def __init__(self, columns: Sequence[NoticeColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._count = 0
        self._line: Callable[[int], Shown] = lambda _row: Shown(())

    def show(self, count: int, line: Callable[[int], Shown]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._count, self._line = count, line
        self.endResetModel()

    def refresh(self) -> None:
        """Say that the lines read otherwise; which there are stays."""
        if self._count:
            last = self.index(self._count - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].label
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED:
            return None
        line, column = self._line(index.row()), index.column()
        if role == HEADING_ROLE:
            return line.heading
        if role == INK_ROLE:
            return line.inks[column] if column < len(line.inks) else "text"
        text = line.cells[column] if column < len(line.cells) else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._columns[column].label}: {text}"
        return text[:_LONGEST] if role == Qt.ItemDataRole.DisplayRole else text


class SheetModel(QAbstractTableModel):
    """The rows of a table as they were read, each with the line it stands on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._last: tuple[int, TableRow] | None = None

    def show(self, reading: Reading | None) -> None:
        """Show another table."""
        self.beginResetModel()
        self._reading, self._last = reading, None
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._reading is None else len(self._reading.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        if parent.isValid() or self._reading is None:
            return 0
        return len(self._reading.table.columns) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self._reading is None or orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._reading.table.columns[section - 1] if section else tr("Line")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._reading is None or role not in _ANSWERED:
            return None
        row = self._row(self._reading, index.row())
        if role == INK_ROLE:
            return "text" if index.column() else "faint"
        if role == HEADING_ROLE:
            return None
        if not index.column():
            return f"{row.line:,}"
        text = row.cells[index.column() - 1] if index.column() <= len(row.cells) else ""
        shown = role == Qt.ItemDataRole.DisplayRole
        return " ".join(text[:_LONGEST].split()) if shown else text[: 4 * _LONGEST]

    def _row(self, reading: Reading, place: int) -> TableRow:
        """A row of the table; the cells of one are asked for one after the other."""
        if self._last is None or self._last[0] != place:
            self._last = place, reading.table.rows[place]
        return self._last[1]


def change_columns() -> tuple[NoticeColumn, ...]:
    """The columns of what an import changes, field by field."""
    return (
        NoticeColumn(tr("Field"), 160, 2),
        NoticeColumn(tr("Here now"), 160, 4),
        NoticeColumn(tr("The file says"), 160, 4),
        NoticeColumn(tr("What becomes of it"), 170),
    )


def change_line(one: RecordChange | FieldChange) -> Shown:
    """A line of a list of changes: a record as a heading, or one of its fields."""
    if isinstance(one, RecordChange):
        beside = tr("{ref}, line {line}", ref=one.ref, line=one.line)
        if one.joined:
            beside = tr("{place}, spoken of for the first time", place=beside)
        if not one.fields:
            beside = tr("{place}, only what its citation says", place=beside)
        return Shown((one.title,), heading=beside)
    becomes, ink = _fates()[one.fate]
    return Shown((one.label, one.before, one.says, becomes), ("text", "muted", "text", ink))


def _fates() -> dict[Fate, tuple[str, str]]:
    """What is said of what becomes of a field, and the ink for it."""
    return {
        Fate.SET: (tr("Taken over"), "accent"),
        Fate.ADDED: (tr("Added"), "good"),
        Fate.REMOVED: (tr("Taken away"), "warn"),
        Fate.BESIDE: (tr("Kept beside it"), "muted"),
        Fate.LEFT: (tr("Left as it is"), "faint"),
    }


_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        INK_ROLE,
        HEADING_ROLE,
    }
)
