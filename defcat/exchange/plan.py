"""What an import would do, before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from defcat.errors import InputError
from defcat.exchange.draft import CellProblem, Draft, Reader, stated_cells, statement
from defcat.exchange.known import Known, Statement
from defcat.exchange.lives import acts_in, life_of
from defcat.exchange.profile import Profile
from defcat.exchange.table import Table
from defcat.text import fold
from defcat.translation import tr, trn


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read: where, what stands there, and why it is no good."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Meeting:
    """A draft and the record of the catalogue that it is about.

    `before` is what the file said of it, `elsewhere` what other files of the profile say.
    """

    record_id: int
    draft: Draft
    before: Statement | None
    elsewhere: list[Statement]

    @property
    def is_joined(self) -> bool:
        """Whether no file of the profile said anything of the record yet."""
        return self.before is None and not self.elsewhere


@dataclass
class Plan:
    """Records to make, records to change, records of which nothing new is said, and bad rows.

    `joined` are the records of the catalogue that the file is the first to speak of and that are
    known by name alone, those that new rows name included.
    """

    new: list[Draft] = field(default_factory=list)
    changed: list[Meeting] = field(default_factory=list)
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)


_Rows = list[tuple[int, dict[str, str]]]


def check_columns(profile: Profile, table: Table) -> list[str]:
    """The columns of the file that the profile leaves out.

    Raises InputError for a column that the profile needs and the file has not, and for one that the
    file has and the profile does not name.
    """
    used = set(profile.used_columns())
    missing = [c for c in used.difference(profile.optional) if c not in table.columns]
    if missing:
        raise InputError(
            tr(
                "{file} has no column {names}, which the profile {profile} needs.",
                file=table.name,
                names=", ".join(f"“{name}”" for name in sorted(missing)),
                profile=profile.name,
            ),
            tr("Its columns are: {names}.", names=", ".join(table.columns)),
        )
    known = used | set(profile.ignored) | set(profile.stated)
    strange = [column for column in table.columns if column not in known]
    if strange:
        raise InputError(
            tr(
                "{file} has the column {names}, which the profile {profile} does not name.",
                file=table.name,
                names=", ".join(f"“{name}”" for name in strange),
                profile=profile.name,
            ),
            tr("Use it in the profile, or list it there as ignored."),
        )
    return [column for column in table.columns if column in profile.ignored]


def make_plan(profile: Profile, table: Table, known: Known) -> Plan:
    """Read every row and compare it with what `known` says; rows that cannot be read are `bad`."""
    plan = Plan()
    reader = Reader(profile)
    drafts = []
    for key, rows in _by_key(profile, table, plan.bad).items():
        record_id = known.identified(profile.scheme, key)
        before, elsewhere = known.said(record_id, key) if record_id else (None, [])
        said = "\n\n".join(statement(profile, cells) for _, cells in rows)
        if _is_said(said, before, elsewhere) and not known.edited(record_id):
            plan.unchanged += 1
        elif made := _draft(reader, rows, profile, plan.bad):
            drafts.append((record_id, before, elsewhere, made))
    namesakes = Counter(fold(name) for *_, made in drafts for name in set(made.names()))
    for record_id, before, elsewhere, made in drafts:
        if record_id is None:
            unique = all(namesakes[fold(name)] == 1 for name in made.names())
            record_id = _namesake(profile, made, known) if unique else None
            plan.joined.update([record_id] if record_id else [])
        if record_id is None:
            plan.new.append(made)
        elif _is_said(made.statement, before, elsewhere) and not known.contradicts(record_id, made):
            plan.unchanged += 1
        else:
            plan.changed.append(Meeting(record_id, made, before, elsewhere))
    first = [*plan.new, *(meeting.draft for meeting in plan.changed if meeting.is_joined)]
    plan.joined |= _joined_others(profile, first, known)
    plan.bad.sort(key=lambda row: row.line)
    return plan


def _is_said(text: str, before: Statement | None, elsewhere: list[Statement]) -> bool:
    """Whether the file says what it said, or is the first to say again what another file says."""
    return text == before.text if before else any(text == said.text for said in elsewhere)


def _by_key(profile: Profile, table: Table, bad: list[BadRow]) -> dict[str, _Rows]:
    """The rows of each record, as cells by column."""
    found: dict[str, _Rows] = defaultdict(list)
    empty = dict.fromkeys(profile.optional, "")
    width = len(table.columns)
    for row in table.rows:
        if len(row.cells) != width:
            cells = trn("The row has {n} cell", "The row has {n} cells", len(row.cells))
            reason = tr("{cells}; the header has {width}.", cells=cells, width=width)
            bad.append(BadRow(row.line, "", "", reason))
            continue
        values = empty | dict(zip(table.columns, row.cells, strict=True))
        key = profile.key.fill({**values, **profile.constants})
        column = profile.columns_of(profile.key)[0]
        if not key:
            reason = tr("There is nothing to tell the row from others.")
            bad.append(BadRow(row.line, column, "", reason))
        elif key in found and not profile.grouped:
            reason = tr("Line {line} has the same.", line=found[key][0][0])
            bad.append(BadRow(row.line, column, values.get(column, ""), reason))
        else:
            found[key].append((row.line, values))
    return found


def _draft(reader: Reader, rows: _Rows, profile: Profile, bad: list[BadRow]) -> Draft | None:
    """One draft from the rows of a record; None where none of them can be read."""
    whole: Draft | None = None
    for line, cells in rows:
        try:
            made = reader.read(cells, line)
            whole = _joined(whole, made, profile, cells) if whole else made
        except CellProblem as problem:
            bad.append(BadRow(line, problem.column, problem.value, problem.reason))
    return whole


def _joined(whole: Draft, more: Draft, profile: Profile, cells: Mapping[str, str]) -> Draft:
    """Two rows of one record; raises CellProblem where they contradict each other."""
    values = dict(whole.values)
    for name, value in more.values.items():
        if values.get(name) is None:
            values[name] = value
        elif value is not None and value != values[name]:
            column = next(iter(profile.columns_of(profile.record[name])), "")
            reason = tr("Line {line} says something else of the same record.", line=whole.line)
            raise CellProblem(column, cells.get(column, ""), reason)
    parts = [part for part in more.parts if not (part.once and part in whole.parts)]
    said = f"{whole.statement}\n\n{more.statement}"
    return replace(whole, values=values, parts=[*whole.parts, *parts], statement=said)


def draft_before(profile: Profile, before: Statement) -> Draft | None:
    """What the profile makes of rows as they were; None where it no longer can."""
    columns = (*profile.used_columns(), *profile.stated)
    rows: _Rows = [(0, cells) for cells in stated_cells(before.text, columns)]
    return _draft(Reader(profile), rows, profile, [])


def _namesake(profile: Profile, made: Draft, known: Known) -> int | None:
    """The record that a draft without a known identifier is about, by its name."""
    life = life_of(made)
    return known.named(profile.kind, made.names(), made.country, profile.scheme, life)


def _joined_others(profile: Profile, drafts: list[Draft], known: Known) -> set[int]:
    """The records known by name alone that `drafts` link to."""
    asked: set[tuple[str, ...]] = set()
    found = set()
    for draft in drafts if known.has_names else ():
        life = acts_in(profile.kind, draft)
        for other in draft.others():
            which = (*other.identity, *life.days)
            if which not in asked and not (other.key and known.identified(other.scheme, other.key)):
                found.add(known.find(other, life))
            asked.add(which)
    return {record_id for record_id in found if record_id}
