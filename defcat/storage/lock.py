"""The lock that lets one program write a catalogue, and names who holds it.

The operating system drops the lock when its holder dies, so a crash leaves nothing to clear away.
The name of the holder stands in a file beside it, because a locked file cannot be read everywhere.
"""

import json
import os
import socket
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from defcat.errors import FileProblem, LockedByAnother
from defcat.translation import tr


def _holder_file(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(path.name + ".holder")


def holder(path: Path) -> str:
    """Who holds the catalogue at `path`, in words; empty where that is not known."""
    try:
        named = json.loads(_holder_file(path).read_text("utf-8"))
        return tr(
            "{user} on {host} since {since}",
            user=named["user"],
            host=named["host"],
            since=named["since"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ""


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
            _holder_file(self._path).write_text(json.dumps(named), "utf-8")
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
            raise FileProblem(
                tr("{file} cannot be locked: {why}.", file=self._path.name, why=error.strerror),
                tr("Choose a folder that you can write to, and copy it there if it exists."),
            ) from None

    def release(self) -> None:
        """Give the lock back and take the holder's name away."""
        if self._lock.is_locked:
            with suppress(OSError):
                _holder_file(self._path).unlink(missing_ok=True)
                # Before the release: afterwards it may be another's. Windows removes it itself.
                Path(self._lock.lock_file).unlink(missing_ok=True)
            self._lock.release()
