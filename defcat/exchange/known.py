"""What a catalogue knows already: found by identifier, by name, and by what a file said before.

All of it is read in a few queries up front, so that an import asks nothing row by row. Of what a
file said only a number is kept that no other text has; the text is read where a row says otherwise.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from defcat import markings
from defcat.dossier import Row
from defcat.errors import InputError, Refused
from defcat.exchange import beside
from defcat.exchange.draft import Draft, Other, stated_cells
from defcat.exchange.lives import Life, acts_in, read_lives
from defcat.exchange.matching import BY_NAME
from defcat.exchange.pairing import pair
from defcat.exchange.profile import Profile
from defcat.fields import Stored
from defcat.kinds import KINDS, PARTS
from defcat.model import ENTRY_ROW, RECORD, SETTING, own_table, part_table
from defcat.text import fold

FILE_SCHEME = "data-file"
"""The scheme of identifiers of sources: `profile/file name`."""

_CHUNK = 5_000

_Told = tuple[str, int | None, str]
"""A field or a part, the row of that part, and what is stated of it."""


@dataclass(frozen=True)
class Statement:
    """What a file said of a record when it was last imported, and the citation that keeps it."""

    citation: int
    source: int
    locator: str
    text: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement by the citation that keeps it, and what tells its text from others."""

    citation: int
    source: int
    digest: int


