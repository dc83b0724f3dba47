"""The hands at the window: pressing keys, waiting for what is painted, and feeling the pulse."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.models.records import COLUMN_ROLE
from ui.widgets.facet_reading import FacetReading
from ui.workspace import Workspace

BEAT_MS = 5
PATIENCE_MS = 30_000
SAME_MS = 60
"""So long after a key nothing is being read and no rows came: the key changed nothing."""


class Heartbeat(QObject):
    """Notes the longest time between two beats of a timer: nothing else was answered meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def take(self) -> float:
        """The longest gap since the last call, in milliseconds."""
        self._beat()
        worst, self.worst = self.worst, 0.0
        return worst * 1000

    def _beat(self) -> None:
        now = perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now


class Rows(QObject):
    """Knows when the rows of a new query are painted, or that there are none."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.painted = False
        self.arrived = False
        self._quiet_since = perf_counter()
        self._reader = workspace.desk.reader
        self._model = workspace.records.model
        self._model.arrived.connect(self._new_rows)
        workspace.records.table.viewport().installEventFilter(self)

    def expect(self) -> None:
        """What was painted before does not count."""
        self.painted = self.arrived = False
        self._quiet_since = perf_counter()

    def settled(self) -> bool:
        """Whether the rows are painted, or none will come."""
        if self.painted:
            return True
        if self.arrived or self._reader.busy():  # an answer may wait to be delivered
            self._quiet_since = perf_counter()
        return (perf_counter() - self._quiet_since) * 1000 > SAME_MS

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.arrived:
            self.painted = True
        return False

    def _new_rows(self) -> None:
        self.arrived = True
        self.painted = self._model.rowCount() == 0


class Counts(QObject):
    """Knows when the facets of a query were first counted, and when exactly."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.first = self.exact = 0.0
        reading = workspace.records.findChild(FacetReading)
        assert reading is not None
        reading.arrived.connect(self._take)

    def expect(self) -> None:
        """What was counted before does not count."""
        self.first = self.exact = 0.0

    def _take(self, found: Any) -> None:
        now = perf_counter()
        self.first = self.first or now
        if not found.estimated:
            self.exact = now


def click_heading(workspace: Workspace, name: str) -> bool:
    """Click the heading of the column `name`; whether it is there to be clicked."""
    table = workspace.records.table
    header = table.horizontalHeader()
    for section in range(workspace.records.model.columnCount()):
        column = workspace.records.model.headerData(section, Qt.Orientation.Horizontal, COLUMN_ROLE)
        if column is not None and column.name == name and not table.isColumnHidden(section):
            at = header.rect().center()
            at.setX(header.sectionViewportPosition(section) + header.sectionSize(section) // 2)
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
            return True
    return False


def press(widget: QWidget, character: str) -> None:
    """Press the key of `character`, which need not be on this keyboard."""
    if character.isascii():
        QTest.keyClicks(widget, character)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
        QCoreApplication.sendEvent(widget, event)


def wait(done: Callable[[], bool], doing: str, patience_ms: int = PATIENCE_MS) -> None:
    """Let the window work until `done`; a heartbeat wakes it to look, so it never spins."""
    ends = perf_counter() + patience_ms / 1000
    while not done():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if perf_counter() > ends:
            raise SystemExit(f"The window did not answer in time: {doing}.")


def pause(milliseconds: int) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
