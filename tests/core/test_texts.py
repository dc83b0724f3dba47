"""What is read of papers, and that reading ends whatever they are."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from defcat import papers
from defcat.errors import Interrupted
from defcat.papers import types

ONE, TWO = "Article 1 of the arrangement", "Article 2 on liaison officers"


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF of these pages."""
    file = io.BytesIO()
    encrypt = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(file, A4, encrypt=encrypt, invariant=1)
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def docx() -> bytes:
    """A Word document with a heading, a paragraph and a table."""
    document = Document()
    document.add_heading("Joint statement", 1)
    document.add_paragraph("Both sides agreed.\tTabs stay.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "India", "United States"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Asha <asha@example.org>", "desk@example.org"
    message["Subject"], message["Date"] = "Wahlübung", "Mon, 18 Nov 2024 12:00:00 +0000"
    message.set_content("The visit begins on Monday.")
    message.add_alternative("<p>The visit begins <b>on Monday</b>.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()


def read(content: bytes, name: str = "", **budget: float) -> papers.Paper:
    kind = types.media_type(content, name)
    return papers.read(content, kind, papers.Budget(**budget))  # type: ignore[arg-type]


# --- what is read -----------------------------------------------------------------------------


def test_a_pdf_is_read_by_page() -> None:
    found = read(pdf(ONE, TWO))
    assert found.state == papers.READ
    assert [page.strip() for page in found.pages] == [ONE, TWO]
    assert found.whole == ""


def test_a_pdf_on_disk_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(ONE, TWO))
    assert papers.read(path, types.PDF) == read(pdf(ONE, TWO))


def test_a_scan_has_no_text() -> None:
    found = read(pdf("", ""))
    assert (found.state, len(found.pages)) == (papers.NO_TEXT, 2)


def test_a_document_is_read_from_its_heading_to_its_cells() -> None:
    found = read(docx())
    assert found.state == papers.READ
    assert found.whole.split("\n") == [
        *("Joint statement", "Both sides agreed.\tTabs stay.", "India", "United States")
    ]


def test_the_heads_and_feet_of_a_document_are_read_once_each() -> None:
    document = Document()
    document.add_paragraph("Both sides agreed.")
    first = document.sections[0]
    first.header.paragraphs[0].text = "RESTRICTED"
    first.footer.paragraphs[0].text = "File 12/7"
    document.add_section()  # which goes on with the same head and foot
    file = io.BytesIO()
    document.save(file)
    found = read(file.getvalue(), "a.docx")
    lines = [line for line in found.whole.split("\n") if line]
    assert lines == ["Both sides agreed.", "RESTRICTED", "File 12/7"]


def test_mail_is_read_with_its_headers_and_what_came_with_it() -> None:
    assert read(mail()).whole.split("\n") == [
        "From: Asha <asha@example.org>",
        "To: desk@example.org",
        "Date: Mon, 18 Nov 2024 12:00:00 +0000",
        "Subject: Wahlübung",
        "",
        "The visit begins on Monday.",
        "",
        "Attached: plan.pdf",
    ]


def test_of_a_page_what_is_seen_is_read_and_no_script() -> None:
    html = (
        "<!DOCTYPE html><html><head><title>Read-out</title><style>p {color: red}</style></head>"
        "<body><script>var secret = 1;</script><p>Both &amp; all</p><li>one<li>two</body></html>"
    )
    assert read(html.encode()).whole == "Read-out\nBoth & all\none\ntwo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    text = "Vereinbarung über gegenseitige Unterstützung, geändert für Köln und für Zürich"
    assert read(text.encode(encoding), "a.txt").whole == text


def test_text_of_another_script_is_read_in_its_encoding() -> None:
    text = "Соглашение о военном сотрудничестве между правительствами двух государств"
    assert read(text.encode("cp1251"), "a.txt").whole == text


def test_text_keeps_no_signs_that_the_search_or_a_reader_would_take_for_something_else() -> None:
    text = "one\x00\ue010two\u202ethree\x0bfour"
    found = papers.read(text.encode(), types.TEXT)
    assert found.whole == "one  twothree\nfour"


# --- what cannot be read ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (pdf(ONE, password="secret"), papers.ENCRYPTED),
        (pdf(ONE)[:400], papers.UNREADABLE),
        (b"%PDF-1.7 and nothing else", papers.UNREADABLE),
        (docx()[:2_000], papers.NOT_READ),  # not even a package any more
        (b"\x89PNG\r\n\x1a\n", papers.NOT_READ),
        (b"\0\1\2", papers.NOT_READ),
    ],
)
def test_what_cannot_be_read_is_told_and_no_failure(content: bytes, state: str) -> None:
    found = read(content)
    assert (found.state, found.whole, found.pages) == (state, "", ())


