"""The table of a record list: columns that fit, a sort by heading, and rows by keyboard.

Where there is no room for the column that says where a row answers, rows have a second line for it.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QHoverEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from defcat.search.rows import ListRow
from defcat.translation import tr
from ui import theme
from ui.models.columns import FOUND, Column
from ui.models.records import RecordModel, RowReader
from ui.widgets.cells import INSET, RecordCells
from ui.widgets.row_table import RowTable

NARROWEST_TITLE = 168
READABLE_TITLE = 200
"""What a title has before columns that are to spare are shown, in px."""
READABLE_TWO_LINES = 240
"""The same where a row has two lines, most of them of the title."""
_DATES = 2_000
"""Dates of which it is kept how wide they are."""


class RecordTable(RowTable):
    """Rows of a RecordModel.

    `opened` carries a record on which Enter was pressed, `clicked_twice` one that was, and `marked`
    the one under the cursor. `chosen` says that others are selected, or about to be.

    `painted` says that it was drawn.

    `sort_asked` carries a column whose heading was clicked, `moved` the names of the columns in
    the order into which somebody brought them, `widened` a column that was made so many px wide,
    and `heading_menu_asked` the place in the window and the column of a heading.
    """

    opened = Signal(int)
    clicked_twice = Signal(int)
    marked = Signal(int)
    chosen = Signal()
    painted = Signal()
    sort_asked = Signal(object)
    moved = Signal(list)
    widened = Signal(str, int)
    heading_menu_asked = Signal(QPoint, object)

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(tr("Records"), parent)
        self.setModel(model)
        self._model = model
        self._cells = RecordCells(model, self)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._widths: Mapping[str, int] = {}
        self._tall = False
        self._fitting = False
        self._fitted: object = None
        self._long: dict[str, int] = {}
        self._all_wanted = False
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._heading_menu)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._column_moved)
        header.viewport().installEventFilter(self)
        self.doubleClicked.connect(self._click_twice)
        self.selectionModel().selectionChanged.connect(self._selected)
        model.modelReset.connect(self._begin)
        model.completed.connect(self._completed)

    # --- what is selected -------------------------------------------------------------------

    def selected_ids(self) -> "array[int]":
        """The records of the selected rows, in the order shown."""
        found = array("q")
        for first, last in self.selected_ranges():
            found.extend(self._model.ids_between(first, last))
        return found

    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.selected_ranges())

    def is_selecting(self) -> bool:
        """Whether all rows are to be selected, once all of them are read."""
        return self._all_wanted

    def selectAll(self) -> None:
        """Select all rows of the list; those that are not read yet are waited for."""
        if self._model.is_whole():
            super().selectAll()
        else:
            self._all_wanted = True
            self._model.read_rest()
            self.chosen.emit()

    def choose(self, ids: Collection[int]) -> None:
        """Select the rows of these records, as far as they are read; the cursor stays."""
        last, left = self._model.columnCount() - 1, len(ids)
        selection = QItemSelection()
        for row, found in enumerate(self._model.ids_between(0, self._model.rowCount() - 1)):
            if found in ids:
                selection.select(self._model.index(row, 0), self._model.index(row, last))
                left -= 1
                if not left:
                    break
        if not selection.isEmpty():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

    def shown_columns(self) -> list[Column]:
        """The columns in sight, or a scroll away."""
        found = enumerate(self._model.columns())
        return [column for place, column in found if not self.isColumnHidden(place)]

    def reader(self) -> RowReader:
        """What reads rows of this list on the reading thread."""
        return self._model.reader()

    # --- its shape --------------------------------------------------------------------------

    def widths(self) -> dict[str, int]:
        """How wide the columns in sight are, in px, by name."""
        found = enumerate(self._model.columns())
        return {c.name: self.columnWidth(n) for n, c in found if not self.isColumnHidden(n)}

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Give columns, by name, the widths in px that somebody chose for them."""
        self._widths = widths

    def set_tall(self, tall: bool) -> None:
        """Give rows two lines, whether or not they are needed for where a row answers."""
        if tall != self._tall:
            self._tall = tall
            self._fit()
            self.scrollTo(self.currentIndex())

    def reshape(self, names: Sequence[str]) -> None:
        """Show these columns of the same rows; the cursor, and what is selected, stay."""
        ranges, row = self.selected_ranges(), self.currentIndex().row()
        scrolled, waiting = self.verticalScrollBar().value(), self._all_wanted
        self._model.reshape(names)
        last = self._model.columnCount() - 1
        selection = QItemSelection()
        for top, bottom in ranges:
            selection.select(self._model.index(top, 0), self._model.index(bottom, last))
        flags = QItemSelectionModel.SelectionFlag
        if row >= 0:
            self.selectionModel().setCurrentIndex(self._model.index(row, 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        self.verticalScrollBar().setValue(scrolled)
        self._all_wanted = waiting

    def show_order(self, order: str) -> None:
        """Mark the heading that the list is sorted by, and which way."""
        header = self.horizontalHeader()
        for place, column in enumerate(self._model.columns()):
            if column.order and order in column.order:
                upwards = order == column.order[0]
                arrow = Qt.SortOrder.AscendingOrder if upwards else Qt.SortOrder.DescendingOrder
                header.setSortIndicatorShown(True)
                header.setSortIndicator(place, arrow)
                return
        header.setSortIndicatorShown(False)

    # --- Qt's side --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._cells.paint(painter, event.rect())
        painter.end()
        self.painted.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        # Qt paints the whole row anew as the pointer comes to it, and tells only of the cell.
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            self._cells.hovered = -1 if left else self.rowAt(round(event.position().y()))
        return super().viewportEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A heading has been let go: the others take what its column has left them.
        if event.type() == QEvent.Type.MouseButtonRelease:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def entered_row(self, row: int) -> None:
        found = self._model.id_at(row)
        if found is not None:
            self.opened.emit(found)

    def came_to(self, row: int) -> None:
        found = self._model.id_at(row)
        if found is not None:
            self.marked.emit(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_room()
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_room()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._long.clear()
        super().changeEvent(event)

    def _tell_room(self) -> None:
        """Have no more rows read at first than there is room for, one of them cut off."""
        if self.isVisible():
            self._model.set_room(self.viewport().height() // theme.ROW_HEIGHT + 1)

    def _click_twice(self, index: QModelIndex) -> None:
        found = self._model.id_at(index.row())
        if found is not None:
            self.clicked_twice.emit(found)

    def _selected(self) -> None:
        self._all_wanted = False
        self.chosen.emit()

    def _completed(self) -> None:
        if self._all_wanted:
            super().selectAll()

    # --- its columns ------------------------------------------------------------------------

    def _begin(self) -> None:
        """Other rows, or other columns: in the order of the model, and so wide that they fit."""
        self._all_wanted = False
        header = self.horizontalHeader()
        if header.sectionsMoved():
            self._fitting = True
            for place in range(header.count()):
                if header.visualIndex(place) != place:
                    header.moveSection(header.visualIndex(place), place)
            self._fitting = False
        self._fit()

    def _fit(self) -> None:
        """Give each column its width and the title the rest; spare columns go when it is narrow."""
        room = self.viewport().width()
        shown = self._model.columns()
        columns = list(enumerate(shown))
        longer = {place: self._longer(column) for place, column in columns}
        asked = room, shown, self._widths, self._tall, longer, self.font().key()
        if asked == self._fitted:
            return
        self._fitted = asked
        below = self._has_found_below(room)
        needed = sum(self._width(c) for _, c in columns if not (below and c.name == FOUND))
        needed += sum(longer.values())
        wants = sum(column.wants for _, column in columns if not below)
        if "title" not in self._widths:
            needed += (READABLE_TWO_LINES if below else READABLE_TITLE) - NARROWEST_TITLE
        for place, column in sorted(columns, key=lambda pair: -pair[1].spare):
            if below and column.name == FOUND:
                self.setColumnHidden(place, True)
                continue
            hidden = needed + wants - column.wants > room and column.spare > 0
            self.setColumnHidden(place, hidden)
            needed -= self._width(column) + longer[place] if hidden else 0
        seen = [(place, column) for place, column in columns if not self.isColumnHidden(place)]
        left = max(0, room - sum(self._width(column) for _, column in seen))
        more = {place: min(left, longer[place]) for place, _ in seen}
        left -= sum(more.values())
        growing = sum(self._grows(column) for _, column in seen)
        for place, column in seen:
            more[place] += left * self._grows(column) // max(1, growing)
        if seen and not growing:
            more[seen[-1][0]] += left
        self._fitting = True
        for place, column in seen:
            self.setColumnWidth(place, self._width(column) + more[place])
        self._fitting = False

    def _has_found_below(self, room: int) -> bool:
        """Turn to rows of two lines where somebody wants them, or where there is no room for the
        column that says where a row answers, and back; whether they have two.
        """
        columns = self._model.columns()
        firm = sum(self._width(column) for column in columns if not column.spare)
        short = any(c.name == FOUND and firm + c.width + c.wants > room for c in columns)
        below = self._tall or short
        names = [column.name for column in columns]
        self._cells.below = names.index("title") if below and "title" in names else -1
        height = theme.TALL_ROW_HEIGHT if below else theme.ROW_HEIGHT
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)
        return below

    def _width(self, column: Column) -> int:
        """How wide a column is at the least."""
        return self._widths.get(column.name, column.width) or NARROWEST_TITLE

    def _longer(self, column: Column) -> int:
        """How much wider, in px, the dates on the first screen are than their column.

        A date means nothing with its end cut off, so it comes before what shares the rest.
        """
        if column.name != "date" or column.name in self._widths:
            return 0
        rows = map(self._model.row_at, range(self._model.on_screen()))
        widest = max((self._date_width(column, row) for row in rows if row), default=0)
        return max(0, widest + 2 * INSET + 1 - column.width)

    def _date_width(self, column: Column, row: ListRow) -> int:
        """How wide a date is written, in px; the same ones come again and again."""
        date = row.date or ""
        if date not in self._long:
            if len(self._long) >= _DATES:
                self._long.clear()
            self._long[date] = self.fontMetrics().horizontalAdvance(column.text(row))
        return self._long[date]

    def _grows(self, column: Column) -> int:
        """A column that somebody has made so wide stays so wide."""
        return 0 if column.name in self._widths else column.grows

    def _resized(self, section: int, _old: int, new: int) -> None:
        """Remember a width that a person chose."""
        if not self._fitting:
            self._fitted = None
        by_hand = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        column = self._model.columns()[section]
        if by_hand and not self._fitting and column.name != FOUND and new > 0:
            self._widths = {**self._widths, column.name: new}
            self.widened.emit(column.name, new)

    def _column_moved(self, _section: int, _before: int, _now: int) -> None:
        if self._fitting:
            return
        header, shown = self.horizontalHeader(), self._model.columns()
        names = [shown[header.logicalIndex(place)].name for place in range(len(shown))]
        # Qt is still in the middle of the drag; the list is laid out anew after that.
        QTimer.singleShot(0, self, lambda: self.moved.emit([n for n in names if n != FOUND]))

    def _column_at(self, section: int) -> Column | None:
        shown = self._model.columns()
        return shown[section] if 0 <= section < len(shown) else None

    def _heading_menu(self, at: QPoint) -> None:
        header = self.horizontalHeader()
        column = self._column_at(header.logicalIndexAt(at))
        self.heading_menu_asked.emit(header.mapToGlobal(at), column)

    def _sort_by(self, section: int) -> None:
        column = self._column_at(section)
        if column and column.order:
            self.sort_asked.emit(column)
