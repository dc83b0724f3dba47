"""Writing what an import planned, through one change.

A record that is known already may have been worked on since. What tells a person's work from the
file's is the citation, which keeps what the file said last time:

- a field is set where the file now says something else than it said, and the record still holds
  what it said; a field that a person changed, or that another source supports or states, stays as
  it is, and what the file says is kept beside it. One they filled in is never emptied;
- a row of a part is taken away where the file said it and no longer does, changed where it says
  something else of the same, and added where it is new. A row that a person changed or completed is
  not taken away, nor one that another source supports, and one they added is not touched. What the
  file says else of a value that a person changed is kept beside it;
- of a record that the file says something of for the first time, only what is empty is filled,
  and a row of the same post or event is cited. A file of another name is another source, whatever
  profile it is read by.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from defcat.dossier import Dossier, Row, load
from defcat.exchange import beside
from defcat.exchange.draft import Draft, Other, PartDraft
from defcat.exchange.known import FILE_SCHEME, Known, Statement
from defcat.exchange.lives import Life, acts_in
from defcat.exchange.pairing import given, is_of, pair, says, says_no_more
from defcat.exchange.plan import Meeting, draft_before
from defcat.exchange.profile import Profile
from defcat.exchange.reader import Reader
from defcat.translation import tr

Rows = Mapping[str, Iterable[Row]]
"""What a record holds, by part."""


@dataclass(frozen=True)
class _Told:
    """What a file said of a record, with the rows as they are linked."""

    values: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[PartDraft, ...] = ()
    source: int = 0
    locator: str = ""

    def states(self, row: Row, name: str) -> bool:
        """Whether it says that a row holds what it does in field `name`."""
        value = row[name]
        return value is not None and any(
            is_of(row, part) and dict(part.values).get(name) == value for part in self.parts
        )


class Writer:
    """Writes drafts; every record that it makes cites the file and carries its identifier.

    `made` counts the records made by kind, but for the source; `kept` the statements that are kept
    beside what a record holds.
    """

    def __init__(self, change: beside.Hand, known: Known, profile: Profile, file: str) -> None:
        self.made: Counter[str] = Counter()
        self._change = change
        self._known = known
        self._profile = profile
        self._reader = Reader(profile, known.marking)
        self._others: dict[tuple[str, ...], int] = {}
        self._completed: dict[Other, int] = {}
        self._source = self._find_source(file)
        self._statements = beside.Statements(change, self._source)

    @property
    def kept(self) -> int:
        return self._statements.kept

    def add(self, draft: Draft) -> None:
        """Make the record of a draft, or complete what an earlier row made to link to it."""
        profile = self._profile
        identifier = (profile.scheme, draft.key)
        record_id = self._known.identified(*identifier)
        if record_id is None:
            record_id = self._change.add(profile.kind, **self._values(draft))
            self.made[profile.kind] += 1
            self._identify(record_id, *identifier)
        else:
            values = self._values(draft)
            said = {name: value for name, value in values.items() if value is not None}
            self._change.set(profile.kind, record_id, **said)
        self._known.learn(record_id, profile.kind, draft, identifier)
        for part in draft.parts:
            self._add_part(record_id, self._linked(part, draft, {}))
        self._cite(record_id, draft.locator, draft.statement)

    def meet(self, meeting: Meeting) -> Dossier:
        """Bring the record of a draft up to what the file says now; answers with what it held."""
        change, draft, before = self._change, meeting.draft, meeting.before
        change.flush()
        dossier = load(change.connection, meeting.record_id)
        said = self._told(before, dossier.parts) if before else _Told()
        elsewhere = [self._told(statement, dossier.parts) for statement in meeting.elsewhere]
        self._meet_values(dossier, draft, said, elsewhere)
        self._meet_parts(dossier, draft, said, elsewhere)
        if self._known.identified(self._profile.scheme, draft.key) is None:
            self._identify(dossier.id, self._profile.scheme, draft.key)
        if before:
            change.set_part(
                "citation", before.citation, locator=draft.locator, states=draft.statement
            )
        else:
            self._cite(dossier.id, draft.locator, draft.statement)
        return dossier

    def _told(self, statement: Statement, rows: Rows) -> _Told:
        """What a statement said of the record with `rows`, as far as the profile can read it."""
        draft = draft_before(self._profile, statement, self._reader)
        if draft is None:
            return _Told()
        life = self._acts(draft)
        parts = tuple(
            part.linked(lambda other: self._known.among(other, rows) or self._find(other, life))
            for part in draft.parts
        )
        links = {name: self._find(other, life) for name, other in draft.links.items()}
        return _Told({**draft.values, **links}, parts, statement.source, statement.locator)

    def _values(self, draft: Draft) -> dict[str, Any]:
        """The values of a record's own fields; records that they name are made if they are new."""
        links = {name: self._other(other, draft) for name, other in draft.links.items()}
        return {**draft.values, **links}

    def _meet_values(
        self, dossier: Dossier, draft: Draft, said: _Told, elsewhere: list[_Told]
    ) -> None:
        kind, held, statements = dossier.kind, dossier.values, self._statements
        values = self._values(draft)
        holders = {
            name: told
            for told in reversed(elsewhere)
            for name, value in told.values.items()
            if value is not None and held.get(name) == value
        }
        taken, others = beside.weigh(
            kind,
            held,
            values,
            said.values,
            lambda name: name in holders or statements.supported(dossier, name),
        )
        if taken:
            self._change.set(kind, dossier.id, **taken)
        for name, value in values.items():
            if value is None or not beside.is_stated(kind, name):
                continue
            link = draft.links.get(name)
            states = link.title if link else beside.words(kind, name, value)
            if name in others:
                holder = _holder(holders.get(name), dossier.text(name))
                statements.keep(dossier, name, None, states, draft.locator, holder)
            else:
                statements.agree(dossier, name, None, states, taken=name in taken)

    def _meet_parts(
        self, dossier: Dossier, draft: Draft, said: _Told, elsewhere: list[_Told]
    ) -> None:
        new = Counter(self._linked(part, draft, dossier.parts) for part in draft.parts)
        found = pair(new, Counter(said.parts), dossier.parts)
        for row, part, before in found.met:
            self._meet_row(dossier, row, part, before, elsewhere, draft.locator)
        for row in found.agreed:
            self._statements.agree(dossier, row.part, row.id, "", taken=False)
        for row, part in found.gone:
            also = any(says(row, other) for told in elsewhere for other in told.parts)
            if says_no_more(row, part) and not also and not self._supported(dossier, row):
                self._change.remove_part(part.part, row.id)
        for part in found.added:
            self._add_part(dossier.id, part)

    def _meet_row(
        self,
        dossier: Dossier,
        row: Row,
        part: PartDraft,
        before: Mapping[str, Any],
        elsewhere: list[_Told],
        locator: str,
    ) -> None:
        """Bring a row up to what the file says of the same thing now."""
        supported = self._supported(dossier, row)
        taken, others = beside.weigh(
            row.part,
            row.values,
            dict(part.values),
            before,
            lambda name: supported or any(told.states(row, name) for told in elsewhere),
        )
        if taken:
            self._change.set_part(row.part, row.id, **taken)
        statements = self._statements
        states = beside.row_statement(row.part, others)
        if states:
            told = next((t for t in elsewhere if all(t.states(row, n) for n in others)), None)
            held = beside.row_statement(row.part, {name: row[name] for name in others})
            statements.keep(dossier, row.part, row.id, states, locator, _holder(told, held))
        else:
            words = beside.row_statement(row.part, given(part))
            statements.agree(dossier, row.part, row.id, words, taken=bool(taken))
            if not before:
                statements.cite(dossier, row.part, row.id, locator)

    def _supported(self, dossier: Dossier, row: Row) -> bool:
        return self._statements.supported(dossier, row.part, row.id)

    def _add_part(self, record_id: int, part: PartDraft) -> None:
        self._change.add_part(part.part, record_id, **dict(part.values))

    def _linked(self, part: PartDraft, draft: Draft, rows: Rows) -> PartDraft:
        return part.linked(lambda other: self._there(other, rows) or self._other(other, draft))

    def _acts(self, draft: Draft) -> Life:
        return acts_in(self._profile.kind, draft)

    def _find(self, other: Other, life: Life) -> int | None:
        """The record that `other` is, if there is one; `life` says what they did."""
        found = self._others.get(other.identity)
        if found is not None and self._known.could_be(found, life):
            return found
        return self._known.find(other, life)

    def _there(self, other: Other, rows: Rows) -> int | None:
        """The record that `other` is among those that `rows` name, if it is one of them."""
        found = self._known.among(other, rows)
        if found is not None:
            self._complete(found, other)
        return found

    def _other(self, other: Other, draft: Draft) -> int:
        """The record that `other` is, made if it is new."""
        known = self._known
        life = self._acts(draft) if other.kind == "official" else Life()
        found = self._completed.get(other)
        if found is None or not known.could_be(found, life):
            found = self._find(other, life)
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


def _holder(told: _Told | None, states: str) -> beside.Holder | None:
    """The source that states what is held, if one is known to."""
    return beside.Holder(told.source, told.locator, states) if told and states else None
