"""The page of records: what answers the query, and the record under the cursor beside it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from defcat.change import Changed
from defcat.dates import PartialDate
from defcat.kinds import KINDS
from defcat.search.order import BEST
from defcat.search.query import Query
from defcat.translation import tr
from ui.afterwards import Afterwards
from ui.desk import Desk
from ui.models.records import RecordModel
from ui.models.shaping import Shapes
from ui.widgets.arranging import Arranging
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.count_line import CountLine
from ui.widgets.detail import DetailPane
from ui.widgets.empty import EmptyState
from ui.widgets.facet_panel import KEY as FACETS_KEY
from ui.widgets.facet_panel import FacetPanel
from ui.widgets.heading import label
from ui.widgets.record_table import RecordTable

MOST_KEPT = 10_000
"""Rows that stay selected when the list is read anew after a change."""
SETTLE_MS = 60
"""How long the cursor rests on a row before it is read: holding Down does not read every one."""
ARRIVED_MS = 150
"""The same for the first row of a list that is there now: who types on does not want it."""


class RecordsPage(QWidget):
    """A list and a detail pane. `new_asked` carries a kind or nothing, `import_asked` wants a
    spreadsheet brought in where nothing is recorded yet; `visited` carries the record
    now shown, `edit_asked` one that was clicked twice.

    `everything_asked` says that the search should not be limited to the kind, `left` that Escape
    was pressed in the list, `nothing_found` carries a query that asks for something that is not
    there.
    """

    new_asked = Signal(str)
    import_asked = Signal()
    visited = Signal(int)
    everything_asked = Signal()
    counted = Signal(int)
    left_upwards = Signal()
    edit_asked = Signal(int)
    left = Signal()
    nothing_found = Signal(object)

    def __init__(self, desk: Desk, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RecordModel(desk, self)
        self.table = RecordTable(self.model)
        self.arranging = Arranging(self.table, Shapes(settings))
        self.facets = FacetPanel(desk, settings)
        self.detail = DetailPane(desk)
        self.after = Afterwards(self)
        self._query = Query()
        self._wanted: int | None = None
        self._stood: int | None = None
        self._chosen: set[int] = set()
        self._left, self._head = QWidget(), QHBoxLayout()
        self._fitted: object = None
        self._heading = label("", "heading")
        self.count = CountLine(self.model, self.table)
        self._day = label("", "small")
        self._day.setProperty("tone", "warn")
        self._new = text_button(tr("New"), "add")
        self._columns = icon_button("columns", tr("Columns…"), "V")
        self._columns.clicked.connect(self.arranging.choose_columns)
        self._narrow = icon_button("filter", tr("Narrow the list"), FACETS_KEY)
        self._narrow.setCheckable(True)
        self._narrow.setChecked(not self.facets.isHidden())
        self._narrow.clicked.connect(self.facets.set_wanted)
        self._writable = desk.catalogue.writable
        self._new.setEnabled(self._writable)
        self._empty = EmptyState("search", "", "")
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._read_marked)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect(desk)

    def show_query(self, query: Query, *, select: int | None = None) -> None:
        """Show what answers `query`, with the cursor on the record `select` or on the first."""
        self._query = query
        self._settle.stop()
        self.detail.stop()
        self.facets.expect(query)
        self.arranging.turn_to(query.kind)
        self._want(select)
        self._heading.setText(_heading(self._query.kind))
        self._day.setText(_day(self._query.as_of))
        self._new.setAccessibleName(_new_text(self._query.kind))
        self._fit_head()
        self._ask()

    def hold(self) -> None:
        """Have nothing painted before the rows are there that were asked for, and then the list
        first: the page is being turned to, and would show what was asked for before.
        """
        if not self.isVisible():
            for part in (self._left, self.facets, self.detail):
                part.setUpdatesEnabled(False)
            self.after.do("paint", self._release)

    def _release(self) -> None:
        for part in (self._left, self.facets, self.detail):
            part.setUpdatesEnabled(True)

    def show_record(self, record_id: int) -> None:
        """Show a record in the pane, with the cursor on it where it is in the list."""
        self._settle.stop()
        self._want(record_id)  # also of a list that is being read at this moment
        row = self.model.row_of(record_id)
        if row is None:
            self.table.clearSelection()
        else:
            self.table.mark(row)
            self._settle.stop()
        self.detail.show_record(record_id, self._query.as_of)

    def focus_list(self) -> None:
        """Take the keyboard to the list, on its first row if none is chosen."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.table.currentIndex().isValid():
            self.table.mark(0)

    def offer_ways_out(
        self, query: Query, sentence: str, actions: list[tuple[str, Callable[[], object]]]
    ) -> bool:
        """Offer what can be asked in place of `query`, with a sentence if there is more to say;
        whether that still is what finds nothing.
        """
        wanted = query == self._query and self._listing.currentIndex() == 1
        if wanted:
            if sentence:
                self._empty.set_text(tr("Nothing found"), sentence)
            self._empty.set_actions(actions)
        return wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.facets.fit(self.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit_head()
        return super().eventFilter(watched, event)

    def splitter(self) -> QSplitter:
        """The divider between list and pane, whose place the window remembers."""
        return self._splitter

    # --- inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = self._head
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(self._heading)
        head.addWidget(self.count)
        head.addWidget(self._day)
        head.addStretch(1)
        head.addWidget(self._narrow)
        head.addWidget(self._columns)
        head.addWidget(self._new)
        listing = QWidget()
        self._listing = QStackedLayout(listing)
        self._listing.addWidget(self.table)
        self._listing.addWidget(self._empty)
        left = self._left
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(listing, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        left.setMinimumWidth(360)
        self.detail.setMinimumWidth(300)
        self._splitter.setSizes([680, 460])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.facets)
        whole.addWidget(self._splitter, 1)

    def _connect(self, desk: Desk) -> None:
        self.model.arrived.connect(self._arrived)
        self.table.painted.connect(self.after.painted)
        self.model.counted.connect(self._counted)
        self.model.completed.connect(self._completed)
        self.table.chosen.connect(self._fit_head)
        self._left.installEventFilter(self)
        self.table.marked.connect(lambda _id: self._settle.start(SETTLE_MS))
        self.table.opened.connect(self._opened)
        self.table.clicked_twice.connect(self._clicked_twice)
        self.arranging.resorted.connect(self._resort)
        self.table.left_upwards.connect(self.left_upwards)
        self.detail.shown.connect(self.visited)
        self.facets.left.connect(self.focus_list)
        self.facets.turned.connect(self._narrow.setChecked)
        QShortcut(
            QKeySequence("Esc"),
            self,
            self._escape,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self._new.clicked.connect(lambda: self.new_asked.emit(self._query.kind or ""))
        desk.changed.connect(self._changed)

    def _fit_head(self) -> None:
        """Say less above a narrow list, rather than half of everything."""
        room, new, day = self._left.width(), self._new.accessibleName(), self._day.text()
        if self._fitted == (fitted := (room, new, day, self.count.text())):
            return
        self._fitted = fitted
        self._new.setText(new)
        self._day.setVisible(bool(day))
        if self._head_width() > room:
            self._new.setText(tr("New"))
        if self._head_width() > room:
            self._day.hide()  # it stands above the list and in the box, too

    def _head_width(self) -> int:
        self._head.invalidate()  # of a layout in another Qt does that only later
        return self._head.sizeHint().width()

    def _escape(self) -> None:
        """Out of the record into the list, and out of the list to where one was before."""
        focused = QApplication.focusWidget() or self
        if self.detail.isAncestorOf(focused) or self.facets.isAncestorOf(focused):
            self.focus_list()
        else:
            self.left.emit()

    def _arrived(self) -> None:
        self._left.setUpdatesEnabled(True)
        self.table.show_order(self.arranging.order)
        has_rows = self.model.rowCount() > 0
        self.after.rows_came(to_paint=has_rows)
        self.facets.follow(self.after)
        self._listing.setCurrentIndex(0 if has_rows else 1)
        if not has_rows:
            self._say_why_empty()
            if self._query.narrows():
                self.nothing_found.emit(self._query)
            if self._wanted is None or self._stood is not None:
                self.detail.clear(blank=True)
            else:
                self.detail.show_record(self._wanted, self._query.as_of)
            return
        row = self.model.row_of(self._wanted) if self._wanted is not None else 0
        if row is None and self._stood is not None:
            self.table.mark(min(self._stood, self.model.rowCount() - 1))
        elif row is None and self._wanted is not None:
            self.table.scrollToTop()
            self.detail.show_record(self._wanted, self._query.as_of)
        else:
            self.table.mark(row or 0)
            self._settle.start(ARRIVED_MS)  # the row may have been current before, for another day

        if self._chosen:
            self.table.choose(self._chosen)

    def _completed(self) -> None:
        """Select what was selected before a change, also further down than the first rows."""
        if self._chosen.issuperset(self.table.selected_ids()):
            self.table.choose(self._chosen)
        self._chosen.clear()

    def _say_why_empty(self) -> None:
        kind, day = self._query.kind, self._query.as_of
        what = tr(KINDS[kind].plural).lower() if kind else tr("records")
        shown = PartialDate.of(day).show() if day else ""
        actions: list[tuple[str, Callable[[], object]]] = []
        if self._query.narrows():
            says = tr("Nothing found")
            fix = tr("No record has all of these words. Try fewer or shorter ones.")
            if not self._query.texts:
                fix = tr("No record is as asked for. Ask for less.")
            if day:
                fix = tr("By {day}, nothing answers this. Try another day.", day=shown)
            if kind:
                actions = [(tr("Search everything"), self.everything_asked.emit)]
        elif day:
            says = tr("No {what} by {day}", what=what, day=shown)
            fix = tr("What is on record came later. Choose another day, or go back to today.")
        else:
            says, fix = tr("No {what} yet", what=what), tr("Record the first one here.")
            actions = [(_new_text(kind), lambda: self._new.click())]
            actions.append((tr("Import a spreadsheet…"), self.import_asked.emit))
        self._empty.set_text(says, fix)
        self._empty.set_actions(actions)

    def _counted(self, count: int) -> None:
        row = self.model.row_of(self._wanted) if self._wanted is not None else None
        if row is not None and not self.table.currentIndex().isValid():
            self.table.mark(row)  # it stands further down than the rows that came first
        self._fit_head()
        self.counted.emit(count)

    def _read_marked(self) -> None:
        index = self.table.currentIndex()
        found = self.model.id_at(index.row()) if index.isValid() else None
        if found is not None:
            self._read(found)

    def _read(self, record_id: int) -> None:
        """Read a record into the pane, unless it stands there as of the day."""
        shown = self.detail.record_id(), self.detail.day()
        if shown != (record_id, self._query.as_of):
            self.detail.show_record(record_id, self._query.as_of)

    def _opened(self, record_id: int) -> None:
        self._settle.stop()
        self._read(record_id)
        self.detail.focus_body()

    def _clicked_twice(self, record_id: int) -> None:
        """Two clicks edit, as in other programs; where nothing can be written they read."""
        if self._writable:
            self._settle.stop()
            self.edit_asked.emit(record_id)
        else:
            self._opened(record_id)

    def _resort(self) -> None:
        """Keep the cursor on its record, if a person has brought it there; else on the first."""
        first = self.table.currentIndex().row() == 0
        self._want(None if first else self.detail.record_id())
        self._ask()

    def _ask(self) -> None:
        """Read the list, as it is wanted; where that takes a while, say that it is being sorted."""
        order = self.arranging.order
        self.after.expect()
        self.count.expect(sorted_anew=order != BEST)
        shown = self.arranging.shape.columns
        self.model.show(self._query, order, shown, reach=self._stood or 0)

    def _changed(self, _changed: Changed) -> None:
        self._want(self.detail.record_id())
        if self._wanted is not None:
            self._stood = self.model.row_of(self._wanted)
        if 1 < self.table.selected_count() <= MOST_KEPT:
            self._chosen = set(self.table.selected_ids())
        self._ask()
        self.detail.refresh()

    def _want(self, record_id: int | None) -> None:
        """Have the cursor on a record when the list is there; where it has left, it says so."""
        self._wanted = record_id
        self._stood = None
        self._chosen.clear()


def _heading(kind: str | None) -> str:
    return tr(KINDS[kind].plural) if kind else tr("Everything")


def _day(day: date | None) -> str:
    return tr("as of {day}", day=PartialDate.of(day).show("short")) if day else ""


def _new_text(kind: str | None) -> str:
    return tr("New {kind}", kind=tr(KINDS[kind].label).lower()) if kind else tr("New")
