"""Dates as tables write them and no form does: counted days, plain digits, months in a language."""

import re
import unicodedata
from functools import cache

from defcat import date_input
from defcat.dates import PartialDate, is_day
from defcat.errors import InputError
from defcat.exchange.forms import serial_day
from defcat.text import fold

_LANGUAGES = ("en", "hi", "fr", "de", "es")
_FIRST, _LAST = 20_000, 80_000
"""Numbers of days from 1954 to 2119; what a table's number outside of them means, nobody knows."""
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)")
_OPEN = frozenset(
    ("till date", "to date", "till now", "until now", "present", "to present", "today", "incumbent")
)


def plain_day(text: str) -> str:
    """A number of days (45082) or eight digits (20230607) as the day that it is, else `text`."""
    whole = text.partition(".")[0]
    if len(whole) == 5 and whole.isdecimal() and _FIRST <= int(whole) <= _LAST:
        return serial_day(text)
    digits = _DIGITS.fullmatch(text)
    return "-".join(digits.groups()) if digits else text


def is_open(text: str) -> bool:
    """Whether the end of something is said to be still to come."""
    return fold(text) in _OPEN


def in_english(text: str) -> str:
    """A date with the names of its months in English, and its digits as they are there."""
    table = _months()
    digits = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text
    )
    words = (table.get(fold(word), word) for word in digits.replace(".", ". ").split())
    return " ".join(filter(None, words))


def read_date(text: str, order: str) -> str:
    """The EDTF form of a date as written; `order` decides 03/04/2024. Raises InputError.

    In ISO order only EDTF is read: in such a file anything else is a slip.
    """
    if is_day(text):
        return text
    if order == "iso":
        return str(PartialDate.parse(text))
    day_first, plain = order == "day-first", plain_day(text)
    try:
        return str(date_input.read(plain, day_first=day_first).date)
    except InputError:
        if (english := in_english(plain)) == plain:
            raise
    try:
        return str(date_input.read(english, day_first=day_first).date)
    except InputError:
        return str(date_input.read(text, day_first=day_first).date)  # says what is wrong with it


@cache
def _months() -> dict[str, str]:
    """Folded names of months in the languages that desks write, and the English ones."""
    from babel.dates import get_month_names

    english = get_month_names("wide", locale="en")
    known: dict[str, str] = {"de": "", "den": "", "of": "", "le": "", "del": ""}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                known.setdefault(fold(name), english[number])
    return known
