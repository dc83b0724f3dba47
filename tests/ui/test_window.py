"""The window as a whole: getting about, keys, undo, drafts, looks, opening and closing."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QTextBrowser

from defcat.catalogue import Catalogue
from defcat.drafts.store import kept_new
from defcat.search import run
from defcat.search.parse import parse
from tests.window import SUGGESTING, Officer, on_disk
from ui import theme
from ui.app import Application
from ui.widgets.field_text import TextField
from ui.widgets.keymap import KeyMap
from ui.widgets.palette import Palette
from ui.widgets.query_notice import QueryNotice
from ui.widgets.quick_entry import QuickEntry
from ui.widgets.welcome import Welcome

pytestmark = SUGGESTING

SOSA = "Security of Supply Arrangement"
PLACES = {
    "Ctrl+1": "home",
    "Ctrl+2": "agreement",
    "Ctrl+3": "official",
    "Ctrl+4": "engagement",
    "Ctrl+5": "organisation",
    "Ctrl+6": "commitment",
    "Ctrl+7": "source",
}


def at(officer: Officer, title: str) -> None:
    """Wait until the record of that title is read."""
    officer.until(lambda: officer.title() == title)


def find(officer: Officer, words: str, title: str) -> None:
    officer.press("Ctrl+F")
    officer.write(words)
    officer.until(lambda: officer.titles()[:1] == [title])
    officer.press("Down")
    at(officer, title)


# --- getting about --------------------------------------------------------------------------


@pytest.mark.parametrize(("keys", "place"), PLACES.items())
def test_each_place_has_its_key(desk_officer: Officer, keys: str, place: str) -> None:
    officer = desk_officer
    officer.press("Ctrl+3" if place == "home" else "Ctrl+1", keys)
    assert officer.window.rail.current() == place
    officer.until(lambda: not officer.desk.reader.busy())
    if place == "home":
        assert officer.workspace.home.isVisible()
    else:
        officer.until(lambda: officer.title() != "")
        assert officer.window.search.text() == f"kind:{place} "


def test_a_click_in_the_rail_goes_there(desk_officer: Officer) -> None:
    desk_officer.click_button("Officials")
    desk_officer.until(lambda: "Lloyd Austin" in desk_officer.titles())


def test_back_and_forward_go_through_the_places(desk_officer: Officer) -> None:
    officer = desk_officer
    assert not officer.button("Back (Alt+Left)").isEnabled()
    officer.press("Ctrl+2")
    officer.click_title(SOSA)
    at(officer, SOSA)
    officer.click_link("Vic Ramdass", officer.body())
    at(officer, "Vic Ramdass")
    officer.press("Ctrl+7")
    officer.until(lambda: officer.window.search.text() == "kind:source ")

    officer.press("Alt+Left")
    at(officer, "Vic Ramdass")
    officer.click_button("Back (Alt+Left)")
    at(officer, SOSA)
    officer.press("Alt+Left")
    assert officer.workspace.home.isVisible()
    assert not officer.button("Back (Alt+Left)").isEnabled()

    officer.press("Alt+Right")
    at(officer, SOSA)
    officer.click_button("Forward (Alt+Right)")
    at(officer, "Vic Ramdass")
    officer.press("Alt+Right")
    officer.until(lambda: officer.window.search.text() == "kind:source ")
    assert not officer.button("Forward (Alt+Right)").isEnabled()


def test_a_card_of_the_first_page_opens_its_record(desk_officer: Officer) -> None:
    cards = desk_officer.workspace.home.findChildren(QTextBrowser)
    card = next(card for card in cards if card.accessibleName() == "Latest agreements")
    desk_officer.click_link(SOSA, card)
    at(desk_officer, SOSA)
    assert desk_officer.window.rail.current() == "agreement"


def test_enter_reads_on_and_escape_goes_back(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    officer.press("Return")
    officer.until(officer.body().hasFocus)
    officer.press("Esc")
    officer.until(officer.table.hasFocus)
    assert officer.title() == SOSA
    officer.press("Esc")
    officer.until(officer.workspace.home.isVisible)


# --- searching ------------------------------------------------------------------------------


def test_typing_searches_and_clearing_goes_back_to_everything(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("/")
    officer.write("liaison")
    officer.until(lambda: any("Liaison" in title for title in officer.titles()))
    few = len(officer.titles())
    officer.press("Esc")
    officer.until(lambda: len(officer.titles()) > few)
    assert officer.window.search.text() == ""
    assert officer.window.search.hasFocus()


def test_a_search_is_one_step_back_however_long_it_was_typed(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+3", "/")
    officer.write("sosa")
    officer.until(lambda: officer.titles() == [SOSA])
    officer.press("Down", "Alt+Left")
    officer.until(officer.workspace.home.isVisible)


def test_nothing_found_says_so_and_offers_to_search_everything(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+3", "/")
    officer.press("End")
    officer.write("arrangement")
    counted = re.compile(r"Search everything: \d+")
    buttons = officer.workspace.records.findChildren

    def offered() -> list[QPushButton]:
        return [b for b in buttons(QPushButton) if b.isVisible() and counted.fullmatch(b.text())]

    officer.until(offered)
    officer.click(offered()[0])
    officer.until(lambda: SOSA in officer.titles())
    assert officer.window.search.text() == "arrangement"


def test_a_kind_that_is_none_is_said_where_it_was_typed(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("/")
    officer.write("kind:treaty ")
    officer.until(lambda: any(n.isVisible() for n in officer.window.findChildren(QueryNotice)))
    notice = officer.window.findChild(QueryNotice)
    assert notice is not None
    assert "“treaty”" in notice.text()
    officer.press("Ctrl+2")
    officer.until(lambda: SOSA in officer.titles())
    assert not notice.isVisible()


# --- the status line ------------------------------------------------------------------------


def status(officer: Officer) -> str:
    """All that the status line says."""
    labels = officer.window.statusBar().findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


def test_the_status_line_counts_and_says_when_it_was_saved(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: "3 records" in status(officer))
    assert "Saved" not in status(officer)
    officer.until(lambda: officer.title() != "")
    officer.press("Del")
    officer.until(lambda: "2 records" in status(officer))
    assert "Saved" in status(officer)


def test_the_marking_of_what_is_read_stands_below_it(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    assert officer.window.marking.isVisible()
    assert officer.window.marking.text() == "Unclassified"
    officer.press("Ctrl+1")
    assert not officer.window.marking.isVisible()


def test_what_is_read_too_late_marks_no_other_page(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.click_title(SOSA)
    officer.detail.show_record(officer.workspace.records.model.id_at(0))
    officer.press("Ctrl+1")
    officer.until(lambda: not officer.desk.reader.busy())
    officer.until(lambda: officer.title() != "")
    assert not officer.window.marking.isVisible()


def test_a_row_is_chosen_even_while_the_key_that_led_there_is_held(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    officer.press("Del")
    officer.until(lambda: officer.titles() == [])
    assert not officer.window.marking.isVisible()
    officer.press("Ctrl+Z")  # to the window system, Ctrl stays down until another key
    officer.until(lambda: officer.titles() == [SOSA])
    assert list(officer.table.selected_ids()) == [officer.workspace.records.model.id_at(0)]


# --- changing -------------------------------------------------------------------------------


def test_the_bin_takes_gives_back_and_is_one_undo(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.click_title(SOSA)
    at(officer, SOSA)
    officer.press("Del")
    officer.until(lambda: SOSA not in officer.titles())
    assert officer.window.notice.text() == "1 record is in the bin."
    officer.until(lambda: officer.title() not in ("", SOSA))
    assert list(officer.table.selected_ids()) == [officer.detail.record_id()]

    officer.click_button("Undo", officer.window.notice)
    officer.until(lambda: SOSA in officer.titles())
    assert list(officer.table.selected_ids()) == [officer.detail.record_id()]
    officer.press("Ctrl+Shift+Z")
    officer.until(lambda: SOSA not in officer.titles())
    officer.press("Ctrl+Z")
    officer.until(lambda: SOSA in officer.titles())


def test_a_record_is_restored_from_the_bin(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    officer.press("Del")
    officer.click_button("Bin")
    officer.until(lambda: officer.workspace.bin.model.rowCount() == 1)
    officer.press("Home")
    officer.click_button("Restore")
    officer.until(lambda: officer.workspace.bin.model.rowCount() == 0)
    assert officer.window.notice.text() == "1 record restored."
    path = officer.desk.catalogue.path
    officer.window.close()
    assert not on_disk(path, SOSA).stub.binned


def test_several_rows_go_to_the_bin_as_one_change(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: len(officer.titles()) == 3 and officer.title() != "")
    officer.press("Shift+Down", "Shift+Down")
    assert len(officer.table.selected_ids()) == 3
    officer.press("Del")
    officer.until(lambda: officer.titles() == [])
    officer.press("Ctrl+Z")
    officer.until(lambda: len(officer.titles()) == 3)


def test_undo_says_what_it_would_take_back(desk_officer: Officer) -> None:
    officer = desk_officer
    undo, redo = officer.window.undo, officer.window.redo
    officer.until(lambda: undo.toolTip() == "Nothing to undo")  # the sample is its beginning
    assert not undo.isEnabled()
    assert not redo.isEnabled()
    find(officer, "sosa", SOSA)
    officer.press("Del")
    officer.until(lambda: undo.toolTip() == "Undo: Put 1 record in the bin")
    officer.click(undo)
    officer.until(lambda: redo.toolTip() == "Redo: Put 1 record in the bin")
    assert redo.isEnabled()


def test_a_new_record_that_is_undone_leaves_no_trace(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+N")
    entry = officer.dialog(QuickEntry)
    officer.write("Courtesy call on the Chief")
    officer.press("Return")
    officer.choose_here("Courtesy call")
    officer.press("Ctrl+S")
    officer.until(lambda: not entry.isVisible())
    officer.look_at(officer.window)
    at(officer, "Courtesy call on the Chief")
    officer.press("Ctrl+Z")
    officer.until(lambda: "Courtesy call on the Chief" not in officer.titles())
    officer.until(lambda: officer.title() in officer.titles())
    officer.until(lambda: not officer.desk.reader.busy())
    assert officer.window.notice.text() == "Undo: Add engagement."


def test_an_edit_is_shown_and_kept(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:official austin", "Lloyd Austin")
    officer.press("E")
    officer.fill(officer.form.body.blocks["honorific"].editor, "General")
    officer.press("Ctrl+S")
    officer.reads("General")
    assert officer.window.notice.text() == "Saved."
    path = officer.desk.catalogue.path
    officer.window.close()
    assert on_disk(path, "Lloyd Austin").values["honorific"] == "General"


def test_quick_entry_opens_what_it_recorded(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+N")
    entry = officer.dialog(QuickEntry)
    officer.press("Alt+4")
    officer.until(lambda: entry.kind() == "organisation")
    officer.write("Indian Ocean Forum")
    officer.press("Return")
    officer.choose_here("Forum")
    officer.press("Ctrl+S")
    officer.until(lambda: not entry.isVisible())
    at(officer, "Indian Ocean Forum")
    assert officer.window.rail.current() == "organisation"


def test_quick_entry_keeps_what_was_typed_when_it_is_closed(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+N")
    officer.dialog(QuickEntry)
    officer.write("Half a title")
    officer.press("Esc")
    officer.look_at(officer.window)
    officer.press("Ctrl+N")
    again = officer.dialog(QuickEntry)
    assert again.findChild(TextField).value() == "Half a title"


# --- drafts ---------------------------------------------------------------------------------


def test_leaving_a_form_keeps_a_draft_that_is_taken_up_again(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New agreement")
    first = officer.form
    officer.write("Half an agreement")
    officer.press("Ctrl+3")
    officer.until(lambda: "Lloyd Austin" in officer.titles())
    assert officer.workspace.form is None
    assert officer.window.notice.text() == "What was not saved is kept as a draft."

    officer.press("Ctrl+1")
    officer.click_button("New agreement")
    assert officer.form is not first
    assert officer.form.draft.values["title"] == "Half an agreement"
    assert "restored" in officer.form.notice.text()


def test_a_draft_outlives_the_window(
    desk_officer: Officer, qapp: QApplication, tmp_path: Path
) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    officer.click_button("New official")
    officer.until(officer.form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write("Half a name")
    officer.window.close()
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        [kept] = kept_new(connection, "official")
        assert kept.draft.values["title"] == "Half a name"


def test_a_draft_is_not_a_step_to_undo(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New agreement")
    officer.until(officer.form.body.blocks["title"].editor.stops()[0].hasFocus)
    officer.write("Half")
    officer.press("Esc")
    officer.until(lambda: officer.workspace.form is None)
    officer.until(lambda: not officer.desk.reader.busy())
    assert officer.window.undo.toolTip() == "Nothing to undo"


@pytest.mark.parametrize("key", ["Backspace", "Delete", "e", "l", "/"])
def test_in_a_form_plain_keys_are_the_forms(desk_officer: Officer, key: str) -> None:
    officer = desk_officer
    officer.click_button("New agreement")
    form = officer.form
    officer.choose(form.body.blocks["type"].editor, "Treaty")
    officer.press(key)
    assert officer.workspace.form is form
    assert not officer.window.search.hasFocus()
    if key == "e":
        assert form.body.blocks["type"].editor.value() == "exchange-of-notes"


def test_delete_takes_a_chosen_record_out_of_a_form(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click_button("New engagement")
    row = officer.form.body.parts["participant"].rows[0]
    officer.link(row.editors["other_id"], "rajn", "Rajnath Singh")
    row.editors["other_id"].chip.setFocus()
    officer.press("Delete")
    assert row.editors["other_id"].value() is None
    assert row.editors["other_id"].line.isVisible()


# --- commands -------------------------------------------------------------------------------


def test_the_palette_runs_a_command(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write("go sour")
    officer.until(lambda: palette.rows()[:1] == ["Go to Sources"])
    officer.press("Return")
    officer.until(lambda: officer.window.rail.current() == "source")


def test_the_palette_opens_a_record(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write("ramdass")
    officer.until(lambda: "Vic Ramdass" in palette.rows())
    officer.press(*["Down"] * palette.rows().index("Vic Ramdass"), "Return")
    at(officer, "Vic Ramdass")


def test_the_key_map_names_the_keys(desk_officer: Officer) -> None:
    desk_officer.press("F1")
    desk_officer.dialog(KeyMap)


def test_the_title_and_reference_are_copied(desk_officer: Officer) -> None:
    find(desk_officer, "sosa", SOSA)
    desk_officer.press("Ctrl+Shift+C")
    assert QGuiApplication.clipboard().text() == f"{SOSA} (A1)"


def test_the_theme_is_switched_and_remembered(
    desk_officer: Officer, qapp: QApplication, tmp_path: Path
) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    before = theme.current()
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write("light or dark")
    officer.until(lambda: palette.rows()[:1] == ["Light or dark theme"])
    officer.press("Return")
    officer.until(lambda: theme.current() is not before)
    after = theme.current()
    officer.until(lambda: after.text in officer.body().toHtml())
    officer.window.close()
    assert theme.current() is after
    theme.apply(qapp, before)
    again = Application(qapp, tmp_path / "data")
    assert theme.current() is after
    again.window.deleteLater()
    again.deleteLater()


# --- opening and closing --------------------------------------------------------------------


def test_a_file_that_is_no_catalogue_is_refused_in_words(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "letter.defcat"
    path.write_text("Dear Sir", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    officer.click_button("Open a catalogue…")
    page = officer.window.body.currentWidget()
    assert isinstance(page, Welcome)
    assert "letter.defcat" in page.told()
    assert isinstance(officer.window.body.currentWidget(), Welcome)
    assert path.read_text(encoding="utf-8") == "Dear Sir"


def test_a_catalogue_that_another_has_open_is_refused_by_name(
    officer: Officer, made_sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "shared.defcat"
    path.write_bytes(made_sample.read_bytes())
    with Catalogue.open(path, user="asha"):
        officer.application.open(path)
        assert "asha" in officer.window.banner.text()
    officer.application.open(path)
    officer.until(lambda: "Lloyd Austin" in officer.home_text())


def test_another_catalogue_takes_the_place_of_the_first(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    Catalogue.create(tmp_path / "Other.defcat").close()
    first = officer.desk.catalogue.path
    drop(officer, tmp_path / "Other.defcat")
    officer.until(lambda: "Nothing here yet." in officer.home_text())
    assert officer.window.windowTitle().startswith("Other")
    Catalogue.open(first).close()  # it was let go
    officer.press("Ctrl+2")
    officer.until(lambda: officer.workspace.records.isVisible())
    officer.click_button("New agreement", officer.table.parentWidget())
    assert officer.form.draft.kind == "agreement"


def drop(officer: Officer, path: Path) -> None:
    """Drop a file on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    held = Qt.KeyboardModifier.NoModifier
    dragged = QDragEnterEvent(QPoint(40, 40), copy, data, button, held)
    QApplication.sendEvent(officer.window, dragged)
    assert dragged.isAccepted()
    QApplication.sendEvent(officer.window, QDropEvent(QPointF(40, 40), copy, data, button, held))


