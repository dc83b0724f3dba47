"""Editors that choose one of a list: a term, a marking, or something else the draft holds."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from defcat import vocabulary
from defcat.drafts.draft import Value
from defcat.markings import Scheme
from defcat.translation import tr
from ui import theme
from ui.widgets.field_editor import FieldEditor

Options = Callable[[], Sequence[tuple[Value, str]]]
_SWATCH = 14
_NARROWEST = 110


class ChoiceField(FieldEditor):
    """One of what `options` gives (value, label) when asked; `nothing` is the empty entry."""

    def __init__(self, options: Options, nothing: str = "", parent: QWidget | None = None) -> None:
        self.combo = _Combo(self._refill)
        super().__init__(self.combo, parent)
        self._options = options
        self._nothing = nothing
        self._refill()
        self.combo.activated.connect(lambda _row: self.edited.emit())

    def value(self) -> Value:
        value: Value = self.combo.currentData()
        return value

    def set_value(self, value: Value) -> None:
        self._fill(value)

    def _refill(self) -> None:
        self._fill(self.value())

    def _fill(self, value: Value) -> None:
        options = [(None, self._nothing), *self._options()]
        if value is not None and value not in [known for known, _ in options]:
            options.append((value, str(value)))  # a term that is no longer in the list
        self.combo.clear()
        for known, label in options:
            self.combo.addItem(label, known)
            if known == value:
                self.combo.setCurrentIndex(self.combo.count() - 1)


class TermField(ChoiceField):
    """A term of a vocabulary."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        terms = vocabulary.load(name)
        super().__init__(
            lambda: [(code, vocabulary.label(terms, code)) for code in terms.terms], parent=parent
        )


class MarkingField(ChoiceField):
    """A level of the catalogue's marking scheme, each with its colour; none above the ceiling.

    `nothing` is what the empty entry says, by default as what a record without one counts.
    """

    def __init__(
        self,
        scheme: Scheme,
        ceiling: str | None = None,
        parent: QWidget | None = None,
        *,
        nothing: str | None = None,
    ) -> None:
        self._colours = {level.code: level.colour for level in scheme.levels}
        levels = [level for level in scheme.levels if scheme.allows(level.code, ceiling)]
        lowest = tr("Not marked (counts as {level})", level=scheme.lowest.label)
        entry = lowest if nothing is None else nothing
        super().__init__(lambda: [(level.code, level.label) for level in levels], entry, parent)

    def _fill(self, value: Value) -> None:
        super()._fill(value)
        for row in range(self.combo.count()):
            if colour := self._colours.get(self.combo.itemData(row)):
                self.combo.setItemIcon(row, _swatch(colour, self.devicePixelRatioF()))


class _Combo(QComboBox):
    """A combo box that a turn of the wheel scrolls past, and that asks for its list when opened."""

    def __init__(self, refill: Callable[[], None]) -> None:
        super().__init__()
        self._refill = refill
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # The same whatever it holds. `setSizeAdjustPolicy` would do it too, and `setIconSize` give
        # the icons their size, but both make the list, which most fields never open.
        return QSize(_NARROWEST, theme.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a form must never change what is recorded.
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        # Qt cuts a long entry off without a sign.
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 2
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + 4
        elided = Qt.TextElideMode.ElideRight
        option.currentText = option.fontMetrics.elidedText(option.currentText, elided, room)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        self._refill()
        # The list may be wider than a narrow field: a term is never cut off in it.
        self.view().setMinimumWidth(max(self.width(), self.view().sizeHintForColumn(0) + 32))
        super().showPopup()


def _swatch(colour: str, ratio: float) -> QIcon:
    pixmap = QPixmap(QSize(_SWATCH, _SWATCH) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(QRectF(0, 0, _SWATCH, _SWATCH), 4, 4)
    painter.end()
    return QIcon(pixmap)
