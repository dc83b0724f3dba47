"""What becomes of the rows of two records that become one, and of the rows that name one of them.

`merge` writes what is settled here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from defcat import circles
from defcat.dossier import Stub
from defcat.fields import Field, Kind, Link, Part, Stored
from defcat.kinds import PARTS
from defcat.model import RECORD, part_table
from defcat.parts import NAMES_ROW

_ORDER = sorted(PARTS, key=lambda part: (part in NAMES_ROW, part == "citation"))
"""The parts, each after those whose rows its own rows name."""
_CHUNK = 5_000

_Row = dict[str, Any]
"""A row of a part by its columns."""


@dataclass(frozen=True)
class Settled:
    """A row that does not stay as it is: `after` is what changes of it, None for one that goes.

    `record_id` is whose it is now, and stands in `after` where it will be another one's; `heir` is
    the row that says what one that goes said, if any does.
    """

    part: str
    id: int
    record_id: int
    after: dict[str, Stored] | None
    heir: int | None = None


@dataclass(frozen=True)
class Lost:
    """The values that were not chosen, in words, by field; and whose they are."""

    record_ids: Mapping[str, int]
    texts: Mapping[str, str]


class Settlement:
    """What becomes of the rows of two records, and of those of others that name the one that goes.

    A row goes where it would link a record to itself, close a circle of links, or say what another
    row of its record says already; what named that row, such as its citations, then names the other
    one: its heir.
    """

    def __init__(self, connection: Connection, keep: Stub, gone: Stub, lost: Lost) -> None:
        self._connection = connection
        self._keep = keep
        self._gone = gone
        self._lost = lost
        uids = select(RECORD.c.id, RECORD.c.uid).where(RECORD.c.id.in_((keep.id, gone.id)))
        self._uids = {row.id: row.uid for row in connection.execute(uids)}
        self._heirs: dict[tuple[str, int], int | None] = {}

    def rows(self) -> list[Settled]:
        """Every row that the merge changes, part by part in `_ORDER`."""
        return [settled for name in _ORDER for settled in self._of_part(PARTS[name])]

    def _of_part(self, part: Part) -> Iterator[Settled]:
        concerned = self._concerned(part)
        beside = self._beside(part, concerned)
        here = {_said(part, row["record_id"], row): row["id"] for row in reversed(beside)}
        moving = {row["id"] for row in concerned}
        settled: list[tuple[int, _Row]] = []
        believed = {_fact(row["record_id"], row) for row in beside if row.get("preferred")}
        for row in concerned:
            to = self._keep.id if row["record_id"] == self._gone.id else row["record_id"]
            after = self._after(part, row)
            if after and self._leads_back(part, to, after, moving, settled):
                after = None
            if after and after.get("preferred") and _said(part, to, after) not in here:
                # One statement of a fact is preferred: the one that was so where the row comes to.
                # The other is not rejected by that.
                after["preferred"] = True if _fact(to, after) not in believed else None
                believed.add(_fact(to, after))
            said = _said(part, to, after) if after else ()
            if after is None or said in here:
                heir = self._heirs[part.name, row["id"]] = here.get(said)
                yield Settled(part.name, row["id"], row["record_id"], None, heir)
                continue
            here[said] = row["id"]
            settled.append((to, after))
            changed = {name: after[name] for name in part.by_name if after[name] != row[name]}
            if to != row["record_id"]:
                changed["record_id"] = to
            if changed:
                yield Settled(part.name, row["id"], row["record_id"], changed)

    def _leads_back(
        self,
        part: Part,
        to: int,
        row: _Row,
        moving: Collection[int],
        settled: Iterable[tuple[int, _Row]],
    ) -> bool:
        """Whether a row would close a circle with rows that stay and with those `settled` before.

        The rows `moving` do not stay as they are.
        """
        relation = row.get("type")
        if relation not in circles.RELATIONS.get(part.name, ()):
            return False

        def above(ids: Collection[int]) -> Iterator[int]:
            for stays in circles.related(self._connection, part.name, relation, ids):
                if stays.id not in moving:
                    yield stays.other_id
            for owner, new in settled:
                if owner in ids and new["type"] == relation:
                    yield new["other_id"]

        return circles.leads_back(row["other_id"], (to,), above)

    def _concerned(self, part: Part) -> list[_Row]:
        """The rows that may change: those of the record that goes last, because they give way."""
        table, gone = part_table(part.name), self._gone
        c = table.c
        conditions = [c.record_id == gone.id]
        conditions += [c[field.name] == gone.id for field in links_to(part, gone.kind)]
        dropped: dict[str, list[int]] = defaultdict(list)
        for name, row_id in self._heirs:
            dropped[name].append(row_id)
        if part.name == "signatory":
            conditions.append(c.event.in_(dropped["event"]))
        elif part.name == "citation":
            conditions += [(c.about == name) & c.row.in_(ids) for name, ids in dropped.items()]
            conditions.append((c.record_id == self._keep.id) & c.about.in_(self._lost.texts))
        elif part.name == "dismissal":
            conditions.append(c.key.contains(self._uids[gone.id]))
        found = self._connection.execute(select(table).where(or_(*conditions))).mappings()
        return sorted(map(dict, found), key=lambda row: (row["record_id"] == gone.id, row["id"]))

    def _beside(self, part: Part, concerned: list[_Row]) -> list[_Row]:
        """The other rows of the records that the rows `concerned` will belong to."""
        table = part_table(part.name)
        ids = {row["id"] for row in concerned}
        owners = sorted({row["record_id"] for row in concerned} - {self._gone.id} | {self._keep.id})
        found = []
        for start in range(0, len(owners), _CHUNK):
            query = select(table).where(table.c.record_id.in_(owners[start : start + _CHUNK]))
            rows = self._connection.execute(query.order_by(table.c.id)).mappings()
            found += [dict(row) for row in rows if row["id"] not in ids]
        return found

    def _after(self, part: Part, row: _Row) -> _Row | None:
        """What a row will say; None for one that would say nothing."""
        two = (self._keep.id, self._gone.id)
        after = dict(row)
        for field in links_to(part, self._gone.kind):
            if after[field.name] == self._gone.id:
                after[field.name] = self._keep.id
        if row["record_id"] in two and after.get("other_id") in two:
            return None
        if part.name in NAMES_ROW:
            name = NAMES_ROW[part.name]
            named = (row["about"] if part.name == "citation" else "event", row[name])
            after[name] = self._heirs.get(named, row[name])
            if after[name] is None and row[name] is not None:
                return None
        if part.name == "dismissal":
            kept, gone = (self._uids[i] for i in two)
            other = {self._keep.id: gone, self._gone.id: kept}.get(row["record_id"])
            if other and other in row["key"]:  # what was found of the two as a pair
                return None
            after["key"] = row["key"].replace(gone, kept)
        lost = self._lost
        if part.name == "citation" and lost.record_ids.get(row["about"]) == row["record_id"]:
            after["states"] = row["states"] or lost.texts[row["about"]]
            after["preferred"] = False
        return after


def links_to(described: Kind | Part, kind: str) -> list[Field]:
    """The fields that can name a record of `kind`."""
    return [f for f in described.fields if isinstance(f.type, Link) and kind in f.type.kinds]


def _said(part: Part, owner: int, row: _Row) -> tuple[Any, ...]:
    """What a row says, equal for two that say the same of one record."""
    return owner, *(row[name] for name in part.by_name)


def _fact(owner: int, row: _Row) -> tuple[Any, ...]:
    """What a citation supports."""
    return owner, row["about"], row["row"]
