"""The icons of the window: our own line drawings, in whatever colour and size is asked for."""

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from ui import theme
from ui.stylesheet import ICONS

_PLACEHOLDER = "#7d8694"
_CLONES: list[QIconEngine] = []


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in ICONS.glob("*.svg"))


@cache
def icon(name: str, colour: str = "muted") -> QIcon:
    """The drawing `name` in `colour`: `#rrggbb`, or a token of `Theme`, which follows the theme.

    Drawn anew at each size and device pixel ratio, so it is sharp at all of them. Each is made once
    and never goes: an engine that is freed while Python collects garbage takes Qt with it.
    Raises KeyError when there is no such drawing or token.
    """
    _drawing(name)
    if not colour.startswith("#") and colour not in dict(theme.LIGHT.tokens()):
        raise KeyError(colour)
    return QIcon(_Drawing(name, colour))


@cache
def _drawing(name: str) -> str:
    try:
        return (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(name) from None


@cache
def _svg(name: str, colour: str) -> bytes:
    return _drawing(name).replace(_PLACEHOLDER, colour).encode()


def _render(painter: QPainter, rect: QRect, svg: bytes) -> None:
    side = min(rect.width(), rect.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(QRectF(rect).center())
    QSvgRenderer(QByteArray(svg)).render(painter, square)


class _Drawing(QIconEngine):
    """Draws one SVG on demand, faint when disabled and in the accent when checked."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        # Qt owns what it is given here, and PySide does not know.
        _CLONES.append(_Drawing(self._name, self._colour))
        return _CLONES[-1]

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _render(painter, rect, _svg(self._name, self._ink(mode, state)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # Qt asks in logical pixels and expects a pixmap that knows its own ratio.
        inner = QSize(round(size.width() * scale), round(size.height() * scale))
        ink = self._ink(mode, state)
        key = f"{self._name}/{ink}/{inner.width()}x{inner.height()}/{scale}"
        pixmap = QPixmap()
        if not QPixmapCache.find(key, pixmap):
            pixmap = QPixmap(inner)
            pixmap.setDevicePixelRatio(scale)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            _render(painter, QRect(QPoint(0, 0), size), _svg(self._name, ink))
            painter.end()
            QPixmapCache.insert(key, pixmap)
        return pixmap

    def _ink(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if self._colour.startswith("#"):
            return QColor(self._colour).name()
        token = self._colour
        if mode == QIcon.Mode.Disabled:
            token = "disabled"
        elif state == QIcon.State.On:
            token = "accent"
        return str(getattr(theme.current(), token))
