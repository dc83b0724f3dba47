"""Choosing the columns of a list, the order in which they stand, and how wide they are."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

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
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label

_SIZE = QSize(400, 560)
_ALWAYS = "title"
"""The column that is always there: it takes the room that others leave."""
_STEP, _NARROWEST, _WIDEST = 16, 48, 800
"""Px by which a column becomes wider or narrower, and how far."""


class ColumnChooser(QDialog):
    """Offers the columns of the list of `kind`, those that are `shown` first and ticked.

    `widths` are those in px, by name, that columns have now; shown ones that have none gave way.
    `agreed` carries the names of those that are wanted, in their order, and the widths that were
    changed; `reset` says that the usual ones are wanted.
    """

    agreed = Signal(list, dict)
    reset = Signal()

    def __init__(
        self,
        offered: Sequence[Column],
        shown: Sequence[str],
        kind: str | None,
        widths: Mapping[str, int],
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
        self._narrower = text_button(tr("Narrower"))
        self._wider = text_button(tr("Wider"))
        self._says = label("", "small")
        self._known = {column.name: column for column in offered}
        self._widths = dict(widths)
        self._changed: dict[str, int] = {}
        self._usual = text_button(tr("Usual columns"))
        self._close = text_button(tr("Cancel"))
        self._save = text_button(tr("Show these"), variant="primary")
        self._save.setDefault(True)
        self._fill(shown, [name for name in shown if name not in widths])
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

    def widen_by(self, step: int) -> None:
        """Make the column under the cursor so many steps wider, or narrower."""
        name = self._name()
        wide = min(max(self._width(name) + step * _STEP, _NARROWEST), _WIDEST)
        self._widths[name] = self._changed[name] = wide
        self._came_to(self.list.currentRow())

    def _name(self) -> str:
        return str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))

    def _width(self, name: str) -> int:
        return self._widths.get(name) or self._known[name].width or _WIDEST // 2

    def _fill(self, shown: Sequence[str], without_room: Collection[str]) -> None:
        known = self._known
        for name in (*shown, *(name for name in known if name not in shown)):
            says = known[name].label
            if name in without_room:
                says = tr("{column} (there is no room for it now)", column=says)
            item = QListWidgetItem(says, self.list)
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
        self._narrower.clicked.connect(lambda: self.widen_by(-1))
        self._wider.clicked.connect(lambda: self.widen_by(1))
        for keys, do, step in (
            ("Alt+Up", self.move_by, -1),
            ("Alt+Down", self.move_by, 1),
            ("Alt+Left", self.widen_by, -1),
            ("Alt+Right", self.widen_by, 1),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(do, step))
        QShortcut(QKeySequence("Ctrl+S"), self, self._agree)
        self.list.currentRowChanged.connect(self._came_to)
        self._usual.clicked.connect(self._reset)
        self._close.clicked.connect(self.reject)
        self._save.clicked.connect(self._agree)
        self._came_to(0)

    def _came_to(self, row: int) -> None:
        self._up.setEnabled(row > 0)
        self._down.setEnabled(0 <= row < self.list.count() - 1)
        item = self.list.item(row)
        if item is None:
            return  # one is being moved
        name = self._name()
        wide = self._width(name)
        self._narrower.setEnabled(wide > _NARROWEST)
        self._wider.setEnabled(wide < _WIDEST)
        says = tr("{n} px wide", n=wide)
        self._says.setText(says)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {says}")

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit(self.names(), self._changed)

    def _reset(self) -> None:
        self.accept()
        self.reset.emit()

    def _lay_out(self, kind: str | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        plural = tr(KINDS[kind].plural) if kind else tr("Everything")
        column.addWidget(label(tr("Columns of {list}", list=plural), "title"))
        keys = tr(
            "Space ticks a column, Alt+Up and Alt+Down move it, Alt+Left and Alt+Right make it"
            " narrower or wider."
        )
        hint = label(keys, "small")
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
        sizing = QHBoxLayout()
        column.addLayout(sizing)
        sizing.setSpacing(8)
        self._narrower.setToolTip(tr("Narrower (Alt+Left)"))
        self._wider.setToolTip(tr("Wider (Alt+Right)"))
        sizing.addWidget(self._narrower)
        sizing.addWidget(self._wider)
        sizing.addWidget(self._says)
        sizing.addStretch(1)
        column.addSpacing(8)
        add_buttons(column, self._close, self._save, left=(self._usual,))
        self._usual.setToolTip(tr("Show the usual columns, as wide as they usually are"))
