"""What this laptop prefers, and where it keeps the backups of the catalogue; at once."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from defcat import backups, settings
from defcat.errors import DefcatError, FileProblem
from defcat.translation import tr
from ui import preferences, theme
from ui.preferences import LONGEST_IDLE, LONGEST_NAME, Preferences
from ui.widgets.buttons import text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from ui.desk import Desk

_WIDTH = 560
_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))


class SettingsDialog(QDialog):
    """Shows what is `preferred`, and changes it as it is typed.

    `changed` carries the Preferences that are wanted from now on, `foldered` says that backups go
    somewhere else now.
    """

    keeps_typed = True

    changed = Signal(object)
    foldered = Signal()

    def __init__(self, desk: "Desk", preferred: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._desk = desk
        self._preferred = preferred
        self.name = QLineEdit(preferred.name)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(settings.person())
        self.minutes = QSpinBox()
        self.minutes.setRange(0, LONGEST_IDLE)
        self.minutes.setSpecialValueText(tr("Never"))
        self.minutes.setSuffix(tr(" min"))
        self.minutes.setValue(preferred.idle_minutes)
        self.keyring = QCheckBox(tr("Offer to keep passphrases in the system's keyring"))
        self.keyring.setChecked(preferred.keyring)
        self.key_file = QCheckBox(tr("Ask for a key file beside the passphrase"))
        self.key_file.setChecked(preferred.key_file)
        self.theme = QComboBox()
        for name, says in _THEMES:
            self.theme.addItem(tr(says), name)
        self.theme.setCurrentIndex(self.theme.findData(preferred.theme))
        self.folder = Elided()
        self._folder_says = label("", "small")
        self._folder_says.setWordWrap(True)
        self.choose = text_button(tr("Choose…"))
        self.usual = text_button(tr("Usual folder"))
        self.notice = Notice()
        self._close = text_button(tr("Close"), variant="primary")
        self._close.setDefault(True)
        self._lay_out()
        self._connect()
        self._show_folder()
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)

    def reject(self) -> None:
        """Close it; a name that is half typed counts, too, unless it is none."""
        if self._take_name():
            super().reject()

    def set_folder(self, folder: Path | None) -> None:
        """Let backups go to `folder`, None for the usual one; says why where that cannot be."""
        try:
            if folder is not None:
                _refuse_folder(folder)
            backups.choose_folder(self._desk.catalogue, folder)
        except DefcatError as error:
            self._tell(error)
            return
        self.notice.dismiss()
        self._show_folder()
        self.foldered.emit()

    def _connect(self) -> None:
        self.name.editingFinished.connect(self._take_name)
        self.minutes.valueChanged.connect(lambda _n: self._take())
        self.keyring.toggled.connect(lambda _on: self._take())
        self.key_file.toggled.connect(lambda _on: self._take())
        self.theme.currentIndexChanged.connect(lambda _place: self._take())
        self.choose.clicked.connect(self._ask_folder)
        self.usual.clicked.connect(lambda: self.set_folder(None))
        self._close.clicked.connect(self.reject)

    def _take_name(self) -> bool:
        """Take the name that is typed; False where it is none, which is said."""
        try:
            preferences.name_from(self.name.text())
        except DefcatError as error:
            theme.set_property(self.name, "tone", "bad")
            self._tell(error)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return False
        theme.set_property(self.name, "tone", "")
        self._take()
        return True

    def _take(self) -> None:
        try:
            name = preferences.name_from(self.name.text())
        except DefcatError:
            name = self._preferred.name
        wanted = Preferences(
            name,
            self.minutes.value(),
            self.keyring.isChecked(),
            self.key_file.isChecked(),
            str(self.theme.currentData()),
        )
        if wanted != self._preferred:
            self._preferred = wanted
            self.changed.emit(wanted)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, tr("Folder for backups"), str(backups.folder_of(self._desk.catalogue).parent)
        )
        if chosen:
            self.set_folder(Path(chosen))

    def _show_folder(self) -> None:
        catalogue = self._desk.catalogue
        chosen = backups.chosen_folder(catalogue)
        missing = backups.missing_folder(catalogue)
        used = backups.folder_of(catalogue)
        self.folder.set_words(str(chosen or tr("The usual folder on this laptop")))
        self.folder.setToolTip(str(chosen or used))
        says = tr("A folder on a stick is fine: backups are encrypted as the catalogue is.")
        if missing is not None:
            says = tr("It is not there now: until it is, backups go to {folder}.", folder=used)
        elif not catalogue.encrypted:
            says = tr("Whoever finds them can read them: this catalogue has no passphrase.")
        self._folder_says.setText(says)
        theme.set_property(self._folder_says, "tone", "warn" if missing else "")
        self.usual.setEnabled(chosen is not None)
        fit_to_content(self)

    def _tell(self, error: DefcatError) -> None:
        self.notice.problem(error)
        fit_to_content(self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(tr("Settings"), "title"))
        column.addWidget(label(tr("Of this laptop"), "group"))
        grid = QGridLayout()
        column.addLayout(grid)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (says, editor) in enumerate(
            (
                (tr("Your name in the history"), self.name),
                (tr("Lock when idle for"), self.minutes),
                (tr("Theme"), self.theme),
            )
        ):
            asked = label(says, "label", of=editor)
            editor.setAccessibleName(says)
            grid.addWidget(asked, row, 0)
            wide = editor is self.name
            grid.addWidget(editor, row, 1, *(() if wide else (Qt.AlignmentFlag.AlignLeft,)))
        column.addWidget(self.keyring)
        column.addWidget(self.key_file)
        column.addSpacing(4)
        column.addWidget(hairline())
        column.addWidget(label(tr("Backups of this catalogue"), "group"))
        line = QHBoxLayout()
        column.addLayout(line)
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(self.usual)
        line.addWidget(self.choose)
        self.choose.setAccessibleName(tr("Choose the folder for backups"))
        self.usual.setToolTip(tr("Keep backups in the usual folder on this laptop"))
        column.addWidget(self._folder_says)
        column.addWidget(self.notice)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        column.addLayout(buttons)
        buttons.addWidget(label(tr("What you change applies at once."), "small"))
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)


def _refuse_folder(folder: Path) -> None:
    """Raise FileProblem where no backup could be written to `folder`."""
    if not folder.is_dir():
        raise FileProblem(
            tr("The folder {folder} is not there.", folder=folder), tr("Choose another one.")
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileProblem(
            tr("Nothing can be written to {folder}.", folder=folder), tr("Choose another one.")
        )
