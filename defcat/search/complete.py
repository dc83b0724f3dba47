"""What can stand where somebody types in a query: names before the colon, values after it.

What is known by heart (terms, kinds, dates that go along with the day) is given at once. Countries,
whose tables take a moment to read, and what only the catalogue knows (records, posts, places) need
a connection, and so the reading thread.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from sqlalchemy import Connection, Table, select

from defcat import countries, markings, vocabulary
from defcat.dates import PartialDate
from defcat.fields import Country, Date, Flag, Link, Marking, Term, Text
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, SETTING, own_table, part_table
from defcat.search import run, spans, special
from defcat.search.fields import SPECIAL, Origin, Searched, find, searched
from defcat.search.parse import parse
from defcat.search.query import Node, OfKind, Query, Where, Word
from defcat.search.rows import rows as rows_of
from defcat.search.tokens import usual_name
from defcat.text import fold, variants, words
from defcat.translation import tr

LETTERS = 2
"""So many letters make a beginning of a name; with fewer, names only when they are asked for."""
_RECORDS = 8
_TEXTS = 8
_LOOKED_AT = 60
"""Records that are looked at for values of text."""


@dataclass(frozen=True)
class Item:
    """Something to put in: the text, in quotes where it needs them, how people call it, and quiet
    words beside that. `name`: it ends in a colon, and values come after it.
    """

    text: str
    label: str
    detail: str = ""
    name: bool = False


@dataclass(frozen=True)
class Completions:
    """What can stand in place of the characters from `start` to `end` of the text, best first.

    `typed` is what stands there as far as the cursor, without quotes; `field` the name before the
    colon, empty where names are offered.
    """

    start: int
    end: int
    typed: str
    field: str
    items: tuple[Item, ...]

    @property
    def exact(self) -> bool:
        """Whether what is typed already is one of them."""
        typed = self.typed.casefold()
        return any(typed in (item.text.casefold(), item.label.casefold()) for item in self.items)


def at(
    text: str,
    cursor: int,
    connection: Connection | None = None,
    *,
    today: date,
    asked: bool = False,
) -> Completions:
    """What can stand at `cursor` in the query `text`; `asked`: names even before a letter is typed.

    Without a `connection` only what is known at once.
    """
    place = _place(text, cursor)
    if place.field:
        items = list(_static(place, today))
        if connection is not None:
            items += _from_tables(connection, place, today)
        unique = {item.text: item for item in reversed(items)}
        best = tuple(dict.fromkeys(unique[item.text] for item in items))
        return Completions(place.start, place.end, place.typed, place.field, best)
    enough = asked or (len(place.typed) >= LETTERS and not place.quoted)
    names = tuple(_names(place.typed)) if enough else ()
    return Completions(place.start, place.end, place.typed, "", names)


# --- where the cursor is ----------------------------------------------------------------------

_PIECE = re.compile(r'(?:[^\s"()]|"[^"]*"?)+')
_BEFORE_COLON = re.compile(r'-?([^\s":(),<>=-][^\s":(),<>=]*):')
_COMPARED = re.compile(r"[<>]?=|[<>]")
_NEEDS_NO_QUOTES = re.compile(r'(?![<>=-])[^\s"(),:]+')


@dataclass(frozen=True)
class _Place:
    """What of the text is to be completed; `quoted`: it stands after a sign of quotation."""

    start: int
    end: int
    typed: str
    field: str = ""
    quoted: bool = False


def _place(text: str, cursor: int) -> _Place:
    for piece in _PIECE.finditer(text):
        if piece.start() < cursor <= piece.end():
            break
    else:
        return _Place(cursor, cursor, "")
    start, typed = piece.start(), text[piece.start() : cursor]
    named = _BEFORE_COLON.match(typed)
    if named and (name := usual_name(named[1])):
        return _value_place(text, cursor, start + named.end(), name)
    skipped = len(typed) - len(typed.lstrip("-"))
    end = min(piece.end(), text.find('"', cursor) if '"' in text[cursor:] else piece.end())
    return _Place(start + skipped, end, typed[skipped:], quoted='"' in typed)


def _value_place(text: str, cursor: int, start: int, name: str) -> _Place:
    """The last of several values, without a sign of comparison or the first end of a range."""
    quoted, begun = False, start
    for at in range(start, cursor):
        if text[at] == '"':
            quoted = not quoted
        elif text[at] == "," and not quoted:
            begun = at + 1
    if sign := _COMPARED.match(text, begun, cursor):
        begun = sign.end()
    dots = text.rfind("..", begun, cursor)
    if dots >= 0 and not quoted and '"' not in text[begun:cursor]:
        begun = dots + 2
    ends = re.compile(r'"' if quoted else r'[\s,()"]').search(text, cursor)
    end = cursor if ends is None and quoted else ends.start() if ends else len(text)
    if ends and ends[0] == '"' and quoted:
        end += 1
    typed = text[begun:cursor].strip('"')
    return _Place(begun, end, typed, name, quoted)


# --- names ------------------------------------------------------------------------------------


def _names(typed: str) -> Iterator[Item]:
    """The names that begin so, and those of which a later word or the label does."""
    begun = typed.casefold().replace("_", "-")
    first, second = [], []
    for name, label in _labels().items():
        item = Item(f"{name}:", f"{name}:", tr(label), name=True)
        if name.startswith(begun):
            first.append(item)
        elif f"-{begun}" in name:
            second.append(item)
    yield from first
    yield from second


@cache
def _labels() -> dict[str, str]:
    """Every name with its English label, the usual ones first."""
    own = {
        "kind": "Kind of record",
        "country": "Country",
        "office": "Post held",
        "as-of": "As of a day",
        "has": "Filled in",
        "missing": "Not filled in",
        "is": "State",
        "linked": "Linked to a record",
    }
    return own | {name: one.label for name, one in searched().items()}


# --- values known by heart --------------------------------------------------------------------


def _static(place: _Place, today: date) -> Iterator[Item]:
    field = find(place.field)
    if place.field in SPECIAL:
        yield from _fitting(_of_special(place.field), place.typed)
    elif field is not None:
        yield from _fitting(_of_types(field), place.typed)
        if field.is_a(Date):
            yield from _fitting(_days(today), place.typed)


def _of_special(name: str) -> Iterator[Item]:
    if name == "kind":
        for kind in KINDS.values():
            yield Item(kind.name, tr(kind.plural), kind.prefix)
    elif name in ("has", "missing"):
        for field, label in special.presences().items():
            yield Item(field, label)
    elif name == "is":
        for state, label in special.states().items():
            yield Item(state, label)


def _of_types(field: Searched) -> Iterator[Item]:
    for shape in field.types:
        if isinstance(shape, Term):
            for code, label in vocabulary.load(shape.vocabulary).terms.items():
                yield Item(code, tr(label))
        elif isinstance(shape, Flag):
            yield from (Item("yes", tr("yes")), Item("no", tr("no")))


def _days(today: date) -> Iterator[Item]:
    """Days that go along with the calendar, and the years beside today's."""
    for name in spans.RELATIVE:
        found = spans.days(name, today)
        days = PartialDate.parse(
            f"{found.first}/{found.last}" if found.first != found.last else str(found.first)
        )
        yield Item(name, name, days.show("short"))
    for year in range(today.year, today.year - 4, -1):
        yield Item(str(year), str(year))


