"""Which row of a record is about the same thing as a row that a file says.

Source of the rule: a person holds one post once at a time, however it is spelled; one thing happens
to an agreement once; a person takes part in an engagement once, in one role, to which that of a
member adds nothing. Inputs: of a post its name, country, start and end; of an event its type,
country and date; of a participant the person, role and side; of any other row what it begins with,
and only where the file said it before. Partial dates: starts that have a day in common are one
start; two posts overlap where they do on every day that their dates may mean.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from defcat.dates import PartialDate
from defcat.dossier import Row
from defcat.exchange.draft import Other, PartDraft
from defcat.fields import Stored
from defcat.text import variants, words

_T = TypeVar("_T")
_ANY_ROLE = "member"
"""The role of those of whom a list says no more than that they were there."""


@dataclass
class Pairing:
    """What is left to do of the rows that a file says, those that a record holds as said aside.

    `met` holds rows with what the file says of the same thing now and what it said of it before (an
    empty mapping if nothing); `agreed` rows that hold what it says now and did not say before;
    `added` what no row is about; `gone` rows that it no longer says.
    """

    met: list[tuple[Row, PartDraft, Mapping[str, Any]]] = field(default_factory=list)
    agreed: list[Row] = field(default_factory=list)
    added: list[PartDraft] = field(default_factory=list)
    gone: list[tuple[Row, PartDraft]] = field(default_factory=list)


def pair(
    new: Counter[PartDraft], old: Counter[PartDraft], rows: Mapping[str, Iterable[Row]]
) -> Pairing:
    """Pair what a file says now and said before, both linked, with the rows of a record."""
    found = Pairing()
    free = {part: list(held) for part, held in rows.items()}
    open_ = []
    for part in [*(new & old).elements(), *(new - old).elements()]:
        if row := _first(row for row in free[part.part] if says(row, part)):
            free[part.part].remove(row)
            found.agreed += [row] if part not in old else []
        else:
            open_.append(part)
    before = list((old - new).elements())
    for part in open_:
        known = part if part in old else _first(b for b in before if _same_thing(b, part))
        if known in before:
            before.remove(known)
        row = _row_of(free[part.part], part, known)
        if row:
            free[part.part].remove(row)
            said = dict(known.values) if known else {}
            found.met.append((row, _in_the_role_of(row, part), said))
        elif part not in old:
            found.added.append(part)
    for part in before:
        if row := _first(row for row in free[part.part] if says(row, part)):
            free[part.part].remove(row)
            found.gone.append((row, part))
    return found


def given(part: PartDraft) -> dict[str, Any]:
    """What a draft says, without what it leaves empty."""
    return {name: value for name, value in part.values if value is not None}


def says(row: Row, part: PartDraft) -> bool:
    """Whether a row holds all that a draft says, and perhaps more."""
    return all(row[name] == value for name, value in given(part).items())


def says_no_more(row: Row, part: PartDraft) -> bool:
    """Whether a row holds nothing beside what a draft says."""
    return {n for n, v in row.values.items() if v is not None} == given(part).keys()


def is_of(row: Row, part: PartDraft) -> bool:
    """Whether a row is of what a draft begins with: the post, the event, the register."""
    name, value = part.values[0]
    return row.part == part.part and value is not None and row[name] == value


def spelled(text: str) -> str:
    """`text` for comparing, folded and in one spelling: defence and defense are the same."""
    return " ".join(
        min([word, *variants(word)]) if word.isascii() else word for word in words(text)
    )


def _row_of(rows: list[Row], part: PartDraft, known: PartDraft | None) -> Row | None:
    """The row among `rows` that `part` is about; `known` is what the file said of it before."""
    if known and (row := _first(row for row in rows if says(row, known))):
        return row
    if row := _same_row(rows, part):
        return row
    return _only(row for row in rows if is_of(row, known)) if known else None


def _same_row(rows: list[Row], part: PartDraft) -> Row | None:
    """The row of the same holding of a post, or the same event."""
    values = dict(part.values)
    if part.part == "tenure":
        post = spelled(str(values["post"]))
        held = [r for r in rows if spelled(r.text("post")) == post and _may_agree(r, values)]
        one = _first(r for r in held if _share_a_day(r["start"], values.get("start")))
        return one or _first(row for row in held if _overlap(row.values, values))
    if part.part == "event":
        same = [r for r in rows if r["type"] == values["type"] and _may_agree(r, values)]
        on_the_day = [r for r in same if _share_a_day(r["date"], values.get("date"))]
        return _only(on_the_day) or _only(same)
    if part.part == "participant":
        return _only(row for row in rows if is_of(row, part) and _took_part(row, values))
    return None


def _took_part(row: Row, values: Mapping[str, Any]) -> bool:
    """Whether a person has one role on one side in both, as far as both say it."""
    roles = {row["role"], values["role"]}
    side = values.get("side")
    return (len(roles) == 1 or _ANY_ROLE in roles) and (side is None or row["side"] in (None, side))


def _in_the_role_of(row: Row, part: PartDraft) -> PartDraft:
    """A participant with the role of a row, where they are said to have been there at all."""
    if part.part != "participant" or dict(part.values)["role"] != _ANY_ROLE:
        return part
    values = tuple((n, row["role"] if n == "role" else value) for n, value in part.values)
    return PartDraft(part.part, values, part.once)


def _may_agree(row: Row, values: Mapping[str, Any]) -> bool:
    """Whether two rows are of one country, or one of them is of none."""
    country = values.get("country")
    return country is None or row["country"] in (None, country)


def _share_a_day(one: Stored, other: Stored | Other) -> bool:
    if not one or not other:
        return False
    a, b = PartialDate.parse(str(one)), PartialDate.parse(str(other))
    return a.first <= b.last and b.first <= a.last


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two posts were held on a day in common, that of a change of office aside."""
    starts = [str(each["start"]) for each in (one, other) if each.get("start")]
    ends = [str(each["end"]) for each in (one, other) if each.get("end")]
    begun = max([PartialDate.parse(start).last for start in starts], default=date.min)
    return begun < min([PartialDate.parse(end).first for end in ends], default=date.max)


def _same_thing(one: PartDraft, other: PartDraft) -> bool:
    """Whether two drafts are about one thing: the same post, the same event, the same register."""
    return one.part == other.part and one.values[0] == other.values[0]


def _first(found: Iterable[_T]) -> _T | None:
    return next(iter(found), None)


def _only(rows: Iterable[Row]) -> Row | None:
    """The one row of `rows`; None where there is none, or several to choose from."""
    found = list(rows)
    return found[0] if len(found) == 1 else None
