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

from sqlalchemy import Connection, select

from defcat.dossier import Stub, stubs
from defcat.model import RECORD, own_table
from defcat.translation import tr


@dataclass(frozen=True)
class Edition:
    """An engagement of a series; `number` is None where nobody has recorded it."""

    number: int | None
    stub: Stub
    first: str
    last: str


def editions(connection: Connection, series: int) -> list[Edition]:
    """The engagements of a series in order, without those in the bin."""
    own = own_table("engagement")
    query = (
        select(own.c.id, own.c.edition, RECORD.c.date_first, RECORD.c.date_last)
        .join(RECORD, RECORD.c.id == own.c.id)
        .where(own.c.series == series, RECORD.c.binned_at.is_(None))
    )
    rows = connection.execute(query).all()
    named = stubs(connection, [row.id for row in rows])
    found = [
        Edition(row.edition, named[row.id], row.date_first or "", row.date_last or "")
        for row in rows
    ]
    return _ordered(found)


def around(found: Sequence[Edition], record_id: int) -> tuple[Edition | None, Edition | None]:
    """The editions before and after an engagement, of `found` in order."""
    place = next((at for at, each in enumerate(found) if each.stub.id == record_id), None)
    if place is None:
        return None, None
    after = found[place + 1] if place + 1 < len(found) else None
    return found[place - 1] if place else None, after


def missing(found: Sequence[Edition]) -> list[int]:
    """The numbers up to the last one that no engagement on record has."""
    numbers = {each.number for each in found if each.number is not None}
    return [number for number in range(1, max(numbers, default=0)) if number not in numbers]


def next_number(found: Sequence[Edition], day: date | None) -> int | None:
    """The number that an edition on `day` would have, None where it may stand among the others.

    One after the highest, unless `day` lies before the end of an edition on record; without a
    `day` the next one is meant.
    """
    latest = max((each.last for each in found), default="")
    if day is not None and latest and day.isoformat() <= latest:
        return None
    return max((each.number or 0 for each in found), default=0) + 1


def ordinal(number: int) -> str:
    """A number as it counts editions: 1st, 2nd, 11th."""
    if number % 100 in (11, 12, 13):
        return tr("{n}th", n=number)
    endings = {1: tr("{n}st", n=number), 2: tr("{n}nd", n=number), 3: tr("{n}rd", n=number)}
    return endings.get(number % 10, tr("{n}th", n=number))


def _ordered(found: Sequence[Edition]) -> list[Edition]:
    """By number; those without one go before the first numbered one that began later."""
    numbered = [each for each in found if each.number is not None]
    ordered = sorted(numbered, key=lambda each: (each.number, each.first, each.last, each.stub.id))
    others = [each for each in found if each.number is None]
    for each in sorted(others, key=lambda each: (each.first, each.last, each.stub.id)):
        later = (at for at, known in enumerate(ordered) if known.first > each.first)
        ordered.insert(next(later, len(ordered)) if each.first else len(ordered), each)
    return ordered
