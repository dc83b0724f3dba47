"""The panel beside the list: what it tells, what a click or a key does, and when it is there."""

import re
import threading
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from sqlalchemy import Connection

from defcat.errors import Interrupted
from defcat.search import facet_bitmaps, facets
from defcat.search.facet_values import Facet, Facets, Value
from defcat.search.query import Query
from defcat.storage import facet_rows
from tests.window import PATIENCE_MS, Officer
from ui.models import records
from ui.pages.records import RecordsPage
from ui.widgets import facet_reading
from ui.widgets.facet_choice import FacetChoice
from ui.widgets.facet_lines import FacetLines, Line, lines_of, rounded, steady
from ui.widgets.facet_list import FacetList
from ui.widgets.facet_panel import FacetPanel

CALL = ("type", "call")
MEETING = ("type", "bilateral-meeting")
JAPAN = ("place", "Japan")


@pytest.fixture
def reader(desk_officer: Officer) -> Officer:
    """An officer before the list of engagements, whose facets are there."""
    desk_officer.window.resize(1366, 768)
    desk_officer.press("Ctrl+4")
    until_told(desk_officer, CALL, "Telephone call, 2 records")
    return desk_officer


def panel(officer: Officer) -> FacetPanel:
    return officer.workspace.records.facets


def shown(officer: Officer) -> list[Line]:
    lines = panel(officer).list.lines
    return [lines.line(row) for row in range(lines.rowCount())]


def index(officer: Officer, key: tuple[str, str]) -> QModelIndex:
    row = panel(officer).list.lines.row_of(key)
    assert row is not None, f"{key} is not among {[line.key for line in shown(officer)]}"
    return panel(officer).list.lines.index(row)


def said(officer: Officer, key: tuple[str, str]) -> str:
    """What is read out of the line about `key`, empty where there is none."""
    row = panel(officer).list.lines.row_of(key)
    lines = panel(officer).list.lines
    return "" if row is None else lines.index(row).data(Qt.ItemDataRole.AccessibleTextRole)


def until_told(officer: Officer, key: tuple[str, str], words: str) -> None:
    lines = panel(officer).list.lines
    officer.until(lambda: said(officer, key) == words and not lines.stale)


def click(officer: Officer, key: tuple[str, str], held: str = "") -> None:
    view = panel(officer).list
    view.scrollTo(index(officer, key))
    keys = Qt.KeyboardModifier.ControlModifier if held else Qt.KeyboardModifier.NoModifier
    place = view.visualRect(index(officer, key)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, place)


def text(officer: Officer) -> str:
    return officer.window.search.text().strip()


# --- clicks ---------------------------------------------------------------------------------


def test_a_click_includes_another_excludes_and_a_third_clears(reader: Officer) -> None:
    click(reader, CALL)
    assert text(reader) == "kind:engagement type:call"
    reader.until(lambda: reader.workspace.records.model.rowCount() == 2)
    until_told(reader, CALL, "Telephone call, 2 records, included")
    click(reader, CALL)
    assert text(reader) == "kind:engagement -type:call"
    reader.until(lambda: reader.workspace.records.model.rowCount() == 13)
    until_told(reader, CALL, "Telephone call, 2 records, excluded")
    click(reader, CALL)
    assert text(reader) == "kind:engagement"
    until_told(reader, CALL, "Telephone call, 2 records")


def test_a_click_on_another_value_takes_the_place_of_the_first(reader: Officer) -> None:
    click(reader, CALL)
    until_told(reader, MEETING, "Bilateral meeting, 3 records")
    click(reader, MEETING)
    assert text(reader) == "kind:engagement type:bilateral-meeting"


def test_the_line_that_was_clicked_stays_under_the_pointer(reader: Officer) -> None:
    view = panel(reader).list
    held = ("state", "held")
    place = view.visualRect(index(reader, held)).center()
    for query, told in (
        ("kind:engagement state:held", ", included"),
        ("kind:engagement -state:held", ", excluded"),
    ):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert text(reader) == query
        until_told(reader, held, f"Held, 14 records{told}")
        assert view.visualRect(index(reader, held)).contains(place)
    assert said(reader, CALL) == "Telephone call", "its facet is not counted any more"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert text(reader) == "kind:engagement", "two clicks by habit are one"
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert said(reader, CALL) == ""
    reader.press("Ctrl+2")
    reader.until(lambda: said(reader, ("level", "ministry")) != "")
    assert said(reader, held) == "", "lines stay for the pointer alone"


