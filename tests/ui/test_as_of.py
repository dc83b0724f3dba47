"""As of a day, everywhere in the window; and the day that goes on by itself overnight."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTextBrowser

from defcat.catalogue import Catalogue
from tests.window import SUGGESTING, Officer
from ui.clock import Clock
from ui.places import day_first, on_day
from ui.widgets.day_picker import DayPicker
from ui.widgets.palette import Palette
from ui.widgets.preview.dialog import BriefPreview
from ui.widgets.query_notice import QueryNotice

pytestmark = SUGGESTING

SOSA = "Security of Supply Arrangement"
DAY = date(2016, 8, 29)


# --- the day in the text --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "wanted"),
    [
        ("", DAY, "as-of:2016-08-29 "),
        ("kind:agreement ", DAY, "as-of:2016-08-29 kind:agreement "),
        ("as-of:2014-05-26 sosa", DAY, "as-of:2016-08-29 sosa"),
        ('sosa AS-OF:"26 May 2014" india', DAY, "as-of:2016-08-29 sosa india"),
        ("as-of:20", DAY, "as-of:2016-08-29 "),
        ('"as-of:2014" kind:x', DAY, 'as-of:2016-08-29 "as-of:2014" kind:x'),
        ('as-of:2014-05-26 office:"minister of defence"', None, 'office:"minister of defence"'),
        ("has-of:2014", None, "has-of:2014"),
    ],
)
def test_only_the_day_changes_in_what_was_typed(text: str, day: date | None, wanted: str) -> None:
    assert on_day(text, day) == wanted


def test_what_follows_the_day_begins_behind_its_space() -> None:
    assert day_first("as-of:2016-08-29 sosa") == len("as-of:2016-08-29 ")
    assert day_first("sosa as-of:2016-08-29") == 0


# --- the picker -----------------------------------------------------------------------------


class Chosen:
    """A picker with the days that it gave."""

    def __init__(self, qtbot, of_record: date | None = None, day: date | None = None) -> None:
        self.days: list[date | None] = []
        self.picker = DayPicker(day, date(2026, 11, 22), of_record)
        self.picker.chosen.connect(self.days.append)
        self.picker.open()
        qtbot.waitExposed(self.picker)
        self.line = self.picker.findChild(QLineEdit)
        self._qtbot = qtbot

    def enter(self, text: str) -> None:
        self._qtbot.keyClicks(self.line, text)
        self._qtbot.keyClick(self.line, Qt.Key.Key_Return)


@pytest.fixture
def chosen(qapp, qtbot) -> Iterator[Chosen]:
    made = Chosen(qtbot, date(2024, 8, 23))
    yield made
    if not made.days:
        made.picker.close()


@pytest.mark.parametrize("typed", ["29 Aug 2016", "29/08/2016", "2016-08-29"])
def test_a_day_is_taken_as_it_is_typed(chosen: Chosen, typed: str) -> None:
    chosen.enter(typed)
    assert chosen.days == [DAY]


def test_a_day_that_can_be_read_two_ways_shows_its_reading(chosen: Chosen, qtbot) -> None:
    qtbot.keyClicks(chosen.line, "03/04/2016")
    assert chosen.picker.reading() == "Read as 3 April 2016 (day first)"


@pytest.mark.parametrize("typed", ["Aug 2016", "2016", ""])
def test_what_is_not_one_day_is_refused_in_words(chosen: Chosen, typed: str) -> None:
    chosen.enter(typed)
    assert chosen.days == []
    assert chosen.picker.isVisible()
    said = "One day is needed. Write it whole, for example 29 August 2016."
    assert chosen.picker.told() == said


def test_what_is_no_date_is_refused_in_words(chosen: Chosen) -> None:
    chosen.enter("soon")
    assert chosen.days == []
    assert "soon" in chosen.picker.told()


def test_today_is_no_other_day(chosen: Chosen) -> None:
    chosen.enter("22 November 2026")
    assert chosen.days == [None]


def press(chosen: Chosen, qtbot, words: str) -> None:
    """Go to a button with Tab and press Enter on it."""
    for _ in range(8):
        focused = QApplication.focusWidget()
        if getattr(focused, "text", str)() == words:
            qtbot.keyClick(focused, Qt.Key.Key_Return)
            return
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to “{words}”")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Today", None),
        ("A year ago: 22 November 2025", date(2025, 11, 22)),
        ("On 23 August 2024, the day of this record", date(2024, 8, 23)),
    ],
)
def test_days_often_wanted_are_a_tab_away(
    chosen: Chosen, qtbot, words: str, day: date | None
) -> None:
    press(chosen, qtbot, words)
    assert chosen.days == [day]


# --- the window -----------------------------------------------------------------------------


def set_day(officer: Officer, typed: str) -> None:
    officer.press("Ctrl+Shift+D")
    officer.dialog(DayPicker)
    officer.write(typed)
    officer.press("Return")
    officer.until(lambda: officer.window.band.isVisible())
    officer.look_at(officer.window)


def find(officer: Officer, words: str, title: str) -> None:
    officer.press("Ctrl+F")
    officer.write(words)
    officer.click_title(title)
    officer.until(lambda: officer.title() == title)


def test_nothing_says_another_day_while_it_is_today(desk_officer: Officer) -> None:
    assert not desk_officer.window.band.isVisible()
    assert desk_officer.window.as_of.text() == "Today"


def test_escape_leaves_the_day_as_it_was(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.click(officer.window.as_of)
    picker = officer.dialog(DayPicker)
    assert officer.window.frameGeometry().contains(picker.frameGeometry())
    officer.write("29 Aug 2016")
    officer.press("Esc")
    officer.look_at(officer.window)
    assert officer.window.search.text() == ""
    assert not officer.window.band.isVisible()


def test_the_window_says_on_which_day_the_world_is_shown(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    set_day(officer, "1 July 2024")
    says = "As the world stood on 1 July 2024. What came later is left out."
    assert officer.window.band.text() == says
    assert officer.window.as_of.text() == "1 Jul 2024"
    assert officer.window.search.text() == "as-of:2024-07-01 kind:agreement "


def test_an_agreement_is_what_it_was_on_that_day(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    assert officer.chips()[0] == "Signed, not in force"
    set_day(officer, "21 August 2024")
    officer.until(lambda: officer.chips()[:1] == ["Not known"])
    assert "22 August 2024" not in officer.reason()
    assert officer.detail.day() == date(2024, 8, 21)
    set_day(officer, "22 August 2024")
    officer.until(lambda: officer.chips()[:1] == ["Signed, not in force"])


def test_what_came_later_is_left_out_and_counted(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "kind:official rajnath", "Rajnath Singh")
    officer.detail.show_tab("timeline")
    officer.reads("2024")
    set_day(officer, "1 January 2020")
    officer.until(lambda: officer.detail.day() is not None)
    assert "2024" not in officer.detail.body_text()
    assert officer.detail.left_out().endswith("later facts are left out.")
    assert officer.reason() == "Minister of Defence, India"


def test_the_list_shows_the_statuses_of_that_day(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    officer.until(lambda: SOSA in officer.titles())
    set_day(officer, "1 July 2024")
    officer.until(lambda: officer.titles() and SOSA not in officer.titles())
    headings = [column.label for column in officer.workspace.records.model.columns()]
    assert "Status then" in headings


def test_the_day_stays_from_place_to_place(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    set_day(officer, "24 August 2024")
    for keys in ("Ctrl+3", "Ctrl+1", "Ctrl+4"):
        officer.press(keys)
        assert officer.workspace.days.day() == date(2024, 8, 24)
    officer.workspace.go("bin")
    assert officer.window.band.isVisible()
    officer.press("Alt+Left")
    assert officer.workspace.days.day() == date(2024, 8, 24)


def card(officer: Officer, heading: str) -> str:
    cards = officer.workspace.home.findChildren(QTextBrowser)
    return next(card.toPlainText() for card in cards if card.accessibleName() == heading)


def test_the_first_page_shows_the_latest_of_that_day(desk_officer: Officer) -> None:
    officer = desk_officer
    meeting = "Meeting of Rajnath Singh and Lloyd Austin"
    officer.until(lambda: meeting in card(officer, "Latest engagements"))
    changed = card(officer, "Changed last")
    set_day(officer, "1 January 2020")
    officer.until(lambda: meeting not in card(officer, "Latest engagements"))
    officer.until(lambda: "Lloyd Austin" not in card(officer, "Officials who took office last"))
    in_office = card(officer, "Officials who took office last").split("\n")
    assert [line for line in in_office if line][:2] == ["Mark T. Esper", "22 Jul 2019"]
    assert card(officer, "Changed last") == changed
    assert officer.workspace.home.isVisible()


def test_a_new_search_asks_of_the_same_day(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+2")
    set_day(officer, "24 August 2024")
    officer.press("/")
    officer.write("sosa")
    assert officer.window.search.text() == "as-of:2024-08-24 sosa"
    officer.press("Esc")
    assert officer.window.search.text() == "as-of:2024-08-24 "
    officer.press("Esc")
    assert officer.window.search.text() == ""
    officer.until(lambda: not officer.window.band.isVisible())


def test_a_day_that_is_none_is_said_and_the_picker_mends_it(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("/")
    officer.write("as-of:2016 sosa")
    officer.until(lambda: any(n.isVisible() for n in officer.window.findChildren(QueryNotice)))
    set_day(officer, "24 August 2024")
    assert officer.window.search.text() == "as-of:2024-08-24 sosa"
    officer.until(lambda: officer.titles() == [SOSA])


def test_before_there_was_anything_the_list_says_so(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("/")
    officer.write("sosa")
    officer.until(lambda: SOSA in officer.titles())
    set_day(officer, "1 January 1900")
    officer.until(lambda: officer.titles() == [])
    says = "By 1 January 1900, nothing answers this. Try another day."
    officer.until(lambda: says in [text.text() for text in officer.window.findChildren(QLabel)])


def test_a_form_says_that_it_records_now(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    set_day(officer, "21 August 2024")
    officer.until(lambda: officer.detail.day() is not None)
    officer.press("E")
    assert officer.form.isVisible()
    says = (
        "The form shows the whole record. What is recorded here is recorded now, "
        "not on 21 August 2024."
    )
    assert officer.window.band.text() == says
    officer.press("Esc")
    officer.until(lambda: "stood" in officer.window.band.text())


def test_the_brief_begins_on_that_day_and_can_be_of_another(desk_officer: Officer) -> None:
    officer = desk_officer
    find(officer, "sosa", SOSA)
    set_day(officer, "24 August 2024")
    officer.until(lambda: officer.detail.day() is not None)
    officer.press("Ctrl+P")
    preview = officer.dialog(BriefPreview)
    field = next(f for f in preview.findChildren(QLineEdit) if f.accessibleName() == "As of")
    assert field.text() == "24 August 2024"
    officer.until(lambda: preview.pages() > 0)
    preview.close()


def test_the_palette_asks_for_a_day(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write("as of")
    officer.until(lambda: "As of a day…" in palette.rows())
    officer.press("Return")
    officer.dialog(DayPicker)
    officer.write("1 January 2030")
    officer.press("Return")
    officer.until(lambda: officer.window.band.isVisible())
    says = "As the world will stand on 1 January 2030, by what is on record today."
    assert officer.window.band.text() == says


# --- overnight ------------------------------------------------------------------------------


def test_the_clock_says_once_that_another_day_has_begun(qapp) -> None:
    day = [date(2026, 11, 22)]
    clock = Clock(lambda: day[0])
    begun: list[date] = []
    clock.turned.connect(begun.append)
    clock.look()
    assert begun == []
    day[0] += timedelta(days=1)
    clock.look()
    clock.look()
    assert begun == [date(2026, 11, 23)]


def test_an_agreement_expires_overnight_in_the_open_window(
    qapp, officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [datetime(2026, 11, 22, 12, 0, tzinfo=UTC)]
    path = tmp_path / "desk.defcat"
    with (
        Catalogue.create(path, user="officer", now=lambda: now[0]) as catalogue,
        catalogue.change("Fill") as change,
    ):
        record = change.add("agreement", title="Five years", type="mou", expiry_date="2026-11-22")
        change.add_part("event", record, type="entry-into-force", date="2021-11-23")
    monkeypatch.setattr(Catalogue, "today", lambda _self: now[0].date())
    officer.application.open(path)
    officer.press("Ctrl+2")
    officer.until(lambda: officer.chips()[:1] == ["In force"])
    now[0] += timedelta(days=1)
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    officer.until(lambda: officer.chips()[:1] == ["Expired"])
    model = officer.workspace.records.model
    place = [column.name for column in model.columns()].index("status")
    officer.until(lambda: model.index(0, place).data() == "Expired")
    assert "22 November 2026" in officer.reason()
