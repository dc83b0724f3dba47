"""What a list can show of a record besides its listed fields, for those columns that are wanted.

A name here is that of the field, of a computed column, or of a column of `record` that all kinds
share; a code of the vocabulary `event-type` asks for the date of such events; and `topics`,
`numbers` and `sources` for what the parts of those names hold.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, Row, func, select

from defcat.dates import days_span
from defcat.fields import Link, Stored
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.reading import had_come

TOPICS, NUMBERS, SOURCES = "topics", "numbers", "sources"
EVENTS = ("signature", "entry-into-force")
"""Events whose date a list of agreements can show."""
SHARED = ("created_at", "changed_at", "created_by", "changed_by", "archived")
"""Columns of `record` that a list can show."""

Values = dict[int, dict[str, Stored]]


def further(
    connection: Connection,
    by_kind: Mapping[str, Sequence[int]],
    names: Collection[str],
    day: date | None = None,
) -> Values:
    """What the records `by_kind` have under `names`, by identifier: as it is stored, with titles in
    place of links, and one text where there are several. Names that mean nothing for a kind are
    passed over. Events that certainly came after `day` are left out.
    """
    found: Values = defaultdict(dict)
    for kind, ids in by_kind.items():
        _own(connection, kind, ids, names, found)
    every = [record_id for ids in by_kind.values() for record_id in ids]
    if shared := [name for name in SHARED if name in names]:
        columns = (RECORD.c[name] for name in shared)
        query = select(RECORD.c.id, *columns).where(RECORD.c.id.in_(every))
        for record_id, *values in connection.execute(query):
            found[record_id].update(zip(shared, values, strict=True))
    if events := [name for name in EVENTS if name in names]:
        _events(connection, by_kind.get("agreement", ()), events, day, found)
    if TOPICS in names:
        subject = part_table("subject")
        titles = select(subject.c.record_id, RECORD.c.title).join(
            RECORD, RECORD.c.id == subject.c.other_id
        )
        titles = titles.where(subject.c.record_id.in_(every), RECORD.c.binned_at.is_(None))
        _together(connection.execute(titles.order_by(subject.c.id)), TOPICS, found)
    if NUMBERS in names:
        _numbers(connection, by_kind.get("agreement", ()), found)
    if SOURCES in names:
        _sources(connection, every, found)
    return dict(found)


def _own(
    connection: Connection, kind: str, ids: Sequence[int], names: Collection[str], found: Values
) -> None:
    table = own_table(kind)
    wanted = [column.name for column in table.c if column.name in names and column.name != "id"]
    if not wanted:
        return
    query = select(table.c.id, *(table.c[name] for name in wanted)).where(table.c.id.in_(ids))
    for record_id, *values in connection.execute(query):
        found[record_id].update(zip(wanted, values, strict=True))
    described = KINDS[kind].by_name
    links = [n for n in wanted if n in described and isinstance(described[n].type, Link)]
    if not links:
        return
    named = {found[i][name] for i in ids for name in links if found[i].get(name) is not None}
    c = RECORD.c
    query = select(c.id, c.title).where(c.id.in_(named), c.binned_at.is_(None))
    titles: dict[Stored, str] = {row.id: row.title for row in connection.execute(query)}
    for record_id in ids:
        for name in links:
            found[record_id][name] = titles.get(found[record_id].get(name))


def _events(
    connection: Connection,
    agreements: Sequence[int],
    types: Sequence[str],
    day: date | None,
    found: Values,
) -> None:
    """The date of the first event of each type, since a treaty can have a hundred ratifications."""
    c = part_table("event").c
    query = select(c.record_id, c.type, c.date, c.effective).where(c.type.in_(types))
    for row in connection.execute(query.where(c.record_id.in_(agreements))):
        in_force = row.type == "entry-into-force"
        when = (row.effective or row.date) if in_force else (row.date or row.effective)
        if when is None or (day is not None and not had_come(when, day)):
            continue
        before = found[row.record_id].get(row.type)
        if before is None or days_span(when) < days_span(str(before)):
            found[row.record_id][row.type] = when


def _numbers(connection: Connection, agreements: Sequence[int], found: Values) -> None:
    c = part_table("reference").c
    query = select(c.record_id, c.number).where(c.record_id.in_(agreements)).order_by(c.id)
    _together(connection.execute(query), NUMBERS, found)


def _sources(connection: Connection, ids: Sequence[int], found: Values) -> None:
    c = part_table("citation").c
    counted = select(c.record_id, func.count(c.other_id.distinct()))
    joined = counted.join(RECORD, RECORD.c.id == c.other_id).where(RECORD.c.binned_at.is_(None))
    query = joined.where(c.record_id.in_(ids)).group_by(c.record_id)
    for record_id, number in connection.execute(query):
        found[record_id][SOURCES] = number


def _together(pairs: Iterable[Row[int, str]], name: str, found: Values) -> None:
    said: dict[int, dict[str, None]] = defaultdict(dict)
    for record_id, text in pairs:
        said[record_id][text] = None
    for record_id, texts in said.items():
        found[record_id][name] = ", ".join(texts)
