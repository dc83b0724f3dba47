"""The catalogue's own books: who changed what, counters, drafts, settings, terms, findings."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from defcat.model.base import METADATA, RECORD

ENTRY = Table(
    "entry",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("label", String, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("undoes", Integer, ForeignKey("entry.id")),
    Column("redoes", Integer, ForeignKey("entry.id")),
    Column("undone_by", Integer, ForeignKey("entry.id")),
)
"""One change: what was done, by whom and when.

An undo is an entry that names the entry it `undoes`; a redo likewise `redoes` one. A change taken
back out of turn is a change of its own, which can be undone in turn: it names that entry in both.
`undone_by` is set while the entry's effect is taken back.
"""

ENTRY_ROW = Table(
    "entry_row",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Integer, ForeignKey(ENTRY.c.id), nullable=False, index=True),
    Column("record_id", Integer, nullable=False),
    Column("what", String, nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    Index(None, "record_id", "entry_id"),
)
"""A row before and after an entry: only the columns that changed; null where there was none."""

COUNTER = Table(
    "counter",
    METADATA,
    Column("name", String, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number given out, for references and for rows: none is ever given twice."""

DRAFT = Table(
    "draft",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("record_id", Integer, ForeignKey(RECORD.c.id), index=True),
    Column("at", String, nullable=False),
    Column("content", JSON, nullable=False),
)
"""A half-typed record, kept until it is saved or thrown away."""

SETTING = Table(
    "setting",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""A setting of this catalogue, such as its marking scheme."""

USER_TERM = Table(
    "user_term",
    METADATA,
    Column("vocabulary", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("label", String, nullable=False),
)
"""A term that the desk added to a vocabulary."""

SAVED_SEARCH = Table(
    "saved_search",
    METADATA,
    Column("name", String, primary_key=True),
    Column("query", String, nullable=False),
    Column("place", Integer, nullable=False, server_default="0"),
)
"""A query kept by name, and its place among the others."""

FINDING = Table(
    "finding",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("rule", String, nullable=False, index=True),
    Column("record_id", Integer, nullable=False, index=True),
    Column("other_id", Integer, index=True),
    Column("about", String),
    Column("row", Integer),
    Column("key", String, nullable=False),
    Column("scope", String, index=True),
    Column("says", String, nullable=False),
    Column("fix", String, nullable=False),
)
"""Something the catalogue noticed, made anew from the records whenever they change.

`about` and `row` name the field or the row it is about, `key` says in no language what was found,
so that a dismissal (a part of the record) is remembered for it; `scope` names the group of records,
such as the holders of one post, that the finding depends on. A record that an undo takes away may
be named here until its findings are made anew.
"""

FACET_SET = Table(
    "facet_set",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("content", String, nullable=False, unique=True),
)
"""What facets count of a record, each combination kept once: lines “field=value”, in order.

The field by the name under which it is asked for, the value as it is stored.
"""

FACET = Table(
    "facet",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("plain", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("topics", Integer, nullable=False),
    Column("year", Integer),
)
"""What facets count of each record that is not in the bin; `key` is its `sort_key`.

Three combinations, each by its `id` in `FACET_SET`: `plain` has the fields of which a record has
one value, `places` those that name countries, `topics` the identifiers of its topics. `year` is
that of the first day of its date. Written with the search index, and made anew with it.
"""