def test_a_document_with_a_password_is_told_to_have_one() -> None:
    packed = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    assert read(packed, "plan.docx").state == papers.ENCRYPTED


def repacked(**parts: bytes) -> bytes:
    """The Word document with other parts in the place of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], old.read(name)))
    return file.getvalue()


def test_a_document_made_to_burst_is_not_unpacked() -> None:
    bomb = repacked(document=b"<a>" + b" " * 300_000_000 + b"</a>")
    assert len(bomb) < 1_000_000
    assert read(bomb).state == papers.UNREADABLE


def test_entities_are_not_expanded() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<!DOCTYPE d [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{lol}]>'
        f'<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:t>a&l9;&f;z</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    found = read(repacked(document=xml.encode()))
    assert len(found.whole) < 100
    assert "root" not in found.whole


def test_mail_that_keeps_to_no_rule_is_told_to_be_broken_or_read() -> None:
    broken = (
        b"From: a\nSubject: =?x?q?" + b"=" * 50 + b"\nContent-Type: text/plain; charset=no\n\nText"
    )
    assert read(broken).state in (papers.READ, papers.UNREADABLE)


# --- that it ends -----------------------------------------------------------------------------


def test_two_thousand_pages_are_read() -> None:
    found = read(pdf(*(f"Page {n}" for n in range(1, 2_001))))
    assert (found.state, len(found.pages)) == (papers.READ, 2_000)
    assert found.pages[-1].strip() == "Page 2000"


def test_of_more_pages_than_are_read_the_first_are() -> None:
    found = read(pdf(ONE, TWO, ONE), pages=2)
    assert (found.state, [page.strip() for page in found.pages]) == (papers.CUT, [ONE, TWO])


def test_of_more_letters_than_are_read_the_first_are() -> None:
    found = read(b"x" * 1_000, "a.txt", letters=100)
    assert (found.state, found.whole) == (papers.CUT, "x" * 100)


def test_reading_ends_when_its_time_is_over() -> None:
    ticks = iter(range(0, 1_000, 20))
    budget = papers.Budget(seconds=50, clock=lambda: next(ticks))
    found = papers.read(pdf(*[ONE] * 9), types.PDF, budget)
    assert (found.state, len(found.pages)) == (papers.CUT, 3)


def test_reading_ends_when_it_is_stopped() -> None:
    with pytest.raises(Interrupted):
        papers.read(pdf(ONE), types.PDF, papers.Budget(stop=lambda: True))


# --- what it is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (pdf(ONE), "holiday.jpg", types.PDF),
        (docx(), "a.pdf", types.DOCX),
        (repacked() + b"", "a", types.DOCX),
        (mail(), "a.txt", types.MAIL),
        (b"\xff\xd8\xff\xe0", "a.png", "image/jpeg"),
        (b"<html><p>a", "a.txt", types.HTML),
        (b"a;b\n1;2\n", "a.csv", "text/csv"),
        (b"Subject: to the approval of both\n\nFrom: here", "a.txt", types.TEXT),
        (b"MZ\x90\0\3\0\0\0", "plan.pdf", types.OTHER),
        (b"PK\x03\x04 and no more", "a.docx", types.ZIP),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, name: str, found: str) -> None:
    assert types.media_type(content, name) == found


def test_what_may_hold_a_program_has_no_ending_to_be_opened_by() -> None:
    for media_type in (types.OTHER, types.ZIP, types.DOCM, types.HTML, "application/msword"):
        assert types.ending(media_type) == ""
    assert types.ending(types.PDF) == ".pdf"
