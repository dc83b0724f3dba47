"""Saving what can be read of a damaged catalogue: a new one, and a report of what it lacks.

Records come first, then what belongs to them. A row that points at what is not there is dropped, or
points at nothing where it may; dates, statuses, counters and the search index are made anew.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from defcat import attachments, markings
from defcat.catalogue import Catalogue
from defcat.check.repair import derive, raise_counters
from defcat.check.report import references
from defcat.errors import FileProblem, NeedsPassphrase, NotFound, WrongPassphrase
from defcat.kinds import KINDS
from defcat.salvage_rows import Saved, save
from defcat.search import index
from defcat.settings import person
from defcat.storage.damaged import Damaged, copied, salt_of
from defcat.storage.engine import is_no_room, words
from defcat.storage.file import check_new, resolved
from defcat.storage.key import EARLIER_ROUNDS, ROUNDS, Key, Secret, make_key
from defcat.storage.lock import locked
from defcat.storage.swap import hold
from defcat.storage.transplant import mend_schema
from defcat.translation import tr, trn

NAMED = 200
"""So many references of records that were lost are named."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Salvaged:
    """What was saved of a damaged catalogue, and what was not.

    `records` counts the records saved, by kind; `lost` the rows that are known to have been there
    and could not be read, by table, and `refs` names the records among them, at most `NAMED`.
    `gaps` are tables of which nobody knows how many rows more could not be read. `dropped` counts
    rows that could be read, but pointed at nothing or held what defcat never writes; `cleared`
    values that could not stay; `bare` names some of the records of which only what all records
    share could be read; `garbled` counts texts of which letters could not be read.
    """

    records: Mapping[str, int]
    lost: Mapping[str, int]
    refs: tuple[str, ...]
    gaps: tuple[str, ...]
    dropped: Mapping[str, int]
    cleared: Mapping[str, int]
    bare: tuple[str, ...]
    garbled: int

    @property
    def whole(self) -> bool:
        """Whether nothing was lost."""
        nothing = not (self.lost or self.gaps or self.dropped or self.cleared or self.bare)
        return nothing and not self.garbled


def missing(found: Salvaged) -> list[str]:
    """What was not saved, or not as it was: a line each, for people; none where all of it was."""
    lines = []
    for says, counts in (
        (tr("Could not be read: {n} of “{table}”"), found.lost),
        (tr("Pointed at nothing, or held nonsense: {n} of “{table}”"), found.dropped),
        (tr("Lost a value or a link that could not stay: {n} of “{table}”"), found.cleared),
    ):
        lines += [says.format(n=f"{n:,}", table=table) for table, n in sorted(counts.items())]
    if found.gaps:
        gaps = ", ".join(found.gaps)
        lines.append(tr("There may have been more, nobody knows how many, of: {gaps}", gaps=gaps))
    if found.garbled:
        lines.append(
            trn("{n} text has broken letters", "{n} texts have broken letters", found.garbled)
        )
    if found.refs:
        lines.append(tr("Records lost: {refs}", refs=", ".join(found.refs)))
    if found.bare:
        refs = ", ".join(found.bare)
        lines.append(tr("Records of which only the title and the like are left: {refs}", refs=refs))
    return lines


def salvage(
    path: Path,
    secret: Secret | None,
    to: Path,
    told: Progress | None = None,
    *,
    today: date | None = None,
) -> Salvaged:
    """Save what can be read of the catalogue at `path` to a new one at `to`, with the same secret.

    The damaged file stays as it is. `told` is told how much of how much is done; what it raises
    stops it, and then there is no new file. Raises NotFound, WrongPassphrase or another FileProblem
    where nothing at all can be read, or the new file cannot be made.
    """
    path = resolved(path)
    if not path.is_file():
        raise NotFound(tr("There is no file {file}.", file=path), tr("Check the name."))
    check_new(to)
    try:
        with ExitStack() as stack:
            if os.access(path.parent, os.W_OK):  # or else nobody can be writing it
                stack.enter_context(locked(path, person()))
            copy = stack.enter_context(copied(path, to.parent))
            damaged = stack.enter_context(closing(_opened(path, copy, secret)))
            return _save(damaged, secret, to, partial(_tell, told, copy), today)
    except (OSError, DatabaseError) as error:
        if isinstance(error, DatabaseError) and not is_no_room(error):
            raise
        why = words(error) if isinstance(error, DatabaseError) else error.strerror
        raise FileProblem(
            tr("{file} could not be written: {why}.", file=to.name, why=why),
            tr("Choose another folder, or make room, then try again."),
        ) from error


