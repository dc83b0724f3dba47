"""Starting the window: shown first, then the catalogue is opened behind it."""

import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from defcat import settings
from defcat.errors import DefcatError, FileProblem
from defcat.translation import tr
from ui import errors, theme
from ui.collector import Collector
from ui.icons import icon
from ui.widgets.welcome import Welcome
from ui.window import NAME, Window

if TYPE_CHECKING:
    from defcat.catalogue import Catalogue
    from ui.deeds import Deed
    from ui.renewal import Renewal

RECENT = 8
READ_MS = 10_000
"""How long a sentence stays that is no error and has to be read."""
SAMPLE = "Sample" + settings.SUFFIX


def make_application(arguments: list[str]) -> QApplication:
    """The application with its name, icon and theme."""
    app = QApplication(arguments)
    app.setApplicationName(NAME)
    app.setDesktopFileName(NAME)
    app.setWindowIcon(icon("app", "accent"))
    return app


def preferences(folder: Path) -> QSettings:
    """What the window remembers between runs, as a file in `folder`; nothing of any record."""
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


class Application(QObject):
    """The window and the catalogue that it has open, if any."""

    opened = Signal()
    _imported = Signal()

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__(app)
        self._folder = folder
        self.settings = preferences(folder)
        chosen = {"light": theme.LIGHT, "dark": theme.DARK}.get(
            str(self.settings.value("window/theme", ""))
        )
        theme.apply(app, chosen or theme.system_theme(app))
        self.window = Window(self.settings)
        self.window.closing.connect(self._close)
        self.window.dropped.connect(self.open)
        self.workspace: QObject | None = None
        self._renewal: Renewal | None = None
        self._then: Callable[[], None] = self._welcome
        self._imported.connect(self._go_on)

    def start(self, path: Path | None = None, *, sample: bool = False) -> None:
        """Show the window, then open the catalogue at `path`, the sample, or the last one open.

        Where there is none of them, offer what can be opened.
        """
        self.window.show()
        wanted = path or next(iter(self.recent()), None)
        if sample:
            self._later(self.open_sample)
        elif wanted is not None:
            self._later(partial(self.open, wanted))
        else:
            self._welcome()

    def open(self, path: Path) -> None:
        """Open the catalogue at `path` in place of the one that is open.

        One that cannot be written, because somebody has it open or the disk does not allow it, is
        shown for reading.
        """
        from defcat.catalogue import Catalogue

        try:
            try:
                catalogue = Catalogue.open(path, renew=False)
                if catalogue.outdated:
                    self._renew(catalogue)
                else:
                    self._show(catalogue)
            except FileProblem as error:
                self._show(Catalogue.open(path, write=False))
                says = tr("{why} It is shown for reading.", why=error.what)
                self.window.notice.tell(says, "warn", stay_ms=READ_MS)
        except DefcatError as error:
            if self.workspace is None:
                self._welcome()
            self.window.notice.problem(error)

    def open_sample(self) -> None:
        """Open the sample, made on first use in the folder for the program's data."""
        path = self._folder / SAMPLE
        if path.exists():
            self.open(path)
            return
        from defcat.exchange.sample import create_sample

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._show(create_sample(path))
        except DefcatError as error:
            self._welcome()
            self.window.notice.problem(error)

    def _later(self, then: Callable[[], None]) -> None:
        """Do `then` once the window is painted; the imports that it needs run beside it."""
        self._then = then
        QTimer.singleShot(0, threading.Thread(target=self._import, daemon=True).start)

    def _import(self) -> None:
        import ui.workspace  # noqa: F401 - imported for its effect: it takes SQLAlchemy with it

        self._imported.emit()

    def _go_on(self) -> None:
        self._then()

    def new(self) -> None:
        """Ask where, and make an empty catalogue there."""
        from defcat.catalogue import Catalogue

        path = self._ask_path(save=True)
        if path is None:
            return
        try:
            self._show(Catalogue.create(path.with_suffix(settings.SUFFIX)))
        except DefcatError as error:
            self.window.notice.problem(error)

    def ask_and_open(self) -> None:
        """Ask which catalogue, and open it."""
        path = self._ask_path(save=False)
        if path is not None:
            self.open(path)

    def recent(self) -> list[Path]:
        """The catalogues opened last that are still there."""
        kept = self.settings.value("recent", [], list)
        return [path for path in map(Path, kept if isinstance(kept, list) else []) if path.exists()]

    def _deeds(self) -> "tuple[Deed, ...]":
        from ui.bindings import FILE
        from ui.deeds import Deed

        return (
            Deed(tr("Open a catalogue…"), FILE, ("Ctrl+O",), self.ask_and_open, "external"),
            Deed(tr("New catalogue…"), FILE, ("Ctrl+Shift+N",), self.new, "add"),
            Deed(tr("Open the sample"), FILE, (), self.open_sample, "star"),
        )

    def _ask_path(self, *, save: bool) -> Path | None:
        folder = str(settings.documents_folder())
        wanted = tr("Catalogues (*{suffix})", suffix=settings.SUFFIX)
        if save:
            name, _ = QFileDialog.getSaveFileName(self.window, tr("New catalogue"), folder, wanted)
        else:
            name, _ = QFileDialog.getOpenFileName(self.window, tr("Open"), folder, wanted)
        return Path(name) if name else None

    def _show(self, catalogue: object) -> None:
        from defcat.catalogue import Catalogue
        from ui.desk import Desk
        from ui.workspace import Workspace

        assert isinstance(catalogue, Catalogue)
        self._close()
        workspace = Workspace(self.window, Desk(catalogue), self._deeds())
        self.workspace = workspace
        self.window.show_page(workspace)
        self.window.set_bare(False)
        self.window.set_ready(True, writable=catalogue.writable)
        self.window.rail.set_title(catalogue.path.stem)
        self.window.setWindowTitle(f"{catalogue.path.stem} - {NAME}")
        self.window.set_status(access="" if catalogue.writable else tr("Read only"))
        path = catalogue.path.resolve()
        paths = [path, *(known for known in self.recent() if known != path)]
        self.settings.setValue("recent", [str(p) for p in paths[:RECENT]])
        workspace.start()
        self.opened.emit()

    def _renew(self, catalogue: "Catalogue") -> None:
        """Make the search index of `catalogue` anew, and then show it."""
        from ui.renewal import Renewal

        self._close()
        self._renewal = renewal = Renewal(catalogue, self)
        renewal.done.connect(self._renewed)
        renewal.given_up.connect(self._not_renewed)
        self.window.show_page(renewal.page)
        self.window.set_bare(True)
        self.window.set_ready(False)
        renewal.page.setFocus()
        renewal.start()

    def _renewed(self) -> None:
        renewal, self._renewal = self._renewal, None
        assert renewal is not None
        self._show(renewal.catalogue)

    def _not_renewed(self, error: DefcatError | None) -> None:
        self._renewal = None
        self._welcome()
        if error is not None:
            self.window.notice.problem(error)

    def _welcome(self) -> None:
        page = Welcome(self.recent())
        page.sample.connect(self.open_sample)
        page.new.connect(self.new)
        page.open_file.connect(self.ask_and_open)
        page.open_recent.connect(self.open)
        self.window.show_page(page)
        self.window.set_bare(True)
        self.window.set_ready(False)
        page.setFocus()

    def _close(self) -> None:
        if self._renewal is not None:
            self._renewal.stop()
            self._renewal = None
        if self.workspace is not None:
            from ui.workspace import Workspace

            assert isinstance(self.workspace, Workspace)
            self.workspace.close_desk()
            self.workspace = None


def run(path: Path | None, *, sample: bool = False) -> int:
    """Run the window until it is closed; its exit code."""
    app = make_application(sys.argv)
    folder = settings.data_folder()
    application = Application(app, folder)
    errors.install(app, lambda: application.window, folder / "crashes")
    Collector(app)
    application.start(path, sample=sample)
    return app.exec()
