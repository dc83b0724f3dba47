"""Everything about one record, read at once: the form, the detail pane, briefs and export use it.

A dossier is plain data. It outlives the connection it was read through, so it can cross threads.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from defcat import vocabulary
from defcat.errors import NotFound
from defcat.fields import Link, Stored, Term
from defcat.kinds import KINDS, PARTS, kind_of_ref, parts_of
from defcat.model import RECORD, own_table, part_table
from defcat.translation import tr

LINKS = 500
"""Links from elsewhere that are read with a record: a data set may support ten thousand facts."""
COUNTED = 10_000
"""How far they are counted: a count to the end would keep whoever waits for a list waiting."""


@dataclass(frozen=True)
class Stub:
    """As much of a record as a link shows."""

    id: int
    kind: str
    number: int
    title: str
    date: str | None
    marking: str | None
    binned: bool
    merged_into: int | None = None

    @property
    def ref(self) -> str:
        return KINDS[self.kind].ref(self.number)


@dataclass(frozen=True)
class Row:
    """One row of a part: its own identifier, the record it belongs to, and its values by field."""

    part: str
    id: int
    record_id: int
    values: dict[str, Stored]

    def __getitem__(self, name: str) -> Stored:
        return self.values.get(name)

    def text(self, name: str) -> str:
        """The value of field `name` in words, empty where there is none."""
        value = self.values.get(name)
        return "" if value is None else PARTS[self.part].by_name[name].type.show(value)

    def role(self, *, back: bool = False) -> str:
        """Its role or type in words, `back` as its other end reads it; empty where it has none."""
        label = vocabulary.inverse_label if back else vocabulary.label
        for name in ("role", "type"):
            field = PARTS[self.part].by_name.get(name)
            if field and isinstance(field.type, Term) and self[name] is not None:
                return label(field.type.vocabulary, str(self[name]))
        return ""


@dataclass(frozen=True)
class Dossier:
    """A record with its parts, what links to it, and the records on the other ends.

    `parts` holds a list for every part that the kind can have; `backlinks` the rows of other
    records that name this one, by part; `named_by` the records whose own field names this one, as
    pairs of the field's name and the record's id; `stubs` every record named anywhere here.
    Rows and records in the bin are left out. Links from elsewhere are in the order of the dates of
    the records that have them, newest first, and no more than `LINKS` of a part or of a field are
    read; `totals` says how many there are of each part, counted no further than `COUNTED`.
    """

    stub: Stub
    uid: str
    values: dict[str, Stored]
    computed: dict[str, str | None]
    parts: dict[str, list[Row]]
    backlinks: dict[str, list[Row]]
    totals: dict[str, int]
    named_by: list[tuple[str, int]]
    stubs: dict[int, Stub]
    made: tuple[str, str]
    changed: tuple[str, str]

    @property
    def id(self) -> int:
        return self.stub.id

    @property
    def kind(self) -> str:
        return self.stub.kind

    def text(self, name: str) -> str:
        """The value of field `name` in words, empty where there is none."""
        value = self.values.get(name)
        if value is None:
            return ""
        field = KINDS[self.kind].by_name[name]
        if isinstance(field.type, Link):
            return self.title(value)
        return field.type.show(value)

    def title(self, record_id: Stored) -> str:
        """The title of a record named here, empty where there is none."""
        stub = self.stubs.get(int(record_id)) if record_id is not None else None
        return stub.title if stub else ""

    def all_read(self) -> bool:
        """Whether every link from elsewhere was read."""
        fields = Counter((self.stubs[other].kind, field) for field, other in self.named_by)
        return max(fields.values(), default=0) < LINKS and all(
            total <= len(self.backlinks[part]) for part, total in self.totals.items()
        )

    def citations(self, about: str | None = None, row: int | None = None) -> list[Row]:
        """The citations of the whole record, of one field, or of one row of a part."""
        return [c for c in self.parts["citation"] if c["about"] == about and c["row"] == row]


def find_id(connection: Connection, ref: str) -> int:
    """The identifier of the record with reference `ref` (A12); raises InputError or NotFound.

    The reference of a record that was merged leads to the one it was merged into, and on from there
    if that was merged in turn.
    """
    ref = ref.strip()
    kind = kind_of_ref(ref)
    c = RECORD.c
    known = select(c.id, c.merged_into)
    found = connection.execute(known.where(c.kind == kind, c.number == int(ref[1:]))).first()
    if found is None:
        raise NotFound(
            tr("There is no {ref} in this catalogue.", ref=ref.upper()),
            tr("Search for it by name."),
        )
    passed = {found.id}
    while found.merged_into is not None and found.merged_into not in passed:
        found = connection.execute(known.where(c.id == found.merged_into)).one()
        passed.add(found.id)
    return int(found.id)


def stubs(connection: Connection, ids: Collection[int]) -> dict[int, Stub]:
    """Stubs of the records `ids`, binned ones included, by identifier."""
    c = RECORD.c
    columns = (c.id, c.kind, c.number, c.title, c.date, c.marking, c.binned_at, c.merged_into)
    return {
        row.id: Stub(*row[:6], binned=row.binned_at is not None, merged_into=row.merged_into)
        for row in connection.execute(select(*columns).where(c.id.in_(list(ids))))
    }


def load(connection: Connection, record_id: int) -> Dossier:
    """The dossier of a record; raises NotFound."""
    shared = connection.execute(select(RECORD).where(RECORD.c.id == record_id)).mappings().first()
    if shared is None:
        raise NotFound(tr("There is no such record."), tr("It may have been taken back."))
    kind = KINDS[shared["kind"]]
    table = own_table(kind.name)
    own = connection.execute(select(table).where(table.c.id == record_id)).mappings().one()
    values = {name: shared[name] if name in shared else own[name] for name in kind.by_name}
    computed = {name: own[name] for name in own if name not in {*kind.by_name, "id"}}
    computed["date"] = shared["date"]
    parts = {
        part.name: _part_rows(connection, part.name, record_id) for part in parts_of(kind.name)
    }
    backlinks, totals = _backlinks(connection, kind.name, record_id)
    named_by = [
        (field, other)
        for kind_from, field in fields_naming(kind.name)
        for other in naming(connection, kind_from, field, record_id, LINKS)
    ]
    every = [row for rows in (*parts.values(), *backlinks.values()) for row in rows]
    ids = {record_id, *(other for _, other in named_by), *_linked(kind.name, values, every)}
    named = stubs(connection, ids | {shared["merged_into"] or record_id})
    hidden = {stub.id for stub in named.values() if stub.binned and stub.id != record_id}
    return Dossier(
        named[record_id],
        shared["uid"],
        values,
        computed,
        {
            name: [row for row in rows if row["other_id"] not in hidden]
            for name, rows in parts.items()
        },
        backlinks,
        totals,
        named_by,
        named,
        (shared["created_at"], shared["created_by"]),
        (shared["changed_at"], shared["changed_by"]),
    )


def links_from(
    connection: Connection,
    part: str,
    record_id: int,
    limit: int,
    among: ColumnElement[bool] | None = None,
) -> list[Row]:
    """The rows of `part` that link other records to this one, those of the newest records first.

    `among`: a condition on the other record. Without one, where there are more than `COUNTED`, the
    newest are looked for among those that were written last.
    """
    table = part_table(part)
    query = select(table).join(RECORD, RECORD.c.id == table.c.record_id)
    if among is None:
        here = _linked_here(part, record_id)
        last = select(table.c.id).where(here).order_by(table.c.id.desc()).limit(COUNTED).subquery()
        query = query.join(last, last.c.id == table.c.id)
    else:
        query = query.where(table.c.other_id == record_id, RECORD.c.binned_at.is_(None), among)
    query = query.order_by(RECORD.c.sort_key.desc(), table.c.id.desc()).limit(limit)
    return [_row(part, row) for row in connection.execute(query).mappings()]


def fields_naming(kind: str) -> list[tuple[str, str]]:
    """The fields of records that can name one of `kind`, each behind the kind that has it."""
    return [
        (other.name, field.name)
        for other in KINDS.values()
        for field in other.fields
        if isinstance(field.type, Link) and kind in field.type.kinds
    ]


def naming(
    connection: Connection,
    kind: str,
    field: str,
    record_id: int,
    limit: int,
    among: ColumnElement[bool] | None = None,
) -> list[int]:
    """The newest records of `kind` whose own `field` names this one; `among`: a condition on it."""
    table = own_table(kind)
    query = (
        select(table.c.id)
        .join(RECORD, RECORD.c.id == table.c.id)
        .where(table.c[field] == record_id, RECORD.c.binned_at.is_(None))
        .order_by(RECORD.c.sort_key.desc())
        .limit(limit)
    )
    return list(connection.scalars(query if among is None else query.where(among)))


def _row(part: str, found: Any) -> Row:
    values = {name: found[name] for name in PARTS[part].by_name}
    return Row(part, found["id"], found["record_id"], values)


def _part_rows(connection: Connection, part: str, record_id: int) -> list[Row]:
    table = part_table(part)
    query = select(table).where(table.c.record_id == record_id).order_by(table.c.id)
    return [_row(part, found) for found in connection.execute(query).mappings()]


def _backlinks(
    connection: Connection, kind: str, record_id: int
) -> tuple[dict[str, list[Row]], dict[str, int]]:
    found, totals = {}, {}
    for part in PARTS.values():
        if kind in part.link_kinds():
            rows = links_from(connection, part.name, record_id, LINKS)
            found[part.name] = rows
            totals[part.name] = len(rows)
            if len(rows) == LINKS:
                here = _linked_here(part.name, record_id)
                some = select(part_table(part.name).c.id).where(here).limit(COUNTED).subquery()
                count = select(func.count()).select_from(some)
                totals[part.name] = connection.execute(count).scalar_one()
    return found, totals


def _linked_here(part: str, record_id: int) -> ColumnElement[bool]:
    """Whether a row of `part` links a record that is not in the bin to this one."""
    c = part_table(part).c
    used = select(RECORD.c.id).where(RECORD.c.id == c.record_id, RECORD.c.binned_at.is_(None))
    return (c.other_id == record_id) & used.exists()


def _linked(kind: str, values: dict[str, Stored], rows: list[Row]) -> set[int]:
    ids = {
        int(value)
        for name, value in values.items()
        if value is not None and isinstance(KINDS[kind].by_name[name].type, Link)
    }
    for row in rows:
        ids.add(row.record_id)
        for field in PARTS[row.part].fields:
            if isinstance(field.type, Link) and row[field.name] is not None:
                ids.add(int(row[field.name] or 0))
    return ids
