"""The open catalogue as the window sees it: one way to write, one signal when something changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal

from defcat.catalogue import Catalogue
from defcat.change import Change, Changed
from ui.tasks import Reader


class Desk(QObject):
    """A catalogue, its reading thread, and the signal that every page listens to.

    `changed` carries a `Changed` once the change is on disk. `said` carries a sentence for the
    person and whether it can be undone; `failed` a DefcatError to show.
    """

    changed = Signal(object)
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

    def close(self) -> None:
        """Stop reading and close the file."""
        self.reader.stop()
        self.catalogue.close()

    def _tell(self, changed: Changed) -> Changed:
        if changed.entry:
            self.changed.emit(changed)
        return changed
