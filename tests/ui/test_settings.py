"""The settings: what is typed applies at once, is checked, and is there again the next time."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from defcat import backups
from defcat.catalogue import Catalogue
from tests.window import SUGGESTING, Officer
from ui import preferences, theme
from ui.widgets.settings_dialog import SettingsDialog

pytestmark = SUGGESTING


def opened(officer: Officer) -> SettingsDialog:
    officer.press("Ctrl+,")
    dialog = officer.dialog(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def kept(officer: Officer) -> preferences.Preferences:
    return preferences.read(officer.window.settings)


def test_a_name_typed_is_the_one_in_the_history(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = opened(officer)
    officer.until(dialog.name.hasFocus)
    officer.write("  Asha   Rao ")
    officer.press("Return")
    officer.until(lambda: not dialog.isVisible())
    assert kept(officer).name == "Asha Rao"
    officer.look_at(officer.window)
    with officer.desk.change("Say who") as change:
        change.add("topic", title="Logistics", type="sector")
    path = officer.desk.catalogue.path
    officer.window.close()
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        by = connection.exec_driver_sql("SELECT by FROM entry ORDER BY id DESC").scalar()
    assert by == "Asha Rao"


def test_the_name_is_that_of_the_system_until_one_is_typed(desk_officer: Officer) -> None:
    dialog = opened(desk_officer)
    assert dialog.name.text() == ""
    assert dialog.name.placeholderText() == kept(desk_officer).user
    dialog.close()


def test_a_name_that_cannot_be_is_said_and_not_kept(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = opened(officer)
    dialog.name.setText("Asha\u202eRao")
    officer.press("Esc")
    assert dialog.isVisible()
    assert "cannot be seen" in dialog.notice.text()
    assert kept(officer).name == ""
    dialog.name.setText("Asha Rao")
    officer.press("Esc")
    officer.until(lambda: not dialog.isVisible())
    assert kept(officer).name == "Asha Rao"


def test_minutes_keys_and_look_apply_at_once(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = opened(officer)
    dialog.minutes.setFocus()
    dialog.minutes.selectAll()
    officer.write("0")
    officer.press("Tab")
    assert dialog.minutes.text() == "Never"
    officer.click(dialog.keyring)
    officer.click(dialog.key_file)
    officer.choose(dialog.theme, "Dark")
    assert kept(officer) == preferences.Preferences("", 0, True, True, "dark")
    assert theme.current() is theme.DARK
    officer.press("Esc")
    officer.look_at(officer.window)
    again = opened(officer)
    assert (again.minutes.value(), again.keyring.isChecked()) == (0, True)
    again.close()


def test_minutes_are_a_number_and_no_more_than_a_day(desk_officer: Officer) -> None:
    officer = desk_officer
    dialog = opened(officer)
    dialog.minutes.setFocus()
    dialog.minutes.selectAll()
    officer.write("x99999")
    officer.press("Tab")
    assert 0 <= kept(officer).idle_minutes <= 24 * 60
    dialog.close()


@pytest.mark.parametrize(
    ("name", "value", "usual"),
    [("lock/minutes", "soon", 10), ("lock/minutes", "-4", 10), ("lock/minutes", "1000000", 10)],
)
def test_what_cannot_be_read_is_as_if_it_were_not_set(
    officer: Officer, name: str, value: str, usual: int
) -> None:
    officer.window.settings.setValue(name, value)
    assert kept(officer).idle_minutes == usual


def test_backups_go_to_the_folder_that_is_chosen(
    desk_officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, stick = desk_officer, tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    dialog = opened(officer)
    officer.click(dialog.choose)
    assert dialog.folder.words == str(stick)
    catalogue = officer.desk.catalogue
    assert backups.folder_of(catalogue).parent == stick
    stick.rmdir()
    dialog.close()
    officer.look_at(officer.window)
    dialog = opened(officer)
    said = [label.text() for label in dialog.findChildren(type(dialog._folder_says))]
    assert any(text.startswith("It is not there now") for text in said)
    assert backups.folder_of(catalogue).parent != stick
    officer.click(dialog.usual)
    assert backups.chosen_folder(catalogue) is None
    dialog.close()


def test_a_folder_that_cannot_be_used_is_refused(
    desk_officer: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = desk_officer
    gone = tmp_path / "gone"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(gone))
    dialog = opened(officer)
    officer.click(dialog.choose)
    assert str(gone) in dialog.notice.text()
    assert backups.chosen_folder(officer.desk.catalogue) is None
    dialog.close()
    assert QApplication.activeModalWidget() is None


def test_where_the_disk_refuses_what_is_set_it_is_said_once_and_holds(
    desk_officer: Officer,
) -> None:
    officer, kept_in = desk_officer, Path(desk_officer.window.settings.fileName())
    officer.window.settings.sync()
    kept_in.unlink()
    (kept_in / "in the way").mkdir(parents=True)
    dialog = opened(officer)
    dialog.minutes.setValue(3)
    officer.until(officer.window.notice.isVisible)
    assert "could not be kept" in officer.window.notice.text()
    assert kept(officer).idle_minutes == 3
    officer.window.notice.dismiss()
    dialog.minutes.setValue(4)
    officer.window.settings.sync()
    assert not officer.window.notice.isVisible()
    (kept_in / "in the way").rmdir()
    kept_in.rmdir()
    officer.window.settings.sync()
    assert "minutes=4" in kept_in.read_text()
