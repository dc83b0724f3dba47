"""The engagement record: who met, when, where, about what, and what came of it."""

from collections import defaultdict
from datetime import date

from defcat import countries, vocabulary
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
    section,
    table,
)
from defcat.briefs.wording import (
    as_written,
    body_name,
    by_date,
    date_words,
    listed,
    office,
    person_name,
    record_name,
    title_of,
)
from defcat.dossier import Dossier, Row, Stub, load, stubs
from defcat.kinds import KINDS
from defcat.rules import reading
from defcat.rules.meetings import carried_to
from defcat.rules.promises import Promise, promises, standing
from defcat.rules.statuses import statuses
from defcat.translation import capital, tr

_TEXTS = ("objectives", "agenda", "talking_points", "record")


def build(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The blocks of the record of an engagement."""
    return [
        _title(assembly, dossier),
        *_key_facts(assembly, dossier),
        *assembly.disagreements(dossier, None, *dossier.values),
        *section(tr("Participants"), _participants(assembly, dossier)),
        *_texts(assembly, dossier),
        *section(tr("Outcomes"), _outcomes(assembly, dossier)),
        *section(tr("Commitments"), _commitments(assembly, dossier)),
        *section(tr("Still open from earlier"), _still_open(assembly, dossier)),
        *section(tr("Agreements"), _agreements(assembly, dossier)),
        *section(tr("Within this engagement"), _contained(assembly, dossier)),
        *section(tr("Related engagements"), _follow_ups(assembly, dossier)),
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
    found = [
        (dossier.stubs[int(row["other_id"] or 0)], row) for row in rows if row["type"] == relation
    ]
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
    people = {i for i in _ids(rows) if dossier.stubs[i].kind == "official"}
    held = assembly.posts_on(people, dossier.values["date"])
    own = reading.values(assembly.connection, "official", people)
    sides: dict[str, list[tuple[int, int, tuple[Inline, ...]]]] = defaultdict(list)
    roles = list(vocabulary.load("participant-role").terms)
    for row in rows:
        who = int(row["other_id"] or 0)
        native = own[who]["native_name"] if who in own else None
        cells = (
            person_name(dossier.title(who), native, assembly.row_marks(dossier, row)),
            office(row, held.get(who, "")),
            inline(row.text("role")),
            inline(row.text("notes")),
        )
        side = body_name(row.text("side"), dossier.title(row["side_organisation"]))
        rank = roles.index(str(row["role"])) if row["role"] in roles else len(roles)
        sides[side].append((rank, row.id, cells))
    columns = [
        Column(tr("Name"), 3.4),
        Column(tr("Office held that day"), 4),
        Column(tr("Role"), 1.6),
        Column(tr("Remarks"), 2),
    ]
    # Those without a side come last.
    ordered = sorted(sides, key=lambda side: not side)
    groups = [
        Group(side or tr("Without a side"), tuple(cells for *_, cells in sorted(sides[side])))
        for side in ordered
    ]
    return [*table(columns, groups), *assembly.disagreements(dossier, "participant")]


def _ids(rows: list[Row]) -> set[int]:
    return {int(row["other_id"] or 0) for row in rows}


def _texts(assembly: Assembly, dossier: Dossier) -> list[Block]:
    blocks: list[Block] = []
    for name in _TEXTS:
        if text := dossier.text(name):
            label = KINDS["engagement"].by_name[name].label
            blocks += section(tr(label), prose(text, assembly.marks(dossier, name)))
    return blocks


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
    born = assembly.naming(dossier, "engagement", "commitment")
    values = reading.values(assembly.connection, "commitment", [stub.id for stub in born])
    promised = promises(assembly.connection, values)
    owners = stubs(assembly.connection, [int(found["owner"] or 0) for found in values.values()])
    cells = []
    for stub in born:
        found = values[stub.id]
        owner = assembly.shown(owners.get(int(found["owner"] or 0)))
        side = reading.text("commitment", found, "owner_side")
        cells.append(
            (
                record_name(stub),
                inline(body_name(side, owner.title if owner else "")),
                inline(reading.text("commitment", found, "date")),
                inline(_state(promised[stub.id], assembly.as_of)),
            )
        )
    columns = [
        Column(tr("What was promised"), 5),
        Column(tr("Owner"), 3),
        Column(tr("Due"), 2),
        Column(tr("State"), 1.5),
    ]
    return table(columns, [Group("", tuple(cells))])


def _still_open(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What earlier engagements with the same people, or of the same series, left open."""
    people = _ids(assembly.rows(dossier, "participant"))
    series = dossier.values["series"]
    in_series = None if series is None else int(series)
    when, day, connection = dossier.values["date"], assembly.as_of, assembly.connection
    carried = carried_to(connection, people, in_series, when, day, here=dossier.id)
    named = {one.id for one, _ in carried} | {one.engagement or 0 for one, _ in carried}
    known = stubs(connection, named | {one.owner or 0 for one, _ in carried})
    cells = []
    for one, how in carried:
        if not (stub := assembly.shown(known[one.id])):
            continue
        owner = assembly.shown(known.get(one.owner or 0))
        side = countries.name(one.owner_side) if one.owner_side else ""
        born = assembly.shown(known.get(one.engagement or 0))
        own = load(connection, one.id)
        cells.append(
            (
                record_name(stub, assembly.marks(own, None, *own.values)),
                inline(body_name(side, owner.title if owner else "")),
                inline(listed((date_words(born.date), born.ref)) if born else ""),
                inline(how.says),
            )
        )
    columns = [
        Column(tr("What was promised"), 5),
        Column(tr("Owner"), 3),
        Column(tr("Promised"), 2),
        Column(tr("State"), 2),
    ]
    return table(columns, [Group("", tuple(cells))])


def _agreements(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The agreements signed, discussed, announced or reviewed, and where they stand on the day."""
    rows = assembly.rows(dossier, "engagement_agreement")
    found = statuses(assembly.connection, _ids(rows), assembly.as_of)
    cells = tuple(
        (
            inline(capital(row.text("role")), assembly.row_marks(dossier, row)),
            record_name(dossier.stubs[int(row["other_id"] or 0)]),
            inline(vocabulary.label("agreement-status", found[int(row["other_id"] or 0)].code)),
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
    found = [(int(row["other_id"] or 0), row.role(), row) for row in here]
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
    values = reading.values(assembly.connection, "engagement", [stub.id for stub, _ in found])
    cells = tuple(
        (
            inline(date_words(stub.date)),
            inline(relation),
            record_name(stub),
            inline(reading.text("engagement", values[stub.id], "type")),
            inline(listed(str(values[stub.id][name] or "") for name in ("venue", "city"))),
        )
        for stub, relation in sorted(found, key=lambda pair: by_date(pair[0].date, pair[0].id))
    )
    columns = [
        Column(tr("Date"), 2.2),
        Column(tr("Relation"), 1.8),
        Column(tr("Engagement"), 5),
        Column(tr("Type"), 2.2),
        Column(tr("Place"), 2.4),
    ]
    return table(columns, [Group("", cells)])
