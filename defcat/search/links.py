"""The links of one record to others, for queries that ask for what it is linked with."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from defcat.fields import Field, Link
from defcat.kinds import KINDS, parts_of
from defcat.model import RECORD, own_table, part_table
from defcat.storage.listed import listed


def linked_from(connection: Connection, record_id: int) -> set[int]:
    """The records that this one links to, by its own fields and by the rows that it has."""
    kind = connection.scalar(select(RECORD.c.kind).where(RECORD.c.id == record_id))
    if kind is None:
        return set()
    own = own_table(kind)
    found: set[int] = set()
    places = [(own, own.c.id, _links(KINDS[kind].fields))]
    for part in parts_of(kind):
        table = part_table(part.name)
        places.append((table, table.c.record_id, _links(part.fields)))
    for table, owner, names in places:
        if columns := [table.c[name] for name in names]:
            for row in connection.execute(select(*columns).where(owner == record_id)):
                found.update(other for other in row if other is not None)
    return found


def refs(connection: Connection, ids: Collection[int]) -> list[str]:
    """The references of those of the records `ids` that are not in the bin, the newest first."""
    c = RECORD.c
    query = select(c.kind, c.number).where(listed(c.id, ids), c.binned_at.is_(None))
    rows = connection.execute(query.order_by(c.sort_key.desc()))
    return [KINDS[row.kind].ref(row.number) for row in rows]


def _links(fields: tuple[Field, ...]) -> list[str]:
    return [field.name for field in fields if isinstance(field.type, Link)]
