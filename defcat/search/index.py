"""The full-text index: which words find a record, and keeping them in step with it.

SQL that only SQLite knows stands here. The index is written in the transaction of the change, so it
cannot drift from the records; `rebuild` makes it anew from them.
"""

import sys
from array import array
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from sqlalchemy import Connection, CursorResult, delete, insert, select, text

from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.model import FACET, FACET_SET, RECORD, SETTING, own_table, part_table
from defcat.search import fields
from defcat.search.entries import Entries, entries
from defcat.storage.fulltext import (
    ADD,
    TABLE,
    WORDS,
    create_fulltext,
    drop_fulltext,
    merge,
    merge_some,
    unmerged,
)
from defcat.storage.listed import listed

CHUNK = 20_000
PART = 1_000
MANY = 20_000
"""Where more entries are written at once, the pieces in which FTS5 keeps them are merged after."""
_WRITING = 5 / 6
"""What part of the time the writing of many takes; merging takes the rest."""
Progress = Callable[[int, int], None]
Keep = Callable[[list[int]], Collection[int]]
"""Says which of some records are to stay."""
EDITION = "index-edition"
"""The setting of a catalogue that says which edition its index is."""
FORMAT = 2
"""Raised whenever an entry holds something else for a reason that no search field tells."""
SPELLED = 65
"""So many words with one beginning are too many to name; the beginning itself is asked for."""

_ID = (1 << 32) - 1
"""Those bits of a row number that are the identifier of its record."""
_REMOVE = f"DELETE FROM {TABLE} WHERE rowid = ?"
_KNOW = f"INSERT OR IGNORE INTO {WORDS} (term) VALUES (?)"
_INTERN = "INSERT OR IGNORE INTO facet_set (content) VALUES (?)"
_COUNT_IN = "INSERT INTO facet (key, plain, places, topics, year) VALUES (?, ?, ?, ?, ?)"
_COUNT_OUT = "DELETE FROM facet WHERE key = ?"

_SPELLINGS = text(f"SELECT term FROM {WORDS} WHERE term >= :first AND term < :after LIMIT :limit")
MATCH = text(
    f"SELECT rowid & 4294967295 FROM {TABLE} WHERE {TABLE} MATCH :match"
    " ORDER BY rowid DESC LIMIT :limit"
)
_BEYOND = text(
    f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH :match AND rowid >= :bound ORDER BY rowid DESC"
)
_WITHIN = text(
    f"SELECT rowid & 4294967295 FROM {TABLE} WHERE {TABLE} MATCH :match"
    " AND rowid >= :low AND rowid < :high ORDER BY rowid DESC"
)
_OLDEST = text(
    f"SELECT rowid & 4294967295 FROM {TABLE} WHERE {TABLE} MATCH :match"
    " AND rowid >= :low AND rowid < :high ORDER BY rowid"
)
COUNT = text(
    f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH :match LIMIT :limit)"
)


