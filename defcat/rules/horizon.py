"""What had happened by a day: lists, the detail pane, JSON and briefs all leave out the same.

Source of the rule: EDTF (ISO 8601-2), by which a date has an earliest and a latest day; what of the
record says when it came to be is the usage of defence-cooperation desks.

Inputs: the date of an engagement or a source; of an agreement its date and its events, since it was
negotiated before it was signed; of a commitment the day it was promised or else the date of the
engagement it was born in; of a row the day it happened, took effect or began. A person, a body, a
topic or a series is named by records of any day, and stays: what is dated of it (its founding, its
posts) is left out by itself. On the day on which somebody asks, or a later one, nothing is left
out: then a record of a later day is a plan, which belongs to what is known.

Partial dates: only what certainly came later is left out, and counted. A date certainly lies after
the day where its first day does: 2024 may have been before June 2024. What has no date stays. So
nothing that is there on one day is missing on a later one.

What a source states is left out where the source certainly came later, and where it states it of
the record as a whole, since that may be of any day; what it supports stays.

Of links from elsewhere that are too many to be read, the newest of those that had come by the day
are read, and only they are counted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from defcat import dossier as dossiers
from defcat.dates import days_span
from defcat.dossier import Dossier, Row, Stub, stubs
from defcat.fields import Link, Stored
from defcat.kinds import PARTS
from defcat.model import RECORD, part_table
from defcat.rules import derived, reading
from defcat.rules.facts import BOUND
from defcat.rules.promises import born_later, promise_of, standing
from defcat.rules.reading import had_come
from defcat.rules.tenure import SIGNING
from defcat.rules.then import dates_then

DATED = ("agreement", "engagement", "source")
"""Kinds of which the date says when the record came to be."""

HAPPENED = ("born", "died", "founded", "dissolved", "promised", "closed")
"""Fields that say when something came about; a due date or an expiry date says what is to come."""

_TO_THE_DAY = len("2024-08-23")

_Place = tuple[str, int]
"""A part and a row of it, a field and a record that has it, or "record" and a record."""


def came_later(connection: Connection, found: Iterable[Stub], day: date) -> set[int]:
    """The identifiers of those of the records `found` that certainly came to be after `day`."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for stub in found:
        dated_later = stub.kind in DATED and not had_come(stub.date, day)
        if dated_later or stub.kind == "commitment":
            by_kind[stub.kind].add(stub.id)
    later = by_kind["engagement"] | by_kind["source"]
    if agreements := by_kind["agreement"]:
        later |= agreements - begun(connection, day, agreements)
    if commitments := by_kind["commitment"]:
        later |= born_later(connection, day, commitments)
    return later


def begun(connection: Connection, day: date, agreements: Collection[int] | None = None) -> set[int]:
    """Those of `agreements` (None: of those dated after `day`) that have an event of `day` or
    before: signed later, and negotiated already.
    """
    event = part_table("event")
    when = func.coalesce(event.c.date, event.c.effective)
    query = select(event.c.record_id, when).where(reading.may_begin_by(when, day))
    if agreements is None:
        later = RECORD.c.date_first > day.isoformat()
        query = query.join(RECORD, RECORD.c.id == event.c.record_id).where(later)
    else:
        query = query.where(event.c.record_id.in_(list(agreements)))
    return {agreement for agreement, when in connection.execute(query) if had_come(when, day)}


@dataclass(frozen=True)
class Early:
    """An agreement that had begun before the day it is dated: the first day of its earliest event,
    and that of its date.
    """

    agreement: int
    first: str
    dated: str


def early(connection: Connection) -> tuple[Early, ...]:
    """All of those: which of them had begun by any day that came before their date is then known
    without looking at every event.
    """
    event, dated = part_table("event"), RECORD.c.date_first
    when = func.coalesce(event.c.date, event.c.effective)
    to_the_day = func.length(when) == _TO_THE_DAY
    before = or_(
        and_(to_the_day, when < dated),
        and_(~to_the_day, when < func.substr(dated, 1, 4) + "~~"),  # as in `may_begin_by`
        when.like("%X%"),
    )
    query = select(event.c.record_id, dated, when).join(RECORD, RECORD.c.id == event.c.record_id)
    found: dict[int, Early] = {}
    for agreement, day, said in connection.execute(query.where(before)):
        first = days_span(said)[0]
        if first < day and (agreement not in found or first < found[agreement].first):
            found[agreement] = Early(agreement, first, day)
    return tuple(found.values())


