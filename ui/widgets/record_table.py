"""The table of a record list: columns that fit, a sort by heading, and rows by keyboard."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from defcat.translation import tr
from ui import theme
from ui.models.records import COLUMN_ROLE, Index, RecordModel
from ui.widgets.cells import RecordCells

NARROWEST_TITLE = 200


class RecordTable(QTableView):
    """Rows of a RecordModel. `opened` carries a record, `marked` the one under the cursor."""

    opened = Signal(int)
    marked = Signal(int)
    sort_asked = Signal(str)
    left_upwards = Signal()

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress_table(self)
        self.setModel(model)
        self._model = model
        self.setItemDelegate(RecordCells(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(tr("Records"))
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.sectionClicked.connect(self._sort_by)
        self.doubleClicked.connect(self._open)
        model.modelReset.connect(self._fit)

    def selected_ids(self) -> list[int]:
        """The records of the selected rows, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [found for row in rows if (found := self._model.id_at(row)) is not None]

    def mark(self, row: int) -> None:
        """Put the cursor on `row` and select it alone."""
        if 0 <= row < self._model.rowCount():
            self.selectRow(row)
            self.setCurrentIndex(self._model.index(row, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        found = self._model.id_at(current.row()) if current.isValid() else None
        if found is not None:
            self.marked.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self._open(current)
        elif event.key() == Qt.Key.Key_Up and current.row() <= 0:
            self.left_upwards.emit()
        elif event.text() and event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Tab):
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

    def _fit(self) -> None:
        """Give each column its width and the title the rest; spare columns go when it is narrow."""
        room = self.viewport().width()
        shown = list(enumerate(self._model.columns()))
        needed = NARROWEST_TITLE + sum(column.width for _, column in shown)
        for place, column in sorted(shown, key=lambda pair: -pair[1].spare):
            hidden = needed > room and column.spare > 0
            self.setColumnHidden(place, hidden)
            needed -= column.width if hidden else 0
        for place, column in shown:
            title = max(NARROWEST_TITLE, room - needed + NARROWEST_TITLE)
            self.setColumnWidth(place, column.width or title)

    def _sort_by(self, section: int) -> None:
        column = self._model.headerData(section, Qt.Orientation.Horizontal, COLUMN_ROLE)
        if column and column.order:
            self.sort_asked.emit(column.order)
