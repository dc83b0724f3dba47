"""Which facts want a source, which have one, and what is lost when a source goes.

Source of the rule: nothing printed is unsourced. Inputs: the fields and rows of a record, and its
citations from sources that are not in the bin. A citation of the whole record supports all of its
facts; a citation that was rejected for another statement (`preferred` is no) supports none. Nor
does a preferred one that states another value than the record holds (`stated`); what was rejected
for it and states the recorded value supports that. Whether a date is known to the day or to the
year makes no difference: what is on record wants a source.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from defcat.change import Change
from defcat.dossier import Dossier, Row, Stub, stubs
from defcat.fields import Link, Stored, Whole
from defcat.kinds import KINDS, PARTS, label_of, parts_of
from defcat.model import RECORD, own_table, part_table
from defcat.rules.stated import Sway, contradicts, support_of, sway
from defcat.translation import tr

LISTED = 500
"""How many losses are told one by one; the rest is counted."""

_KINDS = ("agreement", "official", "engagement", "organisation", "commitment")
"""Sources support others; topics and series are the desk's own headings."""

_ROWS = (
    "party",
    "event",
    "signatory",
    "reference",
    "agreement_relation",
    "participant",
    "engagement_agreement",
    "outcome",
    "tenure",
)
"""The parts whose rows are facts. Other names and identifiers are ways to find a record."""

_OF_THE_DESK = frozenset(
    (
        "type",
        "marking",
        "notes",
        "url",
        "date_note",
        "given_name",
        "family_name",
        "display_order",
        "honorific",
        "native_name",
        "pronunciation",
        "sensitivities",
        "state",
        "series",
        "objectives",
        "agenda",
        "talking_points",
        "engagement",
        "evidence",
    )
)
"""Fields that say what a record is called and how it is sorted, what the desk thinks, plans or
keeps track of, or where something was read."""

_CHUNK = 5_000


@dataclass(frozen=True)
class Fact:
    """A field of a record (`row` is None) or a row of its part `about`, with its own citations.

    `supported` says whether any source supports it, by one of `citations` or as a whole.
    """

    about: str
    row: int | None
    words: str
    citations: tuple[Row, ...]
    supported: bool


@dataclass(frozen=True)
class Loss:
    """A fact (of the record as a whole, if `about` is None) that is cited from sources that go.

    `only` says that no other source supports it.
    """

    record: Stub
    about: str | None
    row: int | None
    words: str
    only: bool


@dataclass(frozen=True)
class Losses:
    """What sources support: the facts, those that lose their only source first, up to `LISTED`.

    `unsupported` counts all facts that would have no source any more, in `records` records;
    `kept` those that have another one.
    """

    listed: list[Loss]
    unsupported: int
    records: int
    kept: int


def wants_source(kind: str, about: str) -> bool:
    """Whether the field or the rows of the part `about` of a record of `kind` want a source."""
    if kind not in _KINDS or about in _OF_THE_DESK:
        return False
    if about == "title":  # a name is how a record is called; a promise is what was promised
        return kind == "commitment"
    return about in KINDS[kind].by_name or about in _ROWS


def facts(dossier: Dossier) -> list[Fact]:
    """The facts of a record that want a source, in the order of its fields and parts."""
    whole = bool(supporting(dossier))
    places: list[tuple[str, int | None]] = [
        (name, None) for name, value in dossier.values.items() if value is not None
    ]
    for part, rows in dossier.parts.items():
        places += [(part, row.id) for row in rows]
    return [
        Fact(
            about,
            row,
            fact_words(dossier, about, row),
            tuple(dossier.citations(about, row)),
            whole or bool(supporting(dossier, about, row)),
        )
        for about, row in places
        if wants_source(dossier.kind, about)
    ]


def supporting(dossier: Dossier, about: str | None = None, row: int | None = None) -> list[Row]:
    """The citations that support the whole record, a field of it, or a row of a part."""
    citations = dossier.citations(about, row)
    told = [(each.id, each.text("states"), each["preferred"]) for each in citations]
    found = support_of(dossier.kind, about, dossier.values.get(about or ""), told)
    return [citation for citation in citations if citation.id in found]


