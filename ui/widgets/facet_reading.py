"""Asks for the facets of what a list shows, once its rows are there and nobody types."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from defcat.rows import Changed
from defcat.search.facet_counts import Kept
from defcat.search.query import Query
from ui.desk import Desk

if TYPE_CHECKING:
    from defcat.search.facet_values import Facets

QUIET_MS = 20
"""How long rows have been there, and are painted, before anything is counted beside them."""
KEPT = 16
"""So many answers are kept, until something changes: going back to a list counts nothing."""


class FacetReading(QObject):
    """`arrived` carries the Facets of the query last asked about: perhaps an estimate, and after it
    the exact counts.

    Counts go before all that is asked beside the rows. Exact ones that take long, and reading what
    they are counted from, wait until nobody types and give way to all else.
    """

    arrived = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query = Query()
        self._estimated = False
        self._known: OrderedDict[Query, Facets] = OrderedDict()
        self._kept = Kept()
        self._ready = self._reading = False
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._ask)
        desk.changed.connect(self._forget)
        for channel in (self._channel, self._ahead):
            self.destroyed.connect(lambda _gone, name=channel: desk.reader.cancel(name))

    def stop(self) -> None:
        """Want nothing: another query is being answered, or nobody looks."""
        self._quiet.stop()
        self._estimated = False
        self._desk.reader.cancel(self._channel)

    def ask(self, query: Query) -> None:
        """Ask about `query`, whose rows are there."""
        self.stop()
        self._query = query
        if known := self._known.get(query):
            self.arrived.emit(known)
        else:
            self._quiet.start()

    @property
    def _channel(self) -> str:
        return f"facets-{id(self)}"

    @property
    def _ahead(self) -> str:
        return f"facets-ahead-{id(self)}"

    def _ask(self, *, exact: bool = False) -> None:
        query, today = self._query, self._desk.catalogue.today()
        kept = self._kept  # that of before a change, if one comes meanwhile

        def count(connection: Any) -> "Facets":
            from defcat.search import facets  # a list is there without them

            return facets.count(connection, query, today=today, exact=exact, kept=kept)

        self._desk.reader.ask(self._channel, count, self._take, yields=not exact, patient=exact)

    def _take(self, found: "Facets") -> None:
        self._estimated = found.estimated
        if not found.estimated:
            self._known[self._query] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        elif self._ready:
            self._ask(exact=True)
        if not self._ready and not self._reading:
            self._read_ahead()
        self.arrived.emit(found)

    def _read_ahead(self) -> None:
        """Read what is counted from, and then count exactly. Where that is stopped, what has been
        read stays; asked for part by part, each would wait for whatever else waits.
        """
        kept, self._reading = self._kept, True

        def read(connection: Any) -> None:
            kept.values(connection).complete(connection)

        def then(_none: None) -> None:
            self._ready, self._reading = True, False
            if self._estimated:
                self._ask(exact=True)

        self._desk.reader.ask(self._ahead, read, then, patient=True)

    def _forget(self, changed: Changed) -> None:
        """Some records have changed: the list is read anew, and its counts with it."""
        self._known.clear()
        self._kept = self._kept.after(changed.records)
        self._ready = self._reading = False
        self._desk.reader.cancel(self._ahead)
