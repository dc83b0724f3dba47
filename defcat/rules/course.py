"""The course of an agreement: what happened to all of it, and to each party alone.

Everything here is read from the record as a whole and is the same on any day; `last_run` then takes
the run that a day falls in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from defcat import vocabulary
from defcat.rules.facts import CONSENT, LEAVING, Facts, PartyFact, PartyId, known
from defcat.rules.steps import (
    APPLIED,
    ENDED,
    ENTERING,
    LEADS_TO,
    PRESUPPOSING,
    RESTORING,
    Step,
    in_time,
    last_run,
    of_act,
    of_event,
    of_rows,
    of_successor,
)
from defcat.rules.tenure import SIGNING
from defcat.translation import tr

_BREAKS = ("suspension", "resumption")
_ENTRY = "entry-into-force"
_OF_ONE = frozenset((*LEADS_TO, *CONSENT, "resumption"))
_OF_ALL = frozenset((*LEADS_TO, *RESTORING))
_EACH = (SIGNING, ("provisional-application",), (_ENTRY,))
"""What parties do one by one, and what is everybody's when each has done it."""


@dataclass(frozen=True)
class Course:
    """The steps of all parties, and those that each party took alone.

    `acts`: what was done that presupposes that the agreement was in force, by the day it was done,
    with the party that did it alone. `unnamed`: denunciations and withdrawals of which it is not
    known whose they are.
    """

    shared: Sequence[Step]
    own: Mapping[PartyId, Sequence[Step]]
    acts: Sequence[tuple[PartyId | None, Step]] = ()
    unnamed: Sequence[Step] = ()


def course(facts: Facts) -> Course:
    """The steps that the events, relations and rows of an agreement amount to.

    Source: Vienna Convention on the Law of Treaties, art. 54 to 59. Inputs: the events, the later
    agreements, the parties with from and until. In an agreement of two, what ends or suspends it
    for one does so for both, and one that joins again brings it back. One of more than two ends
    when the last party is out; a denunciation of it that names no party leaves open who left, and
    ends nothing. How many there are counts on the day of each step.

    Partial dates stay as they are: `last_run` and `judge` weigh them. Of several steps without
    their day the order is that in which they were recorded.
    """
    shared: list[Step] = []
    own: dict[PartyId, list[Step]] = defaultdict(list)
    acts = [(e.party, of_act(e, facts)) for e in facts.events if e.type in PRESUPPOSING]
    unnamed: list[Step] = []
    for event in facts.events:
        if event.party is not None:
            if event.type in _OF_ONE:
                own[event.party].append(of_event(event, facts, own=True))
        elif event.type in _OF_ALL:
            step = of_event(event, facts)
            if event.type not in LEAVING or len(_members(facts, step)) <= 2:
                shared.append(step)
            else:
                unnamed.append(of_act(event, facts))
    for successor in facts.successors:
        if successor.party is None:
            shared.append(of_successor(successor))
        else:
            own[successor.party].append(of_successor(successor, own=True))
    rows: dict[PartyId, list[PartyFact]] = defaultdict(list)
    for fact in facts.parties:
        rows[fact.party].append(fact)
    for party, found in rows.items():
        if any(known(fact.start) or known(fact.end) for fact in found):
            binding = [fact for fact in found if fact.role != "signatory"]
            own[party] += of_rows(binding or found)
    if own:
        shared += _of_two(facts, own)
        shared += _left_by_all(facts, own)
        shared += _by_each(facts, own, [step for step in shared if step.code in ENDED])
    shared = list(_restored(shared))
    own = {party: list(_restored(own[party], shared)) for party in own}
    return Course(shared, own, acts, unnamed)


def entries(along: Course) -> list[Step]:
    """The entries into force of an agreement, in order of time; those without a day come first.

    Source: Vienna Convention on the Law of Treaties, art. 24. Inputs: the events of entry into
    force that name no party, and those of single parties once every party has one. This is the one
    rule for it: the term, the parties and what is superseded all start from here.
    """
    return sorted((step for step in along.shared if step.type == _ENTRY), key=in_time)


