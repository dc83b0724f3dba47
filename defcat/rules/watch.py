"""What a desk must keep in sight on a day: what ends, what is due, what is not done, what is near.

Source of the rules: usage of defence-cooperation desks. When a term ends and by when notice has to
be given, `term` says with its sources; when a commitment is overdue, `promises`; that a signed
agreement binds nobody before it enters into force, the Vienna Convention on the Law of Treaties,
art. 24.

Partial dates. A deadline ahead counts from the earliest day that it can mean (1 January of a year),
and is told apart as not exact, as is one that is approximate or uncertain. What is overdue, or
signed for more than a year, counts from the latest day: nothing is called late by a guess. All are
looked for equally far ahead, planned engagements too, the nearest first.

As of another day: what is on record of later days is not reckoned with, but that an engagement was
held which surely lay ahead then, was to be held. Whether it was cancelled only later, nobody can
say.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from itertools import chain
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Stub, stubs
from defcat.model import RECORD, own_table, part_table
from defcat.rows import sort_key
from defcat.rules.facts import known
from defcat.rules.promises import OPEN, promises, standing
from defcat.rules.reading import may_begin_by, may_last_until
from defcat.rules.status import status
from defcat.rules.statuses import facts
from defcat.rules.tenure import SIGNING
from defcat.rules.term import Term, term
from defcat.storage.engine import heed
from defcat.translation import tr, trn

DAYS = 180
"""How far ahead a desk looks, if it does not say."""
_YEAR = timedelta(days=365)
_CHUNK = 500
"""Records that are read at a time: hundredths of a second, after which it can be stopped."""
_RUNNING = ("in-force", "provisionally-applied", "suspended")
_WAITING = "signed-not-in-force"

_Signing = tuple[str | None, str | None]
"""Since when a signature counts, and its date (EDTF)."""

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


@dataclass(frozen=True, slots=True)
class Watched:
    """A record to keep in sight, by which of `RULES`.

    `day` is the deadline, or since when; `exact` False where the record's date leaves open which
    day it is, so that `day` is the earliest of a deadline ahead, and of what is late the latest.
    `says` is the reason, `fix` what to do, in words.
    """

    rule: str
    record: Stub
    day: date
    exact: bool
    says: str
    fix: str


@dataclass(frozen=True, slots=True)
class _Due:
    """A `Watched` whose record is still to be read."""

    rule: str
    record_id: int
    day: date
    exact: bool
    says: str


def watch(
    connection: Connection, day: date, days: int = DAYS, among: Collection[int] | None = None
) -> list[Watched]:
    """What is to be kept in sight on `day`, looking `days` ahead; records in the bin are not. Only
    of the records `among`, where they are given.

    In the order of `RULES`, and within one by day; what waits longest to enter into force comes
    last, because the newest is the likeliest to be wanted.
    """
    due = _due(connection, day, ahead(day, days), among)
    if among is not None:
        due = (one for one in due if one.record_id in among)
    return _named(connection, sorted(due, key=_order))


def pressing(
    connection: Connection, day: date, most: int, days: int = DAYS
) -> tuple[list[Watched], dict[str, int]]:
    """The first `most` (1 or more) of what `watch` gives, and how much there is of each rule.

    Of all others nothing is kept: in a large catalogue they are tens of thousands.
    """
    found = dict.fromkeys(RULES, 0)

    def counted() -> Iterator[_Due]:
        for one in _due(connection, day, ahead(day, days), None):
            found[one.rule] += 1
            yield one

    first = nsmallest(most, counted(), key=_order)
    return _named(connection, first), _without_none(found)


def ahead(day: date, days: int) -> date:
    """The day that is `days` after `day`, or the last one of the calendar."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def counts(watched: Iterable[Watched]) -> dict[str, int]:
    """How many of each rule there are, in the order of `RULES`; without those of which none is."""
    found = dict.fromkeys(RULES, 0)
    for one in watched:
        found[one.rule] += 1
    return _without_none(found)


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


def _due(
    connection: Connection, day: date, until: date, among: Collection[int] | None
) -> Iterator[_Due]:
    yield from _agreements(connection, day, until, among)
    yield from _commitments(connection, day, until)
    yield from _engagements(connection, day, until)


