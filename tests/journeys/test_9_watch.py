"""Journey 9. What expires in 180 days, what is signed but not in force, what is overdue."""

from PySide6.QtWidgets import QPushButton

from tests.window import SUGGESTING, Officer, on_disk
from ui.pages.findings import DISMISSED
from ui.widgets.close_commitment import CloseCommitment
from ui.widgets.dismiss import DismissDialog
from ui.widgets.tally import TallyLine

pytestmark = SUGGESTING

DIALOGUE = "Begin a dialogue on artificial intelligence in defence"
SUPPLY = "Security of Supply Arrangement"
LOGISTICS = "Logistics Exchange Memorandum of Agreement"
REASON = "The joint statement names the year only"


def watched(officer: Officer) -> list[str]:
    """The rows of the watch page, headings among them."""
    model, table = officer.workspace.watch.model, officer.workspace.watch.table
    return [
        str(model.index(row, 0 if table.is_heading(row) else 2).data())
        for row in range(model.rowCount())
    ]


def test_what_needs_attention_is_seen_from_the_first_page(desk_officer: Officer) -> None:
    officer = desk_officer
    with officer.desk.change("Add") as change:
        made = change.add("agreement", title=LOGISTICS, type="agreement", expiry_date="2027-03-31")
        change.add_part("event", made, type="entry-into-force", date="2017-03-31")
    chips = officer.workspace.home.findChild(TallyLine)
    names = ["Overdue commitments, 1", "Expiring, 1", "Signed, not in force for over a year, 2"]
    officer.until(lambda: [b.accessibleName() for b in chips.findChildren(QPushButton)] == names)

    officer.click_button(names[2], chips)
    officer.until(lambda: officer.window.rail.current() == "watch")
    officer.until(lambda: SUPPLY in watched(officer))
    page = officer.workspace.watch
    found = page.model.watched_at(page.table.current_row() or 0)
    assert found is not None
    assert found.rule == "not-in-force"
    assert watched(officer).index(LOGISTICS) == watched(officer).index("Expiring  1") + 1

    officer.click_button("The next 90 days", page)
    officer.until(lambda: LOGISTICS not in watched(officer))
    officer.click_button("The next 180 days", page)
    officer.until(lambda: LOGISTICS in watched(officer))


def test_an_overdue_commitment_is_closed_and_no_longer_watched(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+8")
    officer.until(lambda: "Overdue commitments  1" in watched(officer))
    officer.click_row(officer.workspace.watch.table, watched(officer).index(DIALOGUE))
    officer.press("Return")
    officer.until(lambda: officer.title() == DIALOGUE)
    officer.click_link("Close…", officer.body())
    dialog = officer.dialog(CloseCommitment)
    officer.fill(dialog.editors["evidence"], "First round held in Delhi")
    officer.press("Ctrl+S")
    officer.look_at(officer.window)
    officer.until(lambda: officer.chips()[:1] == ["Done"])

    officer.press("Alt+Left")
    officer.until(lambda: officer.window.rail.current() == "watch")
    officer.until(lambda: bool(watched(officer)) and DIALOGUE not in watched(officer))
    officer.press("Ctrl+Z")
    officer.until(lambda: DIALOGUE in watched(officer))


def test_a_finding_is_dismissed_with_a_reason_and_that_is_taken_back(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    officer.click_button("3 findings", officer.workspace.home)
    page = officer.workspace.findings
    officer.until(lambda: page.model.rowCount() == 3)
    page.rules.setFocus()
    officer.press("Down")
    officer.until(lambda: page.model.rowCount() == 1)
    assert page.model.index(0, 1).data() == DIALOGUE

    officer.click_row(page.table, 0)
    officer.press("D")
    officer.dialog(DismissDialog)
    officer.write(REASON)
    officer.press("Return")
    officer.look_at(officer.window)
    officer.until(lambda: "Deadline not known" not in page.rules.item(1).text())
    officer.until(lambda: page.model.rowCount() == 2)

    page.rules.setFocus()
    officer.press("End")
    officer.until(lambda: page.rules.current() == DISMISSED and page.model.rowCount() == 1)
    assert page.model.index(0, 3).data() == f"Dismissed: {REASON}"
    path = officer.desk.catalogue.path
    assert on_disk(path, DIALOGUE).parts["dismissal"][0]["why"] == REASON

    officer.press("Ctrl+Z")
    officer.until(lambda: page.model.rowCount() == 0)
    officer.press("Home")
    officer.until(lambda: page.model.rowCount() == 3)
