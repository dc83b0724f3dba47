"""Setting, changing or removing the passphrase of the catalogue that is open."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, InputError, WrongPassphrase
from defcat.storage.key import Secret
from defcat.translation import tr
from ui.errand import Errand, Told
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.key_file_field import KeyFileField
from ui.widgets.new_passphrase import NewPassphrase
from ui.widgets.notice import Notice
from ui.widgets.passphrase_field import PassphraseField

Doing = Literal["set", "change", "remove"]
_WIDTH = 480


class PassphraseDialog(QDialog):
    """Asks for the present passphrase, which is tried, and for the new one, for the catalogue at
    `path`. `known`: words that anyone would try first; `key_file`: the one that opened it.

    `agreed` carries the present Secret and the new one, None for none; nothing is changed yet.
    """

    agreed = Signal(object, object)

    def __init__(
        self,
        path: Path,
        doing: Doing,
        *,
        asks_key_file: bool = False,
        key_file: Path | None = None,
        known: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        title, does, says = _words(doing)
        self.setWindowTitle(title)
        self._path = path
        self._doing: Doing = doing
        self._does = does
        self._errand: Errand | None = None
        self._new: Secret | None = None
        self.present = PassphraseField(tr("Present passphrase"))
        self.present_key_file = KeyFileField(key_file)
        known = (path.stem, "defcat", *known)
        self.passphrase = NewPassphrase(known, asks_key_file=asks_key_file)
        self.agrees = QCheckBox(tr("Anyone who has the file may read it"))
        self.notice = Notice()
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)  # or Enter on it would agree
        self._cancel.clicked.connect(self.reject)
        self._agree = text_button(does, variant="danger" if doing == "remove" else "primary")
        self._agree.setDefault(True)
        self._agree.clicked.connect(self.agree)
        self.passphrase.failed.connect(self._tell)
        self.passphrase.grown.connect(lambda: fit_to_content(self))
        self.present_key_file.edited.connect(self._keep_key_file)
        self._lay_out(title, says)
        self._keep_key_file()
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)

    def agree(self) -> None:
        """Try the present passphrase, and agree; or say what is in the way."""
        if not self._agree.isEnabled():
            return
        try:
            old = self._present()
            self._new = self._wanted()
        except DefcatError as error:
            self._tell(error)
            return
        self.notice.dismiss()
        if self._new is None:
            self._try(old)
            return
        self._set_busy(True)
        self.passphrase.confirm(self, lambda: self._try(old), lambda: self._set_busy(False))

    def _try(self, old: Secret | None) -> None:
        if old is None:
            self._end(None)
            return
        self._set_busy(True)

        def work(_told: Told, _stop: object) -> Secret:
            Catalogue.open(self._path, key=old, write=False).close()
            return old

        self._errand = errand = Errand(work, "passphrase", self)
        errand.ended.connect(self._tried)
        errand.start()

    def done(self, result: int) -> None:
        """Close, and let go of what was typed."""
        if self._errand is not None:
            self._errand.leave()
            self._errand = None
        self.present.empty()
        self.passphrase.empty()
        self._new = None
        super().done(result)

    def _keep_key_file(self) -> None:
        if self._doing == "change":
            self.passphrase.keep_key_file(self.present_key_file.path())

    def _present(self) -> Secret | None:
        if self._doing == "set":
            return None
        if not self.present.text():
            self.present.setFocus(Qt.FocusReason.OtherFocusReason)
            raise InputError(tr("The present passphrase is asked once more."), tr("Type it."))
        return Secret(self.present.text(), self.present_key_file.path())

    def _wanted(self) -> Secret | None:
        if self._doing != "remove":
            return self.passphrase.secret()
        if not self.agrees.isChecked():
            self.agrees.setFocus(Qt.FocusReason.OtherFocusReason)
            raise InputError(
                tr("Without a passphrase nothing protects the file."), tr("Confirm that you know.")
            )
        return None

    def _tried(self, answer: object) -> None:
        self._errand = None
        self._set_busy(False)
        if isinstance(answer, Secret):
            self._end(answer)
        elif isinstance(answer, DefcatError):
            wrong = isinstance(answer, WrongPassphrase)  # of a file that is open, and not damaged
            self._tell(self._not_present() if wrong else answer)
            self.present.line.selectAll()
            self.present.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            assert isinstance(answer, Exception)
            raise answer

    def _not_present(self) -> WrongPassphrase:
        if self.present_key_file.path() is None:
            fix = tr("Type it again; if it goes with a key file, choose that too.")
        else:
            fix = tr("Type it again, and see that this is its key file.")
        return WrongPassphrase(tr("That is not the present passphrase."), fix)

    def _end(self, old: Secret | None) -> None:
        new = self._new
        self.accept()
        self.agreed.emit(old, new)

    def _tell(self, error: DefcatError) -> None:
        self.notice.problem(error)
        fit_to_content(self)

    def _set_busy(self, busy: bool) -> None:
        self._agree.setText(tr("Trying the present one…") if busy else self._does)
        self.present.set_busy(busy)
        for widget in (self._agree, self.present_key_file, self.passphrase, self.agrees):
            widget.setEnabled(not busy)

    def _lay_out(self, title: str, says: str) -> None:
        words = label(says, "muted")
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(4)
        column.addWidget(label(title, "title"))
        column.addWidget(words)
        column.addSpacing(12)
        if self._doing == "set":
            self.present.setParent(self)
            self.present_key_file.setParent(self)
            self.present.hide()
            self.present_key_file.hide()
        else:
            column.addWidget(label(tr("Present passphrase"), "label"))
            column.addWidget(self.present)
            column.addWidget(self.present_key_file)
            column.addSpacing(12)
        for field, wanted in (
            (self.passphrase, self._doing != "remove"),
            (self.agrees, self._doing == "remove"),
        ):
            column.addWidget(field)
            field.setVisible(wanted)
        column.addWidget(self.notice)
        column.addSpacing(12)
        add_buttons(column, self._cancel, self._agree)
        first = self.passphrase if self._doing == "set" else self.present
        first.setFocus(Qt.FocusReason.OtherFocusReason)


def _words(doing: Doing) -> tuple[str, str, str]:
    """The title, what the button says, and what has to be known."""
    match doing:
        case "set":
            return (
                tr("Set a passphrase"),
                tr("Encrypt the catalogue"),
                tr(
                    "All of it is written anew, encrypted. Backups made before stay readable, and"
                    " so may the freed blocks of the disk."
                ),
            )
        case "change":
            return (
                tr("Change the passphrase"),
                tr("Change the passphrase"),
                tr("All of it is written anew. Backups made before keep the present passphrase."),
            )
        case "remove":
            return (
                tr("Remove the passphrase"),
                tr("Remove the passphrase"),
                tr("All of it is written anew, readable. Backups made before keep the passphrase."),
            )
