"""Each source of a record, what it supports, where, and what it states."""

from html import escape

from defcat.dossier import Row
from defcat.kinds import PARTS, label_of
from defcat.translation import tr
from ui.widgets.sheet.writing import Writing


def sources(w: Writing) -> str:
    """Each source, what it supports, where, and what it states."""
    citations = w.dossier.parts["citation"]
    if not citations:
        return w.nothing(tr("No source supports this record yet."))
    sections = []
    for source, number in w.numbers.items():
        rows = []
        for citation in citations:
            if citation["other_id"] == source:
                said = escape(citation.text("states"))
                if citation["preferred"]:
                    said += f" <b>{escape(tr('preferred'))}</b>"
                where = escape(citation.text("locator")).replace(" ", "\u00a0")
                rows.append(w.pair(about(w, citation), f"{said} {w.quiet(where)}"))
        heading = f'<a name="source{number}"></a>[{number}] {w.to(source)}'
        sections.append(f"<p style='margin-top:10px'>{heading}</p>{w.table(rows)}")
    return w.page(sections)


def about(w: Writing, citation: Row) -> str:
    """What a citation supports, in words: the record, a field, or a row of a part."""
    name = citation["about"]
    if name is None:
        return tr("Whole record")
    if name in PARTS:
        for row in w.dossier.parts.get(str(name), []):
            if row.id == citation["row"]:
                return w.role(row) or tr(PARTS[str(name)].label)
    return label_of(w.dossier.kind, str(name))
