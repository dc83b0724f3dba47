"""A list of records: identifiers of all of them, and the rows of those that are on screen.

Rows are asked for in blocks as the view comes to them, and the last few thousand are kept.
"""

from array import array
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from defcat.search.order import BEST
from defcat.search.query import Query
from defcat.search.ranks import Ranks
from defcat.search.rows import ListRow
from defcat.search.run import COUNTED, NO_LIMIT
from defcat.translation import tr
from ui.desk import Desk
from ui.models.columns import Column, columns
from ui.models.listing import Listing, Rows, add, answering, binned, further

if TYPE_CHECKING:
    from defcat.search.snippets import Snippet

Index = QModelIndex | QPersistentModelIndex

FIRST = 60
"""Identifiers read soon after the first rows: more than a screen of 1,800 px shows. The first
answer has no more than there is room for.
"""
REACH = 10_000
"""Identifiers in the first answer at the most, where the list has to be there so far down."""
BLOCK = 64
SCREEN = 40
"""Rows read with the first answer where nobody has said how many there is room for, and soon after
it in any case: who scrolls a little finds them there.
"""
QUIET_MS = 150
BESIDE_MS = 30
"""How long rows have been there, and are painted, before anything is read beside them."""
SCREENS = 4
"""Blocks that may wait to be read: who scrolls past a thousand rows does not want them all."""
KEPT = 4_096
ROW_ROLE = Qt.ItemDataRole.UserRole
"""The ListRow of a row, or None while it is being read."""
COLUMN_ROLE = Qt.ItemDataRole.UserRole + 1
"""The Column that a cell belongs to."""

RowReader = Callable[[Any, Sequence[int]], Rows]
"""What reads rows, on the reading thread, by their identifiers."""


