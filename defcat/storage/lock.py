"""The lock that lets one program write a catalogue, and names who holds it.

The operating system drops the lock when its holder dies, so a crash leaves nothing to clear away.
The name of the holder stands in a file beside it, because a locked file cannot be read everywhere.
"""

import errno
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from defcat.errors import FileProblem, LockedByAnother
from defcat.translation import tr

_READ, _LONGEST = 4_096, 60
"""Letters of the file that names the holder, and of each name in it."""
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def _holder_file(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(path.name + ".holder")


def holder(path: Path) -> str:
    """Who holds the catalogue at `path`, in words; empty where that is not known."""
    try:
        file = _holder_file(path)
        if not file.is_file():
            return ""
        with file.open(encoding="utf-8") as content:
            named = json.loads(content.read(_READ))
        said = {what: _harmless(named[what]) for what in ("user", "host", "since")}
        return tr("{user} on {host} since {since}", **said)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _harmless(said: object) -> str:
    """What stands in somebody else's file, as it can stand in a sentence."""
    return "".join(filter(str.isprintable, str(said)))[:_LONGEST]


class WriteLock:
    """Held from `take` to `release`."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        # Taken in one thread and given back in another, as a window may do.
        self._lock = FileLock(self._path.with_name(self._path.name + ".lock"), thread_local=False)

    def take(self, user: str) -> None:
        """Take the lock at once, or raise LockedByAnother, which names the holder."""
        named = {
            "user": user,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": datetime.now().strftime("%Y-%m-%d %H:%M"),
        }
        try:
            self._lock.acquire(timeout=0)
            file = _holder_file(self._path)
            file.unlink(missing_ok=True)  # it may be a link that came along, to another file
            file.write_text(json.dumps(named), "utf-8")
        except Timeout:
            raise LockedByAnother(
                tr(
                    "{file} is open for writing: {holder}.",
                    file=self._path.name,
                    holder=holder(self._path) or tr("somebody else"),
                ),
                tr("Close it there, then try again."),
            ) from None
        except OSError as error:
            self.release()
            what = tr("{file} cannot be locked: {why}.", file=self._path.name, why=error.strerror)
            if error.errno in _CLOSED:
                what = tr(
                    "{file} cannot be opened for writing: you may not write in its folder.",
                    file=self._path.name,
                )
            raise FileProblem(
                what,
                tr("Make room on its disk, then try again.")
                if error.errno == errno.ENOSPC
                else tr("Choose a folder that you can write to, and copy it there if it exists."),
            ) from None

    def release(self) -> None:
        """Give the lock back and take the holder's name away."""
        if self._lock.is_locked:
            # Before the release: afterwards they may be another's. Windows removes the lock itself.
            for file in (_holder_file(self._path), Path(self._lock.lock_file)):
                with suppress(OSError):
                    file.unlink(missing_ok=True)
            self._lock.release()


@contextmanager
def locked(path: Path, user: str) -> Iterator[None]:
    """Within it `user` holds the lock of the catalogue at `path`; raises what `take` raises."""
    lock = WriteLock(path)
    lock.take(user)
    try:
        yield
    finally:
        lock.release()
