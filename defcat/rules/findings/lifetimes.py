"""What somebody did before they were born or of age, or something after it was no more."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Connection, func

from defcat import countries
from defcat.model import RECORD, own_table, part_table
from defcat.rules.findings.finding import Finding
from defcat.rules.findings.reading import EVER, OTHER, before, part_query, rows, shown, span
from defcat.translation import tr

_RULE = "before-it-existed"


_OF_AGE = 18
"""Years before which nobody holds office or signs: whoever seems to is another of that name."""

_PEOPLE = (("participant", "other_id"), ("signatory", "other_id"))
_BODIES = (
    ("participant", "other_id"),
    ("participant", "side_organisation"),
    ("event", "other_id"),
    ("party", "other_id"),
    ("tenure", "other_id"),
)
_COUNTRIES = (
    ("participant", "side"),
    ("event", "country"),
    ("party", "country"),
    ("signatory", "country"),
    ("tenure", "country"),
)
"""The parts by which a record has to do with something, each with the column that names it."""


def before_it_existed(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """Something done by a person, a body or a country outside the time in which it existed.

    Of a person, too, what was done before the eighteenth birthday: two of one name are often taken
    for one.

    Source: the dates in the record; the age is a convention of the desks; for countries ISO 3166-3,
    which gives the day on which a code was withdrawn, never earlier than the end of the country
    under that name. No source at hand says when a country began, so nothing is found before one.
    Inputs: born and died, founded and dissolved; the date of an engagement for who took part in
    it, that of an agreement for its parties and signatories, that of an event for whose it is, and
    from and to of posts.
    Partial dates: only where every day that the one can mean lies before or after every day that
    the other can mean; the age said is the highest that there can have been.
    """
    yield from _of_people(connection, ids)
    yield from _of_posts(connection, ids)
    yield from _of_bodies(connection, ids)
    yield from _of_countries(connection, ids)


def _of_people(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    for part, column in _PEOPLE:
        yield from _linked(connection, ids, part, column, "official", "born", "died")


def _of_bodies(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    for part, column in _BODIES:
        yield from _linked(connection, ids, part, column, "organisation", "founded", "dissolved")


def _linked(
    connection: Connection,
    ids: Collection[int] | None,
    part: str,
    column: str,
    kind: str,
    began: str,
    ended: str,
) -> Iterator[Finding]:
    """What records of `kind` had a part in before they `began` or after they `ended`."""
    own, other, table = own_table(kind), OTHER, part_table(part)
    columns = (_dated(part), other.c.id, other.c.uid, other.c.title, own.c[began], own.c[ended])
    query = (
        part_query(part, *columns)
        .join(other, other.c.id == table.c[column])
        .join(own, own.c.id == other.c.id)
        .where(other.c.binned_at.is_(None))
        .where(own.c[began].is_not(None) | own.c[ended].is_not(None))
    )
    for row, owner, day, other_id, uid, title, start, end in rows(
        connection, query, table.c.record_id, ids
    ):
        if fault := _outside(day, day, start, end):
            yield _finding(owner, f"{uid}:{fault[0]}", title, fault[1], (part, row), other_id)
        elif kind == "official" and (young := _too_young(day, start)):
            key = f"{uid}:{young[0]}"
            yield _young_finding(owner, key, title, young[1], (part, row), other_id)


def _of_posts(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    tenure, own = part_table("tenure"), own_table("official")
    columns = (tenure.c.post, tenure.c.start, tenure.c.end, own.c.born, own.c.died)
    query = (
        part_query("tenure", *columns)
        .join(own, own.c.id == tenure.c.record_id)
        .where(own.c.born.is_not(None) | own.c.died.is_not(None))
    )
    for row, owner, post, start, end, born, died in rows(
        connection, query, tenure.c.record_id, ids
    ):
        if fault := _outside(start or end, end or start, born, died):
            what = tr("Holder of “{post}”", post=post)
            yield _finding(owner, f"{post}:{fault[0]}", what, fault[1], ("tenure", row), None)
        elif young := _too_young(start, born):
            what = tr("Holder of “{post}”", post=post)
            key = f"{post}:{young[0]}"
            yield _young_finding(owner, key, what, young[1], ("tenure", row), None)


def _of_countries(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    former = {code: day for code in countries.codes() if (day := countries.withdrawn(code))}
    for part, column in _COUNTRIES:
        table = part_table(part)
        query = part_query(part, _dated(part), table.c[column])
        query = query.where(table.c[column].in_(former))
        for row, owner, day, code in rows(connection, query, table.c.record_id, ids):
            if fault := _outside(day, day, None, former[code]):
                name = countries.name(code)
                yield _finding(owner, f"{code}:{fault[0]}", name, fault[1], (part, row), None)


def _dated(part: str) -> ColumnElement[str | None]:
    """What dates a row: the day of an event, the beginning of a post, or the record's date."""
    table = part_table(part)
    if part == "event":
        return func.coalesce(table.c.date, table.c.effective)
    return table.c.start if part == "tenure" else RECORD.c.date


_Fault = tuple[str, str]
"""The dates in no language, and what they say."""


def _outside(
    first: str | None, last: str | None, start: str | None, end: str | None
) -> _Fault | None:
    """What is wrong with something from `first` to `last` of what lasted from `start` to `end`."""
    if before(span(first), span(start)):
        says = tr("{date}, before {start}", date=shown(first), start=shown(start))
        return f"{first}<{start}", says
    if before(span(end), span(last)):
        says = tr("{date}, after {end}", date=shown(last), end=shown(end))
        return f"{last}>{end}", says
    return None


def _too_young(day: str | None, born: str | None) -> _Fault | None:
    """What is wrong with something on `day` of somebody not of age then; None where they may be."""
    when, birth = span(day), span(born)
    if not when or not birth or EVER[0] in birth or EVER[1] in when:
        return None
    last, first = date.fromisoformat(when[1]), date.fromisoformat(birth[0])
    age = last.year - first.year - ((last.month, last.day) < (first.month, first.day))
    if age >= _OF_AGE:
        return None
    told = {"age": age, "date": shown(day), "born": shown(born)}
    if when[0] == when[1] and birth[0] == birth[1]:
        return f"{born}+{age}>{day}", tr("{age} on {date}, born {born}", **told)
    return f"{born}+{age}>{day}", tr("at most {age}: {date}, born {born}", **told)


def _young_finding(
    owner: int, key: str, name: str, age: str, about: tuple[str, int], other: int | None
) -> Finding:
    return Finding(
        _RULE,
        owner,
        f"{about[0]}:{key}",
        tr("Too young: {name} would have been {age}.", name=name, age=age),
        tr("Correct the date that is wrong, or link the right person: two may have one name."),
        *about,
        other,
    )


def _finding(
    owner: int, key: str, name: str, dates: str, about: tuple[str, int], other: int | None
) -> Finding:
    return Finding(
        _RULE,
        owner,
        f"{about[0]}:{key}",
        tr("{name} did not exist then: {dates}.", name=name, dates=dates),
        tr("Correct the date that is wrong, or link the right person, body or country."),
        *about,
        other,
    )
