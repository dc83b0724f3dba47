"""The help (F1): every shortcut, by what it is for, and how queries are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from defcat.text import words
from defcat.translation import tr
from ui.widgets.buttons import shown_keys
from ui.widgets.chip import Chip
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label

if TYPE_CHECKING:
    from ui.widgets.language_page import LanguagePage

_SIZE = (760, 560)


@dataclass(frozen=True)
class Shortcut:
    """What is done, and with which keys: each a `QKeySequence` text ("Ctrl+K"), any of them."""

    does: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class KeyGroup:
    """Shortcuts that belong together."""

    name: str
    shortcuts: tuple[Shortcut, ...]


class KeyMap(QDialog):
    """The shortcuts in two columns of groups, a second page on the language of the search box, and
    a line that narrows them down.

    `example_chosen` carries a query of that page which is to be tried.
    """

    example_chosen = Signal(str)

    def __init__(self, groups: Sequence[KeyGroup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        fit_to_screen(self)
        self._find = QLineEdit()
        self._find.setPlaceholderText(tr("Find a key or what it does"))
        self._find.setAccessibleName(self._find.placeholderText())
        self._find.setClearButtonEnabled(False)
        self._find.textChanged.connect(self._narrow)
        self._nothing = label("", "muted")
        self._nothing.hide()
        self._groups = [_Group(group) for group in groups]
        self._language: LanguagePage | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(_scrolled(_in_two_columns(self._groups)))
        self._tabs = QTabBar()
        self._tabs.setExpanding(False)
        self._tabs.setAccessibleName(tr("Keys"))
        self._tabs.addTab(tr("Keys"))
        self._tabs.addTab(tr("Search"))
        self._tabs.currentChanged.connect(self._turn)
        heading = QHBoxLayout()
        heading.addWidget(self._tabs)
        heading.addStretch(1)
        self._find.setMinimumWidth(260)
        heading.addWidget(self._find)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(16)
        column.addLayout(heading)
        column.addWidget(self._nothing)
        column.addWidget(self._pages, 1)
        self._find.setFocus()

    def show_language(self) -> None:
        """Turn to how queries are written."""
        self._tabs.setCurrentIndex(1)

    def shown(self) -> list[str]:
        """What the shortcuts do that are shown now, or what can be typed."""
        if self._language and self._tabs.currentIndex():
            return self._language.shown()
        return [does for group in self._groups for does in group.shown()]

    def _turn(self, page: int) -> None:
        if page and self._language is None:
            from ui.widgets.language_page import LanguagePage

            self._language = LanguagePage()
            self._language.chosen.connect(self._try)
            self._pages.addWidget(_scrolled(self._language))
        self._pages.setCurrentIndex(page)
        says = tr("Find what to type or what it does") if page else tr("Find a key or what it does")
        self._find.setPlaceholderText(says)
        self._find.setAccessibleName(says)
        self.setWindowTitle(tr("Search") if page else tr("Keys"))
        self._narrow(self._find.text())

    def _try(self, query: str) -> None:
        self.accept()
        self.example_chosen.emit(query)

    def _narrow(self, text: str) -> None:
        for group in self._groups:
            group.narrow(text)
        if self._language:
            self._language.narrow(text)
        page = self._tabs.currentIndex()
        self._nothing.setText(
            tr("Nothing of that is said here.") if page else tr("No key does that.")
        )
        self._nothing.setVisible(not self.shown())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the line has no use for move the list."""
        area = self._pages.currentWidget()
        assert isinstance(area, QScrollArea)
        bar = area.verticalScrollBar()
        step = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)


class _Group(QWidget):
    """A group's name over its shortcuts."""

    def __init__(self, group: KeyGroup) -> None:
        super().__init__()
        self._rows = [(shortcut, _row(shortcut)) for shortcut in group.shortcuts]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(0)
        column.addWidget(label(group.name, "group"))
        column.addSpacing(4)
        for _, row in self._rows:
            column.addWidget(row)

    def narrow(self, text: str) -> None:
        """Show only the shortcuts with all the words of `text`."""
        asked = words(text)
        for shortcut, row in self._rows:
            known = words(" ".join((shortcut.does, *shortcut.keys)))
            row.setHidden(not all(any(w.startswith(a) for w in known) for a in asked))
        self.setHidden(all(row.isHidden() for _, row in self._rows))

    def shown(self) -> list[str]:
        """What the shortcuts do that are shown."""
        return [shortcut.does for shortcut, row in self._rows if not row.isHidden()]


def _row(shortcut: Shortcut) -> QWidget:
    row = QWidget()
    row.setFixedHeight(28)
    keys = [shown_keys(QKeySequence(key)) or key for key in shortcut.keys]
    row.setAccessibleName(f"{shortcut.does}: {', '.join(keys)}")
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(4)
    line.addWidget(label(shortcut.does), 1)
    for key in keys:
        line.addWidget(Chip(key))
    return row


def _in_two_columns(groups: Sequence[_Group]) -> QWidget:
    """The groups side by side, about as many rows left as right, in the order given."""
    content = QWidget()
    line = QHBoxLayout(content)
    line.setContentsMargins(0, 0, 12, 0)
    line.setSpacing(40)
    columns = (QVBoxLayout(), QVBoxLayout())
    left = _even(groups)
    for place, group in enumerate(groups):
        columns[place >= left].addWidget(group)
    for column in columns:
        column.setSpacing(0)
        column.addStretch(1)
        line.addLayout(column, 1)
    return content


def _even(groups: Sequence[_Group]) -> int:
    """How many of the groups stand left, so that neither column is longer than it must be."""
    rows = [len(group.shown()) + 2 for group in groups]  # a name and a gap beside the shortcuts
    return min(range(len(rows) + 1), key=lambda left: max(sum(rows[:left]), sum(rows[left:])))


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area
