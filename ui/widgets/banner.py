"""A line across the window that stays for as long as what it says is so, with what to do about it.

It is part of the first paint, and shows nothing then.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.widgets.buttons import text_button
from ui.widgets.picture import Picture

Way = tuple[str, Callable[[], object]]
"""A way out: what its button says, and what it does."""
_ICONS = {"neutral": "lock", "warn": "warning", "bad": "warning"}


class Banner(QFrame):
    """Hidden until it is told something; `clear` hides it again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "band")
        self._picture = Picture("info")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(4)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addLayout(self._buttons)
        self.hide()

    def tell(self, text: str, tone: str, ways: Sequence[Way] = ()) -> None:
        """Say `text` in `tone` (neutral, warn or bad), and offer `ways`, the first one first."""
        if text == self._words.text() and not self.isHidden():
            return  # and whoever is about to press its button is not disturbed
        self._empty()
        for says, does in ways:
            button = text_button(says, variant="quiet")
            button.clicked.connect(lambda _checked=False, does=does: does())
            self._buttons.addWidget(button)
        self._words.setText(text)
        self._picture.set_icon(_ICONS[tone], "muted" if tone == "neutral" else tone)
        theme.set_property(self, "tone", tone)
        theme.set_property(self._words, "tone", tone)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def clear(self) -> None:
        """Say nothing more."""
        self._words.clear()
        self._empty()
        self.hide()

    def text(self) -> str:
        """What it says, empty while it is hidden."""
        return self._words.text()

    def _empty(self) -> None:
        while item := self._buttons.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
