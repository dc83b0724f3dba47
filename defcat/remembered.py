"""Passphrases in the keyring of the system, for who asks for it; nothing is kept otherwise.

Only keyrings that encrypt what they keep are asked, each named here: a backend that writes plain
files (as those of keyrings.alt do), keeps nothing (null, fail) or comes from elsewhere is never
used, whatever the settings of the `keyring` package say. Whoever is logged in as the same user can
read a keyring that is unlocked: it protects from who has the disk, and not from who has the desk.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from defcat.errors import FileProblem
from defcat.translation import tr

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from defcat.storage.key import Secret

SERVICE = "defcat"
"""Under this name, and the path of the catalogue, a passphrase stands in the keyring."""
KEYRINGS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
)


def available() -> bool:
    """Whether this system has a keyring that can be used."""
    return _keyring() is not None


def remember(path: Path, secret: "Secret") -> None:
    """Keep in the keyring what opens the catalogue at `path`; raises FileProblem where it cannot.

    Of a key file it keeps where it is, and nothing that is in it.
    """
    key_file = str(secret.key_file.resolve()) if secret.key_file else None
    kept = json.dumps({"passphrase": secret.passphrase, "key_file": key_file})
    keyring = _keyring()
    if keyring is None:
        raise FileProblem(
            tr("This system has no keyring that keeps a passphrase encrypted."),
            tr("Type the passphrase each time, or install one, such as GNOME Keyring or KWallet."),
        )
    with _worded():
        keyring.set_password(SERVICE, _name(path), kept)


def recall(path: Path) -> "Secret | None":
    """What opens the catalogue at `path`, as far as the keyring knows; None where it does not, or
    where there is none. Raises FileProblem where the keyring refuses, as one that stays locked.
    """
    from defcat.storage.key import Secret

    keyring = _keyring()
    if keyring is None:
        return None
    with _worded():
        kept = keyring.get_password(SERVICE, _name(path))
    try:
        found = json.loads(kept or "")
        key_file = found["key_file"]
        return Secret(str(found["passphrase"]), Path(key_file) if key_file else None)
    except (ValueError, KeyError, TypeError):  # another program wrote it
        return None


def forget(path: Path) -> None:
    """Have the keyring forget what opens the catalogue at `path`; nothing where it knows nothing.

    Raises FileProblem where the keyring refuses.
    """
    keyring = _keyring()
    if keyring is None:
        return
    with _worded():
        if keyring.get_password(SERVICE, _name(path)) is not None:
            keyring.delete_password(SERVICE, _name(path))


def _name(path: Path) -> str:
    return str(path.resolve())


def _keyring() -> "KeyringBackend | None":
    """The first of KEYRINGS that works here."""
    from keyring.core import load_keyring  # late: it asks the system which keyrings there are

    for name in KEYRINGS:
        with suppress(RuntimeError, ImportError, *_failures()):
            return load_keyring(name)
    return None


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except _failures() as error:
        # What it says is left out: some quote what they were given.
        raise FileProblem(
            tr("The keyring of this system refused ({kind}).", kind=type(error).__name__),
            tr("Unlock it, then try again; or type the passphrase."),
        ) from None


def _failures() -> tuple[type[Exception], ...]:
    """What keyrings raise: that of the package, and what reaches through it from below."""
    from keyring.errors import KeyringError

    if sys.platform == "win32":
        from win32ctypes.pywin32.pywintypes import error

        return (KeyringError, OSError, error)
    if sys.platform == "linux":
        from jeepney import DBusErrorResponse
        from secretstorage.exceptions import SecretStorageException

        return (KeyringError, OSError, SecretStorageException, DBusErrorResponse)
    return (KeyringError, OSError)
