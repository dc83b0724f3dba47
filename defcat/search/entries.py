"""What the search index holds of each record: its words, its tags, and what facets count of it.

Read from the tables column by column; nothing here writes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, func, literal, select

from defcat import markings
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, SETTING, own_table, part_table
from defcat.model.described import PAGE
from defcat.search import tags
from defcat.search.fields import searched
from defcat.search.said import REMEMBERED, Tokens, country, linked, marked, recurring, said
from defcat.search.takes import Held, takes
from defcat.storage.fulltext import LONG, PREFIXES
from defcat.storage.listed import listed, listing

CHUNK = 2_000
"""So many records are read at once."""
LETTERS = 8_000_000
"""So many letters of attachments at most, unless one record has more."""
NAMES = frozenset({"official", "organisation", "topic", "series"})
"""The kinds whose titles are names."""
_SHARED: tuple[str, ...] = (
    "id",
    "kind",
    "number",
    "title",
    "notes",
    "marking",
    "archived",
    "sort_key",
)
_SHARED += ("date", "date_first", "date_last", "created_at", "changed_at")
"""The columns that are read of every record."""
_PLACE = {name: place for place, name in enumerate(LONG)}


class Facets(NamedTuple):
    """What facets count of a record: lines “field=value” in order, and the year of its date."""

    plain: str
    places: str
    topics: str
    year: int | None


class Entry(NamedTuple):
    """What the index holds of the record `id` under the row number `key`.

    `columns` are those of `fulltext.COLUMNS`; their texts are folded (`text.fold`).
    """

    id: int
    key: int
    columns: tuple[str, ...]
    facets: Facets


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of some records, and all words and tags in them that are longer than the prefix
    indexes reach."""

    entries: list[Entry]
    words: set[str]


def entries(connection: Connection, ids: Sequence[int]) -> Iterator[Entries]:
    """The entries of the records `ids` that are not in the bin, in their order, by the chunk."""
    lowest = _lowest(connection)
    for start in range(0, len(ids), CHUNK):
        for some in _light(connection, ids[start : start + CHUNK]):
            yield _entries(connection, some, lowest)


