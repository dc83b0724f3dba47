"""Whether rows may be written back to what they were: what stands on what they are now.

`Back` says of one row what it was before some changes and what it was after them. Before it is
written back it is seen that the row still is what it was after them, that what it named is still
there, and that nothing names what would go. Each refusal names the later changes, by whom and when.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, literal, select

from defcat import circles
from defcat.change import Change
from defcat.dates import PartialDate
from defcat.dossier import Stub, stubs
from defcat.errors import Refused
from defcat.history import local
from defcat.journal import Line, line
from defcat.kinds import KINDS, PARTS, described, label_of
from defcat.model import ENTRY_ROW, RECORD, own_table, part_table
from defcat.parts import NAMES_ROW
from defcat.rows import BATCH, Values
from defcat.translation import tr

_NAMED = 3
"""So many reasons are given."""

_SHELVED = ("archived", "binned_at", "merged_into")


class Written(NamedTuple):
    """A row as the history has it, to be written from `after` back to `before`."""

    record_id: int
    what: str
    row_id: int
    before: Values | None
    after: Values | None


@dataclass(frozen=True)
class Back:
    """A row and the columns of it that changed: `before` some changes and `after` them; None for
    no row. `owners`: the records it belonged to meanwhile, the first one first.
    """

    owners: tuple[int, ...]
    what: str
    row_id: int
    before: Values | None
    after: Values | None

    @property
    def stays(self) -> bool:
        """Whether there was a row before as after."""
        return self.before is not None and self.after is not None

    def rows(self) -> Iterator[Written]:
        """What is written; what changes in a row is news of all records it belonged to."""
        for owner in self.owners if self.stays else self.owners[-1:]:
            yield Written(owner, self.what, self.row_id, self.before, self.after)


@dataclass(frozen=True)
class _Reason:
    """Why not: in words, and the row whose later change of these columns is to blame."""

    says: str
    owners: tuple[int, ...]
    what: str
    row_id: int
    names: frozenset[str] = frozenset()


def net(rows: Iterable[Any]) -> list[Back]:
    """What rows of the history, in order, come to: one for each row that they changed."""
    found: dict[tuple[str, int], Back] = {}
    for row in rows:
        key = row.what, row.row_id
        seen = found.get(key)
        if seen is None:
            found[key] = Back((row.record_id,), *key, row.before, row.after)
        else:
            owners = dict.fromkeys((*seen.owners, row.record_id))
            before, after = _earliest(seen, row.before), _latest(seen, row.after)
            found[key] = Back(tuple(owners), *key, before, after)
    return [back for back in map(_bare, found.values()) if back.before != back.after]


def said_of(entry: Line) -> str:
    """A change as a refusal or a label names it: what, by whom, when."""
    at = local(entry.at)
    day = PartialDate.parse(at.date().isoformat()).show()
    when = tr("{day}, {time}", day=day, time=at.strftime("%H:%M"))
    return tr("“{label}” by {by} on {when}", label=entry.label, by=entry.by, when=when)


def check_before(change: Change, backs: Collection[Back], since: int) -> None:
    """Raise Refused where rows cannot be written back: changes after the entry `since` stand in the
    way, what they named is gone, or a marking is above the ceiling.
    """
    for back in backs:
        change.check_marking((back.before or {}).get("marking"))
    connection = change.connection
    present = _present(connection, backs)
    changed = [reason for back in backs for reason in _changed_since(back, present)]
    _refuse(connection, since, tr("It was changed again since"), changed)
    _refuse(connection, since, tr("What it needs is no longer there"), _missing(connection, backs))
    _refuse(connection, since, tr("Something stands on it"), _standing_on(connection, backs))


def check_written(connection: Connection, backs: Iterable[Back]) -> None:
    """Raise Refused where rows that were written back made a record a part of itself."""
    for back in backs:
        row = back.before or {}
        if back.what in KINDS:
            for name in circles.UPWARD[back.what]:
                target = row.get(name)
                above = circles.by_field(connection, back.what, name)
                if target and circles.leads_back(target, (back.row_id,), above):
                    raise _circle(tr(KINDS[back.what].by_name[name].label))
        elif back.what in circles.RELATIONS:
            _check_relation(connection, back)


def _check_relation(connection: Connection, back: Back) -> None:
    c = part_table(back.what).c
    query = select(c.record_id, c.other_id, c.type).where(c.id == back.row_id)
    row = connection.execute(query).first()
    if row is None or row.type not in circles.RELATIONS[back.what]:
        return

    def above(ids: Collection[int]) -> Iterable[int]:
        return (r.other_id for r in circles.related(connection, back.what, row.type, ids))

    if circles.leads_back(row.other_id, (row.record_id,), above):
        raise _circle(PARTS[back.what].by_name["type"].type.show(row.type))


def _circle(label: str) -> Refused:
    return Refused(
        tr("“{relation}” would lead back to this very record.", relation=label),
        tr("First change the record that leads back here."),
    )


# --- what several changes of a row come to ----------------------------------------------------


def _earliest(seen: Back, before: Values | None) -> Values | None:
    if seen.before is None or seen.after is None:  # it was not there, or it had gone
        return seen.before
    return {**(before or {}), **seen.before}


def _latest(seen: Back, after: Values | None) -> Values | None:
    if after is None or seen.after is None:
        return after
    return {**seen.after, **after}


def _bare(back: Back) -> Back:
    """Without what changed and changed back; of a row that comes or goes, without blanks."""
    before, after = back.before, back.after
    if before is None or after is None:
        if None not in (before or after or {}).values():
            return back
        return replace(back, before=_filled(before), after=_filled(after))
    names = {name for name in (*before, *after) if before.get(name) != after.get(name)}
    return replace(
        back,
        before={name: before.get(name) for name in sorted(names)},
        after={name: after.get(name) for name in sorted(names)},
    )


def _filled(values: Values | None) -> Values | None:
    return values and {name: value for name, value in values.items() if value is not None}


# --- what stands in the way -------------------------------------------------------------------


def _present(connection: Connection, backs: Iterable[Back]) -> dict[tuple[str, int], Values]:
    """The rows as they are now, those that are there."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for back in backs:
        wanted[back.what].append(back.row_id)
    found = {}
    for what, ids in wanted.items():
        table = own_table(what) if what in KINDS else part_table(what)
        query = select(table)
        if what in KINDS:
            query = select(RECORD, table).join(table, table.c.id == RECORD.c.id)
        for these in _chunks(ids):
            for row in connection.execute(query.where(table.c.id.in_(these))).mappings():
                found[what, row["id"]] = dict(row)
    return found


