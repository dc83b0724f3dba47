"""What of each column of a record's tables goes where in its index entry, as `fields` names them.

Values recur in every row of a catalogue (terms, countries, days, names), so what follows from one
is remembered.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any

from defcat.dates import days_span
from defcat.fields import Country, Date, Link, Term, Text
from defcat.kinds import KINDS, PARTS
from defcat.search import tags
from defcat.search.fields import Origin, Searched, searched
from defcat.search.said import REMEMBERED, Said, Tokens, marked, recurring, said

_COUNTED = frozenset({"status", "form", "series"})
"""Fields of one value that facets count beside those that are described as facets."""
_COUNTED_PLACES = frozenset({"party", "side"})


@dataclass(slots=True)
class Held:
    """What is found for the entry of one record.

    Countries stand apart, by their codes: their names are complete, and the romanised Hindi for
    "state" would find every record of the United States under "raj". `links` are the records whose
    titles it holds, each with the mark under which their words are asked for. `texts` go by what
    they say. `runs` are the tokens of short texts of several words, which stand side by side in
    the index: each run, and its tokens one by one.
    """

    names: list[Said]
    tags: Tokens
    plain: list[str]
    runs: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, Said] = field(default_factory=dict)
    long: dict[str, list[Said]] = field(default_factory=dict)
    countries: Tokens = field(default_factory=dict)
    links: dict[tuple[int, str], None] = field(default_factory=dict)
    places: Tokens = field(default_factory=dict)
    topics: Tokens = field(default_factory=dict)


Take = Callable[[Held, Any, Any], None]
"""Puts a value of a column, which is not None, where it belongs; the last argument is the value of
the column `type` of its row, if it has one."""


@cache
def takes(table: str) -> tuple[tuple[str, Take], ...]:
    """What is done with the values of each column of the table of a kind or a part."""
    columns: dict[str, list[tuple[Searched, Origin]]] = defaultdict(list)
    for one in searched().values():
        for origin in one.origins:
            if origin.table == table:
                columns[origin.column].append((one, origin))
    return tuple((name, _take(asked)) for name, asked in columns.items())


def _take(asked: list[tuple[Searched, Origin]]) -> Take:
    """What is done with a column that all of `asked` look at."""
    if asked[0][1].only:
        by_type = {code: one for one, origin in asked for code in origin.only}
        return partial(_take_event, by_type)
    takes = [_take_for(one, origin) for one, origin in asked]
    first, *others = takes  # the words stand in the index once, however many ask for them
    return partial(_take_each, (first, *others)) if others else first


def _take_for(one: Searched, origin: Origin) -> Take:
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


def _take_each(takes: Sequence[Take], held: Held, value: Any, of_type: Any) -> None:
    for take in takes:
        take(held, value, of_type)


def _take_event(by_type: dict[str, Searched], held: Held, value: Any, of_type: Any) -> None:
    if one := by_type.get(of_type):
        held.tags.update(_date(one.mark, value))


def _take_long(column: str, presence: str, held: Held, value: Any, _: Any) -> None:
    held.tags[presence] = None
    held.long.setdefault(column, []).append(said(value))


def _take_text(one: Searched, where: str, held: Held, value: Any, _: Any) -> None:
    text, alone, run, tokens = _text(one.mark, value)
    held.tags.update(alone)
    if run:
        held.runs[run] = tokens
    if where == "names":
        held.names.append(text)
    elif where:
        held.texts[text.text] = text


def _take_date(one: Searched, held: Held, value: Any, _: Any) -> None:
    held.tags.update(_date(one.mark, value))


def _take_code(
    one: Searched, term: Term | None, counted: bool, held: Held, value: Any, _: Any
) -> None:
    held.tags[_code(one.mark, value)] = None
    if term:
        text = _term_words(term, value)
        held.texts[text.text] = text
    if counted:
        held.plain.append(f"{one.name}={value}")


def _take_country(one: Searched, counted: bool, held: Held, value: Any, _: Any) -> None:
    held.tags[_code(one.mark, value)] = None
    held.countries[value] = None
    if counted:
        held.places[f"{one.name}={value}"] = None


def _take_link(one: Searched, table: str, held: Held, value: Any, _: Any) -> None:
    held.tags[tags.record(one.mark, value)] = None
    if table != "citation":
        held.links[value, one.mark] = None
    if one.name == "topic":
        held.topics[str(value)] = None
    elif one.name in _COUNTED:
        held.plain.append(f"{one.name}={value}")


@lru_cache(maxsize=REMEMBERED)
def _text(mark: str, text: str) -> tuple[Said, Tokens, str, list[str]]:
    """A short text, its tokens that stand alone, its run if it has one, and the tokens of that.

    A run begins with the mark itself, so that no word of it is the neighbour of one before it. A
    text without any word is the mark, too: it is filled in.
    """
    one = recurring(text)
    if len(one.words) < 2:
        return one, marked(mark, one) or {mark: None}, "", []
    tokens = [mark + word for word in one.words]
    alone = dict.fromkeys([mark + word for word in one.variants])
    return one, alone, " ".join((mark, *tokens)), tokens


@lru_cache(maxsize=REMEMBERED)
def _code(mark: str, value: Any) -> str:
    return tags.code(mark, str(value))


@lru_cache(maxsize=REMEMBERED)
def _date(mark: str, edtf: str) -> Tokens:
    return dict.fromkeys(tags.of_date(mark, *days_span(edtf)))


@cache
def _term_words(term: Term, code: str) -> Said:
    return said(f"{code} {term.show(code)}")
