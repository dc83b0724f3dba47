"""What is wrong with the file that is open, said for as long as it is so, with what can be done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from defcat import backups, history, log, settings
from defcat.errors import Damaged, DefcatError, FileGone, Interrupted, Overwritten
from defcat.storage import place
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.banner import Way
from ui.window import Window

if TYPE_CHECKING:
    from ui.recording import Recording

LOOK_MS = 5_000
"""How often it is looked whether the file is there: a look takes a few microseconds."""
AHEAD = timedelta(minutes=10)
"""By so much a clock may differ from the one of another laptop that wrote the same file."""
_WARNED = "place/warned"
_REMEMBERED = 50


class Faults(QObject):
    """Watches over the file of `desk`; `recording` holds what is being typed.

    `why` is why the catalogue is open for reading only, empty where it is open for writing.
    """

    def __init__(self, desk: Desk, window: Window, recording: "Recording", parent: QObject) -> None:
        super().__init__(parent)
        self.why = ""
        self._desk = desk
        self._window = window
        self._recording = recording
        self._gone: FileGone | None = None
        self._damaged = ""
        self._check: Callable[[], object] = lambda: None
        self._timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        desk.failed.connect(self._hear)

    def start(self) -> None:
        """Say what is so from the beginning, and begin to watch."""
        self._timer.start()
        self._show()
        self._tell_place()
        self._desk.reader.ask(
            "clock", lambda connection: history.latest(connection), self._tell_clock, patient=True
        )

    def stop(self) -> None:
        """Watch no more: the catalogue is being closed."""
        self._timer.stop()
        self._desk.failed.disconnect(self._hear)
        self._desk.reader.cancel("clock")
        self._window.banner.clear()

    @property
    def gone(self) -> bool:
        """Whether the file is not there, or is another one, so that nothing can be saved."""
        return self._gone is not None

    def tell_reading_only(self, why: str) -> None:
        """Say why nothing can be written, until it is tried again."""
        self.why = why
        self._show()

    def tell_damaged(self, error: Damaged, check: Callable[[], object]) -> None:
        """Say that the file is damaged, until `tell_mended`; `check` looks at all of it."""
        self._damaged, self._check = error.what, check
        self._show()

    def tell_mended(self) -> None:
        """Say no longer that the file is damaged: all of it was looked at."""
        self._damaged = ""
        self._show()

    def look(self) -> None:
        """See whether the file is there."""
        before = self._gone
        try:
            self._desk.catalogue.require_file()
            self._gone = None
        except FileGone as error:
            self._gone = error
        if (before and before.what) == (self._gone and self._gone.what):
            return
        if self._gone is not None:
            log.event("file-gone", file=self._desk.catalogue.path)
        else:
            self._desk.said.emit(tr("The file is back: everything can be saved again."), False)
        self._show()

    def save_copy(self) -> None:
        """Ask where, and save all that is recorded, with what is being typed, in another file."""
        catalogue = self._desk.catalogue
        wanted = tr("Catalogues (*{suffix})", suffix=settings.SUFFIX)
        proposed = settings.documents_folder() / f"{catalogue.path.stem} copy{settings.SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save a copy"), str(proposed), wanted
        )
        if name:
            self._copy_to(Path(name).with_suffix(settings.SUFFIX))

    def _copy_to(self, path: Path) -> None:
        from ui.widgets.waiting import Waiting

        catalogue = self._desk.catalogue
        with catalogue.adrift():
            self._recording.keep()

        def end(answer: object) -> None:
            if isinstance(answer, Interrupted):
                return
            if isinstance(answer, DefcatError):
                self._desk.failed.emit(answer)
            elif isinstance(answer, Exception):
                raise answer
            else:
                log.event("copy-saved", file=path)
                self._recording.secured = True
                self._window.dropped.emit(path)  # go on with that one
                self._recording.secured = False  # where it was not opened

        errand = self._desk.aside(
            lambda told, stop: backups.make_at(catalogue, path, told, stop), "copy"
        )
        says = tr("Everything that is recorded goes into {file}.", file=path.name)
        errand.start()
        Waiting(tr("Save a copy"), says, errand, end, self._window).open()

    def _hear(self, error: DefcatError) -> None:
        if isinstance(error, FileGone):
            self.look()

    def _show(self) -> None:
        banner = self._window.banner
        if self._gone is not None:
            says = tr(
                "{what} Nothing can be saved; what you type stays in this window. {fix}",
                what=self._gone.what,
                fix=self._gone.fix,
            )
            ways: list[Way] = [
                (tr("Try again"), self.look),
                (tr("Save a copy…"), self.save_copy),
            ]
            if isinstance(self._gone, Overwritten):
                ways = [
                    (tr("Open it again"), self._try_again),
                    (tr("Backups…"), self._window.backups_asked.emit),
                ]
            banner.tell(says, "bad", ways)
        elif self._damaged:
            says = tr(
                "{what} The file is damaged. Check this catalogue to see what can still be read, or"
                " go back to a backup.",
                what=self._damaged,
            )
            ways = [
                (tr("Backups…"), self._window.backups_asked.emit),
                (tr("Check…"), self._check),
            ]
            banner.tell(says, "bad", ways)
        elif not self._desk.catalogue.writable:
            says = tr("{why} It is shown for reading.", why=self.why).strip()
            banner.tell(says, "neutral", [(tr("Try again for writing"), self._try_again)])
        else:
            banner.clear()

    def _try_again(self) -> None:
        self._window.reopen_asked.emit()

    def _tell_place(self) -> None:
        """Warn of where the file lies, once for each file."""
        path = self._desk.catalogue.path.resolve()
        risk = place.risk(path)
        kept = self._window.settings.value(_WARNED, [], list)
        warned = [str(one) for one in kept] if isinstance(kept, list) else []
        if risk is None or str(path) in warned:
            return
        self._window.settings.setValue(_WARNED, [str(path), *warned][:_REMEMBERED])
        log.event("place-warned", file=path)
        self._window.notice.tell(f"{risk.what} {risk.fix}", "warn", stay_ms=0)

    def _tell_clock(self, latest: datetime | None) -> None:
        now = self._desk.catalogue.now()
        if latest is None or latest <= now + AHEAD:
            return
        log.event("clock-behind", latest=latest)
        says = tr(
            "The last change was recorded on {then}, which is still to come: the clock of this"
            " laptop, or of the one that wrote it, is wrong. Set it right; the order of the history"
            " does not depend on it.",
            then=latest.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
        self._window.notice.tell(says, "warn", stay_ms=0)
