"""A catalogue: made, opened, read, changed, closed.

`read()` is the only way in for reading and `change(label)` the only way to write. A change writes
the records, what is computed from them, the search index and the history in one transaction, and
answers with what changed. What only the clock changes, `advance` brings up to date.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
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
from defcat.storage.engine import DriverError, cause, interrupt, is_interruption, stoppable
from defcat.storage.lock import WriteLock
from defcat.translation import tr

if TYPE_CHECKING:  # the rules of findings are imported when they are asked: the first list is not
    from defcat.rules.findings import Piece


Stop = Callable[[], bool]
"""Asked while something is written, perhaps from another thread, whether it is to be stopped."""


Progress = Callable[[int, int], None]
"""Is told how much is done, of how much."""


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
        key: str | None = None,
        scheme: str = "india",
        user: str | None = None,
        now: Callable[[], datetime] = _now,
    ) -> Self:
        """Make a new catalogue at `path`, marked by `scheme`, and open it for writing.

        `key` is a passphrase, with which all of it is encrypted; without one nothing is.
        """
        user = user or person()
        markings.load(scheme)
        lock = WriteLock(path)
        with ExitStack() as taken_back:
            if path.parent.is_dir() and not os.path.lexists(path):
                lock.take(user)
                taken_back.callback(lock.release)
            engine = file.create(
                path, {"marking-scheme": scheme, index.EDITION: index.edition()}, key
            )
            taken_back.callback(engine.dispose)
            catalogue = cls(path, engine, lock, user, now)
            taken_back.pop_all()
        return catalogue

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        key: str | None = None,
        write: bool = True,
        user: str | None = None,
        now: Callable[[], datetime] = _now,
        progress: Progress | None = None,
        renew: bool = True,
    ) -> Self:
        """Open the catalogue at `path`; for writing, nobody else may have it open for writing.

        `key` is the passphrase that it was made with. A search index of another edition is made
        anew, of which `progress` is told (records done, of how many); without `renew` the catalogue
        is `outdated` until `rebuild_index` has done it. Raises NotFound, NotACatalogue,
        NewerVersion, NeedsPassphrase, WrongPassphrase, LockedByAnother or another FileProblem.
        """
        user = user or person()
        unlocked = file.unlock(path, key)
        lock = WriteLock(path) if write else None
        with ExitStack() as taken_back:
            if lock:
                lock.take(user)
                taken_back.callback(lock.release)
            engine = file.open_file(path, write=write, key=unlocked)
            taken_back.callback(engine.dispose)
            catalogue = cls(path, engine, lock, user, now)
            if lock and (renew or not catalogue.outdated):
                if catalogue.outdated:
                    catalogue.rebuild_index(progress)
                catalogue.advance()
            elif catalogue.outdated and not lock:
                raise file.written_by_older(path)
            taken_back.pop_all()
        return catalogue

    @property
    def writable(self) -> bool:
        return self._lock is not None

    @property
    def outdated(self) -> bool:
        """Whether its search index is of another edition, in which nothing can be found."""
        return self.settings.get(index.EDITION) != index.edition()

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
    def change(
        self, label: str, stop: Stop | None = None, told: Progress | None = None
    ) -> Iterator[Change]:
        """Write: everything within is one change, one entry of the history, one undo.

        An exception within takes all of it back; once `stop` says yes, Interrupted is raised.
        `told` hears, once all is written, for how many records of how many the search is up to
        date; what it raises takes all back, too.
        Afterwards `done` of what it gave says what changed.
        """
        with self._transaction(stop) as change:
            yield change
            change.done = self._finish(change, label, told=told)

    def undo(self, stop: Stop | None = None) -> Changed:
        """Take the last change back; raises Refused where there is none."""
        with self._transaction(stop) as change:
            return self._finish(change, *history.undo(change))

    def redo(self, stop: Stop | None = None) -> Changed:
        """Do the change last undone again; raises Refused where there is none."""
        with self._transaction(stop) as change:
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
            changed = derived.restate(connection, derived.outdated(connection, today), today)
            index.write(connection, index.keys(connection, changed), changed)
            return changed

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

    def rebuild_index(self, progress: Progress | None = None) -> int:
        """Make the search index anew from the records as of today; how many are in it.

        What `progress`, told how many records of how many are done, raises stops it: then the file
        stays as it was.
        """
        today = self.today()
        with self._begin() as connection:
            derived.restate(connection, derived.outdated(connection, today), today)
            count = index.rebuild(connection, progress)
        self.settings[index.EDITION] = index.edition()
        return count

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
            if is_interruption(error):
                raise _stopped() from None
            raise FileProblem(
                tr("{file} could not be written: {why}.", file=self.path.name, why=error.orig),
                tr("Nothing was changed. Check the disk, then try again."),
            ) from error

    @contextmanager
    def _transaction(self, stop: Stop | None = None) -> Iterator[Change]:
        with self._begin() as connection, _stoppable(connection, stop):
            at = self._now().astimezone(UTC).isoformat(timespec="seconds")
            ceiling = self.settings.get("ceiling")
            yield Change(connection, Author(self.user, at), self.scheme, ceiling)
            if stop and stop():
                raise _stopped()

    def _finish(
        self,
        change: Change,
        label: str,
        linked: dict[str, int] | None = None,
        told: Progress | None = None,
    ) -> Changed:
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
        stale += index.keys(connection, restated - concerned)
        index.write(connection, stale, concerned | restated, told)
        return replace(changed, records=changed.records | restated)


def _stopped() -> Interrupted:
    return Interrupted(tr("It was stopped. Nothing was changed."))


def _stoppable(connection: Connection, stop: Stop | None) -> AbstractContextManager[None]:
    return stoppable(connection, stop) if stop else nullcontext()
