"""What lies behind a meeting: the last contacts of those who come, what is open and what is agreed
between the sides, the series, earlier meetings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Inline,
    Paragraph,
    facts,
    inline,
    joined,
    table,
)
from defcat.briefs.earlier import (
    Earlier,
    agreements,
    commitments,
    earlier,
    more_of,
    shown_first,
)
from defcat.briefs.many import Cited
from defcat.briefs.participants import by_side, who
from defcat.briefs.wording import date_words, record_name
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, Stub, stubs
from defcat.rules import reading
from defcat.rules.contacts import (
    agreed_between,
    last_day_before,
    met,
    met_between,
    own_country,
    promised_between,
)
from defcat.rules.editions import Edition, editions, ordinal
from defcat.rules.meetings import NOT_HELD, carried_to
from defcat.rules.promises import Promise
from defcat.translation import tr

_TRIED = 10
"""So many of somebody's last meetings are tried for one that may be printed."""

_EDITIONS = 6
_EARLIER = 5
"""So many earlier editions and earlier meetings are printed."""


@dataclass(frozen=True)
class Meeting:
    """What the sections share of the meeting: who comes, for which sides, and until when the
    earlier meetings lie.

    `by` is the last day on which one can have begun; `day` the one of which the brief speaks, that
    of the meeting or an earlier one of the brief; `besides` are the meeting itself and those that
    it is part of or that are part of it.
    """

    rows: list[Row]
    sides: tuple[str, ...]
    by: date
    day: date
    besides: frozenset[int]

    def others(self, side: str) -> list[str]:
        """The sides across the table from `side`."""
        return [other for other in self.sides if other != side]


def meeting_of(assembly: Assembly, dossier: Dossier) -> Meeting:
    """The meeting in `dossier`; where only guests are on record, the country they came to is the
    other side.
    """
    rows = assembly.rows(dossier, "participant")
    sides = list(dict.fromkeys(str(row["side"]) for row in rows if row["side"]))
    host = dossier.values["country"]
    if len(sides) == 1 and host and host not in sides:
        sides.append(str(host))
    own = own_country(assembly.connection)
    sides.sort(key=lambda side: side != own)
    when = dossier.values["date"]
    held = PartialDate.parse(str(when)) if when else None
    day = assembly.as_of
    if held is not None and held.known_first:
        day = min(day, held.first)
    related = {
        other
        for row in (
            *dossier.parts["engagement_relation"],
            *dossier.backlinks["engagement_relation"],
        )
        if row["type"] == "part-of"
        for other in (int(row["other_id"] or 0), row.record_id)
    }
    by = last_day_before(when, assembly.as_of)
    return Meeting(rows, tuple(sides), by, day, frozenset((dossier.id, *related)))


def last_contacts(assembly: Assembly, dossier: Dossier, meeting: Meeting) -> list[Block]:
    """When each of the other sides was last met, and what was discussed then.

    Met by the desk's own country, where the catalogue says which that is; or else by the sides
    across the table, and everybody is on another side. Who has not met them is shown with the last
    engagement at all.
    """
    own = own_country(assembly.connection)
    rows = [row for row in meeting.rows if own is None or row["side"] != own]
    last: dict[int, tuple[Stub, bool]] = {}
    for side in dict.fromkeys(str(row["side"] or "") for row in rows):
        across = [own] if own else meeting.others(side)
        theirs = [who(row) for row in rows if str(row["side"] or "") == side]
        last |= _last(assembly, theirs, meeting, across)
    told = earlier(assembly, {stub.id: stub for stub, _ in last.values()}.values())
    if not told:
        words = tr("No earlier meeting with any of them is on record.")
        met_at_all = _sides_met(assembly, meeting)
        return [Paragraph((*inline(words, style="quiet"), *met_at_all))] if rows else []
    groups = []
    for side, participants in by_side(dossier, meeting.rows, meeting.sides):
        # Those who were last met together stand together.
        together: dict[tuple[Stub, bool] | None, dict[int, str]] = defaultdict(dict)
        for row in participants:
            if row in rows:
                together[last.get(who(row))][who(row)] = dossier.title(who(row))
        cells = [
            _contact(
                people.values(), told[place[0].id] if place else None, bool(place and place[1])
            )
            for place, people in together.items()
        ]
        groups.append(Group(side or tr("Without a side"), tuple(cells)))
    columns = [
        Column(tr("Name"), 2.2),
        Column(tr("Last met"), 2),
        Column(tr("At"), 3.4),
        Column(tr("What was discussed"), 4.4),
    ]
    return table(columns, groups)


