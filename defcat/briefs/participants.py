"""The participants of an engagement, side by side."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from defcat import vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Column, Group, Inline, inline, table
from defcat.briefs.wording import body_name, listed, person_name
from defcat.dossier import Dossier, Row
from defcat.rules import reading
from defcat.translation import tr


def who(row: Row) -> int:
    """The record at the other end of a row."""
    return int(row["other_id"] or 0)


def by_side(
    dossier: Dossier, rows: Sequence[Row], sides: Sequence[str] = ()
) -> list[tuple[str, list[Row]]]:
    """The participants `rows` by side in words: those of `sides` (codes) first and in their order,
    and those without a side last; of a side in the order of their roles.
    """
    roles = list(vocabulary.load("participant-role").terms)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[body_name(row.text("side"), dossier.title(row["side_organisation"]))].append(row)

    def rank(row: Row) -> tuple[int, int]:
        role = str(row["role"])
        return roles.index(role) if role in roles else len(roles), row.id

    def place(side: str) -> tuple[bool, int]:
        code = str(found[side][0]["side"] or "")
        return not side, list(sides).index(code) if code in sides else len(sides)

    return [(side, sorted(found[side], key=rank)) for side in sorted(found, key=place)]


def participants(
    assembly: Assembly,
    dossier: Dossier,
    sides: Sequence[tuple[str, Sequence[Row]]],
    office: Callable[[Row], Inline],
    label: str,
) -> list[Block]:
    """A table of everybody by side; `office` is what stands in the column `label`."""
    rows = [row for _, found in sides for row in found]
    people = {who(row) for row in rows if dossier.stubs[who(row)].kind == "official"}
    own = reading.values(assembly.connection, "official", people)

    def cells(row: Row) -> tuple[Inline, ...]:
        known = own.get(who(row), {})
        name = listed((str(known.get("honorific") or ""), dossier.title(who(row))), " ")
        native = known.get("native_name")
        return (
            person_name(name, native, assembly.row_marks(dossier, row)),
            office(row),
            inline(row.text("role")),
            inline(row.text("notes")),
        )

    columns = [
        Column(tr("Name"), 3.4),
        Column(label, 4),
        Column(tr("Role"), 1.6),
        Column(tr("Remarks"), 2),
    ]
    groups = [
        Group(
            side or tr("Without a side"),
            tuple(map(cells, found)),
            tuple(assembly.portion(dossier.stubs[who(row)]) for row in found),
        )
        for side, found in sides
    ]
    return table(columns, groups)
