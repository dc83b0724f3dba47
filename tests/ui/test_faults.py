"""What is wrong with the file: said for as long as it is so, and nothing that was typed is lost."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from defcat.catalogue import Catalogue
from defcat.drafts.store import kept_new
from defcat.errors import Damaged, FileGone, FileProblem
from defcat.storage import place
from defcat.storage.place import Risk
from tests.window import SUGGESTING, Officer
from ui.widgets.backups_dialog import BackupsDialog
from ui.widgets.check_dialog import CheckDialog
from ui.widgets.quick_entry import QuickEntry
from ui.widgets.welcome import Welcome

pytestmark = SUGGESTING

TITLE = "Agreement on what was half typed"


@pytest.fixture(autouse=True)
def _in_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No backup is made, and nobody looks at the file, but when a test asks for it."""
    monkeypatch.setattr("ui.backing.SETTLE_MS", 10_000_000)
    monkeypatch.setattr("ui.faults.LOOK_MS", 10_000_000)
    monkeypatch.setattr("ui.safety.AFTER_MS", 1)


def watched(officer: Officer) -> None:
    """Wait until the file is watched, a moment after it was opened."""
    officer.until(lambda: "faults" in vars(officer.workspace.safety))


def typing(officer: Officer) -> None:
    """Begin an agreement, and type its title."""
    officer.press("Ctrl+2")
    officer.workspace.recording.new_record("agreement")
    officer.until(lambda: officer.form.isVisible())
    officer.write(TITLE)
    officer.until(lambda: officer.form.draft.values.get("title") == TITLE)


def fill_disk(catalogue: Catalogue, left: int = 0) -> None:
    """Leave room for so many pages more; with none SQLite says what it says of a full disk."""
    with ExitStack() as every:  # of its connections
        for connection in [every.enter_context(catalogue.read()) for _ in range(4)]:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + left}")


def topics(catalogue: Catalogue) -> list[str]:
    with catalogue.read() as connection:
        query = "SELECT title FROM record WHERE kind = 'topic' ORDER BY id"
        return list(connection.exec_driver_sql(query).scalars())


# --- the file is gone --------------------------------------------------------------------------


