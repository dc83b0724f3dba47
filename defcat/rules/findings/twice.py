"""One thing recorded twice: an engagement, a person, an agreement, an organisation."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, func, select

from defcat import countries
from defcat.model import RECORD, own_table, part_table
from defcat.rules.findings.finding import Finding, Part
from defcat.rules.findings.name_keys import named, person_keys, title_key, titled
from defcat.rules.findings.reading import (
    Span,
    before,
    own_query,
    part_query,
    part_rows,
    rows,
    shown,
    span,
)
from defcat.storage.engine import heed
from defcat.text import fold, similar
from defcat.translation import tr

_NEAREST = 3
"""Doubles named for one record: a thousand of one name would be half a million pairs."""

_MAIN = ("principal", "co-chair", "host")
_PARTIES = ("party", "contracting", "signatory")
_ALIKE = 80
"""How alike the titles of one engagement must be, of 100."""

_DAYS = 180
"""Engagements of so many days are compared at a time: two that are one begin on the same day."""

Blocks = dict[Hashable, list[int]]


def same_engagement_twice(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """Two engagements that are one: the same first day, place and main people, recorded twice.

    Source: usage of the data sets: a trip entered twice under two identifiers.
    Inputs: date, country, city, type, title, record of discussion; the officials who are
    principal, co-chair or host; relations between engagements. Both must begin on the same day, in
    the same country, be of one type, have the same main people, and have similar titles; without
    any main people, equal ones. Two cities must be one, or one within the other ("Tel Aviv" in "Tel
    Aviv, Jerusalem"); where one has none, their records, which may name the place, must not tell
    two things: one of them is empty or in the other. What has the same record may differ in its
    city. A visit and what is part of it are two. What is said names just what agrees.
    Partial dates: the first day must be known to the day in both; where they end may differ.
    """
    if ids is None:
        for part in engagements_by_day(connection):
            yield from part(connection)
    else:
        yield from _same_engagements(connection, _engagements(connection, ids), ids)


def engagements_by_day(connection: Connection) -> Iterator[Part]:
    """How `same_engagement_twice` is asked about all engagements: of some days at a time."""
    c = RECORD.c
    live = (c.kind == "engagement", c.binned_at.is_(None))
    first, last = connection.execute(
        select(
            select(func.min(c.sort_key)).where(*live, c.sort_key >= 1 << 32).scalar_subquery(),
            select(func.max(c.sort_key)).where(*live).scalar_subquery(),
        )
    ).one()
    for day in range(first >> 32, (last >> 32) + 1, _DAYS) if first else ():
        yield _of_days(range(day, day + _DAYS))


def _of_days(days: range) -> Part:
    return lambda connection: _same_engagements(connection, _on_days(connection, days), None)


def _same_engagements(
    connection: Connection, found: Iterable[Any], ids: Collection[int] | None
) -> Iterator[Finding]:
    """Those among the engagements `found` that are one with another of them, if one is of `ids`."""
    known: dict[int, Any] = {}
    blocks: Blocks = defaultdict(list)
    for row in found:
        known[row.id] = row
        blocks[row.date[:10], row.country, row.type].append(row.id)
    many: Blocks = {}
    for key, block in blocks.items():
        heed(connection)
        if len(block) > 1:
            many[key] = [engagement for engagement in block if _begins(known[engagement].date)]
    members = {engagement for block in many.values() for engagement in block}
    people = _main_people(connection, members)
    records = _records(connection, members)
    related = {
        frozenset((row.record_id, row.other_id))
        for row in part_rows(connection, "engagement_relation", members, "other_id")
    }

    def same(one: int, other: int) -> bool:
        a, b = known[one], known[other]
        if people[one] != people[other] or frozenset((one, other)) in related:
            return False
        if not _one_place(a.city, b.city, records[one], records[other]):
            return False
        if not people[one]:
            return title_key(fold(a.title)) == title_key(fold(b.title))
        return similar(a.title, b.title) >= _ALIKE

    for one, other in _doubles(connection, many, ids, same):
        row, earlier = known[one], known[other]
        yield _finding(
            "same-engagement-twice",
            (one, other),
            f"{earlier.uid}:{row.date}:{earlier.date}",
            tr(
                "Like “{title}”: {agreeing}.",
                title=earlier.title,
                agreeing="; ".join(
                    _agreeing(row, earlier, bool(people[one]), records[one] == records[other] != "")
                ),
            ),
            tr("Merge the two; or say why they are two."),
        )


def likely_duplicate(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """Two persons, agreements or organisations that are probably one.

    Source: usage of the data sets: treaties printed twice, persons known by several names.
    Inputs: of persons every name, its words in any order and romanised, without honorifics,
    nationality and the countries of their posts, born and died; of agreements title, date and
    parties; of organisations name and country. Names are compared as search does, folded and in
    one of British and American spelling, and must then be equal; what both say of the rest must
    agree.
    Partial dates: dates of birth and death agree if one day can be both; those of agreements must
    be known equally well.
    """
    for of_kind in (_persons, _agreements, _organisations):
        yield from of_kind(connection, ids)


def duplicates_by_kind(_connection: Connection) -> Iterator[Part]:
    """How `likely_duplicate` is asked about all records: about one kind after the other."""
    yield lambda connection: _persons(connection, None)
    yield lambda connection: _agreements(connection, None)
    yield lambda connection: _organisations(connection, None)


def _engagements(connection: Connection, ids: Collection[int]) -> list[Any]:
    """Engagements that may begin on a known day, of the days of `ids`, in order of their ids."""
    query = own_query("engagement", RECORD.c.date, RECORD.c.sort_key)
    found = rows(connection, query, own_table("engagement").c.id, ids)
    days = {row.sort_key >> 32 for row in found if row.date}
    among = chain.from_iterable(_on_days(connection, range(day, day + 1)) for day in days)
    return sorted(among, key=lambda row: row.id)


def _on_days(connection: Connection, days: range) -> list[Any]:
    """Engagements that may begin on a known one of `days`, in order of their ids."""
    own, c = own_table("engagement"), RECORD.c
    query = own_query("engagement", c.uid, c.title, c.date, own.c.country, own.c.city, own.c.type)
    within = c.sort_key.between(days[0] << 32, ((days[-1] + 1) << 32) - 1)
    found = connection.execute(query.where(c.kind == "engagement", within))
    return sorted((row for row in found if _may_begin(row.date)), key=lambda row: row.id)


def _may_begin(date: str | None) -> bool:
    return date is not None and len(date) >= len("2020-01-01")


def _main_people(connection: Connection, ids: Collection[int]) -> dict[int, set[int]]:
    """Who was at the head of each engagement."""
    people: dict[int, set[int]] = defaultdict(set)
    participant = part_table("participant")
    query = part_query("participant", participant.c.other_id)
    query = query.where(participant.c.role.in_(_MAIN))
    for _, engagement, person in rows(connection, query, participant.c.record_id, ids):
        people[engagement].add(person)
    return people


def _records(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """The record of discussion of each engagement, folded; empty for none."""
    own = own_table("engagement")
    query = own_query("engagement", own.c.record)
    return {row.id: fold(row.record or "") for row in rows(connection, query, own.c.id, ids)}


def _one_place(city: str | None, other_city: str | None, record: str, other: str) -> bool:
    """Whether two engagements in one country can have been in one place, by city and record."""
    if record and record == other:
        return True
    if not city or not other_city:
        return _within(record, other)
    return _within(fold(city), fold(other_city))


def _within(one: str, other: str) -> bool:
    """Whether a folded text says, word for word, what the other says, or is empty."""
    short, long = sorted((one, other), key=len)
    return not short or f" {short} " in f" {long} "


def _agreeing(row: Any, earlier: Any, people: bool, record: bool) -> Iterator[str]:
    """What agrees of two engagements, in words; `people` and `record`: whether those do."""
    if row.date == earlier.date:
        yield tr("the same date, {date}", date=shown(row.date))
    else:
        yield tr("both begin on {date}", date=shown(row.date.partition("/")[0]))
    city, other = row.city, earlier.city
    if city and other and fold(city) == fold(other):
        yield tr("the same city, {city}", city=city)
    elif row.country:
        yield tr("the same country, {country}", country=countries.name(row.country))
    if city and other and fold(city) != fold(other):
        yield tr("the cities {city} and {other}", city=city, other=other)
    if people:
        yield tr("the same main people")
    if record:
        yield tr("the same record of discussion")


def _begins(date: str | None) -> bool:
    """Whether a date (EDTF) begins on a day that is known."""
    if not date or not span(date):
        return False
    begin = span(date.partition("/")[0])
    return begin is not None and begin[0] == begin[1]


def _doubles(
    connection: Connection,
    blocks: Blocks,
    ids: Collection[int] | None,
    same: Callable[[int, int], bool],
) -> Iterator[tuple[int, int]]:
    """Records of one block that are the `same`, each with the nearest earlier ones, once a pair."""
    wanted = None if ids is None else frozenset(ids)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        heed(connection)
        if len(block) < 2 or (wanted is not None and wanted.isdisjoint(block)):
            continue
        for place, one in enumerate(block):
            alike = (other for other in reversed(block[:place]) if same(one, other))
            for other in islice(alike, _NEAREST):
                asked = wanted is None or one in wanted or other in wanted
                if asked and (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def _persons(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    wanted = None
    if ids is not None:
        wanted = {key for _, keys in _person_keys(connection, ids, None) for key in keys}
        if not wanted:
            return
    first: dict[str, int] = {}
    more: dict[str, set[int]] = {}
    for person, keys in _person_keys(connection, None, wanted):
        for key in keys if wanted is None else keys & wanted:
            if (other := first.setdefault(key, person)) != person:
                more.setdefault(key, {other}).add(person)
    many: Blocks = {key: sorted(block) for key, block in more.items()}
    facts = _person_facts(connection, {person for block in many.values() for person in block})

    def same(one: int, other: int) -> bool:
        (states, *days), (other_states, *other_days) = facts[one], facts[other]
        if states and other_states and states.isdisjoint(other_states):
            return False
        return all(map(_one_day, days, other_days))

    yield from _duplicates(connection, _doubles(connection, many, ids, same))


def _person_keys(
    connection: Connection, ids: Collection[int] | None, wanted: Collection[str] | None
) -> Iterator[tuple[int, frozenset[str]]]:
    """The keys of the names of persons, of `ids` or of all; of those, who may have one `wanted`.

    A person comes once for each name.
    """
    own, alias = own_table("official"), part_table("alias")
    # The kind is asked for because the index of titles begins with it, and holds all that is read.
    titles = own_query("official", RECORD.c.sort_title).where(RECORD.c.kind == "official")
    may_be = named(RECORD.c.sort_title, wanted) if wanted is not None else None
    if may_be is not None:
        titles = titles.where(may_be)
    natives = own_query("official", own.c.native_name).where(own.c.native_name.is_not(None))
    others = part_query("alias", alias.c.name).where(RECORD.c.kind == "official")
    for person, title in rows(connection, titles, own.c.id, ids):
        yield person, person_keys(title, least=1)
    for person, native in rows(connection, natives, own.c.id, ids):
        yield person, person_keys(native)
    for _, person, name in rows(connection, others, alias.c.record_id, ids):
        yield person, person_keys(name)


def _person_facts(
    connection: Connection, persons: Collection[int]
) -> dict[int, tuple[set[str], Span | None, Span | None]]:
    """Of each person the countries, and the days that born and died can mean."""
    own = own_table("official")
    query = own_query("official", own.c.nationality, own.c.born, own.c.died)
    facts = {
        person: ({nationality} if nationality else set(), span(born), span(died))
        for person, nationality, born, died in rows(connection, query, own.c.id, persons)
    }
    for row in part_rows(connection, "tenure", persons, "country"):
        if row.country:
            facts[row.record_id][0].add(row.country)
    return facts


def _one_day(one: Span | None, other: Span | None) -> bool:
    """Whether both can mean one day; an unknown one can be any."""
    return one is None or other is None or not (before(one, other) or before(other, one))


def _agreements(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    first: dict[Hashable, int] = {}
    many: Blocks = {}
    for record_id, _, title, date in _of_one_title(
        connection, "agreement", ids, RECORD.c.title, RECORD.c.date
    ):
        key = title_key(fold(title)), date
        if (other := first.setdefault(key, record_id)) != record_id:
            many.setdefault(key, [other]).append(record_id)
    parties: dict[int, set[Hashable]] = defaultdict(set)
    members = {agreement for block in many.values() for agreement in block}
    for row in part_rows(connection, "party", members, "country", "other_id", "role"):
        if row.role in _PARTIES:
            parties[row.record_id].add((row.country, row.other_id))

    def same(one: int, other: int) -> bool:
        return parties[one] == parties[other]

    yield from _duplicates(connection, _doubles(connection, many, ids, same))


def _organisations(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    own = own_table("organisation")
    of_country: dict[int, str | None] = {}
    blocks: Blocks = defaultdict(list)
    for record_id, name, country in _of_one_title(connection, "organisation", ids, own.c.country):
        of_country[record_id] = country
        blocks[title_key(name)].append(record_id)

    def same(one: int, other: int) -> bool:
        return len({of_country[one], of_country[other]} - {None}) < 2

    yield from _duplicates(connection, _doubles(connection, blocks, ids, same))


def _of_one_title(
    connection: Connection, kind: str, ids: Collection[int] | None, *columns: Any
) -> Iterator[Any]:
    """Records by id, or those titled as one of `ids` may be: `id`, that title, and `columns`."""
    own = own_table(kind)
    query = own_query(kind, RECORD.c.sort_title, *columns).where(RECORD.c.kind == kind)
    if ids is not None:
        titles = {row.sort_title for row in rows(connection, query, own.c.id, ids)}
        if not titles:
            return
        may_be = titled(RECORD.c.sort_title, titles)
        query = query if may_be is None else query.where(may_be)
    yield from connection.execute(query.order_by(own.c.id))


def _duplicates(connection: Connection, pairs: Iterable[tuple[int, int]]) -> Iterator[Finding]:
    known = list(pairs)
    query = select(RECORD.c.id, RECORD.c.uid, RECORD.c.title)
    named = {
        record_id: (uid, title)
        for record_id, uid, title in rows(
            connection, query, RECORD.c.id, {other for _, other in known}
        )
    }
    for one, other in known:
        uid, title = named[other]
        yield _finding(
            "likely-duplicate",
            (one, other),
            uid,
            tr("Probably the same as “{title}”.", title=title),
            tr("Merge the two; or say why they are two."),
        )


def _finding(rule: str, pair: tuple[int, int], key: str, says: str, fix: str) -> Finding:
    return Finding(rule, pair[0], key, says, fix, other_id=pair[1])
