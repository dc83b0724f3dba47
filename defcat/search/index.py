"""The full-text index: which words find a record, and keeping them in step with it.

SQL that only SQLite knows stands here. The index is written in the transaction of the change, so it
cannot drift from the records; `rebuild` makes it anew from them.
"""

import dataclasses
import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Table, bindparam, select, text

from defcat import countries
from defcat.fields import Country, Field, Link, Term
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.search.query import Query, match_text
from defcat.storage.fulltext import PREFIXES, TABLE, WORDS
from defcat.text import variants, words

CHUNK = 20_000
PART = 1_000
_BETWEEN = " \n"
"""What stands between the pieces of an entry: its names, and the texts of its fields."""
SPELLED = 65
"""So many words with one beginning are too many to name; the beginning itself is asked for."""
RECURRING = 400
"""How long a text can be whose other spellings are remembered: names of countries and people recur
in every row of an import, longer texts do not."""

_REMOVE = text(f"DELETE FROM {TABLE} WHERE rowid = :key")
_ADD = text(
    f"INSERT INTO {TABLE} (rowid, name, body, variants, tags)"
    " VALUES (:key, :name, :body, :variants, :tags)"
)
_KNOW = text(f"INSERT OR IGNORE INTO {WORDS} (term) VALUES (:term)")
_SPELLINGS = text(
    f"SELECT term FROM {WORDS} WHERE term >= :first AND term < :after LIMIT {SPELLED}"
)
MATCH = text(
    f"SELECT rowid & 4294967295 FROM {TABLE} WHERE {TABLE} MATCH :match"
    " ORDER BY rowid DESC LIMIT :limit"
)
_BEYOND = text(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :match AND rowid >= :bound")
_SHORT_OF = text(
    f"SELECT rowid & 4294967295 FROM {TABLE} WHERE {TABLE} MATCH :match AND rowid < :bound"
    " ORDER BY rowid DESC"
)
COUNT = text(
    f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH :match LIMIT :limit)"
)


def keys(connection: Connection, ids: Collection[int]) -> list[int]:
    """The row numbers under which the index holds the records `ids` as the file stands."""
    return [
        row.sort_key
        for chunk in _chunks(ids)
        for row in connection.execute(select(RECORD.c.sort_key).where(RECORD.c.id.in_(chunk)))
    ]


def neighbours(connection: Connection, ids: Collection[int]) -> set[int]:
    """The records whose index entry holds the title of one of `ids`."""
    found: set[int] = set()
    for chunk in _chunks(ids):
        for part in PARTS.values():
            if part.links and part.name != "citation":
                table = part_table(part.name)
                found.update(
                    connection.scalars(select(table.c.record_id).where(table.c.other_id.in_(chunk)))
                )
        for kind in KINDS.values():
            for field in kind.fields:
                if isinstance(field.type, Link):
                    table = own_table(kind.name)
                    named = table.c[field.name].in_(chunk)
                    found.update(connection.scalars(select(table.c.id).where(named)))
    return found


def write(connection: Connection, stale: Iterable[int], ids: Collection[int]) -> None:
    """Take the entries `stale` (row numbers) out and write those of the records `ids`.

    In the order of row numbers, because FTS5 writes its buffer out at each step backwards.
    """
    if gone := [{"key": key} for key in sorted(stale)]:
        connection.execute(_REMOVE, gone)
    for chunk in _in_order(connection, ids):
        if entries := list(_entries(connection, chunk)):
            connection.execute(_ADD, entries)
            if long_words := sorted(_long_words(entries)):
                connection.execute(_KNOW, [{"term": word} for word in long_words])


def rebuild(connection: Connection, progress: Callable[[int, int], None] | None = None) -> int:
    """Make the index anew from the records; the number of records in it."""
    connection.exec_driver_sql(f"DELETE FROM {TABLE}")
    connection.exec_driver_sql(f"DELETE FROM {WORDS}")
    live = select(RECORD.c.id).where(RECORD.c.binned_at.is_(None)).order_by(RECORD.c.sort_key)
    ids = list(connection.scalars(live))
    for done in range(0, len(ids), CHUNK):
        write(connection, (), ids[done : done + CHUNK])
        if progress:
            progress(min(done + CHUNK, len(ids)), len(ids))
    return len(ids)


