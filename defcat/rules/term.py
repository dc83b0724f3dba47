"""When an agreement ends by its own terms, whether it is renewed, and by when notice is due."""

from dataclasses import dataclass
from datetime import date

from defcat.dates import PartialDate
from defcat.periods import Period
from defcat.rules.course import Course, course, entries
from defcat.rules.facts import EventFact, Facts, known, period
from defcat.rules.steps import ENDED, Step
from defcat.translation import tr


@dataclass(frozen=True)
class Term:
    """The term as it runs on a day.

    `ends` is its last day, None for no end or none that is known; `basis` says in words where that
    comes from, where no expiry date says so, and `carried` by which act it was carried on last.
    `renewal` is the code of how it is renewed; `renewed` the end at which it was renewed by itself
    last. `notice_by` is the last day on which notice can be given, reckoned from the first day that
    `ends` can mean; `exact` is False where `ends` is not one day.
    """

    ends: PartialDate | None
    basis: str
    renewal: str | None = None
    renewed: PartialDate | None = None
    notice_by: date | None = None
    review: PartialDate | None = None
    carried: str = ""

    @property
    def automatic(self) -> bool:
        """Whether it is renewed by itself at its end."""
        return self.renewal == "automatic"

    @property
    def exact(self) -> bool:
        return self.ends is None or self.ends.exact

    @property
    def next_renewal(self) -> PartialDate | None:
        """When it is renewed by itself next, at the end of the term that runs."""
        return self.ends if self.automatic else None

    @property
    def lapsed_by(self) -> date | None:
        """The last day on which it can have run; None where it goes on or has no known end."""
        open_end = self.automatic or self.ends is None or not self.ends.known_last
        return None if open_end or self.ends is None else self.ends.last

    def renewed_words(self) -> str:
        """When it was renewed by itself last, and until when; empty where it was not."""
        if self.renewed is None:
            return ""
        when = self.renewed.show_moment()
        said = tr("renewed automatically: {date}", date=when)
        if self.renewed.exact:
            said = tr("renewed automatically on {day}", day=when)
        if self.ends is None:
            return tr("{renewed}, for a period not recorded", renewed=said)
        return tr("{renewed}, until {end}", renewed=said, end=self.ends.show_moment())

    def words(self) -> str:
        """The term in words, for a brief or a line under the status; empty where none is known."""
        said = [self.basis] if self.basis else []
        if self.renewed:
            said.append(self.renewed_words())
        elif self.ends:
            ends = self.ends.show_moment()
            renewed = tr("is renewed automatically: {date}", date=ends)
            said.append(renewed if self.automatic else tr("ends: {date}", date=ends))
        if self.notice_by:
            day = PartialDate.of(self.notice_by).show()
            exact = tr("notice by {day}", day=day)
            said.append(exact if self.exact else tr("notice by {day} at the earliest", day=day))
        return "; ".join(said)


def term(facts: Facts, day: date, along: Course | None = None) -> Term:
    """The term as it runs on `day`; `along` is the course of the agreement, where it is at hand.

    Source: the agreement's own clause on duration and renewal (Vienna Convention on the Law of
    Treaties, art. 54 a: termination in conformity with the provisions of the treaty); how periods
    are counted, see `defcat.periods`.

    Inputs: the expiry date, or else the entry into force and the duration; the events `extension`
    and `renewal` that have taken effect by `day`, which carry the end on to their `until`, or where
    they have none by the renewal period, or by the duration; renewal, renewal period and notice
    period. An expiry date on record is taken to know of every renewal before it that does not say
    until when. With automatic renewal the end passes on by the renewal period as often as `day`
    demands; by how much it does where no renewal period is recorded, nobody can say. An agreement
    that enters into force again after it has ended begins a new term, of which an expiry date or
    renewal before it says nothing.

    Partial dates: the end is as precise as the date that it is reckoned from (1976 and five years:
    1981), and what is due before it, notice, is reckoned from its first day. The end is not known
    before the first day on which it can have entered into force, nor where no day is recorded.
    """
    stated = facts.term
    if not (stated.duration or stated.expiry or any(e.type in _CARRYING for e in facts.events)):
        return Term(None, "", stated.renewal, review=known(stated.review))
    along = along or course(facts)
    begun = entries(along)
    begun = [step for step in begun if step.when and not step.later] or begun
    start, since = begun[0] if begun else None, date.min
    for entry in begun[1:]:
        if start and entry.first <= day:
            lapsed = _from(facts, entry.first, start, since).lapsed_by
            ends = (s.last for s in along.shared if s.code in ENDED and entry.follows(s))
            if (lapsed and lapsed < entry.first) or any(start.last <= end for end in ends):
                start, since = entry, entry.first
    return _from(facts, day, start, since)


