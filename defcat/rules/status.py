"""The status of an agreement on a day, computed from what is on record of it, with the reason.

Sources of the rules: Vienna Convention on the Law of Treaties, art. 9 (adoption of the text), art.
24 (entry into force), art. 25 (provisional application), art. 54 to 59 (termination, denunciation,
suspension, a later treaty on the same subject); UN Treaty Collection glossary for the words.

Adoption fixes the text and ends the negotiation of it; it binds nobody. Of an agreement of which
nothing later is recorded it is not known whether it was ever signed or came into force. Consent of
single parties (ratification, acceptance, approval, accession) never brings it into force by itself.

A partial date counts from its last day ("in force on or before 31 December 1976") and never invents
a day: an event whose period is still running on the day asked about has not certainly happened, and
the reason says so. An event recorded without its day is a fact, and has happened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.rules.facts import LEAVING, Facts, HandFact, PartyId, known, turns
from defcat.rules.steps import (
    ENDED,
    LEADS_TO,
    Step,
    of_event,
    of_successor,
    signed_so_far,
    together,
)
from defcat.rules.term import Term, term
from defcat.translation import tr


@dataclass(frozen=True)
class Status:
    """A code of the vocabulary `agreement-status`, why, and the event that decided it.

    This very answer holds on days from `since` on until before `until` (None: for good), and may
    hold longer. `by_hand`: somebody set it, whose name the reason does not tell. `own`: a party's,
    decided by what it did alone.
    """

    code: str
    reason: str
    event: int | None
    since: date | None = None
    until: date | None = None
    by_hand: bool = False
    own: bool = False


_RANK = ("in-negotiation", "unknown", "signed-not-in-force", "provisionally-applied", "in-force")
"""How an agreement comes into being: a later step is never undone by an earlier one."""


def status(facts: Facts, day: date) -> Status:
    """The status on `day` of an agreement.

    Without evidence of entry into force nothing is in force; without any evidence it is unknown. It
    ends by the first of: an event for all parties that ends it; the denunciation or withdrawal of
    one of two parties (one of more leaves the others bound, art. 55); a later agreement in force
    that supersedes or terminates it for all, or for one of two; its term. A status set by hand goes
    before all that. What each answers when dates are partial, see `steps`, `term` and `by_hand`.
    """
    shared = shared_steps(facts)
    signed = any(s.code == "signed-not-in-force" and s.happened(day) for s in shared)
    so_far = None if signed else signed_so_far(facts, day)
    computed = judge([*shared, so_far] if so_far else shared, term(facts, day), day)
    hand = by_hand(facts.hands, None, day)
    found = set_by_hand(hand, computed) if hand else computed
    return lasting(found, facts, day)


def shared_steps(facts: Facts) -> list[Step]:
    """The steps that decide for all parties.

    Source: Vienna Convention on the Law of Treaties, art. 54 to 56. Inputs: the events, the members
    and the later agreements. A denunciation, withdrawal or termination by one of two parties ends
    the agreement; one of which the party is not recorded is by all, but in an agreement of more
    than two that leaves open who left, and ends nothing. Partial dates stay as they are: `judge`
    weighs them.
    """
    bound = facts.members()
    two = len(bound) == 2
    found = list(together(facts))
    for event in facts.events:
        if event.type not in LEADS_TO:
            continue
        if event.type in LEAVING:
            ends = len(bound) <= 2 if event.party is None else two and event.party in bound
        else:
            ends = event.type == "termination" and two and event.party in bound
        if ends or (event.party is None and event.type not in LEAVING):
            found.append(of_event(event, facts))
    for successor in facts.successors:
        if successor.party is None or (two and successor.party in bound):
            found.append(of_successor(successor))
    return found


def judge(steps: Iterable[Step], term: Term, day: date) -> Status:
    """What `steps` and the term make of it by `day`, the steps of one day in the order given.

    Source: Vienna Convention on the Law of Treaties, art. 9, 24, 25, 54 and 57. The furthest step
    towards being in force decides; then what ended it first; then whether it is suspended. A
    provisional application or a suspension that says until when is over after that.

    With partial dates a step has happened from its last day on, is over after the last day of its
    `until`, and on the days between it is named in the reason as not certain. Steps without a day
    have happened, before all others.
    """
    found = list(steps)
    happened = sorted((step for step in found if step.happened(day)), key=lambda step: step.last)
    running = sorted((step for step in found if step.may_have(day)), key=lambda step: step.last)
    coming = [s for s in happened if s.code in _RANK and not s.over(day)]
    deciding = max(coming, key=lambda step: _RANK.index(step.code), default=None)
    applied = deciding is not None and deciding.code in ("in-force", "provisionally-applied")
    ended = [step for step in happened if step.code in ENDED]
    lapsed = _lapsed(term, day) if applied else None
    if ended and (lapsed is None or ended[0].last <= lapsed.last):
        return _from_step(ended[0])  # what has ended cannot end again
    if lapsed:
        return Status("expired", lapsed.says, None)
    notes = [_over(step) for step in happened if step.over(day)]
    notes += [_may_be_over(step, day) for step in happened if _perhaps_over(step, day)]
    notes += map(_not_certain, running)
    if deciding is None:
        reason = "; ".join(notes) or tr("no event on record says")
        return Status("unknown", reason, running[0].event if running else None)
    if applied:
        deciding = _interrupted(happened, day) or deciding
        notes = [*_of_term(term, day), *notes]
    return _from_step(deciding, notes)


def by_hand(hands: Iterable[HandFact], party: PartyId | None, day: date) -> HandFact | None:
    """The status set by hand that holds on `day` for `party`, or for all; of several, the last.

    Source: a judgement that the desk records, with its reason. Inputs: from, until, party. A
    partial `date` counts from its last day, a partial `until` to its last day; without them it
    holds on any day before and after.
    """
    holding = []
    for hand in hands:
        begins, ends = known(hand.date), known(hand.until)
        begun = begins is None or begins.last <= day
        over = ends is not None and ends.last < day
        if hand.party == party and begun and not over:
            holding.append((begins.last if begins else date.min, hand.id, hand))
    return max(holding, key=lambda item: item[:2])[-1] if holding else None


def set_by_hand(hand: HandFact, computed: Status) -> Status:
    """The status set by hand, with what the events say beside it; nobody's name is told."""
    label = vocabulary.label("agreement-status", computed.code).lower()
    when = known(hand.set_on)
    by_events = tr("by its events: {status} ({reason})", status=label, reason=computed.reason)
    said = (
        tr("set by hand on {date}: {why}", date=when.show(), why=hand.why)
        if when
        else tr("set by hand: {why}", why=hand.why)
    )
    return Status(hand.status, f"{said}; {by_events}", None, by_hand=True, own=bool(hand.party))


