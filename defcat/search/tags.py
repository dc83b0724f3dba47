"""The tokens under which the index holds what is not plain words, and which a query asks for.

They stand in the column `tags` of the full-text table and all begin with a private-use letter,
which the tokenizer takes for a letter of a word and nobody types: no plain word ever finds one. The
first letter says what it is about (the `mark` of a `Searched`, or one of those below), so that the
prefix indexes of the table also serve the beginnings of words within one field: every field that
is filled in has some token under its mark, so the mark alone, as a beginning, finds them all.

The words of a short text (`Text`, one value of several words) stand side by side in their order,
after their mark alone: "new delhi" under the mark of `place` is a phrase of two tokens, and no
phrase reaches from one value into another. Words of linked titles have no order.

A date is held by the fewest periods of the calendar that together are its days: decades, years,
months, days. A period is written as the way down to it, a letter for each step, so that the token
of a longer period is the beginning of those of the periods in it, and short enough for the prefix
indexes. A date has a day in common with the period asked for where one of the two begins with the
other: a range of years answers a day, and a day a year. Nearly all dates are between 1900 and 2099;
the years before and after are two eras, which have centuries, so that no date without an end makes
many tokens.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from defcat.dates import month_end
from defcat.kinds import PARTS
from defcat.search.fields import searched
from defcat.text import words

NAMED, TITLED, HAS, KIND, COUNTRY = map(chr, range(0xE000, 0xE005))
"""What a token is about that belongs to no one field: a word of the name of a person, a body, a
topic or a series; a word of another title; that a part or a long text is filled in; the kind; any
country named.
"""
_CODE, _RECORD, _DAYS = map(chr, range(0xE008, 0xE00B))
"""The second letter of a token that holds no word: what comes after it."""
_FIRST_PRESENCE = 0xE200
_EARLY, _LATE = "y", "z"
_DECADES = "klmnopqrstabcdefghij"
"""Those of the years 1900 to 2099: a letter that is neither an era nor taken for a number."""
_DIGITS = "0123456789abcdefghijklmnopqrstuv"


def word(mark: str, text: str) -> str:
    """A folded word of a field."""
    return mark + text


def code(mark: str, text: str) -> str:
    """A code, or any other value that is asked for as a whole."""
    return mark + _CODE + "".join(words(text))


def record(mark: str, record_id: int) -> str:
    """A record that is linked to."""
    return f"{mark}{_RECORD}{record_id}"


def names_record(token: str) -> bool:
    """Whether a token is one of `record`: those are as many as there are records."""
    return token[1:2] == _RECORD


@cache
def has(name: str) -> str:
    """That the part or long text `name` is filled in, or that the record is marked or archived."""
    return HAS + chr(_FIRST_PRESENCE + _told().index(name))


def filled(name: str) -> tuple[str, bool]:
    """The token of what has the field or part `name` filled in, and whether tokens that begin so
    will do.
    """
    return (has(name), False) if name in _told() else (searched()[name].mark, True)


@cache
def _told() -> tuple[str, ...]:
    """What is filled in without any token of its own; every record counts as marked."""
    long = (name for name, field in searched().items() if field.long)
    return (*dict.fromkeys((*PARTS, *long)), "marking", "archived")


def kind(name: str) -> str:
    """The kind of the record."""
    return KIND + name


@cache
def country(iso: str) -> str:
    """A country that the record names, in whichever role."""
    return COUNTRY + "".join(words(iso))


def of_date(mark: str, first: str, last: str) -> list[str]:
    """The tokens of a date from the ISO day `first` to `last`, both included; none twice."""
    if first == last:
        day = date.fromisoformat(first)
        return [f"{mark}{_DAYS}{_way(day.year)}{_DIGITS[day.month]}{_DIGITS[day.day]}"]
    if first[:7] == last[:7] and (first[8:] > "01" or last[8:] < "28"):  # not a whole month
        month = f"{mark}{_DAYS}{_way(int(first[:4]))}{_DIGITS[int(first[5:7])]}"
        return [month + day for day in _DIGITS[int(first[8:]) : int(last[8:]) + 1]]
    found = periods(date.fromisoformat(first), date.fromisoformat(last))
    return [mark + _DAYS + period for period, _ in found]


def asked_days(mark: str, first: date, last: date) -> tuple[list[str], list[str]]:
    """What a date has that shares a day with those from `first` to `last`, both included.

    Beginnings of tokens, and whole tokens: it has one that begins so, or is one of these.
    """
    begun: list[str] = []
    whole: dict[str, None] = {}
    for period, is_day in periods(first, last):
        token = mark + _DAYS + period
        if is_day:
            whole[token] = None
        else:
            begun.append(token)
        whole.update(dict.fromkeys(token[:end] for end in range(3, len(token))))
    return begun, list(whole)


def periods(first: date, last: date) -> Iterator[tuple[str, bool]]:
    """The fewest periods that together are the days from `first` to `last`; whether each is a day.

    Of 2023-11-09: the decade, c for the third from 2000 on; 3; b; 9.
    """
    day = first
    while day <= last:
        for period, end in _begun_by(day):
            if end <= last:
                yield period, end == day
                if end == date.max:
                    return
                day = end + timedelta(days=1)
                break


def _begun_by(day: date) -> Iterator[tuple[str, date]]:
    """The periods that begin on `day`, the longest first, each with its last day."""
    year, new_year = _way(day.year), (day.month, day.day) == (1, 1)
    if new_year:
        yield from _begun_by_year(day.year, year)
    month = year + _DIGITS[day.month]
    if day.day == 1:
        yield month, month_end(day.year, day.month)
    yield month + _DIGITS[day.day], day


def _begun_by_year(number: int, year: str) -> Iterator[tuple[str, date]]:
    first = number == 1  # of the calendar: its first decade and century lack a year
    if first or number == 2100:
        yield year[0], date(1899, 12, 31) if first else date.max
    if len(year) > 2 and (first or number % 100 == 0):
        yield year[:3], date(number - number % 100 + 99, 12, 31)
    if first or number % 10 == 0:
        yield year[:-1], date(number - number % 10 + 9, 12, 31)
    yield year, date(number, 12, 31)


def _way(year: int) -> str:
    """The way to a year: decade and year; before 1900 and from 2100 on era, century, both."""
    if 1900 <= year < 2100:
        return f"{_DECADES[year // 10 - 190]}{year % 10}"
    return f"{_EARLY if year < 1900 else _LATE}{year:04}"
