"""The one search box: its text is the only state of what is shown."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from defcat.translation import tr
from ui.places import day_first
from ui.widgets.buttons import icon_button
from ui.widgets.picture import Picture

_KEY = "/"


class SearchBox(QLineEdit):
    """A line to type a query in, a button that clears it and a hint of the key that leads here.

    Escape clears the text, the day that it begins with last of all; on an empty box it gives the
    focus back to where it came from.
    """

    typed = Signal(str)
    submitted = Signal()
    down_pressed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText(tr("Search everything"))
        self.setAccessibleName(tr("Search everything"))
        self.setAccessibleDescription(
            tr("Words, “a phrase” or kind:agreement. Press Down for results.")
        )
        self._came_from: QWidget | None = None
        self._key = QLabel(_KEY)
        self._key.setProperty("role", "key")
        self._key.setToolTip(tr("Press {key} to search", key=_KEY))
        self._key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clear = icon_button("close", tr("Clear the search"))
        self._clear.setIconSize(QSize(16, 16))
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self._clear_by_hand)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(Picture("search", "faint", 16))
        row.addStretch(1)
        row.addWidget(self._key)
        row.addWidget(self._clear)
        self.setTextMargins(22, 0, 28, 0)
        self.textEdited.connect(self.typed)
        self.textChanged.connect(self._show_what_fits)
        self.returnPressed.connect(self.submitted)
        self._show_what_fits()

    def set_query(self, text: str) -> None:
        """Show `text`, as a place in the rail writes it; emits nothing."""
        if text != self.text():
            self.setText(text)

    def go(self) -> None:
        """Take the focus with the text selected, so that typing asks anew, and on the same day.

        Escape on an empty box goes back.
        """
        focused = self.window().focusWidget()
        self._came_from = focused if focused is not self else self._came_from
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        start = day_first(self.text())
        self.setSelection(start, len(self.text()) - start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self._clear_by_hand()
            else:
                self._leave()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # The window has Escape as a shortcut for "back": here it clears first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_what_fits()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        self._clear.setVisible(bool(self.text()))
        self._key.setVisible(not self.text() and not self.hasFocus())

    def _clear_by_hand(self) -> None:
        start = day_first(self.text())
        self.setText(self.text()[:start] if start < len(self.text()) else "")
        self.setFocus()
        self.typed.emit(self.text())

    def _leave(self) -> None:
        if self._came_from:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()
        self.left.emit()
