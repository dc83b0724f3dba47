"""The connection to the file: the driver, the key's one place, and the pragmas.

Acknowledged means on disk: WAL with synchronous FULL. The driver is sqlcipher3 for every catalogue;
the standard library's sqlite3 must never open the same file in one process, because closing its
handle would drop the POSIX locks of the other.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from defcat.storage.key import SALT_SIZE, Key

DriverError: type[Exception] = driver.Error
"""What the driver raises where its cursor is read without SQLAlchemy in between."""

BUSY_MS = 5_000
CACHE_KIB = 12 * 1024
LOOKS_EACH = 10_000
"""Instructions of SQLite, a millisecond or less, between two looks at whether to stop."""


class _Connection(driver.Connection):  # type: ignore[misc]  # the driver has no types
    """Closes what is still being read when its transaction ends.

    The driver gives the statement of a cursor that nobody closed to the next that asks the same,
    and when the first is closed after all, be it by the collector on another thread, it begins the
    answer of the other again, and then refuses the question after that.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._open: WeakSet[Any] = WeakSet()
        self.stopped = False

    def stop(self) -> None:
        """End the statement that runs, and allow no other in this transaction; from any thread.

        To interrupt alone does nothing where no statement runs at that moment.
        """
        self.stopped = True
        self.interrupt()

    def cursor(self, *args: Any, **options: Any) -> Any:
        if self.stopped:
            raise driver.OperationalError("interrupted")
        cursor = super().cursor(*args, **options)
        self._open.add(cursor)
        return cursor

    def rollback(self) -> None:
        self._close_all()
        super().rollback()

    def commit(self) -> None:
        self._close_all()
        super().commit()

    def _close_all(self) -> None:
        self.stopped = False
        for cursor in list(self._open):
            cursor.close()
        self._open.clear()


def _connect(path: Path, mode: str, key: Key | None) -> Any:
    """A connection that has been given the key, before anything else touches the file."""
    connection = driver.connect(
        f"{path.as_uri()}?{mode}",
        uri=True,
        factory=_Connection,
        isolation_level=None,  # SQLAlchemy's begin event below is the only one that begins
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key:
        connection.execute(f'PRAGMA key = "{key.literal}"')
    return connection


def _open(path: Path, *, write: bool, create: bool, peek: bool, key: Key | None) -> Any:
    mode = _mode(path, write=write, create=create, peek=peek)
    connection = _connect(path, mode, key)
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "temp_store = MEMORY",
        f"cache_size = -{CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if write:
        connection.execute("PRAGMA journal_mode = WAL")
    else:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _mode(path: Path, *, write: bool, create: bool, peek: bool) -> str:
    if create:
        return "mode=rwc"
    nobody_writes = not path.with_name(path.name + "-wal").exists()
    if nobody_writes and (peek or not (write or os.access(path.parent, os.W_OK))):
        # Without the files that SQLite makes beside a catalogue, it has to be told that the file
        # does not change: it may be damaged, or in a folder where nothing can be made, as on a CD.
        return "mode=ro&immutable=1"
    return "mode=rw"  # for reading too: a reader of mode "ro" leaves its log files behind


def make_engine(
    path: Path,
    *,
    write: bool,
    create: bool = False,
    peek: bool = False,
    key: Key | None = None,
) -> Engine:
    """An engine on the file at `path`; without `write`, nothing can be changed through it.

    `key` opens an encrypted file; a file made with it is encrypted. With `peek` nothing is made
    beside the file either; for a short look at what it is.

    Transactions are begun explicitly, so that DDL is rolled back with the rest. A connection with
    the execution option `write` takes the write lock at once instead of failing half-way.
    """
    path = path.resolve()
    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver,
        creator=lambda: _open(path, write=write, create=create, peek=peek, key=key),
        poolclass=QueuePool,
        pool_size=4,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        wanted = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if wanted else "BEGIN")

    return engine


def read_salt(path: Path) -> bytes:
    """The first bytes of a file that is not empty, as SQLite reads them: the salt of a key.

    Raises the driver's error where it cannot be read. A file too short for them gets others.
    """
    path = path.resolve()
    no_key = Key(f"x'{'0' * 64}'")  # as it is not made of a passphrase, giving it takes no time
    mode = _mode(path, write=False, create=False, peek=True)
    with closing(_connect(path, mode, no_key)) as connection:
        salt = bytes.fromhex(connection.execute("PRAGMA cipher_salt").fetchone()[0])
    assert len(salt) == SALT_SIZE
    return salt


def interrupt(connection: Connection) -> None:
    """Stop what `connection` is doing; called from another thread than the one waiting."""
    raw = connection.connection.driver_connection
    if raw is not None:
        raw.stop()


def heed(connection: Connection) -> None:
    """Raise what a stopped query raises, where `connection` was stopped: between two statements,
    when there is much to be done with what the first one found.
    """
    raw = connection.connection.driver_connection
    if raw is not None and raw.stopped:
        raise driver.OperationalError("interrupted")


@contextmanager
def stoppable(connection: Connection, stop: Callable[[], bool]) -> Iterator[None]:
    """Within it, what `connection` does is interrupted soon after `stop` says yes."""
    raw = connection.connection.driver_connection
    assert raw is not None, "asked of a connection that is open"
    raw.set_progress_handler(lambda: int(stop()), LOOKS_EACH)
    try:
        yield
    finally:
        raw.set_progress_handler(None, LOOKS_EACH)


def cause(error: Exception) -> object:
    """What the driver says went wrong, with or without SQLAlchemy's words around it."""
    return getattr(error, "orig", None) or error


def is_interruption(error: Exception) -> bool:
    """Whether `error` is what an interrupted query raises."""
    return "interrupted" in str(getattr(error, "orig", error))
