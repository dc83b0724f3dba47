"""The open catalogue as the window sees it: one way to write, one signal when something changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from defcat.catalogue import Catalogue
from defcat.change import Change, Changed
from defcat.errors import DefcatError
from ui.tasks import Reader


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

    @contextmanager
    def change(self, label: str) -> Iterator[Change]:
        """Write to the catalogue as one change; pages hear of it when it is on disk."""
        with self.catalogue.change(label) as change:
            yield change
        self._tell(change.done)

    def undo(self) -> Changed:
        """Take the last change back."""
        return self._tell(self.catalogue.undo())

    def redo(self) -> Changed:
        """Do the change last undone again."""
        return self._tell(self.catalogue.redo())

    def turn_day(self) -> None:
        """Another day has begun: bring what is stored of statuses up to it, and tell the pages."""
        moved: frozenset[int] = frozenset()
        try:
            if self.catalogue.writable:
                moved = frozenset(self.catalogue.advance())
        except DefcatError as error:
            self.failed.emit(error)
        self.changed.emit(Changed(0, "", moved))

    def close(self) -> None:
        """Stop reading and close the file."""
        self.reader.stop()
        self.catalogue.close()

    def _tell(self, changed: Changed) -> Changed:
        if changed.entry:
            self.changed.emit(changed)
        return changed
