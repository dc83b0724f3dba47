"""What is watched, on its page and on the first page."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from defcat.catalogue import Catalogue
from tests.ui.noticing_desk import OVERDUE, SOON, desk_at
from ui import theme
from ui.desk import Desk
from ui.pages.home import HomePage
from ui.pages.watch import WatchPage
from ui.widgets.tally import TallyLine


@pytest.fixture
def desk(tmp_path: Path, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, theme.LIGHT)
    with desk_at(tmp_path) as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def page(qtbot: QtBot, desk: Desk, settings: QSettings, day: date | None = None) -> WatchPage:
    made = WatchPage(desk, settings)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignal(made.model.modelReset):
        made.show_day(day)
    return made


def rows(shown: WatchPage) -> list[str]:
    model = shown.model
    return [
        str(model.index(row, 0 if shown.table.is_heading(row) else 2).data())
        for row in range(model.rowCount())
    ]


def test_rules_are_headings_with_what_stands_below_them(
    qtbot: QtBot, desk: Desk, settings: QSettings
) -> None:
    shown = page(qtbot, desk, settings)
    assert rows(shown) == ["Overdue commitments  1", OVERDUE, "Planned engagements  1", SOON]
    assert shown.model.index(1, 0).data() == "1 Oct 2026"
    assert shown.model.index(1, 3).data().startswith("Overdue since 1 October 2026")
    assert shown.table.current_row() == 1


def test_the_cursor_passes_over_headings_and_enter_opens(
    qtbot: QtBot, desk: Desk, settings: QSettings
) -> None:
    shown = page(qtbot, desk, settings)
    shown.focus_list()
    qtbot.keyClick(shown.table, Qt.Key.Key_Down)
    assert shown.table.current_row() == 3
    with qtbot.waitSignal(shown.opened) as opened:
        qtbot.keyClick(shown.table, Qt.Key.Key_Return)
    watched = shown.model.watched_at(3)
    assert watched is not None
    assert opened.args == [watched.record.id]
    with qtbot.waitSignal(shown.left):
        qtbot.keyClick(shown.table, Qt.Key.Key_Escape)


def test_how_far_it_looks_is_chosen_and_remembered(
    qtbot: QtBot, desk: Desk, settings: QSettings
) -> None:
    with desk.change("Add") as change:
        change.add("commitment", title="Pay the share", state="open", date="2027-06-01")
    shown = page(qtbot, desk, settings)
    assert "Pay the share" not in rows(shown)
    with qtbot.waitSignal(shown.model.modelReset):
        shown._choices.button(365).click()
    assert "Pay the share" in rows(shown)
    assert WatchPage(desk, settings).days() == 365


def test_a_date_that_is_not_exact_says_which_day_counts(
    qtbot: QtBot, desk: Desk, settings: QSettings
) -> None:
    with desk.change("Add") as change:
        change.add("commitment", title="Report", state="open", date="2027-01")
    shown = page(qtbot, desk, settings)
    row = rows(shown).index("Report")
    assert shown.model.index(row, 0).data() == "1 Jan 2027 (earliest)"


def test_on_another_day_another_thing_is_due(qtbot: QtBot, desk: Desk, settings: QSettings) -> None:
    shown = page(qtbot, desk, settings, date(2026, 9, 1))
    assert "Commitments coming due  1" in rows(shown)


def test_a_change_is_shown_at_once(qtbot: QtBot, desk: Desk, settings: QSettings) -> None:
    shown = page(qtbot, desk, settings)
    watched = shown.model.watched_at(1)
    assert watched is not None
    with qtbot.waitSignal(shown.model.modelReset), desk.change("Close") as change:
        change.set("commitment", watched.record.id, state="done", closed="2026-11-01")
    assert rows(shown) == ["Planned engagements  1", SOON]


def test_where_nothing_is_due_it_says_so(
    qtbot: QtBot, tmp_path: Path, settings: QSettings, qapp: QApplication
) -> None:
    made = Desk(Catalogue.create(tmp_path / "empty.defcat", user="rao"))
    try:
        shown = page(qtbot, made, settings)
        assert shown._empty.accessibleName() == "Nothing is due in the next 180 days."
    finally:
        made.close()


def test_the_first_page_shows_what_is_pressing(qtbot: QtBot, desk: Desk) -> None:
    home = HomePage(desk)
    qtbot.addWidget(home)
    home.resize(1100, 700)
    home.show()
    home.refresh()
    tallies = home.findChild(TallyLine)
    qtbot.waitUntil(lambda: len(tallies.findChildren(QPushButton)) == 2)
    overdue, planned = tallies.findChildren(QPushButton)
    assert overdue.accessibleName() == "Overdue commitments, 1"
    assert overdue.property("tone") == "bad"
    with qtbot.waitSignal(home.watch_asked) as asked:
        qtbot.mouseClick(planned, Qt.MouseButton.LeftButton)
    assert asked.args == ["engagement-planned"]
    home.show_findings(12)
    [link] = [b for b in home.findChildren(QPushButton) if b.text() == "12 findings"]
    with qtbot.waitSignal(home.findings_asked):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
