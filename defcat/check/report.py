"""What a check says: problems, each of a part of the check, in words and in numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from defcat.kinds import KINDS
from defcat.model import RECORD

NAMED = 20
"""So many references are named of what differs; the rest is counted."""

Progress = Callable[[int, int], None]
"""Is told how much of a part is done, of how much."""


@dataclass(frozen=True)
class Problem:
    """Something that a check found.

    `part`: the name of the part that found it; `code` says in no language what it is; `count` how
    often it is there; `what` says it in a sentence; `refs` names the records concerned, at most
    `NAMED`, where they are known. `mends`: `repair` makes it anew.
    """

    part: str
    code: str
    count: int
    what: str
    refs: tuple[str, ...] = ()
    mends: bool = False


@dataclass(frozen=True)
class Report:
    """What a check found in a catalogue with so many `records` that are not in the bin.

    `looked`: the names of the parts that were looked at. Where the file itself cannot be read,
    nothing else is.
    """

    records: int
    problems: tuple[Problem, ...] = ()
    looked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def mends(self) -> bool:
        """Whether `repair` can do something about it."""
        return any(problem.mends for problem in self.problems)

    def found(self, code: str) -> Problem | None:
        """The problem of that code, if it was found."""
        return next((problem for problem in self.problems if problem.code == code), None)


def references(connection: Connection, ids: list[int]) -> tuple[str, ...]:
    """The references of the first `NAMED` of the records `ids`, as far as they have one."""
    named = ids[:NAMED]
    query = select(RECORD.c.id, RECORD.c.kind, RECORD.c.number).where(RECORD.c.id.in_(named))
    refs = {
        row.id: KINDS[row.kind].ref(row.number)
        for row in connection.execute(query)
        if row.kind in KINDS
    }
    return tuple(refs[record] for record in named if record in refs)
