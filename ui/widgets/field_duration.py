"""The editor for a length of time."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from defcat.drafts.draft import Value
from defcat.errors import InputError
from defcat.periods import Period
from ui import theme
from ui.widgets.field_editor import FieldEditor
from ui.widgets.heading import label
from ui.widgets.typed_line import TypedLine


class DurationField(FieldEditor):
    """A length of time in words, such as "5 years", which says what is wrong with it when left.

    What cannot be read stays as typed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = TypedLine()
        self._says = label("", "small")
        self._says.setWordWrap(True)
        self._says.hide()
        self._tells = True
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self._says)
        super().__init__(both, parent)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._left)

    def value(self) -> Value:
        typed = self.line.text().strip()
        try:
            return str(Period.read(typed)) if typed else None
        except InputError:
            return typed

    def set_value(self, value: Value) -> None:
        typed = "" if value is None else str(value)
        try:
            self.line.setText(Period.read(typed).show() if typed else "")
        except InputError:
            self.line.setText(typed)
        self.line.setCursorPosition(0)
        self._say(self._wrong())

    def stops(self) -> list[QWidget]:
        return [self.line]

    def set_wrong(self, wrong: bool) -> None:
        self._say(self._wrong())
        if wrong:
            theme.set_property(self.line, "tone", "bad")

    def tells(self) -> bool:
        return self._tells and bool(self._wrong())

    def hush(self) -> None:
        self._tells = False

    def set_names(self, name: str, description: str = "") -> None:
        self.line.setAccessibleName(name)
        self.line.setToolTip(description)

    def set_hint(self, hint: str) -> None:
        self.line.setPlaceholderText(hint)

    def _takes_focus(self) -> QWidget:
        return self.line

    def _typed(self) -> None:
        self._say("")  # not while it is still being typed
        self.edited.emit()

    def _left(self) -> None:
        self.set_value(self.value())

    def _wrong(self) -> str:
        """What is wrong with what is typed, empty for nothing."""
        try:
            if typed := self.line.text().strip():
                Period.read(typed)
        except InputError as error:
            return str(error)
        return ""

    def _say(self, wrong: str) -> None:
        said = wrong if self._tells else ""
        self._says.setText(said)
        self._says.setVisible(bool(said))
        self.line.setAccessibleDescription(wrong)
        for widget in (self._says, self.line):
            theme.set_property(widget, "tone", "bad" if wrong else "")
        self.judged.emit(wrong)