class Known:
    """The records that an import of `file` may meet; those in the bin only by identifier.

    `connection` is asked by `said` too, and must be open then.
    """

    def __init__(self, connection: Connection, profile: Profile, file: str) -> None:
        self._connection = connection
        schemes = {FILE_SCHEME, profile.scheme}
        schemes |= {rule.scheme for rule in profile.others.values() if rule.scheme}
        self._by_identifier: dict[str, dict[str, int]] = {scheme: {} for scheme in schemes}
        self._identified: dict[str, set[int]] = {scheme: set() for scheme in schemes}
        self._by_name: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)
        self._countries: dict[int, set[str]] = defaultdict(set)
        identifier = part_table("identifier")
        columns = (identifier.c.scheme, identifier.c.value, identifier.c.record_id)
        query = select(*columns).where(identifier.c.scheme.in_(schemes))
        several: set[int] = set()
        for scheme, value, record_id in connection.execute(query.order_by(identifier.c.id.desc())):
            self._by_identifier[scheme][value] = record_id
            if scheme == profile.scheme and record_id in self._identified[scheme]:
                several.add(record_id)
            self._identified[scheme].add(record_id)
        linked = {rule.kind for rule in profile.others.values()}
        kinds = {profile.kind, "organisation", *linked}
        for kind in kinds.intersection(BY_NAME) | linked:
            self._read_names(connection, kind)
        self._lives = read_lives(connection) if "official" in kinds else {}
        self._profile = profile
        stored = select(SETTING.c.name, SETTING.c.value)
        self._settings: dict[str, str] = {row.name: row.value for row in connection.execute(stored)}
        self._source = self.identified(FILE_SCHEME, f"{profile.name}/{file}")
        self._several = several
        self._statements = self._read_statements()
        self._edited = self._read_edited(connection)
        self._held = dict(self._read_held(connection))
        self._rows = self._read_rows(connection)
        self._beside = self._read_beside(connection)

    def marking(self, text: str) -> str:
        """The level that a text names; raises InputError for none, and one above the ceiling."""
        scheme = markings.load(self._settings.get("marking-scheme", "plain"))
        level = scheme.named(text)
        try:
            scheme.refuse_above(level.code, self._settings.get("ceiling"))
        except Refused as error:
            raise InputError(error.what, error.fix) from None
        return level.code

    def identified(self, scheme: str, value: str) -> int | None:
        """The record with this identifier."""
        return self._by_identifier.get(scheme, {}).get(value)

    def is_said(self, record_id: int, key: str, text: str) -> bool:
        """Whether the file said this of a record last, or, if it said nothing, another file does.

        Of a record made of several, what the rows of `key` said.
        """
        digest = hash(text)
        own, elsewhere = self._split(record_id, key)
        return own[-1].digest == digest if own else any(s.digest == digest for s in elsewhere)

    def said(self, record_id: int, key: str) -> tuple[Statement | None, list[Statement]]:
        """What the file said last of a record, and what other files of the profile say of it."""
        own, elsewhere = self._split(record_id, key)
        return next(iter(self._texts(own[-1:])), None), self._texts(elsewhere)

    def _split(self, record_id: int, key: str) -> tuple[list[_Said], list[_Said]]:
        found = self._statements.get(record_id, [])
        if record_id in self._several:
            keys = {said.citation: self._key_of(said) for said in self._texts(found)}
            found = [said for said in found if keys[said.citation] == key]
        own = [said for said in found if said.source == self._source]
        return own, [said for said in found if said.source != self._source]

    def _texts(self, said: list[_Said]) -> list[Statement]:
        """The statements in full."""
        if not said:
            return []
        c = part_table("citation").c
        query = select(c.id, c.other_id, c.locator, c.states).order_by(c.id)
        found = self._connection.execute(query.where(c.id.in_([one.citation for one in said])))
        return [
            Statement(citation, source, locator or "", text)
            for citation, source, locator, text in found
        ]

    def edited(self, record_id: int | None) -> bool:
        """Whether a field or a row of a record was changed since it was made."""
        return record_id in self._held

    def contradicts(self, record_id: int, draft: Draft) -> bool:
        """Whether somebody made a record say something else than a row that says what it said.

        What is kept beside the record already does not count; nor does a record made of several,
        which says what one of them said.
        """
        if not self.edited(record_id) or record_id in self._several:
            return False
        kind, held = self._profile.kind, self._held[record_id]
        told: set[_Told] = {
            (name, None, beside.words(kind, name, value))
            for name, value in beside.against(kind, held, draft.values).items()
            if beside.is_stated(kind, name)
        }
        life = acts_in(kind, draft)
        rows = self._rows[record_id]
        parts = Counter(
            part.linked(lambda other: self.among(other, rows) or self.find(other, life))
            for part in draft.parts
        )
        for row, part, _ in pair(parts, parts, rows).met:
            others = beside.against(row.part, row.values, dict(part.values))
            if states := beside.row_statement(row.part, others):
                told.add((row.part, row.id, states))
        return not told <= self._beside[record_id]

    def find(self, other: Other, life: Life) -> int | None:
        """The record that `other` is, by identifier or name; `life` says what they did."""
        found = self.identified(other.scheme, other.key) if other.key else None
        names = [other.title, *([other.alias] if other.alias else [])]
        return found or self.named(other.kind, names, other.country, other.scheme, life)

    def among(self, other: Other, rows: Mapping[str, Iterable[Row]]) -> int | None:
        """The one official among those whom `rows` of a record name that `other` may well be.

        There a name is enough, as long as nobody says that they are of different countries.
        """
        if other.kind != "official" or other.key or not rows:
            return None
        named = {row["other_id"] for of_part in rows.values() for row in of_part}
        same = [
            one for one in self._by_name.get(("official", fold(other.title)), ()) if one in named
        ]
        found = [
            record_id
            for record_id in same
            if not other.country or self._is_of(record_id, other.country)
        ]
        return found[0] if len(found) == 1 else None

    def _is_of(self, record_id: int, country: str) -> bool:
        """Whether a record is known to be of a country, or of none."""
        return country in self._countries.get(record_id, {country})

    def could_be(self, record_id: int, life: Life) -> bool:
        """Whether nothing that is recorded of an official makes `life` impossible."""
        recorded = self._lives.get(record_id)
        return recorded is None or recorded.could_be(life)

    def has_identifier(self, record_id: int, scheme: str) -> bool:
        """Whether a record has an identifier of `scheme`."""
        return record_id in self._identified.get(scheme, ())

    @property
    def has_names(self) -> bool:
        """Whether any record is known by name."""
        return bool(self._by_name)

    def has_name(self, record_id: int, kind: str, name: str) -> bool:
        """Whether `name` is a name of the record, however it is written."""
        return record_id in self._by_name.get((kind, fold(name)), ())

    def named(
        self,
        kind: str,
        names: Iterable[str],
        country: str | None,
        scheme: str = "",
        life: Life | None = None,
    ) -> int | None:
        """The one record of `kind` with one of `names`; None where there is none, or several.

        An official must have acted for, or be a national of, `country`, or both be without one; an
        organisation must not be of another country. A record with another identifier of `scheme` is
        somebody else, and so is an official who cannot have had that `life`.
        """
        found: set[int] = set()
        for name in names:
            for record_id in self._by_name.get((kind, fold(name)), ()):
                countries = self._countries.get(record_id, set())
                same = country in countries if country else not countries
                if kind != "official":
                    same = same or not (country and countries)
                if life and kind == "official":
                    same = same and self.could_be(record_id, life)
                if same and not (scheme and self.has_identifier(record_id, scheme)):
                    found.add(record_id)
        return found.pop() if len(found) == 1 else None

    def learn(self, record_id: int, kind: str, draft: Draft, identifier: tuple[str, str]) -> None:
        """Know the record made of a draft from now on."""
        named = kind in BY_NAME
        names, country = (draft.names(), draft.country) if named else ((), None)
        self.add(record_id, kind, names, country, identifier)

    def add(
        self,
        record_id: int,
        kind: str,
        names: Iterable[str],
        country: str | None = None,
        identifier: tuple[str, str] | None = None,
    ) -> None:
        """Know a record from now on by these names, this country and this identifier too."""
        if kind in BY_NAME:
            for name in names:
                self._by_name[kind, fold(name)][record_id] = None
            if country:
                self._countries[record_id].add(country)
        if identifier:
            scheme, value = identifier
            self._by_identifier.setdefault(scheme, {})[value] = record_id
            self._identified.setdefault(scheme, set()).add(record_id)

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
            for value, record_id in self._by_identifier[FILE_SCHEME].items()
            if value.startswith(begins)
        ]

    def _read_edited(self, connection: Connection) -> list[int]:
        """The records of which a field or a row was changed since they were made."""
        c, ids = ENTRY_ROW.c, sorted(self._statements)
        changed = c.before.is_not(None) & c.what.in_((self._profile.kind, *self._parts()))
        found: set[int] = set()
        for start in range(0, len(ids), _CHUNK):
            few = c.record_id.in_(ids[start : start + _CHUNK])
            found.update(connection.scalars(select(c.record_id).where(few, changed).distinct()))
        return sorted(found)

    def _parts(self) -> list[str]:
        return sorted({rule.part for rule in self._profile.parts})

    def _read_held(self, connection: Connection) -> Iterator[tuple[int, dict[str, Stored]]]:
        """What the fields of those records hold."""
        kind = self._profile.kind
        own, ids = own_table(kind), self._edited
        columns = [
            (RECORD.c if name in RECORD.c else own.c)[name].label(name)
            for name in KINDS[kind].by_name
        ]
        query = select(RECORD.c.id, *columns).join(own, own.c.id == RECORD.c.id)
        for start in range(0, len(ids), _CHUNK):
            few = RECORD.c.id.in_(ids[start : start + _CHUNK])
            for record_id, *values in connection.execute(query.where(few)):
                yield record_id, dict(zip(KINDS[kind].by_name, values, strict=True))

    def _read_rows(self, connection: Connection) -> dict[int, dict[str, list[Row]]]:
        """The rows of those records, by record and part."""
        parts, ids = self._parts(), self._edited
        found: dict[int, dict[str, list[Row]]] = {each: {p: [] for p in parts} for each in ids}
        for part in parts:
            c, names = part_table(part).c, tuple(PARTS[part].by_name)
            query = select(c.id, c.record_id, *(c[name] for name in names)).order_by(c.id)
            for start in range(0, len(ids), _CHUNK):
                few = query.where(c.record_id.in_(ids[start : start + _CHUNK]))
                for row_id, record_id, *values in connection.execute(few):
                    held = dict(zip(names, values, strict=True))
                    found[record_id][part].append(Row(part, row_id, record_id, held))
        return found

    def _read_beside(self, connection: Connection) -> dict[int, set[_Told]]:
        """What is kept of these files beside the facts of each record."""
        c = part_table("citation").c
        query = select(c.record_id, c.about, c.row, c.states).where(
            c.other_id.in_(self._sources()),
            c.about.is_not(None),
            c.states.is_not(None),
            c.preferred.is_not(None),
        )
        found: dict[int, set[_Told]] = defaultdict(set)
        for record_id, about, row, states in connection.execute(query):
            found[record_id].add((about, row, states))
        return found

    def _read_statements(self) -> dict[int, list[_Said]]:
        """What any file read by this profile said of each record, latest last."""
        sources = self._sources()
        c = part_table("citation").c
        query = select(c.record_id, c.id, c.other_id, c.states).where(
            c.other_id.in_(sources), c.about.is_(None), c.states.is_not(None)
        )
        found: dict[int, list[_Said]] = {}
        for record_id, citation, source, text in self._connection.execute(query.order_by(c.id)):
            found.setdefault(record_id, []).append(_Said(citation, source, hash(text)))
        return found
