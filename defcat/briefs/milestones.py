"""The milestones of a relation: the first contact, and what was signed, began to bind and ended."""

from collections.abc import Mapping, Sequence

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Paragraph, Span, Timeline, inline
from defcat.briefs.many import Cited
from defcat.briefs.wording import by_date, date_words, record_name
from defcat.dossier import Row, Stub
from defcat.fields import Stored
from defcat.rules import reading
from defcat.rules.tenure import SIGNING
from defcat.translation import tr, trn

LISTED = 10
"""So many milestones are printed besides the first ones: the latest."""

_EVENTS = (*SIGNING, "entry-into-force", "suspension", "termination", "denunciation", "withdrawal")


def timeline(
    assembly: Assembly,
    country: str,
    agreements: Sequence[Stub],
    held: Sequence[Stub],
    met: Mapping[int, Mapping[str, Stored]],
) -> list[Block]:
    """The milestones, oldest first: the first engagement and the first visit of those `held`, and
    what happened to the agreements, of which the latest.
    """
    named = {stub.id: stub for stub in (*agreements, *held)}
    events = _events(assembly, country, agreements)
    latest = events[-LISTED:] if len(events) > LISTED + 1 else events
    shown = [*(events[:1] if latest is not events else []), *latest]
    dated = [stub for stub in reversed(held) if stub.date]
    visits = [stub for stub in dated if str(met[stub.id]["type"]).endswith("visit")]
    firsts = {stub.id: tr("First visit") for stub in visits[:1]}
    firsts |= {stub.id: tr("First engagement") for stub in dated[:1]}
    cited = Cited(assembly, {*firsts, *(row.record_id for row in shown)})
    points: list[Stub | Row] = [*(named[record_id] for record_id in firsts), *shown]
    entries = []
    for point in sorted(points, key=lambda one: by_date(_when(one), one.id)):
        stub = point if isinstance(point, Stub) else named[point.record_id]
        if isinstance(point, Stub):
            label, marks = firsts[stub.id], cited.marks(stub, "date", None)
        else:
            label = point.text("type")
            marks = cited.of_row(stub.id, "event", point.id) or cited.marks(stub, None)
        text = (Span(f"{label}: "), *record_name(stub, marks))
        entries.append((date_words(_when(point)), text))
    portion = assembly.portion(
        *(named[row.record_id] for row in shown), *(named[i] for i in firsts)
    )
    blocks: list[Block] = [Timeline("", tuple(entries), portion)] if entries else []
    if latest is not events and (left := len(events) - len(latest) - 1):
        words = trn(
            "{n} event between the first one and the latest is not listed.",
            "{n} events between the first one and the latest are not listed.",
            left,
        )
        blocks.append(Paragraph(inline(words, style="quiet")))
    return blocks


def _events(assembly: Assembly, country: str, agreements: Sequence[Stub]) -> list[Row]:
    """The dated milestones of the agreements, of all parties or of the country, oldest first."""
    rows = reading.rows_of(assembly.connection, "event", [stub.id for stub in agreements])
    found = [
        row
        for of in rows.values()
        for row in of
        if row["type"] in _EVENTS
        and (row["country"] or country) == country
        and row["other_id"] is None
        and _when(row)
        and not (assembly.past and not reading.had_come(_when(row), assembly.as_of))
    ]
    return sorted(found, key=lambda row: by_date(_when(row), row.id))


def _when(point: Stub | Row) -> str:
    """The day of an engagement or event; of an entry into force that on which it takes effect."""
    if isinstance(point, Stub):
        return point.date or ""
    names = ["date", "effective"]
    if point["type"] == "entry-into-force":
        names.reverse()
    return str(point[names[0]] or point[names[1]] or "")
