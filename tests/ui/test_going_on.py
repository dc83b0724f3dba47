"""Going on working: what a message covers, where the focus is, and what a key then does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QTextBrowser, QWidget

import ui.typing_guard
import ui.widgets.toast
from tests.conftest import NOW
from tests.window import SUGGESTING, Officer
from ui.forms.form import RecordForm
from ui.widgets.palette import Palette

pytestmark = SUGGESTING

SOSA = "Security of Supply Arrangement"


def said(officer: Officer) -> list[QLabel]:
    """What the status line says."""
    return [w for w in officer.window.statusBar().findChildren(QLabel) if w.isVisible()]


def status(officer: Officer) -> str:
    """All that the status line says."""
    return " ".join(label.text() for label in said(officer))


def read(officer: Officer, title: str) -> None:
    officer.click_title(title)
    officer.until(lambda: officer.title() == title)


def agreements(officer: Officer) -> None:
    """The list of agreements, with one of them read."""
    officer.press("Ctrl+2")
    read(officer, SOSA)


def over(officer: Officer, widget: QWidget) -> bool:
    """Whether the message lies over a widget, at least over a part of it."""
    notice = officer.window.notice
    there = QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
    return there.intersects(QRect(notice.mapToGlobal(QPoint(0, 0)), notice.size()))


def in_sight(form: RecordForm, widget: QWidget) -> bool:
    """Whether all of a widget is in the part of the form that is scrolled to."""
    scroll = form.findChild(QScrollArea)
    seen = QRect(scroll.viewport().mapToGlobal(QPoint(0, 0)), scroll.viewport().size())
    return seen.contains(QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size()))


# --- marked as held ----------------------------------------------------------------------------


def plan(officer: Officer, **values: str) -> None:
    with officer.desk.change("Plan") as change:
        change.add("engagement", title="Talks", type="bilateral-meeting", state="planned", **values)
    officer.press("Ctrl+4")
    read(officer, "Talks")


def test_what_is_held_is_recorded_where_it_can_be_seen(desk_officer: Officer) -> None:
    officer = desk_officer
    plan(officer, date="2026-11-20")
    officer.press("H")
    record = officer.form.body.blocks["record"].editor.stops()[0]
    officer.until(record.hasFocus)
    officer.until(lambda: in_sight(officer.form, record))
    officer.until(lambda: not officer.desk.reader.busy())
    officer.until(lambda: in_sight(officer.form, record))  # the form has grown meanwhile
    assert officer.window.notice.isVisible()
    officer.until(lambda: not over(officer, record))
    officer.form.body.layout().itemAt(0).widget().setMinimumHeight(900)  # what is told has come
    officer.until(lambda: officer.form.body.height() > 1800)
    officer.until(lambda: in_sight(officer.form, record))


def test_what_is_held_on_no_day_asks_for_it(desk_officer: Officer) -> None:
    officer = desk_officer
    plan(officer)
    officer.press("H")
    officer.until(officer.form.body.blocks["date"].editor.stops()[0].hasFocus)
    assert "Enter the day" in officer.window.notice.text()


# --- messages ----------------------------------------------------------------------------------


def test_a_message_lies_over_the_list_and_not_over_the_pane(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.desk.said.emit("Done.", True)
    officer.until(officer.window.notice.isVisible)
    assert over(officer, officer.table)
    assert not over(officer, officer.detail)
    officer.workspace.records.splitter().setSizes([420, 720])
    officer.until(lambda: not over(officer, officer.detail))


def test_a_problem_leaves_by_itself_later_than_good_news(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.widgets.toast, "READ_MS", 30)
    notice = desk_officer.window.notice
    notice.tell("The disk is full.", "bad")
    assert notice.isVisible()
    desk_officer.until(lambda: not notice.isVisible())


def test_escape_closes_the_message_first(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.press("Ctrl+Shift+C")
    officer.until(officer.window.notice.isVisible)
    officer.table.setFocus()
    officer.press("Esc")
    assert not officer.window.notice.isVisible()
    assert officer.workspace.on_list()
    officer.press("Esc")
    officer.until(officer.workspace.home.isVisible)


@pytest.mark.parametrize(
    "go_on",
    [
        lambda officer: officer.press("Ctrl+3"),
        lambda officer: officer.press("Alt+Left"),
        lambda officer: officer.press("E"),
        lambda officer: officer.press("Del", "Ctrl+Z"),
    ],
)
def test_a_message_leaves_when_somebody_goes_on(
    desk_officer: Officer, go_on: Callable[[Officer], None]
) -> None:
    officer = desk_officer
    agreements(officer)
    officer.press("Ctrl+Shift+C")
    assert officer.window.notice.text() == "Copied."
    go_on(officer)
    notice = officer.window.notice
    officer.until(lambda: not notice.isVisible() or notice.text() != "Copied.")


def test_what_saving_says_stays_though_the_record_is_shown(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.press("E")
    officer.until(lambda: officer.workspace.form is not None)
    officer.press("Ctrl+S")
    officer.until(lambda: officer.workspace.form is None)
    officer.until(lambda: not officer.desk.reader.busy())
    assert officer.window.notice.isVisible()
    assert officer.window.notice.text() == "Saved."


# --- letters -----------------------------------------------------------------------------------


def test_going_on_typing_after_a_form_is_left_does_nothing(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    agreements(officer)
    listed = officer.titles()
    officer.window.guard.set_rest(60_000)
    officer.press("E")
    officer.until(lambda: officer.workspace.form is not None)
    officer.press("Esc")
    assert officer.workspace.form is None
    officer.press("e", "/", "Delete", "Backspace")
    officer.until(lambda: not officer.desk.reader.busy())
    assert officer.workspace.form is None
    assert officer.titles() == listed
    assert not officer.window.search.hasFocus()
    assert officer.workspace.on_list()

    officer.press("Ctrl+F")  # what is held is meant, and a field takes what is typed
    officer.write("sosa")
    assert "sosa" in officer.window.search.text()


def test_letters_are_commands_again_when_the_hands_have_rested(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.window.guard.set_rest(20)
    officer.press("E")
    officer.until(lambda: officer.workspace.form is not None)
    officer.press("Esc")
    officer.until(lambda: not officer.window.guard._quiet.isActive())
    officer.press("E")
    officer.until(lambda: officer.workspace.form is not None)


def test_going_on_typing_after_a_popover_is_closed_does_nothing(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.window.guard.set_rest(60_000)
    officer.press("Ctrl+K")
    officer.dialog(Palette)
    officer.press("Esc")
    officer.look_at(officer.window)
    officer.table.setFocus()
    officer.press("E")
    assert officer.workspace.form is None


# --- the status line ---------------------------------------------------------------------------


def test_the_marking_of_what_is_edited_stands_below_it(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New agreement")
    marking = officer.form.body.blocks["marking"].editor
    assert officer.window.marking.isVisible()
    assert officer.window.marking.text() == "Unclassified"
    officer.choose(marking, "Restricted")
    officer.until(lambda: officer.window.marking.text() == "Restricted")
    officer.press("Esc")
    assert not officer.window.marking.isVisible()


def test_the_count_comes_back_after_a_form_and_goes_on_other_pages(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.until(lambda: "3 records" in status(officer))
    officer.press("E")
    officer.until(lambda: officer.workspace.form is not None)
    assert "3 records" not in status(officer)
    officer.press("Esc")
    assert "3 records" in status(officer)
    assert officer.window.marking.text() == "Unclassified"
    officer.press("Ctrl+9")
    with officer.desk.change("Add") as change:
        change.add("agreement", title="A fourth one", type="agreement")
    officer.until(lambda: not officer.desk.reader.busy())
    assert not {"3 records", "4 records"} & {label.text() for label in said(officer)}


# --- the first page, the list and the pane -----------------------------------------------------


def test_the_latest_engagements_are_no_plans(desk_officer: Officer) -> None:
    officer = desk_officer
    later = (NOW + timedelta(days=30)).date().isoformat()
    with officer.desk.change("Plan") as change:
        for title, date in (("Talks of today", NOW.date().isoformat()), ("Plans", later)):
            change.add("engagement", title=title, type="call", state="planned", date=date)
    cards = officer.workspace.home.findChildren(QTextBrowser)
    card = next(card for card in cards if card.accessibleName() == "Latest engagements")
    officer.until(lambda: "Talks of today" in card.toPlainText())
    assert "Plans" not in card.toPlainText()


def test_two_clicks_edit_a_record(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    officer.click_row(officer.table, officer.titles().index(SOSA), double=True)
    assert officer.form.draft.values["title"] == SOSA


def test_the_pane_tells_of_an_unsaved_draft_and_opens_it(desk_officer: Officer) -> None:
    officer = desk_officer
    agreements(officer)
    draft = officer.detail.findChild(QPushButton, "draft")
    assert not draft.isVisible()
    officer.press("E")
    officer.fill(officer.form.body.blocks["title"].editor, "More ")
    officer.press("Esc")
    officer.until(draft.isVisible)
    officer.click(draft)
    assert "More" in str(officer.form.draft.values["title"])
    officer.form.discard()
    officer.press("Esc")
    officer.until(lambda: not draft.isVisible())


def test_a_day_in_words_is_shown_and_left_again(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2", "/")
    officer.press("End")
    officer.write("as-of:1 March 2024")
    officer.until(lambda: officer.workspace.days.day() == date(2024, 3, 1))
    officer.workspace.days.show_today()
    assert officer.window.search.text() == "kind:agreement "
