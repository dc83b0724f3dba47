"""The page that brings a file in: its steps, and what is read between them on another thread."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from defcat import history
from defcat.catalogue import Catalogue
from defcat.change import Changed
from defcat.errors import DefcatError
from defcat.exchange.importer import ImportResult
from defcat.exchange.layout import Layout
from defcat.exchange.profile import Profile
from defcat.exchange.profiles import load_profile
from defcat.exchange.unread import Unread
from defcat.translation import tr
from ui.desk import Desk
from ui.errand import Told, Work
from ui.imports import intake as course
from ui.imports.columns_step import ColumnsStep
from ui.imports.done_step import DoneStep
from ui.imports.doubts_step import DoubtsStep
from ui.imports.file_step import FileStep
from ui.imports.foot import Foot
from ui.imports.intake import Intake
from ui.imports.keeping import ask_name
from ui.imports.preview_step import PreviewStep
from ui.imports.sheet_step import SheetStep
from ui.imports.step import Step
from ui.imports.steps_row import StepsRow
from ui.imports.under_way import UnderWay
from ui.imports.values_step import ValuesStep
from ui.safeguard import BEFORE_IMPORT
from ui.widgets.heading import hairline, label
from ui.widgets.notice import Notice, reading_only
from ui.writing import AT_ONCE, write

FILE, SHEET, COLUMNS, VALUES, DOUBTS, PREVIEW, DONE = range(7)


class ImportPage(QFrame):
    """Leads a file through its steps. Nothing is written before the last button is pressed.

    `left` says that somebody wants to be elsewhere: what was chosen is kept. `opened` carries a
    record to show, `query_asked` what finds what was imported, `undo_asked` the entry of the
    history to take back.
    """

    left = Signal()
    opened = Signal(int)
    query_asked = Signal(str)
    undo_asked = Signal(int)

    def __init__(self, desk: Desk, profiles: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._desk = desk
        self._profiles = profiles
        self._entry = 0
        self._made: list[ImportResult] = []
        self.intake: Intake | None = None
        self.row = StepsRow(_names())
        self.file, self.sheet = FileStep(), SheetStep(profiles)
        self.columns, self.values = ColumnsStep(), ValuesStep()
        self.doubts, self.preview = DoubtsStep(desk), PreviewStep()
        self.done = DoneStep()
        self.steps: tuple[Step, ...] = (
            *(self.file, self.sheet, self.columns, self.values),
            *(self.doubts, self.preview, self.done),
        )
        self._stack = QStackedWidget()
        self._foot = Foot()
        self.progress = self._foot.progress
        self.back_button, self.next_button = self._foot.back, self._foot.next
        self._work = UnderWay(desk, self.progress, self)
        self.notice = Notice()
        self._file = label("", "muted")
        self._lay_out()
        self._connect()
        self._show_step(FILE)

    # --- getting about ----------------------------------------------------------------------

    def step(self) -> int:
        """Which step is shown."""
        return self._stack.currentIndex()

    def take(self, path: Path) -> None:
        """Begin with a file; what was chosen for another one is let go."""
        self._read(
            tr("Reading {file}…", file=path.name),
            lambda told, _stop: course.begin(path, told),
            self._began,
        )

    def back(self) -> bool:
        """Go one step back; False where there is none."""
        if self.step() in (FILE, DONE):
            return False
        self._work.stop()
        earlier = FILE if self.intake and self.intake.is_complete else self.step() - 1
        self._show_step(earlier)
        return True

    def go_on(self) -> None:
        """Go one step on, if this one is done with."""
        if not self.next_button.isEnabled() or self.intake is None:
            return
        self.notice.dismiss()
        step = self.step()
        if step == FILE and self.intake.is_complete:
            self._rehearse_complete()
        elif step == COLUMNS:
            self._look_at_values()
        elif step in (VALUES, DOUBTS):
            self._look_ahead(step + 1)
        elif step == PREVIEW:
            self._import()
        else:
            self._show_step(step + 1)

    def _go_to(self, step: int) -> None:
        """Go back to an earlier step; after an import was taken back, also to its preview."""
        if self.intake and self.intake.is_complete and step != FILE:
            self._rehearse_complete()
        elif step == PREVIEW:
            self._look_ahead(PREVIEW)
        else:
            self._show_step(step)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        self.steps[self.step()].take_focus()

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        if step == FILE:
            self.file.show_intake(self.intake)
        elif self.intake is not None:
            self.steps[step].show_intake(self.intake)
        self.row.show_step(step, closed=step == DONE)
        self._foot.setVisible(step != DONE)
        self._file.setText(self.intake.path.name if self.intake and step else "")
        self._judge()
        if self.isVisible():
            self.steps[step].take_focus()

    def _judge(self) -> None:
        """Let the buttons be used that make sense now."""
        step = self.step()
        shown, busy = self.steps[step], self._work.is_busy
        self.back_button.setVisible(step not in (FILE, DONE))
        self.next_button.setEnabled(shown.can_go_on() and not busy)
        self.next_button.setText(shown.next_label() or tr("Next"))
        self._stack.setEnabled(not busy)

    def begin_again(self) -> None:
        """Be ready for another file, where the one before is done with."""
        if self.step() == DONE:
            self.intake = None
            self._show_step(FILE)

    def _leave(self) -> None:
        if (open_list := QApplication.activePopupWidget()) is not None:
            open_list.close()
        elif self._work.is_busy:
            self._work.stop()
        else:
            self.left.emit()

    # --- what is done between steps ---------------------------------------------------------

    def _turned(self) -> None:
        """Something has begun or ended: what had the keyboard cannot be used meanwhile."""
        focused = QApplication.focusWidget()
        within = focused is not None and self.isAncestorOf(focused)
        if not within:
            return self._judge()
        if self._work.is_busy:
            self.progress.take_focus()
            self._judge()
        else:
            self._judge()
            self.steps[self.step()].take_focus()

    def _failed(self, error: DefcatError) -> None:
        self.notice.problem(error)
        if self.intake is not None and self.step() != FILE:
            self.steps[self.step()].show_intake(self.intake)  # as it was before

    def _read(self, doing: str, work: Work, then: Callable[[object], None]) -> None:
        self.notice.dismiss()
        self._work.begin(doing, work, then)

    def _began(self, answer: object) -> None:
        assert isinstance(answer, Intake)
        self.intake = answer
        if answer.is_complete:
            self._rehearse_complete()
        else:
            self._show_step(SHEET)

    def _laid(self, answer: object) -> None:
        assert isinstance(answer, Intake)
        self.intake = answer
        self._show_step(SHEET)

    def _lay(self, layout: Layout) -> None:
        intake = self.intake
        if intake is None:
            return

        def work(told: Told, _stop: object) -> Intake:
            return course.read_again(intake, layout, told)

        self._read(tr("Reading…"), work, self._laid)

    def _choose_kind(self, kind: str) -> None:
        intake = self.intake
        if intake is not None and kind != intake.kind:
            self._read(
                tr("Looking at the columns…"),
                lambda _told, _stop: course.with_kind(intake, kind),
                self._laid,
            )

    def _choose_profile(self, name: str, step: int = SHEET) -> None:
        """Read the file by a profile, or as it looks, and show that at `step`."""
        intake = self.intake
        if intake is None:
            return

        def work(told: Told, _stop: object) -> Intake:
            profile: Profile | None = load_profile(name) if name else None
            return course.with_profile(intake, profile, told)

        def read(answer: object) -> None:
            assert isinstance(answer, Intake)
            self.intake = answer
            self._show_step(step)

        self._read(tr("Reading…"), work, read)

    def _look_at_values(self) -> None:
        intake = self.intake
        assert intake is not None

        def seen(answer: object) -> None:
            assert isinstance(answer, tuple)
            found: tuple[Unread, ...] = answer
            intake.unread = found
            self._show_step(VALUES)

        doing = tr("Reading the values…")
        self._read(doing, lambda _told, _stop: course.read_values(intake), seen)

    def _look_ahead(self, step: int) -> None:
        """See what the import would do, unless that is known, and go on to `step`."""
        intake = self.intake
        assert intake is not None
        if intake.seen is not None:
            return self._show_step(step)

        def work(told: Told, stop: Callable[[], bool]) -> course.Seen:
            return course.look_ahead(self._desk.catalogue, intake, told, stop)

        def seen(answer: object) -> None:
            assert isinstance(answer, tuple)
            intake.seen, intake.lines = answer
            intake.doubts = intake.seen.doubts
            self._show_step(step)

        self._read(tr("Comparing with what is here…"), work, seen)

    def _rehearse_complete(self) -> None:
        """See what a JSON file would do."""
        intake = self.intake
        assert intake is not None

        catalogue = self._desk.catalogue

        def seen(answer: object) -> None:
            assert isinstance(answer, ImportResult)
            intake.complete = answer
            self._show_step(PREVIEW)

        doing = tr("Comparing with what is here…")
        self._read(doing, lambda told, _stop: course.rehearse(catalogue, intake, told), seen)

    # --- the import -------------------------------------------------------------------------

    def _import(self) -> None:
        intake = self.intake
        assert intake is not None
        if not self._desk.catalogue.writable:
            return self.notice.tell(reading_only(), "neutral")
        self._made.clear()
        made = self._made

        def work(catalogue: Catalogue, told: Told, stop: Callable[[], bool]) -> Changed:
            made.append(course.carry_out(catalogue, intake, told, stop))
            with catalogue.read() as connection:
                entry = history.undoable(connection)
            return Changed(*(entry or (0, "")), frozenset())

        def then(changed: Changed) -> None:
            intake.result, intake.seen, intake.complete = made.pop(), None, None
            self._entry = changed.entry
            self._show_step(DONE)

        doing = tr("Importing {file}", file=intake.path.name)
        write(self._desk, self, doing, AT_ONCE + 1, work, then, BEFORE_IMPORT)

    def _changed(self, changed: Changed) -> None:
        """What was seen no longer holds once something else was written."""
        if self.intake is None or self._made:  # the import itself
            return
        self.intake.seen = None
        looked_at = self.step() == PREVIEW and self.isVisible() and not self._work.is_busy
        if looked_at and changed.entry and not self.intake.is_complete:
            self._look_ahead(PREVIEW)

    def show_undone(self) -> None:
        """Say that the import was taken back."""
        if self.step() == DONE and self.intake is not None:
            self.done.show_undone(self.intake)
            self.row.show_step(DONE)

    def _show_imported(self) -> None:
        """Show the records that cite the file."""
        intake = self.intake
        assert intake is not None
        if intake.is_complete:
            return self.query_asked.emit("")
        value = f"{intake.used().name}/{intake.path.name}"
        kind = intake.kind

        def found(ref: str) -> None:
            self.query_asked.emit(f"kind:{kind} source:{ref} " if ref else f"kind:{kind} ")

        self._desk.reader.ask("import-source", partial(course.source_ref, value=value), found)

    def _again(self) -> None:
        self.begin_again()
        self.file.ask()

    def _ask_name(self) -> None:
        """Ask under which name to keep the mapping."""
        mapping = self.intake.mapping if self.intake else None
        if mapping is not None:
            ask_name(mapping, self._profiles, self.window(), self.notice.tell)

    # --- the frame --------------------------------------------------------------------------

    def _connect(self) -> None:
        self.row.chosen.connect(self._go_to)
        self.back_button.clicked.connect(lambda: self.back())
        self.next_button.clicked.connect(lambda: self.go_on())
        self._work.turned.connect(self._turned)
        self._work.failed.connect(self._failed)
        for step in self.steps:
            step.changed.connect(self._judge)
        self.file.picked.connect(self.take)
        self.sheet.laid.connect(self._lay)
        self.sheet.kind_chosen.connect(self._choose_kind)
        self.sheet.profile_chosen.connect(self._choose_profile)
        self.columns.save_asked.connect(self._ask_name)
        self.columns.guess_asked.connect(lambda: self._choose_profile("", COLUMNS))
        self.doubts.opened.connect(self.opened)
        self.preview.opened.connect(self.opened)
        self.done.show_asked.connect(self._show_imported)
        self.done.undo_asked.connect(lambda: self.undo_asked.emit(self._entry))
        self.done.save_asked.connect(self._ask_name)
        self.done.again_asked.connect(self._again)
        self._desk.changed.connect(self._changed)
        leave = QShortcut(QKeySequence("Esc"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._leave)
        onward = QShortcut(QKeySequence("Ctrl+Return"), self)
        onward.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        onward.activated.connect(self.go_on)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        column.addLayout(head)
        head.setContentsMargins(20, 12, 20, 12)
        head.setSpacing(16)
        head.addWidget(self.row, 1)
        head.addWidget(self._file)
        column.addWidget(hairline())
        for step in self.steps:
            self._stack.addWidget(step)
        column.addWidget(self._stack, 1)
        around = QVBoxLayout()
        column.addLayout(around)
        around.setContentsMargins(12, 0, 12, 4)
        around.addWidget(self.notice)
        column.addWidget(self._foot)


def _names() -> tuple[str, ...]:
    return (
        *(tr("File"), tr("Rows"), tr("Columns"), tr("Values")),
        *(tr("Matching"), tr("Preview"), tr("Done")),
    )
