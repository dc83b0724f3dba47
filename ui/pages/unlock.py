"""The page before an encrypted catalogue: it asks for the passphrase, and shows nothing else."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from defcat.errors import DefcatError
from defcat.storage.key import Secret
from defcat.translation import tr
from ui import theme
from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.key_file_field import KeyFileField
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.picture import Picture
from ui.widgets.welcome import folder_of

WIDTH = 400
_SAYS_LINES = 3
"""What is said has its room from the start, so that nothing moves when something is."""


class UnlockPage(QWidget):
    """Asks for what opens the catalogue at `path`; whoever listens to `unlock` tries it.

    `unlock` carries the Secret. `other` says that another catalogue is wanted, `backups` that a
    backup is. `asks_key_file`: show the line for a key file from the start, with `key_file` in it.
    """

    unlock = Signal(object)
    other = Signal()
    backups = Signal()

    def __init__(
        self,
        path: Path,
        *,
        asks_key_file: bool = False,
        key_file: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self._caps = False
        self._problem = ""
        self.passphrase = PassphraseField(tr("Passphrase"))
        self.passphrase.line.setPlaceholderText(tr("Passphrase"))
        self.passphrase.entered.connect(self._try)
        self.passphrase.edited.connect(self._edited)
        self.passphrase.caps_told.connect(self._tell_caps)
        self.key_file = KeyFileField(key_file)
        self.key_file.edited.connect(self._edited)
        self._with_key_file = text_button(tr("With a key file"), variant="link")
        self._with_key_file.clicked.connect(self._ask_key_file)
        self.remember = QCheckBox(tr("Remember in this computer's keyring"))
        self.remember.setToolTip(
            tr("Whoever is logged in to this computer as you can then open the catalogue")
        )
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(tr("Unlocking"))
        self._says = label("")
        self._says.setWordWrap(True)
        self._button = text_button(tr("Unlock"), variant="primary")
        self._button.setAutoDefault(True)
        self._button.clicked.connect(self._try)
        self._other = text_button(tr("Another catalogue…"), variant="link")
        self._other.setToolTip(tr("Choose another catalogue (Ctrl+O)"))
        self._other.clicked.connect(self.other)
        self._backups = text_button(tr("Backups…"), variant="link")
        self._backups.setToolTip(tr("Look at the backups of this catalogue, and restore one"))
        self._backups.clicked.connect(self.backups)
        QShortcut(QKeySequence("Ctrl+O"), self, self.other.emit)
        self.setAccessibleName(tr("Unlock {file}", file=path.stem))
        self.setFocusProxy(self.passphrase)
        self._lay_out()
        self.remember.hide()
        self.key_file.setVisible(asks_key_file or key_file is not None)
        self._with_key_file.setVisible(self.key_file.isHidden())
        self.set_busy(False)

    def told(self) -> str:
        """What the page says is wrong, or that Caps Lock is on; empty for nothing."""
        return self._says.text()

    @property
    def offers_keyring(self) -> bool:
        """Whether it is asked if the passphrase is to be remembered."""
        return not self.remember.isHidden()

    def offer_keyring(self, *, knows: bool) -> None:
        """Ask whether the keyring is to remember the passphrase, which it does if it `knows`."""
        self.remember.setChecked(knows)
        self.remember.show()

    def set_busy(self, busy: bool) -> None:
        """Show that it is being tried; nothing can be entered meanwhile."""
        self.passphrase.set_busy(busy)
        for widget in (self._button, self.key_file, self._with_key_file, self.remember):
            widget.setEnabled(not busy)
        self._button.setText(tr("Unlocking…") if busy else tr("Unlock"))
        self._bar.setVisible(busy)

    def succeed(self) -> None:
        """Let go of the passphrase: it opened the catalogue."""
        self.passphrase.empty()

    def fail(self, error: DefcatError) -> None:
        """Say why it is not open; what was typed is chosen, to be typed over or corrected."""
        self.set_busy(False)
        theme.set_property(self.passphrase.line, "tone", "bad")
        self.tell(error)
        self.passphrase.line.selectAll()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, error: DefcatError) -> None:
        """Say something that went wrong, until something is typed."""
        self._problem = str(error)
        self._tell()

    def _try(self) -> None:
        if not self._button.isEnabled():
            return
        if not self.passphrase.text():
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._edited()
        self.set_busy(True)
        self.unlock.emit(Secret(self.passphrase.text(), self.key_file.path()))

    def _edited(self) -> None:
        self._problem = ""
        theme.set_property(self.passphrase.line, "tone", "")
        self._tell()

    def _tell_caps(self, on: bool) -> None:
        self._caps = on
        self._tell()

    def _tell(self) -> None:
        caps = tr("Caps Lock is on.") if self._caps else ""
        self._says.setText(" ".join(filter(None, (self._problem, caps))))
        theme.set_property(self._says, "tone", "bad" if self._problem else "warn")
        self.passphrase.line.setAccessibleDescription(self._says.text())

    def _ask_key_file(self) -> None:
        self._with_key_file.hide()
        self.key_file.show()
        self.key_file.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        name = label(self.path.stem, "title")
        name.setAlignment(centre)
        name.setWordWrap(True)
        folder = label(folder_of(self.path), "muted")
        folder.setAlignment(centre)
        folder.setWordWrap(True)
        folder.setToolTip(str(self.path))
        self._says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._says.setFixedHeight(_SAYS_LINES * self._says.fontMetrics().lineSpacing())
        thin = self._bar.sizePolicy()
        thin.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(thin)
        ways = QHBoxLayout()
        block = QVBoxLayout()
        block.setContentsMargins(0, 0, 0, 0)
        block.setSpacing(8)
        block.addWidget(Picture("lock", "accent", 48), 0, centre)
        block.addSpacing(4)
        block.addWidget(name)
        block.addWidget(folder)
        block.addSpacing(16)
        for widget in (self.passphrase, self.key_file, self.remember):
            block.addWidget(widget)
        block.addWidget(self._bar)
        block.addWidget(self._button)
        block.addWidget(self._says)
        block.addLayout(ways)
        ways.setSpacing(24)
        ways.addStretch(1)
        for button in (self._with_key_file, self._other, self._backups):
            ways.addWidget(button)
        ways.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        middle.setLayout(block)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(2)
        column.addWidget(middle, 0, centre)
        column.addStretch(3)
