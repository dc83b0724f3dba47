"""A record being made or edited, as a page: a bar with Save, and the form of its kind below.

Leaving asks nothing and loses nothing: what is not saved is kept in the catalogue as a draft.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from defcat.dates import PartialDate
from defcat.dossier import stubs
from defcat.drafts import store as draft_store
from defcat.drafts.children import CHILDREN
from defcat.drafts.draft import Draft, Removed, status_of
from defcat.drafts.store import Kept
from defcat.errors import DefcatError
from defcat.kinds import KINDS
from defcat.translation import tr, trn
from ui import dropped
from ui.desk import Desk
from ui.forms import saving
from ui.forms.body import MARGIN, WIDEST, FormBody
from ui.forms.form_scroll import FormScroll
from ui.forms.layouts import LAYOUTS
from ui.forms.part_editor import removal, set_out_rows
from ui.forms.part_row import PartRow
from ui.forms.spot import Spot, go_to, spot_in
from ui.forms.status_line import StatusLine
from ui.widgets.buttons import text_button
from ui.widgets.field_make import Fitting
from ui.widgets.finding_list import FindingList
from ui.widgets.heading import hairline, label
from ui.widgets.link_chip import Elided
from ui.widgets.notice import Notice, reading_only

IDLE_MS = 2000
TYPING_MS = 10_000
"""A draft is no older than that while somebody types on and on."""
UNDO_MS = 8000


class RecordForm(QWidget):
    """`saved` carries the record's identifier; `closed` says that the form was left, unsaved.

    `form_asked` and `record_asked` carry another record, once this one is saved or kept: one to be
    edited, and one to be read. `dismiss_asked` carries a finding that is to stand; `files_dropped`
    the files that were let fall on the form (`ui.dropped`).

    In a catalogue that is open for reading only nothing can be entered, because nothing could be
    kept.
    """

    saved = Signal(int)
    closed = Signal()
    form_asked = Signal(int)
    record_asked = Signal(int)
    dismiss_asked = Signal(object)
    edited = Signal()
    files_dropped = Signal(object)
    body: FormBody

    def __init__(self, desk: Desk, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(desk.catalogue.writable)
        self._desk = desk
        self._kept_id: int | None = None
        self._writable = desk.catalogue.writable
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._keep_by_itself)
        self._going_on = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._going_on.timeout.connect(self._keep_by_itself)
        self._ahead = draft.changed()
        self._failed = False
        self._start: Spot | None = None
        self._title = Elided()
        self._title.setProperty("role", "title")
        self._state = label("", "small")
        self._discard = text_button(tr("Discard changes"), variant="quiet")
        self._discard.clicked.connect(self.discard)
        self._close = text_button(tr("Close"))
        self._close.setToolTip(tr("Leave; what is not saved is kept as a draft (Esc)"))
        self._close.clicked.connect(self.leave)
        self._save = text_button(tr("Save"), variant="primary")
        self._save.setToolTip(tr("Save (Ctrl+S)") if self._writable else reading_only())
        self._save.setEnabled(self._writable)
        self._save.clicked.connect(self.save)
        self._status = StatusLine()
        self.notice = Notice()
        self.findings = FindingList(desk, tr("Go to"))
        self.findings.mend_asked.connect(lambda found: self.body.go_to(found))
        self.findings.dismiss_asked.connect(self.dismiss_asked)
        self._scroll = FormScroll()
        focus = Qt.FocusPolicy.NoFocus if self._writable else Qt.FocusPolicy.StrongFocus
        self._scroll.setFocusPolicy(focus)
        self._finished = False
        self._told_wrong = 0
        self._lay_out()
        self._edit(draft)
        self.findings.show_record(draft.record_id)
        if not self._writable:
            self.notice.tell(reading_only(), "neutral")

    @classmethod
    def new(
        cls, desk: Desk, kind: str, parent: QWidget | None = None, **values: str | int
    ) -> "RecordForm":
        """A form for a new record of `kind` that starts with `values`, and the lowest marking."""
        begun = {"marking": desk.catalogue.scheme.lowest.code, **values}
        return cls(desk, Draft.new(kind, **begun), parent)

    @classmethod
    def edit(cls, desk: Desk, record_id: int, parent: QWidget | None = None) -> "RecordForm":
        """A form for a record, with the draft of an edit that was left unsaved; raises NotFound."""
        with desk.catalogue.read() as connection:
            found = draft_store.kept(connection, record_id)
            draft = Draft.read(connection, record_id)
        return cls.resume(desk, found[0], parent) if found else cls(desk, draft, parent)

    @classmethod
    def resume(cls, desk: Desk, kept: Kept, parent: QWidget | None = None) -> "RecordForm":
        """A form that goes on with a draft, on its record as it is now; raises NotFound."""
        draft = kept.draft
        if draft.record_id is not None:
            with desk.catalogue.read() as connection:
                draft = draft.rebased(Draft.read(connection, draft.record_id))
        form = cls(desk, draft, parent)
        form._kept_id = kept.id
        form._ahead = False
        if form._writable:
            form._tell_restored(kept)
        return form

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.setAccepted(bool(dropped.of(event.mimeData())))

    def dropEvent(self, event: QDropEvent) -> None:
        self.files_dropped.emit(dropped.of(event.mimeData()))
        event.acceptProposedAction()

    @property
    def draft(self) -> Draft:
        """What is being edited."""
        return self._draft

    def status(self) -> str:
        """The status that is shown with its reason, empty for what has none."""
        return self._status.text() if self._draft.kind == "agreement" else ""

    def save(self, then: Callable[[], object] | None = None) -> bool:
        """Save as one change; False, with what is in the way beside the fields, if it cannot.

        `then` is called when it is saved. Where the record has so much attached that its words take
        long to be written, that is done beside the window, and it is False until then.
        """
        if not self._writable:
            return False
        problems = self._draft.problems()
        place = self.body.show_problems(problems)
        if problems:
            self._tell_wrong(len(problems))
            if place:
                self._scroll.look_at(place)
            return False
        try:
            if saving.is_heavy(self._desk, self._draft):
                self._rest()
                end = partial(self._end, then=then)
                saving.save_beside(self._desk, self, self._draft, self._kept_id, end)
                return False
            record_id = saving.save_now(self._desk, self._draft, self._kept_id)
        except DefcatError as error:
            self.notice.problem(error)
            return False
        self._end(record_id, then)
        return True

    def _end(self, record_id: int, then: Callable[[], object] | None) -> None:
        """The record is saved."""
        self._rest()
        self._kept_id = None
        self._finished = True
        self.saved.emit(record_id)
        if then:
            then()

    def leave(self) -> None:
        """Close the form; what is not saved is kept. Where it cannot be, the form stays."""
        if self.keep():
            self.closed.emit()

    def keep(self) -> bool:
        """Keep what is not saved as a draft in the catalogue; nothing where nothing changed.

        False where it cannot be kept.
        """
        return self._keep(tells=True)

    def _keep(self, *, tells: bool) -> bool:
        self._rest()
        if self._finished or not self._writable:
            return True
        changed = self._draft.changed()
        if not changed and self._kept_id is None:
            return True
        try:
            if not self._ahead:
                self._desk.catalogue.require_file()  # and what is kept there is not lost
                return True
            with self._desk.change(tr("Keep a draft")) as change:
                if changed:
                    at = datetime.now(UTC).isoformat(timespec="seconds")
                    self._kept_id = draft_store.keep(
                        change.connection, self._draft, at, self._kept_id
                    )
                else:
                    draft_store.forget(change.connection, self._kept_id or 0)
                    self._kept_id = None
        except DefcatError as error:
            self._failed = True
            self._state.setText(tr("Not kept as a draft"))
            if tells:
                self._desk.failed.emit(error)
            return False
        self._ahead = self._failed = False
        self._state.setText(tr("Draft kept") if changed else "")
        return True

    def spot(self) -> Spot | None:
        """Where one types, for `start_at`; None where that is in no field."""
        return spot_in(self.body.stops(), self.body)

    def start_at(self, spot: Spot | None) -> None:
        """Begin there when the form is shown, and not in its first field."""
        self._start = spot

    def _keep_by_itself(self) -> None:
        """Keep a draft while somebody works; that it cannot be is told once, and tried again."""
        if self._desk.writing or not self._keep(tells=not self._failed):
            self._going_on.start()

    def _rest(self) -> None:
        self._idle.stop()
        self._going_on.stop()

    def discard(self) -> None:
        """Throw the changes away and begin anew; the notice takes that back."""
        thrown = self._draft
        draft = Draft.new(thrown.kind, **thrown.before)
        if thrown.record_id is not None:
            try:
                with self._desk.catalogue.read() as connection:
                    draft = Draft.read(connection, thrown.record_id)
            except DefcatError as error:
                self.notice.problem(error)
                return
        self._edit(draft)
        self._ahead = True
        self.keep()
        again = (tr("Undo"), lambda: self._take_up(thrown))
        self.notice.tell(tr("The changes were thrown away."), "neutral", again, UNDO_MS)
        self.body.focus_first()

    def event(self, event: QEvent) -> bool:
        # The window has shortcuts of its own: inside a form these keys are the form's.
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and (self._act(event) or _edits(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._act(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        spot, self._start = self._start, None
        if not self._writable:
            self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)
        elif spot is None or not (there := go_to(self.body.all_stops(), spot)):
            self.body.focus_first()
        else:
            self._scroll.look_at(there)

    def _act(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does in a form; where nothing can be entered, it can only be left."""
        pressed = QKeySequence(event.keyCombination())
        if pressed == QKeySequence("Esc"):
            return self.leave
        for keys, act in (
            ("Ctrl+S", self.save),
            ("Ctrl+Return", self._add_row),
            ("Ctrl+Enter", self._add_row),
            ("Alt+Del", self._remove_row),
            ("Alt+Return", self._open_child),
            ("Ctrl+Shift+C", self.body.cite_here),
        ):
            if self._writable and QKeySequence(keys) == pressed:
                return act
        return None

    def _add_row(self) -> None:
        if part := self.body.focused_part():
            part.add()

    def _remove_row(self) -> None:
        part, row = self.body.focused_part(), self.body.focused_row()
        if part and row:
            part.remove(row)

    def _open_child(self, shown: PartRow | None = None) -> None:
        """Go to the form of the child in a row; what is entered here is saved first."""
        shown = shown or self.body.focused_row()
        if shown is None or shown.part.name not in CHILDREN:
            return
        row = shown.row
        if row.id < 0 and "title" not in row.values:
            shown.focus("title")  # there is nothing yet to be opened
        elif not self._draft.changed():
            self.leave()
            self.form_asked.emit(row.id)
        else:
            self.save(lambda: self.form_asked.emit(self._draft.made.get(row.id, row.id)))

    def _follow(self, record_id: int) -> None:
        self.leave()
        self.record_asked.emit(record_id)

    def _edit(self, draft: Draft) -> None:
        """Show the form of `draft`, in place of what was shown."""
        self._draft = draft
        self._finished = False
        own = {draft.record_id} if draft.record_id is not None else set()
        with self._desk.catalogue.read() as connection:
            known = stubs(connection, draft.linked() | own)
        layout = LAYOUTS[draft.kind]
        if draft.record_id is None and not draft.changed():
            set_out_rows(draft, layout)
        fitting = Fitting(self._desk, draft, known)
        self.body = FormBody(layout, fitting)
        self.body.setEnabled(self._writable)
        self.body.edited.connect(self._edited)
        self.body.removed.connect(self._removed)
        self.body.added.connect(self._scroll.look_at)
        self.body.opened.connect(self._open_child)
        self.body.followed.connect(self._follow)
        self._scroll.setWidget(self.body)
        self.body.ordered.connect(self._order)
        self._order()
        kind = tr(KINDS[draft.kind].label)
        if draft.record_id is None:
            self._title.set_words(tr("New {kind}", kind=kind.lower()))
        else:
            stub = known[draft.record_id]
            self._title.set_words(tr("Edit {ref} – {title}", ref=stub.ref, title=stub.title))
        self._title.setToolTip(self._title.words)
        self.setWindowTitle(self._title.words)
        self.setAccessibleName(self._title.words)
        self._show_state()

    def _take_up(self, draft: Draft) -> None:
        self._edit(draft)
        self._ahead = True
        self.keep()
        self.body.focus_first()

    def _tell_restored(self, kept: Kept) -> None:
        at = datetime.fromisoformat(kept.at).astimezone()
        day = PartialDate.of(at.date()).show()
        self.notice.tell(
            tr("Draft from {day}, {time} restored.", day=day, time=at.strftime("%H:%M")),
            "neutral",
            (tr("Discard"), self.discard),
        )

    def _edited(self) -> None:
        self._show_state()
        self.edited.emit()
        self._show_mended()
        self._ahead = True
        if not self._failed:
            self._state.setText("")
        self._idle.start()
        if not self._going_on.isActive():
            self._going_on.start()

    def _show_mended(self) -> None:
        """Let the notice say how much is still to be mended, and go when nothing is."""
        told, count = _to_mend(self._told_wrong), self.body.wrong()
        if count == self._told_wrong or self.notice.text() != told:
            return
        if count:
            self._tell_wrong(count)
        else:
            self.notice.dismiss()

    def _tell_wrong(self, count: int) -> None:
        self._told_wrong = count
        self.notice.tell(_to_mend(count), "bad")

    def _removed(self, removed: Removed) -> None:
        back = (tr("Undo"), lambda: self.body.put_back(removed))
        self.notice.tell(removal(removed), "neutral", back, UNDO_MS)

    def _order(self) -> None:
        """Make Tab go from the last field to the bar, where Save is the last."""
        for before, after in pairwise(
            [*self.body.stops()[-1:], self._discard, self._close, self._save]
        ):
            QWidget.setTabOrder(before, after)

    def _show_state(self) -> None:
        """Show what follows from what is entered so far."""
        self._discard.setVisible(self._writable and self._draft.changed())
        self._status.setVisible(self._draft.kind == "agreement")
        if self._draft.kind == "agreement":
            self._status.show_status(status_of(self._draft, self._desk.catalogue.today()))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        bar.addWidget(self._title, 1)
        bar.addWidget(self._state)
        bar.addWidget(self._discard)
        bar.addWidget(self._close)
        bar.addWidget(self._save)
        head = QWidget()
        head.setMaximumWidth(WIDEST + 2 * MARGIN)
        inside = QVBoxLayout(head)
        inside.setContentsMargins(MARGIN, 12, MARGIN, 12)
        inside.setSpacing(8)
        inside.addLayout(bar)
        inside.addWidget(self._status)
        inside.addWidget(self.notice)
        inside.addWidget(self.findings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(hairline())
        column.addWidget(self._scroll, 1)


def _to_mend(count: int) -> str:
    return trn("{n} field needs mending.", "{n} fields need mending.", count)


def _edits(event: QKeyEvent) -> bool:
    """Whether a key types or takes away: a list or a chip that has the focus wants it too."""
    held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
    typed = event.text().isprintable() and event.text() != ""
    return not held and (typed or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete))
