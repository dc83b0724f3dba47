"""What facets tell: values of fields with their counts, and what a query says of them.

A query says the same in many ways (type:mou, type:"Memorandum of understanding", type:memo), so the
values that it asks for are found by what its conditions mean, not by how they are written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from defcat.errors import InputError
from defcat.kinds import KINDS, PARTS
from defcat.search import fields, spans, values
from defcat.search.asked import Asked, Codes, Days, Reference, Words
from defcat.search.query import Any, No, Node, OfKind, Query, Where
from defcat.search.tokens import pieces
from defcat.text import words

State = Literal["in", "out", ""]
"""Whether a query asks for a value, leaves it out, or says nothing of it."""

_COUNTED = ("kind", "status", "form", "party", "side", "topic", "series", "date")
"""Fields that are counted beside those that are described as facets."""
_TOLD_APART = 3
"""A beginning that so many values have, none of which is there, is told as it was typed."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field: as a query asks for it (`search.edit` writes it), as people call it, and
    how many records have it.

    `code` is what is stored. `count` is None where a query asks for what no record counts as: half
    a decade, a name that is not there.
    """

    text: str
    label: str
    count: int | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A field, by its name before the colon, and its values: the most frequent first, years in
    their order. `estimated`: the counts are what a sample says.
    """

    field: str
    label: str
    values: tuple[Value, ...]
    estimated: bool = False


@dataclass(frozen=True)
class Facets:
    """What the records that answer a query have. `untold` are the labels of fields that are not
    counted as of another day, because what is stored of them is how things stand today; other
    fields are counted as they are on record now.
    """

    facets: tuple[Facet, ...] = ()
    estimated: bool = False
    untold: tuple[str, ...] = ()


@cache
def counted() -> frozenset[str]:
    """The names of all fields that are counted."""
    described = {
        one.name
        for one in fields.searched().values()
        for origin in one.origins
        if _is_facet(origin.table, origin.column)
    }
    return frozenset(described).union(_COUNTED)


def asked(query: Query) -> tuple[str, ...]:
    """The fields that are counted and that `query` asks for, none twice; of kinds, if several."""
    found = dict.fromkeys(field_of(node) for node in query.conditions)
    if len(query.kinds or ()) < 2:
        found.pop("kind", None)
    return tuple(name for name in found if name in counted())


def field_of(node: Node) -> str:
    """The one field that a condition is about, none if it is about several or about words."""
    match node:
        case OfKind():
            return "kind"
        case Where(field):
            return field
        case No(inner):
            return field_of(inner)
        case Any(nodes):
            named = set(map(field_of, nodes))
            return named.pop() if len(named) == 1 else ""
    return ""


def states(query: Query, facet: Facet, today: date) -> dict[str, State]:
    """What `query` says of the values of a facet, by their text; of any other it says nothing."""
    found: dict[str, State] = {}
    for leaf, state in _said(query, facet.field):
        meant = _meaning(leaf, today)
        for value in facet.values:
            if _is_meant(value, leaf, meant, today):
                found[value.text] = state
    return found


def missing(
    query: Query, facet: Facet, today: date, tell: Callable[[str], Value]
) -> tuple[Value, ...]:
    """The values that `query` says something of and `facet` does not have; `tell` gives that of a
    code.
    """
    found: dict[Value, None] = {}
    for leaf, _ in _said(query, facet.field):
        meant = _meaning(leaf, today)
        if isinstance(leaf, OfKind) or any(_is_meant(v, leaf, meant, today) for v in facet.values):
            continue
        codes = [code for one in meant if isinstance(one, Codes) for code in sorted(one.codes)]
        if 0 < len(codes) <= _TOLD_APART:
            found.update(dict.fromkeys(map(tell, codes)))
        else:
            typed = pieces(leaf.value, leaf.quoted)
            found.update(dict.fromkeys(Value(piece, piece, None) for piece in typed))
    return tuple(found)


def _is_facet(table: str, column: str) -> bool:
    described = KINDS.get(table) or PARTS.get(table)
    field = described.by_name.get(column) if described else None
    return column == "marking" or bool(field and field.facet)


def _said(query: Query, field: str) -> Iterator[tuple[Where | OfKind, State]]:
    """What is said of a field, each value apart, and whether it is asked for or left out."""
    for node in query.conditions:
        if field_of(node) == field:
            for leaf in _leaves(node):
                yield leaf, "out" if isinstance(node, No) else "in"


def _leaves(node: Node) -> Iterator[Where | OfKind]:
    match node:
        case Where() | OfKind():
            yield node
        case No(inner):
            yield from _leaves(inner)
        case Any(nodes):
            for one in nodes:
                yield from _leaves(one)


def _meaning(leaf: Where | OfKind, today: date) -> tuple[Asked, ...]:
    if isinstance(leaf, OfKind):
        return (Codes(frozenset({leaf.kind})),)
    described = fields.find(leaf.field)
    try:
        return values.read(described, leaf.value, leaf.quoted, today=today) if described else ()
    except InputError:
        return ()


def _is_meant(value: Value, leaf: Where | OfKind, meant: tuple[Asked, ...], today: date) -> bool:
    """Whether a value is among what one condition asks for."""
    if not value.code:
        return isinstance(leaf, Where) and value.text in pieces(leaf.value, leaf.quoted)
    return any(_is_asked(value, one, today) for one in meant)


def _is_asked(value: Value, asked: Asked, today: date) -> bool:
    match asked:
        case Codes(codes):
            return value.code in codes
        case Reference(kind, number):
            return value.text == KINDS[kind].ref(number)
        case Days():
            return spans.days(value.text, today) == asked
        case Words(typed, whole) if value.code.isdigit():
            return _has_words(value.label, typed, whole)
    return False


def _has_words(title: str, typed: tuple[str, ...], whole: bool) -> bool:
    held = words(title)
    *before, last = typed
    ends = any(one == last or (not whole and one.startswith(last)) for one in held)
    return ends and all(one in held for one in before)
