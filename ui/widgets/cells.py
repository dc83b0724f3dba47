"""How the cells of a record list are drawn: text, and chips for codes that have a tone.

Drawn straight, past the style sheet, which takes twice the time for each cell of a screenful.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui import theme
from ui.models.columns import FOUND, status_tone
from ui.models.records import RecordModel
from ui.widgets.chip import chip_size, paint_chip

if TYPE_CHECKING:
    from defcat.search.snippets import Snippet

INSET = 12
_KEPT = 2_000
"""Texts that are kept laid out: many screens of them."""
_LINES = 4
"""Px above the first of two lines, and below the second."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class RecordCells(QStyledItemDelegate):
    """Draws the cells of `model`: states as chips, the reference quietly, the rest as text."""

    def __init__(self, model: RecordModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._model = model
        self._view = parent
        self._texts = _Texts()
        self.hovered = -1
        """The row under the pointer, -1 for none."""
        self.below = -1
        """The column below which, and below all to the right of it, a second line says where the
        row answers; -1 where rows have one line.
        """

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
        if not row:
            return
        inside = rect.adjusted(INSET, 0, -INSET, 0)
        painter.setFont(option.font)
        if self.below >= 0 and row.snippet:
            self._paint_below(painter, rect, row.snippet, ink)
            inside.adjust(0, _LINES, 0, -(rect.height() // 2))
            painter.setFont(option.font)
        text = column.text(row)
        if not text:
            return
        if column.chip:
            size = chip_size(text, option.font)
            box = QRect(0, 0, min(size.width(), inside.width()), size.height())
            box.moveCenter(inside.center())
            box.moveLeft(inside.left())
            code = str(row.values.get(column.name))
            paint_chip(painter, box, text, *ink.tone(status_tone(code)))
            return
        if column.name == FOUND and row.snippet:
            self._texts.paint_snippet(painter, inside, row.snippet, ink)
            return
        painter.setPen(QColor(ink.faint if column.name == "ref" else ink.text))
        if self.below == index.column() and not row.snippet:
            _paint_two_lines(painter, inside, text)
            return
        self._texts.paint(painter, inside, text)

    def _paint_below(
        self, painter: QPainter, cell: QRect, snippet: "Snippet", ink: theme.Theme
    ) -> None:
        """Paint what of the second line of a row lies in one of its cells."""
        left = self._view.columnViewportPosition(self.below) + INSET
        top = cell.top() + cell.height() // 2
        line = QRect(left, top, self._view.viewport().width() - left - INSET, cell.height() // 2)
        line.adjust(0, 0, 0, -_LINES)
        if not line.intersects(cell):
            return
        painter.save()
        painter.setClipRect(cell)
        self._texts.paint_snippet(painter, line, snippet, ink)
        painter.restore()

    def _ground(self, option: QStyleOptionViewItem, row: int, ink: theme.Theme) -> str:
        """The colour behind a cell, empty for the table's own."""
        if option.state & QStyle.StateFlag.State_Selected:
            return ink.selection if self._view.property("focused") else ink.selection_quiet
        return ink.hover if row == self.hovered else ""


def _paint_two_lines(painter: QPainter, inside: QRect, text: str) -> None:
    """A text in one line, or in two where it is longer."""
    layout = QTextLayout(text, painter.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(inside.width())
    layout.endLayout()
    cut, half = line.textLength(), inside.height() // 2
    boxes = {text: inside}
    if cut < len(text):
        upper = inside.adjusted(0, _LINES, 0, -half)
        boxes = {text[:cut].rstrip(): upper, text[cut:]: upper.translated(0, upper.height())}
    for words, box in boxes.items():
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _MIDDLE, shown)


@dataclass(frozen=True)
class _Piece:
    """A piece of text laid out: how far it stands to the right, and how it looks."""

    left: int
    text: QStaticText
    bold: bool
    tone: str


class _Texts:
    """Lines of text, each cut off and laid out only once for the width that it has.

    That takes longer than drawing it, and a list is drawn anew at every key.
    """

    def __init__(self) -> None:
        self._plain, self._bold = QFont(), QFont()
        self._height = 0
        self._known: dict[tuple[object, int], tuple[_Piece, ...]] = {}

    def paint(self, painter: QPainter, inside: QRect, text: str) -> None:
        """Write `text` in the middle of `inside`, with the font and the pen of the painter."""
        (piece,) = self._pieces_of(painter, text, inside.width())
        painter.drawStaticText(inside.left(), self._top(inside), piece.text)

    def paint_snippet(
        self, painter: QPainter, inside: QRect, snippet: "Snippet", ink: theme.Theme
    ) -> None:
        """Where a record answers: the field quietly, then the text with the words asked for in
        bold. In a narrow column the first of those is shown rather than all that is before it.
        """
        top = self._top(inside)
        for piece in self._pieces_of(painter, snippet, inside.width()):
            painter.setFont(self._bold if piece.bold else self._plain)
            painter.setPen(QColor(getattr(ink, piece.tone)))
            painter.drawStaticText(inside.left() + piece.left, top, piece.text)

    def _top(self, inside: QRect) -> int:
        return inside.top() + (inside.height() - self._height) // 2

    def _pieces_of(
        self, painter: QPainter, what: "str | Snippet", width: int
    ) -> tuple[_Piece, ...]:
        font = painter.font()
        if not self._height or font != self._plain or len(self._known) > _KEPT:
            self._plain, self._bold = QFont(font), QFont(font)
            self._bold.setWeight(QFont.Weight.DemiBold)
            self._height = painter.fontMetrics().height()
            self._known.clear()
        found = self._known.get((what, width))
        if found is None:
            told = [(what, False, "text")] if isinstance(what, str) else self._told(what, width)
            found = self._known[what, width] = tuple(self._laid(told, width))
        return found

    def _told(self, snippet: "Snippet", width: int) -> list[tuple[str, bool, str]]:
        """The pieces of a snippet that there is room for, whether each is bold, and its tone."""
        label, pieces = f"{snippet.label}: ", list(_pieces(snippet))
        until = next((place for place, (_, marked) in enumerate(pieces) if marked), 0) + 1
        before = "".join(text for text, _ in pieces[:until])
        needed = QFontMetrics(self._bold).horizontalAdvance(before)
        left = width - QFontMetrics(self._plain).horizontalAdvance(label)
        if needed > width and until == 2:
            pieces[0] = ("…", False)
        told = [(text, marked, "text" if marked else "muted") for text, marked in pieces]
        return [(label, False, "faint"), *told] if needed <= left or until == 1 else told

    def _laid(self, told: list[tuple[str, bool, str]], width: int) -> Iterator[_Piece]:
        left = 0
        for text, bold, tone in told:
            font = self._bold if bold else self._plain
            metrics = QFontMetrics(font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - left)
            laid = QStaticText(shown)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.prepare(font=font)
            yield _Piece(left, laid, bold, tone)
            left += metrics.horizontalAdvance(text)
            if shown != text or left >= width:
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
