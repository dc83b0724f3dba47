"""The profile of an official: how to address them, what they do and did, and what lies between
them and us.
"""

from collections.abc import Callable, Sequence

from defcat import countries, vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Inline,
    Note,
    Span,
    Title,
    facts,
    inline,
    joined,
    prose,
    table,
)
from defcat.briefs.earlier import commitments, earlier, more_of, shown_first, since
from defcat.briefs.many import Cited
from defcat.briefs.request import Section
from defcat.briefs.sections import headed, nothing_more
from defcat.briefs.wording import (
    by_date,
    date_words,
    listed,
    office,
    record_name,
    title_of,
)
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Row, stubs
from defcat.rules import reading
from defcat.rules.contacts import met, own_country, promised_by
from defcat.rules.handover import handover
from defcat.rules.statuses import current
from defcat.rules.tenure import Tenure, held, signed_on, tenures_of
from defcat.translation import tr

SECTIONS = (
    Section("name", "How to address"),
    Section("sensitivities", "Sensitivities"),
    Section("meetings", "Past meetings"),
    Section("commitments", "Open commitments"),
    Section("career", "Career"),
    Section("agreements", "Agreements signed"),
    Section("biography", "Biography"),
    Section("contact", "Contact"),
)

_MEETINGS = 8
_SIGNED = 20
"""So many meetings and agreements are printed; the rest is counted."""


