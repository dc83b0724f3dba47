"""The names of the steps in a quiet row: where one is, and back to where one was."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from defcat.translation import tr
from ui.widgets.buttons import text_button
from ui.widgets.heading import label


class StepsRow(QWidget):
    """`names` in their order. `chosen` carries the place of an earlier one that was clicked."""

    chosen = Signal(int)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self.show_step(0)

    def show_step(self, current: int, *, closed: bool = False) -> None:
        """Mark the step where one is; `closed`: there is no way back to those before it."""
        while taken := self._row.takeAt(0):
            if old := taken.widget():
                old.hide()  # it is deleted only once there is nothing else to do
                old.deleteLater()
        for place, name in enumerate(self._names):
            self._row.addWidget(self._made(place, name, current, closed))
        self._row.addStretch(1)
        said = {"n": current + 1, "of": len(self._names), "name": self._names[current]}
        self.setAccessibleName(tr("Step {n} of {of}: {name}", **said))

    def _made(self, place: int, name: str, current: int, closed: bool) -> QWidget:
        words = f"{place + 1}  {name}"
        if place < current and not closed:
            button = text_button(words, variant="link")
            button.setToolTip(tr("Back to this step; what you chose since is kept"))
            button.clicked.connect(lambda: self.chosen.emit(place))
            return button
        return label(words, "heading" if place == current else "small")
