"""Who held which post on a day, from the tenures of officials.

A post counts as held on a day only where the dates on record leave no doubt: a tenure known to
begin in 2019 says nothing certain about June 2019. Briefs, forms and the detail pane offer such a
post where nobody recorded the office that was held.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select

from defcat.dates import PartialDate
from defcat.fields import Stored
from defcat.model import part_table

Signing = tuple[int, Stored, Stored]

SIGNING = ("signature", "exchange-of-notes")
"""The events at which an agreement is signed (Vienna Convention on the Law of Treaties, art. 11 to
13: by signature, or by an exchange of instruments)."""


def signed_on(events: Iterable[Signing], named: Stored) -> Stored:
    """The date (EDTF) on which somebody signed, from events as (row, type, date).

    That of the event `named`; where it has none, of the first signing that has one.
    """
    known = list(events)
    own = (when for row, _, when in known if row == named)
    first = (when for _, event_type, when in known if event_type in SIGNING and when)
    return next(own, None) or next(first, None)


def held_on(start: str | None, end: str | None, day: PartialDate) -> bool:
    """Whether a tenure from `start` to `end` (EDTF; no end: still held) surely covered `day`.

    A day of which an end is open or unknown is covered by nothing.
    """
    if not (day.known_first and day.known_last):
        return False
    if start is None or PartialDate.parse(start).last > day.first:
        return False
    return end is None or PartialDate.parse(end).first >= day.last


def posts_on(
    connection: Connection, officials: Collection[int], day: PartialDate
) -> dict[int, str]:
    """The posts that each of `officials` held on `day`, in words; without those who held none."""
    tenure = part_table("tenure")
    query = select(tenure).where(tenure.c.record_id.in_(list(officials)))
    held: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(query.order_by(tenure.c.start, tenure.c.id)):
        if held_on(row.start, row.end, day) and row.post not in held[row.record_id]:
            held[row.record_id].append(row.post)
    return {official: ", ".join(posts) for official, posts in held.items() if posts}
