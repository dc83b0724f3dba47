"""What a list of records shows, and what it asks on the reading thread."""

from array import array
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from defcat.search import run
from defcat.search.judge import possible
from defcat.search.query import All, Node, Office, Phrase, Query, Word
from defcat.search.query import Any as AnyOf
from defcat.search.ranks import Ranks
from defcat.search.rows import ListRow
from defcat.search.rows import rows as rows_of
from ui.models.columns import Column, columns, with_found

if TYPE_CHECKING:
    from defcat.search.snippets import Snippet

Rows = dict[int, ListRow]


@dataclass(frozen=True)
class Listing:
    """One list. `columns` are those for the names of the chosen ones, the usual ones for none.

    Asked are `ids`, no more than so many; `rows`, with the names of what they hold besides their
    listed fields; `count`, no further than so many; and `snippets`, where rows answer the words of
    a query, if it has any. Listings of the same `shape` have the same columns.

    Rows of listings that `say` the same, unless that is None, differ only by what of them is in
    doubt, which `doubtful` tells, and by where they answer.
    """

    columns: Callable[[Sequence[str]], tuple[Column, ...]]
    ids: Callable[[Any, int], "array[int]"]
    rows: Callable[[Any, Sequence[int], Collection[str]], Rows]
    count: Callable[[Any, int], int] | None = None
    snippets: "Callable[[Any, Sequence[int]], dict[int, Snippet]] | None" = None
    shape: Hashable = None
    say: Hashable = None
    doubtful: Callable[[Any, Collection[int]], set[int]] | None = None

    def first(
        self, connection: Any, ids: Sequence[int], names: Collection[str], known: Rows
    ) -> Rows:
        """Rows without the places where they answer. Those in `known`, which were read for another
        listing that says the same, are not read again: from key to key most of them stay.
        """
        rows = {one: known[one] for one in ids if one in known}
        doubtful = self.doubtful(connection, rows) if self.doubtful and rows else set()
        for one, row in rows.items():
            if row.snippet or row.possible != (one in doubtful):
                rows[one] = replace(row, snippet=None, possible=one in doubtful)
        new = [one for one in ids if one not in rows]
        return rows | self.rows(connection, new, names) if new else rows

    def read(self, connection: Any, ids: Sequence[int], names: Collection[str]) -> Rows:
        """Rows with the places where they answer."""
        rows = self.rows(connection, ids, names)
        if self.snippets is not None:
            add(self.snippets(connection, ids), rows)
        return rows


def add(snippets: "dict[int, Snippet]", rows: Rows) -> None:
    """Give those of `rows` that are there the places where they answer."""
    for record_id, snippet in snippets.items():
        if record_id in rows:
            rows[record_id] = replace(rows[record_id], snippet=snippet)


def answering(query: Query, order: str, today: date, ranks: Ranks) -> Listing:
    """The list of what answers `query`, in `order`; `ranks` keeps what sorting it takes.

    Its rows say how things stood on the day that the query names, or stand today.
    """

    def ids(connection: Any, limit: int) -> "array[int]":
        if limit == run.NO_LIMIT:
            return run.every(connection, query, order, today=today, ranks=ranks)
        found = run.find(connection, query, limit=limit, order=order, today=today, ranks=ranks)
        return array("q", found)

    def rows(connection: Any, ids: Sequence[int], names: Collection[str]) -> Rows:
        day = query.as_of or today
        return rows_of(connection, ids, day, query=query, today=today, names=names)

    def count(connection: Any, limit: int) -> int:
        return run.count(connection, query, limit, today=today)

    def snippets(connection: Any, ids: Sequence[int]) -> "dict[int, Snippet]":
        from defcat.search.snippets import of

        return of(connection, query, ids)

    def doubtful(connection: Any, ids: Collection[int]) -> set[int]:
        return possible(connection, query, ids, today)

    has_words = _has(query.conditions, Word | Phrase)
    by_office = _has(query.conditions, Office)  # rows name the post by which one was found

    def shown(chosen: Sequence[str]) -> tuple[Column, ...]:
        found = columns(query.kind, query.as_of, chosen)
        return with_found(found) if has_words else found

    shape, say = (query.kind, query.as_of, has_words), None if by_office else (query.as_of, today)
    places = snippets if has_words else None
    return Listing(shown, ids, rows, count, places, shape, say, doubtful)


def binned() -> Listing:
    """The list of what is in the bin."""

    def ids(connection: Any, _limit: int) -> "array[int]":
        return array("q", run.binned(connection))

    def rows(connection: Any, ids: Sequence[int], _names: Collection[str]) -> Rows:
        return rows_of(connection, ids)

    return Listing(lambda _chosen: columns(None), ids, rows)


def further(shown: Sequence[Column]) -> Iterator[str]:
    """What rows must hold besides their listed fields, to be shown in these columns."""
    return (column.name for column in shown if column.further)


def _has(nodes: Sequence[Node], sort: Any) -> bool:
    """Whether something of this sort is asked for, alone or among others."""
    return any(
        isinstance(node, sort) or (isinstance(node, All | AnyOf) and _has(node.nodes, sort))
        for node in nodes
    )
