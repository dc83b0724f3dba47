"""The pane of a record with more rows than it lays out, and what leads to the others."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from defcat import dossier
from defcat.dossier import find_id, stubs
from defcat.search.parse import parse
from defcat.search.run import find
from tests.ui.dialog_desk import NOW, desk_at
from ui import theme
from ui.desk import Desk
from ui.widgets.detail import DetailPane
from ui.widgets.sheet.writing import ROWS

TODAY = NOW.date()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        yield made


def ident(desk: Desk, ref: str) -> int:
    with desk.catalogue.read() as connection:
        return find_id(connection, ref)


def met(desk: Desk, past: int, to_come: int) -> None:
    """Have O2 take part in as many talks on the days before today, and after it."""
    with desk.change("Many talks") as change:
        for away in [*range(-past, 0), *range(1, to_come + 1)]:
            day = (TODAY + timedelta(days=away)).isoformat()
            named = {"title": f"Talks {away:+}", "type": "staff-talks", "date": day}
            talks = change.add("engagement", **named)
            change.add_part("participant", talks, other_id=ident(desk, "O2"), role="principal")


def pane(qtbot: QtBot, desk: Desk, ref: str, tab: str, day: date | None = None) -> DetailPane:
    made = DetailPane(desk)
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.show_tab(tab)
    made.show_record(ident(desk, ref), day)
    qtbot.waitUntil(lambda: made.record_id() is not None)
    return made


def follow(detail: DetailPane, words: str) -> list[str]:
    """The queries asked for by the link that says `words`."""
    asked: list[str] = []
    detail.list_asked.connect(asked.append)
    [browser] = detail.findChildren(QTextBrowser)
    [target] = re.findall(
        rf'<a href="([^"]*)"[^>]*>(?:<[^>]*>)*{re.escape(words)}<', browser.toHtml()
    )
    browser.anchorClicked.emit(QUrl(target))
    return asked


def titles(desk: Desk, query: str) -> set[str]:
    asked = parse(query)
    assert not asked.problems
    with desk.catalogue.read() as connection:
        return {
            stub.title for stub in stubs(connection, find(connection, asked, today=TODAY)).values()
        }


def talks(text: str) -> list[int]:
    return [int(away) for away in re.findall(r"Talks ([+-]\d+)", text)]


def test_a_timeline_has_what_is_nearest_to_the_day_and_lists_of_all(
    qtbot: QtBot, desk: Desk
) -> None:
    met(desk, ROWS + 3, ROWS + 1)
    detail = pane(qtbot, desk, "O2", "timeline")
    past, to_come = detail.body_text().split("To come")
    assert talks(past) == list(range(-ROWS, 0))
    assert talks(to_come) == list(range(1, ROWS + 1))
    assert past.index("3 earlier linked records") < past.index(f"Talks -{ROWS}")
    assert to_come.rstrip().endswith("1 later linked record")
    [query] = follow(detail, "3 earlier linked records")
    assert query == "kind:engagement linked:O2"
    assert titles(desk, query) >= {f"Talks -{ROWS + n}" for n in (1, 2, 3)}
    [query] = follow(detail, "1 later linked record")
    assert f"Talks +{ROWS + 1}" in titles(desk, query)


def test_of_more_links_than_are_read_no_more_is_said_than_is_known(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier, "LINKS", ROWS + 2)
    met(desk, ROWS + 7, 0)
    detail = pane(qtbot, desk, "O2", "timeline")
    assert talks(detail.body_text()) == list(range(-ROWS, 0))
    [query] = follow(detail, "more than 2 earlier linked records")
    assert len(titles(desk, query)) == ROWS + 7
    detail.show_tab("links")
    assert "7 more" in detail.body_text()  # these are counted


def test_what_is_its_own_stands_among_many_others(qtbot: QtBot, desk: Desk) -> None:
    met(desk, ROWS + 3, 0)
    with desk.change("A post") as change:
        began = {"post": "Secretary of Defense", "start": "2021-01-22"}
        change.add_part("tenure", ident(desk, "O2"), **began)
    detail = pane(qtbot, desk, "O2", "timeline")
    assert "Secretary of Defense" in detail.body_text()
    assert talks(detail.body_text()) == list(range(-ROWS, 0))


def test_few_rows_are_all_there_and_lead_nowhere_else(qtbot: QtBot, desk: Desk) -> None:
    met(desk, ROWS, 0)
    detail = pane(qtbot, desk, "O2", "timeline")
    assert talks(detail.body_text()) == list(range(-ROWS, 0))
    assert "earlier" not in detail.body_text()
    detail.show_tab("links")
    assert len(talks(detail.body_text())) == ROWS
    assert "more" not in detail.body_text()


def test_links_have_the_newest_and_a_list_of_all(qtbot: QtBot, desk: Desk) -> None:
    met(desk, ROWS + 2, 0)
    detail = pane(qtbot, desk, "O2", "links")
    assert talks(detail.body_text()) == list(range(-1, -ROWS - 1, -1))
    [query] = follow(detail, "2 more")
    assert query == "kind:engagement with:O2"
    assert len(titles(desk, query)) == ROWS + 2


def test_a_list_that_is_asked_for_on_a_day_is_of_that_day(qtbot: QtBot, desk: Desk) -> None:
    met(desk, ROWS + 9, 0)
    day = TODAY - timedelta(days=5)
    detail = pane(qtbot, desk, "O2", "links", day)
    [query] = follow(detail, "5 more")
    assert query == f"as-of:{day} kind:engagement with:O2"
    assert len(titles(desk, query)) == ROWS + 5


def test_what_a_record_names_and_what_names_it_by_a_field_is_listed_too(
    qtbot: QtBot, desk: Desk
) -> None:
    with desk.change("Many") as change:
        for n in range(ROWS + 4):
            person = change.add("official", title=f"Person {n}")
            change.add_part("participant", ident(desk, "E1"), other_id=person, role="member")
            promised = {"state": "open", "owner": ident(desk, "O2")}
            change.add("commitment", title=f"Promise {n}", **promised)
    [query] = follow(pane(qtbot, desk, "E1", "links"), "4 more")
    assert query == "kind:official,organisation linked:E1"
    assert titles(desk, query) == {f"Person {n}" for n in range(ROWS + 4)}
    [query] = follow(pane(qtbot, desk, "O2", "links"), "4 more")
    assert query == "kind:commitment linked:O2"
    assert titles(desk, query) == {f"Promise {n}" for n in range(ROWS + 4)}


def test_its_own_events_are_opened_where_they_stand(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Many notes") as change:
        for n in range(ROWS):
            day = (date(2000, 1, 1) + timedelta(days=n)).isoformat()
            added = {"type": "notification", "date": day, "notes": f"Note {n}."}
            change.add_part("event", ident(desk, "A1"), **added)
    detail = pane(qtbot, desk, "A1", "timeline")
    assert "Note 0." not in detail.body_text()
    assert not follow(detail, "1 earlier date of this record")
    assert "Note 0." in detail.body_text()
    assert "of this record" not in detail.body_text()


def test_a_mark_leads_to_its_source_among_many(qtbot: QtBot, desk: Desk) -> None:
    with desk.change("Many sources") as change:
        for n in range(ROWS + 1):
            source = change.add("source", title=f"Letter {n}.", type="letter")
            change.add_part("citation", ident(desk, "A1"), other_id=source)
    detail = pane(qtbot, desk, "A1", "sources")
    last = f"Letter {ROWS}."
    assert last not in detail.body_text()
    assert not follow(detail, "2 more")
    assert last in detail.body_text()
    detail = pane(qtbot, desk, "A1", "facts")
    [browser] = detail.findChildren(QTextBrowser)
    browser.anchorClicked.emit(QUrl(f"source:{ROWS + 2}"))
    assert detail.tab() == "sources"
    assert last in detail.body_text()


def test_a_long_entry_of_the_history_goes_on_on_the_page_of_history(
    qtbot: QtBot, desk: Desk
) -> None:
    with desk.change("Many names") as change:
        for n in range(ROWS + 2):
            change.add_part("alias", ident(desk, "O2"), name=f"Name {n}.")
    detail = pane(qtbot, desk, "O2", "history")
    assert detail.body_text().count("Name ") == ROWS
    asked: list[tuple[int, int]] = []
    detail.history_asked.connect(lambda *entry: asked.append(entry))
    follow(detail, "2 more")
    assert [record for record, _ in asked] == [ident(desk, "O2")]
