"""The history: every change with who made it and when, what it changed, and taking it back."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat import journal
from defcat.dossier import Stub
from defcat.errors import InputError
from defcat.journal import Line, Wanted
from defcat.kinds import KINDS
from defcat.translation import tr
from ui.desk import Desk
from ui.models.history import HistoryModel, history_columns
from ui.widgets.change_pane import ChangePane
from ui.widgets.dates import DateField
from ui.widgets.empty import EmptyState
from ui.widgets.heading import hairline, label
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder
from ui.widgets.notices import NoticeTable

TYPING_MS = 150


class HistoryPage(QFrame):
    """The changes, narrowed by what stands above them, and beside them the one chosen.

    `pane` emits what is asked for with it. `left` says that Escape was pressed.
    """

    menu_asked = Signal(QPoint)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self._stubs: dict[int, Stub] = {}
        self._sought: int | None = None
        self._stood: int | None = None
        self.model = HistoryModel(desk, self)
        self.table = NoticeTable(self.model, history_columns(), tr("History"))
        self.table.setSelectionMode(NoticeTable.SelectionMode.SingleSelection)
        self.pane = ChangePane(desk)
        self.words = QLineEdit()
        self.person, self.kind = QComboBox(), QComboBox()
        self.since = DateField(tr("From"), keeps_room=False)
        self.until = DateField(tr("To"), keeps_room=False)
        finder = LinkFinder(desk, tuple(KINDS))
        self.record = LinkField(finder, self._stubs, makes=False)
        self._count = label("", "small")
        self._empty = EmptyState("history", "", "")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._list)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect(desk)

    def refresh(self) -> None:
        """Read who has changed anything, and the list again."""
        self._desk.reader.ask("history-persons", journal.persons, self._name_persons)
        self._list()

    def show_record(self, record: Stub, entry_id: int | None = None) -> None:
        """Show the changes of one record, with the cursor on one of them."""
        self._clear_fields()
        self._stubs[record.id] = record
        self.record.set_value(record.id)
        self._sought = entry_id
        self._list()

    def line(self) -> Line | None:
        """The change under the cursor."""
        row = self.table.current_row()
        return self.model.line_at(row) if row is not None else None

    def focus_list(self) -> None:
        """Take the keyboard to the list, on its first row if none is chosen."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current_row() is None:
            self.table.mark(0)

    def wanted(self) -> Wanted:
        """Which changes the fields ask for; a date that cannot be read asks for nothing."""
        record = self.record.value()
        return Wanted(
            self.person.currentData() or "",
            record if isinstance(record, int) else None,
            self.kind.currentData(),
            _day(self.since, last=False),
            _day(self.until, last=True),
            self.words.text(),
        )

    def _lay_out(self) -> None:
        listing = QWidget()
        self._listing = QStackedLayout(listing)
        self._listing.addWidget(self.table)
        self._listing.addWidget(self._empty)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(listing)
        splitter.addWidget(self.pane)
        listing.setMinimumWidth(400)
        self.pane.setMinimumWidth(400)
        splitter.setSizes([560, 600])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.setSpacing(8)
        column.addLayout(top)
        head = QHBoxLayout()
        head.setSpacing(8)
        top.addLayout(head)
        head.addWidget(label(tr("History"), "heading"))
        head.addWidget(self._count)
        head.addStretch(1)
        filters = QGridLayout()
        top.addLayout(filters)
        self._fill(filters)
        column.addWidget(hairline())
        column.addWidget(splitter, 1)

    def _fill(self, filters: QGridLayout) -> None:
        self.words.setAccessibleName(tr("Words"))
        self.words.setClearButtonEnabled(True)
        self.person.setAccessibleName(tr("Who"))
        self.person.addItem(tr("Everybody"), "")
        self.kind.setAccessibleName(tr("Kind of record"))
        self.kind.addItem(tr("All kinds"), None)
        for kind in KINDS.values():
            self.kind.addItem(tr(kind.plural), kind.name)
        self.record.set_names(tr("Record"), tr("Only the changes of this record"))
        filters.setHorizontalSpacing(8)
        filters.setVerticalSpacing(2)
        fields = (
            (tr("Words"), self.words, 4),
            (tr("Who"), self.person, 3),
            (tr("Kind of record"), self.kind, 3),
            (tr("From"), self.since, 4),
            (tr("To"), self.until, 4),
            (tr("Record"), self.record, 6),
        )
        for place, (name, field, share) in enumerate(fields):
            words = label(name, "small", of=field)
            filters.addWidget(words, 0, place)
            filters.addWidget(field, 1, place, Qt.AlignmentFlag.AlignTop)
            filters.setColumnStretch(place, share)

    def _connect(self, desk: Desk) -> None:
        self.words.textChanged.connect(lambda _text: self._typing.start())
        self.person.activated.connect(lambda _place: self._list())
        self.kind.activated.connect(lambda _place: self._list())
        for field in (self.since, self.until):
            field.changed.connect(self._typing.start)
        self.record.edited.connect(self._typing.start)
        self.model.arrived.connect(self._arrived)
        self.model.rowsInserted.connect(self._span)
        self.table.marked.connect(lambda _row: self._show_current())
        self.table.opened.connect(lambda _row: self.pane.table.setFocus())
        self.table.menu_asked.connect(self.menu_asked)
        self.pane.table.menu_asked.connect(self.menu_asked)
        self.table.left_upwards.connect(self.words.setFocus)
        self.pane.table.left_upwards.connect(self.table.setFocus)
        desk.changed.connect(self._refresh_if_seen)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._leave)

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def _leave(self) -> None:
        """Escape: to all records of a large change, from its fields to the list, or away."""
        if self.pane.show_all():
            return
        if self.pane.table.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    def _name_persons(self, persons: list[str]) -> None:
        chosen = self.person.currentData()
        if [self.person.itemData(n) for n in range(1, self.person.count())] == persons:
            return
        while self.person.count() > 1:
            self.person.removeItem(1)
        for person in persons:
            self.person.addItem(person, person)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))

    def _list(self) -> None:
        self._typing.stop()
        line = self.line()
        self._stood = self._sought or (line.id if line else None)
        self.model.show(self.wanted())

    def _arrived(self) -> None:
        lines = self.model.lines()
        more = "+" if self.model.has_more() else ""
        self._count.setText(f"{len(lines):,}{more}" if lines else "")
        self._listing.setCurrentIndex(0 if lines else 1)
        self.table.span_headings(self.model.headings())
        if not lines:
            self._say_why_empty()
            self.pane.show_line(None)
            return
        again = self.model.row_of(self._stood) if self._stood else None
        self._sought = None
        self.table.mark(again or 0)
        self._show_current()

    def _span(self, _parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            if self.model.line_at(row) is None:
                self.table.setSpan(row, 0, 1, self.model.columnCount())
        more = "+" if self.model.has_more() else ""
        self._count.setText(f"{len(self.model.lines()):,}{more}")

    def _say_why_empty(self) -> None:
        actions: list[tuple[str, Callable[[], object]]] = []
        says, more = (
            tr("Nothing changed yet"),
            tr("Every change comes here, and can be taken back."),
        )
        if self.wanted() != Wanted():
            says, more = tr("Nothing found"), tr("No change answers the filter.")
            actions = [(tr("Clear the filter"), self._clear)]
        self._empty.set_text(says, more)
        self._empty.set_actions(actions)

    def _clear(self) -> None:
        self._clear_fields()
        self._list()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear_fields(self) -> None:
        self.words.clear()
        self.person.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        self.since.set_value(None)
        self.until.set_value(None)
        self.record.set_value(None)

    def _show_current(self) -> None:
        self.pane.show_line(self.line(), self.model.wanted.record)


def _day(field: DateField, *, last: bool) -> date | None:
    """The first or the last day that a field can mean."""
    try:
        value = field.value()
    except InputError:
        return None  # the field says so
    if value is None or not (value.known_last if last else value.known_first):
        return None
    return value.last if last else value.first
