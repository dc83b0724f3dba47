"""The last step: what came of it, and what can be done next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from defcat.kinds import KINDS
from defcat.translation import tr, trn
from ui.imports.intake import Intake
from ui.imports.step import Step, press_with_enter
from ui.widgets.empty import EmptyState


class DoneStep(Step):
    """Tells what an import did, and offers to see it, to take it back and to keep the mapping."""

    show_asked = Signal()
    undo_asked = Signal()
    save_asked = Signal()
    again_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = EmptyState("check", "", "")
        self._says = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)
        press_with_enter(self)

    def show_intake(self, intake: Intake) -> None:
        self._says = told(intake)
        self._page.set_text(tr("{file} is imported", file=intake.path.name), self._says)
        actions = [
            (tr("Show what was imported"), self.show_asked.emit),
            (tr("Take it back"), self.undo_asked.emit),
        ]
        if intake.profile is None and intake.mapping is not None:
            actions.append((tr("Keep as a profile…"), self.save_asked.emit))
        self._page.set_actions([*actions, (tr("Another file"), self.again_asked.emit)])

    def show_undone(self, intake: Intake) -> None:
        """Say that the import was taken back."""
        self._says = tr("The catalogue is as it was before. The file and what you chose are kept.")
        self._page.set_text(tr("The import was taken back"), self._says)
        self._page.set_actions([(tr("Another file"), self.again_asked.emit)])
        self.take_focus()

    def can_go_on(self) -> bool:
        return False

    def take_focus(self) -> None:
        found = [one for one in self._page.findChildren(QPushButton) if not one.isHidden()]
        if found:
            found[-1 if len(found) == 1 else 0].setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """What it says was done."""
        return self._says


def told(intake: Intake) -> str:
    """What an import did, in sentences."""
    result = intake.result
    if result is None:
        return ""
    said = [
        trn("{n} record is new,", "{n} records are new,", result.new)
        + " "
        + trn("{n} changed", "{n} changed", result.changed)
        + " "
        + tr("and {n} stayed as they were.", n=f"{result.unchanged:,}")
    ]
    others = [
        f"{n:,} {tr(KINDS[kind].plural if n > 1 else KINDS[kind].label).lower()}"
        for kind, n in result.made.items()
        if n and kind != intake.kind
    ]
    if others and not intake.is_complete:
        said.append(tr("Made because rows name them: {what}.", what=", ".join(others)))
    if n := len(result.doubtful):
        said.append(trn("{n} row in doubt was left out.", "{n} rows in doubt were left out.", n))
    bad = 0 if intake.is_complete else len({row.line for row in result.bad})
    if bad:
        said.append(trn("{n} bad row was left out.", "{n} bad rows were left out.", bad))
    said.append(tr("All of it is one change."))
    return " ".join(said)
