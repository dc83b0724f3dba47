"""Files in and out, wired into the workspace: the page that imports, and the dialog that exports.

A list is usable without either. The modules of the page, which take a third of a second, are
imported beside once nothing else is to be done; those of the dialog when it is first asked for.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from defcat import history
from defcat.catalogue import Catalogue, Stop
from defcat.change import Changed
from defcat.kinds import KINDS
from defcat.translation import tr, trn
from ui.bindings import FILE
from ui.days import parsed
from ui.deeds import Deed
from ui.errand import Told
from ui.window import Window
from ui.writing import AT_ONCE, write

if TYPE_CHECKING:
    from ui.imports.page import ImportPage
    from ui.widgets.export_dialog import Lot
    from ui.workspace import Workspace

IMPORT_KEY, EXPORT_KEY = "Ctrl+I", "Ctrl+Shift+X"
PLACE = "import"
AFTER_MS = 3_000
"""So long after the window was opened the modules of the page are imported."""
_MANY = 100_000
"""More rows than this are not chosen one by one: the list they stand in is exported."""


class Exchange(QObject):
    """Brings files in over the pages of `work`, and writes records out."""

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self._page: ImportPage | None = None
        window.brought.connect(self.bring_in)
        work.records.import_asked.connect(self.import_file)
        QTimer.singleShot(AFTER_MS, self, lambda: _beside(_import_page))

    def page(self) -> "ImportPage":
        """The page, made if it is not there yet; it holds what was chosen until the end."""
        if self._page is None:
            from ui.imports.page import ImportPage

            profiles = Path(self._window.settings.fileName()).parent / "profiles"
            self._page = made = ImportPage(self._desk, profiles)
            self._work.addWidget(made)
            made.left.connect(self._leave)
            made.opened.connect(self._work.open_among_its_kind)
            made.query_asked.connect(self._work.ask)
            made.undo_asked.connect(self._undo)
        return self._page

    def shown(self) -> bool:
        """Whether the page is shown."""
        return self._page is not None and self._work.currentWidget() is self._page

    def step_back(self) -> bool:
        """Go one step back on the page; False where it is not shown, or on its first step."""
        return self.shown() and self.page().back()

    def step_on(self) -> bool:
        """Go one step on on the page; False where it is not shown."""
        if self.shown():
            self.page().go_on()
        return self.shown()

    def import_file(self) -> None:
        """Show the page that imports, where it was left; after an import, for another file."""
        if self._page is not None:
            self._page.begin_again()
        self._work.go(PLACE)

    def bring_in(self, path: Path) -> None:
        """Begin to import a file that was let fall on the window."""
        self._work.go(PLACE)
        if self.shown():
            self.page().take(path)

    def export(self) -> None:
        """Ask how the list shown, the rows chosen in it, or all of the catalogue is to go out."""
        from ui.widgets.export_dialog import ExportDialog

        lots = self._lots()
        name = self._desk.catalogue.path.stem
        dialog = ExportDialog(self._desk, lots, name, self._window)
        dialog.written.connect(
            lambda _path, said: self._desk.said.emit(" ".join(map(str, said)), False)
        )
        dialog.rejected.connect(self._window.guard.start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def deeds(self) -> tuple[Deed, ...]:
        """What can be done with files, for keys and menus."""
        wants = (
            (tr("Import a spreadsheet…"), IMPORT_KEY, self.import_file, "import"),
            (tr("Export records…"), EXPORT_KEY, self.export, "export"),
        )
        return tuple(Deed(words, FILE, (key,), run, icon) for words, key, run, icon in wants)

    def _lots(self) -> "list[Lot]":
        from ui.widgets.export_dialog import Lot

        lots = []
        if self._work.on_list():
            table, query = self._work.records.table, parsed(self._work.place().query)
            n = table.selected_count()
            if 1 < n <= _MANY:
                words = trn("{n} chosen record", "The {n} chosen records", n)
                lots.append(Lot(words, ids=list(table.selected_ids())))
            if query.conditions:
                kind = tr(KINDS[query.kind].plural).lower() if query.kind else tr("records")
                words = tr("The list: {kind}", kind=kind)
                if query.narrows():
                    words = tr("The list: {query}", query=query.write())
                lots.append(Lot(words, query=query))
        return [*lots, Lot(tr("All of the catalogue"))]

    def _leave(self) -> None:
        self._window.guard.start()
        self._work.leave_page()

    def _undo(self, entry: int) -> None:
        """Take an import back: it is the last change, or stands further back in the history."""

        def work(catalogue: Catalogue, told: Told, stop: Stop) -> Changed:
            with catalogue.read() as connection:
                last = history.undoable(connection)
            if last and last[0] == entry:
                return catalogue.undo(stop)
            return catalogue.take_back(entry, stop, told)

        doing = tr("Taking the import back")
        write(self._desk, self._window, doing, AT_ONCE + 1, work, self._undone)

    def _undone(self, changed: Changed) -> None:
        self.page().show_undone()
        self._desk.said.emit(f"{changed.label}.", False)


def _beside(work: Callable[[], None]) -> None:
    """Do `work` on a thread of its own.

    The thread is made when its time has come: a timer does not keep what a method is bound to.
    """
    threading.Thread(target=work, name="import ahead", daemon=True).start()


def _import_page() -> None:
    import ui.imports.page  # noqa: F401 - imported for its effect: the page opens at once
