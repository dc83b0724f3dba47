"""Whether 03/04/2024 is in April or in March: decided over whole columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from defcat.dates import PartialDate
from defcat.errors import DefcatError
from defcat.exchange.shapes import Shape
from defcat.translation import tr

_NUMBERS = re.compile(r"\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*\d{2,4}\b")
_ISO = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


@dataclass(frozen=True)
class DateOrder:
    """How dates are written: "iso", "day-first" or "month-first".

    `why` says what decided, `doubt` what speaks against it or that nothing decided; it is empty
    where there is none.
    """

    order: str
    why: str = ""
    doubt: str = ""


def date_order(columns: Mapping[str, Shape]) -> DateOrder:
    """The order that the dates in `columns` are written in."""
    if not any(shape.counts for shape in columns.values()):
        return DateOrder("day-first", tr("no date depends on it"))
    if all(_is_iso(text) for shape in columns.values() for text in shape.counts):
        return DateOrder("iso", tr("all dates are written like 2024-08-23"))
    day, month, open_ones = _evidence(columns)
    if day and month:
        order = "day-first" if len(day) >= len(month) else "month-first"
        doubt = tr(
            "“{first}” ({column}) has the day first, “{second}” ({other}) the month",
            first=day[0][1],
            column=day[0][0],
            second=month[0][1],
            other=month[0][0],
        )
        return DateOrder(order, tr("most dates say so"), doubt)
    if day or month:
        column, text = (day or month)[0]
        why = tr("“{text}” in {column} can be read in no other way", text=text, column=column)
        doubt = ""
        if len(day or month) == 1 and open_ones:
            doubt = tr(
                "only “{text}” ({column}) decides how “{open}” ({other}) is read",
                text=text,
                column=column,
                open=open_ones[0][1],
                other=open_ones[0][0],
            )
        return DateOrder("day-first" if day else "month-first", why, doubt)
    if open_ones:
        column, text = open_ones[0]
        doubt = tr(
            "“{text}” in {column} may have the day or the month first", text=text, column=column
        )
        return DateOrder("day-first", "", doubt)
    return DateOrder("day-first", tr("no date depends on it"))


_Seen = list[tuple[str, str]]


def _evidence(columns: Mapping[str, Shape]) -> tuple[_Seen, _Seen, _Seen]:
    """Texts, with their columns, that have the day first, the month first, or either."""
    day: _Seen = []
    month: _Seen = []
    either: _Seen = []
    for name, shape in columns.items():
        for text in shape.counts:
            found = _NUMBERS.match(text)
            if not found:
                continue
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                day.append((name, text))
            elif second > 12 >= first:
                month.append((name, text))
            elif first != second:
                either.append((name, text))
    return day, month, either


def _is_iso(text: str) -> bool:
    if _ISO.match(text):
        return True
    try:
        PartialDate.parse(text)
    except DefcatError:
        return False
    return True
