"""The status of an agreement on a day, computed from its events and term, with the reason.

Sources of the rules: Vienna Convention on the Law of Treaties, art. 9 (adoption of the text), art.
24 (entry into force), art. 25 (provisional application), art. 54 to 59 (termination, denunciation,
suspension, a later treaty on the same subject); UN Treaty Collection glossary for the words.

Adoption fixes the text and ends the negotiation of it; it binds nobody. Of an agreement of which
nothing later is recorded it is not known whether it was ever signed or came into force.

A partial date counts from its last day where it must have happened ("in force on or before the end
of 1976") and never invents a day: an event whose period is still running on the day asked about has
not certainly happened, and the reason says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.translation import tr


@dataclass(frozen=True)
class EventFact:
    """As much of an event as the status needs; dates are EDTF, `for_all` False for one party's."""

    id: int
    type: str
    date: str | None
    effective: str | None
    for_all: bool


@dataclass(frozen=True)
class Status:
    """A code of the vocabulary `agreement-status`, why, and the event that decided it."""

    code: str
    reason: str
    event: int | None


_LEADS_TO = {
    "entry-into-force": "in-force",
    "resumption": "in-force",
    "provisional-application": "provisionally-applied",
    "suspension": "suspended",
    "termination": "terminated",
    "supersession": "superseded",
    "expiry": "expired",
    "signature": "signed-not-in-force",
    "exchange-of-notes": "signed-not-in-force",
    "negotiation": "in-negotiation",
    "initialling": "in-negotiation",
    "adoption": "unknown",
}
"""What an event for all parties makes of an agreement; events of one party decide nothing here."""

_RANK = ("in-negotiation", "unknown", "signed-not-in-force", "provisionally-applied", "in-force")
"""How an agreement comes into being: a later step is never undone by an earlier one."""

_ENDED = ("terminated", "superseded", "expired")


def status(events: Iterable[EventFact], expiry: str | None, day: date) -> Status:
    """The status on `day` of an agreement with these events and this expiry date (EDTF).

    Without evidence of entry into force nothing is in force; without any evidence it is unknown.
    """
    happened, running = _by_day(events, day)
    coming = [event for event in happened if _LEADS_TO[event.type] in _RANK]
    deciding = max(coming, key=lambda e: _RANK.index(_LEADS_TO[e.type]), default=None)
    ended = [event for event in happened if _LEADS_TO[event.type] in _ENDED]
    if ended:
        return _from_event(ended[0])  # what has ended cannot end again
    if deciding is None:
        return Status("unknown", _nothing_known(running), running[0].id if running else None)
    if _LEADS_TO[deciding.type] not in ("in-force", "provisionally-applied"):
        return _from_event(deciding, running)
    if expiry and PartialDate.parse(expiry).last < day:
        reason = tr("expired: {date}, by its term", date=PartialDate.parse(expiry).show())
        return Status("expired", reason, None)
    return _from_event(_interrupted(happened) or deciding, running)


def _by_day(events: Iterable[EventFact], day: date) -> tuple[list[EventFact], list[EventFact]]:
    """The deciding events that have happened by `day`, and those that may have, in order."""
    happened, running = [], []
    for event in events:
        if event.type not in _LEADS_TO or not event.for_all:
            continue
        when = event.effective or event.date
        if when is None or PartialDate.parse(when).precision == "unknown":
            happened.append(event)  # recorded as a fact, though nobody wrote down the day
            continue
        period = PartialDate.parse(when)
        if period.last <= day:
            happened.append(event)
        elif period.first <= day:
            running.append(event)
    return sorted(happened, key=_when), sorted(running, key=_when)


def _when(event: EventFact) -> date:
    """The last day it can have happened on; first of all where no day is known."""
    when = event.effective or event.date
    period = PartialDate.parse(when) if when else None
    return period.last if period and period.known_last else date.min


def _interrupted(happened: Sequence[EventFact]) -> EventFact | None:
    """The suspension or resumption that came last, if there was one."""
    breaks = [event for event in happened if event.type in ("suspension", "resumption")]
    return breaks[-1] if breaks else None


def _from_event(event: EventFact, running: Sequence[EventFact] = ()) -> Status:
    code = _LEADS_TO[event.type]
    name = vocabulary.label("event-type", event.type).lower()
    when = event.effective or event.date
    if when is None or PartialDate.parse(when).precision == "unknown":
        reason = tr("{event}, on a day not recorded", event=name)
    else:
        reason = tr("{event}: {date}", event=name, date=PartialDate.parse(when).show())
    if code == "signed-not-in-force":
        reason += "; " + tr("no entry into force is recorded")
    elif code == "unknown":
        reason += "; " + tr("neither signature nor entry into force is recorded")
    return Status(code, "; ".join((reason, *map(_not_certain, running))), event.id)


def _nothing_known(running: Sequence[EventFact]) -> str:
    return _not_certain(running[0]) if running else tr("no event on record says")


def _not_certain(event: EventFact) -> str:
    return tr(
        "{event}: {date}, exact day not known",
        event=vocabulary.label("event-type", event.type).lower(),
        date=PartialDate.parse(event.effective or event.date or "").show(),
    )
