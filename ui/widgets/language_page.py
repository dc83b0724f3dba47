"""How queries are written: what to type and what it does; a click puts it into the search box."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from defcat.search.language import Line, Section, sections
from defcat.text import words
from ui import theme
from ui.widgets.buttons import text_button
from ui.widgets.heading import label

_TYPED_WIDTH = 280
"""Room in px for what to type, which is not broken."""


class LanguagePage(QWidget):
    """The sections of the language, one below another. `chosen` carries what was clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = [_Section(section, self.chosen.emit) for section in sections()]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(0)
        for shown in self._shown:
            column.addWidget(shown)
        column.addStretch(1)

    def narrow(self, text: str) -> None:
        """Show only the lines with all the words of `text`."""
        for section in self._shown:
            section.narrow(words(text))

    def shown(self) -> list[str]:
        """What to type, of the lines that are shown now."""
        return [typed for section in self._shown for typed in section.typed()]


class _Section(QWidget):
    """A section's name over its lines, each a button and what it does."""

    def __init__(self, section: Section, choose: Callable[[str], object]) -> None:
        super().__init__()
        self._rows = [(line, *_row(line, choose)) for line in section.lines]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _TYPED_WIDTH)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(section.title, "group"), 0, 0, 1, 2)
        for place, (_, typed, does) in enumerate(self._rows, start=1):
            grid.addWidget(typed, place, 0)
            grid.addWidget(does, place, 1)

    def narrow(self, asked: Sequence[str]) -> None:
        """Show only the lines with words that begin with those asked for."""
        for line, typed, does in self._rows:
            known = words(f"{line.typed} {line.does}")
            fits = all(any(word.startswith(one) for word in known) for one in asked)
            typed.setVisible(fits)
            does.setVisible(fits)
        self.setVisible(any(not typed.isHidden() for _, typed, _ in self._rows))

    def typed(self) -> list[str]:
        """What to type, of the lines that are shown."""
        return [line.typed for line, typed, _ in self._rows if not typed.isHidden()]


def _row(line: Line, choose: Callable[[str], object]) -> tuple[QWidget, QWidget]:
    button = text_button(line.typed, variant="link")
    button.setFont(theme.mono_font())
    button.setAccessibleName(f"{line.typed}: {line.does}")
    button.clicked.connect(lambda: choose(line.typed))
    does = label(line.does)
    does.setWordWrap(True)
    return button, does
