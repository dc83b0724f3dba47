"""Nobody is there: minutes without use, a sleep, and what the session and the system tell."""

import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.locking import LOOK_MS, SLEPT_S, Locking
from ui.session import Messages, Session


class Hours:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Away:
    """What would lock, with its clock, and what was asked of it."""

    def __init__(self, window: QWidget) -> None:
        self.hours, self.awake = Hours(), Hours()
        self.minutes, self.busy, self.unkept = 10, False, ""
        self.asked: list[bool] = []
        self.locking = Locking(
            window,
            lambda: self.minutes,
            lambda: self.busy,
            lambda: self.unkept,
            self.hours,
            self.awake,
        )
        self.locking.asked.connect(self.asked.append)

    def pass_time(self, seconds: float) -> None:
        """Let time go by, as the timer of the program sees it."""
        step = LOOK_MS / 1000
        for _ in range(int(seconds / step)):
            self.block(step)

    def block(self, seconds: float) -> None:
        """Let time go by between two looks, as where the window does not answer."""
        self.hours.now += seconds
        self.awake.now += seconds
        self.locking.look()


@pytest.fixture
def away(qtbot, qapp: QApplication) -> Iterator[Away]:
    window = QWidget()
    qtbot.addWidget(window)
    made = Away(window)
    yield made
    qapp.removeEventFilter(made.locking)


def test_it_is_locked_when_nobody_has_used_it_for_the_minutes(away: Away) -> None:
    away.pass_time(9 * 60 + 50)
    assert away.asked == []
    away.pass_time(10)
    assert away.asked == [False]


def test_a_key_or_a_movement_counts_as_use(away: Away, qtbot) -> None:
    window = away.locking.parent()
    assert isinstance(window, QWidget)
    away.pass_time(9 * 60)
    QTest.keyClick(window, "a")
    away.pass_time(9 * 60)
    QTest.mouseMove(window)
    QTest.keyClick(window, "b")
    away.pass_time(9 * 60)
    assert away.asked == []


def test_no_minutes_is_never(away: Away) -> None:
    away.minutes = 0
    away.pass_time(24 * 3600)
    assert away.asked == []


def test_writing_is_waited_for(away: Away) -> None:
    away.busy = True
    away.pass_time(3600)
    assert away.asked == []
    away.busy = False
    away.pass_time(600)
    assert away.asked == [False]


def test_what_would_be_lost_has_as_long_again(away: Away) -> None:
    away.unkept = "Dismiss"
    away.pass_time(19 * 60 + 50)
    assert away.asked == []
    away.pass_time(10)
    assert away.asked == [False]


def test_it_is_locked_after_a_sleep(away: Away) -> None:
    away.minutes = 0
    away.hours.now += SLEPT_S + 1
    away.locking.look()
    assert away.asked == [False]


def test_a_window_that_did_not_answer_did_not_sleep(away: Away) -> None:
    away.block(5 * 60)
    assert away.asked == []
    away.block(5 * 60)
    assert away.asked == [False], "but nobody used it for the minutes either"


def test_the_screen_saver_and_sleep_mean_that_nobody_is_there(qtbot) -> None:
    session = Session()
    with qtbot.assertNotEmitted(session.left):
        session.turned(False)
    with qtbot.waitSignal(session.left):
        session.turned(True)
    with qtbot.waitSignal(session.left):
        session.leaves()


@pytest.mark.parametrize(
    ("path", "interface", "name", "told"),
    [
        ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock", []),
        ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", [True]),
        ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True]),
    ],
)
def test_the_buses_are_heard(qtbot, path: str, interface: str, name: str, told: list[bool]) -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    try:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("there is no D-Bus here")
    hears, speaks = f"hears-{name}", f"speaks-{name}"
    try:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        bus = QDBusConnection.connectToBus(address, hears)
        speaker = QDBusConnection.connectToBus(address, speaks)
        session, heard = Session(), []
        session.left.connect(lambda: heard.append(name))
        session.listen_to(bus, bus)
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(told)
        # Said again until it is heard: the bus is told beside us what we want to hear.
        qtbot.waitUntil(lambda: speaker.send(message) and bool(heard), timeout=20_000)
    finally:
        for connection in (hears, speaks):
            QDBusConnection.disconnectFromBus(connection)
        daemon.terminate()
        daemon.wait()
        if daemon.stdout is not None:
            daemon.stdout.close()


def test_of_what_windows_tells_two_messages_mean_it() -> None:
    import ctypes
    from ctypes.wintypes import MSG

    left: list[bool] = []
    messages = Messages(lambda: left.append(True))
    for message, what, means in ((0x02B1, 7, True), (0x0218, 4, True), (0x02B1, 8, False)):
        told = MSG(message=message, wParam=what)
        messages.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told))
        assert bool(left) == means
        left.clear()
