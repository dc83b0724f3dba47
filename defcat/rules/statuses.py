"""The statuses of agreements as the catalogue holds them: the facts, read for the rule."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, select

from defcat.dossier import Dossier
from defcat.model import own_table, part_table
from defcat.rules.status import EventFact, Status, status


def event_fact(row_id: int, values: Mapping[str, object]) -> EventFact:
    """The fact in a row of the part `event`, given by its values."""
    for_all = values.get("country") is None and values.get("other_id") is None
    return EventFact(
        row_id, str(values["type"]), _text(values, "date"), _text(values, "effective"), for_all
    )


def event_facts(connection: Connection, agreements: Collection[int]) -> dict[int, list[EventFact]]:
    """The facts of each agreement, in the order of their rows."""
    event = part_table("event")
    facts: dict[int, list[EventFact]] = defaultdict(list)
    rows = select(event).where(event.c.record_id.in_(list(agreements))).order_by(event.c.id)
    for row in connection.execute(rows).mappings():
        facts[row["record_id"]].append(event_fact(row["id"], dict(row)))
    return facts


def statuses(connection: Connection, agreements: Collection[int], day: date) -> dict[int, Status]:
    """The status of each agreement on `day`."""
    own = own_table("agreement")
    facts = event_facts(connection, agreements)
    expiry = select(own.c.id, own.c.expiry_date).where(own.c.id.in_(list(agreements)))
    return {
        agreement: status(facts[agreement], expires, day)
        for agreement, expires in connection.execute(expiry)
    }


def status_of(dossier: Dossier, day: date) -> Status:
    """The status on `day` of the agreement in a dossier."""
    facts = [event_fact(row.id, row.values) for row in dossier.parts["event"]]
    return status(facts, _text(dossier.values, "expiry_date"), day)


def _text(values: Mapping[str, object], name: str) -> str | None:
    value = values.get(name)
    return None if value is None else str(value)
