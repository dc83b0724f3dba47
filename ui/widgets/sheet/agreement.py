"""An agreement's own part of the facts: its status by hand, its term, and each party's status."""

from collections import Counter
from html import escape

from defcat import vocabulary
from defcat.dates import PartialDate
from defcat.dossier import Row
from defcat.kinds import label_of
from defcat.rules.facts import MEMBERS, PartyId
from defcat.rules.status import Status
from defcat.rules.statuses import sources_of
from defcat.rules.term import Term
from defcat.translation import capital, tr, trn
from ui.widgets.sheet.writing import Writing, cut

MANY = 12
"""From more parties than this on they are counted by status, until somebody asks for all."""

MOST_SOURCES = 2
"""How many sources of a status are named in its reason; the mark of its event names them all."""

TERM_FIELDS = (
    "duration",
    "renewal",
    "renewal_period",
    "notice_period",
    "review_date",
    "expiry_date",
)
"""The fields that the section of the term shows."""


def reason(w: Writing) -> str:
    """Why the status is what it is, and who says so; empty where nothing has a status."""
    if w.standing is None:
        return ""
    found = w.standing.status
    first, _, rest = found.reason.partition("; ")
    words = escape(capital(first))
    if found.event is not None:
        ink = f"color:{w.ink.muted};text-decoration:none"
        words = f'<a href="event:{found.event}" style="{ink}">{words}</a>'
    said = []
    for citation in sources_of(w.dossier, found)[:MOST_SOURCES]:
        title = escape(cut(w.dossier.title(citation["other_id"])))
        number = w.numbers[int(citation["other_id"] or 0)]
        where = f", {escape(citation.text('locator'))}" if citation["locator"] else ""
        link = f'<a href="source:{number}" style="color:{w.ink.accent};text-decoration:none">'
        said.append(f"{link}{title}</a>{where} [{number}]")
    if said:
        words = tr("{reason}, says {sources}", reason=words, sources=", ".join(dict.fromkeys(said)))
    return "; ".join(filter(None, (words, escape(rest))))


def by_hand(w: Writing) -> str:
    """The statuses set by hand: by whom, when and why, and what the events alone say."""
    rows = w.dossier.parts.get("hand_status", [])
    listed = [
        w.pair(row.text("status"), _hand(w, row), w.marks("hand_status", row.id)) for row in rows
    ]
    if w.standing and w.standing.status.by_hand:
        alone = w.standing.computed
        said = f"{escape(_label(alone))} {w.quiet(escape(alone.reason))}"
        listed.append(w.pair(tr("By the events alone"), said))
    return w.section(tr("Status set by hand"), listed)


def term(w: Writing) -> str:
    """The term as the agreement states it, and what follows from it on the day that is shown."""
    found = w.standing.running if w.standing else None
    listed = [w.pair(tr("Runs"), words) for words in [_runs(w, found)] if found and words]
    for name in TERM_FIELDS:
        if w.dossier.values.get(name) is not None:
            field = label_of(w.dossier.kind, name)
            listed.append(w.pair(field, w.field(name), w.marks(name, None)))
    return w.section(tr("Term"), listed)


def parties(w: Writing) -> str:
    """The parties; of an agreement of more than two, each with its own status and why."""
    rows = w.dossier.parts.get("party", [])
    standings = w.standing.parties if w.standing else {}
    members = [row for row in rows if row["role"] in MEMBERS and _party(row) in standings]
    if len(members) < 3:
        return w.section(tr("Parties"), [_in_role(w, row) for row in rows])
    others = [_in_role(w, row) for row in rows if row not in members]
    if len(members) > MANY and "party" not in w.opened:
        listed = _counted(w, [standings[_party(row)] for row in members])
    else:
        listed = [_member(w, row, standings[_party(row)]) for row in members]
        if len(members) > MANY:
            listed.append(w.pair("", _more("party", tr("Show fewer"))))
    return w.section(tr("Parties"), [*listed, *others])