def on_its_side(dossier: Dossier, about: str | None, row: int | None = None) -> list[Row]:
    """The citations of a fact, without preferred ones that state another value than it has."""
    held = dossier.values.get(about or "")
    return [
        citation
        for citation in dossier.citations(about, row)
        if citation["preferred"] is not True
        or not contradicts(dossier.kind, about, held, citation.text("states"))
    ]


def fact_words(dossier: Dossier, about: str | None, row: int | None) -> str:
    """What a citation is about, in words: the title, a field's label, what a row begins with."""
    if about is None:
        return dossier.stub.title
    named = next((found for found in dossier.parts.get(about, ()) if found.id == row), None)
    return row_words(named, dossier.title) if named else label_of(dossier.kind, about)


def row_words(row: Row, title: Callable[[Stored], str]) -> str:
    """What a row begins with, so that it is told from others; `title` names linked records."""
    words = (
        title(row[field.name]) if isinstance(field.type, Link) else row.text(field.name)
        for field in PARTS[row.part].fields
        if not isinstance(field.type, Whole)
    )
    return ", ".join(list(filter(None, words))[:2])


# --- of many records at once --------------------------------------------------------------------


def unsourced(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    """Of the records `ids` that have facts without a source, what those are, in words.

    A field by its label, rows by their part and number: "Type", "Participants (4)". Records in the
    bin are left out. Reads whole columns, not record by record.
    """
    found: dict[int, list[str]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        bare = _without_whole(connection, wanted[start : start + _CHUNK])
        cited = _cited(connection, [record_id for few in bare.values() for record_id in few])
        for kind, few in bare.items():
            for record_id, words in _uncited(connection, kind, few, cited):
                found.setdefault(record_id, []).append(words)
    return found


_Cited = set[tuple[int, str, int | None]]


def _without_whole(connection: Connection, ids: Collection[int]) -> dict[str, list[int]]:
    """The records among `ids` that no source supports as a whole, by kind."""
    c, citation = RECORD.c, part_table("citation").c
    whole = select(citation.id).where(
        citation.record_id == c.id, citation.about.is_(None), Sway().supports(citation)
    )
    query = select(c.kind, c.id).where(
        c.id.in_(ids), c.kind.in_(_KINDS), c.binned_at.is_(None), ~whole.exists()
    )
    found: dict[str, list[int]] = defaultdict(list)
    for kind, record_id in connection.execute(query.order_by(c.id)):
        found[kind].append(record_id)
    return found


def _cited(connection: Connection, ids: Collection[int]) -> _Cited:
    c = part_table("citation").c
    supports = sway(connection, ids).supports(c)
    query = select(c.record_id, c.about, c.row).where(c.record_id.in_(ids), supports)
    return {(record_id, about, row) for record_id, about, row in connection.execute(query)}


def _uncited(
    connection: Connection, kind: str, ids: Collection[int], cited: _Cited
) -> Iterator[tuple[int, str]]:
    """The facts of records of `kind` that are not `cited`, as identifiers and words."""
    table, shared = own_table(kind), RECORD.c
    names = [name for name in KINDS[kind].by_name if wants_source(kind, name)]
    columns = [shared[name] if name in shared else table.c[name] for name in names]
    labels = [(name, tr(KINDS[kind].by_name[name].label)) for name in names]
    joined = select(shared.id, *columns).join(table, table.c.id == shared.id)
    for record_id, *values in connection.execute(joined.where(shared.id.in_(ids))):
        for (name, label), value in zip(labels, values, strict=True):
            if value is not None and (record_id, name, None) not in cited:
                yield record_id, label
    for part in parts_of(kind):
        if wants_source(kind, part.name):
            c = part_table(part.name).c
            rows = connection.execute(select(c.record_id, c.id).where(c.record_id.in_(ids)))
            missing = Counter(owner for owner, row in rows if (owner, part.name, row) not in cited)
            label = tr(part.label)
            for record_id, n in missing.items():
                yield record_id, tr("{part} ({n})", part=label, n=n) if n > 1 else label


# --- when sources go ----------------------------------------------------------------------------


def losses(connection: Connection, source_ids: Collection[int]) -> Losses:
    """What is cited from `source_ids`, and what of it would lose its only source without them."""
    c = part_table("citation").c
    citing = connection.scalars(select(c.record_id).where(c.other_id.in_(source_ids)).distinct())
    facts = _facts_from(source_ids, sway(connection, list(citing))).subquery()
    counts = select(facts.c.only, func.count(), func.count(facts.c.record_id.distinct()))
    told = {
        bool(only): (n, records)
        for only, n, records in connection.execute(counts.group_by(facts.c.only))
    }
    order = (facts.c.only.desc(), facts.c.record_id, facts.c.first)
    found = connection.execute(select(facts).order_by(*order).limit(LISTED)).all()
    named = stubs(connection, {row.record_id for row in found})
    words = words_of(connection, [(row.about, row.row) for row in found if row.row is not None])
    listed = [
        Loss(
            named[row.record_id],
            row.about,
            row.row,
            _loss_words(named[row.record_id], row.about, words.get((row.about, row.row))),
            bool(row.only),
        )
        for row in found
    ]
    unsupported, records = told.get(True, (0, 0))
    return Losses(listed, unsupported, records, told.get(False, (0, 0))[0])


def replace_sources(change: Change, source_ids: Collection[int], new_id: int) -> int:
    """Cite `new_id` wherever one of `source_ids` is cited; how many citations that were.

    The citations of the new source itself stay as they are: it cannot support itself.
    """
    change.flush()
    c = part_table("citation").c
    cited = select(c.id).where(c.other_id.in_(source_ids), c.record_id != new_id)
    ids = list(change.connection.scalars(cited.order_by(c.id)))
    for citation_id in ids:
        change.set_part("citation", citation_id, other_id=new_id)
    return len(ids)


def _facts_from(source_ids: Collection[int], swayed: Sway) -> Any:
    """A query for the facts cited from the sources: where, the first citation, `only`."""
    citation = part_table("citation")
    c, other = citation.c, citation.alias().c
    owner = select(RECORD.c.id).where(RECORD.c.id == c.record_id, RECORD.c.binned_at.is_(None))
    another = select(other.id).where(
        other.record_id == c.record_id,
        other.other_id.not_in(source_ids),
        or_(
            other.about.is_(None),
            and_(other.about == c.about, other.row.is_not_distinct_from(c.row)),
        ),
        swayed.supports(other),
    )
    only = func.max(and_(swayed.said(c), ~another.exists()))
    return (
        select(c.record_id, c.about, c.row, func.min(c.id).label("first"), only.label("only"))
        .where(c.other_id.in_(source_ids), c.record_id.not_in(source_ids), owner.exists())
        .group_by(c.record_id, c.about, c.row)
    )


def words_of(
    connection: Connection, places: Collection[tuple[str, int]]
) -> Mapping[tuple[str, int], str]:
    """What rows of parts begin with, by part and row."""
    by_part: dict[str, set[int]] = defaultdict(set)
    for part, row_id in places:
        by_part[part].add(row_id)
    rows = []
    for part, ids in by_part.items():
        table = part_table(part)
        for found in connection.execute(select(table).where(table.c.id.in_(ids))).mappings():
            values = {name: found[name] for name in PARTS[part].by_name}
            rows.append(Row(part, found["id"], found["record_id"], values))
    links = {
        int(row[field.name] or 0)
        for row in rows
        for field in PARTS[row.part].fields
        if isinstance(field.type, Link) and row[field.name] is not None
    }
    named = stubs(connection, links)

    def title(linked: Stored) -> str:
        return named[int(linked)].title if linked is not None else ""

    return {(row.part, row.id): row_words(row, title) for row in rows}


def _loss_words(record: Stub, about: str | None, row: str | None) -> str:
    if about is None:
        return tr("Whole record")
    label = label_of(record.kind, about)
    return tr("{part}: {row}", part=label, row=row) if row else label
