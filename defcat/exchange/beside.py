"""What a file says against what the catalogue holds: taken over, or kept beside it.

Source of the rule: a disagreement is shown and never overwritten by an import. A value is taken
over where the record still holds what the file said last time, or nothing, and no other source
supports it. Anything else that the file says becomes a citation of that field or row, which states
it and is not preferred. A date that has a day in common with the one on record is no contradiction:
who found the day to a month that the file gives has nothing to settle.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection

from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row
from defcat.exchange.pairing import spelled
from defcat.fields import Date, Field, Link, Stored, Text
from defcat.kinds import described
from defcat.rules.disagreement import same_statement
from defcat.rules.support import supporting, wants_source
from defcat.translation import tr

Values = Mapping[str, Any]


class Hand(Protocol):
    """What writes for an import: a `Change`, or what only notes what would be written."""

    @property
    def connection(self) -> Connection: ...

    def flush(self) -> None: ...

    def add(self, kind: str, **values: Any) -> int: ...

    def add_part(self, part: str, record_id: int, **values: Any) -> int: ...

    def set(self, kind: str, record_id: int, **values: Any) -> bool: ...

    def set_part(self, part: str, row_id: int, **values: Any) -> bool: ...

    def remove_part(self, part: str, row_id: int) -> None: ...


def weigh(
    what: str, held: Values, says: Values, said: Values, supported: Callable[[str], bool]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of `says` is taken over and what is kept beside the values `held` of a kind or part.

    `said` is what the file said last time; `supported` tells whether another source supports a
    value. What somebody filled in is never emptied, and what they emptied is not filled again.
    """
    fields = described(what).by_name
    taken, beside = {}, {}
    for name, value in says.items():
        now = held.get(name)
        if now == value:
            continue
        if now == said.get(name) and (now is None or not supported(name)):
            taken[name] = value
        elif value is not None and _contradicts(fields[name], now, value):
            beside[name] = value
    return taken, beside


def against(what: str, held: Values, says: Values) -> dict[str, Any]:
    """What a file that says what it said before says otherwise than a kind or part holds."""
    return weigh(what, held, says, says, lambda _name: False)[1]


def _contradicts(field: Field, now: Stored, value: Stored) -> bool:
    """Whether two different values of a field cannot both be right; spelling is no difference."""
    if now is not None and isinstance(field.type, Text):
        return spelled(str(now)) != spelled(str(value))
    if now is None or not isinstance(field.type, Date):
        return True
    one, other = PartialDate.parse(str(now)), PartialDate.parse(str(value))
    return one.last < other.first or other.last < one.first


def is_stated(kind: str, name: str) -> bool:
    """Whether a file's value of a field is a statement of a fact worth keeping.

    A title is one where it stands on a signed paper; elsewhere a profile composes it.
    """
    return wants_source(kind, name) or (kind, name) == ("agreement", "title")


def words(what: str, name: str, value: Stored) -> str:
    """A value of a field as a statement."""
    return described(what).by_name[name].type.show(value)


def row_statement(part: str, values: Values) -> str:
    """Values of a row as a statement: "To: 2009"; those that name records are left out."""
    fields = described(part).by_name
    return "; ".join(
        tr("{field}: {value}", field=tr(fields[name].label), value=words(part, name, value))
        for name, value in values.items()
        if not isinstance(fields[name].type, Link)
    )


@dataclass(frozen=True)
class Holder:
    """Another source, where in it, and what it states: the value that a record holds."""

    source: int
    locator: str
    states: str


class Statements:
    """Keeps what one source says beside what records hold, through `change`.

    `kept` counts the statements that are new.
    """

    def __init__(self, change: Hand, source: int) -> None:
        self.kept = 0
        self._change = change
        self._source = source

    def supported(self, dossier: Dossier, about: str, row: int | None = None) -> bool:
        """Whether another source supports a field or a row."""
        return any(
            citation["other_id"] != self._source for citation in supporting(dossier, about, row)
        )

    def keep(
        self,
        dossier: Dossier,
        about: str,
        row: int | None,
        states: str,
        locator: str,
        holder: Holder | None = None,
    ) -> None:
        """Keep a statement beside what is held, which is preferred if a source states it.

        The source has one such statement of a fact: a newer one takes its place. What a `holder`
        states with a whole record becomes its statement of the fact, if nobody else states it.
        """
        citations = dossier.citations(about, row)
        own = self._own(citations)
        if own is None:
            self._cite(dossier, about, row, Holder(self._source, locator, states), False)
        elif own["preferred"] is not None and same_statement(own.text("states"), states):
            return
        else:
            rejected = own["preferred"] is not True
            standing = {"preferred": False} if rejected else {}
            self._change.set_part("citation", own.id, states=states, locator=locator, **standing)
        self.kept += 1
        others = [c for c in citations if own is None or c.id != own.id]
        held = [c for c in supporting(dossier, about, row) if c in others]
        if held and not any(citation["preferred"] for citation in others):
            self._change.set_part("citation", held[0].id, preferred=True)
        elif holder and not others:
            self._cite(dossier, about, row, holder, True)

    def agree(
        self, dossier: Dossier, about: str, row: int | None, states: str, *, taken: bool
    ) -> None:
        """No longer reject the source: the record holds what it states.

        If that was `taken` from it just now, its statement that was preferred says so too.
        """
        own = self._own(dossier.citations(about, row))
        if own and own["preferred"] is False:
            self._change.set_part("citation", own.id, states=states or None, preferred=None)
        elif own and own["preferred"] and taken:
            self._change.set_part("citation", own.id, states=states)

    def cite(self, dossier: Dossier, about: str, row: int, locator: str) -> None:
        """Cite the source for a row that it supports, once."""
        if self._own(dossier.citations(about, row)) is None:
            self._cite(dossier, about, row, Holder(self._source, locator, ""), None)

    def _cite(
        self, dossier: Dossier, about: str, row: int | None, by: Holder, preferred: bool | None
    ) -> None:
        self._change.add_part(
            "citation",
            dossier.id,
            other_id=by.source,
            about=about,
            row=row,
            locator=by.locator,
            states=by.states or None,
            preferred=preferred,
        )

    def _own(self, citations: list[Row]) -> Row | None:
        return next((c for c in citations if c["other_id"] == self._source), None)
