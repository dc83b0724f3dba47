"""The entries of the history as a list, newest first, a page at a time, and what each has changed.

The order is that of their numbers: a clock that was set back changes nothing in it, and is told.
Nothing here reads an entry to its end unless it is asked to: an import has tens of thousands of
rows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, distinct, func, select

from defcat.dossier import Stub, stubs
from defcat.errors import NotFound
from defcat.history import Step, rows_written, steps_of
from defcat.kinds import PARTS
from defcat.model import ENTRY, ENTRY_ROW, RECORD, part_table
from defcat.parts import NAMES_ROW
from defcat.translation import tr

_FEW = 1_000
"""Of a kind with no more records than this, the entries are looked up by record."""


@dataclass(frozen=True)
class Wanted:
    """Which entries: by whom, of which record or kind of record, from when until when (both days
    included, local time), with which words in the label. What is not given does not matter.
    """

    person: str = ""
    record: int | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Line:
    """One entry: what was done, when (ISO 8601, UTC) and by whom.

    `undone_by` names the entry that took it back, `undoes` the one that it took back. `backwards`:
    by the clock it was written before the entry that came before it.
    """

    id: int
    label: str
    at: str
    by: str
    undone_by: int | None
    undoes: int | None
    backwards: bool


@dataclass(frozen=True)
class Reach:
    """How many records an entry touched; where it is one that is still there, which one."""

    records: int
    record: Stub | None


@dataclass(frozen=True)
class Cited:
    """A source for what was changed: the record, and the page or paragraph."""

    source: Stub
    locator: str


def listed(
    connection: Connection, wanted: Wanted, limit: int, before: int | None = None
) -> list[Line]:
    """The newest `limit` entries that are wanted; `before`: only those before this entry."""
    columns = (ENTRY.c[name] for name in ("id", "label", "at", "by", "undone_by", "undoes"))
    query = select(*columns).where(*_conditions(connection, wanted))
    if before is not None:
        query = query.where(ENTRY.c.id < before)
    found = connection.execute(query.order_by(ENTRY.c.id.desc()).limit(limit)).all()
    earlier = select(ENTRY.c.id, ENTRY.c.at).where(ENTRY.c.id.in_([row.id - 1 for row in found]))
    came = {row.id: row.at for row in connection.execute(earlier)}
    return [
        Line(row.id, row.label, row.at, row.by, row.undone_by, row.undoes, at > row.at)
        for row in found
        for at in [came.get(row.id - 1, "")]
    ]


def line(connection: Connection, entry_id: int) -> Line:
    """One entry; raises NotFound."""
    found = listed(connection, Wanted(), 1, before=entry_id + 1)
    if not found or found[0].id != entry_id:
        raise NotFound(
            tr("There is no change number {n} in this catalogue.", n=entry_id),
            tr("The history lists the changes with their numbers."),
        )
    return found[0]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many entries are wanted."""
    query = select(func.count()).select_from(ENTRY).where(*_conditions(connection, wanted))
    return connection.execute(query).scalar_one()


def persons(connection: Connection) -> list[str]:
    """Everybody who has changed something, in alphabetical order."""
    return sorted(connection.scalars(select(ENTRY.c.by).distinct()), key=str.casefold)


def reach(connection: Connection, entry_ids: Collection[int]) -> dict[int, Reach]:
    """How far each of these entries reached."""
    c = ENTRY_ROW.c
    query = select(c.entry_id, func.count(distinct(c.record_id)), func.min(c.record_id))
    query = query.where(c.entry_id.in_(list(entry_ids))).group_by(c.entry_id)
    rows = connection.execute(query).all()
    alone = stubs(connection, {record_id for _, n, record_id in rows if n == 1})
    return {entry: Reach(n, alone.get(one) if n == 1 else None) for entry, n, one in rows}


def records_of(connection: Connection, entry_id: int) -> list[tuple[int, int]]:
    """The records that an entry touched, in the order of its rows, each with how many those are."""
    c = ENTRY_ROW.c
    query = select(c.record_id, func.count()).where(c.entry_id == entry_id)
    rows = connection.execute(query.group_by(c.record_id).order_by(func.min(c.id)))
    return [(record_id, n) for record_id, n in rows]


def steps(
    connection: Connection, entry_id: int, record_id: int | None = None, limit: int | None = None
) -> tuple[Step, ...]:
    """The rows that an entry wrote, all of them or those of one record."""
    return steps_of(
        connection, rows_written(connection, entry_id, record_id=record_id, limit=limit)
    )


def cited_for(connection: Connection, record_id: int, step: Step, field: str) -> list[Cited]:
    """The sources that stand today for what a step changed: for the field, or for the row."""
    if step.what == "citation":
        return []
    table = part_table("citation")
    query = select(table.c.other_id, table.c.locator).where(table.c.record_id == record_id)
    if step.what in PARTS:
        query = query.where(table.c.about == step.what, table.c.row == step.row_id)
    else:
        query = query.where(table.c.about == field)
    found = connection.execute(query.order_by(table.c.id)).all()
    named = stubs(connection, {row.other_id for row in found})
    return [Cited(named[row.other_id], row.locator or "") for row in found]


def cited_in(steps_told: Iterable[Step], step: Step, field: str) -> list[Cited]:
    """The sources that were cited for what a step changed in the same entry, by its `steps`."""
    about, row = (step.what, step.row_id) if step.what in PARTS else (field, None)
    found = []
    for other in steps_told:
        values = (other.what == "citation" and other.after) or {}
        same = values.get("about"), values.get(NAMES_ROW["citation"]), other.record
        source = other.named.get(values.get("other_id") or 0)
        if same == (about, row, step.record) and source is not None:
            found.append(Cited(source, str(values.get("locator") or "")))
    return found


def _conditions(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    c, rows = ENTRY.c, ENTRY_ROW.c
    found: list[ColumnElement[bool]] = []
    if wanted.person:
        found.append(c.by == wanted.person)
    if wanted.record is not None:
        found.append(c.id.in_(select(rows.entry_id).where(rows.record_id == wanted.record)))
    if wanted.kind:
        found.append(_of_kind(connection, wanted.kind))
    if wanted.since:
        found.append(c.at >= _utc(wanted.since))
    if wanted.until:
        found.append(c.at < _utc(min(wanted.until, date(9000, 1, 1)) + timedelta(days=1)))
    found += [c.label.icontains(word, autoescape=True) for word in wanted.words.split()]
    return found


def _of_kind(connection: Connection, kind: str) -> ColumnElement[bool]:
    """Whether an entry touched a record of `kind` that is still there."""
    rows = ENTRY_ROW.c
    these = select(RECORD.c.id).where(RECORD.c.kind == kind)
    if len(connection.scalars(these.limit(_FEW + 1)).all()) <= _FEW:
        return ENTRY.c.id.in_(select(rows.entry_id).where(rows.record_id.in_(these)))
    mine = select(rows.id).where(rows.entry_id == ENTRY.c.id)
    known = select(RECORD.c.id).where(RECORD.c.id == rows.record_id, RECORD.c.kind == kind)
    return mine.where(known.exists()).exists()


def _utc(day: date) -> str:
    """When a local day begins, as the history writes it; of days that no clock ever shows, near."""
    day = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))
    return datetime.combine(day, time()).astimezone(UTC).isoformat(timespec="seconds")
