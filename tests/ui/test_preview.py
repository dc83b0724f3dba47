"""The brief before it is printed: it follows what is chosen, and is saved and printed as shown."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from defcat.briefs import order, templates
from defcat.briefs.blocks import Brief
from defcat.dossier import find_id
from defcat.errors import FileProblem, Refused
from defcat.rules.contacts import own_country
from defcat.search.parse import parse
from tests.ui.dialog_desk import desk_at
from ui.desk import Desk
from ui.widgets.brief_settings import BriefSettings
from ui.widgets.field_country import CountryField
from ui.widgets.preview.choosing import TickList
from ui.widgets.preview.dialog import BriefPreview
from ui.widgets.preview.saving import file_name
from ui.widgets.preview.sections import SectionsPart
from ui.widgets.preview.start import read_start


@pytest.fixture
def desk(qapp, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def preferences(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def preview_of(
    desk: Desk, window: QWidget, preferences: QSettings, *refs: str, query: str | None = None
) -> BriefPreview:
    """A preview of the records `refs`, in the list that answers `query`."""
    with desk.catalogue.read() as connection:
        ids = [find_id(connection, ref) for ref in refs]
        asked = None if query is None else parse(query)
        start = read_start(connection, desk.catalogue.today(), ids, asked)
    return BriefPreview(desk, start, preferences, window)


@pytest.fixture
def preview(qtbot, desk: Desk, window: QWidget, preferences: QSettings) -> BriefPreview:
    """The brief of A1, which is marked RESTRICTED."""
    made = preview_of(desk, window, preferences, "A1")
    made.open()
    qtbot.waitUntil(lambda: made.pages() > 0)
    return made


def choice(preview: BriefPreview, name: str) -> QComboBox:
    return next(box for box in preview.findChildren(QComboBox) if box.accessibleName() == name)


def button(preview: BriefPreview, says: str) -> QPushButton:
    return next(b for b in preview.findChildren(QPushButton) if b.text() == says)


def as_of(preview: BriefPreview) -> QLineEdit:
    return next(f for f in preview.findChildren(QLineEdit) if f.accessibleName() == "As of")


def saved(preview: BriefPreview, path: Path) -> QPdfDocument:
    preview.save_to(path)
    document = QPdfDocument(preview)
    assert document.load(str(path)) == QPdfDocument.Error.None_
    return document


def words(document: QPdfDocument) -> str:
    return document.getAllText(0).text()


def test_it_has_the_banner_of_its_marking_and_the_name_of_the_record(
    qtbot, desk: Desk, window: QWidget, preferences: QSettings
) -> None:
    made = preview_of(desk, window, preferences, "A1")
    made.open()
    with qtbot.waitSignal(made.rendered):
        pass
    assert [w.accessibleName() for w in made.findChildren(QWidget)].count("RESTRICTED") == 1
    assert made.windowTitle() == "Brief: A1 Security of Supply Arrangement"


def test_what_is_shown_is_what_is_saved(preview: BriefPreview, tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.write_text("what was there before")

    text = words(saved(preview, path))

    assert "Security of Supply Arrangement" in text
    assert "RESTRICTED" in text
    assert list(tmp_path.glob("brief*")) == [path]  # nothing is left beside it


def test_another_day_is_another_answer(qtbot, preview: BriefPreview, tmp_path: Path) -> None:
    with qtbot.waitSignal(preview.rendered):
        as_of(preview).clear()
        qtbot.keyClicks(as_of(preview), "22 August 2024")

    assert "As of 22 August 2024" in words(saved(preview, tmp_path / "a.pdf"))


def test_a_day_before_the_record_is_refused_in_words(qtbot, preview: BriefPreview) -> None:
    with qtbot.waitSignal(preview.rendered):
        as_of(preview).clear()
        qtbot.keyClicks(as_of(preview), "1 January 1890")

    assert preview.told().startswith("A1 came after 1 January 1890.")
    assert preview.pages() == 0
    assert not button(preview, "Save as PDF…").isEnabled()


def test_a_month_is_not_a_day_and_nothing_can_be_saved_for_it(
    qtbot, preview: BriefPreview, tmp_path: Path
) -> None:
    with qtbot.waitSignal(preview.rendered):
        as_of(preview).clear()
        qtbot.keyClicks(as_of(preview), "August 2024")

    assert preview.told().startswith("A brief speaks of one day.")
    assert not button(preview, "Save as PDF…").isEnabled()
    assert preview.pages() == 0
    with pytest.raises(Refused):
        preview.save_to(tmp_path / "a.pdf")


def test_a_ceiling_below_the_record_is_refused_in_words(qtbot, preview: BriefPreview) -> None:
    with qtbot.waitSignal(preview.rendered):
        choice(preview, "Nothing above").setCurrentText("Unclassified")

    assert "above" in preview.told()
    assert preview.pages() == 0

    with qtbot.waitSignal(preview.rendered):
        choice(preview, "Nothing above").setCurrentText("No ceiling")
    assert preview.told() == ""
    assert preview.pages() == 1


def test_letter_paper_is_letter(qtbot, preview: BriefPreview, tmp_path: Path) -> None:
    with qtbot.waitSignal(preview.rendered):
        choice(preview, "Paper").setCurrentText("Letter")

    size = saved(preview, tmp_path / "a.pdf").pagePointSize(0)
    assert (size.width(), size.height()) == (612, 792)


def test_a_folder_that_is_gone_is_said_and_the_brief_stays(
    preview: BriefPreview, tmp_path: Path
) -> None:
    with pytest.raises(FileProblem, match="gone"):
        preview.save_to(tmp_path / "gone" / "a.pdf")

    assert preview.pages() == 1


def test_the_printer_gets_every_page(qtbot, preview: BriefPreview, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))

    preview.print_to(printer)

    qtbot.waitUntil(lambda: "Sent to the printer." in preview.told())
    printed = QPdfDocument(preview)
    printed.load(str(tmp_path / "printed.pdf"))
    assert printed.pageCount() == preview.pages()


def test_the_pages_are_made_larger_smaller_and_fitting(qtbot, preview: BriefPreview) -> None:
    tools = {b.accessibleName(): b for b in preview.findChildren(QToolButton)}
    view = preview.findChild(QPdfView)
    assert view is not None

    def page_width() -> int:
        qtbot.wait(1)
        return view.horizontalScrollBar().maximum() + view.viewport().width()

    qtbot.keyClick(tools["Fit the width"], Qt.Key.Key_Space)
    fitting = page_width()
    for _ in range(3):
        qtbot.keyClick(tools["Larger"], Qt.Key.Key_Space)
    assert page_width() == pytest.approx(fitting * 1.25**3, rel=0.05)

    for _ in range(3):
        qtbot.keyClick(tools["Smaller"], Qt.Key.Key_Space)
    assert page_width() == pytest.approx(fitting, rel=0.01)

    qtbot.keyClick(tools["Fit the page"], Qt.Key.Key_Space)
    qtbot.wait(1)
    # Only the ground below the page is out of sight.
    assert view.verticalScrollBar().maximum() <= view.pageSpacing()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("A1 Security of Supply", "A1 Security of Supply, as of 2024-08-24.pdf"),
        ('E2 Talks: "2+2" / 5th', "E2 Talks 2+2 5th, as of 2024-08-24.pdf"),
        ("O3 राजनाथ सिंह", "O3 राजनाथ सिंह, as of 2024-08-24.pdf"),
        ("A4 " + "x" * 300, "A4 " + "x" * 117 + ", as of 2024-08-24.pdf"),
        ("O3 " + "स" * 300, "O3 " + "स" * 65 + ", as of 2024-08-24.pdf"),
        ("D1 ../../etc/passwd", "D1 .. .. etc passwd, as of 2024-08-24.pdf"),
        ("D2 invoice\u202efdp.exe", "D2 invoice fdp.exe, as of 2024-08-24.pdf"),
    ],
)
def test_the_name_of_the_file_says_what_it_is_and_fits_every_system(title: str, name: str) -> None:
    assert file_name(title, date(2024, 8, 24)) == name


# --- of what --------------------------------------------------------------------------------


def ticks(preview: BriefPreview, name: str) -> TickList:
    return next(t for t in preview.findChildren(TickList) if t.accessibleName() == name)


def choose(qtbot, preview: BriefPreview, field: str, label: str) -> None:
    with qtbot.waitSignal(preview.rendered):
        choice(preview, field).setCurrentText(label)


def text_of(preview: BriefPreview, path: Path) -> str:
    document = saved(preview, path)
    return "\n".join(document.getAllText(n).text() for n in range(document.pageCount()))


def test_the_register_of_the_list_follows_its_columns(
    qtbot, desk: Desk, window: QWidget, preferences: QSettings, tmp_path: Path
) -> None:
    made = preview_of(desk, window, preferences, query="kind:official")
    made.open()
    qtbot.waitUntil(lambda: made.pages() > 0)
    assert made.windowTitle() == "Brief: Officials, register"
    assert "Minister of Defence" in text_of(made, tmp_path / "a.pdf")

    columns = ticks(made, "Columns")
    post = columns.item(columns.keys().index("extra"))
    with qtbot.waitSignal(made.rendered):
        post.setCheckState(Qt.CheckState.Unchecked)
    text = text_of(made, tmp_path / "b.pdf")
    assert "Rajnath Singh" in text
    assert "Minister of Defence" not in text

    with qtbot.waitSignal(made.rendered):
        next(c for c in made.findChildren(QCheckBox) if c.text() == "Landscape").click()
    size = saved(made, tmp_path / "c.pdf").pagePointSize(0)
    assert size.width() > size.height()
    made.close()


def test_a_country_that_there_is_not_is_said_and_another_is_shown(
    qtbot, desk: Desk, window: QWidget, preferences: QSettings
) -> None:
    made = preview_of(desk, window, preferences, "A1")
    made.open()
    qtbot.waitUntil(lambda: made.pages() > 0)
    choose(qtbot, made, "Brief", "Country brief")
    field = made.findChild(CountryField)
    qtbot.keyClicks(field.line, "zz")
    qtbot.waitUntil(lambda: "There is no country" in made.told())
    assert made.pages() == 0

    field.line.clear()
    with qtbot.waitSignal(made.rendered):
        field.set_value("US")
        field.edited.emit()
    assert made.windowTitle() == "Brief: United States, country brief"
    made.close()


def test_several_records_make_a_book_in_the_order_chosen(
    qtbot, desk: Desk, window: QWidget, preferences: QSettings, tmp_path: Path
) -> None:
    made = preview_of(desk, window, preferences, "A1", "O1")
    made.open()
    qtbot.waitUntil(lambda: made.pages() > 0)
    assert choice(made, "Brief").currentText() == "Briefing book"
    parts = ticks(made, "In the book")
    parts.setCurrentRow(parts.keys().index("profile-2"))
    with qtbot.waitSignal(made.rendered):
        qtbot.keyClick(parts, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)

    text = text_of(made, tmp_path / "book.pdf")
    assert text.index("Rajnath Singh") < text.index("Security of Supply Arrangement")
    made.close()


# --- sections and templates -----------------------------------------------------------------


def test_sections_are_left_out_moved_and_kept_by_name(
    qtbot, preview: BriefPreview, desk: Desk, tmp_path: Path
) -> None:
    sections = ticks(preview, "Sections")
    sections.setCurrentRow(0)
    with qtbot.waitSignal(preview.rendered):
        qtbot.keyClick(sections, Qt.Key.Key_Space)
    assert sections.keys()[0] not in sections.ticked()
    assert choice(preview, "Template").currentText() == "As ticked below"

    part = preview.findChild(SectionsPart)
    part.save_as("Short page")
    assert choice(preview, "Template").currentText() == "Short page"
    with desk.catalogue.read() as connection:
        assert templates.find(connection, "short page", "agreement").sections == sections.ticked()

    with qtbot.waitSignal(preview.rendered):
        choice(preview, "Template").setCurrentIndex(0)
        choice(preview, "Template").activated.emit(0)
    assert sections.ticked() == sections.keys()


def test_a_template_that_was_removed_comes_back(qtbot, preview: BriefPreview, desk: Desk) -> None:
    sections = ticks(preview, "Sections")
    qtbot.keyClick(sections, Qt.Key.Key_Space)
    preview.findChild(SectionsPart).save_as("Short page")
    tools = {b.accessibleName(): b for b in preview.findChildren(QToolButton)}
    tools["Remove this template"].click()
    assert preview.told() == "The template “Short page” is removed."
    with desk.catalogue.read() as connection:
        assert templates.read(connection) == []

    button(preview, "Undo").click()
    with desk.catalogue.read() as connection:
        assert [one.name for one in templates.read(connection)] == ["Short page"]


# --- files and what is remembered -----------------------------------------------------------


def test_a_copy_goes_to_the_folder_chosen_once(
    qtbot, preview: BriefPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", lambda *_: asked.append(1) or str(stick)
    )
    button(preview, "Copy to a folder").click()
    name = "A1 Security of Supply Arrangement, as of 2026-11-02"
    assert [path.name for path in stick.iterdir()] == [f"{name}.pdf"]

    button(preview, "Copy to stick").click()
    assert len(list(stick.iterdir())) == 1, "the very same file is there already"
    choose(qtbot, preview, "Paper", "Letter")
    button(preview, "Copy to stick").click()
    assert {path.name for path in stick.iterdir()} == {f"{name}.pdf", f"{name} (2).pdf"}
    assert len(asked) == 1


def test_a_word_document_is_saved_beside_the_pdf(
    qtbot, preview: BriefPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.docx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    button(preview, "Word…").click()
    qtbot.waitUntil(lambda: preview.told() == "Saved as a.docx.")
    assert "Security of Supply Arrangement" in "\n".join(
        paragraph.text for paragraph in Document(str(path)).paragraphs
    )


def test_what_was_made_is_offered_again_with_its_options(
    qtbot, desk: Desk, preview: BriefPreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(qtbot, preview, "Nothing above", "Secret")
    choose(qtbot, preview, "Paper", "Letter")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.pdf"), ""))
    with qtbot.waitSignal(preview.noted) as noted:
        button(preview, "Save as PDF…").click()
    [made] = noted.args[0]
    assert made.title == "A1 Security of Supply Arrangement"

    choose(qtbot, preview, "Brief", "Watch list")
    tools = {b.accessibleName(): b for b in preview.findChildren(QToolButton)}
    tools["Briefs made last"].click()
    menu = preview.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == [made.title]
    with qtbot.waitSignal(preview.rendered):
        menu.actions()[0].trigger()
    menu.close()
    assert preview.windowTitle() == f"Brief: {made.title}"
    assert choice(preview, "Nothing above").currentText() == "Secret"
    assert choice(preview, "Paper").currentText() == "Letter"


def test_the_paper_chosen_last_is_chosen_again(
    qtbot, desk: Desk, window: QWidget, preferences: QSettings, preview: BriefPreview
) -> None:
    choose(qtbot, preview, "Paper", "Letter")
    preview.close()
    again = preview_of(desk, window, preferences, "O1")
    assert choice(again, "Paper").currentText() == "Letter"
    again.close()


# --- the desk -------------------------------------------------------------------------------


def test_the_settings_of_the_desk_are_printed_at_once(
    qtbot, desk: Desk, preview: BriefPreview, tmp_path: Path
) -> None:
    tools = {b.accessibleName(): b for b in preview.findChildren(QToolButton)}
    tools["Brief settings…"].click()
    dialog = preview.findChild(BriefSettings)
    dialog.letterhead.setPlainText("Ministry of Defence\nSouth Block, New Delhi")
    dialog.country.set_value("IN")
    (tmp_path / "logo.png").write_text("no picture")
    dialog.take_logo(tmp_path / "logo.png")
    assert "neither a PNG nor a JPEG" in dialog.notice.text()
    with qtbot.waitSignal(preview.rendered):
        dialog.save()
    assert "South Block, New Delhi" in text_of(preview, tmp_path / "a.pdf")
    with desk.catalogue.read() as connection:
        assert own_country(connection) == "IN"


def test_what_nobody_waits_for_any_more_is_stopped(
    qtbot, preview: BriefPreview, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, held = threading.Event(), threading.Event()

    def slow(*_args: object, progress: Callable[[int, int], None], **_kept: object) -> Brief:
        begun.set()
        held.wait(10)
        progress(1, 2)
        raise AssertionError("it went on")

    monkeypatch.setattr(order, "build", slow)
    choice(preview, "Paper").setCurrentText("Letter")
    qtbot.waitUntil(begun.is_set)
    monkeypatch.undo()
    choice(preview, "Paper").setCurrentText("A4")
    held.set()
    qtbot.waitUntil(lambda: preview.pages() > 0)
    assert preview.told() == ""
