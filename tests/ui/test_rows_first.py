"""A key is answered by rows, and by all the rest after them: the order of what is done."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QObject

from defcat.search import complete
from defcat.search.rows import rows
from tests.window import SUGGESTING, Officer
from ui.afterwards import Afterwards
from ui.models import listing
from ui.widgets.facet_reading import FacetReading
from ui.widgets.rail import Rail


@contextmanager
def held_up(officer: Officer) -> Iterator[None]:
    """No rows come meanwhile: the thread that reads them waits."""
    begun, goes_on = threading.Event(), threading.Event()

    def wait(_connection: Any) -> bool:
        begun.set()
        return goes_on.wait(10)

    reader = officer.workspace.desk.reader
    officer.until(lambda: not reader.busy())
    reader.ask("held up", wait, lambda _done: None)
    assert begun.wait(10)
    try:
        yield
    finally:
        goes_on.set()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The records of which lists read rows."""
    asked: list[int] = []

    def noting(connection: Any, ids: Sequence[int], *given: Any, **named: Any) -> Any:
        asked.extend(ids)
        return rows(connection, ids, *given, **named)

    monkeypatch.setattr(listing, "rows_of", noting)
    return asked


# --- the order ------------------------------------------------------------------------------


@SUGGESTING
def test_rows_are_painted_before_anything_else_is_done(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, done = desk_officer, list[str]()
    officer.window.resize(1366, 768)
    officer.press("Ctrl+F")
    officer.write("type:mee")
    officer.until(lambda: officer.workspace.records.table.isVisible() and officer.titles())
    officer.until(lambda: not officer.workspace.desk.reader.busy())
    completes, counts, marks = complete.at, FacetReading.ask, Rail.set_current

    def completing(*given: Any, **named: Any) -> Any:
        done.append("completions")
        return completes(*given, **named)

    def counting(reading: FacetReading, query: Any) -> None:
        done.append("facets")
        counts(reading, query)

    def marking(rail: Rail, key: str) -> None:
        done.append("rail")
        marks(rail, key)

    monkeypatch.setattr(complete, "at", completing)
    monkeypatch.setattr(FacetReading, "ask", counting)
    monkeypatch.setattr(Rail, "set_current", marking)
    officer.workspace.records.model.arrived.connect(lambda: done.append("arrived"))
    officer.workspace.records.table.painted.connect(lambda: done.append("painted"))
    officer.write("t")
    assert "rail" not in done
    assert "completions" not in done
    officer.until(lambda: {"completions", "facets", "rail"} <= set(done))
    done = done[done.index("arrived") :]
    assert done[:2] == ["arrived", "painted"]


def test_rows_that_take_long_hold_up_nothing_else(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2", "Ctrl+F")
    with held_up(officer):
        officer.write("austin")
        assert officer.window.rail.current() == "agreement"
        officer.until(lambda: officer.window.rail.current() == "records")


@SUGGESTING
def test_a_key_that_chooses_meets_what_is_offered_for_the_text_as_it_is(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    with held_up(officer):
        officer.write("kind:off")
        officer.press("Tab")
        assert officer.window.search.text() == "kind:official "


def test_nothing_waits_where_no_rows_are_awaited(qapp) -> None:
    parent, done = QObject(), list[str]()
    after = Afterwards(parent)
    after.do("one", lambda: done.append("at once"))
    assert done == ["at once"]
    after.expect()
    after.do("one", lambda: done.append("dropped"))
    after.do("one", lambda: done.append("later"))
    assert done == ["at once"]
    after.do_all()
    assert done == ["at once", "later"]
    after.do("one", lambda: done.append("again"))
    assert done[-1] == "again"


def test_what_is_closed_does_nothing_more(qapp) -> None:
    parent, done = QObject(), list[str]()
    after = Afterwards(parent)
    after.expect()
    after.do("one", lambda: done.append("done"))
    after.stop()
    after.rows_came(to_paint=True)
    after.painted()
    after.do_all()
    assert done == []


# --- rows that stay -------------------------------------------------------------------------


def test_rows_that_stay_are_not_read_again(desk_officer: Officer, read: list[int]) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("aust")
    officer.until(lambda: "Lloyd Austin" in officer.titles())
    officer.until(lambda: not officer.workspace.desk.reader.busy())
    before = set(officer.titles())
    read.clear()
    officer.write("in")
    officer.until(
        lambda: set(officer.titles()) < before or officer.window.search.text() == "austin"
    )
    officer.until(lambda: not officer.workspace.desk.reader.busy())
    assert "Lloyd Austin" in officer.titles()
    assert read == []


def test_a_row_says_anew_whether_its_dates_leave_it_open(desk_officer: Officer) -> None:
    officer = desk_officer
    with officer.workspace.desk.change("Add") as change:
        change.add("engagement", title="Talks on mines", type="call", date="2023")
    officer.press("Ctrl+F")
    officer.write("kind:engagement mines")
    officer.until(lambda: officer.titles() == ["Talks on mines"])
    officer.write(" date:2023")
    officer.until(lambda: officer.titles() == ["Talks on mines"])
    officer.write("-11")
    officer.until(lambda: officer.titles() == ["Possibly: Talks on mines"])
    officer.press("Backspace", "Backspace", "Backspace")
    officer.until(lambda: officer.titles() == ["Talks on mines"])


def test_a_row_that_was_changed_is_read_again(desk_officer: Officer, read: list[int]) -> None:
    officer = desk_officer
    officer.press("Ctrl+F")
    officer.write("austin")
    officer.until(lambda: "Lloyd Austin" in officer.titles())
    austin = officer.workspace.records.model.id_at(officer.titles().index("Lloyd Austin"))
    assert austin is not None
    with officer.workspace.desk.change("Rename") as change:
        change.set("official", austin, title="General Lloyd Austin")
    officer.until(lambda: "General Lloyd Austin" in officer.titles())
    assert austin in read


def test_a_post_that_was_asked_for_is_named_anew(desk_officer: Officer) -> None:
    """The posts in a row are those by which its official was found: such rows are not kept."""
    today = date(2026, 11, 2)
    from defcat.search.parse import parse
    from defcat.search.ranks import Ranks

    def say(text: str) -> object:
        return listing.answering(parse(text), "best", today, Ranks()).say

    assert say("austin") == say("austin defence date:2023") is not None
    assert say("office:minister") is None
    assert say("office:minister OR austin") is None
    assert say("as-of:2020-01-01 austin") != say("austin")
