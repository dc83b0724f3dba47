"""The window as an officer uses it: keys go where the focus is, clicks to what is on screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QMenu,
    QScrollArea,
    QTableView,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from defcat.dossier import Dossier, load
from defcat.exchange.sample import create_sample
from defcat.search import run
from defcat.search.query import Phrase, Query
from defcat.search.rows import rows
from tests.conftest import NOW
from ui.app import Application
from ui.collector import Collector
from ui.desk import Desk
from ui.forms.form import RecordForm
from ui.widgets.chip import Chip
from ui.widgets.detail import DetailPane
from ui.widgets.field_choice import ChoiceField
from ui.widgets.field_editor import FieldEditor
from ui.widgets.link_field import LinkField
from ui.widgets.palette import Palette
from ui.widgets.record_table import RecordTable
from ui.workspace import Workspace

PATIENCE_MS = 10_000
"""How long a person may wait for anything before the test calls it broken."""


SUGGESTING = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard)", extend=True
)
"""What the offscreen platform says when a list of suggestions opens."""


class Officer:
    """Somebody at the window. `keys` counts what was pressed since it was last set."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self._qtbot = qtbot
        self.application = application
        self.window = application.window
        self.window.guard.set_rest(0)  # hands in a test mean every key
        self.keys = 0

    # --- hands ------------------------------------------------------------------------------

    def press(self, *sequences: str) -> None:
        """Press keys, such as "Ctrl+K" or "Down", where the focus is."""
        for sequence in sequences:
            pressed = QKeySequence(sequence)[0]
            key, held = pressed.key(), pressed.keyboardModifiers()
            if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
                # as a keyboard does, and `keyClick` does not: such a key types no letter
                QTest.sendKeyEvent(QTest.KeyAction.Click, _focus(), key, "", held)
            else:
                QTest.keyClick(_focus(), key, held)
            self.keys += 1

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        QTest.keyClicks(_focus(), text)
        self.keys += len(text)

    def click(self, widget: QWidget, at: QPoint | None = None, *, double: bool = False) -> None:
        """Click on a widget, which must be there to be clicked; a form is scrolled to it."""
        self.until(lambda: self._within_reach(widget, at or widget.rect().center()))
        self._close_list(widget.window())
        assert widget.isEnabled(), f"{widget} cannot be used now"
        where = at or widget.rect().center()
        mouse = QTest.mouseDClick if double else QTest.mouseClick
        mouse(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)

    def click_button(self, name: str, within: QWidget | None = None) -> None:
        """Click the button of that name or tooltip that is shown."""
        self.click(self.button(name, within))

    def command(self, words: str) -> None:
        """Do what the palette offers first for these words."""
        self.press("Ctrl+K")
        palette = self.dialog(Palette)
        self.write(words)
        self.press("Return")
        self.until(lambda: not palette.isVisible())

    def click_link(self, text: str, browser: QTextBrowser) -> None:
        """Click a word that is a link."""
        found = browser.document().find(text)
        assert not found.isNull(), f"“{text}” is not in “{browser.toPlainText()}”"
        middle = QTextCursor(browser.document())
        middle.setPosition((found.selectionStart() + found.selectionEnd()) // 2)
        browser.setTextCursor(middle)
        browser.ensureCursorVisible()
        self.click(browser.viewport(), browser.cursorRect(middle).center())

    def click_row(self, table: QTableView, row: int, *, double: bool = False) -> None:
        """Click a row of a list."""
        place: QRect = table.visualRect(table.model().index(row, 1))
        self.click(table.viewport(), place.center(), double=double)

    def click_title(self, title: str) -> None:
        """Click the row of that title once it is in the list."""
        self.until(lambda: title in self.titles())
        self.click_row(self.table, self.titles().index(title))

    def fill(self, editor: FieldEditor, text: str) -> None:
        """Click into a field and type."""
        self.click(editor.stops()[0])
        self.until(lambda: editor.stops()[0].hasFocus())
        self.write(text)

    def choose(self, editor: ChoiceField | QComboBox, label: str) -> None:
        """Choose a term with the arrow keys."""
        combo = editor.combo if isinstance(editor, ChoiceField) else editor
        self._close_list(combo.window())
        self._bring_into_view(combo)
        combo.setFocus(Qt.FocusReason.TabFocusReason)
        self.until(combo.hasFocus)
        self.choose_here(label)

    def choose_here(self, label: str) -> None:
        """Choose a term of the list that has the focus, with the arrow keys."""
        combo = _focus()
        assert isinstance(combo, QComboBox)
        self.press("Home")
        while combo.currentText() != label:
            before = combo.currentIndex()
            self.press("Down")
            assert combo.currentIndex() != before, f"“{label}” is not offered"

    def link(self, editor: LinkField, typed: str, chosen: str) -> None:
        """Type the beginning of a name, and choose the suggestion `chosen` with the arrow keys."""
        self.fill(editor, typed)
        line = editor.line
        self.until(lambda: chosen in [s.text for s in line.suggestions()] and line.marked())
        place = [s.text for s in line.suggestions()].index(chosen)
        self.press(*["Down"] * place, "Return")
        self.until(editor.chip.isVisible)
        self.look_at(editor.window())

    def look_at(self, window: QWidget) -> None:
        """Go on in a window: the screenless platform leaves a closed list or dialog active."""
        window.activateWindow()
        self.until(window.isActiveWindow)

    def create(self, editor: LinkField, name: str, kind: str) -> None:
        """Type a name that nobody has yet, and make its record on the spot."""
        self.link(editor, name, f"Create {kind} “{name}”")

    # --- eyes -------------------------------------------------------------------------------

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def button(self, name: str, within: QWidget | None = None) -> QAbstractButton:
        """The button of that text or accessible name, once it is shown."""

        def shown() -> list[QAbstractButton]:
            return [
                button
                for button in (within or self.window).findChildren(QAbstractButton)
                if button.isVisible() and name in (button.text(), button.accessibleName())
            ]

        self.until(shown)
        [button] = shown()
        return button

    def dialog(self, wanted: type[QDialog]) -> Any:
        """The dialog that has come up."""
        self.until(lambda: isinstance(QApplication.activeWindow(), wanted))
        return QApplication.activeWindow()

    def menu(self) -> QMenu:
        """The menu that has come up."""
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found

    @property
    def workspace(self) -> Workspace:
        found = self.application.workspace
        assert isinstance(found, Workspace)
        return found

    @property
    def desk(self) -> Desk:
        return self.workspace.desk

    @property
    def form(self) -> RecordForm:
        """The form that is shown."""
        self.until(lambda: self.workspace.form is not None and self.workspace.form.isVisible())
        assert self.workspace.form is not None
        return self.workspace.form

    @property
    def detail(self) -> DetailPane:
        return self.workspace.records.detail

    @property
    def table(self) -> RecordTable:
        return self.workspace.records.table

    def titles(self) -> list[str]:
        """The titles in the list, from the top."""
        model = self.workspace.records.model
        place = [column.name for column in model.columns()].index("title")
        return [model.index(row, place).data() for row in range(model.rowCount())]

    def home_text(self) -> str:
        """All that the cards of the first page say."""
        cards = self.workspace.home.findChildren(QTextBrowser)
        return "\n".join(card.toPlainText() for card in cards)

    def title(self) -> str:
        """The title of the record in the pane, empty where none is shown."""
        shown = self.detail.dossier()
        return shown.stub.title if shown else ""

    def chips(self) -> list[str]:
        """What the chips below the title in the pane say."""
        return [chip.text() for chip in self.detail.findChildren(Chip) if chip.isVisible()]

    def reason(self) -> str:
        """Why the status is what it is."""
        return self.detail.reason()

    def reads(self, text: str) -> None:
        """Wait until the pane says `text`."""
        self.until(lambda: text in self.detail.body_text())

    def body(self) -> QTextBrowser:
        """The text of the pane."""
        return self.detail.findChild(QTextBrowser)

    def _close_list(self, window: QWidget) -> None:
        """Close a list that has dropped down, as a click beside it does."""
        popup = QApplication.activePopupWidget()
        if popup:
            QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=QPoint(-2, -2))
            self.until(lambda: not popup.isVisible())
            self.look_at(window)

    def _within_reach(self, widget: QWidget, where: QPoint) -> bool:
        """Whether a click there would meet the widget, once the form is scrolled to it."""
        if not widget.isVisible():
            return False
        self._bring_into_view(widget)
        under = widget.window().childAt(widget.mapTo(widget.window(), where))
        return under is not None and (under is widget or widget.isAncestorOf(under))

    def _bring_into_view(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()


def _focus() -> QWidget:
    """Where the next key goes: a list that has dropped down, or the widget with the focus."""
    popup = QApplication.activePopupWidget()
    widget = (popup.focusWidget() or popup) if popup else QApplication.focusWidget()
    widget = widget or QApplication.activeWindow()
    assert widget is not None, "no window is active"
    return widget


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, made once and closed, to be copied."""
    path = tmp_path_factory.mktemp("sample") / "Sample.defcat"
    create_sample(path, user="officer", now=lambda: NOW).close()
    return path


@pytest.fixture
def officer(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Officer]:
    """An officer before the window that has just started; no catalogue is open."""
    with at_the_window(qapp, qtbot, tmp_path / "data", monkeypatch) as somebody:
        somebody.application.start(None)
        somebody.until(somebody.window.isActiveWindow)
        yield somebody


@pytest.fixture
def own_backups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No backup is made but those that are asked for, in a folder of this test."""
    monkeypatch.setattr("ui.backing.SETTLE_MS", 10_000_000)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def desk_officer(officer: Officer, made_sample: Path, tmp_path: Path) -> Officer:
    """An officer on the first page of a catalogue that holds what the sample holds."""
    path = tmp_path / "Desk.defcat"
    path.write_bytes(made_sample.read_bytes())
    officer.application.open(path)
    officer.until(lambda: "Lloyd Austin" in officer.home_text())
    return officer


@contextmanager
def at_the_window(
    qapp: QApplication, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Officer]:
    """The window as it starts, without a catalogue; `folder` is the one for the program's data.

    The day is `NOW`, and the light theme is on.
    """
    monkeypatch.setattr(Catalogue, "today", lambda _self: NOW.date())
    collector = Collector()
    application = Application(qapp, folder)
    officer = Officer(qtbot, application)
    try:
        yield officer
    finally:
        application.window.close()
        application.window.deleteLater()
        application.deleteLater()
        QApplication.sendPostedEvents(None, 0)
        collector.stop()
        qapp.setStyleSheet("")


def on_disk(path: Path, title: str) -> Dossier:
    """All about the one record of that title, read anew from the file."""
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        ids = run.find(connection, Query((Phrase(title),)))
        [found] = [row.id for row in rows(connection, ids).values() if row.title == title]
        return load(connection, found)
