"""The records that a record names, and those that name it."""

from defcat.dossier import COUNTED, Row
from defcat.kinds import KINDS, PARTS
from defcat.translation import capital, tr
from ui.widgets.sheet.writing import Writing


def links(w: Writing) -> str:
    """The records that this one names, and those that name it."""
    sections = []
    for name, every in w.dossier.parts.items():
        rows = [row for row in every if row["other_id"] is not None]
        if rows and name != "citation":
            listed = [w.pair(capital(w.role(row)), _there(w, row)) for row in rows]
            sections.append(w.section(tr(PARTS[name].label), listed))
    for name, rows in w.dossier.backlinks.items():
        if rows:
            listed = [w.pair(capital(w.role(row, back=True)), _here(w, row)) for row in rows]
            heading = tr(PARTS[name].inverse)
            if (total := w.dossier.totals[name]) > len(rows):
                heading = tr(
                    "{heading}: {n} of {total}",
                    heading=heading,
                    n=len(rows),
                    total=_counted(total),
                )
            sections.append(w.section(heading, listed))
    named = [
        w.pair(_field_label(w, field, other), w.to(other)) for field, other in w.dossier.named_by
    ]
    sections.append(w.section(tr("Named by"), named))
    page = w.page(sections)
    return page if any(sections) else w.nothing(tr("Nothing is linked to this record yet."))


def _there(w: Writing, row: Row) -> str:
    """A row as its own record reads it."""
    if row.part == "agreement_relation":
        return w.relation(row, int(row["other_id"] or 0))
    return w.row(row)


def _here(w: Writing, row: Row) -> str:
    """A row of another record as it reads from this one."""
    if row.part == "agreement_relation":
        return w.relation(row, row.record_id)
    return w.owner(row)


def _field_label(w: Writing, field: str, other: int) -> str:
    kind = KINDS[w.dossier.stubs[other].kind]
    return f"{tr(kind.label)}, {tr(kind.by_name[field].label).lower()}"


def _counted(total: int) -> str:
    return f"{total:,}+" if total >= COUNTED else f"{total:,}"
