"""The open catalogue as the window sees it: one way to write, one signal when something changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from defcat.catalogue import Catalogue
from defcat.change import Change, Changed
from defcat.errors import DefcatError, Refused
from defcat.translation import tr
from ui.errand import Errand
from ui.errand import Work as Aside
from ui.tasks import Reader
from ui.writing import Work, Writing

STEP = 5
"""Statuses brought up to date at a time, beside the GUI thread: they take some 10 ms in a large
catalogue, and longer on a slow disk. Who saves meanwhile waits for no more than that.
"""
PAUSE_MS = 20
"""Between two times, for whatever the window has to do."""


@dataclass(frozen=True)
class _Caught:
    """Of how many agreements the status was not that of today, which have another one now, and
    whether there may be more.
    """

    behind: int
    moved: frozenset[int]
    goes_on: bool


class Desk(QObject):
    """A catalogue, its reading thread, and the signal that every page listens to.

    `changed` carries a `Changed` once the change is on disk, and one without an entry when only the
    day has. `noticed` says that findings were made anew. `said` carries a sentence for the person
    and whether it can be undone; `failed` a DefcatError to show. `backed_up` carries the backup
    that was made, None where the last one will do.
    """

    changed = Signal(object)
    noticed = Signal()
    backed_up = Signal(object)
    said = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.is_open = True
        self.reader = Reader(catalogue, self)
        self.reader.failed.connect(self.failed)
        self._writing: Writing | None = None
        self._aside: list[Errand] = []
        self._turned = False
        self._behind = 0
        self._moved: frozenset[int] = frozenset()
        self._catching_up = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._catching_up.timeout.connect(self._catch_up)
        if catalogue.writable:
            self._catching_up.start()

    @contextmanager
    def change(self, label: str) -> Iterator[Change]:
        """Write to the catalogue as one change; pages hear of it when it is on disk."""
        if self.writing:  # it would keep the window waiting for the lock
            raise Refused(tr("Something else is being written."), tr("Try again in a moment."))
        with self.catalogue.change(label) as change:
            yield change
        self.tell(change.done)

    def undo(self) -> Changed:
        """Take the last change back."""
        return self.tell(self.catalogue.undo())

    def redo(self) -> Changed:
        """Do the change last undone again."""
        return self.tell(self.catalogue.redo())

    @property
    def writing(self) -> bool:
        """Whether something is being written beside the GUI thread; nothing else may write then."""
        return self._writing is not None

    def beside(self, work: Work) -> Writing:
        """Write on a thread of its own; pages hear of it when it is on disk."""
        self._writing = writing = Writing(self.catalogue, work, self)
        writing.ended.connect(self._written)
        writing.start()
        return writing

    def aside(self, work: Aside, name: str) -> Errand:
        """Something on a thread of its own, once it is started: long if it only reads, and soon
        done if it writes.

        It ends when the catalogue is closed.
        """
        errand = Errand(work, name, self)
        self._aside.append(errand)
        errand.ended.connect(self._forget)  # no lambda, which would keep all of this in memory
        return errand

    def busy(self) -> bool:
        """Whether anything is written or under way beside the GUI thread, or was asked just now."""
        return self.writing or bool(self._aside) or not self.reader.is_idle()

    def _forget(self, _answer: object) -> None:
        """Drop what has ended."""
        for errand in [each for each in self._aside if each.is_over]:
            self._aside.remove(errand)
            errand.deleteLater()

    def stop_writing(self) -> None:
        """Take back what is being written beside the GUI thread, and wait until that is done."""
        if self._writing:
            self._writing.leave()
            self._written(None)

    def tell(self, changed: Changed) -> Changed:
        """Let pages hear of what was changed."""
        if changed.entry:
            self.changed.emit(changed)
        return changed

    def turn_day(self) -> None:
        """Another day has begun: bring what is stored of statuses up to it, and tell the pages."""
        if self.writing:
            self._turned = True
            return
        moved: frozenset[int] = frozenset()
        try:
            if self.catalogue.writable:
                moved = self.catalogue.advance(STEP)
                self._behind = 0
                self._catching_up.start()
        except DefcatError as error:
            self.failed.emit(error)
        self.changed.emit(Changed(0, "", moved))

    def _catch_up(self) -> None:
        """Bring some of the statuses up to today that are not; tell the pages after the last."""
        if self.writing:
            self._catching_up.start()
            return
        before, catalogue = self._behind, self.catalogue

        def work(_told: object, _stop: object) -> _Caught:
            behind = catalogue.behind()
            goes_on = behind not in (0, before)
            return _Caught(behind, catalogue.advance(STEP) if goes_on else frozenset(), goes_on)

        step = self.aside(work, "statuses")
        step.ended.connect(self._caught_up)
        step.start()

    def _caught_up(self, answer: object) -> None:
        if isinstance(answer, _Caught):
            self._behind = answer.behind
            self._moved |= answer.moved
        elif isinstance(answer, DefcatError) and not self.writing:
            self.failed.emit(answer)
        elif isinstance(answer, Exception) and not isinstance(answer, DefcatError):
            raise answer
        if self.writing or (isinstance(answer, _Caught) and answer.goes_on):
            self._catching_up.start()
            return
        moved, self._moved = self._moved, frozenset()
        if moved:
            self.changed.emit(Changed(0, "", moved))

    def close(self) -> None:
        """Stop reading and close the file."""
        self.is_open = False
        if self._writing:
            self._writing.leave()
        for errand in self._aside:
            errand.leave()
        self._catching_up.stop()
        self.reader.stop()
        self.catalogue.close()

    def _written(self, answer: object) -> None:
        if self._writing:
            self._writing.deleteLater()
            self._writing = None
        if isinstance(answer, Changed):
            self.tell(answer)
        if self._turned:
            self._turned = False
            self.turn_day()
