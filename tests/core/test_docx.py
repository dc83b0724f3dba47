"""The editable document: what a desk sees when it opens one, and what it may never find in it."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from PIL import Image

from defcat import markings
from defcat.briefs.blocks import (
    Block,
    Brief,
    Bullets,
    Chart,
    Column,
    Contents,
    Fact,
    Group,
    Heading,
    KeyFacts,
    Note,
    PageBreak,
    Paragraph,
    Part,
    SourceEntry,
    SourceList,
    Span,
    Table,
    Timeline,
    Title,
    inline,
)
from defcat.briefs.docx import render_docx, write_docx
from defcat.briefs.pdf import PageOptions
from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, InputError, Refused

HINDI = "राजनाथ सिंह"
ARABIC = "وزارة الدفاع"
URL = "https://example.org/release?a=1&b=<2>"

EXAMPLES: tuple[Block, ...] = (
    Contents(),
    Part("First part", "Part one"),
    Title(inline("Supply Arrangement", [1]), "Agreement A1", inline("Not binding")),
    Note("In force", (inline("since 1 September 2024", [1]),), "key"),
    Heading("Who"),
    Heading("By side", 2),
    Paragraph((Span("Signed by "), Span(HINDI, "strong"), Span(" at "), Span(URL, url=URL))),
    Paragraph(inline(ARABIC)),
    KeyFacts((Fact("Parties", inline("India; United States"), "(R)"),)),
    Table(
        (Column("Name", 2), Column("Office", 3)),
        (Group("India", ((inline(HINDI), inline("Minister", [1, 2])),), ("(R)",)),),
    ),
    Bullets((inline("One"), inline("Two\nlines"))),
    Chart("Meetings per year", (("2023", 2.0), ("2024", 3.5)), "meetings"),
    Timeline("What happened", (("22 August 2024", inline("Signature")),)),
    PageBreak(),
    Heading("Sources"),
    SourceList((SourceEntry(1, "Two pacts", "para 2"), SourceEntry(2, "Release", "", URL))),
)


def brief(*blocks: Block, marking: str = "restricted", **values: Any) -> Brief:
    level = markings.load("india").level(marking)
    days = {"as_of": date(2026, 11, 22), "prepared_on": date(2026, 11, 23)}
    return Brief("Supply", "One-pager: A1", "One-pager", blocks, level, **days, **values)


def opened(*blocks: Block, **options: Any) -> Any:
    return docx.Document(io.BytesIO(render_docx(brief(*blocks), PageOptions(**options))))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_every_block_has_its_place_and_its_style():
    assert {type(block) for block in EXAMPLES} == set(get_args(Block))
    told = []
    for found in opened(*EXAMPLES).iter_inner_content():
        if isinstance(found, DocxTable):
            told += [" | ".join(cell.text for cell in row.cells) for row in found.rows]
        elif found.text:
            told.append(f"{found.style.name}: {found.text}")
    assert told == [
        "TOC Heading: Contents",
        "toc 1: First part\t",
        "toc 1: Supply Arrangement\t",
        "toc 2: Who\t",
        "toc 2: Sources\t",
        "Kicker: Part one",
        "Part: First part",
        "Kicker: Agreement A1",
        "Title: Supply Arrangement[1]",
        "Subtitle: Not binding",
        "Key label: In force",
        "Key: since 1 September 2024[1]",
        "Heading 1: Who",
        "Heading 2: By side",
        f"Normal: Signed by {HINDI} at {URL}",
        f"Normal: {ARABIC}",
        "Parties | India; United States",
        "Name | Office",
        "India | India",
        f"{HINDI} | Minister[1][2]",
        "List Bullet: One",
        "List Bullet: Two\nlines",
        "Caption: Meetings per year",
        " | meetings",
        "2023 | 2",
        "2024 | 3.5",
        "Caption: What happened",
        "22 August 2024 | Signature",
        "Heading 1: Sources",
        "Source: [1]\tTwo pacts, para 2",
        f"Source: [2]\tRelease {URL}",
    ]


def test_every_page_carries_the_marking_the_days_and_its_number():
    section = opened(*EXAMPLES).sections[0]
    banner, head = section.header.paragraphs
    foot, below = section.footer.paragraphs
    level = markings.load("india").level("restricted")
    for paragraph in (banner, below):
        assert paragraph.text == "RESTRICTED"
        fill = paragraph._p.pPr.find(qn("w:shd")).get(qn("w:fill"))
        assert f"#{fill}".lower() == level.colour
    assert head.text == "One-pager · Supply\t"
    assert foot.text.startswith("As of 22 November 2026 · Prepared on 23 November 2026\tPage")
    fields = [each.text.strip() for each in foot._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert not section.different_first_page_header_footer


def test_the_head_of_a_table_is_repeated_and_no_row_is_parted():
    rows = tuple((inline(f"Officer {i}"), inline("Director")) for i in range(60))
    (table,) = opened(Table((Column("Name"), Column("Post")), (Group("", rows),))).tables
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True] + [False] * 60
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_source_marks_lead_to_the_sources_and_addresses_to_the_web():
    body = opened(*EXAMPLES).element.body
    bookmarks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    anchors = {link.get(qn("w:anchor")) for link in links} - {None}
    assert {"source_1", "source_2"} <= anchors <= bookmarks
    content = parts(render_docx(brief(*EXAMPLES)))
    targets = re.findall(r'Target="(https:[^"]*)"', content["word/_rels/document.xml.rels"])
    assert targets == ["https://example.org/release?a=1&amp;b=%3C2%3E"]


def test_the_places_in_a_source_are_told_apart():
    cited = SourceEntry(1, "Two pacts", "a paper", places=((1, "para 2"), (2, "para 5")))
    first, last = opened(Paragraph(inline("Text", [1, 2])), SourceList((cited,))).paragraphs
    assert first.text == "Text[1a][1b]"
    assert last.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "[1]\tTwo pacts, a paper: (a) para 2; (b) para 5"
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/hosts", "https://[broken", "https://x.org/" + "a" * 3000],
)
def test_an_address_that_leads_nowhere_is_only_text(url):
    content = parts(render_docx(brief(Paragraph((Span("Here", url=url),)))))
    assert "Here" in content["word/document.xml"]
    assert 'TargetMode="External"' not in content["word/_rels/document.xml.rels"]


def test_complex_scripts_are_marked_as_such():
    document = opened(Paragraph(inline(f"Shri {HINDI}, minister")), Paragraph(inline(ARABIC)))
    first, second = document.paragraphs
    assert [run.text for run in first.runs] == ["Shri ", HINDI, ", minister"]
    assert [
        run._r.rPr is not None and run._r.rPr.find(qn("w:cs")) is not None for run in first.runs
    ]
    assert first.runs[1].font.complex_script
    assert second.runs[0].font.rtl
    assert second._p.pPr.find(qn("w:bidi")) is not None
    assert first._p.pPr.find(qn("w:bidi")) is None


def test_what_xml_cannot_hold_is_left_out():
    document = opened(Paragraph(inline("before\x00\x0b\ufffe\tafter & <b>")))
    assert document.paragraphs[0].text == "before    after & <b>"


def test_a_draft_says_so_on_every_page():
    for draft in (True, False):
        header = opened(Paragraph(inline("Text")), draft=draft).sections[0].header
        assert ("DRAFT" in header.paragraphs[1].text) is draft
        assert ('string="DRAFT"' in header.part.blob.decode()) is draft


def test_pages_are_of_the_size_asked_for():
    upright = opened(Paragraph(inline("Text")), page_size="Letter").sections[0]
    assert (round(upright.page_width.inches, 1), round(upright.page_height.inches, 1)) == (8.5, 11)
    made = brief(Paragraph(inline("Text")), landscape=True)
    turned = docx.Document(io.BytesIO(render_docx(made))).sections[0]
    assert turned.page_width > turned.page_height


def test_a_letterhead_stands_first():
    picture = io.BytesIO()
    Image.new("RGB", (60, 20), "navy").save(picture, "PNG")
    options = {"letterhead": "Ministry of Defence\nSouth Block", "logo": picture.getvalue()}
    document = opened(Title(inline("Supply")), **options)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == ["", "Ministry of Defence", "South Block", "Supply"]
    assert len(document.inline_shapes) == 1
    with pytest.raises(InputError, match="neither a PNG nor a JPEG"):
        opened(Title(inline("Supply")), logo=b"no picture")


def test_portion_marks_are_printed_where_they_are_asked_for():
    for asked in (True, False):
        document = opened(*EXAMPLES, portion_marks=asked)
        texts = [cell.text for table in document.tables for cell in table._cells]
        assert ("(R) India; United States" in texts) is asked


def test_properties_are_set_on_purpose():
    made = brief(Paragraph(inline("Text")))
    content = render_docx(made)
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.subject) == ("Supply", "One-pager: A1")
    assert (properties.keywords, properties.language) == ("Restricted", "en")
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    prepared = datetime(2026, 11, 23, tzinfo=UTC)
    assert properties.created == properties.modified == prepared
    everything = "".join(parts(content).values())
    for trace in ("python-docx", "Macintosh", str(Path.home()), str(Path.cwd())):
        assert trace not in everything


def test_a_title_longer_than_a_property_holds_is_cut():
    made = Brief(
        "Very " * 100, "Subject", "Label", (), brief().marking, date(2026, 1, 1), date(2026, 1, 1)
    )
    properties = docx.Document(io.BytesIO(render_docx(made))).core_properties
    assert len(properties.title) <= 255
    assert properties.title.endswith("…")


def test_the_same_brief_is_the_same_file():
    first = render_docx(brief(*EXAMPLES))
    assert render_docx(brief(*EXAMPLES)) == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        assert {entry.create_system for entry in package.infolist()} == {0}


# The order in which ECMA-376, part 1, lists what a paragraph, a run and a cell can have.
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs bidi spacing ind jc"
    " outlineLvl",
    "rPr": "rStyle rFonts b bCs color spacing sz szCs vertAlign rtl cs lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW gridSpan",
}


def test_properties_stand_in_the_order_that_word_asks_for():
    document = opened(*EXAMPLES, draft=True)
    section = document.sections[0]
    furniture = (section.header.part.element, section.footer.part.element)
    for content in (document.element, document.styles.element, *furniture):
        for name, order in _ORDER.items():
            for element in content.iter(qn(f"w:{name}")):
                found = [child.tag.rpartition("}")[2] for child in element]
                assert found == sorted(found, key=order.split().index)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    made = brief(*EXAMPLES)
    target = tmp_path / "brief.docx"
    target.write_bytes(b"old")
    write_docx(made, target)
    assert target.read_bytes() == render_docx(made)
    catalogue = tmp_path / "desk.defcat"
    Catalogue.create(catalogue).close()
    with pytest.raises(Refused, match=r"is a catalogue.*\.docx"):
        write_docx(made, catalogue)
    with pytest.raises(InputError, match=r"Let it end in \.docx\."):
        write_docx(made, tmp_path / "brief.pdf")
    with pytest.raises(FileProblem, match="Choose another folder"):
        write_docx(made, tmp_path / "none" / "brief.docx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.docx", "desk.defcat"]
