"""Commands and records from one box, by the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget

from tests.ui.dialog_desk import desk_at
from ui.desk import Desk
from ui.widgets.keymap import KeyGroup, KeyMap, Shortcut
from ui.widgets.palette import Command, Palette, matching


@pytest.fixture
def desk(qapp, tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def palette(qtbot, desk: Desk, done: list[str]) -> Palette:
    commands = [
        Command("New agreement", "Ctrl+N", lambda: done.append("new")),
        Command("Go to Agreements", "Ctrl+2", lambda: done.append("go")),
        Command("Lock", "Ctrl+L", lambda: done.append("lock")),
    ]
    made = Palette(desk, commands)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def line(palette: Palette) -> QLineEdit:
    found = palette.findChild(QLineEdit)
    assert found is not None
    return found


def typed(qtbot, palette: Palette, text: str, *rows: str) -> None:
    qtbot.keyClicks(line(palette), text)
    qtbot.waitUntil(lambda: palette.rows() == list(rows))


def test_before_anything_is_typed_every_command_is_there(palette: Palette) -> None:
    assert palette.rows() == ["New agreement", "Go to Agreements", "Lock"]


def test_every_word_typed_must_begin_a_word_of_the_command() -> None:
    commands = [Command("Go to Agreements", "", int), Command("New agreement", "", int)]

    assert [c.name for c in matching(commands, "agr GO")] == ["Go to Agreements"]
    assert matching(commands, "greement") == []


def test_commands_come_before_the_records_with_the_same_words(qtbot, palette: Palette) -> None:
    typed(qtbot, palette, "s", "Bilateral meeting with Secretary Austin", *_others())


def _others() -> tuple[str, ...]:
    return (
        "Readout of 23 August 2024",
        "Security of Supply Arrangement",
        "Rajnath Singh",
    )
