"""What a desk prints on all its briefs: letterhead, logo, own country, paper."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from defcat.briefs import desk as desks
from defcat.briefs.desk import PAPERS, DeskSettings
from defcat.errors import DefcatError
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, shown_keys, text_button
from ui.widgets.field_country import CountryField
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.notice import Notice

_WIDTH = 480
_LOGO = (240, 72)
_LETTERHEAD_HEIGHT = 96


class BriefSettings(QDialog):
    """Asks for what `desk` prints on its briefs, beginning with `settings`.

    `saved` carries what is kept from now on.
    """

    saved = Signal(object)

    def __init__(self, desk: Desk, settings: DeskSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Brief settings"))
        self._desk = desk
        self._logo = settings.logo
        self.letterhead = QPlainTextEdit(settings.letterhead)
        self.letterhead.setAccessibleName(tr("Letterhead"))
        self.letterhead.setPlaceholderText(tr("The name of the office\nIts address, a line each"))
        self.letterhead.setTabChangesFocus(True)
        self.letterhead.setFixedHeight(_LETTERHEAD_HEIGHT)
        self._shown_logo = label("", "muted")
        self._shown_logo.setAccessibleName(tr("Logo"))
        self._choose = text_button(tr("Choose…"))
        self._choose.setToolTip(tr("Choose a PNG or JPEG picture"))
        self._choose.setAccessibleName(tr("Choose a logo"))
        self._without = text_button(tr("Remove"))
        self._without.setAccessibleName(tr("Remove the logo"))
        self.country = CountryField(desk.reader)
        self.country.line.setAccessibleName(tr("Own country"))
        self.country.set_value(settings.own_country or None)
        self.paper = QComboBox()
        self.paper.setAccessibleName(tr("Paper"))
        self.paper.addItems(list(PAPERS))
        self.paper.setCurrentText(settings.page_size)
        self.draft = QCheckBox(tr("New briefs are drafts"))
        self.draft.setToolTip(tr("Print “draft” across every page, unless it is turned off"))
        self.draft.setChecked(settings.draft)
        self.notice = Notice()
        self._cancel = text_button(tr("Cancel"))
        self._save = text_button(tr("Save"), "save", "primary")
        self._lay_out()
        self._connect()
        self._show_logo()
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)

    def take_logo(self, path: Path) -> None:
        """Take the picture in a file as the logo, or say why that cannot be."""
        try:
            self._logo = desks.logo_of(path)
        except DefcatError as error:
            self._tell(error)
        else:
            self.notice.dismiss()
            self._show_logo()

    def save(self) -> None:
        """Keep what is entered, or say why that cannot be."""
        settings = DeskSettings(
            self.letterhead.toPlainText().strip(),
            self._logo,
            str(self.country.value() or ""),
            "Letter" if self.paper.currentText() == "Letter" else "A4",
            self.draft.isChecked(),
        )
        try:
            with self._desk.change(tr("Brief settings")) as change:
                desks.save(change.connection, settings)
        except DefcatError as error:
            self._tell(error)
            return
        self.accept()
        self.saved.emit(settings)

    def _tell(self, error: DefcatError) -> None:
        self.notice.problem(error)
        fit_to_content(self)

    def _choose_logo(self) -> None:
        pictures = tr("Pictures (*.png *.jpg *.jpeg)")
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose a logo"), "", pictures)
        if chosen:
            self.take_logo(Path(chosen))

    def _remove_logo(self) -> None:
        self._logo = None
        self._show_logo()

    def _show_logo(self) -> None:
        picture = QPixmap()
        if self._logo and picture.loadFromData(self._logo):
            ratio = self.devicePixelRatio()
            smooth = Qt.TransformationMode.SmoothTransformation
            wide, high = (round(side * ratio) for side in _LOGO)
            fit = picture.scaled(wide, high, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            fit.setDevicePixelRatio(ratio)
            self._shown_logo.setPixmap(fit)
        else:
            self._shown_logo.setText(tr("No logo"))
        self._without.setEnabled(self._logo is not None)
        fit_to_content(self)

    def _connect(self) -> None:
        self._choose.clicked.connect(self._choose_logo)
        self._without.clicked.connect(self._remove_logo)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self.save)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        self._save.setToolTip(f"{self._save.text()} ({shown_keys(keys.key())})")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(4)
        column.addWidget(label(tr("Brief settings"), "title"))
        says = label(
            tr("They are kept in the catalogue: all who print from it have them."), "muted"
        )
        says.setWordWrap(True)
        column.addWidget(says)
        column.addSpacing(12)
        self._add(column, tr("Letterhead"), self.letterhead)
        logo = QHBoxLayout()
        column.addWidget(label(tr("Logo"), "label"))
        column.addLayout(logo)
        column.addSpacing(12)
        logo.setSpacing(8)
        logo.addWidget(self._shown_logo, 1)
        logo.addWidget(self._choose)
        logo.addWidget(self._without)
        self._add(column, tr("Own country"), self.country)
        self._add(column, tr("Paper"), self.paper)
        column.addWidget(self.draft)
        column.addWidget(self.notice)
        column.addSpacing(12)
        add_buttons(column, self._cancel, self._save)
        self.letterhead.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, column: QVBoxLayout, name: str, field: QWidget) -> None:
        column.addWidget(label(name, "label", of=field))
        column.addWidget(field)
        column.addSpacing(12)
