"""A part whose rows are only links, such as topics: chips, and a line to type the next name in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from defcat.drafts.draft import DraftRow, NewRecord, Problem
from defcat.drafts.support import Supports
from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.translation import tr
from ui import theme
from ui.forms.layout import Links
from ui.widgets.field_block import mark_text
from ui.widgets.field_make import Fitting
from ui.widgets.flow import FlowLayout
from ui.widgets.heading import Heading, label
from ui.widgets.link_chip import LinkChip
from ui.widgets.link_field import LinkField
from ui.widgets.link_finder import LinkFinder

_LINE_WIDTH = 260
_MOST = 300


class PartLinks(QWidget):
    """`edited` is emitted when a link is added or taken away.

    `removed` carries one that was taken away with its sources.
    """

    edited = Signal()
    removed = Signal(object)
    ordered = Signal()

    def __init__(self, spec: Links, fitting: Fitting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = PARTS[spec.part]
        self._fitting = fitting
        self._chips: list[LinkChip] = []
        self._unchosen: DraftRow | None = None
        self._says = label("", "small")
        theme.set_property(self._says, "tone", "bad")
        self._says.hide()
        link = self._part.by_name["other_id"].type
        assert isinstance(link, Link)
        finder = LinkFinder(fitting.desk, link.kinds, fitting.draft.record_id)
        self.next = LinkField(finder, fitting.stubs)
        self.next.set_names(tr("Add to {part}", part=tr(self._part.label)))
        self.next.setFixedWidth(_LINE_WIDTH)
        self.next.edited.connect(self._entered)
        self._flow = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._flow.setSizePolicy(policy)
        self._line = FlowLayout(self._flow, gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Heading(tr(self._part.label)))
        column.addWidget(self._flow)
        column.addWidget(self._says)
        self.reload()

    def reload(self) -> None:
        """Show the links of the draft anew."""
        had_focus = self.next.line.hasFocus()
        for chip in self._chips:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._line.removeWidget(self.next)
        rows = self._fitting.draft.rows[self._part.name]
        # A name that was typed and not chosen is a row too, so that it is neither lost nor saved.
        self._unchosen = next((row for row in rows if _is_text(row)), None)
        self.next.set_value(self._unchosen.values["other_id"] if self._unchosen else None)
        self._chips = [self._chip(row) for row in rows if not _is_text(row)]
        for widget in (*self._chips, self.next):
            self._line.addWidget(widget)
        if had_focus:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self._flow.updateGeometry()
        self.ordered.emit()

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong with the name in the line."""
        self.next.set_wrong(True)
        self._says.setText(str(problem.error))
        self._says.show()

    def clear_problem(self) -> None:
        """Say nothing any more."""
        self.next.set_wrong(False)
        self._says.hide()

    def focused_row(self) -> DraftRow | None:
        """The link whose chip has the focus."""
        return next((row for row, chip in self._shown() if chip.hasFocus()), None)

    def chip(self, row_id: int) -> LinkChip | None:
        """The chip of a link."""
        return next((chip for row, chip in self._shown() if row.id == row_id), None)

    def show_cited(self, supports: Supports) -> None:
        """Show how many sources support each link."""
        for row, chip in self._shown():
            cited = supports.of(self._part.name, row.id)
            said = mark_text(cited) if cited.citations else tr("Cite a source")
            words = tr("{title}: {sources} (Ctrl+Shift+C)", title=chip.title(), sources=said)
            chip.setToolTip(words)

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        return [*self._chips, *self.next.stops()]

    def _shown(self) -> list[tuple[DraftRow, LinkChip]]:
        rows = [row for row in self._fitting.draft.rows[self._part.name] if not _is_text(row)]
        return list(zip(rows, self._chips, strict=False))

    def _chip(self, row: DraftRow) -> LinkChip:
        chip = LinkChip()
        value = row.values.get("other_id")
        title = self._fitting.name_of(value)
        if isinstance(value, NewRecord):
            kind = KINDS[value.kind]
            chip.show_record(value.kind, title, tr("new"), "accent")
            chip.setAccessibleName(tr("New {kind}: {name}", kind=tr(kind.label), name=title))
        else:
            stub = self._fitting.stubs[int(value or 0)]
            chip.show_record(stub.kind, title, stub.ref)
            chip.setAccessibleName(title)
        width = chip.fontMetrics().horizontalAdvance(title) + 8
        chip.setFixedWidth(min(width, _MOST) + chip.sizeHint().width())
        chip.cleared.connect(lambda: self._remove(row))
        return chip

    def _entered(self) -> None:
        value = self.next.value()
        draft = self._fitting.draft
        rows = draft.rows[self._part.name]
        known = [row.values.get("other_id") for row in rows if row is not self._unchosen]
        if value is None or value in known:
            if self._unchosen:
                draft.remove_row(self._part.name, self._unchosen.id)
        else:
            self._unchosen = self._unchosen or draft.add_row(self._part.name)
            self._unchosen.put("other_id", value)
        if not isinstance(value, str):
            self.reload()
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _remove(self, row: DraftRow) -> None:
        removed = self._fitting.draft.remove_row(self._part.name, row.id)
        self.reload()
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        if removed.citations:
            self.removed.emit(removed)


def _is_text(row: DraftRow) -> bool:
    return isinstance(row.values.get("other_id"), str)
