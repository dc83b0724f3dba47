"""The editor for a length of time: it shows words, keeps what it cannot read and says so."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.field_duration import DurationField


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[DurationField]:
    window = QWidget()
    column = QVBoxLayout(window)
    made = DurationField()
    made.set_names("Duration", "For example: five years")
    column.addWidget(made)
    column.addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    made.setFocus()
    yield made  # noqa: PT022 - its window lives as long as the test


def said(field: DurationField) -> str:
    return " ".join(label.text() for label in field.findChildren(QLabel) if label.isVisible())


def test_words_are_read_when_the_field_is_left(qtbot: QtBot, field: DurationField) -> None:
    with qtbot.waitSignal(field.edited):
        qtbot.keyClicks(field.line, "five years")
    assert field.value() == "P5Y"
    assert field.line.text() == "five years"
    qtbot.keyClick(field.line, Qt.Key.Key_Tab)
    assert field.line.text() == "5 years"
    assert field.value() == "P5Y"
    assert said(field) == ""


def test_what_cannot_be_read_stays_and_says_why(qtbot: QtBot, field: DurationField) -> None:
    qtbot.keyClicks(field.line, "five yrs")
    assert said(field) == ""
    qtbot.keyClick(field.line, Qt.Key.Key_Tab)
    assert field.value() == field.line.text() == "five yrs"
    assert field.tells()
    assert "is not a length of time" in said(field)
    assert "5 years" in field.line.accessibleDescription()
    field.line.setFocus()
    qtbot.keyClicks(field.line, "x")
    assert said(field) == ""


def test_it_shows_what_is_stored_in_words(field: DurationField) -> None:
    field.set_value("P2Y6M")
    assert field.line.text() == "2 years, 6 months"
    assert field.value() == "P2Y6M"
    field.set_value("as long as both like")
    assert field.value() == "as long as both like"
    field.set_value(None)
    assert field.value() is None
    assert not field.tells()
