"""What goes along with the typing of a query: completions, what is wrong with it, ways out.

Nothing here holds up a keystroke: plain words are only looked at once the hands rest, and what the
catalogue has to be asked for is asked on the reading thread.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from defcat.search.query import Problem, Query
from defcat.search.run import COUNTED
from defcat.translation import tr
from ui.desk import Desk
from ui.pages.records import RecordsPage
from ui.places import on_day
from ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from defcat.search.near import WayOut
    from ui.widgets.query_notice import QueryNotice

RESTING_MS = 300
"""How long the hands rest before names are hinted at."""
MORE_MS = 60
"""How long before the catalogue is asked what can stand at the cursor."""
LOST_MS = 120
"""How long nothing is found before what could be asked instead is looked for."""
PAUSE_MS = 600
"""How long before a piece that is half typed may be called wrong."""


class QueryCompanion(QObject):
    """Serves `box` over the catalogue of `desk`, and the empty list of `records`.

    `below` puts a line below the box, `recent` gives the last searches. `asked` carries another
    query that was chosen, `help_asked` asks how queries are written.
    """

    asked = Signal(str)
    help_asked = Signal()

    def __init__(
        self,
        box: SearchBox,
        desk: Desk,
        records: RecordsPage,
        below: Callable[[QWidget], None],
        recent: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        super().__init__(records)
        self._box = box
        self._desk = desk
        self._records = records
        self._below = below
        self._recent = recent
        self._notice: QueryNotice | None = None
        self._problems: tuple[Problem, ...] = ()
        self._first: Callable[[], object] | None = None
        self._sought = Query()
        self._rest = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._rest.timeout.connect(self._hint)
        self._typed = "", 0, False
        self._more = QTimer(self, singleShot=True, interval=MORE_MS)
        self._more.timeout.connect(self._ask_catalogue)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._show_all)
        box.completing.connect(self._completing)
        box.commanded.connect(records.after.do_all)
        box.mend_asked.connect(self._mend_first)
        box.recent_asked.connect(self._show_recent)
        box.help_asked.connect(self.help_asked)
        self._lost = QTimer(self, singleShot=True, interval=LOST_MS)
        self._lost.timeout.connect(lambda: self._look_near(self._sought))
        records.nothing_found.connect(self._nothing_found)
        records.model.arrived.connect(self._arrived)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Tell what is wrong with the text in the box; of what is being typed, after a pause."""
        self._problems = tuple(problems)
        cursor = self._box.cursorPosition() if self._box.hasFocus() else -1
        self._show([one for one in problems if not one.start < cursor <= one.end])
        if problems:
            self._pause.start()
        else:
            self._pause.stop()

    def mend(self, problem: Problem) -> None:
        """Write what is better in place of what could not be read."""
        if problem in self._problems and problem.better:
            self._box.setFocus()
            self._box.replace(problem.start, problem.end, problem.better)

    def take_first(self) -> bool:
        """Do what is proposed first where nothing was found; whether there is anything."""
        first = self._first if self._records.isVisible() else None
        if first is not None:
            first()
        return first is not None

    def close(self) -> None:
        """Say nothing more: the catalogue is being closed."""
        self._pause.stop()
        self._rest.stop()
        self._lost.stop()
        self._more.stop()
        self._box.mark_problems(())
        if self._notice:
            self._notice.deleteLater()
            self._notice = None

    # --- completions ------------------------------------------------------------------------

    def _completing(self, text: str, cursor: int, asked: bool) -> None:
        self._lost.stop()
        self._more.stop()
        self._desk.reader.cancel("near")
        self._records.after.do("complete", partial(self._complete, text, cursor, asked))

    def _complete(self, text: str, cursor: int, asked: bool) -> None:
        if not asked and ":" not in text:
            self._box.withdraw()
            self._rest.start()
            return
        if asked and not text and not self._box.offering() and self._offer_recent():
            return  # asked once more, it offers the names of fields
        from defcat.search import complete

        today = self._desk.catalogue.today()
        found = complete.at(text, cursor, today=today, asked=asked)
        if not found.field and not asked:
            self._box.withdraw()
            self._rest.start()
            return
        self._box.offer(text, found, asked=asked)
        if found.field:
            self._typed = text, cursor, asked
            self._more.start()

    def _ask_catalogue(self) -> None:
        """Offer what the catalogue knows to stand there, too, once the rows are painted."""
        from defcat.search import complete

        (text, cursor, asked), today = self._typed, self._desk.catalogue.today()
        self._desk.reader.ask(
            "complete",
            lambda connection: complete.at(text, cursor, connection, today=today),
            lambda more: self._box.offer(text, more, asked=asked),
            yields=True,
        )

    def _show_recent(self) -> None:
        """Offer the last searches to who asks for them, or say that there are none."""
        if not self._offer_recent():
            self._desk.said.emit(tr("Nothing else was searched for yet."), False)

    def _offer_recent(self) -> bool:
        """Offer what was searched for last in place of the whole text; whether there is any."""
        from defcat.search import complete

        text = self._box.text()
        items = tuple(complete.Item(each, each) for each in self._recent() if each != text.strip())
        if items:
            found = complete.Completions(0, len(text), "", "", items)
            self._box.offer(text, found, asked=True)
        return bool(items)

    def _hint(self) -> None:
        text, cursor = self._box.text(), self._box.cursorPosition()
        if cursor != len(text) or not self._box.hasFocus():
            return
        from defcat.search import complete

        found = complete.at(text, cursor, today=self._desk.catalogue.today())
        begun = tuple(item for item in found.items if item.text.startswith(found.typed.lower()))
        if not found.field:
            self._box.offer(
                text, complete.Completions(found.start, found.end, found.typed, "", begun)
            )

    # --- problems ---------------------------------------------------------------------------

    def _show_all(self) -> None:
        """Call also wrong what is half typed, unless one is choosing how it goes on."""
        if self._box.offering():
            self._pause.start()
        else:
            self._show(self._problems)

    def _show(self, problems: Sequence[Problem]) -> None:
        self._box.mark_problems([(one.start, one.end) for one in problems])
        if problems and self._notice is None:
            from ui.widgets.query_notice import QueryNotice

            self._notice = QueryNotice()
            self._notice.mend_asked.connect(self.mend)
            self._notice.help_asked.connect(self.help_asked)
            self._below(self._notice)
        if self._notice:
            self._notice.show_problems(self._box.text(), problems)

    def _mend_first(self) -> None:
        better = [problem for problem in self._problems if problem.better]
        if better:
            self.mend(better[0])

    # --- nothing found ----------------------------------------------------------------------

    def _arrived(self) -> None:
        self._first = None

    def _nothing_found(self, query: Query) -> None:
        self._sought = query
        self._lost.start()

    def _look_near(self, query: Query) -> None:
        self._first = None
        today = self._desk.catalogue.today()

        def look(connection: Any) -> "list[WayOut]":
            from defcat.search import near

            return near.ways_out(connection, query, today=today)

        def found(ways: "list[WayOut]") -> None:
            ways = ways[:_OFFERED]
            actions = [(_says(way), self._asker(way.query)) for way in ways]
            hint = _hint_of(ways) if ways else ""
            if slip := next((one for one in self._problems if one.better), None):
                says = tr("Write {text}", text=slip.better)
                actions = [(says, lambda: self.mend(slip))]  # before its letters are guessed at
                hint = f"{slip.what} {slip.fix}"
            if actions and self._records.offer_ways_out(query, hint, actions):
                self._first = actions[0][1]

        self._desk.reader.ask("near", look, found, yields=True)

    def _asker(self, query: Query) -> Callable[[], object]:
        text = on_day(query.on(None).write(), query.as_of)
        return lambda: self.asked.emit(text)


_OFFERED = 4


def _says(way: "WayOut") -> str:
    """What the button of a way out says."""
    count = f"{way.count:,}" + ("+" if way.count >= COUNTED else "")
    if way.change == "words":
        return tr("Did you mean “{text}”?", text=way.says)
    if way.change == "kinds":
        return tr("Search everything: {n}", n=count)
    if way.change == "today":
        return tr("As of today: {n}", n=count)
    return tr("Without {text}: {n}", text=way.says, n=count)


def _hint_of(ways: Sequence["WayOut"]) -> str:
    """What is said above the ways out; empty where the list has said enough."""
    if ways[0].change == "words":
        return tr("No record has all of these words. Enter takes the first proposal.")
    return ""
