"""Keeping a dialog on its screen, however small that is."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_FRAME = QSize(16, 40)
"""What the window manager adds around a dialog; it tells only when the dialog is shown."""


def room_for(dialog: QDialog) -> QSize:
    """How large `dialog` can be, in px, so that all of it is on its screen."""
    screen = (dialog.parentWidget() or dialog).screen()
    return screen.availableGeometry().size() - _FRAME


def fit_to_content(dialog: QDialog) -> None:
    """Make `dialog` as high as what is in it: by itself it only grows."""
    layout = dialog.layout()
    assert layout is not None
    layout.activate()
    tall = layout.hasHeightForWidth()
    wanted = layout.totalHeightForWidth(dialog.width()) if tall else dialog.sizeHint().height()
    dialog.resize(dialog.width(), wanted)
    fit_to_screen(dialog)


def fit_to_screen(dialog: QDialog) -> None:
    """Make `dialog`, and the least size it was given, no larger than its screen has room for."""
    room = room_for(dialog)
    dialog.setMinimumSize(dialog.minimumSize().boundedTo(room))
    dialog.resize(dialog.size().boundedTo(room))
