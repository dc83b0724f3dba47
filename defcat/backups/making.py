"""Making a backup, and when."""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from defcat.backups.names import (
    BEFORE_MIGRATION,
    BY_HAND,
    Backup,
    Source,
    listed,
    name_of,
)
from defcat.backups.reading import last_good, state_of
from defcat.backups.rotation import outworn
from defcat.backups.where import claim, folder_of
from defcat.errors import DefcatError, FileProblem, InputError, Refused
from defcat.model import SETTING
from defcat.settings import SUFFIX
from defcat.storage import copying
from defcat.storage.copying import Progress, Stop
from defcat.storage.swap import clear_unfinished
from defcat.translation import tr

DAY = timedelta(days=1)
_PATIENCE, _PAUSE_S = 50, 0.1
"""How often it is looked for a connection that is not in use, and how long until it is again."""


def make(
    source: Source, reason: str, told: Progress | None = None, stop: Stop | None = None
) -> Backup:
    """Make a backup now and prove it; then those that are kept no longer are taken away.

    Raises FileProblem where the catalogue is damaged or the folder cannot be written, Interrupted
    once `stop` says yes. Then all older ones are still there.
    """
    folder = folder_of(source)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        clear_unfinished(folder)
    except OSError as error:
        raise FileProblem(
            tr("No backup could be made in {folder}: {why}.", folder=folder, why=error.strerror),
            tr("Choose another folder for backups, or see that you can write to this one."),
        ) from None
    path, at = name_of(source, reason, folder)
    with source.read() as connection:
        copying.copy(connection, path, told, stop)
    claim(source)
    made = Backup(path, at, reason, path.stat().st_size)
    there = listed(folder)
    gone = outworn(((backup.at, backup.reason) for backup in there), at)
    for backup in there:
        if (backup.at, backup.reason) in gone:
            with suppress(OSError):  # another time
                backup.path.unlink()
    return made


def make_at(
    source: Source, to: Path, told: Progress | None = None, stop: Stop | None = None
) -> Backup:
    """Make a backup, by hand, in the folder `to`, or under that name if it is that of a new file.

    Nothing is ever taken away there. It is read from the open file, also where that has been
    removed. Raises what `make` does, InputError for a name that is none, Refused for one that is
    taken.
    """
    if to.is_dir():
        to = name_of(source, BY_HAND, to)[0]
    elif to.suffix != SUFFIX:
        raise InputError(
            tr("There is no folder {folder}.", folder=to),
            tr("Create it first, or name a new file that ends in {suffix}.", suffix=SUFFIX),
        )
    elif os.path.lexists(to):
        raise Refused(tr("{file} exists already.", file=to), tr("Choose another name."))
    at = source.now().astimezone(UTC).replace(microsecond=0)
    for left in reversed(range(_PATIENCE)):
        try:
            with source.read() as connection:
                copying.copy(connection, to, told, stop)
            break
        except FileProblem:
            # Where the file is gone, no connection can be opened: one has to become free.
            if source.path.exists() or not left:
                raise
        time.sleep(_PAUSE_S)
    return Backup(to, at, BY_HAND, to.stat().st_size)


def due(source: Source, now: datetime) -> bool:
    """Whether the last good one is over a day old and something was recorded since.

    One from days to come, made while the clock was wrong, is as good as none.
    """
    with source.read() as connection:
        state = state_of(connection)
    if state[1] is None:  # nothing was recorded yet
        return False
    last, then = last_good(source, now)
    if last is None:
        return True
    return state != then and not timedelta() <= now - last.at <= DAY


def safeguard(
    source: Source, reason: str, told: Progress | None = None, stop: Stop | None = None
) -> Backup | None:
    """A backup before an operation; None where nothing changed since the last good one."""
    with source.read() as connection:
        state = state_of(connection)
    last, then = last_good(source, source.now())
    if last is not None and state == then:
        return None
    return make(source, reason, told, stop)


def before_migration(path: Path, opened: Engine, now: Callable[[], datetime]) -> None:
    """A backup of an older file before it is brought up to date; without one it stays as it is.

    Raises FileProblem.
    """
    try:
        safeguard(_Older(path, opened, now), BEFORE_MIGRATION)
    except DefcatError as error:
        raise FileProblem(
            tr(
                "{file} was written by an older defcat, and is not brought up to date without a"
                " backup. {why}",
                file=path.name,
                why=error.what,
            ),
            error.fix,
        ) from None


@dataclass(frozen=True)
class _Older:
    """A file about to be brought up to date, as what is backed up."""

    path: Path
    engine: Engine
    now: Callable[[], datetime]

    @property
    def settings(self) -> dict[str, str]:
        with self.read() as connection:
            return {row.name: row.value for row in connection.execute(select(SETTING))}

    def read(self) -> AbstractContextManager[Connection]:
        return self.engine.connect()