class RecordModel(QAbstractTableModel):
    """The records that answer a query, or those in the bin.

    `arrived` says that the first rows of a new query are there; `counted` how many answer in all,
    and `counted_past` that there are more than so many, as long as nobody knows how many.
    `completed` says that the list now holds all of them.
    """

    arrived = Signal()
    counted = Signal(int)
    counted_past = Signal(int)
    completed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._channel = f"list-{id(self)}"
        self._columns: tuple[Column, ...] = columns(None)
        self._shaped: tuple[Hashable, tuple[str, ...]] | None = None
        self._shown = self._columns
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, ListRow] = OrderedDict()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(QUIET_MS)
        self._rest.timeout.connect(self._read_rest)
        self._beside = QTimer(self)
        self._beside.setSingleShot(True)
        self._beside.setInterval(BESIDE_MS)
        self._beside.timeout.connect(self._read_beside)
        self._listing: Listing | None = None
        self._ranks = Ranks()
        self._room = SCREEN
        self._came = 0
        self._current = True
        self._chosen: tuple[str, ...] = ()
        self._whole = True
        self._wanted: deque[int] = deque(maxlen=SCREENS)
        self._reading = False
        desk.changed.connect(self._forget)

    def show(
        self, query: Query, order: str = BEST, chosen: Sequence[str] = (), *, reach: int = 0
    ) -> None:
        """Show what answers `query`, in the columns `chosen` or the usual ones; the rows so far
        stay until the new ones are there, which go as far down as row `reach`.

        They say how things stood on the day that the query names, or stand today.
        """
        self._chosen = tuple(chosen)
        self._ask(answering(query, order, self._desk.catalogue.today(), self._ranks), reach)

    def show_bin(self) -> None:
        """Show what is in the bin."""
        self._ask(binned())

    def clear(self) -> None:
        """Show nothing, and want nothing that was asked."""
        self._stop()
        self._desk.reader.cancel(self._channel)
        self._listing = None
        self._replace(array("q"), {}, self._columns)

    def reshape(self, chosen: Sequence[str]) -> None:
        """Show the columns `chosen` of the same rows, which are read anew if need be."""
        self._chosen = tuple(chosen)
        if self._listing is None:
            return
        shown = self._columns_of(self._listing)
        enough = set(further(shown)) <= set(further(self._columns))
        whole = self._whole
        self._replace(self._ids, self._rows if enough else {}, shown)
        self._whole = whole

    def columns(self) -> tuple[Column, ...]:
        """The columns now shown."""
        return self._columns

    def is_whole(self) -> bool:
        """Whether the list holds all that answer, not only the first of them."""
        return self._whole

    def read_rest(self) -> None:
        """Read the whole list now: somebody wants all of it."""
        if self._rest.isActive():
            self._rest.stop()
            self._read_rest(wanted=True)

    def id_at(self, row: int) -> int | None:
        """The record in `row`, None beyond the end."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids_between(self, first: int, last: int) -> "array[int]":
        """The records from row `first` to row `last`, both included."""
        return self._ids[first : last + 1]

    def row_of(self, record_id: int) -> int | None:
        """The row of a record, None where it is not in the list."""
        try:
            return self._ids.index(record_id)
        except ValueError:
            return None

    def set_room(self, rows: int) -> None:
        """There is room for so many rows: no more are read before the first ones are shown."""
        self._room = rows

    def on_screen(self) -> int:
        """How many rows, from the first, came with the answer: as many as there is room for."""
        return min(self._came, len(self._ids))

    def reader(self) -> RowReader:
        """What reads rows of this list on the reading thread, with what its columns show."""
        listing, names = self._listing, self._names()
        assert listing is not None, "there are rows to be read"
        return lambda connection, ids: listing.rows(connection, ids, names)

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
            said = f"{column.label}: {column.text(row)}"
            return ". ".join((said, *_about(row))) if column.name == "title" else said
        if role == Qt.ItemDataRole.ToolTipRole and column.name == "title":
            return "\n".join((row.title, *_about(row)))
        return column.text(row)

    def row_at(self, position: int) -> ListRow | None:
        """The row at `position`, None while it is being read."""
        record_id = self._ids[position]
        row = self._rows.get(record_id)
        if row is None:
            self._want(position // BLOCK)
        return row

    # --- reading ----------------------------------------------------------------------------

    def _forget(self) -> None:
        """Records have changed: the rows that are known, and the orders in which they stand."""
        self._ranks = Ranks()
        self._current = False

    def _ask(self, listing: Listing, reach: int = 0) -> None:
        names = frozenset(further(self._columns_of(listing)))
        known, room = self._known(listing, names), self._room
        few = min(room + 1, FIRST) + min(reach, REACH)

        def first(connection: Any) -> tuple["array[int]", Rows]:
            found = listing.ids(connection, few)
            return found, listing.first(connection, found[:room], names, known)

        def arrived(answer: tuple["array[int]", Rows]) -> None:
            found, rows = answer
            self._listing, self._current, self._came = listing, True, room
            shown = self._columns_of(listing)
            enough = names.issuperset(further(shown))
            self._replace(found[:few], rows if enough else {}, shown)
            self._whole = len(found) < few
            self.arrived.emit()
            if self._whole:
                self.counted.emit(len(found))
            else:
                self._rest.start()
            self._beside.start()

        self._stop()
        self._desk.reader.ask(self._channel, first, arrived)

    def _known(self, listing: Listing, names: frozenset[str]) -> Rows:
        """The rows so far, where those of `listing` say the same and hold no more."""
        before = self._listing
        same = before is not None and listing.say is not None and before.say == listing.say
        return dict(self._rows) if same and self._current and names <= self._names() else {}

    def _columns_of(self, listing: Listing) -> tuple[Column, ...]:
        """The columns of a list, the very same as before where it has the same shape."""
        if self._shaped != (shaped := (listing.shape, self._chosen)):
            self._shaped, self._shown = shaped, listing.columns(self._chosen)
        return self._shown

    def _stop(self) -> None:
        """Want no more of what was asked about the list that is shown."""
        self._rest.stop()
        self._beside.stop()
        for what in ("count", "places", "below"):
            self._desk.reader.cancel(f"{self._channel}-{what}")

    def _read_beside(self) -> None:
        """Read how many there are, where they answer, and the rows below: those are painted."""
        if self._listing is not None:
            self._read_below(self._listing)
            if not self._whole:
                self._count(self._listing)
            self._find_places(self._listing, self._ids[: self._came])

    def _read_below(self, listing: Listing) -> None:
        """Read what comes into sight when one scrolls a little."""
        ids, names, known = self._ids, self._names(), frozenset(self._rows)
        enough = self._whole or len(ids) >= FIRST

        def below(connection: Any) -> tuple["array[int]", Rows]:
            found = ids if enough else listing.ids(connection, FIRST)
            new = [one for one in found[:SCREEN] if one not in known]
            return found, listing.read(connection, new, names) if new else {}

        def arrived(answer: tuple["array[int]", Rows]) -> None:
            found, rows = answer
            self._rows.update(rows)
            if not self._whole:
                self._take(found)
            self._show_rows(self._came, min(SCREEN, len(self._ids)) - 1)

        if len(ids) > self._came:
            channel = f"{self._channel}-below"
            self._desk.reader.ask(channel, below, arrived, yields=True)

    def _count(self, listing: Listing) -> None:
        """Say how many there are; beyond some thousands, that comes with the whole list."""
        count = listing.count
        if count is None:
            return

        def counted(found: int) -> None:
            if self._whole:
                return
            if found > COUNTED:
                self.counted_past.emit(COUNTED)
            else:
                self.counted.emit(found)

        channel = f"{self._channel}-count"
        self._desk.reader.ask(channel, lambda c: count(c, COUNTED + 1), counted)

    def _find_places(self, listing: Listing, ids: "array[int]") -> None:
        """Say where the first rows answer, once they are shown."""
        find = listing.snippets
        if find is None or not ids:
            return

        def found(places: "dict[int, Snippet]") -> None:
            add(places, self._rows)
            self._show_rows(0, len(ids) - 1)

        self._desk.reader.ask(f"{self._channel}-places", lambda c: find(c, ids), found)

    def _read_rest(self, *, wanted: bool = False) -> None:
        """Read the whole list, once nobody has typed for a moment; unless it is `wanted`, the
        counts beside it come first.
        """
        listing = self._listing
        if listing is not None:
            self._desk.reader.ask(
                self._channel,
                lambda c: listing.ids(c, NO_LIMIT),
                self._complete,
                last=not wanted,
            )

    def _replace(self, ids: "array[int]", rows: Rows, shown: tuple[Column, ...]) -> None:
        self.beginResetModel()
        self._ids, self._columns = ids, shown
        self._rows = OrderedDict(rows)
        self._whole = True
        self._wanted.clear()
        self._reading = False
        self._desk.reader.cancel(f"{self._channel}-rows")
        self.endResetModel()

    def _complete(self, ids: "array[int]") -> None:
        """Take the whole list."""
        self._take(ids)
        self._whole = True
        self.counted.emit(len(ids))
        self.completed.emit()
        if not self._ranks.learnt:
            ranks, channel = self._ranks, f"{self._channel}-past"
            self._desk.reader.ask(channel, ranks.learn, lambda _none: None, patient=True)

    def _take(self, ids: "array[int]") -> None:
        """Take more of the list; what is shown already is, as a rule, its beginning."""
        start, whole = len(self._ids), self._whole
        if ids[:start] != self._ids:  # something was written in between
            self._replace(ids, self._rows, self._columns)
            self._whole = whole
            self.arrived.emit()
        elif len(ids) > start:
            self.beginInsertRows(QModelIndex(), start, len(ids) - 1)
            self._ids = ids
            self.endInsertRows()

    def _want(self, block: int) -> None:
        if block not in self._wanted:
            self._wanted.append(block)
        if not self._reading:
            self._read_next()

    def _read_next(self) -> None:
        listing = self._listing
        self._reading = bool(self._wanted) and listing is not None
        if not self._reading or listing is None:
            return
        block = self._wanted.pop()  # what was asked for last is what is on screen
        ids, names = list(self._ids[block * BLOCK : (block + 1) * BLOCK]), self._names()

        def arrived(rows: Rows) -> None:
            self._rows.update(rows)
            while len(self._rows) > KEPT:
                self._rows.popitem(last=False)
            self._show_rows(block * BLOCK, block * BLOCK + len(ids) - 1)
            self._read_next()

        self._desk.reader.ask(
            f"{self._channel}-rows", lambda c: listing.read(c, ids, names), arrived
        )

    def _show_rows(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def _names(self) -> frozenset[str]:
        return frozenset(further(self._columns))


def _about(row: ListRow) -> Iterator[str]:
    """What there may be no room for in a row."""
    if row.possible:
        yield tr("The dates on record leave it open whether this answers the query.")
    if row.snippet:
        yield f"{row.snippet.label}: {row.snippet.text}"


_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        ROW_ROLE,
    }
)