def _in_role(w: Writing, row: Row) -> str:
    return w.pair(capital(w.role(row)), w.row(row), w.marks("party", row.id))


def _member(w: Writing, row: Row, status: Status) -> str:
    name = row.text("country") or w.dossier.title(row["other_id"])
    marks = w.marks("party", row.id)
    if status.event is not None:
        marks += w.numbered("event", status.event)
    return w.pair(name, _stands(w, status), marks)


def _stands(w: Writing, status: Status) -> str:
    """A party's status and since when, and of the reason what is not the agreement's as well."""
    if status.by_hand:
        return f"{escape(_label(status))} {w.quiet(escape(tr('set by hand')))}"
    shared = w.standing.status.reason.split("; ") if w.standing else []
    events = {row.id: row for row in w.dossier.parts["event"]}
    decided = events.get(status.event or 0)
    rest = status.reason.split("; ")
    said = _label(status)
    if status.code == "in-force" and decided and (decided["effective"] or decided["date"]):
        since = decided.text("effective") or decided.text("date")
        said = tr("In force since {date}", date=since)
        if status.own:
            said += f" ({decided.text('type').lower()})"
        rest = rest[1:]
    own = "; ".join(clause for clause in rest if clause not in shared)
    if not own or not own.lower().startswith(said.lower()):
        return f"{escape(said)} {w.quiet(escape(own))}" if own else escape(said)
    return escape(capital(own))  # the reason says the status itself: superseded by


def _counted(w: Writing, found: list[Status]) -> list[str]:
    """How many parties have each status, and a way to see which."""
    counts = Counter(status.code for status in found)
    listed = [
        w.pair(
            capital(vocabulary.label("agreement-status", code)), trn("{n} party", "{n} parties", n)
        )
        for code, n in counts.most_common()
    ]
    words = trn("Show {n} party", "Show all {n} parties", len(found))
    return [*listed, w.pair("", _more("party", words))]


def _more(part: str, words: str) -> str:
    return f'<a href="more:{part}">{escape(words)}</a>'


def _party(row: Row) -> PartyId:
    return str(row["country"]) if row["country"] else int(row["other_id"] or 0)


def _hand(w: Writing, row: Row) -> str:
    said = tr("set by hand by {name}: {why}", name=row.text("set_by"), why=row.text("why"))
    if row["set_on"]:
        said = tr(
            "set by hand by {name} on {day}: {why}",
            name=row.text("set_by"),
            day=row.text("set_on"),
            why=row.text("why"),
        )
    holds = [row.text("country")]
    holds += [tr("from {day}", day=row.text("date"))] if row["date"] else []
    holds += [tr("until {day}", day=row.text("until"))] if row["until"] else []
    around = "".join(f" · {part}" for part in holds if part)
    return f"{escape(capital(said))}{w.quiet(escape(around))}{w.correct(row)}"


def _runs(w: Writing, found: Term | None) -> str:
    """The term in a line: until when and why, what comes then, and the last day of notice."""
    if found is None or not (found.ends or found.renewed or found.basis):
        return ""
    runs = found.renewed_words()
    if found.ends and not runs:
        runs = tr("until {date}", date=found.ends.show_moment())
    said = [escape(runs or found.basis)]
    if runs and found.basis:
        said = [f"{escape(runs)} {w.quiet(escape(f'({found.basis})'))}"]
    period = w.dossier.text("renewal_period")
    if found.automatic:
        renews = tr("renews automatically for {period}", period=period) if period else ""
        said.append(escape(renews or tr("renews automatically")))
    if found.notice_by:
        day = PartialDate.of(found.notice_by).show()
        exact = tr("notice by {day}", day=day)
        said.append(
            escape(exact if found.exact else tr("notice by {day} at the earliest", day=day))
        )
    return " · ".join(said)


def _label(status: Status) -> str:
    return capital(vocabulary.label("agreement-status", status.code))
