"""Dates known to the day, or only in part.

A `PartialDate` is the text of EDTF level 1 (Extended Date/Time Format, Library of Congress 2019;
ISO 8601-2) with its earliest and its latest day. Sorting, filtering and status use those two days
and never a day that nobody stated. What people type is read by `defcat.date_input`.

    2024-08-23  2024-08  2024           to the day, the month, the year
    2019-21 .. 2019-24                  spring, summer, autumn, winter of 2019
    2024-06~  2024-06?  2024-06%        approximate, uncertain, both
    2004-06-XX  2004-XX  2004-XX-XX     a day or a month that is not known
    201X  20XX  2XXX                    a year of which only the first digits are known
    1998/2004                           from, to
    2019-05-31/..  ../2004              open: it goes on, or has no beginning
    2019-05-31/  /2004                  an end or a beginning that is not known
    XXXX                                unknown

Calendar: Gregorian, and proleptic before 15 October 1582, because ISO 8601 defines these texts that
way for every year from 0001 to 9999. A date of a Julian source has to be converted before it is
written here; typed words for such a day are refused by `defcat.date_input`, because nothing in them
says which calendar was meant.

Seasons: the meteorological ones of the northern hemisphere (spring is March to May). Winter belongs
to the year in which it begins: 2019-24 is December 2019 to February 2020.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Literal, Self

from defcat.errors import NotADate
from defcat.translation import tr

Precision = Literal["day", "month", "season", "year", "range", "unknown"]
Overlap = Literal["certain", "possible", "no"]
Style = Literal["long", "short"]

UNKNOWN = "XXXX"
_OPEN_OR_UNKNOWN = ("..", "")
_QUALIFIERS = frozenset("~?%")
_SINGLE = re.compile(
    r"(?=[0-9X]{4}\b)([0-9]+X*)(?:-([0-9]{2}|XX))?(?:-([0-9]{2}|XX))?([?~%]?)", re.ASCII
)
# A sign, a letter Y, five to seven digits, or 0: EDTF years outside the calendar of Python.
_YEAR_OUTSIDE = re.compile(r"[-+]?Y?-?[0-9]{5,7}(?![0-9])|[-+]?Y[-+]?[0-9]|[-+][0-9]{4}|0000")
_SEASON_STARTS = {21: 3, 22: 6, 23: 9, 24: 12}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known. Made by `parse` or `of`, equal when its EDTF text is equal.

    `first` and `last` are the earliest and the latest day it can mean. An open, unknown or
    altogether missing side is `date.min` or `date.max`. A qualifier (`~ ? %`) does not move them.
    """

    text: str
    first: date = field(compare=False)
    last: date = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The date that an EDTF level-1 text says; NotADate for any other text."""
        # ISO weeks (2024-W34-5) are as long as a day, but have no hyphen in this place.
        if len(text) == 10 and text[7] == "-":
            try:
                day = date.fromisoformat(text)
            except ValueError:
                pass
            else:
                return cls(text, day, day)
        return cls(text, *_bounds(text))

    @classmethod
    def of(cls, day: date) -> Self:
        """The date of one calendar day."""
        return cls(day.isoformat(), day, day)

    def __str__(self) -> str:
        return self.text

    @property
    def precision(self) -> Precision:
        """The unit the date is known to; "range" for two ends and for years like 201X."""
        if self.text == UNKNOWN:
            return "unknown"
        if "/" in self.text:
            return "range"
        year, month, day, _ = _parts(self.text)
        if "X" in year:
            return "range"
        if month in ("", "XX"):
            return "year"
        if int(month) in _SEASON_STARTS:
            return "season"
        return "month" if day in ("", "XX") else "day"

    @property
    def qualifier(self) -> str:
        """`~` approximate, `?` uncertain, `%` both, or nothing; of either end of a range."""
        marks = {part[-1:] for part in self.text.split("/")} & _QUALIFIERS
        return "" if not marks else marks.pop() if len(marks) == 1 else "%"

    @property
    def known_first(self) -> bool:
        """Whether `first` was stated, and is not the beginning of the calendar for want of it."""
        return self.text[0] not in "./X"

    @property
    def known_last(self) -> bool:
        """Whether `last` was stated, and is not the end of the calendar for want of it."""
        return self.text[-1] not in "./" and self.text != UNKNOWN

    @property
    def exact(self) -> bool:
        """Whether it is one day beyond doubt: no qualifier, and no end that is open or unknown."""
        stated = self.known_first and self.known_last
        return stated and self.first == self.last and not doubtful(self.text)

    @property
    def sort_key(self) -> tuple[date, date]:
        """Orders all dates: by the earliest day, then by the latest."""
        return self.first, self.last

    def before(self, other: "PartialDate") -> bool | None:
        """Whether this ends before `other` begins; None when their days do not tell."""
        if self.last < other.first:
            return True
        return False if self.first >= other.last else None

    def after(self, other: "PartialDate") -> bool | None:
        """Whether this begins after `other` ends; None when their days do not tell."""
        return other.before(self)

    def overlaps(self, first: date, last: date) -> Overlap:
        """Whether this falls into the days from `first` to `last`, both included.

        A range lasts from its start to its end: 1998/2004 is certain for 2001. Any other date is
        one stretch somewhere between its bounds: 2023 is only possible for November 2023. An
        approximate or uncertain date is never more than possible.
        """
        if self.first > last or self.last < first:
            return "no"
        latest_start, earliest_end = self._inner_bounds()
        certain = latest_start <= last and earliest_end >= first and not self.qualifier
        return "certain" if certain else "possible"

    def _inner_bounds(self) -> tuple[date, date]:
        """The latest day it can have begun on and the earliest it can have ended on."""
        start, slash, end = self.text.partition("/")
        if not slash:
            return self.last, self.first
        begun = {"..": date.min, "": self.last}.get(start) or _span(start)[1]
        ended = {"..": date.max, "": self.first}.get(end) or _span(end)[0]
        return min(begun, self.last), max(ended, self.first)

    def show(self, style: Style = "long") -> str:
        """The date in words: "about June 2024", or short, "c. Jun 2024"."""
        if self.text == UNKNOWN:
            return tr("unknown")
        start, slash, end = self.text.partition("/")
        if not slash or start == end:
            return _show_single(start, style)
        if style == "long" and end == "..":
            return tr("since {date}", date=_show_single(start, style))
        if style == "long" and start == "..":
            return tr("until {date}", date=_show_single(end, style))
        missing = {"..": tr("open"), "": tr("unknown")}
        if start in missing or end in missing:
            return tr(
                "{first} \N{EN DASH} {last}",
                first=missing.get(start) or _show_single(start, style),
                last=missing.get(end) or _show_single(end, style),
            )
        return _show_range(start, end, style)

    def show_moment(self) -> str:
        """The date in words as that of something that took no time, such as the end of a post.

        Then an open or unknown side is no stretch of time: 2019/.. is "2019 or later", not "since
        2019", and XXXX is "a day not recorded".
        """
        start, slash, end = self.text.partition("/")
        if self.text == UNKNOWN:
            return tr("a day not recorded")
        if slash and end in _OPEN_OR_UNKNOWN:
            return tr("{date} or later", date=_show_single(start, "long"))
        if slash and start in _OPEN_OR_UNKNOWN:
            return tr("{date} or earlier", date=_show_single(end, "long"))
        return self.show()


def doubtful(text: str) -> bool:
    """Whether an EDTF text is approximate or uncertain, at either end (`~ ? %`)."""
    return not _QUALIFIERS.isdisjoint(text)


def is_day(text: str) -> bool:
    """Whether an EDTF text is a plain day of the calendar, as most dates are."""
    if len(text) != 10 or text[7] != "-":
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def days_span(text: str) -> tuple[str, str]:
    """The first and last day of an EDTF text as ISO texts; NotADate if it is none.

    Meant for imports: a plain day costs a fraction of a microsecond.
    """
    if is_day(text):
        return text, text
    first, last = _bounds(text)
    return first.isoformat(), last.isoformat()


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


@cache
def month_names(style: Style) -> tuple[str, ...]:
    """The twelve month names in the person's language, January first."""
    if style == "short":
        return (
            *(tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun")),
            *(tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec")),
        )
    return (
        *(tr("January"), tr("February"), tr("March"), tr("April"), tr("May"), tr("June")),
        *(tr("July"), tr("August"), tr("September"), tr("October"), tr("November")),
        tr("December"),
    )


@cache
def season_names() -> dict[int, str]:
    """The season names in the person's language by their EDTF number, 21 to 24."""
    return {21: tr("spring"), 22: tr("summer"), 23: tr("autumn"), 24: tr("winter")}


@lru_cache(4096)
def _bounds(text: str) -> tuple[date, date]:
    """The earliest and latest day of a whole EDTF text."""
    if text == UNKNOWN:
        return date.min, date.max
    start, slash, end = text.partition("/")
    if not slash:
        return _span(text)
    if start in _OPEN_OR_UNKNOWN and end in _OPEN_OR_UNKNOWN:
        raise NotADate(
            tr("“{typed}” is a range without any date.", typed=text),
            tr("Give at least one end, or write XXXX for an unknown date."),
        )
    first = date.min if start in _OPEN_OR_UNKNOWN else _span(start)[0]
    last = date.max if end in _OPEN_OR_UNKNOWN else _span(end)[1]
    if first > last:
        raise NotADate(
            tr("“{typed}” ends before it begins.", typed=text),
            tr("Put the earlier date first."),
        )
    return first, last


def _span(text: str) -> tuple[date, date]:
    """The earliest and latest day of an EDTF date that is no range."""
    if is_day(text):
        day_itself = date.fromisoformat(text)
        return day_itself, day_itself
    year, month, day, _ = _parts(text)
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in ("", "XX"):
        return date(max(low, 1), 1, 1), date(high, 12, 31)
    number = int(month)
    if number in _SEASON_STARTS:
        return _season_span(low, number)
    if not 1 <= number <= 12:
        raise NotADate(
            tr("“{typed}” has no month of the calendar.", typed=text),
            tr("Write the month as 01 to 12, or a season as 21 (spring) to 24 (winter)."),
        )
    end = month_end(low, number)
    if day in ("", "XX"):
        return end.replace(day=1), end
    if not 1 <= int(day) <= end.day:
        raise NotADate(
            tr("“{typed}” is not a day of the calendar.", typed=text),
            tr("That month has the days 01 to {last}.", last=end.day),
        )
    exact = end.replace(day=int(day))
    return exact, exact


def _season_span(year: int, number: int) -> tuple[date, date]:
    first = date(year, _SEASON_STARTS[number], 1)
    if number < 24:
        return first, month_end(year, first.month + 2)
    # The last winter of the calendar has no February.
    return first, month_end(year + 1, 2) if year < date.max.year else date.max


def _parts(text: str) -> tuple[str, str, str, str]:
    """Year, month, day and qualifier of an EDTF date that is no range; "" where it has none."""
    found = _SINGLE.fullmatch(text)
    if found is None:
        raise _not_edtf(text)
    year, month, day, mark = found.groups(default="")
    known_less_than_unit = (
        ("X" in year and month)
        or (month == "XX" and day not in ("", "XX"))
        or (month in ("21", "22", "23", "24") and day)
    )
    if known_less_than_unit or year == "0000":
        raise _not_edtf(text)
    return year, month, day, mark


def _not_edtf(text: str) -> NotADate:
    shown = text if len(text) <= 40 else text[:40] + "…"
    if _YEAR_OUTSIDE.match(text):
        return NotADate(
            tr("“{typed}” has a year outside 0001 to 9999.", typed=shown),
            tr("Write the year with four digits, from 0001 to 9999."),
        )
    return NotADate(
        tr("“{typed}” is not a date in the EDTF form.", typed=shown),
        tr("Write it like 2024-08-23, 2024-08, 2024, 2024~, 1998/2004 or 2019-05-31/.. instead."),
    )


def _show_single(text: str, style: Style) -> str:
    """An EDTF date that is no range, in words."""
    year, month, day, mark = _parts(text)
    if "X" in year:
        first, last = _span(text)
        words = tr("between {first} and {last}", first=f"{first.year:04}", last=f"{last.year:04}")
    elif month in ("", "XX"):
        words = year
    elif int(month) in _SEASON_STARTS:
        words = tr("{season} {year}", season=season_names()[int(month)], year=year)
    elif day in ("", "XX"):
        words = tr("{month} {year}", month=month_names(style)[int(month) - 1], year=year)
    else:
        name = month_names(style)[int(month) - 1]
        words = tr("{day} {month} {year}", day=int(day), month=name, year=year)
    if mark in ("~", "%"):
        words = tr("about {date}", date=words) if style == "long" else tr("c. {date}", date=words)
    if mark in ("?", "%"):
        long = style == "long"
        words = tr("{date} (uncertain)", date=words) if long else tr("{date}?", date=words)
    return words


def _show_range(start: str, end: str, style: Style) -> str:
    """Two stated ends in words, without saying the same month or year twice."""
    first, last = _show_single(start, style), _show_single(end, style)
    if start.isdecimal() and end.isdecimal():
        return tr("{first}\N{EN DASH}{last}", first=first, last=last)
    _, month, day, _ = _parts(start)
    units = {_plain_unit(start), _plain_unit(end)}
    if start[:4] == end[:4] and units in ({"month"}, {"day"}):
        name = month_names(style)[int(month) - 1]
        if not day:
            return tr("{first}\N{EN DASH}{last}", first=name, last=last)
        if start[:7] == end[:7]:
            return tr("{first}\N{EN DASH}{last}", first=int(day), last=last)
        day_month = tr("{day} {month}", day=int(day), month=name)
        return tr("{first} \N{EN DASH} {last}", first=day_month, last=last)
    return tr("{first} \N{EN DASH} {last}", first=first, last=last)


def _plain_unit(text: str) -> str:
    """The unit, "month" or "day", of an EDTF date without X and qualifier; "" for any other."""
    if not text.replace("-", "").isdecimal() or text[5:7] > "12":
        return ""
    return {7: "month", 10: "day"}.get(len(text), "")
