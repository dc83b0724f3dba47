"""The records that a record names, and those that name it."""

from collections.abc import Collection, Iterator

from defcat.dossier import COUNTED, Row
from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.translation import capital, tr, trn
from ui.widgets.sheet.writing import ROWS, Writing


def links(w: Writing) -> str:
    """The records that this one names, and those that name it, no more than `ROWS` of a sort."""
    sections = [*_there_named(w), *_here_named(w), _named_by(w)]
    page = w.page(sections)
    return page if any(sections) else w.nothing(tr("Nothing is linked to this record yet."))


def _there_named(w: Writing) -> Iterator[str]:
    for name, every in w.dossier.parts.items():
        rows = [row for row in every if row["other_id"] is not None]
        if rows and name != "citation":
            listed = [w.pair(capital(w.role(row)), _there(w, row)) for row in rows[:ROWS]]
            link = PARTS[name].by_name["other_id"].type
            assert isinstance(link, Link), name
            left = _left_out(w, len(rows) - ROWS, link.kinds)
            yield w.section(tr(PARTS[name].label), listed + left)


def _here_named(w: Writing) -> Iterator[str]:
    for name, rows in w.dossier.backlinks.items():
        listed = [w.pair(capital(w.role(row, back=True)), _here(w, row)) for row in rows[:ROWS]]
        if (total := w.dossier.totals[name]) > ROWS:
            listed += _left_out(w, total - ROWS, *_asking(name), capped=total >= COUNTED)
        yield w.section(tr(PARTS[name].inverse), listed)


def _named_by(w: Writing) -> str:
    every = w.dossier.named_by
    listed = [w.pair(_field_label(w, field, other), w.to(other)) for field, other in every[:ROWS]]
    kinds = {w.dossier.stubs[other].kind for _, other in every}
    left = _left_out(w, len(every) - ROWS, kinds, capped=not w.dossier.all_read())
    return w.section(tr("Named by"), listed + left)


def _left_out(
    w: Writing, n: int, kinds: Collection[str], asking: str = "linked", *, capped: bool = False
) -> list[str]:
    """A row that leads to all, where `n` are left out; `capped`: or more than these."""
    if n <= 0:
        return []
    words = trn("{n} more", "{n} more", n)
    if capped:
        words = tr("more than {n} more", n=f"{n:,}")
    return [w.pair("", w.all_of(kinds, words, asking))]


def _asking(part: str) -> tuple[Collection[str], str]:
    """The kinds of record that have rows of `part`, and the name by which a query asks for it."""
    from defcat.search.fields import searched  # only long lists need it

    owners = PARTS[part].owners
    names = (
        one.name
        for one in searched().values()
        if any((at.table, at.column) == (part, "other_id") for at in one.origins)
    )
    return owners if len(owners) < len(KINDS) else (), next(names)


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
