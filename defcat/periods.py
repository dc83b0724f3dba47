"""Lengths of time in the calendar's own units: five years, six months, ninety days.

A `Period` is stored as ISO 8601 text: P5Y, P6M, P90D, P2Y6M; weeks become days. For an agreement
meant to have no end the word `indefinite` is stored, because ISO 8601 has none for it: that is a
statement, and not the same as a duration that nobody wrote down.

Counting (European Convention on the Calculation of Time-Limits, Basle 1972, art. 3 and 4): the day
from which a period runs is not counted; a period of years or months runs until the end of the day
whose date corresponds to it, or of the last day of the month where there is no such day. Five years
from 1 September 2024 run until the end of 1 September 2029, a month from 31 January until the end
of February.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Self

from defcat.dates import PartialDate
from defcat.errors import NotADate
from defcat.translation import tr, trn

INDEFINITE = "indefinite"
"""What is stored for no end."""

_NO_END = ("indefinite", "indefinitely", "unlimited", "no end", "unlimited duration")
_ISO = re.compile(r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?")
_LARGEST = 9999
_WORDS = re.compile(r"[0-9]+|[a-z]+|[^\s(),]")
_UNITS = ("year", "month", "week", "day")


@dataclass(frozen=True, slots=True)
class Period:
    """So many years, months and days, none below 0; all of them 0 for a period without end."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period that a stored text says; NotADate for any other text."""
        if text == INDEFINITE:
            return cls()
        found = _ISO.fullmatch(text)
        return cls._of([int(n or 0) for n in found.groups()] if found else [], text)

    @classmethod
    def read(cls, text: str) -> Self:
        """The period that somebody typed: stored text, or words such as "two years, 6 months".

        A number can stand in words and in figures, "five (5) years", if both say the same. Raises
        NotADate, which says how to write it, for anything else.
        """
        folded = " ".join(text.casefold().split())
        if folded in _NO_END:
            return cls()
        if found := _ISO.fullmatch(folded.upper()):
            return cls._of([int(n or 0) for n in found.groups()], text)
        numbers = dict.fromkeys(_UNITS, 0)
        waiting = list(_UNITS)
        said: list[str] = []
        for word in _WORDS.findall(_plain(folded)):
            unit = word.removesuffix("s")
            if unit not in _UNITS:
                said.append(word)
                continue
            number = _number(said)
            if unit not in waiting or number is None:  # said twice, in disorder, or of nothing
                raise _no_period(text)
            del waiting[: waiting.index(unit) + 1]
            numbers[unit] = number
            said = []
        return cls._of([] if said else list(numbers.values()), text)

    @classmethod
    def _of(cls, numbers: Sequence[int], text: str) -> Self:
        if not any(numbers):
            raise _no_period(text)
        years, months, weeks, days = numbers
        found = cls(years, months, 7 * weeks + days)
        if max(found) > _LARGEST:
            raise _no_period(text)
        return found

    @property
    def indefinite(self) -> bool:
        """Whether it has no end."""
        return not (self.years or self.months or self.days)

    def __str__(self) -> str:
        """The text that is stored."""
        units = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + "".join(f"{n}{unit}" for n, unit in units if n) if any(self) else INDEFINITE

    def __iter__(self) -> Iterator[int]:
        return iter((self.years, self.months, self.days))

    def show(self) -> str:
        """The period in words: "2 years, 6 months"."""
        said = [
            *([trn("{n} year", "{n} years", self.years)] if self.years else []),
            *([trn("{n} month", "{n} months", self.months)] if self.months else []),
            *([trn("{n} day", "{n} days", self.days)] if self.days else []),
        ]
        return ", ".join(said) or tr("indefinite")

    def times(self, count: int) -> "Period":
        """This period `count` times over, counted at once: two months, not a month twice."""
        return Period(self.years * count, self.months * count, self.days * count)

    def after(self, day: date) -> date | None:
        """The last day of the period that runs from `day`; None for no end, or after 9999."""
        return None if self.indefinite else self._moved(day, 1)

    def before(self, day: date) -> date | None:
        """The last day from which the period is over by the end of `day`; None for no such day."""
        found = None if self.indefinite else self._moved(day, -1)
        if found is None:
            return None
        # Months are of unequal length: of the days about there the last one counts.
        while found > date.min and not self._over(found, day):
            found -= timedelta(days=1)
        while self._over(found + timedelta(days=1), day):
            found += timedelta(days=1)
        return found

    def after_date(self, when: PartialDate) -> PartialDate | None:
        """The date on which the period that runs from `when` ends, as precise as `when` is.

        Five years from 1976 end in 1981, six months from August 2024 in February 2025; where year
        or month cannot be kept it answers with the range from the earliest day to the latest. None
        for no end, for a date of which an end is open or unknown, or after the year 9999.
        """
        if not (when.known_first and when.known_last):
            return None
        first, last = self.after(when.first), self.after(when.last)
        if first is None or last is None:
            return None
        unit = when.precision
        if unit == "year" and not (self.months or self.days):
            return PartialDate.parse(f"{first.year:04}{when.qualifier}")
        if unit == "month" and not self.days:
            return PartialDate.parse(f"{first:%Y-%m}{when.qualifier}")
        if first == last:
            return PartialDate.parse(f"{first}{when.qualifier}")
        return PartialDate.parse(f"{first}/{last}")

    def _over(self, start: date, day: date) -> bool:
        end = self.after(start)
        return end is not None and end <= day

    def _moved(self, day: date, by: int) -> date | None:
        months = day.year * 12 + day.month - 1 + by * (self.years * 12 + self.months)
        year, month = divmod(months, 12)
        if not 1 <= year <= date.max.year:
            return None
        last = monthrange(year, month + 1)[1]
        try:
            return date(year, month + 1, min(day.day, last)) + timedelta(days=by * self.days)
        except OverflowError:
            return None


@cache
def _numbers() -> dict[str, int]:
    """Every number from 1 to 999 in English words, without "and", by those words."""
    small = (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
        *("eighteen", "nineteen"),
    )
    found = {words: number for number, words in enumerate(small, 1)}
    ones = list(found.items())[:9]
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    for number, ten in zip(range(20, 100, 10), tens, strict=True):
        found[ten] = number
        found |= {f"{ten} {words}": number + one for words, one in ones}
    below = list(found.items())
    for words, hundreds in ones:
        found[f"{words} hundred"] = hundreds * 100
        found |= {f"{words} hundred {rest}": hundreds * 100 + number for rest, number in below}
    return found | {"a": 1, "an": 1}


def _plain(folded: str) -> str:
    """Typed words without the hyphens of twenty-five and the comma of 1,000."""
    return re.sub(r"(?<=[0-9]),(?=[0-9]{3}\b)", "", re.sub(r"(?<=[a-z])-(?=[a-z])", " ", folded))


def _number(said: Sequence[str]) -> int | None:
    """The number that words or figures, or both, say; None for what says none."""
    figures = {int(word) for word in said if word.isdecimal()}
    words = " ".join(word for word in said if not word.isdecimal() and word != "and")
    numbers = figures | ({_numbers().get(words, -1)} if words else set())
    return numbers.pop() if len(numbers) == 1 and min(numbers) > 0 else None


def _no_period(text: str) -> NotADate:
    shown = text if len(text) <= 40 else text[:40] + "…"
    return NotADate(
        tr("“{typed}” is not a length of time.", typed=shown),
        tr("Write it like 5 years, 18 months, 90 days, 2 years 6 months, or indefinite."),
    )
