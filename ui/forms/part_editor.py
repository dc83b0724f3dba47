"""The rows of a part in a form: column headings, rows, and a button that adds one."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from defcat.drafts.children import CHILDREN, described_rows
from defcat.drafts.doubts import doubt_of
from defcat.drafts.draft import Draft, DraftRow, Problem, Removed
from defcat.translation import tr
from ui.forms.layout import Layout, Rows
from ui.forms.part_row import GAP, PartRow, buttons_width
from ui.icons import icon
from ui.widgets.buttons import text_button
from ui.widgets.field_block import field_labels
from ui.widgets.field_make import Fitting
from ui.widgets.heading import Heading


class PartEditor(QWidget):
    """`edited` carries the row and the field's name, empty for a row added or taken out.

    `removed` carries what was taken out, `cite` the row that somebody wants to cite a source for,
    `opened` the row of a child whose own form somebody wants.
    """

    edited = Signal(object, str)
    removed = Signal(object)
    cite = Signal(object)
    opened = Signal(object)
    ordered = Signal()

    def __init__(self, spec: Rows, fitting: Fitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.rows: list[PartRow] = []
        self._fitting = fitting
        self._heading = Heading(tr(described_rows(spec.part).label))
        self._names = self._headings()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.add_button = text_button(tr(spec.add), variant="link")
        self.add_button.setIcon(icon("add", "accent"))
        self.add_button.setToolTip(tr("{what} (Ctrl+Enter in a row)", what=tr(spec.add)))
        self.add_button.clicked.connect(lambda: self.add())
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(0, 2, 0, 0)
        self._foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._heading)
        column.addWidget(self._names)
        column.addLayout(self._column)
        column.addLayout(self._foot)
        self._count()

    def reload(self) -> None:
        """Show the rows of the draft anew."""
        for shown in self.rows:
            self._drop(shown)
        self.rows = []
        for row in self._fitting.draft.rows[self.spec.part]:
            self.show_row(row)
        self.ordered.emit()

    def add(self, **given: str | int) -> PartRow:
        """Add a row, with what such a row starts with, and put the focus in it."""
        row = add_row(self._fitting.draft, self.spec, given)
        shown = self.show_row(row)
        self.ordered.emit()
        columns = (name for name, _ in self.spec.columns)
        shown.focus(next((name for name in columns if name not in row.values), ""))
        self.edited.emit(shown, "")
        return shown

    def remove(self, shown: PartRow) -> None:
        """Take a row out; the focus goes to the next one."""
        at = self.rows.index(shown)
        had_focus = shown.focused()
        removed = self._fitting.draft.remove_row(self.spec.part, shown.row.id)
        self.rows.remove(shown)
        self._drop(shown)
        self._count()
        if had_focus:
            after = self.rows[min(at, len(self.rows) - 1)] if self.rows else None
            after.focus() if after else self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.removed.emit(removed)

    def show_problem(self, problem: Problem) -> PartRow | None:
        """Say what is wrong with a row; the row."""
        for shown in self.rows:
            if shown.row.id == problem.row:
                shown.show_problem(problem.field, problem.error)
                return shown
        return None

    def clear_problem(self, problem: Problem) -> None:
        """Say it no more."""
        for shown in self.rows:
            if shown.row.id == problem.row:
                shown.clear_problem(problem.field)

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        return [*(stop for shown in self.rows for stop in shown.stops()), self.add_button]

    def show_row(self, row: DraftRow) -> PartRow:
        """Show a row of the draft below those that show."""
        shown = PartRow(self.spec, row, self._fitting)
        shown.edited.connect(lambda name: self._edited(shown, name))
        shown.grown.connect(self.ordered)
        shown.removed.connect(lambda: self.remove(shown))
        shown.cite.connect(lambda: self.cite.emit(shown))
        shown.opened.connect(lambda: self.opened.emit(shown))
        self._column.addWidget(shown)
        shown.show()  # at once, so that it can take the focus
        self.rows.append(shown)
        self._count()
        return shown

    def _edited(self, shown: PartRow, name: str) -> None:
        self._count()
        for each in self.rows:
            each.set_doubt(doubt_of(self._fitting.draft, self.spec.part, each.row.id))
        self.edited.emit(shown, name)

    def _drop(self, shown: PartRow) -> None:
        self._column.removeWidget(shown)
        shown.hide()
        shown.deleteLater()

    def _count(self) -> None:
        some = bool(self.rows)
        filled = [
            shown for shown in self.rows if shown.row.id > 0 or shown.row.values != shown.row.given
        ]
        self._heading.set_count(len(filled) or None)
        self._names.setVisible(some)
        if some:  # below the rows, where the next one will be
            self._foot.insertWidget(0, self.add_button)
        else:
            self._heading.add_action(self.add_button)

    def _headings(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for name, share in self.spec.columns:
            field = described_rows(self.spec.part).by_name[name]
            head = QWidget()
            head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            words = QHBoxLayout(head)
            words.setContentsMargins(0, 0, 0, 0)
            words.setSpacing(3)
            for word in field_labels(field):
                words.addWidget(word)
            words.addStretch(1)
            row.addWidget(head, share)
        room = QWidget()  # a spacer item would bring no spacing of its own before it
        room.setFixedWidth(buttons_width(self.spec))
        row.addWidget(room)
        return line


def add_row(
    draft: Draft, spec: Rows, given: Mapping[str, str | int], *, starter: bool = False
) -> DraftRow:
    """Add a row to a part of `draft`, with `given` and what such a row starts with."""
    preset = spec.given[min(len(draft.rows[spec.part]), len(spec.given) - 1)]
    return draft.add_row(spec.part, starter=starter, **{**preset, **given})


def set_out_rows(draft: Draft, layout: Layout) -> None:
    """Begin a new record with the rows that nearly every record of its kind has."""
    for section in layout.sections:
        if isinstance(section, Rows):
            for _ in range(section.starters - len(draft.rows[section.part])):
                add_row(draft, section, {}, starter=True)


def removal(removed: Removed) -> str:
    """What becomes of a row that was taken out, in words."""
    children = CHILDREN.get(removed.part)
    if children and removed.row.id > 0:
        return tr(children.removed, title=removed.row.values.get("title", ""))
    return tr("A row of “{part}” was removed.", part=tr(described_rows(removed.part).label))


def put_back(editors: dict[str, PartEditor], fitting: Fitting, removed: Removed) -> None:
    """Put a row back that was taken out, with all that went with it."""
    fitting.draft.put_back(removed)
    for name in {removed.part, "citation", "signatory"} & editors.keys():
        editors[name].reload()
