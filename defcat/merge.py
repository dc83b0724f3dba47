"""Making one record of two that turned out to be the same.

The record that is kept takes over what the other one has: the values it lacks or those that were
chosen, all rows of its parts, and every link that named it. What would then stand there twice
stands there once. The other record goes to the bin and names the one that it was merged into, so
that its reference still leads somewhere. All of it is one change, and one undo.

No value is lost. The other title becomes another name; a long text that was not chosen goes to the
notes, under the reference it comes from; any other value that was not chosen is what its sources
state from then on, beside the one preferred, and stays in the history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, or_, select

from defcat.change import Change
from defcat.dossier import Stub, load, stubs
from defcat.errors import NotFound, Refused
from defcat.fields import LONG, Field, Kind, Link, Part, Stored
from defcat.kinds import KINDS, PARTS
from defcat.markings import Scheme
from defcat.model import RECORD, own_table, part_table
from defcat.parts import NAMES_ROW
from defcat.translation import tr

Side = Literal["keep", "gone"]

_ORDER = sorted(PARTS, key=lambda part: (part in NAMES_ROW, part == "citation"))
"""The parts, each after those whose rows its own rows name."""
_CHUNK = 5_000

_Row = dict[str, Any]
"""A row of a part by its columns."""


@dataclass(frozen=True)
class Pair:
    """One field of both records: its values as stored, and in words.

    A link from one of the two to the other counts as no value.
    """

    field: Field
    keep: Stored
    gone: Stored
    keep_text: str
    gone_text: str

    @property
    def differs(self) -> bool:
        """Whether both have a value, and not the same: whether there is something to choose."""
        return None not in (self.keep, self.gone) and self.keep != self.gone

    @property
    def default(self) -> Side:
        """The side whose value is taken unless somebody chooses: the kept one's, if it has one."""
        return "gone" if self.keep is None else "keep"


@dataclass(frozen=True)
class MergePlan:
    """What merging `gone` into `keep` does, as far as nobody has chosen yet.

    `pairs` holds every field but the marking, in the order of the form; `marking` is the higher of
    the two. `moved` counts the rows of the other record that the kept one takes over, `same` those
    that it has already, `linked` the rows of other records that will name it, all by part; `named`
    counts the records whose own field will, by kind and field.
    """

    keep: Stub
    gone: Stub
    pairs: tuple[Pair, ...]
    marking: str | None
    moved: Mapping[str, int]
    same: Mapping[str, int]
    linked: Mapping[str, int]
    named: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class _Settled:
    """A row that does not stay as it is: `after` is what it will say, None for one that goes.

    `record_id` is whose it is now, `to` whose it will be; `heir` is the row that says what one that
    goes said, if any does.
    """

    part: str
    id: int
    record_id: int
    to: int
    after: dict[str, Stored] | None
    heir: int | None = None


@dataclass(frozen=True)
class _Lost:
    """The values that were not chosen, in words, by field; and whose they are."""

    record_ids: Mapping[str, int]
    texts: Mapping[str, str]


def plan(connection: Connection, keep_id: int, gone_id: int, scheme: Scheme) -> MergePlan:
    """What merging record `gone_id` into `keep_id` does; nothing is written.

    Raises NotFound, and Refused for two that cannot be merged: of different kinds, one and the
    same, or in the bin.
    """
    keep, gone = _both(connection, keep_id, gone_id)
    pairs = _pairs(connection, keep_id, gone_id)
    lost = _lost(pairs, keep, gone, {})
    rows = _Settlement(connection, keep, gone, lost).rows()
    own = [row for row in rows if row.record_id == gone_id]
    return MergePlan(
        keep,
        gone,
        pairs,
        _higher(scheme, keep, gone),
        Counter(row.part for row in own if row.after is not None),
        Counter(row.part for row in own if row.heir is not None),
        Counter(row.part for row in rows if row.record_id not in (keep_id, gone_id)),
        Counter((kind, field) for kind, field, _ in _naming(connection, keep, gone)),
    )


