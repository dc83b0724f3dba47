"""Locking: nothing of the record stays in sight, nothing typed is lost, and one comes back."""

import gc
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QWidget
from sqlalchemy import select

from defcat.catalogue import Catalogue
from defcat.drafts import store as draft_store
from defcat.errors import FileProblem, Refused
from defcat.exchange.sample import create_sample
from defcat.model import RECORD
from defcat.storage.key import Key, Secret
from tests.conftest import NOW
from tests.window import SUGGESTING, Officer
from ui import clipboard
from ui.clipboard import put
from ui.forms.row_dialog import RowDialog
from ui.pages.unlock import UnlockPage
from ui.widgets.palette import Palette
from ui.widgets.passphrase_dialog import PassphraseDialog
from ui.widgets.preview.dialog import BriefPreview
from ui.widgets.quick_entry import QuickEntry
from ui.widgets.saved_dialog import SavedDialog

pytestmark = SUGGESTING

CONTROL = Qt.KeyboardModifier.ControlModifier
PASSPHRASE = "seven grey herons"
SECRET = Secret(PASSPHRASE)
TITLE = "Security of Supply Arrangement"


@pytest.fixture(scope="session")
def encrypted_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a passphrase, made once and closed, to be copied."""
    from defcat.rekey import rekey

    path = tmp_path_factory.mktemp("encrypted") / "Sample.defcat"
    create_sample(path, user="officer", now=lambda: NOW).close()
    rekey(path, None, SECRET)
    return path


@pytest.fixture
def secret_officer(officer: Officer, encrypted_sample: Path, tmp_path: Path) -> Officer:
    """An officer on the first page of an encrypted catalogue with what the sample holds."""
    path = tmp_path / "Desk.defcat"
    path.write_bytes(encrypted_sample.read_bytes())
    officer.application.open(path)
    unlock(officer)
    officer.until(lambda: "Lloyd Austin" in officer.home_text())
    return officer


def page_of(officer: Officer) -> UnlockPage:
    officer.until(lambda: isinstance(officer.window.body.currentWidget(), UnlockPage))
    page = officer.window.body.currentWidget()
    assert isinstance(page, UnlockPage)
    return page


def unlock(officer: Officer) -> None:
    page = page_of(officer)
    officer.look_at(officer.window)
    officer.click(page.passphrase.line)
    officer.write(PASSPHRASE)
    officer.press("Return")
    officer.until(lambda: officer.application.workspace is not None)


def is_locked(officer: Officer) -> bool:
    return isinstance(officer.window.body.currentWidget(), UnlockPage)


def to_be_seen(window: QWidget) -> str:
    """All that the widgets of the program say or tell a screen reader, seen or not."""
    found: list[str] = []
    tops = [window, *(w for w in QApplication.topLevelWidgets() if w.isVisible())]
    for top in tops:
        for widget in (top, *top.findChildren(QWidget)):
            found += [
                widget.windowTitle(),
                widget.toolTip(),
                widget.accessibleName(),
                widget.accessibleDescription(),
            ]
            found += [str(widget.property(name) or "") for name in ("text", "plainText")]
            if isinstance(widget, QLabel):
                found.append(widget.text())
    return "\n".join(found)


def read_supply(officer: Officer) -> None:
    officer.press("Ctrl+F")
    officer.write("sosa")
    officer.until(lambda: officer.title() == TITLE)
    officer.press("Return")
    officer.until(officer.table.hasFocus)


def test_locked_it_shows_nothing_of_the_record(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("Ctrl+D")  # a search of that name in the rail
    naming = officer.dialog(SavedDialog)
    officer.write("Supply Arrangement")
    officer.press("Return")
    officer.until(lambda: not naming.isVisible())
    assert TITLE in to_be_seen(officer.window)
    officer.look_at(officer.window)
    officer.press("Ctrl+L")
    assert is_locked(officer)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    said = to_be_seen(officer.window)
    for word in ("Supply", "sosa", "Austin", "agreement:", "Saved", "UNCLASSIFIED"):
        assert word not in said
    assert "Desk" in said  # the name of the file, to know which passphrase
    assert officer.window.windowTitle() == "defcat"
    assert not officer.window.undo.isEnabled()
    assert not officer.window.rail.isVisible()


def test_locked_the_file_is_closed(secret_officer: Officer) -> None:
    path = secret_officer.desk.catalogue.path
    secret_officer.press("Ctrl+L")
    with Catalogue.open(path, key=SECRET) as again:
        assert again.writable


def test_the_lock_in_the_status_line_locks(secret_officer: Officer) -> None:
    secret_officer.click_button("Lock (Ctrl+L)")
    assert is_locked(secret_officer)
    assert not secret_officer.window.locker.isVisible()


def test_keys_do_nothing_while_it_is_locked(secret_officer: Officer) -> None:
    officer = secret_officer
    officer.press("Ctrl+L")
    officer.press("Ctrl+K", "Ctrl+N", "Ctrl+Z", "Ctrl+P", "Ctrl+F", "F1")
    assert is_locked(officer)
    assert QApplication.activeModalWidget() is None


def test_unlocked_one_is_where_one_was(secret_officer: Officer) -> None:
    officer = secret_officer
    officer.press("Ctrl+2")
    read_supply(officer)
    officer.detail.show_tab("timeline")
    place = officer.workspace.place()
    officer.press("Ctrl+L")
    unlock(officer)
    officer.until(lambda: officer.title() == TITLE)
    assert officer.workspace.place() == place
    assert officer.detail.tab() == "timeline"
    assert officer.window.search.text() == place.query
    officer.until(officer.table.hasFocus)
    officer.press("Alt+Left")
    officer.until(lambda: officer.workspace.place().page == "home")


def test_what_was_half_typed_is_in_the_form_again(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("E")
    title = officer.form.body.blocks["title"].editor
    officer.fill(title, " of 2024")
    officer.application.locking.session.left.emit()  # before the form would keep it by itself
    assert is_locked(officer)
    unlock(officer)
    officer.until(lambda: officer.workspace.form is not None)
    assert "of 2024" in str(officer.form.draft.values["title"])


def test_a_new_record_that_was_begun_is_in_the_form_again(secret_officer: Officer) -> None:
    officer = secret_officer
    officer.press("Ctrl+N")
    officer.dialog(QuickEntry)
    officer.write("Call on the Deputy Secretary")
    officer.press("Ctrl+L")  # from within the dialog
    officer.until(lambda: is_locked(officer))
    unlock(officer)
    officer.until(lambda: officer.workspace.form is not None)
    assert officer.form.draft.values["title"] == "Call on the Deputy Secretary"
    assert officer.form.draft.kind == "engagement"


def test_a_row_that_was_half_typed_is_kept(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("Ctrl+Shift+E")
    dialog = officer.dialog(RowDialog)
    officer.fill(dialog.blocks["date"].editor, "1 May 2025")
    officer.application.lock(by_person=False)
    assert is_locked(officer)
    unlock(officer)
    with officer.desk.catalogue.read() as connection:
        [kept] = draft_store.kept(connection)
    assert any("2025" in str(row.values) for row in kept.draft.rows["event"])


def save_half(officer: Officer) -> SavedDialog:
    """The dialog for a saved search, with a name half typed."""
    officer.press("Ctrl+F")
    officer.write("supply")
    officer.press("Ctrl+D")
    dialog = officer.dialog(SavedDialog)
    officer.write("Supply of spare")
    return dialog


def test_what_no_draft_keeps_is_asked_about(secret_officer: Officer) -> None:
    officer = secret_officer
    dialog = save_half(officer)
    officer.application.lock()
    question = officer.dialog(QMessageBox)
    assert "Save this search" in question.text()
    officer.click_button("Cancel", question)
    assert not is_locked(officer)
    assert dialog.isVisible()
    officer.application.lock()
    officer.click_button("Lock", officer.dialog(QMessageBox))
    officer.until(lambda: is_locked(officer))
    assert "was not kept" in officer.window.notice.text()


def test_to_ask_twice_is_an_answer_and_nobody_else_is_asked(secret_officer: Officer) -> None:
    officer = secret_officer
    save_half(officer)
    officer.application.lock()
    officer.dialog(QMessageBox)
    officer.application.lock()
    assert is_locked(officer)
    unlock(officer)
    save_half(officer)
    officer.application.lock(by_person=False)
    assert is_locked(officer)


def test_what_a_draft_keeps_is_not_asked_about(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("Ctrl+Shift+E")
    dialog = officer.dialog(RowDialog)
    officer.fill(dialog.blocks["date"].editor, "1 May 2025")
    officer.application.lock()
    assert is_locked(officer)


def test_a_preview_and_a_file_dialog_go(
    secret_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("Ctrl+P")
    preview = officer.dialog(BriefPreview)
    officer.until(lambda: preview.pages() > 0)
    asking = QFileDialog(preview, "Save as PDF")
    asking.setOption(QFileDialog.Option.DontUseNativeDialog)
    asking.open()
    officer.application.lock(by_person=False)
    officer.until(lambda: is_locked(officer))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert left == [officer.window]
    assert officer.window.findChildren(BriefPreview) == []


def test_the_palette_and_its_list_go(secret_officer: Officer) -> None:
    officer = secret_officer
    officer.press("Ctrl+K")
    officer.dialog(Palette)
    officer.write("austin")
    officer.application.lock(by_person=False)
    assert is_locked(officer)
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [officer.window]


def test_what_is_being_written_is_taken_back_and_that_is_said(secret_officer: Officer) -> None:
    officer = secret_officer

    def work(catalogue: Catalogue, told, stop):  # type: ignore[no-untyped-def]
        with catalogue.change("Long", stop, told) as change:
            change.add("organisation", title="Half written", type="other")
            while not stop():
                time.sleep(0.001)
        return change.done

    from ui.widgets.at_work import AtWork

    writing = officer.desk.beside(work)
    AtWork(officer.desk, "Long", writing, lambda _changed: None, officer.window).open()
    officer.until(lambda: officer.desk.writing)
    officer.application.lock(by_person=False)
    assert is_locked(officer)
    assert "was stopped" in officer.window.notice.text()
    unlock(officer)
    assert not officer.desk.writing
    officer.press("Ctrl+F")
    officer.write('"half written"')
    officer.until(lambda: not officer.titles() and not officer.desk.reader.busy())


def test_without_a_passphrase_it_offers_to_set_one(desk_officer: Officer) -> None:
    officer = desk_officer
    officer.press("Ctrl+L")
    assert not is_locked(officer)
    assert "nothing to lock" in officer.window.notice.text()
    officer.click_button("Set a passphrase…")
    assert officer.dialog(PassphraseDialog).windowTitle() == "Set a passphrase"


def test_without_a_passphrase_nobody_is_told_when_they_are_away(desk_officer: Officer) -> None:
    desk_officer.application.lock(by_person=False)
    assert not is_locked(desk_officer)
    assert desk_officer.window.notice.isHidden()


def test_while_locked_the_window_is_not_closed_over_what_is_kept_nowhere(
    secret_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("E")
    officer.fill(officer.form.body.blocks["title"].editor, " of 2024")

    def full(*_given: object) -> int:
        raise FileProblem("The disk is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(draft_store, "keep", full)
        officer.application.lock(by_person=False)
    assert is_locked(officer)
    assert "do not close this window" in officer.window.notice.text()
    assert not officer.window.close()
    officer.click_button("Cancel", officer.dialog(QMessageBox))
    officer.look_at(officer.window)
    officer.click_button("Another catalogue…")
    officer.click_button("Cancel", officer.dialog(QMessageBox))
    assert is_locked(officer)
    unlock(officer)
    officer.until(lambda: officer.workspace.form is not None)
    assert "of 2024" in str(officer.form.draft.values["title"])
    assert officer.window.close()


def open_choice(officer: Officer) -> None:
    combo = officer.form.body.blocks["type"].editor.combo  # type: ignore[attr-defined]
    officer.until(combo.isVisible)
    combo.setFocus()
    combo.showPopup()


def open_menu(officer: Officer) -> None:
    officer.click_button("More")
    officer.menu()


def open_suggestions(officer: Officer) -> None:
    line = officer.form.body.parts["party"].rows[0].editors["other_id"].line  # type: ignore[attr-defined]
    line.setFocus()
    officer.write("uni")
    officer.until(line.suggesting)


@pytest.mark.parametrize("opened", [open_choice, open_menu, open_suggestions])
def test_the_keys_lock_over_a_list_and_a_menu_too(
    secret_officer: Officer, opened: Callable[[Officer], None]
) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("E")
    officer.until(lambda: officer.form.isVisible())
    opened(officer)
    officer.until(lambda: QApplication.activePopupWidget() is not None)
    QTest.keyPress(QApplication.activePopupWidget(), Qt.Key.Key_L, CONTROL)
    officer.until(lambda: is_locked(officer))
    assert QApplication.activePopupWidget() is None
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [officer.window]


def test_unlocked_one_types_on_where_one_typed(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("E")
    officer.fill(officer.form.body.blocks["notes"].editor, "Seen by legal.")
    officer.press("Home", "Right", "Right")
    officer.press("Ctrl+L")
    unlock(officer)
    notes = officer.form.body.blocks["notes"].editor.stops()[0]
    officer.until(notes.hasFocus)
    officer.write("XY")
    assert "SeXYen by legal." in str(officer.form.draft.values["notes"])


def test_what_was_shown_is_collected(secret_officer: Officer, qtbot) -> None:
    read_supply(secret_officer)
    with qtbot.waitSignal(secret_officer.application.locked):
        secret_officer.press("Ctrl+L")


# --- when -----------------------------------------------------------------------------------


def test_the_minutes_are_those_of_the_settings(secret_officer: Officer) -> None:
    locking = secret_officer.application.locking
    assert locking._minutes() == 10
    secret_officer.window.settings.setValue("lock/minutes", 3)
    assert locking._minutes() == 3


# --- the clipboard --------------------------------------------------------------------------


def test_what_was_copied_goes_when_it_is_locked(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("Ctrl+Shift+C")
    assert TITLE in QGuiApplication.clipboard().text()
    officer.press("Ctrl+L")
    assert QGuiApplication.clipboard().text() == ""


def test_what_was_copied_goes_with_the_program(desk_officer: Officer) -> None:
    put("A12")
    desk_officer.window.close()
    assert QGuiApplication.clipboard().text() == ""


def test_what_another_program_copied_stays(qapp: QApplication) -> None:
    QGuiApplication.clipboard().setText("theirs")
    clipboard.clear()
    assert QGuiApplication.clipboard().text() == "theirs"
    QGuiApplication.clipboard().clear()


def test_clipboard_histories_are_asked_to_leave_it_out(qapp: QApplication) -> None:
    put("A12", "<b>A12</b>")
    data = QGuiApplication.clipboard().mimeData()
    assert data.html() == "<b>A12</b>"
    assert data.hasFormat("x-kde-passwordManagerHint")
    clipboard.clear()


def test_a_desk_that_stops_writing_can_write_again(desk_officer: Officer) -> None:
    desk = desk_officer.desk

    def work(catalogue: Catalogue, _told, stop):  # type: ignore[no-untyped-def]
        with catalogue.change("Long", stop) as change:
            while not stop():
                time.sleep(0.001)
        return change.done

    desk.beside(work)
    with pytest.raises(Refused), desk.change("Another"):
        pass
    desk.stop_writing()
    with desk.change("Another") as change:
        change.add("organisation", title="Written", type="other")
    assert not desk.writing


def test_a_crash_writes_no_memory_to_the_disk() -> None:
    says = "from ui.app import keep_memory_off_the_disk as keep; import resource; keep();"
    says += " print(resource.getrlimit(resource.RLIMIT_CORE))"
    done = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(0, 0)"


def test_what_the_disk_does_not_take_is_held_until_it_is_unlocked(
    secret_officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("E")
    officer.fill(officer.form.body.blocks["title"].editor, " of 2024")

    def full(*_: object, **__: object) -> None:
        raise FileProblem("Desk.defcat could not be written: disk full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(Catalogue, "change", full)
        officer.application.lock(by_person=False)
    assert is_locked(officer)
    assert "do not close" in officer.window.notice.text()
    unlock(officer)
    officer.until(lambda: officer.workspace.form is not None)
    assert "of 2024" in str(officer.form.draft.values["title"])


def test_locked_nothing_of_the_catalogue_stays_in_memory(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    secrets = []
    for _ in range(3):
        desk, model = officer.desk, officer.workspace.records.model
        held = [weakref.ref(each) for each in (desk, desk.catalogue, model, officer.workspace)]
        del desk, model
        officer.press("Ctrl+L")
        assert is_locked(officer)
        QApplication.processEvents()  # answers that are still on their way
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.unfreeze()
        gc.collect()
        assert [each() for each in held if each() is not None] == []
        # Other tests may have left some: what was typed here adds none.
        secrets.append(sum(isinstance(each, Secret | Key) for each in gc.get_objects()))
        unlock(officer)
    assert secrets[0] == secrets[1] == secrets[2]


def test_unlocked_undo_takes_one_change_back(secret_officer: Officer) -> None:
    """The buttons of the frame outlive what was open before."""
    officer = secret_officer
    for title in ("First topic", "Second topic"):
        with officer.desk.change(f"Add {title}") as change:
            change.add("topic", title=title, type="sector")
    officer.press("Ctrl+L")
    unlock(officer)
    entries = lambda: recorded(officer.desk.catalogue)  # noqa: E731
    officer.until(officer.window.undo.isEnabled)
    officer.click(officer.window.undo)
    officer.until(lambda: "Second topic" not in entries())
    officer.press("Ctrl+L")  # which ends whatever else was begun
    unlock(officer)
    assert "First topic" in entries()


def recorded(catalogue: Catalogue) -> list[str]:
    with catalogue.read() as connection:
        return list(connection.scalars(select(RECORD.c.title).where(RECORD.c.kind == "topic")))


def test_the_settings_of_the_window_hold_nothing_of_the_record(secret_officer: Officer) -> None:
    officer = secret_officer
    read_supply(officer)
    officer.press("Ctrl+P")
    preview = officer.dialog(BriefPreview)
    officer.until(lambda: preview.pages() > 0)
    officer.press("Esc")
    officer.until(lambda: not preview.isVisible())
    officer.window.close()
    officer.window.settings.sync()
    folder = Path(officer.window.settings.fileName()).parent
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".defcat":
            content = path.read_bytes()
            assert not any(word in content for word in (b"Supply", b"sosa", b"Austin")), path
