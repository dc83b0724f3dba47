"""What can be done with the records that are shown or chosen, and taking back what was done."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from defcat.errors import DefcatError
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.pages.records import RecordsPage
from ui.window import Window


class RecordActs(QObject):
    """Acts on the record in the pane of `records`, or on the rows chosen in its list."""

    def __init__(self, window: Window, desk: Desk, records: RecordsPage) -> None:
        super().__init__(records)
        self._window = window
        self._desk = desk
        self._records = records

    def brief(self) -> None:
        """Preview the brief of the record shown."""
        from ui.widgets.preview import BriefPreview

        dossier = self._records.detail.dossier()
        if dossier is not None:
            BriefPreview(self._desk, dossier.kind, [dossier.id], self._window).open()

    def put_in_bin(self) -> None:
        """Put the chosen records in the bin, as one change that can be undone."""
        ids = self._records.table.selected_ids()
        shown = self._records.detail.record_id()
        if shown is not None and shown not in ids:
            ids = [shown]
        if not ids:
            return
        label = trn("Put {n} record in the bin", "Put {n} records in the bin", len(ids))
        with self._guarded():
            with self._desk.change(label) as change:
                for record_id in ids:
                    change.bin(record_id)
            said = trn("{n} record is in the bin.", "{n} records are in the bin.", len(ids))
            self._desk.said.emit(said, True)

    def undo(self) -> None:
        """Take the last change back."""
        with self._guarded(), _waiting():
            self._desk.said.emit(f"{self._desk.undo().label}.", False)

    def redo(self) -> None:
        """Do the change last undone again."""
        with self._guarded(), _waiting():
            self._desk.said.emit(f"{self._desk.redo().label}.", False)

    def copy_reference(self) -> None:
        """Copy the title and reference of the record shown."""
        dossier = self._records.detail.dossier()
        if dossier:
            QGuiApplication.clipboard().setText(f"{dossier.stub.title} ({dossier.stub.ref})")
            self._desk.said.emit(tr("Copied."), False)

    def copy_rows(self) -> None:
        """Copy the chosen rows as a table, with its headings, for a spreadsheet or a letter."""
        text = self._records.table.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)
            self._desk.said.emit(tr("Copied."), False)

    def link(self, record_id: int | None = None) -> None:
        """Link the record shown to another one, with a role, from this end."""
        from ui.forms.linker import Linker

        shown = record_id or self._records.detail.record_id()
        dossier = self._records.detail.dossier()
        if shown is None or dossier is None:
            return
        dialog = Linker(self._desk, dossier, self._window)
        dialog.made.connect(lambda: self._desk.said.emit(tr("Linked."), True))
        dialog.open()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DefcatError as error:
            self._desk.failed.emit(error)


@contextmanager
def _waiting() -> Iterator[None]:
    """The pointer says to wait: taking an import back takes as long as the import."""
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QApplication.restoreOverrideCursor()
