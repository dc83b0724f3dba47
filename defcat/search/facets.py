"""Facets: for each field that narrows a list, its values and how many of the records have each.

Which records have each value is held in memory (`facet_bitmaps`), so that counting takes no time
once it is known which records answer (`selecting`). Where finding out takes more than a moment, a
sample of the table `facet` says at once about how many there are.

A field that the query asks for is counted as if it did not: beside the value chosen stand those
that could be chosen as well, with what they would add.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from defcat import countries, markings, vocabulary
from defcat.dossier import stubs
from defcat.fields import Country, Link, Marking, Term
from defcat.kinds import KINDS
from defcat.search import fields
from defcat.search.facet_bitmaps import Values, pair
from defcat.search.facet_counts import Counted, Kept
from defcat.search.facet_values import Facet, Facets, Value, asked, field_of, missing
from defcat.search.index import count_matching
from defcat.search.match import LOOKED_AT
from defcat.search.past import past_day
from defcat.search.query import Query
from defcat.search.selecting import Selecting
from defcat.storage import facet_rows
from defcat.storage.facet_rows import COLUMNS, WINDOWS, Found, Stretches, Tally
from defcat.translation import tr

SURE = 100_000
"""Up to so many records are counted exactly at once."""
ROUGHLY, DOUBTFUL = 1.25, 2
"""How many times as many as that are still no more; and of up to how many times as many, as a short
sample says, they are counted to be sure of it."""
SMALL, FEW = 20_000, 5_000
"""The values of so many records are read as soon as they are needed; while those of more are still
being read, no more than a few are counted exactly."""
SAMPLING_S = 0.03
"""How long the samples that an answer needs may take; their first stretches have to do then."""
LOOK_S, SOME, FEWEST = 0.005, 16, 4
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
    """The facets of the records that answer `query`; `exact`: however long that takes. `kept` has
    what was found before, and gets what is found now.
    """
    chosen = asked(query)
    lifted = {field: _without(query, field) for field in chosen}
    counting = _Counting(connection, today, kept or Kept(), chosen)
    if not exact:
        counting.begin([query, *lifted.values()])
    whole = counting.of(query)
    found = dict(whole.fields)
    estimated = dict.fromkeys(found, whole.estimated)
    for field, rest in lifted.items():
        counted = counting.of(rest, field)
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
        whole.estimated or any(estimated.values()),
        tuple(_label(name) for name in untold),
    )


# --- counting -------------------------------------------------------------------------------


class _Counting:
    """Counts the records of as many queries as an answer needs: exactly, unless `begin` saw that
    finding them takes long.
    """

    def __init__(
        self, connection: Connection, today: date, kept: Kept, chosen: Sequence[str]
    ) -> None:
        self._connection = connection
        self._values = kept.values(connection)
        self._selecting = Selecting(connection, today, kept, self._values, chosen)
        self._stretches: Stretches | None = None
        self._long: set[Query] = set()
        self._apart: set[Query] = set()
        self._time = SAMPLING_S

    def begin(self, queries: Sequence[Query]) -> None:
        """See which of `queries` are to be estimated: all that are not at hand, if one of those
        finds too many. Where the values are not yet there, those of few records are read apart.
        """
        most = SURE * ROUGHLY if self._values.ready else SMALL
        if facet_rows.size(self._connection) <= most:
            return
        unread = [query for query in queries if not self._selecting.is_at_hand(query)]
        about = {query: self._about(query) for query in unread}
        if not self._values.ready:
            self._long = {query for query in unread if about[query] > FEW}
            self._apart = {*unread} - self._long
        elif self._has_too_many(about):
            self._long = {query for query in unread if self._selecting.sample(query)}
        self._time = SAMPLING_S / max(1, len(self._long))

    def of(self, query: Query, field: str = "") -> Counted:
        """The values of the records that answer `query`, of one field or of all."""
        if query in self._long:
            return self._estimate(query, _columns(field) if field else COLUMNS)
        if query in self._apart:
            hits, values = self._selecting.whole(query), Values()
            values.renew(self._connection, hits)
        else:
            self._values.complete(self._connection)
            hits, values = self._selecting.of(query), self._values
        found = values.counts(hits, {field} if field else None)
        if "date" in found:
            found["date"] = _periods(found["date"])
        return Counted(len(hits), found, False)

    def _about(self, query: Query) -> int:
        """About how many records have to be read to know what answers `query`."""
        found = self._selecting.sample(query, read=self._values.ready)
        if found is None:
            return 0
        tally, scale = self._scaled(found, (), LOOK_S, SOME)
        return round(tally.records * scale)

    def _has_too_many(self, about: Mapping[Query, int]) -> bool:
        """Whether one of some queries, which find `about` so many, finds too many; those in doubt
        are counted, as long as none surely does.
        """
        doubtful: list[str] = []
        most = round(SURE * ROUGHLY)
        for query, records in sorted(about.items(), key=lambda item: item[1], reverse=True):
            found = self._selecting.sample(query, read=True)
            if SURE < records < SURE * DOUBTFUL and found and found.match and not found.later:
                doubtful.append(found.match)
            elif records > most:
                return True
        return any(
            count_matching(self._connection, match, most + 1) > most
            for match in dict.fromkeys(doubtful)
        )

    def _estimate(self, query: Query, columns: Sequence[str]) -> Counted:
        sample = self._selecting.sample(query)
        assert sample is not None, "what cannot be sampled is counted exactly"
        tally, scale = self._scaled(sample, columns, self._time, WINDOWS)
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for line, times in facet_rows.lines(self._connection, tally.sets).items():
            field, code = pair(line)
            found[field][code] = round(times * scale)
        for period, times in _periods(tally.years).items():
            found["date"][period] = round(times * scale)
        return Counted(round(tally.records * scale), dict(found), True)

    def _scaled(
        self, found: Found, columns: Sequence[str], seconds: float, most: int
    ) -> tuple[Tally, float]:
        """A sample of so many stretches at `most`, or fewer where they take so many `seconds`, and
        what to multiply it by.
        """
        self._stretches = self._stretches or facet_rows.stretches(self._connection)
        end = time.monotonic() + seconds

        def enough(read: int) -> bool:
            return read >= most or (read >= FEWEST and time.monotonic() > end)

        return facet_rows.sampled(self._connection, found, self._stretches, columns, enough)


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
