"""The foot of the page that imports: what is under way, one step back, one step on."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from defcat.translation import tr
from ui.widgets.buttons import text_button
from ui.widgets.heading import hairline
from ui.widgets.progress_line import ProgressLine


class Foot(QWidget):
    """Below a hairline, `progress` at the left and the two buttons at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressLine()
        self.back = text_button(tr("Back"), "chevron-left")
        self.back.setToolTip(tr("One step back (Alt+Left)"))
        self.next = text_button(tr("Next"), variant="primary")
        self.next.setToolTip(tr("One step on (Ctrl+Enter)"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        row = QHBoxLayout()
        column.addLayout(row)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(8)
        row.addWidget(self.progress)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
