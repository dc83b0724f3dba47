"""What a reader would see: nothing leaves the page, no line covers another, each page is whole."""

import re
from contextlib import closing
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest

from defcat import markings
from defcat.briefs import pdf
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
    Table,
    Timeline,
    Title,
    inline,
)
from defcat.briefs.pdf import PageOptions

DAY = date(2026, 11, 22)
URL = "https://example.org/" + "documents/" * 30
WORD = "Donaudampfschifffahrtsgesellschaft" * 9
PROSE = "The ministers reviewed the progress of the joint commission and agreed on next steps. "
SOURCES = SourceList(
    tuple(SourceEntry(n, f"Press release {n}", "22 August 2024", URL) for n in range(1, 4))
)


def brief(*blocks: Block, landscape: bool = False) -> Brief:
    level = markings.load("india").level("restricted")
    return Brief("Title", "Subject", "Label", blocks, level, DAY, DAY, landscape=landscape)


def table(columns: int, rows: int, cell: str) -> Table:
    labels = tuple(Column(f"Column number {n}", 1 + n % 3) for n in range(columns))
    cells = tuple(tuple(inline(f"{cell} {r}.{n}") for n in range(columns)) for r in range(rows))
    return Table(labels, (Group("A group of rows with a label", cells),))


NASTY: dict[str, tuple[Block, ...]] = {
    "words without an end": (
        Title(inline(WORD), WORD, inline(URL)),
        Heading(WORD),
        Heading(URL, 2),
        Paragraph(inline(URL)),
        Bullets((inline(WORD), inline(URL, [1, 2, 3]))),
        KeyFacts((Fact(WORD, inline(URL)), Fact("A label", inline(WORD)))),
        Note(WORD, (inline(URL),), "key"),
        Note(URL, (inline(WORD),)),
        Timeline(WORD, ((WORD, inline(URL)), ("1 March 2020", inline(WORD)))),
        Chart(WORD, ((WORD, 3.0), (URL, 1e12)), WORD),
        table(3, 4, WORD),
        SOURCES,
    ),
    "twelve columns": (Heading("Register"), table(12, 60, "Some words in a cell")),
    "thirty columns": (table(30, 40, "Words"),),
    "a cell taller than a page": (
        Heading("Table"),
        Table(
            (Column("Short"), Column("Long", 4)),
            (Group("Group", ((inline("A"), inline(PROSE * 90)), (inline("B"), inline("End")))),),
        ),
    ),
    "a head taller than a page": (
        Table(
            (Column(PROSE * 40), Column("B" * 400)),
            (Group("", tuple((inline(f"a{n}"), inline("b")) for n in range(90))),),
        ),
    ),
    "a title taller than a page": (Title(inline(PROSE * 40)), Paragraph(inline("End"))),
    "charts": (
        Chart("One", (("2020", 1.0),)),
        Chart("Sixty", tuple((str(year), year % 13 * 1e6) for year in range(1960, 2020))),
        Chart("Names", tuple((f"A country with the number {n}", float(n)) for n in range(60))),
        Chart("Zero", (("2019", 0.0), ("2020", 0.0)), "items"),
        Chart("Large", (("2019", 1e15), ("2020", 12.5), ("2024", 3.25))),
        Chart("None", ()),
    ),
    "a long timeline": (
        Heading("Timeline"),
        Timeline("Signed", tuple((f"{n} March", inline(PROSE * (n % 5))) for n in range(90))),
    ),
    "a book": (
        Title(inline("Briefing book")),
        Contents("Contents"),
        *(
            block
            for n in range(70)
            for block in (
                Part(f"Part {PROSE if n % 9 == 0 else n}", f"{n}", alone=n % 2 == 0),
                Title(inline(f"Brief {n}")),
                Heading("Key facts"),
                Paragraph(inline(PROSE, [1])),
            )
        ),
        SOURCES,
    ),
    "headings": tuple(
        block
        for n in range(40)
        for block in (
            Heading(f"Heading {n}"),
            Heading("Below", 2),
            Paragraph(inline(PROSE * (n % 9 + 1))),
        )
    ),
    "only a break": (PageBreak(),),
}

Rect = tuple[float, float, float, float]


