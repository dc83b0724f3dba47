"""The briefs made last, kept in the catalogue itself: what one is of tells as much as a record.

They are no part of the record: keeping one makes no entry in the history and nothing to undo.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from defcat.briefs.order import Order, as_plain, of_plain
from defcat.model import SETTING

KEPT = 10
_NAME = "recent-briefs"


@dataclass(frozen=True)
class Recent:
    """A brief that was made: what it is called, and how it was ordered."""

    title: str
    order: Order


def recent(connection: Connection) -> list[Recent]:
    """The briefs made last, newest first, none ordered twice; at most `KEPT`."""
    kept = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == _NAME))
    found = [(each["title"], of_plain(each["order"])) for each in json.loads(kept or "[]")]
    return [Recent(title, order) for title, order in found if order]


def note(connection: Connection, made: Recent) -> list[Recent]:
    """Keep that a brief was made; those that are kept now. `connection` is that of a change."""
    rest = [each for each in recent(connection) if each.order != made.order]
    kept = [made, *rest][:KEPT]
    plain = [{"title": each.title, "order": as_plain(each.order)} for each in kept]
    connection.execute(delete(SETTING).where(SETTING.c.name == _NAME))
    value = json.dumps(plain, ensure_ascii=False)
    connection.execute(insert(SETTING).values(name=_NAME, value=value))
    return kept
