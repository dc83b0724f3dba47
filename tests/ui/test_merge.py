"""Merging two records: choosing by key and click, what is told, and how it is asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier
from tests.ui.dialog_desk import desk_at, now
from tests.ui.form_hands import dossier, enter
from tests.window import SUGGESTING, Officer
from ui.desk import Desk
from ui.widgets.merge_dialog import MergeDialog

pytestmark = SUGGESTING

SINGH, AUSTIN, TWIN = "O1", "O2", "O3"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """The desk of the dialogs, with Rajnath Singh recorded a second time."""
    with desk_at(tmp_path) as made:
        with made.change("Twin") as change:
            change.set("official", 2, born="1951-07-10", given_name="Rajnath")
            twin = change.add(
                "official",
                title="R. Singh",
                nationality="NP",
                born="1951",
                given_name="Rajnath",
                rank="Minister",
                marking="secret",
            )
            change.add_part("tenure", twin, post="Home Minister", start="2014", end="2019")
            change.add_part("participant", 6, other_id=twin, role="principal")
        yield made


def record(desk: Desk, ref: str) -> Dossier:
    return dossier(desk, ref)


def opened(qtbot: QtBot, desk: Desk, keep: str, gone: str | None) -> MergeDialog:
    dialog = MergeDialog(desk, record(desk, keep).id, record(desk, gone).id if gone else None)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    if gone:
        ready(qtbot, dialog)
    return dialog


def ready(qtbot: QtBot, dialog: MergeDialog) -> None:
    qtbot.waitUntil(lambda: dialog.plan() is not None)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key) -> None:
    QTest.keyClick(focused(), key)


def button(dialog: MergeDialog, text: str) -> QPushButton:
    [found] = [b for b in dialog.findChildren(QPushButton) if b.text() == text]
    return found


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def merge(qtbot: QtBot, dialog: MergeDialog) -> None:
    """Press Merge, and wait for the backup and what follows."""
    with qtbot.waitSignal(dialog.merged, timeout=10_000):
        click(button(dialog, "Merge"))


def test_only_what_differs_is_asked_with_the_kept_value_chosen(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, SINGH, TWIN)
    assert dialog.choices() == {"title": "keep", "nationality": "keep", "born": "keep"}
    assert dialog.facts().splitlines()[:5] == [
        "1 field agrees.",
        "Taken over from O3: Rank.",
        "Moves to O1: Posts (1).",
        "Will name O1, no longer O3: Took part in (1).",
        "Marking: Secret, the higher of the two.",
    ]


def test_values_are_chosen_with_the_keys_alone(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, SINGH, TWIN)
    qtbot.waitUntil(dialog.fields.choice("title", "keep").button.hasFocus)
    second = dialog.fields.choice("nationality", "keep").button
    qtbot.waitUntil(lambda: second.isVisible() and QApplication.activeWindow() is dialog)
    press(Qt.Key.Key_Tab)
    assert focused() is second
    press(Qt.Key.Key_Right)
    assert focused() is dialog.fields.choice("nationality", "gone").button
    assert dialog.choices()["nationality"] == "gone"
    press(Qt.Key.Key_Left)
    assert dialog.choices()["nationality"] == "keep"
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Right)
    heard: list[tuple[object, ...]] = []
    desk.said.connect(lambda *said: heard.append(said))
    dialog.merged.connect(lambda kept: heard.append((kept,)))
    with qtbot.waitSignal(dialog.merged, timeout=10_000):
        press(Qt.Key.Key_Return)
    assert heard == [("O3 is merged into O1.", True), (record(desk, SINGH).id,)]
    merged = record(desk, SINGH)
    assert (merged.values["title"], merged.values["born"]) == ("Rajnath Singh", "1951")
    assert merged.values["nationality"] == "IN"
    assert [row["name"] for row in merged.parts["alias"]] == ["R. Singh"]
    assert record(desk, TWIN).id == merged.id
    assert not dialog.isVisible()


def test_a_click_anywhere_on_a_value_chooses_it(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, SINGH, TWIN)
    click(dialog.fields.choice("title", "gone"))
    assert dialog.choices()["title"] == "gone"
    merge(qtbot, dialog)
    assert record(desk, SINGH).values["title"] == "R. Singh"


def test_the_other_one_can_be_kept_and_what_was_chosen_stays_chosen(
    qtbot: QtBot, desk: Desk
) -> None:
    dialog = opened(qtbot, desk, SINGH, TWIN)
    twin = record(desk, TWIN).id
    click(dialog.fields.choice("born", "keep"))
    click(button(dialog, "Keep the other"))
    qtbot.waitUntil(lambda: (plan := dialog.plan()) is not None and plan.keep.id == twin)
    assert dialog.choices() == {"title": "keep", "nationality": "keep", "born": "gone"}
    merge(qtbot, dialog)
    merged = record(desk, SINGH)
    assert merged.id == twin
    assert (merged.values["title"], merged.values["born"]) == ("R. Singh", "1951-07-10")


def test_undo_takes_it_back(qtbot: QtBot, desk: Desk) -> None:
    before = record(desk, TWIN)
    dialog = opened(qtbot, desk, SINGH, TWIN)
    merge(qtbot, dialog)
    assert desk.undo().label == "Undo: Merge O3 into O1"
    after = record(desk, TWIN)
    assert (after.id, after.values, after.parts) == (before.id, before.values, before.parts)
    assert after.backlinks == before.backlinks


def test_enter_on_cancel_changes_nothing(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, SINGH, TWIN)
    while getattr(focused(), "text", str)() != "Cancel":
        press(Qt.Key.Key_Tab)
    with qtbot.assertNotEmitted(dialog.merged):
        press(Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert not record(desk, TWIN).stub.binned


def test_the_other_record_is_asked_for_by_name(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, SINGH, None)
    assert not button(dialog, "Merge").isEnabled()
    qtbot.waitUntil(dialog.other.line.hasFocus)
    enter(dialog.other.line, "singh")
    qtbot.waitUntil(lambda: dialog.other.line.marked() is not None)
    offered = [suggestion.text for suggestion in dialog.other.line.suggestions()]
    assert offered == ["R. Singh"]  # not itself, and no new record
    QTest.keyClick(QApplication.activePopupWidget(), Qt.Key.Key_Return)
    ready(qtbot, dialog)
    assert button(dialog, "Merge").isEnabled()
    press(Qt.Key.Key_Tab)
    assert focused() is dialog.fields.choice("title", "keep").button


def test_it_says_why_two_cannot_be_merged(qtbot: QtBot, desk: Desk) -> None:
    dialog = MergeDialog(desk, record(desk, SINGH).id, record(desk, "A1").id)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.notice.isVisible)
    assert "different kinds" in dialog.notice.accessibleName()
    assert not button(dialog, "Merge").isEnabled()


def test_a_catalogue_open_for_reading_is_left_alone(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    ids = record(desk, SINGH).id, record(desk, TWIN).id
    reading = Desk(Catalogue.open(tmp_path / "desk.defcat", write=False, now=now))
    try:
        dialog = MergeDialog(reading, *ids)
        qtbot.addWidget(dialog)
        dialog.open()
        ready(qtbot, dialog)
        assert not button(dialog, "Merge").isEnabled()
        assert "reading only" in dialog.notice.accessibleName()
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        assert dialog.isVisible()
    finally:
        reading.close()


# --- from the list --------------------------------------------------------------------------


def twin_of_austin(officer: Officer) -> None:
    """Record Lloyd Austin a second time, and go to the officials."""
    with officer.workspace.desk.change("Twin") as change:
        change.add("official", title="Lloyd J. Austin", nationality="US")
    officer.press("Ctrl+3")
    officer.until(lambda: "Lloyd J. Austin" in officer.titles())


def test_two_chosen_rows_are_merged_from_the_list(desk_officer: Officer) -> None:
    officer = desk_officer
    twin_of_austin(officer)
    officer.click_title("Lloyd Austin")
    rows = officer.titles()
    place: Any = officer.table.visualRect(
        officer.table.model().index(rows.index("Lloyd J. Austin"), 1)
    )
    QTest.mouseClick(
        officer.table.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        place.center(),
    )
    officer.press("Ctrl+M")
    dialog = officer.dialog(MergeDialog)
    officer.until(lambda: dialog.plan() is not None)
    assert dialog.plan().keep.title == "Lloyd Austin"
    officer.press("Return")
    officer.until(lambda: officer.title() == "Lloyd Austin")
    officer.until(lambda: "Lloyd J. Austin" not in officer.titles())
    officer.look_at(officer.window)
    officer.press("Ctrl+Z")
    officer.until(lambda: "Lloyd J. Austin" in officer.titles())


def merge_with_its_twin(officer: Officer) -> None:
    """Merge Lloyd J. Austin, who is asked for by name, into Lloyd Austin."""
    twin_of_austin(officer)
    officer.click_title("Lloyd Austin")
    officer.until(lambda: officer.title() == "Lloyd Austin")
    officer.press("Ctrl+M")
    dialog = officer.dialog(MergeDialog)
    officer.link(dialog.other, "lloyd j", "Lloyd J. Austin")
    officer.until(officer.button("Merge", dialog).isEnabled)
    officer.click_button("Merge", dialog)
    officer.until(lambda: "Lloyd J. Austin" not in officer.titles())
    officer.look_at(officer.window)


def test_the_record_shown_is_merged_with_one_that_is_named(desk_officer: Officer) -> None:
    merge_with_its_twin(desk_officer)
    assert desk_officer.title() == "Lloyd Austin"
    desk_officer.press("Ctrl+Z")
    desk_officer.until(lambda: "Lloyd J. Austin" in desk_officer.titles())


def test_the_bin_says_what_a_merged_record_does_not_bring_back(desk_officer: Officer) -> None:
    officer = desk_officer
    merge_with_its_twin(officer)
    said: list[str] = []
    officer.workspace.desk.said.connect(lambda text, _undo: said.append(text))
    officer.workspace.go("bin")
    officer.until(lambda: officer.workspace.bin.table.selected_ids())
    officer.click_button("Restore")
    assert said[0].startswith("1 record restored. What O")
    assert said[0].endswith("gave to another record stays there: undo the merge.")
