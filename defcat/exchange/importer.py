"""Importing a table into a catalogue: one change, one undo, all or nothing."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from pathlib import Path

from sqlalchemy import Connection, func, select

from defcat.catalogue import Catalogue
from defcat.errors import InputError, Interrupted, NotFound, Refused
from defcat.exchange import formats
from defcat.exchange.decisions import Decisions
from defcat.exchange.formats import Reading
from defcat.exchange.known import Known
from defcat.exchange.matching import Matcher
from defcat.exchange.plan import BadRow, Doubtful, Plan, check_columns
from defcat.exchange.planning import make_plan
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.exchange.rehearsal import RecordChange, Rehearsed, rehearse
from defcat.exchange.table import Table
from defcat.exchange.writer import Writer
from defcat.model import ENTRY, RECORD
from defcat.translation import tr, trn

_STEP = 200
"""Records between two reports of progress."""
_READ = 0.2
_WRITTEN = 0.7
"""How far an import is when all is read, and when all is written; then it is made found."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class ImportResult:
    """What an import did: records `new`, `changed` and `unchanged` of the kind the rows are of.

    `kept` counts the statements of the file that are kept beside what the catalogue holds, because
    a person or another source says otherwise; such records are among those `changed`. `joined`
    counts the records that no identifier of the file told and that it is the first to speak of.
    `doubtful` are the rows left out because they may be about a record that is here, each with the
    one that is most alike. `rows` is the number of rows of the file; `bad` are those left out,
    `ignored_columns` the columns. `made` counts all new records by kind, those that the rows name
    included, but for the source; it is empty after a dry run, of which `changes` are what would
    become of each record that is here. `reading` is how the table was read.
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    bad: list[BadRow] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    made: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0
    joined: int = 0
    doubtful: list[BadRow] = field(default_factory=list)
    changes: Sequence[RecordChange] = ()
    reading: Reading | None = None


class BadRows(InputError):
    """Rows that cannot be read stopped an import; nothing was written."""

    def __init__(self, file: str, rows: list[BadRow]) -> None:
        super().__init__(
            trn(
                "{n} row of {file} cannot be read; nothing was imported.",
                "{n} rows of {file} cannot be read; nothing was imported.",
                len(rows),
                file=file,
            ),
            tr("Mend the file, or import it with --skip-bad to leave such rows out."),
        )
        self.rows = rows


def run_import(
    catalogue: Catalogue,
    path: Path,
    profile: str | Profile,
    *,
    decisions: Decisions | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import the file at `path` as a profile says, or the one of that name (or path).

    Without `decisions`, a row whose record neither an identifier nor a name tells is a new one.
    Raises NotFound, FileProblem or InputError for a file or a profile that cannot be used, and what
    `import_table` raises.
    """
    chosen = load_profile(profile) if isinstance(profile, str) else profile
    columns = formats.columns_of(path, chosen.layout)
    check_columns(chosen, Table(path.name, columns, []))  # before all of it is read
    reading = formats.read(path, chosen.layout)
    return import_table(
        catalogue,
        chosen,
        reading,
        decisions,
        dry_run=dry_run,
        skip_bad=skip_bad,
        progress=progress,
    )


