"""Records as nested plain data: the format of the sample and of JSON files.

    {"catalogue": {"format": 1, "scheme": "india"},
     "agreement": [{"key": "sosa", "title": "…", "type": "arrangement",
                    "party": [{"role": "party", "country": "IN"}],
                    "event": [{"key": "signed", "type": "signature", "date": "2024-08-22"}],
                    "citation": [{"other": "article", "row": "signed", "locator": "paragraph 4"}]}],
     "source": [{"key": "article", "title": "…", "type": "article"}]}

The head, `catalogue`, may be left out. A record holds its fields and, by part, the rows that belong
to it. Every record has a key of its own; a row has one, unique in its record, where a citation or a
signatory names it. Links name records by key: `other` in a row, and fields such as `series` or
`owner`. A citation says what it is about by `row` (the key of a row), by `about` (a field), or by
neither (the whole record). What is nothing is left out. Attachments are named; `contained` says
where their content is.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select

from defcat.change import Change
from defcat.dossier import Stub, stubs
from defcat.errors import DefcatError, InputError
from defcat.fields import Kind, Link, Part
from defcat.kinds import KINDS, PARTS, parts_of
from defcat.model import RECORD, own_table, part_table
from defcat.parts import NAMES_ROW
from defcat.translation import tr

Nested = dict[str, Any]
"""A record or a row in this format."""

FORMAT = 1
"""What this version writes; it reads nothing later."""

HEADER = "catalogue"
CONTENT = "blob"
"""The content of attachments, which is no kind of record (`contained`)."""

_OUTSIDE = MappingProxyType({"other_id": "other", "key": "found"})
"""Fields of parts that have another name in a row."""

CHUNK = 500
"""Records written at a time: their rows and the records they name are in memory together."""

_Rows = dict[str, tuple[str, int]]
"""The part and the identifier of the rows of a record that have a key."""

Found = TypeVar("Found")

_OF_ANY = ("key", "uid", "archived")
"""What a record of any kind may have beside its fields and parts."""
_UID = re.compile(r"[0-9a-f]{32}")


# --- in ---------------------------------------------------------------------------------------


def load(
    change: Change, data: Mapping[str, Any], known: Mapping[str, int] = MappingProxyType({})
) -> dict[str, int]:
    """Add the records of `data`, in any order, to a change; their identifiers by key.

    Those `known` by their key are in the catalogue already: others may link to them, and they stay
    as they are. Raises InputError, which names the record's key, the field and the nearest right
    word, and Refused for a marking above the catalogue's ceiling and for a link that leads back.
    """
    records = [found for found in records_in(data) if found[1] not in known]
    ids = dict(known)
    for kind, key, record in records:
        with _naming(key):
            _check_new(key, ids)
            ids[key] = _add(change, kind, record)
    for kind, key, record in records:
        with _naming(key):
            _add_links(change, kind, ids[key], record, ids)
            _add_parts(change, kind, ids[key], record, ids)
            if record.get("archived"):
                change.archive(ids[key])
    return ids


def records_in(data: Mapping[str, Any]) -> Iterator[tuple[Kind, str, Nested]]:
    """Each record of `data` with its kind and its key; raises InputError for another format."""
    header = data.get(HEADER, {"format": FORMAT})
    version = header.get("format") if isinstance(header, dict) else header
    if version != FORMAT:
        raise InputError(
            tr("These records are in format {version}, which is not known here.", version=version),
            tr("Open them with the version of defcat that wrote them."),
        )
    for name, records in data.items():
        if name in (HEADER, CONTENT):
            continue
        if name not in KINDS:
            raise _no_such(tr("kind of record"), name, KINDS)
        for place, record in enumerate(_list_of_tables(name, records), 1):
            key = record.get("key")
            if not isinstance(key, str) or not key:
                raise InputError(
                    tr("{kind} number {n} has no key.", kind=tr(KINDS[name].label), n=place),
                    tr("Give every record a key, by which links name it."),
                )
            yield KINDS[name], key, record


def _add(change: Change, kind: Kind, record: Nested) -> int:
    """Add a record with the identifier and the number that it has elsewhere, if it has."""
    uid, values = record.get("uid"), _plain(kind, record)
    if uid is None:
        return change.add(kind.name, **values)
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        raise InputError(
            tr("the uid “{uid}” is none.", uid=uid),
            tr("It has 32 digits from 0 to f; leave it out, and the record gets a new one."),
        )
    own = re.fullmatch(rf"{kind.prefix}([1-9][0-9]{{0,8}})", record["key"])
    return change.bring(kind.name, values, uid, int(own[1]) if own else 0)


def _list_of_tables(name: str, value: Any) -> list[Nested]:
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return value
    raise InputError(
        tr("“{name}” does not hold a list of records or rows.", name=name),
        tr("Write a list, in which each entry has names and values."),
    )


@contextmanager
def _naming(where: str) -> Iterator[None]:
    """Say in an error where in the data it arose."""
    try:
        yield
    except DefcatError as error:
        raise type(error)(f"{where}: {error.what}", error.fix) from error


def _no_such(what: str, name: object, known: Iterable[str]) -> InputError:
    near = get_close_matches(str(name), list(known), n=1, cutoff=0.5)
    return InputError(
        tr("there is no {what} “{name}”.", what=what, name=name),
        tr("Did you mean “{near}”?", near=near[0])
        if near
        else tr("It may be one of: {names}.", names=", ".join(sorted(known)[:12])),
    )


def _plain(kind: Kind, record: Nested) -> Nested:
    """The fields of a record that name no other record."""
    parts = [part.name for part in parts_of(kind.name)]
    for name in record:
        if name not in kind.by_name and name not in parts and name not in _OF_ANY:
            raise _no_such(tr("field"), name, [*kind.by_name, *parts, *_OF_ANY])
    return {
        field.name: record[field.name]
        for field in kind.fields
        if field.name in record and not isinstance(field.type, Link)
    }


def _add_links(
    change: Change, kind: Kind, record_id: int, record: Nested, ids: Mapping[str, int]
) -> None:
    links = {}
    for field in kind.fields:
        if isinstance(field.type, Link) and field.name in record:
            with _naming(field.name):
                links[field.name] = _known(tr("record with the key"), record[field.name], ids)
    if links:
        change.set(kind.name, record_id, **links)


def _known(what: str, key: Any, known: Mapping[str, Found]) -> Found:
    if not isinstance(key, str) or key not in known:
        raise _no_such(what, key, known)
    return known[key]


def _check_new(key: Any, taken: Mapping[str, Any]) -> None:
    if not isinstance(key, str) or key in taken:
        raise InputError(
            tr("the key “{key}” is given twice, or is not text.", key=key),
            tr("Give each record, and each row of a record, a key of its own."),
        )


def _add_parts(
    change: Change, kind: Kind, record_id: int, record: Nested, ids: Mapping[str, int]
) -> None:
    """Add a record's rows; citations last, since they name rows of the other parts."""
    rows: _Rows = {}
    for part in sorted(parts_of(kind.name), key=lambda part: part.name == "citation"):
        for place, row in enumerate(_list_of_tables(part.name, record.get(part.name, [])), 1):
            with _naming(f"{part.name} {place}"):
                values = _row_values(kind, part, row, ids, rows)
                row_id = change.add_part(part.name, record_id, **values)
                if "key" in row:
                    _check_new(row["key"], rows)
                    rows[row["key"]] = part.name, row_id