@dataclass(frozen=True)
class Past:
    """A record as of a day: what was true by then, and how much was left out of it.

    `came_later` says that the record itself was not there yet; it is shown all the same.
    """

    dossier: Dossier
    left_out: int
    came_later: bool


def as_it_stood(connection: Connection, dossier: Dossier, day: date, *, plans: bool) -> Past:
    """The record in `dossier` as it stood on `day`, with `plans` for today or a later day.

    Rows and links that came later are not there, ends that were still to come are open, and a
    commitment is in the state of that day.
    """
    if plans:
        return Past(dossier, 0, came_later=False)
    came = bool(came_later(connection, [dossier.stub], day))
    horizon = Horizon(connection, day, plans=False)
    dossier = horizon.begin(dossier)
    parts = {part: horizon.permitted(dossier, rows) for part, rows in dossier.parts.items()}
    backlinks = {part: horizon.permitted(dossier, rows) for part, rows in dossier.backlinks.items()}
    named_by = [
        (field, other)
        for field, other in dossier.named_by
        if not horizon.beyond(dossier.stubs[other])
    ]
    values = {
        field: value if horizon.has(dossier, field) else None
        for field, value in dossier.values.items()
    }
    if dossier.kind == "commitment":
        values |= _state(dossier, values, day)
    totals = {
        part: total - len(dossier.backlinks[part]) + len(backlinks[part])
        for part, total in dossier.totals.items()
    }
    stood = replace(
        dossier,
        parts=parts,
        backlinks=backlinks,
        named_by=named_by,
        values=values,
        totals=totals,
    )
    return Past(stood, len(horizon.later) + sum(horizon.unread.values()), came)


def named_in(dossier: Dossier, row: Row) -> set[int]:
    """The other records that a row names."""
    fields = [field.name for field in PARTS[row.part].fields if isinstance(field.type, Link)]
    ids = {int(row[name] or 0) for name in fields if row[name] is not None}
    return (ids | {row.record_id}) - {dossier.id}


