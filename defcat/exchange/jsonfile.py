"""JSON out: one record for a reader, and a catalogue for another program.

`record_json` says all about one record, from both ends of its links. `export_json` writes records
in the format of `nested`, which `nested.load` reads back.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from defcat import countries, vocabulary
from defcat.dossier import Dossier, Row, Stub
from defcat.exchange import contained, nested
from defcat.exchange.dayjson import day_json
from defcat.fields import Field, Link
from defcat.files import new_file
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, SETTING
from defcat.rules.parties import party_statuses
from defcat.rules.status import status
from defcat.rules.statuses import facts, sources_of
from defcat.rules.term import Term, term
from defcat.search import run
from defcat.search.query import Query
from defcat.translation import tr

Json = dict[str, Any]

_NO_LINKS = ("citation", "event")
"""Parts that name another record and are more than a link to it."""


# --- one record -------------------------------------------------------------------------------


def record_json(connection: Connection, dossier: Dossier, day: date, *, past: bool = False) -> Json:
    """All about a record as `defcat show --json` prints it; `status` is an agreement's on `day`.

    `links` holds the rows that join this record to another one or to a country, read from this
    end; `more` how many links of a part there are where not all were read; `parts` the other rows.
    What `day_json` says of the day is there too. With `past` the day is over, and `dossier` is the
    record as it stood (`rules.horizon`). Then there are no `findings`, because they are of what is
    recorded now, and the days between which a status holds are left out, because what came later
    may end it.
    """
    return {
        "ref": dossier.stub.ref,
        "kind": dossier.kind,
        "uid": dossier.uid,
        "title": dossier.stub.title,
        "date": dossier.computed["date"],
        "fields": _fields(dossier),
        "status": _status(connection, dossier, day, past=past),
        **day_json(connection, dossier, day),
        "links": [*_links_to(dossier), *_links_from(dossier)],
        "more": {
            part: total
            for part, total in dossier.totals.items()
            if total > len(dossier.backlinks[part])
        },
        "parts": {
            part: [_row(dossier, row) for row in rows]
            for part, rows in dossier.parts.items()
            if rows and not _is_link(part) and part != "citation"
        },
        "citations": [_citation(dossier, row) for row in dossier.parts["citation"]],
        "findings": [] if past else _findings(connection, dossier),
    }


def _findings(connection: Connection, dossier: Dossier) -> list[Json]:
    from defcat.rules import findings  # the window needs this module before it needs those

    return [findings.as_json(each) for each in findings.of_record(connection, dossier.id)]


def _is_link(part: str) -> bool:
    return PARTS[part].links and part not in _NO_LINKS


def _fields(dossier: Dossier) -> Json:
    fields = KINDS[dossier.kind].fields
    found = {f.name: _value(dossier, f, dossier.values[f.name]) for f in fields}
    if dossier.kind == "agreement":
        found["form"] = dossier.computed["form"]
    return {name: value for name, value in found.items() if value is not None}


def _value(dossier: Dossier, field: Field, value: Any) -> Any:
    """A value as it is stored; of a link, the reference of the record."""
    if isinstance(field.type, Link) and value is not None:
        return dossier.stubs[int(value)].ref
    return value


def _row(dossier: Dossier, row: Row) -> Json:
    """A row's `id` and the values that are there; `other` is a reference."""
    values: Json = {"id": row.id}
    for field in PARTS[row.part].fields:
        if row[field.name] is not None:
            name = "other" if field.name == "other_id" else field.name
            values[name] = _value(dossier, field, row[field.name])
    return values


def _status(connection: Connection, dossier: Dossier, day: date, *, past: bool) -> Json | None:
    if dossier.kind != "agreement":
        return None
    known = facts(connection, [dossier.id])[dossier.id]
    found = status(known, day)
    sources = (_source(dossier, row).ref for row in sources_of(dossier, found))
    joined = {row["country"] or row["other_id"] for row in dossier.parts["party"]}
    holds = {"holds_from": _iso(found.holds_from), "holds_until": _iso(found.holds_until)}
    return {
        "code": found.code,
        "label": vocabulary.label("agreement-status", found.code),
        "reason": found.reason,
        "as_of": day.isoformat(),
        "sources": list(dict.fromkeys(sources)),
        "by_hand": found.by_hand,
        "since": found.since.text if found.since else None,
        **({} if past else holds),
        "event": found.event,
        "parties": [
            {
                "party": known.name(each.country or each.other_id or 0),
                "code": each.status.code,
                "reason": each.status.reason,
            }
            for each in party_statuses(known, day)
            if (each.country or each.other_id) in joined
        ],
        "term": _term(term(known, day)),
    }


