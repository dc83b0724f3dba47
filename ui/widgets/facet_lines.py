"""The lines of the facets beside a list: headings, values with counts, and how they are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from defcat.translation import tr, trn
from ui import theme
from ui.icons import icon

if TYPE_CHECKING:
    from defcat.search.facet_values import Facet, Facets, State, Value

MOST = 6
"""Values of a facet that are shown; the others are a click away."""
LINE, HEADING = 24, 32
_INSET, _ICON, _GAP = 12, 14, 4
_OUT = 4
"""Px by which ticks and counts stand outside the inset."""

Index = QModelIndex | QPersistentModelIndex
StateOf = Callable[["Facet", "Value"], "State"]


@dataclass(frozen=True)
class Line:
    """One line: the heading of a `facet`, a `value` of it, a note, or what leads to `more` values.

    `text` is what it says, `count` what stands at its right end.
    """

    text: str
    facet: "Facet | None" = None
    value: "Value | None" = None
    count: str = ""
    state: "State" = ""
    more: bool = False

    @property
    def acts(self) -> bool:
        """Whether it can be chosen."""
        return self.more or self.value is not None

    @property
    def key(self) -> tuple[str, str]:
        """What it is about, whatever it says of that."""
        about = self.value.text if self.value else "…" if self.more else ""
        return self.facet.field if self.facet else self.text, about

    def said(self) -> str:
        """The line in words, for who does not see it."""
        if self.value is None:
            return self.text
        return ", ".join(filter(None, (self.text, self._counted(), _STATES[self.state]())))

    def _counted(self) -> str:
        number = self.value.count if self.value else None
        if number is None:
            return ""
        if self.facet and self.facet.estimated:
            return tr("about {n} records", n=f"{rounded(number):,}")
        return trn("{n} record", "{n} records", number)


_STATES: dict[str, Callable[[], str]] = {
    "in": lambda: tr("included"),
    "out": lambda: tr("excluded"),
    "": lambda: "",
}


def lines_of(facets: "Facets", state_of: StateOf) -> list[Line]:
    """The lines of the panel; values that were chosen are among them wherever they come."""
    found: list[Line] = []
    for facet in facets.facets:
        states = [state_of(facet, value) for value in facet.values]
        shown = [
            _line(facet, value, state)
            for place, (value, state) in enumerate(zip(facet.values, states, strict=True))
            if place < MOST or state
        ]
        found += [Line(facet.label, facet), *shown]
        if len(shown) < len(facet.values):
            all_of_them = tr("Show all {n}", n=f"{len(facet.values):,}")
            found.append(Line(all_of_them, facet, more=True))
    for label in facets.untold:
        found += [Line(label), Line(tr("Counted only as of today."))]
    return found


def steady(before: Sequence[Line], after: Sequence[Line], state_of: StateOf) -> list[Line]:
    """The lines `after` a choice in the places of those `before` it, so that another click meets
    the same line.

    Values that no record has any more stay, with a nought; those of a facet that is not counted
    any more, without a count. Facets that were not there come behind.
    """
    counted = {line.facet.field: line.facet for line in after if line.facet}
    known = {line.key[0] for line in before}

    def anew(line: Line) -> Line:
        if line.facet is None:
            return line
        facet = counted.get(line.facet.field)
        if line.value is None:
            return replace(line, facet=facet or line.facet)
        value = replace(line.value, count=0 if facet else None)
        among = facet.values if facet else ()
        value = next((one for one in among if one.text == value.text), value)
        return _line(facet or line.facet, value, state_of(line.facet, value))

    return [anew(line) for line in before] + [line for line in after if line.key[0] not in known]


def all_lines(facet: "Facet", typed: str, state_of: StateOf) -> list[Line]:
    """A line for each value of a facet that has the words typed, or their beginnings, in it."""
    from defcat.text import words

    wanted = words(typed)
    return [
        _line(facet, value, state_of(facet, value))
        for value in facet.values
        if all(any(one.startswith(word) for one in words(value.label)) for word in wanted)
    ]


def rounded(count: int) -> int:
    """An estimate with the two digits that it can be trusted for."""
    step = 10 ** max(0, int(log10(count)) - 1) if count else 1
    return round(count / step) * step


def _line(facet: "Facet", value: "Value", state: "State") -> Line:
    shown = ""
    if value.count is not None:
        shown = f"~{rounded(value.count):,}" if facet.estimated else f"{value.count:,}"
    return Line(value.label, facet, value, shown, state)


class FacetLines(QAbstractListModel):
    """Lines as a model. `stale`: the counts are those of the query before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self.stale = False

    def show(self, lines: Sequence[Line], *, stale: bool = False) -> None:
        """Show other lines; where they are about the same, only what changed is drawn anew."""
        same = [line.key for line in lines] == [line.key for line in self._lines]
        if same:
            self._lines, self.stale = list(lines), stale
            self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self._lines, self.stale = list(lines), stale
        self.endResetModel()

    def all(self) -> list[Line]:
        """The lines shown."""
        return list(self._lines)

    def line(self, row: int) -> Line:
        """The line in `row`."""
        return self._lines[row]

    def row_of(self, key: tuple[str, str]) -> int | None:
        """The row of the line about `key`, None where there is none."""
        found = (row for row, line in enumerate(self._lines) if line.key == key)
        return next(found, None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        acts = index.isValid() and self._lines[index.row()].acts
        return Qt.ItemFlag.ItemIsEnabled if acts else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.said()
        if role == Qt.ItemDataRole.ToolTipRole and line.value:
            return line.said()
        return None


class FacetCells(QStyledItemDelegate):
    """Draws the lines of `model`: a tick before what is included, a line through what is not."""

    def __init__(self, model: FacetLines, view: QWidget) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line = self._model.line(index.row())
        heading = not line.acts and line.facet is not None
        return QSize(0, HEADING if heading else LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, ink = self._model.line(index.row()), theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, line, ink)
        inside = option.rect.adjusted(_INSET - _OUT, 0, _OUT - _INSET, 0)
        if not line.acts:
            self._paint_quiet(painter, option, line, ink)
        elif line.more:
            inside.setLeft(inside.left() + _ICON + _GAP)
            _write(painter, inside, option.font, ink.accent, line.text)
        else:
            self._paint_value(painter, option, line, ink)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Line, ink: theme.Theme
    ) -> None:
        box = option.rect.adjusted(4, 0, -4, 0)
        under = bool(option.state & QStyle.StateFlag.State_MouseOver) and line.acts
        fill = ink.accent_soft if line.state == "in" else ink.hover if under else ""
        if fill:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(fill))
            painter.drawRoundedRect(box, 4, 4)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.property("focused"):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ink.focus), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_quiet(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Line, ink: theme.Theme
    ) -> None:
        inside = option.rect.adjusted(_INSET, 8 if line.facet else 0, -_INSET, 0)
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        if line.facet:
            font.setWeight(QFont.Weight.DemiBold)
        _write(painter, inside, font, ink.faint, line.text)

    def _paint_value(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Line, ink: theme.Theme
    ) -> None:
        inside = option.rect.adjusted(_INSET - _OUT, 0, _OUT - _INSET, 0)
        if line.state:
            place = QRect(inside.left(), 0, _ICON, _ICON)
            place.moveCenter(inside.center())
            place.moveLeft(inside.left())
            drawing, colour = _MARKS[line.state]
            icon(drawing, colour).paint(painter, place)
        small = QFont(option.font)
        small.setPointSizeF(small.pointSizeF() * 0.9)
        quiet = ink.disabled if self._model.stale else ink.faint
        painter.setFont(small)
        width = painter.fontMetrics().horizontalAdvance(line.count)
        _write(painter, inside, small, quiet, line.count, Qt.AlignmentFlag.AlignRight)
        inside.setLeft(inside.left() + _ICON + _GAP)
        inside.setRight(inside.right() - (width + 8 if width else 0))
        font = QFont(option.font)
        font.setStrikeOut(line.state == "out")
        if line.state == "in":
            font.setWeight(QFont.Weight.DemiBold)
        words = {"in": ink.accent, "out": ink.faint, "": ink.text}[line.state]
        _write(painter, inside, font, words, line.text)


_MARKS = {"in": ("check", "accent"), "out": ("close", "faint")}


def _write(
    painter: QPainter,
    inside: QRect,
    font: QFont,
    colour: str,
    text: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | side, shown)
