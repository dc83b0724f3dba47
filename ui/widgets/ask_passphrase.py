"""The passphrase of a file that is not open: a damaged catalogue, or a backup."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from defcat.storage.key import Secret
from defcat.translation import tr
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.key_file_field import KeyFileField
from ui.widgets.passphrase_field import PassphraseField

_WIDTH = 440


class AskPassphrase(QDialog):
    """Asks what opens the file called `name`; `given` carries the Secret, which is not kept."""

    given = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Passphrase of {file}", file=name))
        self.finished.connect(self.deleteLater)
        self.passphrase = PassphraseField(tr("Passphrase"))
        self.passphrase.entered.connect(self._give)
        self.passphrase.edited.connect(self._edited)
        self.key_file = KeyFileField()
        self._go_on = text_button(tr("Go on"), variant="primary")
        self._go_on.setDefault(True)
        self._go_on.setEnabled(False)
        self._go_on.clicked.connect(self._give)
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)
        self._cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        title = label(self.windowTitle(), "heading")
        title.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(self.passphrase)
        column.addWidget(label(tr("Its key file, if it has one"), "label"))
        column.addWidget(self.key_file)
        column.addSpacing(8)
        add_buttons(column, self._cancel, self._go_on)
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)
        self.passphrase.setFocus()

    def _edited(self) -> None:
        self._go_on.setEnabled(bool(self.passphrase.text()))

    def _give(self) -> None:
        if self.passphrase.text():
            secret = Secret(self.passphrase.text(), self.key_file.path())
            self.passphrase.line.clear()
            self.accept()
            self.given.emit(secret)
