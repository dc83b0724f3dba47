"""Half-typed records kept in the catalogue until they are saved or thrown away.

They are no part of the record: keeping one makes no entry in the history and nothing to undo. The
functions take the connection of a change, so that a draft is forgotten in the very transaction that
saves its record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from defcat.drafts.draft import Draft, DraftRow, NewRecord, Values
from defcat.model import DRAFT


@dataclass(frozen=True)
class Kept:
    """A draft as it was kept, and when (ISO 8601, UTC)."""

    id: int
    at: str
    draft: Draft


def keep(connection: Connection, draft: Draft, at: str, kept_id: int | None = None) -> int:
    """Keep `draft`, in the place of the one kept as `kept_id`; the identifier it is kept under."""
    row = {"kind": draft.kind, "record_id": draft.record_id, "at": at, "content": to_json(draft)}
    if kept_id is not None:
        found = connection.execute(update(DRAFT).where(DRAFT.c.id == kept_id).values(**row))
        if found.rowcount:
            return kept_id
    made = insert(DRAFT).values(**row).returning(DRAFT.c.id)
    return int(connection.execute(made).scalar_one())


def kept(connection: Connection, record_id: int | None = None) -> list[Kept]:
    """The drafts kept, newest first; only those that edit one record where it is given."""
    query = select(DRAFT).order_by(DRAFT.c.at.desc(), DRAFT.c.id.desc())
    if record_id is not None:
        query = query.where(DRAFT.c.record_id == record_id)
    return [Kept(row.id, row.at, from_json(row.content)) for row in connection.execute(query)]


def kept_new(connection: Connection, kind: str) -> Iterator[Kept]:
    """The drafts of records of `kind` that were never saved, newest first."""
    return (k for k in kept(connection) if k.draft.kind == kind and k.draft.record_id is None)


def forget(connection: Connection, kept_id: int) -> None:
    """Throw a draft away."""
    connection.execute(delete(DRAFT).where(DRAFT.c.id == kept_id))


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values; `from_json` reads it back to an equal one."""
    return {
        "kind": draft.kind,
        "record": draft.record_id,
        "values": _plain(draft.values),
        "before": _plain(draft.before),
        "rows": {
            part: [[row.id, _plain(row.values), _plain(row.given), row.starter] for row in rows]
            for part, rows in draft.rows.items()
        },
        "rows_before": {
            part: [[row_id, _plain(values)] for row_id, values in rows.items()]
            for part, rows in draft.rows_before.items()
        },
    }


def from_json(data: dict[str, Any]) -> Draft:
    """The draft that `to_json` wrote."""
    rows = {
        part: [DraftRow(i, _unplain(v), _unplain(g), starter) for i, v, g, starter in found]
        for part, found in data["rows"].items()
    }
    rows_before = {
        part: {row_id: _unplain(values) for row_id, values in found}
        for part, found in data["rows_before"].items()
    }
    values, before = _unplain(data["values"]), _unplain(data["before"])
    rows = Draft.new(data["kind"]).rows | rows  # it may be older than some part
    return Draft(data["kind"], data["record"], values, rows, before, rows_before)


def _plain(values: Values) -> dict[str, Any]:
    return {
        name: {"new": value.kind, "title": value.title} if isinstance(value, NewRecord) else value
        for name, value in values.items()
    }


def _unplain(values: dict[str, Any]) -> Values:
    return {
        name: NewRecord(value["new"], value["title"]) if isinstance(value, dict) else value
        for name, value in values.items()
    }
