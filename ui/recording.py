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
    from defcat.drafts.draft import Draft
    from ui.forms.form import RecordForm
    from ui.places import Where
    from ui.widgets.quick_entry import QuickEntry
    from ui.workspace import Workspace


class Recording(QObject):
    """Opens forms over the pages of `work`. `form` is the one that is open.

    `secured`: what is half typed is kept in another file, with which one goes on.
    """

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self.form: RecordForm | None = None
        self.secured = False
        self._stays = False
        self._quick: QuickEntry | None = None
        self._work = work
        self._window = window
        self._desk = work.desk

    def new_record(self, kind: str) -> None:
        """Open an empty form, or the draft of a record of this kind that was left unsaved."""
        with self._guarded():
            self._open_form(self._new_form(kind))

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
        wanted = record_id if record_id is not None else self._work.records.detail.record_id()
        if wanted is not None:
            with self._guarded():
                self._open_form(self._form_of(wanted))

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

    def _new_form(self, kind: str) -> "RecordForm":
        from defcat.drafts import store as draft_store
        from ui.forms.form import RecordForm

        with self._desk.catalogue.read() as connection:
            kept = next(draft_store.kept_new(connection, kind), None)
        return RecordForm.resume(self._desk, kept) if kept else RecordForm.new(self._desk, kind)

    def _form_of(self, record_id: int) -> "RecordForm":
        from ui.forms.form import RecordForm

        return RecordForm.edit(self._desk, record_id)

    def _made(self, record_id: int) -> None:
        self._desk.said.emit(tr("Recorded."), True)
        self._work.open_among_its_kind(record_id)

    def _open_form(self, form: "RecordForm") -> None:
        if not self.leave():
            form.deleteLater()
            return
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

    def leave(self) -> bool:
        """Close the form, if there is one; what is not saved is kept.

        False where it cannot be kept: then the form stays, with what was typed.
        """
        if self.form is not None:
            self.form.leave()
            self._window.guard.stop()  # whoever went elsewhere is not typing any more
        return self.form is None

    def keep(self) -> bool:
        """Keep what is half typed in the catalogue; False where it cannot be kept."""
        if self.secured:
            return True
        formed = self.form is None or self.form.keep()
        if self._quick is not None:
            try:
                self._quick.keep()
            except DefcatError as error:
                self._desk.failed.emit(error)
                return False
        return formed

    def unkept(self) -> "Draft | None":
        """Keep what is half typed; the draft of what cannot be kept."""
        if self.keep():
            return None
        if self.form is not None and self.form.draft.changed():
            return self.form.draft
        return self._quick.draft() if self._quick is not None else None

    def being_entered(self) -> tuple[str, int | None] | None:
        """The kind of the record that is entered now, and the record, None for one that is new."""
        if self._quick is not None and self._quick.isVisible() and self._quick.begun():
            return self._quick.kind(), None
        return (self.form.draft.kind, self.form.draft.record_id) if self.form else None

    def go_on(self, where: "Where") -> None:
        """Open the form of what was being entered, with its draft, or with the one not kept."""
        from ui.forms.form import RecordForm

        if where.form is None and where.unkept is None:
            return
        with self._guarded():
            if where.unkept is not None:
                form = RecordForm(self._desk, where.unkept)
            else:
                assert where.form is not None
                kind, record_id = where.form
                form = self._new_form(kind) if record_id is None else self._form_of(record_id)
            form.start_at(where.spot)
            self._open_form(form)

    def close(self) -> None:
        """Keep what is half typed: the catalogue is being closed."""
        if self._quick is not None:
            with self._guarded():
                self._quick.keep()
            self._quick.deleteLater()
            self._quick = None
        if not self.leave():
            self._form_closed()  # whoever closes it knows that it cannot be kept

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DefcatError as error:
            self._desk.failed.emit(error)
