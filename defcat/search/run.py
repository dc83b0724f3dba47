"""Running a query: the identifiers that answer it, their number, and the rows to show.

Lists ask for identifiers and then for the rows on screen, never for whole objects. `today` is the
day of the catalogue, for a query that names no other: on which an office is held, and from which on
records of a later day are plans and left in.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, select

from defcat import countries
from defcat.dossier import find_id, stubs
from defcat.errors import InputError, NotFound
from defcat.fields import Stored
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.horizon import came_later
from defcat.rules.promises import promises, standing
from defcat.rules.statuses import current
from defcat.rules.tenure import Tenure, held, said, tenures_of
from defcat.rules.then import dates_then
from defcat.search import offices
from defcat.search.index import MATCHING_IDS, count_matching, expression, matching, streamed
from defcat.search.past import cut_at, live, newest
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
    """A record as a list shows it; `values` holds its listed fields, `extra` what it links to.

    `possible`: the dates on record leave it open whether it answers the query.
    """

    id: int
    kind: str
    ref: str
    title: str
    date: str | None
    marking: str | None
    values: dict[str, Stored]
    extra: str
    possible: bool = False


def find(
    connection: Connection,
    query: Query,
    *,
    limit: int = NO_LIMIT,
    order: Order = "newest",
    today: date | None = None,
) -> list[int]:
    """The identifiers of the first `limit` records that answer `query`.

    A query that is one reference (A12) has that record first. One that asks for an office on no day
    needs `today`; those who held it come before those who perhaps did.
    """
    ids = _identifiers(connection, query, limit, order, today).tolist()
    named = _named(connection, query, today)
    if named is None:
        return ids
    first = [named, *(i for i in ids if i != named)]
    return first if limit == NO_LIMIT else first[:limit]


def listed(
    connection: Connection, query: Query, limit: int, *, today: date | None = None
) -> list[ListRow]:
    """The rows of the first `limit` records that answer `query`, in order."""
    ids = find(connection, query, limit=limit, today=today)
    found = rows(connection, ids, query.as_of or today, query=query, today=today)
    return [found[i] for i in ids]


def every(
    connection: Connection, query: Query, order: Order = "newest", *, today: date | None = None
) -> "array[int]":
    """The identifiers of all records that answer `query`, eight bytes each."""
    return _identifiers(connection, query, NO_LIMIT, order, today)


def count(
    connection: Connection, query: Query, limit: int = COUNTED, *, today: date | None = None
) -> int:
    """How many records answer `query`, counted no further than `limit` (-1: to the end)."""
    if query.is_void():
        return 0
    if query.offices or _past(query, today):
        return len(_identifiers(connection, query, limit, "newest", today))
    if match := expression(connection, query):
        return count_matching(connection, match, limit)
    inner = live(query).limit(limit).subquery()
    return connection.execute(select(func.count()).select_from(inner)).scalar_one()


def binned(connection: Connection) -> list[int]:
    """The identifiers of the records in the bin, last put there first."""
    query = select(RECORD.c.id).where(RECORD.c.binned_at.is_not(None))
    return list(connection.scalars(query.order_by(RECORD.c.binned_at.desc(), RECORD.c.id.desc())))


def rows(
    connection: Connection,
    ids: Sequence[int],
    day: date | None = None,
    *,
    query: Query | None = None,
    today: date | None = None,
) -> dict[int, ListRow]:
    """The rows of the records `ids`, by identifier; a few dozen at a time.

    On `day`: the status of agreements, the state of commitments, the posts of officials, with the
    date on which the first that is named began. Without a day: statuses and states as they are
    stored, and the latest posts. Of an official whom `query` found by an office, that post is
    named; where it asks as of a day, only posts of that day are, and else the last one that is
    over. Where `query` asks about a day before `today`, agreements and officials have the date
    that they had then, if any.
    """
    c = RECORD.c
    columns = (c.id, c.kind, c.number, c.title, c.date, c.marking)
    found = connection.execute(select(*columns).where(c.id.in_(ids))).all()
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in found:
        by_kind[row.kind].append(row.id)
    values: dict[int, dict[str, Stored]] = {}
    extra: dict[int, str] = {}
    posts: dict[int, list[Tenure]] = {}
    for kind, of_kind in by_kind.items():
        values.update(_values(connection, kind, of_kind))
        if day is not None:
            _stand(connection, kind, values, of_kind, day)
        if kind == "official":
            posts = _posts(connection, of_kind, query or Query(), day or date.max)
            extra.update({i: said(named, day or date.max) for i, named in posts.items()})
        else:
            extra.update(_extra(connection, kind, of_kind))
    dates: dict[int, str | None] = {}
    if query and (past := _past(query, today)):
        dates = dates_then(connection, ((row.id, row.kind, row.date) for row in found), past)
    if day is not None:
        dates |= {i: named[0].start for i, named in posts.items()}
    return {
        row.id: ListRow(
            row.id,
            row.kind,
            KINDS[row.kind].ref(row.number),
            row.title,
            dates.get(row.id, row.date),
            row.marking,
            values[row.id],
            extra.get(row.id, ""),
            bool(query and query.offices) and _perhaps(posts.get(row.id, ()), day),
        )
        for row in found
    }


def _identifiers(
    connection: Connection, query: Query, limit: int, order: Order, today: date | None
) -> "array[int]":
    if query.is_void():
        return array("q")
    if query.offices:
        day = query.as_of or today
        assert day is not None, "an office is held on a day"
        return offices.answers(connection, query, day, order, limit)
    match = expression(connection, query)
    if past := _past(query, today):
        cut = cut_at(connection, query, past)
        if order == "newest":
            return newest(connection, query, match, cut, limit)
        statement = _ordered(query, match, order).where(cut.keeps())
        return streamed(connection.execute(statement), limit, cut.without)
    if match and order == "newest":
        return matching(connection, match, limit)
    return streamed(connection.execute(_ordered(query, match, order).limit(limit)))


def _past(query: Query, today: date | None) -> date | None:
    """The day as of which `query` asks, where that leaves anything out."""
    day = query.as_of
    return None if day is None or (today is not None and day >= today) else day


def _ordered(query: Query, match: str, order: Order) -> Select[tuple[int]]:
    """The identifiers that answer, of which `match` is the FTS5 expression."""
    if not match:
        return live(query).order_by(*_ORDERS[order])
    hits = MATCHING_IDS.bindparams(match=match).columns(RECORD.c.id).subquery()
    return select(RECORD.c.id).join(hits, hits.c.id == RECORD.c.id).order_by(*_ORDERS[order])


def _named(connection: Connection, query: Query, today: date | None) -> int | None:
    texts = [c.text for c in query.conditions if isinstance(c, Word)]
    if len(texts) != 1 or query.offices or query.countries:
        return None
    try:
        record_id = find_id(connection, texts[0])
    except (InputError, NotFound):
        return None
    named = stubs(connection, [record_id])[record_id]
    past = _past(query, today)
    fits = (query.kinds is None or named.kind in query.kinds) and not (
        past and came_later(connection, [named], past)
    )
    return record_id if fits and not named.binned else None


def _values(connection: Connection, kind: str, ids: list[int]) -> dict[int, dict[str, Stored]]:
    table = own_table(kind)
    names = [field.name for field in KINDS[kind].listed() if field.name in table.c]
    if kind == "agreement":
        names.append("status")
    query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(ids))
    return {
        row.id: {name: getattr(row, name) for name in names} for row in connection.execute(query)
    }


def _stand(
    connection: Connection,
    kind: str,
    values: dict[int, dict[str, Stored]],
    ids: list[int],
    day: date,
) -> None:
    """Put the statuses of agreements and the states of commitments of `day` among `values`."""
    if kind == "agreement":
        for agreement, status in current(connection, ids, day).items():
            values[agreement]["status"] = status.code
    elif kind == "commitment":
        for commitment, promise in promises(connection, ids).items():
            if how := standing(promise, day):
                values[commitment]["state"] = how.state


def _extra(connection: Connection, kind: str, ids: list[int]) -> dict[int, str]:
    """What a list says beside the fields: parties, who took part."""
    if kind == "agreement":
        return _joined(_parties(connection, ids))
    if kind == "engagement":
        return _joined(_participants(connection, ids))
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


def _posts(
    connection: Connection, officials: list[int], query: Query, day: date
) -> dict[int, list[Tenure]]:
    """The tenures to name of each official on `day`: those by which `query` found them, or all."""
    named = {
        official: held(offices.asked_for(query, known, day), day) or held(known, day)
        for official, known in tenures_of(connection, officials).items()
    }
    if query.as_of:
        named = {i: [one for one in of if one.covers(day) != "no"] for i, of in named.items()}
    return {official: posts for official, posts in named.items() if posts}


def _perhaps(named: Sequence[Tenure], day: date | None) -> bool:
    return day is not None and any(one.covers(day) == "possible" for one in named)
