"""Giving a catalogue another passphrase, its first one, or none."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from defcat.errors import DefcatError
from defcat.storage.key import Secret
from defcat.translation import tr
from ui.errand import Errand, Told
from ui.opening import Opened, open_catalogue
from ui.widgets.empty import EmptyState


class Rekeying(QObject):
    """Writes the closed catalogue at `path` anew with the key `new` instead of `old`, None for
    none; `page` says how far it is, and its button stops it.

    `done` carries the catalogue, open again, and the DefcatError why it is as it was before, or
    None. `given_up` carries the DefcatError why it is not open, or None where it was to be locked
    meanwhile (`lock`). `keyring`: what the system's keyring knows of the old one is brought up to
    date, which nobody waits for: it may ask a person first.
    """

    done = Signal(object, object)
    given_up = Signal(object)

    def __init__(
        self,
        path: Path,
        old: Secret | None,
        new: Secret | None,
        *,
        user: str | None = None,
        keyring: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self._user = user
        self._keyring = keyring
        self._keys = (old, new)
        self._doing = _doing(old, new)
        self._locks = self._changed = False
        self._opened: Opened | None = None
        self.page = EmptyState("lock", "", "", [(tr("Stop"), self._give_up)])
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._errand = Errand(self._work, "rekeying", self)
        self._errand.told.connect(self._show)
        self._errand.ended.connect(self._ended)
        self._show(0, 0)

    def start(self) -> None:
        """Begin; once."""
        self._errand.start()

    def lock(self) -> None:
        """Leave the catalogue closed when it is done."""
        self._locks = True

    def stop(self) -> None:
        """Leave the file as it was, and closed; nothing is said afterwards."""
        self._locks = True
        self._errand.leave()
        self._tell_keyring()
        if self._opened is not None:
            self._opened.catalogue.close()
            self._opened = None

    def _give_up(self) -> None:
        self.page.set_actions(())
        self.page.set_text(tr("Stopping"), tr("The catalogue stays as it was."))
        self._errand.stop()

    def _work(self, told: Told, stop: object) -> "tuple[Opened | None, DefcatError | None]":
        from defcat.rekey import rekey

        (old, new), failure = self._keys, None
        assert callable(stop)
        try:
            rekey(self.path, old, new, user=self._user, told=told, stop=stop)
            key, self._changed = new, True
        except DefcatError as error:
            key, failure = old, error
        if not self._locks:
            self._opened = open_catalogue(self.path, key, self._user)
        return self._opened, failure

    def _show(self, done: int, total: int) -> None:
        says = tr("It is written anew, looked through, and then takes the place of the old file.")
        if total:
            says += "\n" + tr("{n} %", n=100 * done // total)
        self.page.set_text(self._doing, says)

    def _tell_keyring(self) -> None:
        if self._keyring and self._changed:
            path, new = self.path, self._keys[1]
            errand = Errand(lambda told, stop: _tell_keyring(path, new), "keyring", self)
            errand.start()
            errand.abandon()

    def _ended(self, answer: object) -> None:
        self._tell_keyring()
        self._keys = (None, None)
        if isinstance(answer, DefcatError):
            self.given_up.emit(answer)
        elif isinstance(answer, Exception):
            self.given_up.emit(None)
            raise answer
        else:
            assert isinstance(answer, tuple)
            opened, failure = answer
            self._opened = None  # it belongs to whoever listens
            if opened is not None and self._locks:
                opened.catalogue.close()
                opened = None
            if opened is None:
                self.given_up.emit(failure)
            else:
                self.done.emit(opened, failure)


def _doing(old: Secret | None, new: Secret | None) -> str:
    if new is None:
        return tr("Removing the passphrase")
    return tr("Setting the passphrase") if old is None else tr("Changing the passphrase")


def _tell_keyring(path: Path, new: Secret | None) -> None:
    """Have the keyring know the new key where it knew the old one, or forget it."""
    from defcat import remembered

    with suppress(DefcatError):  # what it knows then does not open the catalogue, and that is said
        if remembered.recall(path) is None:
            return
        if new is None:
            remembered.forget(path)
        else:
            remembered.remember(path, new)
