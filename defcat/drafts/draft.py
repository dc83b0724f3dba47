"""A record being made or edited: what a form fills in, saved as one change or kept for later.

A draft is plain data and knows no screen. What a person typed and nobody could read stays in it as
typed text, so that nothing is lost; `problems` names it, and `save` refuses it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from sqlalchemy import Connection

from defcat import date_input
from defcat.change import Change
from defcat.dossier import Dossier, load
from defcat.drafts.children import (
    CHILDREN,
    Children,
    children_of,
    described_rows,
    read_children,
    save_children,
)
from defcat.drafts.rows import (
    MADE_BY_NAME,
    DraftRow,
    NewRecord,
    Problem,
    Removed,
    Value,
    Values,
    differing,
    put,
)
from defcat.errors import DefcatError, InputError
from defcat.fields import Date, Field, Kind, Link, Part, Stored
from defcat.kinds import KINDS, PARTS, parts_of
from defcat.parts import NAMES_ROW
from defcat.rules.facts import Facts
from defcat.rules.status import Status, status
from defcat.rules.statuses import facts, facts_of
from defcat.translation import tr

__all__ = [
    "ELSEWHERE",
    "MADE_BY_NAME",
    "Draft",
    "DraftRow",
    "NewRecord",
    "Problem",
    "Removed",
    "Value",
    "Values",
    "status_of",
]

ELSEWHERE = ("attachment", "dismissal")
"""The parts that no form edits."""


@dataclass
class Draft:
    """A record of `kind`, new if `record_id` is None; `before` and `rows_before` as it began.

    `rows` are those of its parts and its children. `made` gives, once it is saved, the new
    children by row. `known` is what was on record of an agreement when it was read.
    """

    kind: str
    record_id: int | None = None
    values: Values = field(default_factory=dict)
    rows: dict[str, list[DraftRow]] = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    rows_before: dict[str, dict[int, Values]] = field(default_factory=dict)
    made: dict[int, int] = field(default_factory=dict, compare=False)
    known: Facts = field(default_factory=Facts, compare=False)

    @classmethod
    def new(cls, kind: str, **values: Value) -> Self:
        """A new record of `kind` that starts with `values`."""
        return cls(kind, None, dict(values), {name: [] for name in _parts(kind)}, dict(values))

    @classmethod
    def of(
        cls, dossier: Dossier, children: Mapping[str, Mapping[int, Values]] | None = None
    ) -> Self:
        """A draft that edits the record of `dossier`, and its `children` where they are given."""
        values = _known(dossier.values)
        rows = {
            part: [DraftRow(row.id, _known(row.values)) for row in dossier.parts.get(part, ())]
            for part in _parts(dossier.kind)
        }
        for name, found in (children or {}).items():
            rows[name] = [DraftRow(child, dict(known)) for child, known in found.items()]
        rows_before = {
            part: {row.id: dict(row.values) for row in found} for part, found in rows.items()
        }
        return cls(dossier.kind, dossier.id, values, rows, dict(values), rows_before)

    @classmethod
    def read(cls, connection: Connection, record_id: int) -> Self:
        """A draft that edits a record and its children; raises NotFound."""
        dossier = load(connection, record_id)
        draft = cls.of(dossier, read_children(connection, dossier))
        if dossier.kind == "agreement":
            draft.known = facts(connection, [record_id])[record_id]
        return draft

    # --- editing ----------------------------------------------------------------------------

    def put(self, name: str, value: Value) -> None:
        """Set a field; nothing and empty text take its value away."""
        put(self.values, name, value)

    def add_row(self, part: str, *, starter: bool = False, **given: Value) -> DraftRow:
        """Add a row that starts with `given`; a starter that stays as it is, is not saved."""
        row = DraftRow(self._next_row_id(), dict(given), dict(given), starter)
        self.rows[part].append(row)
        return row

    def remove_row(self, part: str, row_id: int) -> Removed:
        """Take a row out, with its citations; what it says can be put back."""
        rows = self.rows[part]
        place = next(at for at, row in enumerate(rows) if row.id == row_id)
        citations = tuple(self.citations(part, row_id)) if part != "citation" else ()
        for citation in citations:
            self.rows["citation"].remove(citation)
        unnamed = tuple(
            row
            for row in self.rows.get("signatory", ())
            if part == "event" and row.values.get("event") == row_id
        )
        for signatory in unnamed:
            signatory.put("event", None)
        return Removed(part, place, rows.pop(place), citations, unnamed)

    def put_back(self, removed: Removed) -> None:
        """Undo `remove_row`."""
        self.rows[removed.part].insert(removed.place, removed.row)
        self.rows["citation"].extend(removed.citations)
        for signatory in removed.unnamed:
            signatory.put("event", removed.row.id)

    def citations(self, about: str, row_id: int | None = None) -> list[DraftRow]:
        """The citations of one field, or of one row of a part."""
        return [
            row
            for row in self.rows["citation"]
            if row.values.get("about") == about and row.values.get("row") == row_id
        ]

    def linked(self) -> set[int]:
        """The identifiers of the records that it links to."""
        return {
            value
            for described, values in self._described()
            for name, value in values.items()
            if isinstance(value, int) and isinstance(described.by_name[name].type, Link)
        }

    # --- judging ----------------------------------------------------------------------------

    def changed(self) -> bool:
        """Whether a person has entered, altered or removed anything."""
        if self.values != self.before:
            return True
        for part, rows in self.rows.items():
            before = self.rows_before.get(part, {})
            if set(before) - {row.id for row in rows}:
                return True
            if any(row.values != before.get(row.id, row.given) for row in rows):
                return True
        return False

    def problems(self) -> list[Problem]:
        """Everything that stops it from being saved, in the order of the fields."""
        kind = KINDS[self.kind]
        found = [Problem(error, name) for name, error in _errors(kind, self.values)]
        for part in _parts(self.kind):
            for row in self.live_rows(part):
                errors = list(_errors(described_rows(part), row.values))
                if part == "party" and not {"country", "other_id"} & set(row.values):
                    errors.append(("country", _no_party()))
                found += [Problem(error, name, part, row.id) for name, error in errors]
        return found

    # --- saving -----------------------------------------------------------------------------

    def save(self, change: Change) -> int:
        """Write what differs from how it began; the record's identifier.

        Raises the first of its problems, or what the catalogue refuses.
        """
        if problems := self.problems():
            raise problems[0].error
        made = {new.key: change.add(new.kind, **new.values()) for new in self.new_records()}
        values = _stored(self.values, made)
        record_id = self.record_id
        if record_id is None:
            record_id = change.add(self.kind, **values)
        elif edits := differing(values, self.before):
            change.set(self.kind, record_id, **edits)
        self._save_rows(change, record_id, made)
        return record_id

    def rebased(self, fresh: "Draft") -> "Draft":
        """The same edit on the record as it is now, `fresh`; what changed meanwhile is kept."""
        for name, value in differing(self.values, self.before).items():
            fresh.put(name, value)
        for part, rows in self.rows.items():
            before = self.rows_before.get(part, {})
            current = {row.id: row for row in fresh.rows[part]}
            removed = set(before) - {row.id for row in rows}
            fresh.rows[part] = [
                *(row for row in current.values() if row.id not in removed),
                *(row for row in rows if row.id < 0),
            ]
            for row in rows:
                edits = differing(row.values, before.get(row.id, {})) if row.id > 0 else {}
                if edits and row.id not in current:  # taken away by somebody else: not lost
                    current[row.id] = DraftRow(self._next_row_id(fresh))
                    edits = row.values
                    fresh.rows[part].append(current[row.id])
                for name, value in edits.items():
                    current[row.id].put(name, value)
        return fresh

    # --- how --------------------------------------------------------------------------------

    def _described(self) -> Iterator[tuple[Kind | Part | Children, Values]]:
        """Every set of values, with what describes it."""
        yield KINDS[self.kind], self.values
        for part, rows in self.rows.items():
            yield from ((described_rows(part), row.values) for row in rows)

    def _next_row_id(self, *others: "Draft") -> int:
        drafts = (self, *others)
        taken = (row.id for draft in drafts for rows in draft.rows.values() for row in rows)
        return min([0, *taken]) - 1

    def live_rows(self, part: str) -> list[DraftRow]:
        """The rows of a part that hold anything to save."""
        return [row for row in self.rows.get(part, ()) if not _blank(part, row)]

    def new_records(self) -> list[NewRecord]:
        """The records to be made, each once."""
        found = [*self.values.values()]
        for part in self.rows:
            for row in self.live_rows(part):
                found += row.values.values()
        return list({value.key: value for value in found if isinstance(value, NewRecord)}.values())

    def _save_rows(
        self, change: Change, record_id: int, made: Mapping[tuple[str, str], int]
    ) -> None:
        row_ids: dict[int, int] = {}
        parts = [name for name in _parts(self.kind) if name not in CHILDREN]
        for part in parts:
            before = self.rows_before.get(part, {})
            for row in self.live_rows(part):
                values = _stored(_placed(part, row.values, row_ids), made)
                if row.id < 0:
                    row_ids[row.id] = change.add_part(part, record_id, **values)
                elif edits := differing(values, before[row.id]):
                    change.set_part(part, row.id, **edits)
        # A row's citations go with it, so those taken out by hand have to go before it.
        for part in reversed(parts):
            for row_id in set(self.rows_before.get(part, {})) - {r.id for r in self.rows[part]}:
                change.remove_part(part, row_id)
        owner = record_id, _stored(self.values, made)
        for children in children_of(self.kind):
            live = self.live_rows(children.name)
            rows = {row.id: _stored(row.values, made) for row in live}
            before = self.rows_before.get(children.name, {})
            self.made |= save_children(change, children, owner, rows, before)


def status_of(draft: Draft, day: date) -> Status:
    """The status on `day` of the agreement that `draft` describes."""
    return status(facts_in(draft), day)


def facts_in(draft: Draft) -> Facts:
    """What the agreement that `draft` describes would have on record, without the unreadable."""
    made = {new.key: -n for n, new in enumerate(draft.new_records(), 1)}
    names = {made[new.key]: new.title for new in draft.new_records()}
    rows = {
        part: [
            {**found, "id": row.id}
            for row in draft.live_rows(part)
            if (found := _readable(PARTS[part], _stored(row.values, made))) is not None
        ]
        for part in ("event", "party", "hand_status")
    }
    term: dict[str, Stored] = {}
    for name, value in _stored(draft.values, made).items():
        term |= _readable(KINDS[draft.kind], {name: value}) or {}
    names |= draft.known.names
    return facts_of(term, rows, draft.known.successors, names)


def _parts(kind: str) -> list[str]:
    """The parts and children in a form, citations last because they name rows of the others."""
    names = [part.name for part in parts_of(kind) if part.name not in ELSEWHERE]
    names += [children.name for children in children_of(kind)]
    return sorted(names, key=lambda name: name == "citation")


def _known(values: Mapping[str, Stored]) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _blank(part: str, row: DraftRow) -> bool:
    """Whether a row is one that nobody filled in."""
    if row.id > 0 or not row.values:
        return row.id < 0
    if row.values != row.given:
        return False
    required = {field.name for field in described_rows(part).fields if field.required}
    no_party = part == "party" and not {"country", "other_id"} & set(row.values)
    return row.starter or no_party or not required <= set(row.values)


def _errors(described: Kind | Part | Children, values: Values) -> Iterator[tuple[str, DefcatError]]:
    """Names of fields, each with what is wrong with its value."""
    for item in described.fields:
        value = values.get(item.name)
        try:
            _check(item, value)
        except InputError as error:
            yield item.name, error


def _check(item: Field, value: Value) -> None:
    if value is None:
        if item.required:
            raise InputError(
                tr("{field} is missing.", field=tr(item.label)), tr("Fill it in and try again.")
            )
    elif isinstance(item.type, Date):
        date_input.read(str(value))  # reads EDTF too, and its errors speak of typed dates
        item.type.check(value)
    elif not isinstance(value, NewRecord):
        item.type.check(value)


def _no_party() -> InputError:
    return InputError(
        tr("A party is a country or an organisation."), tr("Choose one, or remove the row.")
    )


def _readable(described: Kind | Part, values: Mapping[str, Stored]) -> dict[str, Stored] | None:
    """`values` as they would be stored; nothing where one cannot be read or a row lacks one."""
    found: dict[str, Stored] = {}
    for name, value in values.items():
        value_type = described.by_name[name].type
        if isinstance(value_type, Link) and isinstance(value, str):
            return None  # a name that was typed and not chosen
        try:
            found[name] = value if isinstance(value_type, Link) else value_type.check(value)
        except InputError:
            return None
    lacking = {field.name for field in described.fields if field.required} - set(found)
    return None if lacking and isinstance(described, Part) else found


def _placed(part: str, values: Values, row_ids: Mapping[int, int]) -> Values:
    """Values whose names of new rows are the rows' identifiers, now that they are known."""
    name = NAMES_ROW.get(part, "")
    named = values.get(name)
    if not isinstance(named, int) or named > 0:
        return values
    placed = {**values, name: row_ids.get(named)}
    if part == "citation" and named not in row_ids:  # its row was left blank
        placed["about"] = None
    return placed


def _stored(values: Values, made: Mapping[tuple[str, str], int]) -> dict[str, Stored]:
    return {
        name: made[value.key] if isinstance(value, NewRecord) else value
        for name, value in values.items()
    }
