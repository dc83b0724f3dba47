"""Engagements in: the events of an iCalendar file (RFC 5545) as a table.

`resources/profiles/icalendar.toml` says what becomes of its columns. An event that repeats is taken
once, on its first day, and says so.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from defcat.exchange.entries import Entries, gathered
from defcat.translation import tr

if TYPE_CHECKING:
    from icalendar import Event

COLUMNS = (
    *("uid", "title", "type", "from", "to", "time", "repeats", "state", "place", "url"),
    *("description", "organiser", "attendees", "notes"),
)


def read_calendar(path: Path) -> Entries:
    """The events of a file; raises InputError where there is none, FileProblem for no text."""
    return gathered(path, "VEVENT", COLUMNS, _take)


def _take(made: Entries, line: int, text: str) -> None:
    from icalendar import Event  # an import of events alone needs it

    event = Event.from_ical(text)
    if not isinstance(event, Event):
        raise ValueError(tr("it is no event"))
    title = _text(event, "SUMMARY")
    if "RECURRENCE-ID" in event:
        made.leave(line, tr("one time of an event that repeats"), title)
        return
    start, end = _moments(event)
    made.add(
        line,
        {
            "uid": _text(event, "UID") or f"{title}; {start.isoformat()}",
            "title": title,
            "type": _categories(event),
            "from": _day(start).isoformat(),
            "to": _last(start, end).isoformat(),
            "time": start.strftime("%H:%M %Z").strip() if isinstance(start, datetime) else "",
            "repeats": _repeats(event),
            "state": _text(event, "STATUS").upper(),
            "place": _text(event, "LOCATION"),
            "url": _text(event, "URL"),
            "description": _text(event, "DESCRIPTION"),
            "organiser": "\n".join(_people(event, "ORGANIZER")),
            "attendees": "\n".join(_people(event, "ATTENDEE")),
            "notes": _text(event, "COMMENT"),
        },
    )


def _moments(event: "Event") -> tuple[date, date]:
    """When it begins and ends, as days or as moments; a day ends where the next one begins."""
    start = _value(event, "DTSTART")
    if not isinstance(start, date):
        raise ValueError(tr("it does not say when"))
    end = _value(event, "DTEND")
    lasts = _value(event, "DURATION")
    if isinstance(end, date):
        return start, end
    if isinstance(lasts, timedelta):
        return start, start + lasts
    return start, start if isinstance(start, datetime) else start + timedelta(days=1)


def _value(event: "Event", name: str) -> Any:
    """A day, a moment or a length of time; nothing where there is none, or none that can be read"""
    return getattr(event.get(name), "dt", None)


def _last(start: date, end: date) -> date:
    """The last day: what ends at midnight, or as a day, ended on the day before (RFC 5545)."""
    whole = not isinstance(end, datetime) or end.time() == time()
    last = _day(end) - timedelta(days=1) if whole else _day(end)
    return max(last, _day(start))


def _day(moment: date) -> date:
    """The day where it takes place: in its own time zone."""
    return moment.date() if isinstance(moment, datetime) else moment


def _repeats(event: "Event") -> str:
    rule = event.get("RRULE")
    if rule is None and "RDATE" not in event:
        return ""
    words = rule.to_ical().decode() if rule is not None else "RDATE"
    return tr("repeats ({rule}); only the first time is taken", rule=words)


def _categories(event: "Event") -> str:
    found = event.get("CATEGORIES")
    lists = found if isinstance(found, list) else [found] if found else []
    return "\n".join(str(one) for each in lists for one in each.cats)


def _people(event: "Event", name: str) -> list[str]:
    """Who is named, with the address."""
    found: Any = event.get(name, [])
    people = found if isinstance(found, list) else [found]
    return [_person(one) for one in people]


def _person(one: Any) -> str:
    address = str(one).removeprefix("mailto:").removeprefix("MAILTO:")
    name = str(one.params.get("CN", ""))
    return f"{name} <{address}>" if name and address else name or address


def _text(event: "Event", name: str) -> str:
    """A value in words; of several, a line each."""
    found = event.get(name, "")
    several = found if isinstance(found, list) else [found]
    return "\n".join(str(one).replace("\r\n", "\n").strip() for one in several).strip()
