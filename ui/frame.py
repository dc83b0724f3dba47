"""What the window's frame says of the open catalogue: what was done, and what can be undone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject

from defcat.change import Changed
from defcat.errors import Damaged, DefcatError, FileGone
from defcat.history import redoable, undoable
from defcat.markings import Level
from defcat.translation import tr, trn
from ui.desk import Desk
from ui.window import Window

_Step = tuple[int, str] | None
"""An entry of the history that can be undone or redone: its number and label."""


class Frame(QObject):
    """Keeps the message bar, the status line and the buttons for undo and redo in step with `desk`.

    `undo` is what a message offers that says what was done.
    """

    def __init__(
        self, window: Window, desk: Desk, undo: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._undo = undo
        self._listed: int | None = None
        self._more = False
        self._listing = False
        self._window = window
        self._desk = desk
        desk.changed.connect(self._changed)
        desk.said.connect(self._say)
        desk.failed.connect(self._tell_failure)
        self._ask_steps()

    def show_marking(self, level: Level | None) -> None:
        """Show the marking of the record that is read or edited, None where there is none."""
        chip = self._window.marking
        chip.setVisible(level is not None)
        if level is not None:
            chip.setText(level.label)
            chip.set_colours(level.colour, level.text_colour)

    def show_listing(self, listing: bool) -> None:
        """Say how many records are listed as long as a list is in sight."""
        self._listing = listing
        self._tell_count()

    def show_count(self, count: int) -> None:
        """Keep how many records are listed; where there is none, none is marked."""
        self._listed, self._more = count, False
        self._tell_count()
        if self._listing and not count:
            self.show_marking(None)

    def show_many(self, count: int) -> None:
        """Say that more than so many records are listed, as long as nobody knows how many."""
        self._listed, self._more = count, True
        self._tell_count()

    def show_findings(self, count: int) -> None:
        """Show how many findings are open, beside their place in the rail."""
        self._window.rail.set_count("findings", count or None)

    def show_checking(self, done: int) -> None:
        """Show how much of the checking of records is done, in hundredths; nothing at the end."""
        says = tr("Checking records: {n} %", n=done) if done < 100 else ""
        self._window.set_status(work=says)

    def _tell_count(self) -> None:
        count = self._listed if self._listing else None
        said = "" if count is None else trn("{n} record", "{n} records", count)
        if count is not None and self._more:
            said = tr("{n}+ records", n=f"{count:,}")
        self._window.set_status(shown=said)

    def _tell_failure(self, error: DefcatError) -> None:
        if not isinstance(error, FileGone | Damaged):  # said as long as they are so (`ui.faults`)
            self._window.notice.problem(error)

    def _say(self, text: str, undoable_now: bool) -> None:
        action = (tr("Undo"), self._undo) if undoable_now else None
        self._window.notice.tell(text, action=action)

    def _changed(self, changed: Changed) -> None:
        if not changed.entry:
            return  # another day has begun, and nothing was saved
        self._window.notice.dismiss()  # it told of what was done before
        self._window.set_status(saved=tr("Saved {time}", time=datetime.now().strftime("%H:%M")))
        self._ask_steps()

    def _ask_steps(self) -> None:
        def steps(connection: Any) -> tuple[_Step, _Step]:
            return undoable(connection), redoable(connection)

        self._desk.reader.ask("steps", steps, self._show_steps)

    def _show_steps(self, steps: tuple[_Step, _Step]) -> None:
        for button, step, says in (
            (self._window.undo, steps[0], tr("Undo")),
            (self._window.redo, steps[1], tr("Redo")),
        ):
            button.setEnabled(step is not None and self._desk.catalogue.writable)
            button.setToolTip(
                f"{says}: {step[1]}" if step else tr("Nothing to {do}", do=says.lower())
            )
