"""The open catalogue as the window sees it: one way to write, one signal when something changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from defcat.catalogue import Catalogue
from defcat.change import Change, Changed
from defcat.errors import DefcatError, Refused
from defcat.translation import tr
from ui.tasks import Reader
from ui.writing import Work, Writing


class Desk(QObject):
    """A catalogue, its reading thread, and the signal that every page listens to.

    `changed` carries a `Changed` once the change is on disk, and one without an entry when only the
    day has. `noticed` says that findings were made anew. `said` carries a sentence for the person
    and whether it can be undone; `failed` a DefcatError to show.
    """

    changed = Signal(object)
    noticed = Signal()
    said = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, catalogue: Catalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.reader = Reader(catalogue, self)
        self.reader.failed.connect(self.failed)
        self._writing: Writing | None = None
        self._turned = False

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
                moved = frozenset(self.catalogue.advance())
        except DefcatError as error:
            self.failed.emit(error)
        self.changed.emit(Changed(0, "", moved))

    def close(self) -> None:
        """Stop reading and close the file."""
        if self._writing:
            self._writing.leave()
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