class Horizon:
    """What lies before a day and what after. With `plans` the day is the one on which somebody asks
    or a later one: then a record of a later day is a plan, which belongs to what is known.
    """

    def __init__(self, connection: Connection, day: date, *, plans: bool) -> None:
        self.day = day
        self.later: set[_Place] = set()
        self.unread: dict[_Place, int] = {}
        self._connection = connection
        self._plans = plans
        self._own: dict[_Place, Row] = {}
        self._known: dict[int, bool] = {}

    def begin(self, dossier: Dossier) -> Dossier:
        """Learn the rows of a main record, and which records named there came later.

        The dossier is given back with the dates and the form of the day. Where links from elsewhere
        were too many to be read, it has those of the day, and `unread` says how many later ones
        there are of each part or field.
        """
        self._own |= {(row.part, row.id): row for part in dossier.parts.values() for row in part}
        self.learn(dossier.stubs.values())
        if self._plans:
            return dossier
        dossier = self._of_the_day(dossier)
        dated = ((stub.id, stub.kind, stub.date) for stub in dossier.stubs.values())
        dates = dates_then(self._connection, dated, self.day)
        named = dossier.stubs | {
            i: replace(dossier.stubs[i], date=when) for i, when in dates.items()
        }
        computed = dossier.computed | {"date": dates.get(dossier.id, dossier.computed["date"])}
        if dossier.kind == "agreement":
            rows = (row for row in dossier.parts["party"] if row["role"] in BOUND)
            bound = {row["country"] or row["other_id"] for row in rows if not self._late(row)}
            computed["form"] = derived.form(bound - {None})
        return replace(dossier, stub=named[dossier.id], stubs=named, computed=computed)

    def beyond(self, stub: Stub) -> bool:
        """Whether a linked record came to be after the day; if so it is counted."""
        if self._plans or not self._came_later(stub):
            return False
        self.later.add(("record", stub.id))
        return True

    def permitted(self, dossier: Dossier, rows: Iterable[Row]) -> list[Row]:
        """Those of `rows` that were true and name no record that came later, as they stood.

        A source may be later than the fact that it supports.
        """
        kept = []
        for row in self.rows(dossier, rows):
            others = named_in(dossier, row)
            if row.part == "citation":
                others -= {int(row["other_id"] or 0)}
            # Every one is asked for, even after one that came later: each left out is counted.
            later = [other for other in others if self.beyond(dossier.stubs[other])]
            if not later:
                kept.append(row)
        return kept

    def has(self, dossier: Dossier, field: str) -> bool:
        """Whether what a field says had come about; if not it is counted."""
        known = field not in HAPPENED or self._until(dossier.values[field])
        self.later.update(() if known else [(field, dossier.id)])
        return known

    def rows(self, dossier: Dossier, rows: Iterable[Row]) -> list[Row]:
        """Those of `rows`, of a record or from elsewhere, that were true, as they stood that day.

        What is said of a field or of another row (a citation, a signatory) goes with that one.
        """
        rows = list(rows)
        named = self._named(dossier, rows)
        dates = self._cited_dates(dossier, rows)
        kept = []
        for row in rows:
            about = named[row.part, row.id]
            late = {(each.part, each.id) for each in about if self._late(each)}
            field = str(row["about"]), row.record_id
            if self._late(row):
                self.later.add((row.part, row.id))
            elif about and len(late) == len(about):
                self.later |= late
            elif not self._until(dates.get(field)):
                self.later.add(field)
            else:
                source = dossier.stubs.get(int(row["other_id"] or 0))
                kept.append(self._as_it_stood(row, about, source))
        return kept

    def _of_the_day(self, dossier: Dossier) -> Dossier:
        """A dossier with the newest links of the day in place of the newest of all."""
        parts = [p for p, total in dossier.totals.items() if total > len(dossier.backlinks[p])]
        counted = Counter(field for field, _ in dossier.named_by)
        fields = [
            (kind, field)
            for kind, field in dossiers.fields_naming(dossier.kind)
            if counted[field] >= dossiers.LINKS
        ]
        if not parts and not fields:
            return dossier
        read, here, most = self._connection, dossier.id, dossiers.COUNTED
        among = _may_have_come(self.day)
        rows = {part: dossiers.links_from(read, part, here, most, among) for part in parts}
        naming = {
            field: dossiers.naming(read, kind, field, here, most, among) for kind, field in fields
        }
        ids = {i for found in rows.values() for row in found for i in named_in(dossier, row)}
        ids.update(*naming.values())
        named = dossier.stubs | stubs(read, ids - dossier.stubs.keys())
        dossier = replace(dossier, stubs=named)
        then = Horizon(read, self.day, plans=False)
        then._own = self._own
        then.learn(named.values())
        self._known |= then._known
        links = {part: then.permitted(dossier, found) for part, found in rows.items()}
        others = [pair for pair in dossier.named_by if pair[0] not in naming]
        for part, found in links.items():
            self.unread[part, here] = dossier.totals[part] - len(found)
        for kind, field in fields:
            there = [i for i in naming[field] if not then.beyond(named[i])]
            every = dossiers.naming(read, kind, field, here, most)
            self.unread[field, here] = len(every) - len(there)
            others += [(field, i) for i in there[: dossiers.LINKS]]
        first = {part: found[: dossiers.LINKS] for part, found in links.items()}
        totals = {part: len(found) for part, found in links.items()}
        return replace(
            dossier,
            backlinks=dossier.backlinks | first,
            totals=dossier.totals | totals,
            named_by=others,
        )

    def _came_later(self, stub: Stub) -> bool:
        if stub.id not in self._known:
            self.learn([stub])
        return self._known[stub.id]

    def learn(self, found: Collection[Stub]) -> None:
        """Find out which of some records came after the day."""
        later = came_later(self._connection, found, self.day)
        self._known |= {stub.id: stub.id in later for stub in found}

    def _until(self, when: Stored) -> bool:
        return had_come(when, self.day)

    def _late(self, row: Row) -> bool:
        return not self._until(row["date"] or row["effective"] or row["start"])

    def _as_it_stood(self, row: Row, about: Collection[Row], other: Stub | None) -> Row:
        """A row without an end that was still to come, and without what a source said later."""
        if not self._until(row["end"]):
            return replace(row, values={**row.values, "end": None, "ended": None})
        if row.part == "citation" and self._said_later(row, about, other):
            return replace(row, values={**row.values, "states": None})
        return row

    def _said_later(self, citation: Row, about: Collection[Row], source: Stub | None) -> bool:
        """Whether what a citation states may be of a later day: of an end that was to come, of a
        whole record, or in a source that came later.
        """
        if not all(self._until(cited["end"]) for cited in about):
            return True
        if self._plans:
            return False
        return citation["about"] is None or (source is not None and self._came_later(source))

    def _named(self, dossier: Dossier, rows: Iterable[Row]) -> Mapping[_Place, list[Row]]:
        """The rows that each of `rows` is about, most of them none.

        A signatory of no event in particular signed at one of the signings, and if none is
        recorded, not before the text was adopted.
        """
        found: dict[_Place, list[Row]] = defaultdict(list)
        elsewhere: dict[str, dict[int, list[_Place]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            place, about = (row.part, row.id), _about(row)
            if about in self._own:
                found[place].append(self._own[about])
            elif about is not None:
                elsewhere[about[0]][about[1]].append(place)
            elif row.part == "signatory" and row.record_id == dossier.id:
                found[place] = _signings(dossier)
        for part, places in elsewhere.items():
            for row_id, about_row in reading.rows(self._connection, part, places).items():
                for place in places[row_id]:
                    found[place].append(about_row)
        return found

    def _cited_dates(self, dossier: Dossier, rows: Iterable[Row]) -> dict[_Place, Stored]:
        """What the fields say that `rows` cite, of those that say when something came about."""
        cited: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            if row.part == "citation" and row["about"] in HAPPENED:
                cited[dossier.stubs[row.record_id].kind].add(row.record_id)
        return {
            (field, record_id): found[field]
            for kind, ids in cited.items()
            for record_id, found in reading.values(self._connection, kind, ids).items()
            for field in HAPPENED
            if field in found
        }


def _may_have_come(day: date) -> ColumnElement[bool]:
    """True of every record that had come by `day`, and of few others."""
    c, event = RECORD.c, part_table("event").alias("earlier")
    when = func.coalesce(event.c.date, event.c.effective)
    events = select(event.c.id).where(event.c.record_id == c.id, reading.may_begin_by(when, day))
    return or_(
        c.kind.not_in(DATED),
        c.date_first.is_(None),
        c.date_first <= day.isoformat(),
        and_(c.kind == "agreement", events.exists()),
    )


def _state(dossier: Dossier, values: Mapping[str, Stored], day: date) -> dict[str, Stored]:
    """The state of a commitment on `day`; before it was closed, without the proof of that."""
    how = standing(promise_of(dossier), day)
    if how is None or not how.open or values["closed"] == dossier.values["closed"]:
        return {}
    return {"state": how.state, "evidence": None}


def _about(row: Row) -> _Place | None:
    """The row that a citation or a signatory names, if it names one."""
    match row.part:
        case "signatory" if row["event"] is not None:
            return "event", int(row["event"])
        case "citation" if row["row"] is not None:
            return str(row["about"]), int(row["row"])
        case _:
            return None


def _signings(dossier: Dossier) -> list[Row]:
    events = dossier.parts["event"]
    signed = [row for row in events if row["type"] in SIGNING]
    return signed or [row for row in events if row["type"] == "adoption"]
