"""Garbage is collected on the GUI thread only.

Python may run its cyclic collector on whichever thread allocates. A Qt object that it frees on the
reading thread is destroyed there, and Qt does not allow that. So the collector is switched off and
run from a timer of the GUI thread, by the thresholds that Python itself uses.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Collector(QObject):
    """Runs the collector from now until `stop`; made and stopped on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the youngest generation that has reached its threshold, and those below it."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
