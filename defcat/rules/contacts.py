"""Who was met when, and what lies between sides: meetings, promises and agreements.

Source of the rule: usage of defence-cooperation desks, which go into a meeting with when each one
was last met, what was promised since, and what binds both sides.

Inputs: engagements with their dates, states, places, and participants with their sides; the parties
of agreements; commitments. A side is a country: of one that is only a body nothing is looked for.
A side also took part in what was held in its country, since whoever travels there meets it and most
of what is imported names only the traveller. One that is planned, postponed or cancelled was no
meeting (`meetings`).

Partial dates: as for the last meeting (`meetings.last_met`) an engagement counts from its first
day, and of two that begin together the narrower date is the better answer. One without a date is
never an earlier one.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from defcat.dates import PartialDate
from defcat.fields import Stored
from defcat.model import RECORD, SETTING, own_table, part_table
from defcat.rows import sort_key
from defcat.rules.facts import MEMBERS
from defcat.rules.meetings import NOT_HELD, Carried
from defcat.rules.promises import OPEN, promises, still_open
from defcat.rules.reading import may_begin_after

_LOOKED_THROUGH = 4_000
"""So many of the newest engagements are looked through for those between two sides."""


def own_country(connection: Connection) -> str | None:
    """The code of the country whose desk keeps the catalogue; None where the catalogue says none.

    Then whatever is on record counts as the desk's own business.
    """
    code = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "own-country"))
    return str(code) if code else None


def last_day_before(when: Stored, day: date) -> date:
    """The last day on which an earlier meeting than one held `when` (EDTF) can have begun, known on
    `day`: the day before its first, or `day` itself where it has no date or is still to come.
    """
    held = PartialDate.parse(str(when)) if when else None
    if held is None or not held.known_first:
        return day
    return min(day, held.first - timedelta(days=1))


def met(
    connection: Connection,
    people: Collection[int],
    by: date,
    *,
    sides: Collection[str] = (),
    besides: Collection[int] = (),
    each: int | None = None,
) -> dict[int, list[int]]:
    """The engagements that each of `people` took part in and that began by `by`, the latest first.

    With `sides` (codes) only those in which one of them took part; without the engagements
    `besides`; at most `each` of them for everybody. Those who never met are not there.
    """
    took, own = part_table("participant"), own_table("engagement")
    place = func.row_number().over(partition_by=took.c.other_id, order_by=_latest())
    query = (
        select(took.c.other_id, RECORD.c.id, place.label("place"))
        .join(RECORD, RECORD.c.id == took.c.record_id)
        .join(own, own.c.id == RECORD.c.id)
        .where(took.c.other_id.in_(list(people)), *_held(by, besides))
        .group_by(took.c.other_id, RECORD.c.id)
    )
    if sides:
        query = query.where(_took_part(own.c.id, own.c.country, sides))
    ranked = query.subquery()
    listed = select(ranked.c.other_id, ranked.c.id).order_by(ranked.c.other_id, ranked.c.place)
    if each is not None:
        listed = listed.where(ranked.c.place <= each)
    found: dict[int, list[int]] = defaultdict(list)
    for who, engagement in connection.execute(listed):
        found[who].append(engagement)
    return dict(found)


def met_between(
    connection: Connection,
    sides: Sequence[str],
    by: date,
    limit: int,
    *,
    besides: Collection[int] = (),
) -> list[int]:
    """The latest engagements between `sides` that began by `by`, newest first.

    Those between the first of `sides` and any other of them, among the newest of all.
    """
    own = own_table("engagement")
    newest = (
        select(RECORD.c.id, own.c.country)
        .join(own, own.c.id == RECORD.c.id)
        .where(RECORD.c.kind == "engagement", *_held(by, besides))
        .where(RECORD.c.sort_key < sort_key((by + timedelta(days=1)).isoformat(), 0))
        .order_by(RECORD.c.sort_key.desc())
        .limit(_LOOKED_THROUGH)
        .subquery()
    )
    # In the order of the index, so that no more are looked through than it takes.
    query = select(newest.c.id).where(_between(newest.c.id, newest.c.country, sides)).limit(limit)
    found = list(connection.scalars(query))
    return list(
        connection.scalars(select(RECORD.c.id).where(RECORD.c.id.in_(found)).order_by(*_latest()))
    )


def promised_between(
    connection: Connection, sides: Sequence[str], by: date, day: date
) -> list[Carried]:
    """The commitments open on `day` from engagements between `sides` that began by `by`."""
    commitment, own = own_table("commitment"), own_table("engagement")
    query = (
        select(commitment.c.id)
        .join(RECORD, RECORD.c.id == commitment.c.engagement)
        .join(own, own.c.id == RECORD.c.id)
        .where(_may_be_open(day), *_held(by), _between(own.c.id, own.c.country, sides))
    )
    return _open(connection, query, day)


def promised_by(
    connection: Connection, day: date, *, owner: int, side: str | None = None
) -> list[Carried]:
    """The commitments open on `day` that `owner` (a record) is to keep, or the country `side`."""
    own = own_table("commitment").c
    whose = own.owner == owner
    if side is not None:
        whose = or_(whose, own.owner_side == side)
    return _open(connection, select(own.id).where(_may_be_open(day), whose), day)


def agreed_between(connection: Connection, sides: Collection[str]) -> list[int]:
    """The agreements of which two or more of `sides` and nobody else are parties, newest first."""
    party = part_table("party")
    theirs = (
        select(party.c.record_id)
        .where(party.c.country.in_(list(sides)), party.c.role.in_(MEMBERS))
        .group_by(party.c.record_id)
        .having(func.count(party.c.country.distinct()) > 1)
    )
    other = party.alias("other")
    further = exists().where(
        other.c.record_id == RECORD.c.id,
        other.c.role.in_(MEMBERS),
        or_(other.c.country.is_(None), other.c.country.not_in(list(sides))),
    )
    query = select(RECORD.c.id).where(
        RECORD.c.id.in_(theirs), RECORD.c.binned_at.is_(None), ~further
    )
    return list(connection.scalars(query.order_by(RECORD.c.sort_key.desc())))


def _latest() -> list[ColumnElement[Any]]:
    """Newest first; of one beginning the narrower date, and then the one without marks of doubt."""
    c = RECORD.c
    return [c.date_first.desc(), c.date_last.asc(), func.length(c.date).asc(), c.id.desc()]


def _held(by: date, besides: Collection[int] = ()) -> list[ColumnElement[bool]]:
    """Of engagements: those that were held and began by `by`."""
    state, c = own_table("engagement").c.state, RECORD.c
    return [
        c.binned_at.is_(None),
        c.date_first <= by.isoformat(),
        c.id.not_in(list(besides)),
        or_(state.is_(None), state.not_in(NOT_HELD)),
    ]


def _took_part(
    engagement: ColumnElement[Any], country: ColumnElement[Any], sides: Collection[str]
) -> ColumnElement[bool]:
    """Whether one of `sides` took part in an engagement in `country`, or was host to it."""
    here = part_table("participant").alias()
    came = exists().where(here.c.record_id == engagement, here.c.side.in_(list(sides)))
    return or_(country.in_(list(sides)), came)


def _between(
    engagement: ColumnElement[Any], country: ColumnElement[Any], sides: Sequence[str]
) -> ColumnElement[bool]:
    """Whether the first of `sides` and any other of them took part in an engagement."""
    first, others = sides[:1], sides[1:]
    return and_(_took_part(engagement, country, first), _took_part(engagement, country, others))


def _may_be_open(day: date) -> ColumnElement[bool]:
    """True of every commitment open on `day`, and of few others."""
    c = own_table("commitment").c
    return or_(c.state.in_(OPEN), may_begin_after(c.closed, day))


def _open(connection: Connection, query: Any, day: date) -> list[Carried]:
    ids = list(connection.scalars(query))
    return still_open(promises(connection, ids).values(), day)
