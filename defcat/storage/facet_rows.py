"""Reading the facet table: all of it a part at a time, and of the records that match a sample.

SQLite puts what many records have into one text, so that the interpreter is free while it is read;
a row a record would cost three times as much. Texts are short enough to be taken apart in a few
milliseconds, and a question that is no longer wanted is stopped between them.
"""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

from sqlalchemy import Connection, TextClause, text

from defcat.storage.fulltext import TABLE

SLICE = 16_000
"""So many records are read as one text."""
WINDOWS = 128
WINDOW = 120
"""A sample is so many stretches of the row numbers, of so many records each."""
_ALIKE = 1_000
"""So many sets are read as one text."""
_END = 1 << 62
COLUMNS = ("plain", "places", "topics", "year")
"""What can be added up: three columns of sets, and the year."""

_SLICES = """
WITH slice AS MATERIALIZED (
    SELECT value ->> 0 AS low, value ->> 1 AS high FROM json_each(:slices)
)"""
_EVERY = "facet WHERE facet.key >= low AND facet.key < high"
_FOUND = f"""
{TABLE} CROSS JOIN facet ON facet.key = {TABLE}.rowid
WHERE {TABLE} MATCH iif(low < :bound, :match, :later)
AND {TABLE}.rowid >= low AND {TABLE}.rowid < high"""
_NEXT = text(f"""
SELECT count(*), max(key), group_concat(key & 4294967295) FROM (
    SELECT rowid AS key FROM {TABLE} WHERE {TABLE} MATCH :match AND rowid > :after AND rowid < :end
    ORDER BY rowid LIMIT :size
)""")
_JOINED = """
SELECT max(key), coalesce(group_concat(key & 4294967295), ''), coalesce(group_concat(plain), ''),
    coalesce(group_concat(places), ''), coalesce(group_concat(topics), ''),
    coalesce(group_concat(coalesce(year, '')), '')"""
_PART = text(f"{_JOINED} FROM (SELECT * FROM facet WHERE key > :key ORDER BY key LIMIT :size)")
_OF = text(f"""{_JOINED} FROM (
    SELECT facet.* FROM json_each(:ids) AS asked CROSS JOIN record ON record.id = asked.value
    CROSS JOIN facet ON facet.key = record.sort_key
)""")
_SETS = text("""
SELECT facet_set.id, content FROM json_each(:numbers) AS asked
CROSS JOIN facet_set ON facet_set.id = asked.value""")
_HIGHEST = text("SELECT max(id) FROM record")
_KEYS = text("""
SELECT sort_key FROM json_each(:ids) AS asked CROSS JOIN record ON record.id = asked.value
WHERE record.binned_at IS NULL ORDER BY sort_key""")
_WINDOW_END = text("""
SELECT asked.value, (
    SELECT max(key) FROM (SELECT key FROM facet WHERE key >= asked.value ORDER BY key LIMIT :size)
) FROM json_each(:starts) AS asked""")
_LINES = text("""
SELECT some.value ->> 0, (
    SELECT coalesce(group_concat(content, char(10)), '') FROM json_each(some.value, '$[1]') AS asked
    CROSS JOIN facet_set ON facet_set.id = asked.value
) FROM json_each(:groups) AS some""")


@dataclass(frozen=True)
class Found:
    """Which records are counted: what the FTS5 expression `match` finds, None for all there are;
    from the row number `bound` on, what `later` finds instead.
    """

    match: str | None
    later: str = ""
    bound: int = _END

    @property
    def rows(self) -> str:
        """The tables that hold them, and which rows of a slice they are."""
        return _EVERY if self.match is None else _FOUND

    @property
    def asked(self) -> dict[str, object]:
        """What `rows` is asked with."""
        if self.match is None:
            return {}
        return {"match": self.match, "later": self.later, "bound": self.bound}


@dataclass
class Tally:
    """How many records were counted, and how often each set and each year was among them, by their
    numbers as text.
    """

    records: int = 0
    sets: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)

    def add(self, added: str, columns: Sequence[str]) -> None:
        """Count a slice: how many, and the numbers in each of `columns`."""
        records, *numbers = added.split(";")
        self.records += int(records)
        for column, some in zip(columns, numbers, strict=True):
            _count(self.years if column == "year" else self.sets, some)


def size(connection: Connection) -> int:
    """About how many records the catalogue holds, those in the bin among them, and no fewer."""
    return connection.execute(_HIGHEST).scalar() or 0


@dataclass(frozen=True)
class Part:
    """Some records: their identifiers and, as text in the same order, the numbers of their sets in
    each of the columns of sets, and their years, empty for those without. `last`: the greatest of
    their row numbers, None if there are none.
    """

    last: int | None
    ids: Sequence[int]
    sets: tuple[Sequence[str], Sequence[str], Sequence[str]]
    years: Sequence[str]


def part(connection: Connection, after: int, size: int) -> Part:
    """The `size` records whose row numbers follow `after`; fewer where there are no more."""
    return _taken_apart(connection, _PART, {"key": after, "size": size})


