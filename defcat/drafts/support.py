"""Who says so, in a draft: how well each of its facts is supported, and what is preferred."""

from dataclasses import dataclass

from defcat.dossier import Row
from defcat.drafts.draft import Draft, DraftRow
from defcat.fields import Stored
from defcat.rules.disagreement import disagreeing, is_date, standing
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
        self._whole = any(map(_supports, self._cited.get((None, None), ())))

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
            and not (self._whole or any(map(_supports, cited)))
        )
        return Support(len(cited), bare, _disputed(draft.kind, about, cited))


def prefer(draft: Draft, citation: DraftRow, wanted: bool = True) -> None:
    """Prefer a statement to the others of its fact, or no longer prefer any."""
    place = citation.values.get("about"), citation.values.get("row")
    states = _text(citation)
    for other in draft.rows["citation"]:
        if other is not citation and (other.values.get("about"), other.values.get("row")) == place:
            other.put("preferred", standing(_text(other), states) if wanted else None)
    citation.put("preferred", wanted or None)


def _supports(citation: DraftRow) -> bool:
    return "other_id" in citation.values and citation.values.get("preferred") is not False


def _disputed(kind: str, about: str, cited: list[DraftRow]) -> bool:
    if len(cited) < 2 and not any(row.values.get("preferred") is False for row in cited):
        return False
    rows = []
    for row in cited:
        preferred = row.values.get("preferred")
        said: dict[str, Stored] = {
            "states": _text(row),
            "preferred": preferred if isinstance(preferred, bool) else None,
        }
        rows.append(Row("citation", row.id, 0, said))
    return bool(disagreeing(rows, dated=is_date(kind, about)))


def _text(citation: DraftRow) -> str:
    return str(citation.values.get("states") or "")
