"""An officer at the window of a catalogue with a passphrase, in a process that is then killed.

`python -m tests.torture.at_the_window FOLDER`: the passphrase is typed, something is searched for,
read, begun, previewed, locked and opened again. What the officer wrote is told as
`tests.torture.readable` tells it, and beside it what was asked of the network by way of Python;
sockets that a library made by itself, the parent sees from outside (`network_sockets`).
"""

import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.torture.plans import FIRST
from tests.torture.quick import quick_keys
from tests.torture.readable import Seen, child, fill, readable, wait_with

NETWORK = (socket.AF_INET, socket.AF_INET6)
_ASKED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_LISTS = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet")


def network_sockets(process: int) -> list[str]:
    """The sockets that a process has open by which another machine could be reached."""
    folder = Path(f"/proc/{process}")
    known = {
        line.split()[9 if kind != "packet" else -1]: kind
        for kind in _LISTS
        if (folder / "net" / kind).exists()
        for line in (folder / "net" / kind).read_text().splitlines()[1:]
    }
    targets: list[str] = []
    for each in (folder / "fd").iterdir():
        with suppress(FileNotFoundError):  # that of this very list, where a process looks at itself
            targets.append(str(each.readlink()))
    held = [each[8:-1] for each in targets if each.startswith("socket:[")]
    return sorted(known[each] for each in held if each in known)


def listen() -> list[str]:
    """What this process asks of the network from now on, by way of Python."""
    asked: list[str] = []

    def hear(event: str, values: Any) -> None:
        if event == "socket.__new__" and values[1] in NETWORK:
            asked.append(f"{event} {values[1]}")
        elif event in _ASKED and not isinstance(values[-1], str | bytes):
            asked.append(event)

    sys.addaudithook(hear)
    return asked


@dataclass(frozen=True)
class Looked:
    """What came of an officer at work: how many `words` were written, which of them can be `read`
    and the ways to another machine, open or asked for: `network`.
    """

    words: int
    read: list[Seen]
    network: list[str]


def look(folder: Path) -> Looked:
    """Let an officer work in `folder`, and kill the window in the midst of it."""
    with child("tests.torture.at_the_window", folder) as (process, said):
        network = [*said["network"], *network_sockets(process)]
        found = readable(folder, said["words"])
    return Looked(len(said["words"]), found + readable(folder, said["words"]), network)


class _Patience:
    """What `Officer` needs of pytest-qt's robot, without pytest."""

    def waitUntil(self, condition: Callable[[], object], timeout: int) -> None:
        from PySide6.QtTest import QTest

        for _ in range(timeout // 10):
            if condition():
                return
            QTest.qWait(10)
        raise TimeoutError(condition)


def _at_work(folder: Path, words: dict[str, str]) -> None:
    """Do what an officer does; every word typed is one of `words`, too."""
    from defcat.settings import data_folder
    from tests.window import Officer
    from ui.app import Application, make_application
    from ui.collector import Collector
    from ui.pages.unlock import UnlockPage
    from ui.widgets.preview.dialog import BriefPreview

    app = make_application([])
    collector = Collector(app)
    application = Application(app, data_folder())
    officer = Officer(_Patience(), application)  # type: ignore[arg-type]

    def unlock() -> None:
        officer.until(lambda: officer.window.findChildren(UnlockPage))
        officer.until(lambda: app.focusWidget() is not None)
        officer.write(FIRST)
        officer.press("Return")
        officer.until(lambda: application.workspace is not None)

    def typed(place: str) -> str:
        words[word := f"Typed{len(words)}{place.replace(' ', '')}"] = f"typed {place}"
        return word

    application.start(folder / "desk.defcat")
    officer.until(officer.window.isActiveWindow)
    unlock()
    officer.press("Ctrl+F")
    officer.write("kind:official")
    officer.press("Return")
    officer.until(officer.titles)
    officer.click_row(officer.table, 0)
    officer.until(officer.title)
    officer.press("Ctrl+P")
    preview = officer.dialog(BriefPreview)
    officer.until(lambda: preview.pages() > 0)
    officer.press("Escape")
    officer.until(lambda: not preview.isVisible())
    officer.look_at(officer.window)
    officer.press("E")
    officer.fill(officer.form.body.blocks["notes"].editor, typed("notes"))
    officer.press("Ctrl+L")
    unlock()
    officer.press("Ctrl+F")
    officer.write(typed("search"))
    officer.press("Return")
    officer.until(lambda: not officer.titles())
    assert collector is not None


def main(arguments: Sequence[str]) -> None:
    asked = listen()
    quick_keys()
    folder = Path(arguments[0])
    catalogue, words = fill(folder)
    catalogue.close()
    _at_work(folder, words)
    wait_with({"words": words, "network": asked})


if __name__ == "__main__":
    main(sys.argv[1:])
