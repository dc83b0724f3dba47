"""Journey 12. A fact was corrected in June: by whom, from what, on which source; take it back."""

from datetime import UTC, datetime
from pathlib import Path

from defcat.catalogue import Catalogue
from defcat.exchange.sample import create_sample
from tests.window import SUGGESTING, Officer, on_disk
from ui.pages.history import HistoryPage
from ui.widgets.change_pane import ChangePane
from ui.widgets.palette import Palette

pytestmark = SUGGESTING

TITLE = "Security of Supply Arrangement"
WRONG = "Security of Supplies Agreement"


def years_work(path: Path) -> None:
    """The sample made in May; in June Ravi corrects a title on a source, in August Asha a note."""
    create_sample(path, user="officer", now=lambda: datetime(2024, 5, 2, 9, tzinfo=UTC)).close()
    found = on_disk(path, TITLE)
    source = next(iter(found.parts["citation"]))["other_id"]
    june, august = (datetime(2024, month, 11, 14, 30, tzinfo=UTC) for month in (6, 8))
    with (
        Catalogue.open(path, user="Ravi Kumar", now=lambda: june) as catalogue,
        catalogue.change("Edit agreement") as change,
    ):
        change.set("agreement", found.id, title=WRONG)
        change.add_part("citation", found.id, other_id=source, about="title", locator="paragraph 2")
    with Catalogue.open(path, user="Asha Rao", now=lambda: august) as catalogue:
        with catalogue.change("Edit agreement") as change:
            change.set("agreement", found.id, notes="Read again with the ministry.")
        with catalogue.change("Put a topic aside") as change:
            change.add("topic", title="Shipbuilding", type="sector")


def history(officer: Officer) -> HistoryPage:
    """The page of the history, reached by its name with Ctrl+K."""
    officer.press("Ctrl+K")
    officer.dialog(Palette)
    officer.write("go to history")
    officer.press("Return")
    officer.until(officer.workspace.past.shown)
    officer.look_at(officer.window)
    return officer.workspace.past.page()


def cells(pane: ChangePane) -> list[tuple[str, ...]]:
    model = pane.model
    return [
        tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def changes(page: HistoryPage) -> list[str]:
    return [f"{line.by}: {line.label}" for line in page.model.lines()]


def test_a_correction_of_june_is_found_and_taken_back(officer: Officer, tmp_path: Path) -> None:
    path = tmp_path / "Desk.defcat"
    years_work(path)
    officer.application.open(path)
    officer.until(lambda: "Lloyd Austin" in officer.home_text())
    page = history(officer)
    officer.until(lambda: len(changes(page)) == 4)
    # By whom, from what, on which source.
    officer.click(page.since.focusProxy())
    officer.write("June 2024")
    officer.press("Tab")
    officer.write("30 June 2024")
    officer.until(lambda: changes(page) == ["Ravi Kumar: Edit agreement"])
    officer.until(lambda: ("Title", TITLE, WRONG) in cells(page.pane))
    officer.click(page.table.viewport(), page.table.visualRect(page.model.index(1, 1)).center())
    officer.press("Return")
    officer.until(page.pane.table.hasFocus)
    assert officer.window.isActiveWindow()
    said = [label.text() for label in page.pane.findChildren(type(page.pane._says))]
    assert any("Ravi Kumar · 11 June 2024, 14:30" in text for text in said)
    assert any(text.startswith("Cited with it: ") and "paragraph 2" in text for text in said)
    # Take it back; what came in August stays.
    officer.press("U")
    notice = officer.window.notice
    officer.until(lambda: notice.text() == "Take back: Edit agreement.")
    kept = on_disk(path, TITLE)
    assert kept.values["notes"] == "Read again with the ministry."
    assert not [c for c in kept.parts["citation"] if c["locator"] == "paragraph 2"]
    officer.until(lambda: page.model.lines()[0].undone_by == 5)
    assert not page.pane.takes_back.isEnabled()
    # The notice offers the way back.
    officer.click_button("Undo", notice)
    officer.until(lambda: notice.text() == "Undo: Take back: Edit agreement.")
    assert on_disk(path, WRONG).values["notes"] == "Read again with the ministry."


def test_only_the_one_field_is_restored(officer: Officer, tmp_path: Path) -> None:
    path = tmp_path / "Desk.defcat"
    years_work(path)
    officer.application.open(path)
    officer.until(lambda: "Lloyd Austin" in officer.home_text())
    page = history(officer)
    officer.link(page.record, "Security of Supp", WRONG)
    officer.until(lambda: len(changes(page)) == 3)
    officer.click(page.table.viewport(), page.table.visualRect(page.model.index(3, 1)).center())
    officer.until(lambda: ("Title", TITLE, WRONG) in cells(page.pane))
    officer.press("Return", "B")
    officer.until(lambda: officer.window.notice.text() == "Restore Title of A1.")
    kept = on_disk(path, TITLE)
    assert [c for c in kept.parts["citation"] if c["locator"] == "paragraph 2"]
    officer.press("Escape", "Escape")
    officer.until(lambda: not officer.workspace.past.shown())
