"""The check of a catalogue: that the file is whole, and that all in it fits together.

Its parts stand in `PARTS`, each with its name and what people read; a part only reads. What can be
derived from the records, `repair` makes anew.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from defcat.check import derived, file, index, schema, values
from defcat.check.repair import repair
from defcat.check.report import NAMED, Problem, Progress, Report
from defcat.model import RECORD
from defcat.translation import tr

__all__ = ["NAMED", "PARTS", "Part", "Problem", "Progress", "Report", "Told", "check", "repair"]


class Part(NamedTuple):
    """A part of the check: its name, what people read, and what looks."""

    name: str
    label: str
    look: Callable[[Connection, date, Progress], list[Problem]]


Told = Callable[[Part, int, int], None]
"""Is told which part is under way, and how much of it is done, of how much."""

PARTS = (
    Part("file", "The file", file.look),
    Part("links", "Links between rows", file.look_at_links),
    Part("schema", "The tables", schema.look),
    Part("values", "Values", values.look),
    Part("terms", "Terms of lists", values.look_at_terms),
    Part("attachments", "Attachments", file.look_at_blobs),
    Part("counters", "Counters", derived.look_at_counters),
    Part("derived", "Dates and statuses", derived.look),
    Part("findings", "Findings", derived.look_at_findings),
    Part("index", "The search index", index.look),
)
"""In the order in which they are looked at. The labels are for `tr`."""


def check(connection: Connection, today: date, told: Told | None = None) -> Report:
    """Look at every part; what they found.

    `today` is the day on which statuses are asked. What `told` raises stops it. Where the file
    cannot be read, or a value is of another type than its column, no part after that is looked at.
    """
    problems: list[Problem] = []
    looked: list[str] = []
    for part in PARTS:
        progress = _progress(part, told)
        progress(0, 1)
        try:
            found = part.look(connection, today, progress)
        except ValueError:  # such as a day or a time that the program wrote, and that is none now
            says = tr("Something that stands there cannot be read; restore a backup.")
            problems.append(Problem(part.name, f"{part.name}.unreadable", 1, says))
            break
        progress(1, 1)
        problems += found
        looked.append(part.name)
        if any(problem.code in _STOPS for problem in found):
            break
    return Report(_records(connection, problems), tuple(problems), tuple(looked))


_UNREADABLE = frozenset({"file.damage", "file.cipher", "schema.missing"})
_STOPS = _UNREADABLE | {"values.absurd"}
"""After these the rest would ask what cannot be answered."""


def _progress(part: Part, told: Told | None) -> Progress:
    if told is None:
        return lambda done, total: None
    return lambda done, total: told(part, done, total)


def _records(connection: Connection, problems: list[Problem]) -> int:
    """How many records are not in the bin; 0 where they cannot be counted."""
    if any(problem.code in _UNREADABLE for problem in problems):
        return 0
    live = select(func.count()).select_from(RECORD).where(RECORD.c.binned_at.is_(None))
    return int(connection.execute(live).scalar_one())


def label(part: str) -> str:
    """What people read for the part of that name."""
    return next(tr(each.label) for each in PARTS if each.name == part)
