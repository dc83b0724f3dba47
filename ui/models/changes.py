"""What one entry of the history changed, field by field; of a large one, its records first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from defcat import journal
from defcat.dossier import Stub, stubs
from defcat.history import Step, fields_told
from defcat.journal import Cited
from defcat.kinds import PARTS
from defcat.translation import tr
from ui.desk import Desk
from ui.models.notices import Index, NoticeColumn, NoticeModel

FEW = 12
"""Of an entry with more records than this, the records are listed first."""
PAGE = 200
"""Records of a large entry that are read at a time."""
_ROWS = 1_000
"""So many rows of the history are shown at once."""


@dataclass(frozen=True)
class Difference:
    """A field that an entry changed: what it is called, what it was and what it became."""

    step: Step
    field: str
    label: str
    old: str
    new: str
    cited: tuple[Cited, ...]

    @property
    def of_row(self) -> bool:
        """Whether the whole row came or went with the entry, and is a part's."""
        return self.step.what in PARTS and None in (self.step.before, self.step.after)

    @property
    def of_record(self) -> bool:
        """Whether the record itself came or went with the entry."""
        return self.step.what not in PARTS and None in (self.step.before, self.step.after)


@dataclass(frozen=True)
class Touched:
    """A record that an entry touched, None where it is no longer there.

    Above its differences it is a heading.
    """

    record_id: int
    record: Stub | None

    @property
    def words(self) -> str:
        return named(self.record)


Row = Difference | Touched


@dataclass(frozen=True)
class _Read:
    rows: list[Row]
    waiting: list[tuple[int, int]]
    large: bool
    left_out: int


class ChangeModel(NoticeModel):
    """What an entry changed. `arrived` says that it is there."""

    arrived = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(change_columns(), parent)
        self._desk = desk
        self._rows: list[Row] = []
        self._waiting: list[tuple[int, int]] = []
        self._reading = False
        self.entry = 0
        self.record: int | None = None
        self.large = False
        self.left_out = 0
        """Rows of the history beyond those that are shown."""

    def show(self, entry_id: int, record_id: int | None = None) -> None:
        """Show what an entry changed, of all records or of one."""
        self.entry, self.record = entry_id, record_id
        self._desk.reader.cancel("changes-more")
        self._desk.reader.ask("changes", lambda c: _read(c, entry_id, record_id), self._arrived)

    def clear(self) -> None:
        """Show nothing."""
        self._desk.reader.cancel("changes")
        self.entry, self.record = 0, None
        self._arrived(_Read([], [], large=False, left_out=0))

    def row_at(self, row: int | None) -> Row | None:
        """What stands in a row."""
        return self._rows[row] if row is not None and 0 <= row < len(self._rows) else None

    # --- what is in the rows ----------------------------------------------------------------

    def length(self) -> int:
        return len(self._rows)

    def heading(self, row: int) -> str | None:
        return "" if not self.large and isinstance(self._rows[row], Touched) else None

    def ink(self, row: int, column: int) -> str:
        return ("muted", "faint", "text")[column] if self.heading(row) is None else "text"

    def text(self, row: int, column: int) -> str:
        each = self._rows[row]
        if isinstance(each, Difference):
            return (each.label, each.old or "–", each.new or "–")[column]
        if self.heading(row) is not None:
            return each.words if column == 0 else ""
        ref, title = (each.record.ref, each.record.title) if each.record else ("", each.words)
        return (ref, "", title)[column]

    # --- Qt's side --------------------------------------------------------------------------

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if self.large and across and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Record"), "", tr("Title"))[section]
        return super().headerData(section, orientation, role)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's signature
        return not parent.isValid() and bool(self._waiting) and not self._reading

    def fetchMore(self, _parent: Index = QModelIndex()) -> None:  # noqa: B008 - Qt's signature
        if self._reading:
            return
        self._reading = True
        some = self._waiting[:PAGE]
        self._desk.reader.ask("changes-more", lambda c: _touched(c, some), self._append)

    def _arrived(self, read: _Read) -> None:
        self.beginResetModel()
        self._rows, self._waiting = read.rows, read.waiting
        self.large, self.left_out = read.large, read.left_out
        self._reading = False
        self.endResetModel()
        self.arrived.emit()

    def _append(self, new: Sequence[Touched]) -> None:
        self._reading = False
        self._waiting = self._waiting[len(new) :]
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
        self._rows += new
        self.endInsertRows()


def change_columns() -> tuple[NoticeColumn, ...]:
    """The columns of what an entry changed."""
    return (
        NoticeColumn(tr("Field"), 140, 2),
        NoticeColumn(tr("Before"), 120, 3),
        NoticeColumn(tr("After"), 120, 3),
    )


def named(stub: Stub | None) -> str:
    """A record by its reference and title, or that it is no longer there."""
    return f"{stub.ref}  {stub.title}" if stub else tr("A record that is no longer there")


def _read(connection: Any, entry_id: int, record_id: int | None) -> _Read:
    if record_id is None:
        records = journal.records_of(connection, entry_id)
        if len(records) > FEW:
            first: list[Row] = [*_touched(connection, records[:PAGE])]
            return _Read(first, records[PAGE:], large=True, left_out=0)
        total = sum(n for _, n in records)
    steps = journal.steps(connection, entry_id, record_id, _ROWS + 1)
    shown = steps[:_ROWS]
    if record_id is not None:
        total = len(steps)
    return _Read(_under_records(shown), [], large=False, left_out=max(0, total - len(shown)))


def _touched(connection: Any, records: Sequence[tuple[int, int]]) -> list[Touched]:
    known = stubs(connection, [record_id for record_id, _ in records])
    return [Touched(record_id, known.get(record_id)) for record_id, _ in records]


def _under_records(steps: Sequence[Step]) -> list[Row]:
    """The differences, those of each record together below it, in the order of the first."""
    by_record: dict[int, list[Step]] = {}
    for step in steps:
        by_record.setdefault(step.record_id, []).append(step)
    rows: list[Row] = []
    for record_id, own in by_record.items():
        rows.append(Touched(record_id, own[0].record))
        rows += [
            Difference(step, field, *words, tuple(journal.cited_in(own, step, field)))
            for step in own
            for field, words in fields_told(step)
        ]
    return rows
