"""While something takes long beside the GUI thread: what is being done, how far it is, Stop."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from defcat.translation import tr
from ui.errand import Errand
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.heading import label

_WIDTH = 440


class Waiting(QDialog):
    """Shows `errand`, which has begun, until it has ended; `then` gets what the errand gave.

    Escape and its button stop it, as far as it can be stopped; it ends with Interrupted then.
    """

    def __init__(
        self,
        doing: str,
        says: str,
        errand: Errand,
        then: Callable[[object], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(doing)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.finished.connect(self.deleteLater)
        self._errand = errand
        self._then = then
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(doing)
        self._says = label(says, "muted")
        self._says.setWordWrap(True)
        self._stop = text_button(tr("Stop"))
        self._stop.setToolTip(tr("Stop, and change nothing (Esc)"))
        self._stop.clicked.connect(self.reject)
        self._lay_out(doing)
        errand.told.connect(self._tell)
        if errand.heard[1]:
            self._tell(*errand.heard)
        errand.ended.connect(self._end)

    def text(self) -> str:
        """What it says is being done."""
        return self._says.text()

    def say(self, text: str) -> None:
        """Say something else of what is being done."""
        self._says.setText(text)

    def reject(self) -> None:
        """Stop it; the dialog stays until everything is as it was."""
        self._stop.setEnabled(False)
        self._bar.setRange(0, 0)
        self._says.setText(tr("Stopping. Nothing will be changed."))
        self._errand.stop()

    def _tell(self, done: int, total: int) -> None:
        if self._stop.isEnabled():
            self.show_progress(done, total)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is; `total` is 0 where that cannot be said."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _end(self, answer: object) -> None:
        self.done(int(not isinstance(answer, Exception)))
        self._then(answer)

    def _lay_out(self, doing: str) -> None:
        heading = label(doing, "heading")
        heading.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (heading, self._bar, self._says):
            column.addWidget(widget)
        add_buttons(column, self._stop)
        self.setFixedWidth(_WIDTH)
