"""Who held which post on a day, from the tenures of officials.

Source of the rule: FollowTheMoney (a position, and the occupancy of it from a day to a day); POCOM
(diplomatic appointments) for how posts begin and end, and for holders who act for somebody.

Inputs: the post's title, country, organisation, from, to and how it began. A post is the country's
own, or that of the organisation where it names none. A post without an end is still held.

Both the first and the last day of a tenure belong to it. On the day of a change the one who leaves
and the one who comes both held the post, so that no day is without a holder; words for a post then
say "until" and "from" that day.

Partial dates: a post counts as held on a day only where the dates on record leave no doubt
(`coverage`): a tenure known to begin in 2019 says nothing certain about June 2019, and one with an
approximate or uncertain date (`~ ? %`) about no day at all, as for every date of EDTF that is so.
Then, and where no beginning is recorded, it may have been held, and is named as such, behind those
that surely were. Briefs, forms and the detail pane offer only a post that was surely held.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from defcat import countries
from defcat.dates import Overlap, PartialDate, days_span, doubtful
from defcat.dossier import Dossier
from defcat.fields import Stored
from defcat.model import RECORD, own_table, part_table
from defcat.rules.reading import may_begin_by, may_last_until
from defcat.rules.titles import exactly, may_name, names, says
from defcat.translation import tr

Signing = tuple[int, Stored, Stored]

SIGNING = ("signature", "exchange-of-notes")
"""The events at which an agreement is signed (Vienna Convention on the Law of Treaties, art. 11 to
13: by signature, or by an exchange of instruments)."""

ACTING = "acting"
"""How the tenure of somebody who stands in for a holder begins."""

_SAID = 3
"""So many posts held at once are named in a line."""
_SPARE = 8
"""So many posts are read for each that is wanted: ministers take up several at once."""
_ASKED = 10_000
"""Titles in one statement, far below what a database takes."""
_KEPT = 10_000
"""No more tenures than so many are kept: some megabytes."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A post of an official, with the dates (EDTF) as they are recorded.

    `country` is the post's, or that of its organisation where it names none itself.
    """

    id: int
    official: int
    post: str
    start: str | None
    end: str | None
    began: str | None
    ended: str | None
    country: str | None
    organisation: int | None

    @property
    def acting(self) -> bool:
        """Whether the post was held for somebody else, or until there was somebody."""
        return self.began == ACTING

    def covers(self, day: date) -> Overlap:
        """Whether the post was held on `day`: certain, possible, no."""
        iso = day.isoformat()
        return coverage(self.start, self.end, iso, iso)

    def said(self, day: date) -> str:
        """The post in words as of `day`: "Minister of Defence, India (acting), until 26 May 2014".

        Its end is named once it may have come, its beginning where it is not surely past; an end
        that was still to come on `day` is not, unless it is uncertain when that was. Of a post that
        is over the end comes first, so that nobody takes it for one that is held: "until 26 May
        2014: Minister of Defence, India".
        """
        iso, said = day.isoformat(), [self.post]
        if self.country:
            said.append(countries.name(self.country))
        if self.acting:
            said[-1] = tr("{post} (acting)", post=said[-1])
        if self.start and (days_span(self.start)[1] >= iso or doubtful(self.start)):
            said.append(tr("from {date}", date=PartialDate.parse(self.start).show_moment()))
        covers, end = self.covers(day), PartialDate.parse(self.end) if self.end else None
        if end and covers == "no" and end.last < day:
            return tr("until {date}: {post}", date=end.show_moment(), post=", ".join(said))
        if end and (days_span(end.text)[0] <= iso or doubtful(end.text)):
            said.append(tr("until {date}", date=end.show_moment()))
        post = ", ".join(said)
        return tr("perhaps {post}", post=post) if covers == "possible" else post


class Known:
    """The tenures that `holders` read last, for the question that comes next: key by key the words
    of a post mostly mean the same titles. Whoever keeps it throws it away when records change.
    """

    def __init__(self) -> None:
        self._asked: object = None
        self._found: list[Tenure] = []

    def around(
        self,
        connection: Connection,
        titles: Sequence[str],
        day: date,
        country: str | None,
        organisation: int | None,
    ) -> list[Tenure]:
        """The tenures of posts so called of around `day`, and perhaps a few others."""
        asked = tuple(titles), day, country, organisation
        if asked == self._asked:
            return self._found
        found = _of_titles(connection, titles, [*_place(country, organisation), *_around(day)])
        if len(found) <= _KEPT:
            self._asked, self._found = asked, found
        return found


@dataclass(frozen=True, slots=True)
class Holder:
    """An official who held a post on a day, or may have."""

    official: int
    tenure: Tenure
    acting: bool
    certain: bool


def signed_on(events: Iterable[Signing], named: Stored) -> Stored:
    """The date (EDTF) on which somebody signed, from events as (row, type, date).

    That of the event `named`; where it has none, of the first signing that has one.
    """
    known = list(events)
    own = (when for row, _, when in known if row == named)
    first = (when for _, event_type, when in known if event_type in SIGNING and when)
    return next(own, None) or next(first, None)


def coverage(start: str | None, end: str | None, first: str, last: str) -> Overlap:
    """Whether a tenure from `start` to `end` (EDTF; no end: still held) covered all days from
    `first` to `last` (ISO): certain, possible, or no where it covered none of them.
    """
    begun = days_span(start) if start else ("", "~")
    ended = days_span(end) if end else ("~", "~")
    if begun[0] > last or ended[1] < first:
        return "no"
    sure = begun[1] <= first and last <= ended[0]
    return "certain" if sure and not (doubtful(start or "") or doubtful(end or "")) else "possible"


def posts_on(
    connection: Connection, officials: Collection[int], day: PartialDate
) -> dict[int, str]:
    """The posts that each of `officials` surely held on `day`, in words; without those who held
    none.

    Where `day` is partial, on every day that it can mean; where an end of it is open or unknown, or
    it is approximate or uncertain, nothing is sure.
    """
    return in_words(surely_held(connection, officials, day))


def in_words(posts: Iterable[tuple[int, str, int | None]]) -> dict[int, str]:
    """Posts as `surely_held` gives them, by official, each post once."""
    held: dict[int, dict[str, None]] = defaultdict(dict)
    for official, post, _ in posts:
        held[official][post] = None
    return {official: ", ".join(titles) for official, titles in held.items()}


def surely_held(
    connection: Connection, officials: Collection[int], day: PartialDate
) -> list[tuple[int, str, int | None]]:
    """The posts of `posts_on` one by one: the official, its title, and the organisation it is at,
    if any.
    """
    if not (day.known_first and day.known_last) or doubtful(day.text):
        return []
    first, last = day.first.isoformat(), day.last.isoformat()
    tenure = part_table("tenure")
    query = select(tenure).where(tenure.c.record_id.in_(list(officials)))
    return [
        (row.record_id, row.post, row.other_id)
        for row in connection.execute(query.order_by(tenure.c.start, tenure.c.id))
        if coverage(row.start, row.end, first, last) == "certain"
    ]


def offices_in(connection: Connection, dossier: Dossier) -> dict[int, str]:
    """The posts that each person named in a record held on its day, by the row that names them.

    A participant's day is that of the engagement, a signatory's the one of the signing. Whoever
    surely held none is not there.
    """
    events = [(row.id, row["type"], row["date"]) for row in dossier.parts.get("event", ())]
    here = dossier.values.get("date")
    people = [(row, here) for row in dossier.parts.get("participant", ())]
    people += [(row, signed_on(events, row["event"])) for row in dossier.parts.get("signatory", ())]
    offices = {}
    for day in {str(day) for _, day in people if day is not None}:
        then = {row.id: int(row["other_id"] or 0) for row, when in people if when == day}
        posts = posts_on(connection, then.values(), PartialDate.parse(day))
        offices.update({row: posts[person] for row, person in then.items() if person in posts})
    return offices


def tenures_at(connection: Connection, organisation: int) -> list[Tenure]:
    """The tenures of posts at an organisation, without officials in the bin."""
    return _read(connection, [*_place(None, organisation), _live()])


def in_office(connection: Connection, country: str, day: date) -> list[Tenure]:
    """The tenures of posts of a country that were held on `day`, or perhaps were, without officials
    in the bin.
    """
    found = _read(connection, [*_place(country, None), _live(), *_around(day)])
    return [one for one in found if one.covers(day) != "no"]


def tenures_of(connection: Connection, officials: Collection[int]) -> dict[int, list[Tenure]]:
    """The tenures of each of `officials` that has any, in the order of their rows."""
    found: dict[int, list[Tenure]] = defaultdict(list)
    for one in _read(connection, [part_table("tenure").c.record_id.in_(list(officials))]):
        found[one.official].append(one)
    return dict(found)


def held(known: Iterable[Tenure], day: date) -> list[Tenure]:
    """Those of an official's tenures to name on `day`, the latest begun first.

    What was surely held; if nothing was, what may have been; and else the last post that had begun,
    which is over.
    """
    by_answer: dict[Overlap, list[Tenure]] = defaultdict(list)
    for one in sorted(known, key=_began, reverse=True):
        by_answer[one.covers(day)].append(one)
    past = [one for one in by_answer["no"] if _began(one) <= day.isoformat()]
    return by_answer["certain"] or by_answer["possible"] or past[:1]


def said_of(known: Iterable[Tenure], day: date) -> str:
    """The posts to name of an official on `day` (`held`), in a line; empty for none."""
    return said(held(known, day), day)


def said(named: Iterable[Tenure], day: date) -> str:
    """Posts in a line as of `day`, the first few of them."""
    posts = list(dict.fromkeys(one.said(day) for one in named))
    more = tr(" +{n}", n=len(posts) - _SAID) if len(posts) > _SAID else ""
    return "; ".join(posts[:_SAID]) + more


def holders(
    connection: Connection,
    post_words: str,
    day: date,
    country: str | None = None,
    organisation: int | None = None,
    *,
    titled: bool = False,
    known: Known | None = None,
) -> list[Holder]:
    """Who held a post whose title has all of `post_words` on `day`, without those in the bin.

    With `titled` the post must be so called, and may not have these words among others (`titles`).
    The last word may be only begun, spelling pairs (defence, defense) are one word, and small words
    (of, the, for) are not asked for. Those who surely held it come first, and among them those
    whose title says no more than was asked, its country apart; then those who may have held it.
    `known` spares reading the same tenures again.
    """
    titles = [title for title in _titles(connection) if says(title, post_words)]
    if titled:
        titles = [title for title in titles if may_name(title, post_words)]
    found = [
        Holder(one.official, one, one.acting, answer == "certain")
        for one in (known or Known()).around(connection, titles, day, country, organisation)
        if not titled or names(one.post, post_words, one.country)
        if (answer := one.covers(day)) != "no"
    ]

    def place(holder: Holder) -> tuple[bool, bool, str]:
        one = holder.tenure
        return not holder.certain, not exactly(one.post, post_words, one.country), _began(one)

    return sorted(found, key=place)


def succession(
    connection: Connection,
    post: str,
    country: str | None = None,
    organisation: int | None = None,
) -> list[Tenure]:
    """The tenures of one post in the order in which they began, without officials in the bin.

    The post is one whose title has the same words as `post`, in any order and either spelling;
    small words make no difference. A tenure without a beginning stands where it ended, and one
    without dates is the last.
    """
    titles = [title for title in _titles(connection) if exactly(title, post)]
    found = _of_titles(connection, titles, _place(country, organisation))
    return sorted(found, key=lambda one: (_began(one) or _ended(one), one.id))


def begun_last(connection: Connection, day: date, limit: int) -> list[Tenure]:
    """The posts taken up last by `day`, the latest first, one an official, at most `limit`.

    A beginning that is not known to the day counts from its first; one of which a digit of the year
    is not known is nobody's latest. Officials in the bin are left out.
    """
    c, live = part_table("tenure").c, RECORD.c.binned_at.is_(None)
    latest = (
        select(c.id)
        .join(RECORD, RECORD.c.id == c.record_id)
        .where(live, c.start < f"{day.isoformat()}~~")
        .order_by(c.start.desc())
        .limit(_SPARE * limit)
    )
    begun = [one for one in _read(connection, [c.id.in_(latest)]) if _began(one) <= day.isoformat()]
    ordered = sorted(begun, key=_began)
    return sorted({one.official: one for one in ordered}.values(), key=_began, reverse=True)[:limit]


def _began(one: Tenure) -> str:
    return days_span(one.start)[0] if one.start else ""


def _ended(one: Tenure) -> str:
    return days_span(one.end)[1] if one.end else "~"


def _place(country: str | None, organisation: int | None) -> list[ColumnElement[bool]]:
    tenure, body = part_table("tenure"), own_table("organisation")
    place = []
    if country is not None:
        place.append(func.coalesce(tenure.c.country, body.c.country) == country)
    if organisation is not None:
        place.append(tenure.c.other_id == organisation)
    return place


def _around(day: date) -> list[ColumnElement[bool]]:
    """Conditions that hold for all tenures of around `day`, and for few others."""
    c = part_table("tenure").c
    begun, lasting = may_begin_by(c.start, day), may_last_until(c.end, day)
    return [or_(c.start.is_(None), begun), or_(c.end.is_(None), lasting)]


def _titles(connection: Connection) -> list[str]:
    """The titles of all posts, which are far fewer than their tenures."""
    post = part_table("tenure").c.post
    # From one to the next by their index, which SQLite would read from one end to the other.
    known = select(func.min(post).label("post")).cte("known", recursive=True)
    following = select(func.min(post)).where(post > known.c.post).scalar_subquery()
    known = known.union_all(select(following).where(known.c.post.is_not(None)))
    return list(connection.scalars(select(known.c.post).where(known.c.post.is_not(None))))


def _of_titles(
    connection: Connection, titles: Sequence[str], conditions: Sequence[ColumnElement[bool]]
) -> list[Tenure]:
    """The tenures of posts so called, of officials that are not in the bin."""
    post = part_table("tenure").c.post
    return [
        one
        for start in range(0, len(titles), _ASKED)
        for one in _read(
            connection, [post.in_(titles[start : start + _ASKED]), _live(), *conditions]
        )
    ]


def _live() -> ColumnElement[bool]:
    return RECORD.c.binned_at.is_(None)


def _read(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> list[Tenure]:
    """The tenures that fulfil `conditions`, in the order of their rows."""
    tenure, body = part_table("tenure"), own_table("organisation")
    names = ("id", "record_id", "post", "start", "end", "began", "ended")
    place = (func.coalesce(tenure.c.country, body.c.country), tenure.c.other_id)
    columns: list[Any] = [*(tenure.c[name] for name in names), *place]
    query = (
        select(*columns)
        .join(RECORD, RECORD.c.id == tenure.c.record_id)
        .outerjoin(body, body.c.id == tenure.c.other_id)
        .where(*conditions)
        .order_by(tenure.c.id)
    )
    return [Tenure(*row) for row in connection.execute(query).all()]
