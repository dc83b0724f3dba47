"""What a record says of itself, with the marks of its sources."""

from html import escape

from defcat import vocabulary
from defcat.kinds import KINDS, PARTS
from defcat.translation import capital, tr
from ui.widgets.sheet.writing import Writing, shown, when


def facts(w: Writing) -> str:
    """What the record says of itself, with the marks of its sources."""
    dossier, kind = w.dossier, KINDS[w.dossier.kind]
    rows = []
    if computed := dossier.computed.get("form"):
        rows.append(w.pair(tr("Form"), escape(vocabulary.label("agreement-form", computed))))
    for field in kind.fields:
        if field.name in ("title", "marking") or dossier.values.get(field.name) is None:
            continue
        rows.append(w.pair(tr(field.label), w.field(field.name), w.marks(field.name, None)))
    if marks := w.marks(None, None):
        rows.append(w.pair(tr("Source"), escape(tr("of the whole record")), marks))
    sections = [w.table(rows)]
    for part in _FACTS.get(dossier.kind, ()):
        sections.append(_part(w, part))
    if dossier.kind == "engagement":
        sections += [_engagements_around(w), _promised(w)]
    sections.append(_aliases(w))
    return w.page(sections)


def _part(w: Writing, name: str) -> str:
    rows = w.dossier.parts.get(name, [])
    listed = [w.pair(capital(w.role(row)), w.row(row), w.marks(name, row.id)) for row in rows]
    return w.section(tr(PARTS[name].label), listed)


def _engagements_around(w: Writing) -> str:
    """The engagements that it is part of or follows, and those that it contains."""
    name = "engagement_relation"
    above = [
        w.pair(capital(w.role(row)), w.row(row), w.marks(name, row.id))
        for row in w.dossier.parts[name]
    ]
    stubs = w.dossier.stubs
    rows = sorted(w.dossier.backlinks[name], key=lambda r: when(stubs[r.record_id].date))
    below = [w.pair(capital(w.role(row, back=True)), w.owner(row)) for row in rows]
    return w.section(tr(PARTS[name].label), above + below)


def _promised(w: Writing) -> str:
    listed = [
        w.pair(shown(w.dossier.stubs[other].date), w.to(other))
        for name, other in w.dossier.named_by
        if w.dossier.stubs[other].kind == "commitment" and name == "engagement"
    ]
    return w.section(tr(KINDS["commitment"].plural), listed)


def _aliases(w: Writing) -> str:
    rows = w.dossier.parts["alias"]
    listed = [
        w.pair(
            row.text("type") or tr("Name"),
            escape(row.text("name")),
            w.marks("alias", row.id),
        )
        for row in rows
    ]
    return w.section(tr("Other names"), listed)


_FACTS: dict[str, tuple[str, ...]] = {
    "agreement": ("party", "signatory", "event", "reference"),
    "engagement": ("participant", "engagement_agreement", "outcome"),
    "official": ("tenure", "contact"),
}
"""The parts that are read with the facts, by kind; the rest stands under Links."""
