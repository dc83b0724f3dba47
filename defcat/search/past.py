"""The answers to a query as of a day, without what certainly came later (`rules.horizon`).

Which words a record has, the index knows, but not since when: as of 2011 a name that somebody has
had since 2019 finds them too, and so does the title of a record linked to later. Countries are
looked at again (`rules.mentions`).

The row numbers of the index are in the order of dates, so a bound leaves out most of what came
later: from the next day on, all of the kinds that their date brings into being. Apart from it stand
agreements signed later of which something had happened before, and commitments, whose date is the
day they are due.
"""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property
from heapq import merge
from itertools import chain, islice

from sqlalchemy import Connection, Select, select

from defcat.kinds import KINDS
from defcat.model import RECORD
from defcat.rows import sort_key
from defcat.rules.horizon import DATED
from defcat.rules.mentions import named_later
from defcat.rules.promises import born_later
from defcat.search.expressions import among, both, of_kinds
from defcat.search.index import beyond, keys, within
from defcat.search.query import Query
from defcat.search.ranks import Ranks

DAY = 1 << 32
"""What row numbers grow by from one day to the next; below it they hold the identifier."""
_END = (1 << 63) - 1
_STAYING = tuple(kind for kind in KINDS if kind not in DATED)


class Cut:
    """What came later than a day, for one query: what has a row number from `bound` on, but for the
    kinds that no date brings into being and agreements of which something had happened before; and
    commitments that were made later, and what named a country that is asked for only later.
    """

    def __init__(
        self, connection: Connection, query: Query, day: date, ranks: Ranks | None = None
    ) -> None:
        self.bound = sort_key(day.isoformat(), 0) + DAY
        self._connection = connection
        self._query = query
        self._day = day
        self._ranks = ranks or Ranks()

    def keeps(self, ids: Collection[int]) -> set[int]:
        """Those of the records `ids` on this side of the bound that were there."""
        return set(ids) - self._named_later - born_later(self._connection, self._day, ids)

    def ahead(self, match: str) -> Iterator[int]:
        """The row numbers from the bound on of what was there all the same and is found by `match`,
        newest first.
        """
        staying = beyond(self._connection, self.staying(match), self.bound)
        signed = sorted(self.signed(match), reverse=True)
        return merge(chain.from_iterable(staying), signed, reverse=True)

    def staying(self, match: str) -> str:
        """What finds those found by `match` that are there whatever their row number is; nothing
        where only kinds are asked for that a date brings into being.
        """
        kinds = self._query.kinds
        staying = [kind for kind in _STAYING if kinds is None or kind in kinds]
        return both([match, of_kinds(staying)])

    def signed(self, match: str) -> list[int]:
        """The row numbers of the agreements found by `match` that were signed later, and of which
        something had happened before.
        """
        if self._query.kinds is not None and "agreement" not in self._query.kinds:
            return []
        return keys(self._connection, among(self._connection, match, self._begun))

    def left_out(self, commitments: Collection[int]) -> set[int]:
        """What is left out wherever it stands: those of `commitments` that were made later, and
        whatever named a country that is asked for only later.
        """
        return self._named_later | born_later(self._connection, self._day, commitments)

    @cached_property
    def _begun(self) -> Collection[int]:
        return self._ranks.begun(self._connection, self._day)

    @cached_property
    def _named_later(self) -> set[int]:
        late: set[int] = set()
        for country in self._query.countries:
            late |= named_later(self._connection, country, self._day)
        return late


def past_day(query: Query, today: date | None) -> date | None:
    """The day as of which `query` asks, where that leaves anything out."""
    day = query.as_of
    return None if day is None or (today is not None and day >= today) else day


def live(query: Query) -> Select[tuple[int]]:
    """The identifiers of all records of the kinds asked for that are not in the bin."""
    statement = select(RECORD.c.id).where(RECORD.c.binned_at.is_(None))
    return statement.where(RECORD.c.kind.in_(sorted(query.kinds))) if query.kinds else statement


def newest_first(
    connection: Connection, match: str, cut: Cut | None, size: int
) -> Iterator[list[int]]:
    """The identifiers that the FTS5 expression `match` finds, without what lies beyond `cut`: some
    at a time, `size` at most; those without a date come last.
    """
    if cut:
        ahead = cut.ahead(match)
        while some := [number % DAY for number in islice(ahead, size)]:
            yield some
    yield from within(connection, match, 0, cut.bound if cut else _END, size)


def oldest_first(
    connection: Connection, match: str, cut: Cut | None, size: int
) -> Iterator[list[int]]:
    """The same the other way round; those without a date come last too, newest first."""
    yield from within(connection, match, DAY, cut.bound if cut else _END, size, oldest=True)
    if cut:
        yield [number % DAY for number in cut.ahead(match)][::-1]
    yield from within(connection, match, 0, DAY, size)
