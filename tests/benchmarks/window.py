"""The window at work on a catalogue: typing, sorting, scrolling, opening, in a process of its own.

`python -m tests.benchmarks.window FILE [PASSPHRASE]` prints one JSON document: milliseconds from
each key to its painted rows, from each query to the counts of its facets, the longest time the
event loop stood still at each kind of work, and the memory held before and after all of it.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.benchmarks.fresh import resident, start
from tests.benchmarks.hands import Counts, Heartbeat, Rows, click_heading, pause, press, wait
from tests.benchmarks.queries import Typed, queries
from ui.app import Application, make_application
from ui.collector import Collector
from ui.workspace import Workspace

RHYTHM_MS = (30, 120)
"""The shortest and the longest pause between two keys: a quick typist's."""
SIZE = 1366, 768
"""The smallest screen that the window is made for, in px; facets are shown on it."""
BACKED_UP_MS = 1_800_000
"""How long that may take: everything is copied and looked at."""
RESTED_MS = 30_000
"""How long nobody does anything before the memory is taken: then what work took is given back."""
LISTS = ("agreement", "official", "engagement", "organisation", "commitment", "source")


def main(file: str, key: str = "") -> None:
    """Work through everything and print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_application(sys.argv[:1])
        Collector(app)
        application = Application(app, Path(folder))
        ready: list[bool] = []
        application.opened.connect(lambda: ready.append(True))
        heartbeat = Heartbeat()
        application.window.resize(*SIZE)
        start(application, Path(file), key)
        wait(lambda: bool(ready), "opening the file")
        workspace = application.workspace
        assert isinstance(workspace, Workspace)
        found = measured(heartbeat, application, workspace)
        application.window.close()
    print(json.dumps(found))


def measured(
    heartbeat: Heartbeat, application: Application, workspace: Workspace
) -> dict[str, Any]:
    """All figures, in the order in which they are taken; blocked: by what was being done."""
    workspace.go("agreement")
    wait(workspace.records.model.is_whole, "listing")
    pause(1_000)
    heartbeat.take()
    pause(500)
    blocked, open_only = {"idle": heartbeat.take()}, resident()
    hands = Hands(application, workspace)

    def watched(doing: str, work: Callable[[], None]) -> None:
        heartbeat.take()
        work()
        blocked[doing] = heartbeat.take()

    watched("backing up", hands.wait_for_backup)
    watched("typing", hands.type_all)
    watched("scrolling", hands.scroll)
    watched("selecting all", hands.select_all)
    watched("opening", hands.open_records)
    watched("sorting", hands.sort_all)
    pause(RESTED_MS)
    return {
        "keys": hands.keys,
        "same": hands.same,
        "facets": hands.facets,
        "headings": hands.headings,
        "blocked": blocked,
        "resident": {"open": open_only, "worked": resident()},
    }


class Hands:
    """Does the work, and notes how long each answer took, in milliseconds.

    `keys`: group, text in the box, time; `same`: texts that changed nothing; `facets`: text, hits,
    time from painted rows to the first counts and to exact ones; `headings`: list, column, time.
    """

    def __init__(self, application: Application, workspace: Workspace) -> None:
        self.keys: list[tuple[str, str, float]] = []
        self.same: list[str] = []
        self.facets: list[tuple[str, int, float, float]] = []
        self.headings: list[tuple[str, str, float]] = []
        self._workspace = workspace
        self._box = application.window.search
        self._rows = Rows(workspace)
        self._counts = Counts(workspace)
        self._random = Random(1)

    def wait_for_backup(self) -> None:
        """Let the day's backup be made, which begins soon after a catalogue is opened."""
        backing = self._workspace.safety.backing
        wait(lambda: not backing.busy(), "waiting for the backup", BACKED_UP_MS)

    # --- typing -----------------------------------------------------------------------------

    def type_all(self) -> None:
        """Type every query, each in its place."""
        for query in queries():
            self._type(query)

    def _type(self, query: Typed) -> None:
        self._workspace.days.show_today()  # a day goes along from place to place
        self._workspace.go(query.place or "home")
        pause(150)
        if query.order and query.place:
            self._sort(query.order)
        self._to_box()
        for place, character in enumerate(query.text):
            self._press(query.group, character)
            if query.order and not query.place and place == 0:
                self._sort(query.order)
                self._to_box()
            if place < len(query.text) - 1:
                pause(self._random.randint(*RHYTHM_MS))
        if self._rows.painted:
            self._count()

    def _press(self, group: str, character: str) -> None:
        """Press a key, and note how long its rows took."""
        rows = self._rows
        rows.expect()
        self._counts.expect()
        began = perf_counter()
        press(self._box, character)
        wait(rows.settled, f"typing “{self._box.text()}”")
        if rows.painted:
            self.keys.append((group, self._box.text(), (perf_counter() - began) * 1000))
        else:
            self.same.append(self._box.text())

    def _count(self) -> None:
        """Wait for the facets of what was typed, and note how long they took."""
        began, counts, text = perf_counter(), self._counts, self._box.text()
        wait(lambda: counts.exact > 0, f"counting “{text}”")
        wait(self._workspace.records.model.is_whole, f"listing “{text}”")
        hits = self._workspace.records.model.rowCount()
        first, exact = ((when - began) * 1000 for when in (counts.first, counts.exact))
        self.facets.append((text, hits, first, exact))

    def _to_box(self) -> None:
        self._box.setFocus()
        self._box.setCursorPosition(len(self._box.text()))

    def _sort(self, name: str) -> float | None:
        """Milliseconds from a click on a heading to the rows; None where it cannot be clicked."""
        self._rows.expect()
        began = perf_counter()
        if not click_heading(self._workspace, name):
            return None
        wait(self._rows.settled, f"sorting by {name}")
        return (perf_counter() - began) * 1000 if self._rows.painted else None

    # --- the list ---------------------------------------------------------------------------

    def sort_all(self) -> None:
        """Click every heading of every list, twice: upwards and downwards."""
        for kind in LISTS:
            self._workspace.go(kind)
            pause(500)
            for column in self._workspace.records.model.columns():
                for _ in range(2):
                    took = self._sort(column.name)
                    if took is not None:
                        self.headings.append((kind, column.name, took))
                    pause(200)

    def scroll(self) -> None:
        """Scroll the longest list from end to end, by strides and by pages."""
        self._workspace.go("engagement")
        pause(3_000)
        table = self._workspace.records.table
        bar = table.verticalScrollBar()
        for step in range(200):
            bar.setValue(bar.maximum() * step // 199)
            pause(20)
        table.setFocus()
        for key in [Qt.Key.Key_PageUp] * 50 + [Qt.Key.Key_Home, Qt.Key.Key_End]:
            QTest.keyClick(table, key)
            pause(20)

    def select_all(self) -> None:
        """Select the whole of the longest list with the keyboard."""
        self._workspace.go("engagement")
        pause(1_000)
        table = self._workspace.records.table
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        wait(self._workspace.records.model.is_whole, "selecting everything")
        pause(1_000)
        QTest.keyClick(table, Qt.Key.Key_Home)
        pause(200)

    def open_records(self) -> None:
        """Open one record after the other, of the kinds that matter."""
        for kind in ("agreement", "official", "engagement"):
            self._workspace.go(kind)
            pause(500)
            for row in range(1, 16):
                self._open(row)
                pause(30)

    def _open(self, row: int) -> None:
        """Open the record in `row` of the list with the keyboard, and wait until it is shown."""
        table, detail = self._workspace.records.table, self._workspace.records.detail
        wanted = self._workspace.records.model.id_at(row)
        table.setFocus()
        table.mark(row)
        QTest.keyClick(table, Qt.Key.Key_Return)
        wait(lambda: detail.record_id() == wanted, f"opening row {row}")


if __name__ == "__main__":
    main(*sys.argv[1:])
