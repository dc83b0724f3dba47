"""A line that says what is under way, how far it is and how long it takes, and can stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from defcat.translation import tr
from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.remaining import Remaining

_BAR = 160


class ProgressLine(QWidget):
    """Hidden until something begins. `stopped` says that a person wants no more of it."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing = ""
        self._remaining = Remaining()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR)
        self._says = label("", "muted")
        self._stop = text_button(tr("Stop"))
        self._stop.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._bar, self._says, self._stop):
            row.addWidget(widget)
        row.addStretch(1)
        self.hide()

    def begin(self, doing: str) -> None:
        """Show that `doing` has begun."""
        self._doing = doing
        self._remaining = Remaining()
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(doing)
        self._says.setText(doing)
        self.show()

    def take_focus(self) -> None:
        """Put the keyboard on the way to stop it."""
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, done: int, total: int) -> None:
        """Say how far it is; `total` is 0 where nobody knows how much there is."""
        if not total:
            self._says.setText(tr("{doing} {n} rows", doing=self._doing, n=f"{done:,}"))
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        left = self._remaining.words(done, total)
        self._says.setText(f"{self._doing} {left}".rstrip())

    def text(self) -> str:
        """What it says."""
        return self._says.text()
