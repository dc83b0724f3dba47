"""Changing many records at once: a field that they share, a topic, whether they are put aside.

All of it is one change, and one undo. Values are the same for all; what would be refused for one of
them is refused for all, and said before anything is written.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from defcat.change import Change, check_links, check_upward
from defcat.errors import InputError, NotFound, Refused
from defcat.fields import LONG, Field, Stored
from defcat.kinds import KINDS
from defcat.markings import Scheme
from defcat.model import RECORD, own_table, part_table, shared_fields
from defcat.translation import tr, trn

STEP = 1_000
"""Records changed, or looked at, between two looks at whether somebody wants it stopped."""

_SUBJECT = "subject"

Told = Callable[[int, int], None]
"""Told how many records of how many are done; what it raises takes the whole change back."""


@dataclass(frozen=True)
class SetField:
    """Give a field a value; None empties it."""

    name: str
    value: Stored


@dataclass(frozen=True)
class AddTopic:
    """Put the records under a topic."""

    topic: int


@dataclass(frozen=True)
class RemoveTopic:
    """Take the records out of a topic."""

    topic: int


@dataclass(frozen=True)
class Archive:
    """Put the records aside as no longer current, or take them back."""

    archived: bool


@dataclass(frozen=True)
class Bin:
    """Put the records in the bin."""


@dataclass(frozen=True)
class Restore:
    """Take the records out of the bin."""


Edit = SetField | AddTopic | RemoveTopic | Archive | Bin | Restore


@dataclass(frozen=True)
class Preview:
    """Of so many records so many change; the others are already as they would be."""

    total: int
    changing: int

    @property
    def same(self) -> int:
        return self.total - self.changing


def kinds_among(connection: Connection, ids: Collection[int]) -> dict[str, int]:
    """How many of the records `ids` are of each kind, in the order of KINDS.

    Raises NotFound where one is not there.
    """
    counts = dict.fromkeys(KINDS, 0)
    for chunk in _chunks(ids):
        for kind in connection.scalars(select(RECORD.c.kind).where(RECORD.c.id.in_(chunk))):
            counts[kind] += 1
    if sum(counts.values()) < len(ids):
        raise NotFound(tr("There is no such record."), tr("It may have been taken back."))
    return {kind: n for kind, n in counts.items() if n}


def choosable(kinds: Collection[str]) -> tuple[Field, ...]:
    """The fields that all of `kinds` have and mean alike, of which many records can share a value.

    Titles and long texts are each record's own. A field counts as required where one kind has it
    so, and has the labels of all.
    """
    first, *others = [KINDS[kind].by_name for kind in KINDS if kind in kinds]
    found = []
    for field in first.values():
        same = [field, *(names[field.name] for names in others if field.name in names)]
        alike = len(same) == len(kinds) and all(each.type == field.type for each in same)
        if alike and field.name != "title" and field.type != LONG:
            labels = " / ".join(dict.fromkeys(tr(each.label) for each in same))
            required = any(each.required for each in same)
            found.append(Field(field.name, labels, field.type, required, help=field.help))
    return tuple(found)


def preview(
    connection: Connection, ids: Collection[int], edit: Edit, scheme: Scheme, ceiling: str | None
) -> Preview:
    """How many of the records `ids` the edit changes; nothing is written.

    Raises what `apply` would: InputError for a value that is none or for a record of the wrong
    kind, Refused for a marking above `ceiling` and for what would lead back to one of the records.
    """
    kinds = kinds_among(connection, ids)
    match edit:
        case SetField(name, value):
            changing = 0
            for kind in kinds:
                checked = KINDS[kind].check({name: value}, whole=False)
                if name == "marking":
                    scheme.refuse_above(checked[name], ceiling)
                check_links(kind, checked, lambda record_id: _kind_of(connection, record_id))
                check_upward(connection, kind, ids, checked)
                column = (RECORD if name in shared_fields() else own_table(kind)).c[name]
                differs = column.is_distinct_from(checked[name])
                changing += _count(connection, kind, ids, differs)
        case AddTopic(topic):
            _check_topic(connection, topic, ids)
            changing = len(set(ids).difference(_under(connection, topic)))
        case RemoveTopic(topic):
            changing = len(_under(connection, topic).intersection(ids))
        case Archive(archived):
            changing = _count(connection, None, ids, RECORD.c.archived.is_not(archived))
        case Bin():
            changing = _count(connection, None, ids, RECORD.c.binned_at.is_(None))
        case Restore():
            changing = _count(connection, None, ids, RECORD.c.binned_at.is_not(None))
    return Preview(len(ids), changing)


def apply(change: Change, ids: Sequence[int], edit: Edit, told: Told | None = None) -> int:
    """Do the edit to the records `ids`, as part of `change`; how many that changed."""
    changed = 0
    for start in range(0, len(ids), STEP):
        chunk = list(ids[start : start + STEP])
        changed += _apply(change, chunk, edit)
        if told:
            told(start + len(chunk), len(ids))
    return changed


def said(edit: Edit, n: int, field: str = "") -> str:
    """What the history calls an edit of `n` records; `field` is the label of the field set."""
    match edit:
        case SetField(_, None):
            many = "Empty {field} of {n} records"
            return trn("Empty {field} of {n} record", many, n, field=field)
        case SetField():
            many = "Change {field} of {n} records"
            return trn("Change {field} of {n} record", many, n, field=field)
        case AddTopic():
            return trn("Add a topic to {n} record", "Add a topic to {n} records", n)
        case RemoveTopic():
            return trn("Remove a topic from {n} record", "Remove a topic from {n} records", n)
        case Archive(archived):
            if archived:
                return trn("Put {n} record aside", "Put {n} records aside", n)
            return trn("Take {n} record back from aside", "Take {n} records back from aside", n)
        case Bin():
            return trn("Put {n} record in the bin", "Put {n} records in the bin", n)
        case Restore():
            return trn("Restore {n} record", "Restore {n} records", n)


def _apply(change: Change, ids: Sequence[int], edit: Edit) -> int:
    match edit:
        case SetField(name, value):
            return len(change.set_each(ids, **{name: value}))
        case AddTopic(topic):
            _check_topic(change.connection, topic, ids)
            change.by_kind(ids)  # read at once, and known from then on
            there = _rows_under(change.connection, topic, ids).values()
            new = sorted(set(ids).difference(there))
            for record_id in new:
                change.add_part(_SUBJECT, record_id, other_id=topic)
            change.flush()
            return len(new)
        case RemoveTopic(topic):
            rows = _rows_under(change.connection, topic, ids)
            change.remove_parts(_SUBJECT, rows)
            return len(set(rows.values()))
        case Archive(archived):
            return len(change.archive_each(ids, archived))
        case Bin():
            return len(change.bin_each(ids))
        case Restore():
            return len(change.restore_each(ids))


def _check_topic(connection: Connection, topic: int, ids: Collection[int]) -> None:
    if _kind_of(connection, topic) != "topic":
        raise InputError(tr("That record is no topic."), tr("Choose a topic."))
    if topic in ids:
        raise Refused(
            tr("The topic itself is among the records."),
            tr("Leave it out, or choose another topic."),
        )


def _under(connection: Connection, topic: int) -> set[int]:
    c = part_table(_SUBJECT).c
    return set(connection.scalars(select(c.record_id).where(c.other_id == topic)))


def _rows_under(connection: Connection, topic: int, ids: Sequence[int]) -> dict[int, int]:
    """The rows by which some of `ids` are under a topic, and whose each is; for `STEP` at most."""
    c = part_table(_SUBJECT).c
    query = select(c.id, c.record_id).where(c.other_id == topic, c.record_id.in_(ids))
    return {row.id: row.record_id for row in connection.execute(query)}


def _kind_of(connection: Connection, record_id: int) -> str:
    kind: str | None = connection.scalar(select(RECORD.c.kind).where(RECORD.c.id == record_id))
    if kind is None:
        raise NotFound(tr("There is no such record."), tr("It may have been taken back."))
    return kind


def _count(
    connection: Connection, kind: str | None, ids: Collection[int], condition: ColumnElement[bool]
) -> int:
    """How many of the records `ids`, of `kind` if it is given, meet the condition."""
    query: Any = select(RECORD.c.id).where(condition)
    if kind is not None:
        own = own_table(kind)
        query = query.join(own, own.c.id == RECORD.c.id)
    return sum(
        len(connection.scalars(query.where(RECORD.c.id.in_(chunk))).all()) for chunk in _chunks(ids)
    )


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = list(ids)
    return (ordered[start : start + STEP] for start in range(0, len(ordered), STEP))
