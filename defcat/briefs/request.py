"""What is asked for: which brief, of what, and which of its sections."""

from dataclasses import dataclass

from defcat.rules.watch import DAYS
from defcat.search.query import Query


@dataclass(frozen=True)
class Section:
    """A section of a brief, which a template can leave out or put elsewhere."""

    name: str
    label: str


@dataclass(frozen=True)
class Request:
    """The brief `name` of `records` (identifiers), of a `country` (its code), of the answer to
    `query`, or of everything.

    `days`: how far ahead what is due is looked for. `columns`, `group_by`, `sources`: of a
    register, what it shows, by what it is grouped, and whether its rows have source numbers.
    `sections`: the names of those wanted, in their order; None for all. `parts`, `title`: of a
    book, the briefs in it and what it is called.
    """

    name: str
    records: tuple[int, ...] = ()
    country: str = ""
    query: Query | None = None
    days: int = DAYS
    columns: tuple[str, ...] = ()
    group_by: str = ""
    sources: bool = False
    sections: tuple[str, ...] | None = None
    parts: "tuple[Request, ...]" = ()
    title: str = ""
