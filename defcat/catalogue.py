"""A catalogue: made, opened, read, changed, closed.

`read()` is the only way in for reading and `change(label)` the only way to write. A change writes
the records, what is computed from them, the search index and the history in one transaction, and
answers with what changed. What only the clock changes, `advance` brings up to date.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, delete, insert, select

from defcat import history, markings, opening, transactions
from defcat.change import Author, Change, Changed
from defcat.errors import Refused
from defcat.model import SETTING
from defcat.opening import Held
from defcat.rules import derived
from defcat.search import index
from defcat.settings import person
from defcat.storage import file
from defcat.storage.engine import interrupt, stoppable
from defcat.storage.key import Secret
from defcat.storage.presence import Presence
from defcat.storage.spare import give_back, shrink
from defcat.translation import tr

if TYPE_CHECKING:  # the rules of findings are imported when they are asked: the first list is not
    from defcat.rules.findings import Piece


Stop = Callable[[], bool]
"""Asked while something is written, perhaps from another thread, whether it is to be stopped."""
Progress = Callable[[int, int], None]
"""Is told how much is done, of how much."""

_AT_ONCE = 10
"""Statuses brought up to date at opening before anything is shown: they take some 15 ms."""


def _now() -> datetime:
    return datetime.now(UTC)


class Catalogue:
    """An open catalogue. Use `create` or `open`, then `close`, or a `with` statement."""

    def __init__(self, held: Held, user: str, now: Callable[[], datetime]) -> None:
        self.path = held.path
        self.user = user
        self.encrypted = held.encrypted
        self._held = held
        self._now = now
        self._presence = Presence.of(held.path, alone=held.lock is not None)
        self._adrift = False
        with self.read() as connection:
            self.settings = {row.name: row.value for row in connection.execute(select(SETTING))}
        self.scheme = markings.load(self.settings.get("marking-scheme", "plain"))

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        key: Secret | None = None,
        scheme: str = "india",
        user: str | None = None,
        now: Callable[[], datetime] = _now,
    ) -> Self:
        """Make a new catalogue at `path`, marked by `scheme`, and open it for writing.

        All of it is encrypted with `key`, a passphrase and perhaps a key file; without one nothing
        is. It is not kept.
        """
        user = user or person()
        held = opening.make(path, key, scheme, user)
        with held.unless_failed():
            return cls(held, user, now)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        key: Secret | None = None,
        write: bool = True,
        user: str | None = None,
        now: Callable[[], datetime] = _now,
        progress: Progress | None = None,
        renew: bool = True,
    ) -> Self:
        """Open the catalogue at `path`; for writing, nobody else may have it open for writing.

        `key` is what it was made with, and is not kept. A search index of another edition is made
        anew, of which `progress` is told (records done, of how many); without `renew` the catalogue
        is `outdated` until `rebuild_index` has done it, and may be `behind` with its statuses.
        Raises what `opening.take` does.
        """
        user = user or person()
        held = opening.take(path, key, user, now, write=write)
        with held.unless_failed():
            catalogue = cls(held, user, now)
            if not write:
                if catalogue.outdated:
                    raise file.written_by_older(path)
                return catalogue
            if file.ID not in catalogue.settings:
                catalogue.keep_setting(file.ID, file.identity(path))
            if renew and catalogue.outdated:
                catalogue.rebuild_index(progress)
            if not catalogue.outdated:
                catalogue.advance(None if renew else _AT_ONCE)
            return catalogue

    @property
    def writable(self) -> bool:
        return self._held.lock is not None

    @property
    def outdated(self) -> bool:
        """Whether its search index is of another edition, in which nothing can be found."""
        return self.settings.get(index.EDITION) != index.edition()

    def now(self) -> datetime:
        """The moment that it is, with its zone."""
        return self._now()

    def require_file(self) -> None:
        """Raise FileGone where the file is not there any more, or is another one by now."""
        self._presence.check()

    @contextmanager
    def adrift(self) -> Iterator[None]:
        """Within it, what is written goes into the open file, though nobody may find it again.

        For what is being typed, before a backup elsewhere takes it along.
        """
        self._adrift = True
        try:
            yield
        finally:
            self._adrift = False

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a setting of the catalogue, which is no change of the record; "" for the usual."""
        with self._begin() as connection:
            connection.execute(delete(SETTING).where(SETTING.c.name == name))
            if value:
                connection.execute(insert(SETTING).values(name=name, value=value))
        self.settings.pop(name, None)
        if value:
            self.settings[name] = value

    def today(self) -> date:
        """The day on which statuses are asked, in local time."""
        return self._now().astimezone().date()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the file and cannot change it. Not for two threads.

        Raises Interrupted where `interrupt` stopped it, Overwritten where another program has
        written into the file, Damaged or another FileProblem where it cannot be read.
        """
        if not self._adrift:
            self._presence.require_unwritten()
        with transactions.reading(self._held.engine, self.path.name) as connection:
            yield connection

    def rest(self) -> None:
        """Give back the memory that reading took; for when nobody asks anything for a while."""
        with self.read() as connection:
            shrink(connection)
        give_back()

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

    def take_back(
        self, entry: int, stop: Stop | None = None, told: Progress | None = None
    ) -> Changed:
        """Take any change back, whatever came after it, by the number of its entry.

        Raises NotFound, and Refused with the later changes that stand in the way. `told` hears how
        far the search is.
        """
        from defcat.taking_back import undo_entry

        with self._transaction(stop) as change:
            return self._finish(change, *undo_entry(change, entry), told=told)

    def restore(
        self, act: Callable[[Change], str], stop: Stop | None = None, told: Progress | None = None
    ) -> Changed:
        """Do an act that gives the label of what it does, such as those of `taking_back`."""
        with self._transaction(stop) as change:
            return self._finish(change, act(change), told=told)

    def redo(self, stop: Stop | None = None) -> Changed:
        """Do the change last undone again; raises Refused where there is none."""
        with self._transaction(stop) as change:
            return self._finish(change, *history.redo(change))

    def behind(self) -> int:
        """Of how many agreements the stored status is not that of today."""
        with self.read() as connection:
            return len(derived.outdated(connection, self.today()))

    def advance(self, most: int | None = None) -> frozenset[int]:
        """Bring the stored statuses up to today, of no more than `most` agreements; those that now
        have another, or another reason.

        Days do that, and nobody: it is no change, and the history says nothing of it. Statuses that
        were never computed, after a migration, are computed; a clock that was put back is followed.
        """
        today = self.today()
        with self.read() as connection:
            if not derived.outdated(connection, today):
                return frozenset()
        with self._begin() as connection:
            stale = derived.outdated(connection, today)[:most]
            changed = derived.restate(connection, stale, today)
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

        for piece in findings.anew(self.read, 20_000, progress):
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

    def tend(self) -> bool:
        """Put the search index in order a little, for some hundredths of a second; whether there
        may be more to do. For when nobody works; nothing that anybody sees changes.
        """
        with self._begin() as connection:
            return index.tend(connection)

    @contextmanager
    def mend(self) -> Iterator[Connection]:
        """Write what follows from the records, or is to be as it was: no change of the record, so
        the history says nothing of it. All of it is written, or nothing.
        """
        with self._begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the file; its write-ahead log is folded into it, unless it is another file now."""
        self._presence.leave(self._held.engine)
        self._held.release()

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
        adrift = self._adrift
        if not adrift:
            self.require_file()
        with transactions.writing(self._held.engine, self.path.name) as connection:
            yield connection
        if not adrift:
            self.require_file()  # or what was written is nowhere
            self._presence.fold(self._held.engine)

    @contextmanager
    def _transaction(self, stop: Stop | None = None) -> Iterator[Change]:
        with self._begin() as connection, _stoppable(connection, stop):
            at = self._now().astimezone(UTC).isoformat(timespec="seconds")
            ceiling = self.settings.get("ceiling")
            yield Change(connection, Author(self.user, at), self.scheme, ceiling)
            if stop and stop():
                raise transactions.stopped()

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
        derived.refresh(connection, change.touched - change.settled, today)
        others = derived.dependants(connection, change.touched, change.renamed - change.added)
        others |= change.related
        restated = derived.restate(connection, others - change.touched, today)
        stale += index.keys(connection, restated - concerned)
        index.write(connection, stale, concerned | restated, told)
        return replace(changed, records=changed.records | restated)


def _stoppable(connection: Connection, stop: Stop | None) -> AbstractContextManager[None]:
    return stoppable(connection, stop) if stop else nullcontext()
