"""Texts as the index holds them: folded, with the other spellings of their words."""

from functools import cache, lru_cache
from typing import NamedTuple

from defcat import countries
from defcat.text import spellings, words

REMEMBERED = 5_000
"""So many values are remembered with what follows from them, of each sort."""

Tokens = dict[str, None]
"""Tokens in order, none twice."""


class Said(NamedTuple):
    """A folded text, its words in order, and their other spellings."""

    text: str
    words: list[str]
    variants: list[str]


def said(text: str) -> Said:
    """A text as it is held."""
    found = words(text)
    return Said(" ".join(found), found, spellings(found))


recurring = lru_cache(maxsize=REMEMBERED)(said)
"""The same, for texts that many records share."""


@cache
def country(code: str) -> Said:
    """All of a country's names, each word of them once: a treaty can have a hundred parties."""
    names = list(dict.fromkeys(word for name in countries.names(code) for word in words(name)))
    return Said(" ".join(names), names, [])


def marked(mark: str, one: Said) -> Tokens:
    """The words of a text, and their other spellings, as tokens under a mark."""
    found = dict.fromkeys([mark + word for word in one.words])
    if one.variants:
        found.update(dict.fromkeys([mark + word for word in one.variants]))
    return found


@lru_cache(maxsize=REMEMBERED)
def linked(mark: str, title: str) -> Tokens:
    """The tokens of the title of a record that is linked to."""
    return marked(mark, recurring(title))
