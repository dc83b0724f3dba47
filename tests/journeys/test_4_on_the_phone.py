"""Journey 4. On the phone: type three letters, arrow down, read the answer."""

import pytest
from PySide6.QtWidgets import QPushButton

from tests.window import Officer
from ui.widgets.palette import Palette

FEW = 6
"""Keys that a person on the phone has patience for: one to search, three letters, one down, one."""


@pytest.mark.parametrize("place", ["Ctrl+1", "Ctrl+3", "Ctrl+7"])
def test_three_letters_and_down_give_the_answer(desk_officer: Officer, place: str) -> None:
    officer = desk_officer
    officer.press(place)
    officer.keys = 0
    officer.press("/")
    officer.write("sos")
    officer.press("Down")
    officer.until(lambda: officer.title() == "Security of Supply Arrangement")
    assert officer.keys < FEW
    assert officer.table.hasFocus()
    assert officer.chips()[0] == "Signed, not in force"
    assert officer.reason() == (
        "Signature: 22 August 2024, says Releases of the two defence departments on the Security of"
        " Supply Arrangement [2]; no entry into force is recorded"
    )
    assert "For India\nSamir Kumar Sinha" in officer.detail.body_text()


def test_the_arrows_walk_through_the_answers(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("aus")
    officer.until(lambda: "Lloyd Austin" in officer.titles())
    place = officer.titles().index("Lloyd Austin")
    officer.press(*["Down"] * (place + 1))
    officer.until(lambda: officer.title() == "Lloyd Austin")
    officer.reads("Secretary of Defense")
    officer.press(*["Up"] * (place + 1))
    assert officer.window.search.hasFocus()
    assert officer.window.search.selectedText() == "aus"


def test_the_answer_is_read_on_with_the_keyboard(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("/")
    officer.write("raj")
    officer.until(lambda: "Rajnath Singh" in officer.titles())
    officer.press(*["Down"] * (officer.titles().index("Rajnath Singh") + 1))
    officer.until(lambda: officer.title() == "Rajnath Singh")
    officer.press("Return")
    officer.until(officer.body().hasFocus)
    officer.press("Tab")
    for _ in range(30):  # the marks of the sources are links too
        if officer.body().textCursor().selectedText() == "Ministry of Defence":
            break
        officer.press("Tab")
    officer.press("Return")
    officer.until(lambda: officer.title() == "Ministry of Defence")
    officer.press("Backspace")
    officer.until(lambda: officer.title() == "Rajnath Singh")


def test_the_box_of_everything_finds_it_from_a_form_too(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New official")
    officer.form.setFocus()
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write("sos")
    officer.until(lambda: palette.rows() == ["Security of Supply Arrangement"])
    officer.press("Return")
    officer.until(lambda: officer.title() == "Security of Supply Arrangement")


def test_too_many_answers_are_narrowed_without_leaving_the_keyboard(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.window.resize(1366, 768)
    officer.press("/")
    officer.write("aus")
    officer.until(lambda: len(officer.titles()) == 6)
    officer.press("Down", "N")
    facets = officer.workspace.records.facets
    officer.until(lambda: facets.list.hasFocus() and officer.window.search.text() == "aus")
    officer.until(lambda: facets.list.current() and not facets.list.lines.stale)
    while facets.list.current().text != "Signed, not in force":
        before = facets.list.current().key
        officer.press("Down")
        assert facets.list.current().key != before, "it is not among the facets"
    officer.press("Space")
    assert officer.window.search.text() == "aus status:signed-not-in-force"
    officer.until(lambda: len(officer.titles()) == 2)
    officer.press("-")
    assert officer.window.search.text() == "aus -status:signed-not-in-force"
    officer.until(lambda: len(officer.titles()) == 4)
    officer.press("Right", "Down")
    assert officer.table.hasFocus()
    officer.until(lambda: officer.title() == officer.titles()[1])


def test_a_slip_of_the_keys_costs_one_more(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("/")
    officer.write("rajnat ministre")
    officer.until(lambda: officer.titles() == [])
    officer.until(lambda: proposals(officer))
    assert proposals(officer)[0] == "Did you mean “rajnat minister”?"
    officer.press("Return")
    assert officer.window.search.hasFocus()
    officer.until(lambda: "Rajnath Singh" in officer.titles())


def test_where_it_was_found_is_read_in_the_list(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.window.resize(1366, 768)
    officer.press("/")
    officer.write("washington")
    model = officer.workspace.records.model

    def told() -> list[str]:
        rows = [model.row_at(row) for row in range(model.rowCount())]
        return [f"{row.snippet.label}: {row.snippet.text}" for row in rows if row and row.snippet]

    officer.until(lambda: "City: Washington" in told())


def proposals(officer: Officer) -> list[str]:
    """What is offered where nothing was found."""
    buttons = officer.workspace.records.findChildren(QPushButton)
    return [b.text() for b in buttons if b.isVisible() and "Did you mean" in b.text()]
