"""What briefs read of linked records beyond their titles: fields and offices."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from defcat.dates import PartialDate
from defcat.dossier import Row
from defcat.fields import Stored
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.translation import tr


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


def tenures(connection: Connection, officials: Collection[int]) -> dict[int, list[Row]]:
    """The posts of the officials named, in the order entered, by official."""
    table = part_table("tenure")
    query = select(table).where(table.c.record_id.in_(list(officials))).order_by(table.c.id)
    found: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        fields = {name: row[name] for name in PARTS["tenure"].by_name}
        found[row["record_id"]].append(Row("tenure", row["id"], row["record_id"], fields))
    return found


def office_on(posts: Collection[Row], when: PartialDate) -> str:
    """The posts held throughout `when`, in words; empty where none was.

    A post of which the dates do not tell is said to be possible, but only where no post is certain.
    """
    if not (when.known_first and when.known_last):
        return ""
    held = [(post.text("post"), _held(post, when)) for post in posts]
    certain = [name for name, sure in held if sure]
    possible = [tr("possibly {post}", post=name) for name, sure in held if sure is False]
    return "; ".join(dict.fromkeys(certain or possible))


def _held(post: Row, when: PartialDate) -> bool | None:
    """Whether a post was certainly held (True), possibly (False), or not at all (None)."""
    began = PartialDate.parse(str(post["start"])) if post["start"] else None
    ended = PartialDate.parse(str(post["end"])) if post["end"] else None
    if (began and began.first > when.last) or (ended and ended.last < when.first):
        return None
    sure = began is not None and began.last <= when.first
    return sure and (ended is None or ended.first >= when.last)
