"""Searches that are kept: by name in the rail, with how many records answer; and the last ones.

They are counted on the reading thread, when nothing else is asked there. What was searched for is
written a moment later, and nowhere but in the catalogue.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from defcat.errors import DefcatError
from defcat.search import recent, saved
from defcat.search.run import COUNTED
from defcat.search.saved import LONGEST_NAME, Saved
from defcat.translation import capital, tr
from ui.bindings import SAVE_KEY
from ui.days import parsed
from ui.icons import icon
from ui.places import Place, on_day
from ui.widgets.notice import reading_only
from ui.widgets.rail import Destination
from ui.window import Window

if TYPE_CHECKING:
    from ui.widgets.palette import Command
    from ui.workspace import Workspace

SETTLE_MS = 400
"""How long nothing must have changed before searches are counted anew."""
KEEP_MS = 1_500
"""How long after it was used a search is written down."""
_KEY = "search:"
_COUNT = "saved-count"

T = TypeVar("T")


class Searches(QObject):
    """The saved searches and the last ones of the catalogue that `work` shows."""

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self._saved: list[Saved] = []
        self._counts: dict[str, int] = {}
        self._wrong: dict[str, str] = {}
        self._due: deque[Saved] = deque()
        self._recent: list[str] = []
        self._unkept: list[str] = []
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._count_all)
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.timeout.connect(self._keep_recent)
        self._desk.changed.connect(self._changed)
        window.rail.act_asked.connect(self.act)
        window.rail.menu_asked.connect(self._menu)
        window.keep.clicked.connect(self.save)
        window.search.submitted.connect(self.used)
        window.search.down_pressed.connect(self.used)
        work.records.table.opened.connect(self.used)
        work.records.table.clicked.connect(self.used)

    def start(self) -> None:
        """Read what is kept, and count."""
        self._window.rail.set_searches(())

        def read(connection: Any) -> tuple[list[Saved], list[str]]:
            return saved.searches(connection), recent.recent(connection)

        def there(found: tuple[list[Saved], list[str]]) -> None:
            self._recent = found[1]
            self._show(found[0])

        self._desk.reader.ask("searches", read, there)
        # the first of these would keep whoever types it waiting for the names of all countries
        self._desk.reader.ask(
            "names", lambda _: parsed("country:i is:o"), lambda _: None, patient=True
        )

    def close(self) -> None:
        """Keep what was searched for, and leave the rail: the catalogue is being closed."""
        self._settle.stop()
        self._keep.stop()
        self._keep_recent()
        self._desk.changed.disconnect(self._changed)
        for signal, slot in (
            (self._window.rail.act_asked, self.act),
            (self._window.rail.menu_asked, self._menu),
            (self._window.keep.clicked, self.save),
            (self._window.search.submitted, self.used),
            (self._window.search.down_pressed, self.used),
        ):
            signal.disconnect(slot)
        self._window.rail.set_searches(())

    # --- saved searches ---------------------------------------------------------------------

    def all(self) -> tuple[Saved, ...]:
        """The saved searches, in their order."""
        return tuple(self._saved)

    def query_of(self, key: str) -> str | None:
        """The query of a place in the rail, None where it is no saved search."""
        found = self._of(key)
        return found.query if found else None

    def key_of(self, place: Place) -> str:
        """The place in the rail of the saved search that is shown; empty where none is."""
        text = _plain(place.query)
        if place.page != "records" or not text:
            return ""
        asked = (text, _plain(on_day(place.query, None)))
        return next((_KEY + s.name for s in self._saved if _plain(s.query) in asked), "")

    def mark(self, place: Place) -> None:
        """Let the query be saved where there is one."""
        writable = self._desk.catalogue.writable
        can = place.page == "records" and bool(_plain(place.query))
        self._window.keep.setEnabled(can and writable)
        says = tr("Save this search ({key})", key=SAVE_KEY)
        self._window.keep.setToolTip(says if writable else reading_only())

    def save(self) -> None:
        """Ask for a name for the query that is shown, and keep it."""
        from ui.widgets.saved_dialog import SavedDialog

        query = _plain(self._work.place().query)
        if not self._window.keep.isEnabled():
            said = tr("Search for something first.")
            self._desk.said.emit(said if self._desk.catalogue.writable else reading_only(), False)
            return

        def keep(name: str) -> None:
            made = self._write(lambda connection: saved.save(connection, name, query))
            self._show([*self._saved, made])
            self._desk.said.emit(tr("“{name}” is saved.", name=made.name), False)

        name = query.removeprefix(f"kind:{parsed(query).kind} ").replace('"', "")
        name = capital(name[:LONGEST_NAME])
        self._ask(SavedDialog(tr("Save this search"), query, name, keep, self._window))

    def on_saved(self) -> bool:
        """Whether a saved search is shown, which can be renamed."""
        return self._desk.catalogue.writable and bool(self.key_of(self._work.place()))

    def rename(self) -> None:
        """Ask for another name for the saved search that is shown."""
        if self.on_saved():
            self.act(self.key_of(self._work.place()), "rename")

    def act(self, key: str, act: str) -> None:
        """Do to a saved search what its keys or its menu ask for."""
        found = self._of(key)
        if found is None:
            return
        try:
            match act:
                case "rename":
                    self._rename(found)
                case "remove":
                    self._remove(found)
                case "up" | "down":
                    self._move(found, -1 if act == "up" else 1)
                case "update":
                    self._update(found)
        except DefcatError as error:
            self._desk.failed.emit(error)

    def commands(self) -> "list[Command]":
        """The palette's lines for the saved searches."""
        from ui.widgets.palette import Command

        return [
            Command(each.name, "", partial(self._work.ask, each.query), "bookmark")
            for each in self._saved
        ]

    def _of(self, key: str) -> Saved | None:
        return next((each for each in self._saved if _KEY + each.name == key), None)

    def _rename(self, found: Saved) -> None:
        from ui.widgets.saved_dialog import SavedDialog

        def keep(name: str) -> None:
            made = self._write(lambda connection: saved.rename(connection, found.name, name))
            self._show([made if each == found else each for each in self._saved])

        title = tr("Rename this search")
        self._ask(SavedDialog(title, found.query, found.name, keep, self._window))

    def _remove(self, found: Saved) -> None:
        _, place = self._write(lambda connection: saved.remove(connection, found.name))

        def put_back() -> None:
            try:
                self._write(lambda c: saved.save(c, found.name, found.query, place))
            except DefcatError as error:
                self._desk.failed.emit(error)
                return
            self._show([*self._saved[:place], found, *self._saved[place:]])

        self._show([each for each in self._saved if each != found])
        said = tr("The search “{name}” is removed.", name=found.name)
        self._window.notice.tell(said, action=(tr("Undo"), put_back))

    def _move(self, found: Saved, by: int) -> None:
        self._write(lambda connection: saved.move(connection, found.name, by))
        at = self._saved.index(found)
        rest = [each for each in self._saved if each != found]
        at = min(max(at + by, 0), len(rest))
        self._show([*rest[:at], found, *rest[at:]])

    def _update(self, found: Saved) -> None:
        query = _plain(self._work.place().query)
        made = self._write(lambda c: saved.change_query(c, found.name, query))

        def put_back() -> None:
            self._write(lambda c: saved.change_query(c, found.name, found.query))
            self._show([found if each == made else each for each in self._saved])

        self._show([made if each == found else each for each in self._saved])
        said = tr("“{name}” now asks: {query}", name=made.name, query=made.query)
        self._window.notice.tell(said, action=(tr("Undo"), put_back))

    def _menu(self, key: str, at: QPoint) -> None:
        """The menu of a saved search."""
        found, place = self._of(key), self._work.place()
        if found is None:
            return
        writable = self._desk.catalogue.writable
        here = place.page == "records" and _plain(place.query) not in ("", _plain(found.query))
        where, last = self._saved.index(found), len(self._saved) - 1
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        for says, keys, act, drawing, can in (
            (tr("Rename…"), "F2", "rename", "edit", True),
            (tr("Update to the current search"), "", "update", "search", here),
            (tr("Move up"), "Alt+Up", "up", "chevron-up", where > 0),
            (tr("Move down"), "Alt+Down", "down", "chevron-down", where < last),
            (tr("Remove"), "Del", "remove", "bin", True),
        ):
            action = menu.addAction(icon(drawing), says)
            action.setShortcut(QKeySequence(keys))
            action.setEnabled(can and writable)
            action.triggered.connect(lambda _on=False, act=act: self.act(key, act))
        menu.popup(at)

    def _ask(self, dialog: Any) -> None:
        dialog.rejected.connect(self._window.guard.start)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, do: Callable[[Any], T]) -> T:
        with self._desk.change(tr("Saved searches")) as change:
            return do(change.connection)

    # --- what the rail shows ----------------------------------------------------------------

    def _show(self, found: Sequence[Saved]) -> None:
        """Show these in the rail, and count those that are not counted yet."""
        self._saved = list(found)
        self._draw()
        self._due = deque(each for each in found if each.query not in self._counts)
        self._count_next()

    def _draw(self) -> None:
        rail = self._window.rail
        rail.set_searches([self._destination(each) for each in self._saved])
        for each in self._saved:
            self._tell(each)
        rail.set_current(self.key_of(self._work.place()) or rail.current())

    def _destination(self, each: Saved) -> Destination:
        wrong = self._wrong.get(each.query, "")
        tip = f"{each.query}\n{wrong}" if wrong else each.query
        drawing = "warning" if wrong else "bookmark"
        return Destination(_KEY + each.name, each.name, drawing, tip=tip, kept=True)

    def _tell(self, each: Saved) -> None:
        count = self._counts.get(each.query)
        many = count is not None and count > COUNTED
        shown = tr("{n}+", n=f"{COUNTED:,}") if many else count
        self._window.rail.set_count(_KEY + each.name, shown)

    def _changed(self, _changed: object) -> None:
        if self._saved:
            self._settle.start()

    def _count_all(self) -> None:
        self._due = deque(self._saved)
        self._count_next()

    def _count_next(self) -> None:
        """Count the next one, each by itself: what is asked meanwhile comes first."""
        if not self._due:
            return
        each = self._due.popleft()
        scheme, today = self._desk.catalogue.scheme, self._desk.catalogue.today()
        self._desk.reader.ask(
            _COUNT,
            lambda connection: saved.answers(connection, each.query, scheme, today),
            lambda found: self._counted(each, *found),
            patient=True,
        )

    def _counted(self, each: Saved, count: int, wrong: str) -> None:
        self._counts[each.query] = count
        before = self._wrong.get(each.query, "")
        self._wrong[each.query] = wrong
        if wrong != before:
            self._draw()
        elif each in self._saved:
            self._tell(each)
        self._count_next()

    # --- the last ones ----------------------------------------------------------------------

    def recent(self) -> list[str]:
        """What was searched for last, newest first."""
        return list(self._recent)

    def used(self, *_: object) -> None:
        """Somebody went from the query to its answers: it was meant."""
        text = _plain(self._work.place().query)
        if self._work.place().page != "records" or not parsed(text).narrows():
            return
        same = text.casefold()
        rest = [each for each in self._recent if each.casefold() != same]
        self._recent = [text, *rest][: recent.KEPT]
        self._unkept.append(text)
        self._keep.start()

    def forget(self) -> None:
        """Forget what was searched for."""
        self._keep.stop()
        self._recent, self._unkept = [], []
        if self._desk.catalogue.writable:
            self._write(recent.forget)
        self._desk.said.emit(tr("The last searches are forgotten."), False)

    def _keep_recent(self) -> None:
        """Write down what was used; while something else is written, a moment later."""
        if not self._unkept or not self._desk.catalogue.writable:
            return
        if self._desk.writing:
            self._keep.start()
            return
        texts, self._unkept = self._unkept, []

        def note(connection: Any) -> None:
            for text in texts:
                recent.note(connection, text)

        try:
            self._write(note)
        except DefcatError as error:
            self._desk.failed.emit(error)


def _plain(text: str) -> str:
    """A query without spare blanks."""
    return " ".join(text.split())
