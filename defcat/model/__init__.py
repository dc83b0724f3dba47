"""The SQLAlchemy records, a module a kind, and which table holds which field."""

from sqlalchemy import FromClause, Table

from defcat.kinds import KINDS, PARTS
from defcat.model import (
    agreement,
    commitment,
    engagement,
    ledger,
    links,
    official,
    organisation,
    series,
    source,
    topic,
)
from defcat.model.base import Base, Record

__all__ = ["RECORD", "Base", "Record", "ledger", "own_table", "part_table", "shared_fields"]

_MODULES = (agreement, commitment, engagement, official, organisation, series, source, links, topic)


def _table(table: FromClause) -> Table:
    assert isinstance(table, Table)
    return table


_SHARED = frozenset({"title", "date", "marking", "notes", "archived", "binned_at", "number", "uid"})
RECORD = _table(Record.__table__)


def own_table(kind: str) -> Table:
    """The table that holds the fields of `kind` that not every record has."""
    return Base.metadata.tables[KINDS[kind].name]


def part_table(part: str) -> Table:
    """The table that holds the rows of `part`."""
    return Base.metadata.tables[PARTS[part].name]


def shared_fields() -> frozenset[str]:
    """What a change writes to the table that all records share."""
    return _SHARED
