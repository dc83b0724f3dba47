"""Columns computed from a record's parts, made anew in the transaction that changes those parts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from defcat.dates import PartialDate, days_span
from defcat.model import RECORD, own_table, part_table
from defcat.rows import dated
from defcat.rules.facts import EventFact, Facts
from defcat.rules.status import status
from defcat.rules.statuses import facts
from defcat.rules.term import term

CHUNK = 5_000
_DATED = tuple(RECORD.c[name] for name in ("id", "kind", *dated(None, 0)))
_SIGNED = ("signature", "exchange-of-notes", "adoption", "entry-into-force", "negotiation")
"""The events that date an agreement, the most telling first."""


def refresh(connection: Connection, ids: Collection[int], today: date) -> None:
    """Compute anew what depends on parts, for the records `ids`."""
    for chunk in _chunks(ids):
        found = connection.execute(select(*_DATED).where(RECORD.c.id.in_(chunk))).all()
        by_kind: dict[str, list[int]] = defaultdict(list)
        for row in found:
            by_kind[row.kind].append(row.id)
        known = facts(connection, by_kind.get("agreement", ()))
        if known:
            _restate(connection, known, today)
        dates = {row.id: row.date for row in found} | _dates(connection, known, by_kind)
        stale = []
        for row in found:
            now = dated(dates[row.id], row.id)
            if tuple(now.values()) != tuple(row)[2:]:
                stale.append({"b_id": row.id, **now})
        _write(connection, RECORD, stale)


def dates(connection: Connection, ids: Collection[int]) -> dict[int, str | None]:
    """The date of each of the records `ids`: its own, or the one that its parts give it."""
    query = select(RECORD.c.id, RECORD.c.kind, RECORD.c.date).where(RECORD.c.id.in_(ids))
    by_kind: dict[str, list[int]] = defaultdict(list)
    found: dict[int, str | None] = {}
    for row in connection.execute(query):
        by_kind[row.kind].append(row.id)
        found[row.id] = row.date
    known = facts(connection, by_kind.get("agreement", ()))
    return found | _dates(connection, known, by_kind)


def _dates(
    connection: Connection, known: Mapping[int, Facts], by_kind: Mapping[str, list[int]]
) -> dict[int, str | None]:
    """The dates that parts give to agreements, of which the facts are known, and to officials."""
    found = {i: dated_by(each.events) for i, each in known.items()}
    if officials := by_kind.get("official"):
        found.update(_officials(connection, officials))
    return found


def dependants(
    connection: Connection, touched: Collection[int], renamed: Collection[int]
) -> set[int]:
    """The agreements whose status speaks of others that changed.

    Those to which the records `touched` are related, and those with events or parties among the
    records `renamed`.
    """
    found: set[int] = set()
    relation = part_table("agreement_relation")
    for chunk in _chunks(touched):
        of_these = select(relation.c.other_id).where(relation.c.record_id.in_(chunk))
        found.update(connection.scalars(of_these))
    for chunk in _chunks(renamed):
        for table in (part_table("event"), part_table("party")):
            naming = select(table.c.record_id).where(table.c.other_id.in_(chunk))
            found.update(connection.scalars(naming))
    return found


def outdated(connection: Connection, today: date) -> list[int]:
    """The agreements of which the stored status does not hold on `today`, or was never computed."""
    c, day = own_table("agreement").c, today.isoformat()
    stale = (c.status.is_(None), c.status_since > day, c.status_until <= day)
    # Each by its own index, which SQLite would not use for the three at once.
    return sorted({i for each in stale for i in connection.scalars(select(c.id).where(each))})


def restate(connection: Connection, agreements: Collection[int], today: date) -> frozenset[int]:
    """Bring what is stored of agreements up to `today`; of which it is something else now.

    Their status, its reason, their form, or the day on which they end.
    """
    changed: set[int] = set()
    for chunk in _chunks(agreements):
        changed |= _restate(connection, facts(connection, chunk), today)
    return frozenset(changed)


def form(parties: Collection[Any]) -> str | None:
    """Bilateral or multilateral, by how many parties are bound; nothing with fewer than two.

    Which they are on a day, see `Facts.bound`. One that has left goes on to count: an agreement of
    many does not become one of two.
    """
    if len(parties) < 2:
        return None
    return "bilateral" if len(parties) == 2 else "multilateral"


def dated_by(events: Iterable[EventFact]) -> str | None:
    """The date of the most telling event; of several, the first one, and of all parties' if any."""
    known = [
        (_SIGNED.index(event.type), event.party is not None, PartialDate.parse(when).sort_key, when)
        for event in events
        if event.type in _SIGNED and (when := event.date or event.effective)
    ]
    return min(known)[-1] if known else None


def latest(starts: Iterable[str]) -> str | None:
    """The start of a post that is the last one; of several on one day, the first recorded."""
    return max(starts, key=lambda start: days_span(start)[0], default=None)


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _write(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "b_id"}
        connection.execute(
            update(table).where(table.c.id == bindparam("b_id")).values(values), rows
        )


def _restate(connection: Connection, known: Mapping[int, Facts], today: date) -> set[int]:
    """Write form, end and status of agreements; which of them have others, or another reason."""
    own = own_table("agreement")
    columns = (own.c.status, own.c.status_reason, own.c.form, own.c.ends)
    stored = select(own.c.id, *columns).where(own.c.id.in_(list(known)))
    before = {row.id: tuple(row)[1:] for row in connection.execute(stored)}
    written = stated(known, today)
    _write(connection, own, written)
    told = ("status", "status_reason", "form", "ends")
    return {
        row["b_id"] for row in written if before[row["b_id"]] != tuple(row[name] for name in told)
    }


def stated(known: Mapping[int, Facts], today: date) -> list[dict[str, Any]]:
    """The form, the end and the status of agreements by their columns; `b_id` is the agreement."""
    made = []
    for agreement, found in known.items():
        now, end = status(found, today), term(found, today).ends
        made.append(
            {
                "b_id": agreement,
                "form": form(found.bound(today)),
                "ends": end.text if end else None,
                "status": now.code,
                "status_reason": now.reason,
                "status_event": now.event,
                "status_since": now.holds_from.isoformat() if now.holds_from else None,
                "status_until": now.holds_until.isoformat() if now.holds_until else None,
            }
        )
    return made


def _officials(connection: Connection, ids: list[int]) -> dict[int, str | None]:
    """The start of the latest post of each official."""
    tenure = part_table("tenure")
    starts: dict[int, list[str]] = {official: [] for official in ids}
    query = select(tenure.c.record_id, tenure.c.start).where(
        tenure.c.record_id.in_(ids), tenure.c.start.is_not(None)
    )
    for owner, start in connection.execute(query):
        starts[owner].append(start)
    return {official: latest(known) for official, known in starts.items()}
