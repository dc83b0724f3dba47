"""Records that are entered in the form of another one: what a visit contains, what was promised.

A child is a record of its own that names the one it belongs to. In a draft it is a row: a positive
row number is the child's identifier, a negative one stands for a child that is yet to be made.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from defcat.change import Change
from defcat.dates import PartialDate
from defcat.dossier import Dossier
from defcat.drafts.rows import Values, differing
from defcat.fields import Field, Part, Stored
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table


@dataclass(frozen=True)
class Children:
    """The records of `kind` that name a record of `owner`, by what the form calls them.

    They name it in their own field `by_field`, or in a row of `by_part` that has the values `link`.
    `columns` are the fields entered there. A new child takes those of `inherits` that nobody has
    given it from its owner, its marking among them. `removed` tells what becomes of one that is
    taken out of the form.
    """

    name: str
    label: str
    owner: str
    kind: str
    columns: tuple[str, ...]
    inherits: tuple[str, ...]
    removed: str
    by_field: str = ""
    by_part: str = ""
    link: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(self.by_name.values())

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {name: KINDS[self.kind].by_name[name] for name in self.columns}


CHILDREN: dict[str, Children] = {
    children.name: children
    for children in (
        Children(
            "contains",
            "Contains",
            "engagement",
            "engagement",
            ("title", "type", "date", "city", "country", "venue", "state"),
            ("marking", "date", "city", "country", "state"),
            "“{title}” will no longer be part of this engagement; its own record stays.",
            by_part="engagement_relation",
            link={"type": "part-of"},
        ),
        Children(
            "promises",
            "Commitments",
            "engagement",
            "commitment",
            ("title", "owner_side", "owner", "date", "state", "promised", "closed", "evidence"),
            ("marking",),
            "“{title}” will be put in the bin.",
            by_field="engagement",
        ),
    )
}


def children_of(kind: str) -> list[Children]:
    """The children that the form of a record of `kind` shows, in order."""
    return [children for children in CHILDREN.values() if children.owner == kind]


def described_rows(name: str) -> Part | Children:
    """What describes the rows that a draft holds under `name`: a part, or children."""
    return CHILDREN.get(name) or PARTS[name]


def read_children(connection: Connection, dossier: Dossier) -> dict[str, dict[int, Values]]:
    """The values of the children of a record, by their names and identifiers; by date."""
    found = {}
    for children in children_of(dossier.kind):
        ids = _ids(children, dossier)
        own = own_table(children.kind)
        query = select(RECORD, own).join(own, own.c.id == RECORD.c.id)
        rows = connection.execute(query.where(RECORD.c.id.in_(ids))).mappings().all()
        found[children.name] = {
            int(row["id"]): {n: row[n] for n in children.columns if row[n] is not None}
            for row in sorted(rows, key=lambda row: (_when(row["date"]), row["id"]))
        }
    return found


def save_children(
    change: Change,
    children: Children,
    owner: tuple[int, Mapping[str, Stored]],
    rows: Mapping[int, Mapping[str, Stored]],
    before: Mapping[int, Values],
) -> dict[int, int]:
    """Write what differs in the children of `owner`, which is an identifier and its values.

    `rows` are their values by row number, `before` what they were as the draft began; none that is
    missing in `rows` is to stay. Answers with the identifiers of the new ones by row number.
    """
    owner_id, inherited = owner
    made = {}
    for row_id, values in rows.items():
        if row_id > 0:
            if edits := differing(values, before[row_id]):
                change.set(children.kind, row_id, **edits)
            continue
        taken = {name: inherited[name] for name in children.inherits if name in inherited}
        named = {children.by_field: owner_id} if children.by_field else {}
        made[row_id] = change.add(children.kind, **{**taken, **values, **named})
        if children.by_part:
            change.add_part(children.by_part, made[row_id], other_id=owner_id, **children.link)
    for child in before.keys() - rows.keys():
        _take_out(change, children, owner_id, child)
    return made


def _take_out(change: Change, children: Children, owner: int, child: int) -> None:
    """Put a child that its own field ties to its owner in the bin; take the others' link away."""
    if not children.by_part:
        change.bin(child)
        return
    table = part_table(children.by_part)
    named = (table.c.record_id == child) & (table.c.other_id == owner)
    for name, value in children.link.items():
        named &= table.c[name] == value
    change.flush()
    for row_id in change.connection.scalars(select(table.c.id).where(named)).all():
        change.remove_part(children.by_part, row_id)


def _ids(children: Children, dossier: Dossier) -> Collection[int]:
    if children.by_part:
        return {
            row.record_id
            for row in dossier.backlinks[children.by_part]
            if all(row[name] == value for name, value in children.link.items())
        }
    return {
        other
        for name, other in dossier.named_by
        if name == children.by_field and dossier.stubs[other].kind == children.kind
    }


def _when(edtf: str | None) -> tuple[object, ...]:
    """Sorts by date, undated last."""
    return (0, *PartialDate.parse(edtf).sort_key) if edtf else (1,)