def _sides_met(assembly: Assembly, meeting: Meeting) -> Inline:
    """When the sides last met, whoever came; empty where they did not."""
    if len(meeting.sides) < 2:
        return ()
    read, besides = assembly.connection, meeting.besides
    ids = met_between(read, meeting.sides, meeting.by, _TRIED, besides=besides)
    printed, _ = shown_first(assembly, ids, 1)
    for one in earlier(assembly, printed).values():
        said = tr("The sides last met: {date},", date=date_words(one.stub.date))
        return (*inline(f" {said} "), *record_name(one.stub, one.marks))
    return ()


def _last(
    assembly: Assembly, people: Sequence[int], meeting: Meeting, across: Sequence[str]
) -> dict[int, tuple[Stub, bool]]:
    """The last engagement of each of `people` that may be printed, and whether one of `across` took
    part in it.
    """
    read, by, besides = assembly.connection, meeting.by, meeting.besides
    found = met(read, people, by, sides=across, besides=besides, each=_TRIED) if across else {}
    last = {one: (stub, True) for one, stub in _first(assembly, found).items()}
    left = [one for one in people if one not in last]
    elsewhere = _first(assembly, met(read, left, by, besides=besides, each=_TRIED))
    return last | {one: (stub, not across) for one, stub in elsewhere.items()}


def _first(assembly: Assembly, found: Mapping[int, Sequence[int]]) -> dict[int, Stub]:
    """The first of the records found for each that may be printed; no others are asked for."""
    named = stubs(assembly.connection, {one for ids in found.values() for one in ids})
    first = {
        who: next((stub for one in ids for stub in assembly.allowed([named[one]])), None)
        for who, ids in found.items()
    }
    return {who: stub for who, stub in first.items() if stub}


def _contact(people: Iterable[str], last: Earlier | None, with_them: bool) -> tuple[Inline, ...]:
    names = inline("\n".join(people))
    if last is None:
        return names, inline(tr("None on record"), style="quiet"), (), ()
    apart = () if with_them else inline(tr("not with the other side"), style="quiet")
    when = joined([inline(date_words(last.stub.date)), apart], "\n")
    return names, when, last.name, last.said


def open_commitments(assembly: Assembly, dossier: Dossier, meeting: Meeting) -> list[Block]:
    """What is open from earlier meetings with these people, of the series, or between the sides."""
    people = [who(row) for row in meeting.rows]
    series = dossier.values["series"]
    known, when = assembly.connection, dossier.values["date"]
    carried = carried_to(
        known,
        people,
        None if series is None else int(series),
        when,
        assembly.as_of,
        here=dossier.id,
    )
    if len(meeting.sides) > 1:
        carried += promised_between(known, meeting.sides, meeting.by, meeting.day)
    found = {one.id: (one, how) for one, how in carried if one.engagement != dossier.id}
    ordered = sorted(found.values(), key=lambda pair: (not pair[1].overdue, *_due(pair[0])))
    return commitments(assembly, ordered)


def _due(one: Promise) -> tuple[date, int]:
    return PartialDate.parse(one.due).last if one.due else date.max, one.id


def agreed(assembly: Assembly, meeting: Meeting) -> list[Block]:
    """The agreements between the sides that bind them on the day, or are still to bind them."""
    if len(meeting.sides) < 2:
        return []
    return agreements(assembly, agreed_between(assembly.connection, meeting.sides), meeting.day)


