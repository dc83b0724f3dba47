"""The country brief: how a relation stands on a day, whom it is with, and what is due in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice

from defcat import countries, vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Chart,
    Column,
    Fact,
    Group,
    Inline,
    KeyFacts,
    Note,
    Paragraph,
    Title,
    inline,
    joined,
    table,
)
from defcat.briefs.counterparts import counterparts
from defcat.briefs.many import Cited, linked, naming, permitted
from defcat.briefs.milestones import timeline
from defcat.briefs.request import Section
from defcat.briefs.sections import headed
from defcat.briefs.standing import STANDING, status_codes
from defcat.briefs.watch import due, watched
from defcat.briefs.wording import date_words, listed, record_name
from defcat.dates import PartialDate
from defcat.dossier import Stub
from defcat.fields import Stored
from defcat.rules import reading, statuses
from defcat.rules.contacts import own_country
from defcat.rules.meetings import NOT_HELD
from defcat.rules.promises import Promise, Standing, born_in, promises, still_open
from defcat.rules.status import Status
from defcat.rules.term import Term, term
from defcat.rules.watch import DAYS, RULES, Watched
from defcat.translation import capital, tr, trn

AGREEMENTS = 8
ENDED = 3
"""So many agreements of one status are listed, the newest of them; fewer of those that bind no
more, and of those of which nothing is known."""
ENGAGEMENTS = 10
"""So many engagements are listed, the latest of them."""
YEARS = 25
"""So many years the chart goes back from the last engagement."""
COMMITMENTS = 8
DUE = 5
"""So many lines of each rule that is watched are printed; the watch list has all of them."""

SECTIONS = (
    Section("glance", "The relation at a glance"),
    Section("counterparts", "Counterparts"),
    Section("commitments", "Open commitments"),
    Section("due", "What is due"),
    Section("agreements", "Agreements"),
    Section("engagements", "Engagements"),
    Section("timeline", "Milestones"),
)


def build(assembly: Assembly, country: str, days: int = DAYS) -> list[Block]:
    """The blocks of the brief on a country (its code); what is due is looked for `days` ahead."""
    relation = Relation(assembly, country)
    contents: dict[str, Callable[[], list[Block]]] = {
        "glance": lambda: _glance(relation),
        "counterparts": lambda: counterparts(assembly, country),
        "due": lambda: _due(relation, days),
        "commitments": lambda: _commitments(relation),
        "agreements": lambda: _agreements(relation),
        "engagements": lambda: _engagements(relation),
        "timeline": lambda: timeline(
            assembly, country, relation.agreements, relation.held, relation.met
        ),
    }

    day = tr("As of {day}", day=PartialDate.of(assembly.as_of).show())
    head = Title(inline(countries.name(country)), tr("Country brief"), inline(day))
    return [head, *(headed(assembly, SECTIONS, contents) or _nothing(country))]


def _nothing(country: str) -> list[Block]:
    name = countries.name(country)
    return [Note(tr("Nothing is on record of {country}.", country=name), (), "key")]


@dataclass(frozen=True)
class Relation:
    """What is on record of a country and may be printed, read once, when it is first asked for."""

    assembly: Assembly
    country: str

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """The country, and the desk's own where the catalogue says which that is."""
        own = own_country(self.assembly.connection)
        return (self.country,) if own in (None, self.country) else (self.country, str(own))

    @cached_property
    def agreements(self) -> list[Stub]:
        """The agreements that name both sides, newest first."""
        found = naming(self.assembly, "agreement", *self.sides)
        return list(self.assembly.admitted(found).values())

    @cached_property
    def statuses(self) -> dict[int, Status]:
        """Where each of the agreements stands on the day."""
        connection = self.assembly.connection
        found: dict[int, Status] = {}
        for chunk in reading.chunks([stub.id for stub in self.agreements]):
            found |= statuses.current(connection, chunk, self.assembly.as_of)
        return found

    @cached_property
    def engagements(self) -> list[Stub]:
        """The engagements that name both sides, newest first."""
        return naming(self.assembly, "engagement", *self.sides)

    @cached_property
    def met(self) -> Mapping[int, Mapping[str, Stored]]:
        """Type, state and place of the engagements."""
        ids = [stub.id for stub in self.engagements]
        names = ("type", "state", "city", "country")
        return reading.own_values(self.assembly.connection, "engagement", ids, names)

    @cached_property
    def held(self) -> list[Stub]:
        """The engagements that were held by the day, newest first, undated ones last."""
        found = (stub for stub in self.engagements if self._was_held(stub))
        return list(self.assembly.admitted(found).values())

    @cached_property
    def planned(self) -> list[Stub]:
        """The engagement that is to come next; none or one."""
        day = self.assembly.as_of
        ahead = (
            stub
            for stub in reversed(self.engagements)
            if stub.date
            and not self._was_held(stub)
            and self.met[stub.id]["state"] not in ("postponed", "cancelled")
            and PartialDate.parse(stub.date).last >= day
        )
        return list(self.assembly.admitted(islice(ahead, 1)).values())

    def _was_held(self, stub: Stub) -> bool:
        """Whether an engagement counts as held by the day; one without a state does."""
        state = self.met[stub.id]["state"]
        return state not in NOT_HELD and reading.had_come(stub.date, self.assembly.as_of)

    @cached_property
    def open(self) -> list[tuple[Promise, Standing]]:
        """The commitments still open that name the country or were born in its engagements, those
        due first standing first.
        """
        connection = self.assembly.connection
        own = [stub.id for stub in naming(self.assembly, "commitment", self.country)]
        found: dict[int, Promise] = {}
        for chunk in reading.chunks(own):
            found |= promises(connection, chunk)
        for chunk in reading.chunks([stub.id for stub in self.engagements]):
            found |= {promise.id: promise for promise in born_in(connection, chunk)}
        kept = permitted(self.assembly, sorted(found))
        return still_open((found[i] for i in kept), self.assembly.as_of)

    def watched(self, days: int) -> list[Watched]:
        """What is to be kept in sight of the country's records."""
        ids = {stub.id for stub in (*self.agreements, *self.engagements)}
        return watched(self.assembly, days, ids | {promise.id for promise, _ in self.open})


