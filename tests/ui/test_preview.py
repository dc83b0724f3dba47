"""The brief before it is printed: it follows what is chosen, and is saved and printed as shown."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QToolButton, QWidget

from defcat.dossier import find_id
from defcat.errors import FileProblem, Refused
from defcat.search.parse import parse
from tests.ui.dialog_desk import desk_at
from ui.desk import Desk
from ui.widgets.preview.dialog import BriefPreview
from ui.widgets.preview.saving import file_name
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
    with pytest.raises(FileProblem, match="could not be written"):
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
