"""Whether the file is whole, and whether its search index says what its records say.

Every entry is made anew and compared with what the index holds: each word with the column and the
place it stands at. An index without a copy of its text can only be read word by word, so both sides
are added up by record, and the sums are compared: eight bytes for a record, whatever it holds.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy import column as named
from sqlalchemy import table as called
from sqlalchemy.exc import DatabaseError

from defcat.kinds import KINDS
from defcat.model import FACET, FACET_SET, RECORD
from defcat.search.entries import Entry, Facets, entries
from defcat.storage import fulltext
from defcat.storage.engine import cause, is_interruption

NAMED = 20
"""So many references are named of what differs; the rest is counted."""
_ID = (1 << 32) - 1
_SUM = (1 << 64) - 1
_AT_ONCE = 20_000
_WORD = called(fulltext.WORDS, named("term")).c.term

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """What a check found.

    `damage`: what SQLite says is wrong with the file, in its own words; `broken`: links to rows
    that are not there. `differ`: the references of records whose entry is missing or says something
    else, at most `NAMED`, and `differing` how many they are; `extra`: entries of no record;
    `words`: words of the index that its list of longer words lacks; `facets` records of which
    facets would count something else, and `extra_facets` what they would count of no record.
    """

    records: int
    damage: tuple[str, ...] = ()
    broken: int = 0
    differ: tuple[str, ...] = ()
    differing: int = 0
    extra: int = 0
    words: int = 0
    facets: int = 0
    extra_facets: int = 0

    @property
    def whole(self) -> bool:
        """Whether the file itself is in order, whatever its index says."""
        return not (self.damage or self.broken)

    @property
    def in_step(self) -> bool:
        """Whether the index says what the records say."""
        wrong = self.differing + self.extra + self.words + self.facets + self.extra_facets
        return not wrong


def check(connection: Connection, progress: Progress | None = None) -> Checked:
    """Compare the file with itself, and its index with its records.

    `progress` is told how much is done, of how much; what it raises stops the check.
    """
    live = RECORD.c.binned_at.is_(None)
    ordered = select(RECORD.c.id, RECORD.c.sort_key).where(live).order_by(RECORD.c.sort_key)
    keys = {row.id: row.sort_key for row in connection.execute(ordered)}
    damage = _damage(connection)
    if damage:  # what cannot be read cannot be compared
        return Checked(len(keys), damage)
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    with fulltext.compared(connection):
        comparison = _Comparison(connection, keys, progress or (lambda done, total: None))
        comparison.expect()
        comparison.read()
    differ = comparison.differing()
    return Checked(
        len(keys),
        damage,
        broken,
        _refs(connection, differ[:NAMED]),
        len(differ),
        len(comparison.extra),
        comparison.words,
        comparison.facets,
        _count(connection, _COUNTED_OF_NONE),
    )


def _damage(connection: Connection) -> tuple[str, ...]:
    """What SQLite says is wrong with the file; nothing where it is whole."""
    try:
        wrong = connection.exec_driver_sql(f"PRAGMA integrity_check({NAMED})").scalars().all()
    except DatabaseError as error:
        if is_interruption(error):
            raise
        return (str(cause(error)),)  # it gives up where a page cannot be read at all
    return tuple(line for line in wrong if line != "ok")


_COUNTED_OF_NONE = select(func.count()).where(
    FACET.c.key.not_in(select(RECORD.c.sort_key).where(RECORD.c.binned_at.is_(None)))
)


class _Comparison:
    """Both sides, added up by record; `keys` gives the row number of each record.

    `extra` collects the row numbers in the index that are no record's, `words` counts the longer
    words that are not listed, `facets` the records of which facets count something else.
    """

    def __init__(self, connection: Connection, keys: dict[int, int], progress: Progress) -> None:
        self.extra: set[int] = set()
        self.words = 0
        self.facets = 0
        self._connection = connection
        self._keys = keys
        self._progress = progress
        self._sums = array("Q", bytes(8 * (max(keys, default=0) + 1)))
        self._terms = 0

    def expect(self) -> None:
        """Make every entry anew and add up what it holds."""
        done = 0
        for made in entries(self._connection, list(self._keys)):
            rows = [(entry.key, *entry.columns) for entry in made.entries]
            fulltext.expect(self._connection, rows)
            for part in fulltext.read_terms(self._connection, fulltext.EXPECTED):
                self._terms += len(part)
                self._add(part, 1)
            self.words += len(made.words) - self._listed(made.words)
            self.facets += self._miscounted(made.entries)
            done += len(made.entries)
            self._progress(done, 2 * len(self._keys))

    def read(self) -> None:
        """Take away what the index holds."""
        records, read = len(self._keys), 0
        for part in fulltext.read_terms(self._connection, fulltext.TABLE):
            self._add(part, -1)
            read += len(part)
            self._progress(
                records + records * min(read, self._terms) // (self._terms or 1), 2 * records
            )

    def differing(self) -> list[int]:
        """The records of which something was expected and not found, or the other way round."""
        return [record for record in self._keys if self._sums[record]]

    def _add(self, part: Iterable[tuple[str, int, str, int]], sign: int) -> None:
        sums, keys = self._sums, self._keys
        for term, key, column, place in part:
            record = key & _ID
            if keys.get(record) == key:
                sums[record] = (sums[record] + sign * hash((term, column, place))) & _SUM
            else:
                self.extra.add(key)

    def _listed(self, words: set[str]) -> int:
        """How many of the words the list of longer words has."""
        ordered = sorted(words)
        return sum(
            _count(
                self._connection,
                select(func.count()).where(_WORD.in_(ordered[start : start + _AT_ONCE])),
            )
            for start in range(0, len(ordered), _AT_ONCE)
        )

    def _miscounted(self, made: list[Entry]) -> int:
        """Of how many of these records facets would count something else than they should."""
        plain, places, topics = FACET_SET.alias(), FACET_SET.alias(), FACET_SET.alias()
        query = (
            select(FACET.c.key, plain.c.content, places.c.content, topics.c.content, FACET.c.year)
            .join(plain, plain.c.id == FACET.c.plain)
            .join(places, places.c.id == FACET.c.places)
            .join(topics, topics.c.id == FACET.c.topics)
            .where(FACET.c.key.in_([entry.key for entry in made]))
        )
        found = {key: Facets(*held) for key, *held in self._connection.execute(query)}
        return sum(found.get(entry.key) != entry.facets for entry in made)


def _refs(connection: Connection, ids: list[int]) -> tuple[str, ...]:
    found = select(RECORD.c.id, RECORD.c.kind, RECORD.c.number).where(RECORD.c.id.in_(ids))
    refs = {row.id: KINDS[row.kind].ref(row.number) for row in connection.execute(found)}
    return tuple(refs[record] for record in ids)


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
