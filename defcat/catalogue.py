"""A catalogue: made, opened, read, changed, closed.

`read()` is the only way in for reading and `change(label)` the only way to write. A change writes
the records, what is computed from them, the search index and the history in one transaction, and
answers with what changed. What only the clock changes, `advance` brings up to date.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from defcat import history, markings
from defcat.change import Author, Change, Changed
from defcat.errors import FileProblem, Interrupted, Refused
from defcat.model import SETTING
from defcat.rules import derived
from defcat.search import index
from defcat.settings import person
from defcat.storage import file
from defcat.storage.engine import DriverError, cause, interrupt, is_interruption
from defcat.storage.lock import WriteLock
from defcat.translation import tr

if TYPE_CHECKING:  # the rules of findings are imported when they are asked: the first list is not
    from defcat.rules.findings import Piece


def _now() -> datetime:
    return datetime.now(UTC)


class Catalogue:
    """An open catalogue. Use `create` or `open`, then `close`, or a `with` statement."""

    def __init__(
        self,
        path: Path,
        engine: Engine,
        lock: WriteLock | None,
        user: str,
        now: Callable[[], datetime],
    ) -> None:
        self.path = path
        self.user = user
        self._engine = engine
        self._lock = lock
        self._now = now
        with self.read() as connection:
            self.settings = {row.name: row.value for row in connection.execute(select(SETTING))}
        self.scheme = markings.load(self.settings.get("marking-scheme", "plain"))

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        scheme: str = "india",
        user: str | None = None,
        now: Callable[[], datetime] = _now,
    ) -> Self:
        """Make a new catalogue at `path`, marked by `scheme`, and open it for writing."""
        user = user or person()
        markings.load(scheme)
        lock = WriteLock(path)
        with ExitStack() as taken_back:
            if path.parent.is_dir() and not os.path.lexists(path):
                lock.take(user)
                taken_back.callback(lock.release)
            engine = file.create(path, {"marking-scheme": scheme})
            taken_back.callback(engine.dispose)
            catalogue = cls(path, engine, lock, user, now)
            taken_back.pop_all()
        return catalogue

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        write: bool = True,
        user: str | None = None,
        now: Callable[[], datetime] = _now,
    ) -> Self:
        """Open the catalogue at `path`; for writing, nobody else may have it open for writing.

        Raises NotFound, NotACatalogue, NewerVersion, LockedByAnother or another FileProblem.
        """
        user = user or person()
        file.refuse_what_is_none(path)
        lock = WriteLock(path) if write else None
        with ExitStack() as taken_back:
            if lock:
                lock.take(user)
                taken_back.callback(lock.release)
            engine = file.open_file(path, write=write)
            taken_back.callback(engine.dispose)
            catalogue = cls(path, engine, lock, user, now)
            if lock:
                catalogue._index_what_is_not()
                catalogue.advance()
            taken_back.pop_all()
        return catalogue

    @property
    def writable(self) -> bool:
        return self._lock is not None

    def today(self) -> date:
        """The day on which statuses are asked, in local time."""
        return self._now().astimezone().date()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the file and cannot change it. Not for two threads.

        Raises Interrupted where `interrupt` stopped it, FileProblem where the file cannot be read.
        """
        try:
            with self._engine.connect() as connection:
                yield connection
        except (DatabaseError, DriverError) as error:
            if is_interruption(error):
                raise Interrupted(tr("The search was stopped.")) from None
            raise FileProblem(
                tr("{file} could not be read: {why}.", file=self.path.name, why=cause(error)),
                tr("Check that the disk is there; if it is, restore a backup."),
            ) from error

    def interrupt(self, connection: Connection) -> None:
        """Stop the read that another thread is doing through `connection`."""
        interrupt(connection)

    @contextmanager
    def change(self, label: str) -> Iterator[Change]:
        """Write: everything within is one change, one entry of the history, one undo.

        An exception within takes all of it back. Afterwards `done` of what it gave says what
        changed.
        """
        with self._transaction() as change:
            yield change
            change.done = self._finish(change, label)

    def undo(self) -> Changed:
        """Take the last change back; raises Refused where there is none."""
        with self._transaction() as change:
            return self._finish(change, *history.undo(change))

    def redo(self) -> Changed:
        """Do the change last undone again; raises Refused where there is none."""
        with self._transaction() as change:
            return self._finish(change, *history.redo(change))

    def advance(self) -> frozenset[int]:
        """Bring the stored statuses up to today; the agreements that now have another, or another
        reason.

        Days do that, and nobody: it is no change, and the history says nothing of it. Statuses that
        were never computed, after a migration, are computed; a clock that was put back is followed.
        """
        today = self.today()
        with self.read() as connection:
            if not derived.outdated(connection, today):
                return frozenset()
        with self._begin() as connection:
            return derived.restate(connection, derived.outdated(connection, today), today)

    def keep_findings(self, piece: "Piece") -> None:
        """Write a piece of what `findings.recount` found; that is no change of the record."""
        from defcat.rules import findings

        with self._begin() as connection:
            findings.keep(connection, piece)

    def notice(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Find anew whatever the changes since last time call for; how many findings are open.

        `progress` is told how many rules of how many are done.
        """
        from defcat.rules import findings

        with self.read() as connection:
            counted = findings.recount(connection, progress)
        for piece in counted.pieces(20_000):
            self.keep_findings(piece)
        with self.read() as connection:
            return sum(findings.counts(connection).values())

    def rebuild_index(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make the search index anew from the records; how many are in it."""
        with self._begin() as connection:
            return index.rebuild(connection, progress)

    def _index_what_is_not(self) -> None:
        """Make the search index that a migration has taken away."""
        with self.read() as connection:
            missing = index.is_missing(connection)
        if missing:
            self.rebuild_index()

    def close(self) -> None:
        """Close the file; its write-ahead log is folded into it."""
        self._engine.dispose()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        if not self.writable:
            raise Refused(
                tr("{file} is open for reading only.", file=self.path.name),
                tr("Open it for writing first."),
            )
        try:
            with self._engine.execution_options(write=True).begin() as connection:
                yield connection
        except IntegrityError:  # the checks of `Change` let something through: a defect
            raise
        except DatabaseError as error:
            raise FileProblem(
                tr("{file} could not be written: {why}.", file=self.path.name, why=error.orig),
                tr("Nothing was changed. Check the disk, then try again."),
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[Change]:
        with self._begin() as connection:
            at = self._now().astimezone(UTC).isoformat(timespec="seconds")
            ceiling = self.settings.get("ceiling")
            yield Change(connection, Author(self.user, at), self.scheme, ceiling)

    def _finish(self, change: Change, label: str, linked: dict[str, int] | None = None) -> Changed:
        changed = change.close(label, **(linked or {}))
        if not changed.entry:
            return changed
        connection = change.connection
        history.settle(connection, changed, linked or {})
        concerned = change.touched | index.neighbours(connection, change.renamed - change.added)
        stale = [*change.gone, *index.keys(connection, concerned - change.added)]
        today = self.today()
        derived.refresh(connection, change.touched, today)
        others = derived.dependants(connection, change.touched, change.renamed - change.added)
        others |= change.related
        restated = derived.restate(connection, others - change.touched, today)
        index.write(connection, stale, concerned)
        return replace(changed, records=changed.records | restated)
