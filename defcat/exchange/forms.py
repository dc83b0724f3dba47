"""Texts in another form: names of persons in order, days that a spreadsheet counts."""

import re
from datetime import date, timedelta
from itertools import dropwhile

from defcat.exchange import headings
from defcat.text import fold

_SUFFIX = re.compile(r"(?i:jr|sr|[ivx]+|\d+(st|nd|rd|th)|m\.?p|ph\.?d|esq)\.?|[A-Z][A-Z.]{1,4}")
_GIVEN = re.compile(r"[^\W\d_][^\d_()/]*")
_VOWEL = re.compile("[AEIOUY]")
_AND = re.compile(r",?\s+(?:and|&|und|et)\s+|\s*&\s*|\s*;\s*|\s*\n\s*|\s+/\s+")
_COMMA = re.compile(r"\s*,\s*")
_HONOURED = re.compile(
    r"(?:H\.?E\.?|Shri|Smt|Km|Dr|Mrs?|Ms|Prof|Sir|Gen|Lt|Maj|Col|Brig|Adm|VAdm|RAdm|Cmde|Capt|Cdr"
    r"|Hon|General|Lieutenant|Major|Colonel|Brigadier|Admiral|Vice Admiral|Rear Admiral|Commodore"
    r"|Captain|Air (?:Chief )?(?:Vice )?Marshal)\.?\s+(?=\S)"
)
_TWO = 2
_AFTER_COMMA = 4
_SERIAL_ZERO = date(1899, 12, 30)
"""The day that spreadsheets count from; they differ for days before March 1900 alone."""


def in_order(name: str) -> str:
    """A person's name with the family name last, and without capitals for it.

    "SINGH, Rajnath", "Singh, Rajnath" and "Rajnath SINGH" are all "Rajnath Singh". What stands
    behind a comma and is no given name ("Jr.", "Baron Young of Cookham") stays where it is.
    """
    family, _, given = (part.strip() for part in name.partition(","))
    if _is_family(family) and _are_given(given, family):
        name = f"{given} {family}"
    words = name.split()
    if len(words) > 1 and any(word.isupper() and len(word) > 1 for word in words):
        words = [_capitalised(word) if _is_loud(word) else word for word in words]
    return " ".join(words)


def parted(text: str) -> list[str]:
    """The persons in a text that no list separator parts: "A B and C D", "A B, Gen. C D".

    It is parted only between whole names. A lone comma parts two only in a list with an "and", or
    where an honorific or a rank begins one of them: "Rajnath Singh, Raksha Mantri" and "García
    Márquez, Gabriel José" are one.
    """
    found: list[str] = []
    several = _parts(text, _AND)
    for each in several:
        names = _parts(each, _COMMA)
        listed = len(several) > 1 or len(names) > _TWO
        told = listed or any(_HONOURED.match(name) for name in names)
        found += names if told else [each]
    return found


def _parts(text: str, mark: re.Pattern[str]) -> list[str]:
    parts = [part.strip() for part in mark.split(text)]
    return parts if len(parts) > 1 and all(map(is_whole_name, parts)) else [text]


def is_whole_name(text: str) -> bool:
    """Whether a text may be the whole name of a person: more than one word, and no office."""
    words = list(dropwhile(_is_title, text.replace(",", " ").split()))
    plain = all(_may_be_name(word) and not _is_title(word) for word in words)
    peer = not headings.peerage().isdisjoint(words[:1])
    least = 1 if _HONOURED.match(text) else _TWO
    return len(words) >= least and plain and not peer


def _may_be_name(word: str) -> bool:
    return not word[0].islower() or word.lower() in headings.particles()


def _is_family(text: str) -> bool:
    """Whether what stands before a comma is a family name: one word, or all in capitals."""
    words = [word for word in text.split() if word.lower() not in headings.particles()]
    loud = text.isupper() and len(words) < _AFTER_COMMA
    return (len(words) == 1 or (loud and bool(words))) and not any(map(_is_title, words))


def _are_given(text: str, family: str) -> bool:
    """Whether what stands behind a comma is given names: no suffix, honorific, rank or office."""
    words = text.split()
    if not 0 < len(words) <= _AFTER_COMMA or "," in text:
        return False
    if _SUFFIX.fullmatch(text) and not (family.isupper() and not _is_nominal(text)):
        return False
    named = all(word[0] == word[0].upper() and _GIVEN.fullmatch(word) for word in words)
    peer = not headings.peerage().isdisjoint(words[:1])
    return named and not peer and not any(map(_is_title, words))


def _is_title(word: str) -> bool:
    """Whether a word is of an honorific, a rank or an office, and no name."""
    return fold(word) in headings.title_words()


def _is_nominal(word: str) -> bool:
    """Whether a word stands behind a name for a decoration, an order or a service."""
    return word.strip(".,") in headings.post_nominals()


def _is_loud(word: str) -> bool:
    """Whether a word is a name in capitals: no initials, decoration or number of a king."""
    letters = re.sub(r"[-'’,.]", "", word)
    roman = re.fullmatch("[IVX]+", word) is not None
    short = (word.isascii() and _VOWEL.search(word) is None) or _is_nominal(word)
    return len(letters) > 2 and letters.isalpha() and word.isupper() and not roman and not short


def _capitalised(word: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda letters: letters[0].capitalize(), word)


def serial_day(text: str) -> str:
    """The day that a spreadsheet's number of days stands for (45527: 2024-08-23), else `text`."""
    days, _, part = text.partition(".")
    if days.isdecimal() and len(days) == 5 and (not part or part.isdecimal()):
        return (_SERIAL_ZERO + timedelta(int(days))).isoformat()
    return text
