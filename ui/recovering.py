"""Opening a catalogue once more, and going back to a backup of one, be it open or past opening."""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from defcat import backups, log, settings
from defcat.errors import (
    Damaged,
    DefcatError,
    FileProblem,
    NeedsPassphrase,
    NewerVersion,
    NotFound,
    Tampered,
    WrongPassphrase,
)
from defcat.translation import tr, trn
from ui import preferences
from ui.places import Where
from ui.restoring import Wish, backups_of, restoring, said, salvaging
from ui.undertaking import Undertaking
from ui.widgets.ask_passphrase import AskPassphrase
from ui.widgets.banner import Way
from ui.widgets.welcome import Welcome
from ui.window import Window

if TYPE_CHECKING:
    from defcat.backups import Restored
    from defcat.catalogue import Catalogue
    from defcat.salvage import Salvaged
    from defcat.storage.key import Secret
    from ui.app import Guest
    from ui.workspace import Workspace

_FOLDERS = "backups/folders"
_REMEMBERED = 50


class House(Protocol):
    """What opens and closes catalogues in `window`, as far as going back needs it."""

    window: Window
    workspace: "Workspace | None"

    def open(self, path: Path, where: Where | None = None) -> None: ...
    def host(self, guest: "Guest") -> None: ...
    def leave(self) -> Where: ...
    def shut(self) -> None: ...


class Recovering(QObject):
    """Does in `house` what the open catalogue cannot do itself, for it is closed meanwhile."""

    def __init__(self, house: House, data: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._house = house
        self._log = log.LogFile(settings.logs_folder(data))
        self.destroyed.connect(self._log.close)

    def reopen(self) -> None:
        """Close the catalogue and open it once more, for writing if that can be now."""
        house = self._house
        if house.workspace is None:
            return
        path, where = house.workspace.desk.catalogue.path, house.leave()
        house.shut()
        house.open(path, where)

    def note_opened(self, catalogue: "Catalogue") -> None:
        """Remember where its backups are, for the day on which it cannot be opened to ask."""
        writable, encrypted = catalogue.writable, catalogue.encrypted
        log.event("opened", file=catalogue.path, writable=writable, encrypted=encrypted)
        folders = self._folders()
        folders.pop(str(catalogue.path.resolve()), None)
        folders[str(catalogue.path.resolve())] = str(backups.folders_of(catalogue)[0])
        last = dict(list(folders.items())[-_REMEMBERED:])
        self._house.window.settings.setValue(_FOLDERS, json.dumps(last))

    def tell_not_opened(self, path: Path, error: DefcatError) -> None:
        """Say why the file at `path` was not opened, with a way back where there may be one."""
        log.event("refused", file=path, kind=error)
        window = self._house.window
        page = window.body.currentWidget()
        ways: list[Way] = []
        lost = isinstance(error, FileProblem | NotFound) and not isinstance(error, NewerVersion)
        known = lost and (os.path.realpath(path) in self._folders() or bool(backups_of(path)))
        harmed = isinstance(error, Damaged | Tampered)
        if known or harmed:
            ways.append((tr("Backups…"), partial(self.offer, path)))
        if harmed:
            ways.append((tr("Save what can be read…"), partial(self.salvage, path)))
        if isinstance(page, Welcome):
            page.tell(str(error), ways)
        else:
            window.notice.tell(str(error), "bad", ways[0] if ways else None, stay_ms=0)

    def offer(self, path: Path) -> None:
        """List the backups of a catalogue that is not open, to go back to one."""
        from ui.widgets.backups_dialog import BackupsDialog

        folder = self._folders().get(os.path.realpath(path))
        more = [Path(folder)] if folder else []
        window = self._house.window
        dialog = BackupsDialog(
            path, lambda: backups_of(path, *more), None, can_make=False, parent=window
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.folder_chosen.connect(more.append)
        dialog.restore_asked.connect(lambda backup, opens: self.restore(Wish(path, backup, opens)))
        dialog.salvage_asked.connect(lambda: self.salvage(path))
        dialog.open()

    def salvage(self, path: Path) -> None:
        """Ask for a new file, and save into it whatever can be read of the damaged one."""
        window = self._house.window
        wanted = tr("Catalogues (*{suffix})", suffix=settings.SUFFIX)
        proposed = path.with_name(f"{path.stem} saved{settings.SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(
            window, tr("Save what can be read"), str(proposed), wanted
        )
        if name:
            self._salvage(path, Path(name).with_suffix(settings.SUFFIX), None)

    def _salvage(self, path: Path, to: Path, secret: "Secret | None") -> None:
        house = self._house
        if house.workspace is not None and house.workspace.shows(path):
            house.leave()
        work = salvaging(path, secret, to, self)

        def done(found: "Salvaged") -> None:
            log.event("salvaged", file=path, whole=found.whole)
            house.shut()
            house.open(to)
            says = trn(
                "{n} record was saved.", "{n} records were saved.", sum(found.records.values())
            )
            if found.whole:
                house.window.notice.tell(says, "good", stay_ms=0)
            else:
                says += " " + tr("Not everything could be read.")
                way = tr("What is missing…"), partial(self._tell_missing, says, found)
                house.window.notice.tell(says, "warn", way, stay_ms=0)

        def given_up(error: DefcatError | None) -> None:
            log.event("salvage-failed", kind=error)
            house.shut()
            house.open(path)
            if isinstance(error, NeedsPassphrase | WrongPassphrase):
                dialog = AskPassphrase(path.name, house.window)
                dialog.given.connect(lambda given: self._salvage(path, to, given))
                dialog.open()
            elif error is not None:
                house.window.notice.tell(str(error), "bad", stay_ms=0)

        self._undertake(work, done, given_up)

    def _tell_missing(self, says: str, found: "Salvaged") -> None:
        from defcat.salvage import missing

        box = QMessageBox(QMessageBox.Icon.Warning, tr("What is missing"), says)
        box.setParent(self._house.window, box.windowFlags())
        box.setInformativeText("\n".join(missing(found)))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _undertake(
        self,
        work: Undertaking,
        done: Callable[[Any], object],
        given_up: Callable[[DefcatError | None], object],
    ) -> None:
        work.done.connect(done)
        work.given_up.connect(given_up)
        self._house.host(work)
        work.start()

    def restore(self, wish: Wish) -> None:
        """Close the catalogue, put the backup in its place, and open that."""
        house = self._house
        where = None
        if house.workspace is not None and house.workspace.shows(wish.path):
            where = house.leave()
        user = preferences.read(house.window.settings).user
        work = restoring(wish, user, self)

        def done(restored: "Restored") -> None:
            log.event("restored", file=wish.path)
            house.shut()
            house.open(wish.path)
            house.window.notice.tell(said(restored), "good", stay_ms=0)

        def given_up(error: DefcatError | None) -> None:
            log.event("restore-failed", kind=error)
            house.shut()
            house.open(wish.path, where)
            house.window.notice.tell(
                tr("Nothing was restored: {why}", why=error) if error else tr("Stopped."),
                "bad" if error else "neutral",
                stay_ms=0,
            )

        self._undertake(work, done, given_up)

    def _folders(self) -> dict[str, str]:
        """Where the backups of catalogues are, as it was when each was opened last."""
        try:
            known = json.loads(str(self._house.window.settings.value(_FOLDERS, "{}")))
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}
