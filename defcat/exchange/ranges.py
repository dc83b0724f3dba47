"""Two columns that say the first and the last day of the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from statistics import median

from defcat import date_input
from defcat.dates import PartialDate
from defcat.errors import DefcatError
from defcat.exchange.shapes import Shape
from defcat.exchange.table import Table

_ROWS = 300
_DATED = 0.6
_MOSTLY = 0.95
_ENOUGH = 2


@dataclass(frozen=True)
class DateRange:
    """Two columns, by number, with the median of the days from one to the other."""

    start: int
    end: int
    days: int


def date_ranges(table: Table, shapes: Sequence[Shape]) -> list[DateRange]:
    """The neighbours of which the second is never before the first, in the order of the table."""
    dated = [at for at, shape in enumerate(shapes) if shape.filled and shape.dates >= _DATED]
    found = []
    for start, end in pairwise(dated):
        spans = _spans(table, start, end)
        after = sum(days >= 0 for days in spans)
        if len(spans) >= _ENOUGH and after >= _MOSTLY * len(spans):
            found.append(DateRange(start, end, int(median(spans))))
    return found


def _spans(table: Table, start: int, end: int) -> list[int]:
    """The days between two columns, in the rows that have both."""
    spans = []
    for row in islice(table.rows, _ROWS):
        if end < len(row.cells):
            first, last = _date(row.cells[start]), _date(row.cells[end])
            if first and last:
                spans.append((last.last - first.first).days)
    return spans


@lru_cache(2048)
def _date(text: str) -> PartialDate | None:
    try:
        return date_input.read(text).date if text else None
    except DefcatError:
        return None
