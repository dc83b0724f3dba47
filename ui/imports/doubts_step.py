"""The fifth step: rows that may be about a record that is here, settled one by one or all alike."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat.exchange.decisions import BEST, LEAVE, NEW, Decision, is_record
from defcat.exchange.matching import Candidate
from defcat.exchange.preview import Doubt
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.imports.facts import key_facts
from ui.imports.intake import Intake
from ui.imports.step import Step
from ui.imports.tables import ListModel, Shown
from ui.models.notices import NoticeColumn
from ui.widgets.buttons import text_button
from ui.widgets.empty import EmptyState
from ui.widgets.heading import hairline, label
from ui.widgets.notices import NoticeTable

_CHANNEL = "import-doubt"
_LIST, _NONE = 0, 1

Facts = Mapping[int, tuple[str, ...]]
"""What is known of a record, a line each, by the record."""


class DoubtsStep(Step):
    """Lists the doubts, and beside them the one chosen with the records that it may be about.

    `opened` asks to show a record.
    """

    opened = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._intake: Intake | None = None
        self._doubts: Sequence[Doubt] = ()
        self.model = ListModel(_columns(), self)
        self.table = NoticeTable(self.model, _columns(), tr("Rows in doubt"))
        self.table.setSelectionMode(NoticeTable.SelectionMode.SingleSelection)
        self._says = label("", "muted")
        self._title = label("", "heading")
        self._row = label("")
        self._cards = QVBoxLayout()
        self._shown: list[_Card] = []
        self.new = text_button(tr("New record"), "add")
        self.leave = text_button(tr("Leave it out"))
        self.all_new = text_button(tr("New records"))
        self.all_best = text_button(tr("The most alike"))
        self.all_left = text_button(tr("Left out"))
        self._empty = EmptyState(
            "check", tr("No doubts"), tr("Each row is new, or is known for certain.")
        )
        self._lay_out()
        self._connect()

    def show_intake(self, intake: Intake) -> None:
        again = self._intake is intake and self._doubts is intake.doubts
        self._intake = intake
        self._doubts = intake.doubts
        if not again:
            self.model.show(len(self._doubts), self._line)
            self.table.mark(0)
        self._stack.setCurrentIndex(_LIST if self._doubts else _NONE)
        self._show_current()
        self._count()

    def take_focus(self) -> None:
        if self._doubts:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus()

    def matches(self) -> list[QPushButton]:
        """The buttons that say which record the row under the cursor is about."""
        return [card.take for card in self._shown]

    def _connect(self) -> None:
        self.table.marked.connect(lambda _row: self._show_current())
        self.table.opened.connect(lambda _row: self._focus_first())
        self.new.clicked.connect(lambda: self._decide(NEW))
        self.leave.clicked.connect(lambda: self._decide(LEAVE))
        for button, decision in (
            (self.all_new, NEW),
            (self.all_best, BEST),
            (self.all_left, LEAVE),
        ):
            button.clicked.connect(lambda _on=False, what=decision: self._decide_rest(what))

    def _current(self) -> Doubt | None:
        row = self.table.current_row()
        return self._doubts[row] if row is not None and row < len(self._doubts) else None

    def _decide(self, decision: Decision) -> None:
        """Settle the doubt under the cursor, and go to the next one that is open."""
        doubt = self._current()
        if doubt is None or self._intake is None:
            return
        self._intake.decide(doubt.key, decision)
        self.model.refresh()
        row = self.table.current_row() or 0
        rows = [*range(row + 1, len(self._doubts)), *range(row)]
        following = next((r for r in rows if self._doubts[r].key not in self._intake.each), row)
        self.table.mark(following)
        self._show_current()
        self._count()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide_rest(self, decision: Decision) -> None:
        """Settle alike all that were not settled one by one."""
        if self._intake is not None:
            self._intake.rest = decision
            self._intake.seen = None
            self.model.refresh()
            self._show_current()
            self._count()

    def _line(self, row: int) -> Shown:
        doubt = self._doubts[row]
        assert self._intake is not None
        own = self._intake.each.get(doubt.key)
        says = self._words(doubt, own or self._intake.rest)
        return Shown(
            (f"{doubt.line:,}", doubt.title, says), ("faint", "text", "text" if own else "muted")
        )

    def _words(self, doubt: Doubt, decision: Decision) -> str:
        if decision == NEW:
            return tr("new")
        if decision == LEAVE:
            return tr("left out")
        wanted = decision.record_id or doubt.candidates[0].record_id
        return next((one.ref for one in doubt.candidates if one.record_id == wanted), "")

    def _show_current(self) -> None:
        doubt = self._current()
        while taken := self._cards.takeAt(0):
            if old := taken.widget():
                old.hide()
                old.deleteLater()
        self._side.setVisible(doubt is not None)
        if doubt is None:
            return
        self._title.setText(tr("{title} (line {line})", title=doubt.title, line=doubt.line))
        self._row.setText(doubt.says)
        own = self._intake.each.get(doubt.key) if self._intake else None
        cards = [_Card(one, own == is_record(one.record_id)) for one in doubt.candidates]
        self._shown = cards
        for card in cards:
            self._cards.addWidget(card)
            card.taken.connect(lambda record_id: self._decide(is_record(record_id)))
            card.opened.connect(self.opened)
        ids = [one.record_id for one in doubt.candidates]

        def show(facts: Facts) -> None:
            if self._current() is doubt:
                for card in cards:
                    card.show_facts(facts.get(card.record_id, ()))

        today = self._desk.catalogue.today()
        self._desk.reader.ask(_CHANNEL, lambda connection: key_facts(connection, ids, today), show)

    def _focus_first(self) -> None:
        buttons = self.matches()
        (buttons[0] if buttons else self.new).setFocus(Qt.FocusReason.TabFocusReason)

    def _count(self) -> None:
        each = self._intake.each if self._intake else {}
        n = len(self._doubts)
        left = sum(doubt.key not in each for doubt in self._doubts)
        said = trn(
            "{n} row may be about a record that is here.",
            "{n} rows may be about records that are here.",
            n,
        )
        open_ones = trn("{n} is not settled.", "{n} are not settled.", left)
        self._says.setText(f"{said} {open_ones if left else tr('All are settled.')}")
        rest = self._intake.rest if self._intake else LEAVE
        for button, decision in (
            (self.all_new, NEW),
            (self.all_best, BEST),
            (self.all_left, LEAVE),
        ):
            button.setChecked(rest == decision)
        self.changed.emit()

    def _lay_out(self) -> None:
        listing = QWidget()
        column = QVBoxLayout(listing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(hairline())
        rest = QHBoxLayout()
        column.addLayout(rest)
        rest.setContentsMargins(12, 8, 12, 8)
        rest.setSpacing(4)
        rest.addWidget(label(tr("All others:"), "small"))
        for button in (self.all_new, self.all_best, self.all_left):
            button.setCheckable(True)
            rest.addWidget(button)
        rest.addStretch(1)
        self._side = side = QFrame()
        side.setProperty("role", "panel")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(20, 12, 20, 12)
        inside.setSpacing(8)
        self._title.setWordWrap(True)
        self._row.setWordWrap(True)
        self._row.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(self._title)
        inside.addWidget(self._row)
        first = QHBoxLayout()
        inside.addLayout(first)
        first.setSpacing(8)
        first.addWidget(self.new)
        first.addWidget(self.leave)
        first.addStretch(1)
        inside.addSpacing(4)
        inside.addWidget(label(tr("Or it is about this record"), "group"))
        inside.addLayout(self._cards)
        self._cards.setSpacing(8)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(side)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(listing)
        splitter.addWidget(scroll)
        listing.setMinimumWidth(360)
        scroll.setMinimumWidth(400)
        splitter.setSizes([540, 600])
        both = QWidget()
        whole = QVBoxLayout(both)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._says.setContentsMargins(12, 8, 12, 8)
        whole.addWidget(self._says)
        whole.addWidget(hairline())
        whole.addWidget(splitter, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(both)
        self._stack.addWidget(self._empty)


class _Card(QFrame):
    """A record that a row may be about: what is known of it, and why it may be that one."""

    taken = Signal(int)
    opened = Signal(int)

    def __init__(self, candidate: Candidate, is_chosen: bool) -> None:
        super().__init__()
        self.record_id = candidate.record_id
        self.setProperty("role", "choice")
        self.setProperty("tone", "accent" if is_chosen else "")
        title = label(f"{candidate.ref}  {candidate.title}", "heading")
        title.setWordWrap(True)
        why = label(tr("{why} ({n} % alike)", why=candidate.why, n=candidate.score), "small")
        why.setWordWrap(True)
        self._facts = label("", "muted")
        self._facts.setWordWrap(True)
        self._facts.hide()
        self.take = take = text_button(tr("It is this one"))
        take.setAccessibleName(tr("It is {record}", record=f"{candidate.ref} {candidate.title}"))
        take.clicked.connect(lambda: self.taken.emit(self.record_id))
        look = text_button(tr("Open"), variant="link")
        look.setAccessibleName(tr("Open {ref}", ref=candidate.ref))
        look.setToolTip(tr("Look at the record; what you chose here is kept"))
        look.clicked.connect(lambda: self.opened.emit(self.record_id))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        for widget in (title, self._facts, why):
            column.addWidget(widget)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(12)
        row.addWidget(take)
        row.addWidget(look)
        row.addStretch(1)

    def show_facts(self, facts: Sequence[str]) -> None:
        """Tell the key facts of the record."""
        self._facts.setText("\n".join(facts))
        self._facts.setVisible(bool(facts))


def _columns() -> tuple[NoticeColumn, ...]:
    return (
        NoticeColumn(tr("Line"), 64),
        NoticeColumn(tr("Row"), 160, 1),
        NoticeColumn(tr("Becomes"), 96),
    )
