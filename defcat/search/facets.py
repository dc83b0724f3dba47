"""Facets: for each field that narrows a list, its values and how many of the records have each.

What is counted stands in the table `facet` (`search.entries`), and is read by the FTS5 expression
of the query (`storage.facet_rows`). Up to `SURE` records are counted exactly, which takes a moment;
of more, a sample says at once about how many there are.

A field that the query asks for is counted as if it did not: beside the value chosen stand those
that could be chosen as well, with what they would add.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from defcat import countries, markings, vocabulary
from defcat.dossier import stubs
from defcat.fields import Country, Link, Marking, Term
from defcat.kinds import KINDS
from defcat.search import fields, run
from defcat.search.expressions import EVERYTHING, both, of_kinds
from defcat.search.facet_counts import Counted, Kept
from defcat.search.facet_values import Facet, Facets, Value, asked, field_of, missing
from defcat.search.index import matching
from defcat.search.match import LOOKED_AT, Matcher, is_looked_at
from defcat.search.past import DAY, Cut, past_day
from defcat.search.query import AsOf, InCountry, Node, Phrase, Query
from defcat.storage import facet_rows
from defcat.storage.facet_rows import COLUMNS, WINDOWS, Found, Stretches, Tally
from defcat.translation import tr

SURE = 100_000
"""Up to so many records are counted exactly at once."""
ROUGHLY = 1.25
"""How many times as many as that are still no more: how many there are, a sample says."""
FEW = 10_000
"""No more than so many are counted exactly where the rest is estimated; and fewer with a phrase are
read one by one, since that takes so long to find that it is asked for once."""
SAMPLING_S = 0.04
"""How long the samples that an answer needs may take; their first stretches have to do then."""
LOOK_S, SOME, FEWEST = 0.006, 16, 6
"""How long it may take to see about how many there are, in how many stretches of the sample; and
the fewest, however long they take."""
YEARS = 20
"""Of a longer time than so many years, decades are counted."""

_FIRST = (
    "kind",
    "type",
    "status",
    "state",
    "form",
    "party",
    "side",
    "place",
    "nationality",
    "body-country",
    "owner-side",
    "topic",
    "series",
    "date",
)
"""The order of the fields; the others come after them, the marking last."""


def count(
    connection: Connection,
    query: Query,
    *,
    today: date,
    exact: bool = False,
    kept: Kept | None = None,
) -> Facets:
    """The facets of the records that answer `query`; `exact`: however many they are. `kept` has
    what was counted before, and gets what is counted now.
    """
    chosen = asked(query)
    lifted = {field: _without(query, field) for field in chosen}
    counting = _Counting(connection, today, kept or Kept())
    if not exact:
        counting.begin([query, *lifted.values()])
    whole = counting.of(query)
    found = dict(whole.fields)
    estimated = dict.fromkeys(found, whole.estimated)
    for field, rest in lifted.items():
        counted = counting.of(rest, _columns(field))
        found[field] = counted.fields.get(field, Counter())
        estimated[field] = counted.estimated
    moved = past_day(query, today) is not None
    untold = [name for name in LOOKED_AT if moved and found.pop(name, Counter())]
    if query.kind:
        found.pop("kind", None)
    told = [
        facet
        for name in sorted(found, key=_place)
        if (facet := _facet(connection, name, found[name], estimated[name], name in chosen))
        and (name in chosen or _narrows(facet, whole.records))
    ]
    return Facets(
        tuple(_completed(facet, query, today) for facet in told),
        any(facet.estimated for facet in told),
        tuple(_label(name) for name in untold),
    )


# --- counting -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Way:
    """How the records of a query are found: `match` by the index, of which `asked` has those that
    were there on a day that is over, with a `cut`; or, `judged`, by looking at each.
    """

    match: str
    asked: Found
    cut: Cut | None = None
    judged: bool = False
    phrases: bool = False


class _Counting:
    """Counts the records of as many queries as an answer needs: exactly, but for those of which
    `begin` saw that there are too many.
    """

    def __init__(self, connection: Connection, today: date, kept: Kept) -> None:
        self._connection = connection
        self._today = today
        self._kept = kept
        self._large = facet_rows.size(connection) > SURE * ROUGHLY
        self._ways: dict[Query, _Way] = {}
        self._hits: dict[Query, int] = {}
        self._stretches: Stretches | None = None
        self._rough = False
        self._time = SAMPLING_S

    def begin(self, queries: Sequence[Query]) -> None:
        """See whether any of `queries` finds too many to be counted exactly at once. Then what
        cannot be counted in no time is estimated, all of it: what is exact comes after that.
        """
        if self._large:
            self._rough = any(self._about(query) > SURE * ROUGHLY for query in queries)
            self._time = SAMPLING_S / len(queries)

    def of(self, query: Query, columns: tuple[str, ...] = COLUMNS) -> Counted:
        """The values of the records that answer `query`: those in `columns` of the table."""
        if known := self._kept.find(query, self._today, columns):
            return known
        tally, scale, estimated = self._tally(query, columns)
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for line, times in facet_rows.lines(self._connection, tally.sets).items():
            field, code = _pair(line)
            found[field][code] = round(times * scale)
        for period, times in _periods(tally.years).items():
            found["date"][period] = round(times * scale)
        counted = Counted(round(tally.records * scale), dict(found), estimated)
        self._kept.keep(query, self._today, columns, counted)
        return counted

    def _tally(self, query: Query, columns: Sequence[str]) -> tuple[Tally, float, bool]:
        """What was read, what to multiply it by, and whether that is an estimate."""
        way = self._way(query)
        if way.judged:
            ids = run.every(self._connection, query, today=self._today)
            step = 1 + len(ids) // SURE if self._rough or len(ids) > SURE else 1
            tally = facet_rows.listed(self._connection, ids[::step], columns)
            return tally, step, step > 1
        hits = self._about(query)
        if way.phrases and not way.cut and hits < FEW:
            few = matching(self._connection, way.match, -1)
            return facet_rows.listed(self._connection, few, columns), 1, False
        if self._rough and hits > min(FEW, SURE):
            return *self._sampled(way, columns, self._time, WINDOWS), True
        tally = facet_rows.exactly(self._connection, way.asked, columns, hits=hits)
        if way.cut:
            self._correct(tally, way.cut, way.asked, way.match, query, columns)
        return tally, 1, False

    def _about(self, query: Query) -> int:
        """About how many records answer `query`; of a small catalogue, how many there are."""
        if query not in self._hits:
            self._hits[query] = self._estimate(query)
        return self._hits[query]

    def _estimate(self, query: Query) -> int:
        way = self._way(query)
        size = facet_rows.size(self._connection)
        known = self._kept.find(query, self._today, COLUMNS)
        if known or way.judged or not self._large:
            return known.records if known else 0 if way.judged else size
        tally, scale = self._sampled(way, (), LOOK_S, SOME)
        return round(tally.records * scale)

    def _sampled(
        self, way: _Way, columns: Sequence[str], seconds: float, most: int
    ) -> tuple[Tally, float]:
        """A sample of so many stretches at `most`, or fewer where they take so many `seconds`."""
        self._stretches = self._stretches or facet_rows.stretches(self._connection)
        end = time.monotonic() + seconds

        def enough(read: int) -> bool:
            return read >= most or (read >= FEWEST and time.monotonic() > end)

        return facet_rows.sampled(self._connection, way.asked, self._stretches, columns, enough)

    def _way(self, query: Query) -> _Way:
        if query not in self._ways:
            self._ways[query] = self._find_way(query)
        return self._ways[query]

    def _find_way(self, query: Query) -> _Way:
        matcher = Matcher(self._connection, query.as_of or self._today)
        nodes = tuple(matcher.meant(c for c in query.conditions if not isinstance(c, AsOf)))
        moved = query.as_of not in (None, self._today)
        if any(_is_judged(node, moved, query.kinds) for node in nodes):
            return _Way("", Found(None), judged=True)
        match = matcher.all_of(nodes)
        if past := past_day(query, self._today):
            cut = Cut(self._connection, query, past)
            return _Way(match, Found(match, cut.staying(match), cut.bound), cut)
        phrases = any(isinstance(node, Phrase) for node in nodes)
        return _Way(match, Found(None if match == EVERYTHING else match), phrases=phrases)

    def _correct(
        self,
        tally: Tally,
        cut: Cut,
        asked: Found,
        match: str,
        query: Query,
        columns: Sequence[str],
    ) -> None:
        """Count as `Cut` has it what no row number tells."""
        promised: Sequence[int] = ()
        if query.kinds is None or "commitment" in query.kinds:
            promised = matching(self._connection, both([match, of_kinds(["commitment"])]), -1)
        gone = cut.left_out(promised)
        if gone:
            hits = tally.records
            out = facet_rows.exactly(self._connection, asked, columns, hits=hits, ids=gone)
            tally.take_out(out)
        signed = {key % DAY for key in cut.signed(match)} - gone
        tally.take_in(facet_rows.listed(self._connection, signed, columns))


def _is_judged(node: Node, moved: bool, kinds: Collection[str] | None) -> bool:
    """Whether records are looked at one by one: what named a country only later, `Cut` knows, and
    of all that has a state only commitments had another one on another day.
    """
    if isinstance(node, InCountry) or not is_looked_at(node, moved):
        return False
    return field_of(node) != "state" or kinds is None or "commitment" in kinds


def _without(query: Query, field: str) -> Query:
    """What a query asks for besides a field."""
    return Query(tuple(node for node in query.conditions if field_of(node) != field))


def _columns(field: str) -> tuple[str, ...]:
    """The columns of the table that hold the values of a field."""
    if field == "date":
        return ("year",)
    if field == "topic":
        return ("topics",)
    return ("places",) if any(isinstance(one, Country) for one in _types(field)) else ("plain",)


def _pair(line: str) -> tuple[str, str]:
    """The field and the value of a line of a set; topics stand in theirs without a name."""
    field, sign, code = line.partition("=")
    return (field, code) if sign else ("topic", line)


def _periods(years: Counter[str]) -> Counter[str]:
    """Records by year or, where they cover a long time, by decade (“199”)."""
    numbers = [int(year) for year in years] or [0]
    digits = 4 if max(numbers) - min(numbers) < YEARS else 3
    found: Counter[str] = Counter()
    for year, times in years.items():
        found[year.zfill(4)[:digits]] += times
    return found


# --- telling --------------------------------------------------------------------------------


def _facet(
    connection: Connection, name: str, found: Counter[str], estimated: bool, asked: bool
) -> Facet | None:
    """The facet of a field; None where nothing was found in it that is there to be told."""
    linked = any(isinstance(shape, Link) for shape in _types(name)) and name not in _PLACES
    told = _linked(connection, name, found) if linked else _told(name, found)
    if not told and not asked:
        return None
    ordered = sorted(told, key=lambda value: (-(value.count or 0), value.label))
    if name == "date":
        ordered = sorted(told, key=lambda value: value.code, reverse=True)
    return Facet(name, _label(name), tuple(ordered), estimated)


def _told(name: str, found: Counter[str]) -> list[Value]:
    tell = _period if name == "date" else _code
    return [tell(name, code, times) for code, times in found.items()]


def _code(name: str, code: str, times: int) -> Value:
    if name == "kind":
        return Value(code, tr(KINDS[code].plural), times, code)
    shapes = _types(name)
    for shape in shapes:
        if isinstance(shape, Term) and code in vocabulary.load(shape.vocabulary).terms:
            return Value(code, shape.show(code), times, code)
        if isinstance(shape, Marking):
            return Value(code, markings.label(code), times, code)
    if any(isinstance(shape, Country) for shape in shapes):
        label = countries.name(code)
        alone = len(shapes) == 1  # else without quotes a body with that word is meant, too
        return Value(label if alone else f'"{label}"', label, times, code)
    return Value(code, code, times, code)


def _period(_name: str, code: str, times: int) -> Value:
    if len(code) == 3:
        return Value(f"{code}0..{code}9", f"{code}0–{code}9", times, code)
    return Value(code, code, times, code)


def _linked(connection: Connection, name: str, found: Counter[str]) -> list[Value]:
    """Records, by their references: a title would also ask for those that hold its words."""
    known = stubs(connection, [int(code) for code in found])
    return [
        Value(KINDS[stub.kind].ref(stub.number), stub.title, times, code)
        for code, times in found.items()
        if (stub := known.get(int(code))) and not stub.binned
    ]


def _narrows(facet: Facet, records: int) -> bool:
    """Whether choosing one of the values would leave anything out."""
    return any(value.count != records for value in facet.values)


def _completed(facet: Facet, query: Query, today: date) -> Facet:
    """The facet, and before its values those that the query names and no record has."""
    more = missing(query, facet, today, partial(_code, facet.field, times=0))
    return replace(facet, values=more + facet.values)


def _label(name: str) -> str:
    if name == "kind":
        return tr("Kind")
    if name == "date":
        return tr("Year")
    described = fields.find(name)
    return tr(described.label) if described else name


def _types(name: str) -> tuple[object, ...]:
    described = fields.find(name)
    return described.types if described else ()


_PLACES = ("party", "side")
"""Fields of links too, of which the countries are counted."""


def _place(name: str) -> tuple[int, bool, str]:
    at = _FIRST.index(name) if name in _FIRST else len(_FIRST)
    return at, name == "marking", name
