"""What is looked at, and which briefs can be made of it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import Connection

from defcat.briefs import BRIEFS, BriefDescription, defaults_for
from defcat.briefs.columns import offered
from defcat.briefs.request import Request
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Stub, load, stubs
from defcat.fields import Country, Field
from defcat.kinds import KINDS, PARTS
from defcat.rules.contacts import own_country
from defcat.search.query import Query

MOST = 100
"""Of so many records at most, briefs of records are offered; of more, only their register."""
_LOOKED_AT = 10
"""So many of the records are asked for the country that they are about."""


@dataclass(frozen=True)
class Subject:
    """`records` that are chosen, those among them that are `planned`; the `query` that a list
    answers and the `columns` that it shows; the code of a `country` that they may be about.
    """

    records: tuple[Stub, ...] = ()
    planned: frozenset[int] = frozenset()
    query: Query | None = None
    columns: tuple[str, ...] = ()
    country: str = ""

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(stub.id for stub in self.records)


def subject_of(
    connection: Connection,
    ids: Sequence[int],
    query: Query | None,
    columns: Sequence[str],
    day: date,
) -> Subject:
    """What is looked at on `day`: records, of which more than `MOST` are none, and the list of
    `query` with its columns. Raises NotFound for a record that is not there.
    """
    chosen = list(ids) if len(ids) <= MOST else []
    found = stubs(connection, chosen)
    records = tuple(found[record_id] for record_id in chosen)
    known = offered(query.kind) if query else {}
    looked_at = [load(connection, stub.id) for stub in islice(records, _LOOKED_AT)]
    return Subject(
        records,
        frozenset(stub.id for stub in records if _to_come(stub, day)),
        query,
        tuple(name for name in columns if name in known),
        _country(looked_at, query, own_country(connection)),
    )


def fitting(subject: Subject) -> list[str]:
    """The names of the briefs that can be made of `subject`."""
    return [name for name in BRIEFS if _fits(BRIEFS[name], subject)]


def first(subject: Subject) -> str:
    """The name of the brief that is offered first."""
    kinds = {stub.kind for stub in subject.records}
    if len(kinds) > 1:
        return "book"
    if kinds:
        planned = subject.planned >= set(subject.ids)
        return defaults_for(kinds.pop(), planned=planned)
    return "watch" if subject.query is None else "register"


def parts_of_book(subject: Subject) -> list[Request]:
    """The briefs in a book of the records of `subject`: for each the one that is usual for it."""
    return [
        Request(defaults_for(stub.kind, planned=stub.id in subject.planned), (stub.id,))
        for stub in subject.records
    ]


def _fits(description: BriefDescription, subject: Subject) -> bool:
    kinds = {stub.kind for stub in subject.records}
    match description.of:
        case "records":
            return bool(kinds) and kinds <= set(description.kinds)
        case "briefs":
            return len(subject.records) > 1
        case "query":
            return subject.query is not None
    return True


def _to_come(stub: Stub, day: date) -> bool:
    when = PartialDate.parse(stub.date) if stub.date else None
    if stub.kind != "engagement" or when is None or not when.known_first:
        return False
    return when.first >= day


def _country(looked_at: Sequence[Dossier], query: Query | None, own: str | None) -> str:
    """The other side of what is looked at: the country that the query asks for, or else the one
    that the records name most, which is not the desk's `own`.
    """
    asked = sorted((query.countries if query else frozenset()) - {own})
    if asked:
        return asked[0]
    named = Counter(code for of in looked_at for code in _named(of) if code != own)
    return named.most_common(1)[0][0] if named else ""


def _named(dossier: Dossier) -> Iterator[str]:
    """The codes of the countries that a record names: in its fields, and in rows of its parts."""
    for field in _of_countries(KINDS[dossier.kind].fields):
        if code := dossier.values.get(field.name):
            yield str(code)
    for part, rows in dossier.parts.items():
        for field in _of_countries(PARTS[part].fields):
            yield from (str(row[field.name]) for row in rows if row[field.name])


def _of_countries(known: Sequence[Field]) -> list[Field]:
    return [field for field in known if isinstance(field.type, Country)]
