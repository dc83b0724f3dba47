"""What can stand where somebody types in the search box, in a list below it.

It lies over the page and never has the keyboard: the box hands on the keys that are meant for it.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from ui import theme
from ui.widgets.field_suggest import ITEM, PADDING, ROW, Suggestion, SuggestionRows

if TYPE_CHECKING:
    from defcat.search.complete import Completions, Item

_ROWS = 10
"""So many rows are in sight; the others are scrolled to."""
_WIDTH = 420
_EDGE = 4


class QueryPopup(QListView):
    """The list below `box`; `chosen` carries the Item that was clicked."""

    chosen = Signal(object)

    def __init__(self, box: QWidget) -> None:
        super().__init__(box.window())
        self._box = box
        self._left = 0
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setAccessibleName(box.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        theme.dress_list(self, popup=True)
        self.setItemDelegate(SuggestionRows(self))
        self.clicked.connect(lambda index: self.chosen.emit(index.data(ITEM).key))
        box.window().installEventFilter(self)
        self.hide()

    def show_all(self, completions: "Completions", left: int, *, mark: bool) -> None:
        """Show what fits below the box, from `left` px of it on, with `mark` the first marked."""
        kept = self.current()
        self._rows.clear()
        for item in completions.items:
            row = QStandardItem(item.label)
            row.setData(Suggestion(item, item.label, item.detail), ITEM)
            says = ", ".join(filter(None, (item.label, item.detail)))
            row.setData(says, Qt.ItemDataRole.AccessibleTextRole)
            self._rows.appendRow(row)
        again = next((n for n, item in enumerate(completions.items) if item == kept), 0)
        self.setCurrentIndex(self._rows.index(again, 0) if mark or again else QModelIndex())
        self._left = left
        self._place()
        self.show()
        self.raise_()

    def current(self) -> "Item | None":
        """What is marked; None where nothing is, or nothing shows."""
        index = self.currentIndex()
        if not self.isVisible() or not index.isValid():
            return None
        marked: Item = index.data(ITEM).key
        return marked

    def step(self, by: int) -> None:
        """Mark the row `by` further on; before the first one there is none."""
        place = self.currentIndex().row() + by
        rows = self._rows.rowCount()
        index = self._rows.index(min(place, rows - 1), 0) if place >= 0 else QModelIndex()
        self.setCurrentIndex(index)

    def items(self) -> "list[Item]":
        """What shows, best first."""
        if not self.isVisible():
            return []
        return [self._rows.index(n, 0).data(ITEM).key for n in range(self._rows.rowCount())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        elif event.type() == QEvent.Type.WindowDeactivate:
            self.hide()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window, box = self._box.window(), self._box
        corner = box.mapTo(window, QPoint(0, box.height()))
        width = min(_WIDTH, window.width() - 2 * _EDGE)
        x = min(corner.x() + self._left, window.width() - width - _EDGE)
        top = corner.y() + _EDGE
        height = min(self._rows.rowCount(), _ROWS) * ROW + 2 * PADDING
        self.setGeometry(max(x, _EDGE), top, width, min(height, window.height() - top - _EDGE))
