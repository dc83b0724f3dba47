"""Journey 8. A messy department spreadsheet is brought in with a preview, and taken back whole."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from defcat.dossier import load
from defcat.search import run
from defcat.search.parse import parse
from defcat.search.query import Query
from tests.ui.spreadsheets import messy
from tests.window import SUGGESTING, Officer
from ui.imports.page import COLUMNS, DONE, DOUBTS, PREVIEW, SHEET, VALUES, ImportPage
from ui.widgets.export_dialog import ExportDialog

pytestmark = SUGGESTING


def page(officer: Officer) -> ImportPage:
    return officer.workspace.exchange.page()


def next_step(officer: Officer, step: int) -> None:
    officer.press("Ctrl+Return")
    officer.until(lambda: page(officer).step() == step)


def begin(officer: Officer, path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportPage:
    """Choose the file with the keyboard alone."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    officer.press("Ctrl+I")
    officer.until(lambda: officer.workspace.exchange.shown())
    officer.press("Space")  # on “Choose a file…”
    officer.until(lambda: page(officer).step() == SHEET)
    return page(officer)


def test_a_messy_spreadsheet_comes_in_and_is_taken_back_whole(
    desk_officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer
    catalogue = officer.desk.catalogue
    with catalogue.read() as connection:
        before = set(run.find(connection, Query()))
    shown = begin(officer, messy(tmp_path / "visits.xlsx"), monkeypatch)

    # Rows: the head of two lines is found, the ditto cells are filled, title and total left out.
    assert shown.sheet.counts().startswith("6 rows · 7 columns · a head of 2 lines")
    assert "2 cells filled from above" in shown.sheet.counts()
    next_step(officer, COLUMNS)

    # Columns: the number tells rows apart, and where it was held is said in the remarks.
    officer.until(lambda: len(shown.columns.lines) == 7)
    become(officer, shown, "Remarks", "venue")
    assert shown.intake is not None
    assert shown.intake.mapping is not None
    assert shown.intake.mapping.choice("Remarks").target == "venue"
    tell_apart_by(officer, shown, "S. No.")
    next_step(officer, VALUES)

    # Values: a slip in a type and in a country is said once, what is no day leaves its row out.
    unread = {one.text for one in shown.intake.unread}
    assert unread == {"31/04/2024", "Frnace", "Conferense"}
    explain(officer, shown, "Frnace", "France")
    explain(officer, shown, "Conferense", "Conference")
    next_step(officer, DOUBTS)

    # Matching: the meeting with Austin is on record; it is the same one.
    [doubt] = shown.intake.doubts
    assert "Austin" in doubt.says
    assert "Lloyd Austin" in doubt.candidates[0].title
    officer.click(shown.doubts.matches()[0])
    next_step(officer, PREVIEW)

    # Preview: every line of the sheet is accounted for; nothing is written yet.
    assert shown.preview.counts()[:2] == ["4 new", "1 changed"]
    assert shown.preview.counts()[-1] == "1 bad"
    assert shown.preview.lines_text().endswith("+ 2 head + 1 blank + 2 left out = 11")
    with catalogue.read() as connection:
        assert set(run.find(connection, Query())) == before
    next_step(officer, DONE)
    officer.until(lambda: QApplication.activeModalWidget() is None)
    officer.look_at(officer.window)
    assert shown.done.text().startswith("4 records are new, 1 changed")

    # All of it is there.
    officer.click_button("Show what was imported")
    officer.until(lambda: len(officer.titles()) == 5)
    with catalogue.read() as connection:
        [conference] = run.find(connection, parse("kind:engagement goa"))
        dossier = load(connection, conference)
    assert dossier.values["type"] == "conference"
    assert dossier.values["country"] == "US", "the ditto cell"
    assert str(dossier.values["date"]) == "2024-09-05", "day first, as the rest of the column"

    # Undo takes the whole import back.
    officer.press("Ctrl+Z")
    officer.until(lambda: QApplication.activeModalWidget() is None)
    officer.until(lambda: not officer.desk.writing)
    with catalogue.read() as connection:
        assert set(run.find(connection, Query())) == before


def become(officer: Officer, shown: ImportPage, column: str, typed: str) -> None:
    """Type part of what a column is to become, and take the first that has it."""
    target = shown.columns.line_of(column).target
    officer.click(target)
    officer.write(typed)
    officer.press("Down", "Return")
    officer.look_at(officer.window)


def tell_apart_by(officer: Officer, shown: ImportPage, column: str) -> None:
    """Choose the one column that tells the rows apart."""
    assert shown.intake is not None
    assert shown.intake.mapping is not None
    for name in {*shown.intake.mapping.key, column} - ({column} & set(shown.intake.mapping.key)):
        officer.click(shown.columns.key)
        menu = officer.menu()
        [action] = [one for one in menu.actions() if one.text() == name]
        menu.setActiveAction(action)
        officer.press("Return")
        officer.until(lambda: QApplication.activePopupWidget() is None)
        officer.look_at(officer.window)
    assert shown.intake.mapping.key == (column,)


def explain(officer: Officer, shown: ImportPage, text: str, meant: str) -> None:
    """Say what a text means, with one of the proposals."""
    assert shown.intake is not None
    row = [one.text for one in shown.intake.unread].index(text)
    officer.click_row(shown.values.table, row)
    officer.until(lambda: text in shown.values.heading())
    [button] = [one for one in shown.values.proposals() if one.text() == meant]
    officer.click(button)


def test_a_file_that_falls_on_the_window_is_read_at_once_and_escape_keeps_what_was_chosen(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    path = messy(tmp_path / "visits.xlsx")
    drop(officer, path)
    officer.until(lambda: officer.workspace.exchange.shown() and page(officer).step() == SHEET)
    next_step(officer, COLUMNS)
    officer.press("Esc")
    officer.until(lambda: not officer.workspace.exchange.shown())
    officer.press("Ctrl+I")
    assert page(officer).step() == COLUMNS
    officer.press("Alt+Left")
    assert page(officer).step() == SHEET


def drop(officer: Officer, path: Path) -> None:
    """Let a file fall on the window."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(QPoint(600, 400)),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    officer.window.dropEvent(event)


def test_the_list_goes_out_again_with_three_keys(
    desk_officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, path = desk_officer, tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    officer.press("Ctrl+2")
    officer.until(lambda: len(officer.titles()) > 1)
    titles = set(officer.titles())
    officer.press("Ctrl+Shift+X")
    dialog = officer.dialog(ExportDialog)
    officer.choose(dialog.form, "CSV table")
    officer.press("Ctrl+S")
    officer.until(path.is_file)
    officer.until(lambda: QApplication.activeModalWidget() is None)
    officer.until(lambda: "out.csv" in officer.window.notice.text())
    written = path.read_text(encoding="utf-8-sig")
    assert all(title in written for title in titles)
