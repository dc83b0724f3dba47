"""The table that all records share, and the rules for naming things in the schema."""

from sqlalchemy import ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Dates are EDTF text, `*_first` and `*_last` their ISO days; times are ISO 8601 in UTC."""

    metadata = MetaData(naming_convention=NAMES)


LIVE = text("binned_at IS NULL")


class Record(Base):
    """What every record has, whatever its kind; the kind's own table shares its `id`.

    `sort_key` is the first day of the record's date (0 where unknown) in the upper bits and its
    `id` in the lower 32: unique, newest last, and also the row number in the search index, so that
    hits come newest first without a sort.
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        Index("ix_record_newest", "kind", "sort_key", sqlite_where=LIVE),
        Index("ix_record_by_title", "kind", "sort_title", sqlite_where=LIVE),
        Index("ix_record_sort_title", "sort_title", sqlite_where=LIVE),
        Index("ix_record_bin", "binned_at", sqlite_where=text("binned_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    number: Mapped[int]
    uid: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    date: Mapped[str | None]
    date_first: Mapped[str | None]
    date_last: Mapped[str | None]
    sort_key: Mapped[int] = mapped_column(unique=True)
    sort_title: Mapped[str]
    marking: Mapped[str | None]
    notes: Mapped[str | None]
    created_at: Mapped[str]
    created_by: Mapped[str]
    changed_at: Mapped[str]
    changed_by: Mapped[str]
    archived: Mapped[bool] = mapped_column(default=False)
    binned_at: Mapped[str | None]


class KindTable(Base):
    """The table of one kind's own fields."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)


class PartTable(Base):
    """Rows that belong to a record."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)


class LinkTable(PartTable):
    """Rows that join a record to another one, which `other_id` names."""

    __abstract__ = True

    other_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)


class OptionalLinkTable(PartTable):
    """Rows that may join a record to another one, or to a country instead."""

    __abstract__ = True

    other_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
