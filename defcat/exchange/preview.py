"""What an import would do, shown before it is done: counts, every change, every doubt.

    seen = preview(catalogue, profile, read(path, profile.layout))
    decisions = Decisions({seen.doubts[0].key: NEW}, rest=LEAVE)
    result = run(catalogue, seen, decisions)

Nothing is written by a preview. What it says is what the run does, because both go through the
same `Writer`; a catalogue that changed in between must be looked at again first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from defcat.catalogue import Catalogue
from defcat.exchange.decisions import BEST, LEAVE, NEW, Decision, Decisions, is_record
from defcat.exchange.draft import Draft
from defcat.exchange.formats import Reading
from defcat.exchange.importer import (
    ImportResult,
    go_on,
    import_table,
    last_entry,
    planned,
    uncollected,
)
from defcat.exchange.matching import Candidate
from defcat.exchange.plan import KEPT, BadRow, Plan, check_columns
from defcat.exchange.profile import Profile
from defcat.exchange.rehearsal import Fate, FieldChange, RecordChange, rehearse

__all__ = [
    "BEST",
    "LEAVE",
    "NEW",
    "Accounted",
    "Candidate",
    "Decision",
    "Decisions",
    "Doubt",
    "Fate",
    "FieldChange",
    "Preview",
    "RecordChange",
    "is_record",
    "preview",
    "run",
]

SAMPLES = 200
"""So many new records are shown."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Doubt:
    """A row that may be about a record that is here: `says` is the row, a line a column."""

    key: str
    line: int
    title: str
    says: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Accounted:
    """Every line of the sheet: rows by what becomes of them, and lines that are no row."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    doubtful: int = 0
    bad: int = 0
    head: int = 0
    blank: int = 0
    left: int = 0

    @property
    def total(self) -> int:
        """All lines of the sheet."""
        rows = self.new + self.changed + self.unchanged + self.doubtful + self.bad
        return rows + self.head + self.blank + self.left


@dataclass(frozen=True)
class Preview:
    """What an import would do.

    `new`, `changed`, `unchanged` count records and `doubtful` those left out because of a doubt,
    `kept` statements beside what is held, `rows` lines of the sheet. `samples` are the first new
    records. `made` counts by kind the other records that new ones name and that are made with them;
    there may be more where `made_more`. It holds until the next `entry` of the history.
    """

    profile: Profile
    reading: Reading
    new: int
    changed: int
    unchanged: int
    doubtful: int
    kept: int
    joined: int
    changes: tuple[RecordChange, ...]
    doubts: tuple[Doubt, ...]
    bad: tuple[BadRow, ...]
    rows: Accounted
    ignored_columns: tuple[str, ...] = ()
    samples: tuple[Draft, ...] = ()
    made: Mapping[str, int] = field(default_factory=dict)
    made_more: bool = False
    entry: int = 0


def preview(
    catalogue: Catalogue,
    profile: Profile,
    reading: Reading,
    decisions: Decisions | None = None,
    *,
    told: Progress | None = None,
    stop: Stop | None = None,
) -> Preview:
    """What importing `reading` as `profile` says would do; nothing is written.

    With `decisions` the doubts that they settle count as what they become; all doubts are listed,
    with their candidates. `told` hears how much is done, of how much; Interrupted is raised once
    `stop` says yes. Raises InputError for columns that do not fit the profile.
    """
    ignored = check_columns(profile, reading.table)
    asked = decisions or Decisions()
    name = reading.table.name
    with catalogue.read() as connection, uncollected():
        entry = last_entry(connection)
        known, plan = planned(connection, profile, reading, asked, told, stop)
        rehearsed = rehearse(connection, known, profile, name, plan, partial(go_on, stop), new=KEPT)
        return Preview(
            profile=profile,
            reading=reading,
            new=len(plan.new),
            changed=len(plan.changed),
            unchanged=plan.unchanged,
            doubtful=len(plan.left),
            kept=rehearsed.kept,
            joined=len(plan.joined),
            changes=tuple(rehearsed.changes),
            doubts=tuple(_doubts(plan)),
            bad=tuple(plan.bad),
            rows=_accounted(plan, reading),
            ignored_columns=tuple(ignored),
            samples=tuple(islice(plan.new, SAMPLES)),
            made={kind: n for kind, n in rehearsed.made.items() if n and kind != profile.kind},
            made_more=len(plan.new) > KEPT,
            entry=entry,
        )


def run(
    catalogue: Catalogue,
    seen: Preview,
    decisions: Decisions | None = None,
    *,
    told: Progress | None = None,
    stop: Stop | None = None,
) -> ImportResult:
    """Do what was seen: one change, one undo, all or nothing; bad rows are left out.

    Doubts that nothing is decided of are left out. Raises Refused where the catalogue changed since
    the preview was made, Interrupted once `stop` says yes (nothing is changed then).
    """
    return import_table(
        catalogue,
        seen.profile,
        seen.reading,
        decisions or Decisions(),
        skip_bad=True,
        seen=seen.entry,
        progress=told,
        stop=stop,
    )


def _doubts(plan: Plan) -> list[Doubt]:
    return [
        Doubt(
            doubt.draft.key,
            doubt.draft.line,
            str(doubt.draft.values["title"]),
            doubt.draft.statement,
            doubt.candidates,
        )
        for doubt in plan.doubts
    ]


def _accounted(plan: Plan, reading: Reading) -> Accounted:
    head = reading.layout.head
    rows = plan.rows
    return Accounted(
        new=rows["new"],
        changed=rows["changed"],
        unchanged=rows["unchanged"],
        doubtful=rows["doubtful"],
        bad=rows["bad"],
        head=head[1] - head[0] + 1 if head else 0,
        blank=reading.blank,
        left=len(reading.left),
    )
