"""The tables of the kinds and of the parts, made from their descriptions in `kinds`.

A field is a column of its name; what is computed, and what is looked up by, is added here.
"""

from collections.abc import Iterable

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from defcat.fields import Field, Flag, Link, Whole
from defcat.kinds import KINDS, PARTS
from defcat.model.base import METADATA, RECORD

COMPUTED: dict[str, dict[str, type[String | Integer]]] = {
    "agreement": {
        "form": String,
        "ends": String,
        "status": String,
        "status_reason": String,
        "status_event": Integer,
        "status_since": String,
        "status_until": String,
    }
}
"""Columns of a kind that no field describes, because they follow from its parts and its term.

`ends` is the EDTF date on which an agreement ends by its term; `status_event` the row of the event
that decides its status. What is stored of the status holds from the day `status_since` on until
before the day `status_until` (ISO; none: for good).
"""

_LOOKED_UP = {
    "agreement": (("status",), ("status_since",), ("status_until",)),
    "party": (("country",),),
    "tenure": (("post",),),
    "identifier": (("scheme", "value"),),
}
"""Columns, beside the links, that records are looked up by."""


def _column(field: Field) -> Column[object]:
    optional = not field.required
    if isinstance(field.type, Link):
        return Column(field.name, Integer, ForeignKey(RECORD.c.id), nullable=optional, index=True)
    if isinstance(field.type, Whole):
        return Column(field.name, Integer, nullable=optional)
    return Column(
        field.name, Boolean if isinstance(field.type, Flag) else String, nullable=optional
    )


def _columns(fields: Iterable[Field], elsewhere: Iterable[str] = ()) -> list[Column[object]]:
    return [_column(field) for field in fields if field.name not in set(elsewhere)]


def _kind_table(name: str) -> Table:
    table = Table(
        name,
        METADATA,
        Column("id", Integer, ForeignKey(RECORD.c.id), primary_key=True),
        *_columns(KINDS[name].fields, RECORD.c.keys()),
        *(Column(computed, type_) for computed, type_ in COMPUTED.get(name, {}).items()),
    )
    return _indexed(table)


def _part_table(name: str) -> Table:
    table = Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True),
        Column("record_id", Integer, ForeignKey(RECORD.c.id), nullable=False, index=True),
        *_columns(PARTS[name].fields, ("event",)),
    )
    if "event" in PARTS[name].by_name:  # a row of another part, not a record
        table.append_column(Column("event", Integer, ForeignKey("event.id"), index=True))
    return _indexed(table)


def _indexed(table: Table) -> Table:
    for columns in _LOOKED_UP.get(table.name, ()):
        Index(None, *(table.c[column] for column in columns))
    return table


OWN = {name: _kind_table(name) for name in KINDS}
"""The table of each kind's own fields, beside those that `record` has."""

ROWS = {name: _part_table(name) for name in PARTS}
"""The table of each part's rows."""

BLOB = Table(
    "blob",
    METADATA,
    Column("sha256", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The content of attachments, each kept once, by its SHA-256 in hexadecimal."""

PAGE = Table(
    "page",
    METADATA,
    Column("sha256", String, ForeignKey(BLOB.c.sha256), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("text", String, nullable=False),
    Column("state", String, nullable=False),
)
"""The text of attachments by page, as `papers` reads it, for the search.

Page 0 stands for the whole paper: its state, and the text of one without pages.
"""
