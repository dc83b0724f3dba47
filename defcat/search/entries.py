"""What the search index holds of each record: its words, its tags, and what facets count of it.

Read from the tables column by column as `fields` names them; nothing here writes. Values recur in
every row of a catalogue (terms, countries, days, names), so what follows from one is remembered.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import Connection, Table, literal, select

from defcat import countries, markings
from defcat.dates import days_span
from defcat.fields import Country, Date, Link, Term, Text
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, SETTING, own_table, part_table
from defcat.search import tags
from defcat.search.fields import Origin, Searched, searched
from defcat.storage.fulltext import LONG, PREFIXES
from defcat.text import variants, words

CHUNK = 2_000
"""So many records are read at once."""
_REMEMBERED = 5_000
"""So many values are remembered with what follows from them, of each sort."""

_AT_ONCE = 20_000
"""How many records one statement names."""
_BETWEEN = " \n"
"""What stands between the texts of a column."""
NAMES = frozenset({"official", "organisation", "topic", "series"})
"""The kinds whose titles are names."""
_COUNTED = frozenset({"status", "form", "series"})
"""Fields of one value that facets count beside those that are described as facets."""
_COUNTED_PLACES = frozenset({"party", "side"})

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

Tokens = dict[str, None]
"""Tokens in order, none twice."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What facets count of a record: lines “field=value” in order, and the year of its date."""

    plain: str
    places: str
    topics: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of the record `id` under the row number `key`.

    `columns` are those of `fulltext.COLUMNS`.
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


@dataclass(slots=True)
class _Held:
    """What is found for the entry of one record.

    Countries stand apart, by their codes: their names are complete, and the romanised Hindi for
    "state" would find every record of the United States under "raj". `links` are the records whose
    titles it holds, each with the mark under which their words are asked for.
    """

    names: list[str]
    tags: Tokens
    plain: list[str]
    texts: list[str] = field(default_factory=list)
    long: dict[str, list[str]] = field(default_factory=dict)
    countries: Tokens = field(default_factory=dict)
    links: dict[tuple[int, str], None] = field(default_factory=dict)
    places: Tokens = field(default_factory=dict)
    topics: Tokens = field(default_factory=dict)


_Take = Callable[[_Held, Any, Any], None]
"""Puts a value of a column, which is not None, where it belongs; the last argument is the value of
the column `type` of its row, if it has one."""


def entries(connection: Connection, ids: Sequence[int]) -> Iterator[Entries]:
    """The entries of the records `ids` that are not in the bin, in their order, by the chunk."""
    lowest = _lowest(connection)
    for start in range(0, len(ids), CHUNK):
        yield _entries(connection, ids[start : start + CHUNK], lowest)


def _entries(connection: Connection, ids: Sequence[int], lowest: str) -> Entries:
    c = RECORD.c
    query = select(*(c[name] for name in _SHARED)).where(c.id.in_(ids), c.binned_at.is_(None))
    rows = {row.id: row for row in connection.execute(query).all()}
    found: dict[int, _Held] = {}
    kinds: dict[str, list[int]] = defaultdict(list)
    for record_id, row in rows.items():
        found[record_id] = _shared(row, lowest)
        kinds[row.kind].append(record_id)
    for kind, of_kind in kinds.items():
        for column, put in _takes(kind):
            if column in c:  # which the kind describes, such as the day on which a thing is due
                for i in of_kind:
                    if (value := rows[i]._mapping[column]) is not None:
                        put(found[i], value, None)
        _read(connection, own_table(kind), "id", of_kind, found)
    for part in PARTS.values():
        if concerned := [i for kind in part.owners for i in kinds.get(kind, ())]:
            _read(connection, part_table(part.name), "record_id", concerned, found)
    titles = _titles(connection, {other for held in found.values() for other, _ in held.links})
    spoken: set[str] = set()
    made = [_entry(rows[i], found[i], titles, spoken) for i in ids if i in rows]
    long = {word for word in spoken if len(word) > PREFIXES and not tags.names_record(word)}
    return Entries(made, long)


def _shared(row: Any, lowest: str) -> _Held:
    """What follows from the columns that all records share."""
    marking = row.marking or lowest
    held = _Held(
        [row.title],
        _standing(row.kind, marking, row.archived, row.created_at[:10], row.changed_at[:10]).copy(),
        [f"kind={row.kind}", f"marking={marking}"],
    )
    if row.marking:
        held.tags[tags.has("marking")] = None
    if row.date:
        held.tags.update(_days("date", row.date_first, row.date_last))
    if row.notes:
        held.tags[tags.has("notes")] = None
        held.long["notes"] = [row.notes]
    return held


