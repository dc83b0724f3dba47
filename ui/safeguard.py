"""A backup before what changes much: on its own thread, behind a dialog that can be stopped."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from defcat import log
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr

if TYPE_CHECKING:
    from ui.desk import Desk

BEFORE_BULK, BEFORE_MERGE = "before-bulk", "before-merge"
BEFORE_IMPORT = "before-import"
"""Reasons of backups; `defcat.backups` has all of them, and is imported when one is made."""


def safeguarded(
    desk: "Desk", over: QWidget, doing: str, reason: str, then: Callable[[], object]
) -> None:
    """Do `then` once there is a backup of what is recorded so far, made for `reason`.

    None is made where nothing changed since the last good one. Where none can be made it is asked
    whether to go on all the same; stopped, nothing is done. `doing` says what is about to be done.
    """
    from defcat import backups
    from ui.widgets.question import ask
    from ui.widgets.waiting import Waiting

    def end(answer: object) -> None:
        if isinstance(answer, Interrupted):
            desk.said.emit(tr("Stopped. Nothing was changed."), False)
        elif isinstance(answer, DefcatError):
            log.event("backup-failed", kind=answer)
            says = tr("There is no backup to go back to: {why}", why=answer.what)
            ask(over, says, answer.fix, tr("Go on without a backup"), then)
        elif isinstance(answer, Exception):
            raise answer
        else:
            desk.backed_up.emit(answer)
            then()

    errand = desk.aside(
        lambda told, stop: backups.safeguard(desk.catalogue, reason, told, stop), "backup"
    )
    errand.start()
    Waiting(doing, tr("Making a backup first…"), errand, end, over).open()
