"""The facts that the status of an agreement follows from: plain data, read by `statuses`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from defcat import countries
from defcat.dates import UNKNOWN, PartialDate
from defcat.periods import Period
from defcat.translation import tr

PartyId = str | int
"""A party: a country by its code, or an organisation by its identifier."""

BOUND = ("party", "contracting")
"""The roles of those whom an agreement binds, or is to bind."""
MEMBERS = (*BOUND, "signatory")
"""The roles of those who have a status of their own in it; a depositary has none."""

CONSENT = ("ratification", "acceptance", "approval", "accession", "succession")
"""How a party consents to be bound (Vienna Convention on the Law of Treaties, art. 14 and 15;
Vienna Convention on Succession of States in respect of Treaties, art. 17)."""

LEAVING = ("denunciation", "withdrawal")
"""How a party leaves (Vienna Convention on the Law of Treaties, art. 54 and 56)."""


@dataclass(frozen=True)
class EventFact:
    """As much of an event as the status needs; dates are EDTF, without `party` it is of all."""

    id: int
    type: str
    date: str | None = None
    effective: str | None = None
    until: str | None = None
    party: PartyId | None = None

    @property
    def stated(self) -> PartialDate | None:
        """When it takes effect, or else its date; None for a day that nobody recorded."""
        return known(self.effective) or known(self.date)

    @property
    def when(self) -> PartialDate | None:
        """The day of it: the beginning, where it is `stated` as since then."""
        return onset(self.stated)


@dataclass(frozen=True)
class PartyFact:
    """A member, in its role, from `start` until `end` (EDTF; nothing: as the agreement)."""

    party: PartyId
    role: str = "party"
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class TermFacts:
    """The term as the agreement states it: periods as stored text, dates as EDTF."""

    duration: str | None = None
    renewal: str | None = None
    renewal_period: str | None = None
    notice_period: str | None = None
    review: str | None = None
    expiry: str | None = None


@dataclass(frozen=True)
class Successor:
    """A later agreement in force that `supersedes` or `terminates` this one.

    `name` is its title and reference, `record` its identifier, `enters` the EDTF date of its entry
    into force, nothing where that is on record without its day; `by_hand`: somebody set it in force
    then. With `party` it does so for that party only.
    """

    relation: str
    name: str
    enters: str | None
    party: PartyId | None = None
    record: int = 0
    by_hand: bool = False


@dataclass(frozen=True)
class HandFact:
    """A status set by hand: from `date`, until `until` (EDTF, nothing: always), why, and when."""

    id: int
    status: str
    why: str
    set_on: str | None = None
    date: str | None = None
    until: str | None = None
    party: PartyId | None = None


@dataclass(frozen=True)
class Facts:
    """What is on record of an agreement, with the names of the organisations among its parties."""

    events: tuple[EventFact, ...] = ()
    parties: tuple[PartyFact, ...] = ()
    term: TermFacts = TermFacts()
    successors: tuple[Successor, ...] = ()
    hands: tuple[HandFact, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    def members(self, day: date | None = None) -> list[PartyId]:
        """Those bound, each once, in the order recorded; where fewer than two, signatories too.

        Those who join after `day` are left out, unless nobody has joined by then: the first parties
        to an agreement are known before they are bound.
        """
        bound = self.bound(day)
        return bound if len(bound) > 1 else list(dict.fromkeys(f.party for f in self.joined(day)))

    def bound(self, day: date | None = None) -> list[PartyId]:
        """The members by `day` in a role that binds, those included that have left."""
        return list(dict.fromkeys(fact.party for fact in self.joined(day) if fact.role in BOUND))

    def joined(self, day: date | None = None) -> tuple[PartyFact, ...]:
        """The rows of the members that may have begun by `day`; all, where none has.

        Source: the agreement's own parties. Inputs: from when. Partial dates: a row counts from the
        first day on which it may have begun.
        """
        if day is None or not any(fact.start for fact in self.parties):
            return self.parties
        begun = [(fact, onset(known(fact.start))) for fact in self.parties]
        return tuple(f for f, when in begun if not when or when.first <= day) or self.parties

    def name(self, party: PartyId) -> str:
        """What a party is called."""
        if isinstance(party, str):
            return countries.name(party)
        return self.names.get(party) or tr("an organisation")

    def dates(self) -> Iterator[PartialDate]:
        """All dates on record, as the rules read them."""
        begun = [event.when for event in self.events]
        begun += [onset(known(fact.start)) for fact in self.parties]
        begun += [onset(known(hand.date)) for hand in self.hands]
        begun += [onset(known(fact.end)) for fact in self.parties]
        begun += [onset(known(successor.enters)) for successor in self.successors]
        over = [event.until for event in self.events] + [hand.until for hand in self.hands]
        for when in (*begun, *map(known, (*over, self.term.expiry))):
            if when:
                yield when


def known(text: str | None) -> PartialDate | None:
    """The date of an EDTF text; None for none, and for one that is altogether unknown."""
    return _parsed(text) if text and text != UNKNOWN else None


def onset(when: PartialDate | None) -> PartialDate | None:
    """From when on something has been so that is dated since then (2019-05-31/..)."""
    if when is None or not when.text.endswith("/.."):
        return when
    return known(when.text.removesuffix("/.."))


def period(text: str | None) -> Period | None:
    """The period of a stored text."""
    return Period.parse(text) if text else None


def turns(when: PartialDate) -> Iterator[date]:
    """The days on which an answer that looks at `when` may change: its first, its last, the next.

    Something dated has happened from its last day on, and may have happened from its first; what
    runs until a date may be over on its first day, and is over on the day after its last.
    """
    if when.known_first:
        yield when.first
    if when.known_last:
        yield when.last
        if when.last < date.max:
            yield when.last + timedelta(days=1)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> PartialDate:
    return PartialDate.parse(text)
