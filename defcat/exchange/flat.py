"""Records as the lines of a table: one a record, with all its fields and what belongs to it.

A date known to the day is a date, any other its EDTF text, so that nothing is made more precise
than it is; terms and countries stand as they are called, and what a record has several of, in one
cell, parted by semicolons. That is for people and other desks: what is complete is the JSON file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from defcat import countries, vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Row, Stub
from defcat.exchange import nested
from defcat.fields import Country, Date, Field, Flag, Kind, Link, Part, Stored, Whole
from defcat.kinds import KINDS, PARTS, parts_of
from defcat.model import RECORD, own_table, part_table
from defcat.search.further import EVENTS, further
from defcat.search.rows import rows as list_rows
from defcat.translation import tr

Cell = str | int | date | None

SEVERAL = "; "
"""What parts the items of a cell."""

_NOT_SHOWN = ("dismissal", "attachment")
_GENERAL = ("title", "date", "marking", "notes")


@dataclass(frozen=True)
class Column:
    """A column: what it is called, and whether its cells hold running text."""

    label: str
    is_long: bool = False


def columns(kind: str | None) -> list[Column]:
    """The columns of records of `kind`; those that all kinds share for None."""
    if kind is None:
        labels = (
            *(tr("Ref"), tr("Kind"), tr("Title"), tr("Type"), tr("Date"), tr("Countries")),
            *(tr("Status"), tr("Marking"), tr("Web address")),
        )
        return [*map(Column, labels), Column(tr("Notes"), is_long=True)]
    own = [Column(tr(field.label), getattr(field.type, "long", False)) for field in _fields(kind)]
    parts = [Column(tr(part.label), is_long=True) for part in _parts(kind)]
    return [Column(tr("Ref")), *own, *(Column(label) for label in _computed(kind)), *parts]


def lines(
    connection: Connection,
    kind: str | None,
    ids: Sequence[int],
    day: date,
    withheld: Collection[int] = frozenset(),
) -> Iterator[list[Cell]]:
    """The lines of the records `ids`, in their order, as `columns` of `kind` names the cells.

    Statuses are those of `day`. Records in the bin and `withheld` ones are named nowhere.
    """
    for chunk in nested.chunks(ids):
        if kind is None:
            yield from _general(connection, chunk, day)
        else:
            yield from _Chunk(connection, kind, chunk, day, withheld).lines()


def _general(connection: Connection, ids: Sequence[int], day: date) -> Iterator[list[Cell]]:
    c = RECORD.c
    query = select(c.id, c.kind, c.number, *(c[name] for name in _GENERAL)).where(c.id.in_(ids))
    found = {row.id: row for row in connection.execute(query)}
    stand = list_rows(connection, ids, day, names=("type", "state", "url"))
    of_kind: dict[str, list[int]] = {}
    for record_id in ids:
        of_kind.setdefault(found[record_id].kind, []).append(record_id)
    named = [_countries(connection, kind, some) for kind, some in of_kind.items()]
    codes = {record_id: said for each in named for record_id, said in each.items()}
    for record_id in ids:
        row, values = found[record_id], stand[record_id].values
        kind = KINDS[row.kind]
        told = {name: _label(kind, name, values.get(name)) for name in ("type", "state")}
        if status := values.get("status"):
            told["state"] = vocabulary.label("agreement-status", str(status))
        places = SEVERAL.join(countries.name(code) for code in codes.get(record_id, ()))
        yield [
            *(kind.ref(row.number), tr(kind.label), row.title, told["type"], _date(row.date)),
            *(places or None, told["state"], _words(kind.by_name["marking"], row.marking)),
            *(_text(values.get("url")), row.notes),
        ]


def _label(kind: Kind, name: str, value: Stored) -> Cell:
    """A term of a field that not all kinds have."""
    field = kind.by_name.get(name)
    return _words(field, value) if field and value is not None else None


def _text(value: Stored) -> str | None:
    return None if value is None else str(value)


def _countries(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, dict[str, None]]:
    """The codes of the countries that records of a kind name, themselves or in what is theirs."""
    tables = [(own_table(kind), "id", KINDS[kind].fields)]
    tables += [(part_table(part.name), "record_id", part.fields) for part in parts_of(kind)]
    found: dict[int, dict[str, None]] = {}
    for table, owner, fields in tables:
        names = [field.name for field in fields if isinstance(field.type, Country)]
        if not names:
            continue
        query = select(table.c[owner], *(table.c[name] for name in names))
        query = query.where(table.c[owner].in_(ids)).order_by(table.c.id)
        for record_id, *codes in connection.execute(query):
            found.setdefault(record_id, {}).update(dict.fromkeys(filter(None, codes)))
    return found


def _fields(kind: str) -> list[Field]:
    return list(KINDS[kind].fields)


def _parts(kind: str) -> list[Part]:
    return [part for part in parts_of(kind) if part.name not in _NOT_SHOWN]


def _computed(kind: str) -> list[str]:
    """What columns say besides the fields, of an agreement."""
    if kind != "agreement":
        return []
    return [tr("Status"), tr("Form"), tr("Signed"), tr("In force from"), tr("Ends")]


class _Chunk:
    """Some records of one kind, read together."""

    def __init__(
        self,
        connection: Connection,
        kind: str,
        ids: Sequence[int],
        day: date,
        withheld: Collection[int],
    ) -> None:
        self._kind, self._ids, own = kind, ids, own_table(kind)
        query = select(RECORD, own).join(own, own.c.id == RECORD.c.id).where(RECORD.c.id.in_(ids))
        self._found = {row["id"]: row for row in connection.execute(query).mappings()}
        self._rows: dict[int, dict[str, list[Row]]] = {record_id: {} for record_id in ids}
        for part in _parts(kind):
            names = tuple(part.by_name)
            for row in nested.rows_of(connection, part_table(part.name), ids):
                held = Row(part.name, row["id"], row["record_id"], {n: row[n] for n in names})
                self._rows[row["record_id"]].setdefault(part.name, []).append(held)
        named = nested.stubs_of(connection, self._targets())
        self._named = {i: stub for i, stub in named.items() if i not in withheld}
        self._more: Mapping[int, Mapping[str, Stored]] = {}
        if kind == "agreement":
            stand = list_rows(connection, ids, day)
            dates = further(connection, {kind: ids}, (*EVENTS, "form", "ends"))
            self._more = {i: {**dates.get(i, {}), **stand[i].values} for i in ids}

    def lines(self) -> Iterator[list[Cell]]:
        for record_id in self._ids:
            row = self._found[record_id]
            yield [
                KINDS[self._kind].ref(row["number"]),
                *(self._cell(field, row[field.name]) for field in _fields(self._kind)),
                *self._computed(record_id),
                *(self._part(part, record_id) for part in _parts(self._kind)),
            ]

    def _targets(self) -> Iterable[int]:
        links = [field.name for field in _fields(self._kind) if isinstance(field.type, Link)]
        found = {row[name] for row in self._found.values() for name in links}
        for of_record in self._rows.values():
            for part, rows in of_record.items():
                named = [f.name for f in PARTS[part].fields if isinstance(f.type, Link)]
                found |= {row[name] for row in rows for name in named}
        return found - {None}

    def _cell(self, field: Field, value: Stored) -> Cell:
        if isinstance(field.type, Link):
            return self._title(value)
        return _words(field, value)

    def _title(self, record_id: Stored) -> str | None:
        stub: Stub | None = self._named.get(int(record_id)) if record_id is not None else None
        return stub.title if stub else None

    def _computed(self, record_id: int) -> list[Cell]:
        if self._kind != "agreement":
            return []
        more = self._more[record_id]
        status, form = more.get("status"), more.get("form")
        return [
            vocabulary.label("agreement-status", str(status)) if status else None,
            vocabulary.label("agreement-form", str(form)) if form else None,
            *(_date(more.get(name)) for name in (*EVENTS, "ends")),
        ]

    def _part(self, part: Part, record_id: int) -> str | None:
        """The rows of a part in words, each once."""
        said = (self._row(part, row) for row in self._rows[record_id].get(part.name, ()))
        return SEVERAL.join(dict.fromkeys(filter(None, said))) or None

    def _row(self, part: Part, row: Row) -> str:
        if part.name == "citation":
            return ", ".join(filter(None, (self._title(row["other_id"]), row.text("locator"))))
        links = [f.name for f in part.fields if isinstance(f.type, Link) and row[f.name]]
        if any(self._title(row[name]) is None for name in links):
            return ""  # it is about a record that is not to be named
        words = (self._said(field, row[field.name]) for field in part.fields)
        return ", ".join(filter(None, words))

    def _said(self, field: Field, value: Stored) -> str:
        """A value of a row in words, with nothing in it that parts items."""
        if value is None or isinstance(field.type, Whole):
            return ""
        cell = value if isinstance(field.type, Date) else self._cell(field, value)
        if isinstance(field.type, Flag):
            return tr(field.label) if value else ""
        return " ".join(str(cell).replace(";", ",").split())


def _words(field: Field, value: Stored) -> Cell:
    """A value as a cell; for one that links, the record's title is needed instead."""
    if value is None or isinstance(field.type, Whole):
        return value
    return _date(value) if isinstance(field.type, Date) else field.type.show(value)


def _date(value: Stored) -> Cell:
    """A date known to the day as that; any other as EDTF."""
    if value is None:
        return None
    known = PartialDate.parse(str(value))
    return known.first if known.exact else str(value)
