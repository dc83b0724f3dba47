"""An icon that is only looked at."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import icon


class Picture(QWidget):
    """The icon `name` in `colour` (see `icon`), `side` px square; it follows the theme."""

    def __init__(
        self, name: str, colour: str = "muted", side: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon(name, colour)
        self.setFixedSize(QSize(side, side))

    def set_icon(self, name: str, colour: str = "muted") -> None:
        """Show another icon."""
        self._icon = icon(name, colour)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        # As a picture that is kept: to draw it from its lines takes longer than a list of text.
        drawn = self._icon.pixmap(self.size(), self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, drawn)
