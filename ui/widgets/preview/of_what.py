"""What a brief is of: records, a list, a country, the whole catalogue, or several briefs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from defcat import countries
from defcat.briefs import BRIEFS
from defcat.briefs.columns import offered, usual
from defcat.briefs.offer import Subject, parts_of_book
from defcat.briefs.request import Request
from defcat.errors import InputError
from defcat.rules.watch import DAYS
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.widgets.field_country import CountryField
from ui.widgets.heading import label
from ui.widgets.preview.choosing import ChoiceBox, DaysBox, TickList

_MOST_DAYS = 3650
_MORE = ("country", "watch")
"""The briefs that a book can have besides those of its records."""


class OfWhat(QWidget):
    """A part of the options. `changed` says that something was chosen, `typed` that it is being
    typed.
    """

    changed = Signal()
    typed = Signal()

    def __init__(self, subject: Subject) -> None:
        super().__init__()
        self.subject = subject
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    def request(self, name: str) -> Request:
        """The brief `name` of what is chosen here; raises InputError where that is nothing."""
        return Request(name, self.subject.ids)

    def show_request(self, request: Request) -> None:
        """Choose what was asked for before."""

    def add(self, name: str, field: QWidget) -> None:
        """Put a field in, below its name."""
        field.setAccessibleName(name)
        self.column.addWidget(label(name, "label", of=field))
        self.column.addWidget(field)
        self.column.addSpacing(8)

    def say(self, text: str) -> None:
        """Tell in words what the brief is of."""
        words = label(text, "muted")
        words.setWordWrap(True)
        self.column.addWidget(words)
        self.column.addSpacing(8)


class OfRecords(OfWhat):
    """The records that were chosen."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        first, more = subject.records[0], len(subject.records) - 1
        named = f"{first.ref} {first.title}"
        self.say(
            trn("{name} and {n} more", "{name} and {n} more", more, name=named) if more else named
        )


class OfEverything(OfWhat):
    """How far ahead the watch list looks."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self.days = DaysBox()
        self.days.setRange(0, _MOST_DAYS)
        self.days.setSuffix(" " + tr("days"))
        self.days.setValue(DAYS)
        self.days.setKeyboardTracking(False)
        self.days.setToolTip(tr("What falls due within so many days is told"))
        self.days.valueChanged.connect(lambda _n: self.changed.emit())
        self.add_first()
        self.add(tr("Looks ahead"), self.days)

    def add_first(self) -> None:
        """Put in what stands above the days."""

    def request(self, name: str) -> Request:
        return Request(name, days=self.days.value())

    def show_request(self, request: Request) -> None:
        self.days.setValue(request.days)


class OfCountry(OfEverything):
    """Which country, and how far ahead."""

    def __init__(self, subject: Subject, desk: Desk) -> None:
        self.country = CountryField(desk.reader)
        super().__init__(subject)
        self.country.set_value(subject.country or None)
        self.country.edited.connect(self.typed)

    def add_first(self) -> None:
        self.add(tr("Country"), self.country)
        self.country.line.setAccessibleName(tr("Country"))

    def request(self, name: str) -> Request:
        code = self.country.value()
        if code not in countries.code_set():
            raise InputError(
                tr("There is no country “{name}”.", name=code)
                if code
                else tr("No country was named for the brief."),
                tr("Write its name, for example India."),
            )
        return Request(name, country=str(code), days=self.days.value())

    def show_request(self, request: Request) -> None:
        super().show_request(request)
        self.country.set_value(request.country)


class OfList(OfWhat):
    """The list of a query: which columns in which order, grouped by what, with sources or not."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        assert subject.query is not None
        self.say(subject.query.on(None).write() or tr("all records"))
        kind = subject.query.kind
        self._known = [(column.name, column.label) for column in offered(kind).values()]
        self.columns = TickList(tr("Columns"))
        self._offer_columns(subject.columns or usual(kind))
        self.columns.changed.connect(self.changed)
        self.group_by = ChoiceBox()
        self.group_by.addItem(tr("No groups"), "")
        for name, words in self._known:
            if name not in ("title", "ref", "date"):
                self.group_by.addItem(words, name)
        self.group_by.currentIndexChanged.connect(lambda _n: self.changed.emit())
        self.sources = QCheckBox(tr("Number the sources of each row"))
        self.sources.toggled.connect(lambda _on: self.changed.emit())
        self.add(tr("Columns"), self.columns)
        self.add(tr("Grouped by"), self.group_by)
        self.column.addWidget(self.sources)
        self.column.addSpacing(8)

    def request(self, name: str) -> Request:
        columns = self.columns.ticked()
        if not columns:
            raise InputError(tr("A register needs a column."), tr("Tick at least one."))
        return Request(
            name,
            query=self.subject.query,
            columns=columns,
            group_by=self.group_by.currentData(),
            sources=self.sources.isChecked(),
        )

    def show_request(self, request: Request) -> None:
        self._offer_columns(request.columns)
        self.group_by.setCurrentIndex(max(self.group_by.findData(request.group_by), 0))
        self.sources.setChecked(request.sources)

    def _offer_columns(self, wanted: Sequence[str]) -> None:
        """Tick the columns `wanted`, which stand before the others."""
        self.columns.offer(sorted(self._known, key=lambda line: line[0] not in wanted), wanted)


class OfBriefs(OfWhat):
    """What a book is called, and which briefs are in it, in which order."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        self.title = QLineEdit()
        self.title.setPlaceholderText(tr("Briefing book"))
        self.title.textEdited.connect(lambda _text: self.typed.emit())
        self._parts = {_key(part): part for part in parts_of_book(subject)}
        records = tuple(self._parts)
        if subject.country:
            self._parts[_MORE[0]] = Request(_MORE[0], country=subject.country)
        self._parts[_MORE[1]] = Request(_MORE[1])
        self.parts = TickList(tr("In the book"))
        self.parts.offer(self._lines(), records)
        self.parts.changed.connect(self.changed)
        self.add(tr("Title"), self.title)
        self.add(tr("In the book"), self.parts)

    def request(self, name: str) -> Request:
        parts = tuple(self._parts[key] for key in self.parts.ticked())
        if not parts:
            raise InputError(tr("The book has no briefs."), tr("Tick at least one."))
        return Request(name, parts=parts, title=self.title.text().strip())

    def show_request(self, request: Request) -> None:
        self.title.setText(request.title)
        self._parts |= {_key(part): part for part in request.parts}
        self.parts.offer(self._lines(), [_key(part) for part in request.parts])

    def _lines(self) -> list[tuple[str, str]]:
        titles = {stub.id: f"{stub.ref} {stub.title}" for stub in self.subject.records}
        lines = []
        for key, part in self._parts.items():
            said: Sequence[str] = [titles[one] for one in part.records if one in titles]
            if part.country:
                said = [countries.name(part.country)]
            brief = tr(BRIEFS[part.name].label)
            lines.append((key, f"{', '.join(said)} · {brief}" if said else brief))
        return lines


def of_what(of: str, subject: Subject, desk: Desk) -> OfWhat:
    """The part of the options for a brief that is made of `of` (see BriefDescription)."""
    match of:
        case "country":
            return OfCountry(subject, desk)
        case "query":
            return OfList(subject)
        case "everything":
            return OfEverything(subject)
        case "briefs":
            return OfBriefs(subject)
    return OfRecords(subject)


def _key(part: Request) -> str:
    return "-".join([part.name, *map(str, part.records)])
