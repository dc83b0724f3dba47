"""An engagement's own part of the facts: its series, the sides, what was said, what was promised.

What was last met and is still open of a person, a body or a series stands here too.
"""

from collections import defaultdict
from html import escape

from defcat import countries, vocabulary
from defcat.dossier import Row
from defcat.kinds import KINDS, PARTS, label_of
from defcat.rules.editions import Edition, around, missing, ordinal
from defcat.rules.promises import OPEN
from defcat.translation import capital, tr, trn
from ui.widgets.sheet.around import Stands
from ui.widgets.sheet.writing import Writing, cut, shown, when, whole

TEXTS = ("objectives", "agenda", "talking_points", "record")
"""The fields that are read as sections of their own."""

FIELDS = ("series", "edition", *TEXTS)
"""The fields of an engagement that the list of its facts leaves to this module."""

MANY = 12
"""From more commitments than this on only the first are shown, until somebody asks for all."""


def head(w: Writing) -> str:
    """What is wanted at first sight: whom was met last and what is open, or the series' editions.

    A planned engagement offers to be marked as held, an open commitment to be closed.
    """
    match w.dossier.kind:
        case "official" | "organisation":
            return w.table([*_last_met(w), *_open(w, tr("Open commitments"))])
        case "engagement":
            return w.table([*_planned(w), *_series(w)])
        case "commitment" if w.writable and w.dossier.values.get("state") in OPEN:
            return f'<p style="margin:0 0 6px 0">{_deed(w, "close", w.dossier.id)}</p>'
    return ""


def series(w: Writing) -> str:
    """The latest editions of a series in order, gaps among them, and what is open from them."""
    gaps, rows = missing(w.around.editions, w.around.earlier), []
    if earlier := w.around.earlier:
        words = trn("{n} earlier one", "{n} earlier ones", earlier)
        query = f"kind:engagement linked:{w.dossier.stub.ref}"
        rows.append(w.pair("", f'<a href="list:{query}">{escape(words)}</a>'))
    for each in w.around.editions:
        while gaps and each.number is not None and gaps[0] < each.number:
            gap = tr("no {ordinal} edition on record", ordinal=ordinal(gaps.pop(0)))
            rows.append(w.pair("", w.quiet(escape(gap))))
        number = ordinal(each.number) if each.number is not None else tr("without a number")
        date = escape(shown(each.stub.date))
        rows.append(w.pair(number, f"{_link(w, each.stub.id, each.stub.title)}, {date}"))
    return w.section(tr("Editions"), rows) + still_open(w)


def sides(w: Writing) -> str:
    """The participants by side, principals first, each with the office held that day."""
    order = list(vocabulary.load("participant-role").terms)
    by_side: dict[str, list[Row]] = defaultdict(list)
    for row in w.dossier.parts["participant"]:
        body = w.dossier.title(row["side_organisation"])
        by_side[" – ".join(filter(None, (row.text("side"), body)))].append(row)
    rows = []
    for side in sorted(by_side, key=lambda side: not side):  # those without a side come last
        people = sorted(by_side[side], key=lambda row: _rank(order, row))
        heading = side or (tr("Without a side") if len(by_side) > 1 else "")
        for place, row in enumerate(people):
            rows.append(w.pair("" if place else heading, _person(w, row)))
    return w.section(tr(PARTS["participant"].label), rows)


def still_open(w: Writing) -> str:
    """What was promised earlier to or by the same people, or in the same series, and is open."""
    return w.section(tr("Still open from earlier"), _open(w))


def promised(w: Writing) -> str:
    """What was promised here and in what it contains, which is said, and how it stands."""
    rows = [_stands(w, each, born="in") for each in w.around.born]
    return w.section(tr(KINDS["commitment"].plural), rows)


def texts(w: Writing) -> list[str]:
    """Objectives, agenda, talking points and the record, each as a section."""
    written = (name for name in TEXTS if w.dossier.values.get(name) is not None)
    return [
        f"<p style='margin:14px 0 4px 0'><b>{escape(label_of('engagement', name))}</b>"
        f"{w.marks(name, None)}</p><p style='margin:0'>{w.field(name)}</p>"
        for name in written
    ]


def related(w: Writing) -> str:
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


