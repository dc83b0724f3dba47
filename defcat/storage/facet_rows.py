"""Reading the facet table: which sets of values the records that match have, and how often.

SQLite adds records up a slice of their row numbers at a time. Each slice is one row of one
statement, so a question that is no longer wanted is stopped between them, and the interpreter is
free while one is read; a row a record would cost three times as much.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Connection, text

from defcat.storage.fulltext import TABLE

SLICE = 4_000
"""About so many of the records that match are added up at once: the interpreter is taken for a
millisecond at most to count them."""
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
_OF_IDS = f" AND ({TABLE}.rowid & 4294967295) IN (SELECT value FROM json_each(:ids))"
_LISTED = """
json_each(slice.value) AS listed CROSS JOIN record ON record.id = listed.value
CROSS JOIN facet ON facet.key = record.sort_key"""
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

    def take_in(self, other: "Tally") -> None:
        """Count the records of another tally too."""
        self.records += other.records
        self.sets += other.sets
        self.years += other.years

    def take_out(self, other: "Tally") -> None:
        """Count the records of another tally, which are among these, no longer."""
        self.records -= other.records
        self.sets -= other.sets
        self.years -= other.years


def size(connection: Connection) -> int:
    """About how many records the catalogue holds, those in the bin among them, and no fewer."""
    return connection.execute(_HIGHEST).scalar() or 0


def exactly(
    connection: Connection,
    found: Found,
    columns: Sequence[str] = COLUMNS,
    *,
    hits: int,
    ids: Collection[int] | None = None,
) -> Tally:
    """All records of `found`, which are about `hits`; only those among `ids`, if any are given."""
    bounds = {-_END, found.bound, _END, *_spread(connection, hits // SLICE)[0]}
    rows, asked = found.rows, found.asked
    if ids is not None:
        rows += _OF_IDS
        asked["ids"] = json.dumps(list(ids))
    tally = Tally()
    for added in _added(connection, columns, rows, [*pairwise(sorted(bounds))], asked):
        tally.add(added, columns)
    return tally


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


def listed(connection: Connection, ids: Collection[int], columns: Sequence[str] = COLUMNS) -> Tally:
    """The records `ids`."""
    ordered = sorted(ids)
    slices = [ordered[start : start + SLICE] for start in range(0, len(ordered), SLICE)]
    statement = f"SELECT (SELECT {_sum(columns)} FROM {_LISTED}) FROM json_each(:slices) AS slice"
    found = Tally()
    for (added,) in connection.execute(text(statement), {"slices": json.dumps(slices)}):
        found.add(added, columns)
    return found


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
