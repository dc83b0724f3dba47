"""Series: engagements that recur, such as the 2+2 Ministerial Dialogue."""

from sqlalchemy.orm import Mapped

from defcat.model.base import KindTable


class Series(KindTable):
    """A recurring engagement; each engagement in it is its nth edition."""

    __tablename__ = "series"

    type: Mapped[str | None]
    description: Mapped[str | None]