def entry_into_force(facts: Facts, party: PartyId | None = None) -> Step | None:
    """The first entry into force with a day, or else one without, if any is on record.

    With `party`, its own where it has one. Source, inputs and partial dates: see `entries`.
    """
    along = course(facts)
    own = [step for step in along.own.get(party, ()) if step.type == _ENTRY] if party else []
    found = own or entries(along)
    return min(found, key=lambda step: (step.when is None, in_time(step)), default=None)


def signed_so_far(facts: Facts, along: Course, day: date) -> Step | None:
    """The last signature by one of the parties by `day`, which says who has signed so far.

    Source: Vienna Convention on the Law of Treaties, art. 12. Inputs: the signatures and exchanges
    of notes that name a party; nothing once all have signed. With partial dates, parties that may
    not have signed by `day` are left out; a signature without its day counts.
    """
    if any(step.type in SIGNING and step.happened(day) for step in along.shared):
        return None
    taken = _alone(along, SIGNING, day)
    if not taken:
        return None
    last = taken[-1][1]
    who = dict.fromkeys(facts.name(party) for party, _ in taken)
    shown = last.when.show() if last.when else tr("on a day not recorded")
    says = tr("signed by {parties} so far: {date}", parties=", ".join(who), date=shown)
    return replace(last, says=says, own=False)


def entered_so_far(facts: Facts, along: Course, day: date) -> list[str]:
    """For which members alone an agreement has entered into force or is applied, in words.

    Source: Vienna Convention on the Law of Treaties, art. 24 and 25. Inputs: the events of single
    members. With partial dates, members for which it may not be so by `day` are left out.
    """
    said = []
    for type in ENTERING:
        taken = {party for party, _ in _alone(along, (type,), day)}
        if who := [facts.name(p) for p in facts.members(day) if p in taken] if taken else ():
            event = vocabulary.label("event-type", type).lower()
            said.append(tr("{event} for {parties} so far", event=event, parties=", ".join(who)))
    return said


def presupposing(along: Course, day: date) -> list[Step]:
    """What was done by `day` of which it follows that the agreement was in force, in order of time.

    Source: Vienna Convention on the Law of Treaties, art. 39 and 54 to 59: only a treaty in force
    is amended, extended, renewed, suspended, denounced or terminated, and only a party withdraws.
    Inputs: those events, by the day on which they were done and not that on which they take effect;
    what a single party did only where no entry into force or provisional application for it alone
    explains that. It says nothing of when the agreement entered into force, and brings nothing into
    force. With partial dates, what may have been done by `day` is among them; what is without its
    day was done.
    """
    alone = {party for type in ENTERING for party, _ in _alone(along, (type,), day)}
    done = [step for party, step in along.acts if step.first <= day and party not in alone]
    return sorted(done, key=in_time)


def left_unnamed(along: Course, day: date) -> list[str]:
    """The denunciations and withdrawals by `day` of which it is not known whose they are, in words.

    Source: Vienna Convention on the Law of Treaties, art. 55: one party of more than two that
    leaves ends the agreement for itself alone. Inputs: such events that name no party. With partial
    dates, those that may not have been made by `day` are left out; one without its day counts.
    """
    return [_unnamed(step) for step in along.unnamed if step.happened(day)]


def _unnamed(step: Step) -> str:
    event = vocabulary.label("event-type", step.type).lower()
    if step.when is None:
        return tr("a {event} is recorded without its day and its party", event=event)
    day = step.when.show()
    return tr("a {event} of {date} is recorded without its party", event=event, date=day)


def _alone(along: Course, types: Collection[str], day: date) -> list[tuple[PartyId, Step]]:
    """The steps of `types` that single parties took by `day`, in order of time."""
    taken = [
        (party, step)
        for party, steps in along.own.items()
        for step in steps
        if step.type in types and step.happened(day)
    ]
    return sorted(taken, key=lambda item: in_time(item[1]))


def _members(facts: Facts, step: Step) -> list[PartyId]:
    """The members on the day of a step, and those whose membership begins on the next."""
    if step.when is None:
        return facts.members()
    return facts.members(min(step.last, date.max - timedelta(days=1)) + timedelta(days=1))


