"""The engagement record: who met, when, where, about what, and what came of it."""

from collections.abc import Callable
from datetime import date

from defcat import vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Inline,
    Span,
    Title,
    facts,
    inline,
    joined,
    prose,
    table,
)
from defcat.briefs.earlier import commitments
from defcat.briefs.many import Cited
from defcat.briefs.participants import by_side, participants, who
from defcat.briefs.request import Section
from defcat.briefs.sections import headed, nothing_more
from defcat.briefs.wording import (
    as_written,
    body_name,
    by_date,
    date_words,
    listed,
    office,
    record_name,
    title_of,
)
from defcat.dossier import Dossier, Stub, stubs
from defcat.rules import reading
from defcat.rules.meetings import carried_to
from defcat.rules.promises import Promise, promises, standing
from defcat.rules.statuses import statuses
from defcat.translation import capital, tr

SECTIONS = (
    Section("participants", "Participants"),
    Section("objectives", "Objectives"),
    Section("agenda", "Agenda"),
    Section("points", "Talking points"),
    Section("record", "Record of discussion"),
    Section("outcomes", "Outcomes"),
    Section("commitments", "Commitments"),
    Section("carried", "Still open from earlier"),
    Section("agreements", "Agreements"),
    Section("within", "Within this engagement"),
    Section("related", "Related engagements"),
)


