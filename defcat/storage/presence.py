"""Whether the file that was opened is still the one of its name.

A file can be deleted, moved, replaced, or go with the disk that is pulled out, while it is open. On
most systems what is written into it then succeeds, and nobody ever finds it again. Nothing is
opened to see it: closing another handle on the file would drop the locks of this process.
"""

from dataclasses import dataclass
from pathlib import Path

from defcat.errors import FileGone
from defcat.translation import tr

_Named = tuple[int, int]
"""Device and number of a file: what stays the same for as long as it is the same file."""


@dataclass
class Presence:
    """The file at `path` as it was opened, and its write-ahead log once it is there.

    `size` is the least that it can have: a catalogue never becomes smaller.
    """

    path: Path
    file: _Named
    size: int
    log: _Named | None = None

    @classmethod
    def of(cls, path: Path) -> "Presence":
        """The file at `path`, which has just been opened."""
        path = path.resolve()
        found = path.stat()
        return cls(path, (found.st_dev, found.st_ino), found.st_size)

    def check(self) -> None:
        """Raise FileGone where the file, or its log, is not the one it was."""
        try:
            found = self.path.stat()
        except OSError:
            raise FileGone(
                tr("{file} is not there any more.", file=self.path.name),
                tr(
                    "It was moved or deleted, or its disk was pulled out: put it back and try"
                    " again, or save a copy elsewhere."
                ),
            ) from None
        if (found.st_dev, found.st_ino) != self.file or found.st_size < self.size:
            raise FileGone(
                tr("{file} was replaced by another file.", file=self.path.name),
                tr("Save a copy elsewhere, then look which of the two is the right one."),
            )
        self.size = found.st_size
        log = _named(self.path.with_name(self.path.name + "-wal"))
        if self.log is not None and log != self.log:
            raise FileGone(
                tr(
                    "The file beside {file} that holds its last changes was removed.",
                    file=self.path.name,
                ),
                tr("Save a copy elsewhere, and go on with that one."),
            )
        self.log = log


def _named(path: Path) -> _Named | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
