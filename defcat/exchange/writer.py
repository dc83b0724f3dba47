"""Writing what an import planned, through one change.

A record that is known already may have been worked on since. What tells a person's work from the
file's is the citation, which keeps what the file said last time:

- a field is set where the file now says something else than it said, and the record still holds
  what it said; a field that a person changed, or that another source supports, stays as it is, and
  what the file says is kept beside it. One they filled in is never emptied;
- a row of a part is taken away where the file said it and no longer does, changed where it says
  something else of the same, and added where it is new. A row that a person changed or completed is
  not taken away, nor one that another source supports, and one they added is not touched. What the
  file says else of a value that a person changed is kept beside it;
- of a record that the file says something of for the first time, only empty fields are filled.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from defcat.change import Change
from defcat.dossier import Dossier, Row, load
from defcat.exchange import beside
from defcat.exchange.draft import Draft, Other, PartDraft
from defcat.exchange.known import FILE_SCHEME, Known
from defcat.exchange.plan import Meeting, draft_before
from defcat.exchange.profile import Profile
from defcat.fields import Stored
from defcat.translation import tr


class Writer:
    """Writes drafts; every record that it makes cites the file and carries its identifier.

    `made` counts the records made by kind, but for the source; `kept` the statements that are kept
    beside what a record holds.
    """

    def __init__(self, change: Change, known: Known, profile: Profile, file: str) -> None:
        self.made: Counter[str] = Counter()
        self._change = change
        self._known = known
        self._profile = profile
        self._others: dict[tuple[str, ...], int] = {}
        self._completed: dict[Other, int] = {}
        self._source = self._find_source(file)
        self._statements = beside.Statements(change, self._source)

    @property
    def kept(self) -> int:
        return self._statements.kept

    def add(self, draft: Draft) -> None:
        """Make the record of a draft."""
        profile = self._profile
        record_id = self._change.add(profile.kind, **draft.values)
        self.made[profile.kind] += 1
        identifier = (profile.scheme, draft.key)
        names = draft.names()
        self._known.add(record_id, profile.kind, names, draft.country, identifier)
        for part in draft.parts:
            self._add_part(record_id, self._linked(part, draft))
        self._identify(record_id, *identifier)
        self._cite(record_id, draft.locator, draft.statement)

    def meet(self, meeting: Meeting) -> None:
        """Bring the record of a draft up to what the file says now."""
        change, draft, before = self._change, meeting.draft, meeting.before
        change.flush()
        dossier = load(change.connection, meeting.record_id)
        said = draft_before(self._profile, before) if before else None
        self._meet_values(dossier, draft, said)
        self._meet_parts(dossier, draft, said)
        if not self._known.has_identifier(dossier.id, self._profile.scheme):
            self._identify(dossier.id, self._profile.scheme, draft.key)
        if before and before.source == self._source:
            change.set_part(
                "citation", before.citation, locator=draft.locator, states=draft.statement
            )
        else:
            self._cite(dossier.id, draft.locator, draft.statement)

    def _meet_values(self, dossier: Dossier, draft: Draft, said: Draft | None) -> None:
        statements = self._statements
        taken, others = beside.weigh(
            dossier.kind,
            dossier.values,
            draft.values,
            said.values if said else {},
            lambda name: statements.supported(dossier, name),
        )
        if taken:
            self._change.set(dossier.kind, dossier.id, **taken)
        for name, value in draft.values.items():
            if value is None or not beside.is_stated(dossier.kind, name):
                continue
            states = beside.words(dossier.kind, name, value)
            if name in others:
                statements.keep(dossier, name, None, states, draft.locator)
            else:
                statements.agree(dossier, name, None, states)

    def _meet_parts(self, dossier: Dossier, draft: Draft, said: Draft | None) -> None:
        new = Counter(self._linked(part, draft) for part in draft.parts)
        old = Counter(part.linked(self._find) for part in said.parts) if said else Counter()
        here = {name: list(rows) for name, rows in dossier.parts.items()}
        for part in (new & old).elements():  # what the file still says is nothing else's
            if row := _first(row for row in here[part.part] if _says(row, part)):
                here[part.part].remove(row)
        added = list((new - old).elements())
        for part in (old - new).elements():
            follower = next((other for other in added if _same_thing(other, part)), None)
            row = _first(row for row in here[part.part] if _says(row, part))
            if row is None and follower:
                row = _only(row for row in here[part.part] if _is_of(row, part))
            if row is None:
                continue
            here[part.part].remove(row)
            if follower:
                added.remove(follower)
                self._meet_row(dossier, row, follower, part, draft.locator)
            elif _says_no_more(row, part) and not self._supported(dossier, row):
                self._change.remove_part(part.part, row.id)
        for part in added:
            if not any(_says(row, part) for row in here[part.part]):
                self._add_part(dossier.id, part)

    def _meet_row(
        self, dossier: Dossier, row: Row, says: PartDraft, said: PartDraft, locator: str
    ) -> None:
        """Bring a row up to what the file says of the same thing now."""
        supported = self._supported(dossier, row)
        taken, others = beside.weigh(
            row.part, row.values, dict(says.values), dict(said.values), lambda _name: supported
        )
        if taken:
            self._change.set_part(row.part, row.id, **taken)
        states = beside.row_statement(row.part, others or dict(_given(says)))
        if others and states:
            self._statements.keep(dossier, row.part, row.id, states, locator)
        elif not others:
            self._statements.agree(dossier, row.part, row.id, states)

    def _supported(self, dossier: Dossier, row: Row) -> bool:
        return self._statements.supported(dossier, row.part, row.id)

    def _add_part(self, record_id: int, part: PartDraft) -> None:
        self._change.add_part(part.part, record_id, **dict(part.values))

    def _linked(self, part: PartDraft, draft: Draft) -> PartDraft:
        return part.linked(lambda other: self._other(other, draft))

    def _find(self, other: Other) -> int | None:
        """The record that `other` is, if there is one."""
        if other.identity in self._others:
            return self._others[other.identity]
        found = self._known.identified(other.scheme, other.key) if other.key else None
        names = [other.title, *([other.alias] if other.alias else [])]
        return found or self._known.named(other.kind, names, other.country, other.scheme)

    def _other(self, other: Other, draft: Draft) -> int:
        """The record that `other` is, made if it is new."""
        found = self._completed.get(other)
        if found is None:
            found = self._find(other)
            if found is None:
                found = self._change.add(other.kind, **dict(other.values))
                self.made[other.kind] += 1
                self._cite(found, tr("named in {place}", place=draft.locator))
            self._complete(found, other)
            self._others[other.identity] = self._completed[other] = found
        return found

    def _complete(self, record_id: int, other: Other) -> None:
        """Know a record by its name here too, and keep another way to write it."""
        known, names = self._known, [other.title]
        known.add(record_id, other.kind, names, other.country)
        if other.alias and not known.has_name(record_id, other.kind, other.alias):
            self._change.add_part("alias", record_id, name=other.alias, type="alias")
            known.add(record_id, other.kind, [other.alias])
        if other.key and not known.has_identifier(record_id, other.scheme):
            self._identify(record_id, other.scheme, other.key)
            known.add(record_id, other.kind, names, identifier=(other.scheme, other.key))

    def _find_source(self, file: str) -> int:
        """The source that stands for the file under this profile."""
        profile, value = self._profile, f"{self._profile.name}/{file}"
        found = self._known.identified(FILE_SCHEME, value)
        if found is None:
            fields = {"title": profile.title, "type": "dataset", **profile.source}
            notes = tr("Read from the file {file}.", file=file)
            found = self._change.add("source", **{**fields, "notes": notes})
            self._identify(found, FILE_SCHEME, value)
        return found

    def _identify(self, record_id: int, scheme: str, value: str) -> None:
        self._change.add_part("identifier", record_id, scheme=scheme, value=value)

    def _cite(self, record_id: int, locator: str, states: str | None = None) -> None:
        self._change.add_part(
            "citation", record_id, other_id=self._source, locator=locator, states=states
        )


def _given(part: PartDraft) -> dict[str, Any]:
    return {name: value for name, value in part.values if value is not None}


def _says(row: Row, part: PartDraft) -> bool:
    """Whether a row holds all that a draft says, and perhaps more."""
    return all(row[name] == value for name, value in _given(part).items())


def _says_no_more(row: Row, part: PartDraft) -> bool:
    """Whether a row holds nothing beside what a draft says."""
    values: dict[str, Stored] = {n: v for n, v in row.values.items() if v is not None}
    return values.keys() == _given(part).keys()


def _same_thing(one: PartDraft, other: PartDraft) -> bool:
    """Whether two drafts are about one thing: the same post, the same event, the same register."""
    return one.part == other.part and one.values[0] == other.values[0]


def _is_of(row: Row, part: PartDraft) -> bool:
    """Whether a row is about the thing that a draft is about, whatever else a person made of it."""
    name, value = part.values[0]
    return row[name] == value


def _first(rows: Iterable[Row]) -> Row | None:
    return next(iter(rows), None)


def _only(rows: Iterable[Row]) -> Row | None:
    """The one row of `rows`; None where there is none, or several to choose from."""
    found = list(rows)
    return found[0] if len(found) == 1 else None
