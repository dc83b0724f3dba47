"""Agreements: any instrument, from a treaty to a roadmap, with its events and references."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from defcat.model.base import KindTable, LinkTable, OptionalLinkTable, PartTable


class Agreement(KindTable):
    """`form`, `status` and `status_reason` are computed from parties, events and term."""

    __tablename__ = "agreement"

    type: Mapped[str]
    binding: Mapped[str | None]
    level: Mapped[str | None]
    form: Mapped[str | None]
    status: Mapped[str | None]
    status_reason: Mapped[str | None]
    summary: Mapped[str | None]
    duration: Mapped[str | None]
    renewal: Mapped[str | None]
    renewal_period: Mapped[str | None]
    notice_period: Mapped[str | None]
    review_date: Mapped[str | None]
    expiry_date: Mapped[str | None]
    url: Mapped[str | None]


class Party(OptionalLinkTable):
    """A country or an organisation, in its role towards an agreement."""

    __tablename__ = "party"
    __table_args__ = (Index("ix_party_country", "country"),)

    role: Mapped[str]
    country: Mapped[str | None]
    start: Mapped[str | None]
    end: Mapped[str | None]
    notes: Mapped[str | None]


class Event(OptionalLinkTable):
    """Something that happened to an agreement; without country and body, for all parties."""

    __tablename__ = "event"

    type: Mapped[str]
    date: Mapped[str | None]
    effective: Mapped[str | None]
    date_note: Mapped[str | None]
    country: Mapped[str | None]
    place: Mapped[str | None]
    notes: Mapped[str | None]


class Signatory(LinkTable):
    """An official who signed, for whom, and the office held that day."""

    __tablename__ = "signatory"

    country: Mapped[str | None]
    office: Mapped[str | None]
    event: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    notes: Mapped[str | None]


class Reference(PartTable):
    """The number under which a register keeps an agreement."""

    __tablename__ = "reference"

    register: Mapped[str]
    number: Mapped[str]
    url: Mapped[str | None]


class AgreementRelation(LinkTable):
    """How an agreement bears on another one, for all parties or for one."""

    __tablename__ = "agreement_relation"

    type: Mapped[str]
    country: Mapped[str | None]
    notes: Mapped[str | None]
