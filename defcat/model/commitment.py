"""Commitments: what one side promised, until it is closed."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from defcat.model.base import KindTable


class Commitment(KindTable):
    """A promise born in an engagement; its due date stands in the shared table."""

    __tablename__ = "commitment"

    state: Mapped[str]
    engagement: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    owner_side: Mapped[str | None]
    owner: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    evidence: Mapped[str | None]
