"""What was searched for last, kept in the catalogue itself: a query can tell as much as a record.

It is no part of the record: keeping one makes no entry in the history and nothing to undo. The
functions that write take the connection of a change.
"""

import json

from sqlalchemy import Connection, delete, insert, select, update

from defcat.model import SETTING

KEPT = 20
LONGEST = 1_000
"""Characters of a query that is kept; a longer one was pasted, and is none to choose from a list"""
_NAME = "recent-searches"


def recent(connection: Connection) -> list[str]:
    """The queries used last, newest first, none twice; at most `KEPT`."""
    kept = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == _NAME))
    return [str(text) for text in json.loads(kept)] if kept else []


def note(connection: Connection, text: str) -> None:
    """Keep that `text` was searched for; case and spaces make no other query of it."""
    typed = " ".join(text.split())
    if not typed or len(typed) > LONGEST:
        return
    before = recent(connection)
    rest = [known for known in before if known.casefold() != typed.casefold()]
    _keep(connection, [typed, *rest][:KEPT])


def forget(connection: Connection) -> None:
    """Forget all that was searched for."""
    connection.execute(delete(SETTING).where(SETTING.c.name == _NAME))


def _keep(connection: Connection, texts: list[str]) -> None:
    value = json.dumps(texts, ensure_ascii=False)
    found = connection.execute(update(SETTING).where(SETTING.c.name == _NAME).values(value=value))
    if not found.rowcount:
        connection.execute(insert(SETTING).values(name=_NAME, value=value))