@lru_cache(maxsize=_REMEMBERED)
def _standing(kind: str, marking: str, archived: bool, created: str, changed: str) -> Tokens:
    """The tokens of what every record has."""
    held = dict.fromkeys((tags.kind(kind), tags.code(searched()["marking"].mark, marking)))
    if archived:
        held[tags.has("archived")] = None
    for name, day in (("created", created), ("changed", changed)):
        if day:
            held.update(_days(name, day, day))
    return held


def _entry(row: Any, held: _Held, titles: dict[int, str], spoken: set[str]) -> Entry:
    """The entry of a record; its words and tags are added to `spoken`."""
    mark = tags.NAMED if row.kind in NAMES else tags.TITLED
    said = list(map(_said, held.names))
    for name in said:
        held.tags.update(_marked(mark, name))
    for code in held.countries:
        held.tags[tags.country(code)] = None
    texts = dict.fromkeys(held.texts)
    for other, link_mark in held.links:
        if title := titles.get(other):
            held.tags.update(_linked(link_mark, title))
            texts[title] = None
    said += map(_recurring, texts)
    said += (_said(text) for long in held.long.values() for text in long)
    spellings: Tokens = {}
    for one in said:
        if one.variants:
            spellings.update(one.variants)
        spoken.update(one.words)
    named = list(map(_country, held.countries))
    for country in named:
        spoken.update(country.words)
    spoken.update(spellings)
    spoken.update(held.tags)
    ref = KINDS[row.kind].ref(row.number)
    spoken.add(ref.lower())
    names = _BETWEEN.join((ref, *held.names))
    body = _BETWEEN.join((*texts, *(country.text for country in named)))
    long = (_BETWEEN.join(held.long[name]) if name in held.long else "" for name in LONG)
    columns = (" ".join(held.tags), names, body, *long, " ".join(spellings))
    facets = Facets(
        "\n".join(sorted(held.plain)),
        "\n".join(sorted(held.places)),
        "\n".join(sorted(held.topics)),
        int(row.date_first[:4]) if row.sort_key >> 32 else None,
    )
    return Entry(row.id, row.sort_key, columns, facets)


@dataclass(frozen=True, slots=True)
class _Said:
    """A text with its words and their other spellings."""

    text: str
    words: Tokens
    variants: Tokens


def _said(text: str) -> _Said:
    return _Said(text, dict.fromkeys(words(text)), dict.fromkeys(variants(text)))


_recurring = lru_cache(maxsize=_REMEMBERED)(_said)


@cache
def _country(code: str) -> _Said:
    """All of a country's names, each word of them once: a treaty can have a hundred parties."""
    names = dict.fromkeys(word for name in countries.names(code) for word in words(name))
    return _Said(" ".join(names), names, {})


def _marked(mark: str, said: _Said) -> Tokens:
    """The words of a text, and their other spellings, as tokens under a mark."""
    found = dict.fromkeys([mark + word for word in said.words])
    if said.variants:
        found.update(dict.fromkeys([mark + word for word in said.variants]))
    return found


@lru_cache(maxsize=_REMEMBERED)
def _linked(mark: str, title: str) -> Tokens:
    return _marked(mark, _recurring(title))


@lru_cache(maxsize=_REMEMBERED)
def _days(name: str, first: str, last: str) -> Tokens:
    """The tokens of a date of the field `name`."""
    return {tags.has(name): None} | dict.fromkeys(tags.of_date(searched()[name].mark, first, last))


# --- the columns of kinds and parts ---------------------------------------------------------------


def _read(
    connection: Connection, table: Table, owner: str, ids: list[int], found: dict[int, _Held]
) -> None:
    """Put what the rows of `table` hold into what is found for their records."""
    takes = [(column, put) for column, put in _takes(table.name) if column in table.c]
    presence = tags.has(table.name) if table.name in PARTS else ""
    row_type = table.c["type"] if "type" in table.c else literal(None)
    query = select(table.c[owner], row_type, *(table.c[column] for column, _ in takes))
    query = query.where(table.c[owner].in_(ids)).order_by(table.c.id)
    puts = [put for _, put in takes]
    for record_id, of_type, *values in connection.execute(query).all():
        held = found[record_id]
        if presence:
            held.tags[presence] = None
        for put, value in zip(puts, values, strict=True):
            if value is not None:
                put(held, value, of_type)


@cache
def _takes(table: str) -> tuple[tuple[str, _Take], ...]:
    """What is done with the values of each column of the table of a kind or a part."""
    columns: dict[str, list[tuple[Searched, Origin]]] = defaultdict(list)
    for one in searched().values():
        for origin in one.origins:
            if origin.table == table:
                columns[origin.column].append((one, origin))
    return tuple((name, _take(asked)) for name, asked in columns.items())


