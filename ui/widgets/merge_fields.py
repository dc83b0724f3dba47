"""The fields in which two records differ, side by side, with a choice for each."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from defcat.dossier import Stub
from defcat.merge import Pair
from defcat.translation import tr
from ui import theme
from ui.widgets.heading import label

Side = Literal["keep", "gone"]
SIDES: tuple[Side, Side] = ("keep", "gone")
LABEL_WIDTH = 136
_SHOWN = 280
"""Characters of a long text: enough to tell two apart; the tooltip holds all of it."""


class MergeChoice(QFrame):
    """One of two values, chosen with a click anywhere on it or with the arrow keys."""

    def __init__(self, words: str, name: str) -> None:
        super().__init__()
        self.setProperty("role", "choice")
        self.button = QRadioButton()
        self.button.setAccessibleName(name)
        short = words if len(words) <= _SHOWN else words[:_SHOWN].rstrip() + "…"
        self._words = label(short)
        self._words.setWordWrap(True)
        self._words.setContentsMargins(0, 3, 0, 3)  # its first line level with the button
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if short != words:
            self.setToolTip(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1, Qt.AlignmentFlag.AlignTop)
        self.button.toggled.connect(self._mark)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or the release would not come here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()

    def _mark(self, chosen: bool) -> None:
        theme.set_property(self, "tone", "accent" if chosen else "")


class MergeFields(QWidget):
    """Choices between the values of two records. `chosen` carries a field and a side."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[str, QButtonGroup] = {}
        self._choices: dict[tuple[str, str], MergeChoice] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def show_pairs(self, pairs: Sequence[Pair], keep: Stub, gone: Stub) -> None:
        """Offer `pairs`, each with its default chosen."""
        self.clear()
        for line, pair in enumerate(pairs):
            name = tr(pair.field.label)
            words = label(name, "label")
            words.setContentsMargins(0, 8, 0, 0)
            self._grid.addWidget(words, line, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            values = ((keep, pair.keep_text), (gone, pair.gone_text))
            for column, (side, (stub, text)) in enumerate(zip(SIDES, values, strict=True), 1):
                told = tr("{field} of {ref}: {value}", field=name, ref=stub.ref, value=text)
                choice = MergeChoice(text, told)
                group.addButton(choice.button, column - 1)
                choice.button.setChecked(side == pair.default)
                self._choices[pair.field.name, side] = choice
                self._grid.addWidget(choice, line, column)
            group.idClicked.connect(
                lambda at, field=pair.field.name: self.chosen.emit(field, SIDES[at])
            )
            self._groups[pair.field.name] = group

    def choose(self, field: str, side: Side) -> None:
        """Choose a side, as a person does."""
        self._choices[field, side].button.setChecked(True)

    def sides(self) -> dict[str, Side]:
        """The side that is chosen, by field."""
        return {field: SIDES[group.checkedId()] for field, group in self._groups.items()}

    def choice(self, field: str, side: Side) -> MergeChoice:
        """The value of `field` on one side."""
        return self._choices[field, side]

    def stops(self) -> list[QWidget]:
        """Where Tab stops: the chosen value of each field, from the top."""
        return [self._choices[field, side].button for field, side in self.sides().items()]

    def clear(self) -> None:
        """Offer nothing."""
        while item := self._grid.takeAt(0):
            if old := item.widget():
                old.hide()
                old.deleteLater()
        for group in self._groups.values():
            group.deleteLater()
        self._groups = {}
        self._choices = {}
