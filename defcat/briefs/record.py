"""The sheet of any record of any kind, whole: every field, every part, everything that names it."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from defcat import vocabulary
from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import (
    Block,
    Column,
    Group,
    Heading,
    Inline,
    Note,
    Paragraph,
    Span,
    Title,
    facts,
    inline,
    joined,
    marked,
    prose,
    section,
    table,
)
from defcat.briefs.request import Section
from defcat.briefs.standing import printable_facts
from defcat.briefs.wording import by_date, date_words, listed, record_name, title_of
from defcat.dossier import Dossier, Row, Stub
from defcat.fields import LONG, Date, Field, Flag, Link, Part, Term, Text
from defcat.kinds import KINDS, PARTS
from defcat.parts import NAMES_ROW
from defcat.rules.status import status
from defcat.translation import capital, tr, trn

_ELSEWHERE = ("citation", "subject", "dismissal", "hand_status")
"""Parts that are printed as source marks, among the key facts, as the status or, as the desk's own,
not at all."""

SECTIONS = (
    Section("status", "Status"),
    Section("facts", "Key facts"),
    Section("texts", "Texts"),
    Section("links", "Parts and links"),
)

_SUBTITLE = ("type", "native_name")


def build(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The blocks of the sheet of a record."""
    kind = KINDS[dossier.kind]
    words = listed((tr(kind.label), dossier.stub.ref), " ")
    title = title_of(dossier, assembly.marks(dossier, "title"))
    named = [name for name in _SUBTITLE if name in kind.by_name]
    subtitle = joined([assembly.value(dossier, name) for name in named], " · ")
    sections: dict[str, Callable[[], list[Block]]] = {
        "status": lambda: _status(assembly, dossier),
        "facts": lambda: [
            *_key_facts(assembly, dossier),
            *assembly.disagreements(dossier, None, *dossier.values),
        ],
        "texts": lambda: _texts(assembly, dossier),
        "links": lambda: _links(assembly, dossier),
    }
    return [Title(title, words, subtitle), *assembly.arranged(sections)]


def _status(assembly: Assembly, dossier: Dossier) -> list[Block]:
    if dossier.kind != "agreement":
        return []
    found = status(printable_facts(assembly, dossier), assembly.as_of)
    label = vocabulary.label("agreement-status", found.code)
    return [Note(label, (inline(capital(found.reason)),), "key")]


