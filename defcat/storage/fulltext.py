"""The full-text table: SQLite's FTS5, without a copy of the text.

Columns: `name` (reference, title, other names), `body` (the rest), `variants` (other spellings and
transliterations) and `tags` (kind). The row number is the record's `sort_key`, so `ORDER BY rowid
DESC` is newest first and needs no sort. The categories keep the vowel signs of Devanagari inside
words.

Prefix indexes make the beginnings of words, up to `PREFIXES` letters, as quick as whole words. A
longer beginning is spelled out by the table `WORDS`, which holds every longer word of the index:
asking for "defence" or "defences" takes a hundredth of the time of asking for "defence*".
"""

from sqlalchemy import Connection

TABLE = "fulltext"
WORDS = "fulltext_word"
PREFIXES = 5
CREATE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5(
    name, body, variants, tags,
    content='', contentless_delete=1, prefix='{" ".join(str(n + 1) for n in range(PREFIXES))}',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""


def create_fulltext(connection: Connection) -> None:
    """Make the two tables, empty."""
    connection.exec_driver_sql(CREATE)
    connection.exec_driver_sql(f"CREATE TABLE {WORDS} (term TEXT PRIMARY KEY) WITHOUT ROWID")
