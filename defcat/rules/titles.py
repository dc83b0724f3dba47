"""Whether the title of a post is what somebody asked for.

Source of the rule: how governments title their posts. A "Principal Deputy Assistant Secretary of
Defense" has all the words of a Secretary of Defense and is none; a "Minister of Defence and
Finance" is a Minister of Defence. Inputs: the title, the country of the post, and the words asked
for. Spelling pairs (defence, defense) are one word, small words (of, the, for) make no difference,
nor does the order of words. Dates play no part.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from defcat import countries
from defcat.text import variants, words

_SMALL = frozenset(("a", "and", "for", "in", "of", "the"))
_BREAK = re.compile(r"(?P<joins>[;/&]|\band\b)|[,(]", re.IGNORECASE)
"""Where a title goes on after that of a post, and what joins another post to it."""


def says(title: str, post_words: str) -> bool:
    """Whether the title of a post has all of `post_words`, the last of them perhaps only begun."""
    *whole, last = _asked(post_words)
    has = _spellings(title)
    return all(word in has for word in whole) and any(word.startswith(last) for word in has)


@lru_cache(16_384)
def exactly(title: str, post_words: str, country: str | None = None) -> bool:
    """Whether the title of a post has the words `post_words`, and no others but small ones and
    those that name its `country` (a code).
    """
    asked, has = _one_spelling(post_words), _one_spelling(title)
    return asked <= has and _of_country(title, has - asked, country)


@lru_cache(16_384)
def names(title: str, post_words: str, country: str | None = None) -> bool:
    """Whether the title of a post of `country` is `post_words`, the last word perhaps only begun.

    Or else begins with them, before a comma, a bracket or another post that is joined to it; or is
    joined itself to another one: "Prime Minister and Minister of Defence".
    """
    return any(_of_country(title, rest, country) for rest in _besides(title, post_words))


@lru_cache(16_384)
def may_name(title: str, post_words: str) -> bool:
    """Whether the title of a post can be `post_words` in some country, as `names` says of one."""
    return any(
        rest <= _in_countries() or any(_countries_in(title, rest))
        for rest in _besides(title, post_words)
    )


def _besides(title: str, post_words: str) -> Iterator[frozenset[str]]:
    """The words that a title, or what in it can be one, has besides those of a post: one set for
    each way in which it has these, the last of them perhaps only begun.
    """
    *before, last = _asked(post_words)
    whole = frozenset(min((word, *variants(word))) for word in before)
    for post in _posts(title):
        has = _one_spelling(post)
        for word in has - whole if whole <= has else ():
            if any(spelling.startswith(last) for spelling in (word, *variants(word))):
                yield has - whole - {word}


@lru_cache(16_384)
def _posts(title: str) -> tuple[str, ...]:
    """What can be the title of a post within a title: from a beginning to any end after it."""
    starts, ends = [0], []
    for found in _BREAK.finditer(title):
        ends.append(found.start())
        starts += [found.end()] if found["joins"] else []
    return tuple(title[a:b] for a in starts for b in (*ends, len(title)) if title[a:b].strip())


@lru_cache(1_024)
def _asked(post_words: str) -> tuple[str, ...]:
    """The words that a title must have; the small ones only where there are no others."""
    every = words(post_words)
    return tuple(word for word in every if word not in _SMALL) or tuple(every) or ("",)


@lru_cache(16_384)
def _spellings(title: str) -> frozenset[str]:
    return frozenset((*words(title), *variants(title)))


@lru_cache(16_384)
def _one_spelling(title: str) -> frozenset[str]:
    """The words that tell a title, each in one of its spellings."""
    return frozenset(min((word, *variants(word))) for word in _asked(title))


def _of_country(title: str, rest: frozenset[str], country: str | None) -> bool:
    """Whether what is left of the words of a title only names the country: India, U.S."""
    if not rest or country is None:
        return not rest
    return rest <= _spellings(countries.name(country)) or country in _countries_in(title, rest)


def _countries_in(title: str, rest: frozenset[str]) -> tuple[str | None, ...]:
    """The countries that the words `rest` of a title name together: U.S., U.S.A."""
    together = "".join(word for word in words(title) if word in rest)
    # Titles are in English; to read all other names of countries takes a second or two.
    return tuple(countries.find(text, native=False) for text in (together.upper(), together))


@cache
def _in_countries() -> frozenset[str]:
    """The words of the names of all countries."""
    return frozenset().union(*(_spellings(countries.name(code)) for code in countries.codes()))
