"""The file of a catalogue, made or opened: with its key, and by whoever may write it alone."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from defcat import markings
from defcat.search import index
from defcat.storage import file, swap
from defcat.storage.key import Secret
from defcat.storage.lock import WriteLock, locked

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Held:
    """A file that is open; for writing with its `lock`, for reading without."""

    path: Path
    engine: Engine
    lock: WriteLock | None
    encrypted: bool

    def release(self) -> None:
        """Close it; its write-ahead log is folded into it."""
        self.engine.dispose()
        if self.lock:
            self.lock.release()

    @contextmanager
    def unless_failed(self) -> Iterator[None]:
        """Close it where what is done within fails."""
        try:
            yield
        except BaseException:
            self.release()
            raise


def make(path: Path, key: Secret | None, scheme: str, user: str) -> Held:
    """A new file at `path`, all of it encrypted with `key`; marked by `scheme`."""
    markings.load(scheme)
    path = file.resolved(path)
    lock = WriteLock(path)
    with ExitStack() as taken_back:
        if swap.unsettled(path) or (path.parent.is_dir() and not os.path.lexists(path)):
            lock.take(user)
            taken_back.callback(lock.release)
            swap.settle(path)
        given = {
            "marking-scheme": scheme,
            index.EDITION: index.edition(),
            file.ID: file.new_identity(),
        }
        engine = file.create(path, given, key)
        taken_back.pop_all()
    return Held(path, engine, lock, key is not None)


def take(path: Path, key: Secret | None, user: str, now: Clock, *, write: bool) -> Held:
    """The file at `path`, of today's schema: an older one is backed up and brought up to date.

    What a killed run left of a swap is finished first. Raises NotFound, NotACatalogue,
    NewerVersion, NeedsPassphrase, WrongPassphrase, LockedByAnother or another FileProblem.
    """
    path = file.resolved(path)
    if swap.unsettled(path):
        with locked(path, user):
            swap.settle(path)
    unlocked = file.unlock(path, key)
    lock = WriteLock(path) if write else None
    with ExitStack() as taken_back:
        if lock:
            lock.take(user)
            taken_back.callback(lock.release)
            swap.settle(path)
        upgrading = partial(_safeguard, path, now)
        engine = file.open_file(path, write=write, key=unlocked, upgrading=upgrading)
        taken_back.pop_all()
    return Held(path, engine, lock, unlocked is not None)


def _safeguard(path: Path, now: Clock, engine: Engine) -> None:
    from defcat.backups import before_migration  # which hardly any opening needs

    before_migration(path, engine, now)
