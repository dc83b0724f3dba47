"""Commands and records from one box, by the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QWidget

from defcat.dossier import stubs
from tests.ui.dialog_desk import desk_at
from ui import theme
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
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


@pytest.fixture
def palette(qtbot, desk: Desk, window: QWidget, done: list[str]) -> Palette:
    commands = [
        Command("New agreement", "Ctrl+N", lambda: done.append("new")),
        Command("Go to Agreements", "Ctrl+2", lambda: done.append("go")),
        Command("Lock", "Ctrl+L", lambda: done.append("lock")),
    ]
    made = Palette(desk, commands, window)
    made.open()
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
    typed(qtbot, palette, "new agreement", "New agreement")
    line(palette).clear()
    typed(qtbot, palette, "a", "New agreement", "Go to Agreements", *records_with_a())


def records_with_a() -> tuple[str, ...]:
    """The person of that name, then the newest; in two titles a word begins so."""
    return (
        "Lloyd Austin",
        "Bilateral meeting with Secretary Austin",
        "Readout of 23 August 2024",
        "Security of Supply Arrangement",
    )


def test_enter_runs_the_command_and_closes(qtbot, palette: Palette, done: list[str]) -> None:
    typed(qtbot, palette, "lock", "Lock")

    qtbot.keyClick(line(palette), Qt.Key.Key_Return)

    assert done == ["lock"]
    assert not palette.isVisible()


def test_down_and_enter_open_the_second_record(qtbot, palette: Palette, desk: Desk) -> None:
    typed(qtbot, palette, "austin", "Lloyd Austin", "Bilateral meeting with Secretary Austin")
    qtbot.keyClick(line(palette), Qt.Key.Key_Down)

    with qtbot.waitSignal(palette.opened) as signal:
        qtbot.keyClick(line(palette), Qt.Key.Key_Return)

    assert title_of(desk, signal.args[0]) == "Bilateral meeting with Secretary Austin"


def title_of(desk: Desk, record_id: int) -> str:
    with desk.catalogue.read() as connection:
        return stubs(connection, [record_id])[record_id].title


def test_up_from_the_first_row_goes_to_the_last(qtbot, palette: Palette, done: list[str]) -> None:
    qtbot.keyClick(line(palette), Qt.Key.Key_Up)
    qtbot.keyClick(line(palette), Qt.Key.Key_Return)

    assert done == ["lock"]


def test_a_reference_finds_its_record(qtbot, palette: Palette, desk: Desk) -> None:
    typed(qtbot, palette, "A1", "Security of Supply Arrangement")


def test_enter_before_the_answer_opens_what_is_answered(
    qtbot, palette: Palette, desk: Desk
) -> None:
    with qtbot.waitSignal(palette.opened) as signal:
        line(palette).setText("supply")
        qtbot.keyClick(line(palette), Qt.Key.Key_Return)

    assert title_of(desk, signal.args[0]) == "Security of Supply Arrangement"


def test_a_click_opens(qtbot, palette: Palette, desk: Desk) -> None:
    typed(qtbot, palette, "rajnath", "Rajnath Singh")
    rows = palette.findChild(QListWidget)
    assert rows is not None

    with qtbot.waitSignal(palette.opened) as signal:
        middle = rows.visualItemRect(rows.item(0)).center()
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert title_of(desk, signal.args[0]) == "Rajnath Singh"


def test_escape_closes_and_does_nothing(qtbot, palette: Palette, done: list[str]) -> None:
    qtbot.keyClick(line(palette), Qt.Key.Key_Escape)

    assert not palette.isVisible()
    assert done == []


def test_it_closes_when_the_window_is_used_again(qtbot, palette: Palette, window: QWidget) -> None:
    qtbot.waitUntil(palette.isActiveWindow)

    with qtbot.waitSignal(palette.rejected):
        window.activateWindow()


def test_what_nothing_has_says_so(qtbot, palette: Palette) -> None:
    typed(qtbot, palette, "xylophone")

    qtbot.waitUntil(lambda: says(palette) == ["Nothing has these words."])


def test_a_kind_that_does_not_exist_says_which_do(qtbot, palette: Palette) -> None:
    line(palette).setText("kind:xyz")

    (said,) = says(palette)
    assert "There is no kind “xyz”" in said
    assert "agreement" in said


def says(palette: Palette) -> list[str]:
    labels = palette.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text()]


KEYS = (
    KeyGroup("Everywhere", (Shortcut("Search", ("Ctrl+F", "/")), Shortcut("Lock", ("Ctrl+L",)))),
    KeyGroup("Lists", (Shortcut("Open the record", ("Return",)),)),
)


def test_the_key_map_is_narrowed_by_what_a_key_does_or_by_the_key(qtbot, window: QWidget) -> None:
    keys = KeyMap(KEYS, window)
    keys.open()
    find = keys.findChild(QLineEdit)
    assert find is not None
    assert keys.shown() == ["Search", "Lock", "Open the record"]

    qtbot.keyClicks(find, "record")
    assert keys.shown() == ["Open the record"]

    find.setText("ctrl l")
    assert keys.shown() == ["Lock"]

    qtbot.keyClick(find, Qt.Key.Key_Escape)
    assert not keys.isVisible()


def test_it_is_a_plain_panel_to_its_corners(qtbot, qapp, palette: Palette) -> None:
    theme.apply(qapp, theme.LIGHT)
    picture = palette.grab().toImage()

    assert not palette.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    edge, panel = QColor(theme.LIGHT.control), QColor(theme.LIGHT.panel)
    last = (picture.width() - 1, picture.height() - 1)
    assert [picture.pixelColor(*at) for at in ((0, 0), last)] == [edge, edge]
    assert picture.pixelColor(last[0] - 1, last[1] - 1) == panel
    qapp.setStyleSheet("")