_CARRYING = ("extension", "renewal")


def _from(facts: Facts, day: date, start: Step | None, since: date) -> Term:
    """The term that began with `start`, and knows nothing of what was before `since`."""
    ends, basis = _stated(facts, day, start, since)
    ends, carried, basis = _carried_on(facts, day, since, ends, basis)
    renewed = None
    if facts.term.renewal == "automatic" and ends and ends.known_last and ends.last < day:
        renewed, ends = _renewed(ends, period(facts.term.renewal_period), day)
    notice = period(facts.term.notice_period)
    by = notice.before(ends.first) if notice and ends and ends.known_first else None
    return Term(ends, basis, facts.term.renewal, renewed, by, known(facts.term.review), carried)


def _stated(
    facts: Facts, day: date, start: Step | None, since: date
) -> tuple[PartialDate | None, str]:
    """The end that expiry date or duration state, and in words which of them."""
    expiry = known(facts.term.expiry)
    if expiry and expiry.last >= since:
        return expiry, ""
    duration = period(facts.term.duration)
    if duration is None:
        return None, "" if expiry or not facts.term.expiry else tr("ends on a day that is unknown")
    if duration.indefinite:
        return None, tr("of indefinite duration")
    words = duration.show()
    if start is None or not (start.happened(day) or start.may_have(day)):
        return None, tr("{duration} from the entry into force", duration=words)
    if (when := start.when) is None or start.later:
        return None, tr("{duration} from an entry into force of unknown day", duration=words)
    from_when = tr("{duration} from {date}", duration=words, date=when.show())
    return duration.after_date(when), from_when


def _carried_on(
    facts: Facts, day: date, since: date, ends: PartialDate | None, basis: str
) -> tuple[PartialDate | None, str, str]:
    """The end after the extensions and renewals by `day`, by what it was carried on, its basis."""
    found = [
        (when.last, event.id, event)
        for event in facts.events
        if event.type in _CARRYING and event.party is None
        if (when := event.when or PartialDate.of(date.min)).last <= day and when.first >= since
    ]
    by = period(facts.term.renewal_period) or period(facts.term.duration)
    stated = known(facts.term.expiry)
    carried = ""
    for _, _, event in sorted(found, key=lambda item: item[:2]):
        if until := known(event.until):
            if ends is None or until.last >= ends.last:
                extended = tr("extended until: {date}", date=until.show_moment())
                renewed = tr("renewed until: {date}", date=until.show_moment())
                ends, carried = until, extended if event.type == "extension" else renewed
                basis = carried
        elif event.type == "renewal" and ends and _later(event, stated):
            ends = by.after_date(ends) if by else None
            shown = event.when.show() if event.when else tr("on a day not recorded")
            carried = (
                tr("renewed: {date}, for {period}", date=shown, period=by.show())
                if by
                else tr("renewed: {date}, for a period not recorded", date=shown)
            )
            basis = "; ".join(filter(None, (basis, carried)))
    return ends, carried, basis


def _later(event: EventFact, stated: PartialDate | None) -> bool:
    """Whether a renewal came after the expiry date, which therefore cannot know of it."""
    return stated is None or (event.when is not None and event.when.first > stated.last)


def _renewed(
    ends: PartialDate, by: Period | None, day: date
) -> tuple[PartialDate, PartialDate | None]:
    """The end at which a term was renewed by itself last before `day`, and the one that is next."""
    if by is None or by.indefinite:
        return ends, None
    about = by.years * 366 + by.months * 31 + by.days
    passed = max(0, (day - ends.last).days // about - 1)
    last = by.times(passed).after_date(ends) if passed else ends
    while last:
        passed += 1
        following = by.times(passed).after_date(ends)
        if following is None or following.last >= day:
            return last, following
        last = following
    return ends, None
