"""What a catalogue knows already: found by identifier, by name, and by what a file said before.

All of it is read in a few queries up front, so that an import asks nothing row by row.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from defcat.exchange import beside
from defcat.exchange.draft import Draft, stated_cells
from defcat.exchange.profile import Profile
from defcat.fields import Stored
from defcat.kinds import KINDS
from defcat.model import ENTRY_ROW, RECORD, own_table, part_table
from defcat.text import fold

FILE_SCHEME = "data-file"
"""The scheme of identifiers of sources: `profile/file name`."""

_BY_NAME = ("official", "organisation", "topic")
"""The kinds that are known by their name; two agreements or visits may well share a title."""


_CHUNK = 5_000


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
        query = select(*columns).where(identifier.c.scheme.in_(schemes))
        identifiers = connection.execute(query.order_by(identifier.c.id.desc())).all()
        for scheme, value, record_id in identifiers:
            self._by_identifier[scheme, value] = record_id
            self._identified.add((record_id, scheme))
        kinds = {profile.kind, "organisation", *(rule.kind for rule in profile.others.values())}
        for kind in kinds.intersection(_BY_NAME):
            self._read_names(connection, kind)
        self._profile = profile
        self._keys = Counter(
            record_id for scheme, _, record_id in identifiers if scheme == profile.scheme
        )
        self._statements: dict[int, list[Statement]] = defaultdict(list)
        for record_id, statement in self._read_statements(connection):
            self._statements[record_id].append(statement)
        self._held = dict(self._read_edited(connection))
        self._beside = set(self._read_beside(connection))

    def identified(self, scheme: str, value: str) -> int | None:
        """The record with this identifier."""
        return self._by_identifier.get((scheme, value))

    def statement(self, record_id: int, key: str) -> Statement | None:
        """What was said last of a record; of one made of several, what the row of `key` said."""
        found = self._statements.get(record_id, [])
        if self._keys[record_id] > 1:
            found = [said for said in found if self._key_of(said) == key]
        return found[-1] if found else None

    def edited(self, record_id: int | None) -> bool:
        """Whether a field of a record was changed since it was made."""
        return record_id in self._held

    def contradicts(self, record_id: int, draft: Draft) -> bool:
        """Whether somebody made a record say something else than a row that says what it said.

        What is kept beside the record already does not count; nor does a record made of several,
        which says what one of them said.
        """
        if not self.edited(record_id) or self._keys[record_id] > 1:
            return False
        held = self._held[record_id]
        _, others = beside.weigh(
            self._profile.kind, held, draft.values, draft.values, lambda _name: False
        )
        return any(
            beside.is_stated(self._profile.kind, name)
            and (record_id, name, beside.words(self._profile.kind, name, value)) not in self._beside
            for name, value in others.items()
        )

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

    def _key_of(self, said: Statement) -> str:
        """The key of the row that a statement repeats."""
        profile = self._profile
        columns = (*profile.used_columns(), *profile.stated)
        cells, *_ = stated_cells(said.text, columns)
        return profile.key.fill({**cells, **profile.constants})

    def _sources(self) -> list[int]:
        """The sources that stand for the files read by this profile."""
        begins = f"{self._profile.name}/"
        return [
            record_id
            for (scheme, value), record_id in self._by_identifier.items()
            if scheme == FILE_SCHEME and value.startswith(begins)
        ]

    def _read_edited(self, connection: Connection) -> Iterable[tuple[int, dict[str, Stored]]]:
        """What those records hold of which a field was changed since they were made."""
        kind = self._profile.kind
        own, ids = own_table(kind), sorted(self._statements)
        columns = [
            (RECORD.c if name in RECORD.c else own.c)[name].label(name)
            for name in KINDS[kind].by_name
        ]
        c = ENTRY_ROW.c
        for start in range(0, len(ids), _CHUNK):
            few = c.record_id.in_(ids[start : start + _CHUNK])
            edited = select(c.record_id).where(few, c.what == kind, c.before.is_not(None))
            query = select(RECORD.c.id, *columns).join(own, own.c.id == RECORD.c.id)
            for record_id, *values in connection.execute(query.where(RECORD.c.id.in_(edited))):
                yield record_id, dict(zip(KINDS[kind].by_name, values, strict=True))

    def _read_beside(self, connection: Connection) -> Iterable[tuple[int, str, str]]:
        """What is kept of these files beside fields: the record, the field and the statement."""
        c = part_table("citation").c
        query = select(c.record_id, c.about, c.states).where(
            c.other_id.in_(self._sources()), c.about.is_not(None), c.states.is_not(None)
        )
        return [(record, about, states) for record, about, states in connection.execute(query)]

    def _read_statements(self, connection: Connection) -> Iterable[tuple[int, Statement]]:
        """The statements of each record, from any file read by this profile, latest last."""
        sources = self._sources()
        c = part_table("citation").c
        query = select(c.record_id, c.id, c.other_id, c.states).where(
            c.other_id.in_(sources), c.about.is_(None), c.states.is_not(None)
        )
        for record_id, citation, source, text in connection.execute(query.order_by(c.id)):
            yield record_id, Statement(citation, source, text)
