"""How the cells of a record list are drawn: text, and chips for codes that have a tone.

Drawn straight, past the style sheet, which takes twice the time for each cell of a screenful.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.models.columns import FOUND, status_tone
from ui.models.records import RecordModel
from ui.widgets.chip import chip_size, paint_chip

if TYPE_CHECKING:
    from defcat.search.snippets import Snippet

INSET = 12
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class RecordCells(QStyledItemDelegate):
    """Draws the cells of `model`: states as chips, the reference quietly, the rest as text."""

    def __init__(self, model: RecordModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._view = parent
        self.hovered = -1
        """The row under the pointer, -1 for none."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        ink = theme.current()
        rect = option.rect
        if ground := self._ground(option, index.row(), ink):
            painter.fillRect(rect, QColor(ground))
        painter.fillRect(
            QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(ink.neutral_soft)
        )
        column = self._model.columns()[index.column()]
        row = self._model.row_at(index.row())
        text = column.text(row) if row else ""
        if not text or not row:
            return
        inside = rect.adjusted(INSET, 0, -INSET, 0)
        painter.setFont(option.font)
        if column.chip:
            size = chip_size(text, option.font)
            box = QRect(0, 0, min(size.width(), inside.width()), size.height())
            box.moveCenter(inside.center())
            box.moveLeft(inside.left())
            code = str(row.values.get(column.name))
            paint_chip(painter, box, text, *ink.tone(status_tone(code)))
            return
        if column.name == FOUND and row.snippet:
            _paint_snippet(painter, inside, row.snippet, ink)
            return
        painter.setPen(QColor(ink.faint if column.name == "ref" else ink.text))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, _MIDDLE, shown)

    def _ground(self, option: QStyleOptionViewItem, row: int, ink: theme.Theme) -> str:
        """The colour behind a cell, empty for the table's own."""
        if option.state & QStyle.StateFlag.State_Selected:
            return ink.selection if self._view.property("focused") else ink.selection_quiet
        return ink.hover if row == self.hovered else ""


def _paint_snippet(painter: QPainter, inside: QRect, snippet: "Snippet", ink: theme.Theme) -> None:
    """Where a record answers: the field quietly, then the text with the words asked for in bold.

    In a narrow column the first of those words is shown rather than all that is before it.
    """
    plain = painter.font()
    bold = QFont(plain)
    bold.setWeight(QFont.Weight.DemiBold)
    label, pieces = f"{snippet.label}: ", list(_pieces(snippet))
    until = next((place for place, (_, marked) in enumerate(pieces) if marked), 0) + 1
    needed = QFontMetrics(bold).horizontalAdvance("".join(text for text, _ in pieces[:until]))
    left = inside.width() - QFontMetrics(plain).horizontalAdvance(label)
    if needed > inside.width() and until == 2:
        pieces[0] = ("…", False)
    first = [(label, plain, ink.faint)] if needed <= left or until == 1 else []
    told = (
        (text, bold if marked else plain, ink.text if marked else ink.muted)
        for text, marked in pieces
    )
    room = QRect(inside)
    for text, font, colour in (*first, *told):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE, shown)
        room.setLeft(room.left() + metrics.horizontalAdvance(text))
        if shown != text or room.width() <= 0:
            return


def _pieces(snippet: "Snippet") -> Iterator[tuple[str, bool]]:
    """The text of a snippet in pieces, and whether each is one of the words asked for."""
    done = 0
    for first, after in snippet.marked:
        if first > done:
            yield snippet.text[done:first], False
        if after > max(first, done):
            yield snippet.text[max(first, done) : after], True
        done = max(done, after)
    if done < len(snippet.text):
        yield snippet.text[done:], False
