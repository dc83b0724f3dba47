"""Doing what an import would do without writing any of it: what would become of each value.

The `Writer` itself does it, with a hand that only notes what it is told to write; so a preview
cannot say anything else than what the import does.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from defcat.dossier import Dossier
from defcat.exchange import beside
from defcat.exchange.known import Known
from defcat.exchange.plan import Meeting, Plan
from defcat.exchange.profile import Profile
from defcat.exchange.writer import Writer
from defcat.fields import Link, Stored
from defcat.kinds import PARTS, described, label_of
from defcat.model import RECORD
from defcat.parts import NAMES_ROW
from defcat.translation import tr

_STEP = 50
"""Records between two calls of `go_on`."""
_NOWHERE = 1 << 31
"""Numbers from here on stand for records that would be made; no catalogue gets so far."""
_OF_ITSELF = ("citation", "identifier")
"""Parts by which an import knows a record again; they say nothing of it."""


class Fate(StrEnum):
    """What becomes of what a file says."""

    SET = "set"  # the record takes it over
    ADDED = "added"  # a row that the record gets
    REMOVED = "removed"  # a row that the file no longer says
    BESIDE = "beside"  # kept as a statement of the file; what is held stays
    LEFT = "left"  # no contradiction, or nothing worth a statement: nothing is recorded


@dataclass(frozen=True)
class FieldChange:
    """One thing that a row says otherwise than its record holds; all but `fate` is for people."""

    label: str
    before: str
    says: str
    fate: Fate


@dataclass(frozen=True)
class RecordChange:
    """A record that a row changes: `line` of the file, and field by field what it says.

    `joined`: the file speaks of it for the first time, found by name or by a decision.
    Without `fields`, only what the citation keeps of the row changes.
    """

    record_id: int
    ref: str
    title: str
    line: int
    fields: tuple[FieldChange, ...]
    joined: bool = False


@dataclass(frozen=True)
class _Act:
    """One thing that would be written: rows that are new have no number yet."""

    what: str
    row_id: int
    record_id: int
    values: Mapping[str, Any]
    gone: bool = False


@dataclass
class _Notes:
    """A `Hand` that notes what it is told to write; the records that it makes are nowhere."""

    connection: Connection
    acts: list[_Act] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)

    def flush(self) -> None:
        """There is nothing to write."""

    def add(self, kind: str, **values: Any) -> int:
        described(kind).check(values, whole=True)
        record_id = _NOWHERE + len(self.titles)
        self.titles[record_id] = values["title"]
        return record_id

    def add_part(self, part: str, record_id: int, **values: Any) -> int:
        described(part).check(values, whole=True)
        self.acts.append(_Act(part, 0, record_id, values))
        return 0

    def set(self, kind: str, record_id: int, **values: Any) -> bool:
        described(kind).check(values, whole=False)
        self.acts.append(_Act(kind, record_id, record_id, values))
        return True

    def set_part(self, part: str, row_id: int, **values: Any) -> bool:
        described(part).check(values, whole=False)
        self.acts.append(_Act(part, row_id, 0, values))
        return True

    def remove_part(self, part: str, row_id: int) -> None:
        self.acts.append(_Act(part, row_id, 0, {}, gone=True))


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal says: every record that would change, and how many statements are kept.

    `made` counts by kind the records that the new ones gone through would make, themselves
    included.
    """

    changes: list[RecordChange]
    kept: int
    made: Mapping[str, int] = field(default_factory=dict)


def rehearse(
    connection: Connection,
    known: Known,
    profile: Profile,
    file: str,
    plan: Plan,
    go_on: Callable[[], None] | None = None,
    new: int = 0,
) -> Rehearsed:
    """What the import of a plan would do to the records that are here; nothing is written.

    The first `new` records that it would make are gone through too, for what they would make.
    `go_on` is called now and then; what it raises stops it. `known` is not to be used for an import
    afterwards, as it knows what was rehearsed.
    """
    if not (plan.changed or (new and plan.new)):
        return Rehearsed([], 0)
    notes = _Notes(connection)
    writer = Writer(notes, known, profile, file)
    for done, draft in enumerate(islice(plan.new, new)):
        if go_on and done % _STEP == 0:
            go_on()
        writer.add(draft)
        notes.acts.clear()
    changes = []
    for done, meeting in enumerate(plan.changed):
        if go_on and done % _STEP == 0:
            go_on()
        notes.acts.clear()
        dossier = writer.meet(meeting)
        fields = tuple(_Told(dossier, meeting, notes).changes())
        stub = dossier.stub
        joined = dossier.id in plan.joined
        line = meeting.draft.line
        changes.append(RecordChange(dossier.id, stub.ref, stub.title, line, fields, joined))
    return Rehearsed(changes, writer.kept, dict(writer.made))


