"""Links that lead back to where they began."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from defcat.circles import RELATIONS, UPWARD
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.findings.finding import Finding, Part
from defcat.rules.findings.reading import OTHER, own_query, part_query, rows
from defcat.translation import tr

CYCLIC_LINK = "cyclic-link"

_Steps = dict[int, set[int]]
"""What each record is linked to in one way."""


def cyclic_link(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """A record that links lead back to: a body within its own part, a visit within itself.

    Source: the meaning of the links, as in `circles`. A change that would close a circle is
    refused; one that is found was there before that was so.
    Inputs: the body that each body is part of, and the relations of `circles.RELATIONS` between
    records that are not in the bin. It is found at every record on the circle, whichever of them
    was asked about.
    Partial dates: dates play no part.
    """
    for kind, fields in UPWARD.items():
        for name in fields:
            own = own_table(kind)
            query = own_query(kind, own.c[name])
            label = tr(KINDS[kind].by_name[name].label)
            steps = _steps(connection, query, (own.c.id, own.c[name]), ids)
            yield from _found(connection, steps, ids, name, label)
    for part, relations in RELATIONS.items():
        table = part_table(part)
        for relation in sorted(relations):
            query = part_query(part, table.c.other_id).where(table.c.type == relation)
            label = PARTS[part].by_name["type"].type.show(relation)
            steps = _steps(connection, query, (table.c.record_id, table.c.other_id), ids)
            yield from _found(connection, steps, ids, part, label, relation)


def all_links(_connection: Connection) -> Iterator[Part]:
    """All links at once: few records have any of these."""
    yield lambda connection: cyclic_link(connection, None)


def _steps(
    connection: Connection,
    links: Select[Any],
    ends: tuple[ColumnElement[Any], ColumnElement[Any]],
    ids: Collection[int] | None,
) -> _Steps:
    """The steps of `links` between two `ends`: all of them, or all that `ids` lead up to."""
    start, end = ends
    links = links.join(OTHER, OTHER.c.id == end).where(OTHER.c.binned_at.is_(None))
    query: Select[Any] = links.with_only_columns(start.label("start"), end.label("end"))
    steps: _Steps = defaultdict(set)
    level: Collection[int] | None = ids
    while level is None or level:
        found = list(rows(connection, query, start, level))
        for step in found:
            steps[step.start].add(step.end)
        level = () if level is None else {step.end for step in found} - steps.keys()
    return steps


def _found(
    connection: Connection,
    steps: _Steps,
    ids: Collection[int] | None,
    about: str,
    label: str,
    relation: str = "",
) -> Iterator[Finding]:
    for circle in _circles(steps, ids):
        query = select(RECORD.c.id, RECORD.c.uid, RECORD.c.title)
        named = {row.id: row for row in rows(connection, query, RECORD.c.id, circle)}
        uids = ",".join(sorted(row.uid for row in named.values()))
        titles = ", ".join(f"“{named[each].title}”" for each in sorted(circle))
        for each in sorted(circle):
            yield Finding(
                CYCLIC_LINK,
                each,
                f"{about}:{relation}:{uids}",
                tr("“{link}” leads back to where it began: {titles}.", link=label, titles=titles),
                tr("Remove the link that is wrong, or link another record."),
                about,
            )


def _circles(steps: _Steps, ids: Collection[int] | None) -> list[frozenset[int]]:
    """The records that lead to each other, those together that do; only where one is of `ids`."""
    above: dict[int, set[int]] = {}
    for start in steps:
        reached: set[int] = set()
        level = steps[start]
        while level:
            reached |= level
            level = {end for each in level for end in steps.get(each, ())} - reached
        if start in reached:
            above[start] = reached
    circles = {
        frozenset(other for other in above if other in above[each] and each in above[other])
        for each in above
    }
    return sorted((c for c in circles if ids is None or not c.isdisjoint(ids)), key=sorted)
