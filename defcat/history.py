"""Who changed what, from what, to what; and taking it back.

An undo is an entry of its own that writes the rows back, so the books never lose a line and both
undo and redo survive a restart. A new change puts an end to what could be redone. Here changes are
taken back in turn, the last one first; out of turn `taking_back` does it, `journal` lists them all.
"""

import dataclasses
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, insert, select, update

from defcat.dossier import Stub, stubs
from defcat.errors import Refused
from defcat.fields import Field, Link
from defcat.kinds import KINDS, PARTS, described, label_of
from defcat.model import ENTRY, ENTRY_ROW, SETTING
from defcat.parts import NAMES_ROW
from defcat.rows import Author, Changed, RowWriter
from defcat.translation import tr

_BEGINNING = "beginning"
"""The setting that names the last entry of what a catalogue began with."""

_OF_ITS_OWN = ENTRY.c.undoes.is_(None) == ENTRY.c.redoes.is_(None)
"""Whether an entry is a change of its own, and no step back or forth among them (see `ENTRY`)."""


@dataclass(frozen=True)
class Step:
    """One row of an entry: `before` and `after` hold the fields that differ; None for no row.

    `named` has the records that links in them name, as far as they are there; so `record` is None
    where the record `record_id`, to which the row belonged, is not.
    """

    record: Stub | None
    what: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    named: dict[int, Stub] = dataclasses.field(default_factory=dict)
    record_id: int = 0


@dataclass(frozen=True)
class EntryView:
    """One entry of the history, with its first rows of `total`; `at` is ISO 8601 in UTC."""

    id: int
    label: str
    at: str
    by: str
    undone: bool
    steps: tuple[Step, ...]
    total: int


def begin(connection: Connection) -> None:
    """Let a new catalogue begin with what has been written so far: undo goes back no further."""
    last = connection.execute(select(func.max(ENTRY.c.id))).scalar_one()
    connection.execute(insert(SETTING).values(name=_BEGINNING, value=str(last)))


def beginning(connection: Connection) -> int:
    """The last entry of what the catalogue began with, which is not taken back; 0 without one."""
    named = select(cast(SETTING.c.value, Integer)).where(SETTING.c.name == _BEGINNING)
    return connection.scalar(named) or 0


def latest(connection: Connection) -> datetime | None:
    """The latest moment that any entry names, which can be later than now; None without any."""
    at = connection.scalar(select(func.max(ENTRY.c.at)))
    return datetime.fromisoformat(at) if at else None


def undoable(connection: Connection) -> tuple[int, str] | None:
    """The entry that undo would take back: its number and label.

    What the catalogue began with is not to be taken back.
    """
    row = connection.execute(
        select(ENTRY.c.id, ENTRY.c.label)
        .where(_OF_ITS_OWN, ENTRY.c.undone_by.is_(None))
        .where(ENTRY.c.id > beginning(connection))
        .order_by(ENTRY.c.id.desc())
        .limit(1)
    ).first()
    return (row.id, row.label) if row else None


def redoable(connection: Connection) -> tuple[int, str] | None:
    """The entry that redo would do again: the last one undone since the last new change."""
    newest = select(func.max(ENTRY.c.id)).where(_OF_ITS_OWN).scalar_subquery()
    row = connection.execute(
        select(ENTRY.c.id, ENTRY.c.label)
        .where(_OF_ITS_OWN, ENTRY.c.undone_by > newest)
        .order_by(ENTRY.c.undone_by.desc())
        .limit(1)
    ).first()
    return (row.id, row.label) if row else None


def rows_of(connection: Connection, entry_id: int, limit: int) -> int:
    """How many rows an entry wrote, counted no further than `limit`."""
    mine = select(ENTRY_ROW.c.id).where(ENTRY_ROW.c.entry_id == entry_id).limit(limit)
    return connection.execute(select(func.count()).select_from(mine.subquery())).scalar_one()


def undo(change: RowWriter) -> tuple[str, dict[str, int]]:
    """Take the last change back through `change`; the new entry's label and what it undoes."""
    target = undoable(change.connection)
    if target is None:
        raise Refused(tr("There is nothing to undo."), tr("Nothing has been changed yet."))
    rows = rows_written(change.connection, target[0], backwards=True)
    change.reverse(rows, first_author(change.connection, target[0]))
    return tr("Undo: {label}", label=target[1]), {"undoes": target[0]}


def redo(change: RowWriter) -> tuple[str, dict[str, int]]:
    """Do again what was undone last, through `change`; the new entry's label and what it redoes."""
    target = redoable(change.connection)
    if target is None:
        raise Refused(tr("There is nothing to redo."), tr("Undo something first."))
    undone_by = select(ENTRY.c.undone_by).where(ENTRY.c.id == target[0]).scalar_subquery()
    rows = change.connection.execute(
        select(ENTRY_ROW).where(ENTRY_ROW.c.entry_id == undone_by).order_by(ENTRY_ROW.c.id.desc())
    ).all()
    change.reverse(rows, first_author(change.connection, target[0]))
    return tr("Redo: {label}", label=target[1]), {"redoes": target[0]}


def first_author(connection: Connection, entry_id: int) -> Author:
    """Who did first, and when, what an entry did, undid or did again."""
    entry = connection.execute(select(ENTRY).where(ENTRY.c.id == entry_id)).one()
    while source := entry.undoes or entry.redoes:
        entry = connection.execute(select(ENTRY).where(ENTRY.c.id == source)).one()
    return Author(entry.by, entry.at)