def part_of(connection: Connection, ids: Collection[int]) -> Part:
    """Those of the records `ids` that are not in the bin."""
    return _taken_apart(connection, _OF, {"ids": json.dumps(list(ids))})


def contents(connection: Connection, numbers: Collection[str]) -> dict[str, list[str]]:
    """The lines of sets, by their numbers as text."""
    asked = {"numbers": f"[{','.join(numbers)}]"}
    found = connection.execute(_SETS, asked)
    return {
        str(number): [*map(intern, content.split("\n"))] if content else []
        for number, content in found.all()
    }


def identifiers(connection: Connection, found: Found) -> "Iterator[array[int]]":
    """The identifiers of all records that `found` finds, some at a time: oldest first, which takes
    half as long as the other way round.
    """
    for match, after, end in (
        (found.match, -_END, found.bound),
        (found.later, found.bound - 1, _END),
    ):
        size = SLICE
        while match and size == SLICE:
            asked = {"match": match, "after": after, "end": end, "size": SLICE}
            size, after, ids = connection.execute(_NEXT, asked).one()
            if size:
                yield array("I", map(int, ids.split(",")))


@dataclass(frozen=True)
class Stretches:
    """Row numbers from the first to before the second, `WINDOW` records each, which begin at
    records spread evenly over the catalogue: as many as there are of them, and some as well, since
    each that follows lies between those before it. `live`: about how many records there are.
    """

    bounds: Sequence[tuple[int, int]]
    live: int


def stretches(connection: Connection) -> Stretches:
    """Where samples are taken."""
    starts, live = _spread(connection, WINDOWS)
    asked = {"starts": json.dumps(starts), "size": WINDOW}
    found = [(start, end + 1) for start, end in connection.execute(_WINDOW_END, asked) if end]
    digits = max(1, (len(found) - 1).bit_length())
    order = sorted(range(len(found)), key=lambda place: f"{place:0{digits}b}"[::-1])
    return Stretches([found[place] for place in order], live)


def sampled(
    connection: Connection,
    found: Found,
    of: Stretches,
    columns: Sequence[str] = COLUMNS,
    enough: Callable[[int], bool] = lambda read: False,
) -> tuple[Tally, float]:
    """A sample of the records of `found`, and what to multiply its numbers by.

    `enough`, asked after each stretch, says whether so many of them will do.
    """
    tally, read = Tally(), 0
    for added in _added(connection, columns, found.rows, of.bounds, found.asked):
        tally.add(added, columns)
        read += 1
        if enough(read):
            break
    return tally, of.live / (read * WINDOW) if read else 1.0


def lines(connection: Connection, sets: Mapping[str, int]) -> Counter[str]:
    """How often each line stands in `sets`, each of which counts so many times.

    Those that count as often as each other are read as one text, because there are few such numbers
    and many sets.
    """
    alike: dict[int, list[str]] = defaultdict(list)
    for number, times in sets.items():
        alike[times].append(number)
    groups = ",".join(
        f"[{times},[{','.join(numbers[start : start + _ALIKE])}]]"
        for times, numbers in alike.items()
        for start in range(0, len(numbers), _ALIKE)
    )
    found: Counter[str] = Counter()
    for times, content in connection.execute(_LINES, {"groups": f"[{groups}]"}):
        for line, often in Counter(content.split("\n")).items():
            found[line] += often * times
    del found[""]
    return found


def _added(
    connection: Connection,
    columns: Sequence[str],
    rows: str,
    slices: Sequence[tuple[int, int]],
    asked: Mapping[str, object],
) -> Iterator[str]:
    """What the `rows` of each slice have, added up."""
    statement = f"{_SLICES} SELECT (SELECT {_sum(columns)} FROM {rows}) FROM slice"
    result = connection.execute(text(statement), {**asked, "slices": json.dumps(slices)})
    try:
        for (added,) in result:
            yield added
    finally:
        result.close()


def _taken_apart(connection: Connection, statement: TextClause, asked: dict[str, Any]) -> Part:
    last, ids, *columns = connection.execute(statement, asked).one()
    plain, places, topics, years = (column.split(",") if ids else [] for column in columns)
    return Part(last, [*map(int, ids.split(","))] if ids else [], (plain, places, topics), years)


def _sum(columns: Sequence[str]) -> str:
    """Reads how many rows there are, and the numbers in each of `columns`."""
    joined = (f"coalesce(group_concat({column}), '')" for column in columns)
    return " || ';' || ".join(("CAST(count(*) AS TEXT)", *joined))


def _spread(connection: Connection, count: int) -> tuple[list[int], int]:
    """The row numbers, in order, of up to `count` records spread evenly over the catalogue, and
    about how many records that holds outside the bin.
    """
    highest = size(connection)
    ids = sorted({highest * (2 * n + 1) // (2 * count) for n in range(count)} - {0})
    keys = list(connection.execute(_KEYS, {"ids": json.dumps(ids)}).scalars())
    return keys, highest * len(keys) // max(1, len(ids))


def _count(found: Counter[str], numbers: str) -> None:
    if numbers:
        found.update(numbers.split(","))
