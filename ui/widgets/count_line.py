"""The line beside a list's heading: how many there are, and how many of them are selected."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from defcat.translation import tr, trn
from ui.models.records import RecordModel
from ui.widgets.record_table import RecordTable

SLOW_MS = 150
"""A list that takes longer to be sorted says so."""


class CountLine(QLabel):
    """Says how many records `model` holds, that more are being counted or sorted, and how many are
    selected in `table`, where it is more than one.
    """

    def __init__(
        self, model: RecordModel, table: RecordTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "small")
        self._table = table
        self._total = ""
        self._spoken = ""
        self._sorting = False
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._say_sorting)
        model.arrived.connect(self._arrived)
        model.counted.connect(self._counted)
        model.counted_past.connect(self._counted_past)
        table.chosen.connect(self._tell)

    def expect(self, *, sorted_anew: bool) -> None:
        """Another list has been asked for, which perhaps has to be sorted first."""
        self._slow.stop()
        if sorted_anew:
            self._slow.start()

    def forget(self) -> None:
        """Say nothing: there is no list."""
        self._slow.stop()
        self._sorting = False
        self._total = self._spoken = ""
        self._tell()

    def _say_sorting(self) -> None:
        self._sorting = True
        self._tell()

    def _arrived(self) -> None:
        self._slow.stop()
        self._sorting = False
        self._tell()

    def _counted(self, count: int) -> None:
        self._total, self._spoken = f"{count:,}", trn("{n} record", "{n} records", count)
        self._tell()

    def _counted_past(self, count: int) -> None:
        self._total = f"{count:,}+"
        self._spoken = tr("More than {n} records", n=f"{count:,}")
        self._tell()

    def _tell(self) -> None:
        selected = self._table.selected_count()
        said, spoken = self._total, self._spoken
        if self._sorting:
            said = spoken = tr("Sorting…")
        elif self._table.is_selecting():
            said = spoken = tr("Selecting all…")
        elif selected > 1 and self._total:
            said = tr("{n} selected of {m}", n=f"{selected:,}", m=self._total)
            spoken = said
        self.setText(said)
        self.setAccessibleName(spoken)