def _fitting(items: Iterable[Item], typed: str) -> Iterator[Item]:
    """Those whose text or a word of whose label begins so; the text's beginnings first."""
    wanted = fold(typed)
    second = []
    for item in items:
        texts = fold(item.text)
        if texts.startswith(wanted):
            yield item
        elif f" {wanted}" in f" {texts} {fold(item.label)}":
            second.append(item)
    yield from second


# --- values from tables and from the catalogue ------------------------------------------------


def _from_tables(connection: Connection, place: _Place, today: date) -> Iterator[Item]:
    field = find("post" if place.field == "office" else place.field)
    if place.field == "country" or (field and field.is_a(Country)):
        named = countries.suggest(place.typed, _LOOKED_AT)
        known = (Item(_quoted(name), name, code) for code, name in named)
        yield from islice(_finding(connection, place.field, known, today), _RECORDS)
    if place.field == "linked":
        yield from _records(connection, place.typed, (), today, by_reference=True)
    if field is None:
        return
    if field.is_a(Marking):
        yield from _fitting(_levels(connection), place.typed)
    linked = [shape for shape in field.types if isinstance(shape, Link)]
    if linked:
        every = any(not shape.kinds for shape in linked)
        kinds = dict.fromkeys(kind for shape in linked for kind in shape.kinds)
        records = _records(connection, place.typed, () if every else tuple(kinds), today)
        yield from _finding(connection, place.field, records, today)
    if field.is_a(Text) and not field.long and place.typed:
        yield from _texts(connection, field, place, today)