def keys(connection: Connection, ids: Collection[int]) -> list[int]:
    """The row numbers under which the index holds the records `ids` as the file stands."""
    c = RECORD.c
    return [
        key
        for chunk in _chunks(ids)
        for key in connection.scalars(select(c.sort_key).where(listed(c.id, chunk))).all()
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


def write(
    connection: Connection,
    stale: Iterable[int],
    ids: Collection[int],
    progress: Progress | None = None,
) -> None:
    """Take the entries `stale` (row numbers) out and write those of the records `ids`.

    In the order of row numbers, because FTS5 writes its buffer out at each step backwards.
    `progress` is told how far it is, as the number of records of how many are done; what it raises
    stops it.
    """
    if gone := [(key,) for key in sorted(stale)]:
        connection.exec_driver_sql(_REMOVE, gone)
        connection.exec_driver_sql(_COUNT_OUT, gone)
    _fill(connection, _in_order(connection, ids), progress, whole=False)


def rebuild(connection: Connection, progress: Progress | None = None) -> int:
    """Make the index anew from the records; the number of records in it.

    `progress` is told as by `write`.
    """
    drop_fulltext(connection)
    create_fulltext(connection)
    for table in (FACET, FACET_SET):
        connection.execute(delete(table))
    live = select(RECORD.c.id).where(RECORD.c.binned_at.is_(None)).order_by(RECORD.c.sort_key)
    ids = list(connection.scalars(live))
    _fill(connection, ids, progress, whole=True)
    connection.execute(delete(SETTING).where(SETTING.c.name == EDITION))
    connection.execute(insert(SETTING).values(name=EDITION, value=edition()))
    return len(ids)


def tend(connection: Connection) -> bool:
    """Put some of the pieces together that changes have left behind, for some hundredths of a
    second; whether there may be more.

    FTS5 does so while it writes, and does not keep pace with many large changes: a word is looked
    up in each piece, so that with forty of them a list takes twice as long.
    """
    return merge_some(connection)


def edition() -> str:
    """Which index this program writes and reads; a file with another is indexed anew."""
    return f"{FORMAT}-{fields.edition()}"


def _fill(
    connection: Connection, ids: Sequence[int], progress: Progress | None, *, whole: bool
) -> None:
    """Write the entries of the records `ids`; where they are many, in few pieces in the end, or in
    one that is the `whole` index.
    """
    many = len(ids) > MANY
    told = progress or (lambda done, total: None)
    share = _WRITING if many else 1
    known: dict[str, int] = {}
    done = 0
    with unmerged(connection) if many else nullcontext():
        for chunk in entries(connection, ids):
            _add(connection, chunk, known)
            done += len(chunk.entries)
            told(int(done * share), len(ids))
    if many:
        for merged in merge(connection, whole=whole):
            told(int(len(ids) * (share + (1 - share) * merged)), len(ids))
        told(len(ids), len(ids))


def _add(connection: Connection, made: Entries, known: dict[str, int]) -> None:
    """Write entries; `known` keeps the identifiers of the combinations that facets count.

    Straight to the driver: SQLAlchemy would take as long again to hand over so many values.
    """
    if not made.entries:
        return
    run = connection.exec_driver_sql
    run(ADD, [(entry.key, *entry.columns) for entry in made.entries])
    if made.words:
        run(_KNOW, [(word,) for word in sorted(made.words)])
    facets = [(entry.key, entry.facets) for entry in made.entries]
    contents = {text for _, each in facets for text in (each.plain, each.places, each.topics)}
    if new := sorted(contents - known.keys()):
        run(_INTERN, [(content,) for content in new])
        found = select(FACET_SET.c.content, FACET_SET.c.id).where(FACET_SET.c.content.in_(new))
        known.update({row.content: row.id for row in connection.execute(found)})
    rows = [
        (key, known[each.plain], known[each.places], known[each.topics], each.year)
        for key, each in facets
    ]
    run(_COUNT_IN, rows)


def _in_order(connection: Connection, ids: Collection[int]) -> list[int]:
    """The records `ids` that are not in the bin, by row number."""
    c = RECORD.c
    live = c.binned_at.is_(None)
    found = [
        key
        for chunk in _chunks(ids)
        for key in connection.scalars(select(c.sort_key).where(c.id.in_(chunk), live))
    ]
    return [key & _ID for key in sorted(found)]


def _chunks(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def matching(connection: Connection, match: str, limit: int) -> "array[int]":
    """The identifiers of the newest `limit` records (-1: all) that the FTS5 expression finds."""
    return streamed(connection.execute(MATCH, {"match": match, "limit": limit}))


def beyond(connection: Connection, match: str, bound: int) -> Iterator[list[int]]:
    """The row numbers from `bound` on under which the FTS5 expression finds a record, newest first,
    some at a time.
    """
    yield from parts(connection.execute(_BEYOND, {"match": match, "bound": bound}))


def within(
    connection: Connection,
    match: str,
    low: int,
    high: int,
    size: int = PART,
    *,
    oldest: bool = False,
) -> Iterator[list[int]]:
    """The identifiers found under row numbers from `low` to below `high`, newest first, `size` at
    a time.
    """
    statement = _OLDEST if oldest else _WITHIN
    found = connection.execute(statement, {"match": match, "low": low, "high": high})
    yield from parts(found, size)


def spelled(connection: Connection, beginning: str, limit: int = SPELLED) -> list[str] | None:
    """The longer words and tags of the index that begin so; None where they are `limit` or more."""
    bounds = {"first": beginning, "after": beginning + chr(sys.maxunicode), "limit": limit}
    found = list(connection.scalars(_SPELLINGS, bounds))
    return found if len(found) < limit else None


def parts(result: CursorResult[Any], size: int = PART) -> Generator[list[int], None, None]:
    """The first column of a result, `size` at a time, so that other threads get their turn.

    Straight from the driver: a million rows of SQLAlchemy's would take the interpreter for seconds.
    """
    cursor = result.cursor
    assert cursor is not None, "asked of a statement that answers with rows"
    try:
        while part := cursor.fetchmany(size):
            yield [row[0] for row in part]
    finally:
        result.close()


def gathered(found: Iterable[list[int]], limit: int = -1, keep: Keep | None = None) -> "array[int]":
    """The first `limit` (-1: all) of what comes some at a time, only those that `keep` keeps."""
    ids = array("q")
    for part in found if limit else ():
        if keep is not None and part:
            kept = keep(part)
            part = [i for i in part if i in kept]
        ids.extend(part)
        if 0 < limit <= len(ids):  # before more is asked for, which may take as long again
            return ids[:limit]
    return ids


def streamed(result: CursorResult[Any], limit: int = -1) -> "array[int]":
    """The first column of a result, no more than `limit` (-1: all), read a little at a time."""
    return gathered(parts(result), limit)


def count_matching(connection: Connection, match: str, limit: int) -> int:
    """How many records the FTS5 expression finds, counted no further than `limit`."""
    return int(connection.execute(COUNT, {"match": match, "limit": limit}).scalar_one())
