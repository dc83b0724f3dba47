"""The sixth step: what the import would do, before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from defcat import settings
from defcat.errors import DefcatError
from defcat.exchange.plan import BadRow
from defcat.exchange.preview import Preview, RecordChange
from defcat.exchange.report import write_report
from defcat.kinds import KINDS
from defcat.translation import tr, trn
from ui.imports.intake import Intake
from ui.imports.new_record import lines_of
from ui.imports.step import Step
from ui.imports.tables import ListModel, Shown, change_columns, change_line
from ui.models.notices import NoticeColumn
from ui.widgets.buttons import text_button
from ui.widgets.chip import Chip
from ui.widgets.empty import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import hairline, label
from ui.widgets.notice import Notice
from ui.widgets.notices import NoticeTable

CHANGES, NEW, BAD, LEFT = range(4)


@dataclass(frozen=True)
class Count:
    """How many there are of something, in the tone of its chip."""

    words: str
    n: int
    tone: str = "neutral"


class PreviewStep(Step):
    """Counts, every change field by field, the new records, the bad rows and the lines left out.

    `opened` carries a record that is to be shown.
    """

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intake: Intake | None = None
        self._bad: Sequence[BadRow] = ()
        self._does = 0
        self._counts = QWidget()
        self._chips = FlowLayout(self._counts, 8)
        self._lines = label("", "small")
        self._lines.setWordWrap(True)
        self._others = label("", "small")
        self._others.setWordWrap(True)
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(tr("What is listed"))
        self.notice = Notice()
        self.save_bad = text_button(tr("Save the bad rows…"), "save")
        self.save_bad.setToolTip(tr("As a CSV file, to mend them by"))
        self._stack = QStackedWidget()
        self.tables: list[NoticeTable] = []
        self.models: list[ListModel] = []
        for columns, name in (
            (change_columns(), tr("Changes")),
            (_new_columns(), tr("New records")),
            (_bad_columns(), tr("Bad rows")),
            (_left_columns(), tr("Lines left out")),
        ):
            model = ListModel(columns, self)
            table = NoticeTable(model, columns, name)
            self.models.append(model)
            self.tables.append(table)
            self.tabs.addTab(name)
        self.said_model = ListModel(_said_columns(), self)
        self.said = NoticeTable(self.said_model, _said_columns(), tr("What the new record says"))
        for place, table in enumerate(self.tables):
            self._stack.addWidget(_beside(table, self.said) if place == NEW else table)
        self._empty = EmptyState("check", "", "")
        self._stack.addWidget(self._empty)
        self._lay_out()
        self.tabs.currentChanged.connect(self._turn)
        self.save_bad.clicked.connect(self.ask_where)
        self.tables[CHANGES].opened.connect(self._open)
        self.tables[NEW].marked.connect(self._tell_new)

    def show_intake(self, intake: Intake) -> None:
        self._intake = intake
        self._chips.clear()
        if intake.complete is not None:
            self._show_complete(intake)
        elif intake.seen is not None:
            self._show_preview(intake.seen)
        self.save_bad.setVisible(bool(self._bad))
        wanted = [at for at, model in enumerate(self.models) if model.rowCount()]
        self.tabs.setCurrentIndex(wanted[0] if wanted else CHANGES)
        self._turn(self.tabs.currentIndex())

    def can_go_on(self) -> bool:
        return self._does > 0

    def next_label(self) -> str:
        return trn("Import {n} record", "Import {n} records", self._does) if self._does else ""

    def take_focus(self) -> None:
        table = self.tables[max(self.tabs.currentIndex(), 0)]
        (table if table.isVisible() else self.tabs).setFocus(Qt.FocusReason.OtherFocusReason)

    def counts(self) -> list[str]:
        """What the chips say."""
        return [one.text() for one in self._counts.findChildren(Chip) if not one.isHidden()]

    def lines_text(self) -> str:
        """What is said of the lines of the sheet."""
        return self._lines.text()

    def others_text(self) -> str:
        """What is said of the other records that would be made."""
        return self._others.text()

    def ask_where(self) -> None:
        """Ask where the bad rows are to be written to."""
        stem = self._intake.path.stem if self._intake else ""
        offered = settings.documents_folder() / tr("{name} bad rows.csv", name=stem)
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the bad rows"), str(offered), tr("CSV table (*.csv)")
        )
        if chosen:
            self.write_bad(Path(chosen).with_suffix(".csv"))

    def write_bad(self, path: Path) -> None:
        """Write the bad rows to `path`, or say why that cannot be."""
        try:
            if self._intake and path.resolve() == self._intake.path.resolve():
                path = path.with_stem(f"{path.stem} bad rows")
            write_report(path, self._bad)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self.notice.tell(tr("The bad rows are in {file}.", file=path.name))

    # --- what is shown ----------------------------------------------------------------------

    def _show_preview(self, seen: Preview) -> None:
        self._does = seen.new + seen.changed
        self._tell(
            (
                Count(tr("{n} new"), seen.new, "good"),
                Count(tr("{n} changed"), seen.changed, "accent"),
                Count(tr("{n} unchanged"), seen.unchanged),
                Count(tr("{n} in doubt, left out"), seen.doubtful, "warn"),
                Count(tr("{n} bad"), len({row.line for row in seen.bad}), "bad"),
                Count(tr("{n} kept beside"), seen.kept),
            )
        )
        rows = seen.rows
        parts = (
            (rows.new, tr("new")),
            (rows.changed, tr("changed")),
            (rows.unchanged, tr("unchanged")),
            (rows.doubtful, tr("in doubt")),
            (rows.bad, tr("bad")),
            (rows.head, tr("head")),
            (rows.blank, tr("blank")),
            (rows.left, tr("left out")),
        )
        total = sum(n for n, _ in parts)
        said = " + ".join(f"{n:,} {what}" for n, what in parts if n)
        self._lines.setText(
            tr("Lines of the sheet: {said} = {total}", said=said, total=f"{total:,}")
        )
        lines = self._intake.lines if self._intake else ()
        self._fill(CHANGES, len(lines), lambda row: change_line(lines[row]))
        headings = (row for row, line in enumerate(lines) if isinstance(line, RecordChange))
        self.tables[CHANGES].span_headings(list(islice(headings, _SPANNED)))
        self.tables[CHANGES].mark(0)
        samples = seen.samples
        self._fill(
            NEW,
            len(samples),
            lambda row: Shown(
                (f"{samples[row].line:,}", str(samples[row].values["title"])), ("faint",)
            ),
            of=seen.new,
        )
        self.said_model.show(0, lambda _row: Shown(()))
        self.tables[NEW].mark(0)
        self._tell_new(0)
        self._tell_others(seen)
        self._show_bad(seen.bad)
        left = seen.reading.left
        self._fill(
            LEFT,
            len(left),
            lambda row: Shown(
                (f"{left[row].line:,}", left[row].why, left[row].text), ("faint", "text", "muted")
            ),
        )

    def _tell_new(self, row: int) -> None:
        """Say what a new record would say, once somebody stands on its line."""
        seen = self._intake.seen if self._intake else None
        if seen is None or not 0 <= row < len(seen.samples):
            return
        lines = lines_of(seen.profile.kind, seen.samples[row])
        self.said_model.show(len(lines), lambda at: Shown(lines[at], ("muted",)))

    def _tell_others(self, seen: Preview) -> None:
        """Say which records would be made because new ones name them."""
        named = [
            f"{n:,} {tr(KINDS[kind].plural if n > 1 else KINDS[kind].label).lower()}"
            for kind, n in seen.made.items()
        ]
        said = tr("Made with them, because rows name them: {what}.", what=", ".join(named))
        if seen.made_more:
            said = tr("Made with them, at least: {what}.", what=", ".join(named))
        self._others.setText(said if named else "")
        self._others.setVisible(bool(named))

    def _show_complete(self, intake: Intake) -> None:
        """What a JSON file would do, which says itself what everything in it is."""
        result = intake.complete
        assert result is not None
        self._does = result.new
        self._tell(
            (
                Count(tr("{n} new"), result.new, "good"),
                Count(tr("{n} here already"), result.unchanged),
                Count(tr("{n} differ, and stay as they are"), len(result.bad), "warn"),
            )
        )
        made = [f"{n:,} {tr(KINDS[kind].plural).lower()}" for kind, n in result.made.items()]
        self._lines.setText(", ".join(made))
        self._others.hide()
        for place in (CHANGES, NEW, LEFT):
            self._fill(place, 0, lambda _row: Shown(()))
        self._show_bad(result.bad)

    def _show_bad(self, bad: Sequence[BadRow]) -> None:
        self._bad = bad

        def line(row: int) -> Shown:
            one = bad[row]
            cells = (f"{one.line:,}" if one.line else "", one.column, one.value, one.reason)
            return Shown(cells, ("faint", "muted", "text", "text"))

        self._fill(BAD, len(bad), line)

    def _fill(self, place: int, count: int, line: object, of: int | None = None) -> None:
        self.models[place].show(count, line)  # type: ignore[arg-type]
        names = (tr("Changes"), tr("New records"), tr("Bad rows"), tr("Lines left out"))
        n = count if of is None else of
        if place == CHANGES and self._intake and self._intake.seen:
            n = self._intake.seen.changed
        self.tabs.setTabText(place, f"{names[place]}  {n:,}" if n else names[place])
        self.tabs.setTabVisible(place, bool(n) or place in (CHANGES, NEW))

    def _tell(self, counts: Sequence[Count]) -> None:
        for place, one in enumerate(counts):
            if one.n or place < 2:
                chip = Chip(one.words.format(n=f"{one.n:,}"), one.tone if one.n else "neutral")
                self._chips.addWidget(chip)
                chip.show()

    def _turn(self, place: int) -> None:
        if place < 0:
            return
        empty = not self.models[place].rowCount()
        self._stack.setCurrentIndex(len(self.models) if empty else place)
        if empty:
            says, more = tr("Nothing here"), ""
            if place == CHANGES:
                says, more = tr("No record changes"), tr("What is here stays as it is.")
            elif place == NEW:
                says = tr("No new records")
            self._empty.set_text(says, more)

    def _open(self, row: int) -> None:
        """Show the record that the line under the cursor belongs to."""
        lines = self._intake.lines if self._intake else ()
        above = (lines[at] for at in range(row, -1, -1))
        if found := next((line for line in above if isinstance(line, RecordChange)), None):
            self.opened.emit(found.record_id)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        top = QVBoxLayout()
        whole.addLayout(top)
        top.setContentsMargins(20, 12, 20, 8)
        top.setSpacing(6)
        top.addWidget(self._counts)
        top.addWidget(self._lines)
        top.addWidget(self._others)
        row = QHBoxLayout()
        whole.addLayout(row)
        row.setContentsMargins(20, 0, 20, 4)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.save_bad)
        whole.addWidget(hairline())
        whole.addWidget(self._stack, 1)
        whole.addWidget(self.notice)


_SPANNED = 2_000
"""Headings beyond this many stand in their first column alone: Qt looks at every span it has."""


def _new_columns() -> tuple[NoticeColumn, ...]:
    return NoticeColumn(tr("Line"), 72), NoticeColumn(tr("New record"), 200, 1)


def _said_columns() -> tuple[NoticeColumn, ...]:
    return NoticeColumn(tr("Field or row"), 132), NoticeColumn(tr("What it says"), 160, 1)


def _beside(one: QWidget, other: QWidget) -> QWidget:
    """Two lists side by side, of which each can have more of the room."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.setChildrenCollapsible(False)
    made.addWidget(one)
    made.addWidget(other)
    made.setSizes([500, 500])
    return made


def _bad_columns() -> tuple[NoticeColumn, ...]:
    return (
        NoticeColumn(tr("Line"), 72),
        NoticeColumn(tr("Column"), 140, 1),
        NoticeColumn(tr("What stands there"), 160, 2),
        NoticeColumn(tr("Why it cannot be read"), 240, 4),
    )


def _left_columns() -> tuple[NoticeColumn, ...]:
    return (
        NoticeColumn(tr("Line"), 72),
        NoticeColumn(tr("Why it is left out"), 220),
        NoticeColumn(tr("What stands there"), 200, 1),
    )
