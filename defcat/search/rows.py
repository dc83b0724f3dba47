"""The rows that a list shows of the records it has found: values, dates, what they link to.

Lists ask for identifiers first (`run`), and for the rows that are on screen. A row says how things
stood on the day asked about, and whether its record only possibly answers the query.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from defcat import countries
from defcat.fields import Stored
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.promises import promises, standing
from defcat.rules.statuses import current
from defcat.rules.tenure import Tenure, held, said, tenures_of
from defcat.rules.then import dates_then
from defcat.search import offices
from defcat.search.further import further
from defcat.search.judge import possible
from defcat.search.past import past_day
from defcat.search.query import Query
from defcat.storage.listed import listed

if TYPE_CHECKING:
    from defcat.search.snippets import Snippet


@dataclass(frozen=True)
class ListRow:
    """A record as a list shows it; `values` holds its listed fields, `extra` what it links to.

    `possible`: the dates on record leave it open whether it answers the query. `snippet`: where it
    answers, once that was asked for.
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
    snippet: "Snippet | None" = None


def rows(
    connection: Connection,
    ids: Sequence[int],
    day: date | None = None,
    *,
    query: Query | None = None,
    today: date | None = None,
    names: Collection[str] = (),
) -> dict[int, ListRow]:
    """The rows of the records `ids`, by identifier; a few dozen at a time. Besides their listed
    fields they hold what the records have under `names` (`further`).

    On `day`: the status of agreements, the state of commitments, the posts of officials, with the
    date on which the first that is named began. Without a day: statuses and states as they are
    stored, and the latest posts. Of an official whom `query` found by an office, that post is
    named; where it asks as of a day, only posts of that day are, and else the last one that is
    over. Where `query` asks about a day before `today`, agreements and officials have the date
    that they had then, if any.
    """
    c = RECORD.c
    columns = (c.id, c.kind, c.number, c.title, c.date, c.marking)
    found = connection.execute(select(*columns).where(listed(c.id, ids))).all()
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
    past = past_day(query, today) if query else None
    if past:
        dates = dates_then(connection, ((row.id, row.kind, row.date) for row in found), past)
    if names:
        for record_id, more in further(connection, by_kind, names, past).items():
            values[record_id] = more | values[record_id]
    unsure = possible(connection, query, ids, today) if query else set()
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
            row.id in unsure
            or (bool(query and query.offices) and _perhaps(posts.get(row.id, ()), day)),
        )
        for row in found
    }


def _values(connection: Connection, kind: str, ids: list[int]) -> dict[int, dict[str, Stored]]:
    table = own_table(kind)
    names = [field.name for field in KINDS[kind].listed() if field.name in table.c]
    if kind == "agreement":
        names.append("status")
    query = select(table.c.id, *(table.c[name] for name in names)).where(listed(table.c.id, ids))
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
        .where(listed(party.c.record_id, ids))
        .where(party.c.role.in_(("party", "contracting", "signatory")))
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
        .where(listed(participant.c.record_id, ids), RECORD.c.binned_at.is_(None))
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
