"""Whether what a source states of a field is what the record holds, or another value.

Source of the rule: the vocabulary's "two sources may disagree: both are kept, one is preferred, and
the disagreement is shown": a preferred statement that is not what the record holds is such a
disagreement, between the desk's choice and its record. Inputs: the type of the field, its value,
and the statement as it was written. A statement is compared only where it can be read as a value of
that type: a date, a length of time, a number, a country, a term. Prose is never said to contradict;
text is the same once it is folded, and is prose otherwise.

Partial dates: two dates contradict each other only where they have no day in common; one that can
be read in two ways (03/04/2024) is not read at all.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select

from defcat import date_input
from defcat.dates import PartialDate
from defcat.errors import InputError
from defcat.fields import Country, Date, Duration, Field, Stored, Term, Whole
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.periods import Period
from defcat.text import fold

SOURCE = RECORD.alias("source")
"""The source of a citation. To make an alias takes as long as to read a few rows."""

_TYPES = Date | Duration | Whole | Country | Term
_READABLE = {
    kind.name: [field.name for field in kind.fields if isinstance(field.type, _TYPES)]
    for kind in KINDS.values()
}

_CHUNK = 5_000


def states_value(field: Field, held: Stored, states: str) -> bool | None:
    """Whether `states` says that a field holds `held`: yes, no (another value), None: not read."""
    if held is None or not states:
        return None
    if fold(states) in (fold(field.type.show(held)), fold(str(held))):
        return True
    if isinstance(field.type, Date):
        read = date_read(states, sure=True)
        now = PartialDate.parse(str(held))
        return None if read is None else now.first <= read.last and read.first <= now.last
    if not isinstance(field.type, _TYPES):
        return None
    try:
        read_as = field.type.check(states.strip(" ."))
    except InputError:
        return None
    if isinstance(field.type, Duration):
        return _length(str(read_as)) == _length(str(held))
    return read_as == held


def date_read(text: str, *, sure: bool = False) -> PartialDate | None:
    """The date that a statement is; None where it cannot be read, or, with `sure`, in two ways."""
    try:
        read = date_input.read(text.strip(" ."), today=None)
    except InputError:
        return None
    return None if sure and read.ambiguous else read.date


def contradicts(kind: str, about: str | None, held: Stored, states: str) -> bool:
    """Whether `states` is another value than the field `about` of a record of `kind` holds."""
    field = KINDS[kind].by_name.get(about or "")
    return field is not None and states_value(field, held, states) is False


def support_of(
    kind: str, about: str | None, held: Stored, told: Collection[tuple[int, str, Stored]]
) -> set[int]:
    """Which of the citations of one fact, as (identifier, states, preferred), support it.

    Those that nobody rejected. A preferred statement of another value than the record holds
    supports nothing; what was rejected for it and states what the record holds does.
    """
    against = {
        row for row, states, chosen in told if chosen and contradicts(kind, about, held, states)
    }
    found = {row for row, _, chosen in told if chosen is not False} - against
    if against:
        field = KINDS[kind].by_name[str(about)]
        found |= {row for row, states, _ in told if states_value(field, held, states)}
    return found


# --- of many records at once --------------------------------------------------------------------


@dataclass(frozen=True)
class Sway:
    """What preferred statements of other values than the records hold change about their support.

    By the identifiers of citations: `against` support nothing, though nobody rejected them; those
    `kept` state what the record holds, and were rejected only for one of the former. Of a record as
    a whole nothing is read, and the empty one says what supports it.
    """

    records: frozenset[int] = frozenset()
    against: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()

    def supports(self, citation: Any) -> ColumnElement[bool]:
        """Whether a citation (columns) supports its fact, and its source is not in the bin."""
        in_use = select(SOURCE.c.id).where(
            SOURCE.c.id == citation.other_id, SOURCE.c.binned_at.is_(None)
        )
        return and_(self.said(citation), in_use.exists())

    def said(self, citation: Any) -> ColumnElement[bool]:
        """Whether a citation (columns) supports its fact, wherever its source is."""
        chosen: ColumnElement[bool] = citation.preferred.is_not(False)
        if not self.against:
            return chosen
        chosen = and_(chosen, citation.id.not_in(_numbers(self.against)))
        return or_(chosen, citation.id.in_(_numbers(self.kept)))


def sway(connection: Connection, ids: Collection[int] | None) -> Sway:
    """How preferred statements bear on the support of facts of the records `ids` (None: of all)."""
    ordered = sorted(ids) if ids is not None else None
    chunks = (
        [None]
        if ordered is None
        else [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
    )
    records, against, kept = set[int](), set[int](), set[int]()
    for chunk in chunks:
        facts = _preferred(connection, chunk)
        held = _values(connection, {(kind, record) for record, kind, _ in facts})
        for (record, kind, about), chosen in facts.items():
            value = held[record][about]
            contrary = {i for i, states in chosen if contradicts(kind, about, value, states)}
            if contrary:
                records.add(record)
                against |= contrary
                kept |= _keeping(connection, record, KINDS[kind].by_name[about], value)
    return Sway(frozenset(records), frozenset(against), frozenset(kept))


def _numbers(ids: Collection[int]) -> Any:
    """Identifiers written into the statement: there can be more than it takes parameters."""
    return bindparam("ids", sorted(ids), expanding=True, literal_execute=True, unique=True)


def _preferred(
    connection: Connection, ids: Collection[int] | None
) -> dict[tuple[int, str, str], list[tuple[int, str]]]:
    """What is preferred of fields that can be read: (identifier, states) by record, kind, field."""
    c = part_table("citation").c
    query = (
        select(c.id, c.record_id, RECORD.c.kind, c.about, c.states)
        .join(RECORD, RECORD.c.id == c.record_id)
        .join(SOURCE, SOURCE.c.id == c.other_id)
        .where(c.preferred.is_(True), c.states.is_not(None), c.about.is_not(None))
        .where(RECORD.c.binned_at.is_(None), SOURCE.c.binned_at.is_(None))
        .order_by(c.id)
    )
    if ids is not None:
        query = query.where(c.record_id.in_(ids))
    found: dict[tuple[int, str, str], list[tuple[int, str]]] = defaultdict(list)
    for row in connection.execute(query):
        if row.about in _READABLE[row.kind]:
            found[row.record_id, row.kind, row.about].append((row.id, row.states))
    return found


def _values(
    connection: Connection, records: Collection[tuple[str, int]]
) -> dict[int, dict[str, Stored]]:
    """What records hold in the fields that can be read, by record."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, record in records:
        by_kind[kind].append(record)
    found: dict[int, dict[str, Stored]] = {}
    for kind, ids in by_kind.items():
        own, names = own_table(kind), _READABLE[kind]
        columns = (RECORD.c[name] if name in RECORD.c else own.c[name] for name in names)
        query = select(own.c.id, *columns).join(RECORD, RECORD.c.id == own.c.id)
        for record, *values in connection.execute(query.where(own.c.id.in_(ids))):
            found[record] = dict(zip(names, values, strict=True))
    return found


def _keeping(connection: Connection, record: int, field: Field, held: Stored) -> set[int]:
    """The citations of a field that were rejected, and state what the record holds."""
    c = part_table("citation").c
    query = select(c.id, c.states).where(
        c.record_id == record, c.about == field.name, c.preferred.is_(False)
    )
    rows = connection.execute(query.where(c.states.is_not(None)))
    return {row.id for row in rows if states_value(field, held, row.states)}


def _length(text: str) -> tuple[int, int]:
    """A length of time in months and days: a year is twelve months."""
    found = Period.parse(text)
    return found.years * 12 + found.months, found.days
