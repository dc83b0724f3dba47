"""The agreement one-pager: what it is, who is bound, where it stands on the day and why."""

from collections.abc import Callable, Sequence
from datetime import date

from defcat import vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Inline,
    Note,
    Paragraph,
    Span,
    Title,
    facts,
    inline,
    joined,
    prose,
    section,
    table,
)
from defcat.briefs.request import Section
from defcat.briefs.standing import printable_facts
from defcat.briefs.wording import (
    body_name,
    by_date,
    date_cell,
    date_words,
    listed,
    office,
    person_name,
    record_name,
    title_of,
)
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row
from defcat.rules import reading
from defcat.rules.facts import Facts
from defcat.rules.parties import party_statuses
from defcat.rules.status import Status, status
from defcat.rules.statuses import statuses
from defcat.rules.steps import ENDED
from defcat.rules.tenure import SIGNING, signed_on
from defcat.rules.term import term
from defcat.translation import capital, tr

SECTIONS = (
    Section("status", "Status"),
    Section("summary", "Summary"),
    Section("facts", "Key facts"),
    Section("parties", "Status of each party"),
    Section("signatories", "Signatories"),
    Section("timeline", "Timeline"),
    Section("related", "Related agreements"),
    Section("engagements", "Engagements"),
)


def build(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The blocks of the one-pager of an agreement."""
    day = assembly.as_of
    head = _head(assembly, dossier)
    events = _events(assembly, dossier)
    known = printable_facts(assembly, dossier)
    found = status(known, day)
    sections: dict[str, Callable[[], list[Block]]] = {
        "status": lambda: _status(assembly, dossier, found),
        "summary": lambda: prose(dossier.text("summary"), assembly.marks(dossier, "summary")),
        "facts": lambda: [
            *_key_facts(assembly, dossier, events, _runs(known, found, day)),
            *assembly.disagreements(dossier, None, *dossier.values),
        ],
        "parties": lambda: section(tr("Status of each party"), _each_party(known, found, day)),
        "signatories": lambda: section(tr("Signatories"), _signatories(assembly, dossier, events)),
        "timeline": lambda: section(tr("Timeline"), _timeline(assembly, dossier, events)),
        "related": lambda: section(tr("Related agreements"), _related(assembly, dossier)),
        "engagements": lambda: section(tr("Engagements"), _engagements(assembly, dossier)),
    }
    return [*head, *assembly.arranged(sections)]


def _head(assembly: Assembly, dossier: Dossier) -> list[Block]:
    binding = dossier.text("binding")
    if dossier.values["binding"] in ("disputed", "unknown"):
        binding = tr("legal force: {answer}", answer=binding.lower())
    words = [
        dossier.text("type"),
        binding,
        dossier.text("level"),
        vocabulary.label("agreement-form", form) if (form := dossier.computed["form"]) else "",
    ]
    marks = assembly.marks(dossier, "type", "binding", "level", None)
    subtitle = inline(listed(words, " · "), marks)
    title = title_of(dossier, assembly.marks(dossier, "title"))
    names = [
        inline(row.text("name"), assembly.row_marks(dossier, row))
        for row in assembly.rows(dossier, "alias")
    ]
    known = (Span(tr("Also known as:") + " ", "quiet"), *joined(names, "; ")) if names else ()
    kicker = tr("Agreement {ref}", ref=dossier.stub.ref)
    return [Title(title, kicker, subtitle), *([Paragraph(known)] if known else [])]


def _status(assembly: Assembly, dossier: Dossier, found: Status) -> list[Block]:
    deciding = [row for row in dossier.parts["event"] if row.id == found.event]
    if deciding:
        marks = assembly.row_marks(dossier, deciding[0])
    else:
        of_term = assembly.marks(dossier, "expiry_date", "duration")
        marks = of_term if found.code == "expired" else []
    day = tr("As of {day} ·", day=PartialDate.of(assembly.as_of).show())
    reason = (Span(f"{day} ", "quiet"), *inline(found.reason, marks))
    return [Note(_status_label(found), (reason,), "key")]


def _status_label(found: Status) -> str:
    if found.code == "unknown":
        return tr("Status not known")
    return vocabulary.label("agreement-status", found.code)


def _events(assembly: Assembly, dossier: Dossier) -> list[Row]:
    """The events not after the day of the brief, in order of time; undated ones at the end."""
    return sorted(
        assembly.rows(dossier, "event"),
        key=lambda row: by_date(row["date"] or row["effective"], row.id),
    )


def _runs(known: Facts, found: Status, day: date) -> str:
    """How the term runs on the day, in words; nothing of what has ended."""
    return "" if found.code in ENDED else term(known, day).words()


def _each_party(known: Facts, found: Status, day: date) -> list[Block]:
    """The status of each of more than two parties, where they are not all the agreement's."""
    parties = party_statuses(known, day)
    if len(parties) < 3 or all(each.status.code == found.code for each in parties):
        return []
    cells = tuple(
        (
            inline(known.name(each.country or each.other_id or 0)),
            inline(_status_label(each.status)),
            inline(each.status.reason),
        )
        for each in parties
    )
    columns = [Column(tr("Party"), 2), Column(tr("Status"), 2), Column(tr("Why"), 6)]
    return table(columns, [Group("", cells)])


def _key_facts(
    assembly: Assembly, dossier: Dossier, events: Sequence[Row], runs: str
) -> list[Block]:
    references = [
        Span(
            f"{row.text('register')} {row.text('number')}",
            marks=tuple(assembly.row_marks(dossier, row)),
            url=row.text("url"),
        )
        for row in assembly.rows(dossier, "reference")
    ]
    return facts(
        [
            (tr("Parties"), _parties(assembly, dossier)),
            (tr("Adopted"), _day_of(assembly, dossier, events, "adoption")),
            (tr("Signed"), _day_of(assembly, dossier, events, *SIGNING)),
            (tr("In force from"), _day_of(assembly, dossier, events, "entry-into-force")),
            (tr("Term"), _term(assembly, dossier, runs)),
            *assembly.fields(dossier, ("expiry_date", "review_date")),
            (tr("References"), joined([(span,) for span in references], "; ")),
            (tr("Topics"), assembly.topics(dossier)),
            (tr("Web address"), _link(assembly, dossier)),
        ]
    )


def _term(assembly: Assembly, dossier: Dossier, runs: str) -> Inline:
    """Duration, renewal and notice, and how the term runs, as one line."""
    labels = {"renewal": tr("renewal"), "renewal_period": tr("renewed for")}
    labels["notice_period"] = tr("notice")
    parts = [assembly.value(dossier, "duration")]
    for name, label in labels.items():
        value = assembly.value(dossier, name)
        parts.append((Span(f"{label}: ", "quiet"), *value) if value else ())
    return joined([*parts, inline(runs)], "; ")


def _link(assembly: Assembly, dossier: Dossier) -> Inline:
    url = dossier.text("url")
    return (Span(url, marks=tuple(assembly.marks(dossier, "url")), url=url),) if url else ()


def _parties(assembly: Assembly, dossier: Dossier) -> Inline:
    names = []
    for row in assembly.rows(dossier, "party"):
        name = body_name(row.text("country"), dossier.title(row["other_id"]))
        extra = [] if row["role"] == "party" else [row.text("role").lower()]
        extra += [tr("from {date}", date=row.text("start"))] if row["start"] else []
        extra += [tr("to {date}", date=row.text("end"))] if row["end"] else []
        extra += [row.text("notes")] if row["notes"] else []
        text = f"{name} ({', '.join(extra)})" if extra else name
        names.append(inline(text, assembly.row_marks(dossier, row)))
    return joined(names, "; ")


def _day_of(assembly: Assembly, dossier: Dossier, events: Sequence[Row], *types: str) -> Inline:
    """The days of the events of the first of `types` that there are any of."""
    for wanted in types:
        rows = [
            row for row in events if row["type"] == wanted and (row["effective"] or row["date"])
        ]
        if rows:
            return joined([_day(assembly, dossier, row) for row in rows], "; ")
    return ()


def _day(assembly: Assembly, dossier: Dossier, row: Row) -> Inline:
    name = "effective" if row["type"] == "entry-into-force" and row["effective"] else "date"
    day = row.text(name) or row.text("effective")
    by = body_name(row.text("country"), dossier.title(row["other_id"]))
    where = listed((day, row.text("place")))
    return inline(f"{where} ({by})" if by else where, assembly.row_marks(dossier, row))


def _signatories(assembly: Assembly, dossier: Dossier, events: Sequence[Row]) -> list[Block]:
    shown = {row.id for row in events}
    rows = [
        row
        for row in assembly.rows(dossier, "signatory")
        if row["event"] is None or row["event"] in shown
    ]
    people = {int(row["other_id"] or 0) for row in rows}
    native = reading.values(assembly.connection, "official", people)
    signings = [(row.id, row["type"], row["date"]) for row in events]
    days = {row.id: signed_on(signings, row["event"]) for row in rows}
    held = {day: assembly.posts_on(people, day) for day in set(days.values())}
    cells = []
    for row in rows:
        person = int(row["other_id"] or 0)
        marks = assembly.row_marks(dossier, row)
        cells.append(
            (
                person_name(dossier.title(person), native[person]["native_name"], marks),
                inline(row.text("country")),
                office(row, held[days[row.id]].get(person, "")),
                inline(row.text("notes")),
            )
        )
    columns = [
        Column(tr("Name"), 3),
        Column(tr("Signed for"), 2),
        Column(tr("Office held that day"), 4),
        Column(tr("Remarks"), 2),
    ]
    return [
        *table(columns, [Group("", tuple(cells))]),
        *assembly.disagreements(dossier, "signatory"),
    ]


def _timeline(assembly: Assembly, dossier: Dossier, events: Sequence[Row]) -> list[Block]:
    cells = tuple(
        (
            date_cell(row),
            inline(row.text("type"), assembly.row_marks(dossier, row)),
            inline(body_name(row.text("country"), dossier.title(row["other_id"]))),
            inline(row.text("place")),
            inline(row.text("notes")),
        )
        for row in events
    )
    columns = [
        Column(tr("Date"), 2.4),
        Column(tr("Event"), 2.4),
        Column(tr("By"), 2.2),
        Column(tr("Place"), 1.8),
        Column(tr("Remarks"), 3.2),
    ]
    return [*table(columns, [Group("", cells)]), *assembly.disagreements(dossier, "event")]


def _related(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The relations from both ends, with where the other agreement stands on the day."""
    links = [
        (row.role(), int(row["other_id"] or 0), row)
        for row in assembly.rows(dossier, "agreement_relation")
    ] + [
        (row.role(back=True), row.record_id, row)
        for row in assembly.backlinks(dossier, "agreement_relation")
    ]
    found = statuses(assembly.connection, {other for _, other, _ in links}, assembly.as_of)
    cells = []
    for label, other, row in links:
        only = tr("for {party} only", party=row.text("country")) if row["country"] else ""
        remarks = listed((only, row.text("notes")), "; ")
        cells.append(
            (
                inline(capital(label), assembly.row_marks(dossier, row)),
                record_name(dossier.stubs[other]),
                inline(vocabulary.label("agreement-status", found[other].code)),
                inline(remarks),
            )
        )
    columns = [
        Column(tr("Relation"), 1.8),
        Column(tr("Agreement"), 5),
        Column(tr("Status"), 2),
        Column(tr("Remarks"), 2.2),
    ]
    return table(columns, [Group("", tuple(cells))])


def _engagements(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The engagements where it was signed, discussed, announced or reviewed, oldest first."""
    rows = assembly.backlinks(dossier, "engagement_agreement")
    values = reading.values(assembly.connection, "engagement", {row.record_id for row in rows})
    rows.sort(key=lambda row: by_date(dossier.stubs[row.record_id].date, row.id))
    cells = []
    for row in rows:
        stub = dossier.stubs[row.record_id]
        cells.append(
            (
                inline(date_words(stub.date)),
                inline(capital(row.role(back=True))),
                record_name(stub),
                inline(str(values[stub.id]["city"] or "")),
                inline(row.text("notes")),
            )
        )
    columns = [
        Column(tr("Date"), 2.4),
        Column(tr("Role"), 1.8),
        Column(tr("Engagement"), 5),
        Column(tr("Place"), 2),
        Column(tr("Remarks"), 2),
    ]
    return table(columns, [Group("", tuple(cells))])
