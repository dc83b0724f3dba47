"""What happened, by date."""

from collections.abc import Iterable
from html import escape

from defcat.translation import tr
from ui.widgets.sheet.writing import Writing, shown, text_or_none, when


def timeline(w: Writing) -> str:
    """What happened, by date: events, posts, engagements, and what was born there."""
    rows = sorted(_moments(w), key=lambda moment: when(moment[0]))
    if not rows:
        return w.nothing(tr("Nothing dated is on record yet."))
    return w.page([w.table([w.pair(shown(date), text) for date, text in rows])])


def _moments(w: Writing) -> Iterable[tuple[str | None, str]]:
    for row in w.dossier.parts.get("event", []):
        place = f", {escape(row.text('place'))}" if row["place"] else ""
        whom = f", {escape(row.text('country'))}" if row["country"] else ""
        note = f" {w.quiet(escape(row.text('date_note')))}" if row["date_note"] else ""
        date = row["effective"] if row["effective"] and not row["date"] else row["date"]
        text = f"{escape(row.text('type'))}{whom}{place}{note}"
        yield text_or_none(date), text + w.marks("event", row.id)
    for row in w.dossier.parts.get("tenure", []):
        text = w.row(row) + w.marks("tenure", row.id)
        yield text_or_none(row["start"]), text
    for rows in w.dossier.backlinks.values():
        for row in rows:
            stub = w.dossier.stubs[row.record_id]
            if stub.kind in ("engagement", "commitment", "agreement") and stub.date:
                role = w.role(row, back=True)
                yield stub.date, f"{w.to(stub.id)} {w.quiet(escape(role))}"
    for name in ("engagement_relation", "engagement_agreement"):
        for row in w.dossier.parts.get(name, []):
            other = w.dossier.stubs[int(row["other_id"] or 0)]
            yield other.date, f"{w.to(other.id)} {w.quiet(escape(w.role(row)))}"
    for _, other_id in w.dossier.named_by:
        other = w.dossier.stubs[other_id]
        if other.date:
            yield other.date, w.to(other_id)