def test_the_window_opens_as_high_as_it_was_closed(
    desk_officer: Officer, qapp: QApplication, tmp_path: Path
) -> None:
    officer = desk_officer
    officer.window.resize(officer.window.width(), 640)  # the screenless screen is narrow
    officer.window.close()
    again = Application(qapp, tmp_path / "data")
    assert again.window.height() == officer.window.height() == 640
    again.window.deleteLater()
    again.deleteLater()


def test_the_focus_alone_chooses_no_other_record(desk_officer: Officer) -> None:
    """Qt makes the first row current when the focus comes and no row is."""
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: SOSA in officer.titles())
    records = officer.workspace.records
    with officer.desk.catalogue.read() as connection:
        official = run.find(connection, parse("kind:official"), limit=1)[0]
    records.show_record(official)
    officer.until(lambda: officer.detail.record_id() == official)
    records.table.setCurrentIndex(QModelIndex())
    officer.window.search.setFocus()
    records.table.setFocus()
    officer.until(lambda: not officer.desk.reader.busy())
    assert officer.detail.record_id() == official


def test_all_rows_are_chosen_by_ctrl_a(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: SOSA in officer.titles())
    table = officer.workspace.records.table
    table.setFocus()
    officer.press("Ctrl+A")
    assert len(table.selected_ids()) == table.model().rowCount() > 1


def test_a_row_has_a_menu_of_what_can_be_done(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: SOSA in officer.titles())
    officer.workspace.records.table.menu_asked.emit(QPoint(0, 0))
    shown = next(m for m in officer.workspace.findChildren(QMenu) if m.isVisible())
    assert {"Edit", "Brief", "Put in the bin"} <= {action.text() for action in shown.actions()}
    shown.close()
