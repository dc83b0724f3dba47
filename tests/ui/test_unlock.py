"""The page before an encrypted catalogue, and what comes after it."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from defcat import remembered
from defcat.catalogue import Catalogue
from defcat.errors import FileProblem
from defcat.storage.key import Secret, make_key_file
from tests.conftest import NOW
from tests.window import Officer
from ui.pages.unlock import UnlockPage
from ui.unlocking import Unlocking
from ui.widgets.backups_dialog import BackupsDialog

PASSPHRASE = "seven grey herons"
ANOTHER = "another one"


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A catalogue with a passphrase and one agreement, closed."""
    path = tmp_path / "Secret desk.defcat"
    return make(path, Secret(PASSPHRASE))


def make(path: Path, secret: Secret) -> Path:
    with (
        Catalogue.create(path, key=secret, user="officer", now=lambda: NOW) as made,
        made.change("Sample") as change,
    ):
        change.add("agreement", title="Logistics accord", type="agreement")
    return path


def page_of(officer: Officer) -> UnlockPage:
    officer.until(lambda: isinstance(officer.window.body.currentWidget(), UnlockPage))
    page = officer.window.body.currentWidget()
    assert isinstance(page, UnlockPage)
    officer.until(page.passphrase.line.hasFocus)
    return page


def is_open(officer: Officer) -> bool:
    return officer.application.workspace is not None


