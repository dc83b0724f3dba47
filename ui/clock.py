"""The day that it is, while the window stays open: it goes on at midnight without a restart."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

EVERY_MS = 60_000
"""How often it looks; nobody minds that the new day begins within its first minute."""


class Clock(QObject):
    """Says once that another day has begun: `turned` carries it.

    `today` gives the day that it is. It is asked each minute, and when somebody comes back to the
    window: a laptop that was asleep at midnight counts no minutes.
    """

    turned = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._day = today()
        timer = QTimer(self, interval=EVERY_MS, timerType=Qt.TimerType.VeryCoarseTimer)
        timer.timeout.connect(self.look)
        timer.start()
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._came_back)

    def look(self) -> None:
        """See which day it is now."""
        day = self._today()
        if day != self._day:
            self._day = day
            self.turned.emit(day)

    def _came_back(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()
