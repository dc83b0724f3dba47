"""Queries kept by name, in an order of their own.

They are no part of the record: saving one makes no entry in the history and nothing to undo. The
functions that write take the connection of a change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from defcat.errors import InputError, NotFound, Refused
from defcat.markings import Scheme
from defcat.model import SAVED_SEARCH
from defcat.search import run
from defcat.search.parse import parse
from defcat.translation import tr

LONGEST_NAME = 80
_C = SAVED_SEARCH.c


@dataclass(frozen=True)
class Saved:
    """A query, as it was typed, and its name."""

    name: str
    query: str


def searches(connection: Connection) -> list[Saved]:
    """The saved searches in their order."""
    rows = connection.execute(select(_C.name, _C.query).order_by(_C.place, _C.name))
    return [Saved(row.name, row.query) for row in rows]


def find(connection: Connection, name: str) -> Saved:
    """The saved search of that name, in any case; raises NotFound."""
    for saved in searches(connection):
        if saved.name.casefold() == name.strip().casefold():
            return saved
    raise NotFound(
        tr("There is no saved search “{name}”.", name=name),
        tr("See which there are in the rail."),
    )


def save(connection: Connection, name: str, query: str, place: int | None = None) -> Saved:
    """Keep `query` under a name that none has yet, before the one at `place` or else as the last.

    Raises InputError for a name or a query that is empty or too long, Refused for a name taken.
    """
    saved = Saved(_free(connection, name), query.strip())
    if not saved.query:
        raise InputError(tr("There is no query to save."), tr("Search for something first."))
    known = searches(connection)
    at = len(known) if place is None else place
    connection.execute(insert(SAVED_SEARCH).values(name=saved.name, query=saved.query, place=at))
    _order(connection, [*known[:at], saved, *known[at:]])
    return saved


def rename(connection: Connection, name: str, new: str) -> Saved:
    """Call a saved search by another name; raises what `save` raises, and NotFound."""
    before = find(connection, name)
    free = _free(connection, new, besides=before.name)
    connection.execute(update(SAVED_SEARCH).where(_C.name == before.name).values(name=free))
    return Saved(free, before.query)


def change_query(connection: Connection, name: str, query: str) -> Saved:
    """Let a saved search ask `query` from now on; raises NotFound."""
    before = find(connection, name)
    connection.execute(
        update(SAVED_SEARCH).where(_C.name == before.name).values(query=query.strip())
    )
    return Saved(before.name, query.strip())


def move(connection: Connection, name: str, by: int) -> None:
    """Move a saved search by so many places, down or (negative) up, as far as there are any."""
    saved, known = find(connection, name), searches(connection)
    at = known.index(saved)
    known.insert(min(max(at + by, 0), len(known) - 1), known.pop(at))
    _order(connection, known)


def remove(connection: Connection, name: str) -> tuple[Saved, int]:
    """Take a saved search away; what it was and its place, by which `save` puts it back."""
    saved, known = find(connection, name), searches(connection)
    connection.execute(delete(SAVED_SEARCH).where(_C.name == saved.name))
    return saved, known.index(saved)


def _order(connection: Connection, known: Sequence[Saved]) -> None:
    for place, saved in enumerate(known):
        connection.execute(update(SAVED_SEARCH).where(_C.name == saved.name).values(place=place))


def _free(connection: Connection, name: str, besides: str = "") -> str:
    """The name without spare spaces, if nothing else has it."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InputError(
            tr("A saved search needs a name of at most {n} characters.", n=LONGEST_NAME),
            tr("Write a short name."),
        )
    for known in connection.scalars(select(_C.name)):
        if known.casefold() == wanted.casefold() and known != besides:
            raise Refused(
                tr("There is a saved search “{name}” already.", name=known),
                tr("Choose another name, or rename that one first."),
            )
    return wanted


def answers(connection: Connection, query: str, scheme: Scheme, today: date) -> tuple[int, str]:
    """How many records answer a saved query, counted to one more than `run.COUNTED`, and what is
    wrong with it, in words; that is left out, and the rest is asked.
    """
    asked = parse(query, scheme)
    wrong = " ".join(f"{problem.what} {problem.fix}".strip() for problem in asked.problems)
    return run.count(connection, asked, run.COUNTED + 1, today=today), wrong
