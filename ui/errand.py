"""Work that takes long, on a thread of its own: it tells how far it is, and can be stopped."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from defcat.errors import Interrupted

Told = Callable[[int, int], None]
Work = Callable[[Told, Callable[[], bool]], object]
"""What is done on the thread: it tells how much of how much is done, and asks whether to stop."""


class Errand(QObject):
    """One piece of `work` under way beside the GUI thread.

    `told` carries how much of how much is done; `heard` keeps the last of it, for who listens late.
    `ended` carries what `work` gave, or the exception that ended it: Interrupted where it was
    stopped; `is_over` says that it did.
    """

    told = Signal(int, int)
    ended = Signal(object)
    _answered = Signal(object)

    def __init__(self, work: Work, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()
        self._left = self._abandoned = False
        self.heard = (0, 0)
        self.is_over = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop it as soon as can be; `ended` says when that is done."""
        self._stop.set()

    def leave(self) -> None:
        """Stop it, wait until that is done, and say nothing more."""
        self._left = True
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def abandon(self) -> None:
        """Say nothing more, and do not wait for what may never end; what it gives is dropped."""
        self._left = self._abandoned = True
        self._stop.set()
        self.setParent(QCoreApplication.instance())  # it has to last as long as its thread

    def _run(self) -> None:
        answer: object
        try:
            answer = self._work(self._tell, self._stop.is_set)
        except Exception as error:  # noqa: BLE001 - a defect is raised again on the GUI thread
            answer = error
        try:
            self._answered.emit(answer)
        except RuntimeError:  # it was abandoned, and the program has ended
            if not self._left:
                raise

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Interrupted("")
        self.heard = (done, total)
        self.told.emit(done, total)

    def _deliver(self, answer: object) -> None:
        if not self._left:
            self._thread.join()
            self.is_over = True
            self.ended.emit(answer)
        elif self._abandoned:
            self.deleteLater()
