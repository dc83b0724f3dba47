"""Writing that takes long: on a thread of its own, while the window waits and shows how far it is.

It is one change like any other, all of it or nothing, and can be stopped. Nothing else may write
meanwhile: the dialog is modal, and `Desk.writing` tells what goes by the clock.
"""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from defcat.catalogue import Catalogue, Stop
from defcat.change import Changed
from defcat.errors import DefcatError, Interrupted

if TYPE_CHECKING:
    from defcat.bulk import Edit, Told
    from ui.desk import Desk

AT_ONCE = 100
"""Records that are written while one looks: nobody feels it."""

Work = Callable[[Catalogue, "Told", Stop], Changed]
"""What writes, on the writing thread: it tells how far it is, and asks whether to stop."""


class Writing(QObject):
    """One change under way beside the GUI thread.

    `told` carries how many records of how many are done, and when all are, of how many the search
    is up to date; `heard` keeps the last of it, for who listens late. `ended` carries what
    changed, or the exception that took all of it back: Interrupted where it was stopped.
    """

    told = Signal(int, int)
    ended = Signal(object)
    _answered = Signal(object)

    def __init__(self, catalogue: Catalogue, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._work = work
        self._stop = threading.Event()
        self._left = False
        self.heard = (0, 0)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Take it back as soon as can be; `ended` says when that is done."""
        self._stop.set()

    def leave(self) -> None:
        """Take it back, wait until that is done, and say nothing more."""
        self._left = True
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        answer: object
        try:
            answer = self._work(self._catalogue, self._tell, self._stop.is_set)
        except Exception as error:  # noqa: BLE001 - a defect is raised again on the GUI thread
            answer = error
        self._answered.emit(answer)

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Interrupted("")
        self.heard = (done, total)
        self.told.emit(done, total)

    def _deliver(self, answer: object) -> None:
        if not self._left:
            self._thread.join()
            self.ended.emit(answer)


def write(
    desk: "Desk",
    over: QWidget,
    label: str,
    n: int,
    work: Work,
    then: Callable[[Changed], object],
) -> None:
    """Do `work`, which concerns `n` records; few of them at once, many behind a dialog.

    `label` is what the dialog says is being done, `then` what follows when it is on disk. What
    fails is said by the desk; what was stopped is no failure.
    """
    if n > AT_ONCE:
        from ui.widgets.at_work import AtWork

        AtWork(desk, label, desk.beside(work), then, over).open()
        return
    try:
        changed = work(desk.catalogue, lambda _done, _total: None, lambda: False)
    except DefcatError as error:
        desk.failed.emit(error)
        return
    desk.tell(changed)
    then(changed)


def edit(label: str, ids: Sequence[int], how: "Edit") -> Work:
    """The work of changing many records alike, as one change called `label`."""

    def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
        from defcat import bulk

        with catalogue.change(label, stop, told) as change:
            bulk.apply(change, ids, how, told)
        return change.done

    return work
