"""A visit's form with what it contains and what was promised, a series' editions, and the pane."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from defcat.drafts.store import kept
from defcat.rules.editions import LATEST
from defcat.search.parse import parse
from defcat.search.run import find
from tests.ui.form_hands import cell, choose, control, dossier, enter, show
from ui import theme
from ui.desk import Desk
from ui.forms.form import RecordForm
from ui.widgets.close_commitment import CloseCommitment
from ui.widgets.detail import DetailPane
from ui.widgets.field_text import LongTextField, PartialDateField

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

# What the offscreen platform says when a list of suggestions opens.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    """A visit with a meeting in it and a promise; a dialogue of which one round is missing."""
    theme.apply(qapp, theme.LIGHT)
    made = Catalogue.create(
        tmp_path / "desk.defcat", user="Rao", now=lambda: datetime(2026, 6, 1, 12, tzinfo=UTC)
    )
    with made.change("Begin") as change:
        austin = change.add("official", title="Lloyd Austin", nationality="US")
        singh = change.add("official", title="Rajnath Singh", nationality="IN")
        visit = change.add(
            "engagement",
            title="Visit to Washington",
            type="official-visit",
            date="2024-08-22/2024-08-26",
            city="Washington",
            state="held",
        )
        meeting = change.add(
            "engagement", title="Meeting at the Pentagon", type="bilateral-meeting"
        )
        change.set("engagement", meeting, date="2024-08-23", record="Spare parts.\nRadars.")
        change.add_part("engagement_relation", meeting, type="part-of", other_id=visit)
        for who, side, role in ((austin, "US", "member"), (singh, "IN", "principal")):
            change.add_part("participant", meeting, other_id=who, role=role, side=side)
        change.add_part("participant", visit, other_id=singh, role="principal", side="IN")
        change.add(
            "commitment",
            title="Send the list",
            state="open",
            engagement=visit,
            owner=austin,
            date="2024-12",
        )
        dialogue = change.add("series", title="2+2 Dialogue")
        for number, day in ((1, "2018-09-06"), (3, "2020-10-27"), (4, "2022-04-11")):
            change.add(
                "engagement",
                title=f"Round {number}",
                type="two-plus-two",
                series=dialogue,
                edition=number,
                date=day,
            )
    desk = Desk(made)
    yield desk
    desk.close()


def ident(desk: Desk, ref: str) -> int:
    with desk.catalogue.read() as connection:
        return find_id(connection, ref)


def edit(qtbot: QtBot, desk: Desk, ref: str) -> RecordForm:
    return show(qtbot, RecordForm.edit(desk, ident(desk, ref)))


def pane(qtbot: QtBot, desk: Desk, ref: str) -> DetailPane:
    made = DetailPane(desk)
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show_record(ident(desk, ref))
    qtbot.waitUntil(lambda: made.record_id() is not None)
    return made


def lines(detail: DetailPane) -> list[str]:
    return [line for line in detail.body_text().splitlines() if line]


# --- the form of a visit --------------------------------------------------------------------


def test_a_visit_shows_what_it_contains_and_what_was_promised(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "E1")
    [meeting] = form.body.parts["contains"].rows
    [promise] = form.body.parts["promises"].rows
    assert meeting.editors["title"].value() == "Meeting at the Pentagon"
    assert meeting.editors["date"].value() == "2024-08-23"
    assert promise.editors["owner"].chip.title() == "Lloyd Austin"
    assert not form.draft.changed()


def test_what_it_contains_is_entered_with_it_and_taken_back_with_one_undo(
    qtbot: QtBot, desk: Desk
) -> None:
    form = edit(qtbot, desk, "E1")
    part = form.body.parts["contains"]
    cell(part.rows[0], "title").setFocus()
    QTest.keyClick(cell(part.rows[0], "title"), Qt.Key.Key_Return, CTRL)
    new = part.rows[1]
    assert cell(new, "title").hasFocus()
    assert cell(new, "date").placeholderText() == "22–26 August 2024"
    assert cell(new, "city").placeholderText() == "Washington"
    enter(cell(new, "title"), "Wreath at Arlington")
    enter(cell(new, "type"), "wre")
    enter(cell(part.rows[0], "city"), "Arlington")
    assert form.save()
    wreath = dossier(desk, "E6")
    assert wreath.stub.title == "Wreath at Arlington"
    assert (wreath.stub.date, wreath.values["city"]) == ("2024-08-22/2024-08-26", "Washington")
    assert dossier(desk, "E2").values["city"] == "Arlington"
    desk.undo()
    assert [row.record_id for row in dossier(desk, "E1").backlinks["engagement_relation"]] == [
        ident(desk, "E2")
    ]
    assert dossier(desk, "E2").values["city"] is None


def test_a_hint_follows_what_the_visit_says(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "engagement"))
    new = form.body.parts["contains"].add()
    assert cell(new, "date").placeholderText() == "Day, month or year"
    enter(control(form, "date"), "3 May 2026")
    assert cell(new, "date").placeholderText() == "3 May 2026"
    control(form, "date").clear()
    enter(control(form, "date"), " ")
    assert cell(new, "date").placeholderText() == "Day, month or year"


def test_taking_a_child_out_says_what_becomes_of_it(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "E1")
    parts = form.body.parts
    cell(parts["contains"].rows[0], "title").setFocus()
    QTest.keyClick(cell(parts["contains"].rows[0], "title"), Qt.Key.Key_Delete, ALT)
    assert form.notice.text() == (
        "“Meeting at the Pentagon” will no longer be part of this engagement; its own record stays."
    )
    undo = form.notice.findChildren(type(form._save))[0]
    QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert not form.draft.changed()
    parts["promises"].remove(parts["promises"].rows[0])
    assert form.notice.text() == "“Send the list” will be put in the bin."
    parts["promises"].add()
    parts["promises"].remove(parts["promises"].rows[0])
    assert form.notice.text() == "A row of “Commitments” was removed."
    assert form.save()
    assert dossier(desk, "C1").stub.binned


def test_what_is_wrong_in_a_child_is_said_in_its_row(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "E1")
    new = form.body.parts["promises"].add()
    enter(cell(new, "date"), "soon")
    assert not form.save()
    assert "Promised" not in new.problem()
    assert "What was promised is missing." in new.problem()
    assert "“soon”" in new.problem()
    assert cell(new, "title").hasFocus()


def test_half_typed_children_are_kept_with_the_draft(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "E1")
    enter(cell(form.body.parts["contains"].add(), "title"), "Roundtable")
    form.keep()
    again = edit(qtbot, desk, "E1")
    rows = again.body.parts["contains"].rows
    assert [row.editors["title"].value() for row in rows] == [
        "Meeting at the Pentagon",
        "Roundtable",
    ]


def test_a_child_is_opened_in_its_own_form(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "E1")
    shown = form.body.parts["contains"].rows[0]
    cell(shown, "title").setFocus()
    asked: list[int] = []
    form.form_asked.connect(asked.append)
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(cell(shown, "title"), Qt.Key.Key_Return, ALT)
    assert asked == [ident(desk, "E2")]
    with desk.catalogue.read() as connection:
        assert kept(connection) == []


def test_a_new_child_is_saved_before_it_is_opened(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "E1")
    new = form.body.parts["contains"].add()
    new.opened.emit()
    assert cell(new, "title").hasFocus()
    enter(cell(new, "title"), "Roundtable")
    asked: list[int] = []
    form.form_asked.connect(asked.append)
    with qtbot.waitSignal(form.saved):
        new.opened.emit()
    assert asked == [ident(desk, "E6")]
    assert dossier(desk, "E6").stub.title == "Roundtable"


# --- series and editions --------------------------------------------------------------------


def test_the_next_edition_is_offered_and_not_forced(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "engagement"))
    choose(qtbot, form.body.blocks["series"].editor, "2+2")
    assert form.body.blocks["edition"].editor.value() == 5
    assert form.body.blocks["title"].editor.value() == "5th 2+2 Dialogue"
    control(form, "edition").selectAll()
    enter(control(form, "edition"), "50")
    form.body.blocks["series"].editor.chip.cleared.emit()
    assert form.body.blocks["title"].editor.value() is None
    assert form.body.blocks["edition"].editor.value() == 50


def test_an_old_round_gets_no_number_that_it_may_not_have(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "engagement"))
    enter(control(form, "title"), "The second round")
    enter(control(form, "date"), "18 December 2019")
    choose(qtbot, form.body.blocks["series"].editor, "2+2")
    assert form.body.blocks["edition"].editor.value() is None
    assert form.body.blocks["title"].editor.value() == "The second round"


def test_a_series_lists_its_editions_with_the_gaps(qtbot: QtBot, desk: Desk) -> None:
    form = edit(qtbot, desk, "S1")
    told = form.body.told["editions"]
    qtbot.waitUntil(told.isVisible)
    assert "no 2nd edition on record" in told.text()
    asked: list[int] = []
    form.record_asked.connect(asked.append)
    with qtbot.waitSignal(form.closed):
        told.stops()[0].setFocus()
        QTest.keyClick(told.stops()[0], Qt.Key.Key_Tab)
        QTest.keyClick(told.stops()[0], Qt.Key.Key_Return)
    assert asked == [ident(desk, "E3")]


def test_the_pane_of_a_series_has_them_in_order(qtbot: QtBot, desk: Desk) -> None:
    shown = lines(pane(qtbot, desk, "S1"))
    at = shown.index("Editions")
    assert shown[at + 1 : at + 8] == [
        "1st",
        "Round 1, 6 September 2018",
        "no 2nd edition on record",
        "3rd",
        "Round 3, 27 October 2020",
        "4th",
        "Round 4, 11 April 2022",
    ]


def test_the_pane_of_a_series_has_the_latest_and_a_list_of_all(qtbot: QtBot, desk: Desk) -> None:
    series = ident(desk, "S1")
    with desk.change("Many rounds") as change:
        for number in range(5, 5 + LATEST):
            meant = {"type": "roundtable", "series": series, "edition": number}
            change.add("engagement", title=f"Round {number}", **meant)
    detail = pane(qtbot, desk, "S1")
    shown = lines(detail)
    at = shown.index("Editions")
    assert shown[at + 1 : at + 4] == ["3 earlier ones", "5th", "Round 5, no date"]
    asked: list[str] = []
    detail.list_asked.connect(asked.append)
    browser = detail.findChild(QTextBrowser)
    link = re.search('href="(list:[^"]*)"', browser.toHtml())
    browser.anchorClicked.emit(QUrl(link[1]))
    assert asked == ["kind:engagement linked:S1"]
    with desk.catalogue.read() as connection:
        assert len(find(connection, parse(asked[0]), today=date(2024, 1, 1))) == LATEST + 3


def test_the_editions_before_and_after_are_one_click_away(qtbot: QtBot, desk: Desk) -> None:
    shown = lines(pane(qtbot, desk, "E4"))
    at = shown.index("3rd 2+2 Dialogue S1")
    assert shown[at + 1 : at + 3] == [
        "previous: 1st, 6 September 2018 E3",
        "next: 4th, 11 April 2022 E5",
    ]


# --- the pane -------------------------------------------------------------------------------


def test_the_sides_stand_together_with_the_principals_first(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("One more") as change:
        rao = change.add("official", title="A. Rao")
        change.add_part(
            "participant", ident(desk, "E2"), other_id=rao, role="note-taker", side="US"
        )
        clark = change.add("official", title="B. Clark")
        change.add_part(
            "participant", ident(desk, "E2"), other_id=clark, role="principal", side="US"
        )
    shown = lines(pane(qtbot, desk, "E2"))
    at = shown.index("Participants")
    assert shown[at + 1 : at + 7] == [
        "United States",
        "B. Clark O4 Principal",
        "Lloyd Austin O1 Member",
        "A. Rao O3 Note-taker",
        "India",
        "Rajnath Singh O2 Principal",
    ]
    at = shown.index("Record of discussion")
    assert shown[at + 1 : at + 3] == ["Spare parts.", "Radars."]


def test_a_person_is_answered_first_with_the_last_meeting_and_what_is_open(
    qtbot: QtBot, desk: Desk
) -> None:
    shown = lines(pane(qtbot, desk, "O1"))
    assert shown[:4] == [
        "Last met",
        "23 August 2024, Meeting at the Pentagon E2",
        "Open commitments",
        "Send the list C1",
    ]
    assert shown[4].startswith("Overdue since December 2024, Lloyd Austin; 22–26 August 2024, E1")


def test_a_closed_commitment_leaves_the_list_of_what_is_open(qtbot: QtBot, desk: Desk) -> None:
    dialog = CloseCommitment(desk, dossier(desk, "C1"))
    qtbot.addWidget(dialog)
    assert dialog.editors["closed"].value() == "2026-06-01"
    enter(dialog.editors["closed"].stops()[0], " x")
    dialog.save()
    assert "can't be read as a date" in dialog.notice.text()
    dialog.editors["closed"].set_value("2025-01")
    enter(dialog.editors["evidence"].stops()[0], "Received")
    with qtbot.waitSignal(dialog.closed):
        dialog.save()
    values = dossier(desk, "C1").values
    assert (values["state"], values["closed"], values["evidence"]) == (
        "done",
        "2025-01",
        "Received",
    )
    assert "Open commitments" not in lines(pane(qtbot, desk, "O1"))
    desk.undo()
    assert "Open commitments" in lines(pane(qtbot, desk, "O1"))


# --- what was promised, and closing it ----------------------------------------------------------


def test_what_a_planned_visit_will_be_promised_stands_in_its_facts(
    qtbot: QtBot, desk: Desk
) -> None:
    with desk.change("Plan") as change:
        visit = change.add("engagement", title="Visit to Delhi", type="visit", date="2027-02")
        talks = change.add("engagement", title="Talks", type="ministerial", date="2027-02-09")
        change.add_part("engagement_relation", talks, type="part-of", other_id=visit)
        for title, met in (("Share the draft", visit), ("Name a contact", talks)):
            change.add(
                "commitment",
                title=title,
                state="open",
                engagement=met,
                owner_side="DE",
                date="2027",
            )
    said = lines(pane(qtbot, desk, "E6"))
    promised = said[said.index("Commitments") + 1 : said.index("Related engagements")]
    assert promised == [
        "Open, due 2027",
        "Share the draft C2",
        "Germany · Close…",
        "Open, due 2027",
        "Name a contact C3",
        "Germany; in Talks · Close…",
    ]


def test_on_an_earlier_day_it_was_not_promised_yet(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Promise") as change:
        meeting = ident(desk, "E2")
        change.add(
            "commitment", title="Later", state="open", engagement=meeting, promised="2025-03-01"
        )
    detail = pane(qtbot, desk, "E1")
    assert "Later C2" in lines(detail)
    detail.show_record(ident(desk, "E1"), date(2024, 9, 1))
    qtbot.waitUntil(lambda: detail.day() is not None)
    assert "Later C2" not in lines(detail)
    assert "Send the list C1" in lines(detail)


def test_the_dialog_to_close_it_makes_room_for_what_is_wrong(qtbot: QtBot, desk: Desk) -> None:
    dialog = CloseCommitment(desk, dossier(desk, "C1"))
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    before = dialog.height()
    closed = dialog.editors["closed"]
    assert isinstance(closed, PartialDateField)
    closed.date.set_text("31/02/2024")
    qtbot.waitUntil(lambda: dialog.height() >= before + 24)
    evidence = dialog.editors["evidence"]
    assert isinstance(evidence, LongTextField)
    qtbot.waitUntil(lambda: evidence.height() >= evidence.text.height())