def build(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The blocks of the record of an engagement."""
    contents: dict[str, Callable[[], list[Block]]] = {
        "participants": lambda: _participants(assembly, dossier),
        "objectives": lambda: _text(assembly, dossier, "objectives"),
        "agenda": lambda: _text(assembly, dossier, "agenda"),
        "points": lambda: _text(assembly, dossier, "talking_points"),
        "record": lambda: _text(assembly, dossier, "record"),
        "outcomes": lambda: _outcomes(assembly, dossier),
        "commitments": lambda: _commitments(assembly, dossier),
        "carried": lambda: _still_open(assembly, dossier),
        "agreements": lambda: _agreements(assembly, dossier),
        "within": lambda: _contained(assembly, dossier),
        "related": lambda: _follow_ups(assembly, dossier),
    }
    return [
        _title(assembly, dossier),
        *_key_facts(assembly, dossier),
        *assembly.disagreements(dossier, None, *dossier.values),
        *(headed(assembly, SECTIONS, contents) or nothing_more(assembly)),
    ]


def _title(assembly: Assembly, dossier: Dossier) -> Title:
    words = listed((dossier.text("type"), dossier.text("state")), " · ")
    return Title(
        title_of(dossier, assembly.marks(dossier, "title")),
        tr("Engagement {ref}", ref=dossier.stub.ref),
        inline(words, assembly.marks(dossier, "type", "state", None)),
    )


def _key_facts(assembly: Assembly, dossier: Dossier) -> list[Block]:
    names = assembly.rows(dossier, "alias")
    url = dossier.text("url")
    return facts(
        [
            (tr("When"), _when(assembly, dossier)),
            (tr("Where"), _where(assembly, dossier)),
            *assembly.fields(dossier, ("mode", "track", "press")),
            (tr("Series"), _series(assembly, dossier)),
            (tr("Part of"), _related(assembly, dossier, "part-of")),
            (tr("Topics"), assembly.topics(dossier)),
            (
                tr("Also known as"),
                joined(
                    [inline(r.text("name"), assembly.row_marks(dossier, r)) for r in names], "; "
                ),
            ),
            (tr("Web address"), (Span(url, url=url),) if url else ()),
        ]
    )


def _when(assembly: Assembly, dossier: Dossier) -> Inline:
    day = assembly.value(dossier, "date")
    marks = assembly.marks(dossier, "date_note")
    written = inline(as_written(dossier.values["date_note"]), marks, "quiet")
    return joined([day, written], " ")


def _where(assembly: Assembly, dossier: Dossier) -> Inline:
    return joined(
        [value for _, value in assembly.fields(dossier, ("venue", "city", "country"))], ", "
    )


def _series(assembly: Assembly, dossier: Dossier) -> Inline:
    series = assembly.value(dossier, "series")
    if not series or dossier.values["edition"] is None:
        return series
    edition = tr("edition {number}", number=dossier.values["edition"])
    return joined([series, inline(edition, assembly.marks(dossier, "edition"))], ", ")


def _related(assembly: Assembly, dossier: Dossier, relation: str) -> Inline:
    rows = assembly.rows(dossier, "engagement_relation")
    found = [(dossier.stubs[who(row)], row) for row in rows if row["type"] == relation]
    names = [
        (*record_name(stub, assembly.row_marks(dossier, row)), *inline(_dated(stub), style="quiet"))
        for stub, row in found
    ]
    return joined(names, "; ")


def _dated(stub: Stub) -> str:
    return f" ({date_words(stub.date)})" if stub.date else ""


def _participants(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """Everybody by side, those of the highest role first, with the office held that day."""
    rows = assembly.rows(dossier, "participant")
    people = {i for i in map(who, rows) if dossier.stubs[i].kind == "official"}
    held = assembly.posts_on(people, dossier.values["date"])
    sides = by_side(dossier, rows)
    label = tr("Office held that day")
    return [
        *participants(
            assembly, dossier, sides, lambda row: office(row, held.get(who(row), "")), label
        ),
        *assembly.disagreements(dossier, "participant"),
    ]


def _text(assembly: Assembly, dossier: Dossier, field: str) -> list[Block]:
    return prose(dossier.text(field), assembly.marks(dossier, field))


def _outcomes(assembly: Assembly, dossier: Dossier) -> list[Block]:
    rows = assembly.rows(dossier, "outcome")
    found = [
        (row.text("type"), inline(row.text("text"), assembly.row_marks(dossier, row)))
        for row in rows
    ]
    return [*facts(found), *assembly.disagreements(dossier, "outcome")]


def _state(promise: Promise, day: date) -> str:
    """The state of a commitment on the day of the brief."""
    how = standing(promise, day)
    state = vocabulary.label("commitment-state", how.state if how else promise.state)
    return tr("{state}, overdue", state=state) if how and how.overdue else state


def _commitments(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What was promised here, kept or not, with its state on the day of the brief."""
    born = assembly.naming(dossier, "engagement", "commitment")
    values = reading.values(assembly.connection, "commitment", [stub.id for stub in born])
    promised = promises(assembly.connection, values)
    owners = stubs(assembly.connection, [int(found["owner"] or 0) for found in values.values()])
    cited = Cited(assembly, values)
    cells = []
    for stub in born:
        found = values[stub.id]
        state = inline(_state(promised[stub.id], assembly.as_of), cited.marks(stub, "state"))
        owner = assembly.shown(owners.get(int(found["owner"] or 0)))
        side = reading.text("commitment", found, "owner_side")
        cells.append(
            (
                record_name(stub, cited.marks(stub, None, "title")),
                inline(body_name(side, owner.title if owner else ""), cited.marks(stub, "owner")),
                inline(reading.text("commitment", found, "date"), cited.marks(stub, "date")),
                state,
            )
        )
    columns = [
        Column(tr("What was promised"), 5),
        Column(tr("Owner"), 3),
        Column(tr("Due"), 2),
        Column(tr("State"), 1.5),
    ]
    portions = tuple(map(assembly.portion, born))
    return table(columns, [Group("", tuple(cells), portions)])


def _still_open(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What earlier engagements with the same people, or of the same series, left open."""
    people = {who(row) for row in assembly.rows(dossier, "participant")}
    series = dossier.values["series"]
    in_series = None if series is None else int(series)
    when, day, connection = dossier.values["date"], assembly.as_of, assembly.connection
    return commitments(
        assembly, carried_to(connection, people, in_series, when, day, here=dossier.id)
    )


def _agreements(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The agreements signed, discussed, announced or reviewed, and where they stand on the day."""
    rows = assembly.rows(dossier, "engagement_agreement")
    found = statuses(assembly.connection, {who(row) for row in rows}, assembly.as_of)
    cells = tuple(
        (
            inline(capital(row.text("role")), assembly.row_marks(dossier, row)),
            record_name(dossier.stubs[who(row)]),
            inline(vocabulary.label("agreement-status", found[who(row)].code)),
            inline(row.text("notes")),
        )
        for row in rows
    )
    columns = [
        Column(tr("Role"), 1.6),
        Column(tr("Agreement"), 5),
        Column(tr("Status"), 2.2),
        Column(tr("Remarks"), 2.2),
    ]
    return [
        *table(columns, [Group("", cells)]),
        *assembly.disagreements(dossier, "engagement_agreement"),
    ]


def _contained(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The engagements that are part of this one, in order of time."""
    rows = [
        row
        for row in assembly.backlinks(dossier, "engagement_relation")
        if row["type"] == "part-of"
    ]
    return _engagement_table(assembly, [(dossier.stubs[row.record_id], "") for row in rows])


def _follow_ups(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What this engagement followed up and what followed it up."""
    here = assembly.rows(dossier, "engagement_relation")
    there = assembly.backlinks(dossier, "engagement_relation")
    found = [(who(row), row.role(), row) for row in here]
    found += [(row.record_id, row.role(back=True), row) for row in there]
    return _engagement_table(
        assembly,
        [
            (dossier.stubs[other], capital(relation))
            for other, relation, row in found
            if row["type"] != "part-of"
        ],
    )


def _engagement_table(assembly: Assembly, found: list[tuple[Stub, str]]) -> list[Block]:
    """Engagements in order of time, each with how it is related."""
    ids = [stub.id for stub, _ in found]
    values, cited = reading.values(assembly.connection, "engagement", ids), Cited(assembly, ids)
    ordered = sorted(found, key=lambda pair: by_date(pair[0].date, pair[0].id))
    cells = tuple(
        (
            inline(date_words(stub.date)),
            inline(relation),
            record_name(stub, cited.marks(stub, None, "date")),
            inline(reading.text("engagement", values[stub.id], "type")),
            inline(listed(str(values[stub.id][name] or "") for name in ("venue", "city"))),
        )
        for stub, relation in ordered
    )
    columns = [
        Column(tr("Date"), 2.2),
        Column(tr("Relation"), 1.8),
        Column(tr("Engagement"), 5),
        Column(tr("Type"), 2.2),
        Column(tr("Place"), 2.4),
    ]
    portions = tuple(assembly.portion(stub) for stub, _ in ordered)
    return table(columns, [Group("", cells, portions)])
