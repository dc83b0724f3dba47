"""What is missing from an agreement: the events of a party, what superseded it, the exact day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists

from defcat import countries, vocabulary
from defcat.dates import UNKNOWN
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.course import course
from defcat.rules.facts import LEAVING
from defcat.rules.findings.finding import Finding
from defcat.rules.findings.reading import OTHER, events, own_query, part_query, rows, shown, span
from defcat.rules.statuses import facts
from defcat.rules.steps import ENDED
from defcat.rules.tenure import SIGNING
from defcat.translation import tr

DEADLINE = "deadline-from-partial-date"
"""The rule of which a finding is told only while the record is not `over`."""

_PARTIES = ("party", "contracting", "signatory")
_ENDING = ("termination", "expiry", "supersession")
_OPEN = ("open", "in-progress")

_AT_ONCE = 500
"""Agreements of which all facts are read at a time."""


def party_without_event(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """A party without an event of its own, an event of what is no party, or who left unnamed.

    Source: Vienna Convention on the Law of Treaties, art. 2 (1) g: a party is a state that has
    consented to be bound, and art. 11: it consents by signature, ratification and the like; so
    where the events are recorded party by party, each has at least one. Art. 55: one party of
    more than two that leaves ends it for itself, so it has to be said which one did.
    Inputs: the parties of an agreement, and its events that name a country or a body. A party is
    missed only in a multilateral agreement, of three parties or more, that has such events and
    none by which all consented at once: a signature, an exchange of notes or an entry into force
    of nobody in particular. An event of another country or body is found wherever parties are
    listed. A denunciation or withdrawal without its party is found in an agreement of more than
    two on the day of it (`course`).
    Partial dates: dates play no part, but that a party from a date on counts as from its first day.
    """
    yield from _left_unnamed(connection, ids)
    acted = _named(connection, "event", ids, "type")
    listed = _named(connection, "party", acted, "role")
    general = events(connection, listed, *SIGNING, "entry-into-force")
    for agreement, named in listed.items():
        parties = [row for row in named if row.role in _PARTIES]
        have_acted = _whose(acted[agreement])
        together = any(_of_all(event) for event in general.get(agreement, ()))
        for row in parties if len(parties) > 2 and not together else ():
            if have_acted.isdisjoint(_whose([row])):
                says = tr("{party} is a party, without an event.", party=_name(row))
                fix = tr("Add its signature, ratification or accession.")
                yield _of_party(agreement, row, "party", says, fix)
        known = _whose(named)
        for row in acted[agreement]:
            if known.isdisjoint(_whose([row])):
                known |= _whose([row])  # told once
                event = vocabulary.label("event-type", row.type)
                says = tr("{event} of {party}, which is no party.", event=event, party=_name(row))
                fix = tr("Add it to the parties, or correct whose event it is.")
                yield _of_party(agreement, row, "event", says, fix)


def _left_unnamed(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    leaving = events(connection, ids, *LEAVING)
    asked = [found for found, made in leaving.items() if any(map(_of_all, made))]
    for start in range(0, len(asked), _AT_ONCE):
        for agreement, known in facts(connection, asked[start : start + _AT_ONCE]).items():
            for step in course(known).unnamed:
                event = vocabulary.label("event-type", step.type)
                told = {"event": event, "date": step.when.show() if step.when else ""}
                says = (
                    tr("{event} of {date}, without its party.", **told)
                    if step.when
                    else tr("{event} on a day not recorded, without its party.", **told)
                )
                fix = (
                    tr("Say which party withdrew.")
                    if step.type == "withdrawal"
                    else tr("Say which party denounced it.")
                )
                key = f"{step.type}:{step.when.text if step.when else ''}"
                rule = "party-without-event"
                yield Finding(rule, agreement, key, says, fix, "event", step.event)


def superseded_by_nothing(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """An agreement on record as superseded, without the agreement that supersedes it.

    Source: Vienna Convention on the Law of Treaties, art. 59: a treaty is ended by a later one on
    the same subject between the same parties.
    Inputs: events of supersession, statuses set by hand to superseded, and the relation
    "supersedes" of other agreements that are not in the bin.
    Partial dates: dates play no part; the event need not have one.
    """
    relation, event = part_table("agreement_relation"), part_table("event")
    by_hand, later = part_table("hand_status"), OTHER
    for part, row_is in (
        ("event", event.c.type == "supersession"),
        ("hand_status", by_hand.c.status == "superseded"),
    ):
        table = part_table(part)
        known = exists().where(
            relation.c.other_id == table.c.record_id,
            relation.c.type == "supersedes",
            later.c.id == relation.c.record_id,
            later.c.binned_at.is_(None),
        )
        query = part_query(part, table.c.date).where(row_is, ~known)
        for row in rows(connection, query, table.c.record_id, ids):
            yield Finding(
                "superseded-by-nothing",
                row.record_id,
                f"{part}:{row.date}",
                tr("Superseded, and no agreement on record supersedes it."),
                tr("Add the later agreement, and that it supersedes this one."),
                part,
                row.id,
            )


def deadline_from_partial_date(
    connection: Connection, ids: Collection[int] | None
) -> Iterator[Finding]:
    """A deadline that is not known to the day.

    Source: usage of defence-cooperation desks: a watch list goes by days, and takes the earliest
    day of such a date.
    Inputs: expiry and review date of agreements, and the end that follows from entry into force
    and duration; the due date of commitments. Open is an agreement without an event that ended it
    for all parties, and a commitment neither done nor dropped. The day on which it is asked plays
    no part here: what is found of an agreement that is over by its status is kept, and not told
    (`over`), so that a new day makes nothing of it stale.
    Partial dates: found are months, seasons, years and ranges, and what is approximate or
    uncertain; a date that is not known at all is no deadline.
    """
    own = own_table("agreement")
    query = own_query("agreement", own.c.expiry_date, own.c.review_date, own.c.ends)
    query = query.where(
        own.c.expiry_date.is_not(None) | own.c.review_date.is_not(None) | own.c.ends.is_not(None)
    )
    found = {row.id: row for row in rows(connection, query, own.c.id, ids)}
    ended = events(connection, found, *_ENDING)
    for agreement, row in found.items():
        if any(map(_of_all, ended.get(agreement, ()))):
            continue
        for name in ("expiry_date", "review_date"):
            yield from _deadline("agreement", agreement, name, row._mapping[name])
        if row.expiry_date is None:
            yield from _deadline("agreement", agreement, "duration", row.ends)
    own = own_table("commitment")
    query = own_query("commitment", RECORD.c.date).where(own.c.state.in_(_OPEN))
    for commitment, due in rows(connection, query, own.c.id, ids):
        yield from _deadline("commitment", commitment, "date", due)


def over(agreement: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the agreement with this identifier is over, by its stored status."""
    own = own_table("agreement")
    return exists().where(own.c.id == agreement, own.c.status.in_(ENDED))


