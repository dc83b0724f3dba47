"""Lists that drop down: a short one to choose from, and a long one to search in by typing."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView, QSizePolicy, QWidget

from ui import theme
from ui.widgets.typed_line import TypedLine

_NARROWEST = 96
_LONGEST = 16


class PullDown(QComboBox):
    """One of a few things, each with the value that it stands for; the wheel scrolls past it."""

    def __init__(
        self, name: str, options: Sequence[tuple[Any, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMaxVisibleItems(_LONGEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.offer(options)

    def offer(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer these instead; what was chosen stays chosen where it still is among them."""
        before = self.currentData()
        self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.choose(before)
        self.blockSignals(False)

    def choose(self, value: Any) -> None:
        """Show a value, the first one where it is not among them."""
        at = self.findData(value)
        self.setCurrentIndex(max(at, 0))

    def sizeHint(self) -> QSize:
        return QSize(_NARROWEST, theme.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a page must never change what is chosen.
        event.ignore()

    def showPopup(self) -> None:
        self.view().setMinimumWidth(max(self.width(), self.view().sizeHintForColumn(0) + 32))
        super().showPopup()


class SearchedPullDown(PullDown):
    """One of many: what is typed finds those that have it anywhere in their words.

    What is typed and is none of them is taken back when the field is left. Several may show one
    model, which has the value of each in its user role.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, (), parent)
        self._finder: QCompleter | None = None
        self.activated.connect(lambda _at: self._show_chosen())

    def share(self, model: QAbstractItemModel) -> None:
        """Offer what `model` has."""
        self.blockSignals(True)
        self.setModel(model)
        self.blockSignals(False)
        if self._finder is not None:
            self._finder.setModel(model)

    def show_place(self, row: int) -> None:
        """Show the entry in `row`, from its beginning."""
        self.setCurrentIndex(row)
        self._show_chosen()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._prepare()
        if event.reason() != Qt.FocusReason.PopupFocusReason and (line := self.lineEdit()):
            line.selectAll()  # what is typed takes its place

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._show_chosen()

    def _show_chosen(self) -> None:
        if line := self.lineEdit():
            self.setEditText(self.itemText(self.currentIndex()))
            line.setCursorPosition(0)

    def _prepare(self) -> None:
        """Let it be typed in, once it is used: a page has many such fields, and uses few."""
        if self._finder is not None:
            return
        self.setLineEdit(TypedLine(self))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._finder = made = QCompleter(self.model(), self)
        made.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        made.setFilterMode(Qt.MatchFlag.MatchContains)
        made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        made.setMaxVisibleItems(_LONGEST)
        popup = QListView()
        theme.dress_list(popup, popup=True)
        made.setPopup(popup)
        self.setCompleter(made)
