"""A second start of the same catalogue raises the window that has it open."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from defcat.catalogue import Catalogue
from defcat.errors import FileProblem
from tests.window import Officer
from ui import single
from ui.single import Door, address_of, raise_other

ASKS = "import sys; from pathlib import Path; from ui.single import raise_other;"
ASKS += " sys.exit(0 if raise_other(Path(sys.argv[1])) else 1)"


@pytest.fixture(autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for sockets, in which nobody else's are."""
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def door(qtbot) -> Iterator[Door]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Door(window)
    yield made
    made.close()


def listen(door: Door, path: Path, qtbot) -> None:
    door.answer_for(path)
    qtbot.waitUntil(door.listening, timeout=10_000)


def second_start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", ASKS, str(path)], env=dict(os.environ))


def ends(start: subprocess.Popen[bytes], qtbot) -> int:
    qtbot.waitUntil(lambda: start.poll() is not None, timeout=20_000)
    return start.wait()


def test_the_window_comes_to_the_front_and_the_second_start_ends(
    door: Door, qtbot, tmp_path: Path
) -> None:
    window = door.parent()
    assert isinstance(window, QWidget)
    window.showMinimized()
    listen(door, tmp_path / "desk.defcat", qtbot)
    assert ends(second_start(tmp_path / "desk.defcat"), qtbot) == 0
    assert not window.isMinimized()
    assert window.isVisible()


def test_another_name_of_the_same_file_is_the_same_catalogue(
    door: Door, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "desk.defcat"
    path.touch()
    (tmp_path / "link.defcat").symlink_to(path)
    assert address_of(tmp_path / "link.defcat") == address_of(path)
    assert address_of(tmp_path / "other.defcat") != address_of(path)
    assert "desk" not in Path(address_of(path)).name


def test_links_in_a_circle_are_no_traceback(door: Door, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "one.defcat"
    path.symlink_to(tmp_path / "two.defcat")
    (tmp_path / "two.defcat").symlink_to(path)
    listen(door, path, qtbot)
    assert not raise_other(tmp_path / "other.defcat")


def test_for_another_catalogue_nobody_answers(door: Door, qtbot, tmp_path: Path) -> None:
    listen(door, tmp_path / "desk.defcat", qtbot)
    assert not raise_other(tmp_path / "other.defcat")


def test_closed_it_answers_no_more(door: Door, qtbot, tmp_path: Path, runtime: Path) -> None:
    listen(door, tmp_path / "desk.defcat", qtbot)
    door.close()
    assert not raise_other(tmp_path / "desk.defcat")
    assert list(runtime.iterdir()) == []


def test_what_a_crash_left_is_cleared_away(door: Door, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    crashed = "from PySide6.QtNetwork import QLocalServer; import os, sys;"
    crashed += " s = QLocalServer(); s.listen(sys.argv[1]) or os._exit(3); os._exit(0)"
    done = subprocess.run([sys.executable, "-c", crashed, address_of(path)], check=False)
    assert done.returncode == 0
    assert Path(address_of(path)).exists()
    assert not raise_other(path)
    listen(door, path, qtbot)
    assert ends(second_start(path), qtbot) == 0


def test_only_the_same_user_reaches_it(door: Door, qtbot, tmp_path: Path) -> None:
    path = tmp_path / "desk.defcat"
    listen(door, path, qtbot)
    assert Path(address_of(path)).stat().st_mode & 0o077 == 0


def test_what_another_user_put_there_is_not_asked(
    door: Door, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.defcat"
    listen(door, path, qtbot)
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    assert not single._may_answer(address_of(path))


def test_the_window_answers_for_what_it_shows_also_while_locked(
    desk_officer: Officer, qtbot, made_sample: Path, tmp_path: Path
) -> None:
    path = desk_officer.desk.catalogue.path
    assert ends(second_start(path), qtbot) == 0
    other = tmp_path / "Other.defcat"
    Catalogue.create(other).close()
    desk_officer.application.open(other)
    assert ends(second_start(path), qtbot) == 1
    assert ends(second_start(other), qtbot) == 0


def test_a_window_that_is_just_opening_answers_and_one_that_could_not_open_does_not(
    desk_officer: Officer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    application = desk_officer.application
    path, other = application.workspace.desk.catalogue.path, tmp_path / "Other.defcat"
    other.write_bytes(b"no catalogue")
    answering: list[bool] = []

    def opening(*_: object, **__: object) -> None:
        answering.append(Path(address_of(other)).exists())
        raise FileProblem("It cannot be opened.")

    monkeypatch.setattr("ui.opening.open_catalogue", opening)
    application.open(other)
    assert answering == [True]
    assert not Path(address_of(other)).exists()
    assert Path(address_of(path)).exists()
