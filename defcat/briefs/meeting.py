"""The meeting brief: what an officer has to know before going into a meeting.

It speaks of the time before the meeting, whenever it is printed: of the meeting itself only what
was planned, of the people in it the posts that they held by then, and of earlier meetings those
before it.
"""

from collections.abc import Callable

from defcat.briefs.assembly import Assembly
from defcat.briefs.background import (
    Meeting,
    agreed,
    last_contacts,
    meeting_of,
    met_before,
    open_commitments,
    series_so_far,
)
from defcat.briefs.blocks import Block, Inline, Title, facts, inline, joined, prose
from defcat.briefs.earlier import in_post
from defcat.briefs.participants import by_side, participants, who
from defcat.briefs.points import talking_points
from defcat.briefs.request import Section
from defcat.briefs.sections import headed, nothing_more
from defcat.briefs.wording import as_written, date_words, record_name, title_of
from defcat.dossier import Dossier
from defcat.rules.meetings import NOT_HELD
from defcat.translation import tr

SECTIONS = (
    Section("purpose", "Purpose and desired outcome"),
    Section("participants", "Who will be there"),
    Section("contacts", "When they were last met"),
    Section("commitments", "Open commitments"),
    Section("points", "Talking points"),
    Section("agenda", "Agenda"),
    Section("agreements", "Agreements between the sides"),
    Section("series", "The series so far"),
    Section("logistics", "Logistics and press"),
    Section("earlier", "Earlier meetings between the sides"),
)


def build(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The blocks of the brief for going into an engagement."""
    meeting = meeting_of(assembly, dossier)
    contents: dict[str, Callable[[], list[Block]]] = {
        "purpose": lambda: _text(assembly, dossier, "objectives"),
        "participants": lambda: _participants(assembly, dossier, meeting),
        "contacts": lambda: last_contacts(assembly, dossier, meeting),
        "commitments": lambda: open_commitments(assembly, dossier, meeting),
        "agreements": lambda: agreed(assembly, meeting),
        "series": lambda: series_so_far(assembly, dossier, meeting),
        "earlier": lambda: met_before(assembly, dossier, meeting),
        "agenda": lambda: _text(assembly, dossier, "agenda"),
        "points": lambda: talking_points(assembly, dossier),
        "logistics": lambda: _logistics(assembly, dossier),
    }
    head = _title(assembly, dossier)
    return [head, *(headed(assembly, SECTIONS, contents) or nothing_more(assembly))]


def _title(assembly: Assembly, dossier: Dossier) -> Title:
    when = assembly.value(dossier, "date")
    state = dossier.values["state"]
    words = [dossier.text("type")] + ([dossier.text("state")] if state in NOT_HELD else [])
    general = assembly.marks(dossier, "type", "state", None)
    place = _place(assembly, dossier, "city", "country")
    return Title(
        title_of(dossier, assembly.marks(dossier, "title")),
        tr("Meeting brief {ref}", ref=dossier.stub.ref),
        joined([when, place, inline(" · ".join(words), general)], " · "),
    )


def _place(assembly: Assembly, dossier: Dossier, *fields: str) -> Inline:
    return joined([value for _, value in assembly.fields(dossier, fields)], ", ")


def _text(assembly: Assembly, dossier: Dossier, field: str) -> list[Block]:
    return prose(dossier.text(field), assembly.marks(dossier, field))


def _participants(assembly: Assembly, dossier: Dossier, meeting: Meeting) -> list[Block]:
    """Everybody by side, those of the highest role first, with the post and since when."""
    sides = by_side(dossier, meeting.rows, meeting.sides)
    offices = in_post(assembly, dossier, [row for _, rows in sides for row in rows], meeting.day)
    return participants(assembly, dossier, sides, lambda row: offices[row.id], tr("Post"))


def _logistics(assembly: Assembly, dossier: Dossier) -> list[Block]:
    written = as_written(dossier.values["date_note"])
    when = assembly.value(dossier, "date")
    note = inline(written, assembly.marks(dossier, "date_note"), "quiet")
    place = _place(assembly, dossier, "venue", "city", "country")
    # The day and the town alone stand below the title.
    return facts(
        [
            (tr("When"), joined([when, note], " ") if note else ()),
            (tr("Where"), place if dossier.values["venue"] else ()),
            *assembly.fields(dossier, ("mode",)),
            (tr("Part of"), _visits(assembly, dossier)),
            (tr("Topics"), assembly.topics(dossier)),
            *assembly.fields(dossier, ("press",)),
        ]
    )


def _visits(assembly: Assembly, dossier: Dossier) -> Inline:
    """The visit that the meeting is part of."""
    found = []
    for row in assembly.rows(dossier, "engagement_relation"):
        if row["type"] == "part-of":
            visit = dossier.stubs[who(row)]
            dated = inline(f" ({date_words(visit.date)})" if visit.date else "", style="quiet")
            found.append((*record_name(visit, assembly.row_marks(dossier, row)), *dated))
    return joined(found, "; ")