def _tell(told: Progress | None, copy: Path, done: int, total: int) -> None:
    """Tell how much is done, and whoever clears up that the copy is still being read."""
    hold(copy)
    if told:
        told(done, total)


def _opened(path: Path, copy: Path, secret: Secret | None) -> Damaged:
    """The copy, open; raises WrongPassphrase where it does not open, and FileProblem for no copy
    of a catalogue at all.
    """
    salt = salt_of(copy)
    if salt is not None and secret is None:
        raise NeedsPassphrase(
            tr("{file} needs a passphrase, or is no defcat catalogue.", file=path.name),
            tr("Give the passphrase that it was made with."),
        )
    if salt is None or secret is None:
        return _readable(path, copy, None)
    for rounds in (ROUNDS, EARLIER_ROUNDS):
        key = make_key(secret, salt, rounds)
        with closing(Damaged(copy, key)) as damaged:
            fits = damaged.opens()
        if fits:
            return _readable(path, copy, key)
    raise WrongPassphrase(
        tr("The passphrase does not open {file}.", file=path.name),
        tr("Try it again; if it is the right one, its beginning is damaged: restore a backup."),
    )


def _readable(path: Path, copy: Path, key: Key | None) -> Damaged:
    """The copy, open, once its schema is mended as far as that goes; raises FileProblem where there
    is no record to be found.
    """
    mend_schema(copy, key)
    damaged = Damaged(copy, key)
    if damaged.opens() and damaged.columns("record"):
        return damaged
    damaged.close()
    raise FileProblem(tr("Nothing can be read of {file}.", file=path.name), tr("Restore a backup."))


def _save(
    damaged: Damaged, secret: Secret | None, to: Path, told: Progress, today: date | None
) -> Salvaged:
    scheme = next(
        (value for _, (name, value) in _settings(damaged) if name == "marking-scheme"), "plain"
    )
    known = scheme if scheme in markings.names() else "plain"
    with ExitStack() as taken_back:
        with Catalogue.create(to, key=secret, scheme=known) as catalogue:
            taken_back.callback(lambda: to.unlink(missing_ok=True))
            with catalogue.mend() as connection:
                saved = save(damaged, connection, told)
                _finish(connection, today or catalogue.today(), told)
                bare = references(connection, sorted(saved.bare))
        taken_back.pop_all()
    return _report(damaged, saved, bare)


def _settings(damaged: Damaged) -> Iterator[tuple[int, tuple[object, ...]]]:
    if {"name", "value"} <= damaged.columns("setting"):
        yield from damaged.rows("setting", ("name", "value"))


def _finish(connection: Connection, today: date, told: Progress) -> None:
    """Make anew what follows from the records."""
    raise_counters(connection)
    derive(connection, today)
    attachments.read_missing(connection, told)
    index.rebuild(connection, told)


def _report(damaged: Damaged, saved: Saved, bare: tuple[str, ...]) -> Salvaged:
    refs = {
        row: KINDS[kind].ref(number)
        for row, (kind, number) in damaged.references().items()
        if kind in KINDS
    }
    gone = sorted(damaged.lost.get("record", ()))
    return Salvaged(
        dict(Counter(saved.kinds.values())),
        {table: len(rows) for table, rows in damaged.lost.items() if rows},
        tuple(refs[row] for row in gone if row in refs)[:NAMED],
        tuple(sorted(damaged.gaps)),
        dict(+saved.dropped),
        dict(+saved.cleared),
        bare,
        damaged.garbled,
    )
