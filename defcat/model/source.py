"""Sources: the documents and publications that support facts."""

from sqlalchemy.orm import Mapped

from defcat.model.base import KindTable


class Source(KindTable):
    """An article, press release, post, treaty text; its date stands in the shared table."""

    __tablename__ = "source"

    type: Mapped[str]
    date_note: Mapped[str | None]
    publisher: Mapped[str | None]
    author: Mapped[str | None]
    accessed: Mapped[str | None]
    url: Mapped[str | None]
    text: Mapped[str | None]
