"""Making the search index of a catalogue anew, as is needed once after an update of the program."""

import sys
import threading

from PySide6.QtCore import QObject, Qt, Signal

from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr
from ui.tasks import TURN_S
from ui.widgets.empty import EmptyState


class Renewal(QObject):
    """The thread that does it and the `page` that says how far it is.

    `done` comes once the catalogue can be shown, `given_up` with the DefcatError where it cannot
    be, or with None where a person wants no more of it. Until one of them the catalogue belongs to
    the thread; `stop` ends it and leaves the file as it was.
    """

    done = Signal()
    given_up = Signal(object)
    _told = Signal(int, int)
    _ended = Signal(object)

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.page = EmptyState("search", "", "", [(tr("Close"), self._close)])
        # Not its button: who types a search meanwhile must not press that with a blank.
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._stopping = threading.Event()
        self._told.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="renewal", daemon=True)
        self._show(0, 0)

    def start(self) -> None:
        """Begin; once."""
        sys.setswitchinterval(TURN_S)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the catalogue; nothing is said afterwards."""
        self._stopping.set()
        self._thread.join()
        self.catalogue.close()

    def _close(self) -> None:
        self.stop()
        self.given_up.emit(None)

    def _work(self) -> None:
        failure: Exception | None = None
        try:
            self.catalogue.rebuild_index(self._tell)
        except Interrupted:
            return
        except Exception as error:  # noqa: BLE001 - a defect is raised again on the GUI thread
            failure = error
        self._ended.emit(failure)

    def _tell(self, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise Interrupted(tr("Stopped."))
        self._told.emit(done, total)

    def _show(self, done: int, total: int) -> None:
        if self._stopping.is_set():  # and the page has gone
            return
        says = tr("This is needed once after an update; nothing of the record changes.")
        if total:
            counts = {"done": f"{done:,}", "total": f"{total:,}"}
            says += "\n" + tr("{done} of {total} records", **counts)
        self.page.set_text(tr("Making the search index anew"), says)

    def _end(self, failure: Exception | None) -> None:
        if self._stopping.is_set():
            return
        if failure is None:
            self.done.emit()
            return
        self.stop()
        if not isinstance(failure, DefcatError):
            raise failure
        self.given_up.emit(failure)
