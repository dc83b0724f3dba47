"""What can be chosen about a brief: which one, of what, of which day, on which paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from defcat.briefs import BRIEFS
from defcat.briefs.desk import PAPERS
from defcat.briefs.offer import first, fitting
from defcat.briefs.order import Order
from defcat.briefs.templates import Template
from defcat.dates import PartialDate
from defcat.errors import InputError
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.dates import DateField
from ui.widgets.heading import label
from ui.widgets.preview.choosing import ChoiceBox
from ui.widgets.preview.of_what import OfWhat, of_what
from ui.widgets.preview.sections import SectionsPart
from ui.widgets.preview.start import Start


class OptionsColumn(QWidget):
    """Which brief can be made of what `start` says is looked at, and what can be chosen about it.

    It begins as of the day `as_of`, None for today, on `paper`; or as it was ordered before
    (`order`). `changed` says that something was chosen, `typed` that something is being typed;
    `done` carries a sentence and what takes back what it tells, `failed` a DefcatError.
    """

    changed = Signal()
    typed = Signal()
    done = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        start: Start,
        as_of: date | None = None,
        paper: str = "",
        order: Order | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._start = start
        self._today = desk.catalogue.today()
        self._templates: tuple[Template, ...] = start.templates
        names = fitting(start.subject)
        self._brief = _choice(tr("Brief"), [(tr(BRIEFS[name].label), name) for name in names])
        self._as_of = DateField(tr("As of"), today=self._today, keeps_room=False)
        self._ceiling = _choice(
            tr("Nothing above"),
            [
                (tr("No ceiling"), None),
                *((level.label, level.code) for level in desk.catalogue.scheme.levels),
            ],
        )
        self._paper = _choice(tr("Paper"), [(name, name) for name in PAPERS])
        self._tell = _tick(
            tr("Say how much is withheld"),
            tr("Tell how many items the ceiling left out, or stay silent"),
        )
        self._landscape = _tick(tr("Landscape"), tr("Turn the pages, for tables of many columns"))
        self._draft = _tick(tr("Draft"), tr("Print the word across every page"))
        self._portions = _tick(
            tr("Portion marks"), tr("Print the marking of each paragraph and row before it")
        )
        self._of_what: OfWhat = OfWhat(start.subject)
        self._sections: SectionsPart | None = None
        self._column = QVBoxLayout(self)
        self._lay_out()
        if order is None:
            usual = Order(
                self._of_what.request(first(start.subject)),
                as_of,
                page_size="Letter" if (paper or start.settings.page_size) == "Letter" else "A4",
                draft=start.settings.draft,
            )
            self._show(usual)
        else:
            self._show(order)
            self._of_what.show_request(order.request)
            if self._sections:
                self._sections.show_sections(order.request.sections)
        self._connect()
        self.setFocusProxy(self._brief)

    def order(self) -> Order:
        """What is chosen; raises InputError where something of it cannot be."""
        day = self._as_of.value()
        if day is None or day.precision != "day":
            raise InputError(
                tr("A brief speaks of one day."), tr("Write it, for example 23 August 2024.")
            )
        request = self._of_what.request(self._brief.currentData())
        if self._sections:
            request = replace(request, sections=self._sections.sections())
        return Order(
            request,
            None if day.first == self._today else day.first,
            self._ceiling.currentData(),
            self._tell.isChecked(),
            self._paper.currentData(),
            self._landscape.isChecked() and self._landscape.isEnabled(),
            self._draft.isChecked(),
            self._portions.isChecked(),
        )

    def templates(self) -> tuple[Template, ...]:
        """The templates of the desk, as they are now."""
        return self._sections.known() if self._sections else self._templates

    def _show(self, order: Order) -> None:
        """Choose what was ordered, besides what the brief is of."""
        self._brief.setCurrentIndex(max(self._brief.findData(order.request.name), 0))
        self._as_of.set_value(PartialDate.of(order.as_of or self._today))
        self._ceiling.setCurrentIndex(max(self._ceiling.findData(order.ceiling), 0))
        self._paper.setCurrentText(order.page_size)
        self._tell.setChecked(order.tell_withheld)
        self._landscape.setChecked(order.landscape)
        self._draft.setChecked(order.draft)
        self._portions.setChecked(order.portion_marks)
        self._turn_to_brief()

    def _turn_to_brief(self) -> None:
        """Offer what can be chosen about the brief that is now chosen."""
        description = BRIEFS[self._brief.currentData()]
        self._templates = self.templates()
        new = of_what(description.of, self._start.subject, self._desk)
        new.changed.connect(self.changed)
        new.typed.connect(self.typed)
        self._column.replaceWidget(self._of_what, new)
        _discard(self._of_what)
        self._of_what = new
        if self._sections:
            self._column.removeWidget(self._sections)
            _discard(self._sections)
            self._sections = None
        if len(description.sections) > 1:
            self._sections = SectionsPart(self._desk, description.name, self._templates)
            self._sections.changed.connect(self.changed)
            self._sections.done.connect(self.done)
            self._sections.failed.connect(self.failed)
            self._column.insertWidget(self._column.count() - 1, self._sections)
        turns = description.of == "query"
        self._landscape.setEnabled(turns)
        self._landscape.setVisible(turns)
        self._take_ceiling()

    def _take_ceiling(self) -> None:
        self._tell.setEnabled(self._ceiling.currentData() is not None)

    def _choose_brief(self) -> None:
        self._turn_to_brief()
        self.changed.emit()

    def _choose_ceiling(self) -> None:
        self._take_ceiling()
        self.changed.emit()

    def _connect(self) -> None:
        self._as_of.changed.connect(self.typed)
        self._brief.currentIndexChanged.connect(self._choose_brief)
        self._ceiling.currentIndexChanged.connect(self._choose_ceiling)
        self._paper.currentIndexChanged.connect(self.changed)
        for tick in (self._tell, self._landscape, self._draft, self._portions):
            tick.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        column = self._column
        column.setContentsMargins(20, 4, 20, 8)
        column.setSpacing(4)
        self._add(self._brief)
        column.addWidget(self._of_what)
        self._add(self._as_of)
        self._add(self._ceiling)
        column.insertWidget(column.count() - 1, self._tell)
        self._add(self._paper)
        column.insertWidget(column.count() - 1, self._landscape)
        column.insertWidget(column.count() - 1, self._draft)
        column.insertWidget(column.count() - 1, self._portions)
        column.addStretch(1)

    def _add(self, field: QWidget) -> None:
        name = label(field.accessibleName(), "label", of=field)
        self._column.addWidget(name)
        self._column.addWidget(field)
        self._column.addSpacing(8)


def _discard(part: QWidget) -> None:
    part.hide()  # it is deleted only when the window has nothing else to do
    part.deleteLater()


def _choice(name: str, choices: Sequence[tuple[str, str | None]]) -> QComboBox:
    field = ChoiceBox()
    field.setAccessibleName(name)
    for text, data in choices:
        field.addItem(text, data)
    return field


def _tick(text: str, tip: str) -> QCheckBox:
    field = QCheckBox(text)
    field.setToolTip(tip)
    return field
