"""A search that is asked every morning gets a name, and is asked again by it."""

from PySide6.QtWidgets import QAbstractButton

from tests.window import SUGGESTING, Officer
from ui.widgets.palette import Palette
from ui.widgets.saved_dialog import SavedDialog

pytestmark = SUGGESTING


def place(officer: Officer, name: str) -> QAbstractButton:
    """The place of that name in the rail, once it is there."""

    def shown() -> list[QAbstractButton]:
        buttons = officer.window.rail.findChildren(QAbstractButton)
        return [b for b in buttons if b.text() == name and b.isVisible()]

    officer.until(shown)
    return shown()[0]


def test_the_morning_search(desk_officer: Officer) -> None:
    desk_officer.press("Ctrl+F")
    desk_officer.write("kind:engagement austin")
    desk_officer.until(lambda: len(desk_officer.titles()) == 2)
    desk_officer.press("Ctrl+D")
    desk_officer.dialog(SavedDialog)
    desk_officer.press("Ctrl+A")
    desk_officer.write("Mornings")
    desk_officer.press("Return")
    mornings = place(desk_officer, "Mornings")
    desk_officer.until(lambda: mornings.accessibleName() == "Mornings, 2")
    desk_officer.look_at(desk_officer.window)

    path = desk_officer.desk.catalogue.path  # the next day
    desk_officer.application.open_sample()
    desk_officer.application.open(path)
    desk_officer.click(place(desk_officer, "Mornings"))
    desk_officer.until(lambda: len(desk_officer.titles()) == 2)
    assert desk_officer.window.search.text() == "kind:engagement austin"

    desk_officer.press("Ctrl+2", "Ctrl+K")
    palette = desk_officer.dialog(Palette)
    desk_officer.write("mornin")
    desk_officer.until(lambda: palette.rows()[:1] == ["Mornings"])
    desk_officer.press("Return")
    desk_officer.until(lambda: desk_officer.window.search.text() == "kind:engagement austin")


def test_the_search_of_a_moment_ago(desk_officer: Officer) -> None:
    box = desk_officer.window.search
    desk_officer.press("Ctrl+F")
    desk_officer.write("supply")
    desk_officer.until(lambda: "Security of Supply Arrangement" in desk_officer.titles())
    desk_officer.press("Return", "Ctrl+1", "Ctrl+F", "Alt+Down")
    desk_officer.until(lambda: [item.label for item in box.offering()] == ["supply"])
    desk_officer.press("Down", "Return")
    desk_officer.until(lambda: "Security of Supply Arrangement" in desk_officer.titles())
    assert box.text().strip() == "supply"
