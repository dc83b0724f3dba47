"""In which encoding a text is that is not Unicode, as far as its bytes can tell.

Most letters of a text in a Latin script are ASCII; the others tell by which of them there are: in
Polish "³" stands in no word, and where "þ", "ð" and "ý" are the frequent letters, it is Turkish.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from math import log2
from types import MappingProxyType

_LETTERS = MappingProxyType(
    {
        "Czech": "íáéěčřžýšůúóňťď",
        "Croatian": "čšžćđ",
        "Danish": "øåæé",
        "Dutch": "ëéïöü",
        "Estonian": "äõüöšž",
        "French": "éèàêçâôîûùïëœüæÿ",
        "German": "üäößé",
        "Hungarian": "éáöóőíüúű",
        "Icelandic": "ðáíþóæöúéý",
        "Italian": "àèùòìé",
        "Latvian": "āīēšūžčļņģķ",
        "Lithuanian": "ėžšųįąčūę",
        "Polish": "łąęóżśćńź",
        "Portuguese": "ãçáéíóêõúâàô",
        "Romanian": "ăâîşţșț",
        "Slovak": "áíéčšýžúľťôňďäóŕĺ",
        "Spanish": "óíáéñúüºª",
        "Swedish": "äöåé",
        "Turkish": "ıüşğçöiâî",
    }
)
"""The letters of a language that are not ASCII, the most frequent first."""
_WEST = (
    *("Danish", "Dutch", "French", "German", "Icelandic", "Italian", "Portuguese", "Spanish"),
    "Swedish",
)
_MIDDLE = ("Croatian", "Czech", "German", "Hungarian", "Polish", "Romanian", "Slovak")
_LATIN = MappingProxyType(
    {
        "cp1252": _WEST,
        "cp1250": _MIDDLE,
        "cp1254": ("Turkish",),
        "cp1257": ("Estonian", "Latvian", "Lithuanian"),
        "iso8859_2": _MIDDLE,
        "mac_roman": _WEST,
    }
)
"""Encodings with the languages that are written in them; the first is meant if nothing tells."""
_OTHERS = ["cp1251", "shift_jis", "cp1253", "cp1256"]
_TWO_BYTES = ["gb18030", "euc_kr"]
_FEW, _ENOUGH = 4, 16
"""Bytes below which a word of another script cannot be told from "Łódź" or "nº", and below which it
could be Chinese or Korean too."""
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_OTHER_SCRIPT = 0.6
_IN_WORDS = ("L", "M", "Pd", "Pf", "Pi")
"""Categories of characters that stand beside letters: letters, marks, dashes, quotes."""
_ODD, _FOREIGN, _LOUD = 14.0, 12.0, 8.0
"""Bits for a sign within a word, a letter that the language has not, a capital within a word."""
_OTHER_LANGUAGE = 5.0
"""… and for a word of another language that is written in the encoding."""
_NEVER = float("inf")
_RARE = MappingProxyType(
    {
        "cp1252": 0.0,
        "cp1250": 4.0,
        "cp1254": 4.0,
        "cp1257": 5.0,
        "iso8859_2": 6.0,
        "mac_roman": 12.0,
    }
)
"""Bits for an encoding that is rarer than the first."""


def encoding_of(sample: bytes) -> str:
    """The encoding that `sample` is most likely in; text of Western Europe where nothing tells."""
    telling = b"\n".join(line for line in sample.splitlines() if not line.isascii())
    words = Counter(_WORD.findall(telling))
    high = sum(n * sum(byte > 0x7F for byte in word) for word, n in words.items())
    if high >= _FEW and high > _OTHER_SCRIPT * sum(n * len(word) for word, n in words.items()):
        from charset_normalizer import from_bytes  # slow, and hardly ever needed

        known = [*_OTHERS, *(_TWO_BYTES if high >= _ENOUGH else ())]
        found = from_bytes(telling, cp_isolation=known).best()
        if found is not None:
            return found.encoding
    first, *_ = _LATIN
    costs = {name: _cost(words, name) + _RARE[name] for name in _LATIN}
    best = min(costs, key=lambda name: costs[name])
    alike = costs[best] == _NEVER or telling.decode(best) == telling.decode(first, "replace")
    return first if alike else best


def _cost(words: Counter[bytes], encoding: str) -> float:
    """How unlikely the words are in an encoding, in bits; infinite where they cannot be in it."""
    try:
        read = {word.decode(encoding): n for word, n in words.items()}
    except UnicodeDecodeError:
        return _NEVER
    odd = sum(n * _oddness(word) for word, n in read.items())
    languages = [[_strangeness(word, one) for word in read] for one in _LATIN[encoding]]
    counts = list(read.values())
    nearest = [min(of_word) + _OTHER_LANGUAGE for of_word in zip(*languages, strict=True)]
    told = (
        sum(n * min(here, near) for n, here, near in zip(counts, of, nearest, strict=True))
        for of in languages
    )
    return odd + min(told, default=0.0)


def _oddness(word: str) -> float:
    """Bits for what nobody writes in any language: "Wa³esa", "JosŽ"."""
    found = 0.0
    for before, char, after in zip(" " + word, word, word[1:] + " ", strict=False):
        if char.isascii():
            continue
        beside = before.isalpha() or after.isalpha()
        found += _ODD * (beside and not unicodedata.category(char).startswith(_IN_WORDS))
        found += _LOUD * (before.islower() and char.isupper())
    return found


def _strangeness(word: str, language: str) -> float:
    """Bits for the letters of a word that are not ASCII."""
    known = _bits(language)
    letters = (char for char in word.lower() if not char.isascii() and char.isalpha())
    return sum(known.get(char, _FOREIGN) for char in letters)


@cache
def _bits(language: str) -> dict[str, float]:
    """Bits by letter: the n-th most frequent is about one n-th as frequent as the first."""
    letters = _LETTERS[language]
    whole = sum(1 / n for n in range(1, len(letters) + 1))
    return {char: log2(whole * n) for n, char in enumerate(letters, 1)}
