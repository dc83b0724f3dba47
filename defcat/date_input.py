"""Dates as people type them.

`read` understands EDTF and everyday English ("23 Aug 2024", "c. 1905", "9-10 November 2023"), with
month names also in the language of the window. It answers with how it understood the text, so that
a form can show it before anything is saved. What it can't read for certain it refuses or flags;
it never guesses a century, a calendar or a missing year.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

from defcat.dates import PartialDate, month_names, season_names
from defcat.errors import InputError
from defcat.translation import tr


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood.

    `ambiguous`: the text has another plausible reading, so ask before saving.
    `shows`: the date in words, with the choice that was made: "3 April 2024 (day first)".
    """

    date: PartialDate
    ambiguous: bool
    shows: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One date of the text: its EDTF text, and the choice made in reading it, in words."""

    edtf: str
    ambiguous: bool = False
    choice: str = ""

    def marked(self, mark: str) -> "_Part":
        return _Part(self.edtf + mark, self.ambiguous, self.choice)


_ReadOne = Callable[[str], _Part | None]

_GREGORIAN_FROM = date(1582, 10, 15)
_LONGEST = 100
_DASHES = str.maketrans(
    {"\N{EN DASH}": " - ", "\N{EM DASH}": " - ", "\N{NON-BREAKING HYPHEN}": "-"}
)
_MONTHS = "january february march april may june july august september october november december"
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_OPEN_ENDS = {"open": "..", "present": "..", "ongoing": "..", "unknown": ""}

_ABOUT = re.compile(
    r"(?:(?:circa|ca?\.|about|around|approximately|approx\.?|ca?) ?(?=\S)|~ ?)(.+)", re.IGNORECASE
)
_UNCERTAIN = re.compile(r"(.+?) ?(?:\?|\(uncertain\))", re.IGNORECASE)
_EDTF_DATE = r"[0-9x]{4}(?:-(?:[01][0-9]|2[0-4]|xx)(?:-(?:[0-9]{2}|xx))?)?[?~%]?"
_EDTF_SINGLE = re.compile(rf"{_EDTF_DATE}|y-?[0-9]+|[-+][0-9]{{4,}}|[0-9]{{5,7}}", re.IGNORECASE)
_EDTF_RANGE = re.compile(rf"(?:{_EDTF_DATE}|\.\.)?/(?:{_EDTF_DATE}|\.\.)?", re.IGNORECASE)
_NUMBERS = re.compile(r"([0-9]{1,4}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})")
_MONTH_YEAR_NUMBERS = re.compile(r"([0-9]{1,2})[/.]([0-9]{4})")
_DAY_WORD_YEAR = re.compile(
    r"(?:([0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -])?([^\W\d_]+)\.?,?[ -]([0-9]{4})", re.IGNORECASE
)
_WORD_DAY_YEAR = re.compile(
    r"([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.IGNORECASE
)
_WORD_DAYS_YEAR = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2}) ?- ?([0-9]{1,2}),? ([0-9]{4})")
_ONE_SIDED = re.compile(r"(before|after|since|from|until|till|to|up to) (.+)", re.IGNORECASE)
_TWO_SIDED = re.compile(r"(?:from )?(.+?) (?:to|until|till|-) (.+)", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?:.*[^0-9])?[0-9]{1,2}")


def read(text: str, *, day_first: bool = True, today: date | None = None) -> Reading:
    """The date that somebody typed.

    `day_first` decides 03/04/2024, which comes back as ambiguous. `today` gives a meaning to
    "today", "yesterday" and "tomorrow". InputError, with how to mend it, for anything else.
    """
    typed = " ".join(text.translate(_DASHES).split())
    if len(typed) > _LONGEST:
        raise _unreadable(typed[:_LONGEST] + "…")
    one = partial(_single, day_first=day_first, today=today)
    part = _edtf_range(typed) or one(typed) or _one_sided(typed, one) or _two_sided(typed, one)
    if part is None:
        raise _unreadable(typed)
    found = PartialDate.parse(part.edtf)
    shows = found.show()
    if part.choice:
        shows = tr("{date} ({choice})", date=shows, choice=part.choice)
    return Reading(found, part.ambiguous, shows)


def read_day(text: str) -> date:
    """The one day that somebody typed; InputError for a month, a range or no date at all."""
    found = read(text).date
    if found.first != found.last:
        raise InputError(
            tr("“{given}” is not one day.", given=text), tr("Give a day, such as 2024-08-24.")
        )
    return found.first


def _edtf_range(text: str) -> _Part | None:
    """Two EDTF ends with a slash, or "unknown"."""
    if text.casefold() == "unknown":
        return _Part("XXXX")
    return _Part(PartialDate.parse(text.upper()).text) if _EDTF_RANGE.fullmatch(text) else None


def _single(text: str, *, day_first: bool, today: date | None) -> _Part | None:
    """One date, perhaps "about" or "(uncertain)"; None if it has another form."""
    mark = ""
    if uncertain := _UNCERTAIN.fullmatch(text):
        mark, text = "?", uncertain[1]
    if about := _ABOUT.fullmatch(text):
        mark, text = "%" if mark else "~", about[1]
    part = (
        _relative(text, today)
        or _edtf_single(text)
        or _in_numbers(text, day_first)
        or _in_words(text)
    )
    if part is None or not mark:
        return part
    return None if part.edtf[-1] in "?~%" else part.marked(mark)


def _relative(text: str, today: date | None) -> _Part | None:
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(text.casefold())
    if days is None:
        return None
    if today is None:
        raise InputError(
            tr("“{typed}” has no fixed day here.", typed=text),
            tr("Write the day itself, for example 23 August 2024."),
        )
    return _Part((today + timedelta(days)).isoformat())


def _edtf_single(text: str) -> _Part | None:
    """2024-08-23, 2024-08, 2024, 201X, 2019-21; InputError for a text that can be nothing else."""
    if _EDTF_SINGLE.fullmatch(text) is None:
        return None
    found = PartialDate.parse(text.upper())
    if found.precision == "season":
        # 2019-21 is spring for EDTF and three years for most people.
        return _Part(found.text, True, _months_of(found))
    # 2003-04 is April for EDTF and a financial year for many a ministry.
    next_year = f"{found.first.year + 1:04}"[2:]
    return _Part(found.text, found.precision == "month" and found.text[5:7] == next_year)


def _in_numbers(text: str, day_first: bool) -> _Part | None:
    """23/08/2024, 23.8.2024, 2024/08/23, 08/2024."""
    if found := _MONTH_YEAR_NUMBERS.fullmatch(text):
        month, year = found.groups()
        return _Part(PartialDate.parse(f"{year}-{int(month):02}").text)
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, _, second, third = found.groups()
    if len(first) == 4 and len(third) <= 2:
        return _Part(_day(int(first), int(second), int(third), text))
    if len(first) > 2 or len(third) != 4:
        raise _short_year(text)
    day, month = int(first), int(second)
    if not day_first:
        day, month = month, day
    # 08/23/2024 can only be August; but whoever writes day first did not mean to write that.
    swapped = month > 12 >= day
    if swapped:
        day, month = month, day
    ambiguous = swapped or (day <= 12 and day != month)
    order = tr("day first") if day_first != swapped else tr("month first")
    return _Part(_day(int(third), month, day, text), ambiguous, order if ambiguous else "")


def _in_words(text: str) -> _Part | None:
    """23 August 2024, August 23, 2024, Aug 2024, spring 2019."""
    if found := _WORD_DAY_YEAR.fullmatch(text):
        name, day, year = found.groups()
    elif found := _DAY_WORD_YEAR.fullmatch(text):
        day, name, year = found.groups()
    else:
        return None
    if month := _months().get(name.casefold()):
        return _Part(_day(int(year), month, int(day), text) if day else f"{year}-{month:02}")
    season = _seasons().get(name.casefold())
    if season is None or day:
        return None
    part = PartialDate.parse(f"{year}-{season}")
    # "Winter 2019" is said of the one that begins and of the one that ends in 2019.
    return _Part(part.text, season == 24, _months_of(part))


def _one_sided(text: str, one: _ReadOne) -> _Part | None:
    """Since, from, until, before or after a date."""
    found = _ONE_SIDED.fullmatch(text)
    part = one(found[2]) if found else None
    if found is None or part is None:
        return None
    word = found[1].casefold()
    if word in ("since", "from"):
        return _Part(part.edtf + "/..", part.ambiguous, part.choice)
    if word not in ("before", "after"):
        return _Part("../" + part.edtf, part.ambiguous, part.choice)
    # Not "open": some day on the other side of that date, and nobody said which.
    named = PartialDate.parse(part.edtf)
    if word == "before":
        edtf, choice = "/" + _neighbour(named, -1), tr("before {date}", date=named.show())
    else:
        edtf, choice = _neighbour(named, 1) + "/", tr("after {date}", date=named.show())
    return _Part(edtf, part.ambiguous, choice)


def _neighbour(named: PartialDate, step: int) -> str:
    """The EDTF text of the day, month or year before (-1) or after (1) a date, as vague as it."""
    try:
        edge = (named.first if step < 0 else named.last) + timedelta(step)
    except OverflowError as error:
        raise InputError(
            tr("Nothing is beyond {date} in this calendar.", date=named.show()),
            tr("Years go from 0001 to 9999."),
        ) from error
    length = {"day": 10, "year": 4}.get(named.precision, 7)
    return edge.isoformat()[:length] + named.qualifier


def _two_sided(text: str, one: _ReadOne) -> _Part | None:
    """From .. to .., 1998-2004, 9-10 November 2023, 31 May 2019 - open."""
    if found := _WORD_DAYS_YEAR.fullmatch(text):
        name, first, last, year = found.groups()
        ends = (f"{first} {name} {year}", f"{last} {name} {year}")
    elif found := _TWO_SIDED.fullmatch(text):
        ends = (found[1], found[2])
    elif text.count("-") == 1:
        before, _, after = text.partition("-")
        ends = (before.strip(), after.strip())
    else:
        return None
    right = _open_end(ends[1]) or one(ends[1])
    if right is None:
        return None
    left = _open_end(ends[0]) or one(ends[0]) or _borrowing(ends[0], right)
    if left is None:
        return None
    ambiguous = left.ambiguous or right.ambiguous
    return _Part(f"{left.edtf}/{right.edtf}", ambiguous, left.choice or right.choice)


def _open_end(text: str) -> _Part | None:
    edtf = _OPEN_ENDS.get(text.casefold())
    return None if edtf is None else _Part(edtf)


def _borrowing(text: str, right: _Part) -> _Part | None:
    """A first end that takes the month or the year of the second: "9", "9 November", "June"."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", right.edtf):
        return None
    year, month = right.edtf[:4], int(right.edtf[5:7])
    whole = f"{text} {_MONTHS.split()[month - 1]}" if text.isdecimal() and month <= 12 else text
    left = _in_words(f"{whole} {year}")
    # "June - 9 July 2024" has no day to begin with, and "9 - July 2024" none to end with.
    return left if left and len(left.edtf) == len(right.edtf) else None


