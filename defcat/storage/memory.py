"""A database in memory, to see what the schema is that this version makes."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool


@contextmanager
def in_memory() -> Iterator[Connection]:
    """A connection to an empty database that is gone afterwards."""
    engine = create_engine("sqlite+pysqlite://", module=driver, poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
