"""Who held which post on a day, from the tenures of officials.

A post counts as held on a day only where the dates on record leave no doubt: a tenure known to
begin in 2019 says nothing certain about June 2019. Briefs, forms and the detail pane offer such a
post where nobody recorded the office that was held.
"""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from defcat.dates import PartialDate
from defcat.model import part_table


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
