"""The search box while somebody types: what it offers, what it calls wrong, where it leads."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from defcat.search import complete
from tests.window import Officer
from ui.widgets.keymap import KeyMap
from ui.widgets.language_page import LanguagePage
from ui.widgets.query_notice import QueryNotice
from ui.widgets.query_popup import QueryPopup
from ui.widgets.search_box import SearchBox

TODAY = date(2026, 11, 22)
WRITTEN = "Write status:signed-not-in-force"


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[SearchBox]:
    """A box that offers what is known without a catalogue."""
    page = QWidget()
    made, other = SearchBox(), QPushButton("other")
    column = QVBoxLayout(page)
    column.addWidget(made)
    column.addWidget(other)
    qtbot.addWidget(page)
    page.resize(600, 400)
    made.completing.connect(
        lambda text, cursor, asked: made.offer(
            text, complete.at(text, cursor, today=TODAY, asked=asked), asked=asked
        )
    )
    page.show()
    page.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    yield made
    page.close()


def labels(box: SearchBox) -> list[str]:
    return [item.label for item in box.offering()]


def test_values_are_offered_after_a_colon(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "status:")
    assert "In force" in labels(box)
    qtbot.keyClicks(box, "forc")
    assert labels(box) == ["Signed, not in force", "In force"]
    assert box.hasFocus(), "the list never takes the keyboard"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_enter_and_tab_take_what_is_marked(box: SearchBox, qtbot: QtBot, key: Qt.Key) -> None:
    typed: list[str] = []
    box.typed.connect(typed.append)
    qtbot.keyClicks(box, "status:in-f")
    qtbot.keyClick(box, key)
    assert box.text() == "status:in-force "
    assert typed[-1] == box.text(), "the list follows"
    assert box.offering() == []
    assert box.hasFocus()


def test_the_arrow_keys_go_through_the_list_while_it_shows(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "status:forc")
    with qtbot.assertNotEmitted(box.down_pressed):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "status:in-force "
    with qtbot.waitSignal(box.down_pressed, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_nothing_is_marked_before_something_is_typed(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "status:")
    with qtbot.waitSignal(box.submitted, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "status:"


def test_a_value_that_is_there_in_full_is_left_alone(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "kind:agreement")
    assert box.offering() == []
    with qtbot.waitSignal(box.submitted, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Return)


def test_escape_closes_the_list_first(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "status:")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert (box.offering(), box.text()) == ([], "status:")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_the_list_is_about_the_place_of_the_cursor(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "sosa status:i")
    assert box.offering()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    assert box.offering() == []


def test_a_click_takes_a_value(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "status:in")
    popup = box.window().findChild(QueryPopup)
    assert popup is not None
    row = labels(box).index("In force")
    at = popup.visualRect(popup.model().index(row, 0)).center()
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert box.text() == "status:in-force "
    assert box.hasFocus()


def test_names_are_hinted_at_and_taken_with_tab(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "sosa stat")
    assert box.offering() == [], "nothing lies over the list that answers"
    assert box.hint().startswith("status:")
    with qtbot.waitSignal(box.down_pressed, timeout=100):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert box.text() == "sosa status:"
    assert "In force" in labels(box), "and its values are offered at once"


def test_tab_goes_on_where_nothing_is_hinted_at(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "sosa")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert not box.hasFocus()


def test_all_names_are_listed_when_asked_for(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClick(box, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert {"status:", "party:", "kind:"} <= set(labels(box))
    qtbot.keyClicks(box, "par")
    assert labels(box)[0] == "party:", "typing narrows them"
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "party:"


def test_what_is_taken_can_be_undone(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "status:in-f")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    box.undo()
    assert box.text() == "status:in-f"


def reddish(box: SearchBox) -> int:
    """How many pixels of the box have the colour of what is wrong."""
    picture = box.grab().toImage()
    colours = (
        picture.pixelColor(x, y) for x in range(picture.width()) for y in range(box.height())
    )
    return sum(c.red() > c.green() + 60 and c.red() > c.blue() + 60 for c in colours)


def test_a_problem_is_underlined_until_the_text_changes(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "stauts:x sosa")
    clean = reddish(box)
    box.mark_problems([(0, 8)])
    short = reddish(box)
    box.mark_problems([(0, 13)])
    assert clean < short < reddish(box)
    assert (box.text(), box.cursorPosition()) == ("stauts:x sosa", 13)
    qtbot.keyClicks(box, "!")
    assert reddish(box) == clean


# --- over a catalogue -------------------------------------------------------------------------


def notice(officer: Officer) -> QueryNotice | None:
    found = officer.window.findChild(QueryNotice)
    return found if found and found.isVisible() else None


def test_people_are_offered_by_name(desk_officer: Officer) -> None:
    officer, search = desk_officer, desk_officer.window.search
    officer.press("Ctrl+F")
    officer.write("with:aust")
    officer.until(lambda: "Lloyd Austin" in labels(search))
    officer.press(*["Down"] * labels(search).index("Lloyd Austin"), "Return")
    assert search.text() == 'with:"Lloyd Austin" '
    officer.until(lambda: officer.titles() and officer.table.isVisible())


def test_a_name_that_is_none_is_told_and_put_right_with_one_key(desk_officer: Officer) -> None:
    officer, search = desk_officer, desk_officer.window.search
    officer.press("Ctrl+F")
    officer.write("stauts:in-force ")
    officer.until(lambda: notice(officer))
    shown = notice(officer)
    assert shown is not None
    assert "stauts" in shown.text()
    officer.press("Alt+Return")
    assert search.text() == "status:in-force "
    officer.until(lambda: not notice(officer))


def test_what_is_still_being_typed_is_only_called_wrong_after_a_pause(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("type:zzqq")
    assert notice(officer) is None
    officer.until(lambda: notice(officer))


def test_a_slip_is_put_right_with_enter(desk_officer: Officer) -> None:
    officer, search = desk_officer, desk_officer.window.search
    officer.press("Ctrl+F")
    officer.write("austinn")
    officer.until(lambda: any("“austin”" in button.text() for button in _buttons(officer)))
    officer.press("Return")
    assert search.text() == "austin"
    officer.until(lambda: "Lloyd Austin" in officer.titles())


def test_a_name_that_is_none_is_put_right_before_its_letters_are_guessed_at(
    desk_officer: Officer,
) -> None:
    officer, search = desk_officer, desk_officer.window.search
    officer.press("Ctrl+F")
    officer.write("stauts:signed-not-in-force")
    officer.until(lambda: [button.text() for button in _buttons(officer)].count(WRITTEN))
    assert not any("Did you mean" in button.text() for button in _buttons(officer))
    officer.press("Return")
    assert search.text() == "status:signed-not-in-force"
    officer.until(lambda: officer.titles() and officer.table.isVisible())


def test_where_nothing_was_searched_for_that_is_said(desk_officer: Officer) -> None:
    said: list[str] = []
    desk_officer.desk.said.connect(lambda words, _short: said.append(words))
    desk_officer.press("Ctrl+F", "Alt+Down")
    assert said == ["Nothing else was searched for yet."]


def test_what_other_kinds_have_is_counted_and_one_click_away(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("kind:topic austin")
    officer.until(
        lambda: [b for b in _buttons(officer) if b.text().startswith("Search everything: ")]
    )
    button = next(b for b in _buttons(officer) if b.text().startswith("Search everything: "))
    officer.click(button)
    assert officer.window.search.text() == "austin"
    officer.until(lambda: "Lloyd Austin" in officer.titles())


def _buttons(officer: Officer) -> list[QPushButton]:
    found = officer.workspace.records.findChildren(QPushButton)
    return [button for button in found if button.isVisible()]


def test_the_language_is_told_and_a_line_of_it_tried(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("How to search", officer.window.search)
    help_ = officer.dialog(KeyMap)
    page = help_.findChild(LanguagePage)
    assert page is not None
    assert page.isVisible()
    first = page.shown()[0]
    officer.click(next(b for b in page.findChildren(QPushButton) if b.text() == first))
    officer.look_at(officer.window)
    assert officer.window.search.text() == first


def test_the_language_is_the_second_page_of_the_keys(desk_officer: Officer) -> None:
    desk_officer.press("F1")
    help_ = desk_officer.dialog(KeyMap)
    everything = help_.shown()
    help_.show_language()
    assert help_.shown() != everything
    desk_officer.write("status")
    assert "status:in-force" in help_.shown()
    assert "date:last-90d" not in help_.shown()
