"""What rules read: the fields and rows of linked records, and only the dates of around a day.

EDTF texts are in the order of their years, but for the digits of a year that are not known (201X)
and for the later end of a range, and within a year in no order at all (2016~, 2016-06, 2016-24). So
the conditions here compare years, are true of all dates asked for, and spare reading most others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from defcat.dates import days_span
from defcat.dossier import Row
from defcat.fields import Stored
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table

CHUNK = 2_000
"""So many records are read in one statement."""


def values(connection: Connection, kind: str, ids: Collection[int]) -> dict[int, dict[str, Stored]]:
    """The fields of the records `ids`, all of one kind, by identifier."""
    own = own_table(kind)
    query = select(RECORD, own).join(own, own.c.id == RECORD.c.id)
    return {
        row["id"]: {name: row[name] for name in KINDS[kind].by_name}
        for row in connection.execute(query.where(RECORD.c.id.in_(list(ids)))).mappings()
    }


def own_values(
    connection: Connection, kind: str, ids: Collection[int], names: Sequence[str]
) -> dict[int, dict[str, Stored]]:
    """The columns `names` of the table of `kind` for many records, a chunk at a time."""
    own = own_table(kind)
    query = select(own.c.id, *(own.c[name] for name in names))
    return {
        row["id"]: {name: row[name] for name in names}
        for chunk in chunks(ids)
        for row in connection.execute(query.where(own.c.id.in_(chunk))).mappings()
    }


def text(kind: str, found: Mapping[str, Stored], name: str) -> str:
    """The value of field `name` among the fields `found` of a record, in words; empty for none."""
    value = found[name]
    return "" if value is None else KINDS[kind].by_name[name].type.show(value)


def rows(connection: Connection, part: str, ids: Collection[int]) -> dict[int, Row]:
    """The rows `ids` of a part, whichever records they belong to, by identifier."""
    table = part_table(part)
    return {
        row["id"]: Row(
            part, row["id"], row["record_id"], {name: row[name] for name in PARTS[part].by_name}
        )
        for row in connection.execute(select(table).where(table.c.id.in_(list(ids)))).mappings()
    }


def rows_of(
    connection: Connection, part: str, records: Collection[int], names: Collection[str] = ()
) -> dict[int, list[Row]]:
    """The rows of a part that many records have, by record, in the order recorded: with all their
    fields, or those `names` only.
    """
    table, names = part_table(part), list(names or PARTS[part].by_name)
    columns = (table.c.id, table.c.record_id, *(table.c[name] for name in names))
    found: dict[int, list[Row]] = defaultdict(list)
    for chunk in chunks(records):
        query = select(*columns).where(table.c.record_id.in_(chunk)).order_by(table.c.id)
        for row, record, *given in connection.execute(query):
            found[record].append(Row(part, row, record, dict(zip(names, given, strict=True))))
    return found


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    """Identifiers in their order, so many at a time as one statement takes."""
    ordered = sorted(ids)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def had_come(when: Stored, day: date) -> bool:
    """Whether what has the EDTF date `when` may have come about by `day`; so it has without one."""
    return when is None or days_span(str(when))[0] <= day.isoformat()


def may_begin_by(when: ColumnElement[Any], day: date) -> ColumnElement[bool]:
    """True of every EDTF date that can mean `day` or an earlier one, and of few others."""
    after = f"{day.year:04}~~"  # after 2016-12-31, 2016~ and 2016/2019
    return or_(when < after, when.like("%X%"))


def may_begin_after(when: ColumnElement[Any], day: date) -> ColumnElement[bool]:
    """True of every EDTF date that cannot mean `day` or an earlier one, and of few others."""
    return when >= f"{day.year:04}"


def may_last_until(when: ColumnElement[Any], day: date) -> ColumnElement[bool]:
    """True of every EDTF date that can mean `day` or a later one, and of few others.

    A winter lasts into the year after the one that it is called by.
    """
    return or_(when >= f"{day.year - 1:04}", when.like("%/%"))
