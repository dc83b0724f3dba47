"""Running a query: the identifiers that answer it, their number, and the rows to show.

Lists ask for identifiers and then for the rows on screen, never for whole objects.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, select

from defcat import countries
from defcat.dates import days_span
from defcat.dossier import find_id
from defcat.errors import InputError, NotFound
from defcat.fields import Stored
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.search.index import MATCHING_IDS, count_matching, expression, matching, streamed
from defcat.search.query import Query, Word

Order = Literal["newest", "oldest", "title", "title-desc"]
NO_LIMIT = -1
COUNTED = 10_000
"""How far a count goes at once; beyond it the window says “10,000+”."""

_ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (RECORD.c.sort_key.desc(),),
    "oldest": (RECORD.c.sort_key,),
    "title": (RECORD.c.sort_title, RECORD.c.id),
    "title-desc": (RECORD.c.sort_title.desc(), RECORD.c.id.desc()),
}


@dataclass(frozen=True)
class ListRow:
    """A record as a list shows it; `values` holds its listed fields, `extra` what it links to."""

    id: int
    kind: str
    ref: str
    title: str
    date: str | None
    marking: str | None
    values: dict[str, Stored]
    extra: str


def find(
    connection: Connection, query: Query, *, limit: int = NO_LIMIT, order: Order = "newest"
) -> list[int]:
    """The identifiers of the first `limit` records that answer `query`.

    A query that is one reference (A12) has that record first.
    """
    ids = _identifiers(connection, query, limit, order).tolist()
    named = _named(connection, query)
    if named is None:
        return ids
    first = [named, *(i for i in ids if i != named)]
    return first if limit == NO_LIMIT else first[:limit]


def listed(connection: Connection, query: Query, limit: int) -> list[ListRow]:
    """The rows of the first `limit` records that answer `query`, in order."""
    ids = find(connection, query, limit=limit)
    found = rows(connection, ids)
    return [found[i] for i in ids]


def every(connection: Connection, query: Query, order: Order = "newest") -> "array[int]":
    """The identifiers of all records that answer `query`, eight bytes each."""
    return _identifiers(connection, query, NO_LIMIT, order)


def count(connection: Connection, query: Query, limit: int = COUNTED) -> int:
    """How many records answer `query`, counted no further than `limit` (-1: to the end)."""
    if query.is_void():
        return 0
    if match := expression(connection, query):
        return count_matching(connection, match, limit)
    inner = _without_words(query, "newest").limit(limit).subquery()
    return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def binned(connection: Connection) -> list[int]:
    """The identifiers of the records in the bin, last put there first."""
    query = select(RECORD.c.id).where(RECORD.c.binned_at.is_not(None))
    return list(connection.scalars(query.order_by(RECORD.c.binned_at.desc(), RECORD.c.id.desc())))


def rows(connection: Connection, ids: Sequence[int]) -> dict[int, ListRow]:
    """The rows of the records `ids`, by identifier; a few dozen at a time."""
    c = RECORD.c
    columns = (c.id, c.kind, c.number, c.title, c.date, c.marking)
    found = connection.execute(select(*columns).where(c.id.in_(ids))).all()
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in found:
        by_kind[row.kind].append(row.id)
    values: dict[int, dict[str, Stored]] = {}
    extra: dict[int, str] = {}
    for kind, of_kind in by_kind.items():
        values.update(_values(connection, kind, of_kind))
        extra.update(_extra(connection, kind, of_kind))
    return {
        row.id: ListRow(
            row.id,
            row.kind,
            KINDS[row.kind].ref(row.number),
            row.title,
            row.date,
            row.marking,
            values[row.id],
            extra.get(row.id, ""),
        )
        for row in found
    }


def _identifiers(connection: Connection, query: Query, limit: int, order: Order) -> "array[int]":
    if query.is_void():
        return array("q")
    match = expression(connection, query)
    if match and order == "newest":
        return matching(connection, match, limit)
    statement = _with_words(match, order) if match else _without_words(query, order)
    return streamed(connection.execute(statement.limit(limit)))


def _with_words(match: str, order: Order) -> Select[tuple[int]]:
    hits = MATCHING_IDS.bindparams(match=match).columns(RECORD.c.id).subquery()
    return select(RECORD.c.id).join(hits, hits.c.id == RECORD.c.id).order_by(*_ORDERS[order])


def _without_words(query: Query, order: Order) -> Select[tuple[int]]:
    statement = select(RECORD.c.id).where(RECORD.c.binned_at.is_(None))
    if query.kinds:
        statement = statement.where(RECORD.c.kind.in_(sorted(query.kinds)))
    return statement.order_by(*_ORDERS[order])


def _named(connection: Connection, query: Query) -> int | None:
    texts = [c.text for c in query.conditions if isinstance(c, Word)]
    if len(texts) != 1:
        return None
    try:
        record_id = find_id(connection, texts[0])
    except (InputError, NotFound):
        return None
    row = connection.execute(
        select(RECORD.c.kind, RECORD.c.binned_at).where(RECORD.c.id == record_id)
    ).one()
    fits = query.kinds is None or row.kind in query.kinds
    return record_id if fits and row.binned_at is None else None


def _values(connection: Connection, kind: str, ids: list[int]) -> dict[int, dict[str, Stored]]:
    table = own_table(kind)
    names = [field.name for field in KINDS[kind].listed() if field.name in table.c]
    if kind == "agreement":
        names.append("status")
    query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(ids))
    return {
        row.id: {name: getattr(row, name) for name in names} for row in connection.execute(query)
    }


def _extra(connection: Connection, kind: str, ids: list[int]) -> dict[int, str]:
    """What a list says beside the fields: parties, who took part, the latest post."""
    if kind == "agreement":
        return _joined(_parties(connection, ids))
    if kind == "engagement":
        return _joined(_participants(connection, ids))
    if kind == "official":
        return _latest_posts(connection, ids)
    return {}


def _parties(connection: Connection, ids: list[int]) -> Iterable[tuple[int, str]]:
    party = part_table("party")
    query = (
        select(party.c.record_id, party.c.country, RECORD.c.title)
        .outerjoin(RECORD, RECORD.c.id == party.c.other_id)
        .where(party.c.record_id.in_(ids), party.c.role.in_(("party", "contracting", "signatory")))
        .where(RECORD.c.binned_at.is_(None) | party.c.country.is_not(None))
        .order_by(party.c.id)
    )
    for owner, country, title in connection.execute(query):
        yield owner, countries.name(country) if country else title or ""


def _participants(connection: Connection, ids: list[int]) -> Iterable[tuple[int, str]]:
    participant = part_table("participant")
    query = (
        select(participant.c.record_id, RECORD.c.title)
        .join(RECORD, RECORD.c.id == participant.c.other_id)
        .where(participant.c.record_id.in_(ids), RECORD.c.binned_at.is_(None))
        .order_by(participant.c.id)
    )
    yield from ((row.record_id, row.title) for row in connection.execute(query))


def _joined(pairs: Iterable[tuple[int, str]], most: int = 4) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for owner, name in pairs:
        if name and name not in found[owner]:
            found[owner].append(name)
    return {
        owner: ", ".join(names[:most]) + (f" +{len(names) - most}" if len(names) > most else "")
        for owner, names in found.items()
    }


def _latest_posts(connection: Connection, ids: list[int]) -> dict[int, str]:
    tenure = part_table("tenure")
    query = (
        select(tenure.c.record_id, tenure.c.post, tenure.c.start, tenure.c.country)
        .where(tenure.c.record_id.in_(ids))
        .order_by(tenure.c.id)
    )
    found: dict[int, tuple[str, str]] = {}
    for owner, post, start, country in connection.execute(query):
        began = days_span(start)[0] if start else ""
        if began >= found.get(owner, ("", ""))[0]:
            found[owner] = began, f"{post}, {countries.name(country)}" if country else post
    return {owner: post for owner, (_, post) in found.items()}
