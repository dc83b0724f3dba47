"""Which of a few records fulfil a condition, where the full-text index alone cannot say.

It does not know who held an office, nor of another day than today the status of an agreement, the
state of a commitment, and which countries a record named by then; and of a date it knows which days
it shares with those asked for, not whether it certainly lies among them. All of that is looked at
for some records at a time.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, null, select

from defcat.dates import days_span, doubtful
from defcat.fields import Date
from defcat.kinds import PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.mentions import named_later
from defcat.rules.promises import promises, standing
from defcat.rules.statuses import current
from defcat.search import offices
from defcat.search.asked import Codes, Days
from defcat.search.expressions import among, either
from defcat.search.fields import RECORD_TABLE, Searched, find
from defcat.search.match import LOOKED_AT, Matcher, is_looked_at
from defcat.search.query import All, Any, InCountry, No, Node, Office, Query, Where
from defcat.storage.listed import listed


class Judge:
    """Judges records by the conditions of one query, which is asked on `day`; `moved`: that is
    another day than today.
    """

    def __init__(self, connection: Connection, matcher: Matcher, day: date, *, moved: bool) -> None:
        self._connection = connection
        self._matcher = matcher
        self._day = day
        self._moved = moved
        self._held: dict[offices.Posts, dict[int, int]] = {}
        self._late: dict[str, set[int]] = {}

    def holds(self, node: Node, ids: Collection[int]) -> set[int]:
        """Those of the records `ids` that answer `node`, certainly or possibly."""
        return self._which(node, set(ids), certain=False)

    def certainly(self, node: Node, ids: Collection[int]) -> set[int]:
        """Those of the records `ids` that answer `node` whatever their dates mean."""
        return self._which(node, set(ids), certain=True)

    def _which(self, node: Node, ids: set[int], *, certain: bool) -> set[int]:
        if not ids:
            return ids
        if self._is_known(node, certain=certain):
            return among(self._connection, self._matcher.of(node), ids)
        match node:
            case All(nodes):
                return self._all(nodes, ids, certain=certain)
            case Any(nodes):
                return set().union(*(self._which(one, ids, certain=certain) for one in nodes))
            case No(inner):
                return ids - self._which(inner, ids, certain=False)
            case Office():
                return self._all((node,), ids, certain=certain)
            case InCountry(code):
                there = among(self._connection, self._matcher.of(node), ids)
                return there - self._named_later(code)
            case Where():
                return self._by_value(node, ids, certain=certain)
        raise AssertionError(f"{node} is asked of the index")

    def _all(self, nodes: Collection[Node], ids: set[int], *, certain: bool) -> set[int]:
        """Those that answer each of `nodes`: in an office for the countries beside it."""
        if asked := offices.posts(nodes):
            ids, nodes = ids & self._holders(asked, certain=certain), asked.rest
        known = [node for node in nodes if self._is_known(node, certain=certain)]
        if known:  # all at once: a question for each would take as long as this one
            ids = among(self._connection, self._matcher.all_of(known), ids)
        for one in nodes:
            if one not in known:
                ids = self._which(one, ids, certain=certain)
        return ids

    def _is_known(self, node: Node, *, certain: bool) -> bool:
        """Whether the index alone says who answers `node`."""
        return not is_looked_at(node, self._moved) and not (certain and asks_days(node))

    def _by_value(self, node: Where, ids: set[int], *, certain: bool) -> set[int]:
        field = find(node.field)
        assert field is not None, "a field that has values"
        asked = self._matcher.asked(node)
        if node.field in LOOKED_AT and self._moved:
            codes = {code for one in asked if isinstance(one, Codes) for code in one.codes}
            return self._stood(node.field, ids, codes)
        rest = either(
            self._matcher.of_asked(field, one) for one in asked if not isinstance(one, Days)
        )
        found = among(self._connection, rest, ids)
        days = [one for one in asked if isinstance(one, Days)]
        return found | _certainly_within(self._connection, field, days, ids - found)

    def _stood(self, name: str, ids: set[int], codes: Collection[str]) -> set[int]:
        """Those with the status or the state of one of `codes` on the day."""
        if name == "status":
            found = current(self._connection, ids, self._day)
            return {record for record, status in found.items() if status.code in codes}
        promised = promises(self._connection, ids)
        stood = {record: standing(one, self._day) for record, one in promised.items()}
        kept = {record for record, how in stood.items() if how and how.state in codes}
        met = own_table("engagement").c
        others = select(met.id).where(listed(met.id, ids), met.state.in_(list(codes)))
        return kept | set(self._connection.scalars(others))

    def _holders(self, asked: offices.Posts, *, certain: bool) -> set[int]:
        """The officials who held all of some posts on the day, perhaps or, if `certain`, surely."""
        if asked not in self._held:
            self._held[asked] = asked.ranks(self._connection, self._day)
        ranks = self._held[asked]
        return {who for who, rank in ranks.items() if not certain or rank < offices.POSSIBLE}

    def _named_later(self, country: str) -> set[int]:
        """The records that name a country, but certainly did not by the day."""
        if country not in self._late:
            self._late[country] = named_later(self._connection, country, self._day)
        return self._late[country]


def possible(
    connection: Connection, query: Query, ids: Collection[int], today: date | None
) -> set[int]:
    """Those of the records `ids`, which answer `query`, of which dates leave it open if they do.

    A post that the whole query asks for is not looked at: `rows` tells of those by their tenures.
    """
    if not any(isinstance(one, Any | Where) for one in query.conditions):
        return set()
    day = query.as_of or today or date.today()
    matcher = Matcher(connection, day)
    moved = query.as_of is not None and query.as_of != today
    judge = Judge(connection, matcher, day, moved=moved)
    certain = set(ids)
    for node in matcher.meant(query.conditions):
        if asks_days(node) and not isinstance(node, Office):
            certain = judge.certainly(node, certain)
    return set(ids) - certain


def asks_days(node: Node) -> bool:
    """Whether a date that is known in part can leave it open if a record answers `node`."""
    match node:
        case Office():
            return True
        case Where(name):
            field = find(name)
            return field is not None and field.is_a(Date)
        case Any(nodes) | All(nodes):
            return any(map(asks_days, nodes))
    return False


def _certainly_within(
    connection: Connection, field: Searched, days: Collection[Days], ids: Collection[int]
) -> set[int]:
    """Those of the records `ids` with a date in `field` that lies among the `days` as a whole, or
    an engagement that surely went on during some of them. No doubtful date (`~ ? %`) is certain.
    """
    spans = [((one.first or date.min), (one.last or date.max)) for one in days]
    asked = [(first.isoformat(), last.isoformat()) for first, last in spans]
    found: set[int] = set()
    for origin in field.origins:
        if not asked or not isinstance(origin.type, Date):
            continue
        if origin.table in PARTS:
            table = part_table(origin.table)
            owner = table.c.record_id
        else:
            own = RECORD if origin.table == RECORD_TABLE else own_table(origin.table)
            table = own if origin.column in own.c else RECORD
            owner = table.c.id
        value = table.c[origin.column]
        kind = RECORD.c.kind if table is RECORD else null()
        query = select(owner, value, kind).where(owner.in_(list(ids)), value.is_not(None))
        if origin.only:
            query = query.where(table.c["type"].in_(origin.only))
        for record, when, of_kind in connection.execute(query):
            if doubtful(when):
                continue
            begins, ends = days_span(when[:10] if "T" in when else when)
            lasted = _days_of(when) if of_kind == "engagement" else None
            if any(
                (first <= begins and ends <= last)
                or (lasted and first <= lasted[1] and lasted[0] <= last)
                for first, last in asked
            ):
                found.add(record)
    return found


def _days_of(when: str) -> tuple[str, str] | None:
    """From and to which day something surely went on that has a range of dates; None if none."""
    start, range_sign, end = when.partition("/")
    if not range_sign or start in ("", "..") or end in ("", ".."):
        return None
    return days_span(start)[1], days_span(end)[0]