def test_a_kind_is_put_back_by_the_pointer_that_chose_it(reader: Officer) -> None:
    reader.press("Ctrl+F")
    reader.write("washington")
    reader.until(lambda: said(reader, ("kind", "engagement")).startswith("Engagements, "))
    view = panel(reader).list
    place = view.visualRect(index(reader, ("kind", "engagement"))).center()
    for query in ("washington kind:engagement", "washington -kind:engagement", "washington"):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert text(reader) == query
        reader.until(lambda: not view.lines.stale)


def test_with_ctrl_several_are_included(reader: Officer) -> None:
    click(reader, CALL)
    click(reader, MEETING, "Ctrl")
    assert text(reader) == "kind:engagement type:call,bilateral-meeting"
    reader.until(lambda: reader.workspace.records.model.rowCount() == 5)
    click(reader, CALL, "Ctrl")
    assert text(reader) == "kind:engagement type:bilateral-meeting"


def test_a_heading_cannot_be_chosen(reader: Officer) -> None:
    click(reader, ("type", ""))
    assert text(reader) == "kind:engagement"


def test_the_day_and_the_words_stay_as_they_are(reader: Officer) -> None:
    reader.press("Ctrl+F")
    reader.write("as-of:2025-01-01 kind:engagement modi OR biden")
    until_told(reader, CALL, "Telephone call, 1 record")
    click(reader, CALL)
    assert text(reader) == "as-of:2025-01-01 kind:engagement (modi OR biden) type:call"


# --- what is typed --------------------------------------------------------------------------


def test_what_is_typed_is_ticked_before_it_is_counted(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facet_reading.FacetReading, "ask", lambda _self, _query: None)
    reader.press("Ctrl+F")
    reader.write("kind:engagement type:ca")
    reader.until(lambda: said(reader, CALL) == "Telephone call, 2 records, included")


def test_what_is_typed_is_counted(reader: Officer) -> None:
    reader.press("Ctrl+F")
    reader.write("kind:engagement type:ca")
    until_told(reader, CALL, "Telephone call, 2 records, included")


def test_counts_turn_grey_where_the_new_ones_take_long(reader: Officer) -> None:
    before = [line.key for line in shown(reader)]
    goes_on = threading.Event()

    def long_one(_connection: Any) -> bool:
        return goes_on.wait(PATIENCE_MS / 1000)

    reader.desk.reader.ask("something long", long_one, lambda _done: None)
    reader.press("Ctrl+F")
    reader.write("kind:engagement biden")
    reader.until(lambda: panel(reader).list.lines.stale)
    assert [line.key for line in shown(reader)] == before
    goes_on.set()
    reader.until(lambda: not panel(reader).list.lines.stale)
    assert [line.key for line in shown(reader)] != before


def test_a_change_is_counted(reader: Officer) -> None:
    with reader.desk.change("Add") as change:
        change.add("engagement", title="One more call", type="call")
    until_told(reader, CALL, "Telephone call, 3 records")


