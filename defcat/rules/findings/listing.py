"""What the catalogue noticed, as it is listed: for one record, or for the whole catalogue."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from defcat.change import Change
from defcat.dossier import stubs
from defcat.model import FINDING, RECORD, part_table
from defcat.rules.findings.agreements import DEADLINE, over
from defcat.rules.findings.counting import due, fresh, recount
from defcat.rules.findings.finding import Dismissal, Finding, Found
from defcat.rules.findings.reading import CHUNK, rows
from defcat.rules.findings.rulebook import RULES

_ORDER = {name: place for place, name in enumerate(RULES)}
_COLUMNS = tuple(FINDING.c[name] for name in Finding.__slots__)
_RECORD_END, _OTHER_END = RECORD.alias("record_end"), RECORD.alias("other_end")


def of_record(connection: Connection, record_id: int) -> list[Found]:
    """What was noticed about a record, at either end, dismissed or not, in the order of the rules.

    Up to date: of a record that changed since findings were last made, they are made for this.
    """
    ours = (FINDING.c.record_id == record_id) | (FINDING.c.other_id == record_id)
    query = _live(select(FINDING.c.id, *_COLUMNS)).where(ours)
    stored = {row.id: Finding(*row[1:]) for row in connection.execute(query)}
    asked = due(connection)
    if asked.whole or record_id in asked.records:
        stale, new = fresh(connection, record_id, asked.since)
        return _found(connection, [*(f for row, f in stored.items() if row not in stale), *new])
    return _found(connection, stored.values())


def listed(
    connection: Connection,
    rule: str | None = None,
    dismissed: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Found]:
    """What is kept of what was noticed, of one rule or of all, in the order of the rules.

    Those that were `dismissed`, or those that were not; the records added last come first. What
    changed since findings were last made is not in it: see `everything`.
    """
    query = _live(select(*_COLUMNS)).where(_dismissed() if dismissed else ~_dismissed())
    if rule is not None:
        query = query.where(FINDING.c.rule == rule)
    query = query.order_by(case(_ORDER, value=FINDING.c.rule), FINDING.c.record_id.desc())
    query = query.order_by(FINDING.c.key, FINDING.c.id).limit(limit).offset(offset)
    return _found(connection, [Finding(*row) for row in connection.execute(query)])


def rows_listed(
    connection: Connection,
    rule: str | None = None,
    dismissed: bool = False,
    kind: str | None = None,
    text: str = "",
) -> list[int]:
    """The rows of the table of findings in the order of `listed`, for a list that reads some.

    Only those about a record of `kind`, and those of which each word of `text` stands in what is
    said or in the title at either end.
    """
    query = _live(select(FINDING.c.id)).where(_dismissed() if dismissed else ~_dismissed())
    if rule is not None:
        query = query.where(FINDING.c.rule == rule)
    if kind is not None:
        query = query.where(_RECORD_END.c.kind == kind)
    for word in text.split():
        places = (FINDING.c.says, _RECORD_END.c.title, _OTHER_END.c.title)
        query = query.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    query = query.order_by(case(_ORDER, value=FINDING.c.rule), FINDING.c.record_id.desc())
    return list(connection.scalars(query.order_by(FINDING.c.key, FINDING.c.id)))


def of_rows(connection: Connection, ids: Collection[int]) -> dict[int, Found]:
    """What stands in rows of the table of findings; without those that are gone by now."""
    query = _live(select(FINDING.c.id, *_COLUMNS)).where(FINDING.c.id.in_(ids))
    kept = {row.id: Finding(*row[1:]) for row in connection.execute(query)}
    found = {each.finding: each for each in _found(connection, set(kept.values()))}
    return {row: found[finding] for row, finding in kept.items()}


def counts(connection: Connection, dismissed: bool = False) -> dict[str, int]:
    """How many findings of each rule are kept that were, or were not, dismissed; none of 0."""
    query = _live(select(FINDING.c.rule, func.count())).group_by(FINDING.c.rule)
    query = query.where(_dismissed() if dismissed else ~_dismissed())
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {rule: found[rule] for rule in RULES if rule in found}


def everything(connection: Connection) -> list[Found]:
    """All findings, dismissed or not, as of now: what is due is found for this and not kept.

    For a file that cannot be written, in which nobody can keep them up to date.
    """
    counted = recount(connection)
    stale = set(counted.stale)
    stored = connection.execute(_live(select(FINDING.c.id, *_COLUMNS)))
    kept = (Finding(*row[1:]) for row in stored if row.id not in stale)
    return _found(connection, [*kept, *counted.findings])


def dismiss(change: Change, finding: Finding, why: str) -> int:
    """Let a finding stand, and say why; the row that remembers it, until its facts change."""
    return change.add_part(
        "dismissal", finding.record_id, rule=finding.rule, key=finding.key, why=why
    )


def undismiss(change: Change, finding: Finding) -> None:
    """Bring a finding back that was dismissed, at either end."""
    for dismissals in _dismissals(change.connection, [finding]).values():
        for dismissal in dismissals:
            change.remove_part("dismissal", dismissal.row)


def as_json(found: Found) -> dict[str, Any]:
    """A finding as the command line prints it; `dismissed` is why, or null."""
    return {
        "rule": found.finding.rule,
        "refs": [stub.ref for stub in (found.record, found.other) if stub],
        "says": found.finding.says,
        "fix": found.finding.fix,
        "dismissed": found.dismissal.why if found.dismissal else None,
    }


def _live(query: Select[Any]) -> Select[Any]:
    """A query of findings that are told: neither end is in the bin, and no deadline is over."""
    record, other = _RECORD_END, _OTHER_END
    query = query.select_from(FINDING).join(record, record.c.id == FINDING.c.record_id)
    query = query.outerjoin(other, other.c.id == FINDING.c.other_id)
    there = FINDING.c.other_id.is_(None) | other.c.id.is_not(None)
    query = query.where(record.c.binned_at.is_(None), other.c.binned_at.is_(None), there)
    return query.where((FINDING.c.rule != DEADLINE) | ~over(FINDING.c.record_id))


def _dismissed() -> ColumnElement[bool]:
    """Whether somebody dismissed a finding at either end."""
    row = part_table("dismissal")
    same = (row.c.rule == FINDING.c.rule) & (row.c.key == FINDING.c.key)
    at_either_end = row.c.record_id.in_((FINDING.c.record_id, FINDING.c.other_id))
    return select(row.c.id).where(same, at_either_end).exists()


def _dismissals(
    connection: Connection, findings: Collection[Finding]
) -> dict[Finding, list[Dismissal]]:
    """What dismisses each of `findings`, for those that are."""
    row = part_table("dismissal")
    by_fact: dict[tuple[int | None, str, str], list[Dismissal]] = {}
    ends = {end for f in findings for end in (f.record_id, f.other_id) if end is not None}
    for found in rows(connection, select(row).order_by(row.c.id), row.c.record_id, ends):
        dismissal = Dismissal(found.id, found.why, found.set_by, found.set_on)
        by_fact.setdefault((found.record_id, found.rule, found.key), []).append(dismissal)
    if not by_fact:
        return {}
    return {
        each: dismissals
        for each in findings
        if (
            dismissals := [
                dismissal
                for end in (each.record_id, each.other_id)
                for dismissal in by_fact.get((end, each.rule, each.key), ())
            ]
        )
    }


def _ended(connection: Connection, ids: Collection[int]) -> set[int]:
    """Those of the records `ids` that are over, so that no deadline of theirs matters."""
    query = select(RECORD.c.id).where(over(RECORD.c.id))
    return {row.id for row in rows(connection, query, RECORD.c.id, ids)}


def _found(connection: Connection, findings: Collection[Finding]) -> list[Found]:
    """`findings` that are told, in the order of the rules, with their records and dismissals."""
    ended = _ended(connection, {f.record_id for f in findings if f.rule == DEADLINE})
    told = (f for f in findings if f.rule != DEADLINE or f.record_id not in ended)
    ordered = sorted(told, key=lambda f: (_ORDER[f.rule], -f.record_id, f.key))
    dismissals = _dismissals(connection, ordered)
    ends = sorted({end for f in ordered for end in (f.record_id, f.other_id) if end is not None})
    named = {}
    for start in range(0, len(ends), CHUNK):
        named.update(stubs(connection, ends[start : start + CHUNK]))
    return [
        Found(
            each,
            named[each.record_id],
            named[each.other_id] if each.other_id is not None else None,
            dismissals[each][-1] if each in dismissals else None,
        )
        for each in ordered
    ]
