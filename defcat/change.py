"""The one way to write rows: each is written with what it was before and what it is after.

Those pairs are the history; `history` reads them and takes changes back.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from defcat.dates import days_span
from defcat.errors import InputError, NotFound, Refused
from defcat.fields import Link, Stored
from defcat.kinds import KINDS, PARTS, described
from defcat.markings import Scheme
from defcat.model import RECORD, Base, own_table, part_table, shared_fields
from defcat.text import fold
from defcat.translation import tr

BATCH = 4_000
"""Rows kept back before they are written: enough to be quick, few enough to stay small."""

ENTRY: Table = Base.metadata.tables["entry"]
ENTRY_ROW: Table = Base.metadata.tables["entry_row"]
COUNTER: Table = Base.metadata.tables["counter"]


@dataclass(frozen=True)
class Changed:
    """What a change did: its entry (0 if nothing changed), its label and the records it touched."""

    entry: int
    label: str
    records: frozenset[int]


@dataclass(frozen=True)
class Author:
    """Who changes something and when (ISO 8601, UTC, to the second)."""

    name: str
    at: str


def sort_key(edtf: str | None, record_id: int) -> int:
    """The first day of `edtf` (0 where unknown) above the 32 bits of `record_id`."""
    day = date.fromisoformat(days_span(edtf)[0]).toordinal() if edtf else 0
    return day << 32 | record_id


def dated(edtf: str | None, record_id: int) -> dict[str, Any]:
    """The shared columns that follow from a record's date."""
    first, last = days_span(edtf) if edtf else (None, None)
    return {
        "date": edtf,
        "date_first": first,
        "date_last": last,
        "sort_key": sort_key(edtf, record_id),
    }


def sort_title(title: str) -> str:
    """How a title is ordered: without case, accents or punctuation."""
    return fold(title)[:120]


