"""Puts the search index in order while nobody works."""

from PySide6.QtCore import QObject, QTimer

from defcat.errors import DefcatError
from ui.desk import Desk

SETTLE_MS = 5_000
"""After a change, and as long as somebody works."""
PAUSE_MS = 100
"""Between two pieces of work, which take some hundredths of a second each."""


class Tending(QObject):
    """Tends the index of `desk` piece by piece after each change, and once after it was opened.

    It waits for whatever else is under way: a backup sees one state of the file, and keeps the log
    of what is written meanwhile from being folded into it.
    """

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._tend)
        desk.changed.connect(self._settle)

    def start(self) -> None:
        """Begin, once nobody works."""
        self._settle()

    def stop(self) -> None:
        """Leave it: the catalogue is being closed."""
        self._next.stop()
        self._desk.changed.disconnect(self._settle)

    def busy(self) -> bool:
        """Whether there may be something left to do."""
        return self._next.isActive()

    def _settle(self, _changed: object = None) -> None:
        if self._desk.catalogue.writable:
            self._next.start(SETTLE_MS)

    def _tend(self) -> None:
        if self._desk.busy():
            self._settle()
            return
        catalogue = self._desk.catalogue
        step = self._desk.aside(lambda _told, _stop: catalogue.tend(), "tending")
        step.ended.connect(self._tended)
        step.start()

    def _tended(self, answer: object) -> None:
        if isinstance(answer, DefcatError):
            return  # whoever writes next is told; the index is in order after the next change
        if isinstance(answer, Exception):
            raise answer
        if answer:
            self._next.start(PAUSE_MS)
