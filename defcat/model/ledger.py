"""The catalogue's own books: who changed what, counters, drafts, settings, terms, findings."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from defcat.model.base import Base


class Entry(Base):
    """One change: what was done, by whom and when (UTC).

    An undo is an entry of its own that names the entry it `undoes`; a redo likewise `redoes` one.
    `undone_by` is set while the entry's effect is taken back.
    """

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    at: Mapped[str]
    by: Mapped[str]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    redoes: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class EntryRow(Base):
    """A row before and after an entry: only the columns that changed; null where there was none."""

    __tablename__ = "entry_row"
    # A record's own rows of one entry are found without reading all rows of an import.
    __table_args__ = (Index(None, "record_id", "entry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    record_id: Mapped[int]
    what: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Counter(Base):
    """The last number given out, for references and for rows: none is ever given twice."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Draft(Base):
    """A half-typed record, kept until it is saved or thrown away."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    at: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Setting(Base):
    """A setting of this catalogue, such as its marking scheme."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class UserTerm(Base):
    """A term that the desk added to a vocabulary."""

    __tablename__ = "user_term"

    vocabulary: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]


class SavedSearch(Base):
    """A query kept by name."""

    __tablename__ = "saved_search"

    name: Mapped[str] = mapped_column(primary_key=True)
    query: Mapped[str]


class Finding(Base):
    """Something the catalogue noticed; `dismissed` holds the reason for which it was put aside."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str]
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    says: Mapped[str]
    fix: Mapped[str]
    dismissed: Mapped[str | None]
    dismissed_by: Mapped[str | None]
    dismissed_at: Mapped[str | None]
