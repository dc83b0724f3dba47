"""The editor that fits a field, by the field's type."""

from dataclasses import dataclass

from defcat.dossier import Stub
from defcat.drafts.draft import Draft, DraftRow, NewRecord, Value
from defcat.errors import InputError
from defcat.fields import Country, Date, Duration, Field, Flag, Link, Marking, Term, Text, Whole
from defcat.kinds import KINDS, PARTS, label_of, parts_of
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.field_choice import ChoiceField, MarkingField, TermField
from ui.widgets.field_country import CountryField
from ui.widgets.field_duration import DurationField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_text import (
    FlagField,
    LongTextField,
    PartialDateField,
    TextField,
    WholeField,
)
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder


@dataclass(frozen=True)
class Fitting:
    """What editors need to know: where to look records up, what is edited, who is known by name."""

    desk: Desk
    draft: Draft
    stubs: dict[int, Stub]

    def name_of(self, link: Value) -> str:
        """The name of a linked record."""
        if isinstance(link, NewRecord):
            return link.title
        stub = self.stubs.get(link) if isinstance(link, int) else None
        return stub.title if stub else ""


def editor_for(field: Field, fitting: Fitting, *, in_row: str = "") -> FieldEditor:
    """An editor for `field`; `in_row` names the part if it stands in a row, where room is dear."""
    made = _make(field, fitting, in_row)
    made.set_names(name_for(field), tr(field.help) if field.help else "")
    return made


def name_for(field: Field) -> str:
    """What a field is called, also to who cannot see the mark of a required one."""
    label = tr(field.label)
    return tr("{field} (required)", field=label) if field.required else label


def _make(field: Field, fitting: Fitting, in_row: str) -> FieldEditor:
    desk = fitting.desk
    if (in_row, field.name) == ("citation", "about"):
        return ChoiceField(lambda: about_options(fitting), tr("The whole record"))
    if (in_row, field.name) == ("signatory", "event"):
        return ChoiceField(lambda: row_options(fitting, "event"))
    match field.type:
        case Text(long=True):
            return LongTextField(1 if in_row else 3)
        case Text():
            return TextField()
        case Term(name):
            return TermField(name)
        case Date():
            return PartialDateField(tr(field.label), desk.catalogue.today())
        case Duration():
            return DurationField()
        case Country():
            return CountryField(desk.reader)
        case Whole():
            return WholeField()
        case Marking():
            return MarkingField(desk.catalogue.scheme, desk.catalogue.settings.get("ceiling"))
        case Flag():
            return FlagField()
        case Link(kinds):
            finder = LinkFinder(desk, kinds, fitting.draft.record_id)
            return LinkField(finder, fitting.stubs, or_country=_or_country(field, in_row))


def _or_country(field: Field, in_row: str) -> bool:
    """Whether a row names an organisation in `field`, and has a field for a country beside it."""
    bodies = isinstance(field.type, Link) and field.type.kinds == ("organisation",)
    return bodies and in_row in PARTS and "country" in PARTS[in_row].by_name


# --- what a citation can be about: a field, or a row of a part ----------------------------------


def about_key(row: DraftRow) -> str | None:
    """What a citation is about, in one word: "title", "event:12"."""
    about, at = row.values.get("about"), row.values.get("row")
    return f"{about}:{at}" if at is not None else (str(about) if about is not None else None)


def put_about(row: DraftRow, key: Value) -> None:
    """Set what a citation is about from the word of `about_key`."""
    about, _, at = str(key or "").partition(":")
    row.put("about", about)
    row.put("row", int(at) if at else None)


def about_options(fitting: Fitting) -> list[tuple[Value, str]]:
    """The fields of the record, then the rows of its parts."""
    draft = fitting.draft
    options: list[tuple[Value, str]] = [
        (field.name, tr(field.label)) for field in KINDS[draft.kind].fields
    ]
    for part in parts_of(draft.kind):
        if part.name not in ("citation", "attachment"):
            for key, words in row_options(fitting, part.name):
                label = tr("{part}: {row}", part=tr(part.label), row=words)
                options.append((f"{part.name}:{key}", label))
    return options


def fact_name(fitting: Fitting, about: str, row_id: int | None) -> str:
    """What a citation is about, in words: a field's label, or what tells a row from others."""
    words = dict(row_options(fitting, about)) if row_id is not None else {}
    return words.get(row_id) or label_of(fitting.draft.kind, about)


def row_options(fitting: Fitting, part: str) -> list[tuple[Value, str]]:
    """The rows of a part by what tells them apart."""
    rows = fitting.draft.rows.get(part, ())
    return [(row.id, words) for row in rows if (words := _row_words(fitting, part, row))]


def _row_words(fitting: Fitting, part: str, row: DraftRow) -> str:
    said: list[str] = []
    for field in PARTS[part].fields:
        value = row.values.get(field.name)
        if value is None or len(said) == 3 or isinstance(field.type, Whole):
            continue
        said.append(_shown(fitting, field, value))
    return ", ".join(filter(None, said))


def _shown(fitting: Fitting, field: Field, value: Value) -> str:
    if isinstance(field.type, Link):
        return fitting.name_of(value)
    if isinstance(value, NewRecord):
        return value.title
    try:
        return field.type.show(value)
    except InputError:
        return str(value)  # typed, and not readable yet
