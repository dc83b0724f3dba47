"""Which records answer a query, as a set of identifiers, for what is counted beside a list.

Conditions on fields that are counted, such as type:mou, need no index: the records of each value
are at hand (`facet_bitmaps`). The index is asked for the rest of the conditions, once for all
queries of an answer, which differ in nothing else.
"""

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyroaring import BitMap
from sqlalchemy import Connection

from defcat.search import fields, run
from defcat.search.asked import Codes
from defcat.search.expressions import EVERYTHING, NOTHING, both, either, of_kinds
from defcat.search.facet_bitmaps import Values
from defcat.search.facet_counts import Kept
from defcat.search.facet_values import counted, field_of
from defcat.search.index import count_matching, matching
from defcat.search.match import Matcher, is_looked_at
from defcat.search.past import DAY, Cut, past_day
from defcat.search.query import Any, AsOf, InCountry, No, Node, OfKind, Query, Where
from defcat.storage import facet_rows
from defcat.storage.facet_rows import Found

FEW = 20_000
"""Fewer records than these, whom a condition finds by names, are read apart from the others."""


@dataclass(frozen=True)
class _Way:
    """How the records of a query are found: what `read` finds, as far as `held` are fulfilled.

    `whole` finds all of them and can be sampled. With a `cut`, they are those that were there on a
    day that is over; `judged`, each has to be looked at.
    """

    whole: Found
    read: Found | None
    held: Sequence[Node] = ()
    cut: Cut | None = None
    judged: bool = False


