"""What several briefs print of linked records, each list read at once: earlier meetings and what
was discussed at them, open commitments, where agreements stand, who holds a post and since when.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from defcat import countries, vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Inline,
    Paragraph,
    inline,
    joined,
    marked,
    shortened,
    table,
)
from defcat.briefs.many import Cited
from defcat.briefs.standing import STANDING
from defcat.briefs.wording import body_name, date_words, listed, record_name
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, Stub, stubs
from defcat.rules import reading
from defcat.rules.meetings import Carried
from defcat.rules.status import Status
from defcat.rules.statuses import current
from defcat.rules.tenure import Tenure, held, tenures_of
from defcat.rules.titles import names
from defcat.translation import capital, tr

_LONGEST = 320
"""So many characters are printed of what was discussed at an earlier meeting."""

_AT_MOST = 15
"""So many rows of a list are printed; the rest is counted."""

_PROMISED = 8
"""So many open commitments are printed, those that wait longest first; the rest is counted."""

_COUNTED = 1000
"""How far the rest is counted: of every one it is asked whether it may be printed."""

_POSTS = 3
"""So many posts of one person are printed."""


@dataclass(frozen=True)
class Earlier:
    """An earlier meeting: where it was, and what was discussed, each with its sources."""

    stub: Stub
    place: str
    topics: Inline
    record: Inline
    outcome: Inline
    marks: tuple[int, ...]
    portion: str

    @property
    def name(self) -> Inline:
        """Its reference and title, and below them the place."""
        return joined([record_name(self.stub, self.marks), inline(self.place, style="quiet")], "\n")

    @property
    def said(self) -> Inline:
        """What was discussed: the topics, and below them what was said or came of it."""
        return joined([self.topics, self.record or self.outcome], "\n")


def earlier(assembly: Assembly, found: Iterable[Stub]) -> dict[int, Earlier]:
    """Those of the meetings `found` that may be printed, by identifier and in their order.

    Of what was discussed their topics, and the first line of the record and of the outcomes.
    """
    printed = [stub for stub in found if assembly.shown(stub)]
    ids = [stub.id for stub in printed]
    values = reading.values(assembly.connection, "engagement", ids)
    topics = _topics(assembly, ids)
    outcomes = reading.rows_of(assembly.connection, "outcome", ids)
    cited = Cited(assembly, ids)
    told = {}
    for stub in printed:
        own, came = values[stub.id], outcomes.get(stub.id, ())
        marks = tuple(cited.marks(stub, None, "date"))
        record, country = str(own["record"] or ""), reading.text("engagement", own, "country")
        told[stub.id] = Earlier(
            stub,
            listed((str(own["city"] or ""), country)),
            inline(topics.get(stub.id, ""), style="quiet"),
            inline(_first_line(record), cited.marks(stub, "record") if record else ()),
            inline(
                _first_line(came[0].text("text")) if came else "",
                cited.of_row(stub.id, "outcome", came[0].id) if came and not record else (),
            ),
            marks,
            assembly.portion(stub),
        )
    return told


def shown_first(
    assembly: Assembly, ids: Sequence[int], most: int = _AT_MOST
) -> tuple[list[Stub], str]:
    """The first records of `ids` that may be printed, at most `most`, and in words how many more
    may be; of very many not all are counted.
    """
    some = ids[:_COUNTED]
    named = stubs(assembly.connection, some)
    allowed = assembly.allowed(named[one] for one in some)
    return allowed[:most], more_words(len(allowed) - most, counted=len(some) == len(ids))


def more_words(n: int, *, counted: bool = True) -> str:
    """How many more there are, or more than how many; empty for none."""
    if n <= 0:
        return ""
    if counted:
        return tr("and {n} more in the record", n=n)
    return tr("and more than {n} more in the record", n=n)


def more_of(words: str) -> list[Block]:
    """A line on how many more there are; no block for none."""
    return [Paragraph(inline(words, style="quiet"))] if words else []


def commitments(assembly: Assembly, carried: Sequence[Carried]) -> list[Block]:
    """Open commitments as a table, in the order given: who owes what, from which meeting, by when.

    Those whose owner or origin may not be printed are there without it.
    """
    first, more = shown_first(assembly, [one.id for one, _ in carried], _PROMISED)
    printed = {stub.id: stub for stub in first if assembly.shown(stub)}
    rows = [(one, how) for one, how in carried if one.id in printed]
    linked = {one.engagement or 0 for one, _ in rows} | {one.owner or 0 for one, _ in rows}
    named = stubs(assembly.connection, linked)
    cited = Cited(assembly, printed)
    cells = []
    for one, how in rows:
        stub, owner = printed[one.id], assembly.shown(named.get(one.owner or 0))
        side = countries.name(one.owner_side) if one.owner_side else ""
        born = assembly.shown(named.get(one.engagement or 0))
        marks = cited.marks(stub, None, "title")
        due = cited.marks(stub, "date", "state", "closed")
        cells.append(
            (
                record_name(stub, marks),
                inline(body_name(side, owner.title if owner else ""), cited.marks(stub, "owner")),
                inline(listed((date_words(born.date), born.ref)) if born else ""),
                inline(how.says, due, "strong" if how.overdue else "plain"),
            )
        )
    columns = [
        Column(tr("What was promised"), 5),
        Column(tr("Owner"), 3),
        Column(tr("Promised"), 2),
        Column(tr("State"), 2.6),
    ]
    portions = tuple(assembly.portion(printed[one.id]) for one, _ in rows)
    return [*table(columns, [Group("", tuple(cells), portions)]), *more_of(more)]


def agreements(assembly: Assembly, ids: Sequence[int], day: date) -> list[Block]:
    """Those of the agreements that bind or are still to bind, by their status on `day`."""
    stored = current(assembly.connection, ids, day)
    by_status: dict[str, list[int]] = defaultdict(list)
    for one in ids:
        by_status[stored[one].code].append(one)
    groups: list[Group] = []
    left: list[Block] = []
    for code in STANDING:
        printed, more = shown_first(assembly, by_status[code])
        label = vocabulary.label("agreement-status", code)
        known = {stub.id: stored[stub.id] for stub in printed}
        groups.append(Group(label, *_standing(assembly, printed, known)))
        left += more_of(tr("{status}: {more}", status=label, more=more) if more else "")
    columns = [Column(tr("Agreement"), 6), Column(tr("Type"), 2), Column(tr("Since"), 2.2)]
    return [*table(columns, groups), *left]


def _standing(
    assembly: Assembly, found: Sequence[Stub], known: Mapping[int, Status]
) -> tuple[tuple[tuple[Inline, ...], ...], tuple[str, ...]]:
    """The agreements of one status, each with its type and since when it has that status, and their
    portion marks.
    """
    printed = [stub for stub in found if assembly.shown(stub)]
    ids = [stub.id for stub in printed]
    values = reading.values(assembly.connection, "agreement", ids)
    deciding = {known[one].event or 0 for one in ids}
    events = reading.rows(assembly.connection, "event", deciding)
    cited = Cited(assembly, ids)
    rows = []
    for stub in printed:
        event = events.get(known[stub.id].event or 0)
        why = cited.of_row(stub.id, "event", event.id) if event else []
        rows.append(
            (
                record_name(stub, cited.marks(stub, None)),
                inline(reading.text("agreement", values[stub.id], "type")),
                inline((event.text("effective") or event.text("date")) if event else "", why),
            )
        )
    return tuple(rows), tuple(map(assembly.portion, printed))


def in_post(
    assembly: Assembly, dossier: Dossier, rows: Sequence[Row], day: date
) -> dict[int, Inline]:
    """The office on `day` of each participant in `rows` and since when, by row: as recorded, or
    else by the posts on record.

    Since when is said of a recorded office where a post of that name was surely held.
    """
    known = tenures_of(assembly.connection, {int(row["other_id"] or 0) for row in rows})
    known = {who: assembly.posts(posts, printed=False) for who, posts in known.items()}
    cited = Cited(assembly, known)
    offices = {}
    for row in rows:
        posts = known.get(int(row["other_id"] or 0), ())
        there = held(assembly.posts(posts), day)
        if recorded := row.text("office"):
            sure = (one for one in there if one.covers(day) == "certain" and _same(one, recorded))
            posts = list(sure)[:1]
            said = [inline(listed((recorded, *map(since, posts))))]
        else:
            posts = there[:_POSTS]
            said = [inline(post_words(one, day)) for one in posts]
        assembly.posts(posts)
        marks = [
            cited.of_row(one.official, "tenure", one.id)
            or cited.marks(dossier.stubs[one.official], None)
            for one in posts
        ]
        runs = [marked(run, numbers) for run, numbers in zip(said, marks, strict=False)]
        offices[row.id] = joined(runs or said, ";\n")
    return offices


def post_words(one: Tenure, day: date) -> str:
    """A post as of `day` and since when it was held: "Secretary of State, since 26 January 2021".

    Of a post that was not surely held that day, what can be said of it.
    """
    if one.covers(day) != "certain":
        return one.said(day)
    post = tr("{post} (acting)", post=one.post) if one.acting else one.post
    return listed((post, since(one)))


def since(one: Tenure) -> str:
    """Since when a post was held; empty where that is not recorded."""
    if not one.start:
        return ""
    return tr("since {date}", date=PartialDate.parse(one.start).show_moment())


def _same(one: Tenure, recorded: str) -> bool:
    """Whether an office recorded is that post, or one of the two says more than the other."""
    return names(one.post, recorded, one.country) or names(recorded, one.post, one.country)


def _topics(assembly: Assembly, ids: Collection[int]) -> dict[int, str]:
    """The topics of records that may be printed, in a line, by record."""
    rows = reading.rows_of(assembly.connection, "subject", ids)
    every = {int(row["other_id"] or 0) for found in rows.values() for row in found}
    named = assembly.admitted(stubs(assembly.connection, every).values())
    return {
        record: capital("; ".join(named[i].title for i in _ids(found) if i in named))
        for record, found in rows.items()
    }


def _ids(rows: Iterable[Row]) -> list[int]:
    return [int(row["other_id"] or 0) for row in rows]


def _first_line(text: str) -> str:
    """The first line of a text; of one that is too long, not the last words."""
    return shortened(
        next((line.strip() for line in text.splitlines() if line.strip()), ""), _LONGEST
    )
