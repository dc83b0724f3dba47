"""What may be written: the one way to change records, as forms, imports and commands say it."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from defcat import circles
from defcat.errors import InputError, NotFound, Refused
from defcat.fields import Stored
from defcat.kinds import KINDS, PARTS, described
from defcat.markings import Scheme
from defcat.model import RECORD, own_table, part_table
from defcat.rows import BATCH, Author, Changed, RowWriter, no_such_row
from defcat.translation import tr

__all__ = ["Author", "Change", "Changed"]

_LEADING = ("type", "other_id")
"""The fields of a relation that say where it leads."""


class Change(RowWriter):
    """One change under way, inside a transaction of `connection`.

    `done` says, once the change is on disk, what changed.
    """

    def __init__(
        self, connection: Connection, author: Author, scheme: Scheme, ceiling: str | None
    ) -> None:
        super().__init__(connection, author)
        self.done = Changed(0, "", frozenset())
        self._scheme = scheme
        self._ceiling = ceiling
        self._kinds: dict[int, str] = {}

    def add(self, kind: str, **values: Any) -> int:
        """Add a record of `kind`; its identifier. Raises InputError for a value that is none.

        Without a marking it gets the lowest of the catalogue's scheme.
        """
        return self.bring(kind, values, secrets.token_hex(16))

    def bring(self, kind: str, values: dict[str, Any], uid: str, number: int = 0) -> int:
        """Add a record that has its `uid` from elsewhere, as `add` does; its identifier here.

        It keeps its `number` too, unless that was given out here.
        """
        checked = self._checked(kind, values, whole=True)
        if checked.get("marking") is None:  # nothing is unmarked: the lowest level is said, too
            checked["marking"] = self._scheme.lowest.code
        record_id = self._next("record")
        self._kinds[record_id] = kind
        values = {**checked, "number": self._next(kind, number), "uid": uid}
        self._insert_record(record_id, kind, values)
        self._note(record_id, kind, record_id, None, values)
        return record_id

    def add_part(self, part: str, record_id: int, **values: Any) -> int:
        """Add a row of `part` to a record; the row's identifier."""
        checked = self._checked(part, values, whole=True)
        self._check_owner(part, record_id)
        self._check_row(part, record_id, checked)
        self._check_relation(part, record_id, checked)
        row = {"record_id": record_id, **self._signed(part)}
        row.update({name: value for name, value in checked.items() if value is not None})
        row_id = self._next(part)
        self._put(part_table(part), {"id": row_id, **row})
        self._note(record_id, part, row_id, None, row)
        return row_id

    def set(self, kind: str, record_id: int, **values: Any) -> bool:
        """Change fields of a record; whether that changed anything."""
        checked = self._checked(kind, values, whole=False)
        self._check_upward(kind, [record_id], checked)
        return self._set(kind, record_id, record_id, checked)

    def set_part(self, part: str, row_id: int, **values: Any) -> bool:
        """Change fields of a row of `part`; whether that changed anything."""
        checked = self._checked(part, values, whole=False)
        self.flush()
        current = self._current(part, row_id)
        self._check_row(part, current["record_id"], {**current, **checked})
        if any(current.get(name) != checked.get(name, current.get(name)) for name in _LEADING):
            self._check_relation(part, current["record_id"], {**current, **checked})
        if any(current.get(name) != value for name, value in checked.items()):
            checked = self._signed(part) | checked
        return self._set(part, row_id, current["record_id"], checked)

    def set_each(self, ids: Collection[int], **values: Any) -> frozenset[int]:
        """Give many records the same values, in few statements; those which that changed.

        The fields are ones that the kinds of all these records have. Raises what `set` raises.
        """
        self.flush()
        changed: frozenset[int] = frozenset()
        for kind, of_kind in self.by_kind(ids).items():
            checked = self._checked(kind, values, whole=False)
            self._check_upward(kind, of_kind, checked)
            changed |= self._set_each(kind, of_kind, checked)
        return changed

    def rewrite(self, what: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Change many rows of a part, or of the table of a kind, in few statements.

        `rows` gives the fields that change, by row, none of those that all kinds share. With a
        `record_id` among them a row of a part goes to another record; what names the row, its
        citations for one, does not go with it: rewrite those next. Each row is noted by itself.
        That what is written fits together, such as that no link leads back, the caller sees to.
        """
        self.flush()
        ids = sorted(rows)
        for start in range(0, len(ids), BATCH):
            self._rewrite(what, {row: rows[row] for row in ids[start : start + BATCH]})
            self.flush()

    def remove_part(self, part: str, row_id: int) -> None:
        """Take a row of `part` away, and the citations of that row with it."""
        self.remove_parts(part, [row_id])

    def remove_parts(self, part: str, row_ids: Collection[int]) -> None:
        """Take many rows of `part` away, and the citations of those rows with them."""
        self.flush()
        ids = sorted(row_ids)
        for start in range(0, len(ids), BATCH):
            self._remove(part, ids[start : start + BATCH])

    def bin(self, record_id: int, *, merged_into: int | None = None) -> None:
        """Put a record in the bin, with its links; nothing of it is lost.

        `merged_into` names the record that took over all it had.
        """
        self.flush()
        if "binned_at" not in self._current(self.kind_of(record_id), record_id):
            self._shelve(record_id, binned_at=self._author.at, merged_into=merged_into)

    def bin_each(self, ids: Collection[int]) -> frozenset[int]:
        """Put many records in the bin, in few statements; those that were not there yet."""
        self.flush()
        binned: frozenset[int] = frozenset()
        for kind, of_kind in self.by_kind(ids).items():
            there = self._ids_in(of_kind, RECORD.c.binned_at.is_not(None))
            new = [record_id for record_id in of_kind if record_id not in there]
            binned |= self._set_each(kind, new, {"binned_at": self._author.at})
        return binned

    def restore_each(self, ids: Collection[int]) -> frozenset[int]:
        """Take many records out of the bin, in few statements; those that were there."""
        return self._shelve_each(ids, binned_at=None, merged_into=None)

    def archive_each(self, ids: Collection[int], archived: bool = True) -> frozenset[int]:
        """Put many records aside, or take them back, in few statements; those that changed."""
        return self._shelve_each(ids, archived=archived)

    def restore(self, record_id: int) -> None:
        """Take a record out of the bin; one that was merged comes back without what it gave."""
        self._shelve(record_id, binned_at=None, merged_into=None)

    def archive(self, record_id: int, archived: bool = True) -> None:
        """Put a record aside as no longer current, or take it back."""
        self._shelve(record_id, archived=archived)

    # --- what is checked -----------------------------------------------------------------------

    def kind_of(self, record_id: int) -> str:
        """The kind of a record; raises NotFound where there is none."""
        if record_id not in self._kinds:
            kind: str | None = self.connection.scalar(
                select(RECORD.c.kind).where(RECORD.c.id == record_id)
            )
            if kind is None:
                raise NotFound(tr("There is no such record."), tr("It may have been taken back."))
            self._kinds[record_id] = kind
        return self._kinds[record_id]

    def by_kind(self, ids: Collection[int]) -> dict[str, list[int]]:
        """The records `ids` by their kinds; raises NotFound where one is not there."""
        unknown = sorted(record_id for record_id in ids if record_id not in self._kinds)
        for start in range(0, len(unknown), BATCH):
            these = RECORD.c.id.in_(unknown[start : start + BATCH])
            for row in self.connection.execute(select(RECORD.c.id, RECORD.c.kind).where(these)):
                self._kinds[row.id] = row.kind
        found: dict[str, list[int]] = defaultdict(list)
        for record_id in sorted(ids):
            found[self.kind_of(record_id)].append(record_id)
        return found

    def check_marking(self, code: object) -> None:
        """Raise Refused where the level `code` is above this catalogue's ceiling."""
        self._scheme.refuse_above(code, self._ceiling)

    def _checked(self, name: str, values: dict[str, Any], *, whole: bool) -> dict[str, Stored]:
        checked = described(name).check(values, whole=whole)
        self.check_marking(checked.get("marking"))
        check_links(name, checked, self.kind_of)
        return checked

    def _signed(self, part: str) -> dict[str, Stored]:
        """Who writes a row and on which day, for the parts that say it."""
        if "set_by" not in PARTS[part].by_name:
            return {}
        return {"set_by": self._author.name, "set_on": self._author.at[:10]}

    def _check_owner(self, part: str, record_id: int) -> None:
        """Raise InputError where a record of that kind cannot have rows of `part`."""
        if self.kind_of(record_id) not in PARTS[part].owners:
            raise InputError(
                tr("{part} cannot belong to this record.", part=tr(PARTS[part].label)),
                tr("Choose a record of the right kind."),
            )

    def _check_row(self, part: str, record_id: int, row: dict[str, Any]) -> None:
        """Raise what is wrong with a row of `part` that no field of it shows by itself."""
        if row.get("other_id") == record_id:
            raise Refused(tr("A record cannot be linked to itself."), tr("Choose another record."))
        about, named = None, None
        if part == "signatory":
            about, named = "event", row.get("event")
        elif part == "citation":
            about, named = row.get("about"), row.get("row")
            known = about is None or about in PARTS or about in _columns(self.kind_of(record_id))
            if not known:
                raise InputError(
                    tr("This record has no field “{field}” to cite a source for.", field=about),
                    tr("Name one of its fields, or none for the whole record."),
                )
        if named is not None and (about not in PARTS or self._owner(about, named) != record_id):
            raise InputError(
                tr("Row {row} is not a row of this record.", row=named),
                tr("Choose one of the record's own rows."),
            )

    def _check_upward(self, kind: str, ids: Collection[int], values: dict[str, Stored]) -> None:
        """Raise Refused where one of the records would come to be part of itself."""
        if not values.keys().isdisjoint(circles.UPWARD[kind]):
            self.flush()
            check_upward(self.connection, kind, ids, values)

    def _check_relation(self, part: str, record_id: int, row: dict[str, Any]) -> None:
        """Raise Refused where a relation would close a circle: a visit as part of its own part."""
        relation = row.get("type")
        if relation not in circles.RELATIONS.get(part, ()):
            return

        def above(ids: Collection[int]) -> Iterable[int]:
            for found in circles.related(self.connection, part, relation, ids):
                yield found.other_id
            for new in self._pending.get(part_table(part), ()):
                if new["record_id"] in ids and new.get("type") == relation:
                    yield new["other_id"]

        if circles.leads_back(row["other_id"], (record_id,), above):
            label = PARTS[part].by_name["type"].type.show(relation)
            raise Refused(
                tr("“{relation}” would lead back to this very record.", relation=label),
                tr("Choose another record, or first remove the relation that leads back here."),
            )

    def _owner(self, part: str, row_id: int) -> int:
        """The record that a row of `part` belongs to; raises NotFound."""
        table = part_table(part)
        for row in reversed(self._pending.get(table, ())):
            if row["id"] == row_id:
                return int(row["record_id"])
        owner = self.connection.scalar(select(table.c.record_id).where(table.c.id == row_id))
        if owner is None:
            raise no_such_row()
        return int(owner)

    def _set(self, what: str, row_id: int, record_id: int, values: dict[str, Any]) -> bool:
        self.flush()
        current = self._current(what, row_id)
        after = {name: new for name, new in values.items() if current.get(name) != new}
        if not after:
            return False
        before = {name: current.get(name) for name in after}
        self._write(what, row_id, before, after)
        self._note(record_id, what, row_id, before, after)
        return True

    def _rewrite(self, what: str, rows: Mapping[int, Mapping[str, Any]]) -> None:
        table = own_table(what) if what in KINDS else part_table(what)
        query = select(table).where(table.c.id.in_(list(rows)))
        current = {row["id"]: row for row in self.connection.execute(query).mappings()}
        if len(current) < len(rows):
            raise no_such_row()
        alike: dict[frozenset[str], list[dict[str, Any]]] = defaultdict(list)
        for row_id, row in current.items():
            given = dict(rows[row_id])
            owners = [row_id] if what in KINDS else [row["record_id"]]
            moved = {"record_id": given.pop("record_id")} if "record_id" in given else {}
            for to in moved.values():
                self._check_owner(what, to)
                owners.append(to)
            checked = moved | self._checked(what, given, whole=False)
            after = {name: value for name, value in checked.items() if row[name] != value}
            if after:
                alike[frozenset(after)].append({"its_id": row_id} | _prefixed(after))
                before = {name: row[name] for name in after}
                for owner in dict.fromkeys(owners):  # it is news of both
                    self._note(owner, what, row_id, before, after)
        for names, values in alike.items():
            bound: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            statement = update(table).where(table.c.id == bindparam("its_id")).values(bound)
            self.connection.execute(statement, values)

    def _remove(self, part: str, ids: list[int]) -> None:
        table = part_table(part)
        query = select(table).where(table.c.id.in_(ids))
        rows = self.connection.execute(query).mappings().all()
        if len(rows) < len(ids):
            raise no_such_row()
        names = ("record_id", *PARTS[part].by_name)
        citation, signatory = part_table("citation").c, part_table("signatory").c
        about = select(citation.id).where(citation.row.in_(ids), citation.about == part)
        if cited := self.connection.scalars(about).all():
            self.remove_parts("citation", cited)
        if part == "event":
            named = select(signatory.id).where(signatory.event.in_(ids))
            self.rewrite("signatory", {i: {"event": None} for i in self.connection.scalars(named)})
        for row in rows:
            before = {name: row[name] for name in names if row[name] is not None}
            self._write(part, row["id"], before, None)
            self._note(row["record_id"], part, row["id"], before, None)
        self._write_kept_back()

    def _ids_in(self, ids: list[int], condition: ColumnElement[bool]) -> frozenset[int]:
        """Those of the records `ids` of which `condition` holds."""
        found: list[int] = []
        for start in range(0, len(ids), BATCH):
            these = RECORD.c.id.in_(ids[start : start + BATCH])
            found.extend(self.connection.scalars(select(RECORD.c.id).where(these, condition)))
        return frozenset(found)

    def _shelve_each(self, ids: Collection[int], **values: Any) -> frozenset[int]:
        self.flush()
        changed: frozenset[int] = frozenset()
        for kind, of_kind in self.by_kind(ids).items():
            changed |= self._set_each(kind, of_kind, values)
        return changed

    def _shelve(self, record_id: int, **values: Any) -> None:
        self._set(self.kind_of(record_id), record_id, record_id, values)


@cache
def _columns(kind: str) -> frozenset[str]:
    return frozenset((*RECORD.c.keys(), *own_table(kind).c.keys()))


def check_links(name: str, values: Mapping[str, Stored], kind_of: Callable[[int], str]) -> None:
    """Raise InputError where a field of the kind or part `name` names a record of a wrong kind.

    `kind_of` gives the kind of a record, and raises NotFound.
    """
    shape = described(name)
    for field_name, link in shape.link_fields.items():
        target = values.get(field_name)
        if target is not None and link.kinds and kind_of(int(target)) not in link.kinds:
            label = tr(shape.by_name[field_name].label)
            raise InputError(
                tr("{field}: the record is of the wrong kind.", field=label),
                tr("Choose one of: {kinds}.", kinds=", ".join(link.kinds)),
            )


def check_upward(
    connection: Connection, kind: str, ids: Collection[int], values: Mapping[str, Stored]
) -> None:
    """Raise Refused where one of the records `ids`, given `values`, would be part of itself."""
    own = own_table(kind).c
    for name in circles.UPWARD[kind]:
        target = values.get(name)
        if target is None:
            continue
        already = connection.scalars(select(own.id).where(own[name] == target))
        others = set(ids).difference(already)
        if circles.leads_back(int(target), others, circles.by_field(connection, kind, name)):
            label = tr(KINDS[kind].by_name[name].label)
            raise Refused(
                tr("{field}: that would lead back to this very record.", field=label),
                tr("Choose another record, or first change the one that leads back here."),
            )


def _prefixed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values by the names of their parameters."""
    return {f"new_{name}": value for name, value in values.items()}
