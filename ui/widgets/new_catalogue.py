"""A new catalogue: its name and folder, how it is marked, and the passphrase that it is to have."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from defcat import markings
from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, InputError
from defcat.settings import SUFFIX
from defcat.storage.key import Secret
from defcat.translation import tr
from ui.errand import Errand, Told
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided
from ui.widgets.new_passphrase import NewPassphrase
from ui.widgets.notice import Notice

_WIDTH = 520
_SCHEME = "india"
_LONGEST_NAME = 100
_NOT_IN_FILE_NAMES = frozenset('<>:"/\\|?*')


class NewCatalogue(QDialog):
    """Asks for all that and makes it, in `folder` unless another is chosen. Enter is enough.

    `made` carries the Catalogue, open for writing; `user` is who makes changes in it. The key is
    derived on a thread of its own.
    """

    made = Signal(object)

    def __init__(self, folder: Path, user: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New catalogue"))
        self._folder = folder
        self._user = user
        self._errand: Errand | None = None
        self._made: Catalogue | None = None
        self.name = QLineEdit(_free_name(folder))
        self.name.setAccessibleName(tr("Name"))
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.selectAll()
        self._shown_folder = Elided()
        self._shown_folder.setProperty("role", "muted")
        self._choose = text_button(tr("Choose…"))
        self._choose.setAccessibleName(tr("Choose a folder"))
        self._choose.clicked.connect(self._ask_folder)
        self.scheme = QComboBox()
        self.scheme.setAccessibleName(tr("Markings"))
        for name in markings.names():
            self.scheme.addItem(markings.load(name).label, name)
        self.scheme.setCurrentIndex(self.scheme.findData(_SCHEME))
        self.passphrase = NewPassphrase(self._known(), optional=True)
        self.passphrase.failed.connect(self._tell)
        self.notice = Notice()
        self._cancel = text_button(tr("Cancel"))
        self._cancel.setAutoDefault(True)  # or Enter on it would make the catalogue
        self._cancel.clicked.connect(self.reject)
        self._make = text_button(tr("Make the catalogue"), variant="primary")
        self._make.setDefault(True)
        self._make.clicked.connect(self.make)
        self.name.editingFinished.connect(lambda: self.passphrase.set_known(self._known()))
        self._lay_out()
        self.set_folder(folder)
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)

    def set_folder(self, folder: Path) -> None:
        """Make it in `folder`."""
        self._folder = folder
        self._shown_folder.set_words(str(folder))
        self._shown_folder.setToolTip(str(folder))

    def make(self) -> None:
        """Make what is entered, or say why that cannot be."""
        if not self._make.isEnabled():
            return
        try:
            path = self._path()
            secret = self.passphrase.secret()
        except DefcatError as error:
            self._tell(error)
            return
        self.notice.dismiss()
        if secret is None:
            self._begin(path, None)
            return
        self._set_busy(True)
        self.passphrase.confirm(
            self, lambda: self._begin(path, secret), lambda: self._set_busy(False)
        )

    def _begin(self, path: Path, secret: Secret | None) -> None:
        self._set_busy(True)
        scheme = str(self.scheme.currentData())

        def work(_told: Told, _stop: object) -> Catalogue:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made = Catalogue.create(path, key=secret, scheme=scheme, user=self._user)
            return self._made

        self._errand = errand = Errand(work, "new-catalogue", self)
        errand.ended.connect(self._ended)
        errand.start()

    def done(self, result: int) -> None:
        """Close; what is being made meanwhile is left closed."""
        if self._errand is not None:
            self._errand.leave()
            self._errand = None
        if self._made is not None:
            self._made.close()
            self._made = None
        self.passphrase.empty()
        super().done(result)

    def _ended(self, answer: object) -> None:
        self._errand = None
        self._set_busy(False)
        if isinstance(answer, Catalogue):
            self._made = None  # it belongs to whoever listens
            self.accept()
            self.made.emit(answer)
        elif isinstance(answer, DefcatError):
            self._tell(answer)
        elif isinstance(answer, OSError):
            self._tell(_no_folder(self._folder, answer))
        else:
            assert isinstance(answer, Exception)
            raise answer

    def _path(self) -> Path:
        """The file that is to be made; raises InputError for what is no name of one."""
        name = self.name.text().strip().removesuffix(SUFFIX)
        wrong = sorted(set(name) & _NOT_IN_FILE_NAMES)
        if not name.strip(". ") or wrong or not name.isprintable():
            self.name.selectAll()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            why = tr("“{char}” cannot stand in a file's name.", char=wrong[0]) if wrong else ""
            raise InputError(why or tr("The catalogue needs a name."), tr("Give it another one."))
        return self._folder / f"{name}{SUFFIX}"

    def _known(self) -> tuple[str, ...]:
        """What anyone would try first for a passphrase."""
        return (self.name.text(), self._user, "defcat")

    def _tell(self, error: DefcatError) -> None:
        self.notice.problem(error)
        fit_to_content(self)

    def _set_busy(self, busy: bool) -> None:
        self._make.setText(tr("Making it…") if busy else tr("Make the catalogue"))
        for widget in (self._make, self.name, self.scheme, self._choose, self.passphrase):
            widget.setEnabled(not busy)

    def _ask_folder(self) -> None:
        asked = tr("In which folder?")
        chosen = QFileDialog.getExistingDirectory(self, asked, str(self._folder))
        if chosen:
            self.set_folder(Path(chosen))

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(4)
        column.addWidget(label(tr("New catalogue"), "title"))
        column.addSpacing(8)
        self._add(column, tr("Name"), self.name)
        column.addWidget(label(tr("Folder"), "label"))
        column.addLayout(folder)
        folder.setSpacing(8)
        folder.addWidget(self._shown_folder, 1)
        folder.addWidget(self._choose)
        column.addSpacing(4)
        self._add(column, tr("Markings"), self.scheme)
        column.addSpacing(8)
        column.addWidget(hairline())
        column.addSpacing(8)
        column.addWidget(self.passphrase)
        column.addWidget(self.notice)
        column.addSpacing(12)
        add_buttons(column, self._cancel, self._make)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, column: QVBoxLayout, says: str, field: QWidget) -> None:
        column.addWidget(label(says, "label", of=field))
        column.addWidget(field)
        column.addSpacing(4)


def _free_name(folder: Path) -> str:
    """A name that no catalogue in `folder` has."""
    usual = tr("Desk")
    names = (usual, *(f"{usual} {number}" for number in range(2, 100)))
    return next((name for name in names if not (folder / f"{name}{SUFFIX}").exists()), "")


def _no_folder(folder: Path, error: OSError) -> InputError:
    return InputError(
        tr("The folder {folder} cannot be made: {why}.", folder=folder, why=error.strerror),
        tr("Choose another one."),
    )
