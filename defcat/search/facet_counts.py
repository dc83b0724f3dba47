"""What is counted of a query, and what is kept to count the next one."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from defcat.search.ranks import Ranks

if TYPE_CHECKING:
    from pyroaring import BitMap

    from defcat.search.facet_bitmaps import Values

KEPT = 16
"""So many selections of records are kept: of a list that is narrowed by one value after the other,
the same are wanted again and again."""
MANY = 20_000
"""After a change of more records, all are read anew."""


@dataclass(frozen=True)
class Counted:
    """How many records were counted, and how many have each value of each field."""

    records: int
    fields: dict[str, Counter[str]]
    estimated: bool


class Kept:
    """The values of all records, and the records that answered the last few queries.

    Asked by one thread at a time; `after` makes another one while this may be in use.
    """

    def __init__(self) -> None:
        self.ranks = Ranks()
        self._values: Values | None = None
        self._due: frozenset[int] = frozenset()
        self._found: OrderedDict[Hashable, BitMap] = OrderedDict()

    def after(self, records: Collection[int]) -> "Kept":
        """What is kept once a change of `records` is done, for connections made since then. Of a
        change that names none, or very many, nothing.
        """
        kept = Kept()
        if records and len(due := self._due.union(records)) <= MANY:
            kept._values, kept._due = self._values, due
        return kept

    def values(self, connection: Connection) -> "Values":
        """The values, brought up to what changed; they need not be complete."""
        from defcat.search.facet_bitmaps import Values  # takes its time, and no list needs it

        self._values = self._values or Values()
        if self._due:
            self._values.renew(connection, self._due)
            self._due = frozenset()
        return self._values

    def has(self, asked: Hashable) -> bool:
        """Whether it is known which records `asked` finds."""
        return asked in self._found

    def found(self, asked: Hashable, find: "Callable[[], BitMap]") -> "BitMap":
        """The records that `asked` stands for, which `find` finds if they are not known."""
        if asked not in self._found:
            self._found[asked] = find()
        self._found.move_to_end(asked)
        while len(self._found) > KEPT:
            self._found.popitem(last=False)
        return self._found[asked]
