"""Several names in one field: people, bodies and countries, each a chip, new ones included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from defcat import countries
from defcat.drafts.draft import NewRecord
from defcat.errors import InputError
from defcat.kinds import KINDS
from defcat.search import run
from defcat.search.query import OfKind, Phrase, Query
from defcat.search.rows import ListRow, rows
from defcat.text import fold, words
from defcat.translation import tr
from ui import theme
from ui.desk import Desk
from ui.widgets.field_suggest import Suggestion, SuggestLine
from ui.widgets.flow import FlowLayout
from ui.widgets.link_chip import LinkChip
from ui.widgets.link_finder import LinkFinder, country_of, detail_of

_LOOKED_AT = 100
_COUNTRIES = 4
_WIDEST = 340
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Named:
    """What a name stands for: a record that is there, one to be made, or a country (its code).

    `side`: the country that the record that is there belongs to, empty where it is not known.
    """

    title: str
    kind: str
    detail: str
    link: int | NewRecord | None = None
    country: str | None = None
    side: str = ""


class NamesField(QWidget):
    """A line for names and the chips made of them; Enter or a comma makes what is typed a chip.

    `kinds`: the kinds of record that a name can stand for. Enter takes the suggestion that is
    marked. Without a list, a name that one record has means that record, and a name that none has
    becomes a new one. Backspace in the empty line takes the last chip out.
    """

    edited = Signal()

    def __init__(
        self, desk: Desk, name: str, kinds: Sequence[str], *, with_countries: bool = False
    ) -> None:
        super().__init__()
        self._desk = desk
        self._finder = LinkFinder(desk, kinds)
        self._with_countries = with_countries
        self._named: list[Named] = []
        self._took = False
        self._line = SuggestLine()
        self._line.setPlaceholderText(tr("Names, with commas between them"))
        self._line.setAccessibleName(name)
        self._line.setToolTip(tr("Enter or a comma adds a name, Backspace takes the last one out"))
        self._line.installEventFilter(self)
        self._line.asked.connect(self._typed)
        self._line.chosen.connect(lambda suggestion: self._add(suggestion.key))
        self._line.returnPressed.connect(self._entered)
        self._line.editingFinished.connect(self._left)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self.destroyed.connect(self._finder.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._line)
        column.addWidget(self._chips)
        self._show()

    def value(self) -> list[Named]:
        """What is named, in order, with what is typed and is not a chip yet.

        Raises InputError for a name that several records have.
        """
        if text := self._line.text().strip(" ,"):
            self._add(self._meant(text))
        return list(self._named)

    def begun(self) -> bool:
        """Whether anything is named or typed."""
        return bool(self._named) or bool(self._line.text().strip(" ,"))

    def name(self) -> str:
        """What the field is called."""
        return self._line.accessibleName()

    def type_again(self, text: str) -> None:
        """Put what `take_unclear` took back into the line."""
        self._line.setText(text)

    def take_unclear(self) -> str:
        """Take the name out of the line that could be several records; empty where there is none.

        Any other that stands there becomes a chip.
        """
        text = self._line.text().strip(" ,")
        try:
            self.value()
        except InputError:
            self._line.clear()
            return text
        return ""

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        self._line.setFocus(reason)

    def stops(self) -> list[QWidget]:
        """What takes the focus."""
        return [self._line]

    def set_wrong(self, wrong: bool) -> None:
        """Mark that the names cannot be saved."""
        theme.set_property(self._line, "tone", "bad" if wrong else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An Enter that made a chip is not also an Enter of the dialog."""
        if event.key() in _ENTER and self._took:
            self._took = False
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Backspace
            and not self._line.text()
            and self._named
        ):
            self._take_out(self._named[-1])
            return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        if "," in text:
            *names, rest = text.split(",")
            self._line.setText(rest.lstrip())
            for name in filter(None, map(str.strip, names)):
                self._take(name)
            text = self._line.text()
            if not text:
                self._close_list()
                return
        self._took = False
        self._finder.ask(text, lambda rows: self._offer(text, rows))

    def _offer(self, text: str, rows: Sequence[ListRow]) -> None:
        offered = [_record(row) for row in rows]
        name = text.strip()
        if name:
            if self._with_countries:
                found = countries.suggest(name, _COUNTRIES)
                offered = [_country(code) for code, _ in found] + offered
            likely = _likely_kind(self._finder.kinds, name)
            kinds = sorted(self._finder.kinds, key=lambda kind: kind != likely)
            offered += [_new(kind, name) for kind in kinds]
        self._line.offer(text, [_suggestion(named) for named in offered])

    def _entered(self) -> None:
        text = self._line.text().strip(" ,")
        self._took = bool(text)
        if text:
            self._close_list()
            self._take(text)

    def _close_list(self) -> None:
        self._finder.cancel()
        self._line.offer(self._line.text(), ())

    def _left(self) -> None:
        if not self.isVisible():
            return  # it goes, and with it what is typed
        text = self._line.text().strip(" ,")
        if text and not self._line.suggesting():
            self._take(text)

    def _take(self, text: str) -> None:
        """Make what is typed a chip; a name of several records stays in the line, to be chosen."""
        try:
            self._add(self._meant(text))
        except InputError as error:
            self._line.setText(text)
            self._line.setAccessibleDescription(error.what)
            self.set_wrong(True)

    def _meant(self, text: str) -> Named:
        with self._desk.catalogue.read() as connection:
            today = self._desk.catalogue.today()
            found = _exactly(connection, text, self._finder.kinds, today)
        if len(found) > 1:
            raise InputError(
                tr("{n} records have the name “{name}”.", n=len(found), name=text),
                tr("Type it and choose one of them below the line."),
            )
        code = countries.find(text) if self._with_countries else None
        if code:
            return _country(code)
        return _record(found[0]) if found else _new(_likely_kind(self._finder.kinds, text), text)

    def _add(self, named: Named) -> None:
        self._line.clear()
        self.set_wrong(False)
        if all((n.link, n.country) != (named.link, named.country) for n in self._named):
            self._named.append(named)
        self._show()
        self.edited.emit()

    def _take_out(self, named: Named) -> None:
        self._named.remove(named)
        self._show()
        self._line.setFocus()
        self.edited.emit()

    def _show(self) -> None:
        for old in self._chips.findChildren(LinkChip):
            old.hide()  # it is deleted only when control is back with Qt
        self._flow.clear()
        for named in self._named:
            chip = _chip(named)
            chip.cleared.connect(lambda named=named: self._take_out(named))
            self._flow.addWidget(chip)
            chip.show()
        self._chips.setVisible(bool(self._named))
        said = tr("So far: {names}", names=", ".join(named.title for named in self._named))
        self._line.setAccessibleDescription(said if self._named else "")


