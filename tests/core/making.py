"""Catalogues for the tests of the core: made on a fixed day, by a named person."""

import hashlib
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.storage.fulltext import TABLE

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2024, 11, 18, 12, tzinfo=UTC)


def make(folder: Path, **options: Any) -> Catalogue:
    """A new catalogue in `folder`, on 18 November 2024, open for writing."""
    options = {"user": "asha", "now": lambda: NOON} | options
    return Catalogue.create(folder / "desk.defcat", **options)


def ticking() -> Callable[[], datetime]:
    """A clock that goes on a minute each time it is asked."""
    minutes = count()
    return lambda: NOON + timedelta(minutes=next(minutes))


def dump(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tables that hold records and their parts, without who changed them when."""
    tables = [RECORD, *map(own_table, KINDS), *map(part_table, PARTS)]
    with catalogue.read() as connection:
        return {
            table.name: [
                {k: v for k, v in row.items() if k not in ("changed_at", "changed_by")}
                for row in connection.execute(select(table).order_by(table.c.id)).mappings()
            ]
            for table in tables
        }


def index_terms(path: Path) -> list[tuple[str, int, str, int]]:
    """Every word of the search index with the entry, the column and the place it stands at.

    Read from the file as it is on disk, through a virtual table of SQLite.
    """
    with closing(driver.connect(str(path))) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, fulltext, instance)"
        )
        query = 'SELECT term, doc, col, "offset" FROM terms ORDER BY 1, 2, 3, 4'
        return list(connection.execute(query))


def leave_pieces(catalogue: Catalogue, changes: int) -> None:
    """Make so many changes, of which each leaves its piece of the search index."""
    _put_together(catalogue, at=0)
    for number in range(changes):
        with catalogue.change("Add a topic") as change:
            change.add("topic", title=f"Topic {number}", type="sector")
    _put_together(catalogue, at=4)


def pieces(catalogue: Catalogue) -> int:
    """In how many places a word of the search index has to be looked up."""
    with catalogue.read() as connection:
        segments = f"SELECT count(DISTINCT segid) FROM {TABLE}_idx"
        return int(connection.exec_driver_sql(segments).scalar_one())


def _put_together(catalogue: Catalogue, at: int) -> None:
    """Have pieces put together where there are so many of a size; 0 for never."""
    with catalogue.mend() as connection:
        command = f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('automerge', ?)"
        connection.exec_driver_sql(command, (at,))


def stretch_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have passphrases stretched a thousandth as much, where many catalogues are opened."""
    real = hashlib.pbkdf2_hmac

    def quick(name: str, given: bytes, salt: bytes, rounds: int, size: int) -> bytes:
        return real(name, given, salt, rounds // 1000, size)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", quick)


def start(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Run `code` beside this process; what it prints is read from its `stdout`."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
