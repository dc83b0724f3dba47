"""The first step: which file."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from defcat import settings
from defcat.translation import tr
from ui.imports.intake import SUFFIXES, Intake
from ui.imports.step import Step, press_with_enter
from ui.widgets.empty import EmptyState


class FileStep(Step):
    """Asks for a file, or takes one that is let fall on the window. `picked` carries its path."""

    picked = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = settings.documents_folder()
        self._intake: Intake | None = None
        self._empty = EmptyState("import", "", "", [(tr("Choose a file…"), self.ask)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        self._say()
        press_with_enter(self)

    def show_intake(self, intake: Intake | None) -> None:
        self._intake = intake
        self._say()

    def can_go_on(self) -> bool:
        return self._intake is not None

    def take_focus(self) -> None:
        for button in self._empty.findChildren(QPushButton):
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self) -> None:
        """Ask which file."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        wanted = tr("Tables and exports ({kinds})", kinds=kinds)
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Import a spreadsheet"), str(self._folder), wanted
        )
        if chosen:
            self._folder = Path(chosen).parent
            self.picked.emit(Path(chosen))

    def _say(self) -> None:
        says = tr(
            "A table as CSV, XLSX or ODS, vCards, a calendar, or the JSON export of another "
            "catalogue. Let it fall on this window, or choose it. Nothing is recorded before you "
            "have seen what would change."
        )
        title = tr("Import a spreadsheet")
        if self._intake is not None:
            title = self._intake.path.name
            says = tr("Go on with this file, or choose another one.")
        self._empty.set_text(title, says)
