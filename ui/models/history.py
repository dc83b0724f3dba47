"""The history as a list: entries under the day of each, newest first, read as one scrolls."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Signal

from defcat import history, journal
from defcat.dates import PartialDate
from defcat.journal import Line, Reach, Wanted
from defcat.translation import tr
from ui.desk import Desk
from ui.models.changes import named
from ui.models.notices import Index, NoticeColumn, NoticeModel

PAGE = 200
"""Entries that are read at a time."""
KEPT = 2_000
"""So many that had been read are read again when the list is."""

_COUNTED = 64
"""Entries whose records are counted at a time: an import's take a while."""


class HistoryModel(NoticeModel):
    """The entries that were asked for, each day of them under a heading.

    `arrived` says that the first of them are there. What follows is read when it comes into sight.
    """

    arrived = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(history_columns(), parent)
        self._desk = desk
        self._rows: list[Line | str] = []
        self._reach: dict[int, Reach] = {}
        self._uncounted: list[int] = []
        self._more = False
        self._reading = False
        self.wanted = Wanted()

    def show(self, wanted: Wanted) -> None:
        """Show what is wanted; what is shown stays until that is there."""
        same = wanted == self.wanted
        self.wanted = wanted
        limit = min(max(PAGE, len(self.lines()) if same else 0), KEPT)

        def read(connection: Any) -> tuple[list[Line], bool]:
            lines = journal.listed(connection, wanted, limit + 1)
            return lines[:limit], len(lines) > limit

        self._desk.reader.cancel("history-more")
        self._desk.reader.ask("history", read, self._arrived)

    def lines(self) -> list[Line]:
        """The entries that have been read."""
        return [row for row in self._rows if isinstance(row, Line)]

    def has_more(self) -> bool:
        """Whether there are more that have not been read."""
        return self._more

    def line_at(self, row: int) -> Line | None:
        """The entry in `row`, None for a heading and beyond the end."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Line) else None

    def row_of(self, entry_id: int) -> int | None:
        """The row of an entry that has been read."""
        for row, each in enumerate(self._rows):
            if isinstance(each, Line) and each.id == entry_id:
                return row
        return None

    # --- what is in the rows ----------------------------------------------------------------

    def length(self) -> int:
        return len(self._rows)

    def heading(self, row: int) -> str | None:
        return "" if isinstance(self._rows[row], str) else None

    def ink(self, row: int, column: int) -> str:
        line = self._rows[row]
        if isinstance(line, str):
            return "muted"
        return "faint" if line.undone_by else ("muted", "text", "muted", "faint")[column]

    def text(self, row: int, column: int) -> str:
        line = self._rows[row]
        if isinstance(line, str):
            return PartialDate.parse(line).show() if column == 0 else ""
        return self._cells(line)[column]

    # --- Qt's side --------------------------------------------------------------------------

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - Qt's signature
        return not parent.isValid() and self._more and not self._reading

    def fetchMore(self, _parent: Index = QModelIndex()) -> None:  # noqa: B008 - Qt's signature
        last = self.line_at(len(self._rows) - 1)
        if last is None or self._reading:
            return
        self._reading = True
        wanted, before = self.wanted, last.id

        def read(connection: Any) -> tuple[list[Line], bool]:
            lines = journal.listed(connection, wanted, PAGE + 1, before=before)
            return lines[:PAGE], len(lines) > PAGE

        self._desk.reader.ask("history-more", read, self._append)

    def _cells(self, line: Line) -> tuple[str, ...]:
        what = line.label
        if line.undone_by:
            what = tr("{change} (taken back)", change=what)
        if line.backwards:
            what = tr("{change} (the clock had been set back)", change=what)
        reach = self._reach.get(line.id)
        if reach and reach.record:
            what = tr("{change} · {record}", change=what, record=named(reach.record))
        time = history.local(line.at).strftime("%H:%M")
        return time, what, line.by, f"{reach.records:,}" if reach else ""

    def _arrived(self, answer: tuple[list[Line], bool]) -> None:
        lines, more = answer
        self.beginResetModel()
        self._rows = _under_days(lines, "")
        self._more, self._reading = more, False
        self.endResetModel()
        self._reach = {line.id: self._reach[line.id] for line in lines if line.id in self._reach}
        self._uncounted = [line.id for line in lines]
        self.arrived.emit()
        self._count()

    def _append(self, answer: tuple[list[Line], bool]) -> None:
        lines, self._more = answer
        self._reading = False
        last = self.line_at(len(self._rows) - 1)
        new = _under_days(lines, _day(last) if last else "")
        if new:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(new) - 1)
            self._rows += new
            self.endInsertRows()
        self._uncounted += [line.id for line in lines]
        self._count()

    def _count(self) -> None:
        """Count the records of entries that have been read, those on top first."""
        if not self._uncounted:
            return
        ids, self._uncounted = self._uncounted[:_COUNTED], self._uncounted[_COUNTED:]

        def counted(found: dict[int, Reach]) -> None:
            self._reach.update(found)
            end = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), end)
            self._count()

        self._desk.reader.ask(
            "history-counts", lambda c: journal.reach(c, ids), counted, yields=True
        )


def history_columns() -> tuple[NoticeColumn, ...]:
    """The columns of the history."""
    return (
        NoticeColumn(tr("Time"), 72),
        NoticeColumn(tr("What was done"), 180, 1),
        NoticeColumn(tr("By"), 96),
        NoticeColumn(tr("Records"), 84),
    )


def _under_days(lines: list[Line], day: str) -> list[Line | str]:
    """The entries, with the day above the first of each; the last one above them was of `day`."""
    rows: list[Line | str] = []
    for line in lines:
        if _day(line) != day:
            day = _day(line)
            rows.append(day)
        rows.append(line)
    return rows


def _day(line: Line) -> str:
    return history.local(line.at).date().isoformat()
