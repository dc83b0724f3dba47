"""Keeping a dialog on its screen, however small that is."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_FRAME = QSize(16, 40)
"""What the window manager adds around a dialog; it tells only when the dialog is shown."""


def room_for(dialog: QDialog) -> QSize:
    """How large `dialog` can be, in px, so that all of it is on its screen."""
    screen = (dialog.parentWidget() or dialog).screen()
    return screen.availableGeometry().size() - _FRAME


def fit_to_screen(dialog: QDialog) -> None:
    """Make `dialog`, and the least size it was given, no larger than its screen has room for."""
    room = room_for(dialog)
    dialog.setMinimumSize(dialog.minimumSize().boundedTo(room))
    dialog.resize(dialog.size().boundedTo(room))
