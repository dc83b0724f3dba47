"""Ended from outside, the program keeps what is half typed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from defcat.catalogue import Catalogue
from defcat.drafts.store import kept
from ui.ending import Ending

_TYPES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from ui import app

def begin(application):
    if application.workspace is None:
        QTimer.singleShot(50, lambda: begin(application))
        return
    application.workspace.recording.new_record("agreement")
    line = application.workspace.form.body.blocks["title"].editor.stops()[0]
    QTest.keyClicks(line, "Typed before the end")
    print("typed", flush=True)

start = app.Application.start
app.Application.start = lambda self, *a, **k: (start(self, *a, **k), begin(self))
sys.exit(app.run(Path(sys.argv[1])))
"""


class Session:
    """What the system asks as the session ends."""

    cancelled = False

    def allowsInteraction(self) -> bool:
        return True

    def cancel(self) -> None:
        self.cancelled = True


@pytest.mark.skipif(sys.platform == "win32", reason="there it comes as the end of the session")
def test_a_signal_keeps_the_draft(tmp_path: Path) -> None:
    path = tmp_path / "Desk.defcat"
    Catalogue.create(path, user="rao").close()
    home = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with subprocess.Popen(
        [sys.executable, "-c", _TYPES, str(path)],
        env={**os.environ, **home},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "typed\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(30) == 0
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        [found] = kept(connection)
    assert found.draft.values["title"] == "Typed before the end"


@pytest.mark.parametrize("keeps", [True, False])
def test_the_end_of_the_session_waits_for_what_cannot_be_kept(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, keeps: bool
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    ending = Ending(qapp, lambda: keeps, lambda: None)
    session = Session()
    ending._commit(session)  # type: ignore[arg-type]
    assert session.cancelled is not keeps
    assert isinstance(ending.parent(), QGuiApplication)
    ending.deleteLater()
