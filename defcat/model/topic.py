"""Topics: sectors, programmes and policy themes that the desk follows."""

from sqlalchemy.orm import Mapped

from defcat.model.base import KindTable


class Topic(KindTable):
    """A subject; `sector` names the sector of the closed list that it is, or belongs to."""

    __tablename__ = "topic"

    type: Mapped[str]
    sector: Mapped[str | None]
    native_name: Mapped[str | None]
    description: Mapped[str | None]
