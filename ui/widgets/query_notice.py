"""What of a query could not be read: a line below the search box, with a way to put it right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from defcat.search.query import Problem
from defcat.translation import tr, trn
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.picture import Picture

_MEND_KEY = "Alt+Enter"


class QueryNotice(QFrame):
    """Says the first problem of a query and how many more there are.

    `mend_asked` asks for the better text in the place of the problem, `help_asked` how to write
    queries.
    """

    mend_asked = Signal(object)
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "band")
        self.setProperty("tone", "warn")
        self._problem: Problem | None = None
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("tone", "warn")
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._mend = text_button("", variant="quiet")
        self._mend.clicked.connect(lambda: self.mend_asked.emit(self._problem))
        self._help = icon_button("help", tr("How to search"))
        self._help.clicked.connect(self.help_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(Picture("warning", "warn"))
        row.addWidget(self._words, 1)
        row.addWidget(self._mend)
        row.addWidget(self._help)
        self.hide()

    def show_problems(self, text: str, problems: Sequence[Problem]) -> None:
        """Say what is wrong with the query `text`; nothing where nothing is."""
        self._problem = next((problem for problem in problems if problem.better), None)
        says = _says(text, problems)
        self.setVisible(bool(says))
        if says and says != self._words.text():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, says))
        self._words.setText(says)
        self.setAccessibleName(says)
        better = self._problem.better if self._problem else ""
        self._mend.setVisible(bool(better))
        self._mend.setText(tr("Write {text} ({key})", text=better, key=_MEND_KEY))

    def text(self) -> str:
        """What it says now, empty where nothing is wrong."""
        return self._words.text()


def _says(text: str, problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    first = problems[0]
    piece = text[first.start : first.end].strip()
    says = f"{first.what} {first.fix}"
    if piece and not any(part and part in first.what for part in piece.split(":")):
        says = f"{piece}: {says}"
    if more := len(problems) - 1:
        says += " " + trn("There is one more.", "There are {n} more.", more)
    return says
