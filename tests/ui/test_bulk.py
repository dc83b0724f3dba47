"""Changing many records in the window: what is asked, what is told, and that it can be stopped."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from defcat import bulk
from defcat.bulk import AddTopic, Archive, SetField
from defcat.catalogue import Catalogue, Stop
from defcat.change import Changed
from defcat.errors import Interrupted, Refused
from tests.ui.dialog_desk import desk_at, now
from tests.ui.form_hands import choose, dossier
from tests.window import SUGGESTING
from ui.desk import Desk
from ui.widgets.at_work import AtWork
from ui.widgets.bulk_dialog import BulkDialog
from ui.writing import AT_ONCE, edit, write

pytestmark = SUGGESTING


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """The desk of the dialogs, with four visits and a topic more."""
    with desk_at(tmp_path) as made:
        with made.change("Visits") as change:
            for n in range(4):
                mode = "in-person" if n else None
                change.add("engagement", title=f"Visit {n}", type="official-visit", mode=mode)
            change.add("topic", title="Logistics", type="sector")
        yield made


def visits(desk: Desk) -> list[int]:
    return [dossier(desk, f"E{n}").id for n in range(2, 6)]


def opened(qtbot: QtBot, desk: Desk, ids: Sequence[int]) -> BulkDialog:
    with desk.catalogue.read() as connection:
        kinds = bulk.kinds_among(connection, ids)
    dialog = BulkDialog(desk, ids, kinds)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
        dialog.activateWindow()
    return dialog


def button(dialog: QWidget, text: str) -> QPushButton:
    [found] = [b for b in dialog.findChildren(QPushButton) if b.text().startswith(text)]
    return found


def ready(qtbot: QtBot, dialog: BulkDialog, text: str) -> None:
    """Wait until the records can be changed, and the button says so."""
    change = button(dialog, "Change")
    qtbot.waitUntil(lambda: change.isEnabled() and change.text().startswith(text))


def ask(dialog: BulkDialog, label: str) -> None:
    """Choose what to change by the arrow keys."""
    combo = dialog.what.combo
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.count()):
        if combo.currentText() == label:
            return
        QTest.keyClick(combo, Qt.Key.Key_Down)
    raise AssertionError(f"“{label}” is not offered")


def choose_value(dialog: BulkDialog, label: str) -> None:
    combo = dialog.editor.stops()[0]
    combo.setFocus()
    QTest.keyClicks(combo, label)


def test_it_tells_how_many_records_change_before_they_do(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, visits(desk))
    ask(dialog, "Mode")
    assert dialog.text() == "Choose the new value."
    assert not button(dialog, "Change").isEnabled()
    choose_value(dialog, "In person")
    ready(qtbot, dialog, "Change")
    assert dialog.text() == "1 of 4 records changes: 3 are so already."
    assert button(dialog, "Change").text() == "Change 1 record"
    with qtbot.waitSignal(dialog.agreed) as agreed:
        button(dialog, "Change").click()
    assert agreed.args == [SetField("mode", "in-person"), "Change Mode of 1 record", 1]


def test_a_field_can_be_emptied_only_where_it_may_be_empty(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, visits(desk))
    ask(dialog, "Type")
    assert not dialog.empties.isVisible()
    ask(dialog, "Marking")
    assert not dialog.empties.isVisible()
    ask(dialog, "Mode")
    dialog.empties.click()
    ready(qtbot, dialog, "Change")
    assert not dialog.editor.isEnabled()
    assert dialog.text().startswith("3 of 4 records change:")
    assert dialog.edit() == SetField("mode", None)
    dialog.empties.click()
    assert dialog.edit() is None


def test_what_is_so_already_cannot_be_changed(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, visits(desk))
    ask(dialog, "Type")
    choose_value(dialog, "Official visit")
    qtbot.waitUntil(lambda: dialog.text().startswith("Nothing changes: all 4 records"))
    assert not button(dialog, "Change").isEnabled()


def test_a_topic_is_chosen_by_its_name(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, visits(desk))
    ask(dialog, "Topic: add")
    choose(qtbot, dialog.editor, "logis")
    ready(qtbot, dialog, "Change 4 records")
    assert dialog.edit() == AddTopic(dossier(desk, "T1").id)


def test_a_name_that_is_no_topic_is_said_to_be_none(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, visits(desk))
    ask(dialog, "Topic: add")
    QTest.keyClicks(dialog.editor.stops()[0], "nonsense")
    assert "“nonsense” is no topic" in dialog.text()
    assert not dialog.notice.isVisible(), "it may be half a name"
    assert not button(dialog, "Change").isEnabled()


def test_a_date_that_is_none_is_refused_in_words(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, visits(desk))
    ask(dialog, "Date")
    line = dialog.editor.stops()[0]
    line.setFocus()
    QTest.keyClicks(line, "31 feb 2024")
    qtbot.waitUntil(dialog.notice.isVisible)
    assert not button(dialog, "Change").isEnabled()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "march 2024")
    ready(qtbot, dialog, "Change 4 records")
    assert not dialog.notice.isVisible()
    assert dialog.edit() == SetField("date", "2024-03")


def test_records_of_two_kinds_offer_what_both_have(qtbot: QtBot, desk: Desk) -> None:
    dialog = opened(qtbot, desk, [*visits(desk), dossier(desk, "A1").id])
    combo = dialog.what.combo
    offered = [combo.itemText(row) for row in range(combo.count()) if combo.itemText(row)]
    assert offered[:2] == ["Web address", "Marking"]
    assert "Type" not in offered
    ask(dialog, "Put aside, or take back")
    choose_value(dialog, "Put aside")
    ready(qtbot, dialog, "Change 5 records")
    assert dialog.edit() == Archive(True)


def test_a_catalogue_open_for_reading_only_says_so(qtbot: QtBot, desk: Desk) -> None:
    ids = visits(desk)
    reading = Desk(Catalogue.open(desk.catalogue.path, write=False, now=now))
    try:
        dialog = opened(qtbot, reading, ids)
        ask(dialog, "Mode")
        choose_value(dialog, "By phone")
        assert "reading only" in dialog.notice.text()
        assert not button(dialog, "Change").isEnabled()
        dialog.close()
    finally:
        reading.close()


# --- writing beside the window -------------------------------------------------------------------


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def at_work(qtbot: QtBot) -> AtWork:
    def shown() -> list[AtWork]:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, AtWork)]
        return [w for w in found if w.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) == 1)
    return shown()[0]


def held_up(gate: threading.Event, ids: Sequence[int]) -> Any:
    """Work that has written and waits at the gate, or until somebody stops it."""

    def work(catalogue: Catalogue, told: bulk.Told, stop: Stop) -> Changed:
        with catalogue.change("Held up", stop) as change:
            bulk.apply(change, ids, SetField("mode", "by-phone"), told)
            while not gate.wait(0.01):
                if stop():
                    raise Interrupted("")
        return change.done

    return work


def test_few_records_are_written_at_once(qtbot: QtBot, desk: Desk, over: QWidget) -> None:
    ids, then = visits(desk), []
    work = edit("Many", ids, SetField("mode", "by-phone"))
    with qtbot.waitSignal(desk.changed, timeout=0):
        write(desk, over, "Many", len(ids), work, then.append)
    assert len(then) == 1
    assert dossier(desk, "E2").values["mode"] == "by-phone"


def test_many_are_written_while_the_window_goes_on(qtbot: QtBot, desk: Desk, over: QWidget) -> None:
    gate, ids, then = threading.Event(), visits(desk), []
    changed: list[Changed] = []
    desk.changed.connect(changed.append)
    write(desk, over, "Change 4 records", AT_ONCE + 1, held_up(gate, ids), then.append)
    dialog = at_work(qtbot)
    qtbot.waitUntil(lambda: dialog.text().startswith("Bringing the search"))
    assert dialog.windowTitle() == "Change 4 records"
    assert desk.writing
    assert not changed
    with pytest.raises(Refused, match="being written"), desk.change("Another"):
        pass
    gate.set()
    qtbot.waitUntil(lambda: bool(then))
    assert not desk.writing
    assert [c.label for c in changed] == ["Held up"]
    assert dossier(desk, "E5").values["mode"] == "by-phone"
    assert not any(isinstance(w, AtWork) and w.isVisible() for w in QApplication.topLevelWidgets())


def test_escape_stops_it_and_nothing_is_changed(qtbot: QtBot, desk: Desk, over: QWidget) -> None:
    said: list[str] = []
    desk.said.connect(lambda text, _undo: said.append(text))
    then: list[Changed] = []
    write(desk, over, "Many", AT_ONCE + 1, held_up(threading.Event(), visits(desk)), then.append)
    dialog = at_work(qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Stopped. Nothing was changed."]
    assert not then
    assert not desk.writing
    assert dossier(desk, "E2").values["mode"] is None
    with desk.change("Free again") as change:
        change.set("engagement", dossier(desk, "E2").id, mode="by-video")
    assert dossier(desk, "E2").values["mode"] == "by-video"


def test_what_is_refused_is_said(qtbot: QtBot, desk: Desk, over: QWidget) -> None:
    failed: list[object] = []
    desk.failed.connect(failed.append)
    topic = dossier(desk, "T1").id
    work = edit("Many", [*visits(desk), topic], AddTopic(topic))
    for n in (5, AT_ONCE + 1):
        failed.clear()
        write(desk, over, "Many", n, work, lambda _changed: None)
        qtbot.waitUntil(lambda: bool(failed))
        assert "among the records" in str(failed[0])


def test_the_day_turns_when_the_writing_is_done(qtbot: QtBot, desk: Desk, over: QWidget) -> None:
    gate, then = threading.Event(), []
    changed: list[Changed] = []
    write(desk, over, "Many", AT_ONCE + 1, held_up(gate, visits(desk)), then.append)
    at_work(qtbot)
    desk.changed.connect(changed.append)
    desk.turn_day()
    assert not changed, "it would wait for the lock"
    gate.set()
    qtbot.waitUntil(lambda: bool(then))
    assert [c.label for c in changed] == ["Held up", ""]


def test_closing_the_catalogue_takes_back_what_is_half_written(
    qtbot: QtBot, tmp_path: Path, over: QWidget
) -> None:
    with desk_at(tmp_path) as desk:
        one = dossier(desk, "E1").id
        write(desk, over, "Many", AT_ONCE + 1, held_up(threading.Event(), [one]), print)
        dialog = at_work(qtbot)
        path = desk.catalogue.path
        desk.close()
        dialog.deleteLater()
        with Catalogue.open(path, now=now) as again, again.change("Free") as change:
            assert change.set("engagement", one, mode="in-person")
