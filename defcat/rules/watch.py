"""What a desk must keep in sight on a day: what ends, what is due, what is not done, what is near.

Source of the rules: usage of defence-cooperation desks. When a term ends and by when notice has to
be given, `term` says with its sources; when a commitment is overdue, `promises`; that a signed
agreement binds nobody before it enters into force, the Vienna Convention on the Law of Treaties,
art. 24.

Partial dates. A deadline counts from the earliest day that it can mean (1 January of a year), and
is told apart as not exact. What is overdue, or signed for more than a year, counts from the latest
day: nothing is called late by a guess.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Stub, stubs
from defcat.model import RECORD, own_table, part_table
from defcat.rules.facts import Facts, known
from defcat.rules.promises import OPEN, promises, standing
from defcat.rules.status import status
from defcat.rules.statuses import facts
from defcat.rules.tenure import SIGNING
from defcat.rules.term import Term, term
from defcat.translation import tr, trn

DAYS = 180
"""How far ahead a desk looks, if it does not say."""
WEEKS = 6
"""How far ahead engagements are looked for: what is further off needs nothing yet."""
_YEAR = 365
_CHUNK = 2_000
_RUNNING = ("in-force", "provisionally-applied", "suspended")

RULES: dict[str, str] = {
    "commitment-overdue": "Overdue commitments",
    "engagement-planned": "Planned engagements",
    "engagement-passed": "Planned, and the day has passed",
    "notice-due": "Notice due",
    "expiring": "Expiring",
    "renewing": "Renewed automatically",
    "review-due": "Review due",
    "commitment-due": "Commitments coming due",
    "not-in-force": "Signed, not in force for over a year",
}
"""What is watched, the most pressing first, with its label."""


@dataclass(frozen=True)
class Watched:
    """A record to keep in sight, by which of `RULES`.

    `day` is the deadline, or since when; `exact` False where the record's date leaves open which
    day it is, so that `day` is the earliest. `says` is the reason, `fix` what to do, in words.
    """

    rule: str
    record: Stub
    day: date
    exact: bool
    says: str
    fix: str


@dataclass(frozen=True)
class _Due:
    """A `Watched` whose record is still to be read."""

    rule: str
    record_id: int
    day: date
    exact: bool
    says: str


def watch(connection: Connection, day: date, days: int = DAYS) -> list[Watched]:
    """What is to be kept in sight on `day`, looking `days` ahead; records in the bin are not.

    In the order of `RULES`, and within one by day; what waits longest to enter into force comes
    last, because the newest is the likeliest to be wanted.
    """
    found = [
        *_agreements(connection, day, days),
        *_commitments(connection, day, days),
        *_engagements(connection, day),
    ]
    order = {rule: place for place, rule in enumerate(RULES)}
    fixes = _fixes()
    named = stubs_of(connection, {one.record_id for one in found})
    watched = [
        Watched(one.rule, named[one.record_id], one.day, one.exact, one.says, fixes[one.rule])
        for one in found
    ]
    return sorted(watched, key=lambda one: (order[one.rule], _place(one), one.record.id))


def counts(watched: Iterable[Watched]) -> dict[str, int]:
    """How many of each rule there are, in the order of `RULES`; without those of which none is."""
    found = dict.fromkeys(RULES, 0)
    for one in watched:
        found[one.rule] += 1
    return {rule: count for rule, count in found.items() if count}


def as_json(watched: Iterable[Watched]) -> list[dict[str, Any]]:
    """For `defcat watch --json`: rule, references, day (ISO), whether it is exact, words, fix."""
    return [
        {
            "rule": one.rule,
            "refs": [one.record.ref],
            "date": one.day.isoformat(),
            "exact": one.exact,
            "says": one.says,
            "fix": one.fix,
        }
        for one in watched
    ]


def stubs_of(connection: Connection, ids: Collection[int]) -> dict[int, Stub]:
    """Stubs of many records, a chunk at a time."""
    return {i: stub for chunk in _chunks(ids) for i, stub in stubs(connection, chunk).items()}


# --- agreements -----------------------------------------------------------------------------


def _agreements(connection: Connection, day: date, days: int) -> Iterator[_Due]:
    ending = set(connection.scalars(_ending(day, days)))
    waiting = set(connection.scalars(_waiting(day)))
    for chunk in _chunks(ending | waiting):
        for agreement, found in facts(connection, chunk).items():
            code = status(found, day).code
            if code in _RUNNING:
                yield from _term_due(agreement, term(found, day), day, days)
            elif code == "signed-not-in-force":
                yield from _not_in_force(agreement, found, day)


def _ending(day: date, days: int) -> Any:
    """The agreements of which something of the term may be due; `_term_due` looks closer.

    By the year that the stored end begins with: one far off is of no interest, unless notice is due
    long before it, or on an earlier day the end was another one.
    """
    own, event = own_table("agreement"), part_table("event")
    year = func.substr(own.c.ends, 1, 4)
    carried = select(event.c.id).where(
        event.c.record_id == own.c.id, event.c.type.in_(("extension", "renewal"))
    )
    near = or_(
        year <= str((day + timedelta(days)).year),
        own.c.notice_period.is_not(None),
        own.c.renewal == "automatic",
        carried.exists(),
    )
    return _live(own).where(or_((year >= str(day.year)) & near, own.c.review_date.is_not(None)))


def _waiting(day: date) -> Any:
    """The agreements that may have been signed, and not in force, on `day`."""
    own, event = own_table("agreement"), part_table("event")
    when = func.coalesce(event.c.effective, event.c.date)
    later = select(event.c.id).where(event.c.record_id == own.c.id, when > day.isoformat())
    return _live(own).where(or_(own.c.status == "signed-not-in-force", later.exists()))


def _live(own: Any) -> Any:
    return (
        select(own.c.id).join(RECORD, RECORD.c.id == own.c.id).where(RECORD.c.binned_at.is_(None))
    )


def _term_due(agreement: int, runs: Term, day: date, days: int) -> Iterator[_Due]:
    """What is due in the term of an agreement that runs: its end, notice before it, a review."""
    ends = runs.ends
    if ends and ends.known_first and _near(ends.last, ends.first, day, days):
        rule = "renewing" if runs.automatic else "expiring"
        verb = tr("renewed automatically") if runs.automatic else tr("expires")
        says = _deadline(verb, ends)
        yield _Due(rule, agreement, ends.first, runs.exact, says)
    if runs.notice_by and day <= runs.notice_by <= day + timedelta(days):
        until = PartialDate.of(runs.notice_by).show()
        says = tr("notice must be given by {day}", day=until)
        if not runs.exact and ends:
            says += "; " + _earliest(ends)
        yield _Due("notice-due", agreement, runs.notice_by, runs.exact, says)
    review = runs.review
    if review and review.known_first and review.first <= day + timedelta(days):
        exact = review.first == review.last
        verb = tr("review was due") if review.last < day else tr("review is due")
        yield _Due("review-due", agreement, review.first, exact, _deadline(verb, review))


def _not_in_force(agreement: int, found: Facts, day: date) -> Iterator[_Due]:
    """An agreement that was signed, on the last day it can have been, more than a year ago."""
    signed = [known(e.effective) or known(e.date) for e in found.events if e.type in SIGNING]
    dated = [when for when in signed if when and when.known_last]
    if not dated:
        return
    when = max(dated, key=lambda one: one.last)
    if (day - when.last).days > _YEAR:
        years = (day - when.last).days // _YEAR
        long = trn("for over a year", "for over {n} years", years)
        says = tr("signed {date}, not in force {long}", date=when.show(), long=long)
        yield _Due("not-in-force", agreement, when.last, when.first == when.last, says)


# --- commitments and engagements ------------------------------------------------------------


def _commitments(connection: Connection, day: date, days: int) -> Iterator[_Due]:
    own = own_table("commitment")
    open_then = _live(own).where(or_(own.c.state.in_(OPEN), own.c.closed.is_not(None)))
    for chunk in _chunks(list(connection.scalars(open_then))):
        for promise in promises(connection, chunk).values():
            stands = standing(promise, day)
            if stands is None or not stands.open or promise.due is None:
                continue
            due = PartialDate.parse(promise.due)
            exact = due.first == due.last
            if stands.overdue:
                yield _Due("commitment-overdue", promise.id, due.last, exact, stands.says)
            elif due.known_first and due.first <= day + timedelta(days):
                yield _Due(
                    "commitment-due", promise.id, due.first, exact, _deadline(tr("due"), due)
                )


def _engagements(connection: Connection, day: date) -> Iterator[_Due]:
    own = own_table("engagement")
    until = (day + timedelta(weeks=WEEKS)).isoformat()
    planned = (
        select(RECORD.c.id, RECORD.c.date)
        .join(own, own.c.id == RECORD.c.id)
        .where(own.c.state == "planned", RECORD.c.binned_at.is_(None))
        .where(RECORD.c.date_first <= until)
    )
    label = vocabulary.label("engagement-state", "planned")
    for row in connection.execute(planned):
        when = PartialDate.parse(row.date)
        exact = when.first == when.last
        if when.last < day:
            says = tr("{planned}: {date}, which has passed", planned=label, date=when.show())
            yield _Due("engagement-passed", row.id, when.last, exact, says)
        elif when.known_first:
            yield _Due("engagement-planned", row.id, when.first, exact, _deadline(label, when))


# --- words ----------------------------------------------------------------------------------


def _near(last: date, first: date, day: date, days: int) -> bool:
    return last >= day and first <= day + timedelta(days)


def _deadline(verb: str, when: PartialDate) -> str:
    """What happens and when; of a partial date also which day it is reckoned from."""
    said = tr("{verb}: {date}", verb=verb, date=when.show())
    return said if when.first == when.last else f"{said}; {_earliest(when)}"


def _earliest(when: PartialDate) -> str:
    day = PartialDate.of(when.first).show()
    return tr("exact day not known, reckoned from {day}", day=day)


def _place(one: Watched) -> int:
    """Where it stands within its rule: by day, what is not in force the other way round."""
    day = one.day.toordinal()
    return -day if one.rule == "not-in-force" else day


def _fixes() -> dict[str, str]:
    return {
        "commitment-overdue": tr("Close it with its evidence, or agree on another day."),
        "commitment-due": tr("Remind its owner."),
        "engagement-planned": tr("Prepare the brief."),
        "engagement-passed": tr("Mark it as held, postponed or cancelled."),
        "notice-due": tr("Decide whether to give notice, or let it run on."),
        "expiring": tr("Agree on a renewal, or record that it may end."),
        "renewing": tr("Decide whether it should be renewed."),
        "review-due": tr("Hold the review, and record it."),
        "not-in-force": tr("Ask what is missing, or record its entry into force."),
    }


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
