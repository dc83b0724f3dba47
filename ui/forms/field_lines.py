"""Fields in lines that share the width equally, and break where it is too narrow for them."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.field_block import FieldBlock

_ALL_FROM = 640
_TWO_FROM = 380
"""The widths in px from which a line holds all its fields, or two of them."""


class FieldLines(QWidget):
    """Lines of field blocks."""

    def __init__(
        self, lines: Sequence[Sequence[FieldBlock]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.blocks = [block for line in lines for block in line]
        self._lines = lines
        self._most = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._arrange(max(map(len, lines)))

    def inset(self, left: int, top: int, right: int, bottom: int) -> None:
        """Keep so many px free around the lines."""
        self._column.setContentsMargins(left, top, right, bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        all_of_them = max(map(len, self._lines))
        self._arrange(all_of_them if width >= _ALL_FROM else 2 if width >= _TWO_FROM else 1)

    def _arrange(self, most: int) -> None:
        """Set the blocks in lines of at most so many."""
        if most == self._most:
            return
        self._most = most
        while item := self._column.takeAt(0):
            if row := item.layout():
                row.deleteLater()
        for line in self._lines:
            shared = min(len(line), most)
            for start in range(0, len(line), shared):
                placed = QHBoxLayout()
                placed.setSpacing(16)
                # Added while it is empty: of a layout that is not, PySide keeps a wrapper for each
                # item, and once Qt has freed the item it takes what comes to stand there for it.
                self._column.addLayout(placed)
                for block in line[start : start + shared]:
                    placed.addWidget(block, 1)
