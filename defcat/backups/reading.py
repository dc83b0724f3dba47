"""What a backup holds, read with the key of its catalogue or with its passphrase."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from defcat.backups.names import Backup, Source, listed
from defcat.backups.where import folder_of
from defcat.errors import DefcatError, FileProblem
from defcat.model import ENTRY, RECORD
from defcat.storage import engine, file
from defcat.storage.key import PLAIN, Key, Secret
from defcat.translation import tr

# Columns that a file of any schema has: a backup may be older than the program.
_LAST = (
    select(ENTRY.c.id, ENTRY.c.label, ENTRY.c.at, ENTRY.c.by, ENTRY.c.undone_by)
    .order_by(ENTRY.c.id.desc())
    .limit(1)
)

State = tuple[int, tuple[object, ...] | None]
"""What tells whether anything was recorded: the schema and the last entry of the history."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: how many records of each kind, without those in the bin, and the last
    entry of its history: label, who, when (ISO 8601, UTC); empty where nothing was recorded yet.
    """

    records: dict[str, int]
    label: str
    by: str
    at: str
    encrypted: bool


def contents(backup: Path, opens: Source | Secret | Key | None) -> Contents:
    """What is in a backup, opened with the key of an open catalogue or with its passphrase.

    Raises WrongPassphrase, NeedsPassphrase or another FileProblem.
    """
    held = opens if opens is None or isinstance(opens, Secret | Key) else key_of(opens)
    key = unlock(backup, held)
    live = select(RECORD.c.kind, func.count()).where(RECORD.c.binned_at.is_(None))
    with _looking(backup, key) as connection:
        counted = connection.execute(live.group_by(RECORD.c.kind))
        records = {kind: int(count) for kind, count in counted}
        last = connection.execute(_LAST).first()
    label, by, at = (last.label, last.by, last.at) if last else ("", "", "")
    return Contents(records, label, by, at, encrypted=key is not None)


def key_of(source: Source) -> Key | None:
    """The key of an open catalogue, with which its backups are opened once it is closed."""
    with source.read() as connection:
        return engine.key_of(connection)


def unlock(backup: Path, opens: Secret | Key | None) -> Key | None:
    """The key of a backup; one made before there was a passphrase needs none."""
    try:
        plain = backup.is_file() and engine.read_salt(backup) == PLAIN
    except (engine.DriverError, OSError):
        plain = False  # why it cannot be read is told where it is opened
    return file.unlock(backup, None if plain else opens)


def state_of(connection: Connection) -> State:
    """Two are equal where nothing was recorded in between, whatever the clock did."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    last = connection.execute(_LAST).first()
    return version, tuple(last) if last else None


def last_good(source: Source, now: datetime) -> tuple[Backup, State] | tuple[None, None]:
    """The newest backup that opens with the key of the catalogue, and its state; those from days to
    come last.
    """
    key = key_of(source)
    found = listed(folder_of(source))
    for backup in sorted(found, key=lambda each: each.at > now):  # otherwise as they are
        with suppress(DatabaseError, DefcatError), _looking(backup.path, key) as connection:
            return backup, state_of(connection)
    return None, None


@contextmanager
def _looking(backup: Path, key: Key | None) -> Iterator[Connection]:
    """A backup open for a short look, with nothing made beside it."""
    looked_at = engine.make_engine(backup, write=False, peek=True, key=key)
    try:
        with looked_at.connect() as connection:
            yield connection
    except DatabaseError as error:
        raise FileProblem(
            tr("{file} cannot be read: {why}.", file=backup.name, why=engine.words(error)),
            tr("It may be damaged: take another backup."),
        ) from None
    finally:
        looked_at.dispose()