def _of_two(facts: Facts, own: dict[PartyId, list[Step]]) -> list[Step]:
    """What one of two parties did alone and is everybody's; it is taken out of `own`."""
    found = []
    for party, steps in own.items():
        moved: list[Step] = []
        for step in sorted(steps, key=in_time):
            befalls = step.code in ENDED or step.type in _BREAKS
            back = step.begins and any(step.follows(s) for s in moved if s.code in ENDED)
            if (befalls or back) and len(both := _members(facts, step)) == 2 and party in both:
                moved.append(step)
        own[party] = [step for step in steps if step not in moved]
        found += [replace(step, own=False) for step in moved]
    return found


def _left_by_all(facts: Facts, own: Mapping[PartyId, Sequence[Step]]) -> Iterator[Step]:
    """The ends by which the last party to an agreement of more than two was out."""
    left = {party for party, steps in own.items() if any(s.code in ENDED for s in steps)}
    if len(left) < 3:
        return
    ends = [step for party in left for step in own[party] if step.code in ENDED]
    for step in sorted(ends, key=in_time):
        members = _members(facts, step)
        if len(members) > 2 and left.issuperset(members):
            runs = [last_run(own[party], step.last) for party in members]
            if all(run.end for run in runs):
                says = tr("{event}; no party is left", event=step.says)
                yield replace(step, own=False, says=says)


def _by_each(
    facts: Facts, own: Mapping[PartyId, Sequence[Step]], ends: Iterable[Step]
) -> Iterator[Step]:
    """What single parties did one by one, as a step of all on the day of the last of them.

    Source: Vienna Convention on the Law of Treaties, art. 12 (signature binds each State by its
    own), 24 and 25. Inputs: the members on that day and their own events, anew after each of
    `ends`. With partial dates, on the one that ends last. Where one of them is without its day, the
    others being dated, it is so since the last of those.
    """
    for types in _EACH:
        steps = [(p, s) for p, found in own.items() for s in found if s.type in types]
        seen: set[int | None] = set()
        for end in (None, *ends) if len(steps) > 1 else ():
            first: dict[PartyId, Step] = {}
            for party, step in sorted(steps, key=lambda item: in_time(item[1])):
                if end is None or step.follows(end):
                    first.setdefault(party, step)
            for last in first.values():
                members = _members(facts, last)
                done = [first[p] for p in members if p in first and first[p].last <= last.last]
                if len(done) == len(members) > 1:
                    if last.event not in seen:
                        yield _together(last, done)
                    seen.add(last.event)
                    break


def _together(last: Step, done: Sequence[Step]) -> Step:
    shown = last.when.show() if last.when else tr("on a day not recorded")
    later = last.when is not None and any(step.when is None for step in done)
    if later:
        shown = tr("{date} or later, of one on a day not recorded", date=shown)
    words = {
        "signature": tr("signature by all parties: {date}", date=shown),
        "exchange-of-notes": tr("exchange of notes by all parties: {date}", date=shown),
        "provisional-application": tr("provisional application by all parties: {date}", date=shown),
        "entry-into-force": tr("entry into force for all parties: {date}", date=shown),
    }
    limits = [step.until for step in done if step.until and step.until.known_last]
    until = min(limits, key=lambda limit: limit.last, default=None)
    return replace(last, says=words[last.type], until=until, own=False, later=later)


def _restored(steps: Iterable[Step], others: Sequence[Step] = ()) -> Iterator[Step]:
    """The steps, those that make of an agreement what it was before with that code.

    Left out where nothing was applied before, surely and still: they bring nothing into force.
    """
    steps = list(steps)
    for step in steps:
        if step.code or (step.own and step.type not in RESTORING):
            yield step
            continue
        before = {
            s.code
            for s in (*steps, *others)
            if s.code in APPLIED and s.last <= step.last and not s.over(step.last)
        }
        if code := next((code for code in APPLIED if code in before), None):
            yield replace(step, code=code)
