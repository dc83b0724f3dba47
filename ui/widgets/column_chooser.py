"""Choosing the columns of a list, and the order in which they stand."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from defcat.kinds import KINDS
from defcat.translation import tr
from ui import theme
from ui.models.columns import Column
from ui.widgets.buttons import text_button
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label

_SIZE = QSize(400, 560)
_ALWAYS = "title"
"""The column that is always there: it takes the room that others leave."""


class ColumnChooser(QDialog):
    """Offers the columns of the list of `kind`, those that are `shown` first and ticked.

    `agreed` carries the names of those that are wanted, in their order; `reset` says that the usual
    ones are.
    """

    agreed = Signal(list)
    reset = Signal()

    def __init__(
        self,
        offered: Sequence[Column],
        shown: Sequence[str],
        kind: str | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Columns"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        theme.dress_list(self.list)
        self._up = text_button(tr("Move up"), "chevron-up")
        self._down = text_button(tr("Move down"), "chevron-down")
        self._usual = text_button(tr("Usual columns"))
        self._close = text_button(tr("Cancel"))
        self._save = text_button(tr("Show these"), variant="primary")
        self._save.setDefault(True)
        self._fill(offered, shown)
        self._lay_out(kind)
        self._connect()
        self.resize(_SIZE)
        fit_to_screen(self)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def names(self) -> list[str]:
        """The columns that are ticked, in their order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        return [item.data(Qt.ItemDataRole.UserRole) for item in ticked]

    def move_by(self, step: int) -> None:
        """Move the column under the cursor up (-1) or down (1)."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)

    def _fill(self, offered: Sequence[Column], shown: Sequence[str]) -> None:
        known = {column.name: column for column in offered}
        for name in (*shown, *(name for name in known if name not in shown)):
            item = QListWidgetItem(known[name].label, self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            ticked = name in shown
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            flags = item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled
            if name == _ALWAYS:
                flags &= ~Qt.ItemFlag.ItemIsUserCheckable
                item.setToolTip(tr("This column is always shown"))
            item.setFlags(flags)
        self.list.setCurrentRow(0)

    def _connect(self) -> None:
        self._up.clicked.connect(lambda: self.move_by(-1))
        self._down.clicked.connect(lambda: self.move_by(1))
        for keys, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda step=step: self.move_by(step))
        QShortcut(QKeySequence("Ctrl+S"), self, self._agree)
        self.list.currentRowChanged.connect(self._came_to)
        self._usual.clicked.connect(self._reset)
        self._close.clicked.connect(self.reject)
        self._save.clicked.connect(self._agree)
        self._came_to(0)

    def _came_to(self, row: int) -> None:
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < self.list.count() - 1)

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit(self.names())

    def _reset(self) -> None:
        self.accept()
        self.reset.emit()

    def _lay_out(self, kind: str | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        plural = tr(KINDS[kind].plural) if kind else tr("Everything")
        column.addWidget(label(tr("Columns of {list}", list=plural), "title"))
        hint = label(tr("Space ticks a column. Alt+Up and Alt+Down move it."), "small")
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        moving = QHBoxLayout()
        column.addLayout(moving)
        moving.setSpacing(8)
        self._up.setToolTip(tr("Move up (Alt+Up)"))
        self._down.setToolTip(tr("Move down (Alt+Down)"))
        moving.addWidget(self._up)
        moving.addWidget(self._down)
        moving.addStretch(1)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        column.addLayout(buttons)
        buttons.setSpacing(8)
        self._usual.setToolTip(tr("Show the usual columns, as wide as they usually are"))
        buttons.addWidget(self._usual)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        buttons.addWidget(self._save)
