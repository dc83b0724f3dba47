"""The few fields with which a record of each kind can be entered quickly."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from defcat.drafts.draft import Draft, Value
from defcat.fields import Term
from defcat.kinds import KINDS
from defcat.translation import tr
from ui import theme
from ui.desk import Desk
from ui.widgets.field_choice import TermField
from ui.widgets.field_country import CountryField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_text import PartialDateField, TextField
from ui.widgets.heading import label
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder
from ui.widgets.names_field import Named, NamesField

LINES: Mapping[str, Mapping[str, str]] = {
    "engagement": {
        "type": "Type",
        "date": "Date",
        "people": "People and bodies",
        "country": "Country",
    },
    "agreement": {
        "type": "Type",
        "date": "Signed",
        "parties": "Parties",
        "signatories": "Signed by",
    },
    "official": {"post": "Post", "body": "At", "date": "Since", "country": "Nationality"},
    "organisation": {"type": "Type", "country": "Country"},
    "source": {"type": "Type", "date": "Date", "publisher": "Publisher"},
}
"""The kinds that can be entered quickly, with their fields beside the title."""

_LABELS_WIDTH = 128
_PRINCIPALS = 2
"""Those named first are taken for the principals, one of each side."""

Editor = FieldEditor | NamesField
Entered = Value | list[Named]


def draft_of(kind: str, title: str, entered: Mapping[str, Entered]) -> Draft:
    """The record that the few fields of `kind` describe.

    `entered` has them by their names in `LINES`, and the marking.
    """
    values = {name: value for name, value in entered.items() if not isinstance(value, list)}
    draft = Draft.new(kind)
    draft.put("title", title)
    for name in ("type", "date", "publisher", "country", "marking"):
        if name in KINDS[kind].by_name:
            draft.put(name, values.get(name))
    if kind == "agreement":
        _signed(draft, values.get("date"), entered)
    elif kind == "engagement":
        _took_part(draft, _names(entered, "people"))
    elif kind == "official":
        draft.put("nationality", values.get("country"))
        _in_office(draft, values)
    return draft


def _names(entered: Mapping[str, Entered], name: str) -> list[Named]:
    found = entered.get(name)
    return found if isinstance(found, list) else []


def _took_part(draft: Draft, people: list[Named]) -> None:
    """Who took part, for the side that the record of each says; those named first led it."""
    for place, named in enumerate(people):
        row = draft.add_row("participant", role="principal" if place < _PRINCIPALS else "member")
        row.put("other_id", named.link)
        row.put("side", named.side)


def _signed(draft: Draft, day: Value, entered: Mapping[str, Entered]) -> None:
    """An agreement's parties and its signature; who signed it says that it was signed."""
    for named in _names(entered, "parties"):
        party = draft.add_row("party", role="party")
        party.put("country", named.country)
        party.put("other_id", named.link)
    signatories = _names(entered, "signatories")
    if day is None and not signatories:
        return
    signature = draft.add_row("event", type="signature")
    signature.put("date", day)
    for named in signatories:
        draft.add_row("signatory", other_id=named.link, event=signature.id)


def _in_office(draft: Draft, values: Mapping[str, Value]) -> None:
    """An official's post; a body or a date without a post is a post that is missing."""
    row = draft.add_row("tenure")
    for name, entered in (("post", "post"), ("other_id", "body"), ("start", "date")):
        row.put(name, values.get(entered))


LINE_OF = {
    ("", "nationality"): "country",
    ("event", "date"): "date",
    ("participant", "other_id"): "people",
    ("party", "other_id"): "parties",
    ("signatory", "other_id"): "signatories",
    ("tenure", "post"): "post",
    ("tenure", "start"): "date",
    ("tenure", "other_id"): "body",
}
"""Where a problem of a part's field is mended; other fields have the name of their line."""


class Sketch(QWidget):
    """The fields of one kind beside its title. `grown`: they may need more room now."""

    grown = Signal()

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self.editors = {
            name: _editor(desk, kind, name, tr(says)) for name, says in LINES[kind].items()
        }
        grid = QGridLayout(self)
        for row, (name, says) in enumerate(LINES[kind].items()):
            says_label = label(tr(says), "label", of=self.editors[name])
            add_line(grid, row, says_label, self.editors[name])
            editor = self.editors[name]
            if isinstance(editor, NamesField):
                editor.edited.connect(self.grown)
        grid.setRowStretch(len(self.editors), 1)

    def begun(self) -> bool:
        """Whether anything is entered."""
        return any(
            editor.begun() if isinstance(editor, NamesField) else editor.value() is not None
            for editor in self.editors.values()
        )

    def take_unclear(self) -> list[tuple[NamesField, str]]:
        """Take out the names that could be several records, with the fields they stood in."""
        fields = [editor for editor in self.editors.values() if isinstance(editor, NamesField)]
        return [(field, name) for field in fields if (name := field.take_unclear())]

    def entered(self) -> dict[str, Entered]:
        """What is entered, by the names of the fields; raises InputError for an unclear name."""
        return {name: editor.value() for name, editor in self.editors.items()}


def _editor(desk: Desk, kind: str, name: str, says: str) -> Editor:
    several: dict[str, Callable[[], NamesField]] = {
        "people": lambda: NamesField(desk, says, ("official", "organisation")),
        "parties": lambda: NamesField(desk, says, ("organisation",), with_countries=True),
        "signatories": lambda: NamesField(desk, says, ("official",)),
    }
    if name in several:
        return several[name]()
    editor = _single(desk, kind, name, says)
    editor.set_names(says)
    return editor


def _single(desk: Desk, kind: str, name: str, says: str) -> FieldEditor:
    match name:
        case "type":
            shape = KINDS[kind].by_name["type"].type
            assert isinstance(shape, Term)
            return TermField(shape.vocabulary)
        case "date":
            return PartialDateField(says, desk.catalogue.today())
        case "country":
            return CountryField(desk.reader)
        case "body":
            return LinkField(LinkFinder(desk, ("organisation",)), {})
        case _:
            return TextField()


def add_line(grid: QGridLayout, row: int, says: QWidget, editor: QWidget) -> None:
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, _LABELS_WIDTH)
    grid.setColumnStretch(1, 1)
    says.setFixedHeight(theme.CONTROL_HEIGHT)
    grid.addWidget(says, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(editor, row, 1, Qt.AlignmentFlag.AlignTop)