def lasting(found: Status, facts: Facts, day: date) -> Status:
    """A status of `day` with the days between which nothing that it depends on changes."""
    dates = [when for text in facts.texts() if (when := known(text))]
    dates += [s.when for e in facts.events if e.type in LEAVING and (s := of_event(e, facts)).when]
    now = term(facts, day)
    dates += [when for when in (now.ends, now.renewed) if when]
    days = {turn for when in dates for turn in turns(when)}
    since = max((turn for turn in days if turn <= day), default=None)
    return replace(
        found, since=since, until=min((turn for turn in days if turn > day), default=None)
    )


def _lapsed(term: Term, day: date) -> Step | None:
    """The end of a term that has run out, if it has."""
    if term.lapsed_by is None or term.lapsed_by >= day or term.ends is None:
        return None
    says = tr("expired: {date}, by its term", date=term.ends.show())
    if term.basis:
        says += f" ({term.basis})"
    if term.renewal == "by-consent":
        says += "; " + tr("renewal is by consent, and none is recorded")
    return Step("expiry", "expired", term.ends, says)


def _of_term(term: Term, day: date) -> list[str]:
    """What the term adds to the reason of what is in force."""
    if term.renewed:
        shown = term.renewed.show()
        if term.ends:
            end = term.ends.show()
            return [tr("renewed automatically: {date}, runs until {end}", date=shown, end=end)]
        return [tr("renewed automatically: {date}, for a period not recorded", date=shown)]
    ends = term.ends
    if ends and not term.automatic and ends.known_first and ends.first <= day and not term.exact:
        return [tr("its term ends: {date}, exact day not known", date=ends.show())]
    return []


def _interrupted(happened: Sequence[Step], day: date) -> Step | None:
    """The suspension or resumption that came last, unless the suspension is over."""
    breaks = [s for s in happened if s.type in ("suspension", "resumption") and not s.over(day)]
    return breaks[-1] if breaks else None


def _from_step(step: Step, notes: Sequence[str] = ()) -> Status:
    said = [step.says, *_exactness(step)]
    if step.code == "signed-not-in-force":
        said.append(tr("no entry into force is recorded"))
    elif step.code == "unknown":
        said.append(tr("neither signature nor entry into force is recorded"))
    return Status(step.code, "; ".join((*said, *notes)), step.event, own=step.own)


def _exactness(step: Step) -> list[str]:
    """What is to be said of a step of which the day is not known."""
    if step.when is None or step.when.first == step.when.last or step.code not in _ON_OR_BEFORE:
        return []
    day = PartialDate.of(step.when.last).show()
    words = tr(_ON_OR_BEFORE[step.code], day=day)
    return [tr("{status}, exact day not known", status=words)]


_ON_OR_BEFORE = {
    "signed-not-in-force": "signed on or before {day}",
    "provisionally-applied": "applied on or before {day}",
    "in-force": "in force on or before {day}",
    "suspended": "suspended on or before {day}",
    "terminated": "terminated on or before {day}",
    "superseded": "superseded on or before {day}",
    "expired": "expired on or before {day}",
}


def _perhaps_over(step: Step, day: date) -> bool:
    until = step.until
    return until is not None and until.first <= day < until.last and until.first != until.last


def _may_be_over(step: Step, day: date) -> str:
    name = vocabulary.label("event-type", step.type).lower()
    until = step.until.show() if step.until else ""
    return tr("{event} until: {date}, exact day not known", event=name, date=until)


def _over(step: Step) -> str:
    name = vocabulary.label("event-type", step.type).lower()
    until = step.until.show() if step.until else ""
    return tr("{event} until: {date}, which is over", event=name, date=until)


def _not_certain(step: Step) -> str:
    return tr("{event}, exact day not known", event=step.says)
