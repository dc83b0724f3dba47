"""A list of records: identifiers of all of them, and the rows of those that are on screen.

Rows are asked for in blocks as the view comes to them, and the last few thousand are kept.
"""

from array import array
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from defcat.search import run
from defcat.search.query import Query
from defcat.search.run import ListRow, Order
from ui.desk import Desk
from ui.models.columns import Column, columns

Index = QModelIndex | QPersistentModelIndex

FIRST = 100
"""Identifiers in the first answer: more than the tallest screen shows."""
BLOCK = 64
SCREEN = 40
"""Rows read with the first answer: as many as a usual window shows."""
QUIET_MS = 150
SCREENS = 4
"""Blocks that may wait to be read: who scrolls past a thousand rows does not want them all."""
KEPT = 4_096
ROW_ROLE = Qt.ItemDataRole.UserRole
"""The ListRow of a row, or None while it is being read."""
COLUMN_ROLE = Qt.ItemDataRole.UserRole + 1
"""The Column that a cell belongs to."""

FindIds = Callable[[Any, int], "array[int]"]
ReadRows = Callable[[Any, Sequence[int]], dict[int, ListRow]]


class RecordModel(QAbstractTableModel):
    """The records that answer a query, or those in the bin.

    `arrived` says that the first rows of a new query are there, `counted` how many answer in all.
    """

    arrived = Signal()
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._channel = f"list-{id(self)}"
        self._columns: tuple[Column, ...] = columns(None)
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, ListRow] = OrderedDict()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(QUIET_MS)
        self._rest.timeout.connect(self._read_rest)
        self._find: FindIds | None = None
        self._rows_of: ReadRows = run.rows
        self._wanted: deque[int] = deque(maxlen=SCREENS)
        self._reading = False

    def show(self, query: Query, order: Order = "newest") -> None:
        """Show what answers `query`; the rows so far stay until the new ones are there.

        They say how things stood on the day that the query names, or stand today.
        """
        today = self._desk.catalogue.today()

        def ids(connection: Any, limit: int) -> "array[int]":
            if limit == run.NO_LIMIT:
                return run.every(connection, query, order, today=today)
            found = run.find(connection, query, limit=limit, order=order, today=today)
            return array("q", found)

        def rows(connection: Any, ids: Sequence[int]) -> dict[int, ListRow]:
            return run.rows(connection, ids, query.as_of or today, query=query, today=today)

        self._ask(ids, rows, columns(query.kind, query.as_of))

    def show_bin(self) -> None:
        """Show what is in the bin."""

        def ids(connection: Any, _limit: int) -> "array[int]":
            return array("q", run.binned(connection))

        self._ask(ids, run.rows, columns(None))

    def clear(self) -> None:
        """Show nothing, and want nothing that was asked."""
        self._rest.stop()
        self._desk.reader.cancel(self._channel)
        self._replace(array("q"), {}, self._columns, tell=False)

    def columns(self) -> tuple[Column, ...]:
        """The columns now shown."""
        return self._columns

    def id_at(self, row: int) -> int | None:
        """The record in `row`, None beyond the end."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record_id: int) -> int | None:
        """The row of a record, None where it is not in the list."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return None

    def on_screen(self) -> int:
        """How many rows, from the first, came with the answer, as many as a usual window shows."""
        return min(SCREEN, len(self._ids))

    # --- Qt's side --------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self._columns):
            column = self._columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.label
            if role == COLUMN_ROLE:
                return column
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == COLUMN_ROLE:
            return self._columns[index.column()]
        if role not in _ANSWERED:
            return None
        row = self.row_at(index.row())
        if row is None or role == ROW_ROLE:
            return row
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.label}: {column.text(row)}"
        return column.text(row)

    def row_at(self, position: int) -> ListRow | None:
        """The row at `position`, None while it is being read."""
        record_id = self._ids[position]
        row = self._rows.get(record_id)
        if row is None:
            self._want(position // BLOCK)
        return row

    def _ask(self, ids: FindIds, rows_of: ReadRows, shown: tuple[Column, ...]) -> None:
        def first(connection: Any) -> tuple["array[int]", dict[int, ListRow]]:
            found = ids(connection, FIRST)
            return found, rows_of(connection, found[:SCREEN])

        def arrived(answer: tuple["array[int]", dict[int, ListRow]]) -> None:
            found, rows = answer
            self._rows_of = rows_of
            self._replace(found[:FIRST], rows, shown)
            if len(found) < FIRST:
                self.counted.emit(len(found))
            else:
                self._find = ids
                self._rest.start()

        self._rest.stop()
        self._desk.reader.ask(self._channel, first, arrived)

    def _read_rest(self) -> None:
        """Read the whole list, once nobody has typed for a moment."""
        find = self._find
        if find is not None:
            self._desk.reader.ask(
                self._channel, lambda connection: find(connection, run.NO_LIMIT), self._complete
            )

    def _replace(
        self,
        ids: "array[int]",
        rows: dict[int, ListRow],
        shown: tuple[Column, ...],
        *,
        tell: bool = True,
    ) -> None:
        self.beginResetModel()
        self._ids, self._columns = ids, shown
        self._rows = OrderedDict(rows)
        self._wanted.clear()
        self._reading = False
        self._desk.reader.cancel(f"{self._channel}-rows")
        self.endResetModel()
        if tell:
            self.arrived.emit()

    def _complete(self, ids: "array[int]") -> None:
        """Take the whole list; what is shown already is its beginning."""
        start = len(self._ids)
        if len(ids) > start and ids[:start] == self._ids:
            self.beginInsertRows(QModelIndex(), start, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
        self.counted.emit(len(ids))

    def _want(self, block: int) -> None:
        if block not in self._wanted:
            self._wanted.append(block)
        if not self._reading:
            self._read_next()

    def _read_next(self) -> None:
        self._reading = bool(self._wanted)
        if not self._reading:
            return
        block = self._wanted.pop()  # what was asked for last is what is on screen
        ids, rows_of = list(self._ids[block * BLOCK : (block + 1) * BLOCK]), self._rows_of

        def arrived(rows: dict[int, ListRow]) -> None:
            self._rows.update(rows)
            while len(self._rows) > KEPT:
                self._rows.popitem(last=False)
            first, last = block * BLOCK, block * BLOCK + len(ids) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
            self._read_next()

        self._desk.reader.ask(
            f"{self._channel}-rows", lambda connection: rows_of(connection, ids), arrived
        )


_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        ROW_ROLE,
    }
)
