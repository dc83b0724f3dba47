"""What made an agreement what it is: each event, successor or end of a term as one step in time.

An end closes only what went before it. What lies between two ends is a run: it is begun by an entry
into force, a provisional application, a renewal, or for a party by its consent or the beginning of
its own row; the last run that has begun by a day decides what holds then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.rules.facts import (
    CONSENT,
    LEAVING,
    EventFact,
    Facts,
    PartyFact,
    Successor,
    known,
    onset,
    period,
)
from defcat.rules.tenure import SIGNING
from defcat.translation import tr

LEADS_TO = {
    "entry-into-force": "in-force",
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

RESTORING = ("resumption", "renewal", "extension")
"""What makes of an agreement what it was before: it brings nothing into force by itself."""

PRESUPPOSING = (*LEAVING, "termination", "suspension", "amendment", *RESTORING)
"""What is done only to an agreement that is in force: the day it is done on says that it was."""

APPLIED = ("in-force", "provisionally-applied")
ENDED = ("terminated", "superseded", "expired")

MEMBERSHIP = "party"
"""The type of the steps by which a party's own row begins and ends."""
TERM = "term"
"""The type of the step by which a term runs out."""
ENTERING = ("entry-into-force", "provisional-application")
JOINING = (*CONSENT, MEMBERSHIP)
_BEGINNING = (*ENTERING, *JOINING, "renewal", "extension")


@dataclass(frozen=True)
class Step:
    """Something that makes an agreement `code` from `when` on; without `when`, on an unknown day.

    `says` begins the reason; `event` is the row of the event, where it is one; `own`: it is one
    party's alone. `until`: how far a provisional application or a suspension runs. `later`: it may
    have been later than `when`. Without a `code` it only lets a party join, or makes of the
    agreement what it was before.
    """

    type: str
    code: str
    when: PartialDate | None
    says: str
    event: int | None = None
    until: PartialDate | None = None
    own: bool = False
    later: bool = False

    @property
    def first(self) -> date:
        """The first day it can have happened on; before all others where no day is recorded."""
        return self.when.first if self.when else date.min

    @property
    def last(self) -> date:
        """The last day it can have happened on; before all others where no day is recorded."""
        return self.when.last if self.when else date.min

    @property
    def begins(self) -> bool:
        """Whether it can begin a run."""
        return self.type in _BEGINNING and self.code not in ENDED

    def happened(self, day: date) -> bool:
        """Whether it certainly has by `day`; what is on record without its day has."""
        return self.last <= day

    def may_have(self, day: date) -> bool:
        """Whether `day` lies among the days on which it may have happened."""
        return self.first <= day < self.last

    def over(self, day: date) -> bool:
        """Whether it has certainly run its course before `day`."""
        return self.until is not None and self.until.known_last and self.until.last < day

    def follows(self, end: "Step") -> bool:
        """Whether it certainly came after `end`; nothing is known to follow an end without its day.

        Of one day, what enters into force and ends has ended; who leaves and joins has joined. An
        entry into force has a term of its own, and never follows the end of that.
        """
        if end.when is None or (end.type == TERM and self.type == ENTERING[0]):
            return False
        return self.first > end.last or (self.first == end.last and self.type not in ENTERING)


@dataclass(frozen=True)
class Run:
    """What happened between two ends, in order of time.

    `end` closed it, `after` is the end before it; `running` may have happened, on a day not known.
    """

    steps: tuple[Step, ...]
    end: Step | None = None
    after: Step | None = None
    running: tuple[Step, ...] = ()


def last_run(steps: Iterable[Step], day: date) -> Run:
    """The run that `day` falls in, or that was the last before it.

    Source: Vienna Convention on the Law of Treaties, art. 54 and 56 (an end), 15 and 24 (a later
    consent or entry into force). Inputs: the steps of all, or of one party. The first end decides
    that nothing is known to have begun after: what has ended cannot end again.

    With partial dates something begins a run only if its first day comes after the last day of the
    end before. An end without its day closes everything.
    """
    known_steps = sorted(steps, key=in_time)
    happened = [step for step in known_steps if step.happened(day)]
    running = tuple(step for step in known_steps if step.may_have(day))
    ends = [step for step in happened if step.code in ENDED]
    if not ends:
        return Run(tuple(happened), running=running)
    ends.sort(key=lambda step: step.last if step.when else date.max)
    begun = [step for step in happened if step.begins and not step.over(day)]
    closed = [end for end in ends if any(step.follows(end) for step in begun)]
    after = closed[-1] if closed else None
    mine = tuple(step for step in happened if after is None or step.follows(after))
    end = ends[len(closed)] if len(closed) < len(ends) else None
    return Run(mine, end, after, running)


def in_time(step: Step) -> tuple[date, int]:
    """Orders steps by the last day they can have happened on, then as recorded."""
    return step.last, step.event or 0


