"""Keeps letters from being commands for a moment, where somebody may still be typing.

Escape leaves a form or a dialog while the hands go on: what was meant as text would then bin a
record or close a commitment.
"""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

QUIET_MS = 800
"""How long no key is typed until a letter is a command again."""

_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class TypingGuard(QObject):
    """Swallows what is typed in `window` outside of fields, from `start` until hands have rested.

    Keys that are held with Ctrl or Alt, and those that only move, are let through.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._end)

    def start(self) -> None:
        """Begin: a form or a dialog was left."""
        # The whole program is watched only as long as it lasts.
        if app := QApplication.instance():
            app.installEventFilter(self)
        self._quiet.start()

    def stop(self) -> None:
        """Let letters be commands again at once."""
        self._quiet.stop()
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent) or not _types(event) or not self._covers(watched):
            return False
        self._quiet.start()
        event.accept()
        return True

    def _covers(self, watched: QObject) -> bool:
        here = isinstance(watched, QWidget) and watched.window() is self._window
        return here and not _takes_text(watched)

    def _end(self) -> None:
        if app := QApplication.instance():
            app.removeEventFilter(self)


def _types(event: QKeyEvent) -> bool:
    """Whether a key types or takes away."""
    if event.modifiers() & _HELD:
        return False
    typed = event.text().isprintable() and event.text().strip() != ""
    return typed or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


def _takes_text(widget: QObject) -> bool:
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QLineEdit | QComboBox)
