"""How alike a row and a record are: what of both is compared, and when they may be one thing.

Inputs: titles folded; the first and the last day that dates may mean; countries and bodies; names
of people. Partial dates: days in common are enough. Two rows that contradict each other, by the
country of a visit or the parties of an agreement, are never alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from defcat.dates import days_span
from defcat.exchange.draft import Draft, Other
from defcat.exchange.pairing import spelled
from defcat.fields import Stored
from defcat.rows import sort_title
from defcat.text import fold
from defcat.translation import tr

_NAME = 90
_PERSON = 88
_TITLE = 85
_WHOLE_TITLE = 92
_FEWEST_WORDS = 4
_FAMILY_NAME = 4
"""Letters of a name that tells a person by itself."""
_APART = {"engagement": 31, "agreement": 366}
"""Days that the dates of one title may lie apart where one of them is a slip."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a row or a record; `first` and `last` are ISO days."""

    title: str
    names: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    places: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()


def facts_of(kind: str, draft: Draft) -> Facts:
    """What is compared of a draft."""
    first, last = _days(_date_of(kind, draft))
    names = tuple(map(spelled, draft.names())) if kind in ("official", "organisation") else ()
    places = frozenset(_places(kind, draft))
    people = tuple(
        fold(value.title) for value in _links(draft, "participant") if value.kind == "official"
    )
    return Facts(sort_title(str(draft.values["title"])), names, first, last, places, people)


def alike(kind: str, mine: Facts, held: Facts) -> tuple[int, str]:
    """How alike a row and a record are (0: not at all, to 100), and why, in words."""
    if kind == "engagement":
        return _engagements(mine, held)
    if kind == "agreement":
        return _agreements(mine, held)
    if mine.names or held.names:
        return _names(mine, held)
    if _days_apart(mine, held) > 0:
        return 0, ""
    title = token_sort_ratio(mine.title, held.title)
    return (round(title), _title_words(title)) if title >= _WHOLE_TITLE else (0, "")


def _engagements(mine: Facts, held: Facts) -> tuple[int, str]:
    if mine.places and held.places and mine.places.isdisjoint(held.places):
        return 0, ""
    people = _best(mine.people, held.people)
    if mine.people and held.people and people < _PERSON:
        return 0, ""
    title = token_sort_ratio(mine.title, held.title)
    apart = _days_apart(mine, held)
    if apart > 1:
        return _slip("engagement", mine, held, apart)
    if people < _PERSON and title < _TITLE:
        return 0, ""
    reasons = [tr("the same day") if apart == 0 else tr("days next to each other")]
    if mine.first is None or held.first is None:
        reasons = [tr("one of them has no date")]
        if title < _TITLE:
            return 0, ""
    reasons += [tr("the same people")] if people >= _PERSON else []
    reasons += [_title_words(title)] if title >= _TITLE else []
    score = 0.6 * max(people, title) + 0.4 * title - 5 * apart
    return min(99, round(score)), "; ".join(reasons)


def _agreements(mine: Facts, held: Facts) -> tuple[int, str]:
    if mine.places and held.places and mine.places.isdisjoint(held.places):
        return 0, ""
    apart = _days_apart(mine, held)
    if apart > 0:
        return _slip("agreement", mine, held, apart)
    title = token_sort_ratio(mine.title, held.title)
    if title < _TITLE and min(len(mine.title.split()), len(held.title.split())) >= _FEWEST_WORDS:
        within = token_set_ratio(mine.title, held.title)
        title = within - 5 if within >= 95 else title
    dated = mine.first is not None and held.first is not None
    if title < (_TITLE if dated else _WHOLE_TITLE):
        return 0, ""
    reasons = [tr("the same day") if dated else tr("one of them has no date"), _title_words(title)]
    reasons += [tr("the same parties")] if mine.places and mine.places == held.places else []
    return min(99, round(title)), "; ".join(reasons)


def _slip(kind: str, mine: Facts, held: Facts, apart: int) -> tuple[int, str]:
    """Two that differ by their day alone: somebody may have written it wrong."""
    same = mine.title == held.title and mine.places == held.places
    if not same or apart > _APART[kind] or len(mine.title.split()) < _FEWEST_WORDS:
        return 0, ""
    return 70, tr("the same title; the dates differ")


def _names(mine: Facts, held: Facts) -> tuple[int, str]:
    if mine.places and held.places and mine.places.isdisjoint(held.places):
        return 0, ""
    score = max((_name(one, two) for one in mine.names for two in held.names), default=0)
    if score < _NAME:
        return 0, ""
    both = bool(mine.places & held.places)
    reasons = [tr("names {n} % alike", n=round(score))]
    reasons += [tr("the same country")] if both else []
    return min(99, round(score) - (0 if both else 5)), "; ".join(reasons)


def _name(one: str, two: str) -> float:
    """How alike two names are; one may have more of the names of a person than the other."""
    found = token_sort_ratio(one, two)
    if found < _NAME and min(len(one.split()), len(two.split())) > 1:
        return max(found, 95.0 if token_set_ratio(one, two) == 100 else 0)
    return found


def _best(mine: tuple[str, ...], held: tuple[str, ...]) -> float:
    return max((_person(one, two) for one in mine for two in held), default=0)


def _person(one: str, two: str) -> float:
    """How alike the names of two people are who met on one day: a family name alone is enough."""
    short, long = sorted((one.split(), two.split()), key=len)
    if len(short) == 1 and len(short[0]) >= _FAMILY_NAME and short[0] in long:
        return 90
    return _name(one, two)


def _days_apart(mine: Facts, held: Facts) -> int:
    """Days between two dates; 0 where they may be one, or one is not known."""
    if not (mine.first and held.first):
        return 0
    first, last = max(mine.first, held.first), min(mine.last or mine.first, held.last or held.first)
    return max(0, (date.fromisoformat(first) - date.fromisoformat(last)).days)


def _title_words(score: float) -> str:
    if score >= 100:
        return tr("the same title")
    return tr("titles {n} % alike", n=round(score))


def _date_of(kind: str, draft: Draft) -> Stored | Other:
    if kind != "agreement":
        return draft.values.get("date")
    events = (dict(part.values) for part in draft.parts if part.part == "event")
    return next((e.get("date") for e in events if e.get("type") == "signature"), None)


def _days(edtf: Stored | Other) -> tuple[str | None, str | None]:
    return days_span(str(edtf)) if edtf else (None, None)


def _places(kind: str, draft: Draft) -> Iterator[str]:
    if kind == "agreement":
        for part in draft.parts:
            if part.part == "party":
                for name, value in part.values:
                    if name == "country" and value:
                        yield str(value)
                    elif isinstance(value, Other):
                        yield fold(value.title)
    elif kind == "official":
        yield from [draft.country] if draft.country else []
    elif code := draft.values.get("country"):
        yield str(code)


def _links(draft: Draft, part: str) -> Iterator[Other]:
    for each in draft.parts:
        if each.part == part:
            yield from (value for _, value in each.values if isinstance(value, Other))
