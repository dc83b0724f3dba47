"""Keeps letters from being commands for a moment, where somebody may still be typing.

Escape leaves a form or a dialog while the hands go on: what was meant as text would then bin a
record or close a commitment.
"""

from PySide6.QtCore import QObject, QTimer

QUIET_MS = 600
"""How long no letter is typed until one is a command again."""


class TypingGuard(QObject):
    """Asked by commands that are a plain letter, from `start` until the hands have rested."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)

    def start(self) -> None:
        """Begin: a form or a dialog was left."""
        self._quiet.start()

    def stop(self) -> None:
        """Let letters be commands again at once."""
        self._quiet.stop()

    def set_rest(self, ms: int) -> None:
        """Let hands rest so long before a letter is a command again."""
        self._quiet.setInterval(ms)

    def swallows(self) -> bool:
        """Whether a letter that was just typed is no command; then the rest begins anew."""
        if not self._quiet.isActive():
            return False
        self._quiet.start()
        return True
