"""A table of things to look at: findings, and what is watched. Rows may stand under headings."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.models.notices import HEADING_ROLE, INK_ROLE, Index, NoticeColumn

_INSET = 12
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class NoticeTable(QTableView):
    """Rows of a model that answers the roles of `ui.models.notices`; headings are passed over.

    `opened` carries the row that was chosen with Enter or two clicks, `marked` the one under the
    cursor. `left_upwards` says that Up was pressed in the first row.
    """

    opened = Signal(int)
    marked = Signal(int)
    left_upwards = Signal()
    menu_asked = Signal(QPoint)

    def __init__(
        self,
        model: QAbstractTableModel,
        columns: Sequence[NoticeColumn],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme.dress_table(self)
        self._columns = columns
        self._focusing = False
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(name)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(self._open)
        model.modelReset.connect(self._fit)

    def span_headings(self, rows: Iterable[int]) -> None:
        """Let headings, which stand in `rows`, take the whole width."""
        self.clearSpans()
        for row in rows:
            self.setSpan(row, 0, 1, len(self._columns))

    def mark(self, row: int) -> None:
        """Put the cursor on `row`, or on the next one that is no heading, and select it alone."""
        while row < self.model().rowCount() and self.is_heading(row):
            row += 1
        if 0 <= row < self.model().rowCount():
            flags = QItemSelectionModel.SelectionFlag
            chosen = flags.ClearAndSelect | flags.Rows
            self.selectionModel().setCurrentIndex(self.model().index(row, 0), chosen)

    def current_row(self) -> int | None:
        """The row under the cursor."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def selected_rows(self) -> list[int]:
        """The selected rows from the top, without headings."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for row in rows if not self.is_heading(row)]

    def is_heading(self, row: int) -> bool:
        """Whether a row is a heading."""
        return self.model().index(row, 0).data(HEADING_ROLE) is not None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focusing = True  # Qt makes the first row current where none is
        super().focusInEvent(event)
        self._focusing = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._focusing:
            self.marked.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self._open(current)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self.mark(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif event.key() == Qt.Key.Key_Up and not self._has_row_above(current.row()):
            self.left_upwards.emit()
        elif event.text().strip() and event.text().isprintable():
            event.ignore()  # a letter is a command of the window, not a search in the first column
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _has_row_above(self, row: int) -> bool:
        return any(not self.is_heading(above) for above in range(min(row, 2)))

    def _open(self, index: QModelIndex) -> None:
        if not self.is_heading(index.row()):
            self.opened.emit(index.row())

    def _fit(self) -> None:
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
