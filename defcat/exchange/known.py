"""What a catalogue knows already: found by identifier, by name, and by what a file said before.

All of it is read in a few queries up front, so that an import asks nothing row by row.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from defcat.exchange.profile import Profile
from defcat.model import RECORD, own_table, part_table
from defcat.text import fold

FILE_SCHEME = "data-file"
"""The scheme of identifiers of sources: `profile/file name`."""

_BY_NAME = ("official", "organisation", "topic")
"""The kinds that are known by their name; two agreements or visits may well share a title."""


@dataclass(frozen=True)
class Statement:
    """What the file said of a record when it was last imported, and the citation that keeps it."""

    citation: int
    source: int
    text: str


class Known:
    """The records that an import may meet; records in the bin are known by identifier only."""

    def __init__(self, connection: Connection, profile: Profile) -> None:
        schemes = {FILE_SCHEME, profile.scheme}
        schemes |= {rule.scheme for rule in profile.others.values() if rule.scheme}
        self._by_identifier: dict[tuple[str, str], int] = {}
        self._identified: set[tuple[int, str]] = set()
        self._by_name: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)
        self._countries: dict[int, set[str]] = defaultdict(set)
        identifier = part_table("identifier")
        columns = (identifier.c.scheme, identifier.c.value, identifier.c.record_id)
        for scheme, value, record_id in connection.execute(
            select(*columns)
            .where(identifier.c.scheme.in_(schemes))
            .order_by(identifier.c.id.desc())
        ):
            self._by_identifier[scheme, value] = record_id
            self._identified.add((record_id, scheme))
        kinds = {profile.kind, "organisation", *(rule.kind for rule in profile.others.values())}
        for kind in kinds.intersection(_BY_NAME):
            self._read_names(connection, kind)
        self.statements = dict(self._read_statements(connection, profile))

    def identified(self, scheme: str, value: str) -> int | None:
        """The record with this identifier."""
        return self._by_identifier.get((scheme, value))

    def has_identifier(self, record_id: int, scheme: str) -> bool:
        """Whether a record has an identifier of `scheme`."""
        return (record_id, scheme) in self._identified

    def has_name(self, record_id: int, kind: str, name: str) -> bool:
        """Whether `name` is a name of the record, however it is written."""
        return record_id in self._by_name.get((kind, fold(name)), ())

    def named(
        self, kind: str, names: Iterable[str], country: str | None, scheme: str = ""
    ) -> int | None:
        """The one record of `kind` with one of `names`; None where there is none, or several.

        An official must have acted for, or be a national of, `country`, or both be without one; an
        organisation must not be of another country. A record with another identifier of `scheme` is
        somebody else.
        """
        found: set[int] = set()
        for name in names:
            for record_id in self._by_name.get((kind, fold(name)), ()):
                countries = self._countries.get(record_id, set())
                same = country in countries if country else not countries
                if kind != "official":
                    same = same or not (country and countries)
                if same and not (scheme and (record_id, scheme) in self._identified):
                    found.add(record_id)
        return found.pop() if len(found) == 1 else None

    def add(
        self,
        record_id: int,
        kind: str,
        names: Iterable[str],
        country: str | None = None,
        identifier: tuple[str, str] | None = None,
    ) -> None:
        """Know a record from now on by these names, this country and this identifier too."""
        for name in names:
            self._by_name[kind, fold(name)][record_id] = None
        if country:
            self._countries[record_id].add(country)
        if identifier:
            self._by_identifier[identifier] = record_id
            self._identified.add((record_id, identifier[0]))

    def _read_names(self, connection: Connection, kind: str) -> None:
        c, alias, own = RECORD.c, part_table("alias"), own_table(kind)
        live = (c.kind == kind) & c.binned_at.is_(None)
        also = select(c.id, alias.c.name).join(alias, alias.c.record_id == c.id).where(live)
        for query in (select(c.id, c.title).where(live), also):
            for record_id, name in connection.execute(query):
                self._by_name[kind, fold(name)][record_id] = None
        queries = []
        if kind == "official":
            tenure = part_table("tenure")
            queries.append(select(own.c.id, own.c.nationality))
            queries.append(select(tenure.c.record_id, tenure.c.country))
        elif kind == "organisation":
            queries.append(select(own.c.id, own.c.country))
        for query in queries:
            for record_id, country in connection.execute(query):
                if country is not None:
                    self._countries[record_id].add(country)

    def _read_statements(
        self, connection: Connection, profile: Profile
    ) -> Iterable[tuple[int, Statement]]:
        """The latest statement of each record, from any file read by this profile."""
        begins = f"{profile.name}/"
        sources = [
            record_id
            for (scheme, value), record_id in self._by_identifier.items()
            if scheme == FILE_SCHEME and value.startswith(begins)
        ]
        c = part_table("citation").c
        query = select(c.record_id, c.id, c.other_id, c.states).where(
            c.other_id.in_(sources), c.about.is_(None), c.states.is_not(None)
        )
        for record_id, citation, source, text in connection.execute(query.order_by(c.id)):
            yield record_id, Statement(citation, source, text)
