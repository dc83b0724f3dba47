"""The day on which the world is shown: it stands in the query, and goes along from place to place.

Without one it is today, which goes on at midnight.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from PySide6.QtCore import QObject

from defcat.dates import PartialDate
from defcat.markings import Scheme
from defcat.search.parse import parse
from defcat.search.query import Query
from ui.clock import Clock
from ui.desk import Desk
from ui.pages.records import RecordsPage
from ui.places import Place, on_day
from ui.window import Window


class Days(QObject):
    """Asks for the day, tells it in the frame of `window`, and lets the pages follow midnight.

    `place` says where one is, `visit` goes to a place.
    """

    def __init__(
        self,
        window: Window,
        desk: Desk,
        records: RecordsPage,
        place: Callable[[], Place],
        visit: Callable[[Place], None],
    ) -> None:
        super().__init__(records)
        self._window = window
        self._desk = desk
        self._records = records
        self._place = place
        self._visit = visit
        self._editing = False
        self._clock = Clock(desk.catalogue.today, self)
        self._clock.turned.connect(self._turn)
        window.as_of.clicked.connect(self.choose)
        window.band.left.connect(self.show_today)

    def day(self) -> date | None:
        """The day on which the world is shown; None for today."""
        return parsed(self._place().query, self._desk.catalogue.scheme).as_of

    def on_other_day(self) -> bool:
        """Whether another day than today was asked for."""
        return self.day() is not None

    def show(self, day: date | None) -> None:
        """Show the world as it stood on `day`, None for today, where one is now."""
        place = self._place()
        self._visit(replace(place, query=on_day(place.query, day)))

    def show_today(self) -> None:
        """Show the world as it stands today."""
        self.show(None)

    def choose(self) -> None:
        """Ask for a day, and show the world as it stood then."""
        from ui.widgets.day_picker import DayPicker

        shown = self._records.detail.dossier() if self._records.isVisible() else None
        dated = PartialDate.parse(shown.stub.date) if shown and shown.stub.date else None
        of_record = dated.first if dated and dated.precision == "day" else None
        picker = DayPicker(self.day(), self._desk.catalogue.today(), of_record, self._window)
        picker.chosen.connect(self.show)
        picker.rejected.connect(self._window.guard.start)
        picker.show_below(self._window.as_of)

    def tell(self, *, editing: bool) -> None:
        """Tell in the frame which day is shown; `editing`: before a form, which shows no day."""
        self._editing = editing
        day = self.day()
        self._window.as_of.show_day(day)
        self._window.band.show_day(day, self._desk.catalogue.today(), editing=editing)

    def close(self) -> None:
        """Hear no more of the clock: the catalogue is being closed."""
        self._clock.turned.disconnect(self._turn)

    def _turn(self) -> None:
        self._desk.turn_day()
        self.tell(editing=self._editing)


@lru_cache(maxsize=4)
def parsed(text: str, scheme: Scheme | None = None) -> Query:
    """What a text asks for, as far as it can be read; several ask that of the same text. `scheme`
    has the markings that exist; without one, those of any scheme do.
    """
    return parse(text, scheme)


def names_nothing(text: str) -> bool:
    """Whether a text is blank, or nothing but a day."""
    return not on_day(text, None).strip()
