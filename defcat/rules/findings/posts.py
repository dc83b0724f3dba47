"""Who held a post when nobody should have, and when somebody should."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, select

from defcat import countries
from defcat.dates import PartialDate
from defcat.model import RECORD, own_table, part_table
from defcat.rules.findings.finding import Finding, Part
from defcat.rules.findings.office_words import post_key, says_acting
from defcat.rules.findings.reading import EVER, OTHER, Span, part_query, rows, span
from defcat.storage.engine import heed
from defcat.text import fold
from defcat.translation import tr, trn

_OF_A_COUNTRY = ("government", "ministry", "department")
"""Bodies whose posts are the country's: its Minister of Defence is so at either of them."""

_MOSTLY = 0.5
"""The share of its time for which a post must have had one holder to be one of a single holder."""

_HELD = 20_000
"""Holdings about which it is asked at a time, and so are held."""

_FILLED = 0.8
_SEVERAL = 3
"""The share of its time for which a post must be filled, by how many, for a gap to mean much."""

Place = tuple[str, object]


@dataclass(frozen=True, slots=True)
class _Holding:
    """One tenure: the days it surely covered (None for none), and those it may have covered.

    `start` and `end` are its dates as recorded, which is how people are told of it.
    """

    row: int
    person: int
    uid: str
    name: str
    post: str
    start: str | None
    end: str | None
    acting: bool
    sure: Span | None
    possible: Span


def post_overlap(connection: Connection, posts: Collection[str] | None) -> Iterator[Finding]:
    """Two persons on record as holding one post at once.

    Source: the data itself: a post is held by one person at a time if it was for more than half
    of the days on which anybody held it; so members, and ministers of state, are left out.
    Inputs: posts with from, to, organisation and country. Ways of writing a post are one post
    (`office_words`); it is the country's where its organisation is a government or a ministry, or
    there is none, and else the organisation's. Whoever began as acting may stand beside the holder
    by design, and a day of handing over on which both are recorded is no overlap.
    Partial dates: only days that both surely covered: from the last day that each beginning can
    mean to the first day that each end can mean. No end: still held. What is said has the dates as
    they are recorded, and for how many days at least.
    """
    for key, held in _by_post(connection, posts):
        sure = sorted((h for h in held if h.sure), key=lambda h: (h.sure, h.row))
        if len(sure) < 2 or not _held_by_one(sure):
            continue
        current: list[_Holding] = []
        for later in sure:
            start = _sure(later)[0]
            current = [h for h in current if _sure(h)[1] > start]
            for earlier in current:
                end = min(_sure(earlier)[1], _sure(later)[1])
                two = earlier.person != later.person and not (earlier.acting or later.acting)
                if two and end > start:
                    yield _overlap(key, earlier, later, start, end)
            current.append(later)


def post_gap(connection: Connection, posts: Collection[str] | None) -> Iterator[Finding]:
    """A post that nobody is on record as holding for more than a day between two holders.

    Source: the data itself, as for `post_overlap`; moreover the post must have had three holders
    or more, on record for at least four fifths of the time, or the gap says nothing.
    Inputs: as for `post_overlap`; acting holders fill a gap.
    Partial dates: only days that nobody can have covered: after the last day that every end can
    mean, and before the first day that the next beginning can mean. What is said has the dates as
    they are recorded, and for how many days at least.
    """
    for key, held in _by_post(connection, posts):
        sure = [h for h in held if h.sure]
        if len({h.person for h in held}) < _SEVERAL or not sure or not _held_by_one(sure):
            continue
        ordered = sorted(held, key=lambda h: (h.possible, h.row))
        if not _filled(ordered):
            continue
        last = ordered[0]
        for following in ordered[1:]:
            if _days(last.possible[1], following.possible[0]) > 1:
                yield _gap(key, last, following)
            if following.possible[1] > last.possible[1]:
                last = following


