"""In which encoding a text file is that is not Unicode, as far as its bytes can tell."""

import re
import unicodedata
from collections.abc import Iterator

_LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman")
"""Those in which most letters are ASCII; the first is meant where several fit as well."""
_OTHERS = ["cp1251", "shift_jis", "cp1253", "cp1256"]
_TWO_BYTES = ["gb18030", "euc_kr"]
_ENOUGH = 16
"""Bytes below which any word of another script could be Chinese or Korean too."""
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_OTHER_SCRIPT = 0.6
_IN_WORDS = ("L", "M", "Pd", "Pf", "Pi")
"""Categories of characters that stand beside letters: letters, marks, dashes, quotes."""


def encoding_of(sample: bytes) -> str:
    """The encoding that `sample` is most likely in; text of Western Europe where nothing tells."""
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())
    words = _WORD.findall(telling)
    high = sum(byte > 0x7F for word in words for byte in word)
    if high > _OTHER_SCRIPT * sum(map(len, words)):
        from charset_normalizer import from_bytes  # slow, and hardly ever needed

        known = [*_OTHERS, *(_TWO_BYTES if high >= _ENOUGH else ())]
        found = from_bytes(telling, cp_isolation=known).best()
        if found is not None:
            return found.encoding
    fitting = list(_fitting(telling))
    return min(fitting)[2] if fitting else _LATIN[0]


def _fitting(telling: bytes) -> Iterator[tuple[int, int, str]]:
    """The encodings with how odd the text looks in each, and their order."""
    for order, name in enumerate(_LATIN):
        try:
            yield _odd(telling.decode(name)), order, name
        except UnicodeDecodeError:
            continue


def _odd(text: str) -> int:
    """How many characters stand where nobody writes them: "Wa³esa", "JosŽ"."""
    found = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char.isascii():
            continue
        beside = before.isalpha() or after.isalpha()
        found += beside and not unicodedata.category(char).startswith(_IN_WORDS)
        found += before.islower() and char.isupper()
    return found
