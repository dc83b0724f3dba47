"""A table of things to look at: findings, and what is watched. Rows may stand under headings."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import theme
from ui.models.notices import HEADING_ROLE, INK_ROLE, Index, NoticeColumn
from ui.widgets.row_table import RowTable

_INSET = 12
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class NoticeTable(RowTable):
    """Rows of a model that answers the roles of `ui.models.notices`; headings are passed over.

    `opened` carries the row that was chosen with Enter or two clicks, `marked` the one under the
    cursor.
    """

    opened = Signal(int)
    marked = Signal(int)

    def __init__(
        self,
        model: QAbstractTableModel,
        columns: Sequence[NoticeColumn],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._columns = columns
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(lambda index: self.entered_row(index.row()))
        model.modelReset.connect(self.fit)

    def span_headings(self, rows: Iterable[int]) -> None:
        """Let headings, which stand in `rows`, take the whole width."""
        self.clearSpans()
        for row in rows:
            self.setSpan(row, 0, 1, len(self._columns))

    def current_row(self) -> int | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def selected_rows(self) -> list[int]:
        """The selected rows from the top, without headings."""
        rows = (row for first, last in self.selected_ranges() for row in range(first, last + 1))
        return [row for row in rows if not self.is_heading(row)]

    def is_heading(self, row: int) -> bool:
        """Whether a row is a heading."""
        return self.model().index(row, 0).data(HEADING_ROLE) is not None

    def can_stand_on(self, row: int) -> bool:
        return not self.is_heading(row)

    def entered_row(self, row: int) -> None:
        if not self.is_heading(row):
            self.opened.emit(row)

    def came_to(self, row: int) -> None:
        self.marked.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the room among the columns that are shown."""
        shown = [
            (place, column)
            for place, column in enumerate(self._columns)
            if not self.isColumnHidden(place)
        ]
        room = self.viewport().width() - sum(column.width for _, column in shown)
        shares = sum(column.grows for _, column in shown)
        for place, column in shown:
            more = max(0, room) * column.grows // max(1, shares)
            self.setColumnWidth(place, column.width + more)


class _Cells(QStyledItemDelegate):
    """Draws the cells straight, past the style sheet, as those of record lists are."""

    def __init__(self, view: NoticeTable) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ink, rect = theme.current(), option.rect
        font, beside = option.font, index.data(HEADING_ROLE)
        if beside is not None:
            font = QFont(font)
            font.setWeight(QFont.Weight.DemiBold)
        elif option.state & QStyle.StateFlag.State_Selected:
            focused = self._view.property("focused")
            painter.fillRect(rect, QColor(ink.selection if focused else ink.selection_quiet))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(ink.hover))
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, QColor(ink.neutral_soft))
        painter.setFont(font)
        inside = rect.adjusted(_INSET, 0, -_INSET, 0)
        text = str(index.data() or "")
        self._write(painter, inside, text, getattr(ink, str(index.data(INK_ROLE) or "text")))
        if beside:
            inside.setLeft(inside.left() + painter.fontMetrics().horizontalAdvance(text) + _INSET)
            painter.setFont(option.font)
            self._write(painter, inside, beside, ink.faint)

    def _write(self, painter: QPainter, inside: QRect, text: str, colour: str) -> None:
        mode = Qt.TextElideMode.ElideRight
        painter.setPen(QColor(colour))
        painter.drawText(
            inside, _MIDDLE, painter.fontMetrics().elidedText(text, mode, inside.width())
        )
