"""How the rows of a record list are drawn: text, and chips for codes that have a tone.

A list is drawn anew at every key, so all of its rows are drawn in one go, past the style sheet and
Qt's cells, and a row that stays is laid out only once.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText, QTextLayout
from PySide6.QtWidgets import QTableView

from defcat.search.rows import ListRow
from ui import theme
from ui.models.columns import FOUND, Column, status_tone
from ui.models.records import RecordModel
from ui.widgets.chip import RADIUS, chip_font, chip_room, chip_words

if TYPE_CHECKING:
    from defcat.search.snippets import Snippet

INSET = 12
_KEPT = 2_000
"""Texts that are kept laid out: many screens of them."""
_KEPT_ROWS = 200
_LINES = 4
"""Px above the first of two lines, and below the second."""


class _Look(NamedTuple):
    """How a piece of text looks: in the list's type, in bold or as a chip, and its colour."""

    type: str
    tone: str


class _Piece(NamedTuple):
    """A piece of text laid out, and where in its row it stands."""

    left: int
    top: int
    text: QStaticText
    look: _Look


@dataclass(frozen=True)
class _Line:
    """A row laid out: its texts, and the grounds of its chips with their tones."""

    row: ListRow
    pieces: tuple[_Piece, ...]
    chips: tuple[tuple[QRect, str], ...]


@dataclass(frozen=True)
class _Shape:
    """What all rows have in common: each column in sight with its left edge and its width, how high
    rows are, where a second line begins, -1 where there is none, and where it has to end.
    """

    columns: tuple[tuple[Column, int, int], ...]
    height: int
    below: int
    room: int
    font: str