def _changed_since(back: Back, present: Mapping[tuple[str, int], Values]) -> Iterator[_Reason]:
    row = present.get((back.what, back.row_id))
    if back.after is None:
        if row is not None:
            yield _Reason(tr("{what} is there again", what=_label(back)), *_place(back))
        return
    if row is None:
        yield _Reason(tr("{what} is gone", what=_label(back)), *_place(back))
        return
    shape = described(back.what)
    names = set(back.after)
    if back.before is None:  # all of it would go, whatever was written into it since
        names |= {*shape.by_name, *(_SHELVED if back.what in KINDS else ())}
    if back.what in PARTS:
        names.add("record_id")
    blank = {"record_id": back.owners[-1], "archived": False}
    differ = {n for n in names if row[n] != back.after.get(n, blank.get(n))}
    if differ:
        labels = ", ".join(
            tr(shape.by_name[n].label) if n in shape.by_name else _shelf(n) for n in sorted(differ)
        )
        yield _Reason(labels, *_place(back), frozenset(differ))


def _missing(connection: Connection, backs: Collection[Back]) -> list[_Reason]:
    """Records and rows that what is written back names and that are not there."""
    coming = {(back.what, back.row_id) for back in backs if back.after is None}
    going = {(back.what, back.row_id) for back in backs if back.before is None}
    names: list[tuple[Back, str, tuple[str, int]]] = []
    for back in backs:
        row = back.before or {}
        links = (*described(back.what).link_fields, "record_id", "merged_into")
        names += [(back, "record", (name, row[name])) for name in links if row.get(name)]
        if named := _row_named(back.what, row):
            names.append((back, named[0], named))
    records = {n for _, table, (_, n) in names if table == "record"}
    there = {("record", n) for n in stubs(connection, records)} if records else set()
    for part in {table for _, table, _ in names if table != "record"}:
        ids = [n for _, table, (_, n) in names if table == part]
        c = part_table(part).c
        for these in _chunks(ids):
            there |= {(part, n) for n in connection.scalars(select(c.id).where(c.id.in_(these)))}

    def stands(table: str, row_id: int) -> bool:
        kinds = KINDS if table == "record" else (table,)
        if any((what, row_id) in coming for what in kinds):
            return True
        gone = any((what, row_id) in going for what in kinds)
        return (table, row_id) in there and not gone

    return [
        _lost(connection, back, table, name, row_id)
        for back, table, (name, row_id) in names
        if not stands(table, row_id)
    ]


def _row_named(what: str, row: Values) -> tuple[str, int] | None:
    """The row of another part that a row names: the part and the number."""
    number = row.get(NAMES_ROW.get(what, ""))
    part = "event" if what == "signatory" else row.get("about")
    return (part, number) if number is not None and part in PARTS else None


def _lost(connection: Connection, back: Back, table: str, name: str, row_id: int) -> _Reason:
    """What is said of something that a row named: the change that took it away is to blame."""
    if table != "record":
        says = tr("the row of “{part}” that it named", part=tr(PARTS[table].label))
        return _Reason(says, back.owners, table, row_id)
    gone = select(ENTRY_ROW.c.what).where(ENTRY_ROW.c.record_id == row_id)
    gone = gone.where(ENTRY_ROW.c.what.in_(list(KINDS))).limit(1)
    field = described(back.what).by_name.get(name)
    says = tr("the record under “{field}”", field=tr(field.label) if field else _label(back))
    return _Reason(says, (row_id,), connection.scalar(gone) or back.what, row_id)


