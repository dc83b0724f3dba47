"""Commitments on a day: open or closed, overdue, and what is carried on to the next meeting.

Source of the rule: usage of defence-cooperation desks; no standard says when a promise is overdue.

Inputs, all of the commitment's own record: the day it was promised (where that is empty, the date
of the engagement it was born in), its due date, its state, and the day it was closed. `promised`
and `closed` are what happened; the state is how it stands on the latest day that anybody recorded.

Partial dates. Born: what may have been promised by the day counts as promised (2016 may mean
January), and a commitment without either date was always there. Closed: it is closed from the last
day that the date can mean, and open until the first; between the two it may be closed. Done or
dropped without a day: it may be closed on any day, "day not recorded". Due: overdue begins after
the last day that the due date can mean, so that nothing is overdue by a guess.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Dossier
from defcat.fields import Stored
from defcat.kinds import KINDS
from defcat.model import RECORD, own_table, part_table
from defcat.storage.listed import listed
from defcat.translation import tr

OPEN = ("open", "in-progress")
"""The states in which something is still to be done."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment, with the dates (EDTF) that say how it stands; `born` is the day it counts from.

    `engagement` is the one it was born in, `owner` the record of who is to keep it.
    """

    id: int
    ref: str
    title: str
    state: str
    due: str | None
    born: str | None
    closed: str | None
    engagement: int | None
    owner: int | None
    owner_side: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a commitment stands on a day.

    `state` is a state of the vocabulary; `certain` whether the dates leave no doubt of it; `says`
    all of it in words.
    """

    state: str
    certain: bool
    overdue: bool
    says: str

    @property
    def open(self) -> bool:
        """Whether something is surely still to be done."""
        return self.state in OPEN and self.certain


def standing(promise: Promise, day: date) -> Standing | None:
    """How a commitment stands on `day`; None where it was certainly born later."""
    if promise.born and PartialDate.parse(promise.born).first > day:
        return None
    closed = PartialDate.parse(promise.closed) if promise.closed else None
    if promise.state in OPEN and closed is None:
        return _open(promise, promise.state, day)
    ended = "done" if promise.state in OPEN else promise.state
    label = vocabulary.label("commitment-state", ended)
    if closed is None or closed.precision == "unknown":
        return Standing(ended, False, False, tr("{state}, day not recorded", state=label))
    if closed.first > day:
        return _open(promise, "open", day)
    when = closed.show_moment()
    if closed.last > day:
        says = tr("{state} in {date}: perhaps still open", state=label, date=when)
        return Standing(ended, False, False, says)
    return Standing(ended, True, False, tr("{state} {date}", state=label, date=when))


def born_later(connection: Connection, day: date, ids: Collection[int] | None = None) -> set[int]:
    """Those of the commitments `ids` (None: of all) that were certainly born after `day`."""
    own = own_table("commitment")
    promised, met = own.c.promised, RECORD.c.date_first
    query = select(own.c.id, promised, met).outerjoin(RECORD, RECORD.c.id == own.c.engagement)
    dated = or_(promised.is_not(None), met > day.isoformat())
    if ids is not None:
        dated &= listed(own.c.id, ids)
    return {
        row.id
        for row in connection.execute(query.where(dated))
        if row.promised is None or PartialDate.parse(row.promised).first > day
    }


def promises(connection: Connection, ids: Collection[int]) -> dict[int, Promise]:
    """The commitments `ids` that are not in the bin, by identifier."""
    return {one.id: one for one in _read(connection, listed(RECORD.c.id, ids))}


def born_in(connection: Connection, engagements: Collection[int]) -> list[Promise]:
    """The commitments born in `engagements` that are not in the bin, in the order recorded."""
    return _read(connection, own_table("commitment").c.engagement.in_(list(engagements)))


