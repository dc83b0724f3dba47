"""What all steps of the wizard have in common."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.imports.intake import Intake


class Step(QWidget):
    """One step. `changed` says that there may be another answer to whether one can go on."""

    changed = Signal()

    def show_intake(self, intake: Intake) -> None:
        """Show what is known so far."""

    def can_go_on(self) -> bool:
        """Whether the next step makes sense now."""
        return True

    def next_label(self) -> str:
        """What the button says that goes on, empty for what it usually says."""
        return ""

    def take_focus(self) -> None:
        """Put the keyboard where the work of the step begins."""
        self.setFocus()


def press_with_enter(step: Step) -> None:
    """Let Enter press the button of `step` that has the keyboard, for one with nothing to type."""

    def press() -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QAbstractButton) and step.isAncestorOf(focused):
            focused.click()

    for keys in ("Return", "Enter"):
        shortcut = QShortcut(QKeySequence(keys), step)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(press)
