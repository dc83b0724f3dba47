"""How a list is arranged: sorted by a heading, its columns chosen, moved and widened; remembered.

All of it can be done with the mouse on the headings, and from menus and a dialog with keys.
"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from defcat.search.order import BEST
from defcat.translation import tr
from ui.icons import icon
from ui.models.columns import Column, columns, offered
from ui.models.shaping import Shape, Shapes
from ui.widgets.record_table import RecordTable


class Arranging(QObject):
    """Arranges the list in `table` as somebody wants that of its kind. `resorted` says that its
    records are wanted in another order.
    """

    resorted = Signal()

    def __init__(self, table: RecordTable, shapes: Shapes) -> None:
        super().__init__(table)
        self._table = table
        self._shapes = shapes
        self._kind: str | None = None
        self._orders: set[str] = set()
        table.horizontalHeader().setSectionsMovable(True)
        table.sort_asked.connect(self.sort_by)
        table.moved.connect(self._keep_columns)
        table.widened.connect(self._widened)
        table.heading_menu_asked.connect(self._heading_menu)

    def turn_to(self, kind: str | None) -> None:
        """The list is one of `kind` from now on, or of records of any kind."""
        if kind != self._kind or not self._orders:
            self._kind = kind
            self._orders = {order for c in self._sortable() for order in c.order or ()}
        self._table.set_widths(self.shape.widths)
        self._table.set_tall(self.shape.tall)

    @property
    def shape(self) -> Shape:
        """How the list of this kind is wanted."""
        return self._shapes.of(self._kind)

    @property
    def order(self) -> str:
        """What the list is sorted by; `best` where nobody has said."""
        wanted = self.shape.order
        return wanted if wanted in self._orders else BEST

    def sort_by(self, column: Column) -> None:
        """Sort by a column; if it is so already, the other way, and then as before all that."""
        if column.order is None:
            return
        ways = column.order[::-1] if column.falls else column.order
        order = {ways[0]: ways[1], ways[1]: ""}.get(self.shape.order, ways[0])
        self._sort(order)

    def choose_order(self, at: QPoint | None = None) -> None:
        """Offer what the list can be sorted by, as a menu below its headings or at a place."""
        header = self._table.horizontalHeader()
        made = self._order_menu()
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.popup(at or header.mapToGlobal(header.rect().bottomLeft()))
        made.setActiveAction(next(a for a in made.actions() if a.isChecked()))

    def choose_columns(self) -> None:
        """Ask which columns the list is to have, in which order, and how wide."""
        from ui.widgets.column_chooser import ColumnChooser

        shown = [column.name for column in columns(self._kind, chosen=self.shape.columns)]
        widths, window = self._table.widths(), self._table.window()
        dialog = ColumnChooser(offered(self._kind), shown, self._kind, widths, window)
        dialog.agreed.connect(self._agreed)
        dialog.reset.connect(self.reset)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def turn_tall(self) -> None:
        """Give rows two lines, for titles that are long, or one again."""
        self._keep(replace(self.shape, tall=not self.shape.tall))
        self._table.set_tall(self.shape.tall)

    def reset(self) -> None:
        """Show the usual columns again, as wide as they usually are."""
        self._keep(replace(self.shape, columns=(), widths={}))
        self._table.reshape(())

    # --- inside -----------------------------------------------------------------------------

    def _sortable(self) -> list[Column]:
        return [column for column in offered(self._kind) if column.order]

    def _sort(self, order: str) -> None:
        if order != self.shape.order:
            self._keep(replace(self.shape, order=order))
            self.resorted.emit()

    def _keep(self, shape: Shape) -> None:
        self._shapes.keep(self._kind, shape)
        self._table.set_widths(shape.widths)

    def _agreed(self, names: list[str], widths: dict[str, int]) -> None:
        self._keep(replace(self.shape, widths={**self.shape.widths, **widths}))
        self._keep_columns(names)

    def _keep_columns(self, names: list[str]) -> None:
        self._keep(replace(self.shape, columns=tuple(names)))
        self._table.reshape(names)

    def _widened(self, name: str, width: int) -> None:
        self._keep(replace(self.shape, widths={**self.shape.widths, name: width}))

    def _order_menu(self) -> QMenu:
        """Every order that makes sense, with a mark at the one in use."""
        menu = QMenu(tr("Sort by"), self._table)
        group = QActionGroup(menu)
        now = self.order
        best = menu.addAction(tr("Best, then newest first"))
        best.triggered.connect(lambda: self._sort(""))
        best.setCheckable(True)
        best.setChecked(now == BEST)
        group.addAction(best)
        menu.addSeparator()
        turned = ""
        for column in self._sortable():
            ways = column.order or ("", "")
            action = menu.addAction(column.label)
            first = ways[1] if column.falls else ways[0]
            action.triggered.connect(partial(self._sort, first))
            action.setCheckable(True)
            action.setChecked(now in ways)
            group.addAction(action)
            if now in ways:
                turned = ways[1 - ways.index(now)]
        menu.addSeparator()
        turn = menu.addAction(tr("The other way round"))
        turn.triggered.connect(partial(self._sort, turned))
        turn.setEnabled(bool(turned))
        return menu

    def _heading_menu(self, at: QPoint, column: Column | None) -> None:
        menu = QMenu(self._table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addMenu(self._order_menu())
        names = [c.name for c in columns(self._kind, chosen=self.shape.columns)]
        if column is not None and column.name in names:
            here = names.index(column.name)
            rest = [name for name in names if name != column.name]
            for words, place in ((tr("Move left"), here - 1), (tr("Move right"), here + 1)):
                moved = [*rest[:place], column.name, *rest[place:]] if place >= 0 else []
                action = menu.addAction(words, partial(self._keep_columns, moved))
                action.setEnabled(0 <= place < len(names))
            hide = menu.addAction(tr("Hide “{column}”", column=column.label))
            hide.triggered.connect(partial(self._keep_columns, rest))
            hide.setEnabled(column.name != "title")
        menu.addSeparator()
        tall = menu.addAction(tr("Rows of two lines"), self.turn_tall)
        tall.setCheckable(True)
        tall.setChecked(self.shape.tall)
        menu.addAction(icon("columns"), tr("Columns…"), self.choose_columns)
        menu.addAction(tr("Usual columns"), self.reset)
        menu.popup(at)
