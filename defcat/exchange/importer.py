"""Importing a table into a catalogue: one change, one undo, all or nothing."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from defcat.catalogue import Catalogue
from defcat.errors import InputError
from defcat.exchange.known import Known
from defcat.exchange.plan import BadRow, Plan, check_columns, make_plan
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.exchange.table import read_table
from defcat.exchange.writer import Writer
from defcat.translation import tr, trn

_STEP = 200
"""Records between two reports of progress."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ImportResult:
    """What an import did: records `new`, `changed` and `unchanged` of the kind the rows are of.

    `kept` counts the statements of the file that are kept beside what the catalogue holds, because
    a person or another source says otherwise; such records are among those `changed`. `joined`
    counts the records that were known by name alone and that the file is the first to speak of.
    `rows` is the number of rows of the file; `bad` are those left out, `ignored_columns` the
    columns. `made` counts all new records by kind, those that the rows name included, but for the
    source; it is empty after a dry run.
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
    profile: str,
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> ImportResult:
    """Import the file at `path` as the profile of that name says (or the path of one).

    `progress` hears how much is done, of how much: half of it is writing the records, half making
    them found. A file that says what it said
    before changes nothing and leaves no entry in the history. A dry run only tells what would be
    done, bad rows included. Raises BadRows unless they are to be skipped, and NotFound, FileProblem
    or InputError for a file, a header or a profile that cannot be used.
    """
    chosen = load_profile(profile)
    table = read_table(path, chosen.encoding, chosen.delimiter)
    ignored = check_columns(chosen, table)
    with catalogue.read() as connection:
        known = Known(connection, chosen, path.name)
    with _uncollected():
        plan = make_plan(chosen, table, known)
    if plan.bad and not skip_bad and not dry_run:
        raise BadRows(path.name, plan.bad)
    made: Mapping[str, int] = {}
    kept = 0
    if dry_run:
        kept = _rehearse(catalogue, known, chosen, path.name, plan)
    elif plan.new or plan.changed:
        label = tr("Import {file}", file=path.name)
        written, indexed = _halves(progress)
        with _uncollected(), catalogue.change(label, told=indexed) as change:
            writer = Writer(change, known, chosen, path.name)
            _write(writer, plan, written)
            made, kept = dict(writer.made), writer.kept
    counts = len(plan.new), len(plan.changed), plan.unchanged
    return ImportResult(len(table.rows), *counts, plan.bad, ignored, made, kept, len(plan.joined))


class _Rehearsed(Exception):
    """Takes a rehearsal back."""


def _rehearse(catalogue: Catalogue, known: Known, profile: Profile, file: str, plan: Plan) -> int:
    """How many statements an import would keep beside what is held; nothing of it stays.

    Only doing it tells for certain. A catalogue that nobody can write to keeps none.
    """
    if not plan.changed or not catalogue.writable:
        return 0
    try:
        with _uncollected(), catalogue.change(tr("Import {file}", file=file)) as change:
            writer = Writer(change, known, profile, file)
            for meeting in plan.changed:
                writer.meet(meeting)
            raise _Rehearsed
    except _Rehearsed:
        return writer.kept


@contextmanager
def _uncollected() -> Iterator[None]:
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


def _halves(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """What two halves of a work are to tell, each as if it were the whole."""
    if progress is None:
        return None, None
    told = progress
    return (
        lambda done, total: told(done, 2 * total),
        lambda done, total: told(total + done, 2 * total),
    )


def _write(writer: Writer, plan: Plan, progress: Progress | None) -> None:
    total = len(plan.new) + len(plan.changed)
    for done, draft in enumerate(plan.new):
        if progress and done % _STEP == 0:
            progress(done, total)
        writer.add(draft)
    for done, meeting in enumerate(plan.changed, start=len(plan.new)):
        if progress and done % _STEP == 0:
            progress(done, total)
        writer.meet(meeting)
    if progress:
        progress(total, total)
