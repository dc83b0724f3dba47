"""The newest records that an FTS5 expression finds, whether they stand close together or far apart.

FTS5 reads its lists backwards at half the pace at which it reads them forwards. Backwards is right
where answers stand close together: it ends as soon as there are enough. Where they stand so far
apart that nearly everything has to be gone through, that is done forwards.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import Connection, func, select, text

from defcat.model import RECORD
from defcat.search.index import gathered, parts, streamed, within
from defcat.storage.fulltext import TABLE
from defcat.storage.listed import listed

SMALL = 20_000
"""Of fewer records all are near."""
SAMPLED = 128
"""So many records, evenly spaced, tell how the row numbers lie."""
TRIED = 25
"""So many of the oldest answers tell how far apart all of them stand."""
PACE = 1.2
"""So many times as long backwards takes: up to twice, but newer answers stand closer, as a rule."""
MANY = 2_000
"""More answers are not read where only the newest of them are wanted."""
_END = (1 << 63) - 1
_ID = (1 << 32) - 1
"""The part of a row number that is the identifier."""

_FORWARDS = text(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :match ORDER BY rowid")
_ALL = text(f"SELECT rowid & {_ID} FROM {TABLE} WHERE {TABLE} MATCH :match ORDER BY rowid")


class Newest:
    """Reads the newest records that expressions find; `sample` is that of `sampled`."""

    def __init__(self, connection: Connection, sample: Sequence[int]) -> None:
        self._connection = connection
        self._sample = sample

    def first(self, match: str, limit: int) -> "array[int]":
        """The identifiers of the newest `limit` records that `match` finds, newest first."""
        found = self._forwards(match, limit) if self._sample and sieves(match) else None
        if found is None:
            found = gathered(within(self._connection, match, 0, _END, max(limit, 1)), limit)
        return found[:limit]

    def _forwards(self, match: str, limit: int) -> "array[int] | None":
        """All that are found, newest first; None where it is quicker to read backwards."""
        found: list[int] = []
        with closing(parts(self._connection.execute(_FORWARDS, {"match": match}), TRIED)) as read:
            for part in read:
                found += part
                if len(found) > MANY or (len(found) == TRIED and self._is_near(part[-1], limit)):
                    return None
        return array("q", (key & _ID for key in reversed(found)))

    def _is_near(self, last: int, limit: int) -> bool:
        """Whether answers, the first few of which end at row number `last`, stand so close that it
        takes less to read `limit` of them backwards than to go on to the end.
        """
        gone = bisect_left(self._sample, last) / len(self._sample)
        return PACE * gone * limit / TRIED < 1 - gone


def sieves(match: str) -> bool:
    """Whether an expression goes through more than it finds; one list, or any of some, does not."""
    return any(sign in match for sign in (" AND ", " NOT ", " : "))


def sampled(connection: Connection) -> list[int]:
    """The row numbers of some records evenly spaced, in order; none of a small catalogue."""
    c = RECORD.c
    last = connection.scalar(select(func.max(c.id))) or 0
    if last < SMALL:
        return []
    step = max(last // SAMPLED, 1)
    query = select(c.sort_key).where(listed(c.id, range(step, last + 1, step)))
    return sorted(connection.scalars(query))


def forwards(connection: Connection, match: str) -> "array[int]":
    """The identifiers of all records that `match` finds, oldest first."""
    return streamed(connection.execute(_ALL, {"match": match}))
