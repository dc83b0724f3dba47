"""A list of findings: the rows of all of them, and what stands in those that are on screen."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from defcat.rules import findings
from defcat.rules.findings import Finding, Found
from defcat.translation import tr
from ui.desk import Desk
from ui.models.notices import Index, NoticeColumn, NoticeModel

BLOCK = 64
KEPT = 2_048
FOUND_ROLE = Qt.ItemDataRole.UserRole + 2
"""The Found of a row, None while it is being read."""


@dataclass(frozen=True)
class Asked:
    """Which findings are listed: of a rule or all, dismissed or not, of a kind, with some words."""

    rule: str | None = None
    dismissed: bool = False
    kind: str | None = None
    text: str = ""


class FindingModel(NoticeModel):
    """The findings that were asked for. `arrived` says that they are there."""

    arrived = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(finding_columns(), parent)
        self._desk = desk
        self._ids: list[int] = []
        self._found: OrderedDict[int, Found] = OrderedDict()
        self._wanted: list[int] = []
        self._reading = False
        self.asked = Asked()

    def show(self, asked: Asked) -> None:
        """Show what is asked for; what is shown stays until that is there."""
        self.asked = asked

        def read(connection: Any) -> tuple[list[int], dict[int, Found]]:
            ids = findings.rows_listed(
                connection, asked.rule, asked.dismissed, asked.kind, asked.text
            )
            return ids, findings.of_rows(connection, ids[:BLOCK])

        self._desk.reader.ask("findings", read, self._arrived)

    def found_at(self, row: int) -> Found | None:
        """The finding in `row`, None while it is being read."""
        found = self._found.get(self._ids[row])
        if found is None and row // BLOCK not in self._wanted:
            self._wanted.append(row // BLOCK)
            self._read_next()
        return found

    def row_of(self, finding: Finding) -> int | None:
        """The row of a finding that has been read, whatever row of the table it now stands in."""
        for row, each in enumerate(self._ids[:KEPT]):
            found = self._found.get(each)
            if found and _same(found.finding, finding):
                return row
        return None

    # --- what is in the rows ----------------------------------------------------------------

    def length(self) -> int:
        return len(self._ids)

    def ink(self, _row: int, column: int) -> str:
        return ("faint", "text", "text", "muted")[column]

    def text(self, row: int, column: int) -> str | None:
        found = self.found_at(row)
        return _cells(found)[column] if found else None

    # --- Qt's side --------------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.found_at(index.row()) if role == FOUND_ROLE else super().data(index, role)

    def _arrived(self, answer: tuple[list[int], dict[int, Found]]) -> None:
        self.beginResetModel()
        self._ids, found = answer
        self._found = OrderedDict(found)
        self._wanted.clear()
        self._reading = False
        self._desk.reader.cancel("finding-rows")
        self.endResetModel()
        self.arrived.emit()

    def _read_next(self) -> None:
        if self._reading or not self._wanted:
            return
        self._reading = True
        block = self._wanted[-1]  # what was asked for last is what is on screen
        del self._wanted[:-4]
        first = block * BLOCK
        ids = self._ids[first : first + BLOCK]

        def arrived(found: dict[int, Found]) -> None:
            self._reading = False
            self._wanted.remove(block)
            self._found.update(found)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
            last = self.index(first + len(ids) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(first, 0), last)
            self._read_next()

        self._desk.reader.ask("finding-rows", lambda c: findings.of_rows(c, ids), arrived)


def _same(one: Finding, other: Finding) -> bool:
    return (one.rule, one.key, one.record_id) == (other.rule, other.key, other.record_id)


def finding_columns() -> tuple[NoticeColumn, ...]:
    """The columns of a list of findings."""
    return (
        NoticeColumn(tr("Ref"), 112),
        NoticeColumn(tr("Record"), 160, 3),
        NoticeColumn(tr("What was noticed"), 200, 5),
        NoticeColumn(tr("What to do"), 140, 2),
    )


def _cells(found: Found) -> tuple[str, ...]:
    both = [stub for stub in (found.record, found.other) if stub]
    fix = found.finding.fix
    if found.dismissal:
        fix = tr("Dismissed: {why}", why=found.dismissal.why)
    return " · ".join(stub.ref for stub in both), found.record.title, found.finding.says, fix
