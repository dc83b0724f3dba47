"""How strong a passphrase is, as a bar and in words, while it is typed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from defcat.strength import Strength, strength
from defcat.translation import tr, trn
from ui import theme
from ui.errand import Errand
from ui.widgets.heading import label

_GRADES = 5
_HEIGHT = 4
_UNITS = (
    (365.25 * 86_400, ("{n} year", "{n} years")),
    (30 * 86_400, ("{n} month", "{n} months")),
    (86_400, ("{n} day", "{n} days")),
    (3_600, ("{n} hour", "{n} hours")),
    (60, ("{n} minute", "{n} minutes")),
)
"""Seconds of each unit of time, and what it is called."""
_TONES = ("bad", "bad", "warn", "good", "good")


class StrengthBar(QWidget):
    """Says how strong the passphrase last given to `look_at` is; it is looked at beside all else.

    `known`: words that anyone would try first.
    """

    def __init__(self, known: tuple[str, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self._errand: Errand | None = None
        self._waiting: str | None = None
        self._then: Callable[[bool], object] | None = None
        self._very_weak = False
        self._why = ""
        self._bar = _Bar()
        self._says = label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addWidget(self._says)
        self._show(None)

    def text(self) -> str:
        """What it says."""
        return self._says.text()

    def why(self) -> str:
        """How long it would hold, in words."""
        return self._why

    def set_known(self, known: tuple[str, ...]) -> None:
        """Take other words for those that are tried first."""
        self._known = known

    def look_at(self, passphrase: str) -> None:
        """Say how strong `passphrase` is, as soon as the one before is looked at."""
        if not passphrase:
            self._waiting = None
            self._show(None)
        elif self._errand is not None:
            self._waiting = passphrase
        else:
            work = partial(strength, passphrase, self._known)
            self._errand = errand = Errand(lambda _told, _stop: work(), "strength", self)
            errand.ended.connect(self._found)
            errand.start()

    def when_known(self, then: Callable[[bool], object]) -> None:
        """Call `then`, once, with whether the passphrase last given is very weak, as soon as that
        is known; `stop` drops it.
        """
        if self._errand is None:
            then(self._very_weak)
        else:
            self._then = then

    def stop(self) -> None:
        """Look no more."""
        self._waiting = self._then = None
        if self._errand is not None:
            self._errand.leave()
            self._errand = None

    def _found(self, answer: object) -> None:
        assert self._errand is not None
        self._errand.deleteLater()
        self._errand = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.look_at(waiting)
        elif isinstance(answer, Strength):
            self._show(answer)
            then, self._then = self._then, None
            if then is not None:
                then(self._very_weak)
        else:
            assert isinstance(answer, Exception)
            raise answer

    def _show(self, found: Strength | None) -> None:
        self._very_weak = found is not None and found.score == 0
        self._bar.set_grade(-1 if found is None else found.score)
        self._why = "" if found is None else _duration(found.seconds)
        says = "" if found is None else f"{_grades()[found.score]} · {self._why}"
        self._says.setText(says)
        theme.set_property(self._says, "tone", _TONES[found.score] if found else "")
        self.setAccessibleName(says)


class _Bar(QWidget):
    """So many fifths in colour."""

    def __init__(self) -> None:
        super().__init__()
        self._grade = -1
        self.setFixedHeight(_HEIGHT)

    def set_grade(self, grade: int) -> None:
        """Fill one fifth more than `grade`, none for -1."""
        self._grade = grade
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = _HEIGHT
        wide = (self.width() - gap * (_GRADES - 1)) / _GRADES
        colours = theme.current()
        for place in range(_GRADES):
            filled = place <= self._grade
            name = _TONES[self._grade] if filled else "pressed"
            painter.setBrush(QColor(getattr(colours, name)))
            painter.drawRoundedRect(QRectF(place * (wide + gap), 0, wide, _HEIGHT), 2, 2)


def _grades() -> tuple[str, ...]:
    return (tr("Very weak"), tr("Weak"), tr("Fair"), tr("Strong"), tr("Very strong"))


def _duration(seconds: float) -> str:
    """How long whoever has the file needs for it, roughly."""
    if seconds < 60:
        return tr("guessed at once by whoever has the file")
    if seconds > 100 * 365.25 * 86_400:
        return tr("whoever has the file needs centuries to guess it")
    size, names = next(unit for unit in _UNITS if seconds >= unit[0])
    needs = trn(*names, int(seconds / size))
    return tr("whoever has the file needs about {time} to guess it", time=needs)
