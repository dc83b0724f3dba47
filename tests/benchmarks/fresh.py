"""A window in a fresh process, which prints its resident memory (MB) once it can be seen.

`python -m tests.benchmarks.fresh WHAT [FILE [PASSPHRASE]]`, where WHAT is what is waited for:
    bare       a bare window with a label is painted
    bare-orm   the same, and then `import sqlalchemy.orm`
    window     defcat's window is painted, opened on FILE as `ui.app.run` opens it
    list       the first rows of the list of agreements in FILE are painted
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget

if TYPE_CHECKING:
    from ui.app import Application

LOOK_MS = 5
"""How often it is looked whether the window asks for the passphrase."""


class Painted(QObject):
    """Calls `then` once after `widget` was painted, the first time that `ready` says so."""

    def __init__(
        self, widget: QWidget, then: Callable[[], None], ready: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(widget)
        self._then = then
        self._ready = ready
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._ready():
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)  # after the painting that begins now
        return False


def resident() -> float:
    """The memory that this process holds now, in MB; as Linux tells it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def bare(*, orm: bool) -> None:
    """The floor: a window with a label, and the import that no catalogue can do without."""
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.setCentralWidget(QLabel("defcat"))
    window.resize(1366, 768)

    def done() -> None:
        if orm:
            import sqlalchemy.orm  # noqa: F401 - imported to see how long it takes
        seen()

    Painted(window, done)
    window.show()
    app.exec()


def product(file: Path, folder: Path, key: str, *, listed: bool) -> None:
    """What `ui.app.run` does, until the window or the list can be seen."""
    from ui import errors
    from ui.app import Application, make_application

    app = make_application(sys.argv)
    application = Application(app, folder)
    errors.install(app, lambda: application.window, folder / "logs")

    def list_agreements() -> None:
        from ui.workspace import Workspace

        workspace = application.workspace
        assert isinstance(workspace, Workspace)
        records = workspace.records
        Painted(records.table.viewport(), done, lambda: records.model.rowCount() > 0)
        workspace.go("agreement")

    def done() -> None:
        seen()
        application.window.close()

    if listed:
        application.opened.connect(list_agreements)
    else:
        Painted(application.window, seen)
    start(application, file, key)
    app.exec()


def start(application: "Application", file: Path, key: str) -> None:
    """Show the window and open `file`; where it asks for a passphrase, it is given `key`."""
    if key:
        asked = QTimer(application, interval=LOOK_MS)

        def answer() -> None:
            from tests.benchmarks.opening import secret_of
            from ui.pages.unlock import UnlockPage

            if page := application.window.findChild(UnlockPage):
                asked.stop()
                page.unlock.emit(secret_of(key))

        asked.timeout.connect(answer)
        asked.start()
    application.start(file)


def seen() -> None:
    """Say so, and end."""
    print(f"{resident():.1f}", flush=True)
    QApplication.quit()


def main(what: str, file: str = "", key: str = "") -> None:
    """Wait for `what`."""
    if what.startswith("bare"):
        bare(orm=what == "bare-orm")
    else:
        with tempfile.TemporaryDirectory() as folder:
            product(Path(file), Path(folder), key, listed=what == "list")


if __name__ == "__main__":
    main(*sys.argv[1:])
