"""What a query text is made of: words, phrases, conditions `field:value`, OR, - and parentheses.

Cutting a text into tokens never fails and takes time in proportion to its length. A sign counts
only where a token begins: the hyphen of joint-working and the parentheses of 1(2) belong to their
word. A closing parenthesis ends a word unless one of the same word opened it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from defcat import date_input
from defcat.errors import InputError

Sort = Literal["word", "phrase", "field", "or", "not", "open", "close"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query text, from `start` to `end`; `text` is it without its quotes.

    Of a field: its usual name, and as `parts` its values, each with whether it stands in quotes. A
    list without quotes (a,b) is one part.
    """

    sort: Sort
    start: int
    end: int
    text: str
    field: str = ""
    parts: tuple[tuple[str, bool], ...] = ()


_SIGN = re.compile(
    r'(?P<open>\()|(?P<close>\))|(?P<phrase>"([^"]*)"?)'
    r"|(?P<not>(?<![^\s(])-(?=[^\s)-]))"
    r'|(?P<or>(?<![^\s()])OR(?![^\s()"]))'
)
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):")
_BLANK = re.compile(r"\s*")
_PLAIN = re.compile(r'[^\s"]+')
_RUN = re.compile(r'[^\s"()]*')
_QUOTED = re.compile(r'"([^"]*)"?')
_COMPARED = re.compile(r"[<>]=?")
_DAY_WORDS = 4
"""A day is written in no more words: 1st of March 2024."""
_DAY_BEGINS = re.compile(r"[0-9]{1,2}(st|nd|rd|th)?\.?|[^\W\d_]+\.?", re.IGNORECASE)
"""What a day can begin with that is written in several words; no year does."""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query text, in order."""
    at = _BLANK.match(text).end()  # type: ignore[union-attr]  # it matches nothing, too
    while at < len(text):
        token = _token(text, at)
        yield token
        at = _BLANK.match(text, token.end).end()  # type: ignore[union-attr]


def name_before_colon(text: str) -> str:
    """What stands before the first colon of a word, if that can be the name of a field."""
    found = _NAME.match(text)
    return found[1] if found else ""


def is_word(text: str) -> bool:
    """Whether `text` is read as one plain word wherever it stands, parentheses around it too."""
    first = next(tokens(text), None)
    whole = first is not None and first.sort == "word" and first.text == text
    return whole and text.count("(") == text.count(")")


def is_bare(value: str) -> bool:
    """Whether a value can stand after a colon without quotes."""
    fits = bool(_PLAIN.fullmatch(value)) and _bare_end(value, 0) == len(value)
    return fits and value.count("(") == value.count(")")


def pieces(value: str, quoted: bool) -> list[str]:
    """The values of which one will do."""
    return [value] if quoted else [piece for piece in value.split(",") if piece] or [value]


def begins_day(field: str, value: str) -> bool:
    """Whether `value`, without quotes, may be only the first word of a day: date:22 aug 2024."""
    if not _DAY_BEGINS.fullmatch(value):
        return False
    from defcat.fields import Date
    from defcat.search import fields

    dated = fields.find(field)
    return bool(dated and all(isinstance(one, Date) for one in dated.types)) and not _is_day(value)


def _token(text: str, at: int) -> Token:
    if sign := _SIGN.match(text, at):
        sort: Sort = sign.lastgroup  # type: ignore[assignment]  # the names of its groups
        return Token(sort, at, sign.end(), sign[4].strip() if sort == "phrase" else sign[0])
    if (name := _NAME.match(text, at)) and (field := usual_name(name[1])):
        if field == "as-of":
            return _day(text, at, name.end())
        parts, end = _parts(text, name.end())
        if begins_day(field, text[name.end() : end]) and (last := _day_end(text, name.end())):
            end, parts = last, ((text[name.end() : last], True),)
        return Token("field", at, end, text[name.end() : end], field, parts)
    end = _bare_end(text, at)
    return Token("word", at, end, text[at:end])


def usual_name(name: str) -> str:
    """The usual name of the field that is called so, in any case; empty where none is."""
    from defcat.search import fields  # plain words do without it

    plain = name.lower().replace("_", "-")
    if plain in fields.SPECIAL:
        return plain
    found = fields.find(plain)
    return found.name if found else ""


def _parts(text: str, at: int) -> tuple[tuple[tuple[str, bool], ...], int]:
    """The values from `at` on, each with whether it is in quotes, and where they end."""
    parts: list[tuple[str, bool]] = []
    before = ""
    while True:
        if quoted := _QUOTED.match(text, at):
            parts.append((before + quoted[1].strip(), True))
            before, at = "", quoted.end()
            if text[at : at + 1] != ",":
                break
            at += 1
            continue
        end = _bare_end(text, at)
        value, at = text[at:end], end
        if text[end : end + 1] == '"' and _COMPARED.fullmatch(value):
            before = value  # >="9 November 2023"
            continue
        follows = text[end : end + 1] == '"' and value.endswith(",")
        if kept := value.strip(",") if parts or follows else value:
            parts.append((kept, False))
        if not follows:
            break
    return tuple(parts), at


def _day(text: str, start: int, at: int) -> Token:
    """The token of a day: without quotes it takes in so many words as first read as one day."""
    if quoted := _QUOTED.match(text, at):
        value, end = quoted[1].strip(), quoted.end()
        return Token("field", start, end, value, "as-of", ((value, True),))
    end = _day_end(text, at) or _bare_end(text, at)
    value = text[at:end].strip()
    return Token("field", start, end, value, "as-of", ((value, False),))


def _day_end(text: str, at: int) -> int:
    """The end of so many words from `at` on as first read as one day; 0 where none do."""
    words = islice(_PLAIN.finditer(text, at), _DAY_WORDS)
    ends = (word.start() + len(word[0].rstrip(")")) for word in words)
    return next((end for end in ends if _is_day(text[at:end])), 0)


def _is_day(text: str) -> bool:
    try:
        date_input.read_day(text)
    except InputError:
        return False
    return True


def _bare_end(text: str, at: int) -> int:
    """Where the word that begins at `at` ends: before a blank, a quote, or the end of a group."""
    opened = 0
    while True:
        at = _RUN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        sign = text[at : at + 1]
        if sign == "(":
            opened += 1
        elif sign == ")" and opened:
            opened -= 1
        else:
            return at
        at += 1
