"""Journey 6. Tomorrow's meeting: the brief with its banner, previewed, saved, printed."""

import re
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.window import Officer
from ui.widgets.preview.dialog import BriefPreview

MEETING = "Meeting of Rajnath Singh and Lloyd Austin"


@pytest.fixture
def preview(desk_officer: Officer) -> BriefPreview:
    """The brief of a meeting that is marked RESTRICTED, asked for with Ctrl+P."""
    officer = desk_officer
    mark_the_meeting(officer)
    officer.press("Ctrl+P")
    shown = officer.dialog(BriefPreview)
    officer.until(lambda: shown.pages() > 0)
    return shown


def mark_the_meeting(officer: Officer) -> None:
    officer.press("Ctrl+F")
    officer.write("meeting austin 2024")
    officer.click_title(MEETING)
    officer.until(lambda: officer.title() == MEETING)
    officer.press("E")
    form = officer.form
    officer.choose(form.body.blocks["marking"].editor, "Restricted")
    officer.press("Ctrl+S")
    officer.until(lambda: "Restricted" in officer.chips())
    assert officer.window.marking.text() == "Restricted"


def test_the_brief_is_saved_with_its_banner_and_sources(
    desk_officer: Officer, preview: BriefPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, path = desk_officer, tmp_path / "tomorrow.pdf"
    offered = []

    def choose(_parent: object, _caption: str, name: str, _kinds: str) -> tuple[str, str]:
        offered.append(Path(name).name)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    officer.press("Ctrl+S")
    officer.until(path.is_file)
    assert offered == [f"E4 {MEETING}, as of 2026-11-22.pdf"]

    pages = text_of(path)
    assert len(pages) == preview.pages()
    for number, page in enumerate(pages, start=1):
        assert page.count("RESTRICTED") >= 2, "a banner above and below"
        assert "As of 22 November 2026" in page
        assert f"Page {number} of {len(pages)}" in page
    whole = "\n".join(pages)
    assert MEETING in whole
    assert re.search("^Shri Rajnath Singh .*Minister of Defence Principal", whole, re.MULTILINE)
    assert "Security of Supply Arrangement" in whole
    assert_every_mark_has_its_source(whole)


def assert_every_mark_has_its_source(text: str) -> None:
    facts, _, sources = text.rpartition("Sources")
    marks = {int(number) for number in re.findall(r"\[(\d+)\]", facts)}
    listed = [int(number) for number in re.findall(r"^\[?(\d+)[\].]", sources, re.MULTILINE)]
    assert marks
    assert listed == list(range(1, len(listed) + 1))
    assert marks <= set(listed)
    assert "Newspaper article on the Indian Defence Minister's talks in Washington" in sources


def test_the_brief_is_printed_as_it_is_shown(
    desk_officer: Officer, preview: BriefPreview, tmp_path: Path
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    preview.print_to(printer)
    desk_officer.until(lambda: "Sent to the printer." in preview.told())
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == preview.pages()
    printed.close()


def test_escape_goes_back_to_the_record(desk_officer: Officer, preview: BriefPreview) -> None:
    assert preview.isVisible()
    desk_officer.press("Esc")
    desk_officer.until(lambda: QApplication.activeModalWidget() is None)
    desk_officer.look_at(desk_officer.window)
    assert desk_officer.table.hasFocus()
    assert desk_officer.title() == MEETING


def text_of(path: Path) -> list[str]:
    """The text of each page of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[place].get_textpage().get_text_range() for place in range(len(document))]
    finally:
        document.close()
