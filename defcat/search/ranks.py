"""What lists are sorted by, column by column, and where each record stands in that order.

For a few records their values are read and compared. For many, `Ranks` holds the place of every
record of a kind, made once and kept as long as no record changes: four bytes a record, and as many
for the order itself.
"""

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import merge, nlargest, nsmallest
from itertools import compress, islice
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from defcat import countries, markings
from defcat.dates import days_span
from defcat.fields import Date, Duration, FieldType, Link, Marking, Term, Text, Whole
from defcat.kinds import KINDS
from defcat.model import RECORD, SETTING, own_table, part_table
from defcat.periods import Period
from defcat.rules.facts import MEMBERS
from defcat.rules.horizon import Early, begun, early
from defcat.rules.tenure import Known
from defcat.search.index import PART, parts
from defcat.search.newest import sampled
from defcat.search.stood import Stood
from defcat.text import fold

KEPT = 3
"""So many orders are held: the last ones that a list stood in."""
_STRETCH = 5_000
"""Identifiers of the records that are read with one statement: a hundredth of a second or two."""
STRAIGHT = 200
"""Records read at a time in an order that the file holds."""
_LONGEST = 60
"""Letters of a text that are compared."""

Key = Any
"""What two values are compared by: a text, a number or a few of them."""


@dataclass(frozen=True)
class _Column:
    """A column: for each record that has one, its identifier and a value; `owner` is the column of
    the identifier. Of several rows of a record the first counts. `key`: what is compared.
    """

    query: Select[Any]
    owner: Any
    key: Callable[..., Key]

    def keys(self, connection: Connection, ids: Collection[int]) -> dict[int, Key]:
        """The keys of those of the records `ids` that have one."""
        found: dict[int, Key] = {}
        for record, *values in connection.execute(self.query.where(self.owner.in_(list(ids)))):
            if (key := self.key(*values)) is not None:
                found.setdefault(record, key)
        return found


@dataclass(frozen=True)
class Places:
    """The records of a kind that have something in a column, in order; `starts` are the places at
    which records with another value begin, none where every record has its own. `of` is the place
    of each record by its identifier, -1 without one.
    """

    ids: "array[int]"
    starts: "array[int]"
    of: "array[int]"

    def walk(self, *, down: bool) -> Iterator["array[int]"]:
        """The records in order, some at a time; those with the same value newest first."""
        for start, end in self._spans(down=down):
            some = self.ids[start:end]
            yield some[::-1] if self._backwards(down=down) else some

    def first(self, ids: Iterable[int], limit: int, *, down: bool) -> "array[int]":
        """The first `limit` (-1: all) of the records `ids`, which come newest first."""
        of, end = self.of, len(self.of)
        every = array("q", ids)
        places = array("i", (of[record] if record < end else -1 for record in every))
        if 0 <= limit < len(places):
            best = self._least(places, limit, down=down)
            found = array("q", (self.ids[place] for place in best))
        else:
            found = self._all(places, down=down)
        rest = (record for record, place in zip(every, places, strict=True) if place < 0)
        found.extend(rest if limit < 0 else islice(rest, limit - len(found)))
        return found

    def _all(self, places: "array[int]", *, down: bool) -> "array[int]":
        """The records at `places` in order: found by going over all, since to sort so many would
        stop all other threads.
        """
        among = bytearray(len(self.ids))
        for place in places:
            if place >= 0:
                among[place] = 1
        found = array("q")
        for start, end in self._spans(down=down):
            some = array("q", compress(self.ids[start:end], among[start:end]))
            found.extend(some[::-1] if self._backwards(down=down) else some)
        return found

    def _least(self, places: "array[int]", limit: int, *, down: bool) -> list[int]:
        """The first `limit` of `places` in order, without those of records that have none."""
        if not down:
            return nsmallest(limit, (place for place in places if place >= 0))
        best = nlargest(limit, (place for place in places if place >= 0))
        if not self.starts or not best:
            return best
        # The last of them may have the same value as others, which come before it.
        start = self.starts[bisect_right(self.starts, best[-1]) - 1]
        last = (place for place in places if place >= start)
        return nsmallest(limit, last, key=lambda place: (-bisect_right(self.starts, place), place))

    def _backwards(self, *, down: bool) -> bool:
        """Whether the records of each span are in order from its end on."""
        return down and not self.starts

    def _spans(self, *, down: bool) -> Iterator[tuple[int, int]]:
        """The places in order, `PART` at most from one to before another."""
        last = len(self.ids)
        if not down:
            yield from ((at, min(at + PART, last)) for at in range(0, last, PART))
        elif not self.starts:
            yield from ((max(at - PART, 0), at) for at in range(last, 0, -PART))
        else:
            for start in reversed(self.starts):
                yield from ((at, min(at + PART, last)) for at in range(start, last, PART))
                last = start