def _term(found: Term) -> Json:
    return {
        "ends": found.ends.text if found.ends else None,
        "next_renewal": found.next_renewal.text if found.next_renewal else None,
        "notice_by": _iso(found.notice_by),
        "review": found.review.text if found.review else None,
        "words": found.words(),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _source(dossier: Dossier, citation: Row) -> Stub:
    return dossier.stubs[int(citation["other_id"] or 0)]


def _links_to(dossier: Dossier) -> Iterator[Json]:
    for field in KINDS[dossier.kind].fields:
        target = dossier.values[field.name]
        if isinstance(field.type, Link) and target is not None:
            yield _link(dossier, field.name, "to", tr(field.label), int(target))
    for part, rows in dossier.parts.items():
        if not _is_link(part):
            continue
        for row in rows:
            other = row["other_id"]
            link = _link(dossier, part, "to", _reading(row, "to"), int(other) if other else None)
            if other is None and row["country"] is not None:
                link["title"] = countries.name(str(row["country"]))
            yield link | _beside_other(dossier, row)


def _links_from(dossier: Dossier) -> Iterator[Json]:
    for name, record_id in dossier.named_by:
        label = tr(KINDS[dossier.stubs[record_id].kind].by_name[name].label)
        yield _link(dossier, name, "from", label, record_id)
    for rows in dossier.backlinks.values():
        for row in rows:
            link = _link(dossier, row.part, "from", _reading(row, "from"), row.record_id)
            yield link | _beside_other(dossier, row)


def _beside_other(dossier: Dossier, row: Row) -> Json:
    """What a link says beside the record on its other end."""
    return {name: value for name, value in _row(dossier, row).items() if name != "other"}


def _link(dossier: Dossier, part: str, direction: str, reads: str, other: int | None) -> Json:
    stub = dossier.stubs[other] if other is not None else None
    return {
        "part": part,
        "direction": direction,
        "reads": reads,
        "ref": stub.ref if stub else None,
        "kind": stub.kind if stub else None,
        "title": stub.title if stub else None,
    }


def _reading(row: Row, direction: str) -> str:
    """A link in words as it reads from this end: its role or relation, or else the part's name."""
    part = PARTS[row.part]
    back = direction == "from"
    return row.role(back=back) or tr(part.inverse if back else part.label)


def _citation(dossier: Dossier, row: Row) -> Json:
    source = _source(dossier, row)
    cited = [r for r in dossier.parts.get(str(row["about"]), ()) if r.id == row["row"]]
    return {
        "source": source.ref,
        "title": source.title,
        "about": row["about"],
        "row": _row(dossier, cited[0]) if cited else None,
        "locator": row["locator"],
        "states": row["states"],
        "preferred": row["preferred"],
    }


# --- many records -----------------------------------------------------------------------------


_TOLD = 500
"""After so many records it is told again how far an export is."""


def export_json(
    connection: Connection,
    path: Path,
    query: Query | None = None,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the records that `query` finds, or all, to a new file at `path`; how many it finds."""
    asked = None if query is None else run.find(connection, query, today=today)
    found = by_kind(connection, asked)
    write_json(connection, path, found, whole=query is None, progress=progress)
    return sum(map(len, found.values()))


def write_json(
    connection: Connection,
    path: Path,
    found: Mapping[str, Sequence[int]],
    withheld: Collection[int] = frozenset(),
    *,
    whole: bool,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the records `found` to a new file at `path`; `whole` where those are all there are.

    Records come by kind and number, one to a line, in the format of `nested`. Records that the ones
    found name are there with their own fields, without their parts, so that the file can be read
    back by itself; `withheld` ones are named nowhere. The file is complete or not there: raises
    what `new_file` raises. `progress` is told now and then how many of how many are written. A file
    of all records has their attachments in it, unless they are too much (`contained`); the answer
    is how many attachments are only named.
    """
    named: dict[str, list[int]] = {}
    if not whole:
        links = {i for kind, ids in found.items() for i in nested.targets(connection, kind, ids)}
        links.difference_update(withheld, *found.values())
        named = by_kind(connection, links)
    scheme = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == "marking-scheme"))
    header = {"format": nested.FORMAT, "scheme": scheme}
    total = sum(len(ids) for ids in (*found.values(), *named.values()))
    done = 0
    ids_found = [i for ids in found.values() for i in ids]
    seals, only_named = contained.to_contain(connection, ids_found, whole=whole)
    with new_file(path, ".json") as raw:
        file = TextIOWrapper(raw, "utf-8", newline="\n", write_through=True)
        file.write(f'{{\n"{nested.HEADER}": {json.dumps(header)}')
        for kind in (kind for kind in KINDS if kind in found or kind in named):
            file.write(f',\n"{kind}": [')
            separator = "\n"
            for ids, parts in ((found.get(kind, []), True), (named.get(kind, []), False)):
                for record in nested.dump(connection, kind, ids, parts=parts, withheld=withheld):
                    file.write(separator + json.dumps(record, ensure_ascii=False))
                    separator = ",\n"
                    done += 1
                    if progress and done % _TOLD == 0:
                        progress(done, total)
            file.write("\n]")
        if seals:
            contained.write(connection, file, seals)
        file.write("\n}\n")
        file.detach()
    return only_named


def by_kind(connection: Connection, ids: Collection[int] | None) -> dict[str, list[int]]:
    """The records `ids` (None: all) that are not in the bin, by kind, in the order of number."""
    query = select(RECORD.c.kind, RECORD.c.number, RECORD.c.id).where(RECORD.c.binned_at.is_(None))
    if ids is None:
        rows = [tuple(row) for row in connection.execute(query)]
    else:
        rows = [
            tuple(row)
            for chunk in nested.chunks(sorted(ids))
            for row in connection.execute(query.where(RECORD.c.id.in_(chunk)))
        ]
    found: dict[str, list[int]] = {}
    for kind, _, record_id in sorted(rows):
        found.setdefault(kind, []).append(record_id)
    return found
