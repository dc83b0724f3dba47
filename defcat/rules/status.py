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

An end closes only what went before it: what enters into force again, or is renewed, is in force
again, and the reason names the end that it came after.

What is done only to a treaty in force (art. 39 and 54 to 59: a denunciation, a withdrawal, a
termination, a suspension, an amendment, an extension, a renewal) shows that it was in force, not
since when. Where no entry into force is on record it is from that act on no longer said that it was
not in force: it is unknown, until the act takes effect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.rules.course import (
    Course,
    course,
    entered_so_far,
    left_unnamed,
    presupposing,
    signed_so_far,
)
from defcat.rules.facts import Facts, HandFact, PartyId, known, onset, turns
from defcat.rules.steps import APPLIED, ENDED, TERM, Run, Step, last_run
from defcat.rules.term import Term, term
from defcat.translation import tr


@dataclass(frozen=True)
class Status:
    """A code of the vocabulary `agreement-status`, why, and the event that decided it.

    This very answer holds on days from `holds_from` on until before `holds_until` (None: for good),
    and may hold longer. `by_hand`: somebody set it, whose name the reason does not tell. `own`: a
    party's, decided by what it did alone. `since`: the date of what decided it, None where no day
    is recorded, nothing decided it, or the status was read as stored.
    """

    code: str
    reason: str
    event: int | None
    holds_from: date | None = None
    holds_until: date | None = None
    by_hand: bool = False
    own: bool = False
    since: PartialDate | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Beside:
    """What a reason has to tell beside the run that decides.

    `notes` end that of what does not apply yet, `open_ends` that of what has not ended. `acts`
    presuppose that the agreement was in force; `entered`: an entry into force is on record.
    """

    notes: Sequence[str] = ()
    open_ends: Sequence[str] = ()
    acts: Sequence[Step] = ()
    entered: bool = False


_NOTHING = Beside()

_RANK = ("in-negotiation", "unknown", "signed-not-in-force", "provisionally-applied", "in-force")
"""How an agreement comes into being: a later step is never undone by an earlier one."""


def status(facts: Facts, day: date) -> Status:
    """The status on `day` of an agreement.

    Source: see this module. Inputs: the events, the members, the later agreements, the term, the
    statuses set by hand. Without evidence of entry into force nothing is in force; without any
    evidence it is unknown. It ends by the first of: an event for all parties that ends it; what
    ends it for one of two parties, or for the last of more (one of them leaves the others bound,
    art. 55); a later agreement in force that supersedes or terminates it; its term. A status set by
    hand goes before all that. What each answers when dates are partial, see `course`, `term`,
    `judge` and `by_hand`.
    """
    along = course(facts)
    runs = term(facts, day, along)
    so_far = signed_so_far(facts, along, day)
    steps = [*along.shared, so_far] if so_far else along.shared
    run = last_run([*steps, *lapse(runs, steps, day)], day)
    beside = Beside(
        entered_so_far(facts, along, day), left_unnamed(along, day), presupposing(along, day)
    )
    computed = judge(run, runs, day, beside)
    hand = by_hand(facts.hands, None, day)
    found = set_by_hand(hand, computed) if hand else computed
    first, after = between(facts, along, runs, day)
    return replace(found, holds_from=first, holds_until=after)


def judge(
    run: Run, term: Term, day: date, beside: Beside = _NOTHING, ahead: Step | None = None
) -> Status:
    """What a run and the term make of it by `day`.

    `ahead` is what a party is still to do to be bound, which the reason names.

    Source: Vienna Convention on the Law of Treaties, art. 9, 24, 25, 54 and 57. Inputs: the last
    run by `day`. What ended it decides; or else the furthest step towards being in force; then
    whether it is suspended. A provisional application or a suspension that says until when is over
    after that. What nothing on record has brought into force or application, but something was done
    to that presupposes force (`course.presupposing`), is unknown.

    With partial dates a step has happened from its last day on, is over after the last day of its
    `until`, and on the days between it is named in the reason as not certain. Steps without a day
    have happened, before all others. An act of which it is not certain that it was done by `day` is
    named, too, and presupposes nothing yet.
    """
    waits = []
    if ahead and not ahead.may_have(day):
        waits = [tr("not yet bound")]  # by what, only a later day knows
    if run.end:
        last = run.end.last
        again = [s for s in run.steps if s.begins and s.first <= last < s.last]
        again += [s for s in run.running if s.begins]
        return _from_step(run.end, [*waits, *map(_not_certain, again)])
    coming = [s for s in run.steps if s.code in _RANK and s.type != "resumption"]
    coming = [s for s in coming if not s.over(day)]
    deciding = max(coming, key=lambda step: _RANK.index(step.code), default=None)
    after = [tr("after {event}", event=run.after.says)] if run.after else []
    said = [_over(step) for step in run.steps if step.over(day)]
    said += [_may_be_over(step, day) for step in run.steps if _perhaps_over(step, day)]
    said += map(_not_certain, run.running)
    applies = deciding is not None and deciding.code in APPLIED
    if not applies:
        named = {step.event for step in run.running}
        acts = [act for act in beside.acts if act.event not in named and not act.happened(day)]
        said += [*map(_not_certain, acts), *beside.notes]
    said = [*waits, *said, *beside.open_ends]
    act = next((act for act in beside.acts if act.happened(day)), None)
    if act and not any(step.code in APPLIED for step in run.steps):
        lacking = [] if beside.entered else [tr("no entry into force is recorded")]
        return _presumed(deciding, act, [*lacking, *said])
    if deciding is None:
        event = run.running[0].event if run.running else None
        return Status("unknown", "; ".join(said) or tr("no event on record says"), event)
    if applies:
        deciding = _interrupted(run.steps, deciding, day)
        said = [*_of_term(term, day), *said]
    elif ahead is None:
        said = [*_lacking(deciding), *said]
    return _from_step(deciding, [*after, *said])


