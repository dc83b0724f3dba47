"""The first page, by the keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from ui.widgets.welcome import Welcome

RECENT = [Path("/media/stick/Desk.defcat"), Path.home() / "Documents" / "Washington.defcat"]


@pytest.fixture
def page(qtbot) -> Welcome:
    made = Welcome(RECENT)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def button(page: Welcome, name: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if name in (b.text(), b.accessibleName()))


@pytest.mark.parametrize(
    ("says", "signal"),
    [
        ("Open the sample", "sample"),
        ("New catalogue…", "new"),
        ("Open a catalogue…", "open_file"),
    ],
)
def test_each_button_asks_for_what_it_says(qtbot, page: Welcome, says: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(page, signal), timeout=500):
        qtbot.keyClick(button(page, says), Qt.Key.Key_Space)


def test_a_recent_file_is_opened(qtbot, page: Welcome) -> None:
    with qtbot.waitSignal(page.open_recent, timeout=500) as opened:
        qtbot.keyClick(button(page, "Open Washington"), Qt.Key.Key_Space)

    assert opened.args == [RECENT[1]]


def test_every_button_is_reached_with_tab(qtbot, page: Welcome) -> None:
    page.setFocus()
    reached = []
    for _ in range(len(page.findChildren(QPushButton))):
        focused = page.focusWidget()
        assert isinstance(focused, QPushButton)
        reached.append(focused.text() or focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)

    assert reached == [
        "Open the sample",
        "New catalogue…",
        "Open a catalogue…",
        "Open Desk",
        "Open Washington",
    ]


def test_without_recent_files_nothing_is_said_of_them(page: Welcome) -> None:
    page.set_recent([])

    assert [b.text() for b in page.findChildren(QPushButton) if b.isVisible()] == [
        "Open the sample",
        "New catalogue…",
        "Open a catalogue…",
    ]
