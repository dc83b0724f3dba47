"""When somebody was last met, and what is carried on to a meeting from earlier ones.

Source of the rule: usage of defence-cooperation desks. Input: the engagements in which the official
or the organisation took part, by date and state. One that is planned, postponed or cancelled was
no meeting; one without a state counts as held, since most of what is imported says none.

A partial date counts from its first day: a meeting known only as 2024 may have been in January, and
never passes for later than one on 23 August 2024. Of two that begin together the narrower date is
the better answer, so a meeting is named rather than the visit that it was part of, and of two on
one day the one of which the day is certain. An engagement without a date is never the last one.

What is carried on to a meeting was open on its day, which is the first one that its date can mean;
of a meeting without a date, and of one still to come, it is what is open on the day asked about.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, func, or_, select

from defcat.dates import PartialDate
from defcat.dossier import Stub, stubs
from defcat.fields import Stored
from defcat.model import RECORD, own_table, part_table
from defcat.rules.promises import Promise, Standing, open_for

Carried = tuple[Promise, Standing]
"""A commitment with how it stands."""

NOT_HELD = ("planned", "postponed", "cancelled")
"""States of an engagement that was no meeting."""


def last_met(connection: Connection, who: int, day: date) -> Stub | None:
    """The last engagement that an official or an organisation took part in by `day`."""
    took_part, own = part_table("participant"), own_table("engagement")
    query = (
        select(RECORD.c.id)
        .join(own, own.c.id == RECORD.c.id)
        .join(took_part, took_part.c.record_id == RECORD.c.id)
        .where(took_part.c.other_id == who, RECORD.c.binned_at.is_(None))
        .where(or_(own.c.state.is_(None), own.c.state.not_in(NOT_HELD)))
        .where(RECORD.c.date_first <= day.isoformat())
        .order_by(RECORD.c.date_first.desc(), RECORD.c.date_last)
        # Of one span the shorter text has no mark of doubt: 2024-08-23, not 2024-08-23?
        .order_by(func.length(RECORD.c.date), RECORD.c.id.desc())
        .limit(1)
    )
    found = connection.scalar(query)
    return stubs(connection, [found])[found] if found is not None else None


def carried_to(
    connection: Connection,
    people: Collection[int],
    series: int | None,
    when: Stored,
    day: date,
    *,
    here: int | None = None,
) -> list[Carried]:
    """What earlier engagements with `people`, or of `series`, left open for one held `when` (EDTF).

    `day` is the one asked about, `here` the engagement itself, once it is on record.
    """
    held = PartialDate.parse(str(when)) if when else None
    if held is not None and held.known_first:
        day = min(day, held.first)
    named = [] if series is None else [series]
    return open_for(connection, day, people=people, series=named, besides=here)