def _row_values(kind: Kind, part: Part, row: Nested, ids: Mapping[str, int], rows: _Rows) -> Nested:
    """The values of a row as they are stored."""
    values: Nested = {}
    names = [outside(name) for name in part.by_name]
    for name, value in row.items():
        if name == "key":
            continue
        if name not in names:
            raise _no_such(tr("field"), name, [*names, "key"])
        field = part.by_name[_inside(name)]
        with _naming(name):
            if isinstance(field.type, Link):
                value = _known(tr("record with the key"), value, ids)
            elif name == NAMES_ROW.get(part.name):
                in_any = part.name == "citation"
                fitting = {key: row for key, row in rows.items() if in_any or row[0] == name}
                value = _known(tr("row with the key"), value, fitting)[1]
        values[field.name] = value
    if part.name == "citation":
        with _naming("about"):
            values["about"] = _about(kind, row, rows)
    return values


def _about(kind: Kind, citation: Nested, rows: _Rows) -> str | None:
    """The part or the field that a citation is about."""
    about = citation.get("about")
    if "row" in citation:
        part = rows[citation["row"]][0]
        if about in (None, part):
            return part
        raise InputError(
            tr("“{row}” is a row of “{part}”.", row=citation["row"], part=part),
            tr("Leave “about” out where “row” is given."),
        )
    known = [*kind.by_name, *(part.name for part in parts_of(kind.name))]
    if about is None or about in known:
        return about
    raise _no_such(tr("field"), about, known)


def outside(name: str) -> str:
    """What a field of a part is called in a row, where `key` and `other` mean something else."""
    return _OUTSIDE.get(name, name)


def _inside(name: str) -> str:
    return next((own for own, out in _OUTSIDE.items() if out == name), name)


# --- out --------------------------------------------------------------------------------------


