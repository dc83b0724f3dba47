"""Whether the file that was opened is still the one of its name, and what was written into it.

A file can be deleted, moved, replaced, or go with the disk that is pulled out, while it is open. On
most systems what is written into it then succeeds, and nobody ever finds it again. Or another
program writes into it, as one that copies a file over it does: then its pages and those of the
log beside it no longer belong together, and folding the log would spoil the one and the other.

Nothing is opened to see it: closing another handle on the file would drop the locks of this
process. Who alone may write the file knows when it was written last, since what is recorded goes
into the log, and from there into the file here (`fold`) and nowhere else.
"""

import os
import shutil
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from defcat.errors import FileGone, Overwritten
from defcat.storage import engine as engines
from defcat.storage.integrity import cipher_damage, damage
from defcat.storage.place import on_network
from defcat.translation import tr

KEPT_LOG = "-wal.kept"

_Named = tuple[int, int]
"""Device and number of a file: what stays the same for as long as it is the same file."""


@dataclass
class Presence:
    """The file at `path` as it was opened, and its write-ahead log once it is there.

    `size` is the least that it can have: a catalogue never becomes smaller. `written` is when it
    was written last, in nanoseconds; None where others may write it, or where the system tells
    that late (Windows, network shares).
    """

    path: Path
    file: _Named
    size: int
    written: int | None = None
    log: _Named | None = None
    _folding: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, path: Path, *, alone: bool) -> "Presence":
        """The file at `path`, which has just been opened; `alone`: nobody else may write it."""
        path = path.resolve()
        found = path.stat()
        told = alone and os.name != "nt" and not on_network(path)
        return cls(
            path,
            (found.st_dev, found.st_ino),
            found.st_size,
            found.st_mtime_ns if told else None,
        )

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
        if (found.st_dev, found.st_ino) != self.file:
            raise FileGone(
                tr("{file} was replaced by another file.", file=self.path.name),
                tr("Save a copy elsewhere, then look which of the two is the right one."),
            )
        self.require_unwritten()
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

    def require_unwritten(self) -> None:
        """Raise Overwritten where another program has written into the file, which is there."""
        if self._unwritten():
            return
        with self._folding:  # which was perhaps under way
            if self._unwritten():
                return
        raise Overwritten(
            tr("Another program has written into {file}.", file=self.path.name),
            tr("Open it again to see what is in it now; if it is not yours, restore a backup."),
        )

    def fold(self, engine: Engine) -> None:
        """Have the file take what is in its log, where that is long and the file still its own."""
        with self._folding:
            if self._unwritten():
                engines.fold(engine)
                self._note()

    def leave(self, engine: Engine) -> None:
        """Before the file is closed, by which its log is folded into it: put the log aside where
        the file is no longer the one that it belongs to, so that this stays as the other program
        wrote it. Looking at all of the file tells; it may have been touched only.

        The log is kept under a name that ends in KEPT_LOG: beside the file as it was, should that
        turn up again, SQLite reads from it what was recorded last.
        """
        if not self._unwritten() and not self._whole(engine):
            log, index = (self.path.with_name(self.path.name + end) for end in ("-wal", "-shm"))
            with suppress(FileNotFoundError):
                shutil.copyfile(log, self.path.with_name(self.path.name + KEPT_LOG))
                os.truncate(log, 0)  # SQLite still has it open, and finds nothing to fold
            for each in (log, index):
                each.unlink(missing_ok=True)
        self.size, self.written = 0, None  # from now on it is anybody's

    def _unwritten(self) -> bool:
        """Whether nobody else has written into the file, as far as can be told."""
        try:
            found = self.path.stat()
        except OSError:
            return True
        if (found.st_dev, found.st_ino) != self.file:
            return True
        return found.st_size >= self.size and self.written in (None, found.st_mtime_ns)

    def _note(self) -> None:
        with suppress(OSError):  # which the next look says
            found = self.path.stat()
            self.size = found.st_size
            if self.written is not None:
                self.written = found.st_mtime_ns

    def _whole(self, engine: Engine) -> bool:
        """Whether the file and its log still fit together, as who opens them anew finds them."""
        try:
            with closing(engine.raw_connection()) as raw:
                key = raw.driver_connection.key  # type: ignore[union-attr]
            anew = engines.make_engine(self.path, write=False, key=key)
            try:
                with anew.connect() as connection:
                    return not (damage(connection, 1) or cipher_damage(connection))
            finally:
                anew.dispose()
        except (DatabaseError, engines.DriverError):
            return False


def _named(path: Path) -> _Named | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)
