"""Words in a few lines at most, which end in an ellipsis where they would need more."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QWidget


class CutLabel(QLabel):
    """Plain text in at most `lines` lines; the tooltip tells all of it where some is cut off."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self._lines = lines
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def set_words(self, words: str) -> None:
        """Show `words`, as far as there is room."""
        self.words = words
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        self.ensurePolished()  # the font is that of its role
        shown = self._cut(self.contentsRect().width())
        if shown != self.text():
            self.setText(shown)
        is_cut = shown != self.words
        self.setToolTip(f"<qt>{escape(self.words)}</qt>" if is_cut else "")
        self.setAccessibleName(self.words if is_cut else "")

    def _cut(self, width: int) -> str:
        """The words, with an ellipsis at the end of the last line that fits into `width` px."""
        layout = QTextLayout(self.words, self.font())
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) <= self._lines and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            starts.append(line.textStart())
        layout.endLayout()
        if len(starts) <= self._lines:
            return self.words
        last = starts[self._lines - 1]
        # One word too long for a line would be left whole by the ellipsis of the next one.
        rest = self.words[last : last + width]
        elided = self.fontMetrics().elidedText(rest + "…", Qt.TextElideMode.ElideRight, width)
        return self.words[:last] + elided
