"""The history, wired into the workspace: its page, and taking changes back, or parts of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint

from defcat import dossier as dossiers
from defcat.catalogue import Catalogue, Stop
from defcat.change import Change, Changed
from defcat.history import rows_of
from defcat.journal import Line
from defcat.translation import tr, trn
from ui.deeds import Deed, menu
from ui.safeguard import BEFORE_BULK
from ui.window import Window
from ui.writing import AT_ONCE, Work, write

if TYPE_CHECKING:
    from defcat.bulk import Told
    from ui.models.changes import Difference, Touched
    from ui.pages.history import HistoryPage
    from ui.workspace import Workspace

MANY = 20
"""More records than this are not touched without a question."""

_Restore = Callable[[Change], str]


class Past(QObject):
    """Shows the history, and does what is asked for on its page.

    The page is made when it is first asked for: a list is usable without it.
    """

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self._page: HistoryPage | None = None
        work.records.detail.history_asked.connect(self.show_entry)

    def page(self) -> "HistoryPage":
        """The page, made if it is not there yet."""
        if self._page is None:
            from ui.pages.history import HistoryPage

            self._page = made = HistoryPage(self._desk)
            self._work.addWidget(made)
            made.left.connect(self._work.back)
            made.menu_asked.connect(self._menu)
            made.pane.opened.connect(self._work.open_among_its_kind)
            made.pane.back_asked.connect(self.take_back)
            made.pane.field_asked.connect(self.restore_difference)
            made.pane.record_asked.connect(self.restore_record)
        return self._page

    def pages(self) -> "tuple[HistoryPage, ...]":
        """The page, if it has been made."""
        return (self._page,) if self._page else ()

    def shown(self) -> bool:
        """Whether the page is shown, and a letter is a command about it."""
        return self._page is not None and self._work.currentWidget() is self._page

    def deeds(self) -> tuple[Deed, ...]:
        """What can be done there, for keys and menus."""

        def deed(words: str, key: str, act: str, drawing: str) -> Deed:
            def here() -> object:
                return getattr(self.page().pane, act)() if self.shown() else None

            return Deed(words, "History", (key,), here, drawing, self.shown)

        return (
            deed(tr("Take this change back"), "U", "take_back", "undo"),
            deed(tr("Restore this field or row"), "B", "restore", "history"),
            deed(tr("Restore the record to here"), "W", "restore_record", "history"),
        )

    def show_entry(self, record_id: int, entry_id: int) -> None:
        """Show the changes of a record, with the cursor on one of them."""
        self._desk.reader.ask(
            "history-of",
            lambda c: dossiers.stubs(c, [record_id])[record_id],
            lambda stub: self._show_of(stub, entry_id),
        )

    def take_back(self, line: Line) -> None:
        """Take a change back, if it touched many records only after a question."""
        from defcat import journal
        from defcat.taking_back import may_go_back

        def counted(found: tuple[int, int]) -> None:
            n, rows = found
            if n <= MANY:
                return self._take_back(line, n, rows)
            from ui.widgets.question import ask

            ask(
                self._window,
                tr("Take “{label}” back?", label=line.label),
                trn(
                    "{n} record becomes what it was before. What came later stays.",
                    "{n} records become what they were before. What came later stays.",
                    n,
                ),
                tr("Take back"),
                lambda: self._take_back(line, n, rows),
            )

        def count(connection: Any) -> tuple[int, int]:
            may_go_back(connection, line.id)  # or nobody is asked
            records = journal.reach(connection, [line.id])[line.id].records
            return records, rows_of(connection, line.id, AT_ONCE + 1)

        self._desk.reader.ask("history-many", count, counted)

    def restore_difference(self, difference: "Difference") -> None:
        """Make the field, or the row that came or went, what it was before its change."""
        step, entry = difference.step, self.page().pane.model.entry

        def act(change: Change) -> str:
            from defcat.taking_back import restore_field, restore_row

            if difference.of_row:
                return restore_row(change, entry, step.what, step.row_id)
            return restore_field(change, entry, step.what, step.row_id, difference.field)

        self._restore(tr("Restore {field}", field=difference.label), act)

    def restore_record(self, touched: "Touched") -> None:
        """Make a record what it was after the change that is shown."""
        entry = self.page().pane.model.entry

        def act(change: Change) -> str:
            from defcat.taking_back import restore_record

            return restore_record(change, entry, touched.record_id, after=True)

        def count(connection: Any) -> int:
            from defcat.taking_back import rows_behind

            return rows_behind(connection, touched.record_id, entry, AT_ONCE + 1)

        says = tr("Restore a record")
        self._desk.reader.ask("history-rows", count, lambda rows: self._restore(says, act, rows))

    def _take_back(self, line: Line, n: int, rows: int) -> None:
        def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
            return catalogue.take_back(line.id, stop, told)

        reason = BEFORE_BULK if n > AT_ONCE else ""
        self._write(tr("Take back: {label}", label=line.label), rows, work, reason)

    def _restore(self, doing: str, act: _Restore, rows: int = 1) -> None:
        def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
            return catalogue.restore(act, stop, told)

        self._write(doing, rows, work)

    def _write(self, doing: str, n: int, work: Work, reason: str = "") -> None:
        """Write what concerns `n` rows; with a `reason` there is a backup first."""

        def done(changed: Changed) -> None:
            self._desk.said.emit(f"{changed.label}.", True)
            for page in self.pages():
                page.table.setFocus()  # the button may be of no more use, the list is

        write(self._desk, self._window, doing, n, work, done, reason)

    def _show_of(self, stub: dossiers.Stub, entry_id: int) -> None:
        self.page().show_record(stub, entry_id)
        self._work.go("history")

    def _menu(self, at: QPoint) -> None:
        menu(self.deeds(), self._work).popup(at)
