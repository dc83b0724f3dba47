"""One window a catalogue: a second start of the same file raises the window that has it open.

The window answers at an address of its own for each catalogue, a local socket that only the same
user reaches; nothing of it goes over a network. What a crash leaves of one does not answer, and is
cleared away by the next.
"""

import hashlib
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ASKED, _ANSWERED = b"show\n", b"shown\n"
_PATIENCE_MS = 2_000


def address_of(path: Path) -> str:
    """Where the window answers that has the catalogue at `path` open: a pipe, or a socket's file.

    On Linux in the folder that the system gives a session for such, which nobody else can enter.
    """
    whole = os.path.realpath(path).encode("utf-8", "surrogateescape")
    name = f"defcat-{hashlib.sha256(whole).hexdigest()[:24]}"
    if sys.platform == "win32":
        return name
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name)


def raise_other(path: Path) -> bool:
    """Ask the window that has the catalogue at `path` open to come to the front; whether it did."""
    socket = _reach(address_of(path))
    if socket is None:
        return False
    socket.write(_ASKED)
    socket.flush()
    answered = socket.waitForReadyRead(_PATIENCE_MS)
    return answered and bytes(socket.readAll().data()) == _ANSWERED


class Door(QObject):
    """Answers for the catalogue that `window` opens, has open, or holds locked."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._path: Path | None = None
        self._server: QLocalServer | None = None

    def answer_for(self, path: Path) -> None:
        """Answer for `path` from now on, and for no other; before it is opened, lest a second start
        should open it meanwhile.
        """
        path = Path(os.path.realpath(path))  # of links in a circle, opening it says so
        if path != self._path:
            self.close()
            self._path = path
            self._listen(address_of(path))

    def listening(self) -> bool:
        """Whether a second start would be answered."""
        return self._server is not None and self._server.isListening()

    def close(self) -> None:
        """Answer no more."""
        self._path = None
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _listen(self, address: str) -> None:
        from PySide6.QtNetwork import QLocalServer

        self._server = server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._answer)
        # Another window may show the same file for reading: whoever came first answers.
        if not server.listen(address) and _reach(address) is None:
            QLocalServer.removeServer(address)  # a crash left it
            server.listen(address)

    def _answer(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(self._hear, socket))
            self._hear(socket)

    def _hear(self, socket: "QLocalSocket") -> None:
        """Come when that is asked; whatever else is said is not listened to."""
        if socket.bytesAvailable() < len(_ASKED):
            return
        if bytes(socket.readAll().data()) == _ASKED:
            self._come()
            socket.write(_ANSWERED)
            socket.flush()
        socket.disconnectFromServer()

    def _come(self) -> None:
        """Bring the window to the front, with what lies over it; where that cannot be, it asks."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        front = QApplication.activeModalWidget() or window
        window.raise_()
        front.raise_()
        front.activateWindow()
        QApplication.alert(window)


def _reach(address: str) -> "QLocalSocket | None":
    """A connection to the window that answers at `address`, None where none does."""
    if not _may_answer(address):
        return None
    from PySide6.QtNetwork import QLocalSocket  # the first paint of most starts needs none of it

    socket = QLocalSocket()
    socket.connectToServer(address)
    return socket if socket.waitForConnected(_PATIENCE_MS) else None


def _may_answer(address: str) -> bool:
    """Whether it is worth asking there, and is not another user's who pretends."""
    if sys.platform == "win32":
        return True
    try:
        return Path(address).stat().st_uid == os.getuid()
    except OSError:
        return False
