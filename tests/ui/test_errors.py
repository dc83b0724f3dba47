"""What nobody expected: a report without a word of any record, and one calm dialog."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from defcat.crash import report
from defcat.errors import FileProblem
from ui.errors import CrashDialog, CrashReports, install, show_error

SECRET = "The Minister said in confidence"


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def crashes(qapp: QApplication, window: QWidget, tmp_path: Path) -> Iterator[CrashReports]:
    made = install(qapp, lambda: window, tmp_path / "crashes")
    yield made
    made.remove()


def defect(text: str = SECRET) -> ValueError:
    """An exception as it comes out of the program, with a record's text all over it."""
    try:
        try:
            {}[text]
        except KeyError as error:
            raise ValueError(text) from error
    except ValueError as error:
        return error


def strike(error: Exception) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def dialog(crashes: CrashReports) -> CrashDialog:
    found = crashes.dialog()
    assert found is not None
    return found


def press(box: QWidget, says: str) -> None:
    next(b for b in box.findChildren(QPushButton) if b.text() == says).click()


def test_a_report_names_types_and_places_and_nothing_of_the_record() -> None:
    text = report(defect())

    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "tests/ui/test_errors.py:" in text
    assert "Python 3." in text
    assert SECRET not in text
    assert str(Path.home()) not in text
    assert str(Path(__file__).parent) not in text


def test_a_file_outside_the_project_is_named_without_its_place(tmp_path: Path) -> None:
    script = tmp_path / "asha" / "desk" / "script.py"
    try:
        exec(compile("1 / 0", str(script), "exec"), {})
    except ZeroDivisionError as error:
        text = report(error)

    assert "desk/script.py:1" in text
    assert "asha" not in text


def test_a_defect_is_kept_and_told_once(crashes: CrashReports, tmp_path: Path) -> None:
    strike(defect())
    first = dialog(crashes)
    strike(defect("another text"))

    assert crashes.dialog() is first
    files = list((tmp_path / "crashes").iterdir())
    assert len(files) == 1  # the same defect twice is one report
    assert SECRET not in files[0].read_text("utf-8")
    first.close()


def test_the_next_defect_has_its_dialog_again(crashes: CrashReports) -> None:
    strike(defect())
    press(dialog(crashes), "Close")
    assert crashes.dialog() is None

    strike(defect())
    press(dialog(crashes), "Close")


def test_the_report_can_be_copied(crashes: CrashReports) -> None:
    error = defect()
    strike(error)

    press(dialog(crashes), "Copy report")

    assert QGuiApplication.clipboard().text() == report(error, f"Qt {qVersion()}")
    dialog(crashes).close()


def test_where_nothing_can_be_written_the_dialog_says_so(
    crashes: CrashReports, tmp_path: Path
) -> None:
    (tmp_path / "crashes").write_text("a file where the folder should be")

    strike(defect())

    assert "could not be saved" in dialog(crashes).accessibleDescription()
    dialog(crashes).close()


def test_a_defect_of_another_thread_is_told_in_the_window(qtbot, crashes: CrashReports) -> None:
    error = defect()

    def fail() -> None:
        raise error

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: crashes.dialog() is not None)
    dialog(crashes).close()


def test_an_expected_failure_that_nobody_caught_is_told_in_its_own_words(
    crashes: CrashReports, window: QWidget, tmp_path: Path
) -> None:
    strike(FileProblem("The disk is full.", "Free some space."))

    (box,) = window.findChildren(QMessageBox)
    assert (box.text(), box.informativeText()) == ("The disk is full.", "Free some space.")
    assert crashes.dialog() is None
    assert not (tmp_path / "crashes").exists()
    box.close()


def test_removed_everything_is_as_before(qapp: QApplication, tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    install(qapp, lambda: None, tmp_path).remove()

    assert (sys.excepthook, threading.excepthook) == before


def test_an_error_is_shown_as_plain_text(window: QWidget) -> None:
    box = show_error(window, FileProblem("<b>Desk</b> is not there.", "Look for it."))

    assert box.text() == "<b>Desk</b> is not there."
    assert box.textFormat() == box.textFormat().PlainText
    box.close()
