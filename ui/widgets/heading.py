"""Headings, hairlines and labels: the small type that gives a page its order."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QWidget


def label(
    text: str, role: str = "", parent: QWidget | None = None, *, of: QWidget | None = None
) -> QLabel:
    """Plain text in the look of `role`: title, heading, group, label, muted, small, mono or "".

    `of`: the field that it names.
    """
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if of is not None:
        made.setBuddy(of)
    return made


def hairline(orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> QFrame:
    """A line one pixel thin between two parts."""
    line = QFrame()
    across = orientation == Qt.Orientation.Horizontal
    line.setProperty("role", "line")
    line.setProperty("orientation", "horizontal" if across else "vertical")
    return line


class Heading(QWidget):
    """A section's heading: the words, a quiet count, and at the right what can be done there."""

    def __init__(self, text: str, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(text, "heading")
        self._count = label("", "small")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._words)
        self._row.addWidget(self._count)
        self._row.addStretch(1)
        self.setMinimumHeight(28)
        self.set_count(count)

    def set_text(self, text: str) -> None:
        """Change the words."""
        self._words.setText(text)

    def set_count(self, count: int | None) -> None:
        """Show `count` beside the words, or nothing."""
        self._count.setText("" if count is None else f"{count:,}")

    def add_action(self, button: QAbstractButton) -> None:
        """Put `button` at the right end."""
        self._row.addWidget(button)
