"""What is read of linked records beyond their titles: their fields, and rows of theirs."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from defcat.dossier import Row
from defcat.fields import Stored
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table


def values(connection: Connection, kind: str, ids: Collection[int]) -> dict[int, dict[str, Stored]]:
    """The fields of the records `ids`, all of one kind, by identifier."""
    own = own_table(kind)
    query = select(RECORD, own).join(own, own.c.id == RECORD.c.id)
    return {
        row["id"]: {name: row[name] for name in KINDS[kind].by_name}
        for row in connection.execute(query.where(RECORD.c.id.in_(list(ids)))).mappings()
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
