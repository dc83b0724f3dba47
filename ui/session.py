"""Hears from the system that the session is locked or that the computer is about to sleep.

On Linux from logind and the screen saver over D-Bus, where there is a bus; on Windows from two
messages to the window. Elsewhere nothing is heard, and only the clock tells that it slept.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_SYSTEM_BUS = "/run/dbus/system_bus_socket"
_LOGIN = "org.freedesktop.login1"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver")
_SESSION_CHANGE, _SESSION_LOCK = 0x02B1, 0x7  # WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK
_POWER, _SUSPEND = 0x0218, 0x4  # WM_POWERBROADCAST, PBT_APMSUSPEND


class Session(QObject):
    """`left` says that nobody is at the computer any more. It hears so from `listen` on."""

    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: Messages | None = None

    def listen(self, window: QWidget) -> None:
        """Begin to hear, where this system tells; `window` is the one that Windows tells it to."""
        if sys.platform == "win32":
            self._messages = Messages(self.left.emit)
            self._messages.begin(window)
        elif sys.platform.startswith("linux"):
            self._listen_to_buses()

    def listen_to(self, system: "QDBusConnection", session: "QDBusConnection") -> None:
        """Hear what logind says on the one bus, and screen savers on the other."""
        leaves: Any = SLOT("leaves()")  # which PySide's own types call bytes
        turned: Any = SLOT("turned(bool)")
        system.connect("", "", f"{_LOGIN}.Session", "Lock", self, leaves)
        system.connect("", "", f"{_LOGIN}.Manager", "PrepareForSleep", self, turned)
        for saver in _SAVERS:
            session.connect("", "", saver, "ActiveChanged", self, turned)

    @Slot()
    def leaves(self) -> None:
        """The session is locked."""
        self.left.emit()

    @Slot(bool)
    def turned(self, on: bool) -> None:
        """The screen saver came or went, or sleep is about to begin or is over."""
        if on:
            self.left.emit()

    def _listen_to_buses(self) -> None:
        system = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or f"unix:path={_SYSTEM_BUS}"
        there = system != f"unix:path={_SYSTEM_BUS}" or Path(_SYSTEM_BUS).exists()
        session = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
        local = [address for address in (system if there else "", session) if address]
        if not local or not all(address.startswith("unix:") for address in local):
            return  # a bus over the network is none of ours
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:  # a system whose Qt was built without it
            return
        self.listen_to(QDBusConnection.systemBus(), QDBusConnection.sessionBus())


class Messages(QAbstractNativeEventFilter):
    """Of what Windows tells every window, that the session is locked or sleep begins."""

    def __init__(self, left: object) -> None:
        super().__init__()
        assert callable(left)
        self._left = left

    def begin(self, window: QWidget) -> None:
        """Ask Windows to tell `window`, and listen."""
        import ctypes

        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(  # type: ignore[attr-defined]
            int(window.winId()), 0
        )
        app = QCoreApplication.instance()
        assert app is not None
        app.installNativeEventFilter(self)

    def nativeEventFilter(
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        from ctypes.wintypes import MSG

        told = MSG.from_address(int(message))
        if (told.message, told.wParam) in ((_SESSION_CHANGE, _SESSION_LOCK), (_POWER, _SUSPEND)):
            self._left()
        return False, 0
