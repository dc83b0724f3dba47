"""Ctrl+K: every command and every record from one box."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QIcon,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from defcat.search import query, run
from defcat.search.parse import parse
from defcat.search.rows import ListRow
from defcat.text import words
from defcat.translation import tr
from ui import theme
from ui.desk import Desk
from ui.icons import icon
from ui.models.columns import shown_date
from ui.widgets.buttons import shown_keys
from ui.widgets.floating import Floating
from ui.widgets.heading import hairline, label
from ui.widgets.picture import Picture

RECORDS = 12
_LOOKED_AT, _NAMED = 60, 6
_WIDTH, _HEIGHT, _TOP = 640, 448, 72
_INSET, _ICON = 16, 18
_CHANNEL = "palette"
_MEANS = Qt.ItemDataRole.UserRole
_ASIDE = Qt.ItemDataRole.UserRole + 1
_REF = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True)
class Command:
    """Something the window can do: its name, its keys (may be empty), and doing it."""

    name: str
    shortcut: str
    run: Callable[[], object]
    icon: str = "chevron-right"


def matching(commands: Iterable[Command], text: str) -> list[Command]:
    """The commands whose names have a word beginning with each word of `text`; all for none."""
    asked = words(text)
    return [
        command
        for command in commands
        if all(any(word.startswith(a) for word in words(command.name)) for a in asked)
    ]


class Palette(Floating):
    """One line to type in; below it the commands and the records that it names.

    `opened` carries the record that was chosen; a command that was chosen is run once the palette
    is closed. It closes when something else is activated.
    """

    opened = Signal(int)

    def __init__(
        self, desk: Desk, commands: Sequence[Command], parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Commands and records"), parent)
        self._desk = desk
        self._commands = list(commands)
        self._line = QLineEdit()
        self._line.setProperty("bare", True)
        self._line.setPlaceholderText(tr("A command, a name, a title or a reference"))
        self._line.setAccessibleName(self.windowTitle())
        self._line.textChanged.connect(self._typed)
        self._list = Choices()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys stay with the line,
        self._list.setProperty("focused", True)  # but are meant for the list
        self._list.setAccessibleName(tr("What fits"))
        self._list.currentTextChanged.connect(self._line.setAccessibleDescription)
        self._list.itemClicked.connect(lambda _item: self._choose())
        self._says = label("", "muted")
        self._says.setWordWrap(True)
        self._says.setContentsMargins(16, 12, 16, 12)
        self._records: Sequence[ListRow] = ()
        self._waiting = self._early = False
        self._lay_out()
        self._typed("")

    def rows(self) -> list[str]:
        """What is offered now, from the top."""
        return self._list.texts()

    def done(self, result: int) -> None:
        self._desk.reader.cancel(_CHANNEL)
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that the line leaves over: arrows move, Enter chooses, Escape closes."""
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._list.move_by(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if parent := self.parentWidget():
            window = parent.window()
            self.resize(min(_WIDTH, window.width() - 48), min(_HEIGHT, window.height() - 2 * _TOP))
            across = (window.width() - self.width()) // 2
            self.move(window.mapToGlobal(QPoint(across, _TOP)))
        self._line.setFocus()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(12)
        head.addWidget(Picture("search", "faint"))
        head.addWidget(self._line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 8)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(hairline())
        column.addWidget(self._says)
        column.addWidget(self._list, 1)
        self.resize(_WIDTH, _HEIGHT)

    def _typed(self, text: str) -> None:
        self._list.setCurrentRow(0)
        self._early = False
        asked = parse(text) if words(text) else query.Query()
        if asked.problems or not asked.conditions:
            self._desk.reader.cancel(_CHANNEL)
            self._show(text, ())
            for problem in asked.problems[:1]:
                self._say(f"{problem.what} {problem.fix}")
            return
        today = self._desk.catalogue.today()
        self._waiting = True  # the records of the text before stay until the new ones are there
        self._show_rows(text)
        self._desk.reader.ask(
            _CHANNEL,
            lambda connection: _find(connection, asked, today),
            lambda rows: self._show(text, rows),
        )

    def _show(self, text: str, records: Sequence[ListRow]) -> None:
        self._waiting = False
        self._records = records
        self._show_rows(text)
        self._say("" if self._list.count() else tr("Nothing has these words."))
        if self._early:
            self._choose()

    def _show_rows(self, text: str) -> None:
        offered = [
            Choice(command.name, command.icon, command, shown_keys(QKeySequence(command.shortcut)))
            for command in matching(self._commands, text)
        ]
        self._list.offer([*offered, *map(record_choice, self._records)])

    def _say(self, text: str) -> None:
        self._says.setText(text)
        self._says.setVisible(bool(text))
        self._list.setHidden(bool(text))

    def _choose(self) -> None:
        what = self._list.chosen()
        if isinstance(what, Command):
            self.accept()
            what.run()
        elif self._waiting:
            self._early = True  # Enter came before the answer: it is meant for the answer
        elif isinstance(what, ListRow):
            self.accept()
            self.opened.emit(what.id)


def _find(connection: Any, asked: query.Query, today: date) -> list[ListRow]:
    """People and bodies of that name first, who stand in hundreds of titles; then the newest."""
    kinds = () if asked.kinds else ("official", "organisation")
    named = [
        row
        for kind in kinds
        for row in run.listed(connection, asked.of_kind(kind), _LOOKED_AT, today=today)
        if _is_named(row.title, asked)
    ][:_NAMED]
    known = {row.id for row in named}
    newest = run.listed(connection, asked, RECORDS, today=today)
    return [*named, *(row for row in newest if row.id not in known)][:RECORDS]


def _is_named(title: str, asked: query.Query) -> bool:
    """Whether each word that is asked for begins a word of the title."""
    name = words(title)
    wanted = [word for asked_for in asked.texts for word in words(asked_for.text)]
    return all(any(word.startswith(w) for word in name) for w in wanted)


@dataclass(frozen=True)
class Choice:
    """A line to choose: an icon, the words, what it means, and what is said quietly at the end.

    References stand in a column of their own behind it.
    """

    text: str
    icon: str
    means: object
    aside: str = ""
    ref: str = ""


def record_choice(row: ListRow) -> Choice:
    """A record as a line to choose: its date and its reference at the end."""
    return Choice(row.title, row.kind, row, shown_date(row.date), row.ref)


class Choices(QListWidget):
    """Lines to choose from; one is current."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Lines(self))
        theme.dress_list(self)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def offer(self, choices: Iterable[Choice]) -> None:
        """Show `choices` in place of what is there; the same row stays current if it can."""
        row = max(self.currentRow(), 0)
        self.clear()
        for choice in choices:
            item = QListWidgetItem(icon(choice.icon), choice.text, self)
            item.setData(_ASIDE, choice.aside)
            item.setData(_REF, choice.ref)
            item.setData(_MEANS, choice.means)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                ", ".join(filter(None, (choice.text, choice.aside, choice.ref))),
            )
        self.setCurrentRow(min(row, self.count() - 1))

    def texts(self) -> list[str]:
        """The words of what is offered."""
        return [self.item(row).text() for row in range(self.count())]

    def chosen(self) -> object:
        """What the current line means; None without one."""
        item = self.currentItem()
        return item.data(_MEANS) if item else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentRow(0)

    def move_by(self, step: int) -> None:
        """Make another line current; one step goes round the ends, a longer one stops there."""
        if not self.count():
            return
        row = self.currentRow() + step
        self.setCurrentRow(
            row % self.count() if abs(step) == 1 else min(max(row, 0), self.count() - 1)
        )


class _Lines(QStyledItemDelegate):
    """Draws a choice: the words give way to what is said at the end."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, theme.ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line = QStyleOptionViewItem(option)
        self.initStyleOption(line, index)
        text = line.text
        line.text, line.icon = "", QIcon()
        assert isinstance(option.widget, QWidget)
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, line, painter, option.widget)
        room = option.rect.adjusted(_INSET, 0, -_INSET, 0)
        picture: QIcon = index.data(Qt.ItemDataRole.DecorationRole)
        top = room.top() + (room.height() - _ICON + 1) // 2
        picture.paint(painter, QRect(room.left(), top, _ICON, _ICON))
        room.setLeft(room.left() + _ICON + 10)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(QColor(theme.current().faint))
        metrics = option.fontMetrics
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for said, least in ((index.data(_REF), "A000"), (index.data(_ASIDE), "")):
            if said:
                painter.drawText(room, right, said)
                width = max(map(metrics.horizontalAdvance, (said, least)))
                room.setRight(room.right() - width - 12)
        painter.setPen(QColor(theme.current().text))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()
