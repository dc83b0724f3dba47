"""Closing a commitment: done or dropped, on which day, and what shows it."""

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Dossier
from defcat.drafts.draft import Draft, Value
from defcat.errors import DefcatError
from defcat.kinds import KINDS
from defcat.rules.promises import OPEN
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.field_choice import ChoiceField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_make import name_for
from ui.widgets.field_text import LongTextField, PartialDateField
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.link_chip import Elided
from ui.widgets.notice import Notice

WIDTH = 480


class CloseCommitment(QDialog):
    """Closes the commitment of `dossier` as one change; `closed` is emitted when it is on disk."""

    closed = Signal()

    def __init__(self, desk: Desk, dossier: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dossier = dossier
        self.notice = Notice()
        today = desk.catalogue.today()
        self.editors: dict[str, FieldEditor] = {
            "state": ChoiceField(_endings),
            "closed": PartialDateField(tr("Closed on"), today),
            "evidence": LongTextField(3),
        }
        known = {"state": "done", "closed": str(PartialDate.of(today))}
        for name, editor in self.editors.items():
            field = KINDS["commitment"].by_name[name]
            editor.set_names(name_for(field), tr(field.help) if field.help else "")
            editor.set_value(known.get(name, dossier.values.get(name)))
        self._save = text_button(tr("Close commitment"), variant="primary")
        self._save.setToolTip(tr("Save (Ctrl+S)"))
        self._save.clicked.connect(self.save)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self.setWindowTitle(tr("Close {ref}", ref=dossier.stub.ref))
        self._lay_out()
        self.resize(WIDTH, 0)
        fit_to_content(self)
        self.editors["state"].setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Write it, or say what is in the way."""
        draft = Draft.of(self._dossier)
        for name, editor in self.editors.items():
            draft.put(name, editor.value())
        problems = draft.problems()
        if problems:
            self.notice.problem(problems[0].error)
            return
        try:
            with self._desk.change(tr("Close {ref}", ref=self._dossier.stub.ref)) as change:
                draft.save(change)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self.accept()
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            fit_to_content(self)
        return done

    def _lay_out(self) -> None:
        heading = Elided()
        heading.setProperty("role", "title")
        heading.set_words(self._dossier.stub.title)
        heading.setToolTip(heading.words)
        fields = QFormLayout()
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(8)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        for name, editor in self.editors.items():
            fields.addRow(label(tr(KINDS["commitment"].by_name[name].label), "label"), editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addLayout(fields)
        column.addWidget(self.notice)
        add_buttons(column, self._cancel, self._save)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        stops = [stop for editor in self.editors.values() for stop in editor.stops()]
        for before, after in pairwise([*stops, self._cancel, self._save]):
            QWidget.setTabOrder(before, after)


def _endings() -> list[tuple[Value, str]]:
    """The states in which nothing is left to be done."""
    terms = vocabulary.load("commitment-state")
    return [(code, vocabulary.label(terms, code)) for code in terms.terms if code not in OPEN]
