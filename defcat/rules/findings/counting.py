"""Finding anew what the changes since last time may have made or mended.

The books are the queue: a setting holds the last entry of the history that the findings have seen,
and the rows of later entries name the records that changed. An undo is an entry, too.

To find everything anew may take minutes of idle moments. So that is asked in parts and kept part by
part, and another setting holds which rule it has come to: a later run goes on with that one.
"""

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from itertools import dropwhile
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from defcat.model import ENTRY, ENTRY_ROW, FINDING, RECORD, SETTING
from defcat.rules.findings.finding import Finding, Part, Rule, Scope
from defcat.rules.findings.reach import Reach, partners, reach
from defcat.rules.findings.reading import by_id, rows
from defcat.rules.findings.rulebook import RULES

MARK = "findings-entry"
"""The setting that holds how far the findings have seen the books."""

AT = "findings-at"
"""The setting that holds the mark that everything is being found anew for, and the rule."""

EDITION = 3
"""One higher whenever a rule changes what it finds, so that every catalogue is gone over again."""

WHOLE_FROM = 0.2
"""The share of the records from which on everything is done at once."""

Progress = Callable[[int, int], None]
_COLUMNS = tuple(column.name for column in fields(Finding))


@dataclass(frozen=True)
class Due:
    """What the findings have not seen yet: the records that changed after entry `since`.

    `mark` is what to keep once they are seen; `whole` that nothing was ever found, or by other
    rules, so that all records are due.
    """

    since: int
    mark: str
    whole: bool
    records: frozenset[int]

    def __bool__(self) -> bool:
        return self.whole or bool(self.records)


@dataclass(frozen=True)
class Piece:
    """Rows of the table of findings to take away, findings to add; `mark` in the last piece.

    `at`: the setting `AT`, from the first piece of a rule on whose findings are all replaced.
    """

    stale: tuple[int, ...]
    findings: tuple[Finding, ...]
    mark: str | None
    at: str | None = None


@dataclass(frozen=True)
class Check:
    """A rule to be checked about some records or some posts, or about a `part` of all there are."""

    rule: Rule
    among: Collection[Any] | None
    part: Part | None = None

    def __call__(self, connection: Connection) -> tuple[Finding, ...]:
        """What the rule finds; only reads."""
        return tuple(self.part(connection) if self.part else self._found(connection))

    def _found(self, connection: Connection) -> Iterator[Finding]:
        yield from self.rule.check(connection, self.among)


@dataclass(frozen=True)
class Plan:
    """What a recount has to do: the checks, and the rows that what they find replaces.

    The checks may be made one by one, each on the state of the file that it meets: what changes
    meanwhile is due again, because `mark` is that of the beginning. Where all is `whole`, what a
    check found is to be kept before the next is made (`pieces`); `stale_of` has the rows by rule.
    """

    mark: str | None
    stale: Sequence[int]
    checks: tuple[Check, ...]
    whole: bool = False
    stale_of: Mapping[str, "array[int]"] = field(default_factory=dict)

    def pieces(self, place: int, found: Sequence[Finding], size: int = 500) -> Iterator[Piece]:
        """What to keep after the check at `place` of what it found, in pieces of about `size` rows.

        Keep all of them, in order. The rows of a rule go when its first findings come.
        """
        rule = self.checks[place].rule.name
        if place == 0 or self.checks[place - 1].rule.name != rule:
            yield Piece((), (), None, f"{self.mark}:{rule}")
            stale = self.stale_of.get(rule, array("q"))
            for start in range(0, len(stale), size):
                yield Piece(tuple(stale[start : start + size]), (), None)
        for start in range(0, len(found), size):
            yield Piece((), tuple(found[start : start + size]), None)
        if place == len(self.checks) - 1:
            yield Piece((), (), self.mark)


@dataclass(frozen=True)
class Recount:
    """What was found: findings that are new or the same, and the rows that they replace.

    `mark` is None where there was nothing to do.
    """

    mark: str | None
    stale: Sequence[int]
    findings: tuple[Finding, ...]

    def pieces(self, size: int = 500) -> Iterator[Piece]:
        """What to keep, in pieces of about `size` rows. Keep all of them, in order.

        Until the last one is kept everything stays due: what stops half-way is done again.
        """
        if self.mark is None:
            return
        for start in range(0, len(self.stale), size):
            yield Piece(tuple(self.stale[start : start + size]), (), None)
        for start in range(0, len(self.findings), size):
            yield Piece((), self.findings[start : start + size], None)
        yield Piece((), (), self.mark)


