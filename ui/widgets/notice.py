"""A bar across a page that tells a result: done (with Undo), or what is wrong, and the way out."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from defcat.errors import DefcatError
from defcat.translation import tr
from ui import theme
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.picture import Picture

STAY_MS = 6000
_WIDEST = 480
_ICONS = {"good": "check", "neutral": "info", "accent": "info", "warn": "warning", "bad": "warning"}


def reading_only() -> str:
    """Why nothing can be entered in a catalogue that another window has open for writing."""
    return tr("This catalogue is open for reading only.")


class Notice(QFrame):
    """One message at a time, hidden until there is one. Good news leaves by itself, errors stay.

    It waits while the pointer or the focus is on it, so that Undo is never snatched away.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._act: Callable[[], object] | None = None
        self._picture = Picture("info")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = text_button("", variant="quiet")
        self._close = icon_button("close", tr("Close this message"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave_unless_used)
        self._action.clicked.connect(self._acted)
        self._close.clicked.connect(self.dismiss)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self.hide()

    def tell(
        self,
        text: str,
        tone: str = "good",
        action: tuple[str, Callable[[], object]] | None = None,
        stay_ms: int | None = None,
    ) -> None:
        """Show `text` in `tone` (good, neutral, accent, warn, bad), replacing what is there.

        `action`: what its button says, and what it does; the bar closes when it is used.
        `stay_ms`: how long it stays, 0 for until closed; by default good news leaves after
        `STAY_MS` and everything else stays.
        """
        self._words.setText(text)
        self._picture.set_icon(_ICONS[tone], "muted" if tone == "neutral" else tone)
        self._act = action[1] if action else None
        self._action.setText(action[0] if action else "")
        self._action.setVisible(action is not None)
        theme.set_property(self, "tone", tone)
        self.setAccessibleName(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        stay = stay_ms if stay_ms is not None else STAY_MS if tone == "good" else 0
        self._timer.stop()
        self._timer.setInterval(stay)
        if stay:
            self._timer.start()

    def problem(self, error: DefcatError) -> None:
        """Tell an expected failure: what happened, and what to do next."""
        self.tell(str(error), "bad")

    def text(self) -> str:
        """What it says now."""
        return self._words.text()

    def sizeHint(self) -> QSize:
        """One line if that is not too wide, else as high as the lines then are.

        A label that wraps would have it nearly square.
        """
        self.ensurePolished()
        one_line = self._words.fontMetrics().horizontalAdvance(self._words.text())
        around = super().sizeHint().width() - self._words.sizeHint().width()
        width = min(_WIDEST, one_line + around + 2)
        return QSize(width, self.heightForWidth(width))

    def dismiss(self) -> None:
        """Close it."""
        self._timer.stop()
        self._act = None
        self.hide()
        self.closed.emit()

    def forget(self) -> None:
        """Close it, and let go of what it said."""
        self.dismiss()
        self._words.setText("")
        self.setAccessibleName("")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Who places it as it is shown makes it as high as its text; Qt does not tell the layout.
        self._row.invalidate()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._timer.interval() and self.isVisible():
            self._timer.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def _leave_unless_used(self) -> None:
        if self._action.hasFocus() or self._close.hasFocus():
            self._timer.start()
        else:
            self.dismiss()

    def _acted(self) -> None:
        act = self._act
        self.dismiss()
        if act:
            act()
