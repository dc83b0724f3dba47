"""How long a passphrase would hold against somebody who has the file.

zxcvbn counts how many guesses a passphrase takes that is tried by its words, names, dates and keys
beside one another; it is imported when it is first asked, for its lists of words take a while.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LOOKED_AT = 72
"""So many letters are looked at: what is longer holds anyway, and would take long to look at."""
GUESSES_A_SECOND = 1e4
"""What a rack of graphics cards does against the rounds of `storage.key`, generously."""


@dataclass(frozen=True)
class Strength:
    """`score` from 0, guessed at once, to 4, out of reach; `seconds` to guess it."""

    score: int
    seconds: float


def strength(passphrase: str, known: Sequence[str] = ()) -> Strength:
    """How strong `passphrase` is; `known` are words that anyone would try first, such as the file's
    name. Takes some milliseconds, and the first time some hundred.
    """
    from zxcvbn import zxcvbn

    looked_at = passphrase[:LOOKED_AT]
    if not looked_at:
        return Strength(0, 0.0)
    words = [word for text in known for word in (text, *text.split()) if word]
    found = zxcvbn(looked_at, user_inputs=words)
    seconds = float(found["guesses"]) / GUESSES_A_SECOND
    return Strength(int(found["score"]) if seconds >= 60 else 0, seconds)
