"""When the program is ended from outside: what is half typed is kept before it goes."""

import signal
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager

SIGNALS = ("SIGTERM", "SIGHUP")


class Ending(QObject):
    """`keep` keeps what is half typed and says whether it could; `end` closes everything, once or
    again.

    A signal ends the event loop as the last window does. Python hears of one only when some of it
    runs, which the timer of the collector sees to (`ui.collector`).
    """

    def __init__(
        self, app: QGuiApplication, keep: Callable[[], bool], end: Callable[[], object]
    ) -> None:
        super().__init__(app)
        self._keep = keep
        app.commitDataRequest.connect(self._commit)
        app.aboutToQuit.connect(end)
        for name in SIGNALS:
            if (number := getattr(signal, name, None)) is not None:
                signal.signal(number, lambda *_: self._quit())

    def _quit(self) -> None:
        """Leave without a question: nobody would answer it."""
        QTimer.singleShot(0, self, lambda: QCoreApplication.exit(0))

    def _commit(self, session: QSessionManager) -> None:
        """The session ends. What cannot be kept holds it up, where that is allowed."""
        if not self._keep() and session.allowsInteraction():
            session.cancel()