def dump(
    connection: Connection,
    kind: str,
    ids: Sequence[int],
    *,
    parts: bool = True,
    withheld: Collection[int] = frozenset(),
) -> Iterator[Nested]:
    """The records `ids`, all of one `kind`, in their order; references (A12) are their keys.

    Links to records in the bin, and to `withheld` ones, are left out, with the citations of such
    rows. Without `parts`, a record has the fields that are its own and names no other.
    """
    for chunk in chunks(ids):
        own = own_table(kind)
        query = select(RECORD, own).join(own, own.c.id == RECORD.c.id).where(RECORD.c.id.in_(chunk))
        found = {row["id"]: row for row in connection.execute(query).mappings()}
        rows: dict[int, dict[str, list[Any]]] = {record_id: {} for record_id in chunk}
        for part in parts_of(kind) if parts else ():
            for row in rows_of(connection, part_table(part.name), chunk):
                rows[row["record_id"]].setdefault(part.name, []).append(row)
        asked = _targets(kind, found.values(), rows.values()) if parts else ()
        named = stubs_of(connection, (i for i in asked if i not in withheld))
        for record_id in chunk:
            record = _record_out(KINDS[kind], found[record_id], named)
            yield record | _parts_out(rows[record_id], named)


def targets(connection: Connection, kind: str, ids: Sequence[int]) -> set[int]:
    """The records that the records `ids`, all of one `kind`, name by a link of theirs."""
    found: set[int] = set()
    for chunk in chunks(ids):
        own = own_table(kind)
        for field in KINDS[kind].fields:
            if isinstance(field.type, Link):
                found.update(
                    connection.scalars(select(own.c[field.name]).where(own.c.id.in_(chunk)))
                )
        for part in parts_of(kind):
            table = part_table(part.name)
            for field in part.fields:
                if isinstance(field.type, Link):
                    here = table.c.record_id.in_(chunk)
                    found.update(connection.scalars(select(table.c[field.name]).where(here)))
    return found - {None}


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """`ids` in their order, `CHUNK` at a time."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def rows_of(connection: Connection, table: Table, ids: Sequence[int]) -> Iterable[Any]:
    """The rows of a part of the records `ids`, in their order, as mappings by column."""
    query = select(table).where(table.c.record_id.in_(ids)).order_by(table.c.id)
    return connection.execute(query).mappings()


def _targets(kind: str, records: Iterable[Any], rows: Iterable[dict[str, list[Any]]]) -> set[int]:
    found = {
        record[field.name]
        for record in records
        for field in KINDS[kind].fields
        if isinstance(field.type, Link)
    }
    for of_record in rows:
        for part, of_part in of_record.items():
            links = [field.name for field in PARTS[part].fields if isinstance(field.type, Link)]
            found.update(row[name] for row in of_part for name in links)
    return found - {None}


def stubs_of(connection: Connection, ids: Iterable[int]) -> dict[int, Stub]:
    """Stubs of the records `ids` that are not in the bin."""
    found: dict[int, Stub] = {}
    for chunk in chunks(sorted(ids)):
        found.update(stubs(connection, chunk))
    return {record_id: stub for record_id, stub in found.items() if not stub.binned}


def _record_out(kind: Kind, row: Any, named: Mapping[int, Stub]) -> Nested:
    record: Nested = {"key": kind.ref(row["number"]), "uid": row["uid"]}
    if row["archived"]:
        record["archived"] = True
    for field in kind.fields:
        value = row[field.name]
        if isinstance(field.type, Link):
            value = named[value].ref if value in named else None
        if value is not None:
            record[field.name] = value
    return record


def _parts_out(rows: dict[str, list[Any]], named: Mapping[int, Stub]) -> Nested:
    kept = {
        part: [row for row in of_part if row.get("other_id") is None or row["other_id"] in named]
        for part, of_part in rows.items()
    }
    keys = {
        (part, row["id"]): f"{part}-{place}"
        for part, of_part in kept.items()
        for place, row in enumerate(of_part, 1)
    }
    kept["citation"] = [
        row
        for row in kept.get("citation", ())
        if row["row"] is None or (row["about"], row["row"]) in keys
    ]
    wanted = {(row["about"], row["row"]) for row in kept["citation"]} | {
        ("event", row["event"]) for row in kept.get("signatory", ())
    }
    out: dict[str, list[Nested]] = defaultdict(list)
    for part, of_part in kept.items():
        for row in of_part:
            own = (part, row["id"])
            key = {"key": keys[own]} if own in wanted else {}
            out[part].append(key | _row_out(PARTS[part], row, keys, named))
    return dict(out)


def _row_out(
    part: Part,
    row: Any,
    keys: Mapping[tuple[str, int], str],
    named: Mapping[int, Stub],
) -> Nested:
    values: Nested = {}
    for field in part.fields:
        value = row[field.name]
        if isinstance(field.type, Link):
            value = named[value].ref if value in named else None
        elif field.name == NAMES_ROW.get(part.name) and value is not None:
            value = keys.get((row["about"] if part.name == "citation" else "event", value))
        elif field.name == "about" and row["row"] is not None:
            value = None  # the row says it
        if value is not None:
            values[outside(field.name)] = value
    return values
