"""What is known so far of one import, and what makes more of it known; no widget is needed for it.

Everything goes the way of `defcat import`: what a person says is a mapping, a mapping is a profile,
and a profile with a file gives a preview, which is then run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from defcat.catalogue import Catalogue
from defcat.errors import InputError
from defcat.exchange import formats
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.formats import Reading
from defcat.exchange.guess import ColumnGuess, Guess, guess
from defcat.exchange.importer import ImportResult
from defcat.exchange.known import FILE_SCHEME
from defcat.exchange.layout import Layout
from defcat.exchange.mapping import to_profile
from defcat.exchange.plan import check_columns
from defcat.exchange.preview import (
    LEAVE,
    Decision,
    Decisions,
    Doubt,
    FieldChange,
    Preview,
    RecordChange,
    preview,
    run,
)
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.exchange.reading_back import ReadBack, read_back
from defcat.exchange.table import Table
from defcat.exchange.unread import Unread, unread
from defcat.search import run as searching
from defcat.search.parse import parse
from defcat.search.rows import rows
from defcat.translation import tr

Told = Callable[[int, int], None]
Stop = Callable[[], bool]
Lines = Sequence[RecordChange | FieldChange]
Seen = tuple[Preview, Lines]

COMPLETE = ".json"
"""The ending of a file that says itself what everything in it is."""
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".vcf", ".ics")
SUFFIXES = (*TABLES, COMPLETE)


@dataclass(frozen=True)
class Loaded:
    """A profile that was chosen for a file, and what it says of the columns there.

    `back` is None where it says more than can be changed here, and `why` says so.
    """

    profile: Profile
    back: ReadBack | None
    why: str = ""


@dataclass
class Intake:
    """One file on its way in.

    `reading` is its table, `guess` what that seems to be and `mapping` what a person made of it;
    a profile that was `loaded` says the mapping, or takes the place of both. `unread` is what its
    columns cannot take as it stands, whatever was said of it since. `seen` is what would be done,
    as long as nothing was changed since, and `lines` each record that changes with its fields below
    it; `each` and `rest` say what becomes of the doubts.
    `complete` is what a JSON file would do, which needs none of that.
    """

    path: Path
    sheets: tuple[str, ...] = ("",)
    reading: Reading | None = None
    guess: Guess | None = None
    mapping: Mapping | None = None
    loaded: Loaded | None = None
    unread: tuple[Unread, ...] = ()
    seen: Preview | None = None
    lines: Lines = ()
    doubts: tuple[Doubt, ...] = ()
    each: dict[str, Decision] = field(default_factory=dict)
    rest: Decision = LEAVE
    complete: ImportResult | None = None
    result: ImportResult | None = None

    @property
    def profile(self) -> Profile | None:
        """The profile that takes the place of guess and mapping."""
        return self.loaded.profile if self.loaded and self.loaded.back is None else None

    @property
    def kind(self) -> str:
        """What a row is."""
        if self.profile is not None:
            return self.profile.kind
        return self.mapping.kind if self.mapping else ""

    @property
    def is_complete(self) -> bool:
        """Whether the file says itself what everything in it is."""
        return self.path.suffix.lower() == COMPLETE

    def used(self) -> Profile:
        """The profile by which the file is read; raises InputError where the mapping is none."""
        if self.profile is not None:
            return self.profile
        assert self.mapping is not None
        back = self.loaded.back if self.loaded else None
        if self.loaded and back == ReadBack(self.mapping):  # as it was loaded
            return self.loaded.profile
        return to_profile(self.mapping)

    def choose(self, choice: Choice) -> None:
        """Let a column become something else."""
        assert self.mapping is not None
        self.change(self.mapping.chosen(choice))

    def change(self, mapping: Mapping) -> None:
        """Take another mapping; what was seen by the one before no longer holds."""
        if mapping != self.mapping:
            self.mapping = mapping
            self.seen = None

    def decide(self, key: str, decision: Decision) -> None:
        """Settle a doubt."""
        self.each[key] = decision
        self.seen = None

    def decisions(self) -> Decisions:
        """What becomes of the doubts."""
        return Decisions(dict(self.each), self.rest)


def begin(path: Path, told: Told) -> Intake:
    """What a file seems to be; raises what reading it raises, and Interrupted from `told`."""
    made = Intake(path)
    if not made.is_complete:
        made.sheets = tuple(formats.sheets(path))
        ready = formats.ready_profile(path)
        _read(made, Layout(), told, load_profile(ready) if ready else None)
    return made


def read_again(intake: Intake, layout: Layout, told: Told) -> Intake:
    """The same file read as `layout` says; what was said of columns that are still there holds."""
    made = replace(intake, each={}, doubts=(), seen=None)
    _read(made, layout, told, made.loaded.profile if made.loaded else None)
    return made


def with_kind(intake: Intake, kind: str) -> Intake:
    """The same file with rows of another kind."""
    made = replace(intake, loaded=None, seen=None, each={}, doubts=())
    made.guess = guess(_table(made), kind)
    made.mapping = _mapped(made, made.guess)
    return made


def with_profile(intake: Intake, profile: Profile | None, told: Told) -> Intake:
    """The same file read by a profile; by what is guessed for None."""
    made = replace(intake, loaded=None, mapping=None, each={}, doubts=(), seen=None)
    _read(made, profile.layout if profile else Layout(), told, profile)
    return made


def read_values(intake: Intake) -> tuple[Unread, ...]:
    """What the columns cannot take, also what something was said of already."""
    if intake.profile is not None or intake.mapping is None:
        return ()
    plain = tuple(replace(choice, values={}) for choice in intake.mapping.choices)
    return tuple(unread(_table(intake), replace(intake.mapping, choices=plain)))


def look_ahead(catalogue: Catalogue, intake: Intake, told: Told, stop: Stop) -> Seen:
    """What the import would do; the doubts count as what was decided of them."""
    assert intake.reading is not None
    decisions = intake.decisions() if intake.each or intake.doubts else None
    seen = preview(catalogue, intake.used(), intake.reading, decisions, told=told, stop=stop)
    lines: list[RecordChange | FieldChange] = []
    for change in seen.changes:
        lines += (change, *change.fields)
    return seen, lines


def rehearse(catalogue: Catalogue, intake: Intake, told: Told) -> ImportResult:
    """What importing a complete file would do."""
    from defcat.exchange.jsonin import import_json

    return import_json(catalogue, intake.path, dry_run=True, progress=told)


def carry_out(catalogue: Catalogue, intake: Intake, told: Told, stop: Stop) -> ImportResult:
    """Import what was seen, as one change."""
    if intake.is_complete:
        from defcat.exchange.jsonin import import_json

        return import_json(catalogue, intake.path, progress=told)
    assert intake.seen is not None
    return run(catalogue, intake.seen, intake.decisions(), told=told, stop=stop)


def source_ref(connection: Any, value: str) -> str:
    """The reference of the source that stands for a file; `value` is its identifier."""
    query = parse(f'kind:source scheme:{FILE_SCHEME} identifier:"{value}"')
    ids = searching.find(connection, query)
    found = rows(connection, ids[:1])
    return next((row.ref for row in found.values()), "")


def _read(intake: Intake, layout: Layout, told: Told, profile: Profile | None) -> None:
    intake.reading = formats.read(intake.path, layout, told)
    before = intake.mapping
    told(0, 0)
    if profile is not None:
        intake.loaded = _loaded(profile, intake.reading.table)
        if intake.loaded.back is None:
            intake.mapping = None
            return
        made = _as_loaded(intake, intake.loaded.back)
        made = made if before is None else replace(made, layout=intake.reading.layout)
    else:
        intake.guess = guess(intake.reading.table, before.kind if before else "")
        made = _mapped(intake, intake.guess)
    if before is not None:
        columns = intake.reading.table.columns
        kept = [one for one in before.choices if one.column in columns]
        for choice in kept:
            made = made.chosen(choice)
        key = tuple(one for one in before.key if one in columns)
        made = replace(made, dates=before.dates, key=key or made.key)
    intake.mapping = made


def _loaded(profile: Profile, table: Table) -> Loaded:
    """A profile for a table; raises InputError where it cannot be used for that."""
    try:
        return Loaded(profile, read_back(profile, table.columns))
    except InputError as error:
        check_columns(profile, table)
        return Loaded(profile, None, error.what)


def _as_loaded(intake: Intake, back: ReadBack) -> Mapping:
    """What a profile says of the columns, told as a guess is."""
    guessed = guess(_table(intake), back.mapping.kind)
    columns = (_as_said(one, back) for one in guessed.columns)
    intake.guess = replace(guessed, columns=tuple(columns), key_why="")
    return back.mapping


def _as_said(one: ColumnGuess, back: ReadBack) -> ColumnGuess:
    choice = back.mapping.choice(one.column)
    if one.column in back.strange:
        says, why, sure = tr("not named"), tr("The profile does not name this column."), 0.0
    else:
        says, why, sure = tr("the profile"), tr("So says the profile that was chosen."), 1.0
    said = (choice.several, choice.form, choice.values, says)
    return ColumnGuess(one.column, choice.target, sure, why, one.samples, *said)


def _mapped(intake: Intake, guessed: Guess) -> Mapping:
    assert intake.reading is not None
    made = guessed.mapping(intake.path.stem, intake.reading.layout)
    # What tells its rows from those of other files is the file, as for `defcat import`: two files
    # may have one banner, which is no more than the name of the source.
    return replace(made, name=made.identity(), title=intake.reading.title or intake.path.stem)


def _table(intake: Intake) -> Table:
    if intake.reading is None:
        raise InputError(tr("Nothing was read."), tr("Choose a file first."))
    return intake.reading.table
