"""Linking the record shown to another one, with a role, from whichever end one is at."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from defcat import vocabulary
from defcat.dossier import Dossier, load
from defcat.drafts.draft import Draft, NewRecord, Value
from defcat.errors import DefcatError, InputError
from defcat.fields import Field, Link, Part, Term
from defcat.kinds import PARTS, parts_of
from defcat.translation import tr
from ui.desk import Desk
from ui.forms.people import SIDES, day_of, office_of, side_of
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.field_choice import ChoiceField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_make import Fitting, editor_for, name_for
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.link_chip import Elided
from ui.widgets.notice import Notice, reading_only

_WIDTH = 560
_SAID = 3
_NOT_ASKED = frozenset({"other_id", "event", "row"})


@dataclass(frozen=True)
class Way:
    """One way in which a record can be linked: through a part of its own, or of the other."""

    part: Part
    own: bool

    @property
    def label(self) -> str:
        """How it reads from the record that is linked; both ways of one name say their words."""
        name = tr(self.part.label if self.own else self.part.inverse)
        if self.part.label != self.part.inverse:
            return name
        words = [word for _, word in self.terms("type")]
        said = ", ".join(words[:_SAID]) + ("…" if len(words) > _SAID else "")
        return tr("{way}: {words}", way=name, words=said)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that can be at the other end."""
        return self.part.link_kinds() if self.own else self.part.owners

    def terms(self, name: str) -> list[tuple[Value, str]]:
        """What the field `name` can be, as read from the record that is linked.

        Where a part of the other record says "part of", this one "contains".
        """
        field = self.part.by_name.get(name)
        if field is None or not isinstance(field.type, Term):
            return []
        known = vocabulary.load(field.type.vocabulary)
        read = vocabulary.label if self.own else vocabulary.inverse_label
        return [(code, read(known, code)) for code in known.terms]


def ways(kind: str) -> list[Way]:
    """All ways in which a record of `kind` can be linked: its own, the others', then topics."""
    own = [Way(part, True) for part in parts_of(kind) if part.link_kinds()]
    others = [Way(part, False) for part in PARTS.values() if kind in part.link_kinds()]
    return sorted(own + others, key=lambda way: len(way.part.owners) > 1)


