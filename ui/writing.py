"""Writing that takes long: on a thread of its own, while the window waits and shows how far it is.

It is one change like any other, all of it or nothing, and can be stopped. Nothing else may write
meanwhile: the dialog is modal, and `Desk.writing` tells what goes by the clock.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from defcat.catalogue import Catalogue, Stop
from defcat.change import Changed
from defcat.errors import DefcatError
from ui.errand import Errand

if TYPE_CHECKING:
    from defcat.bulk import Edit, Told
    from ui.desk import Desk

AT_ONCE = 100
"""Records that are written while one looks: nobody feels it."""

Work = Callable[[Catalogue, "Told", Stop], Changed]
"""What writes, on the writing thread: it tells how far it is, and asks whether to stop."""


class Writing(Errand):
    """One change under way beside the GUI thread.

    It tells how many records of how many are done, and when all are, of how many the search is up
    to date. `ended` carries what changed, or the exception that took all of it back.
    """

    def __init__(self, catalogue: Catalogue, work: Work, parent: QObject | None = None) -> None:
        super().__init__(partial(work, catalogue), "writer", parent)


def write(
    desk: "Desk",
    over: QWidget,
    label: str,
    n: int,
    work: Work,
    then: Callable[[Changed], object],
    reason: str = "",
) -> None:
    """Do `work`, which concerns `n` records; few of them at once, many behind a dialog.

    `label` is what the dialog says is being done, `then` what follows when it is on disk. What
    fails is said by the desk; what was stopped is no failure. With a `reason` (`before-bulk`) there
    is a backup first.
    """
    if reason:
        from ui.safeguard import safeguarded

        again = partial(write, desk, over, label, n, work, then)
        return safeguarded(desk, over, label, reason, again)
    if n > AT_ONCE:
        from ui.widgets.at_work import AtWork

        AtWork(desk, label, desk.beside(work), then, over).open()
        return
    try:
        changed = work(desk.catalogue, lambda _done, _total: None, lambda: False)
    except DefcatError as error:
        desk.failed.emit(error)
        return
    desk.tell(changed)
    then(changed)


def edit(label: str, ids: Sequence[int], how: "Edit") -> Work:
    """The work of changing many records alike, as one change called `label`."""

    def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
        from defcat import bulk

        with catalogue.change(label, stop, told) as change:
            bulk.apply(change, ids, how, told)
        return change.done

    return work