def _finding(
    connection: Connection, field: str, items: Iterable[Item], today: date
) -> Iterator[Item]:
    """Those of `items` that find anything: not every country is a party, nor everybody was met."""
    for item in items:
        if run.count(connection, parse(f"{field}:{item.text}"), 1, today=today):
            yield item


def _levels(connection: Connection) -> Iterator[Item]:
    """The levels of the catalogue's scheme, the lowest first."""
    scheme = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "marking-scheme"))
    if scheme:
        for level in markings.load(scheme).levels:
            yield Item(_quoted(level.code), level.label)


def _records(
    connection: Connection,
    typed: str,
    kinds: tuple[str, ...],
    today: date,
    *,
    by_reference: bool = False,
) -> Iterator[Item]:
    """Records that are called so, best first; namesakes are told apart by their references."""
    asked: tuple[Node, ...] = (*map(OfKind, kinds), *map(Word, words(typed)))
    ids = run.find(connection, Query(asked), limit=_LOOKED_AT, today=today)
    other = _other_names(connection, ids, words(typed))
    rows = rows_of(connection, list(other)[:_RECORDS], today)
    called = Counter(fold(row.title) for row in rows.values())
    for found, name in list(other.items())[:_RECORDS]:
        row = rows[found]
        alone = called[fold(row.title)] == 1 and not by_reference
        year = (row.date or "")[:4]
        about = " · ".join(filter(None, (name or row.extra or year, row.ref)))
        yield Item(_quoted(row.title, always=True) if alone else row.ref, row.title, about)


def _other_names(connection: Connection, ids: list[int], typed: list[str]) -> dict[int, str]:
    """Those of the records that are called so, in order, each with the other name by which it is;
    no name where its title is what was typed.
    """
    c, alias = RECORD.c, part_table("alias")
    titles = select(c.id, c.title).where(c.id.in_(ids))
    names = [(row.id, "", row.title) for row in connection.execute(titles)]
    others = [select(alias.c.record_id, alias.c.name).where(alias.c.record_id.in_(ids))]
    for kind in KINDS.values():
        if "native_name" in kind.by_name:
            own = own_table(kind.name).c
            named = own.id.in_(ids) & own.native_name.is_not(None)
            others.append(select(own.id, own.native_name).where(named))
    names += [(i, name, name) for query in others for i, name in connection.execute(query)]
    found: dict[int, str] = {}
    for record_id, shown, name in names:
        known = (*words(name), *variants(name))
        if all(any(word.startswith(one) for word in known) for one in typed):
            found.setdefault(record_id, shown)
    return {i: found[i] for i in ids if i in found}


def _texts(connection: Connection, field: Searched, place: _Place, today: date) -> Iterator[Item]:
    """Values of text in which a word begins so, those of the most records first."""
    query = Query((Where(field.name, place.typed, False),))
    ids = run.find(connection, query, limit=_LOOKED_AT, today=today)
    wanted = fold(place.typed)
    said: Counter[str] = Counter()
    for origin in field.origins:
        if isinstance(origin.type, Text):
            said.update(
                value
                for value in _values(connection, origin, ids)
                if f" {wanted}" in f" {fold(value)}"
            )
    for value, _ in islice(said.most_common(), _TEXTS):
        yield Item(_quoted(value), value)


def _values(connection: Connection, origin: Origin, ids: list[int]) -> Iterator[str]:
    table: Table = RECORD
    if origin.table in KINDS:
        table = own_table(origin.table)
    elif origin.table in PARTS:
        table = part_table(origin.table)
    owner = table.c.record_id if origin.table in PARTS else table.c.id
    yield from connection.scalars(
        select(table.c[origin.column]).where(owner.in_(ids), table.c[origin.column].is_not(None))
    )


def _quoted(text: str, *, always: bool = False) -> str:
    """`text` as a value; between quotes where it has signs of the query language."""
    plain = text.replace('"', " ").strip()
    return plain if _NEEDS_NO_QUOTES.fullmatch(plain) and not always else f'"{plain}"'
