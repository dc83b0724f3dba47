"""Naming many rows in one statement, as SQLite does it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select


def listed(column: ColumnElement[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether `column` is one of `ids`.

    They are one parameter: to spell out a thousand of them takes longer than to read their rows.
    """
    return column.in_(listing(ids))


def listing(ids: Iterable[int]) -> Select[Any]:
    """The numbers `ids`, to be looked for in several columns."""
    given = func.json_each(f"[{','.join(map(str, ids))}]").table_valued("value")
    return select(given.c.value)
