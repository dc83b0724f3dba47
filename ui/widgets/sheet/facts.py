"""What a record says of itself, with the marks of its sources."""

from html import escape

from defcat import vocabulary
from defcat.kinds import KINDS, PARTS, label_of
from defcat.translation import capital, tr
from ui.widgets.sheet import agreement, engagement
from ui.widgets.sheet.writing import LONG, Writing, cut


def facts(w: Writing) -> str:
    """What the record says of itself, with the marks of its sources."""
    dossier, kind = w.dossier, KINDS[w.dossier.kind]
    rows = []
    if len(dossier.stub.title) > LONG:  # above the facts it is cut
        rows.append(w.pair(label_of(dossier.kind, "title"), _title(w)))
    if computed := dossier.computed.get("form"):
        rows.append(w.pair(tr("Form"), escape(vocabulary.label("agreement-form", computed))))
    for field in kind.fields:
        if field.name in _ELSEWHERE or dossier.values.get(field.name) is None:
            continue
        rows.append(w.pair(tr(field.label), w.field(field.name), w.marks(field.name, None)))
    if marks := w.marks(None, None):
        rows.append(w.pair(tr("Source"), escape(tr("of the whole record")), marks))
    sections = [engagement.head(w), w.table(rows)]
    if dossier.kind == "agreement":
        sections += [agreement.by_hand(w), agreement.term(w), agreement.parties(w)]
    if dossier.kind == "engagement":
        sections += [engagement.sides(w), engagement.still_open(w)]
    for part in _FACTS.get(dossier.kind, ()):
        sections.append(_part(w, part))
    if dossier.kind == "engagement":
        sections += [engagement.promised(w), *engagement.texts(w), engagement.related(w)]
    if dossier.kind == "series":
        sections.append(engagement.series(w))
    sections.append(_aliases(w))
    return w.page(sections)


def _title(w: Writing) -> str:
    """A long title, of a very long one the beginning until somebody asks for all of it."""
    words = w.dossier.stub.title
    if len(words) <= _VERY_LONG:
        return escape(words)
    is_open = "title" in w.opened
    more = tr("less") if is_open else tr("more")
    shown = words if is_open else cut(words, _VERY_LONG)
    return f'{escape(shown)} <a href="more:title">{escape(more)}</a>'


def _part(w: Writing, name: str) -> str:
    rows = w.dossier.parts.get(name, [])
    listed = [w.pair(capital(w.role(row)), w.row(row), w.marks(name, row.id)) for row in rows]
    return w.section(tr(PARTS[name].label), listed)


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


_VERY_LONG = 300
"""Characters of a title that are shown at first."""

_ELSEWHERE = ("title", "marking", *agreement.TERM_FIELDS, *engagement.FIELDS)
"""The fields that stand above the facts, or in a section of their own."""

_FACTS: dict[str, tuple[str, ...]] = {
    "agreement": ("signatory", "event", "reference"),
    "engagement": ("engagement_agreement", "outcome"),
    "official": ("tenure", "contact"),
}
"""The parts that are read with the facts, by kind; the rest stands under Links."""
