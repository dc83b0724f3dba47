"""Records that name a country only in what came after a day, for a search as of that day.

The index knows which countries a record names, not since when. Source of the rule: as in `horizon`.
Inputs: the rows that name the country, by the day they happened, took effect or began; a signatory
by the event at which it signed, and if none is given by the signings. A field of the record itself
names a country always, and so does a row without a date. Partial dates: only what certainly came
later is left out.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, func, null, or_, select

from defcat.fields import Country, Kind, Part
from defcat.kinds import KINDS, PARTS
from defcat.model import own_table, part_table
from defcat.rules.reading import had_come, may_begin_after
from defcat.rules.tenure import SIGNING

_DATES = ("date", "effective", "start")
_CHUNK = 5_000


def named_later(connection: Connection, country: str, day: date) -> set[int]:
    """The records that name `country` (its code), but certainly did not by `day`."""
    late: set[int] = set()
    for part in PARTS.values():
        for query, when in _rows(part, country):
            if when is not None:
                found = connection.execute(query.where(may_begin_after(when, day)))
                late |= {row[0] for row in found if not had_come(row[1], day)}
    ordered = sorted(late)
    for start in range(0, len(ordered), _CHUNK):
        late -= _named_by(connection, country, day, ordered[start : start + _CHUNK])
    return late


def _named_by(
    connection: Connection, country: str, day: date, records: Collection[int]
) -> set[int]:
    """Those of `records` that may have named the country by the day."""
    found: set[int] = set()
    for kind in KINDS.values():
        own = own_table(kind.name)
        for name in _countries(kind):
            named = select(own.c.id).where(own.c.id.in_(records), own.c[name] == country)
            found |= set(connection.scalars(named))
    for part in PARTS.values():
        of_these = part_table(part.name).c.record_id.in_(records)
        for query, _ in _rows(part, country):
            rows = connection.execute(query.where(of_these))
            found |= {row[0] for row in rows if had_come(row[1], day)}
    return found


def _rows(part: Part, country: str) -> Iterator[tuple[Select[Any], Any]]:
    """For each field by which a row of `part` names a country: the records that do, each with the
    date of the row, and the expression of that date, None where rows have no date."""
    table = part_table(part.name)
    for name in _countries(part):
        names = table.c[name] == country
        if part.name == "signatory":
            event = part_table("event")
            signed = and_(table.c.event.is_(None), event.c.type.in_(SIGNING))
            there = and_(
                event.c.record_id == table.c.record_id, or_(event.c.id == table.c.event, signed)
            )
            when = func.coalesce(event.c.date, event.c.effective)
            yield select(table.c.record_id, when).outerjoin(event, there).where(names), when
        elif columns := [table.c[field] for field in _DATES if field in table.c]:
            when = func.coalesce(*columns, null())
            yield select(table.c.record_id, when).where(names), when
        else:
            yield select(table.c.record_id, null()).where(names), None


def _countries(described: Kind | Part) -> list[str]:
    return [field.name for field in described.fields if isinstance(field.type, Country)]
