"""The full-text table: SQLite's FTS5, without a copy of the text.

Columns: `name` (reference, title, other names), `body` (the rest), `variants` (other spellings and
transliterations) and `tags` (kind). The row number is the record's `sort_key`, so `ORDER BY rowid
DESC` is newest first and needs no sort. Prefix indexes of 1 to 5 letters keep the first keystrokes
as fast as the rest. The categories keep the vowel signs of Devanagari inside words.
"""

from sqlalchemy import Connection

TABLE = "fulltext"
CREATE = f"""
CREATE VIRTUAL TABLE {TABLE} USING fts5(
    name, body, variants, tags,
    content='', contentless_delete=1, prefix='1 2 3 4 5',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)"""


def create_fulltext(connection: Connection) -> None:
    """Make the empty table."""
    connection.exec_driver_sql(CREATE)
