"""The connection to the file: the driver, the key's one place, and the pragmas.

Acknowledged means on disk: WAL with synchronous FULL. The driver is sqlcipher3 for every catalogue;
the standard library's sqlite3 must never open the same file in one process, because closing its
handle would drop the POSIX locks of the other.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from defcat.storage.key import PAGE, SALT_SIZE, Key
from defcat.translation import tr

DriverError: type[Exception] = driver.Error
"""What the driver raises where its cursor is read without SQLAlchemy in between."""

BUSY_MS = 5_000
CACHE_KIB = 8 * 1024
_NO_ROOM = frozenset({13, 778, 1034, 1546, 4618, 4874, 5386})
_DAMAGED = frozenset({11, 26})
_LONG = 1_000
"""Pages in a log that are folded into the file, as many as SQLite itself would wait for."""
_BESIDE = 64 * 1024
"""Bytes; twice the index of a log (-shm) that is empty."""
LOOKS_EACH = 10_000
"""Instructions of SQLite, a millisecond or less, between two looks at whether to stop."""


class _Cursor(driver.Cursor):  # type: ignore[misc]  # the driver has no types
    """Can be closed again, whatever has become of its connection: a generator that was left before
    its end closes what it reads when it is forgotten, which may be later.
    """

    _closed = False

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            super().close()


class _Connection(driver.Connection):  # type: ignore[misc]  # the driver has no types
    """Closes what is still being read when its transaction ends.

    The driver gives the statement of a cursor that nobody closed to the next that asks the same,
    and when the first is closed after all, be it by the collector on another thread, it begins the
    answer of the other again, and then refuses the question after that.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._open: WeakSet[Any] = WeakSet()
        self._under_way: Any = None
        self.stopped = False
        self.key: Key | None = None

    def stop(self) -> None:
        """End the statement that runs, and allow no other in this transaction; from any thread."""
        self.stopped = True
        self.interrupt()

    def stay_under_way(self) -> None:
        """Have a statement under way until the transaction ends. As long as there is one, SQLite
        stops whatever is begun after it was interrupted (sqlite.org, "sqlite3_interrupt"); else
        what comes between two statements stops neither the first nor the next.
        """
        self._under_way = self.cursor()
        self._under_way.execute("SELECT 1 UNION ALL SELECT 2")

    def cursor(self) -> Any:
        if self.stopped:
            raise driver.OperationalError("interrupted")
        cursor = super().cursor(_Cursor)
        self._open.add(cursor)
        return cursor

    def close(self) -> None:
        self.key = None
        super().close()

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
        self._under_way = None


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
    connection.key = key
    return connection


def connect_new(path: Path, key: Key | None) -> Any:
    """A connection of the driver to a file that is made by it and counts for nothing before it is
    closed and on disk: so nothing is kept with which to take back what is written.
    """
    connection = _connect(path.resolve(), "mode=rwc", key)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def connect_still(path: Path, key: Key | None) -> Any:
    """A connection of the driver to a file that nobody writes; nothing is made beside it."""
    connection = _connect(path.resolve(), "mode=ro&immutable=1", key)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", f"cache_size = -{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _open(path: Path, *, write: bool, create: bool, peek: bool, key: Key | None) -> Any:
    mode = _mode(path, write=write, create=create, peek=peek)
    connection = _connect(path, mode, key)
    try:
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "foreign_keys = ON",
            # The file may come from anybody. The driver cannot switch SQLite to its defensive mode;
            # `storage.schema` refuses beforehand whatever that would have to defend against.
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",
            "synchronous = FULL",
            "temp_store = MEMORY",
            f"cache_size = -{CACHE_KIB}",
            "journal_mode = WAL" if write else "query_only = ON",
            "wal_autocheckpoint = 0",  # `fold` does that, and looks beforehand whose the file is
        ):
            _set(connection, pragma)
    except BaseException:
        connection.close()  # whoever has the file open decides what becomes of its log
        raise
    return connection


