"""Fields that scrolling goes past, and a list of lines that are ticked and put in order."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
)

from defcat.translation import tr
from ui import theme

_KEY = Qt.ItemDataRole.UserRole
_LINE, _AROUND = 28, 10
_FEWEST, _MOST = 2, 8
"""How many lines it shows at once."""


class ChoiceBox(QComboBox):
    """A combo box that a turn of the wheel scrolls past, so that scrolling changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class DaysBox(QSpinBox):
    """Days, by keys and buttons; a turn of the wheel scrolls past."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(8, 0, 0, 0)  # as in other fields; the style sheet cannot

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class TickList(QListWidget):
    """Lines to tick, in an order: dragged, or moved with Alt+Up and Alt+Down; Space ticks.

    `changed` says that somebody ticked or moved one.
    """

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tr("Space ticks a line, Alt+Up and Alt+Down move it"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setProperty("boxed", True)
        theme.dress_list(self)
        self.itemChanged.connect(lambda _item: self.changed.emit())
        self.model().rowsMoved.connect(lambda *_: self.changed.emit())

    def offer(self, lines: Iterable[tuple[str, str]], ticked: Collection[str]) -> None:
        """Show `lines` (key and words), the `ticked` ones in their order and the others where they
        stood, as near as can be.
        """
        words = dict(lines)
        before = list(words)
        order = [key for key in ticked if key in words]
        for key in before:
            if key not in order:
                order.insert(_place(key, before, order), key)
        self.blockSignals(True)
        self.clear()
        for key in order:
            item = QListWidgetItem(words[key], self)
            item.setData(_KEY, key)
            item.setToolTip(words[key])
            on = Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked
            item.setCheckState(on)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
        self.setCurrentRow(0)
        self.blockSignals(False)
        shown = min(max(len(order), _FEWEST), _MOST)
        self.setFixedHeight(shown * _LINE + _AROUND)

    def keys(self) -> tuple[str, ...]:
        """All lines, in their order."""
        return tuple(self.item(row).data(_KEY) for row in range(self.count()))

    def ticked(self) -> tuple[str, ...]:
        """The ticked lines, in their order."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(i.data(_KEY) for i in items if i.checkState() == Qt.CheckState.Checked)

    def move_by(self, step: int) -> None:
        """Move the line under the cursor up (-1) or down (1)."""
        row, nowhere = self.currentRow(), QModelIndex()
        if 0 <= row + step < self.count():
            self.model().moveRow(nowhere, row, nowhere, row + step + (step > 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_by(step)
        else:
            super().keyPressEvent(event)


def _place(key: str, before: list[str], order: list[str]) -> int:
    """Where a line that is not ticked goes: after the nearest one that stood before it."""
    for known in reversed(before[: before.index(key)]):
        if known in order:
            return order.index(known) + 1
    return 0
