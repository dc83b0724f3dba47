"""The hands and eyes of the tests of forms: typing, choosing, and reading what was written."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from defcat.dossier import Dossier, find_id, load
from defcat.drafts.store import kept
from ui.desk import Desk
from ui.forms.form import RecordForm
from ui.forms.part_row import PartRow
from ui.widgets.field_country import CountryField
from ui.widgets.link_field import LinkField


def show(qtbot: QtBot, form: RecordForm) -> RecordForm:
    form.resize(1100, 700)
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    # The marking stands in the last section of every form.
    qtbot.waitUntil(form.body.blocks["marking"].isVisible)
    return form


def control(form: RecordForm, field: str) -> QWidget:
    return form.body.blocks[field].editor.stops()[0]


def cell(row: PartRow, field: str) -> QWidget:
    return row.editors[field].stops()[0]


def enter(widget: QWidget, text: str) -> None:
    widget.setFocus()
    if text.isascii():
        QTest.keyClicks(widget, text)
    else:  # keyClicks knows Latin keys only
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(widget, press)


def choose(qtbot: QtBot, editor: object, text: str, *, downs: int = 0) -> None:
    """Type in a link or country field, go down the suggestions, and press Enter."""
    assert isinstance(editor, LinkField | CountryField)
    enter(editor.line, text)
    qtbot.waitUntil(lambda: editor.line.marked() is not None)
    popup = QApplication.activePopupWidget()
    for _ in range(downs):
        QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not editor.line.suggesting())


def dossier(desk: Desk, ref: str) -> Dossier:
    with desk.catalogue.read() as connection:
        return load(connection, find_id(connection, ref))


def drafts(desk: Desk) -> list[str]:
    with desk.catalogue.read() as connection:
        return [str(found.draft.values.get("title")) for found in kept(connection)]


def walk(first: QWidget, key: Qt.Key, most: int = 200) -> list[QWidget]:
    """Where `key` goes from `first`, which comes first, until it is there again."""
    first.setFocus()
    seen = [first]
    for _ in range(most):
        QTest.keyClick(seen[-1], key)
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is first:
            return seen
        assert focused not in seen, f"{key} goes round in a circle, at {focused}"
        seen.append(focused)
    raise AssertionError(f"{key} does not come back")