def _light(connection: Connection, ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """`ids` in pieces whose attachments are in memory together."""
    attachment = part_table("attachment").c
    weigh = (
        select(attachment.record_id, func.sum(func.length(PAGE.c.text)).label("letters"))
        .join(PAGE, PAGE.c.sha256 == attachment.sha256)
        .where(listed(attachment.record_id, ids))
        .group_by(attachment.record_id)
    )
    weights = {row.record_id: row.letters for row in connection.execute(weigh)}
    if sum(weights.values()) <= LETTERS:
        yield ids
        return
    first, carried = 0, 0
    for place, record_id in enumerate(ids):
        carried += weights.get(record_id, 0)
        if carried > LETTERS and place > first:
            yield ids[first:place]
            first, carried = place, weights.get(record_id, 0)
    yield ids[first:]


def _entries(connection: Connection, ids: Sequence[int], lowest: str) -> Entries:
    c = RECORD.c
    these = listing(ids)
    query = select(*(c[name] for name in _SHARED)).where(c.id.in_(these), c.binned_at.is_(None))
    rows = {row.id: row for row in connection.execute(query).all()}
    found: dict[int, Held] = {}
    kinds: dict[str, list[int]] = defaultdict(list)
    for record_id, row in rows.items():
        found[record_id] = _shared(row, lowest)
        kinds[row.kind].append(record_id)
    for kind, of_kind in kinds.items():
        for column, put in takes(kind):
            if column in c:  # which the kind describes, such as the day on which a thing is due
                for i in of_kind:
                    if (value := rows[i]._mapping[column]) is not None:
                        put(found[i], value, None)
        _read(connection, own_table(kind), "id", these, found)
    for part in PARTS.values():
        if not kinds.keys().isdisjoint(part.owners):
            _read(connection, part_table(part.name), "record_id", these, found)
    _read_papers(connection, list(rows), found)
    titles = _titles(connection, {other for held in found.values() for other, _ in held.links})
    made = [_entry(rows[i], found[i], titles) for i in ids if i in rows]
    spoken: set[str] = set()
    for entry in made:
        spoken.update(" ".join(entry.columns).split(" "))
    long = {word for word in spoken if len(word) > PREFIXES and not tags.names_record(word)}
    return Entries(made, long)


def _shared(row: Any, lowest: str) -> Held:
    """What follows from the columns that all records share."""
    marking = row.marking or lowest
    held = Held(
        [said(row.title)],
        _standing(row.kind, marking, row.archived, row.created_at[:10], row.changed_at[:10]).copy(),
        [f"kind={row.kind}", f"marking={marking}"],
    )
    if row.marking:
        held.tags[tags.has("marking")] = None
    if row.date:
        held.tags.update(_days("date", row.date_first, row.date_last))
    if row.notes:
        held.tags[tags.has("notes")] = None
        held.long["notes"] = [said(row.notes)]
    return held


@lru_cache(maxsize=REMEMBERED)
def _standing(kind: str, marking: str, archived: bool, created: str, changed: str) -> Tokens:
    """The tokens of what every record has."""
    held = dict.fromkeys((tags.kind(kind), tags.code(searched()["marking"].mark, marking)))
    if archived:
        held[tags.has("archived")] = None
    for name, day in (("created", created), ("changed", changed)):
        if day:
            held.update(_days(name, day, day))
    return held


def _read(
    connection: Connection, table: Table, owner: str, ids: Select[Any], found: dict[int, Held]
) -> None:
    """Put what the rows of `table` hold into what is found for their records.

    They come straight from the driver: texts and numbers are all that it is asked for.
    """
    read = [(column, put) for column, put in takes(table.name) if column in table.c]
    presence = tags.has(table.name) if table.name in PARTS else ""
    row_type = table.c["type"] if "type" in table.c else literal(None)
    query = select(table.c[owner], row_type, *(table.c[column] for column, _ in read))
    query = query.where(table.c[owner].in_(ids)).order_by(table.c.id)
    puts = [put for _, put in read]
    result = connection.execute(query)
    cursor = result.cursor
    assert cursor is not None, "asked of a statement that answers with rows"
    for record_id, of_type, *values in cursor.fetchall():
        held = found.get(record_id)
        if held is None:  # it is in the bin
            continue
        if presence:
            held.tags[presence] = None
        for put, value in zip(puts, values, strict=True):
            if value is not None:
                put(held, value, of_type)
    result.close()


def _read_papers(connection: Connection, ids: list[int], found: dict[int, Held]) -> None:
    """Put the text of attachments into what is found for their records."""
    attachment = part_table("attachment").c
    query = (
        select(attachment.record_id, PAGE.c.text)
        .join(PAGE, PAGE.c.sha256 == attachment.sha256)
        .where(listed(attachment.record_id, ids), PAGE.c.text != "")
        .order_by(attachment.id, PAGE.c.page)
    )
    presence = tags.has("attachment-text")
    for record_id, text in connection.execute(query):
        found[record_id].tags[presence] = None
        found[record_id].long.setdefault("attachment_text", []).append(said(text))


def _entry(row: Any, held: Held, titles: dict[int, str]) -> Entry:
    """The entry of a record."""
    mark = tags.NAMED if row.kind in NAMES else tags.TITLED
    for name in held.names:
        held.tags.update(marked(mark, name))
    for code in held.countries:
        held.tags[tags.country(code)] = None
    for other, link_mark in held.links:
        if title := titles.get(other):
            held.tags.update(linked(link_mark, title))
            text = recurring(title)
            held.texts[text.text] = text
    spellings: Tokens = {}
    for some in (held.names, held.texts.values(), *held.long.values()):
        for one in some:
            if one.variants:
                spellings.update(dict.fromkeys(one.variants))
    ref = KINDS[row.kind].ref(row.number).lower()
    long = [""] * len(LONG)
    for column, texts in held.long.items():
        long[_PLACE[column]] = " ".join([one.text for one in texts])
    columns = (
        " ".join((*held.tags, *held.runs)),
        " ".join((ref, *[one.text for one in held.names])),
        " ".join((*held.texts, *[country(code).text for code in held.countries])),
        *long,
        " ".join(spellings),
    )
    facets = Facets(
        "\n".join(sorted(held.plain)),
        "\n".join(sorted(held.places)),
        "\n".join(sorted(held.topics)),
        int(row.date_first[:4]) if row.sort_key >> 32 else None,
    )
    return Entry(row.id, row.sort_key, columns, facets)


@lru_cache(maxsize=REMEMBERED)
def _days(name: str, first: str, last: str) -> Tokens:
    """The tokens of a date of the field `name`."""
    return dict.fromkeys(tags.of_date(searched()[name].mark, first, last))


def _titles(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The titles of the records `ids` that are not in the bin."""
    c = RECORD.c
    query = select(c.id, c.title).where(listed(c.id, sorted(ids)), c.binned_at.is_(None))
    return {row.id: row.title for row in connection.execute(query)}


def _lowest(connection: Connection) -> str:
    """The level that a record counts as which is not marked."""
    scheme = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "marking-scheme"))
    return markings.load(scheme or "plain").lowest.code