# --- the relation at a glance ---------------------------------------------------------------


def _glance(relation: Relation) -> list[Block]:
    held = sorted((stub for stub in relation.held if stub.date), key=_told_best)
    last = sorted(held, key=_began, reverse=True)
    first = sorted(held, key=_began)
    ends = (*first[:1], *last[:1], *relation.planned)
    cited = Cited(relation.assembly, {stub.id for stub in ends})

    def contact(found: Sequence[Stub]) -> Inline:
        if not found:
            return ()
        marks = cited.marks(found[0], "date", None)
        day = inline(f"{date_words(found[0].date)}: ")
        return (*day, *record_name(found[0], marks))

    overdue = sum(how.overdue for _, how in relation.open)
    promised = trn("{n} open", "{n} open", len(relation.open)) if relation.open else ""
    late = trn("{n} overdue", "{n} overdue", overdue) if overdue else ""
    open_ = permitted(relation.assembly, [promise.id for promise, _ in relation.open]).values()
    said: list[tuple[str, Inline, Iterable[Stub]]] = [
        (tr("Agreements"), inline(_by_status(relation)), relation.agreements),
        (tr("Engagements held"), inline(_number(len(relation.held))), relation.held),
        (tr("First contact"), contact(first), first[:1]),
        (tr("Last contact"), contact(last), last[:1]),
        (tr("Next planned"), contact(relation.planned), relation.planned),
        (tr("Commitments"), inline(listed((promised, late))), open_),
    ]
    kept = [
        Fact(label, value, relation.assembly.portion(*of)) for label, value, of in said if value
    ]
    return [KeyFacts(tuple(kept))] if kept else []


def _began(stub: Stub) -> date:
    return PartialDate.parse(str(stub.date)).first


def _told_best(stub: Stub) -> tuple[int, int, int]:
    """Of contacts that began together the shorter one says more, and one without a doubt."""
    when = PartialDate.parse(str(stub.date))
    return (when.last - when.first).days, len(when.text), stub.id


def _by_status(relation: Relation) -> str:
    counts = Counter(found.code for found in relation.statuses.values())
    said = [
        f"{_number(counts[code])} {_label(code).lower()}" for code in status_codes() if counts[code]
    ]
    total = len(relation.agreements)
    counted = listed(said, "; ")
    if len(said) == 1:
        return counted
    return tr("{n} in all: {counts}", n=_number(total), counts=counted) if total else ""


def _label(code: str) -> str:
    label = vocabulary.label("agreement-status", code)
    return tr("Status not known") if code == "unknown" else label


def _number(n: int) -> str:
    return f"{n:,}" if n else ""


# --- agreements and engagements -------------------------------------------------------------


def _agreements(relation: Relation) -> list[Block]:
    """The agreements by where they stand, the newest of each status."""
    of_status: dict[str, list[Stub]] = {code: [] for code in status_codes()}
    for stub in relation.agreements:
        of_status[relation.statuses[stub.id].code].append(stub)
    shown = {code: of[: _most(code)] for code, of in of_status.items()}
    printed = [stub for of in shown.values() for stub in of]
    connection, ids = relation.assembly.connection, {stub.id for stub in printed}
    types = reading.own_values(connection, "agreement", ids, ("type",))
    known = statuses.facts(connection, ids)
    cited = Cited(relation.assembly, ids)
    groups = []
    for code, of in shown.items():
        rows = []
        for stub in of:
            event = relation.statuses[stub.id].event
            marks = cited.of_row(stub.id, "event", event) or cited.marks(stub, None)
            rows.append(
                (
                    record_name(stub, marks),
                    inline(reading.text("agreement", types[stub.id], "type")),
                    inline(date_words(stub.date)),
                    inline(_next(relation, term(known[stub.id], relation.assembly.as_of), code)),
                )
            )
        portions = tuple(relation.assembly.portion(stub) for stub in of)
        note = _newest(len(of), len(of_status[code]))
        groups.append(Group(_label(code), tuple(rows), portions, note))
    columns = [
        Column(tr("Agreement"), 6),
        Column(tr("Type"), 1.8),
        Column(tr("Date"), 2),
        Column(tr("Next date"), 2.2),
    ]
    return table(columns, groups)