def expression(connection: Connection, query: Query) -> str:
    """The query as an FTS5 expression (`match_text`), with long beginnings spelled out."""

    def spellings(beginning: str) -> list[str] | None:
        bounds = {"first": beginning, "after": beginning + chr(sys.maxunicode)}
        found = list(connection.scalars(_SPELLINGS, bounds))
        return found if len(found) < SPELLED else None

    return match_text(query, spellings)


def _in_order(connection: Connection, ids: Collection[int]) -> Iterable[list[int]]:
    """The records `ids` that are not in the bin, by row number, a chunk at a time."""
    c = RECORD.c
    live = c.binned_at.is_(None)
    found = [
        (row.sort_key, row.id)
        for chunk in _chunks(ids)
        for row in connection.execute(select(c.sort_key, c.id).where(c.id.in_(chunk), live))
    ]
    found.sort()
    for start in range(0, len(found), CHUNK):
        yield [record_id for _, record_id in found[start : start + CHUNK]]


def _long_words(entries: Iterable[dict[str, Any]]) -> set[str]:
    """The words of entries that are longer than the prefix indexes reach."""
    pieces: set[str] = set()  # countries, terms and titles recur, and are looked at once
    found: set[str] = set()
    for entry in entries:
        pieces.update(entry["name"].split(_BETWEEN), entry["body"].split(_BETWEEN))
        found.update(entry["variants"].split())
    for piece in pieces:
        found.update(words(piece))
    return {word for word in found if len(word) > PREFIXES}


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _entries(connection: Connection, ids: list[int]) -> Iterable[dict[str, Any]]:
    """What the index holds of each record: reference and names, the rest, other spellings, tags.

    Tags are the kind and the codes of all countries that the record names.
    """
    c = RECORD.c
    shared = select(c.id, c.kind, c.number, c.title, c.notes, c.sort_key)
    rows = connection.execute(shared.where(c.id.in_(ids)).order_by(c.sort_key)).all()
    found = _Found()
    kinds: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        found.names[row.id] = [KINDS[row.kind].ref(row.number), row.title]
        if row.notes:
            found.texts[row.id].append(row.notes)
        kinds[row.kind].append(row.id)
    for kind, of_kind in kinds.items():
        _own_text(connection, kind, of_kind, found)
    for part in PARTS.values():
        concerned = [i for kind in part.owners for i in kinds.get(kind, ())]
        if concerned and part.name != "citation":
            _part_text(connection, part.name, concerned, found)
    titles = _titles(connection, {other for others in found.linked.values() for other in others})
    for row in rows:
        names = found.names[row.id]
        texts = list(dict.fromkeys(found.texts[row.id]))
        texts += [titles[other] for other in found.linked[row.id] if other in titles]
        codes = list(dict.fromkeys(found.countries[row.id]))
        yield {
            "key": row.sort_key,
            "name": _BETWEEN.join(names),
            "body": _BETWEEN.join((*texts, *map(_country_words, codes))),
            "variants": " ".join(_variants((*names, *texts))),
            "tags": " ".join((row.kind, *codes)),
        }


def _variants(texts: Iterable[str]) -> dict[str, None]:
    """Other spellings of the words of `texts`, none twice."""
    found: dict[str, None] = {}
    for one in texts:
        found.update(_recurring(one) if len(one) <= RECURRING else dict.fromkeys(variants(one)))
    return found


@lru_cache(maxsize=10_000)
def _recurring(text: str) -> dict[str, None]:
    return dict.fromkeys(variants(text))


