"""An editor for a link: type a name, choose the record, or make a new one on the spot."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from defcat import countries
from defcat.dossier import Stub
from defcat.drafts.draft import MADE_BY_NAME, NewRecord, Value
from defcat.kinds import KINDS
from defcat.search.rows import ListRow
from defcat.text import fold
from defcat.translation import tr
from ui import theme
from ui.widgets.field_editor import FieldEditor
from ui.widgets.field_suggest import Suggestion, SuggestLine
from ui.widgets.link_chip import LinkChip
from ui.widgets.link_finder import LinkFinder, detail_of, stub_of


class LinkField(FieldEditor):
    """A record by name, or a `NewRecord`; a name that was not chosen stays as typed.

    `stubs` are the records known by name so far; what is chosen is added to them. Unless it
    `makes` records, only one that is there can be chosen. With `or_country`, the name of a country
    offers that first: `country_meant` carries its code, for the field beside this one.
    """

    country_meant = Signal(str)

    def __init__(
        self,
        finder: LinkFinder,
        stubs: dict[int, Stub],
        parent: QWidget | None = None,
        *,
        makes: bool = True,
        or_country: bool = False,
    ) -> None:
        self._stack = QStackedWidget()
        super().__init__(self._stack, parent)
        self._finder = finder
        self._stubs = stubs
        self._makes = makes
        self._or_country = or_country
        self._chosen: int | NewRecord | None = None
        self._name = ""
        self.line = SuggestLine()
        self.line.setPlaceholderText(tr("Type a name"))
        self.chip = LinkChip()
        self._stack.addWidget(self.line)
        self._stack.addWidget(self.chip)
        self._stack.setFixedHeight(theme.CONTROL_HEIGHT)
        self.line.asked.connect(self._ask)
        self.line.chosen.connect(self._choose)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._choose_by_exact_name)
        self.chip.cleared.connect(lambda: self._type_again(""))
        self.chip.typed_over.connect(self._type_again)
        self.destroyed.connect(lambda: finder.cancel())
        self._show()

    def value(self) -> Value:
        return self._chosen if self._chosen is not None else self.line.text().strip() or None

    def set_value(self, value: Value) -> None:
        self._chosen = value if isinstance(value, int | NewRecord) else None
        self.line.setText(value if isinstance(value, str) else "")
        self._show()

    def stops(self) -> list[QWidget]:
        return [self.line, self.chip]

    def set_wrong(self, wrong: bool) -> None:
        for control in self.stops():
            theme.set_property(control, "tone", "bad" if wrong else "")
            control.update()

    def set_names(self, name: str, description: str = "") -> None:
        self._name = name
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(description)
        self.line.setToolTip(description)
        self._show()

    def set_hint(self, hint: str) -> None:
        self.line.setPlaceholderText(hint)

    def _ask(self, text: str) -> None:
        if self._or_country:
            self._finder.ask_country(text, lambda rows, code: self._offer(text, rows, code))
        else:
            self._finder.ask(text, lambda rows: self._offer(text, rows))

    def _offer(self, text: str, rows: list[ListRow], country: str | None = None) -> None:
        found = [Suggestion(row, row.title, detail_of(row), row.kind) for row in rows]
        made = [
            Suggestion(
                NewRecord(kind, text.strip()),
                tr("Create {kind} “{name}”", kind=tr(KINDS[kind].label).lower(), name=text.strip()),
                icon="add",
                makes=True,
            )
            for kind in self._finder.kinds
            if self._makes and kind in MADE_BY_NAME and text.strip()
        ]
        meant = [
            Suggestion(code, tr("{country} (country)", country=countries.name(code)))
            for code in filter(None, [country])
        ]
        named = fold(text) in (fold(row.title) for row in rows)
        self.line.offer(text, [*found, *meant, *made] if named else [*meant, *found, *made])

    def _choose(self, suggestion: Suggestion) -> None:
        self._finder.cancel()
        had_focus = self.line.hasFocus()
        if isinstance(suggestion.key, ListRow):
            self._chosen = suggestion.key.id
            self._stubs[suggestion.key.id] = stub_of(suggestion.key)
        elif isinstance(suggestion.key, NewRecord):
            self._chosen = suggestion.key
        self.line.clear()
        self._show()
        if isinstance(suggestion.key, str):
            self.edited.emit()
            self.country_meant.emit(suggestion.key)
            return
        if had_focus:
            self.chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _choose_by_exact_name(self) -> None:
        """Take the only record of that very name, for who types it in full and goes on."""
        text = fold(self.line.text())
        if not text or self.line.suggesting():
            return
        named = [
            suggestion
            for suggestion in self.line.suggestions()
            if isinstance(suggestion.key, ListRow) and fold(suggestion.text) == text
        ]
        if len(named) == 1:
            self._choose(named[0])

    def _type_again(self, text: str) -> None:
        self._chosen = None
        self._show()
        self.line.setText(text)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        if text:
            self._ask(text)

    def _show(self) -> None:
        if isinstance(self._chosen, NewRecord):
            kind = KINDS[self._chosen.kind]
            new = tr("new {kind}", kind=tr(kind.label).lower())
            self.chip.show_record(kind.name, self._chosen.title, new, "accent")
        elif self._chosen is not None:
            stub = self._stubs.get(self._chosen)
            if stub:
                self.chip.show_record(stub.kind, stub.title, stub.ref)
            else:
                self.chip.show_record("warning", tr("A record that is no longer there"), "", "bad")
        self.chip.setAccessibleName(f"{self._name}: {self.chip.title()}")
        self._stack.setCurrentWidget(self._takes_focus())

    def _takes_focus(self) -> QWidget:
        return self.line if self._chosen is None else self.chip
