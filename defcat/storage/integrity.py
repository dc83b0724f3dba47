"""What SQLite and SQLCipher say of a file, and conditions on rows that only SQLite can ask."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    func,
    or_,
)

CONTROL = "*[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*"
DIRECTED = "*[\u202a-\u202e\u2066-\u2069]*"


def damage(connection: Connection, most: int) -> list[str]:
    """What SQLite says is wrong with the file, at most so many lines; none where it is whole.

    Raises a DatabaseError where it gives up.
    """
    lines = connection.exec_driver_sql(f"PRAGMA integrity_check({most})").scalars().all()
    return [line for line in lines if line != "ok"]


def cipher_damage(connection: Connection) -> list[str]:
    """What SQLCipher says is wrong with pages of an encrypted file; of another, nothing."""
    found = connection.exec_driver_sql("PRAGMA cipher_integrity_check")  # no rows: in order
    return list(found.scalars()) if found.returns_rows else []


def dangling(connection: Connection) -> Iterator[tuple[str, int]]:
    """The rows that name another which is not there: their table and row number."""
    for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield table, row


def reindex(connection: Connection) -> None:
    """Make the indexes of all tables anew."""
    connection.exec_driver_sql("REINDEX")


def of_another_type(columns: Sequence[Column[Any]]) -> ColumnElement[bool]:
    """Whether one of `columns` holds a value that it cannot hold."""
    return or_(*(func.typeof(column).not_in(_types(column)) for column in columns))


def _types(column: Column[Any]) -> list[str]:
    if isinstance(column.type, Integer | Boolean):
        kind = "integer"
    else:
        kind = "blob" if isinstance(column.type, LargeBinary) else "text"
    return [kind] if column.primary_key or not column.nullable else [kind, "null"]


def like(column: ColumnElement[Any], pattern: str) -> ColumnElement[bool]:
    """Whether the text of `column` is like a pattern with * and [a-z], letter by letter."""
    return column.op("GLOB", is_comparison=True)(pattern)


def holds_nul(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text holds the character that ends text elsewhere."""
    return func.instr(column, func.char(0)) > 0


def no_json(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text is neither nothing nor a JSON object."""
    other = func.json_type(column) != "object"
    return func.iif(func.json_valid(column), other, column.is_not(None))
