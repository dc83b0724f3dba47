"""Journey 11. Who was Minister of Defence of that country on that day?"""

from pathlib import Path

import pytest

from defcat.catalogue import Catalogue
from defcat.exchange.importer import run_import
from tests.conftest import NOW
from tests.real_data import real_file
from tests.window import Officer
from ui.widgets.day_picker import DayPicker

pytestmark = pytest.mark.real_data

ASKED = 'office:"minister of defence" country:india'


@pytest.fixture(scope="session")
def made_ministers(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with the ministers of India as a public data set has them."""
    ministers = real_file("officials/tenures_india-ministers.csv")
    path = tmp_path_factory.mktemp("ministers") / "Ministers.defcat"
    path.write_bytes(made_sample.read_bytes())
    with Catalogue.open(path, now=lambda: NOW) as catalogue:
        run_import(catalogue, ministers, "tenures-india")
    return path


@pytest.fixture
def asking(officer: Officer, made_ministers: Path, tmp_path: Path) -> Officer:
    """An officer who has typed the question, and reads who it is today."""
    path = tmp_path / "Desk.defcat"
    path.write_bytes(made_ministers.read_bytes())
    officer.application.open(path)
    officer.press("Ctrl+F")
    officer.write(ASKED)
    officer.until(lambda: officer.titles() == ["Rajnath Singh"])
    return officer


def set_day(officer: Officer, typed: str) -> None:
    """Set the day with the keys alone."""
    officer.press("Ctrl+Shift+D")
    officer.dialog(DayPicker)
    officer.write(typed)
    officer.press("Return")
    officer.look_at(officer.window)


def test_the_minister_of_a_past_day_is_one_question(asking: Officer) -> None:
    officer = asking
    set_day(officer, "29 Aug 2016")
    officer.until(lambda: officer.titles() == ["Manohar Parrikar"])
    officer.until(lambda: officer.title() == "Manohar Parrikar")
    assert officer.reason().startswith("Minister of Defence, India")
    assert "29 August 2016" in officer.window.band.text()
    assert officer.window.search.text() == f"as-of:2016-08-29 {ASKED}"


def test_on_the_day_of_a_change_both_are_named(asking: Officer) -> None:
    officer = asking
    set_day(officer, "26/05/2014")
    officer.until(lambda: sorted(officer.titles()) == ["A. K. Antony", "Arun Jaitley"])
    officer.click_title("A. K. Antony")
    officer.until(lambda: officer.title() == "A. K. Antony")
    assert officer.reason() == "Minister of Defence, India, until 26 May 2014"
    officer.click_title("Arun Jaitley")
    officer.until(lambda: officer.title() == "Arun Jaitley")
    assert "Minister of Defence, India, from 26 May 2014" in officer.reason()
    assert "Minister of Finance" in officer.reason()


def test_back_to_today_asks_the_same_question_of_today(asking: Officer) -> None:
    officer = asking
    set_day(officer, "29 Aug 2016")
    officer.until(lambda: officer.titles() == ["Manohar Parrikar"])
    officer.click_button("Back to today")
    officer.until(lambda: officer.titles() == ["Rajnath Singh"])
    assert officer.window.search.text() == ASKED
    assert not officer.window.band.isVisible()
    officer.press("Alt+Left")
    officer.until(lambda: officer.titles() == ["Manohar Parrikar"])


def test_the_day_goes_along_to_other_places(asking: Officer) -> None:
    officer = asking
    set_day(officer, "29 Aug 2016")
    officer.until(lambda: officer.titles() == ["Manohar Parrikar"])
    officer.press("Ctrl+3")
    officer.until(lambda: "Arun Jaitley" in officer.titles())
    officer.press("/")
    officer.write("jaitley")
    officer.until(lambda: officer.titles() == ["Arun Jaitley"])
    officer.press("Down")
    officer.until(lambda: officer.title() == "Arun Jaitley")
    assert officer.reason().startswith("Minister of Finance, India")
    assert "14 February 2019" not in officer.detail.body_text()
    assert "2016" in officer.window.band.text()
