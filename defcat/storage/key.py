"""The key of an encrypted catalogue, made of its passphrase once for all connections.

The passphrase is stretched just as SQLCipher stretches it by default, so any program of SQLCipher
opens the file with the passphrase; a tenth of a second once, instead of for every connection.
"""

import hashlib
import unicodedata
from dataclasses import dataclass, field

from defcat.errors import InputError
from defcat.translation import tr

SALT_SIZE = 16
"""The first bytes of an encrypted file are its salt; those of any other are PLAIN."""
PLAIN = b"SQLite format 3\x00"
PAGE = 4096
"""The size of a page, of which an encrypted file has a whole number."""

_ROUNDS = 256_000
_SIZE = 32


@dataclass(frozen=True)
class Key:
    """What opens an encrypted file, in the form that `PRAGMA key` takes; it is never shown."""

    literal: str = field(repr=False)


def make_key(passphrase: str, salt: bytes) -> Key:
    """The key that `passphrase` makes for the file with this salt; raises InputError for none.

    SQLCipher's default (SQLCipher 4): PBKDF2 with HMAC-SHA512, 256,000 rounds, 32 bytes. The same
    letters typed on another system can be other code points, so they are composed first (NFC).
    """
    if not passphrase:
        raise InputError(tr("A passphrase cannot be empty."), tr("Give at least one letter."))
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    raw = hashlib.pbkdf2_hmac("sha512", secret, salt, _ROUNDS, _SIZE)
    return Key(f"x'{raw.hex()}{salt.hex()}'")


def is_encrypted(salt: bytes, size: int) -> bool:
    """Whether a file of `size` bytes that begins with `salt` can be an encrypted catalogue.

    Nothing tells it from noise; but noise of 16 bytes is not all printable, and text is.
    """
    whole = size >= PAGE and size % PAGE == 0
    printable = all(32 <= byte < 127 or byte in b"\t\r\n" for byte in salt)
    return whole and salt != PLAIN and not printable