@dataclasses.dataclass(frozen=True)
class _Found:
    """What is found for the entries of some records, by record.

    Countries stand apart, by their codes: their names are complete, and the romanised Hindi for
    "state" would find every record of the United States under "raj".
    """

    names: dict[int, list[str]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    texts: dict[int, list[str]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    countries: dict[int, list[str]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    linked: dict[int, list[int]] = dataclasses.field(default_factory=lambda: defaultdict(list))


def _own_text(connection: Connection, kind: str, ids: list[int], found: _Found) -> None:
    table = own_table(kind)
    fields = [field for field in KINDS[kind].fields if field.name in table.c and _speaks(field)]
    _read(connection, table, "id", fields, ids, found)


def _part_text(connection: Connection, part: str, ids: list[int], found: _Found) -> None:
    fields = [field for field in PARTS[part].fields if _speaks(field)]
    if fields:
        _read(connection, part_table(part), "record_id", fields, ids, found)


def _speaks(field: Field) -> bool:
    """Whether a field's value is among the words that find its record."""
    return field.full_text or (
        isinstance(field.type, Country | Link) or (isinstance(field.type, Term) and field.facet)
    )


def _read(
    connection: Connection,
    table: Table,
    owner: str,
    fields: list[Field],
    ids: list[int],
    found: _Found,
) -> None:
    columns = [table.c[field.name] for field in fields]
    if not columns:
        return
    query = select(table.c[owner], *columns).where(table.c[owner].in_(ids)).order_by(table.c.id)
    for record_id, *values in connection.execute(query):
        for field, value in zip(fields, values, strict=True):
            if value is None:
                continue
            if isinstance(field.type, Link):
                found.linked[record_id].append(value)
            elif isinstance(field.type, Country):
                found.countries[record_id].append(value)
            elif isinstance(field.type, Term):
                found.texts[record_id].append(_term_words(field.type, value))
            elif field.name == "native_name" or table.name == "alias":
                found.names[record_id].append(value)
            else:
                found.texts[record_id].append(value)


@cache
def _country_words(code: str) -> str:
    """The words of all of a country's names, each once: a treaty can have a hundred parties."""
    return " ".join(dict.fromkeys(word for name in countries.names(code) for word in words(name)))


@cache
def _term_words(term: Term, code: str) -> str:
    return f"{code} {term.show(code)}"


def _titles(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in _chunks(ids):
        query = select(RECORD.c.id, RECORD.c.title).where(
            RECORD.c.id.in_(chunk), RECORD.c.binned_at.is_(None)
        )
        found.update({row.id: row.title for row in connection.execute(query)})
    return found


def is_missing(connection: Connection) -> bool:
    """Whether there are records and no index of them: a migration that changes it takes it away."""
    some = select(RECORD.c.id).where(RECORD.c.binned_at.is_(None)).limit(1)
    indexed = connection.exec_driver_sql(f"SELECT 1 FROM {TABLE} LIMIT 1").first()
    return indexed is None and connection.scalar(some) is not None


def matching(connection: Connection, match: str, limit: int) -> "array[int]":
    """The identifiers of the newest `limit` records (-1: all) that the FTS5 expression finds."""
    return streamed(connection.execute(MATCH, {"match": match, "limit": limit}))


def beyond(connection: Connection, match: str, bound: int) -> list[int]:
    """The row numbers from `bound` on under which the FTS5 expression finds a record."""
    return list(connection.scalars(_BEYOND, {"match": match, "bound": bound}))


def short_of(connection: Connection, match: str, bound: int) -> CursorResult[Any]:
    """The identifiers found under row numbers below `bound`, newest first."""
    return connection.execute(_SHORT_OF, {"match": match, "bound": bound})


def streamed(
    result: CursorResult[Any], limit: int = -1, without: Collection[int] = ()
) -> "array[int]":
    """The first column of a result, read a little at a time so that other threads get their turn.

    Straight from the driver: a million rows of SQLAlchemy's would take the interpreter for seconds.
    No more than `limit` (-1: all), and none of `without`.
    """
    ids = array("q")
    cursor = result.cursor
    assert cursor is not None, "asked of a statement that answers with rows"
    while part := cursor.fetchmany(PART):
        found = (row[0] for row in part)
        ids.extend((i for i in found if i not in without) if without else found)
        if 0 <= limit <= len(ids):
            del ids[limit:]
            break
    result.close()
    return ids


def count_matching(connection: Connection, match: str, limit: int) -> int:
    """How many records the FTS5 expression finds, counted no further than `limit`."""
    return int(connection.execute(COUNT, {"match": match, "limit": limit}).scalar_one())


MATCHING_IDS = text(
    f"SELECT rowid & 4294967295 AS id FROM {TABLE} WHERE {TABLE} MATCH :match"
).bindparams(bindparam("match"))
