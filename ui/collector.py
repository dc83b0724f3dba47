"""Garbage is collected on the GUI thread only.

Python may run its cyclic collector on whichever thread allocates. A Qt object that it frees on the
reading thread is destroyed there, and Qt does not allow that. So the collector is switched off and
run from a timer of the GUI thread, by the thresholds that Python itself uses.

To look at much takes some hundred milliseconds, and nothing is answered meanwhile. So what has
stayed alive through a look at everything is set aside, and so is a flood of new objects: that is
what the reading thread has read, which goes by itself. Both are looked at again when the program is
not in front.
"""

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

EVERY_MS = 500
FLOOD = 20_000
"""So many objects are not looked at: it would take more than a few milliseconds. They may have
come at once, or little by little, as from a thread that works for long and keeps what it makes."""


class Collector(QObject):
    """Runs the collector from now until `stop`; made and stopped on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_itself = gc.isenabled()
        self._kept = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication), "made once there is an application"
        app.applicationStateChanged.connect(self._turned)

    def collect(self) -> None:
        """Collect the oldest generation that has reached its threshold, and those below it."""
        new = gc.get_count()[0]
        if self._kept + new > FLOOD:
            gc.freeze()
            self._kept = 0
            return
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                self._kept += new - gc.collect(generation)
                if generation == 2:
                    gc.freeze()
                    self._kept = 0
                return

    def collect_all(self) -> None:
        """Collect everything, also what was set aside."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Let Python collect by itself again, if it did before."""
        self._timer.stop()
        gc.unfreeze()
        if self._by_itself:
            gc.enable()

    def _turned(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and self._timer.isActive():
            self.collect_all()
