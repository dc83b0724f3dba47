"""The orders in which a list can stand: by any of its columns, either way round.

An order is a text: `best` (what fits best first, newest first where no words are asked for),
`newest`, `oldest`, the name of a column (`status`), or that with a minus before it, the other way
round (`-status`). Records with nothing in the column come last both ways; those that have the same
are newest first.

Columns of codes are read value by value from the full-text index, so that the first screen needs no
sorting. For any other column the few records that answer are compared, or many by `ranks`.
"""

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from defcat import countries, vocabulary
from defcat.fields import LONG, Country, FieldType, Marking, Term
from defcat.kinds import KINDS
from defcat.search import tags
from defcat.search.expressions import both, either, quoted, without
from defcat.search.fields import RECORD_TABLE, Searched, searched
from defcat.search.index import keys
from defcat.search.past import DAY
from defcat.search.ranks import Ranks, few, levels, shape_of, straight
from defcat.search.walk import Walk
from defcat.text import fold

BEST, NEWEST, OLDEST = "best", "newest", "oldest"
FEW = 250
"""So many records are compared by reading their values."""
First = Callable[[str, int], "array[int]"]
"""The newest records that an expression finds, and how many at most (-1: all)."""

Within = Callable[[Sequence[int]], Collection[int]]
"""Which of some records answer."""

Asked = Callable[[Searched], Collection[str] | None]
"""Of which codes of a field all that answers has one; None where it may have any, or none."""


@cache
def orders(kind: str | None) -> tuple[str, ...]:
    """The names of the columns by which a list of `kind`, or of records of any kind, can stand."""
    shared = ("ref", "title", "date", "marking", "created_at", "changed_at")
    if kind is None:
        return ("kind", *shared)
    own = tuple(
        field.name
        for field in KINDS[kind].fields
        if field.type != LONG and field.name not in shared
    )
    return (*shared, *own, *_FOLLOWING.get(kind, ()))


_FOLLOWING = {
    "agreement": ("status", "form", "ends", "extra"),
    "official": ("extra",),
    "engagement": ("place", "extra"),
}
"""Columns that no field describes: `extra` is the first party, post or participant."""


def in_order(
    connection: Connection,
    match: str,
    first: First,
    kind: str | None,
    order: str,
    limit: int,
    ranks: Ranks,
    *,
    asked: Asked,
    within: Within | None,
) -> "array[int]":
    """The first `limit` (-1: all) of what the expression `match` finds, in the order of a column.

    `asked` says which codes can be found at all. `within` says which of some records of the kind
    answer; without it none can be tried by themselves.
    """
    name, down = _column(kind, order)
    some = first(match, FEW)
    if len(some) < FEW:
        every = few(connection, some, kind, name, down=down)
        return array("q", every if limit < 0 else every[:limit])
    if (codes := _codes(connection, kind, name, asked, down=down)) is not None:
        return _by_code(match, first, codes, limit)
    if within and limit > 0:

        def ordered() -> Iterator[Sequence[int]]:
            held = None if ranks.knows(kind, name) else straight(connection, kind, name, down=down)
            return held or ranks.of(connection, kind, name).walk(down=down)

        def compared(ids: Sequence[int]) -> list[int]:
            # on the way, records of one title stand in the order of their identifiers
            same = sorted(ids, reverse=down) if name == "title" else ids
            return few(connection, same, kind, name, down=down)

        walk = Walk(connection, kind, ordered, compared, within)
        if (found := walk.first(match, limit, some)) is not None:
            return found
    places = ranks.of(connection, kind, name)
    return places.first(first(match, -1), limit, down=down)


def arranged(
    connection: Connection, ids: Collection[int], kind: str | None, order: str
) -> list[int]:
    """The records `ids` in `order`, by reading their values."""
    by_day = sorted(keys(connection, ids), reverse=True)
    newest = [key % DAY for key in by_day]
    if order in (BEST, NEWEST, "-date"):
        return newest
    if order in (OLDEST, "date"):
        dated = [key % DAY for key in by_day if key >= DAY]
        return [*reversed(dated), *newest[len(dated) :]]
    name, down = _column(kind, order)
    return few(connection, newest, kind, name, down=down)


def _column(kind: str | None, order: str) -> tuple[str, bool]:
    """The column of an order, and whether it is asked for downwards; by title for one that the kind
    does not have.
    """
    name = order.removeprefix("-")
    return (name, order.startswith("-")) if name in orders(kind) else ("title", False)


def _by_code(match: str, first: First, codes: "_Codes", limit: int) -> "array[int]":
    """What `match` finds, those with the first of `codes` first, and last those with none."""
    found = array("q")
    for code in codes.each:
        if 0 <= limit <= len(found):
            break
        found.extend(first(both([match, code]), limit if limit < 0 else limit - len(found)))
    if codes.others and not 0 <= limit <= len(found):
        rest = without(match, either(codes.each))
        found.extend(first(rest, limit if limit < 0 else limit - len(found)))
    return found


@dataclass(frozen=True)
class _Codes:
    """The expressions of the values of a column in order; `others`: some may have none of them."""

    each: tuple[str, ...]
    others: bool = True


def _codes(
    connection: Connection, kind: str | None, name: str, asked: Asked, *, down: bool
) -> _Codes | None:
    """The values of a column of codes, as far as they can be found; None for other columns."""
    if name == "kind":
        kinds = sorted(KINDS, key=lambda k: fold(KINDS[k].label), reverse=down)
        return _Codes(tuple(quoted(tags.kind(one)) for one in kinds))
    values = _values(connection, shape_of(kind, name))
    if values is None or (field := _asked_by(kind, name)) is None:
        return None
    only = asked(field)
    in_order = reversed(values) if down else values
    found = (value for value in in_order if only is None or value in only)
    return _Codes(tuple(quoted(tags.code(field.mark, value)) for value in found), only is None)


def _values(connection: Connection, shape: FieldType | None) -> list[str] | None:
    """The codes of a type in the order of what they are called; markings by their level."""
    match shape:
        case Term(name):
            return sorted(vocabulary.load(name).terms, key=lambda code: fold(shape.show(code)))
        case Country():
            return sorted(countries.codes(), key=lambda code: fold(countries.name(code)))
        case Marking():
            return list(levels(connection))
    return None


def _asked_by(kind: str | None, name: str) -> Searched | None:
    """The search field that looks at a column."""
    table = RECORD_TABLE if kind is None or name == "marking" else kind
    for field in searched().values():
        if any((origin.table, origin.column) == (table, name) for origin in field.origins):
            return field
    return None
