"""The status that an agreement would have if it were saved now, and why."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from defcat.rules.status import Status
from defcat.translation import tr
from ui.models.columns import status_label, status_tone
from ui.widgets.chip import Chip
from ui.widgets.heading import label


class StatusLine(QWidget):
    """A chip and its reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = Chip()
        self._chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._reason: QLabel = label("", "muted")
        self._reason.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(label(tr("Status"), "label"), 0, top)
        row.addWidget(self._chip, 0, top)
        row.addWidget(self._reason, 1)

    def show_status(self, status: Status) -> None:
        """Show a status and its reason."""
        self._chip.setText(status_label(status))
        self._chip.set_tone(status_tone(status.code))
        self._reason.setText(status.reason)
        self._reason.setToolTip(status.reason)
        self.setAccessibleName(f"{tr('Status')}: {self.text()}")

    def text(self) -> str:
        """What it says."""
        return f"{self._chip.text()} - {self._reason.text()}"
