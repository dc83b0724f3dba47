"""Which records and posts have to be looked at again after some records changed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.model import ENTRY_ROW, FINDING, RECORD, own_table, part_table
from defcat.rules.findings.circular import CYCLIC_LINK
from defcat.rules.findings.office_words import leads, post_key
from defcat.rules.findings.offices import mentioning
from defcat.rules.findings.reading import rows

_OF_OTHERS = frozenset(
    (
        *("title", "binned_at", "date", "born", "died", "founded", "dissolved", "country", "type"),
        *("city", "nationality", "native_name"),
    )
)
"""The fields of a record that findings about other records rest on, or tell."""

_PLACING = frozenset(("type", "country", "binned_at", "title"))
"""The fields of a body that decide of what country or body its posts are, or tell its name."""

_MOVING = frozenset(("country", "record_id"))
"""What changes of a post when it is another country's or another person's."""

_CALLED = frozenset(("title", "binned_at"))
"""The fields of a person that decide whether a name in a text means that person alone."""

_NAMED = frozenset(("tenure", "alias"))
"""The parts that say what a person is called, by name or by post."""

_TELLING = frozenset(("record",))
"""The fields by which two records are found to be one, and nothing else is."""

_PAIRED = frozenset(("alias", "event", "party", "participant", "engagement_relation"))
"""The parts by which two records are found to be one, whatever changes of them."""


@dataclass
class Reach:
    """What a change reaches: records for the rules about one record, and posts by their key.

    `paired`: the changed ones of which something changed by which two are found to be one.
    `everything`: that so many are reached that it is not worth telling which.
    """

    records: set[int] = field(default_factory=set)
    paired: set[int] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    everything: bool = False


def reach(connection: Connection, records: Collection[int], since: int) -> Reach:
    """What the changes to `records` in the entries after `since` reach.

    What was there before comes from the history: a post that somebody no longer holds, an
    agreement that is no longer superseded, the name that somebody had.
    """
    found = Reach(set(records))
    concern: set[int] = set()
    places: set[int] = set()
    mentioned: set[int] = set()
    names: set[str] = set()
    for row in _history(connection, records, since):
        if row.what in _NAMED or _tells(row):
            concern.add(row.record_id)
        telling = _tells(row) or _tells(row, _TELLING)
        if row.what in _PAIRED or telling or _goes_elsewhere(row):
            found.paired.add(row.record_id)
        if _tells(row, _PLACING):
            places.add(row.record_id)
        if row.what == "alias" or _tells(row, _CALLED):
            mentioned.add(row.record_id)
        for values in filter(None, (row.before, row.after)):
            if row.what == "agreement_relation" and values.get("other_id"):
                found.records.add(values["other_id"])
            elif row.what == "tenure" and values.get("post"):
                found.posts.add(post_key(values["post"]))
                if leads(values["post"]):
                    mentioned.add(row.record_id)
            elif row.what == "official" and values.get("title"):
                names.add(values["title"])
            elif row.what == "alias" and values.get("name"):
                names.add(values["name"])
    found.records.update(_superseded(connection, records), _linking(connection, concern))
    for holder, post in _posts(connection, concern, places):
        found.posts.add(post_key(post))
        if leads(post):
            mentioned.add(holder)
    # Texts are read for posts only where they are leading ones: no others are compared with them.
    named = mentioning(connection, names | set(_names(connection, concern & mentioned)))
    found.everything = named is None
    found.records.update(named or ())
    found.records.update(partners(connection, records))
    found.records.update(_going_round(connection, found.records))
    return found


def partners(
    connection: Connection, records: Collection[int], among: Collection[str] | None = None
) -> set[int]:
    """The records in a finding with one of `records`; of the rules `among`, or of all."""
    query = select(FINDING.c.record_id, FINDING.c.other_id).where(FINDING.c.other_id.is_not(None))
    if among is not None:
        query = query.where(FINDING.c.rule.in_(among))
    ends = (FINDING.c.record_id, FINDING.c.other_id)
    return {
        record_id
        for column in ends
        for row in rows(connection, query, column, records)
        for record_id in row
    }


def _tells(row: Any, fields: frozenset[str] = _OF_OTHERS) -> bool:
    """Whether a row of the history is news of the records that are linked to its record."""
    return row.what in KINDS and (
        row.before is None or row.after is None or not fields.isdisjoint(row.after)
    )


def _goes_elsewhere(row: Any) -> bool:
    """Whether a row of the history is of a post that came, went, or changed hands or country."""
    return row.what == "tenure" and (
        row.before is None or row.after is None or not row.after.keys().isdisjoint(_MOVING)
    )


def _history(connection: Connection, records: Collection[int], since: int) -> Iterator[Any]:
    columns = (ENTRY_ROW.c[name] for name in ("record_id", "what", "before", "after"))
    query = select(*columns).where(ENTRY_ROW.c.entry_id > since)
    return rows(connection, query, ENTRY_ROW.c.record_id, records)


def _superseded(connection: Connection, records: Collection[int]) -> Iterator[int]:
    relation = part_table("agreement_relation")
    query = select(relation.c.other_id)
    return (row.other_id for row in rows(connection, query, relation.c.record_id, records))


def _linking(connection: Connection, records: Collection[int]) -> Iterator[int]:
    """The records of which a row or a field names one of `records`."""
    for part in PARTS.values():
        table = part_table(part.name)
        for described in part.fields:
            if isinstance(described.type, Link):
                query = select(table.c.record_id)
                for row in rows(connection, query, table.c[described.name], records):
                    yield row.record_id
    for kind in KINDS.values():
        table = own_table(kind.name)
        for described in kind.fields:
            if isinstance(described.type, Link):
                query = select(table.c.id)
                for row in rows(connection, query, table.c[described.name], records):
                    yield row.id


def _going_round(connection: Connection, records: Collection[int]) -> set[int]:
    """The records found on circles of links, which tell of each other, if any of `records` is."""
    query = select(FINDING.c.record_id).where(FINDING.c.rule == CYCLIC_LINK)
    if not any(True for _ in rows(connection, query, FINDING.c.record_id, records)):
        return set()
    return set(connection.scalars(query))


def _posts(
    connection: Connection, holders: Collection[int], bodies: Collection[int]
) -> Iterator[tuple[int, str]]:
    """The posts that `holders` hold, and those at `bodies`, each with who holds it."""
    tenure = part_table("tenure")
    query = select(tenure.c.record_id, tenure.c.post)
    for column, records in ((tenure.c.record_id, holders), (tenure.c.other_id, bodies)):
        for row in rows(connection, query, column, records):
            yield row.record_id, row.post


def _names(connection: Connection, records: Collection[int]) -> Iterator[str]:
    """The names of the officials among `records`."""
    alias = part_table("alias")
    titles = select(RECORD.c.title).where(RECORD.c.kind == "official")
    others = select(alias.c.name).join(RECORD, RECORD.c.id == alias.c.record_id)
    others = others.where(RECORD.c.kind == "official")
    for query, column in ((titles, RECORD.c.id), (others, alias.c.record_id)):
        for row in rows(connection, query, column, records):
            yield row[0]
