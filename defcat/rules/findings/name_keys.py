"""What all ways of writing one name or title have in common, and how records so named are found."""

from collections.abc import Collection
from functools import lru_cache
from itertools import islice, product
from typing import Any

from sqlalchemy import ColumnElement, or_

from defcat.rules.findings.office_words import spelled
from defcat.text import variants, words

_FORMS = 12
"""Ways of romanising a name that are compared."""

_FEW = 20
"""Patterns that are looked for in titles; with more of them, all titles are read."""

_SURE = 90
"""Characters of a title as sorted that are kept in full whichever way its words are spelled."""

_HONORIFICS = frozenset(
    (
        *("dr", "haji", "hon", "honorable", "honourable", "mr", "mrs", "ms", "prof", "professor"),
        *("shree", "shri", "shrimati", "sir", "smt", "sri", "श्री", "श्रीमती"),
    )
)
_EXCELLENCY = (("h", "e"), ("his", "excellency"), ("her", "excellency"))


@lru_cache(16_384)
def person_keys(name: str, least: int = 2) -> frozenset[str]:
    """The words of a name in alphabetical order, in every romanised form; none of too few words.

    Without the honorifics before it, and in one spelling: "Shri Rajnath Singh" is "Singh, Rajnath".
    """
    found = _bare(words(name))
    if len(found) < least:
        return frozenset()
    forms = [
        [spelled(word)] if word.isascii() else [v for v in variants(word) if v.isascii()] or [word]
        for word in found
    ]
    return frozenset(" ".join(sorted(each)) for each in islice(product(*forms), _FORMS))


def title_key(folded: str) -> str:
    """A folded title in one of British and American spelling."""
    return " ".join(map(spelled, folded.split()))


def titled(column: ColumnElement[str], titles: Collection[str]) -> ColumnElement[bool] | None:
    """Whether a title as sorted can have the `title_key` of one of `titles`, or of more.

    None where so many are spelled in two ways that it is quicker to read all.
    """
    patterns = {title: _pattern(title) for title in titles}
    both_ways = {pattern for title, pattern in patterns.items() if pattern != title}
    if len(both_ways) > _FEW:
        return None
    one_way = [title for title, pattern in patterns.items() if pattern == title]
    return or_(column.in_(one_way), *(column.like(pattern) for pattern in both_ways))


def named(column: ColumnElement[str], keys: Collection[str]) -> ColumnElement[bool] | None:
    """Whether a name as sorted can have one of the `person_keys` `keys`, or others.

    What is in another script may be romanised to any of them. None where there are too many.
    """
    told: set[str] = set()
    for word in {word for key in keys for word in key.split()}:
        told |= {word, *(variants(word) if word.isascii() else ())}
    if len(told) > _FEW:
        return None
    in_another_script: Any = column > "{"  # what follows z
    return or_(in_another_script, *(column.contains(word) for word in told))


def _bare(name: list[str]) -> list[str]:
    """The words of a name without the honorifics before it, unless it is nothing else."""
    rest = name
    while len(rest) > 1:
        if rest[0] in _HONORIFICS:
            rest = rest[1:]
        elif tuple(rest[:2]) in _EXCELLENCY and len(rest) > 2:
            rest = rest[2:]
        else:
            return rest
    return rest


def _pattern(title: str) -> str:
    """A title as sorted, with anything for what can be spelled in two ways."""
    either = ["%" if variants(word) and word.isascii() else word for word in title.split()]
    if "%" not in either or len(title) <= _SURE:
        return " ".join(either)
    kept = title[:_SURE].split()[:-1]
    return " ".join(either[: len(kept)]) + "%"