def merge(
    change: Change,
    keep_id: int,
    gone_id: int,
    choices: Mapping[str, Side] | None = None,
    *,
    scheme: Scheme,
) -> None:
    """Merge record `gone_id` into `keep_id`, as part of `change`.

    `choices` says, by field, whose value is taken where the two differ; by default the kept one's.
    The marking is the higher of the two in `scheme`, always. Raises what `plan` raises, and Refused
    where that marking is above the catalogue's ceiling.
    """
    change.flush()
    connection = change.connection
    keep, gone = _both(connection, keep_id, gone_id)
    pairs = _pairs(connection, keep_id, gone_id)
    lost = _lost(pairs, keep, gone, choices or {})
    rows = _Settlement(connection, keep, gone, lost).rows()
    naming = list(_naming(connection, keep, gone))
    for row in rows:
        if row.after is not None and row.record_id != row.to:
            change.move_part(row.part, row.id, row.to, **row.after)
        elif row.after is not None:
            change.set_part(row.part, row.id, **row.after)
    for row in reversed(rows):  # what names a row goes before that row, or it would go with it
        if row.after is None:
            change.remove_part(row.part, row.id)
    for kind, field, record_id in naming:
        change.set(kind, record_id, **{field: keep_id})
    values = _values(pairs, keep, gone, lost)
    marking = _higher(scheme, keep, gone)
    if marking != keep.marking:
        values["marking"] = marking
    change.set(keep.kind, keep_id, **values)
    _name_too(change, keep_id, lost.texts.get("title"))
    change.bin(gone_id, merged_into=keep_id)


# --- the two, and their fields ------------------------------------------------------------------


def _both(connection: Connection, keep_id: int, gone_id: int) -> tuple[Stub, Stub]:
    """The two records, if they can be merged."""
    found = stubs(connection, {keep_id, gone_id})
    if not {keep_id, gone_id} <= found.keys():
        raise NotFound(tr("There is no such record."), tr("It may have been taken back."))
    keep, gone = found[keep_id], found[gone_id]
    if keep_id == gone_id:
        raise Refused(
            tr("A record cannot be merged with itself."), tr("Choose another record of its kind.")
        )
    if keep.kind != gone.kind:
        raise Refused(
            tr("{one} and {other} are of different kinds.", one=keep.ref, other=gone.ref),
            tr("Only records of one kind can be merged."),
        )
    for stub in (keep, gone):
        if stub.binned:
            raise Refused(
                tr("{ref} is in the bin.", ref=stub.ref), tr("Restore it first, then merge.")
            )
    return keep, gone


def _pairs(connection: Connection, keep_id: int, gone_id: int) -> tuple[Pair, ...]:
    keep, gone = load(connection, keep_id), load(connection, gone_id)
    pairs = []
    for field in KINDS[keep.kind].fields:
        if field.name == "marking":
            continue
        values: list[Stored] = []
        texts: list[str] = []
        for dossier in (keep, gone):
            value = dossier.values[field.name]
            own = isinstance(field.type, Link) and value in (keep_id, gone_id)
            values.append(None if own else value)
            texts.append("" if own else dossier.text(field.name))
        pairs.append(Pair(field, values[0], values[1], texts[0], texts[1]))
    return tuple(pairs)


def _higher(scheme: Scheme, keep: Stub, gone: Stub) -> str | None:
    """The marking of what was two; the kept one's where both are of one level."""
    highest = scheme.highest((keep.marking, gone.marking))
    return keep.marking if scheme.level(keep.marking) == highest else highest.code


def _lost(pairs: tuple[Pair, ...], keep: Stub, gone: Stub, choices: Mapping[str, Side]) -> _Lost:
    record_ids, texts = {}, {}
    for pair in pairs:
        if pair.differs:
            name = pair.field.name
            chosen = choices.get(name, pair.default)
            record_ids[name] = gone.id if chosen == "keep" else keep.id
            texts[name] = pair.gone_text if chosen == "keep" else pair.keep_text
    return _Lost(record_ids, texts)


def _values(pairs: tuple[Pair, ...], keep: Stub, gone: Stub, lost: _Lost) -> dict[str, Stored]:
    """The fields of the merged record, with the long texts that were not chosen in its notes."""
    values: dict[str, Stored] = {}
    spared = []
    for pair in pairs:
        name = pair.field.name
        loser = lost.record_ids.get(name)
        values[name] = pair.gone if loser == keep.id or pair.keep is None else pair.keep
        if loser and pair.field.type == LONG and lost.texts[name] not in str(values[name]):
            ref = (keep if loser == keep.id else gone).ref
            label = tr(pair.field.label)
            spared.append(tr("{field} of {ref}:", field=label, ref=ref) + f" {lost.texts[name]}")
    if spared:
        notes = values.get("notes")
        values["notes"] = "\n\n".join([*([str(notes)] if notes else []), *spared])
    return values