def _planned(w: Writing) -> list[str]:
    if not w.writable or w.dossier.values.get("state") != "planned":
        return []
    return [w.pair(w.dossier.text("state"), _deed(w, "hold", w.dossier.id))]


def _series(w: Writing) -> list[str]:
    """The series, the edition, and the editions before and after, each one click away."""
    if w.dossier.values.get("series") is None:
        return []
    number = w.dossier.values.get("edition")
    words = f"{escape(ordinal(int(number)))} " if number is not None else ""
    words += w.field("series") + w.marks("series", None) + w.marks("edition", None)
    before, after = around(w.around.editions, w.dossier.id)
    for label, each in ((tr("previous"), before), (tr("next"), after)):
        if each:
            words += f"<br>{escape(label)}: {_edition(w, each)}"
    return [w.pair(tr("Series"), words)]


def _edition(w: Writing, each: Edition) -> str:
    name = ordinal(each.number) if each.number is not None else each.stub.title
    said = tr("{edition}, {date}", edition=name, date=shown(each.stub.date))
    return _link(w, each.stub.id, said, each.stub.ref)


def _last_met(w: Writing) -> list[str]:
    met = w.around.met
    if met is None:
        return []
    return [
        w.pair(tr("Last met"), f"{escape(shown(met.date))}, {_link(w, met.id, met.title, met.ref)}")
    ]


def _open(w: Writing, heading: str = "") -> list[str]:
    """What is still open; below `heading`, which stands before the first, or by how each stands."""
    every = w.around.still_open
    listed = every if "still-open" in w.opened else every[:MANY]
    rows = [
        _stands(w, each, left=("" if place else heading) if heading else None)
        for place, each in enumerate(listed)
    ]
    if len(every) > MANY:
        more = trn("and {n} more", "and {n} more", len(every) - MANY)
        words = more if len(listed) < len(every) else tr("fewer")
        rows.append(w.pair("", f'<a href="more:still-open">{escape(words)}</a>'))
    return rows


def _stands(w: Writing, each: Stands, *, left: str | None = None, born: str = "on") -> str:
    """A commitment with how it stands, whose it is and where it was born; and what closes it.

    Where it was born is told by the day ("on") or, in the sheet of a visit, by the title ("in").
    """
    one, how = each
    owner = w.around.stubs.get(one.owner or 0)
    met = w.around.stubs.get(one.engagement or 0)
    said = [how.says] if left is not None else []
    said += [countries.name(one.owner_side)] if one.owner_side else []
    said += [owner.title] if owner else []
    quiet = escape(", ".join(said))
    if met and met.id != w.dossier.id:
        words = tr("{date}, {ref}", date=shown(met.date), ref=met.ref)
        words = words if born == "on" else tr("in {title}", title=met.title)
        quiet += f"{'; ' if quiet else ''}{_link(w, met.id, words)}"
    if w.writable and one.state in OPEN:
        quiet += f"{' · ' if quiet else ''}{_deed(w, 'close', one.id)}"
    right = f"{_link(w, one.id, one.title, one.ref)}<br>{w.quiet(quiet)}"
    return w.pair(how.says if left is None else left, right)


def _person(w: Writing, row: Row) -> str:
    """A participant with the office held that day, the role, and what is noted."""
    office = row.text("office") or w.offices.get(row.id, "")
    role = row.text("role")
    quiet = escape(" · ".join(filter(None, (role, row.text("notes")))))
    said = f", {escape(office)}" if office else ""
    name = w.to(int(row["other_id"] or 0))
    return f"{name}{said} {w.quiet(quiet)}{w.marks('participant', row.id)}"


def _rank(order: list[str], row: Row) -> tuple[int, int]:
    role = str(row["role"])
    return order.index(role) if role in order else len(order), row.id


def _deed(w: Writing, deed: str, record_id: int) -> str:
    """A link that does something with a record."""
    words = {"hold": tr("Mark as held"), "close": tr("Close…")}[deed]
    return f'<a href="do:{deed}:{record_id}">{escape(words)}</a>'


def _link(w: Writing, record_id: int, words: str, ref: str = "") -> str:
    quiet = f" {w.quiet(ref)}" if ref else ""
    return f'<a href="record:{record_id}"{whole(words)}>{escape(cut(words))}</a>{quiet}'
