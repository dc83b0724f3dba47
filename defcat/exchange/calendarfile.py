"""Engagements out as iCalendar (RFC 5545): each an event of whole days."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from defcat import __version__, countries, vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Dossier, load
from defcat.files import new_file

if TYPE_CHECKING:
    from icalendar import Event

_STATES = MappingProxyType(
    {
        "planned": "TENTATIVE",
        "held": "CONFIRMED",
        "postponed": "TENTATIVE",
        "cancelled": "CANCELLED",
    }
)
LONGEST_DAYS = 366
"""An engagement of which no more than its year is known is no entry of a calendar."""


def write_calendar(
    connection: Connection, path: Path, ids: Sequence[int], withheld: Collection[int] = frozenset()
) -> int:
    """Write the engagements `ids`; how many were left out, having no day for a calendar.

    A date known to the month is no day. Who took part is named in the description, without the
    `withheld`. Raises what `new_file` raises.
    """
    from icalendar import Calendar  # an export alone needs it

    calendar = Calendar()
    calendar.add("prodid", f"-//defcat//defcat {__version__}//EN")
    calendar.add("version", "2.0")
    left_out = 0
    for record_id in ids:
        event = _event(load(connection, record_id), withheld)
        if event is None:
            left_out += 1
        else:
            calendar.add_component(event)
    with new_file(path, ".ics") as file:
        file.write(calendar.to_ical())
    return left_out


def _event(dossier: Dossier, withheld: Collection[int]) -> "Event | None":
    from icalendar import Event

    if not (text := dossier.values.get("date")):
        return None
    known = PartialDate.parse(str(text))
    whole = known.known_first and known.known_last and known.precision in ("day", "range")
    if not whole or known.last - known.first > timedelta(LONGEST_DAYS):
        return None
    event = Event()
    event.add("uid", dossier.uid)
    event.add("dtstamp", _moment(dossier.changed[0]))
    event.add("summary", dossier.stub.title)
    event.add("categories", [vocabulary.label("engagement-type", str(dossier.values["type"]))])
    event.add("dtstart", known.first)
    event.add("dtend", known.last + timedelta(days=1))  # the first day after it (RFC 5545, 3.6.1)
    if place := _place(dossier):
        event.add("location", place)
    if state := _STATES.get(str(dossier.values.get("state"))):
        event.add("status", state)
    if words := _description(dossier, withheld):
        event.add("description", words)
    if url := dossier.text("url"):
        event.add("url", url)
    return event


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(UTC)


def _place(dossier: Dossier) -> str:
    country = dossier.values.get("country")
    words = (
        dossier.text("venue"),
        dossier.text("city"),
        countries.name(str(country)) if country else "",
    )
    return ", ".join(filter(None, words))


def _description(dossier: Dossier, withheld: Collection[int]) -> str:
    """The type, who took part, and what it is for."""
    lines = [vocabulary.label("engagement-type", str(dossier.values["type"]))]
    lines += [
        dossier.title(row["other_id"])
        for row in dossier.parts["participant"]
        if row["other_id"] not in withheld
    ]
    lines.append(dossier.text("objectives"))
    return "\n".join(filter(None, lines))