def _texts(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The long texts of a record, each below its label."""
    blocks: list[Block] = []
    for field in _long_fields(dossier):
        marks = assembly.marks(dossier, field.name)
        blocks += section(tr(field.label), prose(dossier.text(field.name), marks))
    return blocks


def _links(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """What a record has many of, what links to it, and what names it."""
    # A relation between two of a kind has one heading for both ends.
    sections: dict[str, list[Block]] = defaultdict(list)
    for name in dossier.parts:
        if name not in _ELSEWHERE:
            sections[tr(PARTS[name].label)] += _part(assembly, dossier, PARTS[name])
    for name in dossier.backlinks:
        sections[tr(PARTS[name].inverse)] += _from_elsewhere(assembly, dossier, PARTS[name])
    blocks = [block for each in sections.items() for block in section(*each)]
    return [*blocks, *_named_by(assembly, dossier)]


def _key_facts(assembly: Assembly, dossier: Dossier) -> list[Block]:
    kind = KINDS[dossier.kind]
    names = [
        field.name
        for field in kind.fields
        if field.name not in ("title", "marking", *_SUBTITLE) and field.type != LONG
    ]
    pairs = assembly.fields(dossier, [name for name in names if name != "url"])
    url = dossier.text("url") if "url" in kind.by_name else ""
    general = inline(tr("The record as a whole"), assembly.marks(dossier, None))
    return facts(
        [
            *pairs,
            (tr("Topics"), assembly.topics(dossier)),
            (tr("Web address"), (Span(url, url=url),) if url else ()),
            (tr("Supported by"), general if general and general[0].marks else ()),
        ]
    )


def _long_fields(dossier: Dossier) -> list[Field]:
    fields = KINDS[dossier.kind].fields
    return [f for f in fields if f.type == LONG and dossier.values[f.name]]


def _part(assembly: Assembly, dossier: Dossier, part: Part) -> list[Block]:
    """The rows of a part as a table, a column for every field that is used."""
    rows = assembly.rows(dossier, part.name)
    dates = [field.name for field in part.fields if field.type == Date()]
    if dates:
        rows.sort(key=lambda row: by_date(next((row[d] for d in dates if row[d]), None), row.id))
    # Row numbers mean nothing on paper, a hash is nothing to read, and paper names no user.
    left_out = (NAMES_ROW.get(part.name), "sha256", "set_by")
    fields = [f for f in part.fields if f.name not in left_out]
    cells = []
    for row in rows:
        texts = [_cell(dossier, row, field) for field in fields]
        first = next((i for i, text in enumerate(texts) if text), 0)
        texts[first] = marked(texts[first], assembly.row_marks(dossier, row))
        cells.append(tuple(texts))
    return [
        *table(_columns(fields), [Group("", tuple(cells))]),
        *assembly.disagreements(dossier, part.name),
    ]


def _columns(fields: Sequence[Field]) -> list[Column]:
    return [Column(tr(field.label), _share(field)) for field in fields]


def _share(field: Field) -> float:
    """How much of a line a column of this field wants."""
    match field.type:
        case Link() | Text(long=True):
            return 3
        case Text():
            return 2.4
        case Date():
            return 2.2
        case _:
            return 1.6


def _cell(dossier: Dossier, row: Row, field: Field) -> Inline:
    value = row[field.name]
    if value is None:
        return ()
    match field.type:
        case Link():
            return record_name(dossier.stubs[int(value)])
        case Term():
            return inline(capital(row.text(field.name)))
        case Flag():
            return inline(tr(field.label) if value else "")
        case Text() if field.name == "url":
            return (Span(str(value), url=str(value)),)
        case _:
            return inline(row.text(field.name))


def _from_elsewhere(assembly: Assembly, dossier: Dossier, part: Part) -> list[Block]:
    """The records that link here through `part`, oldest first, with what the link says."""
    rows = assembly.backlinks(dossier, part.name)
    rows.sort(key=lambda row: by_date(_day(dossier.stubs[row.record_id]), row.id))
    fields = [f for f in part.fields if f.name not in (NAMES_ROW.get(part.name), "other_id")]
    # A post has days of its own.
    dated = "start" not in part.by_name
    cells = []
    for row in rows:
        stub = dossier.stubs[row.record_id]
        texts = [_inverse_cell(dossier, row, field) for field in fields]
        cells.append((inline(date_words(_day(stub)) if dated else ""), record_name(stub), *texts))
    columns = [Column(tr("Date"), 2), Column(tr("Record"), 4.5), *_columns(fields)]
    blocks = table(columns, [Group("", tuple(cells))])
    left = dossier.totals[part.name] - len(dossier.backlinks[part.name])
    if left > 0:
        words = trn("{n} older link is left out.", "{n} older links are left out.", left)
        blocks.append(Paragraph(inline(words, style="quiet")))
    return blocks


def _day(stub: Stub) -> str | None:
    """The date of a record that links here; of an official it is when another post began."""
    return None if stub.kind == "official" else stub.date


def _inverse_cell(dossier: Dossier, row: Row, field: Field) -> Inline:
    """What a row says, as read from the other end."""
    value = row[field.name]
    if isinstance(field.type, Term) and value is not None:
        return inline(capital(vocabulary.inverse_label(field.type.vocabulary, str(value))))
    if row.part == "citation" and field.name == "about" and value is not None:
        return inline(_cited(dossier.stubs[row.record_id], str(value)))
    return _cell(dossier, row, field)


def _cited(stub: Stub, about: str) -> str:
    """The name of the field or part that a citation supports."""
    field = KINDS[stub.kind].by_name.get(about)
    return tr(field.label if field else PARTS[about].label)


def _named_by(assembly: Assembly, dossier: Dossier) -> list[Block]:
    """The records of which a field names this one, a section for every such field."""
    blocks: list[Block] = []
    for kind in KINDS.values():
        for field in kind.fields:
            if isinstance(field.type, Link) and dossier.kind in field.type.kinds:
                found = assembly.naming(dossier, field.name, kind.name)
                found.sort(key=lambda stub: by_date(stub.date, stub.id))
                cells = tuple((inline(date_words(s.date)), record_name(s)) for s in found)
                columns = [Column(tr("Date"), 2), Column(tr("Record"), 8)]
                rows = table(columns, [Group("", cells)])
                blocks += (
                    [Heading(f"{tr(kind.plural)} ({tr(field.label).lower()})"), *rows]
                    if rows
                    else []
                )
    return blocks
