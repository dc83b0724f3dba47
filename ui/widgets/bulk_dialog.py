"""Changing many records at once: which field, its new value, and how many that changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from defcat import bulk
from defcat.bulk import AddTopic, Archive, Edit, Preview, RemoveTopic, SetField
from defcat.drafts.draft import Draft, NewRecord, Value
from defcat.errors import DefcatError, InputError, Interrupted
from defcat.fields import Field, Link, Marking, Stored
from defcat.kinds import KINDS
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.field_choice import ChoiceField, MarkingField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_make import Fitting, editor_for
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder
from ui.widgets.notice import Notice, reading_only

_WIDTH = 520
_CHANNEL = "bulk"
_ADD, _REMOVE, _ASIDE = "topic+", "topic-", "archived"


class BulkDialog(QDialog):
    """Asks what is to be changed in the records `ids`, which are of `kinds` (kind -> how many).

    `agreed` carries the edit, what it is called, and how many records it changes, once the person
    has said so; nothing is written here.
    """

    agreed = Signal(object, str, int)

    def __init__(
        self,
        desk: Desk,
        ids: Sequence[int],
        kinds: Mapping[str, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids = ids
        self._kinds = kinds
        self._preview: Preview | None = None
        self._shown: Value = None
        self._fields = {field.name: field for field in bulk.choosable(kinds)}
        self.what = ChoiceField(self._choices)
        self.what.set_names(tr("What to change"))
        self.what.edited.connect(self._chosen)
        self.editor: FieldEditor = ChoiceField(list)
        self.empties = QCheckBox(tr("Empty it"))
        self.empties.toggled.connect(self._ask)
        self._says = label("", "muted")
        self._says.setWordWrap(True)
        self._says.setAccessibleName(tr("What changes"))
        self.notice = Notice()
        self._save = text_button(tr("Change"), "check", "primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self.save)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)  # or Enter on it would change
        self._cancel.clicked.connect(self.reject)
        title = trn("Change {n} record", "Change {n} records", len(ids))
        self.setWindowTitle(title)
        self._lay_out(title)
        self.what.set_value(next(iter(self._fields)))
        self._chosen()
        self.what.setFocus()

    def edit(self) -> Edit | None:
        """What is to be done; None while no value is chosen. Raises InputError for what is none."""
        what, value = str(self.what.value()), self._value()
        if what in (_ADD, _REMOVE):
            if isinstance(value, str):
                raise InputError(
                    tr("“{name}” is no topic that is on record.", name=value),
                    tr("Choose one from the list."),
                )
            if value is None:
                return None
            return AddTopic(int(value)) if what == _ADD else RemoveTopic(int(value))
        if what == _ASIDE:
            return None if value is None else Archive(bool(value))
        if what not in self._fields or (value is None and not self.empties.isChecked()):
            return None
        return SetField(what, value)

    def text(self) -> str:
        """What is said of the records that change."""
        return self._says.text()

    def save(self) -> None:
        """Have it done, if it is known what it does."""
        edit = self.edit()
        if edit is None or self._preview is None or not self._save.isEnabled():
            return
        changing = self._preview.changing
        what = str(self.what.value())
        field = self._fields[what].label if what in self._fields else ""
        self.accept()
        self.agreed.emit(edit, bulk.said(edit, changing, field), changing)

    def done(self, result: int) -> None:
        self._desk.reader.cancel(_CHANNEL)
        super().done(result)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            fit_to_content(self)
        return done

    # --- what is asked ----------------------------------------------------------------------

    def _choices(self) -> list[tuple[Value, str]]:
        own: list[tuple[Value, str]] = [(name, f.label) for name, f in self._fields.items()]
        return [
            *own,
            (_ADD, tr("Topic: add")),
            (_REMOVE, tr("Topic: remove")),
            (_ASIDE, tr("Put aside, or take back")),
        ]

    def _chosen(self) -> None:
        """Show the editor of what is to be changed."""
        what = self.what.value()
        if what == self._shown:
            return
        self._shown = what
        field = self._fields.get(str(what))
        made = self._editor(str(what), field)
        made.edited.connect(self._ask)
        self._form.replaceWidget(self.editor, made)
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = made
        QWidget.setTabOrder(self.what.stops()[-1], made.stops()[0])
        QWidget.setTabOrder(made.stops()[-1], self.empties)
        self.empties.blockSignals(True)
        self.empties.setChecked(False)
        self.empties.blockSignals(False)
        # Nothing is unmarked: there the lowest level is chosen.
        can = field is not None and not field.required and not isinstance(field.type, Marking)
        self.empties.setVisible(can)
        self._ask()

    def _editor(self, what: str, field: Field | None) -> FieldEditor:
        desk = self._desk
        kinds: tuple[str, ...] = ("topic",)
        if what == _ASIDE:
            made: FieldEditor = ChoiceField(
                lambda: [(True, tr("Put aside as no longer current")), (False, tr("Take back"))]
            )
        elif field is None or isinstance(field.type, Link):
            if field is not None and isinstance(field.type, Link):
                kinds = field.type.kinds
            made = LinkField(LinkFinder(desk, kinds), {}, makes=False)
        elif isinstance(field.type, Marking):
            ceiling = desk.catalogue.settings.get("ceiling")
            made = MarkingField(desk.catalogue.scheme, ceiling, nothing="")
        else:
            made = editor_for(field, Fitting(desk, Draft.new(next(iter(self._kinds))), {}))
        made.set_names(tr("New value"), tr(field.help) if field and field.help else "")
        return made

    def _value(self) -> Stored:
        value = None if self.empties.isChecked() else self.editor.value()
        assert not isinstance(value, NewRecord), "the editors here make no records"
        return value

    # --- what it would do -------------------------------------------------------------------

    def _ask(self) -> None:
        """Read how many records change."""
        self._preview = None
        self._save.setEnabled(False)
        self.editor.setEnabled(not self.empties.isChecked())
        self.notice.dismiss()
        self._desk.reader.cancel(_CHANNEL)
        if not self._desk.catalogue.writable:
            self.notice.tell(reading_only(), "neutral")
            return
        try:
            edit = self.edit()
        except InputError as error:
            if self.what.value() in (_ADD, _REMOVE):
                self._says.setText(f"{error.what} {error.fix}")  # half a name is no mistake yet
            else:
                self._show(error)
            return
        if edit is None:
            self._says.setText(tr("Choose the new value."))
            return
        scheme, ids = self._desk.catalogue.scheme, self._ids
        ceiling = self._desk.catalogue.settings.get("ceiling")

        def read(connection: Any) -> Preview | DefcatError:
            try:
                return bulk.preview(connection, ids, edit, scheme, ceiling)
            except Interrupted:
                raise
            except DefcatError as error:
                return error

        self._desk.reader.ask(_CHANNEL, read, self._show)

    def _show(self, found: Preview | DefcatError) -> None:
        if isinstance(found, DefcatError):
            self._says.setText("")
            self.notice.problem(found)
            return
        self._preview = found
        self._says.setText(told(found))
        self._save.setEnabled(found.changing > 0)
        changes = trn("Change {n} record", "Change {n} records", found.changing)
        self._save.setText(changes if found.changing else tr("Change"))

    def _lay_out(self, title: str) -> None:
        counted = ", ".join(
            f"{n:,} {tr(KINDS[kind].label if n == 1 else KINDS[kind].plural).lower()}"
            for kind, n in self._kinds.items()
        )
        if len(self._kinds) > 1:
            counted += ". " + tr("Only what all of these kinds have can be changed together.")
        among = label(counted, "muted")
        among.setWordWrap(True)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.addRow(label(tr("What to change"), "label"), self.what)
        self._form.addRow(label(tr("New value"), "label"), self.editor)
        self._form.addRow(label("", "label"), self.empties)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(title, "title"))
        column.addWidget(among)
        column.addLayout(self._form)
        column.addWidget(self._says)
        column.addWidget(self.notice)
        add_buttons(column, self._cancel, self._save)
        save = QShortcut(QKeySequence("Ctrl+S"), self)
        save.activated.connect(self._save.click)
        self._save.setToolTip(tr("Change them, as one step that can be undone (Ctrl+S)"))
        self.resize(_WIDTH, 0)
        fit_to_content(self)


def told(found: Preview) -> str:
    """How many records change, and why others do not."""
    if not found.same:
        return trn("{n} record changes.", "All {n} records change.", found.changing)
    total = f"{found.total:,}"
    if not found.changing:
        return trn(
            "Nothing changes: the record is so already.",
            "Nothing changes: all {n} records are so already.",
            found.total,
        )
    changes = trn(
        "{n} of {total} records changes:",
        "{n} of {total} records change:",
        found.changing,
        total=total,
    )
    return changes + " " + trn("{n} is so already.", "{n} are so already.", found.same)
