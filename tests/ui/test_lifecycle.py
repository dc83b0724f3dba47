"""The life of an agreement in the window: its events, its term, its parties, its status by hand."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, find_id, load
from defcat.drafts.store import kept
from tests.ui.dialog_desk import desk_at
from tests.ui.form_hands import walk
from tests.window import SUGGESTING, Officer
from ui.desk import Desk
from ui.forms.row_dialog import RowDialog
from ui.widgets.detail import DetailPane
from ui.widgets.field_choice import ChoiceField
from ui.widgets.field_text import LongTextField
from ui.widgets.link_field import LinkField

pytestmark = SUGGESTING

TWENTY = "FR GB DE IT ES NL BE LU DK NO IS PT GR TR CA US PL CZ HU RO"


def read(officer: Officer, ref: str) -> Dossier:
    with officer.desk.catalogue.read() as connection:
        return load(connection, find_id(connection, ref))


def open_ref(officer: Officer, ref: str) -> None:
    """Show the record of that reference in the pane, and turn to its timeline."""
    officer.press("Ctrl+F")
    officer.write(ref)
    officer.until(lambda: officer.detail.record_id() == read(officer, ref).id)
    officer.press("Return")
    officer.until(officer.table.hasFocus)


def timeline(officer: Officer) -> str:
    officer.detail.show_tab("timeline")
    return officer.detail.body_text()


def facts(officer: Officer) -> str:
    officer.detail.show_tab("facts")
    return officer.detail.body_text()


def row_dialog(officer: Officer) -> RowDialog:
    found = officer.dialog(RowDialog)
    assert isinstance(found, RowDialog)
    return found


def set_choice(officer: Officer, dialog: RowDialog, name: str, label: str) -> None:
    editor = dialog.blocks[name].editor
    assert isinstance(editor, ChoiceField)
    officer.choose(editor, label)


def enters_into_force(officer: Officer, dialog: RowDialog, when: str) -> None:
    set_choice(officer, dialog, "type", "Entry into force")
    officer.fill(dialog.blocks["date"].editor, when)


def a_treaty(officer: Officer, *, parties: str, **values: str) -> str:
    """The reference of a treaty in force since 1970, on the word of its series."""
    with officer.desk.change("Begin") as change:
        treaty = change.add("agreement", title="Treaty", type="treaty", **values)
        for country in parties.split():
            change.add_part("party", treaty, role="party", country=country)
        change.add_part("event", treaty, type="signature", date="1969-09-12", place="London")
        entry = change.add_part("event", treaty, type="entry-into-force", date="1970-01-01")
        series = change.add("source", title="UK Treaty Series 12 (1970)", type="treaty-text")
        change.add_part(
            "citation", treaty, other_id=series, about="event", row=entry, locator="p. 3"
        )
    with officer.desk.catalogue.read() as connection:
        return load(connection, treaty).stub.ref


# --- adding and correcting ----------------------------------------------------------------------


def test_an_event_is_added_by_keys_and_the_status_follows(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A1")
    assert officer.chips()[:1] == ["Signed, not in force"]
    officer.press("Ctrl+Shift+E")
    dialog = row_dialog(officer)
    assert dialog.windowTitle() == "Add event"
    assert "Signed, not in force" in dialog.status()
    officer.choose_here("Entry into force")
    officer.press("Tab")
    officer.write("1 Sep 2024")
    assert dialog.status() == "In force - entry into force: 1 September 2024"
    officer.press("Return")
    officer.until(lambda: officer.chips()[:1] == ["In force"])
    assert QApplication.activeModalWidget() is None
    assert [row["type"] for row in read(officer, "A1").parts["event"]] == [
        "signature",
        "entry-into-force",
    ]
    assert "Entry into force" in timeline(officer)
    officer.look_at(officer.window)
    officer.click_button("Undo", officer.window.notice)
    officer.until(lambda: officer.chips()[:1] == ["Signed, not in force"])


def test_the_source_of_an_event_is_said_in_the_same_dialog(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A1")
    timeline(officer)
    officer.click_link("Add event", officer.body())
    dialog = row_dialog(officer)
    enters_into_force(officer, dialog, "1 Sep 2024")
    source = dialog.source_blocks["other_id"].editor
    assert isinstance(source, LinkField)
    officer.create(source, "Exchange of letters", "source")
    officer.fill(dialog.source_blocks["locator"].editor, "para 2")
    officer.press("Ctrl+S")
    officer.until(lambda: officer.chips()[:1] == ["In force"])
    assert officer.reason().startswith(
        "Entry into force: 1 September 2024, says Exchange of letters, para 2 ["
    )


def test_an_event_is_corrected_with_enter_on_its_link(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A2")
    timeline(officer)
    officer.detail.focus_body()
    body = officer.body()
    for _ in range(20):
        officer.press("Tab")
        if body.textCursor().selectedText() == "correct":
            break
    officer.press("Return")
    dialog = row_dialog(officer)
    assert dialog.windowTitle() == "Correct event"
    officer.fill(dialog.blocks["place"].editor, "Washington")
    officer.click_button("Save", dialog)
    officer.reads("Washington")
    [event] = read(officer, "A2").parts["event"]
    assert (event["type"], event["place"]) == ("signature", "Washington")


def test_an_event_is_removed_in_its_dialog_and_given_back(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A2")
    timeline(officer)
    before = read(officer, "A2")
    officer.click_link("correct", officer.body())
    officer.click_button("Remove", row_dialog(officer))
    officer.until(lambda: officer.chips()[:1] == ["Not known"])
    assert read(officer, "A2").parts["event"] == []
    officer.look_at(officer.window)
    officer.press("Ctrl+Z")
    officer.until(lambda: read(officer, "A2").parts == before.parts)


def test_what_is_wrong_is_said_beside_the_field(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A1")
    officer.press("Ctrl+Shift+E")
    dialog = row_dialog(officer)
    officer.press("Ctrl+S")
    assert dialog.isVisible()
    assert "Event is missing." in dialog.blocks["type"].problem()
    assert dialog.blocks["type"].editor.stops()[0].hasFocus()
    set_choice(officer, dialog, "type", "Signature")
    assert dialog.blocks["type"].problem() == ""
    officer.fill(dialog.blocks["date"].editor, "32 Jan 2024")
    officer.press("Ctrl+S")
    assert dialog.isVisible()
    assert len(read(officer, "A1").parts["event"]) == 1
    dialog.reject()


def test_escape_keeps_what_was_typed_for_the_next_time(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A1")
    officer.press("Ctrl+Shift+E")
    enters_into_force(officer, row_dialog(officer), "1 Sep 2024")
    officer.press("Esc")
    officer.look_at(officer.window)
    assert len(read(officer, "A1").parts["event"]) == 1
    officer.press("Ctrl+Shift+E")
    again = row_dialog(officer)
    assert again.edit.row.values == {"type": "entry-into-force", "date": "2024-09-01"}
    assert "restored" in again.notice.text()
    officer.press("Ctrl+S")
    officer.until(lambda: officer.chips()[:1] == ["In force"])
    with officer.desk.catalogue.read() as connection:
        assert kept(connection) == []


def test_what_was_kept_is_thrown_away_at_a_word(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A1")
    officer.press("Ctrl+Shift+E")
    enters_into_force(officer, row_dialog(officer), "1 Sep 2024")
    officer.press("Esc")
    officer.look_at(officer.window)
    officer.press("Ctrl+Shift+E")
    again = row_dialog(officer)
    officer.click_button("Discard", again)
    assert again.edit.row.values == {}
    assert again.blocks["date"].editor.value() is None
    officer.press("Esc")
    with officer.desk.catalogue.read() as connection:
        assert kept(connection) == []


def test_a_post_is_added_to_an_official(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "O1")
    officer.press("Ctrl+Shift+E")
    dialog = row_dialog(officer)
    assert dialog.windowTitle() == "Add post"
    assert dialog.status() == ""
    officer.write("Leader of the House")
    officer.fill(dialog.blocks["start"].editor, "June 2024")
    officer.press("Return")
    officer.until(lambda: len(read(officer, "O1").parts["tenure"]) == 3)
    timeline(officer)
    officer.reads("Leader of the House")


def test_a_source_has_nothing_to_add_an_event_to(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "D1")
    officer.press("Ctrl+Shift+E")
    assert (
        officer.window.notice.text() == "Choose an agreement, an official or an engagement first."
    )
    assert QApplication.activeModalWidget() is None


def test_tab_goes_through_the_dialog_and_back_to_its_first_field(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, "A1")
    officer.press("Ctrl+Shift+E")
    dialog = row_dialog(officer)
    first = dialog.blocks["type"].editor.stops()[0]
    seen = walk(first, Qt.Key.Key_Tab)
    named = [stop.accessibleName() or getattr(stop, "text", str)() for stop in seen]
    assert named[0] == "Event (required)"
    assert named[-3:] == ["What the source states", "Cancel", "Save"]
    assert all(named)
    dialog.reject()


def test_a_catalogue_open_for_reading_only_offers_no_corrections(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    with desk_at(tmp_path) as desk:
        reading = Desk(Catalogue.open(desk.catalogue.path, write=False))
        with reading.catalogue.read() as connection:
            agreement = find_id(connection, "A1")
        pane = DetailPane(reading)
        qtbot.addWidget(pane)
        pane.show_record(agreement)
        pane.show_tab("timeline")
        qtbot.waitUntil(lambda: "Signature" in pane.body_text())
        assert "correct" not in pane.body_text()
        assert "Add event" not in pane.body_text()
        dialog = RowDialog(reading, agreement, "event")
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.notice.text() == "This catalogue is open for reading only."
        assert not dialog.blocks["type"].editor.isEnabled()
        reading.close()


# --- what the pane says -------------------------------------------------------------------------


def test_the_deciding_event_and_its_source_are_named(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, a_treaty(officer, parties="GB FR"))
    assert officer.reason() == (
        "Entry into force: 1 January 1970, says UK Treaty Series 12 (1970), p. 3 [1]"
    )
    said = timeline(officer)
    assert "decides the status" in said
    assert said.index("Signature") < said.index("Entry into force") < said.index("decides")
    assert said.count("decides the status") == 1


def test_a_term_says_until_when_and_what_is_to_come(desk_officer: Officer) -> None:
    officer = desk_officer
    ref = a_treaty(
        officer,
        parties="GB FR",
        duration="P60Y",
        renewal="automatic",
        renewal_period="P5Y",
        notice_period="P6M",
    )
    open_ref(officer, ref)
    assert (
        "until 1 January 2030 (60 years from 1 January 1970) · renews automatically for 5 years"
        " · notice by 1 July 2029"
    ) in facts(officer)
    past, to_come = timeline(officer).split("To come")
    assert "Renews automatically computed" in to_come
    assert "Last day to give notice computed" in to_come
    assert "computed" not in past


def test_a_term_that_was_renewed_says_when_and_until_when(desk_officer: Officer) -> None:
    officer = desk_officer
    term = {"duration": "P40Y", "renewal": "automatic", "renewal_period": "P20Y"}
    ref = a_treaty(officer, parties="GB FR", **term)
    open_ref(officer, ref)
    renewed = "renewed automatically on 1 January 2010, until 1 January 2030"
    assert f"{renewed} (40 years from 1 January 1970)" in facts(officer)
    past, to_come = timeline(officer).split("To come")
    assert "Renewed automatically, until 1 January 2030 computed" in past
    assert "Renews automatically computed" in to_come
    with officer.desk.change("End") as change:
        treaty = read(officer, ref).id
        change.add_part("event", treaty, type="termination", date="2001-01-01")
    officer.until(lambda: "computed" not in officer.detail.body_text())


def test_each_party_of_a_multilateral_has_its_own_status(desk_officer: Officer) -> None:
    officer = desk_officer
    ref = a_treaty(officer, parties="GB FR IT LY")
    treaty = read(officer, ref).id
    with officer.desk.change("Parties") as change:
        change.add_part("event", treaty, type="accession", date="1972-05-03", country="IT")
        change.add_part("event", treaty, type="withdrawal", date="1990-01-01", country="LY")
    open_ref(officer, ref)
    said = facts(officer)
    assert "Italy\nIn force since 3 May 1972 (accession)" in said
    assert "Libya\nTerminated" in said
    assert "withdrawal by Libya: 1 January 1990" in said
    assert "United Kingdom\nIn force since 1 January 1970" in said


def test_many_parties_are_counted_until_all_are_asked_for(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, a_treaty(officer, parties=TWENTY))
    said = facts(officer)
    assert "In force\n20 parties" in said
    assert "Iceland" not in said
    officer.click_link("Show all 20 parties", officer.body())
    assert "Iceland\nIn force since 1 January 1970" in officer.detail.body_text()
    officer.click_link("Show fewer", officer.body())
    assert "Iceland" not in officer.detail.body_text()


def test_a_bilateral_agreement_keeps_its_two_parties_plain(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, a_treaty(officer, parties="GB FR"))
    assert "Party\nUnited Kingdom" in facts(officer)


def test_a_supersession_for_one_party_reads_from_both_ends(desk_officer: Officer) -> None:
    officer = desk_officer
    old = a_treaty(officer, parties="GB FR ES")
    with officer.desk.change("Later") as change:
        later = change.add("agreement", title="Framework of 2010", type="agreement")
        change.add_part("event", later, type="signature", date="2008-02-01")
        change.add_part("event", later, type="entry-into-force", date="2010-05-03")
        change.add_part(
            "agreement_relation",
            later,
            type="supersedes",
            other_id=read(officer, old).id,
            country="ES",
        )
    open_ref(officer, old)
    said = timeline(officer)
    line = said.index("Superseded by: Framework of 2010")
    assert said.rindex("3 May 2010", 0, line) > said.rindex("1970", 0, line)
    assert "2008" not in said
    assert "for Spain only, in force (entry into force: 3 May 2010)" in said
    assert "Spain\nSuperseded by Framework of 2010" in facts(officer)
    officer.detail.show_tab("links")
    officer.click_link("Framework of 2010", officer.body())
    officer.until(lambda: officer.title() == "Framework of 2010")
    assert "Supersedes: Treaty" in timeline(officer)
    assert "for Spain only, in force (entry into force: 1 January 1970)" in timeline(officer)


# --- a status set by hand -----------------------------------------------------------------------


def test_a_status_is_set_by_hand_with_its_reason_and_taken_away(desk_officer: Officer) -> None:
    officer = desk_officer
    ref = a_treaty(officer, parties="GB FR")
    open_ref(officer, ref)
    officer.workspace.acts.set_status()
    dialog = row_dialog(officer)
    assert dialog.windowTitle() == "Set status by hand"
    set_choice(officer, dialog, "status", "Suspended")
    officer.press("Ctrl+S")
    assert "Why is missing." in dialog.blocks["why"].problem()
    why = dialog.blocks["why"].editor
    assert isinstance(why, LongTextField)
    officer.fill(why, "Note verbale of March")
    assert dialog.status().startswith("Suspended, by hand - set by hand")
    officer.press("Ctrl+S")
    officer.until(lambda: officer.chips()[:1] == ["Suspended, by hand"])
    [row] = read(officer, ref).parts["hand_status"]
    name, day = row["set_by"], row.text("set_on")
    said = facts(officer)
    assert f"Set by hand by {name} on {day}: Note verbale of March" in said
    assert "By the events alone\nIn force entry into force: 1 January 1970" in said
    officer.look_at(officer.window)
    officer.click_link("correct", officer.body())
    officer.click_button("Remove", row_dialog(officer))
    officer.until(lambda: officer.chips()[:1] == ["In force"])


# --- the form -----------------------------------------------------------------------------------


def test_the_form_says_what_follows_from_the_term(desk_officer: Officer) -> None:
    officer = desk_officer
    open_ref(officer, a_treaty(officer, parties="GB FR", notice_period="P6M"))
    officer.press("E")
    form = officer.form
    officer.fill(form.body.blocks["duration"].editor, "60 years")
    told = form.body.told["term"]
    officer.until(lambda: "1 January 2030" in told.text() and told.isVisible())
    assert "1 July 2029" in told.text()
