"""An editor for a country: type any of its names, in any language it is known by."""

from PySide6.QtWidgets import QWidget

from defcat import countries
from defcat.draft import Value
from defcat.translation import tr
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_suggest import Suggestion, SuggestLine


class CountryField(FieldEditor):
    """A country by name; what names none stays as typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = SuggestLine()
        super().__init__(self.line, parent)
        self.line.setPlaceholderText(tr("Country"))
        self.line.asked.connect(self._suggest)
        self.line.chosen.connect(self._chosen)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> Value:
        text = self.line.text().strip()
        return (countries.find(text) or text) if text else None

    def set_value(self, value: Value) -> None:
        self.line.setText(countries.name(str(value)) if value is not None else "")
        self.line.setCursorPosition(0)

    def set_hint(self, hint: str) -> None:
        self.line.setPlaceholderText(hint)

    def _suggest(self, text: str) -> None:
        found = countries.suggest(text)
        self.line.offer(text, [Suggestion(code, name, code) for code, name in found])

    def _chosen(self, suggestion: Suggestion) -> None:
        self.set_value(str(suggestion.key))
        self.edited.emit()

    def _tidy(self) -> None:
        """Write the name in full where it is known."""
        if not self.line.suggesting():
            self.set_value(self.value())
