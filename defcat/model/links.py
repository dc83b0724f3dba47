"""What any record can have: other names, topics, citations, identifiers, attachments."""

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from defcat.model.base import Base, LinkTable, PartTable


class Alias(PartTable):
    """Another name of a record, and when it was used."""

    __tablename__ = "alias"

    name: Mapped[str]
    type: Mapped[str | None]
    start: Mapped[str | None]
    end: Mapped[str | None]


class Subject(LinkTable):
    """A topic that a record is about."""

    __tablename__ = "subject"


class Citation(LinkTable):
    """What a source says of a record, of one field (`about`) or of one row of a part (`row`)."""

    __tablename__ = "citation"

    about: Mapped[str | None]
    row: Mapped[int | None]
    locator: Mapped[str | None]
    states: Mapped[str | None]
    preferred: Mapped[bool | None]


class Identifier(PartTable):
    """The name of a record elsewhere; imports know a record again by it."""

    __tablename__ = "identifier"
    __table_args__ = (Index("ix_identifier_scheme_value", "scheme", "value"),)

    scheme: Mapped[str]
    value: Mapped[str]


class Attachment(PartTable):
    """A file kept with a record; its content is the blob of the same hash."""

    __tablename__ = "attachment"

    name: Mapped[str]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str]


class Blob(Base):
    """The content of attachments, each kept once, by its SHA-256 in hexadecimal."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
