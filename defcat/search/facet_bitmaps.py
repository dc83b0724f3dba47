"""Which records have each value of each field that facets count, held in memory.

Identifiers are held as compressed bitmaps (Roaring): a million records take some ten megabytes, and
how many of any selection have each of some hundred values is known in a few milliseconds. What
stands in the table `facet` is read a part at a time, and after a change that of the records that
changed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from pyroaring import BitMap
from sqlalchemy import Connection

from defcat.storage import facet_rows
from defcat.storage.facet_rows import Part

STEP = 8_000
"""So many records are read at a time: some hundredths of a second."""


class Values:
    """The records of each value, by field and code, as of the connection that was read last.

    `date` has the years of the first days, with four digits.
    """

    def __init__(self) -> None:
        self.every = BitMap()
        self.ready = False
        self._having: defaultdict[str, defaultdict[str, BitMap]]
        self._having = defaultdict(lambda: defaultdict(BitMap))
        self._last = -1
        self._lines: dict[str, list[str]] = {}

    def read_on(self, connection: Connection) -> None:
        """Read the next part; `ready` says whether all is there now."""
        read = facet_rows.part(connection, self._last, STEP)
        self._take(connection, read)
        if read.last is None or len(read.ids) < STEP:
            self.ready = True
            self._lines.clear()
        else:
            self._last = read.last

    def complete(self, connection: Connection) -> None:
        """Read all that is not there yet."""
        while not self.ready:
            self.read_on(connection)

    def renew(self, connection: Connection, ids: Iterable[int]) -> None:
        """Read the records `ids` anew, which have changed, come or gone."""
        some = iter(ids)
        while few := list(islice(some, STEP)):
            read = facet_rows.part_of(connection, few)
            gone = BitMap(few)
            self.every -= gone
            for held in self._having.values():
                for having in held.values():
                    having -= gone
            self._take(connection, read)
        if self.ready:
            self._lines.clear()

    def having(self, field: str, codes: Iterable[str]) -> BitMap:
        """The records with any of `codes` in a field."""
        held: Mapping[str, BitMap] = self._having.get(field, {})
        return BitMap.union(BitMap(), *(held[code] for code in codes if code in held))

    def counts(self, among: BitMap, fields: Collection[str] | None) -> dict[str, Counter[str]]:
        """How many of some records have each value of `fields` (None: of all), if any has."""
        found: dict[str, Counter[str]] = {}
        for field, held in self._having.items():
            if fields is None or field in fields:
                each = ((code, ids.intersection_cardinality(among)) for code, ids in held.items())
                if told := Counter({code: times for code, times in each if times}):
                    found[field] = told
        return found

    def _take(self, connection: Connection, read: Part) -> None:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for column in read.sets:
            sets = _grouped(column, read.ids)
            new = sets.keys() - self._lines.keys()
            self._lines |= facet_rows.contents(connection, new)
            for number, ids in sets.items():
                for line in self._lines[number]:
                    found[line] += ids
        for year, ids in _grouped(read.years, read.ids).items():
            if year:
                found[f"date={year.zfill(4)}"] += ids
        for line, ids in found.items():
            field, code = pair(line)
            self._having[field][code].update(ids)
        self.every.update(read.ids)


def pair(line: str) -> tuple[str, str]:
    """The field and the value of a line of a set; topics stand in theirs without a name."""
    field, sign, code = line.partition("=")
    return (field, code) if sign else ("topic", line)


def _grouped(values: Iterable[str], ids: Iterable[int]) -> dict[str, list[int]]:
    """The records that have each of `values`, which come in the same order."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for value, record_id in zip(values, ids, strict=True):
        found[value].append(record_id)
    return found