def by_post(
    check: Callable[[Connection, Collection[str]], Iterable[Finding]],
) -> Callable[[Connection], Iterator[Part]]:
    """How a rule is asked about all posts: about some of them at a time, by the key of the post."""

    def parts(connection: Connection) -> Iterator[Part]:
        post = part_table("tenure").c.post
        held: dict[str, int] = defaultdict(int)
        for name, times in connection.execute(select(post, func.count()).group_by(post)):
            held[post_key(name)] += times
        some, many = set[str](), 0
        for key in sorted(held):
            some.add(key)
            many += held[key]
            if many >= _HELD:
                yield about(frozenset(some))
                some, many = set(), 0
        yield about(frozenset(some))

    def about(posts: frozenset[str]) -> Part:
        return lambda connection: check(connection, posts)

    return parts


def _by_post(
    connection: Connection, posts: Collection[str] | None
) -> Iterator[tuple[str, list[_Holding]]]:
    """The holdings of each post, with the key of its name."""
    found: dict[tuple[str, Place], list[_Holding]] = defaultdict(list)
    for row in _tenures(connection, posts):
        place = _place(row)
        if place is None:
            continue
        acting = row.began == "acting" or says_acting(row.post)
        start, end = span(row.start), (span(row.end) if row.end else (EVER[1], EVER[1]))
        sure = None
        if start and end and start[1] <= end[0] and start[1] != EVER[1]:
            sure = (start[1], end[0])
        possible = (start[0] if start else EVER[0], end[1] if end else EVER[1])
        holding = _Holding(
            *(row.id, row.record_id, row.uid, row.title, _of_place(row.post, row.body, place)),
            *(row.start, row.end, acting, sure, possible),
        )
        found[post_key(row.post), place].append(holding)
    for key, place in list(found):
        heed(connection)
        yield key, found.pop((key, place))  # taken apart a little at a time


def _tenures(connection: Connection, posts: Collection[str] | None) -> Iterator[Any]:
    tenure, body, named = part_table("tenure"), own_table("organisation"), OTHER
    columns = [tenure.c[name] for name in ("post", "start", "end", "began", "country", "other_id")]
    body_columns = (body.c.type, body.c.country.label("body_country"), named.c.title.label("body"))
    query = part_query("tenure", *columns, RECORD.c.uid, RECORD.c.title, *body_columns)
    query = query.outerjoin(body, body.c.id == tenure.c.other_id)
    query = query.outerjoin(named, named.c.id == body.c.id).order_by(tenure.c.id)
    titles = None
    if posts is not None:
        every = connection.scalars(select(tenure.c.post).distinct())
        titles = [post for post in every if post_key(post) in posts]
    return rows(connection, query, tenure.c.post, titles)


def _place(row: Any) -> Place | None:
    """The country or the organisation that the post is of, if any is known."""
    country = row.country or row.body_country
    if country and (row.other_id is None or row.type in _OF_A_COUNTRY):
        return "country", country
    return ("organisation", row.other_id) if row.other_id is not None else None


@lru_cache(8_192)
def _of_place(post: str, body: str, place: Place) -> str:
    """A post with the country or the `body` that it is of, unless its words name that."""
    name = countries.name(str(place[1])) if place[0] == "country" else body
    if fold(name) in fold(post):
        return post
    return tr("{post}, {place}", post=post, place=name)


def _held_by_one(sure: Iterable[_Holding]) -> bool:
    """Whether there was one holder on more than half of the days on which there was any."""
    one = some = 0
    for days, holders in _stretches(sure):
        some += days
        one += days if holders == 1 else 0
    return one > some * _MOSTLY