def test_the_passphrase_and_enter_open_it(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    assert not is_open(officer)
    assert "Secret desk" in page.accessibleName()
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(lambda: is_open(officer))
    officer.press("Ctrl+2")
    officer.until(lambda: officer.titles() == ["Logistics accord"])
    assert officer.desk.catalogue.writable
    assert officer.window.windowTitle() == "Secret desk - defcat"


def test_nothing_waits_for_the_key(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    officer.write(PASSPHRASE)
    officer.press("Return")
    assert officer.button("Unlocking…", page).isEnabled() is False
    assert page.passphrase.line.isReadOnly()
    assert not is_open(officer)  # and control is back here
    officer.until(lambda: is_open(officer))


def test_a_wrong_passphrase_is_said_calmly_and_can_be_typed_over(
    officer: Officer, closed: Path
) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    where = page.passphrase.line.geometry()
    officer.write("seven grey hens")
    officer.press("Return")
    officer.until(page.told)
    assert "does not open" in page.told()
    assert page.passphrase.line.selectedText() == "seven grey hens"
    assert page.passphrase.line.hasFocus()
    assert page.passphrase.line.geometry() == where
    officer.write(PASSPHRASE)
    assert page.told() == ""
    officer.press("Return")
    officer.until(lambda: is_open(officer))


def test_an_empty_line_tries_nothing(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    officer.click_button("Unlock", page)
    assert page.told() == ""
    assert page.passphrase.line.hasFocus()


def test_a_file_that_has_gone_is_no_wrong_passphrase(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    closed.unlink()
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(page.told)
    assert "There is no file" in page.told()


def test_a_damaged_file_is_no_wrong_passphrase(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    whole = closed.read_bytes()
    closed.write_bytes(whole[:2000] + bytes(100) + whole[2100:])
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(page.told)
    assert "damaged" in page.told()


def test_what_is_typed_can_be_seen(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    officer.write("abc")
    assert page.passphrase.line.echoMode() == QLineEdit.EchoMode.Password
    officer.click_button("Show what is typed", page)
    assert page.passphrase.line.echoMode() == QLineEdit.EchoMode.Normal
    officer.click_button("Hide what is typed", page)
    assert page.passphrase.line.echoMode() == QLineEdit.EchoMode.Password


def test_caps_lock_is_told(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    line = page.passphrase.line
    without, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    for typed, held, told in (
        ("A", shift, ""),
        ("A", without, "Caps Lock is on."),
        ("7", without, "Caps Lock is on."),
        ("a", without, ""),
        ("a", shift, "Caps Lock is on."),
    ):
        QTest.sendKeyEvent(QTest.KeyAction.Click, line, Qt.Key.Key_A, typed, held)
        assert page.told() == told


def test_a_key_file_is_asked_for_when_it_is_wanted(officer: Officer, tmp_path: Path) -> None:
    key_file = make_key_file(tmp_path / "stick.key")
    closed = make(tmp_path / "Two.defcat", Secret(PASSPHRASE, key_file))
    officer.application.open(closed)
    page = page_of(officer)
    assert not page.key_file.isVisible()
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(page.told)
    assert "does not open" in page.told()
    officer.click_button("With a key file", page)
    assert page.key_file.isVisible()
    page.key_file.set_path(key_file)
    officer.click(page.passphrase.line)
    officer.press("Return")
    officer.until(lambda: is_open(officer))

    officer.press("Ctrl+L")  # and it is known where it is for as long as the program runs
    page = page_of(officer)
    assert page.key_file.path() == key_file


def test_who_leaves_in_front_of_it_leaves_nothing_to_see(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    officer.write("seven gr")
    officer.click_button("Backups…")
    dialog = officer.dialog(BackupsDialog)
    officer.application.lock(by_person=False)
    officer.until(lambda: not dialog.isVisible())
    assert not page.passphrase.text()


def test_another_catalogue_can_be_chosen_instead(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    officer.click_button("Another catalogue…", page_of(officer))
    officer.click_button("Open the sample")
    officer.until(lambda: is_open(officer))
    assert officer.window.windowTitle() == "Sample - defcat"


def test_one_that_is_open_elsewhere_is_unlocked_for_reading(officer: Officer, closed: Path) -> None:
    with Catalogue.open(closed, key=Secret(PASSPHRASE), user="another"):
        officer.application.open(closed)
        page_of(officer)
        officer.write(PASSPHRASE)
        officer.press("Return")
        officer.until(lambda: is_open(officer))
        assert not officer.desk.catalogue.writable


def test_leaving_while_the_key_is_made_leaves_it_closed(officer: Officer, closed: Path) -> None:
    officer.application.open(closed)
    page_of(officer)
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.application.open_sample()
    officer.until(lambda: is_open(officer))
    assert officer.window.windowTitle() == "Sample - defcat"
    with Catalogue.open(closed, key=Secret(PASSPHRASE)) as again:  # nobody holds it
        assert again.writable


def test_what_was_opened_and_not_wanted_any_more_is_closed(closed: Path, qtbot) -> None:
    page = UnlockPage(closed)
    qtbot.addWidget(page)
    unlocking = Unlocking(closed, page)
    unlocking.attempt(Secret(PASSPHRASE))
    assert unlocking._errand is not None
    unlocking._errand._thread.join()  # it is open, and nobody has heard so yet
    unlocking.stop()
    with Catalogue.open(closed, key=Secret(PASSPHRASE)) as again:
        assert again.writable


def test_the_line_is_emptied_once_it_opened(closed: Path, qtbot) -> None:
    page = UnlockPage(closed)
    qtbot.addWidget(page)
    unlocking = Unlocking(closed, page)
    opened = []
    unlocking.done.connect(lambda found, _trouble: opened.append(found))
    qtbot.keyClicks(page.passphrase.line, PASSPHRASE)
    qtbot.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened), timeout=10_000)
    assert page.passphrase.text() == ""
    assert not page.passphrase.line.isUndoAvailable()
    opened[0].catalogue.close()


def test_nobody_waits_for_a_keyring_that_does_not_answer(
    closed: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = threading.Event(), threading.Event()

    def waits(*_: object) -> bool:
        asked.set()
        return answers.wait(20)

    monkeypatch.setattr(remembered, "available", waits)
    monkeypatch.setattr(remembered, "forget", waits)
    page = UnlockPage(closed)
    qtbot.addWidget(page)
    unlocking = Unlocking(closed, page)
    told: list[object] = []
    unlocking.done.connect(lambda *all_of_it: told.append(all_of_it))
    unlocking.ask_keyring()
    recalling = unlocking._recalling
    assert recalling is not None
    qtbot.waitUntil(asked.is_set)
    asked.clear()
    page.offer_keyring(knows=False)
    unlocking.attempt(Secret(PASSPHRASE))
    trying = unlocking._errand
    assert trying is not None
    qtbot.waitUntil(asked.is_set, timeout=20_000)
    unlocking.stop()
    assert recalling._thread.is_alive()
    assert trying._thread.is_alive()
    Catalogue.open(closed, key=Secret(PASSPHRASE)).close()  # it is closed, and nobody's
    answers.set()
    qtbot.waitUntil(lambda: not (recalling._thread.is_alive() or trying._thread.is_alive()))
    QTest.qWait(0)
    assert told == []


# --- the keyring ------------------------------------------------------------------------------


class Keyring:
    """A keyring of the system that keeps what it is told in memory."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kept: dict[Path, Secret] = {}
        monkeypatch.setattr(remembered, "available", lambda: True)
        monkeypatch.setattr(remembered, "recall", self.kept.get)
        monkeypatch.setattr(remembered, "remember", self.kept.__setitem__)
        monkeypatch.setattr(remembered, "forget", lambda path: self.kept.pop(path, None))


@pytest.fixture
def keyring(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """A keyring, and that it may be used."""
    officer.window.settings.setValue("key/keyring", True)
    return Keyring(monkeypatch)


def test_the_keyring_is_not_asked_unless_that_is_wanted(
    officer: Officer, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = Keyring(monkeypatch)
    keyring.kept[closed] = Secret(PASSPHRASE)
    officer.application.open(closed)
    page = page_of(officer)
    assert not page.offers_keyring
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(lambda: is_open(officer))
    assert keyring.kept  # and what it has is left alone


def test_what_the_keyring_knows_opens_it_but_not_a_lock(
    officer: Officer, closed: Path, keyring: Keyring
) -> None:
    officer.application.open(closed)
    page = page_of(officer)
    officer.until(lambda: page.offers_keyring)
    assert not page.remember.isChecked()
    officer.click(page.remember)
    officer.click(page.passphrase.line)
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(lambda: is_open(officer))
    assert keyring.kept == {closed: Secret(PASSPHRASE)}

    officer.application.lock()
    page = page_of(officer)
    officer.until(lambda: page.offers_keyring)
    assert page.remember.isChecked()
    assert not is_open(officer)
    officer.click_button("Another catalogue…", page)
    officer.application.open(closed)
    officer.until(lambda: is_open(officer))


def test_the_keyring_forgets(officer: Officer, closed: Path, keyring: Keyring) -> None:
    keyring.kept[closed] = Secret("of long ago")
    officer.application.open(closed)
    page = page_of(officer)
    officer.until(lambda: "does not open" in page.told())
    officer.click(page.remember)
    officer.click(page.passphrase.line)
    officer.press("Ctrl+A")
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(lambda: is_open(officer))
    assert keyring.kept == {}


def test_a_keyring_that_refuses_hinders_nobody(
    officer: Officer, closed: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path, _secret: Secret) -> None:
        raise FileProblem("The keyring is locked.", "Unlock it.")

    monkeypatch.setattr(remembered, "remember", refuse)
    officer.application.open(closed)
    page = page_of(officer)
    officer.until(lambda: page.offers_keyring)
    page.remember.setChecked(True)
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(lambda: is_open(officer))
    assert "The keyring is locked." in officer.window.notice.text()
