"""Columns that say what another column of the same table says, in the same or in another form."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from defcat.exchange.shapes import Shape
from defcat.exchange.table import Table
from defcat.text import words

_ROWS = 200
_MOST_COLUMNS = 80
_MOSTLY = 0.8
_FEW = 3


@dataclass(frozen=True)
class Sameness:
    """Two columns, by number: `plain` is the one written for people.

    `equal` where both say the same in the same order; else their words are the same.
    """

    plain: int
    other: int
    equal: bool


def same_columns(table: Table, shapes: Sequence[Shape]) -> list[Sameness]:
    """The pairs of columns that say the same in nearly every row."""
    at = [n for n, s in enumerate(shapes) if s.distinct >= _FEW and s.length < 100]
    if len(at) > _MOST_COLUMNS:
        return []
    rows = [row.cells for row in islice(table.rows, _ROWS)]
    said = {n: [tuple(words(_cell(cells, n))) for cells in rows] for n in at}
    found = []
    for first, second in combinations(at, 2):
        pairs = [(a, b) for a, b in zip(said[first], said[second], strict=True) if a and b]
        if len(pairs) < max(_FEW, len(rows) // 2):
            continue
        equal = sum(a == b for a, b in pairs) >= _MOSTLY * len(pairs)
        alike = sum(sorted(a) == sorted(b) for a, b in pairs) >= _MOSTLY * len(pairs)
        if not (equal or alike):
            continue
        slug = shapes[first].slugs > shapes[second].slugs
        plain, other = (second, first) if slug else (first, second)
        written = shapes[plain].slugs == shapes[other].slugs
        if equal or not written:
            found.append(Sameness(plain, other, equal and written))
    return found


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