class _Told:
    """Tells in words what was noted of one record."""

    def __init__(self, dossier: Dossier, meeting: Meeting, notes: _Notes) -> None:
        self._dossier = dossier
        self._draft = meeting.draft
        self._notes = notes
        self._rows = {(row.part, row.id): row for rows in dossier.parts.values() for row in rows}

    def changes(self) -> Iterator[FieldChange]:
        """What becomes of each value, the fields of the record first."""
        done: set[str] = set()
        kind = self._dossier.kind
        own = [a for a in self._notes.acts if a.record_id == self._dossier.id or a.row_id]
        for act in own:
            if act.what == kind:
                done |= act.values.keys()
                for name, value in act.values.items():
                    label = label_of(kind, name)
                    yield FieldChange(
                        label, self._held(name), self._says(kind, name, value), Fate.SET
                    )
            elif act.what == "citation":
                yield from self._beside(act, done)
            elif act.what not in _OF_ITSELF:
                yield from self._row(act)
        yield from self._left(done)

    def _left(self, done: set[str]) -> Iterator[FieldChange]:
        kind, held = self._dossier.kind, self._dossier.values
        for name, value in self._draft.values.items():
            if name not in done and value is not None and held.get(name) != value:
                label = label_of(kind, name)
                yield FieldChange(label, self._held(name), self._says(kind, name, value), Fate.LEFT)

    def _beside(self, act: _Act, done: set[str]) -> Iterator[FieldChange]:
        """What is kept beside a value; a citation of the whole record says nothing of one."""
        cited = self._rows.get(("citation", act.row_id))
        about = cited["about"] if cited else act.values.get("about")
        row = cited["row"] if cited else act.values.get("row")
        states = act.values.get("states")
        agreed = cited and "preferred" in act.values and act.values["preferred"] is None
        if not (about and states) or agreed or act.values.get("preferred") or about in done:
            return
        if row is None:
            done.add(str(about))
            label = label_of(self._dossier.kind, str(about))
            yield FieldChange(label, self._held(str(about)), str(states), Fate.BESIDE)
        else:
            held = self._rows[str(about), int(row)]
            label = tr(PARTS[held.part].label)
            yield FieldChange(
                label, self._in_words(held.part, held.values), str(states), Fate.BESIDE
            )

    def _row(self, act: _Act) -> Iterator[FieldChange]:
        label = tr(PARTS[act.what].label)
        if not act.row_id:
            yield FieldChange(label, "", self._in_words(act.what, act.values), Fate.ADDED)
            return
        row = self._rows[act.what, act.row_id]
        before = self._in_words(row.part, row.values)
        if act.gone:
            yield FieldChange(label, before, "", Fate.REMOVED)
            return
        after = self._in_words(row.part, {**row.values, **act.values})
        yield FieldChange(label, before, after, Fate.SET)

    def _held(self, name: str) -> str:
        value = self._dossier.values.get(name)
        return "" if value is None else self._dossier.text(name)

    def _in_words(self, part: str, values: Mapping[str, Any]) -> str:
        said = (
            self._says(part, name, values[name])
            for name in PARTS[part].by_name
            if values.get(name) is not None and name != NAMES_ROW.get(part)
        )
        return "; ".join(word for word in said if word)

    def _says(self, what: str, name: str, value: Stored) -> str:
        if value is None:
            return ""
        if isinstance(described(what).by_name[name].type, Link):
            return self._title(int(value))
        return beside.words(what, name, value)

    def _title(self, record_id: int) -> str:
        if stub := self._dossier.stubs.get(record_id):
            return stub.title
        titles = self._notes.titles
        if record_id not in titles:
            query = select(RECORD.c.title).where(RECORD.c.id == record_id)
            titles[record_id] = self._notes.connection.scalar(query) or ""
        return titles[record_id]
