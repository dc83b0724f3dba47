"""The body of a form: its sections, built from a layout, writing straight to the draft."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QVBoxLayout, QWidget

from defcat.draft import Problem, Removed
from defcat.kinds import KINDS
from defcat.translation import tr
from ui.forms.field_lines import FieldLines
from ui.forms.layout import Fields, Layout, Links, Rows, Section
from ui.forms.part_editor import PartEditor, put_back
from ui.forms.part_links import PartLinks
from ui.forms.part_row import PartRow
from ui.forms.people import SIDES, fill_side, hint_offices
from ui.widgets.field_block import FieldBlock
from ui.widgets.field_make import Fitting, editor_for
from ui.widgets.heading import Heading

WIDEST = 1120
MARGIN = 24
_MOVES_OFFICES = ("other_id", "date", "type", "event")
"""The fields of rows on which the office that somebody held that day depends."""


class FormBody(QWidget):
    """`edited` says that the draft has changed; `removed` carries what was taken out of it.

    `added` carries the widget of a new row.
    """

    edited = Signal()
    removed = Signal(object)
    added = Signal(object)

    def __init__(self, layout: Layout, fitting: Fitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blocks: dict[str, FieldBlock] = {}
        self.parts: dict[str, PartEditor] = {}
        self.links: dict[str, PartLinks] = {}
        self._fitting = fitting
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 16, MARGIN, MARGIN)
        self._column.setSpacing(12)
        for section in layout.sections:
            self._column.addWidget(self._card(section))
        self._column.addStretch(1)
        self._connect()
        self._refresh()
        hint_offices(fitting, self.parts)
        self._order()

    def focus_first(self) -> None:
        """Put the focus where filling in begins."""
        next(iter(self.blocks.values())).editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problems(self, problems: list[Problem]) -> QWidget | None:
        """Say beside each field what is wrong with it; where the first problem stands."""
        self.clear_problems()
        places = [place for problem in problems if (place := self._show_problem(problem))]
        if problems:
            self._focus_problem(problems[0])
        return places[0] if places else None

    def clear_problems(self) -> None:
        """Say nothing any more."""
        for block in self.blocks.values():
            block.clear_problem()
        for part in self.parts.values():
            part.clear_problems()
        for links in self.links.values():
            links.clear_problems()

    def put_back(self, removed: Removed) -> None:
        """Put a row back that was taken out."""
        put_back(self.parts, self._fitting, removed)
        hint_offices(self._fitting, self.parts)
        self._changed()

    def cite_here(self) -> None:
        """Add a source for the field or the row that has the focus, for the record elsewhere."""
        for name, block in self.blocks.items():
            if any(stop.hasFocus() for stop in block.editor.stops()):
                return self._cite_field(name)
        row = self.focused_row()
        if row and row.part.name != "citation":
            return self._cite_row(row)
        self.parts["citation"].add()

    def focused_part(self) -> PartEditor | None:
        """The part that has the focus in it."""
        focused = QApplication.focusWidget()
        inside = (part for part in self.parts.values() if focused and part.isAncestorOf(focused))
        return next(inside, None)

    def focused_row(self) -> PartRow | None:
        """The row that has the focus in it."""
        part = self.focused_part()
        return next((row for row in part.rows if row.focused()), None) if part else None

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
                self.parts[part] = PartEditor(section, self._fitting)
                inside.addWidget(self.parts[part])
            case Links(part):
                self.links[part] = PartLinks(section, self._fitting)
                inside.addWidget(self.links[part])
        return card

    def _fields(self, lines: tuple[tuple[str, ...], ...]) -> FieldLines:
        kind = KINDS[self._fitting.draft.kind]
        for name in (name for line in lines for name in line):
            field = kind.by_name[name]
            editor = editor_for(field, self._fitting)
            editor.set_value(self._fitting.draft.values.get(name))
            self.blocks[name] = FieldBlock(field, editor, citable=True)
        return FieldLines([[self.blocks[name] for name in line] for line in lines])

    def _connect(self) -> None:
        for name, block in self.blocks.items():
            block.editor.edited.connect(lambda name=name: self._store(name))
            block.cite.connect(lambda name=name: self._cite_field(name))
        for part in self.parts.values():
            part.edited.connect(self._row_edited)
            part.cite.connect(self._cite_row)
            part.ordered.connect(self._order)
            part.removed.connect(self._changed)
            part.removed.connect(self.removed)
        for links in self.links.values():
            links.edited.connect(self._changed)
            links.ordered.connect(self._order)

    def _store(self, name: str) -> None:
        self._fitting.draft.put(name, self.blocks[name].editor.value())
        if name == "date":
            hint_offices(self._fitting, self.parts)
        self._changed()

    def _row_edited(self, shown: PartRow, name: str) -> None:
        if shown.part.name in SIDES and name == "other_id":
            fill_side(self._fitting, shown)
        if name in _MOVES_OFFICES:
            hint_offices(self._fitting, self.parts)
        self._changed()
        if not name:
            self.added.emit(shown)

    def _changed(self) -> None:
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        """Show how often each fact is cited."""
        draft = self._fitting.draft
        for name, block in self.blocks.items():
            block.set_cited(len(draft.citations(name)))
        for part, editor in self.parts.items():
            for shown in editor.rows:
                shown.set_cited(len(draft.citations(part, shown.row.id)))

    def _cite_field(self, name: str) -> None:
        self.parts["citation"].add(about=name)

    def _cite_row(self, shown: PartRow) -> None:
        self.parts["citation"].add(about=shown.part.name, row=shown.row.id)

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

    def _order(self) -> None:
        """Make Tab go through the form as the eye does."""
        stops: list[QWidget] = []
        for card in self.findChildren(QFrame, options=Qt.FindChildOption.FindDirectChildrenOnly):
            for block in card.findChildren(FieldBlock):
                if block in self.blocks.values():
                    stops += block.editor.stops()
            for part in card.findChildren(PartEditor):
                stops += part.stops()
            for links in card.findChildren(PartLinks):
                stops += links.stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
