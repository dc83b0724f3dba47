"""The answers to a query as of a day, without what certainly came later (`rules.horizon`).

Which words a record has, the index knows, but not since when: as of 2011 a name that somebody has
had since 2019 finds them too, and so does the title of a record linked to later. Countries are
looked at again (`rules.mentions`).

The row numbers of the index are in the order of dates, so a bound leaves out most of what came
later: from the next day on, all of the kinds that their date brings into being. Apart from it stand
agreements signed later of which something had happened before, and commitments, whose date is the
day they are due.
"""

from array import array
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from defcat.kinds import KINDS
from defcat.model import RECORD
from defcat.rows import sort_key
from defcat.rules.horizon import DATED, begun
from defcat.rules.mentions import named_later
from defcat.rules.promises import born_later
from defcat.search.index import beyond, short_of, streamed
from defcat.search.query import Query

_DAY = 1 << 32
"""What row numbers grow by from one day to the next; below it they hold the identifier."""
_STAYING = tuple(kind for kind in KINDS if kind not in DATED)


@dataclass(frozen=True)
class Cut:
    """What came later than a day: what has a row number from `bound` on, but for the kinds that no
    date brings into being and the agreements in `begun`; and what is in `without`: commitments that
    were made later, and what named a country that was asked for only later.
    """

    bound: int
    begun: frozenset[int]
    without: frozenset[int]

    def keeps(self) -> ColumnElement[bool]:
        """The condition that a record was there, but for those in `without`."""
        c = RECORD.c
        return or_(c.sort_key < self.bound, c.kind.in_(_STAYING), c.id.in_(self.begun))


def cut_at(connection: Connection, query: Query, day: date) -> Cut:
    """What has to be left out of answers to `query` as of `day`."""
    without = born_later(connection, day)
    for country in query.countries:
        without |= named_later(connection, country, day)
    return Cut(
        sort_key(day.isoformat(), 0) + _DAY,
        frozenset(begun(connection, day)),
        frozenset(without),
    )


def live(query: Query) -> Select[tuple[int]]:
    """The identifiers of all records of the kinds asked for that are not in the bin."""
    statement = select(RECORD.c.id).where(RECORD.c.binned_at.is_(None))
    return statement.where(RECORD.c.kind.in_(sorted(query.kinds))) if query.kinds else statement


def newest(connection: Connection, query: Query, match: str, cut: Cut, limit: int) -> "array[int]":
    """The newest `limit` records (-1: all) that answer a query, of which `match` is the FTS5
    expression, without what `cut` leaves out.
    """
    if match:
        ahead = beyond(connection, f"({match}) AND tags : ({' OR '.join(_STAYING)})", cut.bound)
        of_kind = f"({match}) AND tags : agreement"
        ahead += [n for n in beyond(connection, of_kind, cut.bound) if n % _DAY in cut.begun]
        rest = short_of(connection, match, cut.bound)
    else:
        number = RECORD.c.sort_key
        statement = live(query).with_only_columns(number).where(number >= cut.bound, cut.keeps())
        ahead = list(connection.scalars(statement))
        rest = connection.execute(live(query).where(number < cut.bound).order_by(number.desc()))
    ids = array("q", (n % _DAY for n in sorted(ahead, reverse=True) if n % _DAY not in cut.without))
    if 0 <= limit <= len(ids):
        rest.close()
        return ids[:limit]
    return ids + streamed(rest, limit if limit < 0 else limit - len(ids), cut.without)
