"""The answers to a query for an office: who held the post on the day (`rules.tenure`)."""

from array import array
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from defcat.model import RECORD
from defcat.rules.tenure import Tenure, holders
from defcat.rules.titles import exactly, names, says
from defcat.search.index import CHUNK, expression, matching
from defcat.search.query import Office, Query

_EXACT, _CERTAIN, _POSSIBLE = range(3)
"""How well somebody answers: the very post, one with other words as well, perhaps."""


def answers(
    connection: Connection, query: Query, day: date, order: str, limit: int
) -> "array[int]":
    """The officials who held on `day` all posts that `query` asks for; perhaps, after surely.

    Those whose post has no other words come first of all; within each group they are in `order`
    (the orders of `run`).
    """
    ranks = _ranks(connection, query, day)
    words = Query(query.texts)
    if ranks and words.has_words():
        found = set(matching(connection, expression(connection, words.of_kind("official")), -1))
        ranks = {official: rank for official, rank in ranks.items() if official in found}
    ids = sorted(_in_order(connection, list(ranks), order), key=ranks.__getitem__)
    return array("q", ids if limit < 0 else ids[:limit])


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
    if query.is_void() or "official" not in (query.kinds or {"official"}):
        return {}
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


def _in_order(connection: Connection, officials: list[int], order: str) -> list[int]:
    c = RECORD.c
    keys: list[Any] = []
    for start in range(0, len(officials), CHUNK):
        some = c.id.in_(officials[start : start + CHUNK])
        keys += connection.execute(select(c.id, c.sort_key, c.sort_title).where(some)).all()
    by_title = order.startswith("title")
    keys.sort(
        key=lambda row: (row.sort_title if by_title else "", row.id if by_title else row.sort_key),
        reverse=order in ("newest", "title-desc"),
    )
    return [row.id for row in keys]