def texts(content: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(content)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def rects(page: pypdfium2.PdfPage) -> list[Rect]:
    """Left, bottom, right and top of each run of text on a page."""
    text = page.get_textpage()
    return [text.get_rect(i) for i in range(text.count_rects())]


def overlaps(found: list[Rect]) -> list[tuple[Rect, Rect]]:
    """Pairs of runs of which one covers more than a trace of the other."""
    pairs = []
    ordered = sorted(found, key=lambda rect: -rect[3])
    for i, (left, bottom, right, top) in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other[3] < bottom:
                break
            across = min(right, other[2]) - max(left, other[0])
            down = min(top, other[3]) - max(bottom, other[1])
            if across > 1.5 and down > 1.5:
                pairs.append(((left, bottom, right, top), other))
    return pairs


def check_pages(content: bytes, banner: str) -> None:
    """Every page has its banners and its number, and its text in its area, line below line."""
    with closing(pypdfium2.PdfDocument(content)) as document:
        count = len(document)
        for number, page in enumerate(document, start=1):
            width, height = page.get_size()
            found = rects(page)
            text = page.get_textpage().get_text_range()
            assert text.count(banner) >= (2 if banner else 0)
            assert f"Page {number} of {count}" in text
            assert min(left for left, *_ in found) >= pdf.MARGIN - 1.5
            assert max(right for _, _, right, _ in found) <= width - pdf.MARGIN + 1.5
            running = {pdf.EDGE + pdf.BANNER + 4.0, height - pdf.EDGE - pdf.BANNER - 20.0}
            body = [
                rect for rect in found if min(running) + 14.0 < rect[1] and rect[3] < max(running)
            ]
            assert min((bottom for _, bottom, *_ in body), default=pdf.FOOT) >= pdf.FOOT - 1.0
            assert max((top for *_, top in body), default=0.0) <= height - pdf.HEAD + 1.0
            assert overlaps(found) == []


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_nothing_leaves_the_page_and_nothing_overlaps(name, size):
    options = PageOptions(size, draft=True, portion_marks=True)
    check_pages(pdf.render(brief(*NASTY[name], SOURCES), options), "RESTRICTED")


def test_a_heading_is_never_the_last_line_of_a_page():
    for page in texts(pdf.render(brief(*NASTY["headings"]))):
        last = page.split("\r\n")[-1]
        assert not last.startswith(("Heading", "Below"))


def test_a_tall_cell_is_read_on_the_next_page_below_the_head_again():
    pages = texts(pdf.render(brief(*NASTY["a cell taller than a page"])))
    assert len(pages) == 2
    assert all("Short Long" in page for page in pages)
    assert "".join(pages).replace("\r\n", " ").count("next steps.") == 90


def test_a_table_of_many_columns_lies_on_its_side():
    for columns, wide in ((8, False), (12, True)):
        with closing(pypdfium2.PdfDocument(pdf.render(brief(table(columns, 3, "Cell"))))) as made:
            width, height = made[0].get_size()
            assert (width > height) is wide
    with closing(pypdfium2.PdfDocument(pdf.render(brief(landscape=True)))) as made:
        assert made[0].get_size()[0] > made[0].get_size()[1]


def test_words_of_a_table_stay_whole_while_there_is_room():
    cells = ((inline("Unclassified"), inline(PROSE * 3), inline("Netherlands")),) * 5
    columns = (Column("Marking", 1), Column("Subject", 30), Column("Country", 1))
    (page,) = texts(pdf.render(brief(Table(columns, (Group("", cells),)))))
    assert page.count("Unclassified") == page.count("Netherlands") == 5


def test_contents_name_the_page_of_each_part_over_more_than_one_page():
    pages = texts(pdf.render(brief(*NASTY["a book"])))
    listed = [page for page in pages if ". . . ." in page]
    assert len(listed) > 1
    found = re.findall(r"(Brief|Part) (\d+) (?:\. )+\.? ?(\d+)", " ".join(listed))
    assert len(found) == 70 + 62
    for kind, number, page in found:
        lines = pages[int(page) - 1].split("\r\n")
        assert any(line.endswith(f"{kind} {number}") for line in lines)


def test_contents_link_to_what_they_list():
    content = pdf.render(
        brief(Title(inline("Book")), Contents(), Part("One", alone=True), Title(inline("First")))
    )
    with closing(pypdfium2.PdfDocument(content)) as document:
        marks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
        pages = [mark.get_dest().get_index() for mark in document.get_toc()]
    assert marks == [(0, "Book"), (0, "One"), (1, "First")]
    assert pages == [0, 1, 2]
    assert content.count(b"/Subtype /Link") >= 4


def test_the_word_draft_is_seen_on_every_page_and_never_copied():
    plain = pdf.render(brief(*NASTY["headings"]))
    draft = pdf.render(brief(*NASTY["headings"]), PageOptions(draft=True))
    assert texts(draft) == texts(plain)
    with closing(pypdfium2.PdfDocument(draft)) as document:
        for page in document:
            picture = page.render(scale=0.5).to_pil().convert("RGB")
            assert (233, 236, 239) in {colour for _, colour in picture.getcolors(1 << 20)}


def test_the_letterhead_stands_on_the_first_page_alone():
    options = PageOptions(letterhead="Ministry of Defence\nNew Delhi", portion_marks=True)
    first, *others = texts(pdf.render(brief(*NASTY["headings"]), options))
    assert "Ministry of Defence\r\nNew Delhi" in first
    assert not any("Ministry of Defence" in page for page in others)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_drawn_and_brings_nothing_but_its_points(kind):
    import io

    from PIL import Image

    picture = Image.new("RGB", (3000, 900), (200, 30, 40))
    notes = Image.Exif()
    notes[0x013B] = "canary"
    buffer = io.BytesIO()
    picture.save(buffer, kind, exif=notes)
    assert b"canary" in buffer.getvalue()
    options = PageOptions(logo=buffer.getvalue())
    made = pdf.render(brief(Paragraph(inline("Text"))), options)
    assert made == pdf.render(brief(Paragraph(inline("Text"))), options)
    assert b"canary" not in made
    with closing(pypdfium2.PdfDocument(made)) as document:
        shown = document[0].render(scale=1).to_pil().convert("RGB")
    red, green, blue = shown.getpixel((int(pdf.MARGIN) + 20, int(pdf.HEAD) + 10))
    assert red > 180
    assert max(green, blue) < 60


def test_what_is_no_picture_is_refused_as_a_logo():
    from defcat.errors import InputError

    with pytest.raises(InputError, match="neither a PNG nor a JPEG"):
        pdf.render(brief(), PageOptions(logo=b"GIF89a"))


def test_portion_marks_are_printed_where_they_are_asked_for():
    blocks = (
        Heading("Talks", portion="(R)"),
        Paragraph(inline("Text"), "(C)"),
        Bullets((inline("Item"), inline("Other")), ("(U)", "")),
        KeyFacts((Fact("Label", inline("Value"), "(R)"),)),
        Table((Column("A"),), (Group("", ((inline("Cell"),), (inline("Next"),)), ("(S)", "(U)")),)),
    )
    (marked,) = texts(pdf.render(brief(*blocks), PageOptions(portion_marks=True)))
    for expected in ("(R) Talks", "(C) Text", "(U) Item", "(R) Value", "(S) Cell", "(U) Next"):
        assert expected in marked
    (plain,) = texts(pdf.render(brief(*blocks)))
    assert "(" not in plain


def test_the_mark_of_a_timeline_without_a_label_stands_by_its_entries():
    line = Timeline("", (("1 March", inline("Signed")), ("2 May", inline("In force"))), "(R)")
    (page,) = texts(pdf.render(brief(line), PageOptions(portion_marks=True)))
    assert "(R) Signed" in page
    assert "(R) In force" in page


def test_the_places_in_a_source_are_told_apart_and_lead_to_it():
    cited = SourceEntry(1, "Two pacts", "a paper", URL, ((1, "page 4"), (3, "page 9")))
    sources = SourceList((cited, SourceEntry(2, "Press release", "22 August 2024")))
    content = pdf.render(brief(Paragraph(inline("Text", [1, 2, 3])), sources))
    (page,) = texts(content)
    assert "Text[1a][2][1b]" in page.replace(" [", "[")
    assert "(a) page 4; (b) page 9" in " ".join(page.replace("\N{NO-BREAK SPACE}", " ").split())
    assert content.count(b"/Subtype /Link") >= 4


def test_the_running_head_of_a_book_names_the_brief_on_the_page():
    blocks = (
        Title(inline("Book")),
        Part("One"),
        Title(inline("First")),
        PageBreak(),
        Title(inline("Second")),
        Paragraph(inline(f"{PROSE} " * 120)),
    )
    pages = texts(pdf.render(brief(*blocks)))
    assert len(pages) > 3
    heads = ["Title · First", "Title · Second", "Title · Second"]
    assert [head in page for head, page in zip(heads, pages[1:], strict=False)] == [True] * 3


def test_pages_follow_each_other_without_gaps():
    content = pdf.render(brief(table(3, 400, "Cell")))
    with closing(pypdfium2.PdfDocument(content)) as document:
        lowest = [
            min(bottom for _, bottom, *_ in rects(page) if bottom > pdf.FOOT - 2)
            for page in document
        ]
    assert all(bottom < pdf.FOOT + 45 for bottom in lowest[:-1])
    numbers = [int(n) for n in re.findall(r"Cell (\d+)\.0", "".join(texts(content)))]
    assert all(second == first + 1 for first, second in pairwise(numbers))
    assert len(numbers) == 400


def test_a_mark_whose_source_is_left_out_is_printed_and_leads_nowhere():
    content = pdf.render(brief(Paragraph(inline("Text", [7]))))
    assert "Text[7]" in texts(content)[0]
    assert b"/Subtype /Link" not in content


def test_the_same_source_may_be_listed_in_two_parts():
    content = pdf.render(brief(Paragraph(inline("Text", [1])), SOURCES, Part("Two"), SOURCES))
    assert texts(content)[0].count("Press release 1") == 1
