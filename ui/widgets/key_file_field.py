"""The file that is needed beside a passphrase: chosen, or made."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from defcat import settings
from defcat.errors import DefcatError
from defcat.storage.key import KEY_FILE_SUFFIX, make_key_file
from defcat.translation import tr
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.link_chip import Elided


class KeyFileField(QWidget):
    """Shows which file is chosen; with `makes`, one can be made too.

    `edited` says that another one is, or none; `failed` carries why one could not be made.
    """

    edited = Signal()
    failed = Signal(object)

    def __init__(
        self, path: Path | None = None, *, makes: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._shown = Elided()
        self._choose = text_button(tr("Choose…"))
        self._choose.setAccessibleName(tr("Choose a key file"))
        self._choose.setToolTip(tr("A file that is needed beside the passphrase, best on a stick"))
        self._choose.clicked.connect(self._ask)
        self._make = text_button(tr("Make one…"))
        self._make.setAccessibleName(tr("Make a key file"))
        self._make.setVisible(makes)
        self._make.clicked.connect(self._ask_where)
        self._without = icon_button("close", tr("Without a key file"))
        self._without.clicked.connect(lambda: self.set_path(None))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._shown, 1)
        for button in (self._without, self._choose, self._make):
            row.addWidget(button)
        self.setFocusProxy(self._choose)
        self.set_path(path)

    def path(self) -> Path | None:
        """The file that is chosen, None for none."""
        return self._path

    def set_path(self, path: Path | None) -> None:
        """Take `path` for the key file, None for none."""
        self._path = path
        self._shown.set_words(path.name if path else tr("No key file"))
        self._shown.setToolTip(str(path) if path else "")
        self._without.setVisible(path is not None)
        self.edited.emit()

    def make(self, path: Path) -> None:
        """Make a key file at `path` and take it, or say why that cannot be."""
        try:
            self.set_path(make_key_file(path))
        except DefcatError as error:
            self.failed.emit(error)

    def _ask(self) -> None:
        folder = str(self._path.parent if self._path else settings.documents_folder())
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose a key file"), folder)
        if chosen:
            self.set_path(Path(chosen))

    def _ask_where(self) -> None:
        offered = str(settings.documents_folder() / f"defcat{KEY_FILE_SUFFIX}")
        kinds = tr("Key files (*{suffix})", suffix=KEY_FILE_SUFFIX)
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Make a key file"), offered, kinds)
        if chosen:
            self.make(Path(chosen).with_suffix(KEY_FILE_SUFFIX))
