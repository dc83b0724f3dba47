"""Recording: the form that is open, quick entry, and drafts taken up again.

Forms and dialogs are imported when they are first asked for: a list is usable without them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from defcat.errors import DefcatError
from defcat.translation import tr
from ui.window import Window

if TYPE_CHECKING:
    from ui.forms.form import RecordForm
    from ui.widgets.quick_entry import QuickEntry
    from ui.workspace import Workspace


class Recording(QObject):
    """Opens forms over the pages of `work`. `form` is the one that is open."""

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self.form: RecordForm | None = None
        self._stays = False
        self._quick: QuickEntry | None = None
        self._work = work
        self._window = window
        self._desk = work.desk

    def new_record(self, kind: str) -> None:
        """Open an empty form, or the draft of a record of this kind that was left unsaved."""
        from defcat.drafts import store as draft_store
        from ui.forms.form import RecordForm

        with self._guarded():
            with self._desk.catalogue.read() as connection:
                kept = next(draft_store.kept_new(connection, kind), None)
            if kept:
                self._open_form(RecordForm.resume(self._desk, kept))
            else:
                self._open_form(RecordForm.new(self._desk, kind))

    def resume(self, kept_id: int) -> None:
        """Open the form of a kept draft."""
        from defcat.drafts import store as draft_store
        from ui.forms.form import RecordForm

        with self._guarded():
            with self._desk.catalogue.read() as connection:
                kept = [k for k in draft_store.kept(connection) if k.id == kept_id]
            if kept:
                self._open_form(RecordForm.resume(self._desk, kept[0]))

    def edit(self, record_id: int | None = None) -> None:
        """Open the form of a record, by default of the one shown."""
        from ui.forms.form import RecordForm

        wanted = record_id if record_id is not None else self._work.records.detail.record_id()
        if wanted is not None:
            with self._guarded():
                self._open_form(RecordForm.edit(self._desk, wanted))

    def mend(self, record_id: int) -> None:
        """Open the form of a record in which something was found; saved, it leads back here."""
        self.edit(record_id)
        self._stays = True

    def enter_what_came_of_it(self, engagement: int) -> None:
        """Open the form of an engagement where its record of discussion is, or first its day."""
        self.edit(engagement)
        if self.form is not None:
            dated = self.form.draft.values.get("date")
            self.form.body.focus_field("record" if dated else "date")

    def cite(self, about: str, row: int) -> None:
        """Open the form of the record shown to cite a source for a field, or a row of a part."""
        self.edit()
        if self.form is not None:
            self.form.body.cite(about, row or None)

    def quick_entry(self) -> None:
        """Record something with the fewest fields."""
        if self._quick is None:
            from ui.widgets.quick_entry import QuickEntry

            # One for good: it holds what was typed before Esc.
            self._quick = QuickEntry(self._desk, self._window)
            self._quick.opened.connect(self._work.open_record)
            self._quick.made.connect(self._made)
            self._quick.more.connect(self.edit)
            self._quick.rejected.connect(self._window.guard.start)
        self._quick.begin(self._work.kind_listed() or "engagement")

    def begin(self, kind: str) -> None:
        """Make a record of `kind`, or where none is named, one with the fewest fields."""
        if kind:
            self.new_record(kind)
        else:
            self.quick_entry()

    def _made(self, record_id: int) -> None:
        self._desk.said.emit(tr("Recorded."), True)
        self._work.open_among_its_kind(record_id)

    def _open_form(self, form: "RecordForm") -> None:
        self.leave()
        self.form = form
        self._stays = False
        form.saved.connect(self._saved)
        form.closed.connect(self._left)
        form.form_asked.connect(self.edit)
        form.record_asked.connect(self._work.open_among_its_kind)
        form.dismiss_asked.connect(self._work.attention.dismiss_one)
        self._work.show_form(form)

    def _saved(self, record_id: int) -> None:
        stays = self._stays
        self._form_closed()
        self._desk.said.emit(tr("Saved."), True)
        if not stays:
            self._work.open_among_its_kind(record_id)

    def _left(self) -> None:
        unsaved = self.form is not None and self.form.draft.changed()
        self._form_closed()
        self._window.guard.start()
        if unsaved:
            self._desk.said.emit(tr("What was not saved is kept as a draft."), False)

    def _form_closed(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self._work.hide_form(form)
            form.deleteLater()

    def leave(self) -> None:
        """Close the form, if there is one; what is not saved is kept."""
        if self.form is not None:
            self.form.leave()
            self._window.guard.stop()  # whoever went elsewhere is not typing any more

    def close(self) -> None:
        """Keep what is half typed: the catalogue is being closed."""
        if self._quick is not None:
            self._quick.deleteLater()
        self.leave()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DefcatError as error:
            self._desk.failed.emit(error)