def _exactly(connection: Any, text: str, kinds: Sequence[str], today: date) -> list[ListRow]:
    """The records of `kinds` whose title is `text` but for case, accents and punctuation."""
    ids: list[int] = []
    for kind in kinds:  # one by one, or the officials of a ministry hide the ministry
        asked = Query((OfKind(kind), Phrase(text)))
        if words(text):
            ids += run.find(connection, asked, limit=_LOOKED_AT, today=today)
    found = rows(connection, ids).values()
    return [row for row in found if fold(row.title) == fold(text)]


def _likely_kind(kinds: Sequence[str], text: str) -> str:
    """The kind that a new name is taken for: "Ministry of …" tells by its words what it is."""
    if "organisation" in kinds and NewRecord("organisation", text).values()["type"] != "other":
        return "organisation"
    return kinds[0]


def _record(row: ListRow) -> Named:
    return Named(row.title, row.kind, detail_of(row), row.id, side=country_of(row))


def _country(code: str) -> Named:
    return Named(countries.name(code), "country", code, country=code)


def _new(kind: str, name: str) -> Named:
    says = tr("new {kind}", kind=tr(KINDS[kind].label).lower())
    return Named(name, kind, says, NewRecord(kind, name))


def _suggestion(named: Named) -> Suggestion:
    new = isinstance(named.link, NewRecord)
    return Suggestion(named, named.title, named.detail, "add" if new else named.kind, new)


def _chip(named: Named) -> LinkChip:
    chip = LinkChip()
    new = isinstance(named.link, NewRecord)
    detail = named.detail.rpartition("·")[2].strip()
    chip.show_record(named.kind, named.title, detail, "accent" if new else "")
    chip.setAccessibleName(f"{named.title}, {detail}")
    chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    width = chip.fontMetrics().horizontalAdvance(f"{named.title}{detail}")
    chip.setFixedWidth(min(width + 84, _WIDEST))
    return chip
