"""Backups as time goes by: one is made when it is due, and the status line says how old it is."""

from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from defcat import backups, log
from defcat.backups import Backup
from defcat.dates import PartialDate
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.errand import Errand
from ui.window import Window

SETTLE_MS = 3_000
"""How long a catalogue has been open before it is looked whether a backup is due."""
LOOK_MS = 60 * 60_000
"""How often that is looked at again: a window stays open for days."""
OLD = timedelta(days=7)


def age(at: datetime, now: datetime) -> str:
    """When a backup was made, as it is said today; both moments are with their zone."""
    local, today = at.astimezone(), now.astimezone().date()
    days = (today - local.date()).days
    if days <= 0:  # a clock that was set back
        return tr("today {time}", time=local.strftime("%H:%M"))
    if days == 1:
        return tr("yesterday {time}", time=local.strftime("%H:%M"))
    return trn("{n} day ago", "{n} days ago", days)


def moment(at: datetime) -> str:
    """Day and time of a backup, for a list and a question; local time."""
    local = at.astimezone()
    return f"{PartialDate.of(local.date()).show()}, {local.strftime('%H:%M')}"


class Backing(QObject):
    """Makes the daily backup of `desk`, and says in the status line of `window` how old it is.

    Nothing waits for it: what is looked at is looked at when nobody asks anything, and the copy is
    made on a thread of its own. What cannot be backed up is said once, and by the status line until
    it can.
    """

    def __init__(self, desk: Desk, window: Window, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._errand: Errand | None = None
        self._failure: DefcatError | None = None
        self._last: Backup | None = None
        self._asked = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._clock = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.VeryCoarseTimer)
        self._clock.timeout.connect(self.look)
        desk.backed_up.connect(self.refresh)

    def start(self) -> None:
        """Begin, a moment after the first list."""
        self.refresh()
        self._settle.start()
        self._clock.start()

    def stop(self) -> None:
        """Leave it: the catalogue is being closed."""
        self._settle.stop()
        self._clock.stop()
        self._desk.backed_up.disconnect(self.refresh)
        self._desk.reader.cancel("backup-due")
        self._desk.reader.cancel("backup-age")

    def busy(self) -> bool:
        """Whether a backup is being made, or is about to be."""
        return self._errand is not None or self._settle.isActive()

    def look(self) -> None:
        """Make a backup if one is due, and say how old the last one is."""
        self.refresh()
        catalogue = self._desk.catalogue
        if catalogue.writable and self._errand is None:
            now = catalogue.now()
            self._desk.reader.ask(
                "backup-due", lambda _c: backups.due(catalogue, now), self._due, patient=True
            )

    def refresh(self, _made: object = None) -> None:
        """See which backup is the last one by now."""
        catalogue = self._desk.catalogue

        def newest(_connection: Any) -> Backup | None:
            return next(iter(backups.listed_of(catalogue)), None)

        self._desk.reader.ask("backup-age", newest, self._show, patient=True)

    def make(self, reason: str) -> Errand | None:
        """Make a backup now; what makes it, None where one is being made already."""
        if self._errand is not None:
            return None
        catalogue = self._desk.catalogue
        self._errand = errand = self._desk.aside(
            lambda told, stop: backups.make(catalogue, reason, told, stop), "backup"
        )
        errand.told.connect(self._tell)
        errand.ended.connect(self._ended)
        errand.start()
        self._tell(0, 0)
        return errand

    @property
    def under_way(self) -> Errand | None:
        """What makes a backup just now."""
        return self._errand

    def _due(self, due: bool) -> None:
        if due:
            self.make(backups.DAILY)

    def _tell(self, done: int, total: int) -> None:
        if self._errand is not None:
            percent = 100 * done // total if total else 0
            says = tr("Backing up: {n} %", n=percent)
            self._window.set_backup(says, tip=tr("Show the backups, or stop this one"))

    def _ended(self, answer: object) -> None:
        self._errand = None
        if isinstance(answer, DefcatError) and not isinstance(answer, Interrupted):
            again = self._failure is not None and self._failure.what == answer.what
            self._failure = answer
            log.event("backup-failed", kind=answer)
            if not again:
                self._desk.failed.emit(answer)
        elif isinstance(answer, Backup):
            self._failure = None
            log.event("backup-made", file=answer.path, size=answer.size)
            self._desk.backed_up.emit(answer)
        elif isinstance(answer, Exception) and not isinstance(answer, Interrupted):
            raise answer
        self._show(self._last)

    def _show(self, last: Backup | None) -> None:
        self._last = last
        if self._errand is not None:
            return
        if self._failure is not None:
            self._window.set_backup(tr("Backup failed"), old=True, tip=str(self._failure))
        elif last is None:
            self._window.set_backup(tr("No backup"), old=True)
        else:
            now = self._desk.catalogue.now()
            says = tr("Backup: {age}", age=age(last.at, now))
            self._window.set_backup(says, old=now - last.at > OLD)
