"""What keeps the catalogue well, wired into the workspace: backups, check, faults, index."""

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from defcat.errors import Damaged, DefcatError, Interrupted
from defcat.translation import tr
from ui import preferences, theme
from ui.deeds import Deed
from ui.window import Window

if TYPE_CHECKING:
    from pathlib import Path

    from ui.backing import Backing
    from ui.faults import Faults
    from ui.preferences import Preferences
    from ui.tending import Tending
    from ui.workspace import Workspace

SETTINGS_KEY = "Ctrl+,"
AFTER_MS = 700
"""After so long the first list has been read; what is imported here would delay it."""


class Safety(QObject):
    """Opens the dialogs, and has the backups made and the file watched while `work` is shown."""

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self._begins = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._begins.timeout.connect(self._begin)
        window.backups_asked.connect(self.backups)

    @cached_property
    def backing(self) -> "Backing":
        """What makes backups."""
        from ui.backing import Backing

        return Backing(self._desk, self._window, self)

    @cached_property
    def faults(self) -> "Faults":
        """What says what is wrong with the file."""
        from ui.faults import Faults

        return Faults(self._desk, self._window, self._work.recording, self)

    @cached_property
    def tending(self) -> "Tending":
        """What puts the search index in order."""
        from ui.tending import Tending

        return Tending(self._desk, self)

    def start(self) -> None:
        """Begin to watch, once the first list has been asked for."""
        self._begins.start()
        self._desk.failed.connect(self._hear)

    def stop(self) -> None:
        """Leave it: the catalogue is being closed."""
        self._begins.stop()
        self._window.backups_asked.disconnect(self.backups)
        self._desk.failed.disconnect(self._hear)
        for begun in ("backing", "faults", "tending"):
            if begun in self.__dict__:
                getattr(self, begun).stop()

    def _begin(self) -> None:
        self.faults.start()
        self.backing.start()
        self.tending.start()

    def deeds(self) -> tuple[Deed, ...]:
        """What can be done about it, for keys and menus."""
        from ui.bindings import FILE, VIEW

        return (
            Deed(tr("Light or dark theme"), VIEW, (), self.switch_theme, "moon"),
            Deed(tr("Settings…"), FILE, (SETTINGS_KEY,), self.settings, "settings"),
            Deed(tr("Backups…"), FILE, (), self.backups, "history"),
            Deed(tr("Make a backup now"), FILE, (), self.back_up, "save"),
            Deed(
                tr("Stop the backup"),
                FILE,
                (),
                self.stop_backup,
                "close",
                self._backing_up,
            ),
            Deed(tr("Check this catalogue…"), FILE, (), self.check, "check"),
        )

    def _hear(self, error: DefcatError) -> None:
        if isinstance(error, Damaged):
            self.faults.tell_damaged(error, self.check)

    def _backing_up(self) -> bool:
        return "backing" in self.__dict__ and self.backing.under_way is not None

    def settings(self) -> None:
        """Show what can be set."""
        from ui.widgets.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._desk, preferences.read(self._window.settings), self._window)
        dialog.changed.connect(self._prefer)
        dialog.foldered.connect(self.backing.look)
        self._open(dialog)

    def switch_theme(self) -> None:
        """Change between light and dark, for this run and the next ones."""
        wanted = "light" if theme.current() is theme.DARK else "dark"
        self._prefer(replace(preferences.read(self._window.settings), theme=wanted))

    def back_up(self) -> None:
        """Make a backup now."""
        from defcat import backups

        errand = self.backing.make(backups.BY_HAND)
        if errand is None:
            self._desk.said.emit(tr("A backup is being made already."), False)
        else:
            errand.ended.connect(self._tell_made)

    def stop_backup(self) -> None:
        """Stop the backup that is being made."""
        if self.backing.under_way is not None:
            self.backing.under_way.stop()

    def backups(self) -> None:
        """List the backups of the catalogue."""
        from defcat import backups
        from ui.widgets.backups_dialog import BackupsDialog

        catalogue, backing = self._desk.catalogue, self.backing
        dialog = BackupsDialog(
            catalogue.path,
            lambda: backups.listed_of(catalogue),
            catalogue,
            can_make=True,
            typing=self._typing,
            parent=self._window,
        )

        def follow() -> None:
            if (errand := backing.under_way) is not None:
                dialog.show_making(*errand.heard)
                errand.told.connect(dialog.show_making)
                errand.ended.connect(dialog.show_made)

        def make() -> None:
            backing.make(backups.BY_HAND)
            follow()

        def restore(backup: "Path", _opens: object) -> None:
            self._restore(backup)

        dialog.make_asked.connect(make)
        dialog.stop_asked.connect(self.stop_backup)
        dialog.check_asked.connect(self.check)
        dialog.restore_asked.connect(restore)
        if (missing := backups.missing_folder(catalogue)) is not None:
            says = tr("The folder {folder}, chosen for backups, is not there now.", folder=missing)
            dialog.notice.tell(says, "warn")
        follow()
        self._open(dialog)

    def _typing(self) -> bool:
        form = self._work.form
        return form is not None and form.draft.changed()

    def check(self) -> None:
        """Look at every part of the catalogue."""
        from ui.widgets.check_dialog import CheckDialog

        dialog = CheckDialog(self._desk, self._window)
        dialog.backups_asked.connect(self.backups)
        dialog.mended.connect(lambda: self.faults.tell_mended())
        path = self._desk.catalogue.path
        dialog.salvage_asked.connect(lambda: self._window.salvage_asked.emit(path))
        self._open(dialog)

    def _restore(self, backup: "Path") -> None:
        from defcat import backups
        from ui.restoring import Wish

        opens = backups.key_of(self._desk.catalogue)
        self._window.restore_asked.emit(Wish(self._desk.catalogue.path, backup, opens))

    def _prefer(self, wanted: "Preferences") -> None:
        before = preferences.read(self._window.settings)
        preferences.write(self._window.settings, wanted)
        self._desk.catalogue.user = wanted.user
        app = QApplication.instance()
        if wanted.theme != before.theme and isinstance(app, QApplication):
            preferences.dress(app, wanted)
            self._work.records.detail.refresh()
            self._work.home.redraw()

    def _tell_made(self, answer: object) -> None:
        from defcat import backups
        from defcat.backups import Backup

        if isinstance(answer, Backup):
            chosen, says = backups.chosen_folder(self._desk.catalogue), tr("The backup is made.")
            if chosen is not None and chosen not in answer.path.parents:
                says = tr(
                    "The folder chosen for backups is not there: this one is in {folder}.",
                    folder=answer.path.parent,
                )
            self._desk.said.emit(says, False)
        elif isinstance(answer, Damaged):  # said also where it was said before, of a daily one
            self._window.notice.tell(str(answer), "bad", (tr("Check…"), self.check))
        elif isinstance(answer, DefcatError) and not isinstance(answer, Interrupted):
            self._window.notice.problem(answer)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rejected.connect(self._window.guard.start)
        dialog.open()
