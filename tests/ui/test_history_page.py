"""The page of the history: its list, what an entry changed, and what is asked before much is."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from defcat import backups
from defcat.catalogue import Catalogue
from defcat.change import Changed
from defcat.dossier import load
from tests.window import SUGGESTING, Officer
from ui import theme
from ui.desk import Desk
from ui.models.history import PAGE
from ui.pages.history import HistoryPage
from ui.writing import AT_ONCE

pytestmark = SUGGESTING
JUNE = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    made = Desk(Catalogue.create(tmp_path / "desk.defcat", user="asha", now=lambda: JUNE))
    yield made
    made.close()


def shown(qtbot: QtBot, desk: Desk) -> HistoryPage:
    page = HistoryPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 620)
    with qtbot.waitExposed(page):
        page.show()
    with qtbot.waitSignal(page.model.arrived):
        page.refresh()
    return page


def at(desk: Desk, days: int, by: str = "asha") -> None:
    desk.catalogue._now = lambda: JUNE + timedelta(days=days)
    desk.catalogue.user = by


def add(desk: Desk, title: str) -> int:
    with desk.change(f"Add {title}") as change:
        return change.add("topic", title=title, type="sector")


def rows(page: HistoryPage, *columns: int) -> list[str]:
    model = page.model
    return [
        " | ".join(str(model.index(row, column).data()) for column in columns)
        for row in range(model.rowCount())
    ]


def test_changes_stand_under_their_days_with_who_and_what(qtbot: QtBot, desk: Desk) -> None:
    add(desk, "A")
    at(desk, 1, "ravi")
    add(desk, "B")
    with desk.change("Both") as change:
        for record in (1, 2):
            change.set("topic", record, notes="x")
    at(desk, 0)
    add(desk, "C")
    page = shown(qtbot, desk)
    qtbot.waitUntil(lambda: rows(page, 3)[1] == "1")
    assert rows(page, 1, 2, 3) == [
        " |  | ",
        "Add C (the clock had been set back) · T3  C | asha | 1",
        " |  | ",
        "Both | ravi | 2",
        "Add B · T2  B | ravi | 1",
        " |  | ",
        "Add A · T1  A | asha | 1",
    ]
    assert rows(page, 0)[::2][:2] == ["10 June 2026", "11 June 2026"]
    assert page.table.columnSpan(0, 0) == 4
    assert page.table.current_row() == 1


def test_nothing_yet_and_nothing_found(qtbot: QtBot, desk: Desk) -> None:
    page = shown(qtbot, desk)
    assert page._empty.accessibleName() == "Nothing changed yet"
    add(desk, "A")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.words.setText("zzz")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page._empty.accessibleName() == "Nothing found"
    page._empty.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.words.text() == ""


def test_what_cannot_be_read_as_a_date_narrows_nothing_and_says_so(
    qtbot: QtBot, desk: Desk
) -> None:
    add(desk, "A")
    page = shown(qtbot, desk)
    page.since.set_text("somewhen")
    page.since.changed.emit()
    with qtbot.waitSignal(page.model.arrived):
        pass
    assert page.model.rowCount() == 2
    assert page.since.reading()
    page.since.set_text("July 2026")
    page.since.changed.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)


def test_more_is_read_as_one_scrolls(qtbot: QtBot, desk: Desk) -> None:
    for n in range(PAGE + 20):
        add(desk, f"T{n}")
    page = shown(qtbot, desk)
    assert len(page.model.lines()) == PAGE
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: len(page.model.lines()) == PAGE + 20)
    assert not page.model.has_more()
    assert page.model.lines()[-1].label == "Add T0"


def test_a_large_change_lists_its_records_first(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Import") as change:
        for n in range(300):
            change.add("topic", title=f"T{n}", type="sector", notes="n")
    page = shown(qtbot, desk)
    pane = page.pane
    qtbot.waitUntil(lambda: pane.model.rowCount() > 0)
    assert pane.model.large
    assert pane.model.rowCount() == 200
    assert pane.table.isColumnHidden(1)
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 300)
    pane.table.mark(7)
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not pane.model.large)
    assert pane.model.index(0, 0).data() == "T8  T7"
    assert [pane.model.index(row, 2).data() for row in (1, 2)] == ["T7", "Sector"]
    qtbot.keyClick(pane.table, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.model.large)


def test_of_what_was_only_read_nothing_is_taken_back(qtbot: QtBot, desk: Desk) -> None:
    add(desk, "A")
    desk.catalogue.close()
    reading = Desk(Catalogue.open(desk.catalogue.path, write=False))
    page = shown(qtbot, reading)
    qtbot.waitUntil(lambda: page.pane.model.rowCount() > 0)
    assert not page.pane.takes_back.isEnabled()
    assert not page.pane.record.isEnabled()
    assert page.pane.opens.isEnabled()
    reading.close()


def test_many_records_are_taken_back_only_after_a_question(desk_officer: Officer) -> None:
    desk = desk_officer.desk
    with desk.change("Import") as change:
        for n in range(30):
            change.add("topic", title=f"Theme {n}", type="sector")
    desk_officer.workspace.go("history")
    page = desk_officer.workspace.past.page()
    desk_officer.until(lambda: page.pane.model.rowCount() == 30)
    desk_officer.press("U")
    box = desk_officer.dialog(QMessageBox)
    assert "30 records" in box.informativeText()
    desk_officer.press("Escape")
    desk_officer.until(lambda: not box.isVisible())
    assert not page.model.lines()[0].undone_by
    desk_officer.look_at(desk_officer.window)
    page.table.setFocus()
    desk_officer.press("U")
    box = desk_officer.dialog(QMessageBox)
    desk_officer.click_button("Take back", box)
    desk_officer.until(lambda: desk_officer.window.notice.text() == "Take back: Import.")


def test_before_very_many_are_taken_back_there_is_a_backup(desk_officer: Officer) -> None:
    desk = desk_officer.desk
    with desk.change("Import") as change:
        for n in range(AT_ONCE + 1):
            change.add("topic", title=f"Theme {n}", type="sector")
    desk_officer.workspace.go("history")
    desk_officer.until(lambda: desk_officer.workspace.past.page().pane.model.rowCount() > 30)
    desk_officer.press("U")
    desk_officer.click_button("Take back", desk_officer.dialog(QMessageBox))
    desk_officer.until(lambda: desk_officer.window.notice.text() == "Take back: Import.")
    kept = backups.listed(backups.folder_of(desk.catalogue))
    assert backups.BEFORE_BULK in {backup.reason for backup in kept}


def test_a_record_with_many_rows_is_restored_beside_the_window(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_officer.desk
    topic = add(desk, "Theme")
    with desk.change("Add names") as change:
        for n in range(AT_ONCE + 1):
            change.add_part("alias", topic, name=f"Name {n}")
    threads: list[str] = []
    restore = Catalogue.restore

    def noted(catalogue: Catalogue, *arguments: Any) -> Changed:
        threads.append(threading.current_thread().name)
        return restore(catalogue, *arguments)

    monkeypatch.setattr(Catalogue, "restore", noted)
    desk_officer.workspace.go("history")
    past = desk_officer.workspace.past
    desk_officer.until(lambda: past.page().model.rowCount() > 2)
    past.page().table.setFocus()
    desk_officer.press("Down")
    desk_officer.until(lambda: past.page().pane.model.entry == past.page().model.lines()[1].id)
    desk_officer.until(lambda: past.page().pane.model.index(1, 2).data() == "Theme")
    desk_officer.press("W")
    notice = desk_officer.window.notice
    desk_officer.until(lambda: notice.text().startswith("Restore T"))
    assert threads == ["writer"]
    with desk.catalogue.read() as connection:
        assert load(connection, topic).parts["alias"] == []


def test_a_refusal_names_the_later_change(desk_officer: Officer) -> None:
    desk = desk_officer.desk
    topic = add(desk, "Theme")
    for title in ("Themes", "All themes"):
        with desk.change(f"Rename to {title}") as change:
            change.set("topic", topic, title=title)
    desk_officer.workspace.go("history")
    page = desk_officer.workspace.past.page()
    desk_officer.until(lambda: page.model.rowCount() > 3)
    page.table.setFocus()
    desk_officer.press("Down", "U")
    desk_officer.until(lambda: "“Rename to All themes” by" in desk_officer.window.notice.text())


def test_a_record_is_restored_to_where_one_is(desk_officer: Officer) -> None:
    desk = desk_officer.desk
    topic = add(desk, "Theme")
    with desk.change("Rename") as change:
        change.set("topic", topic, title="Another")
        change.bin(topic)
    desk_officer.workspace.go("history")
    page = desk_officer.workspace.past.page()
    desk_officer.until(lambda: page.model.rowCount() > 2)
    page.table.setFocus()
    desk_officer.press("Down")
    desk_officer.until(lambda: page.pane.model.entry == page.model.lines()[1].id)
    desk_officer.until(lambda: page.pane.model.index(1, 2).data() == "Theme")
    desk_officer.press("W")
    notice = desk_officer.window.notice
    desk_officer.until(lambda: notice.text().startswith("Restore T"))
    desk_officer.until(lambda: len(page.model.lines()) > 3)
    page.pane.table.setFocus()
    with desk.catalogue.read() as connection:
        from defcat.dossier import stubs

        assert (
            stubs(connection, [topic])[topic].title,
            stubs(connection, [topic])[topic].binned,
        ) == (
            "Theme",
            False,
        )


def test_the_pane_of_a_record_leads_to_its_history(desk_officer: Officer) -> None:
    desk_officer.press("Ctrl+F")
    desk_officer.write("sosa")
    desk_officer.until(lambda: desk_officer.title() == "Security of Supply Arrangement")
    desk_officer.detail.show_tab("history")
    desk_officer.reads("show in History")
    desk_officer.click_link("show in History", desk_officer.body())
    desk_officer.until(desk_officer.workspace.past.shown)
    page = desk_officer.workspace.past.page()
    desk_officer.until(lambda: page.record.chip.isVisible())
    assert page.record.chip.title() == "Security of Supply Arrangement"
    desk_officer.until(lambda: page.pane.model.rowCount() > 5)
    assert page.pane.model.index(0, 0).data() == "A1  Security of Supply Arrangement"


def test_what_is_refused_is_not_asked_about(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.workspace.go("history")
    page = officer.workspace.past.page()
    officer.until(page.line)
    row = max(page.model.row_of(line.id) or 0 for line in page.model.lines())
    page.table.mark(row)
    officer.until(lambda: page.pane.line is not None and page.pane.line.id == 1)
    officer.press("U")
    officer.until(lambda: "began with that" in officer.window.notice.text())
    assert not isinstance(QApplication.activeModalWidget(), QMessageBox)
