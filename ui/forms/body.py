"""The body of a form: its sections, built from a layout, writing straight to the draft."""

from collections.abc import Iterator
from itertools import pairwise
from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QVBoxLayout, QWidget

from defcat.drafts.draft import Problem, Removed
from defcat.drafts.support import Supports
from defcat.kinds import KINDS, PARTS
from defcat.rules.findings import Found
from defcat.translation import tr
from ui.forms.children import NextEdition, hint_children
from ui.forms.field_lines import FieldLines
from ui.forms.layout import Fields, Layout, Links, Rows, Section, Told
from ui.forms.part_editor import PartEditor, put_back
from ui.forms.part_links import PartLinks
from ui.forms.part_row import PartRow
from ui.forms.people import SIDES, fill_side, hint_offices
from ui.forms.sources import FormSources
from ui.forms.told import ToldPart
from ui.widgets.field_block import FieldBlock
from ui.widgets.field_make import Fitting, editor_for
from ui.widgets.heading import Heading

WIDEST = 1120
MARGIN = 24
_MOMENT = 0.008
"""Seconds that building may take at a time."""

_MOVES_OFFICES = ("other_id", "date", "type", "event")
"""The fields of rows on which the office that somebody held that day depends."""


class FormBody(QWidget):
    """`edited` says that the draft has changed; `removed` carries what was taken out of it.

    `added` carries what is to be brought into view, such as a new row; `ordered` says that `stops`
    are others now. `opened` carries the row of a child whose own form is wanted, `followed` a
    record that is to be read.
    """

    edited = Signal()
    removed = Signal(object)
    added = Signal(object)
    ordered = Signal()
    opened = Signal(object)
    followed = Signal(int)

    def __init__(self, layout: Layout, fitting: Fitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: dict[str, FieldBlock] = {}
        self._parts: dict[str, PartEditor] = {}
        self._links: dict[str, PartLinks] = {}
        self._told: dict[str, ToldPart] = {}
        self._edition: NextEdition | None = None
        self._wrong: list[Problem] = []
        self._fitting = fitting
        self.sources = FormSources(self, fitting)
        self.sources.edited.connect(self._changed)
        self.sources.opened.connect(self.followed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 16, MARGIN, MARGIN)
        self._column.setSpacing(12)
        self._steps = self._build(layout)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._go_on)
        self._go_on()

    @property
    def blocks(self) -> dict[str, FieldBlock]:
        """The fields of the record, by name."""
        self._finish()
        return self._blocks

    @property
    def parts(self) -> dict[str, PartEditor]:
        """The parts that are edited in rows, by name."""
        self._finish()
        return self._parts

    @property
    def links(self) -> dict[str, PartLinks]:
        """The parts that are only links, by name."""
        self._finish()
        return self._links

    @property
    def told(self) -> dict[str, ToldPart]:
        """The sections that only tell, by what they tell."""
        self._finish()
        return self._told

    def stops(self) -> list[QWidget]:
        """What takes the focus, in the order in which the eye goes through the form."""
        stops: list[QWidget] = []
        for card in self.findChildren(QFrame, options=Qt.FindChildOption.FindDirectChildrenOnly):
            for block in card.findChildren(FieldBlock):
                if block in self._blocks.values():
                    stops += block.editor.stops()
            for part in card.findChildren(PartEditor):
                stops += part.stops()
            for links in card.findChildren(PartLinks):
                stops += links.stops()
            for told in card.findChildren(ToldPart):
                stops += told.stops()
        return stops

    def all_stops(self) -> list[QWidget]:
        """The `stops` of the whole form, also of what was not yet built."""
        self._finish()
        return self.stops()

    def focus_first(self) -> None:
        """Put the focus where filling in begins."""
        next(iter(self._blocks.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, name: str) -> None:
        """Put the focus on a field, and bring it into view."""
        self.blocks[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.added.emit(self.blocks[name])

    def go_to(self, found: Found) -> None:
        """Go to what a finding is about; where no source is cited, to where one can be.

        Of a finding about two records, to the other one.
        """
        about, here = found.finding.about, self._fitting.draft.record_id
        if about is not None:
            self._focus_fact(about, found.finding.row)
        elif found.finding.rule == "no-source":
            self.parts["citation"].add()
        elif found.other is not None:
            self.followed.emit(found.other.id if found.record.id == here else found.record.id)

    def _focus_fact(self, about: str, row: int | None) -> None:
        """Put the focus on a field, or on a row of a part, if it is in the form."""
        if about in self.blocks:
            return self.focus_field(about)
        if about in self.links and row is not None and (chip := self.links[about].chip(row)):
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
            self.added.emit(chip)
        for shown in self.parts[about].rows if about in self.parts else ():
            if shown.row.id == row:
                shown.focus()
                self.added.emit(shown)

    def show_problems(self, problems: list[Problem]) -> QWidget | None:
        """Say beside each field what is wrong with it, and go to the first; where that stands."""
        places = self._tell(problems)
        if problems:
            self._focus_problem(problems[0])
        return places[0] if places else None

    def wrong(self) -> int:
        """How many of the problems shown are still there."""
        return len(self._wrong)

    def put_back(self, removed: Removed) -> None:
        """Put a row back that was taken out."""
        put_back(self.parts, self._fitting, removed)
        if removed.part in self.links:
            self.links[removed.part].reload()
        hint_offices(self._fitting, self._parts)
        self._changed()

    def cite_here(self) -> None:
        """Show the sources of the field or row that has the focus; elsewhere add one of the record.

        A row that stands for a record of its own is cited in the form of that.
        """
        for name, block in self.blocks.items():
            if any(stop.hasFocus() for stop in block.editor.stops()):
                return self.cite(name)
        for part, links in self.links.items():
            if (link := links.focused_row()) is not None:
                return self.cite(part, link.id)
        row = self.focused_row()
        if row and row.part.name in PARTS and row.part.name != "citation":
            return self._cite_row(row)
        self.parts["citation"].add()

    def cite(self, about: str, row: int | None = None) -> None:
        """Show who supports a field or a row of a part; where nobody does, add a source for it."""
        self.sources.show(about, row)

    def focused_part(self) -> PartEditor | None:
        """The part that has the focus in it."""
        focused = QApplication.focusWidget()
        inside = (part for part in self._parts.values() if focused and part.isAncestorOf(focused))
        return next(inside, None)

    def focused_row(self) -> PartRow | None:
        """The row that has the focus in it."""
        part = self.focused_part()
        return next((row for row in part.rows if row.focused()), None) if part else None

    def _build(self, layout: Layout) -> Iterator[None]:
        """Build the form step by step, from the top: a visit may have fifty participants."""
        self._column.addStretch(1)
        for section in layout.sections:
            card = self._card(section)
            self._column.insertWidget(self._column.count() - 1, card)
            yield
            if isinstance(section, Rows):
                for row in self._fitting.draft.rows[section.part]:
                    self._parts[section.part].show_row(row)
                    yield
        self._refresh()
        hint_offices(self._fitting, self._parts)
        hint_children(self._fitting, self._parts)
        if "series" in self._blocks:
            self._edition = NextEdition(self._fitting, self._blocks)
        self._tell_anew()
        self._order()

    def _go_on(self) -> None:
        """Build as much as fits in a moment, and the rest in the next ones."""
        if not self._fitting.desk.is_open:
            return
        until = perf_counter() + _MOMENT
        for _ in self._steps:
            if perf_counter() > until:
                self._next.start()
                return

    def _finish(self) -> None:
        """Build what is left; who asks for a field gets it."""
        for _ in self._steps:
            pass

    def _card(self, section: Section) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(WIDEST)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(20, 12, 20, 16)
        inside.setSpacing(6)
        match section:
            case Fields(title, lines):
                inside.addWidget(Heading(tr(title)))
                inside.addWidget(self._fields(lines))
            case Rows(part):
                self._parts[part] = self._part(section)
                inside.addWidget(self._parts[part])
            case Links(part):
                links = PartLinks(section, self._fitting)
                links.edited.connect(self._changed)
                links.removed.connect(self._row_removed)
                links.ordered.connect(self._order)
                self._links[part] = links
                inside.addWidget(links)
            case Told(what):
                told = ToldPart(what, self._fitting)
                told.followed.connect(self.followed)
                told.filled.connect(card.setVisible)
                told.filled.connect(lambda _some: self._order())
                card.hide()  # until there is something to tell
                self._told[what] = told
                inside.addWidget(told)
        return card

    def _fields(self, lines: tuple[tuple[str, ...], ...]) -> FieldLines:
        return FieldLines([[self._block(name) for name in line] for line in lines])

    def _block(self, name: str) -> FieldBlock:
        field = KINDS[self._fitting.draft.kind].by_name[name]
        editor = editor_for(field, self._fitting)
        editor.set_value(self._fitting.draft.values.get(name))
        block = FieldBlock(field, editor, citable=True)
        editor.edited.connect(lambda: self._store(name))
        block.cite.connect(lambda: self.cite(name))
        self._blocks[name] = block
        return block

    def _part(self, spec: Rows) -> PartEditor:
        part = PartEditor(spec, self._fitting)
        part.edited.connect(self._row_edited)
        part.cite.connect(self._cite_row)
        part.opened.connect(self.opened)
        part.ordered.connect(lambda: hint_children(self._fitting, self._parts))
        part.ordered.connect(self._order)
        part.removed.connect(self._row_removed)
        return part

    def _store(self, name: str) -> None:
        if not self._fitting.desk.is_open:
            return  # the focus leaves a field of a form that goes with its catalogue
        self._fitting.draft.put(name, self._blocks[name].editor.value())
        if name == "date":
            hint_offices(self._fitting, self._parts)
        if name in ("series", "date") and self._edition:
            self._edition.follow()
            self._tell_anew()
        hint_children(self._fitting, self._parts)
        self._changed()

    def _row_edited(self, shown: PartRow, name: str) -> None:
        if not self._fitting.desk.is_open:
            return
        if shown.part.name in SIDES and name == "other_id":
            fill_side(self._fitting, shown)
        if name in _MOVES_OFFICES:
            hint_offices(self._fitting, self._parts)
        if (shown.part.name, name) == ("citation", "preferred"):
            self.sources.prefer(shown.row, bool(shown.row.values.get("preferred")))
        if (shown.part.name, name) == ("participant", "other_id"):
            self._tell_anew()
        self._changed()
        if not name:
            self.added.emit(shown)

    def _row_removed(self, removed: Removed) -> None:
        """Show that what belonged to a row went with it."""
        if removed.citations:
            self.parts["citation"].reload()
        if removed.unnamed:
            self.parts["signatory"].reload()
        hint_offices(self._fitting, self._parts)
        self._changed()
        self.removed.emit(removed)

    def _changed(self) -> None:
        self._refresh()
        if told := self._told.get("term"):  # it follows from fields and events alike
            told.refresh()
        if self._wrong:
            self._review()
        self.edited.emit()

    def _refresh(self) -> None:
        """Show how well each fact is supported."""
        supports = Supports(self._fitting.draft)
        for name, block in self._blocks.items():
            block.set_cited(supports.of(name))
        for part, editor in self._parts.items():
            for shown in editor.rows:
                shown.set_cited(supports.of(part, shown.row.id))
        for links in self._links.values():
            links.show_cited(supports)

    def _cite_row(self, shown: PartRow) -> None:
        self.cite(shown.part.name, shown.row.id)

    def _review(self) -> None:
        """Say only what is still wrong of what was said, and nothing that nobody asked for."""
        told = {_place(problem) for problem in self._wrong}
        self._tell([p for p in self._fitting.draft.problems() if _place(p) in told])

    def _tell(self, problems: list[Problem]) -> list[QWidget]:
        """Say what is wrong, and nothing else any more; where it stands."""
        places = set(map(_place, problems))
        for problem in self._wrong:
            if _place(problem) not in places:
                self._clear_problem(problem)
        self._wrong = list(problems)
        return [place for problem in problems if (place := self._show_problem(problem))]

    def _clear_problem(self, problem: Problem) -> None:
        if problem.part in self.links:
            self.links[problem.part].clear_problem()
        elif problem.part:
            self.parts[problem.part].clear_problem(problem)
        else:
            self.blocks[problem.field].clear_problem()

    def _show_problem(self, problem: Problem) -> QWidget | None:
        if problem.part in self.links:
            self.links[problem.part].show_problem(problem)
            return self.links[problem.part]
        if problem.part:
            return self.parts[problem.part].show_problem(problem)
        self.blocks[problem.field].show_problem(problem.error)
        return self.blocks[problem.field]

    def _focus_problem(self, problem: Problem) -> None:
        if problem.part in self.links:
            self.links[problem.part].next.setFocus(Qt.FocusReason.OtherFocusReason)
        elif problem.part:
            rows = self.parts[problem.part].rows
            next(shown for shown in rows if shown.row.id == problem.row).focus(problem.field)
        else:
            self.blocks[problem.field].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_anew(self) -> None:
        """Read what the form only tells for the draft as it is now."""
        for told in self._told.values():
            told.refresh()

    def _order(self) -> None:
        """Make Tab go through the form as the eye does."""
        for before, after in pairwise(self.stops()):
            QWidget.setTabOrder(before, after)
        self.ordered.emit()


def _place(problem: Problem) -> tuple[str, int, str]:
    """Where a problem is, whatever it is: while somebody types, it may become another one."""
    return problem.part, problem.row, problem.field
