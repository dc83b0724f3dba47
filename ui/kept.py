"""What the window remembers between runs, and whether it could be written.

Qt writes it some time after it was set, and says nothing where the disk refuses.
"""

from PySide6.QtCore import QEvent, QSettings, Signal


class WindowSettings(QSettings):
    """`failed` says, once, that something set is not on disk. It holds for this run, and is written
    as soon as that is possible again.
    """

    failed = Signal()
    _told = False

    def sync(self) -> None:
        """Write now what was set."""
        super().sync()
        self._look()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:  # by which Qt has it written
            self._look()
        return done

    def _look(self) -> None:
        if self.status() == QSettings.Status.AccessError and not self._told:
            self._told = True
            self.failed.emit()
