"""A new catalogue, and another passphrase for one that is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from defcat.catalogue import Catalogue
from defcat.errors import NeedsPassphrase, WrongPassphrase
from defcat.storage.key import Secret, make_key_file
from defcat.strength import strength
from tests.ui.test_locking import (
    PASSPHRASE,
    SECRET,
    encrypted_sample,
    is_locked,
    page_of,
    read_supply,
    secret_officer,
)
from tests.window import SUGGESTING, Officer
from ui.widgets.new_catalogue import NewCatalogue
from ui.widgets.new_passphrase import NewPassphrase
from ui.widgets.palette import Choices, Palette
from ui.widgets.passphrase_dialog import PassphraseDialog

__all__ = ["encrypted_sample", "secret_officer"]

pytestmark = SUGGESTING

STRONG = "eleven slow owls on a roof"
TITLE = "Security of Supply Arrangement"


@pytest.fixture
def dialog(qtbot, tmp_path: Path) -> Iterator[NewCatalogue]:
    made = NewCatalogue(tmp_path, "rao")
    qtbot.addWidget(made)
    made.open()
    qtbot.waitUntil(made.isVisible)
    yield made
    made.reject()


def made_by(dialog: NewCatalogue, qtbot) -> Catalogue:
    with qtbot.waitSignal(dialog.made, timeout=20_000) as told:
        dialog.make()
    [made] = told.args
    assert isinstance(made, Catalogue)
    return made


def enter(field: NewPassphrase, passphrase: str, *, again: str = "", understood: bool = True):
    field.first.line.setText(passphrase)
    field.second.line.setText(again or passphrase)
    field.first.edited.emit()
    field.understood.setChecked(understood)


def test_what_is_there_from_the_start_will_do(dialog: NewCatalogue, qtbot, tmp_path: Path) -> None:
    with made_by(dialog, qtbot) as made:
        assert made.path == tmp_path / "Desk.defcat"
        assert (made.user, made.scheme.code, made.encrypted) == ("rao", "india", False)


def test_a_name_that_is_taken_is_not_offered(qtbot, tmp_path: Path) -> None:
    Catalogue.create(tmp_path / "Desk.defcat").close()
    dialog = NewCatalogue(tmp_path, "rao")
    qtbot.addWidget(dialog)
    assert dialog.name.text() == "Desk 2"
    dialog.name.setText("Desk")
    dialog.make()
    qtbot.waitUntil(lambda: "exists already" in dialog.notice.text(), timeout=10_000)
    dialog.name.setText("Another")
    made_by(dialog, qtbot).close()
    dialog.reject()


@pytest.mark.parametrize("name", ["", "  ", "..", "a/b", "../up", "a\\b", "C:x", "a\x07"])
def test_what_is_no_name_of_a_file_is_refused(
    dialog: NewCatalogue, name: str, tmp_path: Path
) -> None:
    dialog.name.setText(name)
    dialog.make()
    assert dialog.notice.isVisibleTo(dialog)
    assert list(tmp_path.iterdir()) == []


def test_a_passphrase_is_given_twice_and_understood(
    dialog: NewCatalogue, qtbot, tmp_path: Path
) -> None:
    enter(dialog.passphrase, STRONG, again="eleven slow owls", understood=False)
    dialog.make()
    assert "not the same" in dialog.notice.text()
    assert dialog.passphrase.second.line.hasFocus()
    enter(dialog.passphrase, STRONG, understood=False)
    dialog.make()
    assert "cannot be recovered" in dialog.notice.text()
    assert dialog.passphrase.understood.hasFocus()
    assert list(tmp_path.iterdir()) == []
    dialog.passphrase.understood.setChecked(True)
    made = made_by(dialog, qtbot)
    assert made.encrypted
    made.close()
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(made.path)
    Catalogue.open(made.path, key=Secret(STRONG)).close()


def test_a_passphrase_typed_only_again_is_not_none(dialog: NewCatalogue, tmp_path: Path) -> None:
    dialog.passphrase.second.line.setText(STRONG)
    dialog.make()
    assert "no passphrase" in dialog.notice.text()
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_can_be_made_and_is_then_needed(
    dialog: NewCatalogue, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_file = tmp_path / "stick" / "desk.key"
    key_file.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(key_file), ""))
    enter(dialog.passphrase, STRONG)
    qtbot.mouseClick(dialog.passphrase.key_file._make, Qt.MouseButton.LeftButton)
    assert key_file.stat().st_size == 64
    assert key_file.stat().st_mode & 0o077 == 0
    made = made_by(dialog, qtbot)
    made.close()
    with pytest.raises(WrongPassphrase):
        Catalogue.open(made.path, key=Secret(STRONG))
    Catalogue.open(made.path, key=Secret(STRONG, key_file)).close()


def test_a_key_file_never_takes_the_place_of_another(dialog: NewCatalogue, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(b"of another catalogue")
    dialog.passphrase.key_file.make(other)
    assert "cannot be made" in dialog.notice.text()
    assert other.read_bytes() == b"of another catalogue"
    assert dialog.passphrase.key_file.path() is None


def test_its_strength_is_told_with_the_name_in_mind(dialog: NewCatalogue, qtbot) -> None:
    says = dialog.passphrase.strength.text
    enter(dialog.passphrase, "desk")
    qtbot.waitUntil(lambda: says().startswith("Very weak"), timeout=10_000)
    enter(dialog.passphrase, STRONG)
    qtbot.waitUntil(lambda: says().startswith("Very strong"), timeout=10_000)
    assert "centuries" in says()
    enter(dialog.passphrase, "")
    assert says() == ""


def test_a_very_weak_one_is_asked_about_once_more_and_allowed(
    dialog: NewCatalogue, qtbot, tmp_path: Path
) -> None:
    def asked_once_more() -> list[QMessageBox]:
        return [box for box in dialog.findChildren(QMessageBox) if box.isVisible()]

    enter(dialog.passphrase, "desk")
    dialog.make()
    qtbot.waitUntil(lambda: bool(asked_once_more()), timeout=10_000)
    [box] = asked_once_more()
    assert "very weak" in box.informativeText()
    assert "guessed at once" in box.informativeText()
    box.reject()
    assert list(tmp_path.iterdir()) == []
    dialog.make()
    qtbot.waitUntil(lambda: bool(asked_once_more()), timeout=10_000)
    [box] = asked_once_more()
    with qtbot.waitSignal(dialog.made, timeout=20_000) as told:
        next(each for each in box.buttons() if "all the same" in each.text()).click()
    [made] = told.args
    made.close()
    Catalogue.open(made.path, key=Secret("desk")).close()


def test_words_that_anyone_tries_first_are_weak() -> None:
    assert strength("Kathmandu cell").score > strength("Kathmandu cell", ["Kathmandu cell"]).score
    assert strength("").score == 0
    assert strength("a long one " * 200).score == 4


def test_what_was_made_and_not_wanted_any_more_is_closed(qtbot, tmp_path: Path) -> None:
    dialog = NewCatalogue(tmp_path, "rao")
    qtbot.addWidget(dialog)
    dialog.make()
    assert dialog._errand is not None
    dialog._errand._thread.join()
    dialog.reject()
    with Catalogue.open(tmp_path / "Desk.defcat") as made:
        assert made.writable


# --- another passphrase for one that is there -------------------------------------------------


def asked(officer: Officer, command: str) -> PassphraseDialog:
    officer.press("Ctrl+K")
    palette = officer.dialog(Palette)
    officer.write(command)
    [offered] = palette.findChildren(Choices)
    officer.until(lambda: offered.texts()[:1] == [f"{command}…"])
    officer.press("Return")
    found = officer.dialog(PassphraseDialog)
    assert isinstance(found, PassphraseDialog)
    return found


def test_a_passphrase_is_set_and_one_is_where_one_was(desk_officer: Officer) -> None:
    officer = desk_officer
    path = officer.desk.catalogue.path
    read_supply(officer)
    dialog = asked(officer, "Set a passphrase")
    enter(dialog.passphrase, STRONG)
    before = officer.workspace
    officer.click(dialog._agree)
    officer.until(lambda: officer.application.workspace not in (None, before))
    officer.until(lambda: officer.title() == TITLE)
    assert officer.desk.catalogue.encrypted
    assert "Earlier backups are not encrypted" in officer.window.notice.text()
    officer.window.close()
    with pytest.raises(NeedsPassphrase):
        Catalogue.open(path)
    Catalogue.open(path, key=Secret(STRONG)).close()


def test_the_present_one_is_asked_again_before_another(secret_officer: Officer) -> None:
    officer = secret_officer
    path = officer.desk.catalogue.path
    dialog = asked(officer, "Change the passphrase")
    enter(dialog.passphrase, STRONG)
    dialog.present.line.setText("not that one")
    officer.click(dialog._agree)
    officer.until(lambda: "not the present" in dialog.notice.text())
    assert "damaged" not in dialog.notice.text(), "it is open, and in order"
    assert dialog.present.line.selectedText() == "not that one"
    before = officer.workspace
    officer.until(dialog._agree.isEnabled)
    officer.click(dialog.present.line)
    officer.press("Ctrl+A")
    officer.write(PASSPHRASE)
    officer.click(dialog._agree)
    officer.until(lambda: officer.application.workspace not in (None, before))
    assert "open with the earlier one" in officer.window.notice.text()
    officer.window.close()
    with pytest.raises(WrongPassphrase):
        Catalogue.open(path, key=SECRET)
    Catalogue.open(path, key=Secret(STRONG)).close()


@pytest.fixture
def keyed(tmp_path: Path) -> tuple[Path, Path]:
    """A catalogue that needs a key file beside PASSPHRASE, and that file."""
    key_file = make_key_file(tmp_path / "stick.key")
    path = tmp_path / "Keyed.defcat"
    Catalogue.create(path, key=Secret(PASSPHRASE, key_file)).close()
    return path, key_file


def agreed_by(dialog: PassphraseDialog, qtbot) -> list[Secret | None]:
    with qtbot.waitSignal(dialog.agreed, timeout=20_000) as told:
        dialog.agree()
    return list(told.args)


def changing(qtbot, path: Path, key_file: Path | None) -> PassphraseDialog:
    dialog = PassphraseDialog(path, "change", key_file=key_file)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.present.line.setText(PASSPHRASE)
    enter(dialog.passphrase, STRONG)
    return dialog


@pytest.mark.parametrize("known", [True, False])
def test_the_present_key_file_goes_with_the_new_passphrase_too(
    qtbot, keyed: tuple[Path, Path], known: bool
) -> None:
    path, key_file = keyed
    dialog = changing(qtbot, path, key_file if known else None)
    if not known:
        assert dialog.passphrase.key_file.isHidden()
        dialog.present_key_file.set_path(key_file)
    assert dialog.passphrase.key_file.isVisible()
    assert "still needed" in dialog.passphrase._key_label.text()
    assert agreed_by(dialog, qtbot) == [Secret(PASSPHRASE, key_file), Secret(STRONG, key_file)]


def test_a_key_file_is_dropped_only_by_who_says_so_twice(qtbot, keyed: tuple[Path, Path]) -> None:
    dialog = changing(qtbot, *keyed)
    dialog.passphrase.key_file.set_path(None)
    assert "not be needed any more" in dialog.passphrase._key_label.text()
    agreed: list[object] = []
    dialog.agreed.connect(lambda *keys: agreed.append(keys))
    dialog.agree()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QMessageBox)), timeout=10_000)
    [box] = dialog.findChildren(QMessageBox)
    assert "passphrase alone" in box.informativeText()
    box.buttons()[0].click()
    qtbot.waitUntil(lambda: bool(agreed), timeout=20_000)
    assert agreed == [(Secret(PASSPHRASE, keyed[1]), Secret(STRONG))]


def test_a_key_file_is_offered_where_a_passphrase_is_set(qtbot, tmp_path: Path) -> None:
    dialog = PassphraseDialog(tmp_path / "a.defcat", "set")
    qtbot.addWidget(dialog)
    dialog.open()
    assert not dialog.passphrase.key_file.isVisible()
    dialog.passphrase.with_key_file.click()
    assert dialog.passphrase.key_file.isVisible()
    assert not dialog.passphrase.with_key_file.isVisible()
    dialog.reject()


def test_a_passphrase_is_removed_once_that_is_confirmed(secret_officer: Officer) -> None:
    officer = secret_officer
    path = officer.desk.catalogue.path
    dialog = asked(officer, "Remove the passphrase")
    officer.write(PASSPHRASE)
    officer.click(dialog._agree)
    assert "nothing protects" in dialog.notice.text()
    before = officer.workspace
    officer.click(dialog.agrees)
    officer.click(dialog._agree)
    officer.until(lambda: officer.application.workspace not in (None, before))
    assert not officer.desk.catalogue.encrypted
    officer.window.close()
    Catalogue.open(path).close()


def test_locked_while_it_is_written_anew_it_stays_locked(secret_officer: Officer) -> None:
    officer = secret_officer
    dialog = asked(officer, "Change the passphrase")
    enter(dialog.passphrase, STRONG)
    dialog.present.line.setText(PASSPHRASE)
    officer.click(dialog._agree)
    officer.until(lambda: officer.application.workspace is None)
    officer.application.lock(by_person=False)
    officer.until(lambda: is_locked(officer))
    page = page_of(officer)
    officer.look_at(officer.window)
    officer.click(page.passphrase.line)
    officer.write(STRONG)
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)


def test_stopped_everything_is_as_it_was(
    secret_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from defcat.errors import Interrupted

    def stopped(*_: object, **__: object) -> None:
        raise Interrupted("")

    monkeypatch.setattr("defcat.rekey.rekey", stopped)
    officer = secret_officer
    path = officer.desk.catalogue.path
    dialog = asked(officer, "Change the passphrase")
    enter(dialog.passphrase, STRONG)
    dialog.present.line.setText(PASSPHRASE)
    before = officer.workspace
    officer.click(dialog._agree)
    officer.until(lambda: officer.application.workspace not in (None, before))
    assert officer.window.notice.text() == "Stopped. Nothing was changed."
    officer.window.close()
    Catalogue.open(path, key=SECRET).close()
