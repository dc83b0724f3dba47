"""What all editors of one value have in common."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from defcat.drafts.draft import Value
from ui import theme


class FieldEditor(QWidget):
    """A control for one value; `edited` is emitted when a person changes it, never by `set_value`.

    What a person typed and nobody can read is its value as typed. `judged` carries what an editor
    that reads as it goes finds wrong with it, empty for nothing.
    """

    edited = Signal()
    judged = Signal(str)

    def __init__(self, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)

    def value(self) -> Value:
        """What is entered, nothing for nothing."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Show a value."""
        raise NotImplementedError

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        # No focus proxy: Tab stops at a widget that has one too, and is sent back to its control
        # from wherever in the focus chain that widget was left.
        self._takes_focus().setFocus(reason)

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        return [self._control]

    def set_wrong(self, wrong: bool) -> None:
        """Mark that the value cannot be saved."""
        theme.set_property(self._control, "tone", "bad" if wrong else "")

    def tells(self) -> bool:
        """Whether it says by itself what is wrong with its value."""
        return False

    def hush(self) -> None:
        """Leave it to others to say what is `judged` wrong: there is no room for it here."""

    def set_names(self, name: str, description: str = "") -> None:
        """What a screen reader says of it."""
        self._control.setAccessibleName(name)
        self._control.setAccessibleDescription(description)
        self._control.setToolTip(description)

    def set_hint(self, hint: str) -> None:
        """Show `hint` while there is nothing in it; editors without text show none."""

    def _takes_focus(self) -> QWidget:
        return self._control
