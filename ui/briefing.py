"""Briefs in the window: of what is looked at, the ones made last, and how the desk prints them."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from defcat.errors import NotFound, Refused
from defcat.search.query import Query
from defcat.translation import tr
from ui.days import parsed
from ui.widgets.notice import reading_only
from ui.window import Window

if TYPE_CHECKING:  # what makes briefs takes its time, and the first list does not wait for it
    from defcat.briefs.desk import DeskSettings
    from defcat.briefs.order import Order
    from defcat.briefs.recent import Recent
    from ui.widgets.palette import Command
    from ui.widgets.preview.start import Start
    from ui.workspace import Workspace

_CHANNEL = "brief"
_KEPT = "recent-briefs"
"""The setting of the catalogue in which `defcat.briefs.recent` keeps them."""
_MANY = 1000
"""So many rows are read out of a list that is chosen; of more than a hundred there is a register"""


class Briefing(QObject):
    """Previews briefs of what `work` shows in `window`."""

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self._titles: tuple[str, ...] = ()

    def start(self) -> None:
        """Know what the briefs are called that were made last.

        Only that: to import what makes them would hold up the window for a third of a second.
        """
        kept = json.loads(self._desk.catalogue.settings.get(_KEPT, "[]"))
        self._titles = tuple(str(each["title"]) for each in kept)

    def preview(self) -> None:
        """Preview a brief of the chosen records, of the one shown, or of the list; elsewhere of
        what is due. It is of the day that is shown.
        """
        work = self._work
        if work.form is not None:
            return
        day, today = work.days.day(), self._desk.catalogue.today()
        ids: list[int] = []
        query: Query | None = None
        columns: list[str] = []
        if work.on_list():
            table, shown = work.records.table, work.records.detail.record_id()
            query = parsed(work.place().query)
            columns = [column.name for column in work.records.model.columns()]
            if table.selected_count() <= _MANY:
                ids = list(table.selected_ids())
            if shown is not None and table.selected_count() <= 1:
                ids = [shown]

        def read(connection: Any) -> "Start":
            from ui.widgets.preview.start import read_start

            return read_start(connection, day or today, ids, query, columns)

        self._desk.reader.ask(_CHANNEL, read, lambda start: self._open(start, None))

    def again(self, title: str) -> None:
        """Preview a brief that was made before, with the same options."""
        today = self._desk.catalogue.today()

        def read(connection: Any) -> "tuple[Start, Order]":
            from defcat.briefs.recent import recent
            from ui.widgets.preview.start import read_again

            made = next((one for one in recent(connection) if one.title == title), None)
            if made is None:
                raise NotFound(
                    tr("“{title}” cannot be made again.", title=title),
                    tr("Choose the brief anew with {key}.", key="Ctrl+P"),
                )
            return read_again(connection, made.order, today), made.order

        self._desk.reader.ask(_CHANNEL, read, lambda found: self._open(*found))

    def settings(self) -> None:
        """Change what the desk prints on its briefs."""

        def read(connection: Any) -> "DeskSettings":
            from defcat.briefs import desk

            return desk.read(connection)

        if not self._desk.catalogue.writable:
            refusal = Refused(reading_only(), tr("Open it for writing first."))
            self._desk.failed.emit(refusal)
        else:
            self._desk.reader.ask(_CHANNEL, read, self._ask_settings)

    def commands(self) -> "list[Command]":
        """The palette's lines for the briefs made last."""
        from ui.widgets.palette import Command

        return [
            Command(
                tr("Brief again: {title}", title=title), "", partial(self.again, title), "print"
            )
            for title in dict.fromkeys(self._titles)
        ]

    def _know(self, made: "tuple[Recent, ...]") -> None:
        self._titles = tuple(one.title for one in made)

    def _open(self, start: "Start", order: "Order | None") -> None:
        from ui.widgets.preview.dialog import BriefPreview

        dialog = BriefPreview(
            self._desk,
            start,
            self._window.settings,
            self._window,
            self._work.days.day(),
            order,
        )
        dialog.noted.connect(self._know)
        dialog.rejected.connect(self._window.guard.start)
        dialog.open()

    def _ask_settings(self, settings: "DeskSettings") -> None:
        from ui.widgets.brief_settings import BriefSettings

        dialog = BriefSettings(self._desk, settings, self._window)
        said = tr("The brief settings are saved.")
        dialog.saved.connect(lambda _settings: self._desk.said.emit(said, False))
        dialog.rejected.connect(self._window.guard.start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