def _take(asked: list[tuple[Searched, Origin]]) -> _Take:
    """What is done with a column that all of `asked` look at."""
    if asked[0][1].only:
        by_type = {code: one for one, origin in asked for code in origin.only}
        return partial(_take_event, by_type)
    takes = [_take_for(one, origin) for one, origin in asked]
    first, *others = takes  # the words stand in the index once, however many ask for them
    return partial(_take_each, (first, *others)) if others else first


def _take_for(one: Searched, origin: Origin) -> _Take:
    described = (KINDS.get(origin.table) or PARTS[origin.table]).by_name.get(origin.column)
    speaks = bool(described and described.full_text)
    counted = bool(described and described.facet)
    shape = origin.type
    if isinstance(shape, Text):
        if shape.long:
            return partial(_take_long, one.name.replace("-", "_"), tags.has(one.name))
        named = speaks and (origin.table == "alias" or origin.column == "native_name")
        return partial(_take_text, one, "names" if named else "texts" if speaks else "")
    if isinstance(shape, Date):
        return partial(_take_date, one)
    if isinstance(shape, Country):
        return partial(_take_country, one, counted or one.name in _COUNTED_PLACES)
    if isinstance(shape, Link):
        return partial(_take_link, one, origin.table)
    term = shape if isinstance(shape, Term) and counted else None
    return partial(_take_code, one, term, counted or one.name in _COUNTED)


def _take_each(takes: Sequence[_Take], held: _Held, value: Any, of_type: Any) -> None:
    for take in takes:
        take(held, value, of_type)


def _take_event(by_type: dict[str, Searched], held: _Held, value: Any, of_type: Any) -> None:
    if one := by_type.get(of_type):
        held.tags.update(_date(one.name, value))


def _take_long(column: str, presence: str, held: _Held, value: Any, _: Any) -> None:
    held.tags[presence] = None
    held.long.setdefault(column, []).append(value)


def _take_text(one: Searched, where: str, held: _Held, value: Any, _: Any) -> None:
    held.tags.update(_text(one.name, one.mark, value))
    if where == "names":
        held.names.append(value)
    elif where:
        held.texts.append(value)


def _take_date(one: Searched, held: _Held, value: Any, _: Any) -> None:
    held.tags.update(_date(one.name, value))


def _take_code(
    one: Searched, term: Term | None, counted: bool, held: _Held, value: Any, _: Any
) -> None:
    held.tags.update(_code(one.name, one.mark, value))
    if term:
        held.texts.append(_term_words(term, value))
    if counted:
        held.plain.append(f"{one.name}={value}")


def _take_country(one: Searched, counted: bool, held: _Held, value: Any, _: Any) -> None:
    held.tags.update(_code(one.name, one.mark, value))
    held.countries[value] = None
    if counted:
        held.places[f"{one.name}={value}"] = None


def _take_link(one: Searched, table: str, held: _Held, value: Any, _: Any) -> None:
    held.tags[_has(one.name)] = None
    held.tags[tags.record(one.mark, value)] = None
    if table != "citation":
        held.links[value, one.mark] = None
    if one.name == "topic":
        held.topics[str(value)] = None
    elif one.name in _COUNTED:
        held.plain.append(f"{one.name}={value}")


@lru_cache(maxsize=_REMEMBERED)
def _text(name: str, mark: str, text: str) -> Tokens:
    return {tags.has(name): None} | _marked(mark, _said(text))


@lru_cache(maxsize=_REMEMBERED)
def _code(name: str, mark: str, value: Any) -> Tokens:
    return dict.fromkeys((tags.has(name), tags.code(mark, str(value))))


@lru_cache(maxsize=_REMEMBERED)
def _date(name: str, edtf: str) -> Tokens:
    return _days(name, *days_span(edtf))


_has = cache(tags.has)


@cache
def _term_words(term: Term, code: str) -> str:
    return f"{code} {term.show(code)}"


def _titles(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The titles of the records `ids` that are not in the bin."""
    c, found = RECORD.c, {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        chunk = ordered[start : start + _AT_ONCE]
        query = select(c.id, c.title).where(c.id.in_(chunk), c.binned_at.is_(None))
        found.update({row.id: row.title for row in connection.execute(query)})
    return found


def _lowest(connection: Connection) -> str:
    """The level that a record counts as which is not marked."""
    scheme = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "marking-scheme"))
    return markings.load(scheme or "plain").lowest.code
