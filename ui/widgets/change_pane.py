"""The pane beside the history: what one entry changed, before and after, and what can be done."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat import history, journal
from defcat.dates import PartialDate
from defcat.journal import Cited, Line
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.models.changes import ChangeModel, Difference, Touched, change_columns, named
from ui.widgets.buttons import text_button
from ui.widgets.empty import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import hairline, label
from ui.widgets.notices import NoticeTable

_CARD_HEIGHT = 168


class ChangePane(QFrame):
    """An entry of the history. `opened` carries a record; `back_asked` the Line to take back,
    `field_asked` the Difference and `record_asked` the Touched to be what they were.
    """

    opened = Signal(int)
    back_asked = Signal(object)
    field_asked = Signal(object)
    record_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self.line: Line | None = None
        self.model = ChangeModel(desk, self)
        self.table = NoticeTable(self.model, change_columns(), tr("What was changed"))
        self.table.setSelectionMode(NoticeTable.SelectionMode.SingleSelection)
        self._title = label("", "heading")
        self._about = label("", "muted")
        self._says = label("")
        self._source = label("", "muted")
        for words in (self._title, self._about, self._says, self._source):
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._all = text_button(tr("All records of this change"), "chevron-left", variant="link")
        self._all.setToolTip(tr("Back to all records of this change (Esc)"))
        self._all.clicked.connect(self.show_all)
        self.opens = self._button(tr("Open"), tr("Open the record (Enter)"), self.open)
        self.takes_back = self._button(
            tr("Take this change back"),
            tr("Undo all that this change did, and nothing else (U)"),
            self.take_back,
        )
        self.field = self._button(
            "", tr("Make this what it was before the change (B)"), self.restore
        )
        self.record = self._button(
            tr("Restore record to here"),
            tr("Make the whole record what it was after this change (W)"),
            self.restore_record,
        )
        self.setFocusProxy(self.table)
        self._lay_out()
        self.model.arrived.connect(self._arrived)
        self.table.opened.connect(lambda _row: self.open())
        self.table.marked.connect(lambda _row: self._show_current())

    def show_line(self, line: Line | None, record_id: int | None = None) -> None:
        """Show an entry, all of it or what it did to one record; or none."""
        same = line and self.line and line.id == self.line.id and record_id == self.model.record
        self.line = line
        if line is None:
            self.model.clear()
            self._stack.setCurrentIndex(0)
        elif same:
            self._tell()
        else:
            self.model.show(line.id, record_id)

    def show_all(self) -> bool:
        """Show all records of a large entry again; whether one of them was shown."""
        if not self._all.isVisibleTo(self) or self.line is None:
            return False
        self.model.show(self.line.id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def current(self) -> Difference | Touched | None:
        """What is under the cursor."""
        return self.model.row_at(self.table.current_row())

    def touched(self) -> Touched | None:
        """The record of what is under the cursor."""
        row = self.table.current_row() if self.model.rowCount() else None
        while row is not None and row >= 0:
            found = self.model.row_at(row)
            if isinstance(found, Touched):
                return found
            row -= 1
        first = self.model.row_at(0)
        return first if isinstance(first, Touched) else None

    def open(self) -> None:
        """Open the record under the cursor; of a large entry, show first what became of it."""
        found = self.touched()
        if found is None or self.line is None:
            return
        if self.model.large:
            self.model.show(self.line.id, found.record_id)
            self._all.show()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif found.record is not None:
            self.opened.emit(found.record_id)

    def take_back(self) -> None:
        """Take the entry back."""
        if self.takes_back.isEnabled() and self.line:
            self.back_asked.emit(self.line)

    def restore(self) -> None:
        """Make the field or the row under the cursor what it was."""
        found = self.current()
        if self.field.isEnabled() and isinstance(found, Difference):
            self.field_asked.emit(found)

    def restore_record(self) -> None:
        """Make the record under the cursor what it was after the entry."""
        found = self.touched()
        if self.record.isEnabled() and found is not None:
            self.record_asked.emit(found)

    # --- how it looks -----------------------------------------------------------------------

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(20, 12, 20, 8)
        head.setSpacing(4)
        column.addLayout(head)
        head.addWidget(self._title)
        head.addWidget(self._about)
        head.addWidget(self.takes_back, 0, Qt.AlignmentFlag.AlignLeft)
        head.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)
        column.addWidget(hairline())
        column.addWidget(self._card())
        self._stack = QStackedLayout(self)
        self._stack.addWidget(
            EmptyState(
                "history",
                tr("Nothing chosen"),
                tr("Choose a change on the left to see what it changed."),
            )
        )
        self._stack.addWidget(page)

    def _card(self) -> QWidget:
        """What is under the cursor in full, and what can be done with it."""
        inside = QWidget()
        words = QVBoxLayout(inside)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        words.addWidget(self._says)
        words.addWidget(self._source)
        words.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        buttons = QWidget()
        row = FlowLayout(buttons, 8)
        for button in (self.opens, self.field, self.record):
            row.addWidget(button)
        card = QWidget()
        card.setFixedHeight(_CARD_HEIGHT)
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 12, 20, 12)
        column.setSpacing(8)
        column.addWidget(scroll, 1)
        column.addWidget(buttons)
        return card

    def _button(self, text: str, tip: str, act: Callable[[], object]) -> QPushButton:
        made = text_button(text)
        made.setToolTip(tip)
        made.clicked.connect(lambda: act())
        return made

    def _arrived(self) -> None:
        if self.line is None:
            return
        self._all.setVisible(self._all.isVisibleTo(self) and self.model.record is not None)
        self.table.setColumnHidden(1, self.model.large)  # of records there is no before and after
        self.table.fit()
        self.table.span_headings(self.model.headings())
        self.table.mark(0)
        self._stack.setCurrentIndex(1)
        self._tell()

    def _tell(self) -> None:
        assert self.line is not None
        self._title.setText(self.line.label)
        self._about.setText(_about(self.line, self.model.left_out))
        usable = self._desk.catalogue.writable and self.line.undone_by is None
        self.takes_back.setEnabled(usable)
        self._show_current()

    def _show_current(self) -> None:
        found, whole = self.current(), self.touched()
        writable = self._desk.catalogue.writable
        self._says.setText(_in_full(found, whole))
        self._source.setText("")
        self._desk.reader.cancel("history-cited")
        difference = found if isinstance(found, Difference) else None
        row = difference is not None and difference.of_row
        self.field.setText(tr("Restore this row") if row else tr("Restore this field"))
        self.field.setEnabled(writable and difference is not None and not difference.of_record)
        self.opens.setEnabled(whole is not None and (self.model.large or whole.record is not None))
        self.record.setEnabled(writable and whole is not None)
        if difference is not None:
            self._ask_sources(difference)

    def _ask_sources(self, of: Difference) -> None:
        """Say which source was cited with the change; else which stands for it today."""
        if of.cited:
            self._source.setText(_sources(tr("Cited with it: {sources}"), of.cited))
            return

        def read(connection: Any) -> list[Cited]:
            return journal.cited_for(connection, of.step.record_id, of.step, of.field)

        def arrived(found: list[Cited]) -> None:
            self._source.setText(_sources(tr("Cited today: {sources}"), tuple(found)))

        self._desk.reader.ask("history-cited", read, arrived)


def _about(line: Line, left_out: int) -> str:
    """Who, when, and what has become of it."""
    at = history.local(line.at)
    day = PartialDate.parse(at.date().isoformat()).show()
    when = tr("{day}, {time}", day=day, time=at.strftime("%H:%M"))
    said = [tr("{by} · {when} · change {n}", by=line.by, when=when, n=line.id)]
    if line.undone_by:
        said.append(tr("Taken back by change {n}.", n=line.undone_by))
    if line.undoes:
        said.append(tr("It takes change {n} back.", n=line.undoes))
    if line.backwards:
        said.append(tr("The clock had been set back: the change before it is dated later."))
    if left_out:
        said.append(trn("{n} more row is not shown.", "{n} more rows are not shown.", left_out))
    return "\n".join(said)


def _in_full(found: Difference | Touched | None, whole: Touched | None) -> str:
    if isinstance(found, Difference):
        of = named(whole.record) if whole else ""
        both = tr("{before} → {after}", before=found.old or "–", after=found.new or "–")
        return f"{of}\n{found.label}: {both}"
    return named(found.record) if found else tr("It changed nothing that can be shown.")


def _sources(says: str, cited: tuple[Cited, ...]) -> str:
    told = [
        tr("{title} ({ref}), {locator}", title=c.source.title, ref=c.source.ref, locator=c.locator)
        if c.locator
        else tr("{title} ({ref})", title=c.source.title, ref=c.source.ref)
        for c in cited
    ]
    return says.format(sources="; ".join(told)) if told else tr("No source is cited for it.")
