"""A catalogue written anew under another key, or none: SQLCipher's export, and the proof of it.

The backup API copies pages as they are, so it cannot change their key.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from defcat.storage.copying import Progress, Stop
from defcat.storage.engine import LOOKS_EACH, DriverError, connect_new, connect_still, make_engine
from defcat.storage.key import Key

_PROVING = 3
"""Proving takes about so many times as long as writing."""
_BYTES_A_LOOK = 150_000
"""Bytes that SQLite proves, on average, between two looks at whether to stop."""
_STAMPS = ("application_id", "user_version")
_OBJECTS = "SELECT type, name, tbl_name, sql FROM {}.sqlite_schema ORDER BY 1, 2"
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"


class Unlike(Exception):
    """What was written is not what was read."""


def fold(path: Path, key: Key | None) -> None:
    """Write what the log beside `path` holds into the file, as far as nobody else reads it.

    Raises a DatabaseError.
    """
    engine = make_engine(path, write=True, key=key)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM sqlite_schema").first()
    finally:
        engine.dispose()


def write_anew(
    path: Path,
    was: Key | None,
    made: Path,
    key: Key | None,
    told: Progress | None = None,
    stop: Stop | None = None,
) -> None:
    """Write all of the catalogue at `path`, which `was` opens, to the new file `made` under `key`,
    and prove it: SQLite and the cipher look at every page, and every table has as many rows.

    `told` hears how many bytes of how many are done. Raises the driver's error, as an interrupted
    query does once `stop` says yes, and Unlike.
    """
    work = _Work(path.stat().st_size, told, stop)
    work.heed(0)
    made.touch(mode=0o600)  # before anything that can be read is in it
    with closing(connect_new(made, key)) as connection:
        _attach(connection, path, was)
        connection.set_progress_handler(lambda: work.look(made.stat().st_size), LOOKS_EACH)
        connection.execute("BEGIN")  # one state of the file
        connection.execute("SELECT sqlcipher_export('main', 'old')").fetchall()
        for stamp in _STAMPS:
            value = connection.execute(f"PRAGMA old.{stamp}").fetchone()[0]
            connection.execute(f"PRAGMA main.{stamp} = {value}")
        connection.execute("COMMIT")
        connection.set_progress_handler(None, LOOKS_EACH)
    work.heed(made.stat().st_size)
    with closing(connect_still(made, key)) as connection:
        _attach(connection, path, was)
        connection.set_progress_handler(work.prove, LOOKS_EACH)
        _compare(connection)
        _prove(connection, key)
        connection.set_progress_handler(None, LOOKS_EACH)
    work.end()


class _Work:
    """How far the work is, in bytes of the file that is read: written once, and proved."""

    def __init__(self, size: int, told: Progress | None, stop: Stop | None) -> None:
        self._size = size
        self._total = size * (1 + _PROVING)
        self._told = told
        self._stop = stop
        self._proved = 0

    def look(self, written: int) -> int:
        """Tell how much is done; what SQLite asks: whether to stop."""
        if self._told:
            self._told(min(written, self._size) + self._proved * _PROVING, self._total)
        return int(bool(self._stop and self._stop()))

    def prove(self) -> int:
        """The same while it is proved."""
        self._proved = min(self._proved + _BYTES_A_LOOK, self._size)
        return self.look(self._size)

    def heed(self, written: int) -> None:
        """The same between two questions: raises what an interrupted one raises."""
        if self.look(written):
            raise DriverError("interrupted")

    def end(self) -> None:
        """Tell that all is done; the last moment to be stopped."""
        self._proved = self._size
        self.heed(self._size)


def _attach(connection: Any, path: Path, key: Key | None) -> None:
    """Have `connection` read the file at `path` as `old`; a parameter, so no message quotes it."""
    uri = f"{path.as_uri()}?mode=rw"  # of mode "ro" it would leave log files behind
    connection.execute("ATTACH ? AS old KEY ?", (uri, key.literal if key else ""))


def _compare(connection: Any) -> None:
    ask: Callable[[str], Any] = lambda sql: connection.execute(sql).fetchall()  # noqa: E731
    if ask(_OBJECTS.format("main")) != ask(_OBJECTS.format("old")):
        raise Unlike
    for stamp in _STAMPS:
        if ask(f"PRAGMA main.{stamp}") != ask(f"PRAGMA old.{stamp}"):
            raise Unlike
    for (table,) in ask(_TABLES):
        counts = (ask(f'SELECT count(*) FROM {of}."{table}"') for of in ("main", "old"))
        if next(counts) != next(counts):
            raise Unlike


def _prove(connection: Any, key: Key | None) -> None:
    if connection.execute("PRAGMA main.integrity_check(1)").fetchall() != [("ok",)]:
        raise Unlike
    if key and connection.execute("PRAGMA main.cipher_integrity_check").fetchall():
        raise Unlike
