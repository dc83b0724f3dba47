"""Where each party to an agreement stands on a day: not all of them come and go together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from defcat.rules.course import (
    course,
    entered_so_far,
    left_unnamed,
    presupposing,
    signed_so_far,
)
from defcat.rules.facts import CONSENT, Facts, PartyFact, PartyId
from defcat.rules.status import Beside, Status, between, by_hand, judge, lapse, set_by_hand
from defcat.rules.steps import (
    APPLIED,
    ENDED,
    ENTERING,
    JOINING,
    MEMBERSHIP,
    Run,
    Step,
    in_time,
    last_run,
)
from defcat.rules.tenure import SIGNING
from defcat.rules.term import Term, term
from defcat.translation import tr

_ENTRY = "entry-into-force"
_SHOWING = (*CONSENT, *SIGNING, _ENTRY)
"""The events by which a party shows that it means to be bound."""


@dataclass(frozen=True)
class PartyStatus:
    """The status for one party: a country, or an organisation by its identifier."""

    country: str | None
    other_id: int | None
    status: Status


def party_statuses(facts: Facts, day: date) -> list[PartyStatus]:
    """The status on `day` for every party, contracting party and signatory, as recorded.

    Sources: Vienna Convention on the Law of Treaties, art. 24 (a party that consents later is bound
    from its consent on), art. 15 (it may accede again after it has left), art. 14 (signature is not
    consent where others had to consent), art. 54 to 56 (one party leaves), art. 59. Inputs: the
    events, relations, rows and statuses set by hand of that party alone, beside those of all
    parties; reservations decide nothing.

    A party is bound while both the agreement and its own membership run. An entry into force of its
    own is the day for it; or else it is bound from the entry into force of all, or from its consent
    or the beginning of its row where they came later, and before that it is not bound yet. A party
    without a day of its own follows the agreement, and the reason says so; one that signed while
    the consent of others is on record, but not its own, is not bound. What binds one of two binds
    both. Those whose row begins after `day` are left out. What was done that presupposes force
    leaves open whether a party was bound, as for the agreement, unless it is not bound yet; where
    its own consent is awaited, only what it did itself does.

    Partial dates count as for the agreement: a party is surely bound from the last day on which it
    can have joined, and it has surely left after the last day on which it can have left.
    """
    rows: dict[PartyId, list[PartyFact]] = {}
    for fact in facts.joined(day):
        rows.setdefault(fact.party, []).append(fact)
    along = course(facts)
    now = term(facts, day, along)
    members = facts.members(day)
    first, after = between(facts, along, now, day)
    so_far = signed_so_far(facts, along, day)
    alone = entered_so_far(facts, along, day)
    acts, unnamed = presupposing(along, day), left_unnamed(along, day)
    found = []
    for party, mine in rows.items():
        own = along.own.get(party, ())
        two = len(members) == 2 and party in members
        awaited = not two and _awaited(facts, party, mine, own, day)
        consented = tr("others have consented to be bound; its own consent is not recorded")
        notes = [*alone, *([consented] if awaited else [])]
        steps = _Steps(along.shared, own, two, awaited)
        its_own = {event.id for event in facts.events if event.party == party}
        shown = [act for act in acts if not awaited or act.event in its_own]
        beside = Beside(notes, unnamed, shown)
        each = _for_party(steps, now, day, beside)
        each = _told(facts, party, each, so_far, day)
        each = replace(_set_by_hand(facts, party, each, day), holds_from=first, holds_until=after)
        country, other = (party, None) if isinstance(party, str) else (None, party)
        found.append(PartyStatus(country, other, each))
    return found


@dataclass(frozen=True)
class _Steps:
    """What happened to all and to one party: whether it is one of two, or is still to consent."""

    shared: Sequence[Step]
    own: Sequence[Step]
    two: bool
    awaited: bool


def _for_party(steps: _Steps, now: Term, day: date, beside: Beside) -> Status:
    """The status that the steps of all and those of one party make for it."""
    own = steps.own
    if steps.two:  # what the other party has not done as well is of no effect
        own = [s for s in own if s.type not in (*ENTERING, *CONSENT)]
    whole = last_run([*steps.shared, *lapse(now, [*steps.shared, *own], day)], day)
    since_then = [
        s for s in own if s.type == MEMBERSHIP or not whole.after or s.follows(whole.after)
    ]
    mine = last_run(since_then, day)
    ahead = _ahead(since_then, mine, day)
    left = mine.end or (mine.after if ahead else None)
    ends = [end for end in (left, whole.end) if end]
    end = min(ends, key=lambda step: step.last if step.when else date.max, default=None)
    if ahead or steps.awaited:
        applied = [step for step in whole.steps if step.code not in (*APPLIED, "suspended")]
        ahead = ahead if len(applied) < len(whole.steps) else None
    else:
        applied = _bound(whole.steps, mine.steps)
    run = Run(
        tuple(sorted((*applied, *mine.steps), key=in_time)),
        end,
        mine.after or whole.after,
        tuple(sorted((*whole.running, *mine.running), key=in_time)),
    )
    entered = any(step.code in APPLIED for step in whole.steps)
    beside = replace(beside, acts=() if ahead else beside.acts, entered=entered)
    return judge(run, now, day, beside, ahead)


def _bound(whole: Sequence[Step], mine: Sequence[Step]) -> list[Step]:
    """The steps of all as they are for one party that has joined by a step of its own, or none.

    An entry into force of its own takes the place of everybody's; a later consent, and the later
    beginning of its row, move that on to its own day.
    """
    if any(step.type == _ENTRY for step in mine):
        return [step for step in whole if step.code != "in-force" or step.type == "resumption"]
    kinds = [
        [step for step in mine if step.type in CONSENT],
        [step for step in mine if step.type == MEMBERSHIP and step.begins],
    ]
    joined = max((steps[0] for steps in kinds if steps), key=in_time, default=None)
    if joined is None:
        return list(whole)
    return [
        replace(joined, code=step.code)
        if step.code in APPLIED and step.type != "resumption" and step.last < joined.last
        else step
        for step in whole
    ]


def _ahead(own: Sequence[Step], mine: Run, day: date) -> Step | None:
    """What a party is still to do, before it leaves again, to be bound: the last such step.

    Its own entry into force on record; or else, of consent and row, what it has not yet.
    """
    if any(step.type == _ENTRY for step in mine.steps):
        return None
    coming = []
    for step in sorted((s for s in own if not s.happened(day)), key=in_time):
        if step.code in ENDED:
            break
        coming.append(step)
    if entry := next((step for step in coming if step.type == _ENTRY), None):
        return entry
    had = {step.type == MEMBERSHIP for step in mine.steps if step.type in JOINING}
    kinds = {
        step.type == MEMBERSHIP: step
        for step in reversed(coming)
        if step.type in JOINING and (step.type == MEMBERSHIP) not in had
    }
    return max(kinds.values(), key=in_time, default=None)


def _awaited(
    facts: Facts,
    party: PartyId,
    rows: Sequence[PartyFact],
    own: Sequence[Step],
    day: date,
) -> bool:
    """Whether a party is still to consent: others did by `day`, and of it only signing is known."""
    if any(step.type in (*JOINING, _ENTRY) for step in own):
        return False
    signed_only = all(row.role == "signatory" for row in rows)
    if not signed_only and not any(step.type in SIGNING for step in own):
        return False
    others = (e for e in facts.events if e.type in CONSENT and e.party not in (None, party))
    return any(event.when is None or event.when.last <= day for event in others)


def _told(facts: Facts, party: PartyId, found: Status, so_far: Step | None, day: date) -> Status:
    """A status with what its reason has to say of a party that did nothing of its own by `day`."""
    if found.code == "unknown" and found.event is None and so_far:
        return replace(found, reason=f"{so_far.says}; " + tr("no signature of its own is recorded"))
    if found.code != "in-force" or found.own:
        return found
    decided = any(e.id == found.event and e.type == _ENTRY for e in facts.events)
    shown = any(
        e.party == party and e.type in _SHOWING and (e.when is None or e.when.last <= day)
        for e in facts.events
    )
    if shown or not decided:
        return found
    note = tr("by the agreement's own entry into force; no consent of its own is recorded")
    return replace(found, reason=f"{found.reason}; {note}")


def _set_by_hand(facts: Facts, party: PartyId, found: Status, day: date) -> Status:
    """What was set by hand for the party; or for all, unless the party had ended it for itself."""
    if hand := by_hand(facts.hands, party, day):
        return set_by_hand(hand, found)
    hand = by_hand(facts.hands, None, day)
    if hand is None or (found.own and found.code in ENDED):
        return found
    return set_by_hand(hand, found)
