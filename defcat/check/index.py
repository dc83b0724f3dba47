"""Whether the search index says what the records say.

Every entry is made anew and compared with what the index holds: each word with the column and the
place it stands at. An index without a copy of its text can only be read word by word, so both sides
are added up by record, and the sums are compared: eight bytes for a record, whatever it holds.
"""

from array import array
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy import column as named
from sqlalchemy import table as called

from defcat.check.report import Problem, Progress, references
from defcat.model import FACET, FACET_SET, RECORD
from defcat.search.entries import Entry, Facets, entries
from defcat.storage import fulltext
from defcat.translation import trn

_ID = (1 << 32) - 1
_SUM = (1 << 64) - 1
_AT_ONCE = 20_000
_WORD = called(fulltext.WORDS, named("term")).c.term


def look(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Records that are found by something else than they say, entries of no record, and so on."""
    live = RECORD.c.binned_at.is_(None)
    ordered = select(RECORD.c.id, RECORD.c.sort_key).where(live).order_by(RECORD.c.sort_key)
    keys = {row.id: row.sort_key for row in connection.execute(ordered)}
    with fulltext.compared(connection):
        comparison = _Comparison(connection, keys, told)
        comparison.expect()
        comparison.read()
    differ = comparison.differing()
    counts = {
        "differ": len(differ),
        "extra": len(comparison.extra),
        "words": comparison.words,
        "facets": comparison.facets,
        "extra-facets": _count(connection, _COUNTED_OF_NONE),
    }
    refs = references(connection, differ)
    return [
        Problem(
            "index",
            f"index.{code}",
            n,
            _says(code, n),
            refs if code == "differ" else (),
            mends=True,
        )
        for code, n in counts.items()
        if n
    ]


def _says(code: str, n: int) -> str:
    words = {
        "differ": trn(
            "{n} record is not found by what it says",
            "{n} records are not found by what they say",
            n,
        ),
        "extra": trn("{n} entry of no record", "{n} entries of no record", n),
        "words": trn("{n} word is not listed", "{n} words are not listed", n),
        "facets": trn("{n} record is counted wrongly", "{n} records are counted wrongly", n),
        "extra-facets": trn("{n} count of no record", "{n} counts of no record", n),
    }
    return words[code]


_COUNTED_OF_NONE = select(func.count()).where(
    FACET.c.key.not_in(select(RECORD.c.sort_key).where(RECORD.c.binned_at.is_(None)))
)


class _Comparison:
    """Both sides, added up by record; `keys` gives the row number of each record.

    `extra` collects the row numbers in the index that are no record's, `words` counts the longer
    words that are not listed, `facets` the records of which facets count something else.
    """

    def __init__(self, connection: Connection, keys: dict[int, int], told: Progress) -> None:
        self.extra: set[int] = set()
        self.words = 0
        self.facets = 0
        self._connection = connection
        self._keys = keys
        self._told = told
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
            self._told(done, 2 * len(self._keys))

    def read(self) -> None:
        """Take away what the index holds."""
        records, read = len(self._keys), 0
        for part in fulltext.read_terms(self._connection, fulltext.TABLE):
            self._add(part, -1)
            read += len(part)
            self._told(
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


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
