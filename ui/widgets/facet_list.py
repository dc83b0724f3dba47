"""Lines of facets to choose from: by a click, or by the keys."""

from typing import Literal

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui import theme
from ui.widgets.facet_lines import FacetCells, FacetLines, Line

Act = Literal["turn", "add", "exclude"]
"""A click, one with Ctrl, or the minus key."""

_MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Home: -100_000,
    Qt.Key.Key_End: 100_000,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}


class FacetList(QListView):
    """One stop for the Tab key; the arrows go from line to line, past what cannot be chosen.

    `acted` carries a Line and an Act, `left` says that Right was pressed, `left_upwards` Up on the
    first line. `pointed`: the last choice was a click, and the pointer is still here;
    `pointer_left` says that it no longer is.
    """

    acted = Signal(object, str)
    left = Signal()
    left_upwards = Signal()
    pointer_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = FacetLines(self)
        self.setModel(self.lines)
        theme.dress_list(self)
        self.setItemDelegate(FacetCells(self.lines, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._pressed = -1
        self.pointed = False

    def show_lines(self, lines: list[Line], *, stale: bool = False) -> None:
        """Show other lines; the cursor and the first line in sight stay where they were."""
        current = self._key_of(self.currentIndex())
        place = self.verticalScrollBar().value()
        self.lines.show(lines, stale=stale)
        row = self.lines.row_of(current) if current else None
        if row is not None and self.currentIndex().row() != row:
            self.setCurrentIndex(self.lines.index(row))
        self.verticalScrollBar().setValue(place)
        if self.hasFocus() and self.current() is None:
            self.go(0)  # the keyboard was here before the lines

    def current(self) -> Line | None:
        """The line under the cursor."""
        index = self.currentIndex()
        return self.lines.line(index.row()) if index.isValid() else None

    def go(self, row: int) -> None:
        """Put the cursor on `row`, or on the first line from there that can be chosen."""
        rows = [n for n in range(self.lines.rowCount()) if self.lines.line(n).acts]
        if rows:
            self.setCurrentIndex(self.lines.index(next((n for n in rows if n >= row), rows[-1])))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            line = self.current()
            if line is None or not line.acts:
                self.go(0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed = False
        self.pointer_left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.pointed = False
        key, line = Qt.Key(event.key()), self.current()
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _MOVES:
            self._move(_MOVES[key])
        elif key == Qt.Key.Key_Right:
            self.left.emit()
        elif line and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.acted.emit(line, "add" if held else "turn")
        elif line and key == Qt.Key.Key_Minus:
            self.acted.emit(line, "exclude")
        else:
            event.ignore()  # a letter is a command of the window

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = self.indexAt(event.position().toPoint()).row()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Who clicks twice by habit means one choice: a second would turn it round.
        super().mouseDoubleClickEvent(event)
        self._pressed = -1

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        if event.button() == Qt.MouseButton.LeftButton and row == self._pressed >= 0:
            line = self.lines.line(row)
            held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if line.acts:
                self.pointed = True
                self.acted.emit(line, "add" if held else "turn")
        self._pressed = -1

    def _move(self, by: int) -> None:
        rows = [n for n in range(self.lines.rowCount()) if self.lines.line(n).acts]
        here = self.currentIndex().row()
        if not rows:
            return
        place = rows.index(here) if here in rows else 0
        if by == -1 and place == 0:
            self.left_upwards.emit()
            return
        row = rows[max(0, min(place + by, len(rows) - 1))]
        self.setCurrentIndex(self.lines.index(row))
        if row == rows[0]:
            self.scrollToTop()  # its heading too

    def _key_of(self, index: QModelIndex) -> tuple[str, str] | None:
        return self.lines.line(index.row()).key if index.isValid() else None
