"""Findings in the window: kept up to date, on their page, in the pane and beside the form."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import ui.noticing
from defcat.catalogue import Catalogue
from defcat.errors import FileProblem
from defcat.rules import findings
from defcat.rules.findings import Found
from defcat.search import run
from defcat.search.query import Phrase, Query
from defcat.search.rows import rows
from tests.ui.noticing_desk import BACKWARDS, TWICE, UNSOURCED, desk_at
from tests.window import Officer
from ui import tasks, theme
from ui.desk import Desk
from ui.forms.form import RecordForm
from ui.noticing import Noticing
from ui.pages.findings import DISMISSED, FindingsPage
from ui.tasks import Reader
from ui.widgets.detail import DetailPane
from ui.widgets.dismiss import DismissDialog
from ui.widgets.finding_list import FindingList
from ui.widgets.merge_dialog import MergeDialog


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        yield made


def noticing(qtbot: QtBot, desk: Desk) -> Noticing:
    """What keeps findings up to date, once it has."""
    made = Noticing(desk, desk)
    with qtbot.waitSignal(made.counted):
        made.start()
    return made


def stored(desk: Desk) -> dict[str, int]:
    with desk.catalogue.read() as connection:
        return findings.counts(connection)


def found(desk: Desk, rule: str) -> list[Found]:
    with desk.catalogue.read() as connection:
        return findings.listed(connection, rule)


def add_unsourced(desk: Desk, title: str) -> None:
    with desk.change("Add") as change:
        made = change.add("agreement", title=title, type="agreement")
        change.add_part("event", made, type="signature", date="2026-07-01")


def page(qtbot: QtBot, desk: Desk) -> FindingsPage:
    """The page, once the findings are there."""
    noticing(qtbot, desk)
    made = FindingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignal(made.model.arrived):
        made.refresh()
    return made


def choose(qtbot: QtBot, shown: FindingsPage, rule: str) -> None:
    with qtbot.waitSignal(shown.model.arrived):
        shown.rules.choose(rule)


def cells(shown: FindingsPage, column: int) -> list[str]:
    model = shown.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


# --- kept up to date ------------------------------------------------------------------------


def test_what_is_due_is_found_and_kept(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.noticing, "TOLD_AFTER_S", 0)
    done: list[int] = []
    made = Noticing(desk, desk)
    made.progressed.connect(done.append)
    with qtbot.waitSignals([desk.noticed, made.counted]):
        made.start()
    assert stored(desk) == {
        "force-before-signature": 1,
        "likely-duplicate": 1,
        "no-source": 1,
    }
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 100)
    with desk.catalogue.read() as connection:
        assert not findings.due(connection)


def test_a_change_is_followed(qtbot: QtBot, desk: Desk) -> None:
    kept = noticing(qtbot, desk)
    [wrong] = found(desk, "force-before-signature")
    assert wrong.finding.row is not None
    with qtbot.waitSignal(kept.counted) as counted, desk.change("Correct") as change:
        change.set_part("event", wrong.finding.row, date="2020-04-01")
    assert counted.args == [2]
    assert "force-before-signature" not in stored(desk)


def test_what_changes_while_it_is_at_work_is_not_forgotten(qtbot: QtBot, desk: Desk) -> None:
    kept = noticing(qtbot, desk)
    add_unsourced(desk, "Agreement on Space")
    qtbot.waitUntil(lambda: kept.busy() and not kept._settle.isActive())
    add_unsourced(desk, "Agreement on Cyber")
    qtbot.waitUntil(lambda: stored(desk)["no-source"] == 3)
    qtbot.waitUntil(lambda: not kept.busy())


def test_what_is_closed_half_way_is_due_again(qtbot: QtBot, desk: Desk) -> None:
    made = Noticing(desk, desk)
    made.start()
    qtbot.waitUntil(lambda: made.busy() and not made._settle.isActive())
    made.stop()
    assert stored(desk) == {}
    with desk.catalogue.read() as connection:
        assert findings.due(connection)


def test_where_nothing_can_be_written_it_says_so_once(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Catalogue, _piece: object) -> None:
        raise FileProblem("The disk is full.", "Make room.")

    monkeypatch.setattr(Catalogue, "keep_findings", full)
    told: list[object] = []
    desk.failed.connect(told.append)
    kept = noticing(qtbot, desk)
    assert [str(error) for error in told] == ["The disk is full. Make room."]
    assert not kept.busy()


def test_a_catalogue_that_is_only_read_is_left_as_it_is(qtbot: QtBot, desk: Desk) -> None:
    path = desk.catalogue.path
    reading = Desk(Catalogue.open(path, write=False))
    try:
        kept = noticing(qtbot, reading)
        assert not kept.busy()
        shown = FindingsPage(reading)
        qtbot.addWidget(shown)
        with qtbot.waitSignal(shown.model.arrived):
            shown.refresh()
        assert "not been checked" in shown._unchecked.text()
        assert "open for writing" in shown._empty.accessibleDescription()
    finally:
        reading.close()


def test_a_patient_question_gives_way_and_is_asked_again(qtbot: QtBot, desk: Desk) -> None:
    reader = Reader(desk.catalogue)
    answers: list[str] = []
    begun = threading.Event()
    runs: list[int] = []

    def long(connection: Any) -> str:
        runs.append(1)
        begun.set()
        if len(runs) == 1:  # until it is interrupted
            connection.exec_driver_sql(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
                "SELECT count(*) FROM n"
            )
        return "patient"

    try:
        reader.ask("background", long, answers.append, patient=True)
        assert begun.wait(5)

        def hurried() -> bool:
            reader.ask("list", lambda _connection: "list", answers.append)
            return "list" in answers

        qtbot.waitUntil(hurried)
        qtbot.waitUntil(lambda: "patient" in answers)
        assert answers[0] == "list"
        assert len(runs) == 2
    finally:
        reader.stop()


def test_an_idle_question_waits_longer_than_a_patient_one(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "IDLE_S", 2 * tasks.QUIET_S)
    reader = Reader(desk.catalogue)
    answers: list[str] = []
    try:
        assert reader.is_idle()
        reader.ask("list", lambda _connection: "list", answers.append)
        assert not reader.is_idle()
        reader.ask("long", lambda _connection: "idle", answers.append, idle=True)
        reader.ask("background", lambda _connection: "patient", answers.append, patient=True)
        qtbot.waitUntil(lambda: len(answers) == 3)
        assert answers == ["list", "patient", "idle"]
        assert reader.is_idle()
    finally:
        reader.stop()


def test_a_patient_question_waits_until_nothing_else_was_asked_for_a_while(
    qtbot: QtBot, desk: Desk
) -> None:
    reader = Reader(desk.catalogue)
    answers: list[str] = []
    try:
        reader.ask("list", lambda _connection: "list 1", answers.append)
        reader.ask("background", lambda _connection: "patient", answers.append, patient=True)
        qtbot.waitUntil(lambda: bool(answers))
        reader.ask("list", lambda _connection: "list 2", answers.append)
        qtbot.waitUntil(lambda: "patient" in answers)
        assert answers == ["list 1", "list 2", "patient"]
    finally:
        reader.stop()


# --- the page -------------------------------------------------------------------------------


def test_rules_with_their_counts_and_what_they_found(qtbot: QtBot, desk: Desk) -> None:
    shown = page(qtbot, desk)
    named = [shown.rules.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(5)]
    assert named == [
        "All, 3",
        "In force before it was signed, 1",
        "Likely duplicates, 1",
        "Facts without a source, 1",
        "Dismissed, 0",
    ]
    assert cells(shown, 0) == ["A1", "G2 · G1", "A2"]
    choose(qtbot, shown, "likely-duplicate")
    assert cells(shown, 1) == [TWICE]
    assert cells(shown, 3) == ["Merge the two; or say why they are two."]


def test_the_filter_finds_words_and_kinds(qtbot: QtBot, desk: Desk) -> None:
    shown = page(qtbot, desk)
    with qtbot.waitSignal(shown.model.arrived):
        qtbot.keyClicks(shown.words, "logistics entry")
    assert cells(shown, 0) == ["A1"]
    with qtbot.waitSignal(shown.model.arrived):
        shown.words.setText("zzz")
        shown.words.textEdited.emit("zzz")
    assert shown.model.rowCount() == 0
    assert shown._empty.accessibleName() == "Nothing found"
    with qtbot.waitSignal(shown.model.arrived):
        qtbot.mouseClick(shown._empty.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert len(cells(shown, 0)) == 3


def test_where_nothing_is_wrong_it_says_so(qtbot: QtBot, tmp_path: Path, qapp: object) -> None:
    made = Desk(Catalogue.create(tmp_path / "empty.defcat", user="rao"))
    try:
        shown = page(qtbot, made)
        assert shown._empty.isVisible()
        assert shown._empty.accessibleName() == "Nothing to look at"
    finally:
        made.close()


def test_enter_opens_and_letters_are_commands(qtbot: QtBot, desk: Desk) -> None:
    shown = page(qtbot, desk)
    shown.focus_list()
    with qtbot.waitSignal(shown.opened) as opened:
        qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    assert opened.args[0].record.title == BACKWARDS
    with qtbot.waitSignal(shown.left):
        qtbot.keyClick(shown.table, Qt.Key.Key_Escape)


def test_several_are_dismissed_with_one_reason_and_taken_back(qtbot: QtBot, desk: Desk) -> None:
    shown = page(qtbot, desk)
    shown.table.selectAll()
    dialog = DismissDialog(desk, shown.chosen())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.save()
    assert "A reason is needed" in dialog.notice.text()
    assert len(stored(desk)) == 3
    qtbot.keyClicks(dialog.why, "Seen by the desk")
    with qtbot.waitSignal(shown.model.arrived), qtbot.waitSignal(dialog.dismissed):
        qtbot.keyClick(dialog.why, Qt.Key.Key_Return)
    assert stored(desk) == {}
    choose(qtbot, shown, DISMISSED)
    assert cells(shown, 3) == ["Dismissed: Seen by the desk"] * 3
    desk.undo()
    assert len(stored(desk)) == 3


# --- in the pane and beside the form ----------------------------------------------------------


def button(listing: FindingList, name: str) -> QPushButton:
    [made] = [b for b in listing.findChildren(QPushButton) if b.text() == name]
    return made


def test_the_pane_says_how_many_and_opens_them_in_place(qtbot: QtBot, desk: Desk) -> None:
    pane = DetailPane(desk)
    qtbot.addWidget(pane)
    pane.resize(460, 700)
    pane.show()
    pane.show_record(found_record(desk, BACKWARDS))
    qtbot.waitUntil(lambda: pane.findings.isVisible())
    assert pane.findings.line.text() == "1 finding"
    assert not pane.findings._list.isVisible()
    qtbot.mouseClick(pane.findings.line, Qt.MouseButton.LeftButton)
    assert pane.findings._list.isVisible()
    with qtbot.waitSignal(pane.mend_asked) as asked:
        qtbot.mouseClick(button(pane.findings, "Fix"), Qt.MouseButton.LeftButton)
    assert asked.args[0].finding.rule == "force-before-signature"
    with desk.change("Dismiss") as change:
        findings.dismiss(change, asked.args[0].finding, "It is so.")
    qtbot.waitUntil(lambda: not pane.findings.isVisible())


def test_the_form_goes_to_the_row_that_is_meant(qtbot: QtBot, desk: Desk) -> None:
    form = RecordForm.edit(desk, found_record(desk, BACKWARDS))
    qtbot.addWidget(form)
    form.resize(1100, 700)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    qtbot.waitUntil(lambda: form.findings.isVisible())
    form.findings.set_open(True)
    qtbot.mouseClick(button(form.findings, "Go to"), Qt.MouseButton.LeftButton)
    row = form.body.focused_row()
    assert row is not None
    assert row.row.values["type"] == "entry-into-force"


def test_the_form_offers_a_source_where_there_is_none(qtbot: QtBot, desk: Desk) -> None:
    form = RecordForm.edit(desk, found_record(desk, UNSOURCED))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: bool(form.findings.found()))
    form.body.go_to(form.findings.found()[0])
    assert len(form.body.parts["citation"].rows) == 1


def test_a_new_record_has_no_findings(qtbot: QtBot, desk: Desk) -> None:
    form = RecordForm.new(desk, "agreement")
    qtbot.addWidget(form)
    form.show()
    assert not form.findings.isVisible()


def test_duplicates_are_merged_from_the_page(officer: Officer, tmp_path: Path) -> None:
    with desk_at(tmp_path) as desk:
        path = desk.catalogue.path
    officer.application.open(path)
    officer.until(lambda: officer.window.rail.current() == "home")
    officer.press("Ctrl+9")
    shown = officer.workspace.findings
    officer.until(lambda: shown.model.rowCount() == 3)
    shown.rules.choose("likely-duplicate")
    officer.until(lambda: shown.model.rowCount() == 1)
    shown.focus_list()
    officer.press("F")
    dialog = officer.dialog(MergeDialog)
    officer.until(lambda: dialog.plan() is not None)
    dialog.save()
    officer.until(lambda: stored(officer.desk).get("likely-duplicate") is None)
    officer.until(lambda: shown.rules.current() != "likely-duplicate")
    assert officer.workspace.currentWidget() is shown


def at_findings(officer: Officer, tmp_path: Path) -> FindingsPage:
    """The page of findings, in the window, with three of them."""
    with desk_at(tmp_path) as desk:
        path = desk.catalogue.path
    officer.application.open(path)
    officer.until(lambda: officer.window.rail.current() == "home")
    officer.press("Ctrl+9")
    shown = officer.workspace.findings
    officer.until(lambda: shown.model.rowCount() == 3)
    shown.focus_list()
    return shown


def test_what_is_fixed_leads_back_to_the_next_finding(officer: Officer, tmp_path: Path) -> None:
    shown = at_findings(officer, tmp_path)
    officer.press("F")
    row = officer.form.body.focused_row()
    assert row is not None
    date = row.editors["date"].stops()[0]
    date.setFocus()
    officer.press("Ctrl+A")
    officer.write("1 April 2020")
    officer.press("Ctrl+S")
    officer.until(lambda: officer.workspace.form is None)
    assert officer.workspace.currentWidget() is shown
    officer.until(lambda: shown.model.rowCount() == 2)
    officer.until(lambda: shown.table.hasFocus() and shown.table.current_row() == 0)
    assert officer.window.notice.text() == "Saved."


def test_the_focus_stays_in_the_list_when_a_dismissal_is_taken_back(
    officer: Officer, tmp_path: Path
) -> None:
    shown = at_findings(officer, tmp_path)
    with officer.desk.change("Dismiss") as change:
        for each in found(officer.desk, "no-source") + found(officer.desk, "likely-duplicate"):
            findings.dismiss(change, each.finding, "It is so.")
    officer.until(lambda: shown.model.rowCount() == 1)
    shown.rules.choose(DISMISSED)
    officer.until(lambda: shown.model.rowCount() == 2)
    officer.click_button("Take back", shown)
    officer.until(lambda: shown.model.rowCount() == 1)
    assert shown.table.hasFocus()
    officer.press("T")
    officer.until(lambda: shown.model.rowCount() == 0)
    officer.until(shown.rules.hasFocus)


def test_no_message_lies_over_the_buttons_of_the_findings(officer: Officer, tmp_path: Path) -> None:
    shown = at_findings(officer, tmp_path)
    officer.desk.said.emit("Done.", True)
    notice = officer.window.notice
    officer.until(notice.isVisible)
    for name in ("Fix", "Open", "Dismiss…"):
        wanted = officer.button(name, shown)
        there = QRect(wanted.mapToGlobal(QPoint(0, 0)), wanted.size())
        assert not there.intersects(QRect(notice.mapToGlobal(QPoint(0, 0)), notice.size()))


def found_record(desk: Desk, title: str) -> int:
    with desk.catalogue.read() as connection:
        ids = run.find(connection, Query((Phrase(title),)))
        return next(row.id for row in rows(connection, ids).values() if row.title == title)
