"""The sources of a form: who supports each fact, and which statement is preferred."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from defcat.drafts.draft import DraftRow
from defcat.drafts.support import Supports, prefer
from ui.forms.cited_by import CitedBy
from ui.forms.part_row import PartRow
from ui.widgets.field_make import Fitting, fact_name

if TYPE_CHECKING:
    from ui.forms.body import FormBody


class FormSources(QObject):
    """Acts on the citations of the draft. `edited` says that they have changed.

    `opened` carries a source that somebody wants to read.
    """

    edited = Signal()
    opened = Signal(int)

    def __init__(self, body: "FormBody", fitting: Fitting) -> None:
        super().__init__(body)
        self._body = body
        self._fitting = fitting

    def show(self, about: str, row: int | None = None) -> None:
        """Show who supports a fact; where nobody does, add a source for it."""
        if not self._fitting.draft.citations(about, row):
            return self._add(about, row)
        popup = CitedBy(fact_name(self._fitting, about, row), self._fitting, self._body)
        popup.added.connect(lambda: self._add(about, row))
        popup.opened.connect(lambda citation: self.opened.emit(citation.values["other_id"]))
        popup.edited.connect(lambda citation: self._shown(citation).focus())
        popup.preferred.connect(lambda citation: self._prefer(popup, about, row, citation))
        popup.removed.connect(lambda citation: self._remove(popup, about, row, citation))
        self._tell(popup, about, row)
        popup.open_at(self._mark(about, row))

    def prefer(self, citation: DraftRow, wanted: bool = True) -> None:
        """Prefer a statement to the others of its fact, or no longer prefer any, and show it."""
        prefer(self._fitting.draft, citation, wanted)
        for shown in self._body.parts["citation"].rows:
            if "preferred" in shown.editors:
                shown.load("preferred")

    def _prefer(self, popup: CitedBy, about: str, row: int | None, citation: DraftRow) -> None:
        self.prefer(citation)
        self.edited.emit()
        self._tell(popup, about, row)

    def _remove(self, popup: CitedBy, about: str, row: int | None, citation: DraftRow) -> None:
        self._body.parts["citation"].remove(self._shown(citation))
        self._tell(popup, about, row)

    def _tell(self, popup: CitedBy, about: str, row: int | None) -> None:
        """Show the sources as they are now, for as long as there are any."""
        draft = self._fitting.draft
        if citations := draft.citations(about, row):
            popup.show_citations(citations, Supports(draft).of(about, row))
        else:
            popup.accept()

    def _add(self, about: str, row: int | None) -> None:
        given: dict[str, str | int] = {"about": about}
        if row is not None:
            given["row"] = row
        self._body.parts["citation"].add(**given)

    def _shown(self, citation: DraftRow) -> PartRow:
        rows = self._body.parts["citation"].rows
        return next(shown for shown in rows if shown.row is citation)

    def _mark(self, about: str, row: int | None) -> QWidget:
        """Where a fact says how many sources it has."""
        body = self._body
        if about in body.blocks:
            return body.blocks[about].mark()
        if about in body.links and row is not None and (chip := body.links[about].chip(row)):
            return chip
        if about in body.parts:
            for shown in body.parts[about].rows:
                if shown.row.id == row:
                    return shown.mark()
        return body.parts["citation"]
