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
        line.stopped.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._errand is not None

    def begin(self, doing: str, work: Work, then: Callable[[object], None]) -> None:
        """Do `work`, called `doing`, and give what came of it to `then`."""
        self.stop()
        errand = self._desk.aside(work, "import")
        self._errand = errand
        errand.told.connect(lambda done, total: self._tell(errand, done, total))
        errand.ended.connect(lambda answer: self._answered(errand, answer, then))
        self._line.begin(doing)
        self.turned.emit()
        errand.start()

    def stop(self) -> None:
        """Want no more of what is under way."""
        if self._errand is not None:
            self._errand.stop()
            self._end()

    def _end(self) -> None:
        self._errand = None
        self.turned.emit()
        self._line.hide()

    def _tell(self, errand: Errand, done: int, total: int) -> None:
        if errand is self._errand:
            self._line.tell(done, total)

    def _answered(self, errand: Errand, answer: object, then: Callable[[object], None]) -> None:
        if errand is not self._errand:
            return  # somebody stopped it, or asked for something else
        self._end()
        if isinstance(answer, Interrupted):
            return
        if isinstance(answer, DefcatError):
            self.failed.emit(answer)
        elif isinstance(answer, Exception):
            raise answer
        else:
            then(answer)
