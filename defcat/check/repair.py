"""What can be derived from the records, made anew: indexes, dates, statuses, counters, the index.

The search index is the last, because it is made from all the others.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from defcat import attachments
from defcat.check.derived import CHUNK, highest
from defcat.check.report import Progress, Report
from defcat.model import COUNTER, RECORD, SETTING
from defcat.rows import sort_title
from defcat.rules import derived
from defcat.rules.findings.counting import AT, MARK
from defcat.search import index
from defcat.storage.integrity import reindex


def repair(
    connection: Connection, found: Report, today: date, told: Progress | None = None
) -> None:
    """Make anew what `found` says can be mended, in the transaction of `connection`.

    `today` is the day of which statuses are stored. `told` is told how much of how much is done;
    what it raises stops it. Nothing that a person recorded is changed.
    """
    parts = {problem.part for problem in found.problems if problem.mends}
    if "file" in parts:
        reindex(connection)
    if "counters" in parts:
        raise_counters(connection)
    if "derived" in parts:
        derive(connection, today)
    if "findings" in parts:  # whoever asks for findings next finds all of them anew
        connection.execute(delete(SETTING).where(SETTING.c.name.in_((AT, MARK))))
    if "attachments" in parts:
        attachments.read_missing(connection)
    if parts & {"attachments", "file", "derived", "index"}:
        index.rebuild(connection, told)


def raise_counters(connection: Connection) -> None:
    """See to it that no number is given out twice."""
    last = {row.name: row.last for row in connection.execute(select(COUNTER))}
    for name, high in highest(connection).items():
        if name not in last and high:
            connection.execute(insert(COUNTER).values(name=name, last=high))
        elif last.get(name, 0) < high:
            connection.execute(update(COUNTER).where(COUNTER.c.name == name).values(last=high))


def derive(connection: Connection, today: date) -> None:
    """Make the dates, the order and the statuses of all records anew."""
    wrong = update(RECORD).where(RECORD.c.id == bindparam("b_id"))
    wrong = wrong.values(sort_title=bindparam("b_title"))
    for rows in _titles(connection):
        if rows:
            connection.execute(wrong, rows)
    derived.refresh(connection, list(connection.scalars(select(RECORD.c.id))), today)


def _titles(connection: Connection) -> Iterator[list[dict[str, object]]]:
    """The titles to sort by that are not those of their records, some at a time."""
    ids = list(connection.scalars(select(RECORD.c.id).order_by(RECORD.c.id)))
    columns = select(RECORD.c.id, RECORD.c.title, RECORD.c.sort_title)
    for start in range(0, len(ids), CHUNK):
        rows = connection.execute(columns.where(RECORD.c.id.in_(ids[start : start + CHUNK])))
        yield [
            {"b_id": row.id, "b_title": sort_title(row.title)}
            for row in rows
            if row.sort_title != sort_title(row.title)
        ]