def build(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The blocks of the profile of an official."""
    contents: dict[str, Callable[[], list[Block]]] = {
        "name": lambda: _name(assembly, dossier),
        "career": lambda: _career(assembly, dossier),
        "meetings": lambda: _meetings(assembly, dossier),
        "agreements": lambda: _signed(assembly, dossier),
        "commitments": lambda: _commitments(assembly, dossier),
        "sensitivities": lambda: _sensitivities(assembly, dossier),
        "biography": lambda: prose(dossier.text("biography"), assembly.marks(dossier, "biography")),
        "contact": lambda: _contact(assembly, dossier),
    }
    posts = _posts(assembly, dossier)
    return [
        _title(assembly, dossier),
        *_post(assembly, dossier, posts),
        *assembly.disagreements(dossier, None, *dossier.values),
        *(headed(assembly, SECTIONS, contents) or nothing_more(assembly)),
    ]


# --- name and post --------------------------------------------------------------------------------


def _title(assembly: Assembly, dossier: Dossier) -> Title:
    marks = assembly.marks(dossier, "title", None)
    own_script = dossier.values["native_name"] != dossier.stub.title
    named = ("native_name", "nationality") if own_script else ("nationality",)
    return Title(
        title_of(dossier, marks),
        tr("Official profile {ref}", ref=dossier.stub.ref),
        joined([assembly.value(dossier, name) for name in named], " · "),
    )


def _name(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The name as it is written and spoken, and what else is needed to address somebody."""
    names = ("honorific", "rank", "title", "post_nominals")
    marks = assembly.marks(dossier, "honorific", "rank", "post_nominals")
    written = " ".join(word for name in names if (word := dossier.text(name)))
    aliases = assembly.rows(dossier, "alias")
    known = [inline(row.text("name"), assembly.row_marks(dossier, row)) for row in aliases]
    return facts(
        [
            (tr("In writing"), inline(written, marks)),
            (tr("Spoken"), assembly.value(dossier, "pronunciation")),
            *assembly.fields(dossier, ("family_name", "given_name", "display_order")),
            (tr("Also known as"), joined(known, "; ")),
            *assembly.fields(dossier, ("languages", "born", "died")),
        ]
    )


def _posts(assembly: Assembly, dossier: Dossier) -> list[Tenure]:
    """The tenures that may be printed, as far as they had begun."""
    permitted = {row.id for row in assembly.rows(dossier, "tenure")}
    known = tenures_of(assembly.connection, [dossier.id]).get(dossier.id, [])
    return [one for one in known if one.id in permitted]


def _post(assembly: Assembly, dossier: Dossier, known: Sequence[Tenure]) -> list[Block]:
    """The post on the day and since when, with who held it before and, if anybody, after."""
    notes: list[Block] = []
    rows = {row.id: row for row in dossier.parts["tenure"]}
    for one in held(known, assembly.as_of):
        marks = assembly.row_marks(dossier, rows[one.id])
        if one.covers(assembly.as_of) != "certain":
            notes.append(Note(one.said(assembly.as_of), (), "key"))
            continue
        post = listed((one.post, countries.name(one.country) if one.country else ""))
        label = tr("{post} (acting)", post=post) if one.acting else post
        began = since(one)
        lines = [inline(began[:1].upper() + began[1:], marks), *_neighbours(assembly, one)]
        notes.append(Note(label, tuple(filter(None, lines)), "key"))
    return notes


def _neighbours(assembly: Assembly, one: Tenure) -> list[Inline]:
    """Who held a post before and after, in words."""
    before, after = handover(assembly.connection, one, assembly.as_of)
    named = assembly.posts(found for found in (before, after) if found)
    officials = stubs(assembly.connection, [found.official for found in named])
    people = assembly.admitted(officials.values())
    cited = Cited(assembly, people)
    lines: list[Inline] = []
    for label, found in ((tr("Predecessor:"), before), (tr("Successor:"), after)):
        if found is None or found.official not in people:
            continue
        end = found.end if found is before else None
        words = [people[found.official].title]
        if end and reading.had_come(end, assembly.as_of):
            words.append(tr("until {date}", date=PartialDate.parse(end).show_moment()))
        elif found is after and found.start:
            words.append(since(found))
        marks = cited.of_row(found.official, "tenure", found.id)
        marks = marks or cited.marks(people[found.official], None)
        lines.append((Span(f"{label} ", "quiet"), *inline(listed(words), marks)))
    return lines


def _career(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """All posts, newest first, with how each began and ended; those without a beginning last."""
    rows = assembly.rows(dossier, "tenure")
    dated = [row for row in rows if row["start"]]
    dated.sort(key=lambda row: by_date(row["start"], row.id), reverse=True)
    cells = tuple(
        (
            inline(row.text("start")),
            inline(row.text("end")),
            inline(row.text("post"), assembly.row_marks(dossier, row)),
            inline(dossier.title(row["other_id"]) or row.text("country")),
            inline(_course(row)),
            inline(row.text("notes")),
        )
        for row in (*dated, *(row for row in rows if not row["start"]))
    )
    columns = [
        Column(tr("From"), 2),
        Column(tr("To"), 2),
        Column(tr("Post"), 4),
        Column(tr("At"), 3),
        Column(tr("How"), 1.8),
        Column(tr("Remarks"), 2),
    ]
    return [*table(columns, [Group("", cells)]), *assembly.disagreements(dossier, "tenure")]


def _course(row: Row) -> str:
    """How a post began and ended."""
    ended = tr("ended: {how}", how=row.text("ended").lower()) if row["ended"] else ""
    return listed((row.text("began"), ended), "; ")


# --- what lies between us -------------------------------------------------------------------------


def _meetings(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The last meetings with the desk's own country, newest first, and what was discussed.

    Where the catalogue does not say which country that is, everything that they took part in; of an
    official of the desk's own, too.
    """
    own = own_country(assembly.connection)
    sides = [own] if own and own != dossier.values["nationality"] else []
    found = met(assembly.connection, [dossier.id], assembly.as_of, sides=sides)
    printed, more = shown_first(assembly, found.get(dossier.id, []), _MEETINGS)
    told = earlier(assembly, printed)
    # That somebody was there as the principal goes without saying.
    rows = dossier.backlinks["participant"]
    roles = {row.record_id: row.text("role") for row in rows if row["role"] != "principal"}
    cells = tuple(
        (
            inline(date_words(one.stub.date)),
            one.name,
            inline(roles.get(one.stub.id, "")),
            one.said,
        )
        for one in told.values()
    )
    columns = [
        Column(tr("Date"), 2.2),
        Column(tr("Meeting"), 4),
        Column(tr("Role"), 1.4),
        Column(tr("What was discussed"), 4.4),
    ]
    portions = tuple(one.portion for one in told.values())
    return [*table(columns, [Group("", cells, portions)]), *more_of(more)]


def _signed(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The agreements signed, newest first, with the office held that day."""
    rows = dossier.backlinks["signatory"]
    printed, more = shown_first(assembly, list({row.record_id: 1 for row in rows}), _SIGNED)
    agreements = {stub.id: stub for stub in printed}
    rows = assembly.permitted(dossier, (row for row in rows if row.record_id in agreements))
    days = _signing_days(assembly, rows)
    found = current(assembly.connection, list(agreements), assembly.as_of)
    cited = Cited(assembly, agreements)
    cells = []
    for row in rows:
        stub, when = agreements[row.record_id], days[row.id]
        held_then = assembly.posts_on([dossier.id], when).get(dossier.id, "")
        marks = cited.of_row(stub.id, "signatory", row.id) or cited.marks(stub, None)
        cells.append(
            (
                inline(date_words(when)),
                record_name(stub, marks),
                office(row, held_then),
                inline(row.text("country")),
                inline(vocabulary.label("agreement-status", found[stub.id].code)),
            )
        )
    columns = [
        Column(tr("Signed"), 2.2),
        Column(tr("Agreement"), 4.6),
        Column(tr("Office held that day"), 3),
        Column(tr("For"), 1.6),
        Column(tr("Status"), 1.8),
    ]
    portions = tuple(assembly.portion(agreements[row.record_id]) for row in rows)
    return [*table(columns, [Group("", tuple(cells), portions)]), *more_of(more)]


def _signing_days(assembly: Assembly, rows: Sequence[Row]) -> dict[int, str | None]:
    """The date (EDTF) on which each row of a signatory was signed, by row."""
    events = reading.rows_of(assembly.connection, "event", {row.record_id for row in rows})
    days: dict[int, str | None] = {}
    for row in rows:
        known = [(e.id, e["type"], e["date"]) for e in events.get(row.record_id, ())]
        when = signed_on(known, row["event"])
        days[row.id] = str(when) if when else None
    return days


def _commitments(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What they or their country are still to do."""
    country = dossier.values["nationality"]
    side = str(country) if country else None
    carried = promised_by(assembly.connection, assembly.as_of, owner=dossier.id, side=side)
    return commitments(assembly, carried)


# --- remarks --------------------------------------------------------------------------------------


def _sensitivities(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What to beware of, set apart under the marking of the record."""
    text = dossier.text("sensitivities")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    marks = assembly.marks(dossier, "sensitivities")
    said = [inline(line, marks if line is lines[-1] else ()) for line in lines]
    return [
        Note(
            assembly.level(dossier).banner,
            tuple(said),
            "key",
            portion=assembly.portion(dossier.stub),
        )
    ]


def _contact(assembly: Assembly, dossier: Dossier) -> list[Block]:
    rows = assembly.rows(dossier, "contact")
    points = [
        (row.text("type"), inline(row.text("value"), assembly.row_marks(dossier, row)))
        for row in rows
    ]
    url = dossier.text("url")
    web = (Span(url, marks=tuple(assembly.marks(dossier, "url")), url=url),) if url else ()
    return facts([*points, (tr("Web address"), web)])
