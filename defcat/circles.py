"""Links that may not lead back to where they began: no body is part of a part of its own.

Source: the meaning of the words. What is part of a visit, or an annex of an agreement, is the
smaller one, and what supersedes or terminates another one the later; so a way along such links that
comes back says of each record on it the opposite of what it says of it, too. Records in the bin
count, for they may come back. Dates play no part.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from defcat.fields import Link
from defcat.kinds import KINDS
from defcat.model import own_table, part_table

RELATIONS: Mapping[str, frozenset[str]] = {
    "agreement_relation": frozenset(("annex-to", "supersedes", "terminates")),
    "engagement_relation": frozenset(("part-of",)),
}
"""The types of relation, by part, that may not lead back; each is looked at by itself."""

UPWARD: Mapping[str, tuple[str, ...]] = {
    kind.name: tuple(
        field.name
        for field in kind.fields
        if isinstance(field.type, Link) and field.type.kinds == (kind.name,)
    )
    for kind in KINDS.values()
}
"""The fields of each kind that name a record of that kind, such as the body that one is part of."""

Above = Callable[[Collection[int]], Iterable[int]]
"""The records that some records are linked to, one step up."""


def leads_back(start: int, goal: Collection[int], above: Above) -> bool:
    """Whether `start`, or what it leads up to, is one of `goal`."""
    seen: set[int] = set()
    level = {start}
    while level:
        if not level.isdisjoint(goal):
            return True
        seen |= level
        level = set(above(level)) - seen
    return False


def by_field(connection: Connection, kind: str, field: str) -> Above:
    """What records of `kind` name in a field of `UPWARD`."""
    column, own_id = own_table(kind).c[field], own_table(kind).c.id

    def above(ids: Collection[int]) -> Iterable[int]:
        query = select(column).where(own_id.in_(ids), column.is_not(None))
        return connection.scalars(query)

    return above


def related(connection: Connection, part: str, relation: Any, ids: Collection[int]) -> list[Any]:
    """The relations of one type from the records `ids`: `id`, `record_id` and `other_id`."""
    c = part_table(part).c
    query = select(c.id, c.record_id, c.other_id)
    return list(connection.execute(query.where(c.record_id.in_(ids), c.type == relation)))