class Ranks:
    """The orders in which lists stood last, and what has been read of the next one; of the last
    days asked about, which agreements dated later had begun by then; how row numbers lie; the
    first rows that `stood` there last; and the `tenures` of the office last asked for.

    Whoever keeps it throws it away when records change.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str | None, str], Places] = OrderedDict()
        self._building: tuple[tuple[str | None, str], _Building] | None = None
        self._begun: OrderedDict[date, frozenset[int]] = OrderedDict()
        self._early: tuple[Early, ...] | None = None
        self._sample: list[int] = []
        self.stood = Stood()
        self.tenures = Known()

    def sample(self, connection: Connection) -> list[int]:
        """Row numbers that tell how all of them lie (`newest`)."""
        self._sample = self._sample or sampled(connection)
        return self._sample

    def of(self, connection: Connection, kind: str | None, name: str) -> Places:
        """Where the records of `kind`, or of any, stand by the column `name`."""
        key = kind, name
        if key not in self._known:
            if self._building is None or self._building[0] != key:
                self._building = key, _Building(connection, kind, name)
            self._known[key] = self._building[1].places(connection)
            self._building = None
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return self._known[key]

    def knows(self, kind: str | None, name: str) -> bool:
        """Whether the order of the column `name` is held."""
        return (kind, name) in self._known

    @property
    def learnt(self) -> bool:
        """Whether `learn` has been called."""
        return self._early is not None

    def learn(self, connection: Connection) -> None:
        """Learn beforehand which agreements had begun by any day, which takes a while."""
        self._early = early(connection)

    def begun(self, connection: Connection, day: date) -> frozenset[int]:
        """The agreements dated after `day` of which something had happened by then."""
        if self._early is not None:
            by = day.isoformat()
            return frozenset(one.agreement for one in self._early if one.first <= by < one.dated)
        if day not in self._begun:
            self._begun[day] = frozenset(begun(connection, day))
        while len(self._begun) > KEPT:
            self._begun.popitem(last=False)
        return self._begun[day]


def straight(
    connection: Connection, kind: str | None, name: str, *, down: bool
) -> Iterator[list[int]] | None:
    """The records of `kind`, or of any, in the order of a column that the file holds in order; None
    for other columns.
    """
    c = RECORD.c
    if name != "title" and (name != "ref" or kind is None):
        return None
    columns = (c.sort_title, c.id) if name == "title" else (c.number,)
    by = [column.desc() for column in columns] if down else columns
    of_kind = [c.kind == kind] if kind else []
    query = select(c.id).where(c.binned_at.is_(None), *of_kind).order_by(*by)
    return parts(connection.execute(query), STRAIGHT)


def few(
    connection: Connection, ids: Collection[int], kind: str | None, name: str, *, down: bool
) -> list[int]:
    """A few records, which come newest first, in the order of the column `name`."""
    keys: dict[int, Key] = {}
    every = list(ids)
    for start in range(0, len(every), PART):
        keys |= _column(connection, kind, name).keys(connection, every[start : start + PART])
    have = sorted((i for i in every if i in keys), key=keys.__getitem__, reverse=down)
    return have + [i for i in every if i not in keys]


def shape_of(kind: str | None, name: str) -> FieldType | None:
    """The type of the values of a column, None for columns that are computed from rows."""
    if name == "marking":
        return Marking()
    if kind == "agreement" and name in _FOLLOWING:
        return _FOLLOWING[name]
    field = KINDS[kind].by_name.get(name) if kind else None
    return field.type if field and name not in ("title", "date") else None


_FOLLOWING: dict[str, FieldType] = {
    "status": Term("agreement-status"),
    "form": Term("agreement-form"),
    "ends": Date(),
}
"""Columns of agreements that follow from the record."""


# --- columns --------------------------------------------------------------------------------


def _column(connection: Connection, kind: str | None, name: str) -> _Column:
    c = RECORD.c
    if name == "title":
        return _Column(select(c.id, c.sort_title), c.id, lambda title: title)
    if name == "ref":
        return _Column(select(c.id, c.kind, c.number), c.id, _by_ref)
    if name == "kind":
        return _Column(select(c.id, c.kind), c.id, lambda name: fold(KINDS[name].label))
    if name == "marking":
        return _Column(select(c.id, c.marking), c.id, _by_level(connection))
    if name in c:
        return _Column(select(c.id, c[name]), c.id, lambda value: value)
    assert kind is not None, "a column of one kind"
    if name == "extra":
        return _extra(kind)
    own = own_table(kind)
    if name == "place":
        return _Column(select(own.c.id, own.c.city, own.c.country), own.c.id, _by_place)
    value = own.c[name]
    shape = shape_of(kind, name)
    if isinstance(shape, Link):
        titles = select(own.c.id, c.sort_title).join(RECORD, c.id == value)
        return _Column(titles.where(c.binned_at.is_(None)), own.c.id, lambda title: title)
    return _Column(
        select(own.c.id, value).where(value.is_not(None)), own.c.id, _comparing(shape or Text())
    )


def _by_ref(kind: str, number: int) -> Key:
    return KINDS[kind].prefix, number


def _by_place(city: str | None, country: str | None) -> Key:
    said = (city, countries.name(country) if country else None)
    return fold(", ".join(part for part in said if part)) or None


def levels(connection: Connection) -> tuple[str, ...]:
    """The markings of the catalogue, from the lowest on."""
    chosen = select(SETTING.c.value).where(SETTING.c.name == "marking-scheme")
    scheme = markings.load(connection.scalar(chosen) or "plain")
    return tuple(level.code for level in sorted(scheme.levels, key=lambda level: level.rank))


def _by_level(connection: Connection) -> Callable[[str | None], Key]:
    """What has no marking counts as the lowest."""
    known = {code: rank for rank, code in enumerate(levels(connection))}
    return lambda code: known.get(code, len(known)) if code else 0


def _comparing(shape: FieldType) -> Callable[[Any], Key]:
    """How values of a type are compared: days, lengths and numbers as such, else by the text."""
    match shape:
        case Date():
            return lambda value: days_span(value)
        case Duration():
            return _length
        case Whole():
            return lambda value: value
        case Text():
            return lambda value: fold(value)[:_LONGEST] or None
    return lambda value: fold(shape.show(value))


def _length(stored: str) -> Key:
    period = Period.parse(stored)
    days = period.years * 365 + period.months * 30 + period.days
    return (period.indefinite, days)


def _extra(kind: str) -> _Column:
    """The first party of an agreement or participant of an engagement, the latest post of an
    official; rows come in the order in which they count.
    """
    c = RECORD.c
    if kind == "official":
        tenure = part_table("tenure").c
        posts = select(tenure.record_id, tenure.post).where(tenure.post.is_not(None))
        latest = posts.order_by(tenure.record_id, tenure.start.desc(), tenure.id)
        return _Column(latest, tenure.record_id, _comparing(Text()))
    if kind == "agreement":
        party = part_table("party")
        parties = select(party.c.record_id, party.c.country, c.sort_title)
        parties = parties.outerjoin(RECORD, c.id == party.c.other_id).order_by(party.c.id)
        return _Column(parties.where(party.c.role.in_(MEMBERS)), party.c.record_id, _party)
    took_part = part_table("participant")
    people = select(took_part.c.record_id, c.sort_title).join(RECORD, c.id == took_part.c.other_id)
    people = people.where(c.binned_at.is_(None)).order_by(took_part.c.id)
    return _Column(people, took_part.c.record_id, lambda title: title)


def _party(country: str | None, title: str | None) -> Key:
    return fold(countries.name(country)) if country else title


# --- places ---------------------------------------------------------------------------------


class _Building:
    """The places of the records of a kind in a column, while they are being found.

    What has been read stays when the question is stopped, so that the next one goes on from there.
    """

    def __init__(self, connection: Connection, kind: str | None, name: str) -> None:
        c = RECORD.c
        self._kind, self._name = kind, name
        self._live = select(c.id).where(c.binned_at.is_(None), *([c.kind == kind] if kind else []))
        self._of = array("i", [-1]) * ((connection.scalar(select(func.max(c.id))) or 0) + 1)
        self._ids = array("i")
        self._numbers: dict[Key, int] = {}
        self._keys: dict[tuple[Any, ...], Key] = {}
        self._read = 0

    def places(self, connection: Connection) -> Places:
        """Go on to the end."""
        c = RECORD.c
        if self._name in ("title", "ref"):
            self._follow(
                connection, *((c.sort_title, c.id) if self._name == "title" else (c.kind, c.number))
            )
            for place, record in enumerate(self._ids):
                self._of[record] = place
            return Places(self._ids, array("i"), self._of)
        self._number(connection)
        self._keys.clear()  # they take as much memory as all the rest
        self._follow(connection, c.sort_key, down=True)
        return _grouped(self._ids, list(self._numbers), self._of)

    def _follow(self, connection: Connection, *by: Any, down: bool = False) -> None:
        """Read the records in the order of columns that no two have alike."""
        query = self._live.order_by(*(column.desc() if down else column for column in by))
        if self._ids:
            last = connection.execute(select(*by).where(RECORD.c.id == self._ids[-1])).one()
            here, read = tuple_(*by), tuple_(*last)
            query = query.where(here < read if down else here > read)
        for part in parts(connection.execute(query)):
            self._ids.extend(part)

    def _number(self, connection: Connection) -> None:
        """Give each different key a number, and each record that of its key."""
        column = _column(connection, self._kind, self._name)
        while self._read < len(self._of):
            after = self._read + _STRETCH
            within = column.owner.between(self._read, after - 1)
            result = connection.execute(column.query.where(within))
            cursor = result.cursor
            assert cursor is not None, "asked of a statement that answers with rows"
            while rows := cursor.fetchmany(PART):
                for record, *values in rows:
                    if (
                        self._of[record] < 0
                        and (key := self._key(column, tuple(values))) is not None
                    ):
                        self._of[record] = self._numbers.setdefault(key, len(self._numbers))
            result.close()
            self._read = after

    def _key(self, column: _Column, said: tuple[Any, ...]) -> Key:
        if said not in self._keys:
            self._keys[said] = column.key(*said)
        return self._keys[said]


def _grouped(newest: "array[int]", keys: list[Key], of: "array[int]") -> Places:
    """The places of the records `newest`, newest first, of which `of` holds the number of the key.

    Keys are sorted a few at a time, since one long sort would stop all other threads.
    """
    numbers, of_key = range(len(keys)), keys.__getitem__
    pieces = (sorted(numbers[at : at + PART], key=of_key) for at in range(0, len(keys), PART))
    in_order = array("i", merge(*pieces, key=of_key))
    counts = array("i", [0]) * len(keys)
    for record in newest:
        if of[record] >= 0:
            counts[of[record]] += 1
    starts, free, end = array("i"), array("i", [0]) * len(keys), 0
    for number in in_order:
        if counts[number]:
            starts.append(end)
        free[number] = end
        end += counts[number]
    ids = array("i", [0]) * end
    for record in newest:
        number = of[record]
        if number >= 0:
            of[record] = free[number]
            ids[free[number]] = record
            free[number] += 1
    return Places(ids, starts, of)