def lapse(term: Term, steps: Iterable[Step], day: date) -> list[Step]:
    """The end of a term that has run out by `day`, of what `steps` had brought into force.

    Source, inputs and partial dates: see `defcat.rules.term`. An end known in part has passed after
    its last day.
    """
    if term.ends is None or term.lapsed_by is None or term.lapsed_by >= day:
        return []
    if not any(s.code in APPLIED and s.happened(day) and not s.over(day) for s in steps):
        return []
    says = tr("expired: {date}, by its term", date=term.ends.show_moment())
    if term.basis:
        says += f" ({term.basis})"
    if term.renewal == "by-consent":
        says += "; " + tr("renewal is by consent, and none is recorded")
    return [Step(TERM, "expired", term.ends, says)]


def by_hand(hands: Iterable[HandFact], party: PartyId | None, day: date) -> HandFact | None:
    """The status set by hand that holds on `day` for `party`, or for all; of several, the last.

    Source: a judgement that the desk records, with its reason. Inputs: from, until, party. A
    partial `date` counts from its last day, a partial `until` to its last day; without them it
    holds on any day before and after. It judges this agreement on that day, and no event of it; but
    an agreement that is set in force takes the place of those it supersedes (`statuses`).
    """
    holding = []
    for hand in hands:
        begins, ends = onset(known(hand.date)), known(hand.until)
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
    return Status(
        *(hand.status, f"{said}; {by_events}", None),
        by_hand=True,
        own=bool(hand.party),
        since=onset(known(hand.date)),
    )


def between(facts: Facts, along: Course, now: Term, day: date) -> tuple[date | None, date | None]:
    """The days around `day` between which no status of an agreement or a party changes.

    From the first until before the second; None for no such day. Every date on record, and every
    end of the term, is a day on which it may.
    """
    dates = [*facts.dates()]
    steps = [along.shared, *along.own.values()]
    dates += [s.when for found in steps for s in found if s.when and s.code in ENDED]
    dates += [act.when for _, act in along.acts if act.when]
    dates += [when for when in (now.ends, now.renewed) if when]
    days = {turn for when in dates for turn in turns(when)}
    return (
        max((turn for turn in days if turn <= day), default=None),
        min((turn for turn in days if turn > day), default=None),
    )


def _of_term(term: Term, day: date) -> list[str]:
    """What the term adds to the reason of what is in force."""
    if term.renewed:
        return [term.renewed_words()]
    said = [term.carried] if term.carried else []
    ends = term.ends
    if ends and not term.automatic and ends.known_first and ends.first <= day and not term.exact:
        said.append(tr("its term ends: {date}, exact day not known", date=ends.show_moment()))
    return said


def _interrupted(steps: Sequence[Step], deciding: Step, day: date) -> Step:
    """The suspension that came last; or the resumption of what decides; unless it is over."""
    breaks = [s for s in steps if s.type in ("suspension", "resumption") and not s.over(day)]
    if not breaks:
        return deciding
    last = breaks[-1]
    resumed = last.code == deciding.code and last.last >= deciding.last
    return last if resumed or last.code == "suspended" else deciding


def _from_step(step: Step, notes: Iterable[str] = ()) -> Status:
    said = [step.says, *_exactness(step), *notes]
    reason = "; ".join(dict.fromkeys(said))
    return Status(step.code, reason, step.event, own=step.own, since=step.when)


def _presumed(step: Step | None, act: Step, notes: Iterable[str]) -> Status:
    """That it is unknown whether what came as far as `step` is in force, since `act` was done."""
    said = [step.says, *_exactness(step)] if step else []
    said.append(tr("{event} presupposes that it was in force", event=act.says))
    reason = "; ".join(dict.fromkeys([*said, *notes]))
    return Status("unknown", reason, act.event, since=act.when)


def _lacking(step: Step) -> list[str]:
    """What is not on record of an agreement that came as far as `step`."""
    if step.code == "signed-not-in-force":
        return [tr("no entry into force is recorded")]
    if step.code == "unknown":
        return [tr("neither signature nor entry into force is recorded")]
    return []


def _exactness(step: Step) -> list[str]:
    """What is to be said of a step of which the day is not known."""
    if step.code not in _ON_OR_BEFORE or step.type == TERM:
        return []
    if step.when is None or step.first == step.last:
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
    until = step.until.show_moment() if step.until else ""
    return tr("{event} until: {date}, exact day not known", event=name, date=until)


def _over(step: Step) -> str:
    name = vocabulary.label("event-type", step.type).lower()
    until = step.until.show_moment() if step.until else ""
    return tr("{event} until: {date}, which is over", event=name, date=until)


def _not_certain(step: Step) -> str:
    return tr("{event}, exact day not known", event=step.says)