def _name_too(change: Change, record_id: int, title: str | None) -> None:
    """Let the title that was not chosen be another name."""
    alias = part_table("alias")
    query = select(alias.c.name).where(alias.c.record_id == record_id)
    if title is not None and title not in change.connection.scalars(query).all():
        change.add_part("alias", record_id, name=title, type="alias")


# --- the rows -----------------------------------------------------------------------------------


def _naming(connection: Connection, keep: Stub, gone: Stub) -> Iterator[tuple[str, str, int]]:
    """The other records whose own field names the one that goes: kind, field and record."""
    for kind in KINDS.values():
        for field in _links_to(kind, gone.kind):
            table = own_table(kind.name)
            query = select(table.c.id).where(table.c[field.name] == gone.id)
            for record_id in connection.scalars(query.order_by(table.c.id)).all():
                if record_id not in (keep.id, gone.id):
                    yield kind.name, field.name, record_id


class _Settlement:
    """What becomes of the rows of two records, and of those of others that name the one that goes.

    A row goes where it would link a record to itself, or say what another row of its record says
    already; what named that row, such as its citations, then names the other one: its heir.
    """

    def __init__(self, connection: Connection, keep: Stub, gone: Stub, lost: _Lost) -> None:
        self._connection = connection
        self._keep = keep
        self._gone = gone
        self._lost = lost
        uids = select(RECORD.c.id, RECORD.c.uid).where(RECORD.c.id.in_((keep.id, gone.id)))
        self._uids = {row.id: row.uid for row in connection.execute(uids)}
        self._heirs: dict[tuple[str, int], int | None] = {}

    def rows(self) -> list[_Settled]:
        """Every row that the merge changes, part by part in `_ORDER`."""
        return [settled for name in _ORDER for settled in self._of_part(PARTS[name])]

    def _of_part(self, part: Part) -> Iterator[_Settled]:
        concerned = self._concerned(part)
        beside = self._beside(part, concerned)
        here = {_said(part, row["record_id"], row): row["id"] for row in reversed(beside)}
        believed = {_fact(row["record_id"], row) for row in beside if row.get("preferred")}
        for row in concerned:
            to = self._keep.id if row["record_id"] == self._gone.id else row["record_id"]
            after = self._after(part, row)
            if after and after.get("preferred") and _said(part, to, after) not in here:
                # One statement of a fact is preferred: the one that was so where the row comes to.
                # The other is not rejected by that.
                after["preferred"] = True if _fact(to, after) not in believed else None
                believed.add(_fact(to, after))
            said = _said(part, to, after) if after else ()
            if after is None or said in here:
                heir = self._heirs[part.name, row["id"]] = here.get(said)
                yield _Settled(part.name, row["id"], row["record_id"], to, None, heir)
                continue
            here[said] = row["id"]
            if after != row or to != row["record_id"]:
                values = {name: after[name] for name in part.by_name}
                yield _Settled(part.name, row["id"], row["record_id"], to, values)

    def _concerned(self, part: Part) -> list[_Row]:
        """The rows that may change: those of the record that goes last, because they give way."""
        table, gone = part_table(part.name), self._gone
        c = table.c
        conditions = [c.record_id == gone.id]
        conditions += [c[field.name] == gone.id for field in _links_to(part, gone.kind)]
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
        for field in _links_to(part, self._gone.kind):
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


def _links_to(described: Kind | Part, kind: str) -> list[Field]:
    """The fields that can name a record of `kind`."""
    return [f for f in described.fields if isinstance(f.type, Link) and kind in f.type.kinds]


def _said(part: Part, owner: int, row: _Row) -> tuple[Any, ...]:
    """What a row says, equal for two that say the same of one record."""
    return owner, *(row[name] for name in part.by_name)


def _fact(owner: int, row: _Row) -> tuple[Any, ...]:
    """What a citation supports."""
    return owner, row["about"], row["row"]