def due(connection: Connection) -> Due:
    """What the findings have not seen yet."""
    stored = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == MARK)) or ""
    last = connection.scalar(select(func.max(ENTRY.c.id))) or 0
    edition, _, entry = stored.partition(":")
    mark = f"{EDITION}:{last}"
    if edition != str(EDITION) or not entry.isdecimal() or int(entry) > last:
        return Due(0, mark, True, frozenset())
    since = int(entry)
    changed = select(ENTRY_ROW.c.record_id).where(ENTRY_ROW.c.entry_id > since)
    return Due(since, mark, False, frozenset(connection.scalars(changed)))


def plan(connection: Connection, whole_from: float = WHOLE_FROM) -> Plan:
    """What has to be done to find anew what is due.

    Where more than the share `whole_from` of all records is concerned, everything is found anew.
    """
    asked = due(connection)
    if not asked:
        return Plan(None, (), ())
    many = (connection.scalar(select(func.count()).select_from(RECORD)) or 0) * whole_from
    reached = Reach(everything=True)
    if not asked.whole and len(asked.records) <= many:
        reached = reach(connection, asked.records, asked.since)
    if reached.everything or len(reached.records) > many:
        return _whole(connection, asked.mark)
    return Plan(asked.mark, *_of(connection, asked.records, reached))


def _whole(connection: Connection, mark: str) -> Plan:
    """The checks of every rule about all records, from the rule on that was come to, if any was."""
    mark, reached = _reached(connection, mark)
    left = list(dropwhile(lambda rule: reached not in ("", rule.name), RULES.values()))
    checks = [
        Check(rule, None, part)
        for rule in left
        for part in [*(rule.parts or by_id(rule.check))(connection)] or [_nothing]
    ]
    names = [rule.name for rule in left]
    stale: dict[str, array[int]] = {}
    every = array("q")
    for row, name in connection.execute(select(FINDING.c.id, FINDING.c.rule)):
        stale.setdefault(name, array("q")).append(row)
        if name in names:
            every.append(row)
    return Plan(mark, every, tuple(checks), True, stale)


def _nothing(_connection: Connection) -> tuple[Finding, ...]:
    """What a rule finds where there is nothing to be asked about: what it found once goes."""
    return ()


def _reached(connection: Connection, mark: str) -> tuple[str, str]:
    """The mark to find everything for and the rule to begin with: those of a run that was left,
    unless the books or the rules are others; no rule for the first.
    """
    stored = connection.scalar(select(SETTING.c.value).where(SETTING.c.name == AT)) or ""
    begun, _, rule = stored.rpartition(":")
    edition, _, entry = begun.partition(":")
    last = int(mark.partition(":")[2])
    if edition == str(EDITION) and entry.isdecimal() and int(entry) <= last and rule in RULES:
        return begun, rule
    return mark, ""


def recount(
    connection: Connection, progress: Progress | None = None, whole_from: float = WHOLE_FROM
) -> Recount:
    """Find anew what is due; only reads, and can be interrupted between and within the rules.

    `progress` is told how many checks of how many are done; `whole_from` as in `plan`.
    """
    planned = plan(connection, whole_from)
    found: list[Finding] = []
    for done, check in enumerate(planned.checks, start=1):
        found.extend(check(connection))
        if progress:
            progress(done, len(planned.checks))
    return Recount(planned.mark, planned.stale, tuple(found))


def anew(
    read: Callable[[], AbstractContextManager[Connection]],
    size: int,
    progress: Progress | None = None,
) -> Iterator[Piece]:
    """Find anew what is due until nothing is; gives what to keep, of about `size` rows each.

    Each piece is to be kept before the next is asked for. `progress` is told as by `recount`.
    """
    while True:
        with read() as connection:
            planned = plan(connection)
            if planned.mark is None:
                return
            if not planned.whole:
                counted = recount(connection, progress)
        if not planned.whole:
            yield from counted.pieces(size)
            continue
        for place, check in enumerate(planned.checks):
            with read() as connection:
                found = check(connection)
            yield from planned.pieces(place, found, size)
            if progress:
                progress(place + 1, len(planned.checks))


