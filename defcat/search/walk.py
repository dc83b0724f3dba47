"""The first answers in the order of a column, by going through the records in that order.

Either each record is tried, which is quick where many of them answer; or all answers are read
first, in the order in which the index holds them, and then met on the way.
"""

import re
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from math import ceil

from sqlalchemy import Connection, text

from defcat.search.expressions import TOGETHER, among
from defcat.search.index import keys
from defcat.search.newest import forwards
from defcat.storage.engine import heed
from defcat.storage.fulltext import PREFIXES, TABLE

COMPARED = 2_500
"""So few answers are compared by their values, rather than met on the way."""
TRIAL = 70
"""To try a record takes as long as to read so many answers one after the other."""
SPREAD = 20_000
"""How far it is looked among how many records the newest answers stand."""
PATIENCE = 3
"""So many times as many records as it should take are tried before all answers are read."""
ONE_BY_ONE = 60
"""So few records are tried by their row numbers, where beginnings of words are asked for."""

_BEGUN = re.compile(r'"([^"]*)" \*')
_AT = text(
    f"SELECT rowid & {(1 << 32) - 1} FROM {TABLE} WHERE {TABLE} MATCH :match"
    " AND rowid IN (SELECT value FROM json_each(:keys))"
)
_SINCE = (
    "sort_key >= (SELECT sort_key FROM record WHERE id = :oldest)"
    " AND sort_key <= (SELECT sort_key FROM record WHERE id = :newest) LIMIT :most"
)
_NEWER = text(f"SELECT count(*) FROM (SELECT 1 FROM record WHERE {_SINCE})")
_NEWER_OF_KIND = text(
    "SELECT count(*) FROM"
    f" (SELECT 1 FROM record WHERE kind = :kind AND binned_at IS NULL AND {_SINCE})"
)
_EVERY = text("SELECT max(id) FROM record")
_EVERY_OF_KIND = text("SELECT max(number) FROM record WHERE kind = :kind")

Ordered = Callable[[], Iterator[Sequence[int]]]
"""The records in order, some at a time."""
Compared = Callable[[Sequence[int]], list[int]]
"""Puts records, which come newest first, into the order by reading their values."""


@dataclass(frozen=True)
class Walk:
    """A way through the records of `kind`, or of any; `compared` knows the same order. `among` says
    which of some records on the way answer.
    """

    connection: Connection
    kind: str | None
    ordered: Ordered
    compared: Compared
    among: Callable[[Sequence[int]], Collection[int]]

    def first(self, match: str, limit: int, newest: Sequence[int]) -> "array[int] | None":
        """The first `limit` of what `match` finds, of which `newest` are some; None where too few
        of them stand on the way, since the others have nothing in the column.
        """
        found = None
        among_so_many = self._spread(newest[-1], newest[0]) / len(newest)
        if self._is_quick_to_try(among_so_many, limit):
            found = self._tried(limit, among_so_many)
        return self._met(match, limit) if found is None else found

    def _spread(self, oldest: int, newest: int) -> int:
        """How many records stand from `oldest` to `newest`, counted no further than `SPREAD`."""
        asked = {"kind": self.kind, "oldest": oldest, "newest": newest, "most": SPREAD}
        return int(self.connection.scalar(_NEWER_OF_KIND if self.kind else _NEWER, asked))

    def _is_quick_to_try(self, among_so_many: float, limit: int) -> bool:
        """Whether trying takes less than reading all answers, one `among_so_many` records."""
        asked = {"kind": self.kind}
        every: int = self.connection.scalar(_EVERY_OF_KIND if self.kind else _EVERY, asked)
        return limit * among_so_many * TRIAL < every / among_so_many

    def _tried(self, limit: int, among_so_many: float) -> "array[int] | None":
        """The first that answer, found by trying each record; None where it takes too long."""
        found = array("q")
        patience = PATIENCE * limit * among_so_many
        records = chain.from_iterable(self.ordered())
        while patience > 0:
            some = list(islice(records, self._at_once(limit - len(found), among_so_many)))
            hits = self.among(some)
            found.extend(record for record in some if record in hits)
            if len(found) >= limit:
                return found[:limit]
            if not some:
                return None
            patience -= len(some)
        return None

    def _at_once(self, wanted: int, among_so_many: float) -> int:
        """How many records are tried together: hardly more than it takes."""
        return min(TOGETHER, ceil(wanted * among_so_many * 1.1) + 5)

    def _met(self, match: str, limit: int) -> "array[int] | None":
        """The first that answer, of all that were read beforehand."""
        answers = forwards(self.connection, match)
        if len(answers) <= COMPARED:
            return array("q", self.compared(answers[::-1])[:limit])
        answering = bytearray(int(self.connection.scalar(_EVERY)) + 1)
        for record in answers:
            answering[record] = 1
        found = array("q")
        for some in self.ordered():
            heed(self.connection)
            found.extend(record for record in some if answering[record])
            if len(found) >= limit:
                return found[:limit]
        return None


def answering(connection: Connection, match: str, ids: Collection[int]) -> set[int]:
    """Those of the records `ids` that the expression `match` finds.

    The list of a beginning that is indexed (up to `PREFIXES` letters) is long to go through from
    its start, and quick to look into at one row. That of a longer one is made anew each time, and
    so is everything that is joined by OR.
    """
    begun = _BEGUN.findall(match)
    short = begun and all(len(beginning) <= PREFIXES for beginning in begun)
    if not short or match.count(" OR ") > 1 or len(ids) > ONE_BY_ONE:
        return among(connection, match, ids)
    at = {"match": match, "keys": f"[{','.join(map(str, keys(connection, ids)))}]"}
    return set(connection.scalars(_AT, at))
