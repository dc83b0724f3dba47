"""Writing rows: each is noted with what it was before and what it is after.

Those pairs are the history. `change` says what may be written; here is how it reaches the file, in
batches, and how an entry of the history is taken back.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update

from defcat.dates import days_span
from defcat.errors import NotFound
from defcat.kinds import KINDS, described
from defcat.model import (
    COUNTER,
    DRAFT,
    ENTRY,
    ENTRY_ROW,
    RECORD,
    own_table,
    part_table,
    shared_fields,
)
from defcat.text import fold
from defcat.translation import tr

BATCH = 4_000
"""Rows kept back before they are written: enough to be quick, few enough to stay small."""

_DERIVED = frozenset({"agreement", "official"})
"""The kinds of which columns follow from their parts, see `rules.derived`."""
_SHOWN_ELSEWHERE = frozenset({"title", "binned_at"})
"""What decides under which words the records that name this one are found."""

Values = dict[str, Any]


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
    """The first day of `edtf`, counted from 0001-01-01, above the 32 bits of `record_id`.

    A date that is unknown or has no beginning sorts as no date does, with the day 0.
    """
    return _key(days_span(edtf)[0] if edtf else None, record_id)


def dated(edtf: str | None, record_id: int) -> Values:
    """The shared columns that follow from a record's date."""
    first, last = days_span(edtf) if edtf else (None, None)
    return {
        "date": edtf,
        "date_first": first,
        "date_last": last,
        "sort_key": _key(first, record_id),
    }


def sort_title(title: str) -> str:
    """How a title is ordered: without case, accents or punctuation."""
    return fold(title)[:120]


def no_such_row() -> NotFound:
    """What is raised for the number of a row that is not there."""
    return NotFound(tr("There is no such row."), tr("It may have been taken back."))


