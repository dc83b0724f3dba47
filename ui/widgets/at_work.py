"""While much is written: what is being done, how far it is, and a way to stop it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from defcat.change import Changed
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.remaining import Remaining
from ui.widgets.waiting import Waiting
from ui.writing import Writing


class AtWork(Waiting):
    """Shows `writing`, which has begun, until it has ended; `then` is called if it went well.

    What went wrong is said by the desk.
    """

    def __init__(
        self,
        desk: Desk,
        doing: str,
        writing: Writing,
        then: Callable[[Changed], object],
        parent: QWidget | None = None,
    ) -> None:
        self._written = False
        self._remaining = Remaining()

        def end(answer: object) -> None:
            if isinstance(answer, Changed):
                then(answer)
            elif isinstance(answer, Interrupted):
                desk.said.emit(tr("Stopped. Nothing was changed."), False)
            elif isinstance(answer, DefcatError):
                desk.failed.emit(answer)
            else:
                assert isinstance(answer, Exception)
                raise answer

        super().__init__(doing, tr("Writing…"), writing, end, parent)

    def show_progress(self, done: int, total: int) -> None:
        """Show how many records are written, and then how far the search is."""
        super().show_progress(done, total)
        if self._written:  # and what is told now is of the search
            return
        said = tr("{done} of {total} records", done=f"{done:,}", total=f"{total:,}")
        left = self._remaining.words(done, total)
        self.say(f"{said}, {left}" if left else said)
        if done == total:
            self._written = True
            super().show_progress(0, 0)
            self.say(tr("Bringing the search and what follows up to date…"))
