"""What a form knows by itself of the people in it: their side, and the office they then held."""

from typing import Any

from defcat.dates import PartialDate
from defcat.drafts.draft import Draft, NewRecord, Value
from defcat.errors import InputError
from defcat.fields import Stored
from defcat.rules.tenure import posts_on, signed_on
from defcat.search.rows import rows
from ui.forms.part_editor import PartEditor
from ui.forms.part_row import PartRow
from ui.widgets.field_make import Fitting
from ui.widgets.link_finder import country_of

SIDES = {"participant": "side", "signatory": "country"}
"""The parts whose rows name a person, and where they say for whom."""


def fill_side(fitting: Fitting, shown: PartRow) -> None:
    """Fill in an official's side, unless somebody has said it."""
    name = SIDES[shown.part.name]
    if name in shown.row.values:
        return
    with fitting.desk.catalogue.read() as connection:
        country = side_of(connection, shown.row.values.get("other_id"))
    if country:
        shown.row.put(name, country)
        shown.load(name)


def hint_offices(fitting: Fitting, editors: dict[str, PartEditor]) -> None:
    """Show in each person's row the office held that day, which holds unless another is typed."""
    with fitting.desk.catalogue.read() as connection:
        for part in SIDES.keys() & editors.keys():
            for shown in editors[part].rows:
                day = day_of(fitting.draft, part, shown.row.values.get("event"))
                person = shown.row.values.get("other_id")
                shown.editors["office"].set_hint(office_of(connection, person, day))


def side_of(connection: Any, person: Value) -> str:
    """The country of a record's nationality, or of a body's; empty where it is not known."""
    if not isinstance(person, int):
        return ""
    return country_of(rows(connection, [person])[person])


def office_of(connection: Any, person: Value, day: PartialDate | None) -> str:
    """The posts that a person held on `day`, empty for none."""
    if day is None or not isinstance(person, int):
        return ""
    return posts_on(connection, [person], day).get(person, "")


def day_of(draft: Draft, part: str, signed: Value = None) -> PartialDate | None:
    """The day on which somebody of `part` took part, or signed at the event `signed`."""
    if part == "participant":
        return _read(draft.values.get("date"))
    events = [
        (e.id, _plain(e.values.get("type")), _plain(e.values.get("date")))
        for e in draft.rows["event"]
    ]
    return _read(signed_on(events, _plain(signed)))


def _plain(value: Value) -> Stored:
    """What a column could hold of a value being edited."""
    return None if isinstance(value, NewRecord) else value


def _read(value: Value) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value)) if value else None
    except InputError:
        return None
