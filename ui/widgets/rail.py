"""The rail at the left of the window: the places one can go to."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from defcat.translation import tr
from ui import theme
from ui.icons import icon
from ui.widgets.buttons import icon_button
from ui.widgets.heading import label
from ui.widgets.picture import Picture

WIDTH = 208
COLLAPSED_WIDTH = 52
NARROW_WINDOW = 1100
_ROW, _ICON, _INSET = 32, 18, 8
_ACTS = {
    (Qt.Key.Key_F2, False): "rename",
    (Qt.Key.Key_Delete, False): "remove",
    (Qt.Key.Key_Up, True): "up",
    (Qt.Key.Key_Down, True): "down",
}
"""What the keys ask for at a place that a person put there, with Alt or without."""


@dataclass(frozen=True)
class Destination:
    """A place: its key, what it is called, its icon, and the keys that lead there (only told).

    `tip` is told of it besides. One that is `kept` was put there by a person, who can rename, move
    and remove it.
    """

    key: str
    label: str
    icon: str
    shortcut: str = ""
    tip: str = ""
    kept: bool = False


class Rail(QFrame):
    """Destinations in sections, one of them current. Up, Down, Home and End move, Enter goes there.

    One stop for the Tab key. Emits `chosen(key)` when a person chooses, not on `set_current`. Of a
    place that is kept, `act_asked` carries what its keys ask for (rename, remove, up or down), and
    `menu_asked` where on the screen its menu is wanted.
    """

    chosen = Signal(str)
    act_asked = Signal(str, str)
    menu_asked = Signal(str, QPoint)

    def __init__(
        self, sections: Sequence[Sequence[Destination]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Places"))
        self._items: dict[str, _Item] = {}
        self._current = ""
        self._collapsed = False
        self._by_hand = False
        self._mark = Picture("app", "accent", 20)
        self._title = label("", "heading")
        self._toggle = icon_button("rail", tr("Show or hide the names"))
        self._toggle.clicked.connect(self._toggled)
        self._list = QWidget()
        self._column = QVBoxLayout()
        self._kept = QVBoxLayout()
        self._kept_head = label(tr("Searches"), "group")
        self._lay_out()
        self.set_sections(sections)

    def set_title(self, text: str) -> None:
        """What stands on top: the catalogue's name."""
        self._title.setText(text)
        self._title.setToolTip(text)

    def set_sections(self, sections: Sequence[Sequence[Destination]]) -> None:
        """Show these places instead, keeping the current one if it is still there."""
        self._empty(self._column)
        self._items = {}
        for place, section in enumerate(sections):
            if place:
                self._column.addSpacing(12)
            for destination in section:
                self._add(destination, self._column)
        self._collapse(self._collapsed)
        self.set_current(self._current)

    def set_searches(self, searches: Sequence[Destination]) -> None:
        """Show these saved searches below the places, each as a place of its own."""
        focused = next((key for key, item in self._items.items() if item.hasFocus()), "")
        self._empty(self._kept)
        self._items = {k: item for k, item in self._items.items() if not item.kept()}
        for search in searches:
            self._add(search, self._kept)
        self._collapse(self._collapsed)
        self.set_current(self._current)
        if focused in self._items:
            self._items[focused].setFocus(Qt.FocusReason.TabFocusReason)

    def set_count(self, key: str, count: int | str | None) -> None:
        """Show `count` beside the place `key`, or nothing."""
        self._items[key].set_count(count)

    def set_current(self, key: str) -> None:
        """Mark the place `key`, or none when it is not in the rail; emits nothing."""
        self._current = key
        stop = key if key in self._items else next(iter(self._items), "")
        for name, item in self._items.items():
            item.setChecked(name == key)
            item.set_tab_stop(name == stop)

    def current(self) -> str:
        """The key of the current place."""
        return self._current

    def set_collapsed(self, collapsed: bool) -> None:
        """Show icons only, or names too; from then on the window's width no longer decides."""
        self._by_hand = True
        self._collapse(collapsed)

    def collapsed(self) -> bool:
        """True when only the icons show."""
        return self._collapsed

    def fit(self, window_width: int) -> None:
        """Collapse in a window narrower than `NARROW_WINDOW` px, unless a person has chosen."""
        if not self._by_hand:
            self._collapse(window_width < NARROW_WINDOW)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 8, 0)
        top.setSpacing(10)
        top.addWidget(self._mark)
        top.addWidget(self._title, 1)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QWidget()
        head.setLayout(top)
        head.setFixedHeight(56)
        places = QVBoxLayout(self._list)
        places.setContentsMargins(_INSET, 0, _INSET, 0)
        places.setSpacing(0)
        places.addLayout(self._column)
        places.addWidget(self._kept_head)
        places.addLayout(self._kept)
        places.addStretch(1)
        self._column.setSpacing(1)
        self._kept.setSpacing(1)
        self._kept_head.setContentsMargins(10, 16, 0, 4)
        self._kept_head.hide()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._list)
        self._list.setAutoFillBackground(False)
        self._scroll = scroll
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 8, 8)
        foot.addWidget(self._toggle)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _add(self, destination: Destination, column: QVBoxLayout) -> None:
        item = _Item(destination)
        key = destination.key
        item.clicked.connect(lambda _on=False: self._choose(key))
        item.moved.connect(self._move)
        item.acted.connect(lambda act: self.act_asked.emit(key, act))
        item.menu_asked.connect(lambda at: self.menu_asked.emit(key, at))
        self._items[key] = item
        column.addWidget(item)
        item.show()  # at once, so that it can have the focus

    def _empty(self, column: QVBoxLayout) -> None:
        while taken := column.takeAt(0):
            if old := taken.widget():
                old.hide()
                old.deleteLater()

    def _choose(self, key: str) -> None:
        self.set_current(key)
        self.chosen.emit(key)

    def _toggled(self) -> None:
        self.set_collapsed(not self._collapsed)

    def _collapse(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self.setFixedWidth(COLLAPSED_WIDTH if collapsed else WIDTH)
        self._title.setVisible(not collapsed)
        self._kept_head.setVisible(not collapsed and any(i.kept() for i in self._items.values()))
        for item in self._items.values():
            item.set_collapsed(collapsed)

    def _move(self, to: int) -> None:
        """Move the focus by one (-1, 1) or to an end (-2, 2)."""
        items = list(self._items.values())
        here = next((n for n, item in enumerate(items) if item.hasFocus()), 0)
        there = {-2: 0, 2: len(items) - 1}.get(to, here + to)
        if 0 <= there < len(items):
            for item in items:
                item.set_tab_stop(item is items[there])
            items[there].setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(items[there], 0, _ROW)


class _Item(QAbstractButton):
    """One place in the rail."""

    moved = Signal(int)
    acted = Signal(str)
    menu_asked = Signal(QPoint)

    def __init__(self, destination: Destination) -> None:
        super().__init__()
        self._destination = destination
        self._count: int | str | None = None
        self._collapsed = False
        self._ring = False
        self.setText(destination.label)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def kept(self) -> bool:
        return self._destination.kept

    def set_count(self, count: int | str | None) -> None:
        self._count = count
        self._name()
        self.update()

    def set_collapsed(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self._name()
        self.update()

    def set_tab_stop(self, stop: bool) -> None:
        policy = Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)

    def nextCheckState(self) -> None:
        """Stay as it is: the rail decides which place is current."""

    def sizeHint(self) -> QSize:
        return QSize(COLLAPSED_WIDTH - 2 * _INSET, _ROW)

    def event(self, event: QEvent) -> bool:
        # Delete means this search here, and not the record that is shown.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._act(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.kept():
            self.menu_asked.emit(event.globalPos())

    def _act(self, event: QKeyEvent) -> str:
        """What a key asks for where a person put the place there."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return _ACTS.get((Qt.Key(event.key()), alt), "") if self.kept() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Home: -2,
            Qt.Key.Key_End: 2,
        }
        key = Qt.Key(event.key())
        if act := self._act(event):
            self.acted.emit(act)
        elif key in moves:
            self.moved.emit(moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # A ring is for the keyboard: who clicked knows where they are.
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, colours)
        ink = "accent" if self.isChecked() else "text" if self.underMouse() else "muted"
        left = (self.width() - _ICON) // 2 if self._collapsed else 10
        icon(self._destination.icon, ink).paint(
            painter, QRect(left, (self.height() - _ICON) // 2, _ICON, _ICON)
        )
        if not self._collapsed:
            self._paint_words(painter, colours)

    def _paint_ground(self, painter: QPainter, colours: theme.Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        fill = colours.hover if self.underMouse() else ""
        if self.isChecked():
            fill = colours.accent_soft
        if self.isDown():
            fill = colours.pressed
        if fill:
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.isChecked():
            painter.setBrush(QColor(colours.fill))
            painter.drawRoundedRect(QRect(0, 8, 3, self.height() - 16), 1.5, 1.5)
        if self._ring and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 5, 5)

    def _paint_words(self, painter: QPainter, colours: theme.Theme) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        inside = self.rect().adjusted(38, 0, -10, 0)
        if self._count is not None:
            count = _counted(self._count)
            small = QFont(self.font())
            small.setPointSizeF(small.pointSizeF() * 0.9)
            painter.setFont(small)
            painter.setPen(QColor(colours.faint))
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, count)
            inside.setRight(inside.right() - painter.fontMetrics().horizontalAdvance(count) - 8)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.accent if self.isChecked() else colours.text))
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, shown)

    def _name(self) -> None:
        """Say the whole name, the count and the keys to who cannot see or not read them."""
        says = self._destination.label
        if self._count is not None:
            says = f"{says}, {_counted(self._count)}"
        self.setAccessibleName(says)
        self.setAccessibleDescription(self._destination.tip)
        keys = f" ({self._destination.shortcut})" if self._destination.shortcut else ""
        named = f"{self._destination.label}{keys}"
        if self._destination.tip:
            named += f"\n{self._destination.tip}"
        told = self._collapsed or keys or self._destination.tip
        self.setToolTip(named if told else "")


def _counted(count: int | str) -> str:
    return count if isinstance(count, str) else f"{count:,}"