class RowWriter:
    """One entry of the history under way, inside a transaction of `connection`.

    Rows that come and, in `reverse`, rows that go are kept back and written in batches. `touched`
    collects the records whose derived columns and index entry must be made anew, `renamed` those
    whose title may be out of date in the index entries of others, `added` the records that are new
    to the file, `settled` those of them with which all that follows from them is written, `gone`
    the sort keys of records that an undo took away altogether, `related` the agreements at the
    other end of relations that came, went or changed.
    """

    def __init__(self, connection: Connection, author: Author) -> None:
        self.connection = connection
        self.touched: set[int] = set()
        self.renamed: set[int] = set()
        self.added: set[int] = set()
        self.settled: set[int] = set()
        self.gone: list[int] = []
        self.related: set[int] = set()
        self._author = author
        self._made = author
        self._pending: dict[Table, list[Values]] = defaultdict(list)
        self._dropped: dict[Table, list[int]] = defaultdict(list)
        self._waiting = 0
        self._rows: list[tuple[int, str, int, Values | None, Values | None]] = []
        self._last: dict[str, int] = {
            row.name: row.last for row in connection.execute(select(COUNTER))
        }
        self._first = dict(self._last)
        self._entry = (connection.scalar(select(func.max(ENTRY.c.id))) or 0) + 1
        self._entry_written = False

    def flush(self) -> None:
        """Write what is kept back: the rows, and what the history says of them."""
        self._write_kept_back()
        if self._rows:
            if not self._entry_written:
                self._write_entry("")
            self.connection.exec_driver_sql(_NOTE, self._noted())
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
        self._sign()
        for name, last in self._last.items():
            if self._first.get(name) is None:
                self.connection.execute(insert(COUNTER).values(name=name, last=last))
            elif self._first[name] != last:
                self.connection.execute(
                    update(COUNTER).where(COUNTER.c.name == name).values(last=last)
                )
        return Changed(self._entry, label, frozenset(self.touched))

    def reverse(self, rows: Iterable[Any], made: Author | None = None) -> None:
        """Write the rows of an entry back to what they were before it.

        `made`: who made, and when, the records that this brings back.
        """
        self._made = made or self._author
        for row in rows:
            self._write(row.what, row.row_id, row.after, row.before, record_id=row.record_id)
            self._note(row.record_id, row.what, row.row_id, row.after, row.before)

    def _next(self, name: str, wanted: int = 0) -> int:
        """The next number under `name`, or the one `wanted` where that is still to be given out."""
        last = max(self._last.get(name, 0) + 1, wanted)
        self._last[name] = last
        return last

    def _put(self, table: Table, row: Values) -> None:
        self._pending[table].append(row)
        self._waiting += 1
        if self._waiting >= BATCH:
            self.flush()

    def _insert_record(self, record_id: int, kind: str, values: Values) -> None:
        shared = shared_fields()
        mine = {name: value for name, value in values.items() if name in shared}
        mine.update(dated(mine.get("date"), record_id))
        self.added.add(record_id)
        if kind not in _DERIVED:
            self.settled.add(record_id)
        self._put(
            RECORD,
            {
                "archived": False,
                **mine,
                "id": record_id,
                "kind": kind,
                "sort_title": sort_title(mine["title"]),
                "created_at": self._made.at,
                "created_by": self._made.name,
                "changed_at": self._author.at,
                "changed_by": self._author.name,
            },
        )
        own = {name: value for name, value in values.items() if name not in shared}
        self._put(own_table(kind), {**own, "id": record_id})

    def _note(
        self, record_id: int, what: str, row_id: int, before: Values | None, after: Values | None
    ) -> None:
        self.touched.add(record_id)
        if what in KINDS:
            if not all(_SHOWN_ELSEWHERE.isdisjoint(values or ()) for values in (before, after)):
                self.renamed.add(record_id)
        elif what == "agreement_relation":
            ends = ((values or {}).get("other_id") for values in (before, after))
            self.related.update(int(end) for end in ends if end is not None)
        if before is None and after is not None and None in after.values():
            after = {name: value for name, value in after.items() if value is not None}
        self._rows.append((record_id, what, row_id, before, after))

    def _noted(self) -> list[tuple[object, ...]]:
        """The rows of the history that are kept back, as they are written."""
        befores = iter(_json_each([row[3] for row in self._rows if row[3] is not None]))
        afters = iter(_json_each([row[4] for row in self._rows if row[4] is not None]))
        return [
            (
                self._entry,
                record_id,
                what,
                row_id,
                None if before is None else next(befores),
                None if after is None else next(afters),
            )
            for record_id, what, row_id, before, after in self._rows
        ]

    def _current(self, what: str, row_id: int) -> Values:
        """The described columns of a row as they are now, without blanks; raises NotFound."""
        if what in KINDS:
            own = own_table(what)
            query = select(RECORD, own).join(own, own.c.id == RECORD.c.id)
            query = query.where(RECORD.c.id == row_id)
        else:
            table = part_table(what)
            query = select(table).where(table.c.id == row_id)
        row = self.connection.execute(query).mappings().first()
        if row is None:
            raise no_such_row()
        names = set(described(what).by_name) | (
            {"archived", "binned_at", "merged_into"} if what in KINDS else {"record_id"}
        )
        return {name: row[name] for name in names if row[name] is not None}

    def _write(
        self,
        what: str,
        row_id: int,
        before: Values | None,
        after: Values | None,
        record_id: int | None = None,
    ) -> None:
        """Write a row from `before` to `after`, where nothing means that the row is not there."""
        tables = (RECORD, own_table(what)) if what in KINDS else (part_table(what),)
        if after is None:
            for table in tables:
                self._dropped[table].append(row_id)
        elif before is not None:
            self._update(what, [row_id], after)
        elif what in KINDS:
            self._insert_record(row_id, what, after)
        else:
            self._put(tables[0], {"record_id": record_id, **after, "id": row_id})

    def _update(self, what: str, row_ids: list[int], after: Values) -> None:
        """Write the same values to rows that are there."""
        self._write_kept_back()
        if what in KINDS:
            self.settled.difference_update(row_ids)
        table = own_table(what) if what in KINDS else part_table(what)
        shared_names = shared_fields() if what in KINDS else frozenset()
        shared = {name: value for name, value in after.items() if name in shared_names}
        if "title" in shared:
            shared["sort_title"] = sort_title(shared["title"])
        own = {name: value for name, value in after.items() if name not in shared_names}
        for where, values in ((RECORD, shared), (table, own)):
            if values:
                these = where.c.id == row_ids[0] if len(row_ids) == 1 else where.c.id.in_(row_ids)
                self.connection.execute(update(where).where(these).values(**values))

    def _set_each(self, kind: str, ids: list[int], values: Values) -> set[int]:
        """Write the same values to many records of `kind`, and note each one that had others.

        Answers with those; raises NotFound where one of `ids` is no record of that kind.
        """
        own, shared = own_table(kind), shared_fields()
        columns = [RECORD.c[name] if name in shared else own.c[name] for name in values]
        query = select(RECORD.c.id, *columns).join(own, own.c.id == RECORD.c.id)
        changed: set[int] = set()
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            rows = self.connection.execute(query.where(RECORD.c.id.in_(chunk))).all()
            if len(rows) < len(chunk):
                raise no_such_row()
            stale = []
            for record_id, *found in rows:
                current = dict(zip(values, found, strict=True))
                before = {name: old for name, old in current.items() if old != values[name]}
                if before:
                    stale.append(record_id)
                    self._note(record_id, kind, record_id, before, {n: values[n] for n in before})
            if stale:
                self._update(kind, stale, values)
            changed.update(stale)
            self.flush()
        return changed

    def _write_kept_back(self) -> None:
        """Write the rows that come, each after what it points to; then those that go, before it."""
        for table in sorted(self._pending, key=_depth):
            pending = self._pending[table]
            names = tuple(sorted(set().union(*pending)))
            rows = [tuple(map(row.get, names)) for row in pending]
            self.connection.exec_driver_sql(_insertion(table.name, names), rows)
        for table in sorted(self._dropped, key=_depth, reverse=True):
            self._drop(table, self._dropped[table])
        self._pending.clear()
        self._dropped.clear()
        self._waiting = 0

    def _drop(self, table: Table, ids: list[int]) -> None:
        for start in range(0, len(ids), BATCH):
            chunk = ids[start : start + BATCH]
            if table is RECORD:
                found = select(RECORD.c.sort_key).where(RECORD.c.id.in_(chunk))
                self.gone.extend(self.connection.scalars(found))
                # A draft outlives the record that it was to change: nothing typed is lost.
                named = DRAFT.c.record_id.in_(chunk)
                self.connection.execute(update(DRAFT).where(named).values(record_id=None))
            self.connection.execute(delete(table).where(table.c.id.in_(chunk)))

    def _sign(self) -> None:
        """Write on the records that were there before who changed them, and when."""
        signed = update(RECORD).where(RECORD.c.id == bindparam("signed"))
        signed = signed.values(changed_at=self._author.at, changed_by=self._author.name)
        if ids := sorted(self.touched - self.added):
            self.connection.execute(signed, [{"signed": record_id} for record_id in ids])

    def _write_entry(self, label: str) -> None:
        self.connection.execute(
            insert(ENTRY).values(
                id=self._entry, label=label, at=self._author.at, by=self._author.name
            )
        )
        self._entry_written = True


def _insertion(table: str, names: Collection[str]) -> str:
    """The statement that adds a row with these columns.

    For the driver itself: it knows every type of the table, and SQLAlchemy takes longer to hand
    over a row of an import than SQLite to write it.
    """
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(names))})'


_NOTE = _insertion(ENTRY_ROW.name, ("entry_id", "record_id", "what", "row_id", "before", "after"))


def _key(first: str | None, record_id: int) -> int:
    day = date.fromisoformat(first).toordinal() - 1 if first else 0
    return day << 32 | record_id


def _depth(table: Table) -> int:
    """Records, then the tables of kinds, then events, which signatories name, then other parts."""
    order = {"record": 0, **dict.fromkeys(KINDS, 1), "event": 2}
    return order.get(table.name, 3)


def _json_each(rows: list[Values]) -> list[str]:
    """The JSON of each; of all at once, which takes a third of the time.

    No string of JSON holds a line break as it is, so that these only stand between values.
    """
    if not rows:
        return []
    text = json.dumps(rows, separators=(",\n", ": "))[1:-1]
    return text.replace("},\n{", "}\0{").replace(",\n", ", ").split("\0")
