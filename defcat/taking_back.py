"""Taking back any change of the history, whatever came after it, or a part of it.

Three acts: a whole entry is undone; a field or a row becomes what it was before an entry; a record
becomes what it was before an entry or after it. Each writes the rows concerned from what they are
to what they were, is refused where later changes stand on them (`footing`), and is a change of its
own, with its own undo; it never touches what other changes did.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from defcat.change import Change
from defcat.dossier import stubs
from defcat.errors import Refused
from defcat.footing import Back, check_before, check_written, net, said_of
from defcat.history import beginning, first_author, rows_written
from defcat.journal import Line, line
from defcat.kinds import KINDS, PARTS, described
from defcat.model import ENTRY_ROW
from defcat.rows import Author
from defcat.translation import tr

_TOGETHER = {"binned_at": ("binned_at", "merged_into")}
"""Columns that only mean something together."""


def undo_entry(change: Change, entry_id: int) -> tuple[str, dict[str, int]]:
    """Take back what an entry did; the label of the new one, and the columns that name the old one.

    Raises NotFound, and Refused where it cannot be taken back, with the later changes that stand on
    it; then nothing of `change` may be kept.
    """
    connection = change.connection
    entry = may_go_back(connection, entry_id)
    rows = rows_written(connection, entry_id)
    backs = net(rows)
    _check(change, backs, entry_id)
    # As the last change is undone: row by row, so that each comes after what it names.
    change.reverse(reversed(rows), first_author(connection, entry_id))
    change.flush()
    check_written(connection, backs)
    return tr("Take back: {label}", label=entry.label), {"undoes": entry_id, "redoes": entry_id}


def may_go_back(connection: Connection, entry_id: int) -> Line:
    """An entry that can be taken back, as far as the entry alone tells; quick.

    Raises NotFound, and Refused for what the catalogue began with or what was taken back already.
    """
    entry = line(connection, entry_id)
    if entry_id <= beginning(connection):
        raise Refused(
            tr("The catalogue began with that; it is not taken back."),
            tr("Change the records themselves, or put them in the bin."),
        )
    if entry.undone_by is not None:
        by = said_of(line(connection, entry.undone_by))
        raise Refused(
            tr("That was taken back already: {change}.", change=by),
            tr("Take that one back to have it again."),
        )
    return entry


def restore_field(change: Change, entry_id: int, what: str, row_id: int, field: str) -> str:
    """Make one field of a record, or of a row of a part, what it was before an entry.

    Later changes of the field count for nothing. Answers with the label. Raises Refused.
    """
    back = _since(change.connection, entry_id, what, row_id)
    before, after = back.before, back.after
    names = _TOGETHER.get(field, (field,))
    if before is None or after is None:
        raise Refused(
            tr("The field was not there before, or has gone with all of its row."),
            tr("Restore the whole row, or take the change back."),
        )
    were, are = ({n: row[n] for n in names if n in row} for row in (before, after))
    _write(change, [Back(back.owners, what, row_id, were, are)] if were else [], entry_id)
    shape = described(what)
    label = tr(shape.by_name[field].label) if field in shape.by_name else tr("Bin")
    return tr("Restore {field} of {record}", field=label, record=_name(change, back.owners[-1]))


def restore_row(change: Change, entry_id: int, part: str, row_id: int) -> str:
    """Make a row of a part what it was before an entry: there again, gone, or with other values.

    With a row that goes, its citations go. Answers with the label. Raises Refused.
    """
    back = _since(change.connection, entry_id, part, row_id)
    label = tr(
        "Restore a row of “{part}” of {record}",
        part=tr(PARTS[part].label),
        record=_name(change, back.owners[-1]),
    )
    if back.before is None and back.after is not None:
        change.remove_part(part, row_id)
    else:
        _write(change, [back] if back.before != back.after else [], entry_id)
    return label


def restore_record(change: Change, entry_id: int, record_id: int, *, after: bool = False) -> str:
    """Make a record, with all its rows, what it was before an entry, or `after` it.

    Later changes of it count for nothing, and out of the bin it comes if it was not there then.
    What links to it from elsewhere stays. Answers with the label. Raises NotFound, Refused.
    """
    then = line(change.connection, entry_id)
    backs = net(_rows_since(change.connection, record_id, entry_id + int(after)))
    for back in backs:
        if back.what in KINDS and back.before is None:
            raise Refused(
                tr("The record was not there before {change}.", change=said_of(then)),
                tr("Take that change back, or put the record in the bin."),
            )
        if back.stays and "record_id" in (back.before or {}):
            raise Refused(
                tr("Some of what it had has since gone to another record, or come from one."),
                tr("Take back the change that merged the two."),
            )
    _write(change, backs, entry_id)
    words = {"record": _name(change, record_id), "change": said_of(then)}
    if after:
        return tr("Restore {record} as it was after {change}", **words)
    return tr("Restore {record} as it was before {change}", **words)


def rows_behind(connection: Connection, record_id: int, entry_id: int, limit: int) -> int:
    """How many changes of its rows lie between a record and an entry, no further than `limit`."""
    c = ENTRY_ROW.c
    some = select(c.id).where(c.record_id == record_id, c.entry_id > entry_id).limit(limit)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def _check(change: Change, backs: Collection[Back], since: int) -> None:
    """Raise Refused where there is nothing to write, or where changes after `since` stand on it."""
    if not backs:
        raise Refused(
            tr("It is as it was: there is nothing to take back."),
            tr("What was changed has been changed back since."),
        )
    check_before(change, backs, since)


def _write(change: Change, backs: Collection[Back], since: int) -> None:
    """Write rows of one record back, if no change after the entry `since` stands in the way."""
    _check(change, backs, since)
    # What comes is there before it is named, and what goes is named no longer when it goes.
    coming = sorted((back for back in backs if back.after is None), key=_depth)
    staying = [back for back in backs if back.stays]
    going = sorted((back for back in backs if back.before is None), key=_depth, reverse=True)
    made = _made(change.connection, coming)
    change.reverse((row for b in (*coming, *staying, *going) for row in b.rows()), made)
    change.touched.update(owner for back in backs for owner in back.owners)
    change.flush()
    check_written(change.connection, backs)


def _depth(back: Back) -> int:
    """The record, then its events, which its signatories name, then its other rows."""
    return 0 if back.what in KINDS else 1 if back.what == "event" else 2


def _made(connection: Connection, coming: Iterable[Back]) -> Author | None:
    """Who made, and when, the records that come back."""
    for back in coming:
        if back.what in KINDS:
            c = ENTRY_ROW.c
            first = select(c.entry_id).where(c.record_id == back.row_id).order_by(c.entry_id)
            return first_author(connection, connection.execute(first.limit(1)).scalar_one())
    return None


def _since(connection: Connection, entry_id: int, what: str, row_id: int) -> Back:
    """What became of a row from an entry on; raises Refused where that entry did not change it."""
    c = ENTRY_ROW.c
    mine = select(c.record_id).where(c.entry_id == entry_id, c.what == what, c.row_id == row_id)
    owners = connection.scalars(mine).all()
    rows = {row.id: row for owner in owners for row in _rows_since(connection, owner, entry_id)}
    found = net(rows[n] for n in sorted(rows) if (rows[n].what, rows[n].row_id) == (what, row_id))
    if not found:
        blank: dict[str, Any] = {}
        return Back(tuple(owners) or (0,), what, row_id, blank, blank)
    return found[0]


def _rows_since(connection: Connection, record_id: int, entry_id: int) -> list[Any]:
    c = ENTRY_ROW.c
    query = select(ENTRY_ROW).where(c.record_id == record_id, c.entry_id >= entry_id)
    return list(connection.execute(query.order_by(c.id)))


def _name(change: Change, record_id: int) -> str:
    """A record by its reference."""
    found = stubs(change.connection, [record_id])
    return found[record_id].ref if found else tr("a record")