def series_so_far(assembly: Assembly, dossier: Dossier, meeting: Meeting) -> list[Block]:
    """The last edition of the series whole, and the ones before it in a table, newest first."""
    title = assembly.title(dossier, dossier.values["series"])
    if not title:
        return []
    read, series = assembly.connection, int(dossier.values["series"] or 0)
    every = editions(read, series)
    states = reading.values(read, "engagement", [one.stub.id for one in every])
    before = [
        one
        for one in reversed(every)
        if one.first and one.first <= meeting.by.isoformat() and one.stub.id != dossier.id
        if states[one.stub.id]["state"] not in NOT_HELD
    ]
    printed, more = shown_first(assembly, [one.stub.id for one in before], _EDITIONS)
    told = earlier(assembly, printed)
    if not told:
        return []
    numbers = {one.stub.id: one for one in before}
    last, *others = told.values()
    blocks = _last_edition(assembly, title, numbers[last.stub.id], last)
    rows = [(_number(numbers[one.stub.id]), one) for one in others]
    return [*blocks, *_met_table(rows), *more_of(more)]


def _last_edition(assembly: Assembly, title: str, number: Edition, last: Earlier) -> list[Block]:
    """The last edition: when and where, who was there, and what came of it."""
    outcomes = reading.rows_of(assembly.connection, "outcome", [last.stub.id])[last.stub.id]
    cited = Cited(assembly, [last.stub.id])
    came = [
        inline(
            f"{row.text('type')}: {row.text('text')}", cited.of_row(last.stub.id, "outcome", row.id)
        )
        for row in outcomes
    ]
    when = joined([inline(_number(number)), inline(date_words(last.stub.date))], ", ")
    return facts(
        [
            (tr("Series"), inline(title)),
            (tr("Last edition"), joined([when, last.name], "\n")),
            (tr("Who was there"), _people(assembly, last.stub.id, cited)),
            (tr("Topics"), last.topics),
            (tr("What was discussed"), last.record),
            (tr("Outcomes"), joined(came, "\n")),
        ]
    )


def _people(assembly: Assembly, engagement: int, cited: Cited) -> Inline:
    """The participants of an earlier meeting with the office recorded, by side."""
    rows = reading.rows_of(assembly.connection, "participant", [engagement])[engagement]
    named = assembly.admitted(stubs(assembly.connection, {who(row) for row in rows}).values())
    sides: dict[str, list[Inline]] = defaultdict(list)
    for row in rows:
        if who(row) in named:
            title, office = named[who(row)].title, row.text("office")
            words = tr("{name} ({office})", name=title, office=office) if office else title
            marks = cited.of_row(engagement, "participant", row.id)
            sides[row.text("side")].append(inline(words, marks))
    lines = []
    for side, people in sides.items():
        head = inline(tr("{side}:", side=side) + " ", style="quiet") if side else ()
        lines.append((*head, *joined(people, ", ")))
    return joined(lines, "\n")


def _number(one: Edition) -> str:
    return ordinal(one.number) if one.number is not None else ""


def met_before(assembly: Assembly, dossier: Dossier, meeting: Meeting) -> list[Block]:
    """The last meetings between the sides, but for those that the section on the series has."""
    if len(meeting.sides) < 2:
        return []
    read, besides = assembly.connection, set(meeting.besides)
    listed = assembly.wanted is None or "series" in assembly.wanted
    if listed and dossier.values["series"] is not None:
        besides |= {one.stub.id for one in editions(read, int(dossier.values["series"]))}
    # Some may be above the ceiling.
    ids = met_between(read, meeting.sides, meeting.by, 2 * _EARLIER, besides=besides)
    printed, _ = shown_first(assembly, ids, _EARLIER)
    rows = [("", one) for one in earlier(assembly, printed).values()]
    return _met_table(rows)


def _met_table(rows: Sequence[tuple[str, Earlier]]) -> list[Block]:
    """Earlier meetings in the order given, each with the number of its edition if it has one."""
    cells = tuple(
        (
            inline(number),
            inline(date_words(one.stub.date)),
            one.name,
            one.said,
        )
        for number, one in rows
    )
    columns = [
        Column(tr("Edition"), 1.2),
        Column(tr("Date"), 2.2),
        Column(tr("Meeting"), 4),
        Column(tr("What was discussed"), 4.6),
    ]
    return table(columns, [Group("", cells, tuple(one.portion for _, one in rows))])
