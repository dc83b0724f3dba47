"""As of a day: the button that says which, and the bar that nobody overlooks.

They know no query: they show a day, None for today. They are part of the first paint, and so read
dates only when there is one to show.
"""

from datetime import date
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from defcat.translation import tr
from ui import theme
from ui.icons import icon
from ui.widgets.buttons import text_button
from ui.widgets.picture import Picture

DAY_KEY = "Ctrl+Shift+D"


class AsOfButton(QPushButton):
    """Says the day that is shown, and is pressed to choose another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip(tr("As of which day ({key})", key=DAY_KEY))
        self.setAutoDefault(False)
        self.show_day(None)

    def show_day(self, day: date | None) -> None:
        """Say `day`, None for today."""
        says = _shown(day, "short") if day else tr("Today")
        if says == self.text():
            return
        self.setText(says)
        self.setAccessibleName(tr("As of {day}", day=self.text()))
        self.setIcon(icon("calendar", "warn" if day else "muted"))
        theme.set_property(self, "tone", "warn" if day else "")


class AsOfBar(QFrame):
    """Says across the page that another day than today is shown. `left` asks for today."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "band")
        self.setProperty("tone", "warn")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("tone", "warn")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._back = text_button(tr("Back to today"), variant="quiet")
        self._back.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(Picture("clock", "warn"))
        row.addWidget(self._words, 1)
        row.addWidget(self._back)
        self.hide()

    def show_day(self, day: date | None, today: date, *, editing: bool = False) -> None:
        """Say how the world is shown; nothing for None. `editing`: a form is before it."""
        if day is None and self.isHidden():
            return
        says = _says(day, today, editing) if day else ""
        self.setVisible(day is not None)
        if says and says != self._words.text():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, says))
        self._words.setText(says)
        self.setAccessibleName(says)

    def text(self) -> str:
        """What it says now, empty while today is shown."""
        return self._words.text()


def _says(day: date, today: date, editing: bool) -> str:
    shown = _shown(day)
    if editing:
        return tr(
            "The form shows the whole record. What is recorded here is recorded now, not on {day}.",
            day=shown,
        )
    if day > today:
        return tr("As the world will stand on {day}, by what is on record today.", day=shown)
    return tr("As the world stood on {day}. What came later is left out.", day=shown)


def _shown(day: date, form: Literal["long", "short"] = "long") -> str:
    from defcat.dates import PartialDate

    return PartialDate.of(day).show(form)