def _named(connection: Connection, found: Sequence[_Due]) -> list[Watched]:
    """What was found, with its records."""
    fixes = _fixes()
    named = stubs_of(connection, {one.record_id for one in found})
    return [
        Watched(one.rule, named[one.record_id], one.day, one.exact, one.says, fixes[one.rule])
        for one in found
    ]


def _without_none(found: dict[str, int]) -> dict[str, int]:
    """The rules that found any."""
    return {rule: count for rule, count in found.items() if count}


# --- agreements -----------------------------------------------------------------------------


def _agreements(
    connection: Connection, day: date, until: date, among: Collection[int] | None
) -> Iterator[_Due]:
    ids = {*connection.scalars(_ending(day, until)), *connection.scalars(_waiting(day))}
    for chunk in _chunks(ids if among is None else ids & set(among)):
        settled = _settled(connection, chunk, day)
        waiting = {i for i, code in settled.items() if code == _WAITING}
        events = _signings(connection, waiting)
        for agreement in waiting:
            yield from _not_in_force(agreement, events[agreement], day)
        heed(connection)
        running = [i for i in chunk if settled.get(i, _RUNNING[0]) in _RUNNING]
        for agreement, found in facts(connection, running).items():
            heed(connection)
            code = settled.get(agreement) or status(found, day).code
            if code in _RUNNING:
                yield from _term_due(agreement, term(found, day), day, until)
            elif code == _WAITING:
                signed = [(e.effective, e.date) for e in found.events if e.type in SIGNING]
                yield from _not_in_force(agreement, signed, day)


def _settled(connection: Connection, agreements: Collection[int], day: date) -> dict[int, str]:
    """The statuses of those of `agreements` of which what is stored of it holds on `day`."""
    c, iso = own_table("agreement").c, day.isoformat()
    holds = c.status.is_not(None) & (c.status_since.is_(None) | (c.status_since <= iso))
    holds &= c.status_until.is_(None) | (c.status_until > iso)
    found = connection.execute(select(c.id, c.status).where(c.id.in_(list(agreements)), holds))
    return {row.id: row.status for row in found}


def _signings(connection: Connection, agreements: Collection[int]) -> dict[int, list[_Signing]]:
    """When agreements were signed, by each: the days in effect and of the event."""
    c = part_table("event").c
    query = select(c.record_id, c.effective, c.date).where(c.record_id.in_(list(agreements)))
    found: dict[int, list[_Signing]] = defaultdict(list)
    for agreement, effective, when in connection.execute(query.where(c.type.in_(SIGNING))):
        found[agreement].append((effective, when))
    return found


def _ending(day: date, until: date) -> Any:
    """The agreements of which something of the term may be due; `_term_due` looks closer.

    By the end that is stored, which is the one of today: on another day that of a term that is
    renewed or extended is another one, and so may be one that was not known yet.
    """
    own, event = own_table("agreement"), part_table("event")
    carried = select(event.c.id).where(
        event.c.record_id == own.c.id, event.c.type.in_(("extension", "renewal"))
    )
    stated = or_(own.c.expiry_date.is_not(None), own.c.duration.is_not(None))
    moves = or_(own.c.renewal == "automatic", carried.exists(), and_(own.c.ends.is_(None), stated))
    near = or_(may_begin_by(own.c.ends, until), own.c.notice_period.is_not(None))
    return _live(own).where(
        or_(own.c.review_date.is_not(None), moves, may_last_until(own.c.ends, day) & near)
    )


def _waiting(day: date) -> Any:
    """The agreements that may have been signed for long, and not in force, on `day`.

    Where what is stored of the status holds on `day`, it decides; all others are looked at.
    """
    own, event = own_table("agreement"), part_table("event")
    when = func.coalesce(event.c.effective, event.c.date)
    signed = select(event.c.id).where(
        event.c.record_id == own.c.id, event.c.type.in_(SIGNING), may_begin_by(when, day)
    )
    c, iso = own.c, day.isoformat()
    stale = or_(c.status.is_(None), c.status_since > iso, c.status_until <= iso)
    return _live(own).where(signed.exists(), or_(c.status == _WAITING, stale))


def _live(own: Any) -> Any:
    return (
        select(own.c.id).join(RECORD, RECORD.c.id == own.c.id).where(RECORD.c.binned_at.is_(None))
    )


