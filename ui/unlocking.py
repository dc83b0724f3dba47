"""Opening an encrypted catalogue: the page that asks for its passphrase, and the trying."""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from defcat.errors import DefcatError, Interrupted
from defcat.storage.key import Secret
from defcat.translation import tr
from ui.errand import Errand, Told
from ui.opening import Opened, open_catalogue
from ui.pages.unlock import UnlockPage
from ui.places import Where


class Unlocking(QObject):
    """Shows `page` until the catalogue at `path` is open.

    `done` carries what was opened, and the DefcatError why the keyring did not do what it was asked
    to, or None. `where` is where one was before it was locked; `user` is who will make changes. To
    derive the key takes a good part of a second, on a thread of its own; `stop` ends that, and
    closes what was opened meanwhile.
    """

    done = Signal(object, object)

    def __init__(
        self,
        path: Path,
        page: UnlockPage,
        user: str | None = None,
        where: Where | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.page = page
        self.where = where
        self._user = user
        self._errand: Errand | None = None
        self._recalling: Errand | None = None
        self._opened: Opened | None = None
        self._decided = threading.Event()
        self._key_file: Path | None = None
        page.unlock.connect(self.attempt)

    @property
    def key_file(self) -> Path | None:
        """The key file that was tried last, whether chosen or known to the keyring."""
        return self._key_file

    def ask_keyring(self) -> None:
        """Open it with what the system's keyring has, if it has it, and offer to keep it there.

        One that was locked is not opened so: that would be no lock.
        """
        from defcat import remembered

        def work(_told: Told, _stop: object) -> tuple[bool, Secret | None]:
            there = remembered.available()
            return there, remembered.recall(self.path) if there else None

        self._recalling = errand = Errand(work, "keyring", self)
        errand.ended.connect(self._recalled)
        errand.start()

    def attempt(self, secret: Secret) -> None:
        """Try `secret`, unless another is being tried."""
        if self._errand is not None:
            return
        self.page.set_busy(True)
        self._key_file = secret.key_file
        self._decided = decided = threading.Event()
        offered, remembers = self.page.offers_keyring, self.page.remember.isChecked()

        def work(_told: Told, _stop: object) -> tuple[Opened, DefcatError | None]:
            try:
                opened = self._opened = open_catalogue(self.path, secret, self._user)
            finally:
                decided.set()
            return opened, _tell_keyring(self.path, secret, remembers) if offered else None

        self._errand = errand = Errand(work, "unlocking", self)
        errand.ended.connect(self._ended)
        errand.start()

    def stop(self) -> None:
        """Wait until what is being tried is open or not, and leave the catalogue closed.

        Nobody waits for the system's keyring, which may be asking something itself.
        """
        if self._errand is not None:
            self._decided.wait()
        for errand in (self._recalling, self._errand):
            if errand is not None:
                errand.abandon()
        self._errand = self._recalling = None
        if self._opened is not None:
            self._opened.catalogue.close()
            self._opened = None
        self.page.succeed()

    def _recalled(self, answer: object) -> None:
        self._recalling = None
        if isinstance(answer, DefcatError):
            self.page.tell(answer)
        elif isinstance(answer, Exception):
            raise answer
        else:
            assert isinstance(answer, tuple)
            there, secret = answer
            if there:
                self.page.offer_keyring(knows=secret is not None)
            if secret is not None and self.where is None:
                self.attempt(secret)

    def _ended(self, answer: object) -> None:
        assert self._errand is not None
        self._errand.deleteLater()
        self._errand = None
        if isinstance(answer, tuple):
            self._opened = None  # it belongs to whoever listens
            self.page.succeed()
            self.done.emit(*answer)
        elif isinstance(answer, DefcatError):
            self.page.fail(answer)
        else:
            self.page.fail(Interrupted(tr("It could not be opened.")))
            assert isinstance(answer, Exception)
            raise answer


def _tell_keyring(path: Path, secret: Secret, remembers: bool) -> DefcatError | None:
    """Have the keyring keep or forget what opened the catalogue; why it refused, if it did.

    The catalogue is open all the same.
    """
    from defcat import remembered

    try:
        if remembers:
            remembered.remember(path, secret)
        else:
            remembered.forget(path)
    except DefcatError as error:
        return error
    return None
