"""Reading the facet table: which sets of values the records that match have, and how often.

SQLite adds records up a slice of their row numbers at a time. Each slice is one row of one
statement, so a question that is no longer wanted is stopped between them, and the interpreter is
free while one is read; a row a record would cost three times as much.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Connection, text

from defcat.storage.fulltext import TABLE

SLICE = 8_000
"""About so many of the records that match are added up at once."""
WINDOWS = 128
WINDOW = 120
"""A sample is so many stretches of the row numbers, of so many records each."""
_ROUNDS = 8
"""They are read in so many rounds, each over the whole time."""
_TURN = 4_000
"""So many numbers are counted in Python before another thread gets its turn."""
_END = 1 << 62
_SETS = ("plain", "places", "topics")

_ADDED = "count(*) || ';' || " + " || ';' || ".join(
    f"coalesce(group_concat({column}), '')" for column in (*_SETS, "year")
)
_MATCHING = text(f"""
WITH slice AS MATERIALIZED (
    SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(:slices)
) SELECT (
    SELECT {_ADDED} FROM {TABLE} CROSS JOIN facet ON facet.key = {TABLE}.rowid
    WHERE {TABLE} MATCH :match AND {TABLE}.rowid >= low AND {TABLE}.rowid < high
) FROM slice""")
_LISTED = text(f"""
SELECT (
    SELECT {_ADDED} FROM json_each(slice.value) AS listed
    CROSS JOIN record ON record.id = listed.value
    CROSS JOIN facet ON facet.key = record.sort_key
) FROM json_each(:slices) AS slice""")
_HIGHEST = text("SELECT max(id) FROM record")
_KEYS = text("""
SELECT sort_key FROM json_each(:ids) AS asked CROSS JOIN record ON record.id = asked.value
WHERE record.binned_at IS NULL ORDER BY sort_key""")
_WINDOW_END = text("""
SELECT asked.value, (
    SELECT max(key) FROM (SELECT key FROM facet WHERE key >= asked.value ORDER BY key LIMIT :size)
) FROM json_each(:starts) AS asked""")
_CONTENTS = text("""
SELECT facet_set.id, content FROM json_each(:ids) AS asked
CROSS JOIN facet_set ON facet_set.id = asked.value""")


@dataclass
class Tally:
    """How many records were counted, and how often each set and each year was among them, by their
    numbers as text.
    """

    records: int = 0
    sets: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)

    def add(self, added: str) -> None:
        """Count a slice: how many, and the numbers in each column."""
        records, *columns, years = added.split(";")
        self.records += int(records)
        for column in columns:
            _count(self.sets, column)
        _count(self.years, years)


def exactly(connection: Connection, match: str, hits: int) -> Tally:
    """All records that the FTS5 expression finds, of which there are about `hits`."""
    bounds = [-_END, *_spread(connection, hits // SLICE)[0], _END]
    slices = list(pairwise(bounds))
    found = Tally()
    for added in _rows(connection, match, slices):
        found.add(added)
    return found


def sampled(
    connection: Connection, match: str, enough: Callable[[], bool] = lambda: False
) -> tuple[Tally, float]:
    """A sample of the records that the FTS5 expression finds, and what to multiply its numbers by.

    The stretches begin at records that are spread evenly over the catalogue. They are read in
    rounds over all of it, so that the sample is fair too where `enough` says that time is up.
    """
    starts, live = _spread(connection, WINDOWS)
    asked = {"starts": json.dumps(starts), "size": WINDOW}
    windows = [(start, end + 1) for start, end in connection.execute(_WINDOW_END, asked) if end]
    found, read = Tally(), 0
    for added in _rows(connection, match, [w for n in range(_ROUNDS) for w in windows[n::_ROUNDS]]):
        found.add(added)
        read += 1
        if enough():
            break
    return found, live / (read * WINDOW) if read else 1.0


def listed(connection: Connection, ids: Sequence[int]) -> Tally:
    """The records `ids`."""
    slices = [list(ids[start : start + SLICE]) for start in range(0, len(ids), SLICE)]
    found = Tally()
    result = connection.execute(_LISTED, {"slices": json.dumps(slices)})
    for (added,) in result:
        found.add(added)
    return found


def contents(connection: Connection, ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """The sets `ids`: the number of each, and its lines."""
    cursor = connection.execute(_CONTENTS, {"ids": f"[{','.join(ids)}]"}).cursor
    assert cursor is not None, "asked of a statement that answers with rows"
    while part := cursor.fetchmany(1_000):
        for number, content in part:
            yield str(number), content


def _rows(connection: Connection, match: str, slices: Sequence[tuple[int, int]]) -> Iterator[str]:
    result = connection.execute(_MATCHING, {"match": match, "slices": json.dumps(slices)})
    try:
        for (added,) in result:
            yield added
    finally:
        result.close()


def _spread(connection: Connection, count: int) -> tuple[list[int], int]:
    """The row numbers, in order, of up to `count` records spread evenly over the catalogue, and
    about how many records that holds outside the bin.
    """
    highest = connection.execute(_HIGHEST).scalar() or 0
    ids = sorted({highest * (2 * n + 1) // (2 * count) for n in range(count)} - {0})
    keys = list(connection.execute(_KEYS, {"ids": json.dumps(ids)}).scalars())
    return keys, highest * len(keys) // max(1, len(ids))


def _count(found: Counter[str], numbers: str) -> None:
    if numbers:
        every = numbers.split(",")
        for start in range(0, len(every), _TURN):
            found.update(every[start : start + _TURN])
