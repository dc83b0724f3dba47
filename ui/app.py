"""Starting the window: shown first, then the catalogue is opened behind it."""

import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from defcat import settings
from defcat.errors import DefcatError, NeedsPassphrase
from defcat.translation import tr
from ui import clipboard, errors, preferences, single
from ui.collector import Collector
from ui.ending import Ending
from ui.hiding import clear_screen, unkept
from ui.icons import icon
from ui.kept import WindowSettings
from ui.locking import LOCK_KEY, Locking
from ui.widgets.welcome import Welcome
from ui.window import NAME, Window

if TYPE_CHECKING:
    from defcat.catalogue import Catalogue
    from ui.deeds import Deed
    from ui.leaving import Leaving
    from ui.opening import Opened
    from ui.passphrases import Passphrases
    from ui.places import Where
    from ui.recovering import Recovering
    from ui.renewal import Renewal
    from ui.widgets.passphrase_dialog import Doing
    from ui.workspace import Workspace

RECENT = 8
AFTER_MS = 1_000
"""After so long, whatever the first list needs has been read."""
SAMPLE = "Sample" + settings.SUFFIX


def _know_own_files() -> None:
    """Let Qt's file dialog tell our files by their names (`resources/mime`).

    It would open them to see what they are, and whoever closes a file of an open SQLite database
    drops the locks that the process holds on it (POSIX, fcntl): another program would then take
    away the log under the window.
    """
    if os.name == "posix":
        known = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        os.environ["XDG_DATA_DIRS"] = f"{known}:{settings.RESOURCES}"


def make_application(arguments: list[str]) -> QApplication:
    """The application with its name, icon and theme."""
    _know_own_files()
    app = QApplication(arguments)
    app.setApplicationName(NAME)
    app.setDesktopFileName(NAME)
    app.setWindowIcon(icon("app", "accent"))
    return app


def window_settings(folder: Path) -> WindowSettings:
    """What the window remembers between runs, as a file in `folder`; nothing of any record."""
    return WindowSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


class Guest(Protocol):
    """What has the window to itself while no catalogue is shown, until it is stopped."""

    @property
    def page(self) -> QWidget: ...
    def stop(self) -> None: ...
    def deleteLater(self) -> None: ...


