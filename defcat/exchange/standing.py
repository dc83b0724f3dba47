"""What is compared of the records that stand in a catalogue, read in a few queries."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, select

from defcat.exchange.alike import Facts
from defcat.exchange.pairing import spelled
from defcat.model import RECORD, own_table, part_table

_Places = dict[int, frozenset[str]]


def read_facts(connection: Connection, kind: str) -> dict[int, Facts]:
    """What is compared of all records of `kind` that are not in the bin."""
    c = RECORD.c
    live = (c.kind == kind) & c.binned_at.is_(None)
    names: dict[int, tuple[str, ...]] = {}
    if kind in ("official", "organisation"):
        names = _names(connection, kind)
    places = _places(connection, kind)
    people = _people(connection) if kind == "engagement" else {}
    nowhere: frozenset[str] = frozenset()
    query = select(c.id, c.sort_title, c.date_first, c.date_last).where(live)
    return {
        record_id: Facts(
            title,
            names.get(record_id, ()),
            first,
            last,
            places.get(record_id, nowhere),
            people.get(record_id, ()),
        )
        for record_id, title, first, last in connection.execute(query)
    }


def _names(connection: Connection, kind: str) -> dict[int, tuple[str, ...]]:
    c, alias = RECORD.c, part_table("alias").c
    found: dict[int, tuple[str, ...]] = {}
    own = select(c.id, c.title).where(c.kind == kind)
    also = select(alias.record_id, alias.name).join(RECORD, c.id == alias.record_id)
    for query in (own, also.where(c.kind == kind)):
        for record_id, name in connection.execute(query):
            found[record_id] = (*found.get(record_id, ()), spelled(name))
    return found


def _places(connection: Connection, kind: str) -> _Places:
    """The countries of each record, and the bodies that are parties to an agreement."""
    queries: list[Select[Any]] = []
    if kind == "agreement":
        party = part_table("party").c
        queries.append(select(party.record_id, party.country))
        bodies = select(party.record_id, RECORD.c.sort_title)
        queries.append(bodies.join(RECORD, RECORD.c.id == party.other_id))
    elif kind == "official":
        own, tenure = own_table(kind).c, part_table("tenure").c
        queries += [select(own.id, own.nationality), select(tenure.record_id, tenure.country)]
    elif "country" in own_table(kind).c:
        own = own_table(kind).c
        queries.append(select(own.id, own.country))
    found: dict[int, set[str]] = defaultdict(set)
    for query in queries:
        for record_id, place in connection.execute(query):
            if place:
                found[record_id].add(place)
    shared: dict[frozenset[str], frozenset[str]] = {}
    alike = ((record_id, frozenset(places)) for record_id, places in found.items())
    return {record_id: shared.setdefault(places, places) for record_id, places in alike}


def _people(connection: Connection) -> dict[int, tuple[str, ...]]:
    """The names of the officials of each engagement."""
    c, took_part = RECORD.c, part_table("participant").c
    officials = connection.execute(select(c.id, c.sort_title).where(c.kind == "official"))
    names = {row.id: row.sort_title for row in officials}
    found: dict[int, tuple[str, ...]] = {}
    rows = connection.execute(select(took_part.record_id, took_part.other_id))
    for record_id, other_id in rows:
        if other_id in names:
            found[record_id] = (*found.get(record_id, ()), names[other_id])
    return found
