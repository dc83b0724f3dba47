"""A whole copy of a catalogue: SQLite's backup API, under the same key, proved before it counts.

Copying the bytes of a file that is open would lose what its write-ahead log holds. The copy is made
within one read transaction: whoever writes meanwhile neither waits nor makes it begin again.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from defcat.errors import Damaged, DefcatError, FileProblem, Interrupted
from defcat.storage.engine import (
    DriverError,
    cause,
    connect_new,
    connect_still,
    is_damage,
    is_interruption,
    key_of,
    make_engine,
)
from defcat.storage.key import PAGE, Key
from defcat.storage.swap import UNFINISHED, hold, sync_folder
from defcat.translation import tr

Progress = Callable[[int, int], None]
"""Is told how much is done, of how much."""
Stop = Callable[[], bool]
"""Asked now and then, perhaps from another thread, whether to stop."""

_STEP = 1_000
"""Pages copied at once, some thousandths of a second."""
_COPYING, _LOOKING, _FULLTEXT, _REST = 4, 2, 4, 2
"""How long copying a page takes, having SQLite look at it, what it has then to look at of the
full-text table, and the cipher at each page."""
_WHOLE = _COPYING + _LOOKING + _FULLTEXT + _REST
_LOOKS_EACH = 500
"""Instructions between two looks at whether to stop: few, for many pages of the full-text table are
read in one."""
_PAGES_A_LOOK, _AGAIN_A_LOOK = 2, 80
"""Pages that are proved in between, on average: of those of the whole file, first by themselves and
then for the full-text table, which takes most of them.
"""
_TOLD_EACH = 20
"""Looks between two times that it is told how far that is."""
_UNREAD = (266, 522)  # SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ


def copy(
    connection: Connection, target: Path, told: Progress | None = None, stop: Stop | None = None
) -> None:
    """Copy the catalogue that `connection` reads to `target`, with the key of its file.

    There is no `target` before it is whole, proved and on disk; then it replaces what was there.
    Raises FileProblem where the catalogue is damaged or `target` cannot be written, Interrupted
    soon after `stop` says yes; then nothing is left of it.
    """
    unfinished = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    _copy(connection, unfinished, told, stop)
    try:
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise _not_written(target, error.strerror) from None


def copy_file(
    path: Path,
    target: Path,
    key: Key | None,
    told: Progress | None = None,
    stop: Stop | None = None,
) -> None:
    """The same for a file that nobody has open, such as a backup, which stays as it is.

    `target` is written under its own name: it counts for nothing before it takes another's place.
    """
    engine = make_engine(path, write=False, peek=True, key=key)
    try:
        with engine.connect() as connection:
            _copy(connection, target, told, stop)
    finally:
        engine.dispose()


def verify(
    path: Path, key: Key | None, told: Progress | None = None, stop: Stop | None = None
) -> None:
    """Prove a file that nobody has open: it opens, and SQLite and the cipher find every page whole.

    Raises FileProblem where it is not, Interrupted soon after `stop` says yes.
    """
    try:
        _prove(path, key, told, stop)
    except (DriverError, OSError, _Unsound) as error:
        raise _failure(error, path.name, path) from None


class _Unsound(Exception):
    """A copy that is not what it should be."""


def _copy(connection: Connection, target: Path, told: Progress | None, stop: Stop | None) -> None:
    name = target.name
    try:
        source = connection.exec_driver_sql("PRAGMA database_list").first()
        assert source is not None, "asked of a file, not of memory"
        name, key = Path(source.file).name, key_of(connection)
        # From here on `connection` sees one state of the file, whatever is written meanwhile.
        stamps = _stamps(lambda sql: connection.exec_driver_sql(sql).scalar_one())
        _write(connection.connection.driver_connection, target, key, told, stop)
        if _stamped(target, key) != stamps:
            raise _Unsound
        _prove(target, key, told, stop)
        _sync(target)
    except BaseException as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        if isinstance(error, DatabaseError | DriverError | OSError | _Unsound):
            raise _failure(error, name, target) from None
        raise


def _write(
    source: Any, target: Path, key: Key | None, told: Progress | None, stop: Stop | None
) -> None:
    def tell(_status: int, left: int, every: int) -> None:
        if stop and stop():
            raise _stopped()
        if told:
            told((every - left) * _COPYING, every * _WHOLE)

    # What is recorded is nobody else's business, whatever the folder's habit.
    os.close(os.open(target, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    with closing(connect_new(target, key)) as connection:
        source.backup(connection, pages=_STEP, progress=tell)


def _prove(path: Path, key: Key | None, told: Progress | None, stop: Stop | None) -> None:
    """Have SQLite and the cipher look at every page of a copy."""
    pages = path.stat().st_size // PAGE
    with closing(connect_still(path, key)) as connection:
        proof = _Proof(path, pages, told, stop)
        connection.set_progress_handler(proof.look, _LOOKS_EACH)
        connection.set_trace_callback(proof.hear)
        if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise _Unsound
        connection.set_trace_callback(None)
        connection.set_progress_handler(None, _LOOKS_EACH)
        if key and connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise _Unsound
    if told:
        told(pages * _WHOLE, pages * _WHOLE)


class _Proof:
    """How far SQLite is with a file: its pages first, then the full-text table.

    With that it begins when it asks itself the first question.
    """

    def __init__(self, path: Path, pages: int, told: Progress | None, stop: Stop | None) -> None:
        self._path = path
        self._pages = pages
        self._told = told
        self._stop = stop
        self._looks = 0
        self._again = False

    def hear(self, statement: str) -> None:
        """A statement that is begun; those that SQLite asks itself are marked."""
        if statement.startswith("--") and not self._again:
            self._again, self._looks = True, 0

    def look(self) -> int:
        """Tell how far it is, now and then; whether to stop."""
        self._looks += 1
        if self._looks % _TOLD_EACH == 0:
            hold(self._path)
        if self._told and self._looks % _TOLD_EACH == 0:
            proved = min(self._looks * _PAGES_A_LOOK, self._pages) * _LOOKING
            if self._again:
                again = min(self._looks * _AGAIN_A_LOOK, self._pages)
                proved = self._pages * _LOOKING + again * _FULLTEXT
            self._told(self._pages * _COPYING + proved, self._pages * _WHOLE)
        return int(bool(self._stop and self._stop()))


def _stamped(path: Path, key: Key | None) -> tuple[object, object]:
    with closing(connect_still(path, key)) as connection:
        return _stamps(lambda sql: connection.execute(sql).fetchone()[0])


def _stamps(ask: Callable[[str], object]) -> tuple[object, object]:
    """The numbers of the program and of the schema that a file names."""
    return ask("PRAGMA application_id"), ask("PRAGMA user_version")


def _sync(file: Path) -> None:
    with file.open("r+b") as handle:
        os.fsync(handle.fileno())


def _failure(error: Exception, name: str, target: Path) -> DefcatError:
    """What went wrong: with the catalogue, with the copy, or that it was stopped."""
    if isinstance(error, OSError):
        return _not_written(target, error.strerror)
    if isinstance(error, _Unsound) or is_damage(error):  # a new file cannot be the cause
        return _damaged(name)
    if is_interruption(error):
        return _stopped()
    if getattr(cause(error), "sqlite_errorcode", 0) in _UNREAD:
        return FileProblem(
            tr("{file} could not be read: {why}.", file=name, why=cause(error)),
            tr("No copy was made. Check that the disk is there."),
        )
    return _not_written(target, str(cause(error)))


def _stopped() -> Interrupted:
    return Interrupted(tr("It was stopped. No copy was made."))


def _damaged(name: str) -> Damaged:
    return Damaged(
        tr("{file} is damaged, so no copy of it was kept.", file=name),
        tr("Check the catalogue, or restore a backup, if there is one."),
    )


def _not_written(target: Path, why: object) -> FileProblem:
    return FileProblem(
        tr("No copy could be written to {folder}: {why}.", folder=target.parent, why=why),
        tr("Make room there or choose another folder; what was there is untouched."),
    )
