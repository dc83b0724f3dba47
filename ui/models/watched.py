"""What is watched, as rows: under a heading for each rule, or without any."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt

from defcat.dates import PartialDate
from defcat.rules.watch import RULES, Watched, counts
from defcat.translation import capital, tr
from ui.models.notices import Index, NoticeColumn, NoticeModel, Tally

LATE = frozenset({"commitment-overdue", "engagement-passed"})
"""The rules about what should have been done by now."""

Row = Watched | str
"""Something that is watched, or the rule that heads those below it."""


class WatchModel(NoticeModel):
    """Rows of things that are watched; `headed` puts the rule above those that it found."""

    def __init__(self, *, headed: bool, parent: QObject | None = None) -> None:
        super().__init__(watch_columns(), parent)
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

    # --- what is in the rows ----------------------------------------------------------------

    def length(self) -> int:
        return len(self._rows)

    def heading(self, row: int) -> str | None:
        """What to do about all that stand under a heading: the rule says it."""
        if not isinstance(self._rows[row], str):
            return None
        below = self.watched_at(row + 1)
        return below.fix if below else ""

    def ink(self, row: int, column: int) -> str:
        each = self._rows[row]
        return "text" if isinstance(each, str) else _inks(each)[column]

    def text(self, row: int, column: int) -> str:
        each = self._rows[row]
        if isinstance(each, str):
            return f"{tr(RULES[each])}  {self._counts[each]:,}"
        return _cells(each)[column]

    # --- Qt's side --------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def watch_columns() -> tuple[NoticeColumn, ...]:
    """The columns of a list of what is watched."""
    return (
        NoticeColumn(tr("Day"), 160),
        NoticeColumn(tr("Ref"), 72),
        NoticeColumn(tr("Title"), 200, 4),
        NoticeColumn(tr("Why"), 240, 3),
    )


def tallies(counts: Mapping[str, int]) -> list[Tally]:
    """How much there is of each rule that found any."""
    return [
        Tally(rule, tr(RULES[rule]), count, "bad" if rule in LATE else "")
        for rule, count in counts.items()
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