class Change:
    """One change under way, inside a transaction of `connection`.

    New rows are kept back and written in batches; everything else is written at once. `touched`
    collects the records whose derived columns and index entry must be made anew, `renamed` those
    whose title stands in the index entries of others, `added` the records that are new to the file,
    `gone` the sort keys of records that an undo took away altogether. `done` says, once the change
    is on disk, what changed.
    """

    def __init__(
        self, connection: Connection, author: Author, scheme: Scheme, ceiling: str | None
    ) -> None:
        self.connection = connection
        self.touched: set[int] = set()
        self.renamed: set[int] = set()
        self.added: set[int] = set()
        self.gone: list[int] = []
        self.done = Changed(0, "", frozenset())
        self._author = author
        self._scheme = scheme
        self._ceiling = ceiling
        self._pending: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self._waiting = 0
        self._rows: list[dict[str, Any]] = []
        self._kinds: dict[int, str] = {}
        self._last: dict[str, int] = {
            row.name: row.last for row in connection.execute(select(COUNTER))
        }
        self._first = dict(self._last)
        self._entry = (connection.scalar(select(func.max(ENTRY.c.id))) or 0) + 1
        self._entry_written = False

    # --- what a form, an import or a command says -------------------------------------------

    def add(self, kind: str, **values: Any) -> int:
        """Add a record of `kind`; its identifier. Raises InputError for a value that is none."""
        checked = self._checked(kind, values, whole=True)
        record_id = self._next("record")
        self._kinds[record_id] = kind
        values = {**checked, "number": self._next(kind), "uid": uuid.uuid4().hex}
        self._insert_record(record_id, kind, values)
        self._note(record_id, kind, record_id, None, values)
        return record_id

    def add_part(self, part: str, record_id: int, **values: Any) -> int:
        """Add a row of `part` to a record; the row's identifier."""
        checked = self._checked(part, values, whole=True)
        if self.kind_of(record_id) not in PARTS[part].owners:
            raise InputError(
                tr("{part} cannot belong to this record.", part=tr(PARTS[part].label)),
                tr("Choose a record of the right kind."),
            )
        if checked.get("other_id") == record_id:
            raise Refused(tr("A record cannot be linked to itself."), tr("Choose another record."))
        row_id = self._next(part)
        self._put(part_table(part), {"id": row_id, "record_id": record_id, **checked})
        self._note(record_id, part, row_id, None, {"record_id": record_id, **checked})
        return row_id

    def set(self, kind: str, record_id: int, **values: Any) -> bool:
        """Change fields of a record; whether that changed anything."""
        checked = self._checked(kind, values, whole=False)
        return self._set(kind, record_id, record_id, checked)

    def set_part(self, part: str, row_id: int, **values: Any) -> bool:
        """Change fields of a row of `part`; whether that changed anything."""
        checked = self._checked(part, values, whole=False)
        table = part_table(part)
        self.flush()
        owner = self.connection.scalar(select(table.c.record_id).where(table.c.id == row_id))
        if owner is None:
            raise _no_such_row()
        return self._set(part, row_id, owner, checked)

    def remove_part(self, part: str, row_id: int) -> None:
        """Take a row of `part` away, and the citations of that row with it."""
        self.flush()
        before = self._current(part, row_id)
        for citation in self._ids_where("citation", about=part, row=row_id):
            self.remove_part("citation", citation)
        if part == "event":
            for signatory in self._ids_where("signatory", event=row_id):
                self.set_part("signatory", signatory, event=None)
        self._write(part, row_id, before, None)
        self._note(before["record_id"], part, row_id, before, None)

    def bin(self, record_id: int) -> None:
        """Put a record in the bin, with its links; nothing of it is lost."""
        self._shelve(record_id, binned_at=self._author.at)

    def restore(self, record_id: int) -> None:
        """Take a record out of the bin."""
        self._shelve(record_id, binned_at=None)

    def archive(self, record_id: int, archived: bool = True) -> None:
        """Put a record aside as no longer current, or take it back."""
        self._shelve(record_id, archived=archived)

    # --- how it is written ------------------------------------------------------------------

    def kind_of(self, record_id: int) -> str:
        """The kind of a record; raises NotFound where there is none."""
        if record_id not in self._kinds:
            kind: str | None = self.connection.scalar(
                select(RECORD.c.kind).where(RECORD.c.id == record_id)
            )
            if kind is None:
                raise NotFound(tr("There is no such record."), tr("It may have been taken back."))
            self._kinds[record_id] = kind
        return self._kinds[record_id]

    def flush(self) -> None:
        """Write the rows kept back: shared table first, so that links find what they point to."""
        for table in sorted(self._pending, key=_depth):
            self.connection.execute(insert(table), self._pending[table])
        self._pending.clear()
        self._waiting = 0
        if self._rows:
            if not self._entry_written:
                self._write_entry("")
            self.connection.execute(insert(ENTRY_ROW), self._rows)
            self._rows = []

    def close(self, label: str, **linked: int | None) -> Changed:
        """Write what is left and the entry's `label`; answer with what changed.

        `linked` fills the entry's own columns, such as `undoes`.
        """
        self.flush()
        if not self._entry_written:
            return Changed(0, label, frozenset())
        self.connection.execute(
            update(ENTRY).where(ENTRY.c.id == self._entry).values(label=label, **linked)
        )
        for name, last in self._last.items():
            if self._first.get(name) is None:
                self.connection.execute(insert(COUNTER).values(name=name, last=last))
            elif self._first[name] != last:
                self.connection.execute(
                    update(COUNTER).where(COUNTER.c.name == name).values(last=last)
                )
        return Changed(self._entry, label, frozenset(self.touched))

    def reverse(self, rows: Iterable[Any]) -> None:
        """Write the rows of an entry back to what they were before it."""
        for row in rows:
            self._kinds.pop(row.record_id, None)
            self._write(row.what, row.row_id, row.after, row.before, record_id=row.record_id)
            self._note(row.record_id, row.what, row.row_id, row.after, row.before)

    def _checked(self, name: str, values: dict[str, Any], *, whole: bool) -> dict[str, Stored]:
        description = described(name)
        checked = description.check(values, whole=whole)
        if (marking := checked.get("marking")) is not None:
            level = self._scheme.level(str(marking))
            if not self._scheme.allows(level.code, self._ceiling):
                raise Refused(
                    tr("{level} is above this catalogue's ceiling.", level=level.label),
                    tr("Record it in a catalogue that may hold it."),
                )
        for field in description.fields:
            if isinstance(field.type, Link) and field.type.kinds:
                target = checked.get(field.name)
                if target is not None and self.kind_of(int(target)) not in field.type.kinds:
                    raise InputError(
                        tr("{field}: the record is of the wrong kind.", field=tr(field.label)),
                        tr("Choose one of: {kinds}.", kinds=", ".join(field.type.kinds)),
                    )
        return checked

    def _next(self, name: str) -> int:
        last = self._last.get(name, 0) + 1
        self._last[name] = last
        return last

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        complete = dict.fromkeys(table.c.keys())
        complete.update(row)
        self._pending[table].append(complete)
        self._waiting += 1
        if self._waiting >= BATCH:
            self.flush()

    def _insert_record(self, record_id: int, kind: str, values: dict[str, Any]) -> None:
        shared = shared_fields()
        mine = {name: value for name, value in values.items() if name in shared}
        mine.update(dated(mine.get("date"), record_id))
        self.added.add(record_id)
        self._put(
            RECORD,
            {
                "archived": False,
                **mine,
                "id": record_id,
                "kind": kind,
                "sort_title": sort_title(mine["title"]),
                "created_at": self._author.at,
                "created_by": self._author.name,
                "changed_at": self._author.at,
                "changed_by": self._author.name,
            },
        )
        own = {name: value for name, value in values.items() if name not in shared}
        self._put(own_table(kind), {**own, "id": record_id})

    def _note(
        self,
        record_id: int,
        what: str,
        row_id: int,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        self.touched.add(record_id)
        if what in KINDS and ("title" in (before or {}) or "title" in (after or {})):
            self.renamed.add(record_id)
        self._rows.append(
            {
                "entry_id": self._entry,
                "record_id": record_id,
                "what": what,
                "row_id": row_id,
                "before": before,
                "after": _without_blanks(after) if before is None else after,
            }
        )

    def _write_entry(self, label: str) -> None:
        self.connection.execute(
            insert(ENTRY).values(
                id=self._entry, label=label, at=self._author.at, by=self._author.name
            )
        )
        self._entry_written = True

    def _current(self, what: str, row_id: int) -> dict[str, Any]:
        """The described columns of a row as they are now; raises NotFound."""
        if what in KINDS:
            own = own_table(what)
            query = select(RECORD, own).join(own, own.c.id == RECORD.c.id)
            row = self.connection.execute(query.where(RECORD.c.id == row_id)).mappings().first()
        else:
            table = part_table(what)
            row = (
                self.connection.execute(select(table).where(table.c.id == row_id))
                .mappings()
                .first()
            )
        if row is None:
            raise _no_such_row()
        names = set(described(what).by_name) | (
            {"archived", "binned_at"} if what in KINDS else {"record_id"}
        )
        return {name: row[name] for name in names if row[name] is not None}

    def _set(self, what: str, row_id: int, record_id: int, values: dict[str, Any]) -> bool:
        self.flush()
        current = self._current(what, row_id)
        after = {name: new for name, new in values.items() if current.get(name) != new}
        if not after:
            return False
        before = {name: current.get(name) for name in after}
        self._write(what, row_id, before, after)
        self._note(record_id, what, row_id, before, after)
        return True

    def _ids_where(self, part: str, **values: Stored) -> list[int]:
        table = part_table(part)
        return list(self.connection.scalars(select(table.c.id).filter_by(**values)))

    def _shelve(self, record_id: int, **values: Any) -> None:
        self._set(self.kind_of(record_id), record_id, record_id, values)

    def _write(
        self,
        what: str,
        row_id: int,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        record_id: int | None = None,
    ) -> None:
        """Write a row from `before` to `after`, where nothing means that the row is not there."""
        if what in KINDS:
            self._write_record(what, row_id, before, after)
            return
        table = part_table(what)
        if after is None:
            self.connection.execute(delete(table).where(table.c.id == row_id))
        elif before is None:
            self._put(table, {"record_id": record_id, **after, "id": row_id})
            self.flush()
        else:
            self.connection.execute(update(table).where(table.c.id == row_id).values(**after))

    def _write_record(
        self,
        kind: str,
        record_id: int,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
    ) -> None:
        own = own_table(kind)
        if after is None:
            self._forget(kind, record_id)
            return
        if before is None:
            self._insert_record(record_id, kind, after)
            self.flush()
            return
        shared = {name: value for name, value in after.items() if name in shared_fields()}
        if "title" in shared:
            shared["sort_title"] = sort_title(shared["title"])
        if shared:
            self.connection.execute(update(RECORD).where(RECORD.c.id == record_id).values(**shared))
        if mine := {name: value for name, value in after.items() if name not in shared_fields()}:
            self.connection.execute(update(own).where(own.c.id == record_id).values(**mine))

    def _forget(self, kind: str, record_id: int) -> None:
        own = own_table(kind)
        self.gone.append(
            self.connection.execute(
                select(RECORD.c.sort_key).where(RECORD.c.id == record_id)
            ).scalar_one()
        )
        self.connection.execute(delete(own).where(own.c.id == record_id))
        self.connection.execute(delete(RECORD).where(RECORD.c.id == record_id))


def _depth(table: Table) -> int:
    """Records, then the tables of kinds, then events, which signatories name, then other parts."""
    order = {"record": 0, **dict.fromkeys(KINDS, 1), "event": 2}
    return order.get(table.name, 3)


def _without_blanks(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return values and {name: value for name, value in values.items() if value is not None}


def _no_such_row() -> NotFound:
    return NotFound(tr("There is no such row."), tr("It may have been taken back."))
