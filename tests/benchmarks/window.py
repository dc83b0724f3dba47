"""The window at work on a catalogue: typing, scrolling, opening; run in a process of its own.

`python -m tests.benchmarks.window FILE` prints one JSON document: milliseconds from each key to its
painted rows, the same searches in raw FTS5, the longest time the event loop stood still, and the
memory held at the end.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import sqlcipher3.dbapi2 as driver
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from defcat.storage.fulltext import TABLE
from defcat.text import words
from tests.benchmarks.fresh import resident
from tests.benchmarks.queries import QUERIES
from ui.app import Application, make_application
from ui.workspace import Workspace

BEAT_MS = 5
PATIENCE_MS = 20_000
RHYTHM_MS = (30, 120)
"""The shortest and the longest pause between two keys: a quick typist's."""

LISTED = 100


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
        self._arrived = False
        self._model = workspace.records.model
        self._model.arrived.connect(self._new_rows)
        workspace.records.table.viewport().installEventFilter(self)

    def expect(self) -> None:
        """What was painted before does not count."""
        self.painted = self._arrived = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._arrived:
            self.painted = True
        return False

    def _new_rows(self) -> None:
        self._arrived = True
        self.painted = self._model.rowCount() == 0


def main(file: str) -> None:
    """Work through everything and print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_application(sys.argv[:1])
        application = Application(app, Path(folder))
        ready: list[bool] = []
        application.opened.connect(lambda: ready.append(True))
        heartbeat = Heartbeat()
        application.start(Path(file))
        wait(lambda: bool(ready), "opening the file")
        workspace = application.workspace
        assert isinstance(workspace, Workspace)
        found = measured(heartbeat, application, workspace, Path(file))
        application.window.close()
    print(json.dumps(found))


def measured(
    heartbeat: Heartbeat, application: Application, workspace: Workspace, file: Path
) -> dict[str, Any]:
    """All figures, in the order in which they are taken."""
    pause(1_000)
    heartbeat.take()
    pause(500)
    idle = heartbeat.take()
    keys = typing(application, workspace)
    while_typing = heartbeat.take()
    scrolling(workspace)
    while_scrolling = heartbeat.take()
    opening(workspace)
    while_opening = heartbeat.take()
    return {
        "keys": keys,
        "idle": idle,
        "typing": while_typing,
        "scrolling": while_scrolling,
        "opening": while_opening,
        "resident": resident(),
        "raw": raw(file, [text for text, _ in keys]),
    }


def typing(application: Application, workspace: Workspace) -> list[tuple[str, float]]:
    """Type every query, each in its place; after each key the text, and how long it took."""
    random = Random(1)
    rows = Rows(workspace)
    box = application.window.search
    found = []
    for place, query in QUERIES:
        workspace.go(place or "home")
        box.setFocus()
        box.setCursorPosition(len(box.text()))
        pause(150)
        for character in query:
            rows.expect()
            began = perf_counter()
            press(box, character)
            wait(lambda: rows.painted, f"typing “{box.text()}”")
            found.append((box.text(), (perf_counter() - began) * 1000))
            pause(random.randint(*RHYTHM_MS))
    return found


def scrolling(workspace: Workspace) -> None:
    """Scroll the longest list from end to end, by strides and by pages."""
    workspace.go("engagement")
    pause(3_000)
    table = workspace.records.table
    bar = table.verticalScrollBar()
    for step in range(200):
        bar.setValue(bar.maximum() * step // 199)
        pause(20)
    table.setFocus()
    for key in [Qt.Key.Key_PageUp] * 50 + [Qt.Key.Key_Home, Qt.Key.Key_End]:
        QTest.keyClick(table, key)
        pause(20)


def opening(workspace: Workspace) -> None:
    """Open one record after the other, of the kinds that matter."""
    for kind in ("agreement", "official", "engagement"):
        workspace.go(kind)
        pause(500)
        for row in range(1, 16):
            open_row(workspace, row)
            pause(30)


def open_row(workspace: Workspace, row: int) -> None:
    """Open the record in `row` of the list with the keyboard, and wait until it is shown."""
    table, detail = workspace.records.table, workspace.records.detail
    wanted = workspace.records.model.id_at(row)
    table.setFocus()
    table.mark(row)
    QTest.keyClick(table, Qt.Key.Key_Return)
    wait(lambda: detail.record_id() == wanted, f"opening row {row}")


def raw(file: Path, texts: list[str]) -> list[float]:
    """Milliseconds that FTS5 itself takes for the newest of each search; none where it has none."""
    connection = driver.connect(f"file:{file}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -65536")
    query = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH ? ORDER BY rowid DESC LIMIT {LISTED}"
    times = []
    for text in texts:
        match = " ".join(
            f'"{word}"*' for part in text.split() if "kind:" not in part for word in words(part)
        )
        if match:
            began = perf_counter()
            connection.execute(query, (match,)).fetchall()
            times.append((perf_counter() - began) * 1000)
    connection.close()
    return times


def press(widget: QWidget, character: str) -> None:
    """Press the key of `character`, which need not be on this keyboard."""
    if character.isascii():
        QTest.keyClicks(widget, character)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character)
        QCoreApplication.sendEvent(widget, event)


def wait(done: Callable[[], bool], doing: str) -> None:
    """Let the window work until `done`; a heartbeat wakes it to look, so it never spins."""
    ends = perf_counter() + PATIENCE_MS / 1000
    while not done():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if perf_counter() > ends:
            raise SystemExit(f"The window did not answer in time: {doing}.")


def pause(milliseconds: int) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