def _most(code: str) -> int:
    return AGREEMENTS if code in STANDING else min(ENDED, AGREEMENTS)


def _newest(n: int, total: int) -> str:
    """That a group has not all; empty where it has."""
    if n == total:
        return ""
    return trn("the newest of {all}", "the newest {n} of {all}", n, all=_number(total))


def _next(relation: Relation, runs: Term, code: str) -> str:
    """What comes next in the term of an agreement that runs, in words."""
    if code not in ("in-force", "provisionally-applied", "suspended"):
        return ""
    day = relation.assembly.as_of
    ends = runs.ends
    notice = PartialDate.of(runs.notice_by) if runs.notice_by else None
    verb = tr("renewed {date}") if runs.automatic else tr("ends {date}")
    said = [(notice, tr("notice by {date}")), (runs.review, tr("review {date}")), (ends, verb)]
    ahead = [(when, text) for when, text in said if when and when.known_first and when.last >= day]
    if not ahead:
        return ""
    when, text = min(ahead, key=lambda pair: pair[0].first)
    return text.format(date=when.show_moment())


def _engagements(relation: Relation) -> list[Block]:
    """How many were held in each year, and the latest ones."""
    years = Counter(
        when.first.year
        for stub in relation.held
        if stub.date and (when := PartialDate.parse(stub.date)).known_first
    )
    series = tuple((str(year), float(n)) for year, n in sorted(years.items()))
    portion = relation.assembly.portion(*relation.held)
    chart: list[Block] = []
    if len(series) > 1:
        last = [year for year in series if int(year[0]) > int(series[-1][0]) - YEARS]
        label = tr("Engagements held per year")
        if len(last) < len(series):
            label = tr("Engagements held per year since {year}", year=last[0][0])
        chart = [Chart(label, tuple(last), portion=portion)]
    latest = relation.held[:ENGAGEMENTS]
    ids = {stub.id for stub in latest}
    cited = Cited(relation.assembly, ids)
    topics = linked(relation.assembly, "subject", ids)
    rows = tuple(
        (
            inline(date_words(stub.date)),
            _what_and_where(stub, relation.met[stub.id], cited.marks(stub, None, "date")),
            joined([inline(topic.title) for topic in topics.get(stub.id, ())], "; "),
        )
        for stub in latest
    )
    columns = [Column(tr("Date"), 2.2), Column(tr("Engagement"), 6), Column(tr("Topics"), 3)]
    portions = tuple(relation.assembly.portion(stub, *topics.get(stub.id, ())) for stub in latest)
    blocks: list[Block] = [*chart, *table(columns, [Group("", rows, portions)])]
    if left := len(relation.held) - len(latest):
        blocks.append(_left(left))
    return blocks


def _what_and_where(stub: Stub, values: Mapping[str, Stored], marks: Sequence[int]) -> Inline:
    """An engagement by its name, and below it what it was and where."""
    place = listed((str(values["city"] or ""), reading.text("engagement", values, "country")))
    kind = reading.text("engagement", values, "type")
    quiet = inline(listed((kind, place)), style="quiet")
    return joined([record_name(stub, marks), quiet], "\n")


def _left(n: int) -> Paragraph:
    said = trn("{n} earlier one is not listed.", "{n} earlier ones are not listed.", n)
    return Paragraph(inline(said, style="quiet"))


# --- what is to be done ---------------------------------------------------------------------


def _commitments(relation: Relation) -> list[Block]:
    shown = relation.open[:COMMITMENTS]
    stubs = permitted(relation.assembly, [promise.id for promise, _ in shown])
    owners = permitted(relation.assembly, sorted({p.owner for p, _ in shown if p.owner}))
    cited = Cited(relation.assembly, stubs)
    rows, portions = [], []
    for promise, how in shown:
        stub = stubs[promise.id]
        side = countries.name(promise.owner_side) if promise.owner_side else ""
        owner = [owners[promise.owner]] if promise.owner in owners else []
        rows.append(
            (
                record_name(stub, cited.marks(stub, None, "title")),
                inline(listed((*(body.title for body in owner), side))),
                inline(capital(how.says), cited.marks(stub, "date", "state")),
            )
        )
        portions.append(relation.assembly.portion(stub, *owner))
    columns = [Column(tr("Commitment"), 6), Column(tr("Owner"), 3), Column(tr("State"), 3)]
    blocks = table(columns, [Group("", tuple(rows), tuple(portions))])
    if left := len(relation.open) - len(shown):
        said = trn("{n} more is not listed.", "{n} more are not listed.", left)
        blocks.append(Paragraph(inline(said, style="quiet")))
    return blocks


def _due(relation: Relation, days: int) -> list[Block]:
    found = relation.watched(days)
    # Overdue commitments have a section of their own.
    rules = [rule for rule in RULES if not rule.startswith("commitment-")]
    cited = Cited(relation.assembly, {one.record.id for one in found})
    return due(relation.assembly, found, rules, cited, limit=DUE)
