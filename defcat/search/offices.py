"""The answers to a query for an office: who held the post on the day (`rules.tenure`)."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from sqlalchemy import Connection

from defcat.rules.tenure import Tenure, holders
from defcat.rules.titles import exactly, names, says
from defcat.search.index import PART, Keep
from defcat.search.query import Office, Query

_EXACT, _CERTAIN, _POSSIBLE = range(3)
"""How well somebody answers: the very post, one with other words as well, perhaps."""


def answers(
    connection: Connection,
    query: Query,
    day: date,
    fits: Keep,
    arrange: Callable[[Collection[int]], list[int]],
) -> list[int]:
    """The officials who held on `day` all posts that `query` asks for; perhaps, after surely.

    Those whose post has no other words come first of all; within each group they stand as `arrange`
    says. `fits` says who answers the other conditions.
    """
    ranks = _ranks(connection, query, day)
    ids = list(ranks)
    kept: set[int] = set()
    for start in range(0, len(ids), PART):
        kept.update(fits(ids[start : start + PART]))
    return sorted(arrange(kept), key=ranks.__getitem__)


def asked_for(query: Query, held: Iterable[Tenure], day: date) -> list[Tenure]:
    """Those of an official's tenures for which `query` found them on `day`."""
    return [
        one
        for one in held
        if any(_is(one, office) for office in query.offices)
        and (not query.countries or one.country in query.countries)
        and one.covers(day) != "no"
    ]


def _is(one: Tenure, office: Office) -> bool:
    """Whether a post is one that is asked for."""
    if office.quoted:
        return names(one.post, office.text, one.country)
    return says(one.post, office.text)


def _ranks(connection: Connection, query: Query, day: date) -> dict[int, int]:
    """How well each official who fulfils all conditions does, by the worst of them."""
    found: dict[int, int] | None = None
    places: list[str | None] = [*sorted(query.countries)] or [None]
    for office in query.offices:
        for country in places:
            best: dict[int, int] = {}
            for one in holders(connection, office.text, day, country, titled=office.quoted):
                rank, held = _POSSIBLE, one.tenure
                if one.certain:
                    very = exactly(held.post, office.text, held.country)
                    rank = _EXACT if very else _CERTAIN
                best[one.official] = min(rank, best.get(one.official, rank))
            if found is not None:
                best = {i: max(rank, found[i]) for i, rank in best.items() if i in found}
            found = best
    return found or {}
