import getpass
import platform
import re
import socket
import zlib
from contextlib import closing
from datetime import date
from pathlib import Path
from shutil import copyfile

import pypdfium2
import pytest

from defcat import markings
from defcat.briefs import fonts, pdf
from defcat.briefs.blocks import (
    Block,
    Brief,
    Column,
    Fact,
    Group,
    Heading,
    KeyFacts,
    Note,
    PageBreak,
    Paragraph,
    SourceEntry,
    SourceList,
    Table,
    Title,
    inline,
)
from defcat.catalogue import Catalogue
from defcat.errors import FileProblem, InputError, NotFound, Refused

INDIA = markings.load("india")
NAME = "राजनाथ सिंह"
SOURCES = SourceList(
    (
        SourceEntry(1, "Two pacts", "A paper, 24 August 2024, para 2"),
        SourceEntry(2, "Press release", "22 August 2024", "https://example.org/release"),
    )
)


def brief(*blocks: Block, marking: str = "restricted", scheme: str = "india") -> Brief:
    level = markings.load(scheme).level(marking)
    days = {"as_of": date(2026, 11, 22), "prepared_on": date(2026, 11, 23)}
    return Brief("Supply Arrangement", "Agreement A1", "One-pager", blocks, level, **days)


def long_table(rows: int) -> Table:
    columns = (Column("Name", 2), Column("Office", 3))
    sides = []
    for side in ("India", "United States"):
        cells = [
            (inline(f"Officer {i} of {side}"), inline("Director for a long subject " * (1 + i % 4)))
            for i in range(rows // 2)
        ]
        sides.append(Group(side, tuple(cells)))
    return Table(columns, tuple(sides))


ONE_PAGE = brief(
    Title(inline("Supply Arrangement", [1, 2]), "Agreement A1", inline("Arrangement")),
    Note("In force", (inline("entry into force: 1 September 2024", [2]),), "key"),
    KeyFacts((Fact("Parties", inline("India; United States")), Fact("Signed by", inline(NAME)))),
    Heading("Sources"),
    SOURCES,
)
LONG = brief(Title(inline("Staff talks")), Heading("Participants"), long_table(200), SOURCES)


def texts(content: bytes) -> list[str]:
    """The text that each page gives to whoever copies it."""
    with closing(pypdfium2.PdfDocument(content)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def laid_bare(content: bytes) -> bytes:
    """The file with every stream in it decompressed."""
    plain = content
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            plain += zlib.decompressobj().decompress(stream)
        except zlib.error:
            plain += stream
    return plain


def test_every_page_carries_the_marking_and_its_number():
    pages = texts(pdf.render(LONG))
    assert len(pages) > 5
    for number, text in enumerate(pages, start=1):
        assert text.count("RESTRICTED") == 2
        assert f"Page {number} of {len(pages)}" in text
        assert "As of 22 November 2026 · Prepared on 23 November 2026" in text


def test_the_banner_is_in_the_colours_of_the_marking():
    with closing(pypdfium2.PdfDocument(pdf.render(ONE_PAGE))) as document:
        picture = document[0].render(scale=1).to_pil()
    red, green, blue = (int(ONE_PAGE.marking.colour[i : i + 2], 16) for i in (1, 3, 5))
    for y in (pdf.EDGE + 3, picture.height - pdf.EDGE - 3):
        assert picture.getpixel((int(pdf.MARGIN) + 4, int(y))) == (red, green, blue)


def test_a_marking_without_a_banner_draws_none():
    plain = pdf.render(brief(Paragraph(inline("Text")), marking="open", scheme="plain"))
    with closing(pypdfium2.PdfDocument(plain)) as document:
        picture = document[0].render(scale=1).to_pil()
    assert picture.getpixel((int(pdf.MARGIN) + 4, int(pdf.EDGE) + 3)) == (255, 255, 255)


def test_sources_are_numbered_where_they_are_used_and_at_the_end():
    (text,) = texts(pdf.render(ONE_PAGE))
    assert "Supply Arrangement[1][2]" in text
    assert "[1] Two pacts, A paper, 24 August 2024, para 2" in text
    assert "[2] Press release, 22 August 2024 https://example.org/release" in text


@pytest.mark.parametrize(
    "name", [NAME, "आत्मनिर्भरता", "क्षत्रिय ज़िम्मेदारी", "Đặng Văn", "Office fluff"]
)
def test_text_copies_out_as_typed(name):
    if fonts.system_fonts().missing(name):
        pytest.skip("no font for this script on this computer")
    for text in (name, f"Shri {name}, minister", f"({name})"):
        copied = texts(pdf.render(brief(Paragraph(inline(text, [1])), SOURCES)))[0]
        assert f"{text}[1]" in copied


def test_letters_that_join_are_shaped():
    face = "NotoSansDevanagari-Regular"
    runs = fonts.system_fonts().runs("क्षि", "regular")
    if runs[0].face != face:
        pytest.skip(f"{face} is not on this computer")
    # Four characters: the conjunct is one glyph, and the sign for i stands before it.
    assert [len(run.codes) for run in runs] == [2]
    assert not runs[0].exact


def test_the_same_brief_is_the_same_file():
    first = pdf.render(ONE_PAGE)
    fonts.system_fonts.cache_clear()
    pdf.render(LONG)
    pdf.render(brief(Paragraph(inline("क्षत्रिय"))))
    assert pdf.render(ONE_PAGE) == first


def test_nothing_of_the_computer_is_in_the_file(monkeypatch):
    for name in ("USER", "LOGNAME", "USERNAME", "HOSTNAME", "COMPUTERNAME"):
        monkeypatch.setenv(name, "canary")
    for module, name in ((socket, "gethostname"), (platform, "node"), (getpass, "getuser")):
        monkeypatch.setattr(module, name, lambda: "canary")
    plain = laid_bare(pdf.render(LONG)) + laid_bare(pdf.render(ONE_PAGE))
    assert b"BT" in plain  # the page streams were indeed laid bare
    for secret in ("canary", str(Path.home()), str(Path.cwd()), "/usr/", "\\Windows\\"):
        assert secret.encode() not in plain


def test_properties_are_set_on_purpose():
    with closing(pypdfium2.PdfDocument(pdf.render(ONE_PAGE))) as document:
        found = document.get_metadata_dict()
    assert found["Title"] == "Supply Arrangement"
    assert found["Subject"] == "Agreement A1"
    assert found["Keywords"] == "Restricted"
    assert found["Author"] == ""
    assert found["CreationDate"] == found["ModDate"] == "D:20261123000000Z"
    assert b"/Lang (en)" in pdf.render(ONE_PAGE)


def test_titles_and_headings_are_bookmarks():
    two = brief(Title(inline("One")), Heading("Part"), PageBreak(), Title(inline("Two")))
    with closing(pypdfium2.PdfDocument(pdf.render(two))) as document:
        marks = [
            (mark.level, mark.get_title(), mark.get_dest().get_index())
            for mark in document.get_toc()
        ]
    assert marks == [(0, "One", 0), (1, "Part", 0), (0, "Two", 1)]


def test_a_table_repeats_its_head_and_its_side_on_every_page():
    pages = texts(pdf.render(LONG))
    for page in pages:
        assert "Name Office" in page
        assert page.count("India (") + page.count("United States (") >= 1
    assert sum("(continued)" in page for page in pages) >= len(pages) - 2
    whole = "".join(pages)
    for side in ("India", "United States"):
        assert [f"Officer {i} of {side}" in whole for i in range(100)] == [True] * 100


def test_no_heading_stands_alone_at_the_end_of_a_page():
    for lines in range(40, 56):
        filler = [Paragraph(inline("Line")) for _ in range(lines)]
        pages = texts(
            pdf.render(brief(*filler, Heading("Heading"), Paragraph(inline("Following"))))
        )
        (page,) = [page for page in pages if "Heading" in page]
        assert "Following" in page


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_all_text_stays_between_the_margins(size):
    everything = brief(
        Title(inline("Arrangement on " + "very " * 60 + "long matters")),
        Paragraph(inline("https://example.org/" + "a" * 400)),
        Paragraph(inline("W" * 300)),
        Paragraph(inline("राजनाथ" * 60)),
        *LONG.blocks,
    )
    with closing(pypdfium2.PdfDocument(pdf.render(everything, pdf.PageOptions(size)))) as document:
        for page in document:
            width, height = page.get_size()
            assert (round(width), round(height)) == {"A4": (595, 842), "Letter": (612, 792)}[size]
            text = page.get_textpage()
            boxes = [text.get_rect(i) for i in range(text.count_rects())]
            assert min(left for left, *_ in boxes) >= pdf.MARGIN - 2
            assert max(right for *_, right, _ in boxes) <= width - pdf.MARGIN + 2
            assert min(bottom for _, bottom, *_ in boxes) >= pdf.EDGE
            assert max(top for *_, top in boxes) <= height - pdf.EDGE


def test_a_character_that_no_font_has_is_named_and_nothing_is_written(tmp_path):
    target = tmp_path / "brief.pdf"
    with pytest.raises(Refused, match=re.escape("(U+10FFFF)")):
        pdf.write_pdf(brief(Paragraph(inline("before \U0010ffff after"))), target)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "brief.pdf"
    target.write_bytes(b"old")
    pdf.write_pdf(ONE_PAGE, target, pdf.PageOptions("Letter"))
    assert target.read_bytes() == pdf.render(ONE_PAGE, pdf.PageOptions("Letter"))
    with pytest.raises(FileProblem, match="Choose another folder"):
        pdf.write_pdf(ONE_PAGE, tmp_path / "none" / "brief.pdf")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(FileProblem, match=r"folder\.pdf could not be written"):
        pdf.write_pdf(ONE_PAGE, tmp_path / "folder.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["brief.pdf", "folder.pdf"]


def test_a_brief_never_takes_the_place_of_records(tmp_path):
    catalogue = tmp_path / "desk.defcat"
    Catalogue.create(catalogue).close()
    disguised = tmp_path / "desk.pdf"
    copyfile(catalogue, disguised)
    spreadsheet = tmp_path / "visits.csv"
    spreadsheet.write_text("date,title", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for path in (catalogue, disguised):
        with pytest.raises(Refused, match=r"is a catalogue.* Choose another name.*\.pdf"):
            pdf.write_pdf(ONE_PAGE, path)
    for path in (spreadsheet, tmp_path / "new.defcat", tmp_path / "brief", Path()):
        with pytest.raises(InputError, match=r"Let it end in \.pdf\."):
            pdf.save(b"content", path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    pdf.save(b"content", tmp_path / "BRIEF.PDF")
    assert (tmp_path / "BRIEF.PDF").read_bytes() == b"content"


def test_others_may_read_a_brief_as_any_file_of_the_same_person(tmp_path):
    pdf.save(b"content", tmp_path / "brief.pdf")
    (tmp_path / "plain").touch()
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


def test_without_fonts_the_next_step_is_said(tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(NotFound, match="Install the Noto fonts"):
        fonts.Fonts(fonts.font_files([tmp_path, tmp_path / "missing"]))


def test_another_font_stands_in_for_noto():
    files = fonts.font_files(fonts.font_folders({}, Path.home()))
    if "dejavusans" not in files:
        pytest.skip("DejaVu Sans is not on this computer")
    others = {name: path for name, path in files.items() if not name.startswith("noto")}
    (run,) = fonts.Fonts(others).runs("Défense", "bold")
    assert run.face == "DejaVuSans-Bold"


def test_progress_is_told_up_to_the_end():
    told: list[tuple[int, int]] = []
    pdf.render(LONG, progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert {of for _, of in told} == {204}
    assert told[-1] == (204, 204)