class RecordCells:
    """Draws the rows of `model` in `view`: states as chips, the reference quietly, the rest as
    text.
    """

    def __init__(self, model: RecordModel, view: QTableView) -> None:
        self._model = model
        self._view = view
        self._texts = _Texts()
        self._shape: _Shape | None = None
        self._lines: dict[int, _Line] = {}
        self.hovered = -1
        """The row under the pointer, -1 for none."""
        self.below = -1
        """The column below which, and below all to the right of it, a second line says where the
        row answers; -1 where rows have one line.
        """

    def paint(self, painter: QPainter, within: QRect) -> None:
        """Draw the rows that lie in a part of the viewport."""
        ink, view, model = theme.current(), self._view, self._model
        painter.fillRect(within, QColor(ink.panel))
        shape = self._shape_now()
        if not shape.columns or not model.rowCount():
            return
        first, last = view.rowAt(within.top()), view.rowAt(within.bottom())
        if first < 0:
            return
        last = last if last >= 0 else model.rowCount() - 1
        across = view.horizontalHeader().offset()
        left, end = shape.columns[0][1] - across, sum(shape.columns[-1][1:]) - across
        top, underline = view.rowViewportPosition(first), QColor(ink.neutral_soft)
        grounds = self._grounds(first, last, ink)
        texts: dict[_Look, list[tuple[int, int, QStaticText]]] = defaultdict(list)
        chips: dict[str, list[QRect]] = defaultdict(list)
        for place in range(first, last + 1):
            if place in grounds:
                painter.fillRect(left, top, end - left, shape.height, grounds[place])
            painter.fillRect(left, top + shape.height - 1, end - left, 1, underline)
            row = model.row_at(place)
            if row is not None:
                line = self._line_of(row, shape)
                for piece in line.pieces:
                    at = piece.left - across, piece.top + top, piece.text
                    texts[piece.look].append(at)
                for box, tone in line.chips:
                    chips[tone].append(box.translated(-across, top))
            top += shape.height
        _paint_chips(painter, chips, ink)
        self._texts.paint(painter, texts, ink)

    def _shape_now(self) -> _Shape:
        """The shape of the rows as the view has it; of another, nothing that was laid out holds."""
        view, header, font = self._view, self._view.horizontalHeader(), self._view.font()
        seen: list[tuple[Column, int, int]] = []
        below = -1
        for place, column in enumerate(self._model.columns()):
            if width := header.sectionSize(place):  # none of a hidden one
                left = header.sectionPosition(place)
                seen.append((column, left, width))
                below = left if place == self.below else below
        seen.sort(key=lambda each: each[1])
        height = view.verticalHeader().defaultSectionSize()
        room = header.offset() + view.viewport().width()
        shape = _Shape(tuple(seen), height, below, room, font.key())
        if shape != self._shape:
            self._shape = shape
            self._lines.clear()
            self._texts.set_font(font)
        return shape

    def _grounds(self, first: int, last: int, ink: theme.Theme) -> dict[int, QColor]:
        """The colours behind rows that have not the list's own."""
        view, model = self._view, self._model
        found = {self.hovered: QColor(ink.hover)} if first <= self.hovered <= last else {}
        chosen = view.selectionModel()
        if chosen.hasSelection():
            colour = QColor(ink.selection if view.property("focused") else ink.selection_quiet)
            for row in range(first, last + 1):
                if chosen.isSelected(model.index(row, 0)):
                    found[row] = colour
        return found

    def _line_of(self, row: ListRow, shape: _Shape) -> _Line:
        line = self._lines.get(row.id)
        if line is None or line.row != row:
            if len(self._lines) >= _KEPT_ROWS:
                self._lines.clear()
            line = self._lines[row.id] = self._laid_out(row, shape)
        return line

    def _laid_out(self, row: ListRow, shape: _Shape) -> _Line:
        pieces: list[_Piece] = []
        chips: list[tuple[QRect, str]] = []
        texts, height = self._texts, shape.height
        upper = QRect(0, 0, 0, height)
        if shape.below >= 0 and row.snippet:
            line = QRect(shape.below + INSET, height // 2, 0, height // 2 - _LINES)
            line.setWidth(shape.room - shape.below - 2 * INSET)
            pieces.extend(texts.snippet(row.snippet, line))
            upper = QRect(0, _LINES, 0, height - height // 2 - _LINES)
        for column, left, width in shape.columns:
            text = column.text(row)
            if not text:
                continue
            inside = QRect(left + INSET, upper.top(), width - 2 * INSET, upper.height())
            if column.chip:
                tone = status_tone(str(row.values.get(column.name)))
                box, piece = texts.chip(text, inside, tone)
                chips.append((box, tone))
                pieces.append(piece)
            elif column.name == FOUND and row.snippet:
                pieces.extend(texts.snippet(row.snippet, inside))
            elif left == shape.below and not row.snippet:
                pieces.extend(texts.two_lines(text, inside))
            else:
                pieces.append(texts.plain(text, inside, _FAINT if column.name == "ref" else _TEXT))
        return _Line(row, tuple(pieces), tuple(chips))


_TEXT, _FAINT = _Look("plain", "text"), _Look("plain", "faint")


def _paint_chips(painter: QPainter, chips: dict[str, list[QRect]], ink: theme.Theme) -> None:
    """Draw the grounds of chips, which have their tones in common."""
    if not chips:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for tone, boxes in chips.items():
        painter.setBrush(QColor(ink.tone(tone)[0]))
        for box in boxes:
            painter.drawRoundedRect(QRectF(box), RADIUS, RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class _Texts:
    """Texts, each cut off and laid out only once for the width that it has: that takes longer than
    drawing it.
    """

    def __init__(self) -> None:
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._height = 0
        self._known: dict[tuple[str, str, int], tuple[str, QStaticText]] = {}

    def set_font(self, font: QFont) -> None:
        """Write in this type from now on."""
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        fonts = {"plain": QFont(font), "bold": bold, "chip": chip_font(font)}
        if fonts != self._fonts:
            self._fonts = fonts
            self._metrics = {name: QFontMetrics(each) for name, each in fonts.items()}
            self._height = self._metrics["plain"].height()
            self._known.clear()

    def paint(
        self,
        painter: QPainter,
        texts: dict[_Look, list[tuple[int, int, QStaticText]]],
        ink: theme.Theme,
    ) -> None:
        """Draw texts that are laid out, by how they look."""
        for look, placed in texts.items():
            painter.setFont(self._fonts[look.type])
            chip = look.type == "chip"
            painter.setPen(QColor(ink.tone(look.tone)[1] if chip else getattr(ink, look.tone)))
            for left, top, text in placed:
                painter.drawStaticText(left, top, text)

    def plain(self, text: str, inside: QRect, look: _Look = _TEXT) -> _Piece:
        """A text in the middle of its line, cut off where it is too long."""
        _, laid = self._laid(look.type, text, inside.width())
        return _Piece(inside.left(), self._top(inside), laid, look)

    def two_lines(self, text: str, inside: QRect) -> Iterator[_Piece]:
        """A text in one line, or in two where it is longer."""
        layout = QTextLayout(text, self._fonts["plain"])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(inside.width())
        layout.endLayout()
        cut = line.textLength()
        if cut >= len(text):
            yield self.plain(text, inside)
            return
        upper = inside.adjusted(0, _LINES, 0, -(inside.height() // 2))
        yield self.plain(text[:cut].rstrip(), upper)
        yield self.plain(text[cut:], upper.translated(0, upper.height()))

    def chip(self, text: str, inside: QRect, tone: str) -> tuple[QRect, _Piece]:
        """A chip: its ground, and what it says."""
        size = chip_room(text, self._metrics["chip"])
        box = QRect(0, 0, min(size.width(), inside.width()), size.height())
        box.moveCenter(inside.center())
        box.moveLeft(inside.left())
        words = chip_words(box)
        _, laid = self._laid("chip", text, words.width())
        top = words.top() + (words.height() - self._metrics["chip"].height()) // 2
        return box, _Piece(words.left(), top, laid, _Look("chip", tone))

    def snippet(self, snippet: "Snippet", inside: QRect) -> Iterator[_Piece]:
        """Where a record answers: the field quietly, then the text with the words asked for in
        bold. In a narrow column the first of those is shown rather than all that is before it.
        """
        top, left, width = self._top(inside), 0, inside.width()
        for text, look in self._told(snippet, width):
            shown, laid = self._laid(look.type, text, width - left)
            yield _Piece(inside.left() + left, top, laid, look)
            left += self._metrics[look.type].horizontalAdvance(text)
            if shown != text or left >= width:
                return

    def _told(self, snippet: "Snippet", width: int) -> list[tuple[str, _Look]]:
        """The pieces of a snippet that there is room for, and how each looks."""
        label, pieces = f"{snippet.label}: ", list(_pieces(snippet))
        until = next((place for place, (_, marked) in enumerate(pieces) if marked), 0) + 1
        before = "".join(text for text, _ in pieces[:until])
        needed = self._metrics["bold"].horizontalAdvance(before)
        left = width - self._metrics["plain"].horizontalAdvance(label)
        if needed > width and until == 2:
            pieces[0] = ("…", False)
        told = [(text, _FOUND_WORD if marked else _QUIET) for text, marked in pieces]
        return [(label, _FAINT), *told] if needed <= left or until == 1 else told

    def _top(self, inside: QRect) -> int:
        return inside.top() + (inside.height() - self._height) // 2

    def _laid(self, kind: str, text: str, width: int) -> tuple[str, QStaticText]:
        """As much of a text as there is room for in `width` px, and that laid out."""
        found = self._known.get((kind, text, width))
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            shown = self._metrics[kind].elidedText(text, Qt.TextElideMode.ElideRight, width)
            laid = QStaticText(shown)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.prepare(font=self._fonts[kind])
            found = self._known[kind, text, width] = shown, laid
        return found


_QUIET, _FOUND_WORD = _Look("plain", "muted"), _Look("bold", "text")


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
