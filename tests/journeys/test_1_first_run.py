"""Journey 1. First run: the sample, or a catalogue of one's own; under a minute, no manual."""

from pathlib import Path

import pytest

from defcat import settings
from defcat.catalogue import Catalogue
from defcat.errors import NeedsPassphrase
from defcat.storage.key import Secret
from tests.window import Officer, on_disk
from ui.pages.unlock import UnlockPage
from ui.widgets.new_catalogue import NewCatalogue
from ui.widgets.quick_entry import QuickEntry
from ui.widgets.welcome import Welcome

A_MINUTE_MS = 60_000


def test_the_first_click_shows_a_desk_at_work(officer: Officer, qtbot, tmp_path: Path) -> None:
    assert isinstance(officer.window.body.currentWidget(), Welcome)
    with qtbot.waitSignal(officer.application.opened, timeout=A_MINUTE_MS):
        officer.click_button("Open the sample")
    officer.until(lambda: "Meeting of Rajnath Singh and Jake Sullivan" in officer.home_text())
    assert "Security of Supply Arrangement" in officer.home_text()
    assert officer.window.windowTitle() == "Sample - defcat"
    assert (tmp_path / "data" / "Sample.defcat").is_file()


def test_enter_is_enough_to_begin(officer: Officer) -> None:
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)
    officer.press("Ctrl+2")
    officer.until(lambda: "Security of Supply Arrangement" in officer.titles())


def test_the_second_run_offers_what_was_open_before(officer: Officer, tmp_path: Path) -> None:
    officer.click_button("Open the sample")
    officer.until(lambda: officer.application.workspace is not None)
    assert officer.application.recent() == [tmp_path / "data" / "Sample.defcat"]


def test_a_catalogue_of_ones_own_takes_its_first_record(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Americas desk"
    monkeypatch.setattr(settings, "documents_folder", lambda: tmp_path)
    officer.click_button("New catalogue…")
    officer.dialog(NewCatalogue)
    officer.write("Americas desk")
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)
    officer.until(lambda: "Nothing here yet." in officer.home_text())
    officer.look_at(officer.window)
    assert officer.window.windowTitle() == "Americas desk - defcat"

    officer.press("Ctrl+N")
    entry = officer.dialog(QuickEntry)
    officer.write("Call on the Deputy Secretary")
    officer.press("Return")
    officer.choose_here("Courtesy call")
    officer.press("Return")
    officer.write("23 Aug 2024")
    officer.press("Ctrl+S")
    officer.until(lambda: not entry.isVisible())
    officer.until(lambda: officer.title() == "Call on the Deputy Secretary")
    assert officer.window.notice.text() == "Recorded."

    officer.window.close()
    made = on_disk(path.with_suffix(".defcat"), "Call on the Deputy Secretary")
    assert (made.text("type"), made.stub.date) == ("Courtesy call", "2024-08-23")


def test_a_catalogue_with_a_passphrase_is_closed_to_all_but_its_officer(
    officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "documents_folder", lambda: tmp_path)
    officer.click_button("New catalogue…")
    dialog = officer.dialog(NewCatalogue)
    officer.write("Closed desk")
    for field in (dialog.passphrase.first, dialog.passphrase.second):
        officer.click(field.line)
        officer.write("seven grey herons at dawn")
    officer.until(lambda: "centuries" in dialog.passphrase.strength.text())
    officer.press("Return")
    assert "cannot be recovered" in dialog.notice.text()
    officer.press("Space", "Return")  # the check box that says so has the focus
    officer.until(lambda: officer.application.workspace is not None)
    officer.look_at(officer.window)
    officer.press("Ctrl+N")
    entry = officer.dialog(QuickEntry)
    officer.write("Call on the Deputy Secretary")
    officer.press("Return")
    officer.choose_here("Courtesy call")
    officer.press("Ctrl+S")
    officer.until(lambda: not entry.isVisible())
    officer.look_at(officer.window)
    officer.until(lambda: officer.title() == "Call on the Deputy Secretary")

    officer.press("Ctrl+L")
    page = officer.window.body.currentWidget()
    assert isinstance(page, UnlockPage)
    officer.until(page.passphrase.line.hasFocus)
    officer.write("seven grey herons at dawn")
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)
    officer.until(lambda: officer.title() == "Call on the Deputy Secretary")

    officer.window.close()
    path = tmp_path / "Closed desk.defcat"
    assert b"Deputy" not in path.read_bytes()
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(path)
    Catalogue.open(path, key=Secret("seven grey herons at dawn")).close()