def of_event(event: EventFact, facts: Facts, *, own: bool = False) -> Step:
    """The step that an event is: of everybody, or one party's own.

    Source: Vienna Convention on the Law of Treaties, art. 54 and 56 (in conformity with the
    provisions of the treaty). Inputs: the event's dates and party, the notice period. A
    denunciation or withdrawal takes effect on the day it names; or else when the notice that the
    agreement asks for has run from its date; or else, for want of both, on its date.

    Of a date known in part, every day counts on which it can have been, or notice can have been
    given. A date since which something is so (2019-05-31/..) is the day from which it is.
    """
    name = _named(event, facts)
    when, stated = event.when, event.stated
    if when is None or stated is None:
        says = tr("{event}, on a day not recorded", event=name)
    elif event.type in LEAVING and not known(event.effective):
        notice = period(facts.term.notice_period)
        if notice and (effective := notice.after_date(when)):
            says = tr(
                "{event}: {date}, with notice of {period} from {given}",
                event=name,
                date=effective.show(),
                period=notice.show(),
                given=stated.show(),
            )
            when = effective
        else:
            says = tr("{event}: {date}, the day of notice", event=name, date=stated.show())
    else:
        says = tr("{event}: {date}", event=name, date=stated.show())
    until = known(event.until) if event.type in ("provisional-application", "suspension") else None
    return Step(event.type, LEADS_TO.get(event.type, ""), when, says, event.id, until, own=own)


def of_act(event: EventFact, facts: Facts) -> Step:
    """The step by which something was done, whenever it takes effect: it makes nothing by itself.

    Source: Vienna Convention on the Law of Treaties, art. 65 and 67 (notice is given, and takes
    effect later). Inputs: the event's date, or else the day on which it takes effect. A partial
    date stays as it is; without any day it is a fact.
    """
    stated = known(event.date) or known(event.effective)
    name = _named(event, facts)
    says = tr("{event}: {date}", event=name, date=stated.show()) if stated else name
    return Step(event.type, "", onset(stated), says, event.id, own=event.party is not None)


def _named(event: EventFact, facts: Facts) -> str:
    """What an event is called, with the party whose it is."""
    name = vocabulary.label("event-type", event.type).lower()
    if event.party is None:
        return name
    party = facts.name(event.party)
    if event.type in (*SIGNING, *LEAVING, *CONSENT):
        return tr("{event} by {party}", event=name, party=party)
    return tr("{event} for {party}", event=name, party=party)  # it befalls the party


def of_successor(successor: Successor, *, own: bool = False) -> Step:
    """The step by which a later agreement in force takes the place of this one, or ends it.

    Source: Vienna Convention on the Law of Treaties, art. 59 (and 54 b): a treaty ends when all its
    parties conclude a later one in its place; so from the day on which that one is in force,
    whatever becomes of it later. Inputs: the relation, and when the later one entered into force,
    by its own record or by hand. A partial date of that counts from its last day; without its day
    it is a fact.
    """
    code = "superseded" if successor.relation == "supersedes" else "terminated"
    stated = known(successor.enters)
    words = {
        "superseded": tr("superseded by {agreement}", agreement=successor.name),
        "terminated": tr("terminated by {agreement}", agreement=successor.name),
    }
    day = stated.show() if stated else ""
    entered = tr("in force: {date}", date=day) if stated else tr("in force on a day not recorded")
    if successor.by_hand:
        entered = (
            tr("set in force by hand: {date}", date=day) if stated else tr("set in force by hand")
        )
    return Step(successor.relation, code, onset(stated), f"{words[code]}, {entered}", own=own)


def of_rows(rows: Iterable[PartyFact]) -> list[Step]:
    """The steps by which one party's rows begin and end; rows that meet are one membership.

    Source: the list of parties as recorded. Inputs: from, until. A row without a beginning has
    always been, one without an end still is. Partial dates count from their last day; where a row
    may begin on the day after another ends, or before, the party has not left in between.
    """
    spans = [(row, onset(known(row.start)), onset(known(row.end))) for row in rows]
    found = []
    for row, start, end in spans:
        others = [(s, e) for other, s, e in spans if other is not row]
        if start and not any(_covers(other, start) for other in others):
            says = tr("party since: {date}", date=start.show_moment())
            found.append(Step(MEMBERSHIP, "", start, says, own=True))
        if end and not any(_goes_on(other, end) for other in others):
            says = tr("party until: {date}", date=end.show_moment())
            found.append(Step(MEMBERSHIP, "terminated", end, says, own=True))
    return found


_Span = tuple[PartialDate | None, PartialDate | None]


def _covers(span: _Span, start: PartialDate) -> bool:
    """Whether a membership was there before `start`, and had not surely ended then."""
    begun = span[0] is None or span[0].last < start.last
    return begun and (span[1] is None or (start.first - span[1].last).days <= 1)


def _goes_on(span: _Span, end: PartialDate) -> bool:
    """Whether a membership had begun by `end`, and goes on after it."""
    begun = span[0] is None or (span[0].first - end.last).days <= 1
    return begun and (span[1] is None or span[1].last > end.last)
