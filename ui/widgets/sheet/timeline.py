"""What happened to a record, and what is to come, by date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape

from defcat.dates import PartialDate
from defcat.dossier import Row
from defcat.rules.statuses import REPLACING
from defcat.rules.tenure import SIGNING
from defcat.translation import capital, tr, trn
from ui.models.columns import shown_date
from ui.widgets.sheet.writing import ROWS, Writing, text_or_none, when

OWN = "timeline"
"""What is opened to have all that is the record's own."""

_NEIGHBOURS = ("engagement", "commitment", "agreement")
"""The kinds whose dated records stand in the timeline of a record that they name."""


@dataclass(frozen=True)
class Moment:
    """A date (EDTF) with what it says, as HTML, and what is said below it.

    `weight`: "decides" for the event that makes the status what it is, "own" for one party's,
    "beside" for another record, "computed" for what no one recorded, else "". `kind` is that of
    the other record, empty where it is this one's own.
    """

    date: str | None
    says: str
    below: str = ""
    weight: str = ""
    kind: str = ""


def timeline(w: Writing) -> str:
    """What happened, by date: events, posts, engagements, and what was born there; then the rest.

    What lies after the day that is shown stands apart, and what is computed says so. On either side
    of the day stand as many as `ROWS` of its own and `ROWS` of other records, those nearest to it;
    how many are left out is said.
    """
    moments = sorted(_moments(w), key=lambda moment: when(moment.date))
    past: list[Moment] = []
    to_come: list[Moment] = []
    for moment in moments:
        (to_come if _after(moment.date, w.day) else past).append(moment)
    add = _add(w)
    if not moments and not add:
        return w.nothing(tr("Nothing dated is on record yet."))
    happened, earlier = _near(w, past, slice(-ROWS, None))
    rows = [_line(w, moment) for moment in happened]
    sections = [add, w.table([*_earlier(w, earlier), *rows])]
    if not moments:
        sections.append(f"<p>{w.quiet(escape(tr('Nothing dated is on record yet.')))}</p>")
    coming, later = _near(w, to_come, slice(ROWS))
    rows = [_line(w, moment) for moment in coming]
    sections.append(w.section(tr("To come"), [*rows, *_later(w, later)]))
    return w.page(sections)


def _near(w: Writing, moments: list[Moment], nearest: slice) -> tuple[list[Moment], list[Moment]]:
    """The `nearest` of the record's own and as many of others, in order; then what is left out.

    Of its own all stand there once somebody asked for them.
    """
    own = [moment for moment in moments if not moment.kind]
    others = [moment for moment in moments if moment.kind]
    kept = {id(moment) for moment in own if OWN in w.opened}
    kept |= {id(moment) for moment in (*own[nearest], *others[nearest])}
    near = [moment for moment in moments if id(moment) in kept]
    return near, [moment for moment in moments if id(moment) not in kept]


def _earlier(w: Writing, far: list[Moment]) -> list[str]:
    """What leads to what is left out of the past; more where not all links from others are read,
    which are the newest.
    """
    own, others = _counted(far)
    words = trn("{n} earlier linked record", "{n} earlier linked records", others)
    if not w.dossier.all_read():
        words = tr("more than {n} earlier linked records", n=f"{others:,}")
    its_own = trn("{n} earlier date of this record", "{n} earlier dates of this record", own)
    return _leading(w, far, its_own if own else "", words if others else "")


def _later(w: Writing, far: list[Moment]) -> list[str]:
    """What leads to what is left out of what is to come."""
    own, others = _counted(far)
    words = trn("{n} later linked record", "{n} later linked records", others)
    its_own = trn("{n} later date of this record", "{n} later dates of this record", own)
    return _leading(w, far, its_own if own else "", words if others else "")


def _counted(far: list[Moment]) -> tuple[int, int]:
    """How many are the record's own, and how many are other records."""
    others = sum(1 for moment in far if moment.kind)
    return len(far) - others, others


def _leading(w: Writing, far: list[Moment], own: str, others: str) -> list[str]:
    """Rows with these words that open the record's own, and list all other records."""
    links = [f'<a href="more:{OWN}">{escape(own)}</a>'] if own else []
    links += [w.all_of({moment.kind for moment in far}, others)] if others else []
    return [f'<tr><td></td><td></td><td style="padding:4px 0">{each}</td></tr>' for each in links]