class Application(QObject):
    """The window and the catalogue that it has open, if any.

    `workspace` shows the catalogue; while there is none, a guest may have the window, such as the
    page that asks for a passphrase. `locked` says that the pages of a locked one have gone.
    """

    opened = Signal()
    locked = Signal()
    _imported = Signal()

    def __init__(self, app: QApplication, folder: Path) -> None:
        super().__init__(app)
        self._folder = folder
        self.settings = window_settings(folder)
        preferences.dress(app, preferences.read(self.settings))
        self.window = Window(self.settings)
        self.settings.failed.connect(self._tell_not_kept)
        self.window.closing.connect(self.end)
        self.window.dropped.connect(self.open)
        self.window.locker.clicked.connect(lambda: self.lock())
        self.window.reopen_asked.connect(lambda: self.recovering().reopen())
        self.window.restore_asked.connect(lambda wish: self.recovering().restore(wish))
        self.window.salvage_asked.connect(lambda path: self.recovering().salvage(path))
        self.workspace: Workspace | None = None
        self._left: Where | None = None
        self.window.may_close = lambda: self.may_leave(self.window.close)
        self._leaving: Leaving | None = None
        self.guest: Guest | None = None
        self._recovers: Recovering | None = None
        self._asks: Passphrases | None = None
        self.key_files: dict[Path, Path] = {}
        self._door = single.Door(self.window)
        self.locking = Locking(
            self.window,
            lambda: preferences.read(self.settings).idle_minutes,
            self._is_writing,
            unkept,
        )
        self.locking.asked.connect(self.lock)
        self._then: Callable[[], None] = self.welcome
        self._imported.connect(self._go_on)

    def start(self, path: Path | None = None, *, sample: bool = False) -> None:
        """Show the window, then open the catalogue at `path`, the sample, or the last one open.

        Where there is none of them, offer what can be opened.
        """
        self.window.show()
        wanted = self.wanted(path)
        if sample:
            self._later(self.open_sample)
        elif wanted is not None:
            self._later(partial(self.open, wanted))
            QTimer.singleShot(0, self, lambda: self._door.answer_for(wanted))  # while it imports
        else:
            self.welcome()

    def wanted(self, path: Path | None) -> Path | None:
        """The catalogue that a start with `path` is to open: without one, the last one open."""
        return path or next(iter(self.recent()), None)

    def open(self, path: Path, where: "Where | None" = None) -> None:
        """Open the catalogue at `path` in place of the one that is open, and go `where` one was.

        One that cannot be written, because somebody has it open or the disk does not allow it, is
        shown for reading; for an encrypted one the passphrase is asked.
        """
        from ui.opening import open_catalogue

        if self.workspace is not None and self.workspace.shows(path):
            return
        if where is None and not self.may_leave(partial(self.open, path)):
            return
        self._left = where
        self._door.answer_for(path)
        try:
            self.take(open_catalogue(path, user=self._user()), where)
        except NeedsPassphrase:
            self._passphrases().unlock(path, where)
        except DefcatError as error:
            if self.workspace is None:
                self.welcome()
            else:
                self._door.answer_for(self.workspace.desk.catalogue.path)
            self.recovering().tell_not_opened(path, error)

    def open_sample(self) -> None:
        """Open the sample, made on first use in the folder for the program's data."""
        if not self.may_leave(self.open_sample):
            return
        path = self._folder / SAMPLE
        if path.exists():
            self.open(path)
            return
        from defcat.exchange.sample import create_sample

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._show(create_sample(path))
        except DefcatError as error:
            self.welcome()
            self.window.notice.problem(error)

    def _later(self, then: Callable[[], None]) -> None:
        """Do `then` once the window is painted; the imports that it needs run beside it."""
        self._then = then
        # Not a method bound to the thread: a timer does not keep what that is bound to.
        QTimer.singleShot(
            0, self, lambda: threading.Thread(target=self._import, daemon=True).start()
        )

    def _import(self) -> None:
        import ui.workspace  # noqa: F401 - imported for its effect: it takes SQLAlchemy with it

        self._imported.emit()

    def _go_on(self) -> None:
        self._then()

    def new(self) -> None:
        """Ask for what a new catalogue needs, make it and show it."""
        from ui.widgets.new_catalogue import NewCatalogue

        if not self.may_leave(self.new):
            return
        dialog = NewCatalogue(settings.documents_folder(), self._user(), self.window)
        dialog.made.connect(self._show)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_and_open(self) -> None:
        """Ask which catalogue, and open it."""
        path = self._ask_path()
        if path is not None:
            self.open(path)

    def recent(self) -> list[Path]:
        """The catalogues opened last that are still there."""
        kept = self.settings.value("recent", [], list)
        return [path for path in map(Path, kept if isinstance(kept, list) else []) if path.exists()]

    def _deeds(self, *, encrypted: bool) -> "tuple[Deed, ...]":
        from ui.bindings import FILE
        from ui.deeds import Deed

        def deed(says: str, doing: "Doing") -> Deed:
            return Deed(says, FILE, (), lambda: self._passphrases().ask(doing), "lock")

        keys = [deed(tr("Set a passphrase…"), "set")]
        if encrypted:
            keys = [
                deed(tr("Change the passphrase…"), "change"),
                deed(tr("Remove the passphrase…"), "remove"),
            ]
        return (
            Deed(tr("Open a catalogue…"), FILE, ("Ctrl+O",), self.ask_and_open, "external"),
            Deed(tr("New catalogue…"), FILE, ("Ctrl+Shift+N",), self.new, "add"),
            Deed(tr("Open the sample"), FILE, (), self.open_sample, "star"),
            Deed(tr("Lock"), FILE, (LOCK_KEY,), self.lock, "lock", over_lists=True),
            *keys,
        )

    def _ask_path(self) -> Path | None:
        folder = str(settings.documents_folder())
        wanted = tr("Catalogues (*{suffix})", suffix=settings.SUFFIX)
        name, _ = QFileDialog.getOpenFileName(self.window, tr("Open"), folder, wanted)
        return Path(name) if name else None

    def _user(self) -> str:
        """Who makes changes, as the history will name them."""
        return preferences.read(self.settings).user

    def _is_writing(self) -> bool:
        return self.workspace is not None and self.workspace.desk.writing

    # --- a catalogue is shown ---------------------------------------------------------------

    def _tell_not_kept(self) -> None:
        folder = Path(self.settings.fileName()).parent
        says = tr(
            "What you set could not be kept in {folder}: make room there, or see that you can write"
            " to it. Until then it holds for this run. No record is concerned.",
            folder=folder,
        )
        self.window.notice.tell(says, "warn", stay_ms=0)

    def take(self, opened: "Opened", where: "Where | None" = None) -> None:
        """Show what was opened, once its search index is one that this version can search."""
        if opened.catalogue.outdated:
            self._renew(opened.catalogue, where)
        else:
            self._show(opened.catalogue, where)
        if opened.why and self.workspace is not None:
            self.workspace.safety.faults.tell_reading_only(opened.why)

    def _show(self, catalogue: "Catalogue", where: "Where | None" = None) -> None:
        from ui.desk import Desk
        from ui.workspace import Workspace

        self._close()
        deeds = self._deeds(encrypted=catalogue.encrypted)
        self.workspace = workspace = Workspace(self.window, Desk(catalogue), deeds)
        self.window.show_page(workspace)
        self.window.set_bare(False)
        self.window.set_ready(True, writable=catalogue.writable)
        self.window.rail.set_title(catalogue.path.stem)
        self.window.setWindowTitle(f"{catalogue.path.stem} - {NAME}")
        self.window.set_status(access="" if catalogue.writable else tr("Read only"))
        self.window.locker.setVisible(catalogue.encrypted)
        self.remember(catalogue.path)
        self.locking.begin_anew()
        workspace.start(where)
        self._left = None
        QTimer.singleShot(AFTER_MS, workspace, lambda: self.recovering().note_opened(catalogue))
        self.opened.emit()

    def remember(self, path: Path) -> None:
        """Put `path` first among those opened last, and answer for it to a second start."""
        path = Path(os.path.realpath(path))  # of links in a circle, opening it says so
        paths = [path, *(known for known in self.recent() if known != path)]
        self.settings.setValue("recent", [str(p) for p in paths[:RECENT]])
        self._door.answer_for(path)

    def recovering(self) -> "Recovering":
        """What opens a catalogue once more, and goes back to its backups."""
        from ui.recovering import Recovering

        if self._recovers is None:
            self._recovers = Recovering(self, self._folder, self)
        return self._recovers

    def shut(self) -> None:
        """Close what is open, and show nothing."""
        self._left = None
        self._close()

    # --- a guest has the window -------------------------------------------------------------

    def host(self, guest: Guest) -> None:
        """Show nothing but the page of `guest`."""
        self._close()
        self.guest = guest
        self.window.forget()
        self.window.show_page(guest.page)
        self.window.set_bare(True)
        self.window.set_ready(False)
        guest.page.setFocus()
        in_front = QApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if in_front and QApplication.activeWindow() is None:
            self.window.activateWindow()  # the dialog that had the keyboard has gone

    def _renew(self, catalogue: "Catalogue", where: "Where | None") -> None:
        """Make the search index of `catalogue` anew, and then show it."""
        from ui.renewal import Renewal

        renewal = Renewal(catalogue, self)
        renewal.done.connect(lambda: self._renewed(renewal, where))
        renewal.given_up.connect(self._given_up)
        self.host(renewal)
        renewal.start()

    def _renewed(self, renewal: "Renewal", where: "Where | None") -> None:
        self._bid_farewell()
        self._show(renewal.catalogue, where)

    def _given_up(self, error: DefcatError | None) -> None:
        self._bid_farewell()
        self.welcome()
        if error is not None:
            self.window.notice.problem(error)

    def lock(self, by_person: bool = True) -> None:
        """Close an encrypted catalogue, hide all of it and ask for the passphrase; `by_person`:
        somebody asked for that.
        """
        self._passphrases().lock(by_person=by_person)

    def _passphrases(self) -> "Passphrases":
        """What asks for passphrases, and changes them."""
        from ui.passphrases import Passphrases

        if self._asks is None:
            self._asks = Passphrases(self, self)
            self._asks.locked.connect(self.locked)
        return self._asks

    def leave(self) -> "Where":
        """Close all that lies over the catalogue; where one was."""
        assert self.workspace is not None
        self.workspace.desk.stop_writing()
        self._left = where = self.workspace.where()
        clear_screen(self.window)
        return where

    def keep(self) -> bool:
        """Keep what is half typed in the catalogue; False where some of it is kept nowhere."""
        if self.workspace is not None:
            return self.workspace.recording.keep()
        return self._left is None or self._left.unkept is None

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether all that was typed is kept; where not, asks, and does `then` if it may go."""
        from ui.leaving import Leaving

        if self.workspace is None and self._left is None:
            return True
        if self._leaving is None:
            self._leaving = Leaving(self.window, self.keep)
        return self._leaving.may(then)

    # --- nothing is open --------------------------------------------------------------------

    def welcome(self) -> None:
        self._left = None
        self._close()
        self._door.close()
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
        if self.guest is not None:
            self.guest.stop()
        self._bid_farewell()
        workspace, self.workspace = self.workspace, None
        if workspace is not None:
            workspace.close_desk()

    def _bid_farewell(self) -> None:
        """Let go of the guest, and with it of what it knows: a passphrase, an open catalogue."""
        guest, self.guest = self.guest, None
        if guest is not None:
            guest.deleteLater()

    def end(self) -> None:
        """Close all that is open; what is half typed is kept."""
        self._close()
        self._door.close()
        clipboard.clear()


def keep_memory_off_the_disk() -> None:
    """Have the system write no image of this program's memory if it crashes: records are in it."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(path: Path | None, *, sample: bool = False) -> int:
    """Run the window until it is closed; its exit code."""
    keep_memory_off_the_disk()
    app = make_application(sys.argv)
    folder = settings.data_folder()
    application = Application(app, folder)
    if not sample and (wanted := application.wanted(path)) and single.raise_other(wanted):
        return 0  # the window that has it open has come to the front
    errors.install(app, lambda: application.window, settings.logs_folder(folder))
    application.locked.connect(Collector(app).collect_all)  # records are in what is left
    Ending(app, application.keep, application.end)
    application.start(path, sample=sample)
    return app.exec()
