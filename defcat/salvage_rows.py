"""The rows of a damaged catalogue as they go into a new one: parents first, each of them sound."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Table, select

from defcat import vocabulary
from defcat.dates import days_span
from defcat.errors import InputError
from defcat.fields import Date, Duration, Kind, Part, Term
from defcat.kinds import KINDS, PARTS
from defcat.model import (
    COMPUTED,
    DRAFT,
    ENTRY,
    ENTRY_ROW,
    RECORD,
    SAVED_SEARCH,
    own_table,
    part_table,
)
from defcat.model.described import BLOB
from defcat.model.ledger import COUNTER, SETTING, USER_TERM
from defcat.periods import Period
from defcat.rows import dated, sort_title
from defcat.storage.damaged import Damaged, add_what_fits
from defcat.translation import tr

AT_ONCE = 2_000
_MOST_ID = 1 << 32

Values = dict[str, Any]
Mend = Callable[[Values], bool]
"""Looks at the values of a row, may change them, and says whether they can stay."""
Progress = Callable[[int, int], None]


@dataclass
class Saved:
    """What has been saved so far: the kind of each record by identifier, and events by theirs.

    `dropped` and `cleared` count rows and values by table; `bare` are the records without a row of
    their kind.
    """

    kinds: dict[int, str] = field(default_factory=dict)
    events: set[int] = field(default_factory=set)
    dropped: Counter[str] = field(default_factory=Counter)
    cleared: Counter[str] = field(default_factory=Counter)
    bare: set[int] = field(default_factory=set)


def save(damaged: Damaged, connection: Connection, told: Progress) -> Saved:
    """Write every sound row of `damaged` through `connection`, into a catalogue without records."""
    saved = Saved()
    rows = _Rows(damaged, connection, saved)
    steps: list[Callable[[], None]] = [
        rows.books,
        rows.records,
        *(lambda kind=kind: rows.own(kind) for kind in KINDS.values()),
        rows.bare,
        *(lambda part=part: rows.part(part) for part in _in_order()),
        rows.history,
    ]
    for done, step in enumerate(steps):
        told(done, len(steps))
        step()
    return saved


def _in_order() -> list[Part]:
    """The parts, events before the signatories that name them."""
    return sorted(PARTS.values(), key=lambda part: part.name != "event")


class _Rows:
    """Taking rows from one file into the other."""

    def __init__(self, damaged: Damaged, connection: Connection, saved: Saved) -> None:
        self._damaged = damaged
        self._connection = connection
        self._saved = saved

    def books(self) -> None:
        """Settings that the new file does not have yet, searches, terms, counters, contents."""
        anew = ("index-edition", "findings-entry", "catalogue-id")
        self._take(SETTING, lambda row: row["name"] not in anew, quiet=True)
        for table in (SAVED_SEARCH, USER_TERM, COUNTER):
            self._take(table, lambda row: True)
        self._take(BLOB, lambda row: hashlib.sha256(row["content"]).hexdigest() == row["sha256"])

    def records(self) -> None:
        """What all records share."""

        def sound(row: Values) -> bool:
            if row["kind"] not in KINDS or not 0 < row["number"] < _MOST_ID:
                return False
            self._readable(RECORD.name, row, "date", days_span)
            row.update(dated(row["date"], row["id"]), sort_title=sort_title(row["title"]))
            self._saved.kinds[row["id"]] = row["kind"]
            return True

        self._take(RECORD, sound)
        there = self._ids(RECORD)
        for record in self._saved.kinds.keys() - there:  # another one had its number
            del self._saved.kinds[record]
        merged = RECORD.c.merged_into.not_in(there)
        self._connection.execute(RECORD.update().where(merged).values(merged_into=None))

    def own(self, kind: Kind) -> None:
        """The rows of a kind, for records of that kind."""
        table = own_table(kind.name)

        def sound(row: Values) -> bool:
            row.update(dict.fromkeys(COMPUTED.get(kind.name, ())))
            fits = self._saved.kinds.get(row["id"]) == kind.name
            return fits and self._mended(kind, table, row)

        self._take(table, sound)

    def bare(self) -> None:
        """Rows for the records of which only what all share could be read, with a note of it."""
        says = tr("Of this record only what stands here could be read.")
        for kind in KINDS.values():
            table = own_table(kind.name)
            alone = {i for i, of in self._saved.kinds.items() if of == kind.name} - self._ids(table)
            required = [f for f in kind.fields if f.required and f.name in table.c]
            given = {f.name: _any_term(f.type) for f in required if isinstance(f.type, Term)}
            for record in sorted(alone):
                self._connection.execute(table.insert().values(id=record, **given))
                this = RECORD.c.id == record
                notes = self._connection.scalar(select(RECORD.c.notes).where(this))
                noted = "\n".join(filter(None, (notes, says)))
                self._connection.execute(RECORD.update().where(this).values(notes=noted))
            self._saved.bare |= alone

    def part(self, part: Part) -> None:
        """The rows of a part, for records that can have it and with links that lead somewhere."""
        table = part_table(part.name)

        def sound(row: Values) -> bool:
            fits = self._saved.kinds.get(row["record_id"]) in part.owners
            if row.get("event") is not None and row["event"] not in self._saved.events:
                row["event"] = None
                self._saved.cleared[table.name] += 1
            return fits and self._mended(part, table, row)

        self._take(table, sound)
        if part.name == "event":
            self._saved.events = self._ids(table)

    def history(self) -> None:
        """Entries, what they changed, and drafts."""
        links: list[Values] = []

        def sound(row: Values) -> bool:
            links.append({name: row[name] for name in ("id", *_LINKS)})
            row.update(dict.fromkeys(_LINKS))
            return True

        self._take(ENTRY, sound)
        entries = self._ids(ENTRY)
        for row in links:
            named = {name: row[name] for name in _LINKS if row[name] in entries}
            if named and row["id"] in entries:
                this = ENTRY.c.id == row["id"]
                self._connection.execute(ENTRY.update().where(this).values(**named))
        whats = {*KINDS, *PARTS}
        self._take(
            ENTRY_ROW,
            lambda row: (
                row["entry_id"] in entries
                and row["what"] in whats
                and _objects(row["before"], row["after"])
            ),
        )
        self._take(DRAFT, self._draft)

    def _draft(self, row: Values) -> bool:
        if row["record_id"] not in self._saved.kinds:
            row["record_id"] = None
        return row["kind"] in KINDS and _objects(row["content"])

    def _mended(self, of: Kind | Part, table: Table, row: Values) -> bool:
        """Whether the links of a row lead somewhere; where they may lead nowhere, they do."""
        for name in of.link_fields:
            if name in table.c and row[name] is not None and row[name] not in self._saved.kinds:
                if of.by_name[name].required:
                    return False
                row[name] = None
                self._saved.cleared[table.name] += 1
        for each in of.fields:
            if each.name in table.c and not each.required:
                if isinstance(each.type, Date):
                    self._readable(table.name, row, each.name, days_span)
                elif isinstance(each.type, Duration):
                    self._readable(table.name, row, each.name, Period.parse)
        return True

    def _readable(self, table: str, row: Values, name: str, read: Callable[[str], object]) -> None:
        """Clear a value that `read` refuses."""
        try:
            if row[name] is not None:
                read(row[name])
        except InputError:
            row[name] = None
            self._saved.cleared[table] += 1

    def _ids(self, table: Table) -> set[int]:
        return set(self._connection.scalars(select(table.c.id)))

    def _take(self, table: Table, sound: Mend, *, quiet: bool = False) -> None:
        """Add the rows of `table` that can be read, that hold what they can, and are `sound`.

        `quiet`: those that are left out are not told.
        """
        there = self._damaged.columns(table.name)
        names = [column.name for column in table.c if column.name in there]
        if not names:
            self._damaged.gaps.add(table.name)
            return
        read = self._sound_rows(table, names, sound, quiet)
        while chunk := list(islice(read, AT_ONCE)):
            rows = [tuple(row.get(column.name) for column in table.c) for row in chunk]
            added = add_what_fits(self._connection, table.name, table.c.keys(), rows)
            if not quiet:
                self._saved.dropped[table.name] += len(rows) - added

    def _sound_rows(
        self, table: Table, names: list[str], sound: Mend, quiet: bool
    ) -> Iterator[Values]:
        for _, values in self._damaged.rows(table.name, names):
            row = dict.fromkeys(table.c.keys()) | dict(zip(names, values, strict=True))
            if all(_holds(column, row[column.name]) for column in table.c) and sound(row):
                yield row
            elif not quiet:
                self._saved.dropped[table.name] += 1


_MADE_ANEW = ("sort_key", "sort_title")
_LINKS = ("undoes", "redoes", "undone_by")
"""What names another entry in an entry."""


def _holds(column: Column[Any], value: Any) -> bool:
    """Whether `column` can hold `value`."""
    if column.name in _MADE_ANEW:
        return True
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, Integer | Boolean):
        in_range = not column.primary_key or (isinstance(value, int) and 0 < value < _MOST_ID)
        return isinstance(value, int) and in_range
    return isinstance(value, bytes if isinstance(column.type, LargeBinary) else str)


def _objects(*texts: str | None) -> bool:
    """Whether each text that is there is a JSON object."""
    try:
        return all(isinstance(json.loads(text), dict) for text in texts if text is not None)
    except ValueError:
        return False


def _any_term(of: Term) -> str:
    """The code that says least in the vocabulary of a field."""
    codes: Collection[str] = vocabulary.load(of.vocabulary).terms
    return "other" if "other" in codes else next(iter(codes))
