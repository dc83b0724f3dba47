"""One row of a record, added or corrected by itself, without the form of the whole record.

What was typed and not saved is kept where the form keeps its own: in the draft of the record, so
that the form shows it too, and whoever asks for the row again finds it there.
"""

from dataclasses import dataclass
from typing import Self

from defcat.change import Change
from defcat.drafts.draft import Draft, DraftRow, Problem, Value, Values
from defcat.errors import InputError, NotFound
from defcat.kinds import PARTS
from defcat.translation import tr

_CITED = ("other_id", "locator", "states")
"""What is asked of a source beside the row that it supports."""


@dataclass(frozen=True)
class RowEdit:
    """A row of `part`, any but citations, in a draft of its record.

    `citation` is one more source for it; left blank, it is none.
    """

    draft: Draft
    part: str
    row: DraftRow
    citation: DraftRow

    @classmethod
    def add(cls, draft: Draft, part: str, **given: Value) -> Self:
        """A new row that starts with `given`, of the record that `draft` edits."""
        return cls._of(draft, part, draft.add_row(part, starter=False, **given))

    @classmethod
    def correct(cls, draft: Draft, part: str, row_id: int) -> Self:
        """A row that the record has; raises NotFound."""
        for row in draft.rows[part]:
            if row.id == row_id:
                return cls._of(draft, part, row)
        raise NotFound(tr("There is no such row."), tr("It may have been taken back."))

    @classmethod
    def _of(cls, draft: Draft, part: str, row: DraftRow) -> Self:
        cited = draft.add_row("citation", starter=True, about=part, row=row.id)
        return cls(draft, part, row, cited)

    @property
    def is_new(self) -> bool:
        """Whether the row is to be added."""
        return self.row.id < 0

    def changed(self) -> bool:
        """Whether anything was entered or altered."""
        return self.row.values != self._before(self.draft, self.row) or self._cites()

    def begin_anew(self) -> None:
        """Forget what was entered."""
        for row, before in (
            (self.row, self._before(self.draft, self.row)),
            (self.citation, self.citation.given),
        ):
            row.values.clear()
            row.values.update(before)

    def problems(self) -> list[Problem]:
        """What stops the row or its source from being saved, and nothing of the rest."""
        values = self.row.values
        found = self._alone().problems()
        if self.is_new and (not values or values == self.row.given):
            # A draft takes such a row for one that nobody filled in; here it was asked for.
            missing = [f for f in PARTS[self.part].fields if f.required and f.name not in values]
            found[:0] = [
                Problem(_missing(tr(f.label)), f.name, self.part, self.row.id) for f in missing
            ]
        return found

    def save(self, change: Change) -> None:
        """Write the row and its source, and nothing else of the record."""
        self._alone().save(change)

    # --- what is kept of it -------------------------------------------------------------------

    def take_up(self, kept: Draft) -> bool:
        """Go on with what `kept` holds of this row; whether it holds anything of it."""
        held = self._held(kept)
        if held is None:
            return False
        before = self._before(kept, held) if held.id > 0 else {}
        for name in {*held.values, *before}:
            if held.values.get(name) != before.get(name):
                self.row.put(name, held.values.get(name))
        for cited in self._new_citations(kept, held):
            for name in _CITED:
                self.citation.put(name, cited.values.get(name))
        return True

    def put_in(self, kept: Draft) -> None:
        """Leave in `kept` what was entered here, in the place of what it held of this row."""
        self.take_out(kept)
        if not self.changed():
            return
        if self.is_new:
            row = kept.add_row(self.part, starter=False, **self.row.given)
        else:
            row = next((r for r in kept.rows[self.part] if r.id == self.row.id), None) or (
                kept.add_row(self.part)
            )
        row.values.clear()
        row.values.update(self.row.values)
        if self._cites():
            cited = kept.add_row("citation", about=self.part, row=row.id)
            for name in _CITED:
                cited.put(name, self.citation.values.get(name))

    def take_out(self, kept: Draft) -> None:
        """Leave nothing in `kept` of what it held of this row."""
        held = self._held(kept)
        if held is None:
            return
        for cited in self._new_citations(kept, held):
            kept.remove_row("citation", cited.id)
        if held.id < 0:
            kept.remove_row(self.part, held.id)
        else:
            before = self._before(kept, held)
            held.values.clear()
            held.values.update(before)

    # --- how ----------------------------------------------------------------------------------

    def _held(self, kept: Draft) -> DraftRow | None:
        """What `kept` holds of this row: of a new one, the last of its kind that was begun."""
        for row in reversed(kept.rows.get(self.part, [])):
            altered = row.values != self._before(kept, row) or self._new_citations(kept, row)
            alike = row.given.items() >= self.row.given.items()
            same = row.id < 0 and alike if self.is_new else row.id == self.row.id
            if same and altered:
                return row
        return None

    def _new_citations(self, draft: Draft, row: DraftRow) -> list[DraftRow]:
        return [cited for cited in draft.citations(self.part, row.id) if cited.id < 0]

    def _before(self, draft: Draft, row: DraftRow) -> Values:
        return draft.rows_before.get(self.part, {}).get(row.id, row.given)

    def _cites(self) -> bool:
        return self.citation.values != self.citation.given

    def _alone(self) -> Draft:
        """A draft of the record that holds this row alone, and leaves all others as they are."""
        draft = self.draft
        rows: dict[str, list[DraftRow]] = {name: [] for name in draft.rows}
        rows[self.part] = [self.row]
        rows["citation"] = [self.citation]
        before = (
            {self.part: {}}
            if self.is_new
            else {self.part: {self.row.id: self._before(draft, self.row)}}
        )
        return Draft(draft.kind, draft.record_id, draft.values, rows, draft.before, before)


def _missing(field: str) -> InputError:
    return InputError(tr("{field} is missing.", field=field), tr("Fill it in and try again."))