def import_table(
    catalogue: Catalogue,
    profile: Profile,
    reading: Reading,
    decisions: Decisions | None,
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
    seen: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ImportResult:
    """Import what was read as a profile says: one change, one undo, all or nothing.

    With `decisions`, rows that may be about a record that is here become what those say and are
    left out otherwise; without any, such rows are new records. `seen` is the entry of the history
    up to which somebody looked at the catalogue before. `progress` hears how much is done, of how
    much, and `stop` is asked for whether to go on. A file that says what it said before changes
    nothing and leaves no entry in the history. A dry run only tells what would be done, bad rows
    included. Raises BadRows unless they are to be skipped, InputError for columns that do not fit
    the profile, Refused where the catalogue is another than was seen, Interrupted when stopped.
    """
    ignored = check_columns(profile, reading.table)
    name = reading.table.name
    rows = len(reading.table.rows)
    read = _share(progress, 0, _READ, rows)
    with catalogue.read() as connection, uncollected():
        entry = last_entry(connection)
        known, plan = planned(connection, profile, reading, decisions, read, stop)
        rehearsed = Rehearsed([], 0)
        if dry_run:
            rehearsed = rehearse(connection, known, profile, name, plan, partial(go_on, stop))
    if plan.bad and not skip_bad and not dry_run:
        raise BadRows(name, plan.bad)
    made, kept = dict[str, int](), rehearsed.kept
    if not dry_run and (plan.new or plan.changed):
        indexed = _share(progress, _WRITTEN, 1, rows)
        with uncollected(), catalogue.change(label_of(name), stop, indexed) as change:
            if last_entry(change.connection) != (entry if seen is None else seen):
                raise _moved_on()
            writer = Writer(change, known, profile, name)
            _write(writer, plan, _share(progress, _READ, _WRITTEN, rows), stop)
            made, kept = dict(writer.made), writer.kept
    counts = len(plan.new), len(plan.changed), plan.unchanged
    return ImportResult(
        rows,
        *counts,
        bad=plan.bad,
        ignored_columns=ignored,
        made=made,
        kept=kept,
        joined=len(plan.joined),
        doubtful=sorted(map(_left_out, plan.left), key=lambda row: row.line),
        changes=rehearsed.changes,
        reading=reading,
    )


def planned(
    connection: Connection,
    profile: Profile,
    reading: Reading,
    decisions: Decisions | None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> tuple[Known, Plan]:
    """What the catalogue knows of a table, and what is to be done with each of its rows.

    Without `decisions` no row is compared with records that it may be about.
    """
    rows = len(reading.table.rows)

    def step(done: int) -> None:
        go_on(stop)
        if progress and done:
            progress(done, rows)

    known = Known(connection, profile, reading.table.name)
    matcher = None if decisions is None else Matcher(connection, profile.kind)
    if decisions is not None:
        _check(connection, decisions, profile.kind)
    return known, make_plan(profile, reading.table, known, matcher, decisions, step)


def last_entry(connection: Connection) -> int:
    """The last entry of the history; what was read of the catalogue holds until the next."""
    return connection.scalar(select(func.max(ENTRY.c.id))) or 0


def _left_out(doubt: Doubtful) -> BadRow:
    """A doubtful row as one that was left out."""
    one = doubt.candidates[0]
    reason = tr("It may be {ref} {title}: {why}.", ref=one.ref, title=one.title, why=one.why)
    return BadRow(doubt.draft.line, "", str(doubt.draft.values["title"]), reason)


def label_of(file: str) -> str:
    """What the history calls the import of a file."""
    return tr("Import {file}", file=file)


def _check(connection: Connection, decisions: Decisions, kind: str) -> None:
    """Raise InputError where a decision names no record of `kind`."""
    c = RECORD.c
    for key, decision in decisions.each.items():
        if decision.record_id:
            live = (c.kind == kind) & c.binned_at.is_(None)
            query = select(c.id).where(c.id == decision.record_id, live)
            if connection.scalar(query) is None:
                raise InputError(
                    tr("The record chosen for “{key}” is not there.", key=key),
                    tr("Choose another record for it, or none."),
                )


def _moved_on() -> Refused:
    return Refused(
        tr("The catalogue was changed since the preview was made."),
        tr("Look at the preview again, then import."),
    )


def go_on(stop: Stop | None) -> None:
    """Raise Interrupted where a person stopped the import."""
    if stop and stop():
        raise Interrupted(tr("The import was stopped; nothing was changed."))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic collector, which looks for garbage among a hundred thousand live drafts.

    There is none to find, and the search takes a tenth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _share(progress: Progress | None, first: float, last: float, rows: int) -> Progress | None:
    """What a part of a work is to tell, as if it were the whole: from `first` to `last` of it.

    It is told in `rows` of the table.
    """
    if progress is None:
        return None
    told, whole = progress, max(rows, 1)
    return lambda done, total: told(
        min(whole, ceil(whole * (first + (last - first) * done / max(total, 1)))), whole
    )


def _write(writer: Writer, plan: Plan, progress: Progress | None, stop: Stop | None) -> None:
    total = len(plan.new) + len(plan.changed)

    def step(done: int) -> None:
        if done % _STEP == 0:
            go_on(stop)
            if progress:
                progress(done, total)

    line = 0
    try:
        for done, draft in enumerate(plan.new):
            step(done)
            line = draft.line
            writer.add(draft)
        for done, meeting in enumerate(plan.changed, start=len(plan.new)):
            step(done)
            line = meeting.draft.line
            writer.meet(meeting)
    except (InputError, NotFound, Refused) as error:
        what = tr("Line {line}: {why}", line=line, why=error.what)
        raise Refused(what, error.fix) from error
    if progress:
        progress(total, total)
