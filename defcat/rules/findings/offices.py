"""Persons shown with an office that they did not hold that day."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from defcat.model import RECORD, own_table, part_table
from defcat.rules.findings.finding import Finding
from defcat.rules.findings.office_words import agree, leads
from defcat.rules.findings.reading import (
    EVER,
    Span,
    events,
    own_query,
    part_query,
    part_rows,
    rows,
    shown,
    span,
)
from defcat.rules.tenure import SIGNING, signed_on
from defcat.storage.fulltext import holding
from defcat.text import words
from defcat.translation import tr, trn

_RULE = "office-not-held"

_TITLES = (
    *("President", "Prime Minister", "Premier", "Chancellor", "King", "Queen", "Emperor"),
    *("Foreign Minister", "Defence Minister", "Defense Minister", "Foreign Secretary"),
    *("Defence Secretary", "Defense Secretary", "Secretary of State"),
)
"""The offices that a text gives before a name, and that say enough to be compared."""

_NAME = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,5}"
_MENTION = re.compile(rf"\b({'|'.join(_TITLES)}) ({_NAME})")
_AHEAD = 30
"""Characters before an office in which the word stands that makes another one of it."""

_NO_LONGER = frozenset(("former", "ex", "late", "elect", "incoming", "outgoing", "then", "future"))
_QUALIFIED = frozenset(("vice", "deputy", "assistant", "acting", "interim", "under"))

STRETCH = 100_000
"""Records asked about at a time: for each stretch the names of all officials are read."""

_FEW = 20
"""Names that are looked for in all texts; with more of them, all texts are read anew."""


@dataclass(frozen=True, slots=True)
class _Person:
    """A person with the posts held: what each is called, the days it surely and maybe covered."""

    id: int
    uid: str
    name: str
    posts: tuple[tuple[str, Span | None, Span], ...]

    def other_offices(self, office: str, day: Span) -> tuple[str, ...]:
        """The leading posts on record for that day, if none that may touch it is `office`."""
        held = [post for post, sure, _ in self.posts if sure and _covers(sure, day)]
        maybe = (post for post, _, possible in self.posts if _touches(possible, day))
        leading = [post for post in held if leads(post)]
        if not leading or any(agree(office, post) for post in maybe):
            return ()
        return tuple(dict.fromkeys(leading))


def office_not_held(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """Somebody shown with an office other than the one that their tenures give for that day.

    Source: the record itself, its tenures against what was written down on the day; vocabulary of
    posts as in `office_words`.
    Inputs: the office of participants and signatories; in the record of discussion and the notes
    of an engagement, an office before the full name of a person of the catalogue ("Met with
    President Narendra Modi"). Only the offices of heads of state and government and of ministers
    are compared, and only for persons on record in such an office that day: of others too little
    is on record to say that they were something else.
    Partial dates: the day, or every day of a visit, must surely lie within the tenure that says
    otherwise, and no tenure that may touch the day may agree. Without a certain date nothing is
    found. A post without an end on record is still held; so what is said is only which posts are on
    record for that day, and not that they were held.
    """
    yield from _recorded(connection, ids)
    yield from _mentioned(connection, ids)


def mentioning(connection: Connection, names: Collection[str]) -> set[int] | None:
    """The engagements whose texts hold one of `names`; None where those are too many to ask for.

    By the words of the names, whichever way they are written; so a few may be others.
    """
    full = {" ".join(words(name)) for name in names if " " in name} - {""}
    if len(full) > _FEW:
        return None
    found = holding(connection, ("record", "notes"), full)
    return {row.id for row in rows(connection, own_query("engagement"), RECORD.c.id, found)}


def _recorded(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    participant = part_table("participant")
    query = part_query("participant", participant.c.other_id, participant.c.office, RECORD.c.date)
    query = query.where(participant.c.office.is_not(None))
    found: list[tuple[str, Any, str | None]] = [
        ("participant", row, row.date)
        for row in rows(connection, query, participant.c.record_id, ids)
    ]
    signatories = [
        row
        for row in part_rows(connection, "signatory", ids, "other_id", "office", "event")
        if row.office
    ]
    signed = events(connection, {row.record_id for row in signatories}, *SIGNING)
    for row in signatories:
        signings = [(e.id, e.type, e.date) for e in signed.get(row.record_id, ())]
        date = signed_on(signings, row.event)
        found.append(("signatory", row, None if date is None else str(date)))
    found = [(part, row, date) for part, row, date in found if leads(row.office)]
    people = _people(connection, {row.other_id for _, row, _ in found})
    for part, row, date in found:
        person, day = people.get(row.other_id), span(date)
        was = person.other_offices(row.office, day) if person and day else ()
        if person and was:
            yield _finding(row.record_id, person, row.office, was, str(date), part, row.id)


def _mentioned(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    record, notes = _texts()
    query = own_query("engagement", RECORD.c.date, record, notes)
    query = query.where(record.is_not(None) | notes.is_not(None))
    named: dict[str, set[int]] | None = None
    found: list[tuple[int, str, str, int, str]] = []
    for engagement, date, *texts in rows(connection, query, RECORD.c.id, ids):
        for about, text in zip(("record", "notes"), texts, strict=True):
            for office, name in _mentions(text) if text else ():
                if named is None:
                    named = _named(connection)
                person_id = _longest(name, named)
                if person_id is not None and date:
                    found.append((engagement, date, office, person_id, about))
    people = _people(connection, {person for _, _, _, person, _ in found})
    for engagement, date, office, person_id, about in dict.fromkeys(found):
        person, day = people.get(person_id), span(date)
        was = person.other_offices(office, day) if person and day else ()
        if person and was:
            yield _finding(engagement, person, office, was, date, about, None)


def _texts() -> tuple[Any, Any]:
    """The columns of an engagement in which people are named."""
    return own_table("engagement").c.record, RECORD.c.notes


def _mentions(text: str) -> Iterator[tuple[str, list[str]]]:
    """The offices in `text`, each with the words after it that can be a name."""
    for found in _MENTION.finditer(text):
        office, name = found.groups()
        ahead = words(text[max(0, found.start() - _AHEAD) : found.start()])[-1:]
        if _NO_LONGER.isdisjoint(ahead):
            qualified = [*(word for word in ahead if word in _QUALIFIED), office]
            yield " ".join(qualified), name.split()


def _longest(text: list[str], named: Mapping[str, set[int]]) -> int | None:
    """The one person whose full name, of two words or more, these words begin with."""
    for count in range(len(text), 1, -1):
        name = " ".join(text[:count])
        for spelled in (name, name.rstrip(".,"), name.removesuffix("'s").removesuffix("’s")):
            if people := named.get(spelled):
                return min(people) if len(people) == 1 else None
    return None


def _named(connection: Connection) -> dict[str, set[int]]:
    """The persons that each full name means."""
    named: dict[str, set[int]] = defaultdict(set)
    alias = part_table("alias")
    others = part_query("alias", alias.c.name).where(RECORD.c.kind == "official")
    titles = connection.execute(own_query("official", RECORD.c.title))
    aliases = ((person, name) for _, person, name in connection.execute(others))
    for person, name in chain(titles, aliases):
        if " " in name:
            named[name].add(person)
    return named


def _people(connection: Connection, ids: Collection[int]) -> dict[int, _Person]:
    """The officials among `ids`, with what they held."""
    posts: dict[int, list[tuple[str, Span | None, Span]]] = defaultdict(list)
    for row in part_rows(connection, "tenure", ids, "post", "start", "end"):
        start, end = span(row.start), (span(row.end) if row.end else (EVER[1], EVER[1]))
        sure = (start[1], end[0]) if start and end else None
        possible = (start[0] if start else EVER[0], end[1] if end else EVER[1])
        posts[row.record_id].append((row.post, sure, possible))
    query = own_query("official", RECORD.c.uid, RECORD.c.title)
    return {
        person: _Person(person, uid, title, tuple(posts[person]))
        for person, uid, title in rows(connection, query, RECORD.c.id, ids)
    }


def _covers(held: Span, day: Span) -> bool:
    return held[0] <= day[0] and day[1] <= held[1]


def _touches(held: Span, day: Span) -> bool:
    return held[0] <= day[1] and day[0] <= held[1]


def _finding(
    record_id: int,
    person: _Person,
    office: str,
    posts: tuple[str, ...],
    date: str,
    about: str,
    row: int | None,
) -> Finding:
    return Finding(
        _RULE,
        record_id,
        f"{about}:{person.uid}:{office}<>{', '.join(posts)}@{date}",
        trn(
            "{name} is shown as {office}; the post on record for {date} is {posts}.",
            "{name} is shown as {office}; the posts on record for {date} are {posts}.",
            len(posts),
            name=person.name,
            office=office,
            posts=", ".join(posts),
            date=shown(date),
        ),
        tr("Correct the office, or the dates of the person's posts."),
        about,
        row,
        person.id,
    )
