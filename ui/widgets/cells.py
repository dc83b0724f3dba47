"""How the cells of a record list are drawn: text, and chips for codes that have a tone."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme
from ui.models.columns import Column, status_tone
from ui.models.records import COLUMN_ROLE, ROW_ROLE
from ui.widgets.chip import chip_size, paint_chip

_INSET = 12


class RecordCells(QStyledItemDelegate):
    """Draws the state columns as chips and keeps the reference quiet; the rest is Qt's."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight
        column: Column = index.data(COLUMN_ROLE)
        if column.name == "ref":
            option.palette.setColor(option.palette.ColorRole.Text, theme.current().faint)
            option.palette.setColor(option.palette.ColorRole.HighlightedText, theme.current().faint)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        column: Column = index.data(COLUMN_ROLE)
        row = index.data(ROW_ROLE)
        if not column.chip or row is None:
            super().paint(painter, option, index)
            return
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        text, blank.text = blank.text, ""
        widget: QWidget | None = option.widget
        if widget:
            widget.style().drawControl(
                QStyle.ControlElement.CE_ItemViewItem, blank, painter, widget
            )
        if text:
            code = str(row.values.get(column.name))
            self._chip(painter, option, text, theme.current().tone(status_tone(code)))

    def _chip(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        text: str,
        colours: tuple[str, str],
    ) -> None:
        size = chip_size(text, option.font)
        room = option.rect.width() - 2 * _INSET
        box = QRect(0, 0, min(size.width(), room), size.height())
        box.moveCenter(option.rect.center())
        box.moveLeft(option.rect.left() + _INSET)
        painter.setFont(option.font)
        paint_chip(painter, box, text, *colours)
