"""What stands in the schema of a file, and whether a catalogue may hold it.

A schema can hold what runs by itself once a row is read or written: triggers, views, generated
columns, tables of foreign modules, expressions. defcat writes none of them, so a file that has one
was changed by another program, and is refused before anything in it is asked.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from defcat.errors import Tampered
from defcat.model import METADATA
from defcat.storage.fulltext import TABLE, WORDS
from defcat.translation import tr

MIGRATED = "alembic_version"
"""The table in which Alembic keeps the number of the schema."""
SHADOWS = frozenset(f"{TABLE}_{name}" for name in ("data", "idx", "docsize", "config"))
"""The tables in which FTS5 keeps the full-text table."""
TABLES = frozenset(METADATA.tables) | SHADOWS | {WORDS, MIGRATED}
"""The tables that a catalogue has, but for the full-text table itself."""

_RUNS = re.compile(r"\b(?:as|check|cascade|collate|conflict|match|temp\w*)\b|default\s*\(|--|/\*")
"""What in the text of a table has no place there: it computes, runs, or hides something."""
_INDEX = re.compile(
    r'create (?:unique )?index "?\w+"? on "?\w+"? \((?:"?\w+"?(?:, ?)?)+\)'
    r'(?: where "?binned_at"? is (?:not )?null)?'
)
_FULLTEXT = re.compile(rf"create virtual table {TABLE} using fts5\([^;]*\bcontent=''[^;]*\)")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Held:
    """An object of the schema: its type (table, index, …), its name, its table and its text.

    The text is empty for the indexes that SQLite makes for a constraint.
    """

    type: str
    name: str
    table: str
    sql: str


def held(connection: Connection) -> list[Held]:
    """What the schema of the file holds; to read it runs nothing of it."""
    query = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema"
    return [Held(*map(str, row)) for row in connection.exec_driver_sql(query)]


def refuse_foreign(path: Path, connection: Connection) -> None:
    """Raise Tampered, which names it, for the first thing in the schema that could run."""
    for each in held(connection):
        if not _ours(each):
            raise Tampered(
                tr(
                    "{file} was changed by another program: it holds the {type} “{name}”.",
                    file=path.name,
                    type=each.type,
                    name=each.name[:60],
                ),
                tr("Restore a backup, or save what can be read of it in a new file."),
            )


def _ours(each: Held) -> bool:
    """Whether an object is of a kind that some version of defcat writes, and runs nothing."""
    sql = _BLANKS.sub(" ", each.sql).lower()
    if each.type == "index":
        known = each.table in TABLES
        return known and (_INDEX.fullmatch(sql) is not None or not sql)
    if each.type != "table":
        return False
    if each.name == TABLE:
        return _FULLTEXT.fullmatch(sql) is not None
    return each.name in TABLES and sql.startswith("create table ") and not _RUNS.search(sql)
