"""The key of an encrypted catalogue, made of its passphrase once for all connections.

The passphrase is stretched as SQLCipher 4 does it, PBKDF2 with HMAC-SHA512 to 32 bytes, in more
rounds than its 256,000: any program of SQLCipher opens the file with the passphrase and
`PRAGMA kdf_iter = 640000`. It takes some tenths of a second once, not for every connection.

With a key file what is stretched is the passphrase followed by the SHA-256 of the key file's bytes
in 64 hexadecimal digits, which can be typed into such a program, too.
"""

import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from defcat.errors import FileProblem, InputError
from defcat.settings import SUFFIX
from defcat.translation import tr

SALT_SIZE = 16
"""The first bytes of an encrypted file are its salt; those of any other are PLAIN."""
PLAIN = b"SQLite format 3\x00"
PAGE = 4096
"""The size of a page, of which an encrypted file has a whole number."""
ROUNDS = 640_000
"""Of every file made now. SQLCipher's default is 256,000; that of OWASP for this hash 210,000."""
EARLIER_ROUNDS = 256_000
"""Of files made before defcat asked for more; changing the passphrase makes it ROUNDS."""
MOST = 1024 * 1024
"""Bytes of a key file: it is read whole."""
KEY_FILE_SUFFIX = ".key"
"""Of a key file that is made here; any other file can be one, too."""

_SIZE = 32


@dataclass(frozen=True)
class Secret:
    """What a person gives to open a catalogue: the passphrase, and with it a key file, if any.

    It is never shown, and nobody keeps it: what is kept of it is a `Key`.
    """

    passphrase: str = field(repr=False)
    key_file: Path | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Key:
    """What opens an encrypted file, in the form that `PRAGMA key` takes; it is never shown."""

    literal: str = field(repr=False)


def make_key(secret: Secret, salt: bytes, rounds: int = ROUNDS) -> Key:
    """The key that `secret` makes for the file with this salt.

    Raises InputError for an empty passphrase, FileProblem for a key file that cannot be one. The
    same letters typed on another system can be other code points, so they are composed first (NFC).
    """
    if not secret.passphrase:
        raise InputError(tr("A passphrase cannot be empty."), tr("Give at least one letter."))
    given = unicodedata.normalize("NFC", secret.passphrase).encode("utf-8")
    if secret.key_file is not None:
        given += hashlib.sha256(_read_key_file(secret.key_file)).hexdigest().encode("ascii")
    raw = hashlib.pbkdf2_hmac("sha512", given, salt, rounds, _SIZE)
    return Key(f"x'{raw.hex()}{salt.hex()}'")


def is_encrypted(salt: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins with `salt` can be an encrypted catalogue.

    Nothing tells it from noise; but noise of 16 bytes is not all printable, and text is.
    """
    return may_be_part(salt, size) and size % PAGE == 0


def may_be_part(salt: bytes, size: int) -> bool:
    """The same for a file that may have been cut off anywhere after its salt."""
    printable = all(32 <= byte < 127 or byte in b"\t\r\n" for byte in salt)
    return size >= SALT_SIZE and salt != PLAIN and not printable


def make_key_file(path: Path) -> Path:
    """Make a key file of 64 bytes of chance at `path`, which is given back.

    What is there is never replaced: it may be the key of another file. Raises FileProblem.
    """
    try:
        with open(path, "xb", opener=private) as file:
            file.write(os.urandom(64))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise FileProblem(
            tr("The key file {file} cannot be made: {why}.", file=path.name, why=error.strerror),
            tr("Choose another name, or a folder that you can write to."),
        ) from None
    return path


def private(path: str, flags: int) -> int:
    """The opener of a file that nobody but its owner is to read."""
    return os.open(path, flags, 0o600)


def _read_key_file(path: Path) -> bytes:
    if path.suffix.lower() == SUFFIX:
        raise FileProblem(
            tr("{file} is a catalogue, and changes.", file=path.name),
            tr("Choose a file that stays as it is for a key file."),
        )
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError as error:
        raise FileProblem(
            tr("The key file {file} cannot be read: {why}.", file=path.name, why=error.strerror),
            tr("Check that the disk or the stick that it is on is there."),
        ) from None
    if not 0 < len(content) <= MOST:
        raise FileProblem(
            tr("{file} is no key file: it is empty or too large.", file=path.name),
            tr("A key file has at least one byte, and no more than a megabyte."),
        )
    return content
