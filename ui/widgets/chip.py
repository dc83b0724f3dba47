"""A chip: one small word on a soft ground, for a status, a marking or a filter."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui import theme

RADIUS = 4
_ACROSS, _DOWN = 8, 2


def chip_font(base: QFont, strong: bool = False) -> QFont:
    """The type of a chip beside text set in `base`; `strong` is for markings."""
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() * 0.9)
    font.setWeight(QFont.Weight.Bold if strong else QFont.Weight.Medium)
    return font


def chip_size(text: str, base: QFont, strong: bool = False) -> QSize:
    """The size in px of a chip that says `text` beside text set in `base`."""
    return chip_room(text, QFontMetrics(chip_font(base, strong)))


def chip_room(text: str, metrics: QFontMetrics) -> QSize:
    """The size in px of a chip that says `text` in the type of `metrics`."""
    return QSize(
        metrics.horizontalAdvance(text) + 2 * _ACROSS,
        metrics.ascent() + metrics.descent() + 2 * _DOWN,
    )


def chip_words(rect: QRect) -> QRect:
    """The part of a chip in `rect` that its text may take."""
    # One pixel of grace: rounding at fractional scales must not elide a chip that fits.
    return rect.adjusted(_ACROSS, 0, 1 - _ACROSS, 0)


def paint_chip(
    painter: QPainter, rect: QRect, text: str, fill: str, ink: str, strong: bool = False
) -> None:
    """Draw a chip in `rect`, for widgets and item delegates; the text is elided to fit."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(QRectF(rect), RADIUS, RADIUS)
    painter.setFont(chip_font(painter.font(), strong))
    painter.setPen(QColor(ink))
    inside = chip_words(rect)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(inside, flags, shown)
    painter.restore()


class Chip(QLabel):
    """A chip in a tone of the theme (neutral, accent, good, warn, bad) or in given colours."""

    def __init__(
        self, text: str = "", tone: str = "neutral", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self._colours: tuple[str, str] | None = None

    def set_tone(self, tone: str) -> None:
        """Follow the theme's `tone`: neutral, accent, good, warn or bad."""
        self._tone, self._colours = tone, None
        self.updateGeometry()
        self.update()

    def set_colours(self, fill: str, ink: str = "") -> None:
        """Take fixed colours, as a marking scheme prescribes; `ink` is chosen when not given."""
        self._colours = (fill, ink or theme.readable_on(fill))
        self.updateGeometry()
        self.update()

    def colours(self) -> tuple[str, str]:
        """(fill, ink) as drawn now."""
        return self._colours or theme.current().tone(self._tone)

    def sizeHint(self) -> QSize:
        return chip_size(self.text(), self.font(), self._colours is not None)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * _ACROSS, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        height = self.sizeHint().height()
        rect = QRect(0, (self.height() - height) // 2, self.width(), height)
        rect.setWidth(min(self.width(), self.sizeHint().width()))
        paint_chip(QPainter(self), rect, self.text(), *self.colours(), self._colours is not None)
