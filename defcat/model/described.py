"""The tables of the kinds and of the parts, made from their descriptions in `kinds`.

A field is a column of its name; what is computed, and what is looked up by, is added here.
"""

from collections.abc import Iterable

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from defcat.fields import Field, Flag, Link, Whole
from defcat.kinds import KINDS, PARTS
from defcat.model.base import METADATA, RECORD

COMPUTED = {"agreement": ("form", "status", "status_reason")}
"""Columns of a kind that no field describes, because they follow from its parts and its term."""

_LOOKED_UP = {
    "party": (("country",),),
    "tenure": (("post",),),
    "identifier": (("scheme", "value"),),
}
"""Columns of parts, beside the links, that records are looked up by."""


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
    return Table(
        name,
        METADATA,
        Column("id", Integer, ForeignKey(RECORD.c.id), primary_key=True),
        *_columns(KINDS[name].fields, RECORD.c.keys()),
        *(Column(computed, String) for computed in COMPUTED.get(name, ())),
    )


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
    for columns in _LOOKED_UP.get(name, ()):
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