def _add(w: Writing) -> str:
    """What adds a row here, in a catalogue that can be written."""
    offered = {
        "agreement": ("event", tr("Add event")),
        "official": ("tenure", tr("Add post")),
        "engagement": ("outcome", tr("Add outcome")),
    }
    if not w.writable or w.dossier.kind not in offered:
        return ""
    part, words = offered[w.dossier.kind]
    link = f'<a href="add:{part}">+ {escape(words)}</a>'
    return w.table([f'<tr><td style="padding-bottom:8px">{link}</td></tr>'])


def _line(w: Writing, moment: Moment) -> str:
    """A moment as a row: its date, a mark for its weight, and what it says."""
    ink, mark = {
        "decides": (w.ink.accent, "●"),
        "own": (w.ink.faint, "◦"),
        "beside": (w.ink.faint, "–"),
        "computed": (w.ink.faint, "○"),
    }.get(moment.weight, (w.ink.muted, "•"))
    below = f'<div style="color:{w.ink.faint}">{moment.below}</div>' if moment.below else ""
    says = f"<i>{moment.says}</i>" if moment.weight == "computed" else moment.says
    return (
        f'<tr><td width="24%" style="color:{w.ink.muted};padding:4px 8px 4px 0">'
        f"{escape(shown_date(moment.date) or tr('no date'))}</td>"
        f'<td width="16" align="center" style="color:{ink};padding:4px 8px 4px 0">{mark}</td>'
        f'<td style="padding:4px 0">{says}{below}</td></tr>'
    )


def _moments(w: Writing) -> Iterable[Moment]:
    yield from (_event(w, row) for row in w.dossier.parts.get("event", []))
    yield from (_set(w, row) for row in w.dossier.parts.get("hand_status", []))
    yield from (_post(w, row) for row in w.dossier.parts.get("tenure", []))
    yield from _beside(w)
    if w.standing:
        yield from _computed(w)


def _event(w: Writing, row: Row) -> Moment:
    """An event: of whom, what, its sources; below it where, who signed, and what is noted."""
    decides = w.standing is not None and w.standing.status.event == row.id
    party = row.text("country") or w.dossier.title(row["other_id"])
    name = f"<b>{escape(row.text('type'))}</b>" if not party else escape(row.text("type"))
    whose = f"<b>{escape(party)}</b> · " if party else ""
    decisive = f' <span style="color:{w.ink.accent}">{escape(tr("decides the status"))}</span>'
    says = (
        f'<a name="event{row.id}"></a>{whose}{name}{w.numbered("event", row.id)}'
        f"{decisive if decides else ''}{w.correct(row)}{w.dispute('event', row.id)}"
    )
    dated = row["effective"] if row["effective"] and not row["date"] else row["date"]
    below = [escape(row.text(name)) for name in ("place", "date_note", "notes") if row[name]]
    if row["effective"] and row["effective"] != dated:
        below.insert(0, escape(tr("takes effect {date}", date=row.text("effective"))))
    if row["until"]:
        below.insert(0, escape(tr("until {end}", end=row.text("until"))))
    lines = [", ".join(below), *(_signatory(w, signed) for signed in _signed_at(w, row))]
    weight = "decides" if decides else "own" if party else ""
    return Moment(text_or_none(dated), says, "<br>".join(filter(None, lines)), weight)


def _signed_at(w: Writing, event: Row) -> list[Row]:
    """Those who signed at an event: who names it, or nobody else's where it is the only one."""
    signings = [row for row in w.dossier.parts["event"] if row["type"] in SIGNING]
    alone = [row.id for row in signings] == [event.id]
    signed = w.dossier.parts.get("signatory", [])
    return [r for r in signed if r["event"] == event.id or (alone and r["event"] is None)]


def _signatory(w: Writing, row: Row) -> str:
    office = row.text("office") or w.offices.get(row.id, "")
    rest = [office, tr("for {country}", country=row.text("country")) if row["country"] else ""]
    said = escape(", ".join(filter(None, rest)))
    return w.to(int(row["other_id"] or 0)) + (f", {said}" if said else "")


