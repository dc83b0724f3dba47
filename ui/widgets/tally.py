"""How many there are of each sort: as a list to choose from, or as a line of small buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.models.notices import Tally
from ui.widgets.flow import FlowLayout

_COUNT_ROLE = Qt.ItemDataRole.UserRole + 1


class TallyList(QListWidget):
    """Sorts below each other, one of them chosen. `chosen` carries its key."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress_list(self)
        self.setItemDelegate(_Counts(self))
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.currentItemChanged.connect(self._chosen)

    def show_tallies(self, tallies: Sequence[Tally]) -> None:
        """Show `tallies`; the one that was chosen stays so where it still is, else the first is."""
        before = self.current()
        self.blockSignals(True)
        self.clear()
        for tally in tallies:
            item = QListWidgetItem(tally.label, self)
            item.setData(Qt.ItemDataRole.UserRole, tally.key)
            item.setData(_COUNT_ROLE, f"{tally.count:,}" if tally.count else "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, tally.words)
            item.setToolTip(tally.words)
        keys = [tally.key for tally in tallies]
        self.setCurrentRow(keys.index(before) if before in keys else 0)
        self.blockSignals(False)

    def current(self) -> str:
        """The key of the sort that is chosen, empty for none."""
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def choose(self, key: str) -> None:
        """Choose a sort, if it is there."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == key:
                self.setCurrentRow(row)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(self.current())


class _Counts(QStyledItemDelegate):
    """Draws an item as the style does, and its count at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        painter.setPen(QColor(theme.current().faint))
        at_right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        inside = option.rect.adjusted(0, 0, -12, 0)
        painter.drawText(inside, at_right, str(index.data(_COUNT_ROLE)))


class TallyLine(QWidget):
    """Sorts as small buttons in a line, which breaks where it must. `chosen` carries a key."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._row = FlowLayout(self, 4)

    def show_tallies(self, tallies: Sequence[Tally]) -> None:
        """Show these instead."""
        self._row.clear()
        for tally in tallies:
            button = QPushButton(f"{tally.label}  {tally.count:,}")
            button.setAccessibleName(tally.words)
            button.setProperty("tally", True)
            button.setProperty("tone", tally.tone)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, key=tally.key: self.chosen.emit(key))
            self._row.addWidget(button)
            button.show()
