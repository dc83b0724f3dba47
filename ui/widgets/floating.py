"""A small window without a frame over the main one, gone as soon as something else is wanted."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget

from ui import theme


class Floating(QDialog):
    """A dialog that a click beside it closes; deleted when it is closed."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def open(self) -> None:
        """Show it beside its window, not before it: a click in the window closes it."""
        self.show()
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        left = event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow()
        if left and self.isVisible():
            self.reject()

    def paintEvent(self, _event: QPaintEvent) -> None:
        # Square: round corners need a compositor behind them, which not every desktop has.
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().control))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), QColor(theme.current().panel))
