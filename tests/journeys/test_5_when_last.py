"""Journey 5. When did we last meet this person, and what was promised?"""

from tests.window import SUGGESTING, Officer, on_disk
from ui.widgets.close_commitment import CloseCommitment

pytestmark = SUGGESTING

SIGNING = "Signing of the Security of Supply Arrangement"
PRIORITY = "The United States assures India of priority under its defence priorities system"
CODE = "India sets up a code of conduct with its industry for priority US orders"
TALKS = "Talks with Vic Ramdass"


def test_three_letters_tell_when_and_what(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer)
    assert officer.keys <= 7
    lines = [line for line in officer.detail.body_text().splitlines() if line]
    assert lines[:2] == ["Last met", f"22 August 2024, {SIGNING} E7"]
    assert lines[2] == "Open commitments"
    told = officer.detail.body_text()
    assert f"{CODE} C1" in told
    assert f"{PRIORITY} C2" in told
    assert "Open, United States, Department of Defense; 22 August 2024, E7" in told
    officer.click_link(SIGNING, officer.body())
    officer.until(lambda: officer.title() == SIGNING)


def test_a_promise_is_closed_with_its_evidence_and_that_is_taken_back(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    find(officer)
    officer.click_link(PRIORITY[:30], officer.body())
    officer.until(lambda: officer.title() == PRIORITY)
    officer.until(lambda: officer.chips()[:1] == ["Open"])
    officer.click_link("Close…", officer.body())
    close(officer)
    officer.until(lambda: officer.chips()[:1] == ["Done"])
    officer.reads("22 November 2026")
    officer.reads("Letter of 2 October 2024")

    find(officer)
    officer.until(lambda: PRIORITY not in officer.detail.body_text())
    officer.reads(CODE)
    officer.press("Ctrl+Z")
    officer.reads(PRIORITY)
    path = officer.desk.catalogue.path
    officer.window.close()
    promise = on_disk(path, PRIORITY)
    assert promise.values["state"] == "open"
    assert promise.values["evidence"] is None


def test_what_is_open_is_carried_on_to_the_next_meeting_which_is_held(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    officer.press("Ctrl+4")
    officer.until(lambda: officer.detail.isVisible())
    officer.click_button("New engagement")
    form = officer.form
    officer.until(form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write(TALKS)
    officer.choose(form.body.blocks["type"].editor, "Bilateral meeting")
    officer.choose(form.body.blocks["state"].editor, "Planned")
    officer.fill(form.body.blocks["date"].editor, "20 November 2026")
    officer.link(form.body.parts["participant"].rows[0].editors["other_id"], "vic", "Vic Ramdass")
    told = form.body.told["still-open"]
    officer.until(lambda: PRIORITY in told.text())
    officer.press("Ctrl+S")
    officer.until(lambda: officer.title() == TALKS)
    officer.reads("Still open from earlier")
    officer.reads(PRIORITY)

    officer.click_link("Mark as held", officer.body())
    record = officer.form.body.blocks["record"].editor
    officer.until(record.stops()[0].hasFocus)
    officer.write("Both promises were gone through.")
    officer.press("Ctrl+S")
    officer.until(lambda: officer.title() == TALKS and officer.chips()[:1] == ["Held"])
    officer.reads("Record of discussion\nBoth promises were gone through.")
    find(officer)
    officer.reads(f"Last met\n20 November 2026, {TALKS} E16")


def test_what_is_still_to_come_cannot_have_been_held(desk_officer: Officer) -> None:
    officer = desk_officer
    with officer.desk.change("Plan") as change:
        change.add("engagement", title="Next call", type="call", state="planned", date="2026-11-23")
    officer.press("Ctrl+4")
    officer.click_title("Next call")
    officer.until(lambda: officer.title() == "Next call")
    officer.press("H")
    officer.until(officer.window.notice.isVisible)
    assert officer.window.notice.text().startswith("It is planned for 23 November 2026")
    assert officer.chips()[:1] == ["Planned"]


def find(officer: Officer) -> None:
    """From the first page type three letters of a name, and go down to the person."""
    officer.press("Ctrl+1")
    officer.keys = 0
    officer.press("/")
    officer.write("vic")
    officer.until(lambda: officer.table.isVisible() and "Vic Ramdass" in officer.titles())
    officer.until(lambda: officer.title() == officer.titles()[0])
    officer.press(*["Down"] * (officer.titles().index("Vic Ramdass") + 1))
    officer.until(lambda: officer.title() == "Vic Ramdass")


def close(officer: Officer) -> None:
    """Close the commitment in the dialog that has come up, as done today."""
    dialog = officer.dialog(CloseCommitment)
    assert dialog.editors["state"].combo.currentText() == "Done"
    assert dialog.editors["closed"].value() == "2026-11-22"
    officer.fill(dialog.editors["evidence"], "Letter of 2 October 2024")
    officer.click_button("Close commitment", dialog)
    officer.look_at(officer.window)