def settle(connection: Connection, changed: Changed, linked: dict[str, int]) -> None:
    """Note on the entry that was undone or redone whether its effect stands.

    Where that entry had itself undone or redone another one, that one falls or stands with it.
    """
    target: int | None = linked.get("undoes") or linked.get("redoes")
    by: int | None = changed.entry if "undoes" in linked else None
    while target:
        connection.execute(update(ENTRY).where(ENTRY.c.id == target).values(undone_by=by))
        entry = connection.execute(select(ENTRY).where(ENTRY.c.id == target)).one()
        if entry.undoes:
            by = None if by else entry.id
        target = entry.undoes or entry.redoes


def entries(
    connection: Connection, record_id: int | None = None, limit: int = 100, rows: int = 200
) -> list[EntryView]:
    """The latest `limit` entries, newest first, of one record or of all.

    Of each entry at most `rows` rows are read: an import's entry has tens of thousands.
    """
    query = select(ENTRY).order_by(ENTRY.c.id.desc()).limit(limit)
    if record_id is not None:
        mine = select(ENTRY_ROW.c.entry_id).where(ENTRY_ROW.c.record_id == record_id)
        query = query.where(ENTRY.c.id.in_(mine))
    found = connection.execute(query).all()
    return [view_of(connection, entry, record_id, rows) for entry in found]


def view_of(connection: Connection, entry: Any, record_id: int | None, rows: int) -> EntryView:
    """An entry with its first `rows` rows, of one record or of all."""
    found = rows_written(connection, entry.id, record_id=record_id, limit=rows)
    steps = steps_of(connection, found)
    undone = entry.undone_by is not None
    total = len(found) if len(found) < rows else _count(connection, entry.id, record_id)
    return EntryView(entry.id, entry.label, entry.at, entry.by, undone, steps, total)


def steps_of(connection: Connection, rows: Collection[Any]) -> tuple[Step, ...]:
    """Rows of the history with the records that they name."""
    named = stubs(connection, {i for row in rows for i in (row.record_id, *_links(row))})
    return tuple(
        Step(
            named.get(row.record_id),
            row.what,
            row.row_id,
            row.before,
            row.after,
            named,
            row.record_id,
        )
        for row in rows
    )


def local(at: str) -> datetime:
    """A time of the history in local time."""
    return datetime.fromisoformat(at).astimezone()


def describe(step: Step) -> list[tuple[str, str, str]]:
    """A step in words: for each field that differs its label, what it was and what it is."""
    return [line for _, line in fields_told(step)]


def fields_told(step: Step) -> list[tuple[str, tuple[str, str, str]]]:
    """What `describe` says, each behind the name of its field, as it stands in the row."""
    kind = described(step.what)
    prefix = f"{tr(kind.label)}: " if step.what in PARTS else ""
    before, after = step.before or {}, step.after or {}
    lines = []
    for field in kind.fields:
        if field.name == NAMES_ROW.get(step.what):  # a number, which says nothing to a person
            continue
        if field.name in before or field.name in after:
            old, new = before.get(field.name), after.get(field.name)
            words = prefix + tr(field.label), _shown(step, field, old), _shown(step, field, new)
            lines.append((field.name, words))
    if "binned_at" in after or "binned_at" in before:
        lines.append(("binned_at", (tr("Bin"), "", _binned(step, after))))
    if step.what in PARTS and "record_id" in before and "record_id" in after:
        moved = tr("{part}: record", part=tr(kind.label))
        ends = _named(step, before["record_id"]), _named(step, after["record_id"])
        lines.append(("record_id", (moved, *ends)))
    if "archived" in after:
        put = tr("put aside") if after["archived"] else tr("taken back")
        lines.append(("archived", (tr("Archive"), "", put)))
    return lines


def _binned(step: Step, after: dict[str, Any]) -> str:
    if not after.get("binned_at"):
        return tr("restored")
    if after.get("merged_into") is None:
        return tr("put in the bin")
    return tr("merged into {record}", record=_named(step, after["merged_into"]))


def _named(step: Step, record_id: int) -> str:
    """A record by its title and reference; empty where it is no longer there."""
    stub = step.named.get(record_id)
    return f"{stub.title} ({stub.ref})" if stub else ""


def _shown(step: Step, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field.type, Link):
        return step.named[value].title if value in step.named else _gone(field.type)
    if step.what == "citation" and field.name == "about" and step.record:
        return label_of(step.record.kind, value)
    return field.type.show(value)


def _gone(link: Link) -> str:
    """What stands for a record that a row named and that is not there any more."""
    if len(link.kinds) != 1:
        return tr("a record, no longer there")
    kind = tr(KINDS[link.kinds[0]].label).lower()
    return tr("{kind}, no longer there", kind=kind)


def _links(row: Any) -> Iterator[int]:
    """The records that a row of the history names, before and after."""
    links = [field.name for field in described(row.what).fields if isinstance(field.type, Link)]
    for values in filter(None, (row.before, row.after)):
        for name in (*links, "record_id", "merged_into"):
            if values.get(name) is not None:
                yield values[name]


def _count(connection: Connection, entry_id: int, record_id: int | None) -> int:
    query = select(func.count()).where(ENTRY_ROW.c.entry_id == entry_id)
    if record_id is not None:
        query = query.where(ENTRY_ROW.c.record_id == record_id)
    return connection.execute(query).scalar_one()


def rows_written(
    connection: Connection,
    entry_id: int,
    *,
    record_id: int | None = None,
    backwards: bool = False,
    limit: int | None = None,
) -> list[Any]:
    """The rows that an entry wrote, in order or backwards."""
    query = select(ENTRY_ROW).where(ENTRY_ROW.c.entry_id == entry_id)
    if record_id is not None:
        query = query.where(ENTRY_ROW.c.record_id == record_id)
    order = ENTRY_ROW.c.id.desc() if backwards else ENTRY_ROW.c.id
    return list(connection.execute(query.order_by(order).limit(limit)))