def _stretches(sure: Iterable[_Holding]) -> Iterator[tuple[int, int]]:
    """Stretches of time between comings and goings: their days, and how many held the post.

    What has not ended is counted until the last day that anything else tells of.
    """
    periods = [(_sure(h), h.person) for h in sure]
    told = max(day for period, _ in periods for day in period if day != EVER[1])
    turns = sorted(
        turn
        for (start, end), person in periods
        for turn in ((start, 1, person), (min(end, told), -1, person))
    )
    present: dict[int, int] = defaultdict(int)
    since = turns[0][0]
    for day, step, person in turns:
        if day > since:
            holders = sum(1 for times in present.values() if times > 0)
            if holders:
                yield _days(since, day), holders
            since = day
        present[person] += step


def _filled(ordered: list[_Holding]) -> bool:
    """Whether somebody can have held it for most of the time from the first day to the last."""
    covered, empty = ordered[0].possible[1], 0
    for holding in ordered[1:]:
        empty += max(0, _days(covered, holding.possible[0]))
        covered = max(covered, holding.possible[1])
    told = [day for holding in ordered for day in holding.possible if day not in EVER]
    return bool(told) and empty <= _days(min(told), max(told)) * (1 - _FILLED)


def _sure(holding: _Holding) -> Span:
    return holding.sure or EVER


def _days(first: str, second: str) -> int:
    return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()


def _known_to_the_day(start: str | None, end: str | None) -> bool:
    """Whether both dates, as far as there are any, are known to the day."""
    spans = [span(text) for text in (start, end) if text]
    return all(each is not None and each[0] == each[1] for each in spans)


def _moment(text: str | None) -> str:
    """When somebody began or ended, in the words of the date as it is recorded."""
    return PartialDate.parse(text).show_moment() if text else ""


def _overlap(key: str, earlier: _Holding, later: _Holding, start: str, end: str) -> Finding:
    first = min((earlier, later), key=lambda h: _sure(h)[1])  # whoever left first
    told = {"post": later.post, "one": earlier.name, "other": later.name}
    told |= {"start": _moment(later.start), "end": _moment(first.end)}
    if end == EVER[1]:
        says = tr("{post}: {one} and {other} are both on record since {start}.", **told)
    elif _known_to_the_day(later.start, first.end):
        says = tr("{post}: {one} and {other} are both on record from {start} to {end}.", **told)
    else:
        says = trn(
            "{post}: {one} and {other} are both on record for at least {n} day: {other} from"
            " {start}, {leaving} until {end}.",
            "{post}: {one} and {other} are both on record for at least {n} days: {other} from"
            " {start}, {leaving} until {end}.",
            _days(start, end),
            leaving=first.name,
            **told,
        )
    return Finding(
        "post-overlap",
        later.person,
        f"{key}:{earlier.uid}:{later.uid}:{start}/{end}",
        says,
        tr("Correct the day on which one began or ended, or say that one was acting."),
        "tenure",
        later.row,
        earlier.person,
        key,
    )


def _gap(key: str, last: _Holding, following: _Holding) -> Finding:
    start, end = last.possible[1], following.possible[0]
    days = _days(start, end) - 1
    told = {
        "post": following.post,
        "one": last.name,
        "other": following.name,
        "start": _moment(last.end),
        "end": _moment(following.start),
    }
    if _known_to_the_day(last.end, following.start):
        says = trn(
            "{post}: nobody is on record for {n} day between {one}, until {start}, and {other},"
            " from {end}.",
            "{post}: nobody is on record for {n} days between {one}, until {start}, and {other},"
            " from {end}.",
            days,
            **told,
        )
    else:
        says = trn(
            "{post}: nobody is on record for at least {n} day between {one}, until {start}, and"
            " {other}, from {end}.",
            "{post}: nobody is on record for at least {n} days between {one}, until {start}, and"
            " {other}, from {end}.",
            days,
            **told,
        )
    return Finding(
        "post-gap",
        following.person,
        f"{key}:{last.uid}:{following.uid}:{start}/{end}",
        says,
        tr("Add who held it, acting or not, or correct the day on which one began or ended."),
        "tenure",
        following.row,
        last.person if last.person != following.person else None,
        key,
    )
