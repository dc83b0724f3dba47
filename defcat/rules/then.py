"""The dates of agreements and officials as of a day: they follow from events and posts.

Source of the rule: the usage of the catalogue, in which an agreement is dated by its most telling
event and an official by the post begun last (`derived`). Inputs: the events and posts that may have
come by the day. With partial dates an event or a post is left out only if it certainly came later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Connection, select

from defcat.model import part_table
from defcat.rules.derived import dated_by, latest
from defcat.rules.facts import EventFact
from defcat.rules.reading import had_come

Dates = dict[int, str | None]


def dates_then(
    connection: Connection, dated: Iterable[tuple[int, str, str | None]], day: date
) -> Dates:
    """The dates as of `day` of those agreements and officials among the records `dated`
    (identifier, kind, date) that are dated later; None where nothing had happened yet.
    """
    later: dict[str, set[int]] = defaultdict(set)
    for record_id, kind, when in dated:
        if not had_come(when, day):
            later[kind].add(record_id)
    found: Dates = {}
    if agreements := later["agreement"]:
        found |= _by_events(connection, agreements, day)
    if officials := later["official"]:
        found |= _by_posts(connection, officials, day)
    return found


def _by_events(connection: Connection, agreements: Collection[int], day: date) -> Dates:
    c = part_table("event").c
    query = select(c.id, c.record_id, c.type, c.date, c.effective, c.country, c.other_id)
    found: dict[int, list[EventFact]] = {agreement: [] for agreement in agreements}
    for row in connection.execute(query.where(c.record_id.in_(list(agreements)))):
        if had_come(row.date or row.effective, day):
            party = row.country or row.other_id
            event = EventFact(row.id, row.type, row.date, row.effective, None, party)
            found[row.record_id].append(event)
    return {agreement: dated_by(events) for agreement, events in found.items()}


def _by_posts(connection: Connection, officials: Collection[int], day: date) -> Dates:
    c = part_table("tenure").c
    found: dict[int, list[str]] = {official: [] for official in officials}
    begun = select(c.record_id, c.start).where(c.start.is_not(None))
    for official, start in connection.execute(begun.where(c.record_id.in_(list(officials)))):
        if had_come(start, day):
            found[official].append(start)
    return {official: latest(starts) for official, starts in found.items()}
