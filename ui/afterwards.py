"""What can wait until the rows of a list are painted: a key is answered by rows, then by the rest.

Ticks among the facets, completions, what the frame says of the place: all of that together takes as
long as the rows do, and would keep the interpreter from the thread that reads them.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LATE_MS = 60
"""So long the rest waits at the most: rows that take longer do not hold it up as well."""


class Afterwards(QObject):
    """Does what it is given once rows that are awaited are painted, or do not come for a while."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._due: dict[str, Callable[[], object]] = {}
        self._there = False
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.do_all)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.do_all)

    def expect(self) -> None:
        """Rows have been asked for."""
        self._there = False
        self._soon.stop()
        self._late.start()

    def rows_came(self, *, to_paint: bool) -> None:
        """They are there, and are painted next if there are any."""
        self._there = True
        if to_paint:
            self._late.start()  # nobody paints a list that is not in sight
        else:
            self._soon.start()

    def painted(self) -> None:
        """A list has been painted: the rest is done when that is on the screen."""
        if self._there:
            self._there = False
            self._soon.start()

    def do(self, what: str, how: Callable[[], object]) -> None:
        """Do something afterwards, in place of what waits under the same name; at once where no
        rows are awaited.
        """
        if self._late.isActive() or self._soon.isActive():
            self._due[what] = how
        else:
            how()

    def do_all(self) -> None:
        """Do at once what waits."""
        self._late.stop()
        self._soon.stop()
        due, self._due = self._due, {}
        for how in due.values():
            how()

    def stop(self) -> None:
        """Do nothing more."""
        self._due.clear()
        self._late.stop()
        self._soon.stop()
