"""On which facts sources disagree, and which statement the desk prefers.

Source of the rule: the vocabulary's "two sources may disagree: both are kept, one is preferred, and
the disagreement is shown". Inputs: the citations of one fact, with what each states and whether it
is preferred (yes), rejected (no) or neither. Statements are compared without regard to case and
space.

- A statement that was rejected disagrees with the one preferred; where none is, with what is on
  record.
- Statements of which none is preferred disagree if they differ.
- A statement beside a preferred one that was not rejected supports the fact in its own words.

Statements of a date are read as dates as far as they can be, and disagree if they have no day in
common, whatever is preferred: a month does not contradict a day within it.

- A preferred statement that can be read as a value of its field, and is another one than the record
  holds, disagrees with the record, whether another source does or not (`stated`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Connection, or_, select

from defcat.change import Change
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, load
from defcat.fields import Date
from defcat.kinds import KINDS, PARTS, label_of
from defcat.model import RECORD, part_table
from defcat.rows import no_such_row
from defcat.rules.stated import contradicts, date_read, sway
from defcat.rules.support import fact_words, words_of
from defcat.translation import tr

_CHUNK = 5_000

Place = tuple[str | None, int | None]
"""What a citation is about: a field or a part, and the row of that part."""


@dataclass(frozen=True)
class Disagreement:
    """A fact on which sources disagree: its name, and its citations, the one believed first.

    `held` is what the record holds, in words, where no source states what is believed, and where
    the preferred statement is `contrary` to it.
    """

    about: str | None
    row: int | None
    words: str
    held: str
    citations: tuple[Row, ...]
    contrary: bool = False

    @property
    def believed(self) -> bool:
        """Whether a source that is believed states what the record holds."""
        return not self.contrary and self.citations[0]["preferred"] is not False


def disagreeing(citations: Iterable[Row], *, dated: bool = False) -> list[Row]:
    """Those of `citations`, all of one fact, that state different things; the preferred one first.

    Empty where they agree. `dated` says that the fact is a date. Where none is preferred, those
    that are not rejected come first; where there are none, the others stand against the record.
    """
    stating = [citation for citation in citations if citation["states"]]
    preferred = [citation for citation in stating if citation["preferred"] is True]
    believed = preferred or [citation for citation in stating if citation["preferred"] is None]
    if dated and believed and (days := _days(citation.text("states") for citation in stating)):
        return sorted(stating, key=_rank) if _apart(days) else []
    said = {_folded(citation.text("states")) for citation in believed}
    rejected = [
        citation
        for citation in stating
        if citation["preferred"] is False and _folded(citation.text("states")) not in said
    ]
    if rejected:
        return [*believed, *rejected]
    return believed if len(said) > 1 and not preferred else []


def disagreements(dossier: Dossier, citations: Sequence[Row] | None = None) -> list[Disagreement]:
    """The facts of a record on which sources disagree, by `citations` of it or by all it has."""
    if citations is None:
        citations = dossier.parts["citation"]
    found = []
    for (about, row), cited in _by_place(citations).items():
        told, held = _disagreeing(dossier.kind, about, cited), ""
        words = fact_words(dossier, about, row)
        if contrary := _contrary(dossier, about, cited):
            told, held = told or contrary, dossier.text(str(about))
        elif told and _against_record(told):
            told = [c for c in told if not _holds(dossier, about, row, c.text("states"))]
            held = dossier.text(about) if about in dossier.values else words
        if told:
            found.append(Disagreement(about, row, words, held, tuple(told), bool(contrary)))
    return found


def disputed(connection: Connection, ids: Collection[int] | None) -> dict[int, list[Disagreement]]:
    """Of the records `ids` (None: of all), those with facts on which sources disagree, and which.

    Reads citations in bulk, and whole records only where a statement stands against what they hold.
    """
    found: dict[int, list[Disagreement]] = defaultdict(list)
    wanted = sorted(ids) if ids is not None else None
    for start in range(0, len(wanted) if wanted is not None else 1, _CHUNK):
        few = wanted[start : start + _CHUNK] if wanted is not None else None
        kinds, citations = _stating(connection, few)
        told = {
            (record_id, *place): apart
            for record_id, cited in citations.items()
            for place, same in _by_place(cited).items()
            if (apart := _disagreeing(kinds[record_id], place[0], same))
        }
        deeper = sway(connection, citations).records | {
            record_id
            for (record_id, about, _), apart in told.items()
            if about is None or _against_record(apart)
        }
        for record_id in deeper:
            found[record_id] = disagreements(load(connection, record_id))
        shallow = {place: apart for place, apart in told.items() if place[0] not in deeper}
        rows = words_of(connection, {(str(a), row) for _, a, row in shallow if row is not None})
        for (record_id, about, row), apart in shallow.items():
            words = rows.get((str(about), row or 0)) or label_of(kinds[record_id], str(about))
            found[record_id].append(Disagreement(about, row, words, "", tuple(apart)))
    return {record_id: told for record_id, told in found.items() if told}


def prefer(change: Change, citation_id: int) -> bool:
    """Prefer one statement to all others of the same fact; whether that changed anything.

    What the others become, `standing` says. Raises NotFound.
    """
    change.flush()
    c = part_table("citation").c
    query = select(*c).where(c.id == citation_id)
    chosen = change.connection.execute(query).first()
    if chosen is None:
        raise no_such_row()
    others = change.connection.execute(
        select(c.id, c.states).where(
            c.record_id == chosen.record_id,
            c.about.is_not_distinct_from(chosen.about),
            c.row.is_not_distinct_from(chosen.row),
            c.id != citation_id,
        )
    ).all()
    changed = change.set_part("citation", citation_id, preferred=True)
    for other in others:
        stands = standing(other.states, chosen.states)
        changed |= change.set_part("citation", other.id, preferred=stands)
    return changed


def standing(states: str | None, preferred: str | None) -> bool | None:
    """What becomes of a statement when another one of its fact is preferred.

    It is rejected (no); one that states the same, or nothing, supports the fact as well (None).
    """
    return None if not states or same_statement(states, preferred or "") else False


def same_statement(one: str, other: str) -> bool:
    """Whether two statements are the same but for case and space."""
    return _folded(one) == _folded(other)


def _disagreeing(kind: str, about: str | None, cited: list[Row]) -> list[Row]:
    """`disagreeing`, but of a record as a whole only what somebody rejected.

    Of a whole record each source states something else, and an import its whole row.
    """
    if about is None and not any(citation["preferred"] is False for citation in cited):
        return []
    return disagreeing(cited, dated=is_date(kind, about))


def _contrary(dossier: Dossier, about: str | None, cited: Iterable[Row]) -> list[Row]:
    """The preferred statements of a field that are another value than the record holds."""
    held = dossier.values.get(about or "")
    return [
        citation
        for citation in cited
        if citation["preferred"] is True
        and contradicts(dossier.kind, about, held, citation.text("states"))
    ]


def _against_record(told: list[Row]) -> bool:
    """Whether no source states what is believed, so that the others stand against the record."""
    return told[0]["preferred"] is False


def _by_place(citations: Iterable[Row]) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = defaultdict(list)
    for citation in citations:
        about, row = citation["about"], citation["row"]
        found[None if about is None else str(about), None if row is None else int(row)].append(
            citation
        )
    return found


def is_date(kind: str, about: str | None) -> bool:
    """Whether what is stated of a fact is a date; a post has two, so of it nobody can tell."""
    if about == "event":
        return True
    field = KINDS[kind].by_name.get(about or "")
    return field is not None and isinstance(field.type, Date)


def _holds(dossier: Dossier, about: str | None, row: int | None, states: str) -> bool:
    """Whether the record holds what is stated: of a field its value, of a row some of its values.

    Of a row, values are stated by name: "From: 2004; To: 2009".
    """
    if about in dossier.values:
        held = dossier.text(str(about))
        days = _days((held, states)) if is_date(dossier.kind, about) else []
        return not _apart(days) if days else same_statement(held, states)
    named = next((r for r in dossier.parts.get(about or "", ()) if r.id == row), None)
    if named is None:
        return False
    pieces = {
        _folded(f"{tr(field.label)}: {named.text(field.name)}")
        for field in PARTS[named.part].fields
    }
    return all(_folded(piece) in pieces for piece in states.split("; "))


def _rank(citation: Row) -> int:
    """Preferred, then neither, then rejected."""
    preferred = citation["preferred"]
    return 0 if preferred else 1 if preferred is None else 2


def _days(texts: Iterable[str]) -> list[PartialDate]:
    """What some statements mean, if all can be read as dates."""
    read = [date_read(text) for text in texts]
    return [found for found in read if found] if all(read) else []


def _apart(days: list[PartialDate]) -> bool:
    """Whether two of some dates have no day in common."""
    return any(a.last < b.first or b.last < a.first for a, b in combinations(days, 2))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _stating(
    connection: Connection, ids: Collection[int] | None
) -> tuple[dict[int, str], dict[int, list[Row]]]:
    """Of records whose citations state something of a fact: their kinds, and those citations."""
    c, source = part_table("citation").c, RECORD.alias().c
    in_use = select(source.id).where(source.id == c.other_id, source.binned_at.is_(None))
    names = tuple(PARTS["citation"].by_name)
    query = (
        select(RECORD.c.kind, c.id, c.record_id, *(c[name] for name in names))
        .join(RECORD, RECORD.c.id == c.record_id)
        .where(c.states.is_not(None), RECORD.c.binned_at.is_(None))
        .where(or_(c.about.is_not(None), c.preferred.is_not(None)), in_use.exists())
        .order_by(c.id)
    )
    if ids is not None:
        query = query.where(c.record_id.in_(ids))
    kinds: dict[int, str] = {}
    found: dict[int, list[Row]] = defaultdict(list)
    for kind, row_id, record_id, *values in connection.execute(query):
        kinds[record_id] = kind
        stated = dict(zip(names, values, strict=True))
        found[record_id].append(Row("citation", row_id, record_id, stated))
    return kinds, found
