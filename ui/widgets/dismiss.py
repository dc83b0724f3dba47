"""Letting findings stand: somebody looked, and says why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from defcat.errors import DefcatError, InputError
from defcat.rules import findings
from defcat.rules.findings import Found
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.widgets.buttons import add_buttons, text_button
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.notice import Notice

_WIDTH = 480
_TOLD = 3


class DismissDialog(QDialog):
    """Asks why `found` may stand, and dismisses them as one change; `dismissed` says so."""

    dismissed = Signal()

    def __init__(self, desk: Desk, found: Sequence[Found], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Dismiss"))
        self._desk = desk
        self._found = list(found)
        self.notice = Notice()
        self.why = QLineEdit()
        self.why.setAccessibleName(tr("Why it may stand"))
        self.why.setPlaceholderText(tr("For example: the printed text says so, too"))
        self._save = text_button(tr("Dismiss"), variant="primary")
        self._save.setDefault(True)
        self._save.clicked.connect(self.save)
        self._close = text_button(tr("Cancel"))
        self._close.setAutoDefault(True)  # or Enter on it would dismiss
        self._close.clicked.connect(self.reject)
        self._lay_out()
        self.setFixedWidth(_WIDTH)
        fit_to_content(self)

    def save(self) -> None:
        """Dismiss them, or say why that cannot be."""
        why = self.why.text().strip()
        done = trn("Dismiss {n} finding", "Dismiss {n} findings", len(self._found))
        try:
            if not why:
                raise InputError(tr("A reason is needed."), tr("Say why this may stand."))
            with self._desk.change(done) as change:
                for each in self._found:
                    findings.dismiss(change, each.finding, why)
        except DefcatError as error:
            self.notice.problem(error)
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)
            fit_to_content(self)
            return
        self.accept()
        said = trn("{n} finding is dismissed.", "{n} findings are dismissed.", len(self._found))
        self._desk.said.emit(said, True)
        self.dismissed.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        title = trn("Dismiss {n} finding", "Dismiss {n} findings", len(self._found))
        column.addWidget(label(title, "title"))
        for each in self._found[:_TOLD]:
            column.addWidget(self._words(f"{each.record.ref}: {each.finding.says}"))
        if (more := len(self._found) - _TOLD) > 0:
            column.addWidget(self._words(trn("and {n} more", "and {n} more", more)))
        column.addSpacing(4)
        asked = label(tr("Why it may stand"), "label", of=self.why)
        column.addWidget(asked)
        column.addWidget(self.why)
        remembered = tr("This is remembered until the facts change.")
        column.addWidget(label(remembered, "small"))
        column.addWidget(self.notice)
        column.addSpacing(8)
        add_buttons(column, self._close, self._save)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        QWidget.setTabOrder(self.why, self._close)
        QWidget.setTabOrder(self._close, self._save)
        self.why.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self, text: str) -> QWidget:
        made = label(text, "muted")
        made.setWordWrap(True)
        return made
