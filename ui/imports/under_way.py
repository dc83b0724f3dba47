"""What is read or compared between two steps: on a thread of its own, one thing at a time."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from defcat.errors import DefcatError, Interrupted
from ui.desk import Desk
from ui.errand import Errand, Work
from ui.widgets.progress_line import ProgressLine


class UnderWay(QObject):
    """Does one thing and shows it in `line`; something else that is asked for takes its place.

    `turned` says that something has begun, or is no longer under way; `failed` carries the
    DefcatError of what could not be done.
    """

    turned = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, line: ProgressLine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._line = line
        self._errand: Errand | None = None
        self._then: Callable[[object], None] | None = None
        line.stopped.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._errand is not None

    def begin(self, doing: str, work: Work, then: Callable[[object], None]) -> None:
        """Do `work`, called `doing`, and give what came of it to `then`."""
        self.stop()
        self._then = then
        self._errand = errand = self._desk.aside(work, "import")
        errand.told.connect(self._tell)  # no lambda, which would keep all of this in memory
        errand.ended.connect(self._answered)
        self._line.begin(doing)
        self.turned.emit()
        errand.start()

    def stop(self) -> None:
        """Want no more of what is under way."""
        if self._errand is not None:
            self._errand.ended.disconnect(self._answered)
            self._errand.stop()
            self._end()

    def _end(self) -> None:
        self._errand = self._then = None
        self.turned.emit()
        self._line.hide()

    def _tell(self, _done: int, _total: int) -> None:
        if self._errand is not None:  # what was stopped may still have something on its way
            self._line.tell(*self._errand.heard)

    def _answered(self, answer: object) -> None:
        then = self._then
        self._end()
        if isinstance(answer, Interrupted):
            return
        if isinstance(answer, DefcatError):
            self.failed.emit(answer)
        elif isinstance(answer, Exception):
            raise answer
        elif then is not None:
            then(answer)
