"""The fields for a new passphrase: twice, how strong it is, a key file, and that it is known what a
forgotten one means.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from defcat.errors import InputError
from defcat.storage.key import Secret
from defcat.translation import tr
from ui import theme
from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.key_file_field import KeyFileField
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.question import ask
from ui.widgets.strength_bar import StrengthBar


class NewPassphrase(QWidget):
    """Asks for a passphrase; with `optional`, none may be given. `known`: see `StrengthBar`.
    Without `asks_key_file` the line for one is shown only once it is asked for.

    `entered` says that Enter was pressed in one of the lines, `failed` carries the DefcatError of
    a key file that could not be made, `grown` says that more is shown.
    """

    entered = Signal()
    grown = Signal()
    failed = Signal(object)

    def __init__(
        self,
        known: tuple[str, ...] = (),
        *,
        optional: bool = False,
        asks_key_file: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._optional = optional
        self.first = PassphraseField(tr("New passphrase"))
        self.second = PassphraseField(tr("The same passphrase again"))
        if optional:
            self.first.line.setPlaceholderText(tr("None: anyone who has the file can read it"))
        self.strength = StrengthBar(known)
        self.key_file = KeyFileField(makes=True)
        self._kept: Path | None = None
        self._key_label = label("", "label")
        self.with_key_file = text_button(tr("With a key file"), variant="link")
        self.with_key_file.setToolTip(tr("A file that is needed beside the passphrase"))
        self.with_key_file.clicked.connect(self._ask_key_file)
        self.understood = QCheckBox(tr("I know that it cannot be recovered"))
        self._warning = label(
            tr(
                "Nobody can recover a forgotten passphrase or a lost key file: without it the"
                " catalogue and its backups stay closed for ever."
            ),
            "muted",
        )
        self._warning.setWordWrap(True)
        self._caps = label("", "small")
        self._lay_out()
        self._show_key_file(asks_key_file)
        self._tell_key_file()
        self.key_file.edited.connect(self._tell_key_file)
        for field in (self.first, self.second):
            field.entered.connect(self.entered)
            field.edited.connect(self._edited)
            field.caps_told.connect(self._tell_caps)
        self.key_file.failed.connect(self.failed)
        self.setFocusProxy(self.first)
        self._edited()

    def secret(self) -> Secret | None:
        """What is entered, None for none; raises InputError where it cannot be taken yet, with the
        focus on what is in the way.
        """
        passphrase, again = self.first.text(), self.second.text()
        if not passphrase and self._optional and not again and self.key_file.path() is None:
            return None
        if not passphrase:
            self._go(self.first)
            raise InputError(tr("There is no passphrase."), tr("Type one."))
        if passphrase != again:
            self.second.line.selectAll()
            self._go(self.second)
            raise InputError(
                tr("The two passphrases are not the same."), tr("Type the same one again.")
            )
        if not self.understood.isChecked():
            self._go(self.understood)
            raise InputError(
                tr("A forgotten passphrase cannot be recovered."),
                tr("Confirm that you know it: write it down and keep it in a safe place."),
            )
        return Secret(passphrase, self.key_file.path())

    def keep_key_file(self, path: Path | None) -> None:
        """Let `path`, the present key file, go with the new passphrase too, unless another one was
        chosen, or none.
        """
        follows = self.key_file.path() == self._kept
        self._kept = path
        if follows:
            self.key_file.set_path(path)
        if path is not None and self.key_file.isHidden():
            self._show_key_file(True)
            self.grown.emit()
        self._tell_key_file()

    def drops_key_file(self) -> bool:
        """Whether the present key file would not be needed any more."""
        return self._kept is not None and self.key_file.path() is None

    def confirm(
        self, over: QWidget, then: Callable[[], object], otherwise: Callable[[], object]
    ) -> None:
        """Call `then`, once it is known how strong the passphrase is; where less would protect the
        file than a person may think, `then` only if that is meant, and else `otherwise`.
        """

        def known(very_weak: bool) -> None:
            doubts = []
            if very_weak:
                doubts.append(tr("This passphrase is very weak: {why}.", why=self.strength.why()))
            if self.drops_key_file():
                doubts.append(
                    tr(
                        "The key file is not needed any more: the passphrase alone opens"
                        " the catalogue."
                    )
                )
            if not doubts:
                then()
                return
            what = tr("Use this passphrase?") if very_weak else tr("Go on without the key file?")
            ask(over, what, "\n".join(doubts), tr("Use it all the same"), then, otherwise)

        self.strength.when_known(known)

    def empty(self) -> None:
        """Let go of what was typed."""
        self.strength.stop()
        self.first.empty()
        self.second.empty()

    def set_known(self, known: tuple[str, ...]) -> None:
        """Take other words for those that anyone would try first."""
        self.strength.set_known(known)
        self.strength.look_at(self.first.text())

    def _go(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        typed = bool(self.first.text() or self.second.text())
        for widget in (self.second, self.understood, self.key_file, self.with_key_file):
            widget.setEnabled(typed or not self._optional)
        self.strength.look_at(self.first.text())

    def _ask_key_file(self) -> None:
        self._show_key_file(True)
        self.key_file.setFocus(Qt.FocusReason.OtherFocusReason)
        self.grown.emit()

    def _show_key_file(self, shown: bool) -> None:
        self._key_label.setVisible(shown)
        self.key_file.setVisible(shown)
        self.with_key_file.setVisible(not shown)

    def _tell_key_file(self) -> None:
        says = tr("Key file, if it is to need one too")
        if self.drops_key_file():
            says = tr("Key file: the present one would not be needed any more")
        elif self._kept is not None and self.key_file.path() == self._kept:
            says = tr("Key file: the present one is still needed")
        self._key_label.setText(says)

    def _tell_caps(self, on: bool) -> None:
        self._caps.setText(tr("Caps Lock is on.") if on else "")
        theme.set_property(self._caps, "tone", "warn")

    def _lay_out(self) -> None:
        asked = tr("New passphrase")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for says, field in (
            (tr("Passphrase, if it is to have one") if self._optional else asked, self.first),
            (tr("The same again"), self.second),
        ):
            column.addWidget(label(says, "label", of=field))
            column.addWidget(field)
            if field is self.first:
                column.addWidget(self.strength)
        column.addWidget(self._caps)
        column.addWidget(self._key_label)
        column.addWidget(self.key_file)
        column.addWidget(self.with_key_file, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(8)
        column.addWidget(self._warning)
        column.addWidget(self.understood)