def promise_of(dossier: Dossier) -> Promise:
    """The commitment in a dossier."""
    values = dossier.values
    born_in = values["engagement"]
    met = dossier.stubs[int(born_in)].date if born_in is not None else None
    return Promise(
        dossier.id,
        dossier.stub.ref,
        dossier.stub.title,
        str(values["state"]),
        _text(values["date"]),
        _text(values["promised"]) or met,
        _text(values["closed"]),
        None if born_in is None else int(born_in),
        None if values["owner"] is None else int(values["owner"]),
        _text(values["owner_side"]),
    )


def open_for(
    connection: Connection,
    day: date,
    *,
    people: Collection[int] = (),
    series: Collection[int] = (),
    engagements: Collection[int] = (),
    besides: int | None = None,
) -> list[tuple[Promise, Standing]]:
    """The commitments still open on `day` from earlier engagements, those due first standing first.

    Earlier engagements are those that began by `day`, in which one of `people` (officials or
    organisations) took part or which are of one of `series`; an engagement without a date is
    among them, as are `engagements`, and `besides`, an engagement, is not. What one of `people` is
    to keep is there too, wherever it was born. What is only perhaps open is left out.
    """
    took_part, met = part_table("participant"), own_table("engagement")
    own = own_table("commitment")
    with_them = select(took_part.c.record_id).where(took_part.c.other_id.in_(list(people)))
    of_series = select(met.c.id).where(met.c.series.in_(list(series)))
    origin = or_(own.c.engagement.in_(with_them), own.c.engagement.in_(of_series))
    named = or_(own.c.engagement.in_(list(engagements)), own.c.owner.in_(list(people)))
    found = _read(connection, or_(origin, named))
    return still_open((one for one in found if besides is None or one.engagement != besides), day)


def still_open(found: Iterable[Promise], day: date) -> list[tuple[Promise, Standing]]:
    """Those of the commitments `found` that are open on `day`, with how they stand; due ones first.

    In the order of their due dates. What is only perhaps open is left out.
    """
    stood = ((one, standing(one, day)) for one in found)
    kept = [(one, how) for one, how in stood if how is not None and how.open]
    return sorted(kept, key=lambda pair: (_due(pair[0]), pair[0].id))


def _open(promise: Promise, state: str, day: date) -> Standing:
    label = vocabulary.label("commitment-state", state)
    if promise.due is None:
        return Standing(state, True, False, label)
    due = PartialDate.parse(promise.due)
    if due.precision == "unknown":
        return Standing(state, True, False, tr("{state}, due day not recorded", state=label))
    when = due.show_moment()
    if due.last < day:
        return Standing(state, True, True, tr("Overdue since {date}", date=when))
    return Standing(state, True, False, tr("{state}, due {date}", state=label, date=when))


def _text(value: Stored) -> str | None:
    return None if value is None else str(value)


def _due(promise: Promise) -> tuple[date, date]:
    return PartialDate.parse(promise.due).sort_key if promise.due else (date.max, date.max)


def _read(connection: Connection, condition: ColumnElement[bool]) -> list[Promise]:
    own = own_table("commitment")
    met = RECORD.alias("met")
    columns: list[Any] = [RECORD.c[name] for name in ("id", "number", "title", "date")]
    columns += [own.c[name] for name in ("state", "promised", "closed")]
    columns += [own.c[name] for name in ("engagement", "owner", "owner_side")]
    query = (
        select(*columns, met.c.date.label("met"))
        .join(own, own.c.id == RECORD.c.id)
        .outerjoin(met, met.c.id == own.c.engagement)
        .where(RECORD.c.binned_at.is_(None), condition)
        .order_by(RECORD.c.id)
    )
    return [
        Promise(
            row.id,
            KINDS["commitment"].ref(row.number),
            row.title,
            row.state,
            row.date,
            row.promised or row.met,
            row.closed,
            row.engagement,
            row.owner,
            row.owner_side,
        )
        for row in connection.execute(query)
    ]
