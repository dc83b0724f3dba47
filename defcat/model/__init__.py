"""The tables: what records share, what each kind and part has, and the catalogue's own books."""

from sqlalchemy import Table

from defcat.model.base import METADATA, RECORD
from defcat.model.described import COMPUTED, OWN, ROWS
from defcat.model.ledger import (
    COUNTER,
    DRAFT,
    ENTRY,
    ENTRY_ROW,
    FACET,
    FACET_SET,
    FINDING,
    SAVED_SEARCH,
    SETTING,
)

__all__ = [
    "COMPUTED",
    "COUNTER",
    "DRAFT",
    "ENTRY",
    "ENTRY_ROW",
    "FACET",
    "FACET_SET",
    "FINDING",
    "METADATA",
    "RECORD",
    "SAVED_SEARCH",
    "SETTING",
    "own_table",
    "part_table",
    "shared_fields",
]

_SHARED = frozenset(
    {"title", "date", "marking", "notes", "archived", "binned_at", "merged_into", "number", "uid"}
)


def own_table(kind: str) -> Table:
    """The table that holds the fields of `kind` that not every record has."""
    return OWN[kind]


def part_table(part: str) -> Table:
    """The table that holds the rows of `part`."""
    return ROWS[part]


def shared_fields() -> frozenset[str]:
    """What a change writes to the table that all records share."""
    return _SHARED
