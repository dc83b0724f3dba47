"""An editor for a country: type any of its names, in any language it is known by."""

from PySide6.QtWidgets import QWidget

from defcat import countries
from defcat.drafts.draft import Value
from defcat.translation import tr
from ui.tasks import Reader
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_suggest import Suggestion, SuggestLine

_Answer = tuple[str | None, list[tuple[str, str]]]


class CountryField(FieldEditor):
    """A country by name; what names none stays as typed.

    Names are looked up on the reading thread: the first look at the native names of all countries
    takes a third of a second.
    """

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        self.line = SuggestLine()
        super().__init__(self.line, parent)
        self._reader = reader
        self._channel = channel = f"country-{id(self)}"
        self._known: dict[str, str] = {}
        self.line.setPlaceholderText(tr("Country"))
        self.line.asked.connect(self._look_up)
        self.line.chosen.connect(self._chosen)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._tidy)
        self.destroyed.connect(lambda: reader.cancel(channel))

    def value(self) -> Value:
        text = self.line.text().strip()
        return self._known.get(text, text) or None

    def set_value(self, value: Value) -> None:
        code = "" if value is None else str(value)
        name = countries.name(code) if code else ""
        self._known[name] = code
        self.line.setText(name)
        self.line.setCursorPosition(0)

    def set_hint(self, hint: str) -> None:
        self.line.setPlaceholderText(hint)

    def _look_up(self, text: str) -> None:
        def answer(_connection: object) -> _Answer:
            return countries.find(text), countries.suggest(text)

        self._reader.ask(self._channel, answer, lambda found: self._answered(text, found))

    def _answered(self, text: str, found: _Answer) -> None:
        code, suggestions = found
        if code:
            self._known[text.strip()] = code
            self.edited.emit()
        shown = [Suggestion(known, name, known) for known, name in suggestions]
        self.line.offer(text, shown)
        if not self.line.hasFocus():
            self._tidy()

    def _chosen(self, suggestion: Suggestion) -> None:
        self.set_value(str(suggestion.key))
        self.edited.emit()

    def _tidy(self) -> None:
        """Write the name in full where it is known."""
        if not self.line.suggesting():
            self.set_value(self.value())
