"""Facts that stand on no source, and those on which sources disagree."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, null, select

from defcat import countries, vocabulary
from defcat.fields import Country, Date, Field, Part, Term
from defcat.kinds import KINDS, PARTS
from defcat.model import RECORD, own_table, part_table
from defcat.rules.disagreement import Disagreement, disputed
from defcat.rules.findings.finding import Finding
from defcat.rules.findings.reading import OTHER, own_query, part_query, rows, shown
from defcat.rules.stated import Sway, sway
from defcat.rules.support import wants_source
from defcat.text import fold
from defcat.translation import tr, trn

_Fact = tuple[str, str, Sequence[Any], str | None]
"""A field, with its value, or a row of a part, with the values of its fields: the kind of its
record, what it is, the values, in which the uid stands for a linked record, and that one's title.
"""

_NAMED = 3
"""Facts that a finding names; it counts the others."""

_LONG = 80
"""Characters of what a source states that a finding quotes."""


STRETCH = 5_000
"""Records asked about at a time: most have something that is found."""


def no_source(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """A record with facts that no source supports: one finding for all of them.

    Source: nothing printed is unsourced; which facts want a source, and which citations support
    one, `rules.support` says.
    Inputs: citations whose source is not in the bin and which were not rejected for another
    statement, nor state another value than the record holds. One of the whole record supports
    everything; else each fact needs its own. Sources, topics and series need none, and a record
    without any such fact says nothing to support.
    Partial dates: dates play no part.
    """
    found: dict[int, list[_Fact]] = defaultdict(list)
    for record_id, fact in _facts(connection, ids):
        found[record_id].append(fact)
    for record_id, facts in found.items():
        named = ", ".join(map(_worded, facts[:_NAMED]))
        if len(facts) > _NAMED:
            named = tr("{facts} …", facts=named)
        told = repr([(about, values) for _, about, values, _ in facts])
        yield Finding(
            "no-source",
            record_id,
            sha256(told.encode()).hexdigest()[:16],
            trn(
                "{n} fact without a source: {facts}",
                "{n} facts without a source: {facts}",
                len(facts),
                facts=named,
            ),
            tr("Cite a source for the record, or for each of these facts."),
        )


def sources_disagree(connection: Connection, ids: Collection[int] | None) -> Iterator[Finding]:
    """One fact for which several sources state different things.

    Source: the vocabulary: two sources may disagree, both are kept, one is preferred, and the
    disagreement is shown; what is a disagreement, `rules.disagreement` says.
    Inputs: what the citations of one fact state, and which was preferred or rejected. Where one is
    preferred the finding says so, and nothing needs doing, unless the record holds another value
    than that.
    Partial dates: dates that can be read disagree only where they have no day in common.
    """
    citation = part_table("citation")
    stating = part_query("citation").where(citation.c.states.is_not(None))
    asked = {row.record_id for row in rows(connection, stating, citation.c.record_id, ids)}
    for record_id, told in disputed(connection, asked).items():
        for each in told:
            yield _disagreement(record_id, each)


def _disagreement(record_id: int, told: Disagreement) -> Finding:
    chosen = next((c.text("states") for c in told.citations if c["preferred"] is True), None)
    texts = dict.fromkeys(c.text("states") for c in told.citations)
    stated = "; ".join(
        tr("{statement} (preferred)", statement=_quoted(text)) if text == chosen else _quoted(text)
        for text in texts
    )
    says = tr("{fact}: sources state {texts}.", fact=told.words, texts=stated)
    if told.contrary:
        says = tr(
            "{fact}: the record says {held}, the preferred source says {stated}.",
            fact=told.words,
            held=told.held,
            stated=_cut(chosen or ""),
        )
        fix = tr("Take it over, or prefer another statement.")
    elif chosen is not None:
        fix = tr("Nothing needs doing if that is right; dismiss this, and say why.")
    elif told.believed:
        fix = tr("Prefer one of them; the others stay.")
    else:
        says = tr("{fact}: a source states {texts}.", fact=told.words, texts=stated)
        fix = tr("Cite a source for what is on record, or correct it.")
    facts = sorted(f"{fold(c.text('states'))}={c['preferred']}" for c in told.citations)
    held = (fold(told.held),) if told.contrary else ()
    key = "|".join((told.about or "", *held, *facts))
    return Finding("sources-disagree", record_id, key, says, fix, told.about, told.row)


def _cited(
    connection: Connection, ids: Collection[int] | None, swayed: Sway
) -> dict[int, set[tuple[str, int | None]]]:
    """The fields and rows of each record that a citation of their own supports."""
    citation = part_table("citation")
    query = part_query("citation", citation.c.about, citation.c.row)
    query = query.where(citation.c.about.is_not(None), swayed.supports(citation.c))
    cited: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    for _, record_id, about, row in rows(connection, query, citation.c.record_id, ids):
        cited[record_id].add((about, row))
    return cited


def _facts(connection: Connection, ids: Collection[int] | None) -> Iterator[tuple[int, _Fact]]:
    """The facts that want a source and have none, with the record they are of; rows first."""
    swayed = sway(connection, ids)
    cited = _cited(connection, ids, swayed)
    citation = part_table("citation").c
    whole = select(citation.id).where(citation.record_id == RECORD.c.id, citation.about.is_(None))
    uncited = ~whole.where(swayed.supports(citation)).exists()
    for part in PARTS.values():
        if any(wants_source(kind, part.name) for kind in part.owners):
            query = _rows_of(part).where(uncited)
            owner = part_table(part.name).c.record_id
            for row, record_id, kind, title, *values in rows(connection, query, owner, ids):
                if (part.name, row) not in cited.get(record_id, ()):
                    yield record_id, (kind, part.name, values, title)
    for kind in KINDS.values():
        own = own_table(kind.name).c
        names = [field.name for field in kind.fields if wants_source(kind.name, field.name)]
        columns = [RECORD.c[name] if name in RECORD.c else own[name] for name in names]
        query = own_query(kind.name, *columns).where(uncited)
        for record_id, *values in rows(connection, query, own.id, ids) if names else ():
            for name, value in zip(names, values, strict=True):
                if value is not None and (name, None) not in cited.get(record_id, ()):
                    yield record_id, (kind.name, name, (value,), None)


def _rows_of(part: Part) -> Select[Any]:
    """Rows of a part: `id`, `record_id`, kind, the title of a linked record, and the values."""
    table, other = part_table(part.name), OTHER
    columns = [table.c[field.name] for field in part.fields if field.name != "other_id"]
    if not part.links:
        return part_query(part.name, RECORD.c.kind, null(), *columns)
    query = part_query(part.name, RECORD.c.kind, other.c.title, *columns, other.c.uid)
    query = query.outerjoin(other, other.c.id == table.c.other_id)
    return query.where(other.c.binned_at.is_(None))


def _worded(fact: _Fact) -> str:
    """A fact in a few words: "Signature 23 August 2024"."""
    kind, about, values, title = fact
    if about not in PARTS:
        return _field_words(KINDS[kind].by_name[about], values[0])
    names = (field.name for field in PARTS[about].fields if field.name != "other_id")
    named = dict(zip(names, values, strict=False))
    if about == "event":
        date = shown(named["date"] or named["effective"])
        return f"{vocabulary.label('event-type', named['type'])} {date}".rstrip()
    if about == "tenure":
        return str(named["post"])
    if about == "party" and not title:
        return countries.name(named["country"]) if named["country"] else tr("Party")
    return str(title or next(filter(None, values)))


def _field_words(field: Field, value: Any) -> str:
    """A field by its label, with its value where that is short."""
    label = tr(field.label)
    if isinstance(field.type, Date):
        return f"{label} {shown(value)}"
    return f"{label} {field.type.show(value)}" if isinstance(field.type, Country | Term) else label


def _quoted(text: str) -> str:
    return f"“{_cut(text)}”"


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
