"""Where each party to an agreement stands on a day: not all of them come and go together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from defcat import vocabulary
from defcat.rules.facts import CONSENT, EventFact, Facts, PartyFact, PartyId, known
from defcat.rules.status import Status, by_hand, judge, lasting, set_by_hand, shared_steps
from defcat.rules.steps import (
    ENDED,
    LEADS_TO,
    Step,
    of_event,
    of_successor,
    signed_so_far,
)
from defcat.rules.tenure import SIGNING
from defcat.rules.term import term
from defcat.translation import tr

_APPLIED = ("entry-into-force", "provisional-application", "suspension", "resumption")
"""What changes nothing for a party that is not bound yet."""


@dataclass(frozen=True)
class PartyStatus:
    """The status for one party: a country, or an organisation by its identifier."""

    country: str | None
    other_id: int | None
    status: Status


def party_statuses(facts: Facts, day: date) -> list[PartyStatus]:
    """The status on `day` for every party, contracting party and signatory, as recorded.

    Sources: Vienna Convention on the Law of Treaties, art. 24 (a party that consents later is bound
    from its consent on), art. 14 (signature is not consent where others had to consent), art. 54 to
    56 (one party leaves), art. 59. Inputs: the events, relations, dates and statuses set by hand of
    that party alone, beside those of all parties; reservations decide nothing.

    A party without events of its own follows the agreement, and the reason says so; one that signed
    while the consent of others is on record, but not its own, is not bound. Partial dates count as
    for the agreement.
    """
    named: dict[PartyId, list[PartyFact]] = {}
    for fact in facts.parties:
        named.setdefault(fact.party, []).append(fact)
    shared = shared_steps(facts)
    return [
        PartyStatus(
            party if isinstance(party, str) else None,
            party if isinstance(party, int) else None,
            lasting(_for_party(facts, party, rows, shared, day), facts, day),
        )
        for party, rows in named.items()
    ]


def _for_party(
    facts: Facts, party: PartyId, rows: Sequence[PartyFact], shared: Sequence[Step], day: date
) -> Status:
    mine = [event for event in facts.events if event.party == party]
    own = [of_event(event, facts, own=True) for event in mine if event.type in LEADS_TO]
    own += [of_successor(s, own=True) for s in facts.successors if s.party == party]
    own += [_left(row) for row in rows if known(row.end)]
    entered = _entered(facts, party, mine, shared)
    note = ""
    if _awaited(facts, party, rows, mine, day):
        entered = [step for step in entered if step.type not in _APPLIED]
        note = tr("others have consented to be bound; its own consent is not recorded")
    found = judge([*entered, *own], term(facts, day), day)
    if found.code == "in-force" and not mine and not found.own:
        note = tr("by the agreement's own entry into force; no consent of its own is recorded")
    so_far = signed_so_far(facts, day)
    if found.code == "unknown" and found.event is None and so_far:
        note = f"{so_far.says}; " + tr("no signature of its own is recorded")
        found = replace(found, reason="")
    found = replace(found, reason="; ".join(filter(None, (found.reason, note))))
    return _set_by_hand(facts, party, found, day)


def _entered(
    facts: Facts, party: PartyId, mine: Sequence[EventFact], shared: Sequence[Step]
) -> list[Step]:
    """The steps of all parties, with the entry into force as it was for one of them.

    Its own entry into force on record takes the place of everybody's; a consent of its own that
    came later than that is the day from which it is bound.
    """
    others = [step for step in shared if step.type != "entry-into-force"]
    general = [step for step in shared if step.type == "entry-into-force"]
    if any(event.type == "entry-into-force" for event in mine):
        return others
    consents = [event for event in mine if event.type in CONSENT]
    if not general or not consents:
        return [*others, *general]
    consent = min(consents, key=lambda event: event.when.last if event.when else date.min)
    when = consent.when
    if when is None or when.last <= min(step.last for step in general):
        return [*others, *general]
    name = vocabulary.label("event-type", consent.type).lower()
    says = tr("{event} by {party}: {date}", event=name, party=facts.name(party), date=when.show())
    return [*others, Step(consent.type, "in-force", when, says, consent.id, own=True)]


def _awaited(
    facts: Facts,
    party: PartyId,
    rows: Sequence[PartyFact],
    mine: Sequence[EventFact],
    day: date,
) -> bool:
    """Whether a party is still to consent: others did by `day`, and of it only signing is known."""
    if any(event.type in (*CONSENT, "entry-into-force") for event in mine):
        return False
    signed_only = all(row.role == "signatory" for row in rows)
    if not signed_only and not any(event.type in SIGNING for event in mine):
        return False
    others = (e for e in facts.events if e.type in CONSENT and e.party not in (None, party))
    return any(event.when is None or event.when.last <= day for event in others)


def _left(row: PartyFact) -> Step:
    """The end of being a party, as its own row has it."""
    when = known(row.end)
    says = tr("party until: {date}", date=when.show()) if when else ""
    return Step("withdrawal", "terminated", when, says, own=True)


def _set_by_hand(facts: Facts, party: PartyId, found: Status, day: date) -> Status:
    """What was set by hand for the party; or for all, unless the party had ended it for itself."""
    if hand := by_hand(facts.hands, party, day):
        return set_by_hand(hand, found)
    hand = by_hand(facts.hands, None, day)
    if hand is None or (found.own and found.code in ENDED):
        return found
    return set_by_hand(hand, found)
