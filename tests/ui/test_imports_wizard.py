"""The page that imports: what each step shows, and that going back keeps what was said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.exchange.export import export
from defcat.exchange.formats import read
from defcat.exchange.guess import guess
from defcat.exchange.importer import run_import
from defcat.exchange.mapping import to_profile, write_profile
from defcat.exchange.profiles import load_profile
from tests.ui.dialog_desk import desk_at
from tests.ui.spreadsheets import go_on, import_page, messy, table
from tests.window import SUGGESTING, Officer
from ui import theme
from ui.desk import Desk
from ui.imports.page import DONE, DOUBTS, FILE, PREVIEW, SHEET, VALUES, ImportPage
from ui.imports.preview_step import BAD, CHANGES, NEW
from ui.widgets.at_work import AtWork
from ui.widgets.saved_dialog import SavedDialog
from ui.widgets.waiting import Waiting

pytestmark = SUGGESTING


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[ImportPage]:
    with import_page(qtbot, desk, tmp_path / "profiles") as made:
        yield made


def take(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    page.take(path)
    qtbot.waitUntil(lambda: page.step() == SHEET)


def write_it(qtbot: QtBot, page: ImportPage) -> None:
    page.next_button.click()
    qtbot.waitUntil(lambda: page.step() == DONE)
    qtbot.waitUntil(
        lambda: not isinstance(QApplication.activeModalWidget(), AtWork | Waiting), timeout=10_000
    )


def cells(page: ImportPage, place: int) -> list[list[str]]:
    model = page.preview.models[place]
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


VISITS = ("id,Title,Type,Date,Country", "1,First talks,Staff talks,2024-03-01,Japan")


def test_the_second_step_accounts_for_every_line_of_the_sheet(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, messy(tmp_path / "visits.xlsx"))
    assert page.sheet.counts() == (
        "6 rows · 7 columns · a head of 2 lines · 1 blank line · 2 lines left out · "
        "2 cells filled from above"
    )
    model = page.sheet.model
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(5)] == [
        *("Line", "S. No.", "Type", "Date / From", "Date / To")
    ]
    assert model.index(1, 5).data() == "United States", "what is above the ditto mark"
    left = page.sheet.left_model
    assert [left.index(row, 1).data() for row in range(2)] == ["above the head", "a total"]
    assert page.sheet.kind.currentText() == "Engagement"


def test_another_head_reads_the_file_again(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    take(qtbot, page, table(tmp_path / "a.csv", "a note,,", "id,Title,Date", "1,Talks,2024-01-02"))
    assert page.intake is not None
    for box, line in ((page.sheet.first, 2), (page.sheet.last, 2)):
        box.setValue(line)
    page.sheet.first.editingFinished.emit()
    qtbot.waitUntil(lambda: page.intake.reading.table.columns == ("id", "Title", "Date"))
    assert page.sheet.model.rowCount() == 1


def test_what_cannot_be_read_is_said_and_one_stays(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    page.take(broken)
    qtbot.waitUntil(page.notice.isVisible)
    assert "broken.xlsx" in page.notice.text()
    assert page.step() == FILE


def test_a_guess_says_how_sure_it_is_and_a_choice_is_the_persons(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    go_on(qtbot, page)
    qtbot.waitUntil(lambda: len(page.columns.lines) == 5)
    line = page.columns.line_of("Country")
    assert line.target.currentText() == "Country"
    assert line.sure() == "clear"
    assert "head" in line.target.toolTip()
    line.target.setFocus()
    qtbot.keyClicks(line.target.lineEdit(), "citation only")
    popup = line.target.completer().popup()
    assert popup.model().rowCount() == 1
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert page.intake.mapping.choice("Country").target == "stated"
    assert line.sure() == "your choice"


def test_what_is_no_target_is_taken_back_when_the_field_is_left(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    go_on(qtbot, page)
    qtbot.waitUntil(lambda: len(page.columns.lines) == 5)
    target = page.columns.line_of("Country").target
    target.setFocus()
    qtbot.keyClicks(target.lineEdit(), "zzz")
    page.columns.line_of("Title").target.setFocus()
    assert target.currentText() == "Country"
    assert page.intake.mapping.choice("Country").target == "country"


def test_a_mapping_with_a_problem_keeps_one_from_going_on(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    go_on(qtbot, page)
    page.columns.name.clear()
    qtbot.keyClicks(page.columns.name, " ")
    assert page.columns.problem() == "The import has no name."
    assert not page.next_button.isEnabled()
    qtbot.keyClicks(page.columns.name, "Visits")
    assert page.next_button.isEnabled()


def test_a_text_is_explained_once_for_all_that_are_alike(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    lines = [*VISITS, "2,More talks,Semnar,2024-04-01,Japan", "3,Last,Semnar,2024-05-01,Japan"]
    take(qtbot, page, table(tmp_path / "visits.csv", *lines))
    go_on(qtbot, page, 2)
    assert page.step() == VALUES
    [unread] = page.intake.unread
    assert (unread.text, unread.count) == ("Semnar", 2)
    assert page.values.still_open() == 1
    choice = page.values.choice
    choice.setFocus()
    qtbot.keyClicks(choice.lineEdit(), "confer")
    popup = choice.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert page.values.still_open() == 0
    go_on(qtbot, page, 2)
    assert page.preview.counts()[0] == "3 new"
    page.row.chosen.emit(VALUES)
    assert page.values.still_open() == 0, "what was said is kept"


def test_bad_rows_are_listed_with_their_reason_and_can_be_saved(
    qtbot: QtBot, page: ImportPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = "2,Impossible,Staff talks,2024-02-31,Japan"
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS, bad))
    go_on(qtbot, page, 4)
    assert page.step() == PREVIEW
    assert page.preview.counts() == ["1 new", "0 changed", "1 bad"]
    assert page.preview.lines_text() == "Lines of the sheet: 1 new + 1 bad + 1 head = 3"
    [[line, column, value, reason]] = cells(page, BAD)
    assert (line, column, value) == ("3", "Date", "2024-02-31")
    assert reason
    path = tmp_path / "bad.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.preview.save_bad.click()
    assert "2024-02-31" in path.read_text(encoding="utf-8-sig")


def test_an_import_says_what_came_of_it_and_a_second_one_changes_nothing(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = table(tmp_path / "visits.csv", *VISITS)
    take(qtbot, page, path)
    go_on(qtbot, page, 4)
    write_it(qtbot, page)
    assert page.done.text().startswith("1 record is new, 0 changed and 0 stayed as they were.")
    take(qtbot, page, path)
    go_on(qtbot, page, 4)
    assert page.preview.counts() == ["0 new", "0 changed", "1 unchanged"]
    assert not page.next_button.isEnabled()


def test_a_change_is_shown_field_by_field(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = table(tmp_path / "visits.csv", *VISITS)
    take(qtbot, page, path)
    go_on(qtbot, page, 4)
    write_it(qtbot, page)
    table(path, VISITS[0], VISITS[1].replace("03-01", "03-04"))
    take(qtbot, page, path)
    go_on(qtbot, page, 4)
    heading, change = cells(page, CHANGES)
    assert heading[0] == "First talks"
    assert change == ["Date", "1 March 2024", "4 March 2024", "Taken over"]


def test_a_row_in_doubt_is_settled_with_the_facts_of_the_record_beside_it(
    qtbot: QtBot, page: ImportPage, desk: Desk, tmp_path: Path
) -> None:
    row = "1,Bilateral meeting with Secretary Austin,Bilateral meeting,2024-08-23,United States"
    take(qtbot, page, table(tmp_path / "visits.csv", VISITS[0], row))
    go_on(qtbot, page, 3)
    assert page.step() == DOUBTS
    [doubt] = page.intake.doubts
    assert doubt.candidates[0].title == "Bilateral meeting with Secretary Austin"
    [this_one] = page.doubts.matches()
    qtbot.waitUntil(lambda: "23 August 2024" in _words(page))
    this_one.click()
    go_on(qtbot, page)
    assert page.preview.counts()[:2] == ["0 new", "1 changed"]
    page.back_button.click()
    page.doubts.new.click()
    go_on(qtbot, page)
    assert page.preview.counts()[:2] == ["1 new", "0 changed"]


def _words(page: ImportPage) -> str:
    return "\n".join(label.text() for label in page.doubts.findChildren(QLabel))


def test_a_mapping_is_kept_as_a_profile_and_read_by_it_again(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    go_on(qtbot, page)
    page.columns._save.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SavedDialog)
    dialog.name.setText("a/b")
    dialog.save()
    assert "cannot be called" in dialog.notice.text()
    dialog.name.setText("Visits of ours")
    dialog.save()
    assert (tmp_path / "profiles" / "Visits of ours.toml").is_file()
    page.back_button.click()
    profile = page.sheet.profile
    assert profile.findText("Visits of ours") > 0
    profile.setCurrentIndex(profile.findText("Visits of ours"))
    profile.activated.emit(profile.currentIndex())
    qtbot.waitUntil(lambda: page.intake.loaded is not None)
    assert page.sheet.profile.currentText() == "Visits of ours"
    go_on(qtbot, page, 4)
    assert page.preview.counts()[0] == "1 new"


def choose_profile(qtbot: QtBot, page: ImportPage, path: Path) -> None:
    page.sheet.profile_chosen.emit(str(path))
    qtbot.waitUntil(lambda: page.intake.loaded is not None)


def test_a_profile_that_was_loaded_is_changed_as_a_guess_is(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = table(tmp_path / "visits.csv", *VISITS)
    kept = tmp_path / "ours.toml"
    write_profile(guess(read(path).table).mapping("visits", read(path).layout), kept)
    table(path, VISITS[0] + ",Approved by", VISITS[1] + ",mk")
    take(qtbot, page, path)
    choose_profile(qtbot, page, kept)
    go_on(qtbot, page)
    qtbot.waitUntil(lambda: len(page.columns.lines) == 6)
    assert "Not named by the profile: Approved by" in page.columns.told()
    assert page.columns.line_of("Country").sure() == "the profile"
    assert page.columns.line_of("Approved by").sure() == "not named"
    target = page.columns.line_of("Country").target
    target.setFocus()
    qtbot.keyClicks(target.lineEdit(), "citation only")
    popup = target.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    used = page.intake.used()
    assert "country" not in used.record
    assert (used.name, used.scheme) == ("ours", "visits"), "rows are known again as before"
    page.columns._save.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SavedDialog)
    assert dialog.name.text() == "ours"
    dialog.save()
    assert "country" not in load_profile(str(tmp_path / "profiles" / "ours.toml")).record


def test_a_profile_that_is_not_changed_is_used_to_the_letter(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = table(tmp_path / "visits.csv", *VISITS)
    kept = tmp_path / "ours.toml"
    write_profile(guess(read(path).table).mapping("visits", read(path).layout), kept)
    take(qtbot, page, path)
    choose_profile(qtbot, page, kept)
    assert page.intake.used() is page.intake.loaded.profile


def test_a_profile_that_says_more_says_so_and_can_be_let_go(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    path = table(tmp_path / "visits.csv", *VISITS)
    kept = tmp_path / "ours.toml"
    write_profile(guess(read(path).table).mapping("visits", read(path).layout), kept)
    text = kept.read_text(encoding="utf-8")
    more = text.replace('title = "{Title}"', 'title = "{Title} ({Country})"')
    assert more != text
    kept.write_text(more.replace("[record]", '[record]\ncity = "in {Country}"'), encoding="utf-8")
    take(qtbot, page, path)
    choose_profile(qtbot, page, kept)
    go_on(qtbot, page)
    assert "says more of some than can be said of columns here: City" in page.columns.told()
    assert page.columns.lines == []
    assert page.next_button.isEnabled(), "it can be used as it is"
    page.columns.guess.click()
    qtbot.waitUntil(lambda: len(page.columns.lines) == 5)
    assert page.intake.loaded is None
    assert page.columns.told() == ""


def test_escape_stops_what_is_under_way_and_then_leaves(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    page.take(table(tmp_path / "visits.csv", *VISITS))
    assert page.progress.isVisible()
    assert page.progress.text() == "Reading visits.csv…"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not page.progress.isVisible()
    assert page.step() == FILE
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_complete_export_needs_no_columns(qtbot: QtBot, page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "whole.json"
    exported(page._desk, path)
    page.take(path)
    qtbot.waitUntil(lambda: page.step() == PREVIEW)
    assert page.preview.counts() == ["0 new", "6 here already"]
    assert not page.next_button.isEnabled()
    assert page.back()
    assert page.step() == FILE


def exported(desk: Desk, path: Path) -> None:
    with desk.catalogue.read() as connection:
        export(connection, path, desk.catalogue.scheme, desk.catalogue.today())


def test_a_catalogue_for_reading_only_is_not_written(
    qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    with desk_at(tmp_path):
        pass
    only = Desk(Catalogue.open(tmp_path / "desk.defcat", write=False))
    with import_page(qtbot, only, tmp_path) as page:
        take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
        go_on(qtbot, page, 4)
        page.next_button.click()
        assert page.notice.text() == "This catalogue is open for reading only."
    only.close()


def test_thousands_of_columns_come_a_few_at_a_time(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    heads = ",".join(["id", "Title", "Date", *(f"extra {n}" for n in range(197))])
    row = ",".join(["1", "Talks", "2024-03-01", *("x" for _ in range(197))])
    take(qtbot, page, table(tmp_path / "wide.csv", heads, row))
    go_on(qtbot, page)
    assert len(page.columns.lines) < 200
    qtbot.waitUntil(lambda: len(page.columns.lines) == 200)


def test_an_address_book_brings_its_own_profile(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    card = ("BEGIN:VCARD", "VERSION:3.0", "UID:7", "FN:Anil Rao", "N:Rao;Anil;;;", "END:VCARD")
    take(qtbot, page, table(tmp_path / "desk.vcf", *card))
    assert page.sheet.kind.currentText() == "Official"
    assert page.sheet.profile.currentText() == "vcard"
    assert not page.sheet.first.isVisible()
    go_on(qtbot, page, 4)
    assert page.preview.counts()[0] == "1 new"


def test_an_empty_list_offers_to_bring_a_spreadsheet_in(officer: Officer, tmp_path: Path) -> None:
    Catalogue.create(tmp_path / "new.defcat").close()
    officer.application.open(tmp_path / "new.defcat")
    officer.until(lambda: officer.application.workspace is not None)
    officer.press("Ctrl+2")
    officer.click_button("Import a spreadsheet…")
    assert officer.workspace.exchange.shown()


BANNER = "MINISTRY OF DEFENCE,,,,"


def test_two_files_with_one_banner_are_two_sources(
    qtbot: QtBot, page: ImportPage, desk: Desk, tmp_path: Path
) -> None:
    first = table(tmp_path / "visits 2023.csv", BANNER, *VISITS)
    second = table(tmp_path / "visits 2024.csv", BANNER, VISITS[0], "1,Last,Visit,2024-06-01,India")
    for path in (first, second):
        take(qtbot, page, path)
        assert page.intake.mapping.title == "MINISTRY OF DEFENCE"
        go_on(qtbot, page, 4)
        assert page.preview.counts()[:2] == ["1 new", "0 changed"]
        write_it(qtbot, page)
    plan = to_profile(guess(read(first).table).mapping(first.stem, read(first).layout))
    again = run_import(desk.catalogue, first, plan, dry_run=True)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1), "as the command names it"


def test_a_new_record_is_shown_with_its_fields_and_those_made_with_it(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, messy(tmp_path / "visits.xlsx"))
    go_on(qtbot, page, 4)
    shown = page.preview.said_model
    said = {shown.index(row, 0).data(): shown.index(row, 1).data() for row in range(3)}
    assert said["Type"] == "Visit"
    assert "Made with them, because rows name them: " in page.preview.others_text()
    assert "officials" in page.preview.others_text()
    before = [shown.index(row, 1).data() for row in range(shown.rowCount())]
    page.preview.tables[NEW].mark(1)
    assert [shown.index(row, 1).data() for row in range(shown.rowCount())] != before


def test_enter_presses_the_button_that_has_the_keyboard(
    qtbot: QtBot, page: ImportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = table(tmp_path / "visits.csv", *VISITS)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    page.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.step() == SHEET)


def test_escape_closes_an_open_list_and_not_the_page(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    go_on(qtbot, page)
    qtbot.waitUntil(lambda: len(page.columns.lines) == 5)
    left: list[object] = []
    page.left.connect(lambda: left.append(None))
    target = page.columns.line_of("Country").target
    target.setFocus()
    target.showPopup()
    assert QApplication.activePopupWidget() is not None
    qtbot.keyClick(target, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert left == []


def test_a_warning_does_not_move_the_columns(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    go_on(qtbot, page)
    qtbot.waitUntil(lambda: len(page.columns.lines) == 5)
    line = page.columns.lines[0]
    before = line.mapTo(page, line.rect().topLeft())
    page.columns.name.clear()
    qtbot.keyClicks(page.columns.name, " ")
    assert page.columns.problem()
    QApplication.processEvents()
    assert line.mapTo(page, line.rect().topLeft()) == before


def test_the_key_begins_another_import_once_one_is_done(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    take(qtbot, page, table(tmp_path / "visits.csv", *VISITS))
    page.begin_again()
    assert page.step() == SHEET, "what is under way is kept"
    go_on(qtbot, page, 4)
    write_it(qtbot, page)
    page.begin_again()
    assert (page.step(), page.intake) == (FILE, None)
