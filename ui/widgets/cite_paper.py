"""Citing an attachment: which source it is, or which record cites the source that it belongs to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from defcat.attachments import Attachment
from defcat.change import Change
from defcat.dossier import Dossier, Stub
from defcat.drafts.draft import NewRecord
from defcat.errors import DefcatError, InputError
from defcat.kinds import KINDS
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder
from ui.widgets.notice import Notice

_WIDTH = 520


class CitePaper(QDialog):
    """Makes a citation with the page of an attachment; `cited` says that it is on disk.

    Of a file of any record but a source it is asked which source that file is, one that is there or
    a new one, and the record cites it: `source` where that holds this very file, none otherwise. A
    new source gets the file, and the marking of the record. A source is not cited by itself: of a
    file of its own it is asked which record cites it.
    """

    cited = Signal()

    def __init__(
        self,
        desk: Desk,
        dossier: Dossier,
        attachment: Attachment,
        page: int = 0,
        source: Stub | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dossier = dossier
        self._attachment = attachment
        self._of_source = dossier.kind == "source"
        kinds = [kind for kind in KINDS if kind != "source"] if self._of_source else ["source"]
        asks = tr("Cited for") if self._of_source else tr("Source")
        finder = LinkFinder(desk, kinds, dossier.id)
        known = dict(dossier.stubs) | ({source.id: source} if source else {})
        self.other = LinkField(finder, known, makes=not self._of_source)
        self.other.set_names(asks)
        self.make = text_button(tr("A new source of this name"), "add")
        self.make.setToolTip(tr("Make a source of this file, named {file}", file=attachment.name))
        self.make.setAutoDefault(True)  # or Enter on it would save
        self.make.clicked.connect(self._make)
        self.make.setParent(self)
        self.make.setVisible(not self._of_source and source is None)
        self.locator = QLineEdit(tr("p. {n}", n=page) if page else "")
        self.locator.setAccessibleName(tr("Page or paragraph"))
        self.notice = Notice()
        self._save = text_button(tr("Cite"), "source", "primary")
        self._save.setDefault(True)
        self._save.setToolTip(tr("Save (Ctrl+S)"))
        self._save.clicked.connect(self.save)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)  # or Enter on it would save
        self._cancel.clicked.connect(self.reject)
        self.setWindowTitle(tr("Cite {file}", file=attachment.name))
        self._lay_out(asks, attachment.name)
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)
        first = self.make if not self._of_source else self.other.stops()[0]
        if not self._of_source and source is not None:
            self.other.set_value(source.id)
            first = self.locator
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Write the citation as one change, or say what is missing."""
        chosen = self.other.value()
        try:
            if not isinstance(chosen, int | NewRecord):
                raise InputError(
                    tr("It is not said what to cite."), tr("Choose a record by its name.")
                )
            label = tr("Cite a page of {ref}", ref=self._dossier.stub.ref)
            with self._desk.change(label) as change:
                other = chosen
                if isinstance(other, NewRecord):
                    other = self._new_source(change, other)
                citing, source = self._dossier.id, other
                if self._of_source:
                    citing, source = other, self._dossier.id
                locator = self.locator.text().strip() or None
                change.add_part("citation", citing, other_id=source, locator=locator)
        except DefcatError as error:
            self.notice.problem(error)
            fit_to_content(self)
            return
        self.accept()
        self.cited.emit()

    def _make(self) -> None:
        """Choose a new source that is called as the file is."""
        self.other.set_value(NewRecord("source", self._attachment.name))
        self.locator.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_source(self, change: Change, made: NewRecord) -> int:
        """Make a source that holds the file: the next page of it is cited from there."""
        marking = self._dossier.stub.marking
        source = change.add(made.kind, **made.values(), marking=marking)
        held = self._attachment
        change.add_part(
            "attachment",
            source,
            name=held.name,
            media_type=held.media_type,
            size=held.size,
            sha256=held.sha256,
        )
        return source

    def _lay_out(self, asks: str, name: str) -> None:
        about = label(
            tr("{ref} {title}", ref=self._dossier.stub.ref, title=self._dossier.stub.title)
            if self._of_source
            else tr("Which source is this file? It is cited by {ref}.", ref=self._dossier.stub.ref),
            "muted",
        )
        about.setWordWrap(True)
        fields = QFormLayout()
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(8)
        fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        if not self._of_source:
            fields.addRow(label("", "label"), self.make)
        fields.addRow(label(asks, "label"), self.other)
        fields.addRow(label(tr("Page or paragraph"), "label"), self.locator)
        heading = label(tr("Cite {file}", file=name), "title")
        heading.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(about)
        column.addSpacing(4)
        column.addLayout(fields)
        column.addWidget(self.notice)
        column.addSpacing(8)
        add_buttons(column, self._cancel, self._save)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        for before, after in (
            (self.other.stops()[-1], self.locator),
            (self.locator, self._cancel),
            (self._cancel, self._save),
        ):
            QWidget.setTabOrder(before, after)
        if not self._of_source:
            QWidget.setTabOrder(self.make, self.other.stops()[0])
