"""Keeps what the catalogue notices up to date, while nobody waits for it.

What changes call for is found on the reading thread, a rule at a time, whenever nothing else is
asked there. It is written on a thread of its own, since a disk may take its time, and in pieces so
small that who saves meanwhile does not feel it. Where everything is found anew, what a check found
is written before the next is made, and both only while nobody works.
"""

from collections import deque
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from defcat.change import Changed
from defcat.errors import DefcatError
from defcat.rules import findings
from defcat.rules.findings import Finding
from ui.desk import Desk

if TYPE_CHECKING:
    from defcat.rules.findings import Piece, Plan

SETTLE_MS = 300
"""How long nothing must have changed before it begins: who saves thrice is gone after once."""

PIECE = 100
"""Findings written at a time: some 2 ms, and never 20."""

PAUSE_MS = 10
"""Between two pieces, for whatever the window has to do."""

LONG = 50
"""From so many checks on it takes long enough to be felt, and waits until nobody works."""

LATER_MS = 250
"""How long it is before it is looked again whether nobody works."""

TOLD_AFTER_S = 0.5
"""What is done sooner is not worth telling: it is so after every change."""

_CHANNEL = "noticing"


class Noticing(QObject):
    """Finds anew what changes of `desk` call for, which says `noticed` when that is kept.

    `progressed` carries how much is done, in hundredths, where it takes long; 100 at the end.
    `counted` carries how many findings are open then. What changes in the meantime is done next.
    A catalogue that is open for reading only stays as it is, and is only counted.
    """

    progressed = Signal(int)
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: list[Finding] = []
        self._pieces: deque[Piece] = deque()
        self._plan: Plan | None = None
        self._place = 0
        self._under_way = False
        self._stopped = False
        self._again = False
        self._began = 0.0
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._begin)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._write)
        desk.changed.connect(self._changed)

    def start(self) -> None:
        """Begin with what is due, once nobody has done anything for a moment."""
        if not self._desk.catalogue.writable:
            self._count()
            return
        self._again = self._under_way
        if not self._under_way:
            self._settle.start()

    def stop(self) -> None:
        """Leave it: what is half done is done again when the catalogue is opened next."""
        self._stopped = True
        self._settle.stop()
        self._next.stop()
        self._desk.changed.disconnect(self._changed)
        self._desk.reader.cancel(_CHANNEL)

    def busy(self) -> bool:
        """Whether anything is still to be done."""
        return self._under_way or self._settle.isActive()

    def _changed(self, changed: Changed) -> None:
        if changed.entry:
            self.start()

    def _begin(self) -> None:
        self._under_way = True
        self._began = monotonic()
        self._found = []
        self._desk.reader.ask(_CHANNEL, lambda c: findings.plan(c), self._planned, patient=True)

    def _planned(self, plan: "Plan") -> None:
        self._plan, self._place = plan, 0
        if plan.mark is None:
            self._finish()
        else:
            self._check()

    def _check(self) -> None:
        """Make the next check; after the last one write what all of them found."""
        plan, place = self._plan, self._place
        assert plan is not None, "it was made before"
        if monotonic() >= self._began + TOLD_AFTER_S:
            self.progressed.emit(100 * place // (len(plan.checks) + 1))
        if place < len(plan.checks):
            job, idle = plan.checks[place], self._is_long()
            self._desk.reader.ask(_CHANNEL, job, self._checked, patient=True, idle=idle)
        else:
            counted = findings.Recount(plan.mark, plan.stale, tuple(self._found))
            self._keep(counted.pieces(PIECE))

    def _checked(self, found: tuple[Finding, ...]) -> None:
        plan, place = self._plan, self._place
        assert plan is not None, "it was made before"
        self._place += 1
        if plan.whole:
            self._keep(plan.pieces(place, found, PIECE))
        else:
            self._found += found
            self._check()

    def _is_long(self) -> bool:
        return self._plan is not None and len(self._plan.checks) >= LONG

    def _keep(self, pieces: Iterable["Piece"]) -> None:
        self._pieces.extend(pieces)
        if self._pieces:
            self._write()
        else:
            self._check()

    def _write(self) -> None:
        if self._desk.writing or (self._is_long() and not self._desk.reader.is_idle()):
            self._next.start(LATER_MS)
            return
        piece, catalogue = self._pieces[0], self._desk.catalogue
        writing = self._desk.aside(lambda _told, _stop: catalogue.keep_findings(piece), "findings")
        writing.ended.connect(self._written)
        writing.start()

    def _written(self, answer: object) -> None:
        if self._stopped:
            return
        if isinstance(answer, DefcatError) and self._desk.writing:  # that one was there first
            self._next.start(LATER_MS)
            return
        if isinstance(answer, Exception):
            self._pieces.clear()
            self._finish()
            if not isinstance(answer, DefcatError):
                raise answer
            self._desk.failed.emit(answer)
            return
        self._pieces.popleft()
        if self._pieces:
            self._next.start(PAUSE_MS)
        elif self._plan is not None and self._plan.whole and self._place < len(self._plan.checks):
            self._check()
        else:
            self._finish()
            self._desk.noticed.emit()

    def _finish(self) -> None:
        self._under_way = False
        self._found, self._plan = [], None
        self.progressed.emit(100)
        self._count()
        if self._again:
            self.start()

    def _count(self) -> None:
        def count(connection: Any) -> int:
            return sum(findings.counts(connection).values())

        self._desk.reader.ask("finding-count", count, self.counted.emit, patient=True)
