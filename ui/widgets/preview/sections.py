"""Which sections of a brief are printed, in what order; kept by name as templates of the desk."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from defcat.briefs import BRIEFS, templates
from defcat.briefs.templates import Template
from defcat.errors import DefcatError, InputError, Refused
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.buttons import icon_button
from ui.widgets.heading import label
from ui.widgets.preview.choosing import ChoiceBox, TickList


class SectionsPart(QWidget):
    """The sections of the brief `name` in a list, and the templates that say which and in what
    order.

    `changed` says that other sections are wanted. `done` carries a sentence and what takes back
    what it tells; `failed` a DefcatError.
    """

    changed = Signal()
    done = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, name: str, known: Sequence[Template]) -> None:
        super().__init__()
        self._desk = desk
        self._name = name
        self._known = list(known)
        self._sections = [(one.name, tr(one.label)) for one in BRIEFS[name].sections]
        self.list = TickList(tr("Sections"))
        self.templates = ChoiceBox()
        self.templates.setAccessibleName(tr("Template"))
        self._keep = icon_button("save", tr("Save these sections as a template…"))
        self._remove = icon_button("bin", tr("Remove this template"))
        self._lay_out()
        self._fill()
        self.show_sections(None)
        self.list.changed.connect(self._chosen)
        self.templates.activated.connect(self._taken)
        self._keep.clicked.connect(self._ask_name)
        self._remove.clicked.connect(self._take_away)

    def sections(self) -> tuple[str, ...] | None:
        """The sections that are wanted, None for all of them; raises InputError for none."""
        ticked = self.list.ticked()
        if not ticked:
            raise InputError(tr("Nothing is left to print."), tr("Tick at least one section."))
        return None if ticked == self._all() else ticked

    def known(self) -> tuple[Template, ...]:
        """The templates of the desk, as they are now."""
        return tuple(self._known)

    def show_sections(self, wanted: Sequence[str] | None) -> None:
        """Tick the sections `wanted`, None for all."""
        self.list.offer(self._sections, self._all() if wanted is None else wanted)
        self._name_choice()

    def save_as(self, name: str) -> None:
        """Keep the sections as they are ticked as the template `name`.

        Raises Refused where another brief has one of that name, and what `templates.save` raises.
        """
        wanted = " ".join(name.split()).casefold()
        before = next((one for one in self._known if one.name.casefold() == wanted), None)
        if before is not None and before.brief != self._name:
            raise Refused(
                tr("There is a template “{name}” for another brief.", name=before.name),
                tr("Choose another name."),
            )
        kept = self._write(Template(name, self._name, self.list.ticked()))
        self._learn(kept.name, kept)
        back = partial(self._put_back, kept.name, before)
        self.done.emit(tr("The template “{name}” is saved.", name=kept.name), back)

    def _put_back(self, name: str, before: Template | None) -> None:
        """Let the template `name` be what it was before, or not be there."""
        try:
            if before is None:
                self._erase(name)
            else:
                self._write(before)
        except DefcatError as error:
            self.failed.emit(error)
        else:
            self._learn(name, before)

    def _take_away(self) -> None:
        gone = self.templates.currentData()
        try:
            self._erase(gone.name)
        except DefcatError as error:
            self.failed.emit(error)
            return
        self._learn(gone.name, None)
        back = partial(self._put_back, gone.name, gone)
        self.done.emit(tr("The template “{name}” is removed.", name=gone.name), back)

    def _write(self, template: Template) -> Template:
        self._wait_for_nothing()
        return templates.save(self._desk.catalogue, template)

    def _erase(self, name: str) -> None:
        self._wait_for_nothing()
        templates.remove(self._desk.catalogue, name)

    def _wait_for_nothing(self) -> None:
        if self._desk.writing:  # it would keep the window waiting for the lock
            raise Refused(tr("Something else is being written."), tr("Try again in a moment."))

    def _learn(self, name: str, template: Template | None) -> None:
        """Offer the template `name` as it is now, None where it is gone."""
        self._known = [one for one in self._known if one.name.casefold() != name.casefold()]
        self._known += [template] if template else []
        self._fill()
        self._name_choice()

    def _ask_name(self) -> None:
        from ui.widgets.saved_dialog import SavedDialog

        words = dict(self._sections)
        said = ", ".join(words[name] for name in self.list.ticked())
        held = self.templates.currentData()
        name = held.name if isinstance(held, Template) else ""
        title = tr("Save as a template")
        dialog = SavedDialog(title, said, name, self.save_as, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _all(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._sections)

    def _own(self) -> list[Template]:
        own = [one for one in self._known if one.brief == self._name]
        return sorted(own, key=lambda one: one.name.casefold())

    def _fill(self) -> None:
        self.templates.clear()
        self.templates.addItem(tr("All sections"), None)
        for template in self._own():
            self.templates.addItem(template.name, template)
        self.templates.addItem(tr("As ticked below"), "")

    def _name_choice(self) -> None:
        """Show the template that says what is ticked."""
        ticked, held = self.list.ticked(), self.templates.currentData()
        fits = [place for place, one in enumerate(self._own(), 1) if one.sections == ticked]
        if ticked == self._all():
            self.templates.setCurrentIndex(0)
        elif not (isinstance(held, Template) and held.sections == ticked):
            last = self.templates.count() - 1
            self.templates.setCurrentIndex(fits[0] if fits else last)
        writable = self._desk.catalogue.writable
        is_template = isinstance(self.templates.currentData(), Template)
        self._remove.setEnabled(writable and is_template)
        self._keep.setEnabled(writable and bool(ticked))

    def _chosen(self) -> None:
        self._name_choice()
        self.changed.emit()

    def _taken(self, _place: int) -> None:
        held = self.templates.currentData()
        if isinstance(held, Template) or held is None:
            self.show_sections(held.sections if held else None)
            self.changed.emit()

    def _lay_out(self) -> None:
        above = label(tr("Sections"), "label", of=self.templates)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(above)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(4)
        row.addWidget(self.templates, 1)
        row.addWidget(self._keep)
        row.addWidget(self._remove)
        column.addWidget(self.list)
