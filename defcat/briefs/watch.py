"""The watch list: what is overdue, what ends, what was signed and binds nobody, what lies ahead."""

from collections.abc import Callable, Collection, Sequence

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Note,
    Title,
    inline,
    table,
)
from defcat.briefs.many import Cited
from defcat.briefs.request import Section
from defcat.briefs.sections import headed
from defcat.briefs.wording import record_name
from defcat.dates import PartialDate
from defcat.rules import reading
from defcat.rules.tenure import SIGNING
from defcat.rules.watch import RULES, Watched, ahead, watch
from defcat.translation import capital, tr, trn

LISTED = 200
"""So many lines of one rule are printed; a list that is longer is one for the screen."""

SECTIONS = (
    Section("overdue", "Overdue"),
    Section("expiring", "Expiring"),
    Section("unratified", "Signed, not in force"),
    Section("ahead", "Ahead"),
)

_RULES: dict[str, tuple[str, ...]] = {
    "overdue": ("commitment-overdue", "engagement-passed"),
    "expiring": ("notice-due", "expiring", "renewing", "review-due"),
    "unratified": ("not-in-force",),
    "ahead": ("commitment-due", "engagement-planned"),
}
"""The rules of each section, in the order in which they are printed."""

_SAYS: dict[str, tuple[str | None, ...]] = {
    "commitment-overdue": ("date", "state"),
    "commitment-due": ("date", "state"),
    "engagement-planned": ("date", "state"),
    "engagement-passed": ("date", "state"),
    "notice-due": ("notice_period", "expiry_date", "duration"),
    "expiring": ("expiry_date", "duration"),
    "renewing": ("expiry_date", "duration", "renewal"),
    "review-due": ("review_date",),
    "not-in-force": (),
}
"""The fields that a reason rests on, besides what a source says of the record as a whole."""


def build(assembly: Assembly, days: int) -> list[Block]:
    """The blocks of the watch list, looking `days` ahead."""
    found = watched(assembly, days)
    until = PartialDate.of(ahead(assembly.as_of, days)).show()
    said = trn("{n} day ahead, until {day}", "{n} days ahead, until {day}", days, day=until)
    head: list[Block] = [
        Title(inline(tr("What to keep in sight")), tr("Watch list"), inline(said)),
        Note(_counted(found), (), "key", assembly.portion(*(one.record for one in found))),
    ]
    cited = Cited(assembly, {one.record.id for one in found})

    def lines(name: str) -> Callable[[], list[Block]]:
        return lambda: due(assembly, found, _RULES[name], cited, limit=LISTED, fixes=True)

    return [*head, *headed(assembly, SECTIONS, {name: lines(name) for name in _RULES})]


def watched(assembly: Assembly, days: int, among: Collection[int] | None = None) -> list[Watched]:
    """What is to be kept in sight and may be printed; only of the records `among`, where given."""
    found = watch(assembly.connection, assembly.as_of, days, among)
    shown = assembly.admitted({one.record.id: one.record for one in found}.values())
    return [one for one in found if one.record.id in shown]


def due(
    assembly: Assembly,
    found: Sequence[Watched],
    rules: Collection[str],
    cited: Cited,
    *,
    limit: int,
    fixes: bool = False,
) -> list[Block]:
    """A table of what is watched by `rules`, a group of at most `limit` for each; `fixes`: with
    what to do.
    """
    kept = {rule: [one for one in found if one.rule == rule] for rule in rules}
    signed = _signings(assembly, [one for of in kept.values() for one in of[:limit]])
    groups = []
    for rule, of in kept.items():
        listed = of[:limit]
        note = ""
        if len(of) > limit:
            note = trn("the first of {all}", "the first {n} of {all}", limit, all=f"{len(of):,}")
        rows = tuple(
            (
                record_name(one.record),
                inline(capital(one.says), _marks(one, cited, signed.get(one.record.id, ()))),
                inline(one.fix if fixes else ""),
            )
            for one in listed
        )
        portions = tuple(assembly.portion(one.record) for one in listed)
        groups.append(Group(tr(RULES[rule]), rows, portions, note))
    columns = [Column(tr("Record"), 6), Column(tr("Why"), 3.6), Column(tr("What to do"), 2.8)]
    return table(columns, groups)


def _marks(one: Watched, cited: Cited, signings: Collection[int]) -> list[int]:
    marks = cited.marks(one.record, *_SAYS[one.rule])
    if one.rule == "not-in-force":
        marks += [n for row in signings for n in cited.of_row(one.record.id, "event", row)]
    return list(dict.fromkeys(marks or cited.marks(one.record, None)))


def _signings(assembly: Assembly, found: Sequence[Watched]) -> dict[int, list[int]]:
    """The rows of the signings of the agreements that are not in force, by agreement."""
    ids = {one.record.id for one in found if one.rule == "not-in-force"}
    events = reading.rows_of(assembly.connection, "event", ids)
    return {i: [row.id for row in of if row["type"] in SIGNING] for i, of in events.items()}


def _counted(found: Sequence[Watched]) -> str:
    if not found:
        return tr("Nothing is overdue, ends or waits.")
    counts = {name: sum(one.rule in rules for one in found) for name, rules in _RULES.items()}
    labels = {each.name: tr(each.label).lower() for each in SECTIONS}
    return capital("; ".join(f"{n:,} {labels[name]}" for name, n in counts.items() if n))
