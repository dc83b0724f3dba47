"""A line to type a name in, with suggestions below it: arrow down and Enter choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.icons import icon

_ITEM = Qt.ItemDataRole.UserRole
_NARROWEST = 340
_ROW = 30
_ICON = 16


@dataclass(frozen=True)
class Suggestion:
    """Something to choose: what it stands for, its words, quiet words beside them, and an icon."""

    key: object
    text: str
    detail: str = ""
    icon: str = ""


class SuggestLine(QLineEdit):
    """`asked` carries what is typed, to be answered with `offer`; `chosen` carries a Suggestion."""

    asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._popup = QListView()
        theme.dress_list(self._popup, popup=True)
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(_Rows(self._popup))
        self._popup.clicked.connect(self._choose)
        self.textEdited.connect(self.asked)

    def offer(self, text: str, suggestions: Sequence[Suggestion]) -> None:
        """Show what fits `text`, unless something else is typed by now."""
        if text != self.text() or not self.hasFocus():
            return
        self._model.clear()
        for suggestion in suggestions:
            item = QStandardItem(suggestion.text)
            item.setData(suggestion, _ITEM)
            item.setData(
                ", ".join(filter(None, (suggestion.text, suggestion.detail))),
                Qt.ItemDataRole.AccessibleTextRole,
            )
            self._model.appendRow(item)
        if suggestions:
            self._popup.setCurrentIndex(QModelIndex())
            width = max(self.width(), _NARROWEST)
            self._completer.complete(QRect(0, 0, width, self.height()))
        else:
            self.hide_suggestions()

    def suggestions(self) -> list[Suggestion]:
        """What was offered last."""
        return [self._model.item(row).data(_ITEM) for row in range(self._model.rowCount())]

    def suggesting(self) -> bool:
        """Whether suggestions show."""
        return self._popup.isVisible()

    def hide_suggestions(self) -> None:
        """Close the list."""
        self._popup.hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            current = self._popup.currentIndex()
            chooses = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
            if chooses and self.suggesting() and current.isValid():
                self._choose(current)
                event.accept()
                return True
            if key == Qt.Key.Key_Down and not self.suggesting():
                self.asked.emit(self.text())
                event.accept()
                return True
        return super().event(event)

    def _choose(self, index: QModelIndex) -> None:
        suggestion = index.data(_ITEM)
        self.hide_suggestions()
        self._model.clear()
        self.chosen.emit(suggestion)


class _Rows(QStyledItemDelegate):
    """Draws a suggestion: an icon, its words, and at the right the quiet ones."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        widget: QWidget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        suggestion: Suggestion = index.data(_ITEM)
        colours = theme.current()
        inside = option.rect.adjusted(8, 0, -8, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        if suggestion.icon:
            top = inside.top() + (inside.height() - _ICON) // 2
            icon(suggestion.icon).paint(painter, QRect(inside.left(), top, _ICON, _ICON))
            inside.setLeft(inside.left() + _ICON + 8)
        painter.save()
        painter.setFont(option.font)
        metrics = painter.fontMetrics()
        words = metrics.horizontalAdvance(suggestion.text) + 1
        detail = metrics.elidedText(
            suggestion.detail,
            Qt.TextElideMode.ElideRight,
            max(inside.width() - words - 16, inside.width() // 3),
        )
        painter.setPen(QColor(colours.faint))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, detail)
        room = inside.width() - (metrics.horizontalAdvance(detail) + 16 if detail else 0)
        painter.setPen(QColor(colours.text))
        text = metrics.elidedText(suggestion.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
