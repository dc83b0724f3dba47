"""Dialogs stay on a small screen, with their buttons in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from defcat.dossier import find_id
from tests.ui.dialog_desk import desk_at
from ui.desk import Desk
from ui.widgets import fitting
from ui.widgets.fitting import fit_to_screen, room_for
from ui.widgets.keymap import KeyGroup, KeyMap, Shortcut
from ui.widgets.preview.dialog import BriefPreview
from ui.widgets.preview.start import read_start
from ui.widgets.quick_entry import QuickEntry

ROOM = QSize(895, 472)
"""What a screen of 1366 by 768 leaves a dialog at scale 1.5."""


@pytest.fixture
def desk(qapp, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QWidget:
    monkeypatch.setattr(fitting, "room_for", lambda _dialog: ROOM)
    made = QWidget()
    qtbot.addWidget(made)
    return made


def assert_in_sight(dialog: QDialog, widgets: list[QWidget]) -> None:
    assert dialog.width() <= ROOM.width()
    assert dialog.height() <= ROOM.height()
    for widget in widgets:
        corner = widget.mapTo(dialog, widget.rect().bottomRight())
        assert dialog.rect().contains(corner)


def test_nothing_is_larger_than_the_screen(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setMinimumSize(4000, 3000)
    fit_to_screen(dialog)
    assert dialog.size() == room_for(dialog)
    assert dialog.screen().availableGeometry().contains(dialog.rect())


def test_what_fits_keeps_its_size(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.resize(300, 200)
    fit_to_screen(dialog)
    assert dialog.size() == QSize(300, 200)


def test_the_buttons_of_a_brief_are_in_sight(
    qtbot: QtBot, desk: Desk, window: QWidget, tmp_path: Path
) -> None:
    with desk.catalogue.read() as connection:
        start = read_start(connection, desk.catalogue.today(), [find_id(connection, "A1")])
    preferences = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    preview = BriefPreview(desk, start, preferences, window)
    preview.open()
    qtbot.waitUntil(lambda: preview.pages() > 0)
    buttons = [*preview.findChildren(QPushButton)]
    assert {"Save as PDF…", "Print…", "Close"} <= {button.text() for button in buttons}
    assert_in_sight(preview, [button for button in buttons if button.isVisible()])


def test_the_keys_scroll(qtbot: QtBot, window: QWidget) -> None:
    many = tuple(Shortcut(f"Do {n}", (f"Ctrl+{n}",)) for n in range(40))
    keys = KeyMap([KeyGroup("All", many)], window)
    keys.open()
    assert_in_sight(keys, [])


def test_the_buttons_of_quick_entry_are_in_sight(desk: Desk, window: QWidget) -> None:
    entry = QuickEntry(desk, window)
    entry.begin("engagement")
    QApplication.processEvents()
    assert_in_sight(entry, [b for b in entry.findChildren(QPushButton) if b.isVisible()])