class Selecting:
    """Finds the records of queries that differ in what they ask of the fields `chosen`."""

    def __init__(
        self,
        connection: Connection,
        today: date,
        kept: Kept,
        values: Values,
        chosen: Collection[str],
    ) -> None:
        self._connection = connection
        self._today = today
        self._kept = kept
        self._values = values
        self._chosen = chosen
        self._ways: dict[Query, _Way] = {}
        self._values_of: dict[Where, tuple[frozenset[str], str]] = {}

    def is_at_hand(self, query: Query) -> bool:
        """Whether nothing has to be read to know what answers `query`."""
        way = self._way(query)
        return self._values.ready and (way.read is None or self._kept.has(self._asked(query)))

    def sample(self, query: Query, *, read: bool = False) -> Found | None:
        """What finds the records of `query` where a sample is taken, or those that have to be
        `read`; None where an index does not know.
        """
        way = self._way(query)
        return None if way.judged else way.read if read else way.whole

    def of(self, query: Query) -> BitMap:
        """The records that answer `query`; the values have to be complete."""
        way = self._way(query)
        if way.judged or way.cut:
            return self.whole(query)
        hits = self._values.every
        if way.read is not None:
            hits = self._found(way.read)
        return self._fulfilling(hits, way.held)

    def whole(self, query: Query) -> BitMap:
        """The same without the values."""
        way = self._way(query)
        if way.judged or way.cut:
            return self._kept.found(self._asked(query), lambda: self._looked_at(query, way))
        return self._found(way.whole)

    def _asked(self, query: Query) -> object:
        """By what the records that have to be read are known."""
        way = self._way(query)
        return way.read.match if way.read and not way.cut else (query, self._today)

    # --- ways -------------------------------------------------------------------------------

    def _way(self, query: Query) -> _Way:
        if query not in self._ways:
            self._ways[query] = self._find_way(query)
        return self._ways[query]

    def _find_way(self, query: Query) -> _Way:
        matcher = Matcher(self._connection, query.as_of or self._today)
        nodes = matcher.meant(c for c in query.conditions if not isinstance(c, AsOf))
        moved = query.as_of not in (None, self._today)
        kinds = query.kinds
        if any(_is_judged(node, moved, kinds) for node in nodes):
            nothing = Found(None)
            return _Way(nothing, nothing, judged=True)
        match = matcher.all_of(nodes)
        if past := past_day(query, self._today):
            cut = Cut(self._connection, query, past, self._kept.ranks)
            found = Found(match, cut.staying(match), cut.bound)
            return _Way(found, found, cut=cut)
        whole = Found(None if match == EVERYTHING else match)
        held = [node for node in nodes if self._is_held(node, matcher)]
        rest = [node for node in nodes if node not in held]
        if not rest:
            return _Way(whole, None, held)
        narrowing = (node for node in held if field_of(node) not in self._chosen)
        return _Way(whole, Found(matcher.all_of((*rest, *narrowing))), held)

    def _is_held(self, node: Node, matcher: Matcher) -> bool:
        """Whether the values tell who fulfils a condition."""
        match node:
            case OfKind():
                return True
            case Where():
                return self._is_value(node, matcher)
            case No(inner):
                return self._is_held(inner, matcher)
            case Any(nodes):
                return all(self._is_held(one, matcher) for one in nodes)
        return False

    def _is_value(self, node: Where, matcher: Matcher) -> bool:
        """Whether a condition asks for values that are counted; few records may answer it besides,
        such as those with a party that is called so.
        """
        field = fields.find(node.field)
        if field is None or field.name not in counted() or field.name == "date":
            return False
        meant = matcher.asked(node)
        codes = frozenset[str]().union(*(one.codes for one in meant if isinstance(one, Codes)))
        others = [one for one in meant if not isinstance(one, Codes)]
        besides = either(matcher.of_asked(field, one) for one in others)
        self._values_of[node] = codes, besides
        few = besides == NOTHING or count_matching(self._connection, besides, FEW) < FEW
        return bool(meant) and few

    # --- sets -------------------------------------------------------------------------------

    def _fulfilling(self, hits: BitMap, held: Iterable[Node]) -> BitMap:
        """Those of `hits` that fulfil conditions of which the values tell; of kinds, any."""
        kinds = [node.kind for node in held if isinstance(node, OfKind)]
        if kinds:
            hits = hits & self._values.having("kind", kinds)
        for node in held:
            if not isinstance(node, OfKind):
                hits = hits - self._of(node.node) if isinstance(node, No) else hits & self._of(node)
        return hits

    def _of(self, node: Node) -> BitMap:
        match node:
            case OfKind(kind):
                return self._values.having("kind", [kind])
            case Where(field):
                codes, besides = self._values_of[node]
                having = self._values.having(field, codes)
                return having if besides == NOTHING else having | self._found(Found(besides))
            case No(inner):
                return self._values.every - self._of(inner)
            case Any(nodes):
                return BitMap.union(BitMap(), *map(self._of, nodes))
        raise AssertionError(f"the values do not tell {node}")

    def _found(self, found: Found) -> BitMap:
        """What the index finds, read or kept."""
        return self._kept.found(found.match, lambda: self._read(found))

    def _read(self, found: Found) -> BitMap:
        hits = BitMap()
        for some in facet_rows.identifiers(self._connection, found):
            hits.update(some)
        return hits

    def _looked_at(self, query: Query, way: _Way) -> BitMap:
        """Who answers as it is looked at, or as of a day that is over: as `Cut` has it what no row
        number tells.
        """
        if way.cut is None:
            ids = run.every(self._connection, query, today=self._today)
            return BitMap(array("I", ids))
        match = way.whole.match or EVERYTHING
        promised: Sequence[int] = ()
        if query.kinds is None or "commitment" in query.kinds:
            promised = matching(self._connection, both([match, of_kinds(["commitment"])]), -1)
        gone = BitMap(way.cut.left_out(promised))
        signed = BitMap(key % DAY for key in way.cut.signed(match))
        return (self._read(way.whole) - gone) | (signed - gone)


def _is_judged(node: Node, moved: bool, kinds: Collection[str] | None) -> bool:
    """Whether records are looked at one by one: what named a country only later, `Cut` knows, and
    of all that has a state only commitments had another one on another day.
    """
    if isinstance(node, InCountry) or not is_looked_at(node, moved):
        return False
    return field_of(node) != "state" or kinds is None or "commitment" in kinds
