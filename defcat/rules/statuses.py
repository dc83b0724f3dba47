"""The statuses of agreements as the catalogue holds them: the facts, read for the rules."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, select

from defcat.dossier import Dossier, Row
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.rules import parties
from defcat.rules.course import entry_into_force
from defcat.rules.facts import (
    MEMBERS,
    EventFact,
    Facts,
    HandFact,
    PartyFact,
    PartyId,
    Successor,
    TermFacts,
    known,
    onset,
)
from defcat.rules.parties import PartyStatus
from defcat.rules.status import Status, status
from defcat.rules.term import Term, term
from defcat.storage.listed import listed

REPLACING = ("supersedes", "terminates")
"""The relations by which a later agreement takes the place of an earlier one, or ends it."""

_PARTS = {
    "event": ("type", "date", "effective", "until", "country", "other_id"),
    "party": ("role", "country", "other_id", "start", "end"),
    "hand_status": ("status", "why", "set_on", "date", "until", "country"),
}
_STORED = ("status", "status_reason", "status_event", "status_since", "status_until")

Values = Mapping[str, object]


def facts(connection: Connection, agreements: Collection[int]) -> dict[int, Facts]:
    """What is on record of each agreement that is one."""
    ids = list(agreements)
    rows = {part: _rows(connection, part, ids) for part in _PARTS}
    later = successors(connection, ids)
    names = _names(connection, (found for by in rows.values() for found in by.values()))
    own = own_table("agreement")
    return {
        row["id"]: facts_of(
            dict(row), {part: by[row["id"]] for part, by in rows.items()}, later[row["id"]], names
        )
        for row in connection.execute(select(own).where(own.c.id.in_(ids))).mappings()
    }


def facts_of(
    values: Values,
    rows: Mapping[str, Iterable[Values]],
    later: Iterable[Successor],
    names: Mapping[int, str],
) -> Facts:
    """The facts in the values of an agreement and in its rows by part, each row with its `id`."""
    return Facts(
        tuple(map(_event, rows["event"])),
        tuple(
            PartyFact(party, str(row["role"]), _text(row, "start"), _text(row, "end"))
            for row in rows["party"]
            if row.get("role") in MEMBERS and (party := _party(row)) is not None
        ),
        TermFacts(
            _text(values, "duration"),
            _text(values, "renewal"),
            _text(values, "renewal_period"),
            _text(values, "notice_period"),
            _text(values, "review_date"),
            _text(values, "expiry_date"),
        ),
        tuple(later),
        tuple(
            HandFact(
                _number(row),
                str(row["status"]),
                str(row["why"]),
                _text(row, "set_on"),
                _text(row, "date"),
                _text(row, "until"),
                _text(row, "country"),
            )
            for row in rows["hand_status"]
        ),
        names,
    )


def successors(connection: Connection, agreements: Collection[int]) -> dict[int, list[Successor]]:
    """The later agreements that have entered into force in the place of each of `agreements`.

    Source: Vienna Convention on the Law of Treaties, art. 59. Inputs: the relations `supersedes`
    and `terminates` of agreements that are not in the bin, and when those entered into force, by
    the one rule for that (`course.entry_into_force`): for all, or where the relation names a party,
    for that party on a day of its own. One without an entry into force on record that was set in
    force by hand counts from the day from which it was, or else on which that was set: who says
    that the later one is in force cannot mean that the earlier one is too. Partial dates stay as
    they are.
    """
    relation = part_table("agreement_relation")
    query = (
        select(relation, RECORD.c.title, RECORD.c.number)
        .join(RECORD, RECORD.c.id == relation.c.record_id)
        .where(relation.c.other_id.in_(list(agreements)), relation.c.type.in_(REPLACING))
        .where(RECORD.c.binned_at.is_(None))
        .order_by(relation.c.id)
    )
    rows = connection.execute(query).all()
    found: dict[int, list[Successor]] = defaultdict(list)
    if not rows:
        return found
    later = _alone(connection, {row.record_id for row in rows})
    for row in rows:
        if entered := entered_into_force(later[row.record_id], row.country):
            enters, by_hand = entered
            name = f"{row.title} ({KINDS['agreement'].ref(row.number)})"
            successor = Successor(row.type, name, enters, row.country, row.record_id, by_hand)
            found[row.other_id].append(successor)
    return found


def _alone(connection: Connection, agreements: Collection[int]) -> dict[int, Facts]:
    """The facts of agreements as far as they do not speak of others."""
    ids = list(agreements)
    rows = {part: _rows(connection, part, ids) for part in _PARTS}
    return {i: facts_of({}, {part: by[i] for part, by in rows.items()}, (), {}) for i in ids}


def entered_into_force(
    found: Facts, party: PartyId | None = None
) -> tuple[str | None, bool] | None:
    """When an agreement entered into force (EDTF), and whether by hand; None if it has not."""
    if entry := entry_into_force(found, party):
        return entry.when.text if entry.when else None, False
    set_so = [h for h in found.hands if h.status == "in-force" and h.party in (None, party)]
    days = [when for hand in set_so if (when := onset(known(hand.date) or known(hand.set_on)))]
    if not set_so:
        return None
    return min(days, key=lambda day: day.last).text if days else None, True


def statuses(connection: Connection, agreements: Collection[int], day: date) -> dict[int, Status]:
    """The status of each agreement on `day`, computed anew."""
    return {record: status(found, day) for record, found in facts(connection, agreements).items()}


def current(connection: Connection, agreements: Collection[int], day: date) -> dict[int, Status]:
    """The status of each agreement on `day`: as stored where that holds, or computed anew.

    What is set by hand is computed, because the columns do not tell it apart.
    """
    ids = list(agreements)
    own, hand = own_table("agreement"), part_table("hand_status")
    columns = select(own.c.id, *(own.c[name] for name in _STORED)).where(listed(own.c.id, ids))
    named = listed(hand.c.record_id, ids)
    by_hand = set(connection.scalars(select(hand.c.record_id).where(named)))
    found, other = {}, []
    for row in connection.execute(columns):
        since, until = _day(row.status_since), _day(row.status_until)
        holds = (since is None or since <= day) and (until is None or day < until)
        if row.status is None or not holds or row.id in by_hand:
            other.append(row.id)
        else:
            found[row.id] = Status(
                row.status, row.status_reason or "", row.status_event, since, until
            )
    return found | statuses(connection, other, day) if other else found


def party_statuses(connection: Connection, agreement: int, day: date) -> list[PartyStatus]:
    """The status on `day` for each party to an agreement, in the order recorded."""
    return parties.party_statuses(facts(connection, [agreement])[agreement], day)


def term_of(connection: Connection, agreement: int, day: date) -> Term:
    """The term of an agreement as it runs on `day`."""
    return term(facts(connection, [agreement])[agreement], day)


def sources_of(dossier: Dossier, found: Status) -> list[Row]:
    """The citations that support a status of the agreement in `dossier`, preferred ones first.

    Those of the event that decided it; of its term where that did, of what was set by hand where
    that was; or else those of the record as a whole. What a source states otherwise supports
    nothing, and nothing supports that no event is on record: of that there is no source.
    """
    if found.code == "unknown" and found.event is None and not found.by_hand:
        return []
    citations = dossier.parts["citation"]
    if found.by_hand:
        about = [row for row in citations if row["about"] == "hand_status"]
    elif found.event is not None:
        about = dossier.citations("event", found.event)
    elif found.code == "expired":
        about = [*dossier.citations("expiry_date"), *dossier.citations("duration")]
    else:
        about = []
    rows = [row for row in about or dossier.citations() if row["preferred"] is not False]
    return sorted(rows, key=lambda row: not row["preferred"])


def _rows(connection: Connection, part: str, ids: list[int]) -> dict[int, list[Values]]:
    """The rows of a part by the record they belong to, as far as the facts need them."""
    table, names = part_table(part), ("id", *_PARTS[part])
    found: dict[int, list[Values]] = defaultdict(list)
    columns = (table.c.record_id, *(table.c[name] for name in names))
    query = select(*columns).where(table.c.record_id.in_(ids)).order_by(table.c.id)
    for record, *values in connection.execute(query):
        found[record].append(dict(zip(names, values, strict=True)))
    return found


def _names(connection: Connection, groups: Iterable[Iterable[Values]]) -> dict[int, str]:
    """The titles of the organisations that rows name."""
    ids = {_number(row, "other_id") for rows in groups for row in rows if row.get("other_id")}
    if not ids:
        return {}
    query = select(RECORD.c.id, RECORD.c.title).where(RECORD.c.id.in_(ids))
    return {row.id: row.title for row in connection.execute(query)}


def _event(values: Values) -> EventFact:
    return EventFact(
        _number(values),
        str(values["type"]),
        _text(values, "date"),
        _text(values, "effective"),
        _text(values, "until"),
        _party(values),
    )


def _party(values: Values) -> PartyId | None:
    """The party that a row is of: its country, or else its organisation."""
    country = _text(values, "country")
    return country if country or not values.get("other_id") else _number(values, "other_id")


def _number(values: Values, name: str = "id") -> int:
    return int(str(values[name]))


def _text(values: Values, name: str) -> str | None:
    value = values.get(name)
    return None if value is None else str(value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
