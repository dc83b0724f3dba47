"""The answers to a query for an office: who held the post on the day (`rules.tenure`).

A country that stands beside an office is that of the post: `office:minister country:india,japan` is
a minister of either, and with -country:japan one of any other country.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from defcat.rules.tenure import Known, Tenure, holders
from defcat.rules.titles import exactly, names, says
from defcat.search.index import PART, Keep
from defcat.search.query import Any, InCountry, No, Node, Office, Query

_EXACT, _CERTAIN, POSSIBLE = range(3)
"""How well somebody answers: the very post, one with other words as well, perhaps."""


@dataclass(frozen=True)
class Posts:
    """Posts that are asked for together, and `rest`, which else has to hold.

    Of each set of countries in `within`, each post has to have been held for one, and for none of
    those in `outside`.
    """

    offices: tuple[Office, ...]
    within: tuple[frozenset[str], ...]
    outside: frozenset[str]
    rest: tuple[Node, ...]

    def have(self, one: Tenure, day: date) -> bool:
        """Whether a tenure, perhaps, is one of these on `day`."""
        return (
            any(_is(one, office) for office in self.offices)
            and (not self.within or any(one.country in some for some in self.within))
            and one.country not in self.outside
            and one.covers(day) != "no"
        )

    def ranks(
        self, connection: Connection, day: date, known: Known | None = None
    ) -> dict[int, int]:
        """How well each official who held all these posts on `day` does, by the worst of them.
        `known` spares reading tenures again.
        """
        found: dict[int, int] | None = None
        for office in self.offices:
            for countries in self.within or (frozenset[str](),):
                best = self._best(connection, office, countries, day, known)
                if found is not None:
                    best = {i: max(rank, found[i]) for i, rank in best.items() if i in found}
                found = best
        return found or {}

    def _best(
        self,
        connection: Connection,
        office: Office,
        countries: frozenset[str],
        day: date,
        known: Known | None,
    ) -> dict[int, int]:
        """The same for one post, held for one of `countries`; without any, for whichever."""
        best: dict[int, int] = {}
        places: list[str | None] = [*sorted(countries)]
        for place in places or [None]:
            titled = office.quoted
            for one in holders(connection, office.text, day, place, titled=titled, known=known):
                rank, held = POSSIBLE, one.tenure
                if held.country in self.outside:
                    continue
                if one.certain:
                    very = exactly(held.post, office.text, held.country)
                    rank = _EXACT if very else _CERTAIN
                best[one.official] = min(rank, best.get(one.official, rank))
        return best


def posts(nodes: Iterable[Node]) -> Posts | None:
    """The posts that conditions which must all hold ask for; None where they ask for none."""
    nodes = tuple(nodes)
    offices = tuple(node for node in nodes if isinstance(node, Office))
    if not offices:
        return None
    within = tuple(found for node in nodes if (found := _countries(node)))
    denied = [_countries(node.node) for node in nodes if isinstance(node, No)]
    rest = tuple(node for node in nodes if not isinstance(node, Office) and not _is_place(node))
    return Posts(offices, within, frozenset[str]().union(*denied), rest)


def answers(
    connection: Connection,
    asked: Posts,
    day: date,
    fits: Keep,
    arrange: Callable[[Collection[int]], list[int]],
    known: Known,
) -> list[int]:
    """The officials who held on `day` all posts that are `asked` for; perhaps, after surely.

    Those whose post has no other words come first of all; within each group they stand as `arrange`
    says. `fits` says who answers the other conditions; `known` has the tenures read last.
    """
    ranks = asked.ranks(connection, day, known)
    ids = list(ranks)
    kept: set[int] = set()
    for start in range(0, len(ids), PART):
        kept.update(fits(ids[start : start + PART]))
    return sorted(arrange(kept), key=ranks.__getitem__)


def asked_for(query: Query, held: Iterable[Tenure], day: date) -> list[Tenure]:
    """Those of an official's tenures for which `query` found them on `day`."""
    asked = posts(query.conditions)
    return [one for one in held if asked.have(one, day)] if asked else []


def _is(one: Tenure, office: Office) -> bool:
    """Whether a post is one that is asked for."""
    if office.quoted:
        return names(one.post, office.text, one.country)
    return says(one.post, office.text)


def _countries(node: Node) -> frozenset[str]:
    """The countries of which a condition asks for one; none for any other condition."""
    match node:
        case InCountry(code):
            return frozenset((code,))
        case Any(nodes) if all(isinstance(one, InCountry) for one in nodes):
            return frozenset(one.code for one in nodes if isinstance(one, InCountry))
    return frozenset()


def _is_place(node: Node) -> bool:
    return bool(_countries(node.node if isinstance(node, No) else node))
