"""When the window is to be locked: nobody has used it for a while, or nobody is there any more.

What locking does stands in `ui.app`; here is only what asks for it.
"""

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from ui.session import Session

LOCK_KEY = "Ctrl+L"
LOOK_MS = 5_000
"""How often it is seen whether somebody is there."""
SLEPT_S = 30.0
"""Who slept for so long between two looks was left alone."""
LISTEN_MS = 3_000
"""So long after the start the system is asked to tell: it takes a moment that nobody waits for."""
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


def clock() -> float:
    """Seconds that go on while the computer sleeps, which no setting of the clock changes."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)  # on Windows the usual one does that
    if asleep_too is None and sys.platform == "darwin":
        asleep_too = time.CLOCK_MONOTONIC
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)


def awake() -> float:
    """Seconds that stand still while the computer sleeps, and go on while the window does not
    answer: the difference to `clock` is sleep, whatever keeps the window from looking.
    """
    if sys.platform == "win32":
        return _unbiased_seconds()
    return time.monotonic()


def _unbiased_seconds() -> float:
    """What QueryUnbiasedInterruptTime of Windows says, in units of 100 ns."""
    import ctypes

    ticks = ctypes.c_ulonglong()
    ctypes.windll.kernel32.QueryUnbiasedInterruptTime(  # type: ignore[attr-defined]
        ctypes.byref(ticks)
    )
    return ticks.value / 10_000_000


class Locking(QObject):
    """`asked` says that the window is to be locked now; its argument, whether a person asked.

    `minutes` tells after how many without a key or a click, 0 for never; `busy` whether something
    is being written, which is waited for; `unkept` names the dialog in which something is typed
    that would be lost: then it waits as long again. The keys reach it from every dialog.
    """

    asked = Signal(bool)

    def __init__(
        self,
        window: QWidget,
        minutes: Callable[[], int],
        busy: Callable[[], bool],
        unkept: Callable[[], str] = lambda: "",
        now: Callable[[], float] = clock,
        awake: Callable[[], float] = awake,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._minutes = minutes
        self._busy = busy
        self._unkept = unkept
        self._now = now
        self._awake = awake
        self._used = now()
        self._slept = self._asleep()
        self._watching = False
        self.session = Session(self)
        self.session.left.connect(lambda: self.asked.emit(False))
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)
        self._look.start()
        QTimer.singleShot(LISTEN_MS, self, lambda: self.session.listen(window))
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._reach)

    def begin_anew(self) -> None:
        """Count from now: somebody has just opened a catalogue."""
        self._used = self._now()
        self._slept = self._asleep()

    def look(self) -> None:
        """See whether the computer slept, or nobody has been there for too long."""
        now = self._now()
        before, self._slept = self._slept, self._asleep()
        slept = self._slept - before > SLEPT_S
        if self._busy():
            self._used = now
        if slept or self._away(now - self._used, 60 * self._minutes()):
            self._used = now
            self.asked.emit(False)
        self._watch(True)

    def _asleep(self) -> float:
        """Seconds that the computer has slept since some time."""
        return self._now() - self._awake()

    def _away(self, unused: float, allowed: float) -> bool:
        """Whether nobody has been there for so long that what is typed has to go, too."""
        if not allowed or unused < allowed:
            return False
        return unused >= 2 * allowed or not self._unkept()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the first key or movement after a look for a sign of life, then look away.

        A filter in Python that stayed would slow down every event of the window.
        """
        if event.type() in _SIGNS:
            self._used = self._now()
            self._watch(False)
        return False

    def _watch(self, watching: bool) -> None:
        app = QApplication.instance()
        if app is not None and watching != self._watching:
            self._watching = watching
            (app.installEventFilter if watching else app.removeEventFilter)(self)

    def _reach(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Let the keys lock from the dialog that has the focus now, too."""
        dialog = now.window() if now is not None else None
        if not isinstance(dialog, QDialog) or not dialog.isModal():
            return  # the keys of the window reach it
        if dialog.findChild(_Keys) is None:
            keys = _Keys(QKeySequence(LOCK_KEY), dialog)
            keys.setContext(Qt.ShortcutContext.WindowShortcut)
            keys.activated.connect(lambda: self.asked.emit(True))


class _Keys(QShortcut):
    """The keys that lock, in a dialog."""
