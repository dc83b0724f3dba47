"""Officials and the posts that they held."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from defcat.model.base import KindTable, OptionalLinkTable, PartTable


class Official(KindTable):
    """A person. Posts live in tenures, never here."""

    __tablename__ = "official"

    given_name: Mapped[str | None]
    family_name: Mapped[str | None]
    display_order: Mapped[str | None]
    honorific: Mapped[str | None]
    rank: Mapped[str | None]
    post_nominals: Mapped[str | None]
    native_name: Mapped[str | None]
    pronunciation: Mapped[str | None]
    nationality: Mapped[str | None]
    born: Mapped[str | None]
    died: Mapped[str | None]
    biography: Mapped[str | None]
    languages: Mapped[str | None]
    sensitivities: Mapped[str | None]
    url: Mapped[str | None]


class Tenure(OptionalLinkTable):
    """A post, at an organisation, from a day to a day, with how it began and ended."""

    __tablename__ = "tenure"
    __table_args__ = (Index("ix_tenure_post", "post"),)

    post: Mapped[str]
    country: Mapped[str | None]
    start: Mapped[str | None]
    end: Mapped[str | None]
    began: Mapped[str | None]
    ended: Mapped[str | None]
    notes: Mapped[str | None]


class Contact(PartTable):
    """A way to reach an official."""

    __tablename__ = "contact"

    type: Mapped[str]
    value: Mapped[str]
