"""What the preview is made of, and where it stands: options, pages, and what is done with them."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from defcat.translation import tr
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.heading import hairline, label
from ui.widgets.notice import Notice
from ui.widgets.page_view import PageView

_OPTIONS_WIDTH = 320
_LONGEST_FOLDER = 16


class Parts:
    """The widgets of a preview."""

    def __init__(self) -> None:
        self.pages = PageView()
        self.notice = Notice()
        self.recent = icon_button("history", tr("Briefs made last"))
        self.settings = icon_button("settings", tr("Brief settings…"))
        self.save = text_button(tr("Save as PDF…"), "save", "primary")
        self.word = text_button(tr("Word…"), "edit")
        self.word.setToolTip(tr("Save as a Word document that can be edited"))
        self.print = text_button(tr("Print…"), "print")
        self.copy = text_button(tr("Copy to a folder"), "copy")
        self.copy.setToolTip(tr("Copy the PDF to a folder that is chosen once, such as a stick"))
        self.other = icon_button("more", tr("Copy to another folder…"))
        self.close = text_button(tr("Close"))
        self.stop = text_button(tr("Stop"))
        self.chosen = QScrollArea()
        self._says = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.course = _course(self._says, self._bar, self.stop)
        self.course.hide()

    def show_options(self, options: QWidget) -> None:
        """Show `options` in place of those that are there."""
        self.chosen.setWidget(options)
        options.setAutoFillBackground(False)  # or it hides the panel that it is on

    def allow(self, allowed: bool, *, printing: bool) -> None:
        """Let what is shown be saved, copied and printed, or not."""
        for button in (self.save, self.word, self.copy, self.other):
            button.setEnabled(allowed)
        self.print.setEnabled(allowed and not printing)

    def name_copies(self, folder: Path) -> None:
        """Say where copies go."""
        name = folder.name or str(folder)
        short = name if len(name) <= _LONGEST_FOLDER else name[: _LONGEST_FOLDER - 1] + "…"
        self.copy.setText(tr("Copy to {folder}", folder=short))
        self.copy.setToolTip(tr("Copy the PDF to {folder}", folder=str(folder)))

    def show_course(self, says: str, done: int, total: int) -> None:
        """Say how far a brief is that takes a while."""
        self._says.setText(says)
        self._bar.setAccessibleName(says)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self.course.show()

    def hide_course(self) -> None:
        """The brief is there, or will not be."""
        self.course.hide()


def lay_out(dialog: QDialog, parts: Parts) -> None:
    """Put the parts in their places in `dialog`."""
    right = QVBoxLayout()
    right.setSpacing(0)
    row = QHBoxLayout(dialog)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(_left(parts))
    row.addWidget(hairline(Qt.Orientation.Vertical))
    row.addLayout(right, 1)
    right.addWidget(parts.notice)
    right.addWidget(parts.course)
    right.addWidget(parts.pages, 1)


def _left(parts: Parts) -> QFrame:
    parts.chosen.setWidgetResizable(True)
    parts.chosen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    parts.chosen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    head = QHBoxLayout()
    head.setContentsMargins(20, 12, 12, 4)
    head.setSpacing(4)
    head.addWidget(label(tr("Brief"), "title"), 1)
    head.addWidget(parts.recent)
    head.addWidget(parts.settings)
    options = QFrame()
    options.setProperty("role", "panel")
    options.setFixedWidth(_OPTIONS_WIDTH)
    left = QVBoxLayout(options)
    left.setContentsMargins(0, 0, 0, 16)
    left.setSpacing(0)
    left.addLayout(head)
    left.addWidget(parts.chosen, 1)
    left.addWidget(hairline())
    left.addLayout(_buttons(parts))
    return options


def _buttons(parts: Parts) -> QGridLayout:
    copying = QHBoxLayout()
    buttons = QGridLayout()
    buttons.setContentsMargins(20, 12, 20, 0)
    buttons.setSpacing(8)
    buttons.setColumnStretch(0, 1)
    buttons.setColumnStretch(1, 1)
    buttons.addWidget(parts.save, 0, 0)
    buttons.addWidget(parts.print, 0, 1)
    buttons.addLayout(copying, 1, 0, 1, 2)
    copying.setSpacing(4)
    copying.addWidget(parts.copy, 1)
    copying.addWidget(parts.other)
    buttons.addWidget(parts.word, 2, 0)
    buttons.addWidget(parts.close, 2, 1)
    return buttons


def _course(says: QWidget, bar: QProgressBar, stop: QWidget) -> QWidget:
    """How far a long brief is, with the way to stop it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(16, 8, 16, 8)
    row.setSpacing(12)
    row.addWidget(says)
    row.addWidget(bar, 1)
    row.addWidget(stop)
    return made
