"""The table of a record list: columns that fit, a sort by heading, and rows by keyboard."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHoverEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from defcat.translation import tr
from ui import theme
from ui.models.columns import REVERSED, Column
from ui.models.records import COLUMN_ROLE, Index, RecordModel
from ui.widgets.cells import INSET, RecordCells

NARROWEST_TITLE = 200


class RecordTable(QTableView):
    """Rows of a RecordModel.

    `opened` carries a record on which Enter was pressed, `clicked_twice` one that was, and `marked`
    the one under the cursor.
    """

    opened = Signal(int)
    clicked_twice = Signal(int)
    marked = Signal(int)
    sort_asked = Signal(str)
    left_upwards = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress_table(self)
        self.setModel(model)
        self._model = model
        self._cells = RecordCells(model, self)
        self.setItemDelegate(self._cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(tr("Records"))
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._resized)
        self.doubleClicked.connect(self._click_twice)
        self._widths: dict[tuple[str, str], int] = {}
        self._fitting = False
        self._focusing = False
        model.modelReset.connect(self._fit)

    def selected_ids(self) -> list[int]:
        """The records of the selected rows, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [found for row in rows if (found := self._model.id_at(row)) is not None]

    def selected_text(self) -> str:
        """The selected rows as they are shown, under their headings, with tabs between."""
        shown = [c for c in range(self._model.columnCount()) if not self.isColumnHidden(c)]
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if not rows:
            return ""
        lines = [[str(self._model.headerData(c, Qt.Orientation.Horizontal)) for c in shown]]
        lines += [[str(self._model.index(r, c).data() or "") for c in shown] for r in rows]
        return "\n".join("\t".join(line) for line in lines)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())

    def mark(self, row: int) -> None:
        """Put the cursor on `row` and select it alone."""
        if 0 <= row < self._model.rowCount():
            # Not by the view, which takes a key that is still held for a wish to add or toggle.
            flags = QItemSelectionModel.SelectionFlag
            chosen = flags.ClearAndSelect | flags.Rows
            self.selectionModel().setCurrentIndex(self._model.index(row, 0), chosen)

    def viewportEvent(self, event: QEvent) -> bool:
        # Qt paints the whole row anew as the pointer comes to it, and tells only of the cell.
        if isinstance(event, QHoverEvent):
            left = event.type() == QEvent.Type.HoverLeave
            self._cells.hovered = -1 if left else self.rowAt(round(event.position().y()))
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt makes the first row current where none is: nobody has chosen that record.
        self._focusing = True
        super().focusInEvent(event)
        self._focusing = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        found = self._model.id_at(current.row()) if current.isValid() else None
        if found is not None and not self._focusing:
            self.marked.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self._open(current)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self.mark(0 if event.key() == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        elif event.text().strip() and event.text().isprintable():
            event.ignore()  # a letter is a command of the window, not a search in the first column
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _open(self, index: QModelIndex) -> None:
        found = self._model.id_at(index.row())
        if found is not None:
            self.opened.emit(found)

    def _click_twice(self, index: QModelIndex) -> None:
        found = self._model.id_at(index.row())
        if found is not None:
            self.clicked_twice.emit(found)

    def _fit(self) -> None:
        """Give each column its width and the title the rest; spare columns go when it is narrow."""
        room = self.viewport().width()
        shown = list(enumerate(self._model.columns()))
        needed = NARROWEST_TITLE + sum(self._width(column) for _, column in shown)
        for place, column in sorted(shown, key=lambda pair: -pair[1].spare):
            hidden = needed > room and column.spare > 0
            self.setColumnHidden(place, hidden)
            needed -= self._width(column) if hidden else 0
        seen = [(place, column) for place, column in shown if not self.isColumnHidden(place)]
        left = max(0, room - needed)
        longer = {place: min(left, self._longer(place, column)) for place, column in seen}
        share = (left - sum(longer.values())) / max(1, sum(self._grows(c) for _, c in seen))
        self._fitting = True
        for place, column in seen:
            width = self._width(column) or NARROWEST_TITLE
            self.setColumnWidth(place, width + longer[place] + int(share * self._grows(column)))
        self._fitting = False

    def show_order(self, order: str) -> None:
        """Mark the heading that the list is sorted by, and which way."""
        for place, column in enumerate(self._model.columns()):
            if column.order and order in (column.order, REVERSED[column.order]):
                upwards = order in ("oldest", "title")
                arrow = Qt.SortOrder.AscendingOrder if upwards else Qt.SortOrder.DescendingOrder
                self.horizontalHeader().setSortIndicatorShown(True)
                self.horizontalHeader().setSortIndicator(place, arrow)
                return
        self.horizontalHeader().setSortIndicatorShown(False)

    def _width(self, column: Column) -> int:
        return self._widths.get((column.label, column.name), column.width)

    def _longer(self, place: int, column: Column) -> int:
        """How much wider, in px, the dates on the first screen are than their column.

        A date means nothing with its end cut off, so it comes before what shares the rest.
        """
        if column.name != "date" or (column.label, column.name) in self._widths:
            return 0
        metrics = self.fontMetrics()
        dates = (self._model.index(row, place).data() for row in range(self._model.on_screen()))
        widest = max((metrics.horizontalAdvance(str(date or "")) for date in dates), default=0)
        return max(0, widest + 2 * INSET + 1 - column.width)

    def _grows(self, column: Column) -> int:
        """A column that somebody has made so wide stays so wide."""
        return 0 if (column.label, column.name) in self._widths else column.grows

    def _resized(self, section: int, _old: int, new: int) -> None:
        """Remember a width that a person chose; the title goes on taking what is left."""
        by_hand = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        column = self._model.columns()[section]
        if by_hand and not self._fitting and column.width and new > 0:
            self._widths[column.label, column.name] = new

    def _sort_by(self, section: int) -> None:
        column = self._model.headerData(section, Qt.Orientation.Horizontal, COLUMN_ROLE)
        if column and column.order:
            self.sort_asked.emit(column.order)
