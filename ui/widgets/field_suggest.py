"""A line to type a name in, with suggestions below it: Enter takes the one that is marked.

The first is marked by itself once something is typed, the others with the arrow keys. Tab takes it
too and goes on to the next field, but never makes a record: that needs Enter or a click.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
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
from ui.widgets.typed_line import TypedLine

MOST = 12
"""Suggestions that are shown at most."""

ITEM = Qt.ItemDataRole.UserRole
NARROWEST = 420
"""Room in px for a title, a date and a reference, unless the window itself is narrower."""
ROW = 30
PADDING = 5
_ICON = 16


@dataclass(frozen=True)
class Suggestion:
    """Something to choose: what it stands for, its words, quiet words beside them, and an icon.

    `makes`: choosing it makes a new record.
    """

    key: object
    text: str
    detail: str = ""
    icon: str = ""
    makes: bool = False


class SuggestLine(TypedLine):
    """`asked` carries what is typed, to be answered with `offer`; `chosen` carries a Suggestion."""

    asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Made with the first suggestions: a form has many such lines, and few are typed in.
        self._list: _SuggestionList | None = None
        self._answers = ""
        self.textEdited.connect(self.asked)

    def offer(self, text: str, suggestions: Sequence[Suggestion]) -> None:
        """Show what fits `text`, unless something else is typed by now."""
        if text == self.text() and self.hasFocus():
            if self._list is None:
                self._list = _SuggestionList(self)
                self._list.chosen.connect(self._choose)
            self._answers = text
            self._list.show_all(suggestions, mark=bool(text.strip()))

    def suggestions(self) -> list[Suggestion]:
        """What was offered last."""
        return self._list.suggestions if self._list else []

    def suggesting(self) -> bool:
        """Whether suggestions show."""
        return self._list is not None and self._list.visible()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            marked = self.marked()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and marked:
                self._choose(marked)
                event.accept()
                return True
            if key == Qt.Key.Key_Tab and self.suggesting():
                self._leave(marked)
            elif key == Qt.Key.Key_Down and not self.suggesting():
                self.asked.emit(self.text())
                event.accept()
                return True
        return super().event(event)

    def marked(self) -> Suggestion | None:
        """What the list has marked, unless it still answers what was typed before."""
        shown = self._list if self.suggesting() and self.text() == self._answers else None
        return shown.current() if shown else None

    def _leave(self, marked: Suggestion | None) -> None:
        """Take what is marked on the way out, or leave the text as it is typed."""
        if marked and not marked.makes:
            self._choose(marked)
        elif self._list:
            self._list.hide()

    def _choose(self, suggestion: Suggestion) -> None:
        if self._list:
            self._list.clear()
        self.chosen.emit(suggestion)


class _SuggestionList(QObject):
    """The list below a line; `chosen` carries the suggestion that was clicked."""

    chosen = Signal(object)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self.suggestions: list[Suggestion] = []
        self._line = line
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setWidget(line)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(MOST)
        self._popup = QListView()
        theme.dress_list(self._popup, popup=True)
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(SuggestionRows(self._popup))
        self._popup.clicked.connect(lambda index: self.chosen.emit(index.data(ITEM)))

    def show_all(self, suggestions: Sequence[Suggestion], *, mark: bool = False) -> None:
        """Show `suggestions`, with `mark` the first one marked; without any, nothing."""
        self.suggestions = list(suggestions[:MOST])
        self._model.clear()
        for suggestion in self.suggestions:
            item = QStandardItem(suggestion.text)
            item.setData(suggestion, ITEM)
            says = ", ".join(filter(None, (suggestion.text, suggestion.detail)))
            item.setData(says, Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        if suggestions:
            self._completer.complete(self._below())
            # Said in either case, or the list marks its first row once it gets the focus.
            first = self._popup.model().index(0, 0)
            self._popup.setCurrentIndex(first if mark else QModelIndex())
            self._make_room()
        else:
            self.hide()

    def _below(self) -> QRect:
        """What the list is set below: the line, widened to the left where the window ends."""
        window = self._line.window()
        width = min(max(self._line.width(), NARROWEST), window.width())
        at = self._line.mapTo(window, QPoint(0, 0)).x()
        return QRect(min(0, window.width() - width - at), 0, width, self._line.height())

    def _make_room(self) -> None:
        """Give the list the height of its rows: the completer forgets the padding around them."""
        missing = len(self.suggestions) * ROW + 2 * PADDING - self._popup.height()
        at = self._popup.geometry()
        line_top = self._line.mapToGlobal(self._line.rect().topLeft()).y()
        at.adjust(
            0, -missing if at.top() < line_top else 0, 0, 0 if at.top() < line_top else missing
        )
        self._popup.setGeometry(at)

    def clear(self) -> None:
        """Close the list, and forget what was in it."""
        self.show_all(())

    def hide(self) -> None:
        """Close the list; what was in it can still be meant by its name."""
        self._popup.hide()

    def visible(self) -> bool:
        """Whether the list shows."""
        return self._popup.isVisible()

    def current(self) -> Suggestion | None:
        """The suggestion that is marked."""
        found: Suggestion | None = self._popup.currentIndex().data(ITEM)
        return found


class SuggestionRows(QStyledItemDelegate):
    """Draws a suggestion: an icon, its words, and at the right the quiet ones."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, ROW)  # as wide as the list, whatever the words

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
        suggestion: Suggestion = index.data(ITEM)
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
            max(inside.width() - words - 16, inside.width() * 2 // 3),
        )
        painter.setPen(QColor(colours.faint))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, detail)
        room = inside.width() - (metrics.horizontalAdvance(detail) + 16 if detail else 0)
        painter.setPen(QColor(colours.text))
        text = metrics.elidedText(suggestion.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
