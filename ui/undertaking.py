"""Work on a catalogue that nobody has open meanwhile: it has the window to itself."""

from PySide6.QtCore import QObject, Qt, Signal

from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr
from ui.errand import Errand, Work
from ui.widgets.empty import EmptyState


class Undertaking(QObject):
    """The thread that does `work`, and the `page` that says how far it is; its button stops it.

    `doing` and `says` are what the page tells. `done` carries what the work gave, `given_up` the
    DefcatError why it failed, or None where it was stopped.
    """

    done = Signal(object)
    given_up = Signal(object)

    def __init__(self, doing: str, says: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doing = doing
        self._says = says
        self.page = EmptyState("history", doing, says, [(tr("Stop"), self._give_up)])
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._errand = Errand(work, "undertaking", self)
        self._errand.told.connect(self._show)
        self._errand.ended.connect(self._ended)

    def start(self) -> None:
        """Begin; once."""
        self._errand.start()

    def stop(self) -> None:
        """Leave all as it was; nothing is said afterwards."""
        self._errand.leave()

    def _give_up(self) -> None:
        self.page.set_actions(())
        self.page.set_text(tr("Stopping"), tr("The catalogue stays as it was."))
        self._errand.stop()

    def _show(self, done: int, total: int) -> None:
        percent = tr("{n} %", n=100 * done // total) if total else ""
        self.page.set_text(self._doing, f"{self._says}\n{percent}".rstrip())

    def _ended(self, answer: object) -> None:
        if isinstance(answer, Interrupted):
            self.given_up.emit(None)
        elif isinstance(answer, DefcatError):
            self.given_up.emit(answer)
        elif isinstance(answer, Exception):
            self.given_up.emit(None)
            raise answer
        else:
            self.done.emit(answer)
