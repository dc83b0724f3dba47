"""Backups in the window: made when due, listed with what they hold, and gone back to."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from defcat import backups
from defcat.catalogue import Catalogue
from defcat.errors import Damaged, FileProblem
from defcat.storage.key import Secret
from tests.conftest import NOW
from tests.window import SUGGESTING, Officer
from ui.backing import age
from ui.pages.unlock import UnlockPage
from ui.widgets.ask_passphrase import AskPassphrase
from ui.widgets.backups_dialog import BackupsDialog, size_said
from ui.widgets.check_dialog import CheckDialog
from ui.widgets.merge_dialog import MergeDialog
from ui.widgets.question import ask
from ui.widgets.waiting import Waiting

pytestmark = [SUGGESTING, pytest.mark.usefixtures("own_backups")]


def record(officer: Officer, title: str) -> int:
    """Record a topic, as anybody does who works."""
    with officer.desk.change(f"Add {title}") as change:
        return change.add("topic", title=title, type="sector")


def made(officer: Officer) -> list[backups.Backup]:
    return backups.listed(backups.folder_of(officer.desk.catalogue))


def backup_now(officer: Officer) -> None:
    """Make a backup by the palette, and wait for it."""
    before = len(made(officer))
    officer.command("Make a backup now")
    officer.until(lambda: len(made(officer)) == before + 1)
    officer.until(lambda: officer.workspace.safety.backing.under_way is None)
    officer.look_at(officer.window)


def listed(officer: Officer) -> BackupsDialog:
    officer.workspace.safety.backups()
    dialog = officer.dialog(BackupsDialog)
    assert isinstance(dialog, BackupsDialog)
    return dialog


def status(officer: Officer) -> QPushButton:
    line = officer.window.statusBar()
    return next(b for b in line.findChildren(QPushButton) if b.property("link"))


def answer(officer: Officer, says: str) -> None:
    box = officer.dialog(QMessageBox)
    officer.click_button(says, box)


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (timedelta(minutes=5), "today"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=-2), "today"),
    ],
)
def test_the_age_is_said_in_days(before: timedelta, says: str) -> None:
    now = datetime(2026, 11, 22, 12, 0).astimezone()
    assert age(now - before, now).startswith(says)


def test_one_is_made_when_it_is_due_and_the_status_line_says_so(desk_officer: Officer) -> None:
    officer = desk_officer
    record(officer, "Logistics")
    backing = officer.workspace.safety.backing
    backing.look()
    officer.until(lambda: [b.reason for b in made(officer)] == ["daily"])
    officer.until(lambda: status(officer).text().startswith("Backup: today"))
    assert status(officer).property("tone") == ""
    backing.look()  # and no other on the same day
    officer.until(lambda: not officer.desk.reader.busy())
    assert len(made(officer)) == 1


def test_an_old_one_is_a_warning_and_leads_to_the_list(desk_officer: Officer) -> None:
    officer = desk_officer
    catalogue = officer.desk.catalogue
    backup_now(officer)
    [one] = made(officer)
    old = one.at - timedelta(days=9)
    one.path.rename(
        one.path.with_name(
            one.path.name.replace(f"{one.at:%Y-%m-%d %H%M%S}", f"{old:%Y-%m-%d %H%M%S}")
        )
    )
    officer.workspace.safety.backing.refresh()
    officer.until(lambda: status(officer).text() == "Backup: 9 days ago")
    assert status(officer).property("tone") == "warn"
    officer.click(status(officer))
    dialog = officer.dialog(BackupsDialog)
    assert dialog.windowTitle() == f"Backups of {catalogue.path.stem}"
    dialog.close()


def test_the_list_says_when_why_and_what_each_holds(desk_officer: Officer) -> None:
    officer = desk_officer
    record(officer, "Logistics")
    backup_now(officer)
    dialog = listed(officer)
    officer.until(lambda: "Last change: Add Logistics" in dialog.text())
    assert dialog.text().splitlines()[0].startswith("60 records: ")
    assert "Not encrypted." in dialog.text()
    assert dialog.list.item(0, 1).text() == "Made by hand"
    assert dialog.restore.isEnabled()
    officer.press("Ctrl+N")
    officer.until(lambda: dialog.list.rowCount() == 2)
    officer.until(lambda: officer.workspace.safety.backing.under_way is None)
    dialog.close()


def test_going_back_keeps_the_file_that_was_there(desk_officer: Officer) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    record(officer, "Before")
    backup_now(officer)
    record(officer, "After")
    dialog = listed(officer)
    officer.until(dialog.restore.isEnabled)
    officer.click(dialog.restore)
    answer(officer, "Restore")
    officer.until(lambda: "kept as" in officer.window.notice.text())
    assert titles(officer.desk.catalogue) >= {"Before"}
    assert "After" not in titles(officer.desk.catalogue)
    [kept] = path.parent.glob(f"{path.stem} replaced *.defcat")
    assert kept.name in officer.window.notice.text()
    with Catalogue.open(kept, write=False) as replaced:
        assert "After" in titles(replaced)


def test_no_is_no(desk_officer: Officer) -> None:
    officer = desk_officer
    record(officer, "Before")
    backup_now(officer)
    record(officer, "After")
    dialog = listed(officer)
    officer.until(dialog.restore.isEnabled)
    officer.click(dialog.restore)
    officer.dialog(QMessageBox)
    officer.press("Return")  # Cancel has the focus
    officer.look_at(dialog)
    assert dialog.isVisible()
    assert "After" in titles(officer.desk.catalogue)
    dialog.close()


def test_a_backup_that_fails_is_said_once_and_stops_nothing(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer

    def fails(*_: Any) -> backups.Backup:
        raise FileProblem("No backup could be made: the stick is full.", "Make room on it.")

    monkeypatch.setattr(backups, "make", fails)
    said: list[object] = []
    officer.desk.failed.connect(said.append)
    backing = officer.workspace.safety.backing
    for _ in range(2):
        backing.make(backups.DAILY)
        officer.until(lambda: backing.under_way is None)
    assert len(said) == 1
    assert "the stick is full" in officer.window.notice.text()
    assert status(officer).text() == "Backup failed"
    assert "Make room on it." in status(officer).toolTip()
    record(officer, "Still works")


def test_one_made_by_hand_of_a_damaged_file_always_says_so_and_leads_to_the_check(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer

    def fails(*_: Any) -> backups.Backup:
        raise Damaged("The file is damaged.", "Restore a backup.")

    monkeypatch.setattr(backups, "make", fails)
    backing = officer.workspace.safety.backing
    backing.make(backups.DAILY)
    officer.until(lambda: backing.under_way is None)
    officer.window.notice.dismiss()
    officer.look_at(officer.window)
    officer.command("Make a backup now")
    officer.until(lambda: officer.window.notice.isVisible())
    assert "The file is damaged." in officer.window.notice.text()
    dialog = listed(officer)
    officer.click(dialog.make)
    officer.until(lambda: dialog.notice.isVisible())
    assert "The file is damaged." in dialog.notice.text()
    officer.click_button("Check…", dialog)
    officer.dialog(CheckDialog).reject()


def test_with_the_stick_away_it_is_said_where_one_went_and_both_folders_are_listed(
    desk_officer: Officer, tmp_path: Path
) -> None:
    officer = desk_officer
    stick = tmp_path / "stick"
    stick.mkdir()
    backups.choose_folder(officer.desk.catalogue, stick)
    backup_now(officer)
    assert toast(officer) == "The backup is made."
    stick.rename(tmp_path / "pulled out")
    officer.command("Make a backup now")
    officer.until(lambda: str(tmp_path / "home") in toast(officer))
    (tmp_path / "pulled out").rename(stick)
    record(officer, "Logistics")
    dialog = listed(officer)
    assert dialog.list.rowCount() == 2
    folders = [backup.path.parent.parent for backup in dialog._found]
    assert sorted(folders) == sorted([stick, tmp_path / "home" / "defcat" / "backups"])
    times = [backup.at for backup in dialog._found]
    assert times == sorted(times, reverse=True)
    dialog.close()


def toast(officer: Officer) -> str:
    return officer.window.notice.text()


def test_a_merge_makes_one_first(desk_officer: Officer) -> None:
    officer = desk_officer
    with officer.desk.change("Twins") as change:
        one = change.add("topic", title="Logistics", type="sector")
        two = change.add("topic", title="Logistic", type="sector")
    dialog = merge(officer, one, two)
    officer.until(lambda: not dialog.isVisible())
    assert [b.reason for b in made(officer)] == ["before-merge"]
    with officer.desk.catalogue.read() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT id FROM record WHERE merged_into = {one}"
        ).scalars()
        assert list(rows) == [two]
    officer.until(lambda: status(officer).text().startswith("Backup: today"))


def test_without_one_it_is_asked_whether_to_go_on(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer
    with officer.desk.change("Twins") as change:
        one = change.add("topic", title="Logistics", type="sector")
        two = change.add("topic", title="Logistic", type="sector")

    def fails(*_: Any) -> backups.Backup:
        raise FileProblem("The stick is full.", "Make room on it.")

    monkeypatch.setattr(backups, "safeguard", fails)
    dialog = merge(officer, one, two)
    answer(officer, "Cancel")
    officer.look_at(dialog)
    assert dialog.isVisible()
    officer.click_button("Merge", dialog)
    box = officer.dialog(QMessageBox)
    assert "The stick is full." in box.text()
    officer.click_button("Go on without a backup", box)
    officer.until(lambda: not dialog.isVisible())
    assert not any(isinstance(w, Waiting) and w.isVisible() for w in officer.window.children())


def merge(officer: Officer, one: int, two: int) -> MergeDialog:
    dialog = MergeDialog(officer.desk, one, two, officer.window)
    dialog.open()
    officer.until(officer.button("Merge", dialog).isEnabled)
    officer.look_at(dialog)
    officer.click_button("Merge", dialog)
    return dialog


def test_an_encrypted_one_asks_for_its_passphrase_where_nothing_is_open(
    officer: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "Closed.defcat"
    secret = Secret("correct horse battery")
    with Catalogue.create(path, key=secret, user="rao", now=lambda: NOW) as catalogue:
        with catalogue.change("Add") as change:
            change.add("topic", title="Logistics", type="sector")
        backups.make(catalogue, backups.BY_HAND)
    path.write_bytes(b"x" * 5000)
    officer.application.recovering().offer(path)
    dialog = officer.dialog(BackupsDialog)
    officer.until(dialog.unlock.isVisible)
    assert not dialog.restore.isEnabled()
    officer.click(dialog.unlock)
    officer.dialog(AskPassphrase)
    officer.write("correct horse battery")
    officer.press("Return")
    officer.look_at(dialog)
    officer.until(dialog.restore.isEnabled)
    assert "Encrypted" in dialog.text()
    officer.click(dialog.restore)
    answer(officer, "Restore")
    officer.until(lambda: isinstance(officer.window.body.currentWidget(), UnlockPage))
    assert "kept as Closed replaced" in officer.window.notice.text()
    with Catalogue.open(path, key=secret, write=False) as restored:
        assert titles(restored) == {"Logistics"}


def test_the_check_says_in_words_that_all_is_in_order(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.command("Check this")
    dialog = officer.dialog(CheckDialog)
    officer.until(lambda: dialog.says.text() == "Everything is in order.")
    assert "59 records were looked at." in dialog.text()
    assert not dialog.repair.isVisible()
    officer.press("Esc")
    officer.until(lambda: not dialog.isVisible())


def test_what_follows_from_the_records_is_repaired(desk_officer: Officer) -> None:
    officer = desk_officer
    with officer.desk.catalogue.mend() as connection:
        connection.exec_driver_sql("UPDATE record SET sort_title = 'zzz' WHERE kind = 'agreement'")
    officer.workspace.safety.check()
    dialog = officer.dialog(CheckDialog)
    officer.until(dialog.repair.isVisible)
    assert "problem" in dialog.says.text()
    assert "Repair makes this anew." in dialog.text()
    officer.click(dialog.repair)
    officer.until(lambda: dialog.says.text() == "Repaired: everything is in order.")
    dialog.close()


def test_a_size_is_said_as_people_read_it() -> None:
    assert [size_said(n) for n in (10, 778_240, 12_345_678)] == ["1 kB", "778 kB", "12.3 MB"]


def test_a_question_left_with_escape_does_nothing(desk_officer: Officer) -> None:
    done: list[str] = []
    ask(
        desk_officer.window,
        "Sure?",
        "",
        "Yes",
        lambda: done.append("yes"),
        lambda: done.append("no"),
    )
    box = desk_officer.dialog(QMessageBox)
    assert [label.text() for label in box.findChildren(QLabel) if label.text() == "Sure?"]
    desk_officer.press("Esc")
    desk_officer.until(lambda: done == ["no"])


def titles(catalogue: Catalogue) -> set[str]:
    with catalogue.read() as connection:
        return set(connection.exec_driver_sql("SELECT title FROM record").scalars())


def test_restored_from_the_open_one_the_keyboard_is_at_its_passphrase(
    officer: Officer, tmp_path: Path
) -> None:
    path = tmp_path / "Secret.defcat"
    with Catalogue.create(path, key=Secret("seven grey herons"), now=lambda: NOW) as catalogue:
        with catalogue.change("Add") as change:
            change.add("topic", title="Logistics", type="sector")
        backups.make(catalogue, backups.BY_HAND)
    officer.application.open(path)
    officer.until(lambda: isinstance(officer.window.body.currentWidget(), UnlockPage))
    officer.write("seven grey herons")
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)
    officer.workspace.recording.new_record("topic")
    officer.until(lambda: officer.form.isVisible())
    officer.write("Half typed")
    dialog = listed(officer)
    officer.until(dialog.restore.isEnabled)
    officer.click(dialog.restore)
    assert "a draft in that file only" in officer.dialog(QMessageBox).informativeText()
    answer(officer, "Restore")
    officer.until(lambda: isinstance(officer.window.body.currentWidget(), UnlockPage))
    page = officer.window.body.currentWidget()
    officer.until(page.passphrase.line.hasFocus)
    officer.write("seven grey herons")
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)


def test_to_stop_a_backup_is_offered_only_while_one_is_made(desk_officer: Officer) -> None:
    officer = desk_officer

    def offered() -> list[str]:
        officer.click_button("More")
        menu = officer.menu()
        says = [action.text() for action in menu.actions()]
        menu.close()
        officer.look_at(officer.window)
        return says

    assert "Stop the backup" not in offered()
    assert "Make a backup now" in offered()
