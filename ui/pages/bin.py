"""The bin: what was put there, and a way back for each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from defcat.dossier import stubs
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.models.records import RecordModel
from ui.widgets.buttons import text_button
from ui.widgets.empty import EmptyState
from ui.widgets.heading import Heading
from ui.widgets.record_table import RecordTable
from ui.writing import edit, write


class BinPage(QFrame):
    """Records in the bin, last put there first. `opened` carries a record to read."""

    opened = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self.model = RecordModel(desk, self)
        self.table = RecordTable(self.model)
        self._head = Heading(tr("Bin"))
        self._restore = text_button(tr("Restore"), "undo")
        self._restore.setToolTip(tr("Take the chosen records out of the bin, with their links"))
        self._restore.clicked.connect(self.restore)
        self._head.add_action(self._restore)
        self.setFocusProxy(self.table)
        self._lay_out()
        self.model.arrived.connect(self._arrived)
        self.model.counted.connect(self._head.set_count)
        self.table.opened.connect(self.opened)
        self.table.clicked_twice.connect(self.opened)
        desk.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read what is in the bin."""
        self.model.show_bin()

    def restore(self) -> None:
        """Take the chosen records out of the bin, as one change."""
        ids = self.table.selected_ids()
        if not ids:
            return
        with self._desk.catalogue.read() as connection:
            found = stubs(connection, ids).values()
        merged = ", ".join(stub.ref for stub in found if stub.merged_into is not None)
        label = trn("Restore {n} record", "Restore {n} records", len(ids))
        said = trn("{n} record restored.", "{n} records restored.", len(ids))
        if merged:
            said += " " + tr(
                "What {refs} gave to another record stays there: undo the merge.", refs=merged
            )
        from defcat.bulk import Restore

        work = edit(label, ids, Restore())
        write(
            self._desk,
            self.window(),
            label,
            len(ids),
            work,
            lambda _: self._desk.said.emit(said, True),
        )

    def focus_list(self) -> None:
        """Take the keyboard to the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        listing = QWidget()
        self._listing = QStackedLayout(listing)
        self._listing.addWidget(self.table)
        self._listing.addWidget(
            EmptyState(
                "bin",
                tr("The bin is empty"),
                tr("What you delete comes here, with its links, and can be restored at any time."),
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.addWidget(self._head)
        column.addLayout(head)
        column.addWidget(listing, 1)

    def _arrived(self) -> None:
        has_rows = self.model.rowCount() > 0
        self._listing.setCurrentIndex(0 if has_rows else 1)
        self._restore.setEnabled(has_rows)
        if has_rows:
            self.table.mark(0)
