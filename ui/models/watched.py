"""What is watched, as rows: under a heading for each rule, or without any."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from defcat.dates import PartialDate
from defcat.rules.watch import RULES, Watched, counts
from defcat.translation import capital, tr
from ui.models.notices import HEADING_ROLE, INK_ROLE, Index, NoticeColumn, Tally

LATE = frozenset({"commitment-overdue", "engagement-passed"})
"""The rules about what should have been done by now."""

Row = Watched | str
"""Something that is watched, or the rule that heads those below it."""


class WatchModel(QAbstractTableModel):
    """Rows of things that are watched; `headed` puts the rule above those that it found."""

    def __init__(self, *, headed: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headed = headed
        self._rows: list[Row] = []
        self._counts: dict[str, int] = {}

    def show(self, watched: Sequence[Watched]) -> None:
        """Show these, which are in the order of the rules."""
        self.beginResetModel()
        self._counts, self._rows = counts(watched), []
        rule = ""
        for each in watched:
            if self._headed and each.rule != rule:
                rule = each.rule
                self._rows.append(rule)
            self._rows.append(each)
        self.endResetModel()

    def watched_at(self, row: int) -> Watched | None:
        """What is watched in `row`, None for a heading and beyond the end."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Watched) else None

    def row_of(self, rule: str, record: int | None = None) -> int | None:
        """The row of a rule's heading, or of what it says of a record."""
        for row, each in enumerate(self._rows):
            if record is None and each == rule:
                return row
            if isinstance(each, Watched) and (each.rule, each.record.id) == (rule, record):
                return row
        return None

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [row for row, each in enumerate(self._rows) if isinstance(each, str)]

    # --- Qt's side --------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(watch_columns())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return watch_columns()[section].label
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        each = self._rows[index.row()]
        if role == HEADING_ROLE:
            return self._fix(index.row()) if isinstance(each, str) else None
        if role == INK_ROLE:
            return "text" if isinstance(each, str) else _inks(each)[index.column()]
        if role not in _ANSWERED:
            return None
        if isinstance(each, str):
            return f"{tr(RULES[each])}  {self._counts[each]:,}"
        text = _cells(each)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{watch_columns()[index.column()].label}: {text}"
        return text

    def _fix(self, heading: int) -> str:
        """What to do about all that stand under a heading: the rule says it."""
        below = self.watched_at(heading + 1)
        return below.fix if below else ""


def watch_columns() -> tuple[NoticeColumn, ...]:
    """The columns of a list of what is watched."""
    return (
        NoticeColumn(tr("Day"), 160),
        NoticeColumn(tr("Ref"), 72),
        NoticeColumn(tr("Title"), 200, 4),
        NoticeColumn(tr("Why"), 240, 3),
    )


def tallies(watched: Sequence[Watched]) -> list[Tally]:
    """How many there are of each rule that found any."""
    return [
        Tally(rule, tr(RULES[rule]), count, "bad" if rule in LATE else "")
        for rule, count in counts(watched).items()
    ]


def _cells(each: Watched) -> tuple[str, ...]:
    day = PartialDate.of(each.day).show("short")
    if not each.exact:
        late = each.rule in LATE or each.rule == "not-in-force"
        day = tr("{day} (latest)", day=day) if late else tr("{day} (earliest)", day=day)
    return day, each.record.ref, each.record.title, capital(each.says)


def _inks(each: Watched) -> tuple[str, ...]:
    late = "bad" if each.rule in LATE else "text"
    return late, "faint", "text", late


_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
