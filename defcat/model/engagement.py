"""Engagements: what happened or is planned, who took part, and what came of it."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from defcat.model.base import KindTable, LinkTable, PartTable


class Engagement(KindTable):
    """A meeting, call, visit, dialogue, ceremony; its date stands in the shared table."""

    __tablename__ = "engagement"

    type: Mapped[str]
    date_note: Mapped[str | None]
    state: Mapped[str | None]
    mode: Mapped[str | None]
    track: Mapped[str | None]
    city: Mapped[str | None]
    country: Mapped[str | None]
    venue: Mapped[str | None]
    press: Mapped[str | None]
    series: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    edition: Mapped[int | None]
    objectives: Mapped[str | None]
    agenda: Mapped[str | None]
    talking_points: Mapped[str | None]
    record: Mapped[str | None]
    url: Mapped[str | None]


class Participant(LinkTable):
    """An official or an organisation at an engagement; `office` only where it was overridden."""

    __tablename__ = "participant"

    role: Mapped[str]
    side: Mapped[str | None]
    side_organisation: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    office: Mapped[str | None]
    notes: Mapped[str | None]


class EngagementAgreement(LinkTable):
    """An agreement signed at, discussed at, announced at or reviewed by an engagement."""

    __tablename__ = "engagement_agreement"

    role: Mapped[str]
    notes: Mapped[str | None]


class EngagementRelation(LinkTable):
    """An engagement that is part of a visit, or follows up another one."""

    __tablename__ = "engagement_relation"

    type: Mapped[str]
    notes: Mapped[str | None]


class Outcome(PartTable):
    """A decision, deliverable, signature or statement."""

    __tablename__ = "outcome"

    type: Mapped[str]
    text: Mapped[str]
