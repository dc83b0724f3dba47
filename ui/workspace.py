"""The pages over an open catalogue: where one is, how one gets about, and what can be done there.

The text of the search box is the only state of a list: a place in the rail writes `kind:agreement`
into it, and typing over that searches everything. The day that is shown stands in it too, and goes
along from place to place.

Forms and dialogs are imported when they are first asked for: a list is usable without them.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from defcat import dossier as dossiers
from defcat.search.query import OfKind, Query
from ui.acts import RecordActs
from ui.answering import answer
from ui.attaching import Attaching
from ui.attention import Attention
from ui.bindings import deeds_of
from ui.briefing import Briefing
from ui.days import Days, names_nothing, parsed
from ui.deeds import Deed, actions
from ui.desk import Desk
from ui.exchange import Exchange
from ui.frame import Frame
from ui.offering import Offering
from ui.pages.bin import BinPage
from ui.pages.findings import FindingsPage
from ui.pages.home import HomePage
from ui.pages.records import RecordsPage
from ui.pages.watch import WatchPage
from ui.past import Past
from ui.places import PAGES, Place, Trail, Where, on_day
from ui.recording import Recording
from ui.safety import Safety
from ui.searches import Searches
from ui.widgets.query_companion import QueryCompanion
from ui.window import Window

if TYPE_CHECKING:
    from ui.forms.form import RecordForm
    from ui.widgets.facet_panel import Edit


class Workspace(QStackedWidget):
    """The pages of one catalogue, in the frame that `window` gives."""

    def __init__(self, window: Window, desk: Desk, more: Sequence[Deed] = ()) -> None:
        super().__init__()
        self._window = window
        self.desk = desk
        self.home = HomePage(desk)
        self.records = RecordsPage(desk, window.settings)
        self.bin = BinPage(desk)
        self.watch = WatchPage(desk, window.settings)
        self.findings = FindingsPage(desk)
        for page in (self.home, self.records, self.watch, self.findings, self.bin):
            self.addWidget(page)
        self._place = Place("home")
        self._shown: QWidget | None = None
        self._trail = Trail()
        self.recording = Recording(self, window)
        self.acts = RecordActs(window, desk, self.records)
        self.days = Days(window, desk, self.records, self.place, self._visit)
        self.searches = Searches(self, window)
        self.briefing = Briefing(self, window)
        self.offering = Offering(self, window)
        self.safety = Safety(self, window)
        self.past = Past(self, window)
        self.attaching = Attaching(self, window)
        self.exchange = Exchange(self, window)
        self.deeds = (
            *deeds_of(self, self.recording, self.acts, self.days, window),
            *self.attaching.deeds(),
            *self.past.deeds(),
            *more,
            *self.exchange.deeds(),
            *self.safety.deeds(),
        )
        self._actions = actions(self.deeds, window, window.guard.swallows)
        self._frame = Frame(window, desk, self.acts.undo, self)
        self.attention = Attention(self, window, self._frame)
        below = window.lay_below_search
        recent = self.searches.recent
        self.companion = QueryCompanion(window.search, desk, self.records, below, recent)
        self._connect()

    def on_list(self) -> bool:
        """Whether a list of records is shown, and a letter is a command."""
        return self.currentWidget() is self.records

    def on_findings(self) -> bool:
        """Whether the findings are shown, and a letter is a command about them."""
        return self.currentWidget() is self.findings

    def start(self, where: Where | None = None) -> None:
        """Show the first page, or where one was; and see then what is worth a look."""
        if where is None:
            self._show(Place("home"))
        else:
            self._trail = where.trail
            self.records.detail.show_tab(where.tab)
            self._show(where.place)
            self.recording.go_on(where)
        self.attention.start()
        self.searches.start()
        self.briefing.start()
        self.safety.start()

    def place(self) -> Place:
        """Where one is now."""
        return self._place

    def shows(self, path: Path) -> bool:
        """Whether this is the catalogue at `path`, open for writing: there is no need to reopen."""
        catalogue = self.desk.catalogue
        return catalogue.writable and os.path.realpath(catalogue.path) == os.path.realpath(path)

    def where(self) -> Where:
        """Where one is now, for `start` after the catalogue was closed."""
        recording = self.recording
        entered, unkept = recording.being_entered(), recording.unkept()
        tab = self.records.detail.tab()
        spot = self.form.spot() if self.form is not None else None
        return Where(self._place, self._trail, tab, entered, unkept, spot)

    @property
    def form(self) -> "RecordForm | None":
        """The form that is open over the pages."""
        return self.recording.form

    def kind_listed(self) -> str | None:
        """The kind of record that is listed, None for any."""
        return self._query(self._place).kind

    # --- getting about ----------------------------------------------------------------------

    def go(self, key: str) -> None:
        """Go to a place of the rail, on the same day."""
        if (query := self.searches.query_of(key)) is not None:
            return self.ask(query)
        self._window.notice.dismiss()
        page, text = (key, "") if key in PAGES else ("records", f"kind:{key} ")
        self._visit(Place(page, on_day(text, self.days.day())))

    def ask(self, text: str) -> None:
        """Show what answers a query that was kept, on the same day unless it names one."""
        self._window.notice.dismiss()
        day = parsed(text).as_of or self.days.day()
        self._visit(Place("records", on_day(text, day)))

    def search_for(self, text: str) -> None:
        """Show what answers `text` as it is typed; the place before typing stays one step back."""
        self._window.notice.dismiss()
        stays = self._place.page in ("home", "watch") and names_nothing(text)
        target = Place(self._place.page if stays else "records", text)
        if self._place.page == "records" and target.page == "records":
            self._place = target  # typing on is one place, not one a letter
            self._show(target, typed=True)
        else:
            self._visit(target, typed=True)

    def ask_anew(self, text: str) -> None:
        """Ask another query that was proposed, and go on typing there."""
        self._window.search.set_query(text)
        self._window.search.setFocus()
        self.search_for(text)

    def open_record(self, record_id: int) -> None:
        """Show a record: in the pane of the list where one is, else in the list of its kind."""
        if self._place.page == "records" and self.currentWidget() is self.records:
            if self._place.record != record_id:
                self._visit(replace(self._place, record=record_id), inside=True)
            return

        self.open_among_its_kind(record_id)

    def open_among_its_kind(self, record_id: int) -> None:
        """Show a record in a list of its kind, the one where one is if that may hold it."""

        def found(stub: dossiers.Stub) -> None:
            here = self._place.page == "records" and self.on_list()
            if here and self._query(self._place).kind in (None, stub.kind):
                self._visit(replace(self._place, record=record_id), inside=True)
            else:
                text = on_day(f"kind:{stub.kind} ", self.days.day())
                self._visit(Place("records", text, record_id))

        self.desk.reader.ask("open", lambda c: dossiers.stubs(c, [record_id])[record_id], found)

    def back(self) -> None:
        """Go to where one was before; out of a form, its draft is kept."""
        self._window.notice.dismiss()
        if self.form is not None:
            self.recording.leave()
        elif not self.exchange.step_back():
            self.leave_page()

    def leave_page(self) -> None:
        """Go to where one was before, whatever step one is at."""
        if before := self._trail.back(self._place):
            self._show(before)

    def forward(self) -> None:
        """Go where one has come back from."""
        self._window.notice.dismiss()
        if not self.exchange.step_on() and (after := self._trail.forward(self._place)):
            self._show(after)

    def _visit(self, place: Place, *, typed: bool = False, inside: bool = False) -> None:
        if place != self._place:
            self._trail.leave(self._place)
        self._show(place, typed=typed, inside=inside)

    def _show(self, place: Place, *, typed: bool = False, inside: bool = False) -> None:
        if not self.recording.leave():
            # nothing can be kept, and what was typed is not thrown away
            return self._mark_form()
        same_list = self._place.page == place.page == "records" and self._place.query == place.query
        self._place = place
        page = self._page(place)
        if typed and page is self.records:  # its rows come first
            self._show_query(place)
            self.records.hold()
            self._turn_to(page)
            self.records.after.do("query", self._tell_query)
            return
        self._turn_to(page)
        if not typed:
            self._window.search.set_query(place.query)
        if place.page == "home":
            self.home.show_day(self.days.day())
        elif place.page == "watch":
            self.watch.show_day(self.days.day())
        elif place.page == "findings":
            self.findings.refresh()
        elif place.page == "history":
            self.past.page().refresh()
        elif place.page == "bin":
            self.bin.refresh()
        elif place.page == "import":
            pass  # it shows what it showed when it was left
        elif place.record is not None and (inside or same_list):
            self.records.show_record(place.record)
        else:
            self._show_query(place)
        if place.page == "records":
            self.companion.show_problems(self._query(place).problems)
        else:
            self.companion.show_problems(())
        if not typed:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self._mark_place()

    def _page(self, place: Place) -> QWidget:
        if place.page == "history":
            return self.past.page()
        if place.page == "import":
            return self.exchange.page()
        pages: dict[str, QWidget] = {
            "home": self.home,
            "watch": self.watch,
            "findings": self.findings,
            "bin": self.bin,
        }
        return pages.get(place.page, self.records)

    def _show_query(self, place: Place) -> None:
        self.records.show_query(self._query(place), select=place.record)

    def _tell_query(self) -> None:
        """Say of the query that was typed what its rows need not wait for."""
        if self.on_list():
            self.companion.show_problems(self._query(self._place).problems)
            self._mark_place()

    def _query(self, place: Place) -> Query:
        return parsed(place.query, self.desk.catalogue.scheme)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page or a form; a message lies over its list, where it covers least."""
        if page is self._shown and page is self.currentWidget():
            return
        self._shown = page
        self.setCurrentWidget(page)
        lists = (self.records, self.watch, self.findings, self.bin)
        tables = [one.table for one in lists if one is page]
        tables += [one.table for one in self.past.pages() if one is page]
        table = tables[0] if tables else None
        self._window.notice.lie_over((table and table.parentWidget()) or page)

    def _mark_place(self) -> None:
        self.days.tell(editing=self.form is not None)
        self._frame.show_listing(self._place.page == "records")
        self._show_marking()
        kind = self._query(self._place).kind if self._place.page == "records" else None
        self.searches.mark(self._place)
        shown = self.searches.key_of(self._place)
        self._window.rail.set_current(shown or kind or self._place.page)
        self._window.back.setEnabled(self._trail.has_past)
        self._window.forward.setEnabled(self._trail.has_future)

    def _show_marking(self) -> None:
        """Show the marking of what is edited, or else of what is read."""
        level = self.desk.catalogue.scheme.level
        shown = self.records.detail.dossier() if self._place.page == "records" else None
        if self.form is not None:
            marking = self.form.draft.values.get("marking")
            self._frame.show_marking(level(str(marking) if marking else None))
        else:
            self._frame.show_marking(level(shown.stub.marking) if shown else None)

    def show_form(self, form: "RecordForm") -> None:
        """Put a form over the pages."""
        self._window.notice.dismiss()
        self.addWidget(form)
        self._turn_to(form)
        self._mark_form()
        self._frame.show_listing(False)
        self._show_marking()
        form.edited.connect(self._show_marking)
        form.files_dropped.connect(self.attaching.drop_on_form)
        self._window.search.set_query("")
        self.companion.show_problems(())
        self.days.tell(editing=True)

    def _mark_form(self) -> None:
        if self.form is not None:
            self._window.rail.set_current(self.form.draft.kind)
            self._window.search.set_query("")

    def hide_form(self, form: "RecordForm") -> None:
        """Show the page again over which a form lay."""
        self.removeWidget(form)
        page = self._page(self._place)
        self._turn_to(page)
        self._window.search.set_query(self._place.query)
        if page is self.records:
            self.companion.show_problems(self._query(self._place).problems)
        self._mark_place()
        self.records.detail.refresh()  # whether a draft is kept is told there, and is no change
        if page is self.findings:
            self.findings.refresh()
        page.setFocus()

    # --- the frame --------------------------------------------------------------------------

    def _connect(self) -> None:
        window, records = self._window, self.records
        window.rail.chosen.connect(self.go)
        window.search.typed.connect(self.search_for)
        window.search.submitted.connect(self._submit)
        self.companion.asked.connect(self.ask_anew)
        self.companion.help_asked.connect(self.offering.language)
        window.search.down_pressed.connect(self._to_list)
        window.new.clicked.connect(self.recording.quick_entry)
        for button, do in (
            (window.back, self.back),
            (window.forward, self.forward),
            (window.undo, self.acts.undo),
            (window.redo, self.acts.redo),
        ):
            button.clicked.connect(do)  # a lambda would outlive this, and go on doing it
        if (divided := window.settings.value("window/list")) is not None:
            records.splitter().restoreState(divided)
        records.visited.connect(self._visited)
        records.counted.connect(self._frame.show_count)
        records.model.counted_past.connect(self._frame.show_many)
        records.left_upwards.connect(window.search.go)
        records.left.connect(self.back)
        records.everything_asked.connect(self._search_everything)
        records.facets.narrowed.connect(self._narrow)
        answer(self)

    def _search_everything(self) -> None:
        query = self._query(self._place)
        rest = Query(tuple(c for c in query.conditions if not isinstance(c, OfKind)))
        words = on_day(rest.on(None).write(), query.as_of)
        self._window.search.set_query(words)
        self.search_for(words)

    def _narrow(self, edit: "Edit") -> None:
        """Ask what a choice among the facets makes of the query; the keyboard stays with them."""
        text = edit(self._place.query)
        self._window.search.set_query(text)
        self.search_for(text)

    def _submit(self) -> None:
        """Enter: into the list, or where it is empty the first way out of that."""
        if not self.companion.take_first():
            self._to_list()

    def _to_list(self) -> None:
        for page in (self.bin, self.records, self.watch, self.findings):
            if self.currentWidget() is page:
                page.focus_list()
        if self.past.shown():
            self.past.page().focus_list()

    def _visited(self, record_id: int) -> None:
        if self._place.page != "records":
            return  # it was still being read when somebody went on
        self._place = replace(self._place, record=record_id)
        self._show_marking()

    def close_desk(self) -> None:
        """Keep what is half typed and close the file."""
        self.days.close()
        self.attaching.close()
        self.companion.close()
        self.records.after.stop()
        self.searches.close()
        self.offering.close()
        self.attention.stop()
        self.safety.stop()
        self._window.settings.setValue("window/list", self.records.splitter().saveState())
        self.recording.close()
        for action in self._actions:
            self._window.removeAction(action)
            action.deleteLater()  # it holds on to what it did
        self.desk.close()
