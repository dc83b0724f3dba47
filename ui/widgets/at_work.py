"""While much is written: what is being done, how far it is, and a way to stop it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from defcat.change import Changed
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.buttons import text_button
from ui.widgets.heading import label
from ui.widgets.remaining import Remaining
from ui.writing import Writing

_WIDTH = 440


class AtWork(QDialog):
    """Shows `writing`, which has begun, until it has ended; `then` is called if it went well.

    Escape and its button stop it: nothing is changed then.
    """

    def __init__(
        self,
        desk: Desk,
        doing: str,
        writing: Writing,
        then: Callable[[Changed], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(doing)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.finished.connect(self.deleteLater)
        self._desk = desk
        self._writing = writing
        self._then = then
        self._written = False
        self._remaining = Remaining()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(doing)
        self._says = label(tr("Writing…"), "muted")
        self._says.setWordWrap(True)
        self._stop = text_button(tr("Stop"))
        self._stop.setToolTip(tr("Stop, and change nothing (Esc)"))
        self._stop.clicked.connect(self.reject)
        self._lay_out(doing)
        writing.told.connect(self._tell)
        if writing.heard[1]:
            self._tell(*writing.heard)
        writing.ended.connect(self._end)

    def text(self) -> str:
        """How far it is, in words."""
        return self._says.text()

    def reject(self) -> None:
        """Stop the writing; the dialog stays until everything is as it was."""
        self._stop.setEnabled(False)
        self._bar.setRange(0, 0)
        self._says.setText(tr("Stopping. Nothing will be changed."))
        self._writing.stop()

    def _tell(self, done: int, total: int) -> None:
        if not self._stop.isEnabled():
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if self._written:  # and what is told now is of the search
            return
        said = tr("{done} of {total} records", done=f"{done:,}", total=f"{total:,}")
        left = self._remaining.words(done, total)
        self._says.setText(f"{said}, {left}" if left else said)
        if done == total:
            self._written = True
            self._bar.setRange(0, 0)
            self._says.setText(tr("Bringing the search and what follows up to date…"))

    def _end(self, answer: object) -> None:
        self.done(int(isinstance(answer, Changed)))
        if isinstance(answer, Changed):
            self._then(answer)
        elif isinstance(answer, Interrupted):
            self._desk.said.emit(tr("Stopped. Nothing was changed."), False)
        elif isinstance(answer, DefcatError):
            self._desk.failed.emit(answer)
        else:
            assert isinstance(answer, Exception)
            raise answer

    def _lay_out(self, doing: str) -> None:
        heading = label(doing, "heading")
        heading.setWordWrap(True)
        buttons = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (heading, self._bar, self._says):
            column.addWidget(widget)
        column.addLayout(buttons)
        buttons.addStretch(1)
        buttons.addWidget(self._stop)
        self.setFixedWidth(_WIDTH)
