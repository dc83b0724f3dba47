"""Large content in and out of the table `blob`, a piece at a time."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Integer, func, insert, literal_column, select

from defcat.model.described import BLOB

CHUNK = 1024 * 1024
_ROW = literal_column("rowid", Integer)


def write(connection: Connection, sha256: str, size: int, pieces: Iterable[bytes]) -> None:
    """Add the content `sha256`, `size` bytes that come in `pieces`; there must be none yet."""
    room = func.zeroblob(size)
    connection.execute(insert(BLOB).values(sha256=sha256, content=room))
    with closing(_opened(connection, sha256, reading=False)) as blob:
        for piece in pieces:
            blob.write(piece)


def read(connection: Connection, sha256: str) -> Iterator[bytes]:
    """The content `sha256` in pieces of `CHUNK` bytes; nothing where there is none."""
    if not holds(connection, sha256):
        return
    with closing(_opened(connection, sha256, reading=True)) as blob:
        while piece := blob.read(CHUNK):
            yield piece


def holds(connection: Connection, sha256: str) -> bool:
    """Whether there is the content `sha256`."""
    return connection.scalar(select(BLOB.c.sha256).where(BLOB.c.sha256 == sha256)) is not None


def _opened(connection: Connection, sha256: str, *, reading: bool) -> Any:
    number = select(_ROW).where(BLOB.c.sha256 == sha256)
    row = connection.execute(number).scalar_one()
    driver: Any = connection.connection.driver_connection
    return driver.open_blob("blob", "content", row, reading)
