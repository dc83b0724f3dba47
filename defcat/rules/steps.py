"""What made an agreement what it is: each event, successor or end of a term as one step in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.rules.facts import LEAVING, EventFact, Facts, PartyId, Successor, known, period
from defcat.rules.tenure import SIGNING
from defcat.translation import tr

LEADS_TO = {
    "entry-into-force": "in-force",
    "resumption": "in-force",
    "provisional-application": "provisionally-applied",
    "suspension": "suspended",
    "termination": "terminated",
    "denunciation": "terminated",
    "withdrawal": "terminated",
    "supersession": "superseded",
    "expiry": "expired",
    "signature": "signed-not-in-force",
    "exchange-of-notes": "signed-not-in-force",
    "negotiation": "in-negotiation",
    "initialling": "in-negotiation",
    "adoption": "unknown",
}
"""What an event makes of an agreement, or of the party whose event it is."""

ENDED = ("terminated", "superseded", "expired")


@dataclass(frozen=True)
class Step:
    """Something that makes an agreement `code` from `when` on; without `when`, on an unknown day.

    `says` begins the reason; `event` is the row of the event, where it is one; `own`: it is one
    party's alone. `until`: how far a provisional application or a suspension runs.
    """

    type: str
    code: str
    when: PartialDate | None
    says: str
    event: int | None = None
    until: PartialDate | None = None
    own: bool = False

    @property
    def last(self) -> date:
        """The last day it can have happened on; before all others where no day is known."""
        return self.when.last if self.when and self.when.known_last else date.min

    def happened(self, day: date) -> bool:
        """Whether it certainly has by `day`; what is on record without its day has."""
        return self.when is None or self.when.last <= day

    def may_have(self, day: date) -> bool:
        """Whether `day` lies among the days on which it may have happened."""
        return self.when is not None and self.when.first <= day < self.when.last

    def over(self, day: date) -> bool:
        """Whether it has certainly run its course before `day`."""
        return self.until is not None and self.until.known_last and self.until.last < day


def of_event(event: EventFact, facts: Facts, *, own: bool = False) -> Step:
    """The step that an event is: of everybody, or one party's own.

    A denunciation or withdrawal takes effect on the day it names; or else when the notice that the
    agreement asks for has run from its date; or else, for want of both, on its date (Vienna
    Convention on the Law of Treaties, art. 54 and 56: in conformity with the provisions of the
    treaty). Of a date known in part, every day counts on which notice can have been given.
    """
    name = vocabulary.label("event-type", event.type).lower()
    if event.party is not None:
        party = facts.name(event.party)
        acts = event.type in (*SIGNING, *LEAVING)  # the rest befalls it
        of_it = tr("{event} for {party}", event=name, party=party)
        name = tr("{event} by {party}", event=name, party=party) if acts else of_it
    when, says = event.when, ""
    if event.type in LEAVING and when and not known(event.effective):
        notice = period(facts.term.notice_period)
        if notice and (effective := notice.after_date(when)):
            says = tr(
                "{event}: {date}, with notice of {period} from {given}",
                event=name,
                date=effective.show(),
                period=notice.show(),
                given=when.show(),
            )
            when = effective
        else:
            says = tr("{event}: {date}, the day of notice", event=name, date=when.show())
    elif when:
        says = tr("{event}: {date}", event=name, date=when.show())
    else:
        says = tr("{event}, on a day not recorded", event=name)
    until = known(event.until) if event.type in ("provisional-application", "suspension") else None
    return Step(event.type, LEADS_TO[event.type], when, says, event.id, until, own=own)


def of_successor(successor: Successor, *, own: bool = False) -> Step:
    """The step by which a later agreement in force takes the place of this one, or ends it.

    Source: Vienna Convention on the Law of Treaties, art. 59 (and 54 b): a treaty ends when all its
    parties conclude a later one in its place; so from the day on which that one is in force, by an
    entry into force on its own record, whatever becomes of it later. A partial date of that counts
    from its last day; without its day it is a fact.
    """
    code = "superseded" if successor.relation == "supersedes" else "terminated"
    when = known(successor.enters)
    words = {
        "superseded": tr("superseded by {agreement}", agreement=successor.name),
        "terminated": tr("terminated by {agreement}", agreement=successor.name),
    }
    entered = (
        tr("in force: {date}", date=when.show()) if when else tr("in force on a day not recorded")
    )
    return Step(successor.relation, code, when, f"{words[code]}, {entered}", own=own)


def together(facts: Facts) -> Iterator[Step]:
    """The steps that events of single parties amount to when every party has taken them.

    Source: Vienna Convention on the Law of Treaties, art. 12 (signature binds each State by its
    own) and 24. Signed, or in force for each: on the last of their days. Inputs: the members and
    their own events. With partial dates, on the one that ends last; one event without its day
    leaves the day of all unknown.
    """
    members = facts.members()
    for types in (SIGNING, ("entry-into-force",)):
        own = [e for e in facts.events if e.type in types and e.party in members]
        if len(members) > 1 and {e.party for e in own} == set(members):
            first = [min((s for s in _steps(own, facts, p)), key=_order) for p in members]
            last = max(first, key=_order)
            when = None if any(step.when is None for step in first) else last.when
            shown = when.show() if when else tr("on a day not recorded")
            labels = {
                "signature": tr("signature by all parties: {date}", date=shown),
                "exchange-of-notes": tr("exchange of notes by all parties: {date}", date=shown),
                "entry-into-force": tr("entry into force for all parties: {date}", date=shown),
            }
            yield Step(last.type, last.code, when, labels[last.type], last.event)


def signed_so_far(facts: Facts, day: date) -> Step | None:
    """The last signature by one of the parties by `day`, which says who has signed so far.

    Source: Vienna Convention on the Law of Treaties, art. 12. Inputs: the signatures and exchanges
    of notes that name a party. With partial dates, parties that may not have signed by `day` are
    left out; a signature without its day counts.
    """
    own = [e for e in facts.events if e.type in SIGNING and e.party is not None]
    steps = [of_event(event, facts) for event in own]
    signed = sorted((step for step in steps if step.happened(day)), key=_order)
    if not signed:
        return None
    rows = {step.event for step in signed}
    who = dict.fromkeys(facts.name(e.party) for e in own if e.id in rows and e.party is not None)
    last = signed[-1]
    shown = last.when.show() if last.when else tr("on a day not recorded")
    says = tr("signed by {parties} so far: {date}", parties=", ".join(who), date=shown)
    return Step(last.type, last.code, last.when, says, last.event)


def _steps(events: list[EventFact], facts: Facts, party: PartyId) -> Iterator[Step]:
    return (of_event(event, facts) for event in events if event.party == party)


def _order(step: Step) -> tuple[date, int]:
    return step.last, step.event or 0
