"""Fields in lines that share the width, and break where it is too narrow for them."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.field_block import FieldBlock

_COLUMNS = 12
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
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._arrange(_COLUMNS)

    def setContentsMargins(self, left: int, top: int, right: int, bottom: int) -> None:
        self._grid.setContentsMargins(left, top, right, bottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        self._arrange(_COLUMNS if width >= _ALL_FROM else 2 if width >= _TWO_FROM else 1)

    def _arrange(self, most: int) -> None:
        """Put the blocks in the grid, at most so many in a line."""
        if most == self._most:
            return
        self._most = most
        for block in self.blocks:
            self._grid.removeWidget(block)
        at = 0
        for line in self._lines:
            shared = min(len(line), most)
            for start in range(0, len(line), shared):
                for place, block in enumerate(line[start : start + shared]):
                    span = _COLUMNS // shared
                    self._grid.addWidget(block, at, place * span, 1, span)
                at += 1
