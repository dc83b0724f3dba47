"""Records from a JSON file that another catalogue wrote: those that are not here yet.

A record is known by its `uid`, which is the same on every laptop. One that is here already stays as
it is: where the file says something else of it, that is told and nothing is overwritten. The format
is that of `nested`; `resources/schema` describes it for other programs.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, InputError
from defcat.exchange import contained, nested, pieces
from defcat.exchange.grid import head_of
from defcat.exchange.importer import ImportResult
from defcat.exchange.jsonfile import by_kind
from defcat.exchange.plan import BadRow
from defcat.fields import Link
from defcat.kinds import KINDS, PARTS, label_of
from defcat.model import RECORD
from defcat.translation import tr

MOST_BYTES = 2 << 30
"""A larger file is not read at once; a million records take half of it."""

Progress = Callable[[int, int], None]


def import_json(
    catalogue: Catalogue, path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Add the records of the file at `path` that are not here yet, as one change, one undo.

    `changed` is always 0; `bad` names each record that is here and of which the file says something
    else, by its reference here. Raises NotFound, FileProblem or InputError for a file that cannot
    be used; nothing is changed then.
    """
    data = _read(path)
    _check_scheme(catalogue, path, data)
    records = {key: (kind.name, record) for kind, key, record in nested.records_in(data)}
    with catalogue.read() as connection:
        here = _here(connection, records)
        differing = list(_differing(connection, records, here))
    bad = [BadRow(0, ref, "", reason) for ref, reason in differing]
    new = len(records) - len(here)
    made: dict[str, int] = {}
    for key, (kind, _) in records.items():
        made[kind] = made.get(kind, 0) + (key not in here)
    if new and not dry_run:
        label = tr("Import {file}", file=path.name)
        with catalogue.change(label, told=progress) as change:
            nested.load(change, data, here)
            contained.take(change, data)
    counts = {kind: n for kind, n in made.items() if n}
    same = len(here) - len(bad)
    result = ImportResult(len(records), new, 0, same, bad, made={} if dry_run else counts)
    pieces.let_go(records, data)
    return result


def _read(path: Path) -> dict[str, Any]:
    head_of(path)  # says plainly what is wrong with a file that cannot be read
    if path.stat().st_size > MOST_BYTES:
        raise FileProblem(
            tr("{file} is too large to be read at once.", file=path.name),
            tr("Export fewer records at a time, with a query."),
        )
    try:
        data = pieces.decoded(path.read_bytes())
    except (ValueError, RecursionError) as error:
        where = f" {error}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            tr("{file} is not JSON.{where}", file=path.name, where=where),
            tr("Export it again; a file that was cut short cannot be read."),
        ) from None
    if not isinstance(data, dict):
        raise InputError(
            tr("{file} does not hold records of a catalogue.", file=path.name),
            tr("Export a catalogue as .json to see how such a file is written."),
        )
    return data


def _check_scheme(catalogue: Catalogue, path: Path, data: Mapping[str, Any]) -> None:
    head = data.get(nested.HEADER)
    scheme = head.get("scheme") if isinstance(head, dict) else None
    if scheme not in (None, catalogue.scheme.code):
        raise InputError(
            tr(
                "{file} is marked by the scheme {theirs}, this catalogue by {ours}.",
                file=path.name,
                theirs=scheme,
                ours=catalogue.scheme.code,
            ),
            tr("Bring it into a catalogue of that scheme."),
        )


_Records = Mapping[str, tuple[str, nested.Nested]]


def _here(connection: Connection, records: _Records) -> dict[str, int]:
    """The records of the file that are in the catalogue, the bin included, by key."""
    by_uid = {record["uid"]: key for key, (_, record) in records.items() if record.get("uid")}
    query = select(RECORD.c.uid, RECORD.c.id, RECORD.c.kind)
    found = {}
    for uid, record_id, kind in connection.execute(query):
        key = by_uid.get(uid)
        if key is not None and records[key][0] == kind:
            found[key] = record_id
    return found


def _differing(
    connection: Connection, records: _Records, here: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """The records that are here and of which the file says something else: reference and where."""
    keys = {record_id: key for key, record_id in here.items()}
    theirs = {key: str(record.get("uid", key)) for key, (_, record) in records.items()}
    c = RECORD.c
    rows = connection.execute(select(c.id, c.kind, c.number, c.uid, c.binned_at))
    ours = {}
    for row in rows:
        ref = KINDS[row.kind].ref(row.number)
        ours[ref] = row.uid
        if row.binned_at and row.id in keys:
            yield ref, tr("it is in the bin here")
    for kind, ids in by_kind(connection, list(keys)).items():
        for record_id, held in zip(ids, nested.dump(connection, kind, ids), strict=True):
            one = _comparable(kind, held, ours)
            other = _comparable(kind, records[keys[record_id]][1], theirs)
            names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
            if names:
                labels = ", ".join(sorted(label_of(kind, name) for name in names))
                yield held["key"], tr("the file says otherwise: {names}", names=labels)


def _comparable(kind: str, record: nested.Nested, uids: Mapping[str, str]) -> nested.Nested:
    """What a record says, with what it links to by `uids`, the same on every laptop."""
    links = {field.name for field in KINDS[kind].fields if isinstance(field.type, Link)}
    found: nested.Nested = {}
    for name, value in record.items():
        if name in PARTS:
            named = {f.name for f in PARTS[name].fields if isinstance(f.type, Link)}
            outside = {"other" if n == "other_id" else n for n in named}
            found[name] = [
                {n: uids.get(v, v) if n in outside else v for n, v in row.items()} for row in value
            ]
        elif name != "key":
            found[name] = uids.get(value, value) if name in links else value
    return found
