"""Journey 10. The laptop loses power in the middle of an edit: nothing that was saved is lost."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from defcat import backups
from tests.window import SUGGESTING, Officer, on_disk
from ui.widgets.backups_dialog import BackupsDialog
from ui.widgets.quick_entry import QuickEntry
from ui.widgets.welcome import Welcome

pytestmark = [SUGGESTING, pytest.mark.usefixtures("own_backups")]

CALL = "Call on the Deputy Secretary"
HALF = "Memorandum on what was being ty"


def records(officer: Officer, title: str) -> None:
    """Record a call, with the keys alone."""
    officer.press("Ctrl+N")
    entry = officer.dialog(QuickEntry)
    officer.write(title)
    officer.press("Return")
    officer.choose_here("Courtesy call")
    officer.press("Return")
    officer.write("23 Aug 2024")
    officer.press("Ctrl+S")
    officer.until(lambda: not entry.isVisible())
    officer.until(lambda: officer.title() == title)
    officer.look_at(officer.window)


def backs_up(officer: Officer) -> backups.Backup:
    """Make a backup by hand, and wait for it."""
    folder = backups.folder_of(officer.desk.catalogue)
    before = backups.listed(folder)
    officer.command("Make a backup now")
    officer.until(lambda: len(backups.listed(folder)) > len(before))
    officer.until(lambda: officer.workspace.safety.backing.under_way is None)
    officer.look_at(officer.window)
    return backups.listed(folder)[0]


def power_is_lost(path: Path, folder: Path) -> Path:
    """What is on the disk at this instant, as the next start of the laptop finds it."""
    folder.mkdir()
    for file in (path, path.with_name(path.name + "-wal")):
        shutil.copy(file, folder)
    return folder / path.name


def answers(officer: Officer, says: str) -> None:
    officer.click_button(says, officer.dialog(QMessageBox))


def test_what_was_saved_and_what_was_being_typed_are_there(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    records(officer, CALL)
    officer.press("Ctrl+2")
    officer.click_button("New agreement")
    officer.until(lambda: officer.form.isVisible())
    officer.write(HALF)
    officer.until(lambda: drafts(officer) == [HALF])  # a moment later, without being asked

    found = power_is_lost(officer.desk.catalogue.path, tmp_path / "after")
    officer.application.shut()
    officer.application.open(found)

    officer.until(lambda: HALF in officer.home_text())
    assert on_disk(found, CALL).stub.title == CALL
    officer.press("Ctrl+2")
    officer.click_button("New agreement")
    officer.until(lambda: officer.form.draft.values.get("title") == HALF)
    assert "restored" in officer.form.notice.text()


def drafts(officer: Officer) -> list[object]:
    """The titles of what is kept in the file though nobody saved it."""
    from defcat.drafts.store import kept_new

    with officer.desk.catalogue.read() as connection:
        return [kept.draft.values.get("title") for kept in kept_new(connection, "agreement")]


def test_a_file_that_was_copied_half_way_is_refused_with_a_way_out(
    desk_officer: Officer,
) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    records(officer, CALL)
    backs_up(officer)
    officer.application.shut()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    half = path.read_bytes()

    officer.application.open(path)
    page = officer.window.body.currentWidget()
    assert isinstance(page, Welcome)
    assert "damaged" in page.told()
    assert path.read_bytes() == half, "a damaged file is never written to"
    officer.click_button("Backups…")
    dialog = officer.dialog(BackupsDialog)
    officer.until(dialog.restore.isEnabled)
    assert "60 records" in dialog.text()
    assert "Last change: Add engagement" in dialog.text()
    officer.click(dialog.restore)
    answers(officer, "Restore")

    officer.until(lambda: officer.application.workspace is not None)
    officer.until(lambda: CALL in officer.home_text())
    [kept] = path.parent.glob(f"{path.stem} replaced *.defcat")
    assert kept.read_bytes() == half


def test_yesterdays_state_is_gone_back_to(desk_officer: Officer) -> None:
    officer = desk_officer
    made = backs_up(officer)
    before = made.at - timedelta(days=1)
    times = [f"{at:%Y-%m-%d %H%M%S}" for at in (made.at, before)]
    made.path.rename(made.path.with_name(made.path.name.replace(*times)))
    records(officer, CALL)
    backs_up(officer)

    officer.command("Backups")
    dialog = officer.dialog(BackupsDialog)
    officer.until(lambda: "60 records" in dialog.text())
    officer.press("Down")
    officer.until(lambda: "59 records" in dialog.text())
    officer.until(dialog.restore.isEnabled)
    officer.click(dialog.restore)
    answers(officer, "Restore")

    officer.until(lambda: "kept as" in officer.window.notice.text())
    officer.look_at(officer.window)
    officer.press("Ctrl+4")
    officer.until(lambda: len(officer.titles()) > 5)
    assert CALL not in officer.titles()
