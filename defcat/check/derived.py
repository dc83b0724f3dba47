"""Whether what follows from the records is what stands in the file: dates, statuses, counters."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from defcat.check.report import Problem, Progress, references
from defcat.kinds import KINDS
from defcat.model import COUNTER, FINDING, RECORD, SETTING, own_table, part_table
from defcat.parts import PARTS
from defcat.rows import dated, sort_title
from defcat.rules import derived
from defcat.rules.findings import counting
from defcat.rules.statuses import facts
from defcat.translation import trn

CHUNK = 2_000


def look(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Records whose date, order or status is not what their rows make it."""
    ids = list(connection.scalars(select(RECORD.c.id).order_by(RECORD.c.id)))
    stale = set(derived.outdated(connection, today))
    dates: list[int] = []
    statuses: list[int] = []
    for start in range(0, len(ids), CHUNK):
        told(start, len(ids))
        chunk = ids[start : start + CHUNK]
        dates += _misdated(connection, chunk)
        statuses += (i for i in _misstated(connection, chunk, today) if i not in stale)
    found = []
    if dates:
        says = trn(
            "{n} record is in the wrong place by date or name",
            "{n} records are in the wrong place by date or name",
            len(dates),
        )
        refs = references(connection, dates)
        found.append(Problem("derived", "derived.date", len(dates), says, refs, mends=True))
    if statuses:
        says = trn(
            "{n} agreement has another status than its events make",
            "{n} agreements have another status than their events make",
            len(statuses),
        )
        refs = references(connection, statuses)
        found.append(Problem("derived", "derived.status", len(statuses), says, refs, mends=True))
    return found


def _misdated(connection: Connection, ids: list[int]) -> Iterator[int]:
    dates = derived.dates(connection, ids)
    for row in connection.execute(select(RECORD).where(RECORD.c.id.in_(ids))):
        made = {**dated(dates[row.id], row.id), "sort_title": sort_title(row.title)}
        if any(row._mapping[name] != value for name, value in made.items()):
            yield row.id


def _misstated(connection: Connection, ids: list[int], today: date) -> Iterator[int]:
    known = facts(connection, ids)
    own = own_table("agreement")
    rows = {
        row["id"]: row
        for row in connection.execute(select(own).where(own.c.id.in_(list(known)))).mappings()
    }
    for made in derived.stated(known, today):
        row = rows[made["b_id"]]
        if any(row[name] != value for name, value in made.items() if name != "b_id"):
            yield row["id"]


def highest(connection: Connection) -> dict[str, int]:
    """The highest number given out under each name of a counter."""
    found: dict[str, int] = {"record": _max(connection, RECORD.c.id)}
    for kind in KINDS:
        found[kind] = _max(connection, RECORD.c.number, RECORD.c.kind == kind)
    for part in PARTS:
        found[part] = _max(connection, part_table(part).c.id)
    return found


def _max(connection: Connection, column: Any, *conditions: Any) -> int:
    return connection.scalar(select(func.max(column)).where(*conditions)) or 0


def look_at_counters(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Counters that would give a number out twice."""
    last = {row.name: row.last for row in connection.execute(select(COUNTER))}
    behind = [name for name, high in highest(connection).items() if last.get(name, 0) < high]
    if not behind:
        return []
    says = trn(
        "{n} counter is behind what was given out: {names}",
        "{n} counters are behind what was given out: {names}",
        len(behind),
        names=", ".join(behind),
    )
    return [Problem("counters", "counters.behind", len(behind), says, mends=True)]


def look_at_findings(connection: Connection, today: date, told: Progress) -> list[Problem]:
    """Findings of records that there are not, and what keeps them from being made anew."""
    mark = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == counting.MARK))
    if not mark or counting.due(connection):  # they will be made anew in any case
        return []
    of_none = FINDING.c.record_id.not_in(select(RECORD.c.id))
    count = connection.scalar(select(func.count()).select_from(FINDING).where(of_none))
    if not count:
        return []
    says = trn("{n} finding of no record", "{n} findings of no record", count)
    return [Problem("findings", "findings.of-none", count, says, mends=True)]
