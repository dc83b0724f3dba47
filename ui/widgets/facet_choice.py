"""All values of one facet, to search among and choose from."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from defcat.search.facet_values import Facet
from defcat.translation import tr
from ui.widgets.facet_lines import Line, StateOf, all_lines
from ui.widgets.facet_list import FacetList
from ui.widgets.floating import Floating
from ui.widgets.heading import label

_WIDTH, _HEIGHT = 280, 360


class FacetChoice(Floating):
    """A line to type in, and below it the values that have these words.

    `acted` carries a Line and what is to be done with it; a choice without Ctrl closes the list.
    """

    acted = Signal(object, str)

    def __init__(self, facet: Facet, state_of: StateOf, parent: QWidget) -> None:
        super().__init__(facet.label, parent)
        self._facet = facet
        self._state_of = state_of
        self.line = _Typed()
        self.line.setPlaceholderText(tr("Search {n} values", n=f"{len(facet.values):,}"))
        self.line.setAccessibleName(tr("Search in {facet}", facet=facet.label))
        self.list = FacetList()
        self.list.setAccessibleName(facet.label)
        self._none = label(tr("No value has these words."), "small")
        self._none.hide()
        self.setFixedSize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 8)
        column.setSpacing(4)
        name = label(facet.label, "heading")
        name.setContentsMargins(12, 0, 12, 0)
        self._none.setContentsMargins(12, 0, 12, 0)
        column.addWidget(name)
        around = QVBoxLayout()
        column.addLayout(around)
        around.setContentsMargins(12, 0, 12, 0)
        around.addWidget(self.line)
        column.addWidget(self._none)
        column.addWidget(self.list, 1)
        self.line.textChanged.connect(self._show)
        self.line.down_pressed.connect(self._to_list)
        self.line.returnPressed.connect(self._take_first)
        self.list.acted.connect(self._act)
        self.list.left_upwards.connect(self.line.setFocus)
        self._show()

    def show_beside(self, widget: QWidget, at: QPoint) -> None:
        """Open at the point `at` of `widget`, within the window of both."""
        window = widget.window()
        place = widget.mapTo(window, at)
        top = max(0, min(place.y(), window.height() - self.height() - 8))
        self.move(window.mapToGlobal(QPoint(place.x(), top)))
        self.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show(self) -> None:
        lines = all_lines(self._facet, self.line.text(), self._state_of)
        self.list.show_lines(lines)
        self._none.setVisible(not lines)

    def _to_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_first(self) -> None:
        if self.list.lines.rowCount():
            self._act(self.list.lines.line(0), "turn")

    def _act(self, line: Line, act: str) -> None:
        if act != "add":
            self.accept()
        self.acted.emit(line, act)
        self._show()


class _Typed(QLineEdit):
    """A line to type in that says when Down is pressed."""

    down_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)
