"""How the rules read: rows in bulk, and of partial dates only what is beyond doubt."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from defcat.dates import PartialDate, days_span
from defcat.model import RECORD, own_table, part_table
from defcat.rules.findings.finding import Finding, Part

CHUNK = 5_000
"""Identifiers in one query."""

STRETCH = 20_000
"""Records about which a rule is asked at a time: it takes a quarter of a second at most."""

EVER = ("0001-01-01", "9999-12-31")
"""The first and the last day of the calendar."""

OTHER = RECORD.alias("other")
"""The record at the other end of a link. To make an alias takes as long as to read a few rows."""

_DOUBT = frozenset("~?%")

Span = tuple[str, str]
"""The first and the last day that a date can mean, as ISO texts, which sort as days do."""


def rows(
    connection: Connection, query: Select[Any], column: Any, among: Collection[Any] | None
) -> Iterator[Any]:
    """The rows of `query` of which `column` is one of `among`; all of them for None."""
    if among is None:
        yield from connection.execute(query)
        return
    if isinstance(among, range):  # some thousand identifiers one by one take longer than the query
        yield from connection.execute(query.where(column.between(among[0], among[-1])))
        return
    ordered = sorted(among)
    for start in range(0, len(ordered), CHUNK):
        yield from connection.execute(query.where(column.in_(ordered[start : start + CHUNK])))


def by_id(
    check: Callable[[Connection, Collection[int]], Iterable[Finding]], size: int = STRETCH
) -> Callable[[Connection], Iterator[Part]]:
    """How a rule is asked about all records: about `size` at a time, by their identifiers."""

    def parts(connection: Connection) -> Iterator[Part]:
        last = connection.scalar(select(func.max(RECORD.c.id))) or 0
        for first in range(1, last + 1, size):
            yield about(range(first, min(first + size, last + 1)))

    def about(ids: range) -> Part:
        return lambda connection: check(connection, ids)

    return parts


def part_query(part: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """Rows of `part` of records that are not in the bin: `id`, `record_id` and `columns`."""
    table = part_table(part)
    query = select(table.c.id, table.c.record_id, *columns)
    return query.join(RECORD, RECORD.c.id == table.c.record_id).where(RECORD.c.binned_at.is_(None))


def part_rows(
    connection: Connection, part: str, among: Collection[int] | None, *names: str
) -> Iterator[Any]:
    """`id`, `record_id` and the columns `names` of rows of a part, of records not in the bin."""
    table = part_table(part)
    query = part_query(part, *(table.c[name] for name in names))
    return rows(connection, query, table.c.record_id, among)


def own_query(kind: str, *columns: Any) -> Select[Any]:
    """Records of `kind` that are not in the bin: `id` and `columns`, some of the kind's own."""
    own = own_table(kind)
    query = select(own.c.id, *columns).join_from(own, RECORD, RECORD.c.id == own.c.id)
    return query.where(RECORD.c.binned_at.is_(None))


def events(
    connection: Connection, among: Collection[int] | None, *types: str
) -> dict[int, list[Any]]:
    """Events of some types by agreement: `id`, `type`, `date`, `effective`, `country` and
    `other_id`."""
    event = part_table("event")
    names = ("type", "date", "effective", "country", "other_id")
    query = part_query("event", *(event.c[name] for name in names)).where(event.c.type.in_(types))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows(connection, query.order_by(event.c.id), event.c.record_id, among):
        found[row.record_id].append(row)
    return found


def span(text: str | None) -> Span | None:
    """The days a date (EDTF) can mean; None for none, and for one that is approximate or uncertain.

    A side that is open or unknown reaches to the end of the calendar, so that nothing is ever
    certainly before or after it.
    """
    if not text or (len(text) != 10 and not _DOUBT.isdisjoint(text)):
        return None
    return days_span(text)


def before(a: Span | None, b: Span | None) -> bool:
    """Whether `a` surely ended before `b` began."""
    return a is not None and b is not None and a[1] < b[0]


@lru_cache(8_192)
def shown(text: str | None) -> str:
    """A date (EDTF) in words."""
    return PartialDate.parse(text).show() if text else ""
