"""The tokens under which the index holds what is not plain words, and which a query asks for.

They stand in the column `tags` of the full-text table and all begin with a private-use letter,
which the tokenizer takes for a letter of a word and nobody types: no plain word ever finds one. The
first letter says what it is about (the `mark` of a `Searched`, or one of those below), so that the
prefix indexes of the table also serve the beginnings of words within one field.

A date is held by the periods of the calendar that it covers: `inside` each period that holds one
of its pieces, and `whole` for each piece itself. It has a day in common with the period asked for
where one holds the other: a range of years answers a day, and a day a year.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from defcat.text import words

NAMED, TITLED, HAS, KIND, COUNTRY = map(chr, range(0xE000, 0xE005))
"""What a token is about that belongs to no one field: a word of the name of a person, a body, a
topic or a series; a word of another title; that a field is filled in; the kind; any country named.
"""
_CODE, _RECORD, _INSIDE, _WHOLE = map(chr, range(0xE008, 0xE00C))
"""The second letter of a token that holds no word: what comes after it."""


def word(mark: str, text: str) -> str:
    """A folded word of a field."""
    return mark + text


def code(mark: str, text: str) -> str:
    """A code, or any other value that is asked for as a whole."""
    return mark + _CODE + "".join(words(text))


def record(mark: str, record_id: int) -> str:
    """A record that is linked to."""
    return f"{mark}{_RECORD}{record_id}"


def has(name: str) -> str:
    """That the field or part `name` is filled in."""
    return HAS + "".join(words(name))


def kind(name: str) -> str:
    """The kind of the record."""
    return KIND + name


def country(iso: str) -> str:
    """A country that the record names, in whichever role."""
    return COUNTRY + "".join(words(iso))


def inside(mark: str, period: str) -> str:
    """A period (2023, 202311, 20231109) that holds a piece of the date."""
    return mark + _INSIDE + period


def whole(mark: str, period: str) -> str:
    """A period that is a piece of the date."""
    return mark + _WHOLE + period


def of_date(mark: str, first: str, last: str) -> Iterator[str]:
    """The tokens of a date from the ISO day `first` to `last`, both included."""
    for period in periods(date.fromisoformat(first), date.fromisoformat(last)):
        if len(period) < 8:
            yield whole(mark, period)
        for holder in holders(period):
            yield inside(mark, holder)


def holders(period: str) -> Iterator[str]:
    """The periods that hold `period`, itself first: its month, its year."""
    yield period
    if len(period) > 6:
        yield period[:6]
    if len(period) > 4:
        yield period[:4]


def periods(first: date, last: date) -> Iterator[str]:
    """The fewest years, months and days that together are the days from `first` to `last`."""
    day = first
    while day <= last:
        for period, end in _begun_by(day):
            if end <= last:
                yield period
                if end == date.max:
                    return
                day = end + timedelta(days=1)
                break


def _begun_by(day: date) -> Iterator[tuple[str, date]]:
    """The periods that begin on `day`, the longest first, each with its last day."""
    if (day.month, day.day) == (1, 1):
        yield f"{day.year:04}", date(day.year, 12, 31)
    if day.day == 1:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < 9999 else None
        last = after - timedelta(days=1) if after else date(9999, day.month, 31)
        yield f"{day.year:04}{day.month:02}", last
    yield f"{day.year:04}{day.month:02}{day.day:02}", day
