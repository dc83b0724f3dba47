"""The same searches in raw FTS5, the newest rows and nothing but their numbers; and the core alone.

Plain words are asked for as anybody would write them for FTS5, each as the beginning of a word.
What stands in fields is asked for by the expression that the product makes of it, since FTS5 knows
nothing of fields; the time to make it is not counted.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection

from defcat.catalogue import Catalogue
from defcat.search import facets
from defcat.search.facet_counts import Kept
from defcat.search.match import Matcher, is_looked_at
from defcat.search.parse import parse
from defcat.storage import file
from defcat.storage.fulltext import TABLE
from defcat.text import words
from tests.benchmarks.opening import secret_of
from tests.benchmarks.queries import WORDS

LISTED = 100
CACHE_KIB = 64 * 1024
_NEWEST = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ? ORDER BY rowid DESC LIMIT {LISTED}"


def floors(
    path: Path, key: str | None, asked: Iterable[tuple[str, str]], today: date
) -> list[float]:
    """Milliseconds for each group and text that FTS5 can be asked for; the others are left out."""
    with (
        Catalogue.open(path, key=secret_of(key), write=False) as catalogue,
        catalogue.read() as connection,
    ):
        said = [_expression(connection, group, text, today) for group, text in asked]
    with closing(_raw(path, key)) as raw:
        return list(_timed(raw, [match for match in said if match]))


def counted(path: Path, key: str | None, texts: Sequence[str], today: date) -> list[float]:
    """Milliseconds that counting the facets of each query takes without a window, once the values
    are read.
    """
    times, kept = [], Kept()
    with (
        Catalogue.open(path, key=secret_of(key), write=False) as catalogue,
        catalogue.read() as connection,
    ):
        kept.values(connection).complete(connection)
        for text in texts:
            query = parse(text)
            began = perf_counter()
            facets.count(connection, query, today=today, exact=True, kept=kept)
            times.append((perf_counter() - began) * 1000)
    return times


def _expression(connection: Connection, group: str, text: str, today: date) -> str:
    if group == WORDS:
        plain = (part for part in text.split() if not part.startswith("kind:"))
        return " ".join(f'"{word}"*' for part in plain for word in words(part))
    query = parse(text)
    matcher = Matcher(connection, query.as_of or today)
    conditions = matcher.meant(query.conditions)
    if any(is_looked_at(node, moved=query.as_of is not None) for node in conditions):
        return ""
    return matcher.all_of(conditions)


def _raw(path: Path, key: str | None) -> Any:
    unlocked = file.unlock(path, secret_of(key))
    raw = driver.connect(f"file:{path}?mode=ro", uri=True)
    if unlocked:
        raw.execute(f'PRAGMA key = "{unlocked.literal}"')
    raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return raw


def _timed(raw: Any, expressions: Sequence[str]) -> Iterable[float]:
    for match in expressions:
        began = perf_counter()
        raw.execute(_NEWEST, (match,)).fetchall()
        yield (perf_counter() - began) * 1000
