"""How text is compared: folding, words, other spellings, romanised forms, likeness.

Verbatim text is what the catalogue keeps and shows; these forms are what search and duplicate
checks compare in its place. The full-text index holds `fold(text)` and cuts it into exactly
`words(text)`, so a query looks its own `words` up as they are, in order.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from defcat.settings import RESOURCES

_PLAIN = bytes(ord(chr(c).lower()) if chr(c).isalnum() and c < 128 else 32 for c in range(256))
"""What stays of each ASCII character: letters in lower case and digits, else a space."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a value begins with that a spreadsheet reckons out."""

# Characters that change the direction of text, and what ends such a change. A vertical tab is the
# line break of a word processor, a form feed that of a page, U+0085 that of a mainframe.
_DIRECTED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ENDS = "\u202c\u2069"
_EMBEDDED = {0x202D: "\u202a", 0x202E: "\u202b"}
_BREAKS = re.compile("[\x0b\x0c\x85]")
_HIDDEN = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# Latin, Greek and Cyrillic use these marks and hardly any other script does: elsewhere a mark is
# part of the spelling, as the vowel signs of Devanagari and the voicing of kana are.
_ACCENTS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")

# Letters that Unicode does not decompose, and what a keyboard without them gives. The modifier
# letters are apostrophes of romanised Arabic, Hawaiian, Russian and Uzbek, which nobody types.
_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ø": "o", "ɔ": "o", "ł": "l", "ħ": "h", "ı": "i"}
    | {"ŧ": "t", "ŋ": "n", "ə": "e", "ǝ": "e", "ɛ": "e", "ɓ": "b", "ƙ": "k", "ƴ": "y", "ƒ": "f"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("ʹʺʻʼʽʾʿˈ", "")
)

# Hindi writes the nasal before a consonant of its own class as a letter or as a dot: नरेन्द्र, नरेंद्र.
_NASAL_OF_ITS_CLASS = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")


def fold(text: str) -> str:
    """`text` for comparing: lower case, no accents, no punctuation, single spaces.

    Đ becomes d, ø o, ł l, ß ss, æ ae. Marks of Indic and other scripts stay, as letters do.
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The folded words of `text`, in order: what the full-text index makes of its fold."""
    if text.isascii():
        return text.encode("ascii").translate(_PLAIN).decode("ascii").split()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    whole = unicodedata.normalize("NFC", bare.translate(_LETTERS))
    whole = _NASAL_OF_ITS_CLASS.sub("\u0902", whole)
    return "".join(map(_spaced, whole)).split()


@cache
def _spaced(character: str) -> str:
    """What stays of a folded character: itself in words, nothing if invisible, else a space."""
    category = unicodedata.category(character)
    if category[0] in "LN" or category in ("Mn", "Mc", "Co"):
        return character
    return "" if category == "Cf" else " "  # joiners stand inside words, soft hyphens too


def variants(text: str) -> list[str]:
    """`spellings` of the words of `text`."""
    return spellings(words(text))


def spellings(folded: Collection[str]) -> list[str]:
    """Words to index beside folded words so that other ways of writing them are found; none twice.

    Both spellings of British/American pairs, and romanised forms of words in other scripts.
    """
    other = _table().spellings
    found: dict[str, None] = {}
    if not other.keys().isdisjoint(folded):
        found.update(dict.fromkeys([other[word] for word in folded if word in other]))
    if not "".join(folded).isascii():
        for word in folded:
            if not word.isascii():
                found.update(dict.fromkeys(_romanised(word)))
    return list(found)


