"""Files let fall on a record, pasted or chosen; read, opened, cited and taken off."""

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from defcat import attachments
from defcat.dossier import find_id, load
from tests.core.test_texts import ONE, TWO, mail, pdf
from tests.window import SUGGESTING, Officer
from ui import attaching
from ui.forms.saving import MUCH_TEXT
from ui.private_files import PrivateFiles
from ui.widgets.cite_paper import CitePaper
from ui.widgets.paper_viewer import PaperViewer
from ui.widgets.typed_line import TypedLine, TypedText

pytestmark = SUGGESTING

TITLE = "Security of Supply Arrangement"
COPY, LEFT, NONE = (
    Qt.DropAction.CopyAction,
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """What other programs were asked to open, in the place of their doing so."""
    files: list[Path] = []

    def open_outside(url: QUrl) -> bool:
        files.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(attaching, "open_outside", open_outside)
    monkeypatch.setattr("ui.private_files.usual_folder", lambda: tmp_path / "open")
    return files


@pytest.fixture
def reader(opened: list[Path], desk_officer: Officer) -> Officer:
    """An officer who reads the arrangement."""
    desk_officer.press("Ctrl+2")
    desk_officer.click_title(TITLE)
    desk_officer.until(lambda: desk_officer.title() == TITLE)
    return desk_officer


def drop(widget: QWidget, *paths: Path) -> bool:
    """Let files fall on a widget, as the mouse does; whether they are taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    dragged = QDragEnterEvent(QPoint(40, 40), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, dragged)
    if dragged.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(40, 40), COPY, data, LEFT, NONE))
    return dragged.isAccepted()


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def held(officer: Officer, record: int | None = None) -> tuple[attachments.Attachment, ...]:
    shown = record or officer.detail.record_id()
    assert shown is not None
    with officer.workspace.desk.catalogue.read() as connection:
        return attachments.of_record(connection, shown)


def dialog(officer: Officer, kind: type[QDialog]) -> QDialog:
    def found() -> list[QDialog]:
        return [one for one in officer.window.findChildren(kind) if one.isVisible()]

    officer.until(found)
    officer.look_at(found()[0])
    return found()[0]


def told(officer: Officer) -> list[str]:
    """Where the records of the list say that they matched."""
    model = officer.workspace.records.model
    place = [column.name for column in model.columns()].index("title")
    role = Qt.ItemDataRole.ToolTipRole
    return [str(model.index(row, place).data(role)) for row in range(model.rowCount())]


def attach(officer: Officer, folder: Path, name: str = "annex.pdf", *pages: str) -> None:
    """Let a PDF fall on the record, and wait until it can be read there."""
    assert drop(officer.detail, written(folder, name, pdf(*(pages or (ONE, TWO)))))
    officer.reads(name)


# --- brought in -------------------------------------------------------------------------------


def test_files_let_fall_on_a_record_are_attached_in_one_change(
    reader: Officer, tmp_path: Path
) -> None:
    one = written(tmp_path, "annex.pdf", pdf(ONE, TWO))
    two = written(tmp_path, "read-out.eml", mail())
    assert drop(reader.detail, one, two)
    reader.until(lambda: [one.name for one in held(reader)] == ["annex.pdf", "read-out.eml"])
    reader.reads("annex.pdf")
    assert reader.detail.tab() == "papers"
    assert "PDF, 2 pages, " in reader.detail.body_text()
    assert "E-mail, " in reader.detail.body_text()
    reader.look_at(reader.window)
    reader.press("Ctrl+Z")
    reader.reads("No file is attached.")
    reader.press("Ctrl+Shift+Z")
    reader.reads("read-out.eml")


def test_what_a_file_says_finds_its_record_with_the_page(reader: Officer, tmp_path: Path) -> None:
    attach(reader, tmp_path)
    reader.look_at(reader.window)
    reader.press("Ctrl+F")
    reader.press("Ctrl+A")
    reader.write("liaison officers")
    reader.until(lambda: "annex.pdf, p. 2" in " ".join(told(reader)))
    assert TITLE in reader.titles()


def test_a_catalogue_let_fall_on_a_record_is_not_attached(reader: Officer, tmp_path: Path) -> None:
    record = reader.detail.record_id()
    drop(reader.detail, tmp_path / "Other.defcat")
    assert "Other.defcat" in reader.window.notice.text(), "the window opens it, if it is there"
    assert held(reader, record) == ()


def test_the_key_asks_which_files(
    reader: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(written(tmp_path, "annex.pdf", pdf(ONE)))]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    reader.press("Ctrl+Shift+A")
    reader.reads("annex.pdf")
    reader.click_button("Attach files (Ctrl+Shift+A)")
    reader.until(lambda: "attached to it already" in reader.window.notice.text())
    assert len(held(reader)) == 1


def test_a_picture_and_files_are_pasted(reader: Officer, tmp_path: Path) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(image)
    reader.table.setFocus()
    reader.press("Ctrl+V")
    reader.until(lambda: len(held(reader)) == 1)
    (found,) = held(reader)
    assert (found.media_type, found.name[:14]) == ("image/png", "Pasted picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(written(tmp_path, "annex.pdf", pdf(ONE))))])
    QGuiApplication.clipboard().setMimeData(data)
    reader.reads("Pasted picture")
    reader.look_at(reader.window)
    reader.table.setFocus()
    reader.press("Ctrl+V")
    reader.reads("annex.pdf")
    QGuiApplication.clipboard().setText("only words")
    reader.look_at(reader.window)
    reader.table.setFocus()
    reader.press("Ctrl+V")
    reader.until(lambda: "no picture on the clipboard" in reader.window.notice.text())


def test_the_size_of_a_large_file_is_told_first(
    reader: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "LARGE", 500)
    path = written(tmp_path, "annex.pdf", pdf(ONE))
    for answer, there in (("Cancel", 0), ("Attach", 1)):
        drop(reader.detail, path)
        box = dialog(reader, QMessageBox)
        assert isinstance(box, QMessageBox)
        assert "Attach a file of 1." in box.text()
        assert "each of its backups" in box.informativeText()
        reader.click_button(answer, box)
        reader.until(lambda there=there: len(held(reader)) == there)
    reader.reads("annex.pdf")


def test_a_file_over_the_limit_is_refused_with_the_limit(reader: Officer, tmp_path: Path) -> None:
    with (tmp_path / "film.bin").open("wb") as file:
        file.truncate(attachments.MOST_BYTES + 1)
    drop(reader.detail, tmp_path / "film.bin")
    assert "no attachment may have more than 52 MB" in reader.window.notice.text()
    drop(reader.detail, tmp_path)
    assert "no file that can be read" in reader.window.notice.text()
    assert held(reader) == ()


def test_a_broken_pdf_is_kept_and_marked(reader: Officer, tmp_path: Path) -> None:
    drop(reader.detail, written(tmp_path, "broken.pdf", pdf(ONE)[:400]))
    reader.reads("Unreadable: it is broken, and is kept as it is.")
    assert "broken.pdf: kept, but cannot be read." in reader.window.notice.text()
    drop(reader.detail, written(tmp_path, "locked.pdf", pdf(ONE, password="x")))
    reader.reads("Unreadable: it asks for a password")


def test_a_form_takes_files_for_its_record(reader: Officer, tmp_path: Path) -> None:
    path = written(tmp_path, "annex.pdf", pdf(ONE))
    record = reader.detail.record_id()
    reader.press("E")
    reader.until(lambda: reader.workspace.form is not None)
    assert reader.workspace.form is not None
    assert drop(reader.workspace.form, path)
    reader.until(lambda: len(held(reader, record)) == 1)
    reader.workspace.recording.leave()
    reader.workspace.recording.new_record("topic")
    assert drop(reader.workspace.form, path)
    assert "Save it first" in reader.window.notice.text()


def test_files_let_fall_on_a_field_are_for_the_record_and_no_text(
    reader: Officer, tmp_path: Path
) -> None:
    path = written(tmp_path, "annex.pdf", pdf(ONE))
    record = reader.detail.record_id()
    reader.press("E")
    reader.until(lambda: reader.workspace.form is not None)
    form = reader.workspace.form
    assert form is not None
    lines = [one for one in form.findChildren(TypedLine) if one.isVisible()]
    texts = [one.viewport() for one in form.findChildren(TypedText) if one.isVisible()]
    assert lines
    assert texts
    for field in (lines[0], texts[0]):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        data.setText(str(path))
        dragged = QDragEnterEvent(QPoint(4, 4), COPY, data, LEFT, NONE)
        QApplication.sendEvent(field, dragged)
        assert dragged.isAccepted(), "the form takes it"
        QApplication.sendEvent(field, QDropEvent(QPointF(4, 4), COPY, data, LEFT, NONE))
        reader.until(lambda: len(held(reader, record)) == 1)
    assert not form.draft.changed()


def test_a_record_with_a_book_attached_is_saved_beside_the_window(
    reader: Officer, tmp_path: Path
) -> None:
    record = reader.detail.record_id()
    drop(reader.detail, written(tmp_path, "book.txt", b"all about ships " * 40_000))
    reader.until(lambda: len(held(reader, record)) == 1)
    reader.until(lambda: not reader.workspace.desk.writing)
    reader.workspace.recording.edit(record)
    reader.until(lambda: reader.workspace.form is not None)
    form = reader.workspace.form
    assert form is not None
    form.draft.values["notes"] = "Read it."
    assert not form.save(), "not yet"
    assert reader.workspace.desk.writing
    reader.until(lambda: reader.workspace.form is None)
    with reader.workspace.desk.catalogue.read() as connection:
        assert load(connection, record).values["notes"] == "Read it."
        assert attachments.text_bytes(connection, record) > MUCH_TEXT


# --- looked at --------------------------------------------------------------------------------


def test_a_pdf_is_shown_and_its_page_is_cited(reader: Officer, tmp_path: Path) -> None:
    attach(reader, tmp_path, "annex.pdf", ONE, TWO, "The third page")
    record = reader.detail.record_id()
    reader.look_at(reader.window)
    reader.click_link("annex.pdf", reader.body())
    viewer = dialog(reader, PaperViewer)
    assert isinstance(viewer, PaperViewer)
    assert (viewer.pages is not None, viewer.page()) == (True, 1)
    reader.click_button("Next page", viewer)
    reader.until(lambda: viewer.page() == 2)
    reader.click(viewer.cite)
    cite = dialog(reader, CitePaper)
    assert isinstance(cite, CitePaper)
    assert cite.locator.text() == "p. 2"
    cite.other.set_value(None)
    reader.click_button("Cite", cite)
    assert "not said what to cite" in cite.notice.text()
    reader.create(cite.other, "Annex to the arrangement", "source")
    reader.press("Ctrl+S")
    reader.until(lambda: not cite.isVisible())
    assert record is not None
    with reader.workspace.desk.catalogue.read() as connection:
        dossier = load(connection, record)
    citation = dossier.parts["citation"][-1]
    assert citation["locator"] == "p. 2"
    assert dossier.stubs[int(citation["other_id"] or 0)].title == "Annex to the arrangement"


def test_of_a_file_of_a_source_it_is_asked_who_cites_it(reader: Officer, tmp_path: Path) -> None:
    reader.press("Ctrl+7")
    reader.until(lambda: reader.titles() and reader.titles()[0] != TITLE)
    reader.click_row(reader.table, 0)
    reader.until(lambda: reader.title() not in ("", TITLE))
    source = reader.detail.record_id()
    attach(reader, tmp_path)
    reader.look_at(reader.window)
    reader.click_link("cite", reader.body())
    cite = dialog(reader, CitePaper)
    assert isinstance(cite, CitePaper)
    reader.link(cite.other, "Security of Supply", TITLE)
    reader.click(cite.locator)
    reader.write("p. 2")
    reader.press("Ctrl+S")
    reader.until(lambda: not cite.isVisible())
    with reader.workspace.desk.catalogue.read() as connection:
        citing = find_id(connection, "A1")
        citation = load(connection, citing).parts["citation"][-1]
    assert (citation["other_id"], citation["locator"]) == (source, "p. 2")


def test_text_and_pictures_are_shown(reader: Officer, tmp_path: Path) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(tmp_path / "photo.png"))
    drop(reader.detail, written(tmp_path, "mail.eml", mail()), tmp_path / "photo.png")
    reader.reads("photo.png")
    reader.look_at(reader.window)
    reader.click_link("mail.eml", reader.body())
    viewer = dialog(reader, PaperViewer)
    assert isinstance(viewer, PaperViewer)
    assert "The visit begins on Monday." in viewer.text()
    reader.press("Esc")
    reader.until(lambda: not viewer.isVisible())
    reader.look_at(reader.window)
    reader.click_link("photo.png", reader.body())
    picture = dialog(reader, PaperViewer)
    assert isinstance(picture, PaperViewer)
    assert picture.grab().toImage().pixelColor(picture.view.geometry().center()) == QColor("red")


# --- opened elsewhere, saved, taken off -------------------------------------------------------


def test_a_private_copy_is_opened_and_wiped_when_the_catalogue_is_closed(
    reader: Officer, tmp_path: Path, opened: list[Path]
) -> None:
    attach(reader, tmp_path)
    reader.look_at(reader.window)
    reader.click_link("open", reader.body())
    reader.until(lambda: opened)
    path = opened[0]
    assert (path.name, path.read_bytes()) == ("annex.pdf", pdf(ONE, TWO))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    reader.application.welcome()
    assert not path.exists()
    assert list((tmp_path / "open").iterdir()) == []


def test_what_a_killed_window_left_is_wiped_and_what_another_has_open_is_not(
    tmp_path: Path,
) -> None:
    here, other = PrivateFiles(tmp_path / "open"), PrivateFiles(tmp_path / "open")
    kept = other.put("plan.pdf", [b"a", b"b"])
    left = tmp_path / "open" / "left" / "secret.pdf"
    left.parent.mkdir()
    left.write_bytes(b"secret")
    here.wipe()
    assert (left.exists(), kept.read_bytes()) == (False, b"ab")
    other.wipe()
    assert not kept.exists()


def test_what_may_hold_a_program_is_not_opened(
    reader: Officer, tmp_path: Path, opened: list[Path]
) -> None:
    drop(reader.detail, written(tmp_path, "plan.pdf", b"MZ\x90\0" + bytes(100)))
    reader.reads("plan.pdf")
    assert "open ·" not in reader.detail.body_text()
    reader.workspace.attaching.open(held(reader)[0])
    assert "may hold a program" in reader.window.notice.text()
    assert opened == []


def test_a_copy_is_saved_and_the_file_taken_off(
    reader: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(reader, tmp_path)
    target = tmp_path / "copy.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    reader.look_at(reader.window)
    reader.click_link("save a copy", reader.body())
    reader.until(target.exists)
    assert target.read_bytes() == pdf(ONE, TWO)
    reader.click_link("remove", reader.body())
    reader.reads("No file is attached.")
    reader.press("Ctrl+Z")
    reader.reads("annex.pdf")


def test_a_file_that_cannot_be_attached_is_named_and_keeps_no_other_away(
    reader: Officer, tmp_path: Path
) -> None:
    one, two = written(tmp_path, "one.pdf", pdf(ONE)), written(tmp_path, "two.pdf", pdf(TWO))
    drop(reader.detail, one, written(tmp_path, "empty.txt", b""), two)
    reader.until(lambda: [paper.name for paper in held(reader)] == ["one.pdf", "two.pdf"])
    reader.until(lambda: "Not attached: empty.txt is empty." in reader.window.notice.text())
    assert "2 files are attached." in reader.window.notice.text()


def test_a_file_is_opened_at_the_page_that_was_searched_for(
    reader: Officer, tmp_path: Path
) -> None:
    attach(reader, tmp_path)
    reader.look_at(reader.window)
    reader.press("Ctrl+F")
    reader.press("Ctrl+A")
    reader.write("liaison officers")
    reader.until(lambda: "annex.pdf, p. 2" in " ".join(told(reader)))
    reader.click_title(TITLE)
    reader.reads("annex.pdf")
    reader.look_at(reader.window)
    reader.click_link("annex.pdf", reader.body())
    viewer = dialog(reader, PaperViewer)
    assert isinstance(viewer, PaperViewer)
    reader.until(lambda: viewer.page() == 2)


def test_only_a_source_that_holds_the_file_is_filled_in(reader: Officer, tmp_path: Path) -> None:
    attach(reader, tmp_path)
    record = reader.detail.record_id()
    assert record is not None
    desk = reader.workspace.desk
    with desk.change("Cite a sheet") as change:
        sheet = change.add("source", title="Register.xlsx", type="dataset")
        change.add_part("citation", record, other_id=sheet, locator="row 1")
    attaching_of = reader.workspace.attaching
    attaching_of.cite(held(reader, record)[0], 1)
    cite = dialog(reader, CitePaper)
    assert isinstance(cite, CitePaper)
    assert cite.other.value() is None, "the sheet is not this file"
    assert cite.make.hasFocus()
    reader.press("Return")
    reader.press("Return")
    reader.until(lambda: not cite.isVisible())
    attaching_of.cite(held(reader, record)[0], 2)
    again = dialog(reader, CitePaper)
    assert isinstance(again, CitePaper)
    with desk.catalogue.read() as connection:
        made = load(connection, int(str(again.other.value())))
    assert made.stub.title == "annex.pdf"
    reader.press("Esc")