def _term_due(agreement: int, runs: Term, day: date, until: date) -> Iterator[_Due]:
    """What is due in the term of an agreement that runs: its end, notice before it, a review."""
    ends = runs.ends
    if ends and ends.known_first and ends.first <= until and day <= ends.last:
        rule = "renewing" if runs.automatic else "expiring"
        verb = tr("renewed automatically") if runs.automatic else tr("expires")
        says = _deadline(verb, ends)
        yield _Due(rule, agreement, ends.first, runs.exact, says)
    if runs.notice_by and day <= runs.notice_by <= until:
        says = tr("notice must be given by {day}", day=PartialDate.of(runs.notice_by).show())
        if not runs.exact and ends:
            says += "; " + _earliest(ends)
        yield _Due("notice-due", agreement, runs.notice_by, runs.exact, says)
    review = runs.review
    if review and review.known_first and review.first <= until:
        verb = tr("review was due") if review.last < day else tr("review is due")
        yield _Due("review-due", agreement, review.first, review.exact, _deadline(verb, review))


def _not_in_force(agreement: int, signings: Iterable[_Signing], day: date) -> Iterator[_Due]:
    """An agreement that was signed, on the last day it can have been, more than a year ago."""
    signed = [known(effective) or known(when) for effective, when in signings]
    dated = [when for when in signed if when and when.known_last]
    if not dated:
        return
    when = max(dated, key=lambda one: one.last)
    if day - when.last > _YEAR:
        long = trn("for over a year", "for over {n} years", (day - when.last) // _YEAR)
        says = tr("signed {date}, not in force {long}", date=when.show_moment(), long=long)
        yield _Due("not-in-force", agreement, when.last, when.exact, says)


# --- commitments and engagements ------------------------------------------------------------


def _commitments(connection: Connection, day: date, until: date) -> Iterator[_Due]:
    own = own_table("commitment")
    open_then = _live(own).where(or_(own.c.state.in_(OPEN), own.c.closed.is_not(None)))
    for chunk in _chunks(list(connection.scalars(open_then))):
        for promise in promises(connection, chunk).values():
            heed(connection)
            stands = standing(promise, day)
            if stands is None or not stands.open or promise.due is None:
                continue
            due = PartialDate.parse(promise.due)
            if stands.overdue:
                yield _Due("commitment-overdue", promise.id, due.last, due.exact, stands.says)
            elif due.known_first and due.first <= until:
                says = _deadline(tr("due"), due)
                yield _Due("commitment-due", promise.id, due.first, due.exact, says)


def _engagements(connection: Connection, day: date, until: date) -> Iterator[_Due]:
    own, c = own_table("engagement"), RECORD.c
    near = (
        select(c.id, c.date)
        .join(own, own.c.id == c.id)
        .where(c.binned_at.is_(None), c.date_first <= until.isoformat())
    )
    # Two questions, because those of the few days ahead are found by the order of the days.
    planned = near.where(own.c.state == "planned")
    later = near.where(own.c.state == "held", c.kind == "engagement")
    later = later.where(c.sort_key > sort_key(day.isoformat(), 0), c.date_first > day.isoformat())
    label = vocabulary.label("engagement-state", "planned")
    for row in chain(connection.execute(planned), connection.execute(later)):
        when = PartialDate.parse(row.date)
        if when.last < day:
            past = when.show_moment()
            says = tr("{planned}: {date}, which has passed", planned=label, date=past)
            yield _Due("engagement-passed", row.id, when.last, when.exact, says)
        elif when.known_first:
            says = _deadline(label, when)
            yield _Due("engagement-planned", row.id, when.first, when.exact, says)


# --- words ----------------------------------------------------------------------------------


def _deadline(verb: str, when: PartialDate) -> str:
    """What happens and when; of a partial date also which day it is reckoned from."""
    said = tr("{verb}: {date}", verb=verb, date=when.show_moment())
    return said if when.exact else f"{said}; {_earliest(when)}"


def _earliest(when: PartialDate) -> str:
    day = PartialDate.of(when.first).show()
    return tr("exact day not known, reckoned from {day}", day=day)


_PLACES = {rule: place for place, rule in enumerate(RULES)}


def _order(one: _Due) -> tuple[int, int, int]:
    """Where it stands: by rule, and within one by day, what is not in force the other way round."""
    day = one.day.toordinal()
    return _PLACES[one.rule], -day if one.rule == "not-in-force" else day, one.record_id


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