def harmless(text: str) -> str:
    """`text` as a value that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def clean(text: str) -> str:
    """`text` with the line breaks of word processors as plain ones; other characters stay."""
    return text if text.isprintable() else _BREAKS.sub("\n", text)


def control(text: str) -> str:
    """The first control character in `text` that is neither a line break nor a tab, or nothing."""
    found = None if text.isprintable() else _CONTROL.search(text)
    return found[0] if found else ""


def balanced(text: str) -> bool:
    """Whether every line of `text` ends each change of direction that it begins (UAX 9)."""
    return text.isprintable() or all(map(_ends_what_it_begins, text.splitlines()))


def directed(text: str) -> bool:
    """Whether `text` holds characters that change the direction of what follows them."""
    return not text.isprintable() and _DIRECTED.search(text) is not None


def shown(text: str) -> str:
    """`text` as it is harmless to show, in a window or on a terminal.

    A control character becomes a sign for it; what overrides the direction of letters only embeds
    them, and all changes of direction are left out where one does not end on its line.
    """
    if text.isprintable():
        return text
    text = _CONTROL.sub(_sign, text)
    if not _DIRECTED.search(text):
        return text
    return text.translate(_EMBEDDED) if balanced(text) else _DIRECTED.sub("", text)


def escaped(json: str) -> str:
    """JSON with `\\u` in the place of what `shown` would change; it says the same."""
    if json.isascii():
        return json
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def _ends_what_it_begins(line: str) -> bool:
    open_ones: list[str] = []
    for character in _DIRECTED.findall(line):
        if character in _ENDS:
            if not open_ones or open_ones.pop() != character:
                return False
        else:
            open_ones.append("\u2069" if character >= "\u2066" else "\u202c")
    return not open_ones


def similar(a: str, b: str) -> float:
    """How alike `a` and `b` are once folded, from 0 to 100, whatever the order of their words."""
    from rapidfuzz import fuzz

    a, b = fold(a), fold(b)
    if not a or not b:
        return 0.0
    return max(fuzz.token_sort_ratio(a, b), fuzz.WRatio(a, b))


@dataclass(frozen=True)
class _Table:
    """`spellings`: word -> its other spelling. `romanised`: plain romanisation -> usual forms."""

    spellings: Mapping[str, str]
    romanised: Mapping[str, list[str]]


@cache
def _table() -> _Table:
    path = RESOURCES / "vocabularies" / "spelling-pairs.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    pairs: dict[str, str] = dict(data["words"])
    for british, american in data["stems"].items():
        pairs |= {british + ending: american + ending for ending in data["endings"]["stems"]}
    return _Table(
        pairs | {american: british for british, american in pairs.items()}, data["romanised"]
    )


@lru_cache(4096)
def _romanised(word: str) -> tuple[str, ...]:
    """Romanised forms of a folded word in another script."""
    from anyascii import anyascii

    plain = re.sub("[`']", "", anyascii(word))
    forms = words(plain)
    syllables = re.findall("[A-Z][a-z]*", plain)
    if len(syllables) > 1:  # Chinese and Korean run together: XiJinPing is also "xi", "jinping"
        forms += [syllables[0].lower(), "".join(syllables[1:]).lower()]
    if _DEVANAGARI.search(word):
        forms += _spoken(word)
    usual = _table().romanised
    return tuple(each for form in forms for each in (form, *usual.get(form, ())))


_DEVANAGARI = re.compile("[\u0900-\u097f]")
_BARE_CONSONANT = re.compile("([\u0915-\u0939]\u093c?)(?![\u093c\u093e-\u094d])")
_FINAL_A = re.compile("(?<!\u094d.)A$")
_NASALS = (
    (re.compile("[\u0901\u0902](?=[\u092a-\u092e])"), "m"),
    (re.compile("[\u0901\u0902](?=\u0939)"), "ng"),
    (re.compile("[\u0901\u0902]"), "n"),
)
_HINDI = {"ड\u093c": "r", "ढ\u093c": "rh", "क\u093c": "q", "ज\u093c": "z", "फ\u093c": "f"}
_HINDI |= {"\u093c": "", "श": "sh", "ष": "sh", "च": "ch", "छ": "chh", "ऋ": "ri", "\u0943": "ri"}
_SYLLABLE = re.compile("([^aeiouA]*)([aeiouA]*)")
_ONE_SOUND = re.compile("[^h]h*|h")


def _spoken(word: str) -> list[str]:
    """A folded Devanagari word as newspapers romanise it, with and without the a speech drops.

    A consonant without a vowel sign carries an a, written A here until it is known to be spoken. It
    is not at the end of a word, unless a cluster stands before it (Narendra), and often not between
    two syllables (Rajnath).
    """
    from anyascii import anyascii

    word = _FINAL_A.sub("", _BARE_CONSONANT.sub(r"\1A", word))
    for nasal, letters in _NASALS:
        word = nasal.sub(letters, word)
    for hindi, letters in _HINDI.items():
        word = word.replace(hindi, letters)
    full = anyascii(word)
    syllables = _SYLLABLE.findall(full)
    for i in range(len(syllables) - 2, 0, -1):
        (_, before), (onset, vowel), (next_onset, after) = syllables[i - 1 : i + 2]
        between = _ONE_SOUND.fullmatch(onset) and _ONE_SOUND.fullmatch(next_onset)
        if vowel == "A" and before and after and between:
            syllables[i] = (onset, "")
    return [full.lower(), "".join(map("".join, syllables)).lower()]
