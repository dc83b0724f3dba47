"""The register: the answer to a query as a table, with chosen columns, grouped, however long."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from defcat import vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Inline,
    Note,
    Span,
    Title,
    facts,
    inline,
    table,
)
from defcat.briefs.columns import (
    Entry,
    Shown,
    chosen,
    entries,
    needed,
    offered,
    read_besides,
    usual,
)
from defcat.briefs.many import Cited, permitted
from defcat.briefs.request import Section
from defcat.briefs.standing import status_codes
from defcat.dates import PartialDate
from defcat.dossier import Stub
from defcat.kinds import KINDS
from defcat.search import run
from defcat.search.query import OfKind, Query
from defcat.search.rows import rows
from defcat.translation import tr, trn

CHUNK = 500
"""So many rows are read at once."""

SECTIONS = (Section("asked", "What was asked"), Section("rows", "The records"))

Cells = tuple[Inline, ...]


def build(
    assembly: Assembly,
    query: Query,
    *,
    columns: Sequence[str] = (),
    group_by: str = "",
    sources: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Block]:
    """The blocks of the register of what answers `query` on the day of the brief, in its order.

    `columns` and `group_by` are names of `columns.offered`; none are the usual ones, and no groups.
    With `sources` every row has the numbers of its sources. `progress` is told how many rows are
    read, of how many. Raises InputError for a column that there is not.
    """
    kind = query.kind
    shown = chosen(kind, columns or usual(kind))
    if not {"title", "ref"} & {column.name for column in shown}:
        shown = [offered(kind)["ref"], *shown]
    grouped = chosen(kind, [group_by])[0] if group_by else None
    found = run.every(assembly.connection, query.on(assembly.as_of), today=assembly.prepared_on)
    stubs = permitted(assembly, found)
    asked = query.on(None).write() or tr("all records")
    head: list[Block] = [
        Title(
            inline(tr(KINDS[kind].plural) if kind else tr("Records")),
            tr("Register"),
            inline(trn("{count} record", "{count} records", len(stubs), count=f"{len(stubs):,}")),
        )
    ]

    def what_was_asked() -> list[Block]:
        # That they are all of one kind is what the title says.
        whole = kind and query.on(None) == Query((OfKind(kind),))
        day = PartialDate.of(assembly.as_of).show() if assembly.past else ""
        pairs = [(tr("Asked for"), inline("" if whole else asked)), (tr("As of"), inline(day))]
        if grouped:
            pairs.append((tr("Grouped by"), inline(grouped.label)))
        return facts(pairs)

    def records() -> list[Block]:
        if not stubs:
            return [Note(tr("No record answers this."))]
        groups = _Groups(shown, grouped)
        for part in _parts(assembly, query, stubs, {c.name for c in (*shown, grouped) if c}):
            cited = Cited(assembly, [e.row.id for e in part]) if sources else None
            for entry in part:
                stub = stubs[entry.row.id]
                marks = cited.marks(stub, None, "title", "date") if cited else []
                groups.add(entry, stub, marks, assembly.portion(stub, *entry.others))
            if progress:
                progress(groups.count, len(stubs))
        return groups.blocks()

    return [*head, *assembly.arranged({"asked": what_was_asked, "rows": records})]


def _parts(
    assembly: Assembly, query: Query, stubs: dict[int, Stub], names: set[str]
) -> Iterator[list[Entry]]:
    """The records as entries, in order, a chunk at a time."""
    wanted = needed(names)
    ids = iter(stubs)
    while chunk := list(islice(ids, CHUNK)):
        found = rows(
            assembly.connection,
            chunk,
            assembly.as_of,
            query=query.on(assembly.as_of),
            today=assembly.prepared_on,
            names=read_besides(wanted),
        )
        yield entries(assembly, [found[record_id] for record_id in chunk], wanted)


class _Groups:
    """The rows of the table as they are read, each in its group."""

    def __init__(self, shown: Sequence[Shown], grouped: Shown | None) -> None:
        self.count = 0
        self._shown = shown
        self._grouped = grouped
        self._rows: dict[str, list[Cells]] = {}
        self._portions: dict[str, list[str]] = {}
        self._named = any(column.name == "ref" for column in shown)

    def add(self, entry: Entry, stub: Stub, marks: Sequence[int], portion: str) -> None:
        """One more row, with its source numbers in its first cell."""
        key = self._grouped.text(entry) if self._grouped else ""
        self._rows.setdefault(key, []).append(tuple(self._cells(entry, stub, marks)))
        self._portions.setdefault(key, []).append(portion)
        self.count += 1

    def _cells(self, entry: Entry, stub: Stub, marks: Sequence[int]) -> Iterator[Inline]:
        named = "ref" if self._named else "title"
        for column in self._shown:
            own = marks if column.name == named else ()
            if column.name == "title" and not self._named:
                perhaps = (Span(" " + tr("(perhaps)"), "quiet"),) if entry.row.possible else ()
                name = (Span(f"{stub.ref} ", "quiet"), Span(stub.title, marks=tuple(own)))
                yield (*name, *perhaps)
            else:
                yield inline(column.text(entry), own)

    def blocks(self) -> list[Block]:
        """The table, its groups in their order and counted."""
        groups = [
            Group(self._label(key), tuple(self._rows[key]), tuple(self._portions[key]))
            for key in sorted(self._rows, key=self._place, reverse=self._newest_first)
        ]
        columns = [Column(column.label, column.width) for column in self._shown]
        return table(columns, groups)

    @property
    def _newest_first(self) -> bool:
        return self._grouped is not None and self._grouped.name == "year"

    def _place(self, key: str) -> tuple[bool, int, str]:
        """Where a group stands: statuses as in their list, others by name, not known last."""
        if self._newest_first:
            return bool(key), 0, key
        return not key, _order_of_statuses().get(key, 0), key.casefold()

    def _label(self, key: str) -> str:
        if self._grouped is None:
            return ""
        return key or tr("{column} not recorded", column=self._grouped.label)


def _order_of_statuses() -> dict[str, int]:
    labels = (vocabulary.label("agreement-status", code) for code in status_codes())
    return {label: place for place, label in enumerate(labels, 1)}