def _day(year: int, month: int, day: int, text: str) -> str:
    """The EDTF text of a typed day; InputError if there is none, or no telling its calendar."""
    exists = 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    if not exists:
        raise InputError(
            tr("“{typed}” is not a day of the calendar.", typed=text),
            tr("Check the day and the month; if only the month is known, write it like 2024-08."),
        )
    stated = date(year, month, day)
    if stated < _GREGORIAN_FROM:
        raise InputError(
            tr("“{typed}” is before the Gregorian calendar of 15 October 1582.", typed=text),
            tr("Write the Gregorian day as {iso}, or only the year.", iso="YYYY-MM-DD"),
        )
    return stated.isoformat()


def _months_of(season: PartialDate) -> str:
    """The months that a season stands for, because the hemispheres differ."""
    first, last = season.first.isoformat()[:7], season.last.isoformat()[:7]
    return PartialDate.parse(f"{first}/{last}").show()


@cache
def _months() -> dict[str, int]:
    """Month numbers by English and translated name, long, short and by its first three letters."""
    english = _MONTHS.split()
    names = [english, [name[:3] for name in english], month_names("long"), month_names("short")]
    known = {name.casefold(): n for row in names for n, name in enumerate(row, start=1)}
    return known | {"sept": 9}


@cache
def _seasons() -> dict[str, int]:
    """EDTF season numbers by English and translated name."""
    return _SEASONS | {name.casefold(): number for number, name in season_names().items()}


def _short_year(text: str) -> InputError:
    return InputError(
        tr("“{typed}” has a year without four digits.", typed=text),
        tr("Write the year with four digits, for example 2024."),
    )


def _unreadable(text: str) -> InputError:
    if not text:
        return InputError(
            tr("There is no date in an empty text."),
            tr("Write a date, or “unknown”."),
        )
    four_digits = re.search(r"[0-9]{4}", text)
    if _SHORT_YEAR.fullmatch(text) and (not four_digits or re.fullmatch(r"\d{4}.\d{2}", text)):
        return _short_year(text)
    return InputError(
        tr("“{typed}” can't be read as a date.", typed=text),
        tr("Write it like 23 August 2024, Aug 2024, 23/08/2024, 2024-08-23, c. 1905 or 1998-2004."),
    )