def _standing_on(connection: Connection, backs: Collection[Back]) -> list[_Reason]:
    """Rows that name what would go, and do not go or change themselves."""
    mine = {(back.what, back.row_id): back for back in backs}

    def stands(what: str, row_id: int, column: str) -> bool:
        own = mine.get((what, row_id))
        return own is None or (own.before is not None and column not in own.before)

    named = (*_naming_records(connection, backs), *_naming_rows(connection, backs))
    return [
        _Reason("", (owner,), what, row_id, frozenset((column,)))
        for what, row_id, owner, column in named
        if stands(what, row_id, column)
    ]


_Naming = tuple[str, int, int, str]
"""A row that names another one: what it is, its number, its record, and the column."""


def _naming_records(connection: Connection, backs: Iterable[Back]) -> Iterator[_Naming]:
    gone = [back.row_id for back in backs if back.before is None and back.what in KINDS]
    columns = [(kind.name, own_table(kind.name), kind.link_fields) for kind in KINDS.values()]
    columns += [(part.name, part_table(part.name), part.link_fields) for part in PARTS.values()]
    for these in _chunks(gone):
        for what, table, links in columns:
            owner = "id" if what in KINDS else "record_id"
            for column in (*links, *(() if what in KINDS else ("record_id",))):
                query = select(table.c.id, table.c[owner]).where(table.c[column].in_(these))
                for row_id, record_id in connection.execute(query):
                    yield what, row_id, record_id, column
        # Only what is in the bin was merged, and that can be looked up.
        merged = select(RECORD.c.id, RECORD.c.kind).where(RECORD.c.binned_at.is_not(None))
        for record_id, kind in connection.execute(merged.where(RECORD.c.merged_into.in_(these))):
            yield kind, record_id, record_id, "merged_into"


def _naming_rows(connection: Connection, backs: Iterable[Back]) -> Iterator[_Naming]:
    """Citations and signatories that name a row that would go; they are of the same record."""
    gone: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for back in backs:
        if back.before is None and back.what in PARTS:
            for owner in back.owners:
                gone[owner].add((back.what, back.row_id))
    for what, column in NAMES_ROW.items():
        c = part_table(what).c
        about = c.about if what == "citation" else literal("event")
        for these in _chunks(gone):
            query = select(c.id, c.record_id, about, c[column])
            query = query.where(c.record_id.in_(these), c[column].is_not(None))
            for row_id, record_id, part, number in connection.execute(query):
                if (part, number) in gone[record_id]:
                    yield what, row_id, record_id, column


# --- how it is said ---------------------------------------------------------------------------


def _refuse(connection: Connection, since: int, says: str, reasons: Collection[_Reason]) -> None:
    """Raise Refused with the first of the reasons, if there are any."""
    if not reasons:
        return
    first = list(dict.fromkeys(reasons))[:_NAMED]
    named = stubs(connection, {owner for reason in first for owner in reason.owners})
    told = dict.fromkeys(_told(connection, since, reason, named) for reason in first)
    if more := len(reasons) - len(first):
        told[tr("{n} more", n=more)] = None
    raise Refused(
        f"{says}: {'; '.join(told)}.",
        tr("Take the later change back first, or restore what you need field by field."),
    )


def _told(connection: Connection, since: int, reason: _Reason, named: Mapping[int, Stub]) -> str:
    """One reason: of which record, what, and the last change that is to blame."""
    owner = next((named[i] for i in reversed(reason.owners) if i in named), None)
    of = tr("{title} ({ref})", title=owner.title, ref=owner.ref) if owner else ""
    says = reason.says or (tr(PARTS[reason.what].label) if reason.what in PARTS else "")
    entry = _to_blame(connection, since, reason)
    return ", ".join(filter(None, (of, says, said_of(entry) if entry else "")))


def _to_blame(connection: Connection, since: int, reason: _Reason) -> Line | None:
    """The last change after `since` that wrote the columns of a row, or the row itself."""
    c = ENTRY_ROW.c
    query = select(c.entry_id, c.before, c.after).where(c.record_id.in_(reason.owners))
    query = query.where(c.entry_id > since, c.what == reason.what, c.row_id == reason.row_id)
    for row in connection.execute(query.order_by(c.entry_id.desc())):
        columns = {*(row.before or {}), *(row.after or {})}
        if not reason.names or not columns.isdisjoint(reason.names):
            return line(connection, row.entry_id)
    return None


def _place(back: Back) -> tuple[tuple[int, ...], str, int]:
    return back.owners, back.what, back.row_id


def _label(back: Back) -> str:
    if back.what in KINDS:
        return tr("the record")
    return tr("the row of “{part}”", part=label_of("", back.what))


def _shelf(name: str) -> str:
    """What a column is called that no field describes."""
    words = {"archived": tr("Archive"), "record_id": tr("the record it belongs to")}
    return words.get(name, tr("Bin"))


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
