"""The query language on one page, for the window's help and the README: what to type, what it does.

Made from the descriptions of the fields (`fields`), so that a new field stands in it by itself; an
example here gives it a line of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from defcat import vocabulary
from defcat.fields import Country, Date, Duration, FieldType, Flag, Link, Marking, Term, Whole
from defcat.kinds import KINDS
from defcat.search import special
from defcat.search.fields import ALIASES, Searched, searched
from defcat.translation import tr


@dataclass(frozen=True)
class Line:
    """A query to type, and what it does, translated."""

    typed: str
    does: str


@dataclass(frozen=True)
class Section:
    """Some lines under a title, translated."""

    title: str
    lines: tuple[Line, ...]


_EXAMPLES = {
    **{"topic": "logistics", "source": '"press release"', "marking": "<=restricted"},
    **{"date": "2023-11", "attachment": "annex", "alias": "sosa", "changed": "this-week"},
    **{"type": "mou,treaty", "role": "host", "state": "planned", "notes": "annex", "ref": "TIAS"},
    **{"status": "in-force", "party": "india", "signature": "2023..2024", "signatory": "austin"},
    **{"expires": "next-180d", "review": "this-year", "form": "bilateral", "binding": "yes"},
    **{"duration": ">=5y", "relation": "amends", "agreement": "A12", "level": "ministry"},
    **{"with": '"lloyd austin"', "side": "us", "place": "washington", "series": '"2+2"'},
    **{"edition": ">=3", "engagement": "E31", "outcome": "deliverable", "mode": "video"},
    **{"post": "secretary", "organisation": "pentagon", "nationality": "india", "rank": "general"},
    **{"took-office": ">=2019", "sector": "cyber", "publisher": "pib", "parent": "army"},
    **{"owner": "navy", "owner-side": "india", "due": "next-90d", "founded": "<1950"},
}
"""Values for the fields that have a line of their own; the others follow in one line."""

_TERMS = 9
"""So many terms of a field are named."""


def sections() -> tuple[Section, ...]:
    """The whole page: words, conditions, and the fields of any record and of each kind."""
    own: dict[str, list[Searched]] = {kind: [] for kind in KINDS}
    shared: list[Searched] = []
    for one in searched().values():
        (own[one.kinds[0]] if len(one.kinds) == 1 else shared).append(one)
    return (
        Section(tr("Words"), tuple(_of_words())),
        Section(tr("Conditions"), tuple(_of_conditions())),
        Section(tr("Dates and amounts"), tuple(_of_amounts())),
        Section(tr("Several kinds"), tuple(_of_fields(shared))),
        *(
            Section(tr(KINDS[kind].plural), tuple(_of_fields(found)))
            for kind, found in own.items()
            if found
        ),
    )


def markdown() -> str:
    """The page as the README has it."""
    tables = []
    for section in sections():
        rows = [f"| `{line.typed}` | {line.does} |" for line in section.lines]
        tables.append("\n".join((f"| {section.title} | |", "|---|---|", *rows)))
    return "\n\n".join(tables) + "\n"


def _of_words() -> Iterator[Line]:
    yield Line("lloyd aus", tr("Both words, in whatever order; each may be only begun"))
    yield Line('"joint working group"', tr("These words, one after the other"))
    yield Line("mou OR treaty", tr("Either; what stands side by side belongs together first"))
    yield Line("exercise -yudh", tr("The first, but without the second"))
    yield Line("(mou OR treaty) -(draft OR annex)", tr("Parentheses hold together"))
    yield Line("A12", tr("The record of this reference comes first"))


def _of_conditions() -> Iterator[Line]:
    kinds = ", ".join(KINDS)
    states = ", ".join(special.states())
    yield Line("status:in", tr("A field and its value, which may be only begun"))
    yield Line('place:"New Delhi"', tr("In quotes a value is meant exactly"))
    yield Line("type:mou,treaty", tr("One of several values"))
    yield Line("-type:mou", tr("Not this value"))
    yield Line("kind:agreement", tr("One kind of record: {kinds}", kinds=kinds))
    yield Line("country:india", tr("Any country that the record names"))
    yield Line('office:"minister of defence"', tr("Who holds a post, or held it on the day"))
    yield Line("as-of:2016-08-29", tr("Everything as it stood on that day"))
    yield Line("has:attachment", tr("A field or a part that is filled in"))
    yield Line("missing:signed", tr("One that is not"))
    yield Line("is:open", tr("How it stands: {states}", states=states))
    yield Line("linked:A12", tr("What is linked to a record, in either direction"))


def _of_amounts() -> Iterator[Line]:
    yield Line("signed:2023-11", tr("A year, a month or a day; 2023 may be meant, and is marked"))
    yield Line('date:"9 Nov 2023"', tr("Dates are written as in a form"))
    yield Line("signed:2023..2024", tr("From, to; 2023.. and ..2024 are open"))
    yield Line("date:>=2023-11", tr("Also >, < and <="))
    yield Line("date:last-90d", tr("Days before today; w, m and y are weeks, months and years"))
    yield Line("expires:next-6m", tr("Months from today"))
    yield Line(
        "date:this-week", tr("Also last- and next-, -month and -year, today, yesterday, tomorrow")
    )
    yield Line("edition:3..5", tr("Numbers and lengths of time (duration:>=5y) compare so, too"))
    yield Line("marking:<=restricted", tr("And so do markings, by their order"))


def _of_fields(found: Iterable[Searched]) -> Iterator[Line]:
    rest: list[str] = []
    for one in found:
        if one.name in _EXAMPLES:
            yield Line(f"{one.name}:{_EXAMPLES[one.name]}", _told(one))
        else:
            rest.append(one.name)
    if rest:
        yield Line(f"has:{rest[0]}", tr("Further fields: {names}", names=", ".join(rest)))


def _told(field: Searched) -> str:
    """What a field is called and takes, and its other names."""
    takes = list(dict.fromkeys(taken for one in field.types if (taken := _taken(one))))
    terms = [code for one in field.types if isinstance(one, Term) for code in _codes(one)]
    if terms:
        some = ", ".join(dict.fromkeys(terms[:_TERMS]))
        takes.insert(0, some + (" …" if len(terms) > _TERMS else ""))
    told = tr("{field}: {values}", field=tr(field.label), values=tr(" or ").join(takes))
    also = ", ".join(f"{alias}:" for alias, name in ALIASES.items() if name == field.name)
    return tr("{told} (also {names})", told=told, names=also) if also else told


def _codes(shape: Term) -> tuple[str, ...]:
    return tuple(vocabulary.load(shape.vocabulary).terms)


def _taken(shape: FieldType) -> str:
    """What a value is, of any type but a term."""
    match shape:
        case Term():
            return ""
        case Country():
            return tr("a country")
        case Date():
            return tr("a date")
        case Duration():
            return tr("a length of time")
        case Whole():
            return tr("a number")
        case Flag():
            return tr("yes or no")
        case Marking():
            return tr("a level")
        case Link():
            return tr("a record by its name or reference")
        case _:
            return tr("words")