def _of_all(event: Any) -> bool:
    """Whether an event is of all parties together."""
    return event.country is None and event.other_id is None


def _named(
    connection: Connection, part: str, ids: Collection[int] | None, name: str
) -> dict[int, list[Any]]:
    """Rows of a part that name a country or a body, by agreement, with the column `name`."""
    table, body = part_table(part), OTHER
    columns = (table.c.country, table.c.other_id, table.c[name], body.c.uid, body.c.title)
    query = part_query(part, *columns).outerjoin(body, body.c.id == table.c.other_id)
    query = query.where(
        table.c.country.is_not(None) | table.c.other_id.is_not(None), body.c.binned_at.is_(None)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows(connection, query.order_by(table.c.id), table.c.record_id, ids):
        found[row.record_id].append(row)
    return found


def _whose(named: Iterable[Any]) -> set[str | int]:
    """The countries and bodies that rows name."""
    return {who for row in named for who in (row.country, row.other_id) if who is not None}


def _name(row: Any) -> str:
    return row.title or countries.name(row.country)


def _of_party(agreement: int, row: Any, about: str, says: str, fix: str) -> Finding:
    key = f"{about}:{row.uid or row.country}"
    return Finding("party-without-event", agreement, key, says, fix, about, row.id)


def _deadline(kind: str, record_id: int, name: str, date: str | None) -> Iterator[Finding]:
    known = span(date)
    if not date or date == UNKNOWN or (known and known[0] == known[1]):
        return
    label = tr("End by its term") if name == "duration" else tr(KINDS[kind].by_name[name].label)
    yield Finding(
        DEADLINE,
        record_id,
        f"{name}:{date}",
        tr("{deadline}: {date} is not known to the day.", deadline=label, date=shown(date)),
        tr("Find the exact day; until then the earliest counts, for what is overdue the latest."),
        name,
    )
