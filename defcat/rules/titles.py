"""Whether the title of a post is what somebody asked for.

Source of the rule: how governments title their posts. A "Principal Deputy Assistant Secretary of
Defense" has all the words of a Secretary of Defense and is none; a "Minister of Defence and
Finance" is a Minister of Defence. Inputs: the title, the country of the post, and the words asked
for. Spelling pairs (defence, defense) are one word, small words (of, the, for) make no difference,
nor does the order of words. Dates play no part.
"""

import re
from functools import lru_cache

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
    *before, last = _asked(post_words)
    whole = frozenset(min((word, *variants(word))) for word in before)
    for post in _posts(title):
        has = _one_spelling(post)
        for word in has - whole if whole <= has else ():
            begun = any(spelling.startswith(last) for spelling in (word, *variants(word)))
            if begun and _of_country(title, has - whole - {word}, country):
                return True
    return False


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
    if rest <= _spellings(countries.name(country)):
        return True
    together = "".join(word for word in words(title) if word in rest)
    # Titles are in English; to read all other names of countries takes a second or two.
    named = (countries.find(text, native=False) for text in (together.upper(), together))
    return country in named
