"""The editions of a series: their order, what comes before and after one, and which are missing.

Source of the rule: usage of defence-cooperation desks (the "fifth 2+2 Ministerial Dialogue"); no
treaty or standard numbers meetings. Input: the engagements that name the series, by their `edition`
and date. Nobody numbers a cancelled round, and a postponed one keeps its number, so both count for
the numbers only as far as they are recorded.

Order is by number; an engagement of the series without a number stands by its date among the
others. A partial date counts from its first day, and of two that begin together the narrower one is
the earlier, so that no order is read out of what nobody knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from defcat.dossier import Stub, stubs
from defcat.model import RECORD, own_table
from defcat.translation import tr

LATEST = 100
"""So many editions are told where all are: a page of all that some have takes seconds."""


@dataclass(frozen=True)
class Edition:
    """An engagement of a series; `number` is None where nobody has recorded it."""

    number: int | None
    stub: Stub
    first: str
    last: str


def editions(connection: Connection, series: int) -> list[Edition]:
    """The engagements of a series in order, without those in the bin."""
    found = _ordered([_Dated(*row) for row in connection.execute(_dates(series))])
    return _named(connection, found)


def latest(connection: Connection, series: int, most: int = LATEST) -> tuple[list[Edition], int]:
    """The last `most` engagements of a series in order, and how many come before them."""
    found = _ordered([_Dated(*row) for row in connection.execute(_dates(series))])
    return _named(connection, found[-most:]), max(0, len(found) - most)


def neighbours(connection: Connection, series: int, record_id: int) -> list[Edition]:
    """An engagement of a series between those before and after it, as far as they are there."""
    found = _ordered([_Dated(*row) for row in connection.execute(_dates(series))])
    place = next((at for at, each in enumerate(found) if each.id == record_id), None)
    return [] if place is None else _named(connection, found[max(0, place - 1) : place + 2])


@dataclass(frozen=True, slots=True)
class _Dated:
    """As much of an edition as its order rests on."""

    id: int
    number: int | None
    first: str
    last: str


def _dates(series: int) -> Select[Any]:
    own, c = own_table("engagement"), RECORD.c
    first = func.coalesce(c.date_first, "").label("first")
    last = func.coalesce(c.date_last, "").label("last")
    query = select(own.c.id, own.c.edition, first, last).join(RECORD, c.id == own.c.id)
    return query.where(own.c.series == series, c.binned_at.is_(None))


def _named(connection: Connection, found: Sequence[_Dated]) -> list[Edition]:
    known = stubs(connection, [each.id for each in found])
    return [Edition(each.number, known[each.id], each.first, each.last) for each in found]


def around(found: Sequence[Edition], record_id: int) -> tuple[Edition | None, Edition | None]:
    """The editions before and after an engagement, of `found` in order."""
    place = next((at for at, each in enumerate(found) if each.stub.id == record_id), None)
    if place is None:
        return None, None
    after = found[place + 1] if place + 1 < len(found) else None
    return found[place - 1] if place else None, after


def missing(found: Sequence[Edition], earlier: int = 0) -> list[int]:
    """The numbers up to the last one that no engagement on record has.

    Where `earlier` ones come before those `found`, only the numbers after the first of these.
    """
    numbers = {each.number for each in found if each.number is not None}
    first = min(numbers, default=1) if earlier else 1
    return [number for number in range(first, max(numbers, default=0)) if number not in numbers]


def next_number(
    connection: Connection, series: int, day: date | None, besides: int | None = None
) -> int | None:
    """The number that an edition on `day` would have, None where it may stand among the others.

    One after the highest, unless `day` lies before the end of an edition on record; without a
    `day` the next one is meant. The engagement `besides` does not count.
    """
    dates = _dates(series).subquery()
    number, last = (dates.c[name] for name in ("edition", "last"))
    query = select(func.max(number), func.max(last))
    if besides is not None:
        query = query.where(dates.c.id != besides)
    highest, latest = connection.execute(query).one()
    if day is not None and latest and day.isoformat() <= latest:
        return None
    return (highest or 0) + 1


def ordinal(number: int) -> str:
    """A number as it counts editions: 1st, 2nd, 11th."""
    if number % 100 in (11, 12, 13):
        return tr("{n}th", n=number)
    endings = {1: tr("{n}st", n=number), 2: tr("{n}nd", n=number), 3: tr("{n}rd", n=number)}
    return endings.get(number % 10, tr("{n}th", n=number))


def _ordered(found: Sequence[_Dated]) -> list[_Dated]:
    """By number; those without one go before the first numbered one that began later."""
    numbered = [each for each in found if each.number is not None]
    ordered = sorted(numbered, key=lambda each: (each.number, each.first, each.last, each.id))
    others = [each for each in found if each.number is None]
    undated = [each for each in others if not each.first]
    dated = [each for each in others if each.first]
    placed: list[_Dated] = []
    last: list[_Dated] = sorted(undated, key=lambda each: (each.last, each.id))
    at = 0
    for each in sorted(dated, key=lambda each: (each.first, each.last, each.id)):
        while at < len(ordered) and ordered[at].first <= each.first:
            placed.append(ordered[at])
            at += 1
        (placed if at < len(ordered) else last).append(each)
    return [*placed, *ordered[at:], *last]
