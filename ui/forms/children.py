"""What a form knows by itself of a record's children, and of the series that it is an edition of.

A new child takes from its owner what nobody enters for it; its row shows what that will be.
"""

from collections.abc import Mapping
from datetime import date

from defcat.dates import PartialDate
from defcat.drafts.children import children_of
from defcat.drafts.draft import Value
from defcat.errors import InputError
from defcat.fields import Date, Field
from defcat.kinds import KINDS
from defcat.rules.editions import next_number, ordinal
from defcat.translation import tr
from ui.forms.part_editor import PartEditor
from ui.widgets.field_block import FieldBlock
from ui.widgets.field_make import Fitting


def hint_children(fitting: Fitting, editors: Mapping[str, PartEditor]) -> None:
    """Show in the row of each new child what it takes from the record of the form."""
    draft = fitting.draft
    for children in children_of(draft.kind):
        for shown in editors[children.name].rows if children.name in editors else ():
            for name in children.inherits:
                if name in shown.editors and shown.row.id < 0:
                    described = KINDS[draft.kind].by_name[name]
                    shown.editors[name].set_hint(_words(described, draft.values.get(name)))


class NextEdition:
    """Enters the next edition and a title in a new engagement for which a series is chosen.

    What somebody typed stays; what was entered here goes again when the series does.
    """

    def __init__(self, fitting: Fitting, blocks: Mapping[str, FieldBlock]) -> None:
        self._fitting = fitting
        self._blocks = blocks
        self._entered: dict[str, Value] = {}

    def follow(self) -> None:
        """Enter what follows from the series and the date as they are now."""
        values = self._fitting.draft.values
        for name, value in self._entered.items():
            if values.get(name) == value:
                self._put(name, None)
        self._entered = {}
        series = values.get("series")
        number = self._next(series) if isinstance(series, int) else None
        self._blocks["edition"].editor.set_hint(tr("Next: {n}", n=number) if number else "")
        if number is None or self._fitting.draft.record_id is not None:
            return
        title = tr(
            "{ordinal} {series}", ordinal=ordinal(number), series=self._fitting.name_of(series)
        )
        for name, value in (("edition", number), ("title", title)):
            if name not in values:
                self._put(name, value)
                self._entered[name] = value

    def _next(self, series: int) -> int | None:
        own = self._fitting.draft.record_id
        with self._fitting.desk.catalogue.read() as connection:
            return next_number(connection, series, self._day(), own)

    def _day(self) -> date | None:
        try:
            typed = self._fitting.draft.values.get("date")
            day = PartialDate.parse(str(typed)) if typed else None
        except InputError:
            return None  # typed, and not readable yet
        return day.first if day and day.known_first else None

    def _put(self, name: str, value: Value) -> None:
        self._fitting.draft.put(name, value)
        self._blocks[name].editor.set_value(value)


def _words(field: Field, value: Value) -> str:
    """A value as its editor would show it, or what an empty one asks for."""
    try:
        if isinstance(value, str | int):
            return field.type.show(value)
    except InputError:
        pass  # typed, and not readable yet
    return tr("Day, month or year") if isinstance(field.type, Date) else ""
