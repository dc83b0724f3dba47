"""What can be done with the records that are shown or chosen, and taking back what was done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from defcat.catalogue import Catalogue, Stop
from defcat.change import Changed
from defcat.dates import PartialDate
from defcat.dossier import Dossier, Stub, load, stubs
from defcat.drafts.rows import NewRecord
from defcat.errors import DefcatError, InputError, Refused
from defcat.history import redoable, rows_of, undoable
from defcat.kinds import KINDS
from defcat.rules.disagreement import prefer
from defcat.rules.support import Losses, losses, replace_sources
from defcat.translation import tr, trn
from ui import clipboard
from ui.desk import Desk
from ui.pages.records import RecordsPage
from ui.safeguard import BEFORE_BULK
from ui.widgets.notice import reading_only
from ui.window import Window
from ui.writing import AT_ONCE, Work, edit, write

if TYPE_CHECKING:
    from defcat.bulk import Edit, Told

_StepOf = Callable[[Any], tuple[int, str] | None]
"""What finds the entry of the history that would be taken back, or done again."""

TIMELINE_PARTS = {"agreement": "event", "official": "tenure", "engagement": "outcome"}
"""What is added to the timeline of a record, by its kind."""


class RecordActs(QObject):
    """Acts on the record in the pane of `records`, or on the rows chosen in its list.

    `held` carries an engagement that has just been marked as held: what came of it can be entered.
    """

    held = Signal(int)

    def __init__(self, window: Window, desk: Desk, records: RecordsPage) -> None:
        super().__init__(records)
        self._window = window
        self._desk = desk
        self._records = records

    def put_in_bin(self) -> None:
        """Put the chosen records in the bin, as one change that can be undone."""
        ids: Sequence[int] = self._records.table.selected_ids()
        shown = self._records.detail.record_id()
        if shown is not None and shown not in ids:
            ids = [shown]
        if not ids:
            return
        with self._desk.catalogue.read() as connection:
            chosen = stubs(connection, ids)
        sources = {stub.id: stub for stub in chosen.values() if stub.kind == "source"}
        if sources:  # what they support may be the work of an import: it is not counted here
            self._desk.reader.ask(
                "losses",
                lambda connection: losses(connection, list(sources)),
                lambda found: self._bin_sources(ids, sources, found),
            )
        else:
            self._bin(ids)

    def _bin_sources(self, ids: Sequence[int], sources: dict[int, Stub], found: Losses) -> None:
        """Put records in the bin, sources among them, once it is seen what loses its support."""
        from ui.widgets.source_loss import SourceLoss

        if not found.listed:
            return self._bin(ids)
        dialog = SourceLoss(self._desk, sources, found, self._window)
        dialog.agreed.connect(lambda heir: self._bin(ids, heir, list(sources)))
        dialog.followed.connect(self._records.detail.followed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _bin(
        self, ids: Sequence[int], heir: int | NewRecord | None = None, sources: Sequence[int] = ()
    ) -> None:
        """Put records in the bin; `heir` is cited from then on where `sources` were."""
        label = trn("Put {n} record in the bin", "Put {n} records in the bin", len(ids))
        said = trn("{n} record is in the bin.", "{n} records are in the bin.", len(ids))

        def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
            from defcat import bulk

            with catalogue.change(label, stop) as change:
                cited = heir
                if isinstance(cited, NewRecord):
                    cited = change.add(cited.kind, **cited.values())
                if cited is not None:
                    replace_sources(change, sources, cited)
                bulk.apply(change, ids, bulk.Bin(), told)
            return change.done

        self._write(label, len(ids), work, lambda _changed: self._desk.said.emit(said, True))

    def several(self) -> bool:
        """Whether more than one row is chosen."""
        return self._records.table.selected_count() > 1

    def change_chosen(self) -> None:
        """Change a field, a topic or the marking of the chosen records, as one change."""
        ids = self._records.table.selected_ids()
        if not self._desk.catalogue.writable:
            refusal = Refused(reading_only(), tr("Open it for writing first."))
            self._desk.failed.emit(refusal)
        elif ids:
            from defcat import bulk

            self._desk.reader.ask(
                "bulk-kinds",
                lambda connection: bulk.kinds_among(connection, ids),
                lambda kinds: self._ask_bulk(ids, kinds),
            )

    def _ask_bulk(self, ids: Sequence[int], kinds: Mapping[str, int]) -> None:
        from ui.widgets.bulk_dialog import BulkDialog

        def agreed(how: "Edit", label: str, changing: int) -> None:
            said = trn("{n} record changed.", "{n} records changed.", changing)
            then = partial(self._desk.said.emit, said, True)
            work = edit(label, ids, how)
            n = len(ids)
            write(self._desk, self._window, label, n, work, lambda _: then(), BEFORE_BULK)

        dialog = BulkDialog(self._desk, ids, kinds, self._window)
        dialog.agreed.connect(agreed)
        dialog.rejected.connect(self._window.guard.start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, label: str, n: int, work: Work, then: Callable[[Changed], object]) -> None:
        write(self._desk, self._window, label, n, work, then)

    def undo(self) -> None:
        """Take the last change back."""
        self._go_back(undoable, tr("Undo"), lambda catalogue, _told, stop: catalogue.undo(stop))

    def redo(self) -> None:
        """Do the change last undone again."""
        self._go_back(redoable, tr("Redo"), lambda catalogue, _told, stop: catalogue.redo(stop))

    def _go_back(self, step: "_StepOf", says: str, work: Work) -> None:
        """Take a step back or forth in the history; a long one behind a dialog."""
        with self._desk.catalogue.read() as connection:
            found = step(connection)
            rows = rows_of(connection, found[0], AT_ONCE + 1) if found else 0
        doing = f"{says}: {found[1]}" if found else says
        self._write(
            doing, rows, work, lambda changed: self._desk.said.emit(f"{changed.label}.", False)
        )

    def copy_reference(self) -> None:
        """Copy the title and reference of the record shown."""
        dossier = self._records.detail.dossier()
        if dossier:
            clipboard.put(f"{dossier.stub.title} ({dossier.stub.ref})")
            self._desk.said.emit(tr("Copied."), False)

    def copy_rows(self) -> None:
        """Copy the chosen rows as a table, with its headings, for a spreadsheet or a letter."""
        from ui.copying import copy_rows

        copy_rows(self._desk, self._window, self._records.table)

    def link(self, record_id: int | None = None) -> None:
        """Link the record shown to another one, with a role, from this end."""
        from ui.forms.linker import Linker

        shown = record_id or self._records.detail.record_id()
        dossier = self._records.detail.dossier()
        if shown is None or dossier is None:
            return
        dialog = Linker(self._desk, dossier, self._window)
        dialog.made.connect(lambda: self._desk.said.emit(tr("Linked."), True))
        dialog.rejected.connect(self._window.guard.start)
        dialog.open()

    def add_to_timeline(self) -> None:
        """Add an event, a post or an outcome to the record shown, whichever it can have."""
        dossier = self._records.detail.dossier()
        part = TIMELINE_PARTS.get(dossier.kind) if dossier else None
        if part is None:
            said = tr("Choose an agreement, an official or an engagement first.")
            self._desk.said.emit(said, False)
        else:
            self.row(part)

    def set_status(self) -> None:
        """Set the status of the agreement shown by hand."""
        dossier = self._records.detail.dossier()
        if dossier is None or dossier.kind != "agreement":
            self._desk.said.emit(tr("Choose an agreement first."), False)
        else:
            self.row("hand_status")

    def row(self, part: str, row_id: int = 0) -> None:
        """Add a row of `part` to the record shown, or correct the one that is there."""
        from ui.forms.row_dialog import RowDialog

        shown = self._records.detail.record_id()
        if shown is None:
            return
        with self._guarded():
            dialog = RowDialog(self._desk, shown, part, row_id or None, parent=self._window)
            dialog.rejected.connect(self._window.guard.start)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def prefer(self, citation_id: int) -> None:
        """Prefer one statement of a fact of the record shown to what other sources state."""
        with self._guarded():
            with self._desk.change(tr("Prefer a statement")) as change:
                prefer(change, citation_id)
            self._desk.said.emit(tr("Preferred."), True)

    def merge(self) -> None:
        """Merge the two chosen records, or the one shown with another that is asked for."""
        from ui.widgets.merge_dialog import MergeDialog

        keep, other = self._records.detail.record_id(), None
        if len(ids := self._records.table.selected_ids()) == 2:
            keep, other = sorted(ids)  # the older one is the one that others refer to
        if keep is not None:
            dialog = MergeDialog(self._desk, keep, other, self._window)
            dialog.merged.connect(self._records.show_record)
            dialog.open()

    def do(self, deed: str, record_id: int) -> None:
        """Do what a link in the pane offers: hold an engagement, or close a commitment."""
        {"hold": self.hold, "close": self.close_commitment}[deed](record_id)

    def hold(self, record_id: int | None = None) -> None:
        """Mark a planned engagement as held, by default the one shown."""
        with self._guarded():
            found = self._of_kind("engagement", record_id)
            if found.values.get("state") != "planned":
                raise InputError(
                    tr("{title} is not planned.", title=found.stub.title),
                    tr("Only what is planned can be marked as held."),
                )
            date = PartialDate.parse(found.stub.date) if found.stub.date else None
            if date and date.known_first and date.first > self._desk.catalogue.today():
                raise Refused(
                    tr("It is planned for {date}, which is still to come.", date=date.show()),
                    tr("Correct its date, or mark it when it has been held."),
                )
            with self._desk.change(tr("Mark {ref} as held", ref=found.stub.ref)) as change:
                change.set("engagement", found.id, state="held")
            self.held.emit(found.id)
            said = tr("Marked as held. Enter what was discussed, and what came of it.")
            if date is None:
                said = tr("Marked as held. Enter the day, and what came of it.")
            self._desk.said.emit(said, True)

    def close_commitment(self, record_id: int | None = None) -> None:
        """Ask how and when a commitment was closed, by default the one shown."""
        from ui.widgets.close_commitment import CloseCommitment

        with self._guarded():
            found = self._of_kind("commitment", record_id)
            dialog = CloseCommitment(self._desk, found, self._window)
            said = tr("{ref} is closed.", ref=found.stub.ref)
            dialog.closed.connect(lambda: self._desk.said.emit(said, True))
            dialog.rejected.connect(self._window.guard.start)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _of_kind(self, kind: str, record_id: int | None) -> Dossier:
        """The record wanted, or the one shown, if it is of `kind`; raises InputError, NotFound."""
        wanted = record_id or self._records.detail.record_id()
        if wanted is not None:
            with self._desk.catalogue.read() as connection:
                found = load(connection, wanted)
            if found.kind == kind:
                return found
        raise InputError(
            tr("This is for {kind} only.", kind=tr(KINDS[kind].plural).lower()),
            tr("Choose one first."),
        )

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DefcatError as error:
            self._desk.failed.emit(error)
