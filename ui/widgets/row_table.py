"""What every list of whole rows has in common: how it is walked with keys, and what is selected."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QTableView, QWidget

from ui import theme
from ui.models.notices import Index

MANY = 1_000
"""More rows than are looked at one by one when they are selected."""
_ALONE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_AND_ALL_BETWEEN = (
    QItemSelectionModel.SelectionFlag.SelectCurrent | QItemSelectionModel.SelectionFlag.Rows
)
_HELD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class RowTable(QTableView):
    """A table of which rows are chosen. `left_upwards` says that Up was pressed in the first row.

    What makes one different says so in `can_stand_on`, `entered_row` and `came_to`.
    """

    left_upwards = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress_table(self)
        self.setAccessibleName(name)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self._focusing = False
        self._command: QItemSelectionModel.SelectionFlag | None = None

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            # Of its own: to paint its columns, Qt would ask of every row whether it is selected.
            header = self.horizontalHeader()
            header.setSelectionModel(QItemSelectionModel(model, header))

    def can_stand_on(self, _row: int) -> bool:
        """Whether the cursor can be on a row, and not only pass it."""
        return True

    def entered_row(self, _row: int) -> None:
        """Enter was pressed on a row."""

    def came_to(self, _row: int) -> None:
        """The cursor is on another row, and somebody brought it there."""

    def mark(self, row: int) -> None:
        """Put the cursor on `row`, or on the next one where it can stand, and select it alone."""
        count = self.model().rowCount()
        while row < count and not self.can_stand_on(row):
            row += 1
        if 0 <= row < count:
            if row:
                self.updateGeometries()  # rows that have just come are not in the scroll bar yet
            self._command = _ALONE
            self.setCurrentIndex(self.model().index(row, 0))
            self._command = None

    def selected_ranges(self) -> list[tuple[int, int]]:
        """The selected rows from the top, as pairs of first and last; however many, few pairs."""
        found: list[tuple[int, int]] = []
        chosen = self.selectionModel().selection()
        ranges = (chosen.at(place) for place in range(chosen.count()))
        for first, last in sorted((each.top(), each.bottom()) for each in ranges):
            if found and first <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        if self._command is not None:
            return self._command  # Qt takes a key that is held for a wish to add or toggle
        return super().selectionCommand(index, event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        if _rows(selected) + _rows(deselected) <= MANY:
            super().selectionChanged(selected, deselected)
        else:  # Qt would go through every cell, to tell a screen reader of the first
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt makes the first row current where none is: nobody has chosen it.
        self._focusing = True
        super().focusInEvent(event)
        self._focusing = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._focusing:
            self.came_to(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.currentIndex().row()
        edge = key in (Qt.Key.Key_Home, Qt.Key.Key_End)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.entered_row(row)
        elif edge and not event.modifiers():
            self.mark(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif edge and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            # to Qt that is the end of the row; with Ctrl it is that of the list
            held = event.modifiers() | Qt.KeyboardModifier.ControlModifier
            self._command = _AND_ALL_BETWEEN
            super().keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, held))
            self._command = None
        elif (
            key == Qt.Key.Key_Up and not event.modifiers() & _HELD and not self._has_row_above(row)
        ):
            self.left_upwards.emit()
        elif event.text().strip() and event.text().isprintable():
            event.ignore()  # a letter is a command of the window, not a search in the first column
        else:
            super().keyPressEvent(event)

    def _has_row_above(self, row: int) -> bool:
        return any(self.can_stand_on(above) for above in range(min(row, 2)))


def _rows(selection: QItemSelection) -> int:
    return sum(selection.at(place).height() for place in range(selection.count()))
