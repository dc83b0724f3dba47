"""Searches that are kept: in the rail with their counts, in the palette, and the last ones."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from defcat.search import recent, saved
from tests.window import SUGGESTING, Officer
from ui.widgets.palette import Palette
from ui.widgets.saved_dialog import SavedDialog

pytestmark = SUGGESTING


def keep(officer: Officer, *searches: tuple[str, str]) -> None:
    """Have searches saved, and shown in the rail."""
    with officer.desk.change("Saved searches") as change:
        for name, query in searches:
            saved.save(change.connection, name, query)
    officer.workspace.searches.start()
    officer.until(lambda: len(in_rail(officer)) == len(searches))


def in_rail(officer: Officer) -> list[str]:
    """The names of the saved searches, from the top."""
    return [each.name for each in officer.workspace.searches.all()]


def item(officer: Officer, name: str) -> QAbstractButton:
    [found] = [
        button
        for button in officer.window.rail.findChildren(QAbstractButton)
        if button.text() == name and button.isVisible()
    ]
    return found


def counted(officer: Officer, name: str) -> str:
    """What stands beside a saved search."""
    return item(officer, name).accessibleName().removeprefix(name).removeprefix(", ")


def on_disk(officer: Officer) -> list[tuple[str, str]]:
    with officer.desk.catalogue.read() as connection:
        return [(each.name, each.query) for each in saved.searches(connection)]


def search(officer: Officer, text: str) -> None:
    officer.press("Ctrl+F")
    officer.write(text)
    officer.until(lambda: officer.workspace.place().query == text)


def test_a_saved_search_stands_in_the_rail_with_its_count(desk_officer: Officer) -> None:
    keep(desk_officer, ("Austin", "kind:engagement austin"), ("None", "zzzz"))
    desk_officer.until(lambda: counted(desk_officer, "Austin") == "2")
    desk_officer.until(lambda: counted(desk_officer, "None") == "0")
    desk_officer.click(item(desk_officer, "Austin"))
    assert desk_officer.window.search.text() == "kind:engagement austin"
    assert item(desk_officer, "Austin").isChecked()
    desk_officer.until(lambda: len(desk_officer.titles()) == 2)


def test_a_count_follows_what_is_recorded(desk_officer: Officer) -> None:
    keep(desk_officer, ("Visits", "official-visit zanzibar"))
    desk_officer.until(lambda: counted(desk_officer, "Visits") == "0")
    with desk_officer.desk.change("Add") as change:
        change.add("engagement", title="Zanzibar", type="official-visit")
    desk_officer.until(lambda: counted(desk_officer, "Visits") == "1")


def test_a_search_that_cannot_be_read_whole_is_marked(desk_officer: Officer) -> None:
    keep(desk_officer, ("Odd", "austin kind:topik"))
    desk_officer.until(lambda: "topik" in item(desk_officer, "Odd").toolTip().partition("\n")[2])
    desk_officer.until(lambda: "no kind" in item(desk_officer, "Odd").toolTip())


def test_a_search_is_saved_by_a_button_and_by_a_key(desk_officer: Officer) -> None:
    button = desk_officer.window.keep
    assert not button.isEnabled(), "nothing is searched for"
    search(desk_officer, "austin")
    desk_officer.press("Ctrl+D")
    dialog = desk_officer.dialog(SavedDialog)
    assert dialog.name.text() == "Austin"
    desk_officer.press("Ctrl+A")
    desk_officer.write("The secretary")
    desk_officer.press("Return")
    desk_officer.until(lambda: in_rail(desk_officer) == ["The secretary"])
    assert on_disk(desk_officer) == [("The secretary", "austin")]
    assert item(desk_officer, "The secretary").isChecked()
    desk_officer.look_at(desk_officer.window)
    search(desk_officer, "supply")
    desk_officer.click(button)
    desk_officer.dialog(SavedDialog)
    desk_officer.write("The secretary")
    desk_officer.press("Return")
    dialog = desk_officer.dialog(SavedDialog)
    assert "already" in dialog.notice.text()
    desk_officer.press("Escape")
    desk_officer.look_at(desk_officer.window)
    assert on_disk(desk_officer) == [("The secretary", "austin")]


def test_searches_are_moved_renamed_and_removed_by_key(desk_officer: Officer) -> None:
    keep(desk_officer, ("One", "austin"), ("Two", "supply"), ("Three", "singh"))
    desk_officer.click(item(desk_officer, "Two"))
    item(desk_officer, "Two").setFocus(Qt.FocusReason.TabFocusReason)
    desk_officer.press("Alt+Down")
    assert in_rail(desk_officer) == ["One", "Three", "Two"]
    assert item(desk_officer, "Two").hasFocus(), "and it can be moved on"
    desk_officer.press("Alt+Up", "Alt+Up")
    assert in_rail(desk_officer) == ["Two", "One", "Three"]
    QTest.keyClick(item(desk_officer, "Two"), Qt.Key.Key_F2)
    desk_officer.dialog(SavedDialog)
    desk_officer.write("Second")
    desk_officer.press("Return")
    desk_officer.until(lambda: in_rail(desk_officer) == ["Second", "One", "Three"])
    desk_officer.look_at(desk_officer.window)
    shown = desk_officer.title()
    item(desk_officer, "Second").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(item(desk_officer, "Second"), Qt.Key.Key_Delete)
    assert in_rail(desk_officer) == ["One", "Three"]
    assert desk_officer.title() == shown, "the record that is shown stays out of the bin"
    desk_officer.click_button("Undo", desk_officer.window.notice)
    assert in_rail(desk_officer) == ["Second", "One", "Three"]
    assert [name for name, _ in on_disk(desk_officer)] == ["Second", "One", "Three"]


def test_the_saved_search_that_was_clicked_is_renamed_by_key(desk_officer: Officer) -> None:
    keep(desk_officer, ("One", "austin"))
    desk_officer.click(item(desk_officer, "One"))
    desk_officer.until(lambda: len(desk_officer.titles()) > 0)
    desk_officer.press("F2")
    desk_officer.dialog(SavedDialog)
    desk_officer.write("First")
    desk_officer.press("Return")
    desk_officer.until(lambda: in_rail(desk_officer) == ["First"])


def test_a_search_is_updated_from_its_menu(desk_officer: Officer) -> None:
    keep(desk_officer, ("One", "austin"))
    search(desk_officer, "supply")
    desk_officer.window.rail.menu_asked.emit("search:One", QPoint(20, 20))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    usable = [action.text() for action in menu.actions() if action.isEnabled()]
    assert usable == ["Rename…", "Update to the current search", "Remove"]
    menu.actions()[1].trigger()
    menu.close()
    assert on_disk(desk_officer) == [("One", "supply")]
    desk_officer.click_button("Undo", desk_officer.window.notice)
    assert on_disk(desk_officer) == [("One", "austin")]


def test_the_palette_has_the_saved_searches_by_name(desk_officer: Officer) -> None:
    keep(desk_officer, ("Washington and back", "austin"))
    desk_officer.press("Ctrl+K")
    palette = desk_officer.dialog(Palette)
    desk_officer.write("washington and")
    desk_officer.until(lambda: palette.rows()[:1] == ["Washington and back"])
    desk_officer.press("Return")
    desk_officer.until(lambda: desk_officer.window.search.text() == "austin")


def test_nothing_is_saved_where_nothing_can_be_written(desk_officer: Officer) -> None:
    keep(desk_officer, ("One", "austin"))
    path = desk_officer.desk.catalogue.path
    desk_officer.application.window.closing.emit()
    from defcat.catalogue import Catalogue

    with Catalogue.open(path):  # somebody else has it
        desk_officer.application.open(path)
        desk_officer.until(lambda: in_rail(desk_officer) == ["One"])
        search(desk_officer, "supply")
        assert not desk_officer.window.keep.isEnabled()
        assert "reading only" in desk_officer.window.keep.toolTip()
        desk_officer.press("Return")
        assert desk_officer.workspace.searches.recent() == ["supply"], "for this time"


# --- the last ones -------------------------------------------------------------------------------


def last(officer: Officer) -> list[str]:
    with officer.desk.catalogue.read() as connection:
        return recent.recent(connection)


def test_what_was_used_is_offered_again(desk_officer: Officer) -> None:
    search(desk_officer, "austin")
    desk_officer.press("Return")
    search(desk_officer, "supply")
    desk_officer.press("Down")
    search(desk_officer, "never used")
    box = desk_officer.window.search
    desk_officer.press("Escape")
    assert not box.text()
    desk_officer.press("Ctrl+Space")
    desk_officer.until(lambda: [i.label for i in box.offering()] == ["supply", "austin"])
    desk_officer.press("Down", "Down", "Return")
    desk_officer.until(lambda: box.text().strip() == "austin")
    desk_officer.press("Alt+Down")
    desk_officer.until(lambda: [i.label for i in box.offering()] == ["supply"])
    desk_officer.until(lambda: last(desk_officer) == ["supply", "austin"])


def test_going_to_a_place_is_no_search(desk_officer: Officer) -> None:
    desk_officer.press("Ctrl+2", "Return")
    desk_officer.press("Ctrl+F", "Down")
    assert desk_officer.workspace.searches.recent() == []


def test_the_last_searches_are_forgotten_when_that_is_asked(desk_officer: Officer) -> None:
    search(desk_officer, "austin")
    desk_officer.press("Return")
    desk_officer.until(lambda: last(desk_officer) == ["austin"])
    [forget] = [d for d in desk_officer.workspace.deeds if d.label == "Forget the last searches"]
    forget.run()
    assert last(desk_officer) == []
    assert desk_officer.workspace.searches.recent() == []


def test_the_last_searches_are_there_after_a_restart(desk_officer: Officer) -> None:
    search(desk_officer, "austin")
    desk_officer.press("Return")
    path = desk_officer.desk.catalogue.path
    desk_officer.application.open_sample()
    assert desk_officer.workspace.searches.recent() == [], "each catalogue has its own"
    desk_officer.application.open(path)
    desk_officer.until(lambda: desk_officer.workspace.searches.recent() == ["austin"])
