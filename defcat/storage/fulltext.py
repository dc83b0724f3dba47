"""The full-text table: SQLite's FTS5, without a copy of the text.

Columns: `tags` (what is asked for by field, see `search.tags`), `name` (reference, title, other
names), `body` (the other words), one for each field of `LONG` text, and `variants` (other spellings
and transliterations). Each text stands in one of them only. The row number is the record's
`sort_key`, so `ORDER BY rowid DESC` is newest first and needs no sort. The categories keep the
vowel signs of Devanagari inside words, and take private-use letters for letters.

Prefix indexes make the beginnings of words, up to `PREFIXES` letters, as quick as whole words. A
longer beginning is spelled out by the table `WORDS`, which holds every longer word of the index:
asking for "defence" or "defences" takes a hundredth of the time of asking for "defence*".
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

TABLE = "fulltext"
WORDS = "fulltext_word"
EXPECTED = "expected"
PREFIXES = 5
BUFFER = 8 * 1024 * 1024
"""Bytes that FTS5 keeps back before it writes: eight times its own measure take a third off what
many entries cost."""
LONG = (
    "summary",
    "notes",
    "biography",
    "sensitivities",
    "objectives",
    "agenda",
    "talking_points",
    "record",
    "evidence",
    "text",
    "description",
    "states",
    "why",
    "outcome_text",
    "attachment_text",
)
"""The columns of fields of long text, by the name under which they are asked for, with _ for -."""

COLUMNS = ("tags", "name", "body", *LONG, "variants")
"""Tags come first: in the column without a number of its own FTS5 needs a third less for them."""
_PART = 1_000
_STEP = 500
"""So many pages are merged at once."""
_TOKENIZER = """tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'\""""
_NAMED = ", ".join(f'"{column}"' for column in COLUMNS)
CREATE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5(
    {_NAMED},
    content='', contentless_delete=1, prefix='{" ".join(str(n + 1) for n in range(PREFIXES))}',
    {_TOKENIZER}
)"""
ADD = f"INSERT INTO {TABLE} (rowid, {_NAMED}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
"""Adds an entry: its row number, then the columns in order."""


def create_fulltext(connection: Connection) -> None:
    """Make the two tables, empty."""
    connection.exec_driver_sql(CREATE)
    _command(connection, "hashsize", BUFFER)
    connection.exec_driver_sql(f"CREATE TABLE {WORDS} (term TEXT PRIMARY KEY) WITHOUT ROWID")


def drop_fulltext(connection: Connection) -> None:
    """Take the two tables away with all they hold."""
    for table in (TABLE, WORDS):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")


@contextmanager
def unmerged(connection: Connection) -> Iterator[None]:
    """While many entries are written: their segments are left as they come, for `merge`.

    Merging them on the way would write each of them several times over.
    """
    usual, held_back = {"automerge": 4, "crisismerge": 16}, {"automerge": 0, "crisismerge": 32}
    for name, value in held_back.items():
        _command(connection, name, value)
    yield
    for name, value in usual.items():  # what was raised takes the transaction back, and these too
        _command(connection, name, value)


def merge(connection: Connection, *, whole: bool) -> Iterator[float]:
    """Put segments together, in steps of some hundredths of a second, each of which is followed by
    about how much of the work is done, from 0 to 1.

    A word is looked up in each segment: in a table of fourteen it takes up to sixteen times as long
    as in one. `whole`: all into one; else those that are many of a size.
    """
    leaves = f"SELECT count(*) FROM {TABLE}_idx"
    steps = connection.exec_driver_sql(leaves).scalar_one() // _STEP + 1
    if whole:
        _command(connection, "merge", -_STEP)
    done = 0
    while merge_some(connection):
        done += 1
        yield min(done / steps, 1)


def merge_some(connection: Connection) -> bool:
    """Put some segments together that are many of a size, for some hundredths of a second; whether
    there were any.
    """
    before = _changes(connection)
    _command(connection, "merge", _STEP)
    return _changes(connection) - before >= 2  # one is that of the command itself


def holding(connection: Connection, columns: Sequence[str], phrases: Collection[str]) -> set[int]:
    """The records that hold one of `phrases` in one of `columns`.

    A phrase is folded words with a space between them, of which the last may be only begun.
    """
    if not phrases:
        return set()
    wanted = " OR ".join(f'"{phrase}" *' for phrase in sorted(phrases))
    match = f"{{{' '.join(columns)}}} : ({wanted})"
    query = f"SELECT rowid & 4294967295 FROM {TABLE} WHERE {TABLE} MATCH ?"
    return set(connection.exec_driver_sql(query, (match,)).scalars())


def _command(connection: Connection, name: str, value: int) -> None:
    """Tell FTS5 something; settings are kept in the file."""
    sql = f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES (?, ?)"
    connection.exec_driver_sql(sql, (name, value))


def _changes(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())


@contextmanager
def compared(connection: Connection) -> Iterator[None]:
    """Beside the index, for as long as it takes: a table `EXPECTED` like it, empty and for this
    connection alone, and of both all words, one by one (`read_terms`)."""
    sql = connection.exec_driver_sql
    reading = sql("PRAGMA query_only").scalar_one()
    sql("PRAGMA query_only = OFF")  # which would forbid tables of its own to a reader, too
    try:
        sql(f"CREATE VIRTUAL TABLE temp.{EXPECTED} USING fts5({_NAMED}, content='', {_TOKENIZER})")
        for name, table in (("main", TABLE), ("temp", EXPECTED)):
            vocabulary = f"fts5vocab({name}, {table}, instance)"
            sql(f"CREATE VIRTUAL TABLE temp.{table}_term USING {vocabulary}")
        yield
    finally:
        for name in (f"{TABLE}_term", f"{EXPECTED}_term", EXPECTED):
            sql(f"DROP TABLE IF EXISTS temp.{name}")
        sql(f"PRAGMA query_only = {reading}")


def expect(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    """Have `EXPECTED` hold these entries, row number and columns, and nothing else."""
    sql = connection.exec_driver_sql
    sql(f"INSERT INTO temp.{EXPECTED} ({EXPECTED}) VALUES ('delete-all')")
    sql(ADD.replace(TABLE, f"temp.{EXPECTED}", 1), list(rows))


def read_terms(connection: Connection, table: str) -> Iterator[Sequence[tuple[str, int, str, int]]]:
    """All words of `TABLE` or `EXPECTED`, a little at a time: word, row number, column, place.

    To be asked within `compared`.
    """
    query = f'SELECT term, doc, col, "offset" FROM temp.{table}_term'
    cursor = connection.exec_driver_sql(query).cursor
    assert cursor is not None, "asked of a statement that answers with rows"
    while part := cursor.fetchmany(_PART):
        yield part
    cursor.close()