class Linker(QDialog):
    """Asks how, to which record, and in what role. `made` says that the link is on disk."""

    made = Signal()

    def __init__(self, desk: Desk, dossier: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Link to another record"))
        self.setMinimumWidth(_WIDTH)
        self._desk = desk
        self._dossier = dossier
        self._fitting = Fitting(desk, Draft.of(dossier), dict(dossier.stubs))
        self._ways = ways(dossier.kind)
        self._editors: dict[str, FieldEditor] = {}
        self.how = QComboBox()
        self.how.setAccessibleName(tr("How they are linked"))
        self.how.addItems([way.label for way in self._ways])
        self.how.currentIndexChanged.connect(self._choose_way)
        self.notice = Notice()
        self._fields = QFormLayout()
        self._save = text_button(tr("Link"), "link", "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self.save)
        self._close = text_button(tr("Cancel"))
        self._close.setAutoDefault(True)  # or Enter on it would link
        self._close.clicked.connect(self.reject)
        self._lay_out()
        self._choose_way(0)
        if not desk.catalogue.writable:
            self._save.setEnabled(False)
            self._save.setToolTip(reading_only())
            self.notice.tell(reading_only(), "neutral")

    def way(self) -> Way:
        """The way that is chosen."""
        return self._ways[self.how.currentIndex()]

    def editor(self, name: str) -> FieldEditor:
        """The editor of a field of the link; `other_id` is the record at the other end."""
        return self._editors[name]

    def save(self) -> None:
        """Write the link as one change, or say what is missing."""
        if not self._save.isEnabled():
            return
        try:
            draft = self._drafted()
            problems = draft.problems()
            if problems:
                self.notice.problem(problems[0].error)
                return
            with self._desk.change(tr("Link {ref}", ref=self._dossier.stub.ref)) as change:
                draft.save(change)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self.accept()
        self.made.emit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            fit_to_content(self)
        return done

    def _drafted(self) -> Draft:
        """The record that the link belongs to, with the link added."""
        way = self.way()
        other = self._editors["other_id"].value()
        values = {n: e.value() for n, e in self._editors.items() if n != "other_id"}
        if not isinstance(other, int | NewRecord):
            raise InputError(
                tr("No record is chosen."), tr("Type its name and choose it from the list.")
            )
        if way.own:
            draft, linked = Draft.of(self._dossier), other
        elif isinstance(other, NewRecord):
            draft, linked = Draft.new(other.kind, **other.values()), self._dossier.id
        else:
            with self._desk.catalogue.read() as connection:
                draft, linked = Draft.of(load(connection, other)), self._dossier.id
        row = draft.add_row(way.part.name, other_id=linked)
        for name, value in values.items():
            row.put(name, value)
        return draft

    def _choose_way(self, _index: int) -> None:
        while self._fields.rowCount():
            self._fields.removeRow(0)
        way = self.way()
        other = Field("other_id", "Record", Link(way.kinds), required=True)
        asked = [other, *(f for f in way.part.fields if f.name not in _NOT_ASKED)]
        if not way.own:
            asked = [field for field in asked if field.name != "about"]
        self._editors = {}
        for field in asked:
            editor = self._make(field)
            self._editors[field.name] = editor
            words = label(tr(field.label), "label", of=editor)
            self._fields.addRow(words, editor)
        for name in ("role", "type"):
            if name in self._editors and (default := _DEFAULTS.get((way.part.name, name))):
                self._editors[name].set_value(default)
        self._editors["other_id"].edited.connect(self._fill_in)
        self._fill_in()
        stops = [stop for editor in self._editors.values() for stop in editor.stops()]
        for before, after in pairwise([self.how, *stops, self._close, self._save]):
            QWidget.setTabOrder(before, after)

    def _make(self, field: Field) -> FieldEditor:
        way = self.way()
        if way.own or not isinstance(field.type, Term):
            return editor_for(field, self._fitting, in_row=way.part.name)
        editor = ChoiceField(lambda: way.terms(field.name))
        editor.set_names(name_for(field), tr(field.help) if field.help else "")
        return editor

    def _fill_in(self) -> None:
        """Fill in for whom somebody took part or signed, and show the office held that day."""
        way, other = self.way(), self._editors["other_id"].value()
        if way.part.name not in SIDES:
            return
        draft = self._fitting.draft if way.own else None
        with self._desk.catalogue.read() as connection:
            if isinstance(other, int) and not way.own:
                draft = Draft.of(load(connection, other))
            person = other if way.own else self._dossier.id
            day = day_of(draft, way.part.name) if draft else None
            side, office = side_of(connection, person), office_of(connection, person, day)
        named = self._editors[SIDES[way.part.name]]
        if side and named.value() is None:
            named.set_value(side)
        self._editors["office"].set_hint(office)

    def _lay_out(self) -> None:
        self._fields.setHorizontalSpacing(16)
        self._fields.setVerticalSpacing(8)
        self._fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        title = self._dossier.stub.title
        heading = Elided()
        heading.setProperty("role", "title")
        heading.set_words(title)
        heading.setToolTip(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addWidget(self.how)
        column.addLayout(self._fields)
        column.addWidget(self.notice)
        add_buttons(column, self._close, self._save)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)


_DEFAULTS = {
    ("party", "role"): "party",
    ("participant", "role"): "principal",
    ("engagement_agreement", "role"): "discussed",
    ("engagement_relation", "type"): "part-of",
    ("event", "type"): "signature",
}
"""What a link most often is, so that two keys make one."""
