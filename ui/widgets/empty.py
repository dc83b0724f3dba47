"""What a page says when it has nothing to show: why, and the next step."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.picture import Picture

_ICON_SIDE = 40
_SENTENCE_WIDTH = 360


class EmptyState(QWidget):
    """An icon, a title, a sentence, and buttons for what to do next; the first is the main one."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        sentence: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = Picture(icon_name, "faint", _ICON_SIDE)
        self._title = label(title, "heading")
        self._sentence = label(sentence, "muted")
        self._buttons = QHBoxLayout()
        self._lay_out()
        self.set_actions(actions)

    def set_text(self, title: str, sentence: str) -> None:
        """Say something else, for example when a search finds nothing."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        # A centred label in a layout is not asked how high it is at its width.
        height = self._sentence.heightForWidth(_SENTENCE_WIDTH)  # -1 where it says nothing
        self._sentence.setMinimumHeight(max(height, 0))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def set_actions(self, actions: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Offer `actions`, what a button says and what it does; more than two below one another."""
        ways = QBoxLayout.Direction
        self._buttons.setDirection(ways.TopToBottom if len(actions) > 2 else ways.LeftToRight)
        while item := self._buttons.takeAt(0):
            if old := item.widget():
                old.deleteLater()
        for place, (says, does) in enumerate(actions):
            button = text_button(says, variant="" if place else "primary")
            button.clicked.connect(lambda _checked=False, does=does: does())
            self._buttons.addWidget(button)

    def _lay_out(self) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(centre)
        self._sentence.setFixedWidth(_SENTENCE_WIDTH)
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(0)
        column.addStretch(2)
        column.addWidget(self._picture, 0, centre)
        column.addSpacing(16)
        column.addWidget(self._title, 0, centre)
        column.addSpacing(4)
        column.addWidget(self._sentence, 0, centre)
        column.addSpacing(16)
        column.addLayout(self._buttons)
        column.setAlignment(self._buttons, centre)
        column.addStretch(3)
        self.set_text(self._title.text(), self._sentence.text())
