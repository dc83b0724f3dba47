"""Forms as they are used: typed in and clicked on, over a real catalogue file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.dossier import find_id
from defcat.drafts.children import children_of, described_rows
from defcat.drafts.draft import ELSEWHERE
from defcat.drafts.store import kept
from defcat.kinds import KINDS, parts_of
from tests.ui.form_hands import cell, choose, control, dossier, drafts, enter, show, walk
from ui import theme
from ui.desk import Desk
from ui.forms.form import IDLE_MS, RecordForm
from ui.forms.layout import Fields, Links, Rows, Section, Told
from ui.forms.layouts import LAYOUTS
from ui.widgets.field_text import FlagField, LongTextField
from ui.widgets.link_field import LinkField

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

# What the offscreen platform says when a list of suggestions opens.
pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    made = Catalogue.create(
        tmp_path / "desk.defcat", user="Rao", now=lambda: datetime(2026, 6, 1, 12, tzinfo=UTC)
    )
    with made.change("Begin") as change:
        ministry = change.add("organisation", title="Ministry of Defence", type="ministry")
        minister = change.add("official", title="Rajnath Singh", nationality="IN")
        change.add_part(
            "tenure", minister, post="Minister of Defence", other_id=ministry, start="2019-05-31"
        )
        change.add("source", title="Press release 23 August", type="press-release")
    desk = Desk(made)
    yield desk
    desk.close()


def test_an_agreement_is_recorded_from_the_signed_paper(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    assert control(form, "title").hasFocus()
    enter(control(form, "title"), "Security of Supply Arrangement")
    enter(control(form, "type"), "arr")
    parts = form.body.parts
    choose(qtbot, parts["party"].rows[0].editors["country"], "ind")
    enter(cell(parts["party"].rows[1], "country"), "United States")
    signature = parts["event"].rows[0]
    assert form.status() == "Not known - no event on record says"
    enter(cell(signature, "date"), "22 Aug 2024")
    assert form.status() == (
        "Signed, not in force - signature: 22 August 2024; no entry into force is recorded"
    )
    qtbot.mouseClick(parts["signatory"].add_button, Qt.MouseButton.LeftButton)
    signatory = parts["signatory"].rows[0]
    choose(qtbot, signatory.editors["other_id"], "Vic Ramdass")
    assert signatory.editors["other_id"].chip.detail() == "new official"
    qtbot.mouseClick(parts["reference"].add_button, Qt.MouseButton.LeftButton)
    enter(cell(parts["reference"].rows[0], "register"), "min")
    enter(cell(parts["reference"].rows[0], "number"), "4(12)/2024")
    enter(cell(signature, "place"), "Washington, DC")
    QTest.keyClick(cell(signature, "place"), Qt.Key.Key_C, CTRL | SHIFT)
    citation = parts["citation"].rows[0]
    assert citation.editors["other_id"].line.hasFocus()
    choose(qtbot, citation.editors["other_id"], "press")
    enter(cell(citation, "locator"), "p. 2")
    with qtbot.waitSignal(form.saved) as saved:
        QTest.keyClick(cell(citation, "locator"), Qt.Key.Key_S, CTRL)
    made = dossier(desk, "A1")
    assert saved.args == [made.id]
    assert (made.values["title"], made.values["type"]) == (
        "Security of Supply Arrangement",
        "arrangement",
    )
    assert made.computed["status"] == "signed-not-in-force"
    assert [row["country"] for row in made.parts["party"]] == ["IN", "US"]
    event = made.parts["event"][0]
    assert (event["type"], event["date"], event["place"]) == (
        "signature",
        "2024-08-22",
        "Washington, DC",
    )
    assert made.title(made.parts["signatory"][0]["other_id"]) == "Vic Ramdass"
    assert made.parts["reference"][0].values["number"] == "4(12)/2024"
    source = made.parts["citation"][0]
    assert (source["about"], source["row"], source["locator"]) == ("event", event.id, "p. 2")
    # The same link, read from the other end.
    assert [row.record_id for row in dossier(desk, "O2").backlinks["signatory"]] == [made.id]
    assert drafts(desk) == []


def test_an_edit_writes_what_was_changed_and_says_who_signed(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Add") as change:
        record = change.add("agreement", title="Roadmap", type="roadmap")
        change.add_part("event", record, type="signature", date="2024-08-22")
    form = show(qtbot, RecordForm.edit(desk, record))
    assert form.windowTitle() == "Edit A1 – Roadmap"
    QTest.keyClick(control(form, "title"), Qt.Key.Key_End)
    enter(control(form, "title"), " for industry")
    qtbot.mouseClick(form.body.parts["signatory"].add_button, Qt.MouseButton.LeftButton)
    row = form.body.parts["signatory"].rows[0]
    choose(qtbot, row.editors["other_id"], "rajn")
    assert row.editors["other_id"].chip.title() == "Rajnath Singh"
    assert cell(row, "country").text() == "India"
    assert cell(row, "office").placeholderText() == "Minister of Defence"
    with qtbot.waitSignals([form.saved, desk.changed]):
        QTest.keyClick(cell(row, "office"), Qt.Key.Key_S, CTRL)
    made = dossier(desk, "A1")
    assert made.values["title"] == "Roadmap for industry"
    signatory = made.parts["signatory"][0]
    assert (signatory["country"], signatory["office"]) == ("IN", None)
    desk.undo()
    assert dossier(desk, "A1").values["title"] == "Roadmap"


def test_what_cannot_be_read_is_said_beside_the_field_and_kept(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    row = form.body.parts["event"].rows[0]
    enter(cell(row, "date"), "31 February 2024")
    party = form.body.parts["party"].rows[0]
    enter(cell(party, "country"), "Narnia")
    QTest.keyClick(cell(party, "country"), Qt.Key.Key_S, CTRL)
    assert form.body.blocks["title"].problem() == "Title is missing. Fill it in and try again."
    assert form.body.blocks["type"].problem().startswith("Type is missing.")
    assert party.problem().startswith("“Narnia” is not a country that ISO 3166 knows.")
    assert "is not a day of the calendar" in row.problem()
    assert form.notice.text() == "4 fields need mending."
    assert control(form, "title").hasFocus()
    enter(control(form, "title"), "T")
    assert form.body.blocks["title"].problem() == ""
    with desk.catalogue.read() as connection, pytest.raises(Exception, match="no A1"):
        find_id(connection, "A1")
    assert cell(row, "date").text() == "31 February 2024"


def test_leaving_keeps_a_draft_that_can_be_taken_up_again(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "engagement"))
    enter(control(form, "title"), "Call with Canberra")
    enter(control(form, "date"), "soonish")
    row = form.body.parts["participant"].rows[0]
    enter(row.editors["other_id"].line, "Richard")
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(control(form, "title"), Qt.Key.Key_Escape)
    form.hide()
    assert drafts(desk) == ["Call with Canberra"]
    with desk.catalogue.read() as connection:
        found = kept(connection)[0]
    again = show(qtbot, RecordForm.resume(desk, found))
    assert again.notice.text().startswith("Draft from ")
    assert control(again, "title").text() == "Call with Canberra"
    assert control(again, "date").text() == "soonish"
    row = again.body.parts["participant"].rows[0]
    assert row.editors["other_id"].line.text() == "Richard"
    control(again, "date").clear()
    enter(control(again, "date"), "3 June 2026")
    enter(control(again, "type"), "tele")
    again.body.parts["participant"].remove(row)
    assert again.save()
    assert dossier(desk, "E1").values["date"] == "2026-06-03"
    assert drafts(desk) == []


def test_a_restored_draft_can_be_thrown_away_and_brought_back(qtbot: QtBot, desk: Desk) -> None:
    record = dossier(desk, "O1").id
    form = show(qtbot, RecordForm.edit(desk, record))
    enter(control(form, "rank"), "Colonel")
    form.leave()
    again = show(qtbot, RecordForm.edit(desk, record))
    assert control(again, "rank").text() == "Colonel"
    qtbot.mouseClick(again.notice.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert control(again, "rank").text() == ""
    assert drafts(desk) == []
    qtbot.mouseClick(again.notice.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert control(again, "rank").text() == "Colonel"
    assert drafts(desk) == ["Rajnath Singh"]


def test_a_pause_in_typing_keeps_a_draft_by_itself(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "topic"))
    enter(control(form, "title"), "INDUS-X")
    qtbot.waitUntil(lambda: drafts(desk) == ["INDUS-X"], timeout=IDLE_MS + 3000)


def test_a_form_left_untouched_leaves_no_draft(qtbot: QtBot, desk: Desk) -> None:
    for form in (RecordForm.new(desk, "agreement"), RecordForm.edit(desk, dossier(desk, "O1").id)):
        show(qtbot, form).leave()
    assert drafts(desk) == []


def test_keys_in_a_form_are_the_forms_even_where_the_window_has_them(
    qtbot: QtBot, desk: Desk
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    stolen: list[str] = []
    for keys in ("Esc", "Ctrl+S"):
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.activated.connect(lambda keys=keys: stolen.append(keys))
    form = RecordForm.new(desk, "topic", window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    enter(control(form, "title"), "INDUS-X")
    enter(control(form, "type"), "prog")
    with qtbot.waitSignal(form.saved):
        QTest.keyClick(control(form, "title"), Qt.Key.Key_S, CTRL)
    with qtbot.waitSignal(form.closed):
        QTest.keyClick(control(form, "title"), Qt.Key.Key_Escape)
    assert stolen == []


def test_rows_come_and_go_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "official"))
    tenure = form.body.parts["tenure"]
    qtbot.mouseClick(tenure.add_button, Qt.MouseButton.LeftButton)
    assert cell(tenure.rows[0], "post").hasFocus()
    enter(cell(tenure.rows[0], "post"), "Naval adviser")
    QTest.keyClick(cell(tenure.rows[0], "post"), Qt.Key.Key_Return, CTRL)
    assert len(tenure.rows) == 2
    assert cell(tenure.rows[1], "post").hasFocus()
    cell(tenure.rows[0], "post").setFocus()
    QTest.keyClick(cell(tenure.rows[0], "post"), Qt.Key.Key_Delete, ALT)
    assert [cell(row, "post").text() for row in tenure.rows] == [""]
    assert cell(tenure.rows[0], "post").hasFocus()
    qtbot.mouseClick(form.notice.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert [cell(row, "post").text() for row in tenure.rows] == ["Naval adviser", ""]


def test_an_event_taken_out_takes_its_sources_along_until_undo(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Add") as change:
        record = change.add("agreement", title="Roadmap", type="roadmap")
        event = change.add_part("event", record, type="signature", date="2024-08-22")
        source = dossier(desk, "D1").id
        change.add_part("citation", record, other_id=source, about="event", row=event)
        change.add_part("signatory", record, other_id=dossier(desk, "O1").id, event=event)
    form = show(qtbot, RecordForm.edit(desk, record))
    parts = form.body.parts
    about = parts["citation"].rows[0].editors["about"]
    assert about.combo.currentText() == "Events: Signature, 22 August 2024"
    parts["event"].remove(parts["event"].rows[0])
    assert parts["citation"].rows == []
    assert form.status().startswith("Not known")
    qtbot.mouseClick(form.notice.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert [row.row.values["row"] for row in parts["citation"].rows] == [event]
    assert parts["signatory"].rows[0].row.values["event"] == event
    assert not form.draft.changed()


def test_a_form_with_many_rows_is_whole_when_asked_for(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Add") as change:
        record = change.add("engagement", title="Conference", type="conference")
        for number in range(40):
            person = change.add("official", title=f"Delegate {number}")
            change.add_part("participant", record, other_id=person, role="member")
    form = show(qtbot, RecordForm.edit(desk, record))
    enter(control(form, "title"), "The ")
    rows = form.body.parts["participant"].rows
    assert [row.editors["other_id"].chip.title() for row in rows[::39]] == [
        "Delegate 0",
        "Delegate 39",
    ]
    assert form.save()
    assert len(dossier(desk, "E1").parts["participant"]) == 40


def test_tab_goes_through_the_form_as_the_eye_does(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    added = form.body.parts["party"].add()
    qtbot.waitUntil(cell(added, "role").isVisible)
    control(form, "title").setFocus()
    seen = []
    for _ in range(14):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    fields = [control(form, name) for name in ("title", "type", "binding", "level", "summary")]
    cells = [
        stop
        for row in form.body.parts["party"].rows
        for stop in (*(cell(row, n) for n in ("role", "country", "other_id")), row.toggle)
    ]
    assert seen == (fields + cells)[:14]
    summary = form.body.blocks["summary"].editor
    assert isinstance(summary, LongTextField)
    assert summary.value() is None


@pytest.mark.parametrize(
    ("typed", "stored"), [("bharat", "IN"), ("भारत", "IN"), ("Deutschl", "DE"), ("ussr", "SUHH")]
)
def test_a_country_is_found_by_any_of_its_names(
    qtbot: QtBot, desk: Desk, typed: str, stored: str
) -> None:
    form = show(qtbot, RecordForm.new(desk, "organisation"))
    field = form.body.blocks["country"].editor
    choose(qtbot, field, typed)
    assert field.value() == stored


def test_a_name_typed_in_full_is_taken_without_choosing(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "organisation"))
    parent = form.body.blocks["parent"].editor
    assert isinstance(parent, LinkField)
    enter(parent.line, "ministry of defence")
    qtbot.waitUntil(parent.line.suggesting)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Tab)
    assert parent.chip.title() == "Ministry of Defence"
    parent.chip.setFocus()
    QTest.keyClick(parent.chip, Qt.Key.Key_Delete)
    assert parent.value() is None
    assert parent.line.hasFocus()


def test_topics_are_chips_and_an_unfinished_one_is_not_lost(qtbot: QtBot, desk: Desk) -> None:
    form = show(qtbot, RecordForm.new(desk, "source"))
    enter(control(form, "title"), "Fact sheet")
    enter(control(form, "type"), "art")
    topics = form.body.links["subject"]
    choose(qtbot, topics.next, "Logistics")
    assert topics.next.line.hasFocus()
    enter(topics.next.line, "Cyb")
    assert not form.save()
    assert form.notice.text() == "1 field needs mending."
    assert topics.next.line.text() == "Cyb"
    qtbot.waitUntil(topics.next.line.suggesting)
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Escape)
    topics.next.line.selectAll()
    QTest.keyClick(topics.next.line, Qt.Key.Key_Backspace)
    assert form.save()
    saved = dossier(desk, "D2")
    assert [saved.title(row["other_id"]) for row in saved.parts["subject"]] == ["Logistics"]


def test_what_changed_elsewhere_meanwhile_is_not_overwritten(qtbot: QtBot, desk: Desk) -> None:
    record = dossier(desk, "O1").id
    form = show(qtbot, RecordForm.edit(desk, record))
    enter(control(form, "rank"), "Colonel")
    with desk.change("Meanwhile") as change:
        change.set("official", record, honorific="Shri")
    assert form.save()
    values = dossier(desk, "O1").values
    assert (values["rank"], values["honorific"]) == ("Colonel", "Shri")


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_and_part_has_its_place_in_the_form(
    qtbot: QtBot, desk: Desk, kind: str
) -> None:
    placed: list[str] = []
    for section in LAYOUTS[kind].sections:
        match section:
            case Fields(_, lines):
                placed += [name for line in lines for name in line]
            case Rows() | Links():
                placed.append(section.part)
    parts = [part.name for part in parts_of(kind) if part.name not in ELSEWHERE]
    parts += [children.name for children in children_of(kind)]
    assert sorted(placed) == sorted([*KINDS[kind].by_name, *parts])
    for section in LAYOUTS[kind].sections:
        if isinstance(section, Rows):
            part = described_rows(section.part)
            shown = {name for name, _ in section.columns} | set(section.more)
            # A citation's row is chosen with the field it is about; who set what is not typed.
            untyped = {"row", "set_by", "set_on"}
            assert shown | untyped == set(part.by_name) | untyped
    form = show(qtbot, RecordForm.new(desk, kind))
    assert form.windowTitle() == f"New {kind}"
    nameless = [w for b in form.body.blocks.values() for w in b.editor.stops()[:1]]
    assert all(widget.accessibleName() for widget in nameless)


@pytest.mark.parametrize("kind", ["agreement", "engagement"])
def test_tab_goes_through_the_whole_form_to_save_and_back(
    qtbot: QtBot, desk: Desk, kind: str
) -> None:
    form = show(qtbot, RecordForm.new(desk, kind))
    parts = form.body.parts
    for name in ("citation", "alias"):
        parts[name].add()
        qtbot.waitUntil(parts[name].add_button.isVisible)  # Qt shows it anew below the row
    for part in parts.values():  # the further fields of every first row
        if part.rows and part.spec.more:
            part.rows[0].open_more(True)
    expected = [name for section in LAYOUTS[kind].sections for name in _stops(form, section)]
    names = _names(form)
    forward = walk(control(form, "title"), Qt.Key.Key_Tab)
    assert [names.get(widget, "?") for widget in forward] == [*expected, "Close", "Save"]
    back = walk(control(form, "title"), Qt.Key.Key_Backtab)
    assert back == [forward[0], *reversed(forward[1:])]


def _stops(form: RecordForm, section: Section) -> list[str]:
    """What Tab should stop at in a section, by the layout that it is built from."""
    match section:
        case Fields(_, lines):
            return [name for line in lines for name in line]
        case Links(part):
            return [part]
        case Told():
            return []  # there is nothing to tell of a new record
        case Rows(part):
            stops = []
            for place, row in enumerate(form.body.parts[part].rows):
                opened = row.toggle.isChecked()
                below = ["more", *(section.more if opened else ())] if section.more else []
                columns = (name for name, _ in section.columns)
                stops += [f"{part} {place} {name}" for name in (*columns, *below)]
            return [*stops, f"add {part}"]


def _names(form: RecordForm) -> dict[QWidget, str]:
    """What can have the focus, by name."""
    editors = {name: block.editor for name, block in form.body.blocks.items()}
    editors |= {part: links.next for part, links in form.body.links.items()}
    names: dict[QWidget, str] = {}
    for part, editor in form.body.parts.items():
        names[editor.add_button] = f"add {part}"
        for place, row in enumerate(editor.rows):
            editors |= {f"{part} {place} {name}": e for name, e in row.editors.items()}
            names[row.toggle] = f"{part} {place} more"
    names |= {stop: name for name, editor in editors.items() for stop in editor.stops()}
    buttons = form.findChildren(QPushButton)
    return names | {b: b.text() for b in buttons if b.text() in ("Close", "Save")}


def test_suggestions_have_room_in_a_narrow_field(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Add") as change:
        change.add("source", title="Press " + "release of the ministry " * 8, type="press-release")
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    form.resize(720, 700)
    editor = form.body.parts["citation"].add().editors["other_id"]
    assert isinstance(editor, LinkField)
    enter(editor.line, "press")
    qtbot.waitUntil(lambda: editor.line.marked() is not None)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QListView)
    assert editor.line.width() < 420 <= popup.width() <= form.width()
    assert popup.horizontalScrollBar().maximum() == 0
    assert popup.frameGeometry().right() <= form.mapToGlobal(form.rect().bottomRight()).x()
    popup.hide()


# --- what is said while it is typed -----------------------------------------------------------


def test_a_country_typed_as_the_body_of_a_party_becomes_its_country(
    qtbot: QtBot, desk: Desk
) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    row = form.body.parts["party"].rows[0]
    body = row.editors["other_id"]
    assert isinstance(body, LinkField)
    enter(body.line, "france")
    qtbot.waitUntil(lambda: body.line.marked() is not None)
    assert [offered.text for offered in body.line.suggestions()] == [
        "France (country)",
        "Create organisation “france”",
    ]
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    assert row.row.values == {"role": "party", "country": "FR"}
    assert row.editors["country"].value() == "FR"
    assert cell(row, "country").hasFocus()


def test_a_body_that_is_called_like_a_country_comes_before_it(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Begin") as change:
        change.add("organisation", title="Jordan", type="company")
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    body = form.body.parts["party"].rows[0].editors["other_id"]
    assert isinstance(body, LinkField)
    enter(body.line, "jordan")
    qtbot.waitUntil(lambda: body.line.marked() is not None)
    assert [offered.text for offered in body.line.suggestions()][:2] == [
        "Jordan",
        "Jordan (country)",
    ]


def test_an_entry_into_force_before_the_signature_is_doubted_and_not_refused(
    qtbot: QtBot, desk: Desk
) -> None:
    form = show(qtbot, RecordForm.new(desk, "agreement"))
    enter(control(form, "title"), "Treaty")
    enter(control(form, "type"), "tre")
    events = form.body.parts["event"]
    enter(cell(events.rows[0], "date"), "1 June 2018")
    entry = events.add(type="entry-into-force")
    enter(cell(entry, "date"), "2018")
    assert entry.doubt() == "", "it may have been in July"
    cell(entry, "date").clear()
    enter(cell(entry, "date"), "31 May 2018")
    assert entry.doubt() == "before the signature of 1 June 2018"
    assert entry.problem() == ""
    enter(cell(events.rows[0], "date"), "x")
    assert entry.doubt() == "", "nobody can read the other date"
    cell(events.rows[0], "date").clear()
    enter(cell(events.rows[0], "date"), "1 June 2018")
    assert form.save()


def test_the_ring_of_a_box_to_tick_is_as_wide_as_the_box(qtbot: QtBot, desk: Desk) -> None:
    box = FlagField()
    qtbot.addWidget(box)
    box.resize(400, 32)
    with qtbot.waitExposed(box):
        box.show()
    assert box.box.width() < 40
