"""Starting the window: shown first, then the catalogue is opened behind it."""

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from defcat import settings
from defcat.errors import DefcatError, LockedByAnother
from defcat.translation import tr
from ui import errors, theme
from ui.collector import Collector
from ui.icons import icon
from ui.widgets.welcome import Welcome
from ui.window import NAME, Window

if TYPE_CHECKING:
    from ui.deeds import Deed

RECENT = 8
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
        self._then: Path | None = None

    def start(self, path: Path | None) -> None:
        """Show the window, then open the catalogue at `path`, or offer what can be opened."""
        self.window.show()
        if path is None:
            self._welcome()
        else:
            self.open_later(path)

    def open_later(self, path: Path) -> None:
        """Open a catalogue once the window is painted; the imports that it needs run beside it."""
        self._then = path
        self._imported.connect(self._open_now)
        threading.Thread(target=self._import, daemon=True).start()

    def _import(self) -> None:
        import ui.workspace  # noqa: F401 - imported for its effect: it takes SQLAlchemy with it

        self._imported.emit()

    def _open_now(self) -> None:
        self._imported.disconnect(self._open_now)
        if self._then is not None:
            self.open(self._then)

    def open(self, path: Path) -> None:
        """Open the catalogue at `path` in place of the one that is open."""
        from defcat.catalogue import Catalogue

        try:
            try:
                self._show(Catalogue.open(path))
            except LockedByAnother as error:
                self._show(Catalogue.open(path, write=False))
                self.window.notice.tell(
                    tr("{why} It is shown for reading.", why=error.what), "warn"
                )
        except DefcatError as error:
            if self.workspace is None:
                self._welcome()
            self.window.notice.problem(error)

    def open_sample(self) -> None:
        """Open the sample, made on first use in the folder for the program's data."""
        from defcat.catalogue import Catalogue
        from defcat.exchange.sample import create_sample

        path = self._folder / SAMPLE
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._show(Catalogue.open(path) if path.exists() else create_sample(path))
        except DefcatError as error:
            self.window.notice.problem(error)

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
        self.window.set_ready(True)
        self.window.rail.set_title(catalogue.path.stem)
        self.window.setWindowTitle(f"{catalogue.path.stem} - {NAME}")
        self.window.set_status(access="" if catalogue.writable else tr("Read only"))
        paths = [catalogue.path, *(p for p in self.recent() if p != catalogue.path)]
        self.settings.setValue("recent", [str(p) for p in paths[:RECENT]])
        workspace.start()
        self.opened.emit()

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
    if sample:
        application.window.show()
        QTimer.singleShot(0, application.open_sample)
    else:
        application.start(path)
    return app.exec()
