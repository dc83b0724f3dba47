"""The first rows of the list that stood last, sorted by a column, for the query that comes next.

Key by key a query mostly asks for more of the same: where all rows that it had still answer, and
nothing else can have come in, they are the first rows of the next one too, however far down the
order they were found.
"""

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from defcat.search.query import AsOf, Node, OfKind, Word
from defcat.text import words

GLANCE = 20
"""So many rows are looked at first: where one of them has gone, the others need no look."""


@dataclass(frozen=True)
class Standing:
    """What a sorted list is to hold: what `match` finds, which was made of `nodes` on `day`."""

    order: str
    day: date
    match: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Stood:
    """The first rows `ids` of what was `asked` last, if anything was."""

    asked: Standing | None = None
    ids: "array[int]" = field(default_factory=lambda: array("q"))

    def still(
        self,
        asked: Standing,
        limit: int,
        within: Callable[[Sequence[int]], Collection[int]],
    ) -> "array[int] | None":
        """The first `limit` of what is `asked` now, if they surely are the same rows; `within` says
        which of some rows answer.
        """
        last = self.asked
        if last is None or not 0 <= limit <= len(self.ids):
            return None
        if (asked.order, asked.day) != (last.order, last.day):
            return None
        if asked.match != last.match:
            if not narrows(asked.nodes, last.nodes):
                return None
            for some in (self.ids[: min(GLANCE, limit)], self.ids[GLANCE:limit]):
                if len(within(some)) < len(some):
                    return None
        return self.ids[:limit]


def narrows(nodes: Sequence[Node], before: Sequence[Node]) -> bool:
    """Whether whatever answers all of `nodes` surely answered all of `before`."""
    ways = [{node for node in some if isinstance(node, OfKind | AsOf)} for some in (nodes, before)]
    return ways[0] == ways[1] and all(any(_implies(node, one) for node in nodes) for one in before)


def _implies(node: Node, other: Node) -> bool:
    """Whether whatever answers `node` answers `other`."""
    if not (isinstance(node, Word) and isinstance(other, Word)):
        return node == other
    longer, shorter = words(node.text), words(other.text)
    return bool(shorter) and all(
        any(word.startswith(begun) for word in longer) for begun in shorter
    )
