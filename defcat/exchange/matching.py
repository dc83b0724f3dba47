"""Which record of the catalogue a row may be about, where no identifier of its own says it.

Source of the rule: one agreement is signed by its parties on one day under one title, and one
engagement brings the same people together on one day; people, organisations and topics are written
in more than one way. An identifier that one record has, and a reference whose record has the title
or the day of the row too, tell the record; what is alike only is a doubt for a person to settle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from rapidfuzz.fuzz import token_sort_ratio
from sqlalchemy import Connection, select

from defcat.exchange.alike import Facts, alike, facts_of
from defcat.exchange.blocks import Blocks
from defcat.exchange.draft import Draft
from defcat.exchange.standing import read_facts
from defcat.kinds import KINDS
from defcat.model import RECORD, part_table

BY_NAME = ("official", "organisation", "topic")
"""The kinds that are known by their name; two agreements or visits may well share a title."""

MOST = 5
"""So many candidates are shown for a row."""
_CHUNK = 5_000


@dataclass(frozen=True)
class Candidate:
    """A record that a row may be about: `score` says how alike (0 to 100), `why` in words."""

    record_id: int
    ref: str
    title: str
    score: int
    why: str


class Near(NamedTuple):
    """A candidate by its number: how alike it is, and why."""

    record_id: int
    score: int
    why: str


class Matcher:
    """Finds the records of one kind that drafts may be about; what it needs is read up front.

    `connection` must be open while it is asked.
    """

    def __init__(self, connection: Connection, kind: str) -> None:
        self._connection = connection
        self._kind = kind
        self._facts = read_facts(connection, kind)
        self._blocks = Blocks(self._facts, by_name=kind in BY_NAME)

    def exact(self, draft: Draft) -> int | None:
        """The record that identifiers of a draft tell, or a reference together with its title."""
        if not self._facts:
            return None
        told = {self._identified.get(pair, 0) for pair in _pairs(draft, "identifier")}
        if len(told) == 1 and (found := told.pop()):
            return found
        refs = {self._by_ref.get(draft.key, 0)}
        refs |= {self._referred.get(pair, 0) for pair in _pairs(draft, "reference")}
        if not (refs := refs - {0}):
            return None
        mine = facts_of(self._kind, draft)
        sure = {ref for ref in refs if _agrees(mine, self._facts[ref])}
        return sure.pop() if len(sure) == 1 else None

    def candidates(self, draft: Draft) -> tuple[Candidate, ...]:
        """The records that a draft may be about, the most alike first; none where it is new."""
        return self.shown([self.near(draft)])[0]

    def near(self, draft: Draft) -> tuple[Near, ...]:
        """The candidates for a draft, without what is shown of them: see `shown`."""
        if not self._facts:
            return ()
        mine = facts_of(self._kind, draft)
        found = []
        for record_id in self._blocks.near(mine):
            score, why = alike(self._kind, mine, self._facts[record_id])
            if score:
                found.append(Near(record_id, score, why))
        found.sort(key=lambda one: (-one.score, one.record_id))
        return tuple(found[:MOST])

    def shown(self, found: Sequence[tuple[Near, ...]]) -> list[tuple[Candidate, ...]]:
        """The candidates for several drafts with what is shown of them, read in few queries."""
        c, ref = RECORD.c, KINDS[self._kind].ref
        ids = sorted({one.record_id for each in found for one in each})
        said: dict[int, tuple[str, str]] = {}
        for start in range(0, len(ids), _CHUNK):
            query = select(c.id, c.number, c.title).where(c.id.in_(ids[start : start + _CHUNK]))
            said |= {
                row.id: (ref(row.number), row.title) for row in self._connection.execute(query)
            }
        return [
            tuple(Candidate(o.record_id, *said[o.record_id], o.score, o.why) for o in each)
            for each in found
        ]

    @cached_property
    def _by_ref(self) -> dict[str, int]:
        """The records by the reference that the catalogue gave them."""
        c, ref = RECORD.c, KINDS[self._kind].ref
        live = (c.kind == self._kind) & c.binned_at.is_(None)
        rows = self._connection.execute(select(c.number, c.id).where(live))
        return {ref(number): record_id for number, record_id in rows}

    @cached_property
    def _identified(self) -> dict[tuple[str, str], int]:
        return self._told("identifier", "scheme", "value")

    @cached_property
    def _referred(self) -> dict[tuple[str, str], int]:
        return self._told("reference", "register", "number")

    def _told(self, part: str, sort: str, value: str) -> dict[tuple[str, str], int]:
        """The one record with each pair of values of `part`; 0 where there are several."""
        c = part_table(part).c
        found: dict[tuple[str, str], int] = {}
        for record_id, *pair in self._connection.execute(select(c.record_id, c[sort], c[value])):
            if record_id in self._facts:
                one, two = pair
                found[one, two] = record_id if found.get((one, two), record_id) == record_id else 0
        return found


def _pairs(draft: Draft, part: str) -> Iterable[tuple[str, str]]:
    """What the rows of `part` of a draft begin with: scheme and value, register and number."""
    for each in draft.parts:
        if each.part == part:
            one, two = islice((str(value) for _, value in each.values), 2)
            yield one, two


def _agrees(mine: Facts, held: Facts) -> bool:
    """Whether a record with the reference of a row has its day, or a title like its title."""
    day = mine.first is not None and mine.first == held.first
    return day or token_sort_ratio(mine.title, held.title) >= 60
