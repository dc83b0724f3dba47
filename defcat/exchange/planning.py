"""Deciding what becomes of each row of a table: a new record, a known one, a doubt, or nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from defcat.exchange.decisions import BEST, LEAVE, Decision, Decisions
from defcat.exchange.draft import Draft, statement
from defcat.exchange.known import Known
from defcat.exchange.lives import acts_in, life_of
from defcat.exchange.matching import BY_NAME, Matcher, Near
from defcat.exchange.plan import (
    BadRow,
    Doubtful,
    Drafts,
    Meeting,
    Plan,
    Row,
    Rows,
    apart_key,
    draft_before,
    draft_of,
    is_alike,
)
from defcat.exchange.profile import Profile
from defcat.exchange.reader import Reader
from defcat.exchange.table import Table
from defcat.text import fold
from defcat.translation import tr, trn

STEP = 500
"""Rows between two of its calls."""

Step = Callable[[int], None]
"""Hears how many rows are read; what it raises stops the reading."""


def make_plan(
    profile: Profile,
    table: Table,
    known: Known,
    matcher: Matcher | None = None,
    decisions: Decisions | None = None,
    step: Step | None = None,
) -> Plan:
    """Read every row and compare it with what `known` says; rows that cannot be read are `bad`.

    With a `matcher`, rows that may be about a record that is here are doubts, which `decisions`
    settle: without one nothing is made of them.
    """
    planner = _Planner(profile, table, known, matcher, step)
    planner.go_through()
    planner.settle(decisions or Decisions())
    plan = planner.plan
    plan.bad.sort(key=lambda row: row.line)
    plan.rows["bad"] = len(plan.bad)
    return plan


@dataclass(frozen=True)
class _Open:
    """A draft of a row whose record is not decided; `found` is the one record it is surely about.

    Nothing is decided before all rows are read: a record that another row is about is no candidate.
    """

    draft: Draft
    rows: int
    found: int | None
    candidates: tuple[Near, ...]


class _Planner:
    """Makes one plan; `_met` are the records that rows are about."""

    def __init__(
        self,
        profile: Profile,
        table: Table,
        known: Known,
        matcher: Matcher | None,
        step: Step | None,
    ) -> None:
        self.plan = Plan(Drafts(None if profile.grouped else self._again))
        self._profile = profile
        self._table = table
        self._known = known
        self._reader = Reader(profile, known.marking)
        self._matcher = matcher
        self._step = step or (lambda _rows: None)
        self._met: set[int] = set()
        self._open: list[_Open] = []
        self._asked: set[int] = set()

    def go_through(self) -> None:
        """Read all rows, and decide of those that leave no doubt."""
        profile, known = self._profile, self._known
        drafts: Iterable[tuple[Draft, int, int | None]] = self._drafts()
        namesakes: Counter[str] = Counter()
        if profile.kind in BY_NAME:
            drafts = list(drafts)
            namesakes.update(fold(name) for made, *_ in drafts for name in set(made.names()))
        for made, rows, record_id in drafts:
            if record_id and (candidate := self._is_another(record_id, made)):
                self._open.append(_Open(made, rows, None, (candidate,)))
                continue
            if record_id is None and namesakes and _is_alone(made, namesakes):
                record_id = self._namesake(made)
                self.plan.joined.update([record_id] if record_id else [])
            if record_id is None:
                self._unknown(made, rows)
            elif known.is_said(record_id, made.key, made.statement) and not known.contradicts(
                record_id, made
            ):
                self._met.add(record_id)
                self._count("unchanged", rows)
            else:
                self._meet(record_id, made, rows)

    def settle(self, decisions: Decisions) -> None:
        """Decide of what is open."""
        if self._matcher is None:
            return
        unsure, doubts = [], []
        for each in self._open:
            if each.found and each.found not in self._met:
                self._meet(each.found, each.draft, each.rows)
            else:
                unsure.append(each)
        for each in unsure:
            if left := tuple(one for one in each.candidates if one.record_id not in self._met):
                doubts.append((each, left))
            else:
                self._make(each.draft, each.rows, late=True)
        shown = self._matcher.shown([left for _, left in doubts])
        for (each, _), candidates in zip(doubts, shown, strict=True):
            self.plan.doubts.append(Doubtful(each.draft, candidates, each.rows))
        for doubt in self.plan.doubts:
            self._decide(doubt, decisions.of(doubt.draft.key))

    def _decide(self, doubt: Doubtful, decision: Decision) -> None:
        if decision == LEAVE:
            self.plan.left.append(doubt)
            self.plan.rows["doubtful"] += doubt.rows
        elif decision == BEST:
            self._meet(doubt.candidates[0].record_id, doubt.draft, doubt.rows)
        elif decision.record_id:
            self._meet(decision.record_id, doubt.draft, doubt.rows)
        else:
            draft = doubt.draft
            if self._known.identified(self._profile.scheme, draft.key):
                draft = replace(draft, key=apart_key(draft))
            self._make(draft, doubt.rows, late=True)

    def _drafts(self) -> Iterator[tuple[Draft, int, int | None]]:
        """The drafts of all records of which the file may say something else than it said.

        With each the number of its rows, and the record that its identifier tells.
        """
        profile, known, plan = self._profile, self._known, self.plan
        for key, rows in self._by_key():
            record_id = known.identified(profile.scheme, key)
            if record_id and not known.edited(record_id):
                said = "\n\n".join(statement(profile, cells) for _, cells in rows)
                if known.is_said(record_id, key, said):
                    self._met.add(record_id)
                    self._count("unchanged", len(rows))
                    continue
            bad = len(plan.bad)
            if made := draft_of(self._reader, rows, profile, plan.bad):
                if apart := known.identified(profile.scheme, apart_key(made)):
                    made, record_id = replace(made, key=apart_key(made)), apart
                yield made, len(rows) - (len(plan.bad) - bad), record_id

    def _by_key(self) -> Iterator[tuple[str, Rows]]:
        """The rows of each record, as cells by column."""
        if not self._profile.grouped:
            for key, row in self._keyed():
                yield key, [row]
            return
        found: dict[str, Rows] = defaultdict(list)
        for key, row in self._keyed():
            found[key].append(row)
        yield from found.items()

    def _keyed(self) -> Iterator[tuple[str, Row]]:
        """The rows that can be told from others, with what tells them."""
        profile, bad = self._profile, self.plan.bad
        empty = dict.fromkeys(profile.optional, "")
        columns, width = self._table.columns, len(self._table.columns)
        lines: dict[str, int] = {}
        for done, row in enumerate(self._table.rows):
            if done % STEP == 0:
                self._step(done)
            if len(row.cells) != width:
                cells = trn("The row has {n} cell", "The row has {n} cells", len(row.cells))
                reason = tr("{cells}; the header has {width}.", cells=cells, width=width)
                bad.append(BadRow(row.line, "", "", reason))
                continue
            values = empty | dict(zip(columns, row.cells, strict=True))
            key = profile.key.fill({**values, **profile.constants} if profile.constants else values)
            if not key:
                reason = tr("There is nothing to tell the row from others.")
                bad.append(BadRow(row.line, self._key_column(), "", reason))
            elif lines.setdefault(key, row.line) != row.line and not profile.grouped:
                column = self._key_column()
                reason = tr("Line {line} has the same.", line=lines[key])
                bad.append(BadRow(row.line, column, values.get(column, ""), reason))
            else:
                yield key, (row.line, values)

    def _key_column(self) -> str:
        return next(iter(self._profile.columns_of(self._profile.key)), "")

    def _again(self, lines: Iterable[int]) -> Iterator[Draft]:
        """The drafts of the rows on some lines, which were read once already."""
        reader, wanted = self._reader, iter(lines)
        empty, columns = dict.fromkeys(self._profile.optional, ""), self._table.columns
        line = next(wanted, None)
        for row in self._table.rows:
            if row.line == line:
                yield reader.read(empty | dict(zip(columns, row.cells, strict=True)), line)
                line = next(wanted, None)

    def _unknown(self, made: Draft, rows: int) -> None:
        """Decide of a draft that no identifier of its own and no name tells the record of."""
        found = self._matcher.exact(made) if self._matcher else None
        candidates = self._matcher.near(made) if self._matcher and not found else ()
        if found or candidates:
            self._open.append(_Open(made, rows, found, candidates))
        else:
            self._make(made, rows)

    def _make(self, made: Draft, rows: int, *, late: bool = False) -> None:
        if late:
            self.plan.new.add_late(made)
        else:
            self.plan.new.add(made)
        self.plan.rows["new"] += rows
        self._join_others(made)

    def _meet(self, record_id: int, made: Draft, rows: int) -> None:
        """Note that a draft changes a record; what another row says of it is not what it said."""
        said = self._known.identified(self._profile.scheme, made.key) == record_id
        first = said or record_id not in self._met
        before, elsewhere = self._known.said(record_id, made.key) if first else (None, [])
        meeting = Meeting(record_id, made, before, elsewhere)
        self._met.add(record_id)
        self.plan.changed.append(meeting)
        self.plan.rows["changed"] += rows
        if meeting.is_joined:
            self.plan.joined.update(() if said else [record_id])
            self._join_others(made)

    def _is_another(self, record_id: int, made: Draft) -> Near | None:
        """The record known by the key of a draft, where the file said something else of it.

        A number of a line, or a name that two share, is no reason to write over a record.
        """
        if self._matcher is None:
            return None
        profile, known = self._profile, self._known
        before, elsewhere = known.said(record_id, made.key)
        said = before or next(iter(elsewhere), None)
        old = draft_before(profile, said, self._reader) if said else None
        if old is None or is_alike(old, made):
            return None
        return Near(record_id, 0, tr("it has the same key, and another title or other people"))

    def _count(self, what: str, rows: int) -> None:
        self.plan.unchanged += what == "unchanged"
        self.plan.rows[what] += rows

    def _namesake(self, made: Draft) -> int | None:
        """The record that a draft without a known identifier is about, by its name."""
        profile, life = self._profile, life_of(made)
        return self._known.named(profile.kind, made.names(), made.country, profile.scheme, life)

    def _join_others(self, made: Draft) -> None:
        """Note the records known by name alone that a draft is the first to link to."""
        known = self._known
        if not known.has_names:
            return
        life = acts_in(self._profile.kind, made)
        for other in made.others():
            which = hash((other.identity, *life.days))
            if which not in self._asked and not (
                other.key and known.identified(other.scheme, other.key)
            ):
                found = known.find(other, life)
                self.plan.joined.update([found] if found else [])
            self._asked.add(which)


def _is_alone(made: Draft, namesakes: Mapping[str, int]) -> bool:
    """Whether no other row has one of the names of a draft."""
    return all(namesakes[fold(name)] == 1 for name in made.names())
