"""The orders in which a list can stand: by any of its columns, either way round.

An order is a text: `best` (what fits best first, newest first where no words are asked for),
`newest`, `oldest`, the name of a column (`status`), or that with a minus before it, the other way
round (`-status`). Records with nothing in the column come last both ways; those that have the same
are newest first.

Columns of codes are read value by value from the full-text index, so that the first screen needs no
sorting. For any other column the few records that answer are compared, or many by `ranks`.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from itertools import chain, islice

from sqlalchemy import Connection

from defcat import countries, vocabulary
from defcat.fields import LONG, Country, FieldType, Marking, Term
from defcat.kinds import KINDS
from defcat.search import tags
from defcat.search.expressions import among, both, either, quoted, without
from defcat.search.fields import RECORD_TABLE, Searched, searched
from defcat.search.index import keys
from defcat.search.past import DAY
from defcat.search.ranks import Ranks, few, levels, shape_of, straight
from defcat.text import fold

BEST, NEWEST, OLDEST = "best", "newest", "oldest"
FEW = 500
"""So many records are compared by reading their values."""
TRIED = 200
"""So many places are looked at before it is known how thinly the answers stand among them."""
WALKED = 3_000
"""From how many places on it is quicker to read all answers than to walk in order."""

First = Callable[[str, int], "array[int]"]
"""The newest records that an expression finds, and how many at most (-1: all)."""


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
    plain: bool,
) -> "array[int]":
    """The first `limit` (-1: all) of what the expression `match` finds, in the order of a column.

    `plain`: the index alone says who answers, so that places can be tried in their order.
    """
    name, down = _column(kind, order)
    some = first(match, FEW)
    if len(some) < FEW:
        found = few(connection, some, kind, name, down=down)
        return array("q", found if limit < 0 else found[:limit])
    if (codes := _codes(connection, kind, name)) is not None:
        return _by_code(match, first, codes[::-1] if down else codes, limit)
    walks = plain and limit >= 0
    if walks and not ranks.knows(kind, name):
        held = straight(connection, kind, name, down=down)
        if held is not None and (walked := _walked(connection, match, held, limit)) is not None:
            return walked
    places = ranks.of(connection, kind, name)
    if walks:
        in_places = places.walk(down=down)
        if (walked := _walked(connection, match, in_places, limit)) is not None:
            return walked
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


def _by_code(match: str, first: First, codes: list[str], limit: int) -> "array[int]":
    """What `match` finds, those with the first of `codes` first, and last those with none."""
    found = array("q")
    for code in (*codes, ""):
        expression = both([match, code]) if code else without(match, either(codes))
        found.extend(first(expression, limit if limit < 0 else limit - len(found)))
        if 0 <= limit <= len(found):
            break
    return found


def _walked(
    connection: Connection, match: str, ordered: Iterable[Sequence[int]], limit: int
) -> "array[int] | None":
    """The first `limit` of what `match` finds, by trying one of the records `ordered` after the
    other; None where the answers stand so thinly among them that it takes too long.
    """
    found = array("q")
    tried = 0
    places_in_order = chain.from_iterable(ordered)
    while some := list(islice(places_in_order, TRIED)):
        hits = among(connection, match, some)
        found.extend(record for record in some if record in hits)
        tried += len(some)
        if len(found) >= limit:
            return found[:limit]
        if tried * limit > WALKED * max(len(found), 1):
            return None
    return None


def _codes(connection: Connection, kind: str | None, name: str) -> list[str] | None:
    """The expressions of the values of a column of codes in order; None for other columns."""
    if name == "kind":
        return [quoted(tags.kind(one)) for one in sorted(KINDS, key=lambda k: fold(KINDS[k].label))]
    shape = shape_of(kind, name)
    values = _values(connection, shape)
    if values is None or (field := _asked_by(kind, name)) is None:
        return None
    return [quoted(tags.code(field.mark, value)) for value in values]


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
