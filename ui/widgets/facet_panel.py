"""The facets beside a list: what its records have, how many, and a click to narrow it by that.

The text of the search box is the only state: a choice here changes it, and what is typed there is
ticked here.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from defcat.search import edit
from defcat.search.query import Query
from defcat.translation import tr
from ui.afterwards import Afterwards
from ui.desk import Desk
from ui.widgets.buttons import icon_button
from ui.widgets.facet_lines import Line, lines_of, steady
from ui.widgets.facet_list import FacetList
from ui.widgets.facet_reading import FacetReading
from ui.widgets.heading import hairline, label

if TYPE_CHECKING:
    from defcat.search.facet_values import Facet, Facets, State, Value

WIDTH = 196
ROOM = 1040
"""Px in which panel, list and record have the room that they need."""
KEY = "N"
"""The key that leads here from the list, and told in the tooltips."""
LATE_MS = 150
"""Counts of the query before may stand for so long as if nothing had been asked: who types gets new
ones with each pause, and drawing them twice would hold up the rows.
"""
_SETTING = "window/facets"

Edit = Callable[[str], str]
"""What is done to the text of a query."""


class FacetPanel(QFrame):
    """Hidden where there is little room, until somebody asks for it or puts it away for good.

    `narrowed` carries an Edit of the query's text. `left` says that the keyboard goes to the list,
    `turned` that the panel was shown or hidden.
    """

    narrowed = Signal(object)
    left = Signal()
    turned = Signal(bool)

    def __init__(self, desk: Desk, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._today = desk.catalogue.today
        self._query = Query()
        self._answered = False
        self._facets: Facets | None = None
        self._states: dict[tuple[str, str], State] = {}
        self._acting = False
        self._steady = False
        self._reading = FacetReading(desk, self)
        self._reading.arrived.connect(self._take)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(lambda: self._show(stale=True))
        self.list = FacetList()
        self.list.setAccessibleName(tr("Narrow the list"))
        self.list.acted.connect(self._act)
        self.list.left.connect(self.left)
        self.list.pointer_left.connect(self._settle)
        self._empty = label("", "small")
        self._empty.setWordWrap(True)
        self._hide = icon_button("chevron-left", tr("Hide"), KEY)
        self._hide.setAccessibleName(tr("Hide what the list can be narrowed by"))
        self._hide.clicked.connect(lambda: self.set_wanted(False))
        self.setFixedWidth(WIDTH)
        self._lay_out()
        self._wanted = self._remembered()
        self.setVisible(bool(self._wanted))

    def expect(self, query: Query) -> None:
        """Show what `query` says once its rows are there, and its counts then; until those come the
        old ones are drawn as such, unless that is only a moment. A choice made here shows at once.
        """
        self._query, self._answered = query, False
        self._steady = self._acting and self.list.pointed
        self._reading.stop()
        if self._acting:
            self._show(stale=True)
        else:
            self._late.start()

    def follow(self, after: Afterwards) -> None:
        """Count: the rows of the query are there. Nothing is drawn before they are."""
        self._answered = True
        after.do("facets", self._follow)

    def fit(self, room: int) -> None:
        """Show it where there is the room, in px, unless a person has chosen."""
        if self._wanted is None:
            self._turn(room >= ROOM)

    def note(self) -> str:
        """What is said in place of values, empty where there are some."""
        return self._empty.text()

    def set_wanted(self, wanted: bool) -> None:
        """Show or hide it, from now on in a window of any width."""
        self._wanted = wanted
        self._settings.setValue(_SETTING, "shown" if wanted else "hidden")
        had_focus = self.isAncestorOf(self.window().focusWidget() or self)
        self._turn(wanted)
        if had_focus and not wanted:
            self.left.emit()

    def go(self) -> None:
        """Take the keyboard here; where it is here already, put the panel away."""
        if self.list.hasFocus():
            self.set_wanted(False)
            return
        if self.isHidden():
            self.set_wanted(True)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.addWidget(label(tr("Narrow by"), "heading"))
        head.addStretch(1)
        head.addWidget(self._hide)
        self._empty.setContentsMargins(12, 0, 12, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        column = QVBoxLayout()
        row.addLayout(column, 1)
        row.addWidget(hairline(Qt.Orientation.Vertical))
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)

    def _follow(self) -> None:
        if self.isVisible():
            if self._said() != self._states:
                self._show(stale=True)
            self._reading.ask(self._query)

    def _remembered(self) -> bool | None:
        """Whether a person wants it; None where nobody has said."""
        return {"shown": True, "hidden": False}.get(str(self._settings.value(_SETTING)))

    def _turn(self, shown: bool) -> None:
        if shown != self.isHidden():
            return
        self.setVisible(shown)
        self.turned.emit(shown)
        if not shown:
            self._reading.stop()
        elif self._answered:
            self._reading.ask(self._query)

    def _take(self, found: "Facets") -> None:
        self._late.stop()
        self._facets = found
        self._show(stale=False)

    def _show(self, *, stale: bool) -> None:
        if self._facets is None:
            return
        self._states = self._said()
        lines = lines_of(self._facets, self._state)
        if self._steady:
            lines = steady(self.list.lines.all(), lines, self._state)
        self.list.show_lines(lines, stale=stale)
        self._empty.setText("" if lines else tr("Nothing to narrow this list by."))
        self._empty.setVisible(not lines)

    def _settle(self) -> None:
        """The pointer has gone: the lines may move to where they belong."""
        if self._steady:
            self._steady = False
            self._show(stale=self.list.lines.stale)

    def _said(self) -> "dict[tuple[str, str], State]":
        """What the query says of the values that are shown, by their field and text."""
        if self._facets is None:
            return {}
        from defcat.search.facet_values import states

        held = {line.facet for line in self.list.lines.all() if self._steady and line.facet}
        return {
            (facet.field, text): state
            for facet in (*held, *self._facets.facets)
            for text, state in states(self._query, facet, self._today()).items()
        }

    def _state(self, facet: "Facet", value: "Value") -> "State":
        return self._states.get((facet.field, value.text), "")

    def _act(self, line: Line, act: str) -> None:
        if line.facet and line.more:
            self._choose(line.facet)
        elif line.facet and line.value:
            now = self._state(line.facet, line.value)
            field, text = line.facet.field, line.value.text
            self._acting = True
            self.narrowed.emit(partial(_edit(act, now), field=field, value=text))
            self._acting = False

    def _choose(self, facet: "Facet") -> None:
        """Open the longer list of a facet beside its line."""
        from ui.widgets.facet_choice import FacetChoice

        self.list.pointed = False  # what is chosen there is still to come here
        dialog = FacetChoice(facet, self._state, self.window())
        dialog.acted.connect(self._act)
        dialog.finished.connect(lambda _how: self.list.setFocus())
        place = self.list.visualRect(self.list.currentIndex())
        dialog.show_beside(self.list, place.topRight())


def _edit(act: str, now: "State") -> Callable[..., str]:
    """What a choice does to the text: a click includes, another excludes, a third takes it out."""
    if act == "add":
        return edit.without if now else edit.adding
    if act == "exclude":
        return edit.without if now == "out" else edit.excluding
    return {"": edit.including, "in": edit.excluding, "out": edit.without}[now]
