"""What was counted of a query: how many of its records have each value of each field."""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import date

from defcat.search.query import Query
from defcat.storage.facet_rows import COLUMNS

KEPT = 8
"""So many numbers of values by field are kept of what was counted last."""


@dataclass(frozen=True)
class Counted:
    """How many records were counted, and how many have each value of each field."""

    records: int
    fields: dict[str, Counter[str]]
    estimated: bool


class Kept:
    """What was counted exactly of the last few queries, as long as no record changes: of a list
    that is narrowed by one value after the other, the same is wanted again and again.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Query, date, tuple[str, ...]], Counted] = OrderedDict()

    def find(self, query: Query, today: date, columns: tuple[str, ...]) -> Counted | None:
        """What was counted of `query`, in these columns of the table or in all."""
        kept = self._kept
        return kept.get((query, today, COLUMNS)) or kept.get((query, today, columns))

    def keep(self, query: Query, today: date, columns: tuple[str, ...], found: Counted) -> None:
        """Keep what was counted, and forget what has been there longest."""
        if not found.estimated:
            self._kept[query, today, columns] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
