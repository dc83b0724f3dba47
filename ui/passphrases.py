"""The passphrase of a catalogue: asked before it is shown and once it was locked; set, changed or
removed.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from shiboken6 import isValid

from defcat.errors import DefcatError, Interrupted, Refused
from defcat.translation import tr
from ui import clipboard, preferences
from ui.hiding import clear_screen, close_file_dialogs, unkept
from ui.opening import Opened
from ui.pages.unlock import UnlockPage
from ui.places import Where
from ui.rekeying import Rekeying
from ui.renewal import Renewal
from ui.unlocking import Unlocking
from ui.widgets import question
from ui.widgets.notice import reading_only
from ui.window import Window

if TYPE_CHECKING:
    from defcat.storage.key import Secret
    from ui.app import Guest
    from ui.recovering import Recovering
    from ui.widgets.passphrase_dialog import Doing
    from ui.workspace import Workspace

GONE_MS = 100
"""So long after locking, Qt has let go of the pages."""
READ_MS = 10_000
"""How long a sentence stays that is no error and has to be read."""


class House(Protocol):
    """What opens and closes catalogues in `window`, as far as a passphrase needs it.

    `key_files`: where the key files are, by the paths of catalogues; for this run only.
    """

    window: Window
    workspace: "Workspace | None"
    guest: "Guest | None"
    key_files: dict[Path, Path]

    def open(self, path: Path, where: Where | None = None) -> None: ...
    def take(self, opened: Opened, where: Where | None = None) -> None: ...
    def host(self, guest: "Guest") -> None: ...
    def leave(self) -> Where: ...
    def may_leave(self, then: Callable[[], object]) -> bool: ...
    def welcome(self) -> None: ...
    def remember(self, path: Path) -> None: ...
    def recovering(self) -> "Recovering": ...


class Passphrases(QObject):
    """Asks for passphrases in `house`, locks what is open there, and writes it anew with another
    passphrase. `locked`: nothing holds what was shown any more, and the garbage may go, too.
    """

    locked = Signal()

    def __init__(self, house: House, parent: QObject) -> None:
        super().__init__(parent)
        self._house = house

    def unlock(self, path: Path, where: Where | None = None) -> None:
        """Ask for the passphrase of the catalogue at `path`; show it then, `where` one was."""
        house = self._house
        preferred = preferences.read(house.window.settings)
        key_file = house.key_files.get(path)
        page = UnlockPage(path, asks_key_file=preferred.key_file, key_file=key_file)
        page.other.connect(self._leave)
        page.backups.connect(lambda: house.recovering().offer(path))
        unlocking = Unlocking(path, page, preferred.user, where, self)

        def done(opened: Opened, trouble: DefcatError | None) -> None:
            if unlocking.key_file is not None:
                house.key_files[opened.catalogue.path] = unlocking.key_file
            house.take(opened, where)
            if trouble is not None:
                house.window.notice.problem(trouble)

        unlocking.done.connect(done)
        house.host(unlocking)
        house.remember(path)
        if preferred.keyring:
            unlocking.ask_keyring()

    def _leave(self) -> None:
        if self._house.may_leave(self._house.welcome):
            self._house.welcome()

    def lock(self, *, by_person: bool) -> None:
        """Close an encrypted catalogue, hide all of it and ask for the passphrase.

        What is half typed is kept in it; what is being written is taken back. Where something is
        typed that cannot be kept, a person who asks for it (`by_person`) is asked back, and to
        press the keys again is an answer; nobody else is. One without a passphrase cannot be
        locked, which is said to a person.
        """
        house, guest = self._house, self._house.guest
        if by_person and (opened := QApplication.activePopupWidget()) is not None:
            # Not from within its keys: it goes, and what it belongs to.
            QTimer.singleShot(0, self, partial(self._lock_over, opened))
        elif isinstance(guest, Rekeying):
            guest.lock()
        elif isinstance(guest, Renewal) and guest.catalogue.encrypted:
            self.unlock(guest.catalogue.path)
        elif isinstance(guest, Unlocking):
            if close_file_dialogs():
                QTimer.singleShot(0, self, lambda: self.lock(by_person=by_person))
            else:
                clear_screen(house.window)  # such as what a backup of it holds
                guest.page.passphrase.empty()
        elif house.workspace is not None and house.workspace.desk.catalogue.encrypted:
            if close_file_dialogs():  # what waits for one has to go on before it is closed, too
                QTimer.singleShot(0, self, lambda: self.lock(by_person=by_person))
            elif by_person and (title := unkept()) and not self._asking():
                question.ask(
                    QApplication.activeModalWidget(),
                    tr(
                        "What you typed in “{title}” is lost when the window is locked.",
                        title=title,
                    ),
                    tr("Go back to save it first."),
                    tr("Lock"),
                    partial(self._lock, house.workspace),
                )
            else:
                self._lock(house.workspace)
        elif house.workspace is not None and by_person:
            says = tr("Without a passphrase there is nothing to lock: anyone can open the file.")
            way = tr("Set a passphrase…"), partial(self.ask, "set")
            house.window.notice.tell(says, "neutral", way, READ_MS)

    def _lock(self, shown: "Workspace") -> None:
        path, stopped, lost = shown.desk.catalogue.path, shown.desk.writing, unkept()
        where = self._house.leave()
        self.unlock(path, where)
        QTimer.singleShot(GONE_MS, self, self.locked.emit)
        clipboard.clear()
        says = ""
        if lost:
            says = tr("What was typed in “{title}” was not kept.", title=lost)
        if stopped:
            says = tr("What was being written was stopped. Nothing of it was changed.")
        if where.unkept is not None:
            says = tr("What was typed could not be kept in the file: do not close this window.")
        if says:
            self._house.window.notice.tell(says, "warn", stay_ms=0)

    def _lock_over(self, opened: QWidget) -> None:
        """Lock with a list or a menu closed first, which lies over the window."""
        if isValid(opened):
            opened.hide()
        self.lock(by_person=True)

    def _asking(self) -> bool:
        """Whether a person is being asked something just now."""
        return isinstance(QApplication.activeModalWidget(), QMessageBox)

    def ask(self, doing: "Doing") -> None:
        """Ask for another passphrase, the first one, or whether there is to be none."""
        from ui.widgets.passphrase_dialog import PassphraseDialog

        house = self._house
        if house.workspace is None:
            return
        catalogue = house.workspace.desk.catalogue
        if not catalogue.writable:
            refusal = Refused(reading_only(), tr("Open it for writing first."))
            house.window.notice.problem(refusal)
            return
        dialog = PassphraseDialog(
            catalogue.path,
            doing,
            asks_key_file=preferences.read(house.window.settings).key_file,
            key_file=house.key_files.get(catalogue.path),
            parent=house.window,
        )
        dialog.agreed.connect(self._rekey)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _rekey(self, old: "Secret | None", new: "Secret | None") -> None:
        """Give the catalogue that is open another key, and show it again where one was."""
        house = self._house
        assert house.workspace is not None
        catalogue, where = house.workspace.desk.catalogue, house.leave()
        path = catalogue.path
        keyring = preferences.read(house.window.settings).keyring
        rekeying = Rekeying(path, old, new, user=catalogue.user, keyring=keyring, parent=self)

        def done(opened: Opened, failure: DefcatError | None) -> None:
            if failure is None:
                house.key_files.pop(path, None)
                if new is not None and new.key_file is not None:
                    house.key_files[path] = new.key_file
            house.take(opened, where)
            self._tell(old, new, failure)

        def given_up(failure: DefcatError | None) -> None:
            house.open(path, where)
            if failure is not None:
                house.window.notice.problem(failure)

        rekeying.done.connect(done)
        rekeying.given_up.connect(given_up)
        house.host(rekeying)
        rekeying.start()

    def _tell(
        self, old: "Secret | None", new: "Secret | None", failure: DefcatError | None
    ) -> None:
        notice = self._house.window.notice
        if isinstance(failure, Interrupted):
            notice.tell(tr("Stopped. Nothing was changed."), "neutral")
        elif failure is not None:
            notice.problem(failure)
        else:
            says = tr("The passphrase is changed. Earlier backups open with the earlier one.")
            if old is None:
                says = tr("The passphrase is set. Earlier backups are not encrypted.")
            elif new is None:
                says = tr("The passphrase is removed. Earlier backups still need it.")
            backups = tr("Backups…"), self._house.window.backups_asked.emit
            notice.tell(says, "good", backups, stay_ms=0)