def _set(w: Writing, row: Row) -> Moment:
    """A status set by hand, from the day it holds from, or else from the day it was set."""
    decides = w.standing is not None and w.standing.status.by_hand
    status = f"<b>{escape(row.text('status'))}</b>, {escape(tr('set by hand'))}"
    return Moment(
        text_or_none(row["date"] or row["set_on"]),
        status + w.marks("hand_status", row.id) + w.correct(row),
        escape(row.text("why")).replace("\n", "<br>"),
        "decides" if decides else "",
    )


def _post(w: Writing, row: Row) -> Moment:
    """A post from the day it began: its end, and how it began and ended, stand below."""
    where = w.to(int(row["other_id"])) if row["other_id"] is not None else ""
    country = escape(row.text("country"))
    says = f"<b>{escape(row.text('post'))}</b>" + "".join(f", {s}" for s in (where, country) if s)
    ended = tr("until {end}", end=row.text("end")) if row["end"] else ""
    below = [ended, row.text("began").lower(), row.text("ended").lower(), row.text("notes")]
    return Moment(
        text_or_none(row["start"]),
        says + w.numbered("tenure", row.id) + w.correct(row) + w.dispute("tenure", row.id),
        escape(", ".join(filter(None, below))),
    )


def _beside(w: Writing) -> Iterable[Moment]:
    """The records that this one has to do with, at their own dates."""
    for name, rows in w.dossier.backlinks.items():
        for row in rows:
            stub = w.dossier.stubs[row.record_id]
            if stub.kind in _NEIGHBOURS and (stub.date or _replaces(row)):
                yield _other(w, stub.id, w.role(row, back=True), row, name, back=True)
    for name in ("engagement_relation", "engagement_agreement", "agreement_relation"):
        for row in w.dossier.parts.get(name, []):
            yield _other(w, int(row["other_id"] or 0), w.role(row), row, name)
    for _, other_id in w.dossier.named_by:
        if w.dossier.stubs[other_id].date:
            stub = w.dossier.stubs[other_id]
            yield Moment(stub.date, w.to(other_id), weight="beside", kind=stub.kind)


def _other(
    w: Writing, other_id: int, role: str, row: Row, part: str, *, back: bool = False
) -> Moment:
    """Another record with what it is to this one, read from here: superseded by, signed at.

    It stands at its own date; what takes the place of an agreement stands where it began to, and
    without a date as long as it has not.
    """
    says = f"{escape(capital(role))}: {w.to(other_id)}" if role else w.to(other_id)
    below = w.related(row, other_id) if part == "agreement_relation" else ""
    stub = w.dossier.stubs[other_id]
    date = stub.date
    if w.standing and _replaces(row):
        party = str(row["country"]) if row["country"] else None
        replaced, replaces = w.standing.replaced, w.standing.replaces
        date = replaced.get((other_id, party)) if back else replaces.get(party)
    return Moment(date, says, below, "beside", stub.kind)


def _replaces(row: Row) -> bool:
    """Whether a row says that one agreement takes the place of another, or ends it."""
    return row.part == "agreement_relation" and row["type"] in REPLACING


def _computed(w: Writing) -> Iterable[Moment]:
    """What follows from the term of an agreement, until it has ended."""
    term, computed = w.standing.running if w.standing else None, w.quiet(escape(tr("computed")))
    if term is None:
        return
    if term.renewed:
        words = tr("Renewed automatically")
        if term.ends:
            words = tr("Renewed automatically, until {end}", end=term.ends.show_moment())
        yield Moment(str(term.renewed), f"{escape(words)} {computed}", "", "computed")
    if term.review:
        yield Moment(str(term.review), f"{escape(tr('Review due'))}", weight="computed")
    if term.notice_by:
        words = tr("Last day to give notice")
        said = words if term.exact else tr("{what}, at the earliest", what=words)
        yield Moment(term.notice_by.isoformat(), f"{escape(said)} {computed}", weight="computed")
    if term.ends:
        words = tr("Renews automatically") if term.automatic else tr("Ends by its term")
        yield Moment(str(term.ends), f"{escape(words)} {computed}", escape(term.basis), "computed")


def _after(edtf: str | None, day: date) -> bool:
    """Whether all of a date lies after `day`."""
    period = PartialDate.parse(edtf) if edtf else None
    return period is not None and period.known_first and period.first > day