def _set(connection: Any, pragma: str) -> None:
    try:
        connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError:  # what SQLite quotes of a damaged schema need not be text
        raise driver.DatabaseError("malformed database schema") from None


def _mode(path: Path, *, write: bool, create: bool, peek: bool) -> str:
    if create:
        return "mode=rwc"
    nobody_writes = not path.with_name(path.name + "-wal").exists()
    if nobody_writes and (peek or not (write or _takes_files(path.parent))):
        # Without the files that SQLite makes beside a catalogue, it has to be told that the file
        # does not change: it may be damaged, or in a folder where nothing can be made, as on a CD
        # or a full disk.
        return "mode=ro&immutable=1"
    return "mode=rw"  # for reading too: a reader of mode "ro" leaves its log files behind


def _takes_files(folder: Path) -> bool:
    """Whether there can be made in `folder` what SQLite makes beside a file that is read."""
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _BESIDE


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
    the execution option `write` takes the write lock at once instead of failing half-way. Once it
    is disposed of, it has let go of the key and opens the file no more, whoever still holds it.
    """
    path = path.resolve()
    held = [key]

    def connect() -> Any:
        if not held:
            raise driver.OperationalError("it is closed")
        return _open(path, write=write, create=create, peek=peek, key=held[0])

    engine = create_engine(
        "sqlite+pysqlite://",
        module=driver,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        pool_use_lifo=True,  # one reader alone keeps to one connection, which knows its pages
        hide_parameters=True,  # or the message of an error quotes what a person recorded
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        wanted = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if wanted else "BEGIN")
        raw = connection.connection.driver_connection
        if not wanted and raw is not None:
            raw.stay_under_way()

    @event.listens_for(engine, "engine_disposed")
    def _let_go(_engine: Engine) -> None:
        held.clear()

    return engine


def fold(engine: Engine) -> None:
    """Have the file take what is in its log, once that is long. Where the disk does not allow it,
    the log keeps it, and it is tried again after the next change.
    """
    with closing(engine.raw_connection()) as held, suppress(driver.Error):
        connection: Any = held.driver_connection
        [(_, pages, folded)] = connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchall()
        if pages - folded >= _LONG:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


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


def key_of(connection: Connection) -> Key | None:
    """The key that `connection` opened its file with."""
    raw = connection.connection.driver_connection
    assert raw is not None, "asked of a connection that is open"
    key: Key | None = raw.key
    return key


def opens_pages(path: Path, key: Key) -> bool:
    """Whether `key` is that of some page of an encrypted file, though not of the first one.

    All of the file is read. Raises the driver's error where it cannot be.
    """
    with closing(_connect(path.resolve(), "mode=ro&immutable=1", key)) as connection:
        bad = len(connection.execute("PRAGMA cipher_integrity_check").fetchall())
    return bad < path.stat().st_size // PAGE


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


def words(error: Exception) -> str:
    """What went wrong, for people: what the driver says, but of damage, for which it has jargon."""
    said = str(cause(error))
    return tr("parts of it are damaged") if is_damage(error) or "malformed" in said else said


def is_no_room(error: Exception) -> bool:
    """Whether `error` is what SQLite says where the disk takes no more, or not what it is given.

    SQLITE_FULL, and of SQLITE_IOERR what happens in writing: _WRITE, _FSYNC, _TRUNCATE, _SHMOPEN,
    _SHMSIZE and _SHMMAP (sqlite.org, "Result and Error Codes").
    """
    return getattr(cause(error), "sqlite_errorcode", 0) in _NO_ROOM


def is_damage(error: Exception) -> bool:
    """Whether `error` is what SQLite says of a page that is not what it should be.

    SQLITE_CORRUPT and SQLITE_NOTADB, in all their kinds; SQLCipher's export says it in words only.
    """
    code = int(getattr(cause(error), "sqlite_errorcode", 0))
    return code & 0xFF in _DAMAGED or "image is malformed" in str(cause(error))


def is_interruption(error: Exception) -> bool:
    """Whether `error` is what an interrupted query raises."""
    return "interrupted" in str(getattr(error, "orig", error))
