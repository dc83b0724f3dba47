"""The room that a form scrolls in: what has the focus stays in sight while the form grows."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

_MARGIN = 84
"""What is seen above and below a place that is scrolled to, in px: its label, and a message."""


class FormScroll(QScrollArea):
    """Scrolls up and down alone, and follows the focus.

    What a form only tells is read while it is open: what grows above must not push the field away,
    nor may a line that comes below the form, which leaves less room, take it out of sight.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def look_at(self, place: QWidget) -> None:
        """Scroll to a place, once it has found its room."""
        QTimer.singleShot(0, place, lambda: self._show_whole(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.widget():
            QTimer.singleShot(0, self, self._follow_focus)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._follow_focus)

    def _follow_focus(self) -> None:
        focused, body = QApplication.focusWidget(), self.widget()
        if focused is not None and body is not None and body.isAncestorOf(focused):
            self._show_whole(focused)

    def _show_whole(self, place: QWidget) -> None:
        """Scroll to all of a place, or where it is too high, to the cursor in it, as Qt does."""
        if body := self.widget():
            foot = place.mapTo(body, place.rect().bottomLeft())
            self.ensureVisible(0, foot.y(), 0, _MARGIN)
        self.ensureWidgetVisible(place, 0, _MARGIN)
