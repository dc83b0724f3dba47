"""Columns computed from a record's parts, made anew in the transaction that changes those parts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from defcat.dates import PartialDate
from defcat.model import RECORD, own_table, part_table
from defcat.rows import dated
from defcat.rules.status import EventFact, status
from defcat.rules.statuses import event_facts

CHUNK = 5_000
_DATED = tuple(
    RECORD.c[name] for name in ("id", "kind", "date", "date_first", "date_last", "sort_key")
)
_SIGNED = ("signature", "exchange-of-notes", "adoption", "entry-into-force", "negotiation")
"""The events that date an agreement, the most telling first."""


def refresh(connection: Connection, ids: Collection[int], today: date) -> None:
    """Compute anew what depends on parts, for the records `ids`."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        found = connection.execute(select(*_DATED).where(RECORD.c.id.in_(chunk))).all()
        by_kind: dict[str, list[int]] = defaultdict(list)
        for row in found:
            by_kind[row.kind].append(row.id)
        dates = {row.id: row.date for row in found}
        if agreements := by_kind.get("agreement"):
            dates.update(_agreements(connection, agreements, today))
        if officials := by_kind.get("official"):
            dates.update(_officials(connection, officials))
        stale = []
        for row in found:
            now = dated(dates[row.id], row.id)
            if any(row._mapping[name] != value for name, value in now.items()):
                stale.append({"b_id": row.id, **now})
        _write(connection, RECORD, stale)


def form(parties: Collection[Any]) -> str | None:
    """Bilateral or multilateral, by the number of parties; nothing with fewer than two."""
    if len(parties) < 2:
        return None
    return "bilateral" if len(parties) == 2 else "multilateral"


def _write(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "b_id"}
        connection.execute(
            update(table).where(table.c.id == bindparam("b_id")).values(values), rows
        )


def _agreements(connection: Connection, ids: list[int], today: date) -> dict[int, str | None]:
    """Write form and status of agreements; answer with their dates."""
    own, party = own_table("agreement"), part_table("party")
    events = event_facts(connection, ids)
    parties: dict[int, set[Any]] = defaultdict(set)
    query = select(party.c.record_id, party.c.country, party.c.other_id)
    for row in connection.execute(
        query.where(party.c.record_id.in_(ids), party.c.role.in_(("party", "contracting")))
    ):
        parties[row.record_id].add(row.country or row.other_id)
    written = []
    expiry = select(own.c.id, own.c.expiry_date).where(own.c.id.in_(ids))
    for agreement, expires in connection.execute(expiry).all():
        found = status(events[agreement], expires, today)
        written.append(
            {
                "b_id": agreement,
                "form": form(parties[agreement]),
                "status": found.code,
                "status_reason": found.reason,
            }
        )
    _write(connection, own, written)
    return {agreement: _dated_by(events[agreement]) for agreement in ids}


def _dated_by(events: Iterable[EventFact]) -> str | None:
    """The date of the most telling event; of several, the first one, and of all parties' if any."""
    known = [
        (_SIGNED.index(event.type), not event.for_all, PartialDate.parse(when).sort_key, when)
        for event in events
        if event.type in _SIGNED and (when := event.date or event.effective)
    ]
    return min(known)[-1] if known else None


def _officials(connection: Connection, ids: list[int]) -> dict[int, str | None]:
    """The start of the latest post of each official."""
    tenure = part_table("tenure")
    latest: dict[int, str | None] = dict.fromkeys(ids)
    query = select(tenure.c.record_id, tenure.c.start).where(
        tenure.c.record_id.in_(ids), tenure.c.start.is_not(None)
    )
    for owner, start in connection.execute(query):
        known = latest[owner]
        if known is None or PartialDate.parse(start).first > PartialDate.parse(known).first:
            latest[owner] = start
    return latest
