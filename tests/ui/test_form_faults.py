"""What a form says is wrong, for how long, and where nothing can be entered at all."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.drafts import store as draft_store
from defcat.drafts.draft import Draft
from tests.ui.dialog_desk import desk_at
from tests.ui.form_hands import cell, choose, control, dossier, drafts, enter, show
from ui.desk import Desk
from ui.forms.form import RecordForm
from ui.widgets.field_country import CountryField
from ui.widgets.link_field import LinkField

READING_ONLY = "This catalogue is open for reading only."

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def reader(desk: Desk) -> Iterator[Desk]:
    """The same file in a second window."""
    made = Desk(Catalogue.open(desk.catalogue.path, write=False))
    yield made
    made.close()


def says(widget: QWidget, text: str) -> QLabel:
    """The label in `widget` that says `text`, or begins so."""
    labels = widget.findChildren(QLabel)
    return next(w for w in labels if w.isVisible() and w.text().startswith(text))


def whole(label: QLabel) -> bool:
    """Whether a label has the room for all its words."""
    return label.height() >= label.heightForWidth(label.width())


def button(form: RecordForm, text: str) -> QPushButton:
    return next(b for b in form.findChildren(QPushButton) if b.text() == text)


# Only for reading


def test_nothing_can_be_entered_where_nothing_can_be_kept(qtbot: QtBot, reader: Desk) -> None:
    form = show(qtbot, RecordForm.edit(reader, dossier(reader, "E1").id))
    assert form.notice.text() == READING_ONLY
    title = control(form, "title")
    QTest.keyClicks(title, "X")
    assert title.text() == "Bilateral meeting with Secretary Austin"
    assert not form.body.parts["participant"].add_button.isEnabled()
    save = button(form, "Save")
    assert (save.isEnabled(), save.toolTip()) == (False, READING_ONLY)
    with qtbot.assertNotEmitted(form.saved):
        QTest.keyClick(
            QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
        )
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)


def test_a_form_that_can_only_be_read_scrolls_with_the_keys(qtbot: QtBot, reader: Desk) -> None:
    form = show(qtbot, RecordForm.new(reader, "agreement"))
    bar = form.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_PageDown)
    assert bar.value() > 0


# What is wrong with a date


@pytest.mark.parametrize("typed", ["31/02/2024", "3/4/24", "next week"])
def test_the_error_of_a_date_in_a_row_can_be_read_in_full(
    qtbot: QtBot, desk: Desk, typed: str
) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    row = form.body.parts["event"].rows[0]
    enter(cell(row, "date"), typed)
    assert row.problem() == "", "nobody is told off in the middle of a word"
    QTest.keyClick(cell(row, "date"), Qt.Key.Key_Tab)
    assert row.problem().startswith(f"“{typed}” ")
    QApplication.processEvents()
    said = says(row, row.problem())
    assert whole(said)
    assert said.width() == row.width()
    assert said.mapTo(row, said.rect().topLeft()).y() >= row.editors["date"].geometry().bottom()


def test_how_a_date_in_a_narrow_column_is_read_can_be_read_in_full(
    qtbot: QtBot, desk: Desk
) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    row = form.body.parts["alias"].add()
    enter(cell(row, "end"), "3/4/2019")
    QApplication.processEvents()
    said = says(row, "Read as 3 April 2019")
    assert whole(said)
    assert said.y() >= cell(row, "end").geometry().bottom()


def test_the_error_of_a_date_in_a_row_goes_with_it(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    row = form.body.parts["event"].rows[0]
    line = cell(row, "date")
    enter(line, "31/02/2024")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert not form.save()
    assert row.problem().count("is not a day of the calendar") == 1
    line.setText("")
    enter(line, "22/08/2024")
    assert row.problem() == ""
    assert line.property("tone") == ""


def test_the_error_of_a_date_in_a_narrow_field_can_be_read_in_full(
    qtbot: QtBot, desk: Desk
) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    enter(control(form, "expiry_date"), "next week")
    QTest.keyClick(control(form, "expiry_date"), Qt.Key.Key_Tab)
    QApplication.processEvents()
    assert whole(says(form.body.blocks["expiry_date"], "“next week” "))


def test_a_kept_draft_with_an_unreadable_date_says_so(qtbot: QtBot, desk: Desk) -> None:
    draft = Draft.new("agreement")
    draft.add_row("event", type="signature", date="next week")
    form = show(qtbot, RecordForm(desk, draft))
    assert form.body.parts["event"].rows[0].problem().startswith("“next week” ")


# What is mended


def test_what_is_mended_is_no_longer_said_to_be_wrong(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "source"))
    row = form.body.parts["alias"].add()
    enter(cell(row, "type"), "acr")
    assert not form.save()
    assert form.notice.text() == "3 fields need mending."
    enter(control(form, "title"), "Fact sheet")
    assert form.notice.text() == "2 fields need mending."
    assert control(form, "title").property("tone") == ""
    enter(control(form, "type"), "art")
    assert form.notice.text() == "1 field needs mending."
    enter(cell(row, "name"), "FS")
    assert row.problem() == ""
    assert cell(row, "name").property("tone") == ""
    assert not form.notice.isVisible()
    assert form.save()


def test_what_is_still_wrong_is_still_said(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "organisation"))
    enter(control(form, "title"), "Navy Staff")
    enter(control(form, "type"), "serv")
    enter(control(form, "country"), "Narnia")
    assert not form.save()
    block = form.body.blocks["country"]
    QTest.keyClick(control(form, "country"), Qt.Key.Key_Backspace)
    assert block.problem().startswith("“Narni” is not a country")
    assert form.notice.isVisible()
    control(form, "country").selectAll()
    choose(qtbot, block.editor, "India")
    assert block.problem() == ""
    assert not form.notice.isVisible()


def test_a_party_is_mended_by_its_other_field(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    enter(control(form, "title"), "Memorandum")
    enter(control(form, "type"), "mem")
    party = form.body.parts["party"].rows[0]
    enter(cell(party, "role"), "dep")
    assert not form.save()
    assert party.problem().startswith("A party is a country or an organisation.")
    choose(qtbot, party.editors["other_id"], "ministry")
    assert party.problem() == ""
    assert cell(party, "country").property("tone") == ""
    assert not form.notice.isVisible()


def test_a_row_taken_out_needs_no_mending(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "organisation"))
    enter(control(form, "title"), "Navy Staff")
    row = form.body.parts["alias"].add()
    enter(cell(row, "type"), "acr")
    assert not form.save()
    assert form.notice.text() == "2 fields need mending."
    form.body.parts["alias"].remove(row)
    assert form.body.wrong() == 1
    enter(control(form, "type"), "serv")
    assert form.notice.text().startswith("A row of"), "the way back is not snatched away"
    assert form.save()


# Tab in a list of suggestions


def suggested(qtbot: QtBot, editor: object, text: str) -> QWidget:
    """Type; the list once it is there."""
    assert isinstance(editor, LinkField | CountryField)
    enter(editor.line, text)
    qtbot.waitUntil(lambda: editor.line.marked() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    return popup


def test_tab_takes_the_suggestion_and_goes_on(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    party = form.body.parts["party"].rows[0]
    QTest.keyClick(suggested(qtbot, party.editors["country"], "ind"), Qt.Key.Key_Tab)
    assert cell(party, "country").text() == "India"
    assert cell(party, "other_id").hasFocus()
    QTest.keyClick(suggested(qtbot, party.editors["other_id"], "Ministry of Def"), Qt.Key.Key_Tab)
    assert party.editors["other_id"].chip.title() == "Ministry of Defence"
    assert party.toggle.hasFocus()
    assert (party.row.values["country"], party.row.values["other_id"]) == (
        "IN",
        dossier(desk, "G1").id,
    )


def test_tab_makes_no_record(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    enter(control(form, "title"), "Memorandum")
    enter(control(form, "type"), "mem")
    party = form.body.parts["party"].rows[0]
    QTest.keyClick(suggested(qtbot, party.editors["other_id"], "Quxi"), Qt.Key.Key_Tab)
    assert cell(party, "other_id").text() == "Quxi"
    assert party.toggle.hasFocus()
    assert not form.save()
    assert party.problem().startswith("“Quxi” is not a record of this catalogue.")
    cell(party, "other_id").clear()
    choose(qtbot, party.editors["other_id"], "Quxi")
    assert party.editors["other_id"].chip.detail() == "new organisation"
    assert party.problem() == ""


def test_a_list_for_what_was_typed_before_is_not_taken_for_an_answer(
    qtbot: QtBot, desk: Desk
) -> None:
    form = show(qtbot, RecordForm.new(desk, "organisation"))
    country = form.body.blocks["country"].editor
    popup = suggested(qtbot, country, "ind")
    QTest.keyClicks(popup, "o")
    QTest.keyClick(popup, Qt.Key.Key_Tab)
    assert country.value() == "indo"


def test_a_list_opened_with_nothing_typed_marks_nothing(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "organisation"))
    parent = form.body.blocks["parent"].editor
    assert isinstance(parent, LinkField)
    parent.line.setFocus()
    QTest.keyClick(parent.line, Qt.Key.Key_Down)
    qtbot.waitUntil(parent.line.suggesting)
    QTest.qWait(20)  # a list that gets the focus likes to mark its first row
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Tab)
    assert parent.value() is None


# What a form begins with


def test_a_new_record_shows_the_lowest_marking(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "topic"))
    assert control(form, "marking").currentText() == "Unclassified"
    assert not form.draft.changed()
    form.leave()
    assert drafts(desk) == []
    enter(control(form, "title"), "INDUS-X")
    enter(control(form, "type"), "prog")
    assert form.save()
    assert dossier(desk, "T1").values["marking"] == desk.catalogue.scheme.levels[0].code


def test_the_day_of_a_restored_draft_is_written_out(qtbot: QtBot, desk: Desk) -> None:
    draft = Draft.new("topic")
    draft.put("title", "INDUS-X")
    at = datetime(2026, 11, 22, 21, 39).astimezone().isoformat()
    with desk.change("Keep") as change:
        draft_store.keep(change.connection, draft, at)
    with desk.catalogue.read() as connection:
        [kept] = draft_store.kept(connection)
    form = show(qtbot, RecordForm.resume(desk, kept))
    assert form.notice.text() == "Draft from 22 November 2026, 21:39 restored."
