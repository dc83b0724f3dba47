"""One row of a record added or corrected without its form: an event, a post, a status by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QVBoxLayout, QWidget

from defcat.change import Change
from defcat.dates import PartialDate
from defcat.dossier import Row, load
from defcat.drafts import store as draft_store
from defcat.drafts.doubts import doubt_of
from defcat.drafts.draft import Draft, DraftRow, Problem, Value, status_of
from defcat.drafts.row_edit import RowEdit
from defcat.drafts.store import Kept
from defcat.errors import DefcatError
from defcat.fields import Field, Text
from defcat.kinds import PARTS
from defcat.translation import tr
from ui.desk import Desk
from ui.forms.field_lines import FieldLines
from ui.forms.layouts import rows_of
from ui.forms.status_line import StatusLine
from ui.widgets.buttons import add_buttons, press_with, text_button
from ui.widgets.field_block import FieldBlock
from ui.widgets.field_make import Fitting, editor_for
from ui.widgets.fitting import fit_to_content
from ui.widgets.heading import label
from ui.widgets.link_chip import Elided
from ui.widgets.link_field import LinkField
from ui.widgets.notice import Notice, reading_only

WIDTH = 760
_MOST = 3
"""How many fields stand in a line."""

_CITATION = ("other_id", "locator", "states")


class RowDialog(QDialog):
    """Asks for one row of `part` of a record, and for its source; `row_id` is the one to correct.

    `given` is what a new row starts with. Save is one change; leaving asks nothing and keeps what
    was typed in the draft of the record. Raises NotFound for a record or a row that is not there.
    """

    keeps_typed = True

    saved = Signal()

    def __init__(
        self,
        desk: Desk,
        record_id: int,
        part: str,
        row_id: int | None = None,
        given: Mapping[str, Value] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._writable = desk.catalogue.writable
        with desk.catalogue.read() as connection:
            self._dossier = load(connection, record_id)
            draft = Draft.read(connection, record_id)
            kept = draft_store.kept(connection, record_id)
        self._kept: Kept | None = kept[0] if kept else None
        self._edit = (
            RowEdit.add(draft, part, **(given or {}))
            if row_id is None
            else RowEdit.correct(draft, part, row_id)
        )
        self._restored = self._kept is not None and self._edit.take_up(self._kept.draft)
        self._spec = rows_of(self._dossier.kind, part)
        self._fitting = Fitting(desk, self._edit.draft, dict(self._dossier.stubs))
        self._wrong: list[Problem] = []
        self.blocks: dict[str, FieldBlock] = {}
        self.source_blocks: dict[str, FieldBlock] = {}
        self.notice = Notice()
        self._status = StatusLine()
        self._remove = text_button(tr("Remove"), "bin", "danger")
        self._cancel = text_button(tr("Cancel"))
        self._save = text_button(tr("Save"), "", "primary")
        self.setMinimumWidth(WIDTH)
        self.setWindowTitle(self._label())
        self._lay_out()
        self._connect()
        self._show_what_follows()
        self._focus_first()
        if not self._writable:
            self.notice.tell(reading_only(), "neutral")
        elif self._restored and self._kept:
            self._tell_restored(self._kept)

    @property
    def edit(self) -> RowEdit:
        """What is being entered."""
        return self._edit

    def status(self) -> str:
        """The status that an agreement would have, with its reason; empty for other kinds."""
        return self._status.text() if self._tells_status() else ""

    def save(self) -> None:
        """Write the row and its source as one change, or say beside the fields what is wrong."""
        if not self._writable:
            return
        if not self._edit.is_new and not self._edit.changed():
            self.reject()
            return
        problems = self._edit.problems()
        self._tell(problems)
        if problems:
            self._focus(problems[0])
            return
        try:
            with self._desk.change(self._label()) as change:
                self._edit.save(change)
                self._forget(change)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self.accept()
        self._desk.said.emit(tr("Saved."), True)
        self.saved.emit()

    def remove(self) -> None:
        """Take the row away, as one change that can be undone."""
        try:
            with self._desk.change(tr("Remove {what}", what=_one(self._edit.part))) as change:
                change.remove_part(self._edit.part, self._edit.row.id)
                self._forget(change)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self.accept()
        self._desk.said.emit(tr("Removed."), True)
        self.saved.emit()

    def discard(self) -> None:
        """Throw away what was typed, and begin with the row as it is."""
        try:
            with self._desk.change(tr("Keep a draft")) as change:
                self._forget(change)
        except DefcatError as error:
            self.notice.problem(error)
            return
        self._edit.begin_anew()
        for blocks, row in self._rows():
            for name, block in blocks.items():
                block.editor.set_value(row.values.get(name))
        self._tell([])
        self._show_what_follows()
        self._focus_first()

    def reject(self) -> None:
        self._keep()
        super().reject()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            fit_to_content(self)
        return done

    # --- what is kept -------------------------------------------------------------------------

    def _keep(self) -> None:
        """Keep what was typed and not saved in the draft of the record."""
        changed = self._edit.changed()
        if not self._writable or not (changed or self._restored):
            return
        try:
            with self._desk.change(tr("Keep a draft")) as change:
                draft = (
                    self._kept.draft
                    if self._kept
                    else Draft.read(change.connection, self._dossier.id)
                )
                self._edit.put_in(draft)
                self._store(change, draft)
        except DefcatError as error:
            self._desk.failed.emit(error)
            return
        if changed:
            self._desk.said.emit(tr("What was not saved is kept as a draft."), False)

    def _forget(self, change: Change) -> None:
        """Take this row out of the draft that was kept."""
        if self._restored and self._kept:
            self._edit.take_out(self._kept.draft)
            self._store(change, self._kept.draft)
            self._restored = False

    def _store(self, change: Change, draft: Draft) -> None:
        kept_id = self._kept.id if self._kept else None
        if draft.changed():
            at = datetime.now(UTC).isoformat(timespec="seconds")
            kept_id = draft_store.keep(change.connection, draft, at, kept_id)
            self._kept = Kept(kept_id, at, draft)
        elif kept_id is not None:
            draft_store.forget(change.connection, kept_id)
            self._kept = None

    def _tell_restored(self, kept: Kept) -> None:
        at = datetime.fromisoformat(kept.at).astimezone()
        day = PartialDate.of(at.date()).show()
        self.notice.tell(
            tr("Draft from {day}, {time} restored.", day=day, time=at.strftime("%H:%M")),
            "neutral",
            (tr("Discard"), self.discard),
        )

    # --- what is entered ----------------------------------------------------------------------

    def _rows(self) -> Iterable[tuple[dict[str, FieldBlock], DraftRow]]:
        return (self.blocks, self._edit.row), (self.source_blocks, self._edit.citation)

    def _entered(self, block: FieldBlock, row: DraftRow) -> None:
        row.put(block.field.name, block.editor.value())
        self._show_what_follows()
        if self._wrong:
            told = {(p.part, p.field) for p in self._wrong}
            self._tell([p for p in self._edit.problems() if (p.part, p.field) in told])

    def _show_what_follows(self) -> None:
        """Show the status as it would be, and beside its field what is doubtful in the row."""
        doubt = doubt_of(self._edit.draft, self._edit.part, self._edit.row.id)
        for name, block in self.blocks.items():
            block.show_doubt(doubt.says if doubt and doubt.field == name else "")
        if self._tells_status():
            day = self._desk.catalogue.today()
            self._status.show_status(status_of(self._edit.draft, day))

    def _tells_status(self) -> bool:
        return self._dossier.kind == "agreement"

    def _tell(self, problems: list[Problem]) -> None:
        """Say what is wrong beside the fields, and nothing else any more."""
        for problem in self._wrong:
            if block := self._block_of(problem):
                block.clear_problem()
        self._wrong = problems
        for problem in problems:
            if block := self._block_of(problem):
                block.show_problem(problem.error)
            else:  # of the record itself, which was so before
                self.notice.problem(problem.error)

    def _block_of(self, problem: Problem) -> FieldBlock | None:
        if problem.part == self._edit.part:
            return self.blocks.get(problem.field)
        return self.source_blocks.get(problem.field) if problem.part == "citation" else None

    def _focus(self, problem: Problem) -> None:
        if block := self._block_of(problem):
            block.editor.setFocus()

    def _focus_first(self) -> None:
        """Put the focus where filling in goes on: on the first field that is empty."""
        values = self._edit.row.values if self._edit.is_new else {}
        empty = (block for name, block in self.blocks.items() if name not in values)
        next(empty, next(iter(self.blocks.values()))).editor.setFocus()

    # --- how it looks -------------------------------------------------------------------------

    def _label(self) -> str:
        if self._edit.is_new:
            return tr(self._spec.add)
        return tr("Correct {what}", what=_one(self._edit.part))

    def _connect(self) -> None:
        self._save.setDefault(True)
        self._cancel.setAutoDefault(True)  # or Enter on it would save
        self._remove.setAutoDefault(True)
        self._cancel.setToolTip(tr("Leave; what is not saved is kept as a draft (Esc)"))
        self._save.clicked.connect(self.save)
        self._cancel.clicked.connect(self.reject)
        self._remove.clicked.connect(self.remove)
        self._remove.setVisible(not self._edit.is_new)
        press_with(self._save, QKeySequence.StandardKey.Save, self)
        if not self._writable:
            for button in (self._save, self._remove):
                button.setEnabled(False)
                button.setToolTip(reading_only())

    def _lay_out(self) -> None:
        head = Elided()
        head.setProperty("role", "title")
        head.set_words(self._label())
        of = Elided()
        of.setProperty("role", "muted")
        of.set_words(f"{self._dossier.stub.ref} · {self._dossier.stub.title}")
        of.setToolTip(self._dossier.stub.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(head)
        column.addWidget(of)
        column.addWidget(self.notice)
        column.addWidget(self._card(self._row_lines()))
        column.addWidget(self._card(self._source_lines(), tr("Source"), self._cited_already()))
        column.addWidget(self._status)
        self._status.setVisible(self._tells_status())
        column.addStretch(1)
        add_buttons(column, self._cancel, self._save, left=(self._remove,))
        stops = [stop for _, block in self._every() for stop in block.editor.stops()]
        for before, after in pairwise([*stops, self._remove, self._cancel, self._save]):
            QWidget.setTabOrder(before, after)

    def _card(self, lines: FieldLines, heading: str = "", said: str = "") -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        if heading:
            inside.addWidget(label(heading, "heading"))
        if said:
            words = label(said, "small")
            words.setWordWrap(True)
            inside.addWidget(words)
        inside.addWidget(lines)
        return card

    def _row_lines(self) -> FieldLines:
        """The fields of the row, a few in a line, and long text below them."""
        fields = PARTS[self._edit.part].by_name
        names = [*(name for name, _ in self._spec.columns), *self._spec.more]
        short = [name for name in names if not _is_long(fields[name])]
        in_line = 2 if len(short) in (2, 4) else _MOST
        lines = [short[at : at + in_line] for at in range(0, len(short), in_line)]
        lines += [[name] for name in names if _is_long(fields[name])]
        return self._lines(lines, self._edit.part, self.blocks, self._edit.row)

    def _source_lines(self) -> FieldLines:
        return self._lines([_CITATION], "citation", self.source_blocks, self._edit.citation)

    def _lines(
        self,
        lines: Iterable[Iterable[str]],
        part: str,
        blocks: dict[str, FieldBlock],
        row: DraftRow,
    ) -> FieldLines:
        made = [
            [self._block(PARTS[part].by_name[name], part, row) for name in line] for line in lines
        ]
        blocks.update({block.field.name: block for line in made for block in line})
        return FieldLines(made)

    def _block(self, field: Field, part: str, row: DraftRow) -> FieldBlock:
        if part == "citation":  # wanted only where something is said of it
            field = replace(field, required=False)
        editor = editor_for(field, self._fitting, in_row=part)
        editor.set_value(row.values.get(field.name))
        editor.setEnabled(self._writable)
        block = FieldBlock(field, editor, citable=False)
        editor.edited.connect(lambda: self._entered(block, row))
        if isinstance(editor, LinkField):
            editor.country_meant.connect(self._take_country)
        return block

    def _take_country(self, code: str) -> None:
        """Put the country that was named in the field for a body where countries stand."""
        block = self.blocks["country"]
        block.editor.set_value(code)
        self._entered(block, self._edit.row)
        block.editor.setFocus()

    def _cited_already(self) -> str:
        """The sources that the row has, which stay."""
        cited = self._dossier.citations(self._edit.part, self._edit.row.id)
        named = [self._source(row) for row in cited]
        return tr("Supported by {sources}. Another one:", sources="; ".join(named)) if named else ""

    def _source(self, row: Row) -> str:
        said = (self._dossier.title(row["other_id"]), row.text("locator"))
        return ", ".join(filter(None, said))

    def _every(self) -> Iterable[tuple[str, FieldBlock]]:
        return (*self.blocks.items(), *self.source_blocks.items())


def _one(part: str) -> str:
    """What one row of `part` is called."""
    return tr(_ONE.get(part, "row"))


def _is_long(field: Field) -> bool:
    return isinstance(field.type, Text) and field.type.long


_ONE = {
    "alias": "name",
    "contact": "contact point",
    "event": "event",
    "hand_status": "status set by hand",
    "outcome": "outcome",
    "participant": "participant",
    "party": "party",
    "reference": "reference",
    "signatory": "signatory",
    "tenure": "post",
}
