"""Organisations: ministries, departments, services, companies, forums."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from defcat.model.base import KindTable


class Organisation(KindTable):
    """A body, the one it is part of, and its country where it has one."""

    __tablename__ = "organisation"

    type: Mapped[str]
    country: Mapped[str | None]
    parent: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    native_name: Mapped[str | None]
    founded: Mapped[str | None]
    dissolved: Mapped[str | None]
    url: Mapped[str | None]
