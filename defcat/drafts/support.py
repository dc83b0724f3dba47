"""Who says so, in a draft: how well each of its facts is supported, and what is preferred."""

from dataclasses import dataclass

from defcat.dossier import Row
from defcat.drafts.draft import Draft, DraftRow
from defcat.errors import InputError
from defcat.fields import Link, Stored
from defcat.kinds import KINDS
from defcat.rules.disagreement import disagreeing, is_date, standing
from defcat.rules.stated import contradicts, support_of
from defcat.rules.support import wants_source


@dataclass(frozen=True)
class Support:
    """How many `citations` a fact has; whether it wants one and has none that supports it (`bare`),
    and whether they disagree.
    """

    citations: int
    bare: bool = False
    disputed: bool = False


class Supports:
    """The support of every fact of a draft as it is now. It reads the citations once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._cited: dict[tuple[object, object], list[DraftRow]] = {}
        for row in draft.rows["citation"]:
            place = row.values.get("about"), row.values.get("row")
            self._cited.setdefault(place, []).append(row)
        self._whole = bool(self._supporting(None, self._cited.get((None, None), [])))

    def of(self, about: str, row_id: int | None = None) -> Support:
        """The support of a field, or of a row of a part.

        A record that is not saved yet is not said to lack any: its sources come last.
        """
        draft, cited = self._draft, self._cited.get((about, row_id), [])
        there = about in draft.values or (row_id is not None and row_id > 0)
        bare = (
            there
            and draft.record_id is not None
            and wants_source(draft.kind, about)
            and not (self._whole or self._supporting(about, cited))
        )
        return Support(len(cited), bare, self._disputed(about, cited))

    def _supporting(self, about: str | None, cited: list[DraftRow]) -> set[int]:
        """Those of the citations of one fact that support it."""
        told = [(row.id, _text(row), _preference(row)) for row in cited if "other_id" in row.values]
        return support_of(self._draft.kind, about, self._held(about), told)

    def _held(self, about: str | None) -> Stored:
        """What a field holds, as it would be stored; nothing where that cannot be read yet."""
        field = KINDS[self._draft.kind].by_name.get(about or "")
        value = self._draft.values.get(about or "")
        if field is None or value is None or isinstance(field.type, Link):
            return None
        try:
            return field.type.check(value)
        except InputError:
            return None

    def _disputed(self, about: str, cited: list[DraftRow]) -> bool:
        kind, held = self._draft.kind, self._held(about)
        said = [(_text(row), _preference(row)) for row in cited]
        if any(chosen and contradicts(kind, about, held, states) for states, chosen in said):
            return True
        if len(said) < 2 and not any(chosen is False for _, chosen in said):
            return False
        rows = [
            Row("citation", row.id, 0, {"states": states, "preferred": chosen})
            for row, (states, chosen) in zip(cited, said, strict=True)
        ]
        return bool(disagreeing(rows, dated=is_date(kind, about)))


def prefer(draft: Draft, citation: DraftRow, wanted: bool = True) -> None:
    """Prefer a statement to the others of its fact, or no longer prefer any."""
    place = citation.values.get("about"), citation.values.get("row")
    states = _text(citation)
    for other in draft.rows["citation"]:
        if other is not citation and (other.values.get("about"), other.values.get("row")) == place:
            other.put("preferred", standing(_text(other), states) if wanted else None)
    citation.put("preferred", wanted or None)


def _preference(citation: DraftRow) -> bool | None:
    preferred = citation.values.get("preferred")
    return preferred if isinstance(preferred, bool) else None


def _text(citation: DraftRow) -> str:
    return str(citation.values.get("states") or "")