def fresh(
    connection: Connection, record_id: int, since: int
) -> tuple[frozenset[int], list[Finding]]:
    """What changed since entry `since` makes of the findings about one record.

    The rows of the table that no longer hold, and the findings in their place.
    """
    reached = reach(connection, [record_id], since)
    reached.paired.add(record_id)  # another one may have changed into its double
    stale, checks = _of(connection, [record_id], reached)
    kind = _kinds(connection, [record_id]).get(record_id)
    if kind is None:  # it was made and undone before anybody looked
        return frozenset(stale), []
    asked = (about for check in checks if (about := _about(check, record_id, kind)))
    found = (each for check in asked for each in check(connection))
    ours = [each for each in found if record_id in (each.record_id, each.other_id)]
    return frozenset(stale), ours


def _about(check: Check, record_id: int, kind: str) -> Check | None:
    """As much of a check as can find something about one record of `kind`; None for nothing."""
    rule = check.rule
    if rule.scope is not Scope.RECORD:
        return check if kind in rule.kinds else None
    if kind in rule.others:
        return check
    return Check(rule, [record_id]) if record_id in (check.among or ()) else None


def _of(
    connection: Connection, records: Collection[int], reached: Reach
) -> tuple[tuple[int, ...], tuple[Check, ...]]:
    """The rows that no longer hold after `records` changed, and the checks for their place."""
    pairs = _pairs(connection, reached.paired)
    kinds = _kinds(connection, reached.records | pairs)
    scopes: dict[Scope, tuple[Collection[Any], tuple[Any, ...]]] = {
        Scope.RECORD: (reached.records, (FINDING.c.record_id,)),
        Scope.PAIR: (pairs, (FINDING.c.record_id, FINDING.c.other_id)),
        Scope.POST: (reached.posts, (FINDING.c.scope,)),
    }
    stale: set[int] = set()
    for scope, (among, columns) in scopes.items():
        names = [rule.name for rule in RULES.values() if rule.scope is scope]
        query = select(FINDING.c.id).where(FINDING.c.rule.in_(names))
        stale.update(row.id for column in columns for row in rows(connection, query, column, among))
    checks = []
    for rule in RULES.values():
        among = scopes[rule.scope][0]
        if rule.scope is not Scope.POST:
            among = [each for each in among if kinds.get(each) in rule.kinds]
        if among:
            checks.append(Check(rule, among))
    return tuple(sorted(stale)), tuple(checks)


def _kinds(connection: Connection, records: Collection[int]) -> dict[int, str]:
    query = select(RECORD.c.id, RECORD.c.kind)
    return {row.id: row.kind for row in rows(connection, query, RECORD.c.id, records)}


def _pairs(connection: Connection, records: Collection[int]) -> set[int]:
    """Records that changed, with those that they are or were paired with.

    Each is paired with the nearest ones before it only; so whoever comes between two or leaves from
    between them is news of both, and both are in a pair with it before or after.
    """
    rules = [rule for rule in RULES.values() if rule.scope is Scope.PAIR]
    concerned = set(records) | partners(connection, records, [rule.name for rule in rules])
    for rule in rules if concerned else ():
        for each in list(rule.check(connection, concerned)):
            concerned |= {each.record_id, each.other_id or each.record_id}
    return concerned


def keep(connection: Connection, piece: Piece) -> None:
    """Write a piece of a recount."""
    if piece.stale:
        connection.execute(delete(FINDING).where(FINDING.c.id.in_(piece.stale)))
    if piece.findings:
        values = [{name: getattr(each, name) for name in _COLUMNS} for each in piece.findings]
        connection.execute(insert(FINDING), values)
    if piece.at is not None:
        _set(connection, AT, piece.at)
    if piece.mark is not None:
        connection.execute(delete(SETTING).where(SETTING.c.name == AT))
        _set(connection, MARK, piece.mark)


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(SETTING).where(SETTING.c.name == name))
    connection.execute(insert(SETTING).values(name=name, value=value))
