"""What a form knows by itself of the people in it: their side, and the office they then held."""

from defcat.dates import PartialDate
from defcat.draft import Draft, DraftRow, Value
from defcat.errors import InputError
from defcat.rules.tenure import posts_on
from defcat.search import run
from ui.forms.part_editor import PartEditor
from ui.forms.part_row import PartRow
from ui.widgets.field_make import Fitting

SIDES = {"participant": "side", "signatory": "country"}
"""The parts whose rows name a person, and where they say for whom."""


def fill_side(fitting: Fitting, shown: PartRow) -> None:
    """Fill in an official's side from the nationality, unless somebody has said it."""
    name = SIDES[shown.part.name]
    official = shown.row.values.get("other_id")
    if name in shown.row.values or not isinstance(official, int):
        return
    with fitting.desk.catalogue.read() as connection:
        found = run.rows(connection, [official])[official]
    if country := found.values.get("nationality") or found.values.get("country"):
        shown.row.put(name, country)
        shown.load(name)


def hint_offices(fitting: Fitting, editors: dict[str, PartEditor]) -> None:
    """Show in each person's row the office held that day, which holds unless another is typed."""
    people = [
        (shown, shown.row.values.get("other_id"), _day(fitting.draft, part, shown.row))
        for part in SIDES.keys() & editors.keys()
        for shown in editors[part].rows
    ]
    with fitting.desk.catalogue.read() as connection:
        for shown, official, day in people:
            posts = ""
            if day is not None and isinstance(official, int):
                posts = posts_on(connection, [official], day).get(official, "")
            shown.editors["office"].set_hint(posts)


def _day(draft: Draft, part: str, row: DraftRow) -> PartialDate | None:
    """The day on which a person of `part` took part or signed."""
    if part == "participant":
        return _read(draft.values.get("date"))
    signed = row.values.get("event")
    for event in draft.rows["event"]:
        if event.id == signed or (signed is None and event.values.get("type") == "signature"):
            return _read(event.values.get("date"))
    return None


def _read(value: Value) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value)) if value else None
    except InputError:
        return None
