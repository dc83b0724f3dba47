"""Asks for the facets of what a list shows, once its rows are there and nobody types."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from defcat.search.facet_counts import Kept
from defcat.search.query import Query
from ui.desk import Desk

if TYPE_CHECKING:
    from defcat.search.facet_values import Facets

QUIET_MS = 45
"""How long rows have been there before anything is counted beside them."""
KEPT = 16
"""So many answers are kept, until something changes: going back to a list counts nothing."""


class FacetReading(QObject):
    """`arrived` carries the Facets of the query last asked about: perhaps an estimate, and after it
    the exact counts.
    """

    arrived = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query = Query()
        self._known: OrderedDict[Query, Facets] = OrderedDict()
        self._counted = Kept()
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._ask)
        desk.changed.connect(self._forget)
        channel, reader = self._channel, desk.reader
        self.destroyed.connect(lambda: reader.cancel(channel))

    def stop(self) -> None:
        """Want nothing: another query is being answered, or nobody looks."""
        self._quiet.stop()
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

    def _ask(self, *, exact: bool = False) -> None:
        query, today = self._query, self._desk.catalogue.today()
        kept = self._counted  # those of before a change, if one comes meanwhile

        def count(connection: Any) -> "Facets":
            from defcat.search import facets  # a list is there without them

            return facets.count(connection, query, today=today, exact=exact, kept=kept)

        self._desk.reader.ask(self._channel, count, self._take, yields=True)

    def _take(self, found: "Facets") -> None:
        if found.estimated:
            self._ask(exact=True)
        else:
            self._known[self._query] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        self.arrived.emit(found)

    def _forget(self) -> None:
        self._known.clear()
        self._counted = Kept()