def test_nothing_goes_into_a_file_that_was_removed(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.desk.catalogue.path.unlink()
    with pytest.raises(FileGone), officer.desk.change("Add") as change:
        change.add("topic", title="Nowhere", type="sector")
    officer.until(lambda: not officer.desk.reader.busy())
    assert "Nowhere" not in topics(officer.desk.catalogue)


def test_nor_into_one_that_was_replaced(desk_officer: Officer, tmp_path: Path) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    Catalogue.create(tmp_path / "Other.defcat").close()
    (tmp_path / "Other.defcat").replace(path)
    officer.workspace.safety.faults.look()
    assert "was replaced by another file" in officer.window.banner.text()
    with pytest.raises(FileGone), officer.desk.change("Add") as change:
        change.add("topic", title="Nowhere", type="sector")


def test_nor_into_one_that_another_program_wrote_into_and_that_one_is_opened_again(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    with officer.desk.change("Add") as change:
        change.add("topic", title="Ours", type="sector")
    with Catalogue.create(tmp_path / "Other.defcat") as other, other.change("Add") as change:
        change.add("topic", title="Theirs", type="sector")
    path.write_bytes((tmp_path / "Other.defcat").read_bytes())
    with pytest.raises(FileGone), officer.desk.change("Add") as change:
        change.add("topic", title="Nowhere", type="sector")
    officer.workspace.safety.faults.look()
    assert "Another program has written into" in officer.window.banner.text()
    shown = officer.workspace
    officer.click_button("Open it again", officer.window.banner)
    officer.until(lambda: officer.workspace is not shown)
    assert topics(officer.desk.catalogue) == ["Theirs"]


def test_nor_while_the_file_that_holds_the_last_changes_is_not_there(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    for title in ("One", "Two"):
        with officer.desk.change("Add") as change:
            change.add("topic", title=title, type="sector")
    path = officer.desk.catalogue.path
    path.with_name(path.name + "-wal").unlink()
    with pytest.raises(FileGone, match="last changes"), officer.desk.change("Add") as change:
        change.add("topic", title="Nowhere", type="sector")


def test_what_is_typed_stays_and_is_saved_when_the_file_is_back(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    typing(officer)
    away = path.rename(tmp_path / "away.defcat")

    officer.press("Esc")  # would leave the form, and keep a draft
    officer.until(officer.window.banner.isVisible)
    assert "is not there any more" in officer.window.banner.text()
    officer.press("Ctrl+S")
    assert officer.form.draft.values["title"] == TITLE
    officer.press("Ctrl+1")  # nor does going elsewhere lose it
    assert officer.form.isVisible()

    away.rename(path)
    officer.click_button("Try again", officer.window.banner)
    officer.until(lambda: not officer.window.banner.isVisible())
    officer.click_button("Close", officer.form)
    officer.until(lambda: officer.workspace.form is None)
    with officer.desk.catalogue.read() as connection:
        [kept] = kept_new(connection, "agreement")
    assert kept.draft.values["title"] == TITLE


def test_a_copy_takes_along_what_was_recorded_and_what_is_typed(
    desk_officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer
    with officer.desk.change("Add") as change:
        change.add("topic", title="Recorded", type="sector")
    typing(officer)
    officer.desk.catalogue.path.unlink()
    officer.workspace.safety.faults.look()
    copy = tmp_path / "Saved.defcat"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    officer.click_button("Save a copy…", officer.window.banner)
    officer.until(lambda: officer.window.windowTitle() == "Saved - defcat")
    assert "Recorded" in topics(officer.desk.catalogue)
    with officer.desk.catalogue.read() as connection:
        [kept] = kept_new(connection, "agreement")
    assert kept.draft.values["title"] == TITLE
    assert not officer.window.banner.isVisible()


def test_the_window_is_not_closed_over_what_cannot_be_kept(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    typing(officer)
    watched(officer)
    away = path.rename(tmp_path / "away.defcat")
    assert not officer.window.close()
    box = officer.dialog(QMessageBox)
    assert "cannot be kept" in box.text()
    officer.press("Esc")
    officer.look_at(officer.window)
    assert officer.form.draft.values["title"] == TITLE
    away.rename(path)
    assert officer.window.close()


# --- reading only ------------------------------------------------------------------------------


def test_it_is_said_who_has_it_until_it_can_be_written(
    officer: Officer, made_sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Shared.defcat"
    path.write_bytes(made_sample.read_bytes())
    with Catalogue.open(path, user="asha"):
        officer.application.open(path)
        officer.until(officer.window.banner.isVisible)
        said = officer.window.banner.text()
        assert "open for writing: asha on" in said
        assert "since" in said
        assert said.endswith("It is shown for reading.")
        officer.press("Ctrl+3")
        officer.until(lambda: officer.title() != "")
        title = officer.title()
        officer.click_button("Try again for writing", officer.window.banner)
        officer.until(officer.window.banner.isVisible)
    officer.click_button("Try again for writing", officer.window.banner)
    officer.until(lambda: officer.desk.catalogue.writable)
    officer.until(lambda: officer.title() == title)  # one is where one was
    assert not officer.window.banner.isVisible()


def test_a_write_protected_file_is_shown_and_says_so(
    officer: Officer,
    made_sample: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "Protected.defcat"
    path.write_bytes(made_sample.read_bytes())
    real = Catalogue.open.__func__  # type: ignore[attr-defined]

    def protected(cls: type, path: Path, *, write: bool = True, **more: object) -> Catalogue:
        if write:  # whoever runs the tests may be allowed to write anything
            raise FileProblem(f"{path.name} is write-protected.", "Copy it.")
        return real(cls, path, write=write, **more)

    monkeypatch.setattr(Catalogue, "open", classmethod(protected))
    officer.application.open(path)
    officer.until(officer.window.banner.isVisible)
    assert officer.window.banner.text() == (
        "Protected.defcat is write-protected. It is shown for reading."
    )


def test_a_newer_file_is_said_on_the_first_page(
    officer: Officer, made_sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Newer.defcat"
    path.write_bytes(made_sample.read_bytes())
    content = bytearray(path.read_bytes())
    content[60:64] = (99).to_bytes(4, "big")  # user_version, in the header of the file
    path.write_bytes(content)
    officer.application.open(path)
    page = officer.window.body.currentWidget()
    assert isinstance(page, Welcome)
    officer.until(lambda: "written by a newer defcat" in page.told())
    assert "the file is unchanged" in page.told()
    assert path.read_bytes() == bytes(content)


# --- the disk is full --------------------------------------------------------------------------


def test_on_a_full_disk_the_form_stays_and_is_saved_later(desk_officer: Officer) -> None:
    officer = desk_officer
    typing(officer)
    officer.until(lambda: not officer.desk.reader.busy())
    fill_disk(officer.desk.catalogue)
    officer.form.body.focus_first()
    officer.workspace.recording.form.draft.values["type"] = "mou"
    officer.workspace.recording.form.draft.values["notes"] = "x" * 400_000
    assert not officer.form.save()
    assert "full" in officer.form.notice.text()
    assert "try again" in officer.form.notice.text()
    fill_disk(officer.desk.catalogue, left=1_000_000)
    assert officer.form.save()
    officer.until(lambda: officer.workspace.form is None)


def test_the_window_is_not_closed_over_what_a_full_disk_does_not_take(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    typing(officer)
    fill_disk(officer.desk.catalogue)
    officer.form.draft.values["notes"] = "x" * 400_000
    assert not officer.window.close()
    box = officer.dialog(QMessageBox)
    assert "cannot be kept" in box.text()
    officer.click_button("Cancel", box)
    officer.look_at(officer.window)
    assert officer.form.draft.values["title"] == TITLE
    assert not officer.window.close()
    officer.click_button("Close and lose it", officer.dialog(QMessageBox))
    officer.until(lambda: not officer.window.isVisible())


def test_nor_is_another_catalogue_opened_over_it(
    desk_officer: Officer, made_sample: Path, tmp_path: Path
) -> None:
    officer = desk_officer
    typing(officer)
    other = tmp_path / "Other.defcat"
    other.write_bytes(made_sample.read_bytes())
    fill_disk(officer.desk.catalogue)
    officer.form.draft.values["notes"] = "x" * 400_000
    officer.application.open(other)
    officer.click_button("Cancel", officer.dialog(QMessageBox))
    officer.look_at(officer.window)
    assert officer.form.draft.values["title"] == TITLE
    fill_disk(officer.desk.catalogue, left=1_000_000)
    officer.application.open(other)
    assert officer.desk.catalogue.path == other


def test_nor_over_what_quick_entry_still_holds(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+N")
    entry = officer.dialog(QuickEntry)
    officer.write("Call on the Deputy Secretary")
    officer.press("Esc")
    officer.until(lambda: not entry.isVisible())
    entry._title.set_value("x" * 400_000)
    fill_disk(officer.desk.catalogue)
    assert not officer.window.close()
    officer.click_button("Cancel", officer.dialog(QMessageBox))
    fill_disk(officer.desk.catalogue, left=1_000_000)
    assert officer.window.close()


# --- a page is damaged -------------------------------------------------------------------------


def test_a_damaged_file_is_said_until_it_is_mended(desk_officer: Officer) -> None:
    officer = desk_officer
    watched(officer)
    officer.desk.failed.emit(Damaged("A page of Desk.defcat could not be read.", "Help it."))
    banner = officer.window.banner
    assert "Check this catalogue" in banner.text()
    assert "“defcat" not in banner.text()
    with officer.desk.change("Add") as change:  # a message would go with it
        change.add("topic", title="After", type="sector")
    assert banner.isVisible()
    officer.click_button("Backups…", banner)
    officer.dialog(BackupsDialog).close()
    officer.look_at(officer.window)
    officer.click_button("Check…", banner)
    dialog = officer.dialog(CheckDialog)
    officer.until(lambda: "in order" in dialog.says.text())
    assert banner.isHidden()
    dialog.close()


def test_half_a_file_can_be_saved_from_the_first_page(
    officer: Officer, made_sample: Path, tmp_path: Path
) -> None:
    path = tmp_path / "Half.defcat"
    content = made_sample.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    officer.application.open(path)
    page = officer.window.body.currentWidget()
    assert isinstance(page, Welcome)
    officer.until(lambda: "damaged" in page.told())
    assert officer.button("Save what can be read…", page).isVisible()
    officer.click_button("Backups…", page)
    assert officer.dialog(BackupsDialog).list.rowCount() == 0


def test_the_rail_shows_where_the_form_stays(desk_officer: Officer) -> None:
    officer = desk_officer
    typing(officer)
    fill_disk(officer.desk.catalogue)
    officer.form.draft.values["notes"] = "x" * 400_000
    officer.click(officer.window.rail._items["home"])
    assert officer.form.isVisible()
    assert officer.window.rail.current() == "agreement"
    fill_disk(officer.desk.catalogue, left=1_000_000)


# --- place and clock ---------------------------------------------------------------------------


def test_a_place_that_is_no_good_is_said_once_for_each_file(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    monkeypatch.setattr(place, "risk", lambda _path: Risk("It is on a share.", "Move it."))
    for expected in ("It is on a share. Move it.", ""):
        officer.application.shut()
        officer.window.notice.tell("")
        officer.application.open(path)
        watched(officer)
        assert officer.window.notice.text() == expected


def test_a_clock_that_was_set_back_is_said_once(desk_officer: Officer) -> None:
    officer = desk_officer
    faults = officer.workspace.safety.faults
    faults._tell_clock(officer.desk.catalogue.now() + timedelta(minutes=5))
    assert officer.window.notice.text() == ""
    faults._tell_clock(officer.desk.catalogue.now() + timedelta(days=400))
    assert "still to come" in officer.window.notice.text()
