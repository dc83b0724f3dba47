"""Periods and amounts as a query says them: 2023..2024, >=2023-11, last-90d, 5y, 3..5.

A period compares by its ends: >2023 is after its last day, >=2023 from its first on, <2023 before
its first, <=2023 up to its last. A value that is still being typed stands for all it can become:
202 for the years 2020 to 2029, 2023-1 for 2023.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from defcat import date_input
from defcat.dates import PartialDate
from defcat.errors import InputError
from defcat.periods import INDEFINITE, Period
from defcat.search.asked import Days, Lengths, Numbers
from defcat.translation import tr

RELATIVE = (
    *("today", "yesterday", "tomorrow", "this-week", "this-month", "this-year"),
    *("last-week", "last-month", "last-year", "next-week", "next-month", "next-year"),
    *("last-90d", "next-180d"),
)
"""Periods that move with the day, as they are written; for 90d any number of d, w, m or y."""

ENDLESS = 1_000_000_000
"""The length of what has no end."""

_COMPARED = re.compile(r"([<>]=?)\s*(.*)", re.DOTALL)
_RANGE = re.compile(r"(.*?)\s*\.\.\s*(.*)", re.DOTALL)
_CALENDAR = re.compile(r"(this|last|next)[- ](week|month|year)", re.IGNORECASE)
_COUNTED = re.compile(r"(last|next)[- ]([0-9]{1,5}) ?([dwmy])", re.IGNORECASE)
_MOVING = re.compile(r"(this|last|next)-", re.IGNORECASE)
_HALF = re.compile(r"([0-9]{4}(?:-[0-9]{2})?)(?:-[0-9]?|\.)")
_FEW_DIGITS = re.compile(r"[0-9]{1,3}")
_SHORT = re.compile(r"(?:([0-9]{1,4})y)?(?:([0-9]{1,4})m)?(?:([0-9]{1,4})w)?(?:([0-9]{1,4})d)?")
_WHOLE = re.compile(r"[0-9]{1,15}")
_STEPS = {"this": 0, "last": -1, "next": 1}
_DAYS_OF = {"d": 1.0, "w": 7.0, "m": 365.2425 / 12, "y": 365.2425}

Ends = tuple[int | None, int | None]
"""From, to, both included; None: without that end."""


def days(text: str, today: date) -> Days:
    """The days that a date, a range or a comparison says; raises InputError for anything else."""

    def ends(value: str) -> Ends:
        first, last = _period(value, today)
        return first.toordinal() if first else None, last.toordinal() if last else None

    low, high = between(text, ends)
    least, most = date.min.toordinal(), date.max.toordinal()
    return Days(
        None if low is None else date.fromordinal(min(max(low, least), most)),
        None if high is None else date.fromordinal(min(max(high, least), most)),
    )


def numbers(text: str) -> Numbers:
    """The whole numbers that a number, a range or a comparison says; raises InputError."""

    def ends(value: str) -> Ends:
        if not _WHOLE.fullmatch(value):
            raise InputError(
                tr("“{value}” is not a whole number.", value=value),
                tr("Write a number, or a range such as 3..5 or >=3."),
            )
        return int(value), int(value)

    return Numbers(*between(text, ends))


def lengths(text: str) -> Lengths:
    """The lengths of time that a duration (five years, 5y, P5Y), a range or a comparison says;
    raises InputError.
    """

    def ends(value: str) -> Ends:
        short = _SHORT.fullmatch(value.lower())
        if short and any(short.groups()):
            found = _days_of(dict(zip("ymwd", (int(n or 0) for n in short.groups()), strict=True)))
        else:
            found = length(str(Period.read(value)))
        return found, found

    return Lengths(*between(text, ends))


def length(stored: str) -> int:
    """How many days a stored duration is long, for comparing: a year is 365, as are 12 months. It
    may be in lower case, as the index has it.
    """
    if stored == INDEFINITE:
        return ENDLESS
    years, months, left = Period.parse(stored.upper())
    return _days_of({"y": years, "m": months, "d": left})


def _days_of(units: dict[str, int]) -> int:
    return int(sum(number * _DAYS_OF[unit] for unit, number in units.items()))


def is_range(text: str) -> bool:
    """Whether `text` is a comparison or a range."""
    return text[:1] in ("<", ">") or ".." in text


def between(text: str, ends: Callable[[str], Ends]) -> Ends:
    """The ends of a comparison, a range, or one value, of which `ends` reads each value; raises
    InputError for a range that ends before it begins.
    """
    if compared := _COMPARED.fullmatch(text):
        first, last = ends(compared[2])
        before = None if first is None else first - 1
        after = None if last is None else last + 1
        return {">": (after, None), ">=": (first, None), "<": (None, before), "<=": (None, last)}[
            compared[1]
        ]
    found = _RANGE.fullmatch(text)
    if found and "/" not in text and (found[1] or found[2]):
        first = ends(found[1])[0] if found[1] else None
        last = ends(found[2])[1] if found[2] else None
        if first is not None and last is not None and first > last:
            raise InputError(
                tr("“{given}” ends before it begins.", given=text),
                tr("Write the earlier or lower end first."),
            )
        return first, last
    return ends(text)


def _period(text: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a date, None for an end that is open."""
    if calendar := _CALENDAR.fullmatch(text):
        return _calendar(_STEPS[calendar[1].lower()], calendar[2].lower(), today)
    if counted := _COUNTED.fullmatch(text):
        there = _moved(today, _STEPS[counted[1].lower()] * int(counted[2]), counted[3].lower())
        return min(there, today), max(there, today)
    if _MOVING.match(text):
        raise InputError(
            tr("“{given}” is no period that moves with the day.", given=text),
            tr("Write it like last-90d, next-6m, last-week or this-year."),
        )
    if half := _HALF.fullmatch(text):
        text = half[1]
    elif _FEW_DIGITS.fullmatch(text):
        text = f"{text:X<4}"
    found: PartialDate = date_input.read(text, today=today).date
    first = found.first if found.known_first else None
    last = found.last if found.known_last else None
    if first is None and last is None:
        raise InputError(
            tr("“{given}” names no day.", given=text),
            tr("Write a date; missing:date finds what has none."),
        )
    return first, last


def _calendar(step: int, unit: str, today: date) -> tuple[date, date]:
    """The week (from Monday), month or year that is `step` after the one of `today`."""
    if unit == "week":
        first = _moved(today - timedelta(days=today.weekday()), 7 * step, "d")
        return first, _moved(first, 6, "d")
    start = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    first = _moved(start, step, unit[0])
    return first, _moved(_moved(first, 1, unit[0]), -1, "d")


def _moved(day: date, number: int, unit: str) -> date:
    """The day so many days, weeks, months or years on, in a shorter month its last day; the end of
    the calendar where there is none.
    """
    end = date.max if number > 0 else date.min
    if unit in "dw":
        try:
            return day + timedelta(days=number * (7 if unit == "w" else 1))
        except OverflowError:
            return end
    year, month = divmod(day.year * 12 + day.month - 1 + number * (12 if unit == "y" else 1), 12)
    if not 1 <= year <= 9999:
        return end
    following = (
        date(year, month + 1, 28) + timedelta(days=4) if (year, month) != (9999, 11) else None
    )
    longest = (following - timedelta(days=following.day)).day if following else 31
    return date(year, month + 1, min(day.day, longest))
