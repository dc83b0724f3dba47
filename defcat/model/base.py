"""The table that all records share, and the rules for naming things in the schema.

Records are written and read as rows, many thousands at a time, so these are SQLAlchemy's tables and
no mapped classes: importing and configuring a mapper would keep the first list waiting.
"""

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, UniqueConstraint
from sqlalchemy import text as sql

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables. Dates in them are EDTF text, `*_first` and `*_last` their ISO days; times are ISO
8601 in UTC."""

LIVE = sql("binned_at IS NULL")

RECORD = Table(
    "record",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("uid", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("date", String),
    Column("date_first", String),
    Column("date_last", String),
    Column("sort_key", Integer, nullable=False, unique=True),
    Column("sort_title", String, nullable=False),
    Column("marking", String),
    Column("notes", String),
    Column("created_at", String, nullable=False),
    Column("created_by", String, nullable=False),
    Column("changed_at", String, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("binned_at", String),
    Column("merged_into", Integer),
    UniqueConstraint("kind", "number"),
    Index("ix_record_newest", "kind", "sort_key", sqlite_where=LIVE),
    Index("ix_record_by_title", "kind", "sort_title", sqlite_where=LIVE),
    Index("ix_record_sort_title", "sort_title", sqlite_where=LIVE),
    Index("ix_record_bin", "binned_at", sqlite_where=sql("binned_at IS NOT NULL")),
)
"""What every record has, whatever its kind; the kind's own table shares its `id`.

`sort_key` is the first day of the record's date (0 where unknown) in the upper bits and its `id` in
the lower 32: unique, newest last, and also the row number in the search index, so that hits come
newest first without a sort. `merged_into` names the record into which a duplicate, now in the bin,
was merged.
"""