def test_a_list_seen_before_is_not_counted_again(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.press("Ctrl+3")
    until_told(reader, ("nationality", "India"), "India, 4 records")
    counted: list[Query] = []
    monkeypatch.setattr(facets, "count", lambda _c, query, **_how: counted.append(query))
    reader.press("Alt+Left")
    until_told(reader, CALL, "Telephone call, 2 records")
    assert counted == []


def test_where_nothing_is_found_it_says_so(reader: Officer) -> None:
    reader.press("Ctrl+F")
    reader.write("zzzz")
    reader.until(lambda: "Nothing to narrow" in panel(reader).note())
    assert shown(reader) == []


# --- keys -----------------------------------------------------------------------------------


def test_it_can_be_used_by_keyboard_alone(reader: Officer) -> None:
    view = panel(reader).list
    reader.press("N")
    assert view.hasFocus()
    assert view.current().text == "2+2 dialogue", "the first that can be chosen"
    reader.press("Down", "Space")
    assert text(reader) == "kind:engagement type:bilateral-meeting"
    assert view.hasFocus()
    until_told(reader, MEETING, "Bilateral meeting, 3 records, included")
    reader.press("Down", "Ctrl+Return")
    assert text(reader) == "kind:engagement type:bilateral-meeting,call"
    reader.press("Up", "-")
    assert text(reader) == "kind:engagement type:call -type:bilateral-meeting"
    reader.press("-")
    assert text(reader) == "kind:engagement type:call"
    reader.press("Esc")
    assert reader.table.hasFocus()
    assert text(reader) == "kind:engagement type:call"


def test_the_arrows_go_past_headings_to_both_ends(reader: Officer) -> None:
    view = panel(reader).list
    reader.press("N", "End")
    last = [line for line in shown(reader) if line.acts][-1]
    assert view.current() == last
    for _ in range(view.lines.rowCount()):
        reader.press("Up")
        assert view.current().acts
    assert view.current() == next(line for line in shown(reader) if line.acts)
    reader.press("Right")
    assert reader.table.hasFocus()


def test_tab_leads_into_it_and_out(reader: Officer) -> None:
    reader.press("Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab")
    assert reader.window.isAncestorOf(QApplication.focusWidget())
    panel(reader).list.setFocus(Qt.FocusReason.TabFocusReason)
    reader.press("Tab")
    assert not panel(reader).list.hasFocus()


# --- more values ----------------------------------------------------------------------------


def test_a_longer_list_of_values_can_be_searched(reader: Officer) -> None:
    click(reader, ("type", "…"))
    choice = reader.dialog(FacetChoice)
    assert choice.line.hasFocus()
    assert choice.list.lines.rowCount() == 9
    reader.write("sign")
    assert [choice.list.lines.line(0).text] == ["Signing ceremony"]
    reader.press("Return")
    assert text(reader) == "kind:engagement type:signing-ceremony"
    until_told(reader, ("type", "signing-ceremony"), "Signing ceremony, 1 record, included")


def test_the_longer_list_stays_open_while_several_are_chosen(reader: Officer) -> None:
    click(reader, ("type", "…"))
    choice = reader.dialog(FacetChoice)
    reader.press("Down", "Ctrl+Space", "Down", "Ctrl+Space")
    assert text(reader) == "kind:engagement type:two-plus-two,bilateral-meeting"
    assert choice.isVisible()
    assert choice.list.current().said().endswith("included")
    reader.press("Up", "Up")
    assert choice.line.hasFocus()
    reader.write("qqq")
    assert choice.list.lines.rowCount() == 0
    reader.press("Esc")
    reader.look_at(reader.window)
    reader.until(lambda: panel(reader).list.hasFocus())


# --- beside the rows ------------------------------------------------------------------------


def test_counting_goes_before_what_nobody_waits_for_and_gives_way_to_rows(reader: Officer) -> None:
    questions = reader.desk.reader
    done: list[str] = []
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
    begun: list[str] = []

    def slow(connection: Any) -> str:
        begun.append("counting")
        if len(begun) == 1:
            connection.exec_driver_sql(endless)
        return "counted"

    questions.ask("later", lambda _c: "noticed", done.append, patient=True)
    reader.until(lambda: done == ["noticed"])
    questions.ask("counting", slow, done.append, yields=True)
    reader.until(lambda: begun == ["counting"])
    questions.ask("later", lambda _c: "noticed", done.append, patient=True)
    questions.ask("rows", lambda _c: "rows", done.append)
    reader.until(lambda: len(done) == 4)
    assert done == ["noticed", "rows", "counted", "noticed"]


def test_what_comes_last_gives_way_to_what_is_beside_the_rows(reader: Officer) -> None:
    questions = reader.desk.reader
    done: list[str] = []
    begun: list[str] = []
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"

    def slow(connection: Any) -> str:
        begun.append("the rest")
        if len(begun) == 1:
            connection.exec_driver_sql(endless)
        return "the rest"

    questions.ask("rest", slow, done.append, last=True)
    reader.until(lambda: begun == ["the rest"])
    questions.ask("later", lambda _c: "noticed", done.append, patient=True)
    questions.ask("counting", lambda _c: "counted", done.append, yields=True)
    reader.until(lambda: len(done) == 3)
    assert done == ["counted", "the rest", "noticed"]


def questions(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is asked of the reader from now on: about what, and how urgently."""
    asked: list[tuple[str, str]] = []
    ask = officer.desk.reader.ask

    def watched(channel: str, job: Any, then: Any, **how: bool) -> None:
        about = re.sub(r"-\d+", "", channel)
        asked.append((about, next((name for name, so in how.items() if so), "")))
        ask(channel, job, then, **how)

    monkeypatch.setattr(officer.desk.reader, "ask", watched)
    return asked


def test_counts_come_after_the_first_rows_and_before_the_others(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "FIRST", 3)
    asked = questions(reader, monkeypatch)
    reader.press("Ctrl+3")
    reader.until(lambda: ("list", "last") in asked)
    until_told(reader, ("nationality", "India"), "India, 4 records")
    of_interest = [one for one in asked if one[0] in ("list", "facets")]
    assert of_interest == [("list", ""), ("facets", "yields"), ("list", "last")]


def test_all_rows_that_somebody_waits_for_come_at_once(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "FIRST", 3)
    monkeypatch.setattr(records, "QUIET_MS", PATIENCE_MS)
    asked = questions(reader, monkeypatch)
    reader.press("Ctrl+3")
    reader.until(lambda: reader.table.model().rowCount() == 3)
    reader.table.setFocus()
    reader.press("Ctrl+A")
    reader.until(reader.workspace.records.model.is_whole)
    assert [how for about, how in asked if about == "list"] == ["", ""]


def test_an_estimate_comes_first_and_exact_counts_when_nobody_types(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    panel(reader)._reading.arrived.connect(lambda found: told.append(found.estimated))
    monkeypatch.setattr(facets, "SURE", 1)
    monkeypatch.setattr(facet_rows, "WINDOW", 1)  # of so few records, no more are in a sample
    asked = questions(reader, monkeypatch)
    reader.press("Ctrl+F")
    reader.write("kind:engagement modi OR biden")
    reader.until(lambda: told[-2:] == [True, False])
    assert [how for about, how in asked if about == "facets"][-2:] == ["yields", "patient"]
    assert not any(line.count.startswith("~") for line in shown(reader))


def test_of_many_values_are_read_ahead_while_nobody_types(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "SMALL", 1)
    monkeypatch.setattr(facets, "FEW", 1)
    monkeypatch.setattr(facet_bitmaps, "STEP", 5)
    told: list[bool] = []
    fresh = facet_reading.FacetReading(reader.desk, panel(reader))
    fresh.arrived.connect(lambda found: told.append(found.estimated))
    asked = questions(reader, monkeypatch)
    begun: list[int] = []
    read_on = facet_bitmaps.Values.read_on

    def stopped_once(values: facet_bitmaps.Values, connection: Connection) -> None:
        begun.append(len(values.every))
        if len(begun) == 3:
            raise Interrupted("Somebody typed.")
        read_on(values, connection)

    monkeypatch.setattr(facet_bitmaps.Values, "read_on", stopped_once)
    fresh.ask(Query())
    reader.until(lambda: told == [True, False])
    assert ("facets-ahead", "patient") in asked
    assert len(begun) > 6
    assert begun[2] == begun[3], "it goes on where it was stopped"
    assert begun == sorted(begun)
    assert [one for one in asked if one[0] == "facets"] == [
        ("facets", "yields"),
        ("facets", "patient"),
    ]


def test_after_a_change_only_what_changed_is_read_again(
    reader: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facet_bitmaps.Values, "read_on", None)
    with reader.desk.change("Add") as change:
        change.add("engagement", title="One more call", type="call")
    until_told(reader, CALL, "Telephone call, 3 records")


# --- being there ----------------------------------------------------------------------------


def test_it_hides_in_a_narrow_window_unless_somebody_wants_it(reader: Officer) -> None:
    assert panel(reader).isVisible()
    reader.window.resize(1000, 700)
    reader.until(lambda: not panel(reader).isVisible())
    reader.press("N")
    assert panel(reader).isVisible()
    assert panel(reader).list.hasFocus()
    until_told(reader, CALL, "Telephone call, 2 records")
    reader.window.resize(1366, 768)
    reader.press("N")
    assert not panel(reader).isVisible()
    assert reader.table.hasFocus()
    reader.window.resize(1300, 768)
    assert not panel(reader).isVisible(), "put away by hand"


def test_whether_it_is_shown_is_remembered(reader: Officer) -> None:
    reader.click_button("Hide what the list can be narrowed by")
    settings = reader.window.settings
    assert not FacetPanel(reader.desk, settings).isVisibleTo(None)
    reader.click_button("Narrow the list")
    assert panel(reader).isVisible()
    assert settings.value("window/facets") == "shown"


def test_its_button_is_down_where_it_was_left_open(reader: Officer) -> None:
    reader.press("N", "N")
    assert reader.window.settings.value("window/facets") == "hidden"
    for shown_then in (True, False):
        panel(reader).set_wanted(shown_then)
        page = RecordsPage(reader.desk, reader.window.settings)
        [button] = [b for b in page.findChildren(QAbstractButton) if b.isCheckable()]
        assert button.isChecked() is shown_then
        page.deleteLater()


def test_nothing_is_counted_for_nobody(reader: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.press("N", "N")
    asked: list[Query] = []
    monkeypatch.setattr(facet_reading.FacetReading, "ask", lambda _self, query: asked.append(query))
    reader.press("Ctrl+3")
    reader.until(lambda: "Lloyd Austin" in reader.titles())
    assert asked == []
    reader.press("N")
    assert [query.kind for query in asked] == ["official"]


# --- how it is told -------------------------------------------------------------------------


def test_an_estimate_says_that_it_is_one() -> None:
    values = (Value("call", "Call", 12_345), Value("visit", "Visit", 7), Value("x", "x", None))
    facet = Facet("type", "Type", values, estimated=True)
    _, call, visit, none = lines_of(Facets((facet,), True), lambda _facet, _value: "")
    assert (call.count, visit.count, none.count) == ("~12,000", "~7", "")
    assert call.said() == "Call, about 12,000 records"
    assert none.said() == "x"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (9, 9), (99, 99), (104, 100), (98_700, 99_000)]
)
def test_an_estimate_has_two_digits(count: int, shown: int) -> None:
    assert rounded(count) == shown


def test_a_chosen_value_is_told_however_rare_it_is() -> None:
    values = tuple(Value(f"v{n}", f"V {n}", 20 - n) for n in range(12))
    facet = Facet("type", "Type", values)
    lines = lines_of(Facets((facet,)), lambda _facet, value: "in" if value.text == "v9" else "")
    assert [line.text for line in lines] == [
        "Type", "V 0", "V 1", "V 2", "V 3", "V 4", "V 5", "V 9", "Show all 12",
    ]  # fmt: skip


def test_lines_that_stay_for_the_pointer_count_what_is_so(qtbot) -> None:
    def facet(*counts: int) -> Facet:
        values = [Value(f"v{n}", f"V {n}", count) for n, count in enumerate(counts) if count]
        return Facet("type", "Type", tuple(sorted(values, key=lambda value: -value.count)))

    def lines(found: Facet, other: Facet) -> list[Line]:
        return lines_of(Facets((found, other)), lambda _facet, _value: "")

    other = Facet("form", "Form", (Value("b", "Bilateral", 9),))
    before = lines(facet(*range(20, 10, -1)), other)
    after = steady(before, lines(facet(1, 0, *range(10, 2, -1)), other), lambda _f, _v: "in")
    assert [line.key for line in after] == [line.key for line in before]
    told = {line.text: line.count for line in after}
    assert (told["V 0"], told["V 1"], told["V 2"]) == ("1", "0", "10"), "the first is not shown"
    assert {line.state for line in after if line.value} == {"in"}
    without = steady(before, lines(facet(2, 3), Facet("form", "Form", ())), lambda _f, _v: "")
    assert {line.text: line.count for line in without}["Bilateral"] == "0"
    [gone] = [line for line in steady(before, [], lambda _f, _v: "") if line.text == "Bilateral"]
    assert gone.count == "", "nobody has counted"


def test_what_is_not_told_as_of_a_day_is_named() -> None:
    heading, note = lines_of(Facets(untold=("Status",)), lambda _facet, _value: "")
    assert (heading.text, note.text) == ("Status", "Counted only as of today.")


def test_new_counts_move_neither_cursor_nor_list(qtbot) -> None:
    view = FacetList()
    qtbot.addWidget(view)
    facet = Facet("type", "Type", tuple(Value(f"v{n}", f"V {n}", 1) for n in range(6)))
    view.show_lines(lines_of(Facets((facet,)), lambda _facet, _value: ""))
    view.go(3)
    resets: list[None] = []
    view.lines.modelReset.connect(lambda: resets.append(None))
    more = Facet("type", "Type", tuple(Value(f"v{n}", f"V {n}", 9) for n in range(6)))
    view.show_lines(lines_of(Facets((more,)), lambda _facet, _value: ""))
    assert resets == []
    assert view.current().count == "9"
    fewer = Facet("type", "Type", more.values[1:])
    view.show_lines(lines_of(Facets((fewer,)), lambda _facet, _value: ""))
    assert view.current().text == "V 2"


def test_lines_say_nothing_that_is_not_there(qtbot) -> None:
    lines = FacetLines()
    lines.show([])
    assert lines.rowCount() == 0
    assert lines.row_of(("type", "call")) is None
