"""Running a query: the identifiers that answer it, and their number; `rows` has what lists show.

Lists ask for identifiers and then for the rows on screen, never for whole objects. `today` is the
day of the catalogue, for a query that names no other: on which an office is held, and from which on
records of a later day are plans and left in.

What fits best comes first, in tiers: the record whose reference is asked for; people, bodies,
topics and series that are called so; other records whose title has all the words; the rest. Each
tier is an expression of its own for the full-text index, newest first, so no more is read than is
shown.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from sqlalchemy import Connection, func, select

from defcat.dossier import find_id
from defcat.errors import InputError, NotFound
from defcat.kinds import KINDS
from defcat.model import RECORD
from defcat.search import fields, offices, tags
from defcat.search.asked import Codes
from defcat.search.entries import NAMES
from defcat.search.expressions import (
    EVERYTHING,
    NOTHING,
    among,
    both,
    either,
    of_kinds,
    referred,
    without,
)
from defcat.search.index import (
    PART,
    Keep,
    count_matching,
    gathered,
    matching,
    streamed,
)
from defcat.search.judge import Judge
from defcat.search.links import refs
from defcat.search.match import Matcher, is_looked_at
from defcat.search.newest import Newest, sieves
from defcat.search.order import BEST, NEWEST, OLDEST, Within, arranged, in_order
from defcat.search.past import Cut, live, newest_first, oldest_first, past_day
from defcat.search.query import AsOf, InCountry, Node, OfKind, Phrase, Query, Where, Word
from defcat.search.ranks import Ranks
from defcat.search.rows import ListRow, rows
from defcat.search.stood import Standing, Stood
from defcat.search.walk import answering
from defcat.text import words

NO_LIMIT = -1
COMMON = 100
"""Names that have all words of a phrase, of which so many are looked at for those that have it."""
LOOKED_UP = 30
"""So few records are looked up one by one among those of a tier."""
COUNTED = 10_000
"""How far a count goes at once; beyond it the window says “10,000+”."""


def find(
    connection: Connection,
    query: Query,
    *,
    limit: int = NO_LIMIT,
    order: str = BEST,
    today: date | None = None,
    ranks: Ranks | None = None,
) -> list[int]:
    """The identifiers of the first `limit` records that answer `query`, in `order` (`order`).

    A query that is one reference (A12) has that record first. One that asks for an office on no day
    needs `today`; those who held it come before those who perhaps did. `ranks` keeps what sorting
    by a column has learnt for the next time.
    """
    return _Search(connection, query, today, ranks).identifiers(order, limit).tolist()


def listed(
    connection: Connection, query: Query, limit: int, *, today: date | None = None
) -> list[ListRow]:
    """The rows of the first `limit` records that answer `query`, in order."""
    ids = find(connection, query, limit=limit, today=today)
    found = rows(connection, ids, query.as_of or today, query=query, today=today)
    return [found[i] for i in ids]


def every(
    connection: Connection,
    query: Query,
    order: str = BEST,
    *,
    today: date | None = None,
    ranks: Ranks | None = None,
) -> "array[int]":
    """The identifiers of all records that answer `query`, eight bytes each."""
    return _Search(connection, query, today, ranks).identifiers(order, NO_LIMIT)


def count(
    connection: Connection, query: Query, limit: int = COUNTED, *, today: date | None = None
) -> int:
    """How many records answer `query`, counted no further than `limit` (-1: to the end)."""
    return _Search(connection, query, today).count(limit)


def binned(connection: Connection) -> list[int]:
    """The identifiers of the records in the bin, last put there first."""
    query = select(RECORD.c.id).where(RECORD.c.binned_at.is_not(None))
    return list(connection.scalars(query.order_by(RECORD.c.binned_at.desc(), RECORD.c.id.desc())))


class _Search:
    """One query being answered: what the index is asked, and what has to be looked at besides."""

    def __init__(
        self,
        connection: Connection,
        query: Query,
        today: date | None,
        ranks: Ranks | None = None,
    ) -> None:
        self._connection = connection
        self._query = query
        self._ranks = ranks or Ranks()
        self._newest = Newest(connection, self._ranks.sample(connection))
        self._day = query.as_of or today or date.today()
        past = past_day(query, today)
        self._cut = Cut(connection, query, past, self._ranks) if past else None
        moved = query.as_of is not None and query.as_of != today
        self._matcher = Matcher(connection, self._day)
        self._judge = Judge(connection, self._matcher, self._day, moved=moved)
        meant = self._matcher.meant(c for c in query.conditions if not isinstance(c, AsOf))
        self._posts = offices.posts(meant)
        if self._posts:  # their country is that of the post, and they are found by holding it
            meant = self._posts.rest
        # what named a country only later, the cut knows
        looked_at = {c for c in meant if is_looked_at(c, moved) and not isinstance(c, InCountry)}
        self._looked_at = [c for c in meant if c in looked_at]
        self._asked = [c for c in meant if c not in looked_at]
        self._around = [self._matcher.around(c, moved) for c in self._looked_at]
        self._match = self._expression(self._asked)
        self._tried: dict[int, bool] = {}
        self._scattered = False  # whether rows in order are old and new ones mixed

    def identifiers(self, order: str, limit: int) -> "array[int]":
        """The first `limit` (-1: all) that answer, in `order`."""
        if self._posts:
            holders = self._in_office(self._posts, order)
            return array("q", holders if limit < 0 else holders[:limit])
        by_day = order in (BEST, NEWEST, "-date")
        if by_day and not self._query.narrows() and self._cut is None:
            every = live(self._query).order_by(RECORD.c.sort_key.desc()).limit(limit)
            return streamed(self._connection.execute(every))
        if by_day:
            if order == BEST and limit >= 0 and self._keep is None and sieves(self._match):
                return self._first_best(limit)
            if order == BEST:
                return gathered(self._best(limit), limit, self._keep)
            return self._first(self._match, limit)
        if order in (OLDEST, "date"):
            found = oldest_first(self._connection, self._match, self._cut, _size(limit))
            return gathered(found, limit, self._keep)
        if self._keep or limit < 1:
            return self._sorted(order, limit, None)
        self._scattered = order.removeprefix("-") in ("title", "extra")
        asked = Standing(order, self._day, self._match, tuple(self._asked))
        if (ids := self._ranks.stood.still(asked, limit, self._within)) is not None:
            return ids
        ids = self._sorted(order, limit, self._within)
        self._ranks.stood = Stood(asked, ids)
        return ids

    def _sorted(self, order: str, limit: int, within: Within | None) -> "array[int]":
        """The first `limit` (-1: all) that answer, in the order of a column."""
        return in_order(
            self._connection,
            self._match,
            self._first,
            self._query.kind,
            order,
            limit,
            self._ranks,
            asked=self._codes,
            within=within,
        )

    def _codes(self, field: fields.Searched) -> Collection[str] | None:
        """Of which codes of a field all that answers has one; None where it may have any."""
        tables = [origin.table for origin in field.origins]
        if len(tables) > 1 and not set(tables) <= set(KINDS):
            return None  # a record has several values
        for node in self._asked:
            if isinstance(node, Where) and fields.find(node.field) is field:
                meant = self._matcher.asked(node)
                codes = [one.codes for one in meant if isinstance(one, Codes)]
                if meant and len(codes) == len(meant):
                    return frozenset[str]().union(*codes)
        return None

    def count(self, limit: int) -> int:
        """How many answer, counted no further than `limit` (-1: to the end)."""
        if self._match == NOTHING:
            return 0
        if self._posts or self._keep:
            return len(self.identifiers(NEWEST, limit))
        if self._query.narrows():
            return count_matching(self._connection, self._match, limit)
        inner = live(self._query).limit(limit).subquery()
        return self._connection.execute(select(func.count()).select_from(inner)).scalar_one()

    def _within(self, ids: Collection[int]) -> set[int]:
        """Those of the records `ids`, of the kind asked for if that is one, that answer; none is
        tried twice.
        """
        new = [i for i in ids if i not in self._tried]
        if new:
            nodes = (c for c in self._asked if not (self._query.kind and isinstance(c, OfKind)))
            look = answering if self._scattered else among
            hits = look(self._connection, self._expression(nodes), new)
            self._tried.update((i, i in hits) for i in new)
        return {i for i in ids if self._tried[i]}

    @property
    def _keep(self) -> Keep | None:
        """What says which of some records stay; None where the index alone says who answers."""
        return self._fitting if self._looked_at or self._cut else None

    def _fitting(self, ids: Collection[int]) -> set[int]:
        """Those of the records `ids` that fulfil what has to be looked at, and were there."""
        kept = self._cut.keeps(ids) if self._cut else set(ids)
        for node in self._looked_at:
            kept = self._judge.holds(node, kept)
        return kept

    def _expression(self, nodes: Iterable[Node], *also: str) -> str:
        """What the index is asked for `nodes`, for what is then looked at, and for `also`."""
        return self._matcher.all_of(nodes, *self._around, *also)

    def _first(self, match: str, limit: int) -> "array[int]":
        """The newest `limit` (-1: all) of those that `match` finds and that stay."""
        if limit >= 0 and self._keep is None:
            return self._newest.first(match, limit)
        found = newest_first(self._connection, match, self._cut, _size(limit))
        return gathered(found, limit, self._keep)

    def _first_best(self, limit: int) -> "array[int]":
        """The first `limit` that answer, what fits best first.

        The newest are read before any tier of names: where they are fewer than wanted they are all
        there are, and tiers only say in which order they stand.
        """
        newest = self._newest.first(self._match, limit)
        whole = len(newest) < limit
        found: dict[int, None] = {}
        for telling in self._referred():
            found.update(dict.fromkeys(self._newest.first(self._tier(telling), limit)))
        for telling in self._called() if len(newest) > 1 else ():
            tier = self._tier(telling)
            if whole and len(newest) <= LOOKED_UP:
                there = among(self._connection, tier, newest)
                found.update(dict.fromkeys(i for i in newest if i in there))
            else:
                found.update(dict.fromkeys(self._newest.first(tier, limit)))
            if len(found) >= limit:
                break
        found.update(dict.fromkeys(newest))
        return array("q", islice(found, limit))

    def _best(self, limit: int) -> Iterator[list[int]]:
        """What fits best first, some at a time, of which `limit` (-1: all) are wanted.

        What an earlier tier found is left out: of the few that are wanted one by one, of all of
        them by the index.
        """
        seen: set[int] = set()
        before: list[str] = []
        for telling in chain(self._telling(), [EVERYTHING]):
            tier = self._match if telling == EVERYTHING else self._tier(telling)
            if limit < 0:
                tier = without(tier, either(before))
                before.append(telling)
            for part in newest_first(self._connection, tier, self._cut, _size(limit)):
                yield [i for i in part if i not in seen] if seen else part
                if limit >= 0:
                    seen.update(part)

    def _tier(self, telling: str) -> str:
        """What answers and is found by `telling`, which stands for the plain words themselves; a
        phrase has to be there besides.
        """
        rest = (c for c in self._asked if not isinstance(c, Word) and not _is_void(c))
        return self._expression(rest, telling)

    def _telling(self) -> Iterator[str]:
        """What finds the records that come first: by their reference, and by their names."""
        yield from self._referred()
        yield from self._called()

    def _referred(self) -> Iterator[str]:
        """What finds the record whose reference is all that is asked for: that of one that was
        merged finds the one it became.
        """
        texts = self._texts()
        if len(texts) == 1 and isinstance(texts[0], Word):
            try:
                record = find_id(self._connection, texts[0].text)
            except (InputError, NotFound):
                return
            yield referred(refs(self._connection, [record]))

    def _called(self) -> Iterator[str]:
        """What finds people and bodies that are called so, and then all others."""
        texts = self._texts()
        for mark, called in ((tags.NAMED, NAMES), (tags.TITLED, frozenset(KINDS) - NAMES)):
            kinds = called & self._query.kinds if self._query.kinds else called
            found = self._matcher.in_names(mark, texts) if texts and kinds else NOTHING
            if found != NOTHING and not self._is_common(found, kinds, texts):
                yield found

    def _texts(self) -> list[Word | Phrase]:
        """The plain words and phrases that are asked for."""
        return [c for c in self._asked if isinstance(c, Word | Phrase) and words(c.text)]

    def _is_common(
        self, found: str, kinds: Collection[str], texts: Sequence[Word | Phrase]
    ) -> bool:
        """Whether so many names have the words of a phrase that it is long to look which have them
        side by side.
        """
        if all(isinstance(one, Word) for one in texts):
            return False
        some = matching(self._connection, both([of_kinds(kinds), found]), COMMON)
        return len(some) == COMMON

    def _in_office(self, asked: offices.Posts, order: str) -> list[int]:
        """The officials who held the posts asked for."""
        if self._match == NOTHING:
            return []

        anybody = self._match in (EVERYTHING, of_kinds(("official",)))

        def fits(ids: list[int]) -> set[int]:
            return self._fitting(ids if anybody else among(self._connection, self._match, ids))

        def arrange(ids: Collection[int]) -> list[int]:
            return arranged(self._connection, ids, "official", order)

        known = self._ranks.tenures
        return offices.answers(self._connection, asked, self._day, fits, arrange, known)


def _is_void(node: Node) -> bool:
    return isinstance(node, Phrase) and not words(node.text)


def _size(limit: int) -> int:
    """How many identifiers are read at a time where so many are wanted."""
    return PART if limit < 0 else max(1, min(limit, PART))
