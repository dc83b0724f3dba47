"""Copies of attachments for other programs: private, and gone when the catalogue is closed.

They lie in memory where the system offers a folder there (XDG_RUNTIME_DIR), else in the program's
data. Each window has a folder of its own, which it holds a lock in; what a killed one left is wiped
by the next.
"""

import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLockFile

from defcat import settings
from defcat.errors import FileProblem
from defcat.translation import tr

_LOCK = "in-use"


def usual_folder() -> Path:
    """Where the folders of all windows are."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        return Path(runtime) / "defcat-open"
    return settings.data_folder() / "open"


class PrivateFiles:
    """Files that only this account can read, in `folder`, until `wipe`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._all = folder or usual_folder()
        self._own: Path | None = None
        self._lock: QLockFile | None = None

    def put(self, name: str, pieces: Iterable[bytes]) -> Path:
        """A new file called `name`; raises FileProblem where there is no room for it."""
        try:
            folder = self._made() / secrets.token_hex(8)
            folder.mkdir(mode=0o700)
            path = folder / name
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    file.write(piece)
        except OSError as error:
            raise FileProblem(
                tr("{file} could not be opened: {why}.", file=name, why=error.strerror),
                tr("Make room on the disk, or save a copy elsewhere."),
            ) from error
        return path

    def wipe(self) -> None:
        """Take away the files of this window, and what killed ones left."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
        self._own = None
        self.wipe_left()

    def wipe_left(self) -> None:
        """Take away what killed windows left."""
        if not self._all.is_dir():
            return
        for folder in self._all.iterdir():
            lock = QLockFile(str(folder / _LOCK))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                lock.unlock()
                # What another program holds open cannot go on Windows: the next start tries again.
                shutil.rmtree(folder, ignore_errors=True)

    def _made(self) -> Path:
        if self._own is None:
            self._all.mkdir(mode=0o700, parents=True, exist_ok=True)
            own = self._all / secrets.token_hex(8)
            own.mkdir(mode=0o700)
            self._lock = QLockFile(str(own / _LOCK))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)
            self._own = own
        return self._own
