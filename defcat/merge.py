"""Making one record of two that turned out to be the same.

The record that is kept takes over what the other one has: the values it lacks or those that were
chosen, all rows of its parts, and every link that named it. What would then stand there twice
stands there once. The other record goes to the bin and names the one that it was merged into, so
that its reference still leads somewhere. All of it is one change, and one undo.

No value is lost. The other title becomes another name; a long text that was not chosen goes to the
notes, under the reference it comes from; any other value that was not chosen is what its sources
state from then on, beside the one preferred, and stays in the history.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Literal

from sqlalchemy import Connection, select

from defcat import circles
from defcat.change import Change
from defcat.dossier import Stub, load, stubs
from defcat.errors import NotFound, Refused
from defcat.fields import LONG, Field, Stored
from defcat.kinds import KINDS
from defcat.markings import Scheme
from defcat.merge_rows import Lost, Settlement, links_to
from defcat.model import own_table, part_table
from defcat.translation import tr

Side = Literal["keep", "gone"]


@dataclass(frozen=True)
class Pair:
    """One field of both records: its values as stored, and in words.

    A link from one of the two to the other, or to what leads to one of them, counts as no value.
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


def plan(connection: Connection, keep_id: int, gone_id: int, scheme: Scheme) -> MergePlan:
    """What merging record `gone_id` into `keep_id` does; nothing is written.

    Raises NotFound, and Refused for two that cannot be merged: of different kinds, one and the
    same, or in the bin.
    """
    keep, gone = _both(connection, keep_id, gone_id)
    pairs = _pairs(connection, keep_id, gone_id)
    lost = _lost(pairs, keep, gone, {})
    rows = Settlement(connection, keep, gone, lost).rows()
    own = [row for row in rows if row.record_id == gone_id]
    return MergePlan(
        keep,
        gone,
        pairs,
        _higher(scheme, keep, gone),
        Counter(row.part for row in own if row.after is not None),
        Counter(row.part for row in own if row.heir is not None),
        Counter(
            row.part
            for row in rows
            if row.record_id not in (keep_id, gone_id)
            and (row.after is not None or row.heir is not None)
        ),
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
    rows = Settlement(connection, keep, gone, lost).rows()
    naming = list(_naming(connection, keep, gone))
    for part, of_part in groupby(rows, key=attrgetter("part")):
        stays = {row.id: row.after for row in of_part if row.after is not None}
        change.rewrite(part, stays)
    for row in reversed(rows):  # what names a row goes before that row, or it would go with it
        if row.after is None:
            change.remove_part(row.part, row.id)
    for (kind, field), found in groupby(naming, key=itemgetter(0, 1)):
        change.rewrite(kind, {record_id: {field: keep_id} for _, _, record_id in found})
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
            back = (
                value is not None
                and field.name in circles.UPWARD[keep.kind]
                and (
                    circles.leads_back(
                        int(value),
                        (keep_id, gone_id),
                        circles.by_field(connection, keep.kind, field.name),
                    )
                )
            )
            values.append(None if back else value)
            texts.append("" if back else dossier.text(field.name))
        pairs.append(Pair(field, values[0], values[1], texts[0], texts[1]))
    return tuple(pairs)


def _higher(scheme: Scheme, keep: Stub, gone: Stub) -> str | None:
    """The marking of what was two; the kept one's where both are of one level."""
    highest = scheme.highest((keep.marking, gone.marking))
    return keep.marking if scheme.level(keep.marking) == highest else highest.code


def _lost(pairs: tuple[Pair, ...], keep: Stub, gone: Stub, choices: Mapping[str, Side]) -> Lost:
    record_ids, texts = {}, {}
    for pair in pairs:
        if pair.differs:
            name = pair.field.name
            chosen = choices.get(name, pair.default)
            record_ids[name] = gone.id if chosen == "keep" else keep.id
            texts[name] = pair.gone_text if chosen == "keep" else pair.keep_text
    return Lost(record_ids, texts)


def _values(pairs: tuple[Pair, ...], keep: Stub, gone: Stub, lost: Lost) -> dict[str, Stored]:
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


def _naming(connection: Connection, keep: Stub, gone: Stub) -> Iterator[tuple[str, str, int]]:
    """The other records whose own field names the one that goes: kind, field and record."""
    for kind in KINDS.values():
        for field in links_to(kind, gone.kind):
            table = own_table(kind.name)
            query = select(table.c.id).where(table.c[field.name] == gone.id)
            for record_id in connection.scalars(query.order_by(table.c.id)).all():
                if record_id not in (keep.id, gone.id):
                    yield kind.name, field.name, record_id
