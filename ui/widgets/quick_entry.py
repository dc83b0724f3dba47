"""Quick entry (Ctrl+N): the fewest fields that make a record, and what is already recorded."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from defcat.drafts import store as draft_store
from defcat.drafts.draft import Draft, Value
from defcat.errors import DefcatError
from defcat.kinds import KINDS
from defcat.search import run
from defcat.search.query import OfKind, Query, Word
from defcat.search.rows import ListRow, rows
from defcat.text import similar, words
from defcat.translation import tr
from ui import theme
from ui.desk import Desk
from ui.icons import icon
from ui.widgets.buttons import ICON_SIZE, add_buttons, press_with, shown_keys, text_button
from ui.widgets.field_choice import MarkingField
from ui.widgets.field_text import TextField
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import label
from ui.widgets.notice import Notice, reading_only
from ui.widgets.palette import Choices, record_choice
from ui.widgets.quick_fields import LINE_OF, LINES, Editor, Sketch, add_line, draft_of

ALIKE = 80
"""From this likeness (0 to 100) a title may mean the same record."""
_LIKELY = 3
_LOOKED_AT = 40
_BEGINNING = 4
_CHANNEL = "likely"
_SMALLEST = (640, 560)
_MARKING_WIDTH = 190
_FIRST = 100  # of the room that is left, before the empty part above it
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def likely(connection: Any, kind: str, title: str, today: date) -> list[ListRow]:
    """The records of `kind` that `title` may already be, the likest first.

    Looked at are the newest that have all its words, and the newest that have its longest words.
    """
    typed = words(title)
    longest = sorted(set(typed), key=len)[-2:]
    ids = _newest(connection, kind, typed, today)
    whole = set(ids)
    for word in longest:
        ids += _newest(connection, kind, [word], today)
    known = rows(connection, ids).values()
    alike = {row.id: similar(title, row.title) for row in known}
    found = [
        row
        for row in known
        if row.id in whole or (alike[row.id] >= ALIKE and _shares(row.title, typed))
    ]
    return sorted(found, key=lambda row: (-alike[row.id], -row.id))[:_LIKELY]


def _newest(connection: Any, kind: str, asked: Sequence[str], today: date) -> list[int]:
    query = Query((OfKind(kind), *map(Word, asked)))
    return run.find(connection, query, limit=_LOOKED_AT, today=today)


def _shares(title: str, typed: Sequence[str]) -> bool:
    """Whether most words of `typed` are in `title`, by how they begin.

    Likeness alone is generous to a short text beside a long one that has one word of it.
    """
    begins = {word[:_BEGINNING] for word in words(title)}
    return sum(word[:_BEGINNING] in begins for word in typed) * 3 >= len(typed) * 2


class QuickEntry(QDialog):
    """One dialog for every kind of `LINES`; what was typed and not saved is there at the next time.

    `made` carries a record that was saved, `more` one whose form is wanted now, `opened` one that
    was already recorded and chosen in its place.
    """

    keeps_typed = True

    made = Signal(int)
    more = Signal(int)
    opened = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None, kind: str = "engagement") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New record"))
        self.setMinimumSize(*_SMALLEST)
        self._desk = desk
        self._kinds = QButtonGroup(self)
        self._title = TextField()
        self._title_label = label("", "label", of=self._title)
        self._sketches = {name: Sketch(desk, name) for name in LINES}
        self._pages = QStackedWidget()
        for sketch in self._sketches.values():
            self._add_page(sketch)
        self._likely = Choices()
        self._likely.setAccessibleName(tr("Already recorded"))
        self._likely_label = label(tr("Already recorded? Choose one to open it."), "group")
        self._likely_card = QFrame()
        self._likely_card.setProperty("role", "card")
        self._notice = Notice()
        self._save = text_button(tr("Save"), "", "primary")
        self._save_more = text_button(tr("Save and open form"))
        self._cancel = text_button(tr("Cancel"))
        self._marking = _marking_field(desk)
        self._wrong = ""
        self._lay_out()
        self._connect()
        self.set_kind(kind)
        self._title.setFocus()
        fit_to_screen(self)

    def begin(self, kind: str) -> None:
        """Open for a record of `kind`, if that can be entered quickly and no title is begun."""
        if kind in LINES and self._title.value() is None:
            self.set_kind(kind)
        self._title.setFocus()
        self.open()

    def begun(self) -> bool:
        """Whether anything was typed that is not saved."""
        return self._title.value() is not None or self._sketches[self.kind()].begun()

    def keep(self) -> None:
        """Keep what was typed and not saved as a draft, with which the form of its kind goes on.

        A name that could be several records stands in the notes of the draft: nothing that was
        typed is lost.
        """
        if not self._desk.catalogue.writable or not self.begun():
            return
        draft = self.draft()
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._desk.change(tr("Keep a draft")) as change:
            draft_store.keep(change.connection, draft, at)
        self._clear()

    def draft(self) -> Draft:
        """What was typed; a name that could be several records stands in the notes."""
        sketch = self._sketches[self.kind()]
        unclear = sketch.take_unclear()
        entered = {**sketch.entered(), "marking": self._marking.value()}
        draft = draft_of(self.kind(), str(self._title.value() or ""), entered)
        if unclear:
            lines = [f"{field.name()}: {name}" for field, name in unclear]
            draft.put("notes", "\n".join(lines))
        for field, name in unclear:
            field.type_again(name)
        return draft

    def kind(self) -> str:
        """The kind that is entered."""
        return list(LINES)[self._kinds.checkedId()]

    def set_kind(self, kind: str) -> None:
        """Enter a record of `kind`; the title stays."""
        self._kinds.button(list(LINES).index(kind)).setChecked(True)
        self._pages.setCurrentWidget(self._sketches[kind])
        title = KINDS[kind].by_name["title"]
        self._title_label.setText(tr(title.label))
        self._title.set_names(tr(title.label), tr(title.help) if title.help else "")
        self._say_nothing()
        self._order()
        self._look()

    def likely(self) -> list[str]:
        """The titles of what may be the same record."""
        return self._likely.texts()

    def told(self) -> str:
        """What the dialog says is wrong; empty when nothing is."""
        return self._notice.text() if self._notice.isVisibleTo(self) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, and saves in the last one."""
        focused = QApplication.focusWidget()
        if event.key() not in _ENTER:
            if event.key() == Qt.Key.Key_Down and self._title.isAncestorOf(focused or self):
                self._likely.setFocus(Qt.FocusReason.TabFocusReason)
                return
            super().keyPressEvent(event)
        elif isinstance(focused, QAbstractButton):
            focused.click()
        elif focused is self._likely:
            self._open_likely()
        else:
            self._next_or_save(focused)

    def done(self, result: int) -> None:
        self._desk.reader.cancel(_CHANNEL)
        super().done(result)

    def _next_or_save(self, focused: QWidget | None) -> None:
        fields: list[QWidget] = [self._title, *self._sketches[self.kind()].editors.values()]
        stops = [*fields, self._marking]  # which is chosen already: Enter need not go there
        place = next((i for i, stop in enumerate(stops) if focused and _within(stop, focused)), -1)
        if place >= len(fields) - 1:
            self._save_as(self.made)
        else:
            stops[place + 1].setFocus(Qt.FocusReason.TabFocusReason)

    def _save_as(self, signal: SignalInstance) -> None:
        if not self._desk.catalogue.writable:
            return
        sketch = self._sketches[self.kind()]
        self._mark("")
        try:
            entered = {**sketch.entered(), "marking": self._marking.value()}
            draft = draft_of(self.kind(), str(self._title.value() or ""), entered)
            for problem in draft.problems():
                name = LINE_OF.get((problem.part, problem.field), problem.field)
                self._mark(name)
                raise problem.error
            with self._desk.change(_history_label(self.kind())) as change:
                record_id = draft.save(change)
        except DefcatError as error:
            self._notice.problem(error)
            self._fit()
            return
        self._clear()
        self.accept()
        signal.emit(record_id)

    def _mark(self, wrong: str) -> None:
        """Mark the field `wrong`, go to it, and unmark the others."""
        self._wrong = wrong
        editors: dict[str, Editor] = {"title": self._title, **self._sketches[self.kind()].editors}
        for name, editor in editors.items():
            editor.set_wrong(name == wrong)
        if wrong in editors:
            editors[wrong].setFocus(Qt.FocusReason.OtherFocusReason)

    def _mended(self, name: str) -> None:
        """Say no longer what was wrong, once its field is changed."""
        if self._desk.catalogue.writable and self.told() and self._wrong in ("", name):
            self._mark("")
            self._notice.dismiss()

    def _clear(self) -> None:
        self._title.set_value(None)
        self._marking.set_value(_lowest(self._desk))
        for name, old in self._sketches.items():
            self._pages.removeWidget(old)
            old.deleteLater()
            self._sketches[name] = Sketch(self._desk, name)
            self._add_page(self._sketches[name])
        self.set_kind(self.kind())
        self._title.setFocus()

    def _say_nothing(self) -> None:
        """Close the notice, unless nothing can be saved here at all."""
        self._notice.dismiss()
        if not self._desk.catalogue.writable:
            self._notice.tell(reading_only(), "neutral")

    def _order(self) -> None:
        """Make Tab go from the title through the fields of the kind, then along the buttons."""
        stops: list[QWidget] = [self._title.line]
        for editor in self._sketches[self.kind()].editors.values():
            stops += editor.stops()
        stops += [*self._marking.stops(), self._cancel, self._save_more, self._save]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _add_page(self, sketch: Sketch) -> None:
        self._pages.addWidget(sketch)
        sketch.grown.connect(self._fit)
        for name, editor in sketch.editors.items():
            editor.edited.connect(partial(self._mended, name))

    def _fit(self) -> None:
        """Grow where chips or a notice need room; a dialog does not do so for chips by itself."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
        fit_to_screen(self)

    def _look(self) -> None:
        """Look for what may be the same record."""
        kind, title = self.kind(), str(self._title.value() or "")
        if not words(title):
            self._desk.reader.cancel(_CHANNEL)
            self._offer([])
            return
        today = self._desk.catalogue.today()
        self._desk.reader.ask(_CHANNEL, lambda c: likely(c, kind, title, today), self._offer)

    def _offer(self, rows: Sequence[ListRow]) -> None:
        self._likely.offer(map(record_choice, rows))
        self._likely.setCurrentRow(-1)
        self._likely.setFixedHeight(len(rows) * theme.ROW_HEIGHT)
        self._likely_card.setVisible(bool(rows))
        self._likely_label.setVisible(bool(rows))

    def _open_likely(self) -> None:
        row = self._likely.chosen()
        if isinstance(row, ListRow):
            self.reject()
            self.opened.emit(row.id)

    def _connect(self) -> None:
        self._title.edited.connect(self._look)
        self._title.edited.connect(partial(self._mended, "title"))
        self._kinds.idClicked.connect(lambda place: self.set_kind(list(LINES)[place]))
        self._likely.itemClicked.connect(lambda _item: self._open_likely())
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(lambda: self._save_as(self.made))
        self._save_more.clicked.connect(lambda: self._save_as(self.more))
        press_with(self._save, QKeySequence.StandardKey.Save, self)
        if not self._desk.catalogue.writable:
            for button in (self._save, self._save_more):
                button.setEnabled(False)
                button.setToolTip(reading_only())

    def _lay_out(self) -> None:
        switch = QHBoxLayout()
        switch.setSpacing(4)
        for place, kind in enumerate(LINES):
            button = _kind_button(kind, place + 1)
            self._kinds.addButton(button, place)
            switch.addWidget(button)
        switch.addStretch(1)
        head = QGridLayout()
        add_line(head, 0, self._title_label, self._title)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(0)
        column.addLayout(switch)
        column.addSpacing(16)
        column.addWidget(self._notice)
        column.addSpacing(8)
        column.addLayout(head)
        column.addSpacing(8)
        column.addWidget(self._pages)
        column.addStretch(1)
        column.addSpacing(16)
        column.addWidget(self._likely_part(), _FIRST)
        column.addSpacing(12)
        add_buttons(column, self._cancel, self._save_more, self._save, left=(self._marking,))

    def _likely_part(self) -> QWidget:
        """The list of what may be the same, which has its room from the start."""
        inside = QVBoxLayout(self._likely_card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self._likely)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._likely_label)
        column.addWidget(self._likely_card)
        column.addStretch(1)
        part.setMaximumHeight(_LIKELY * theme.ROW_HEIGHT + 40)
        part.setMinimumHeight(part.maximumHeight() - theme.ROW_HEIGHT)  # on a low screen
        return part


def _marking_field(desk: Desk) -> MarkingField:
    """A narrow list of the markings, which needs no label beside it."""
    made = MarkingField(desk.catalogue.scheme, desk.catalogue.settings.get("ceiling"))
    marking = KINDS["agreement"].by_name["marking"]
    made.set_names(tr(marking.label), tr(marking.help))
    made.setFixedWidth(_MARKING_WIDTH)
    made.set_value(_lowest(desk))
    return made


def _lowest(desk: Desk) -> Value:
    return desk.catalogue.scheme.lowest.code


def _kind_button(kind: str, place: int) -> QToolButton:
    """A button of the switch; Alt and its place press it, arrows move along."""
    button = QToolButton()
    button.setText(tr(KINDS[kind].label))
    button.setIcon(icon(kind))
    button.setIconSize(ICON_SIZE)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setCheckable(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setFixedHeight(theme.CONTROL_HEIGHT)
    button.setShortcut(QKeySequence(f"Alt+{place}"))
    button.setToolTip(f"{button.text()} ({shown_keys(button.shortcut())})")
    return button


def _within(outer: QWidget, inner: QWidget) -> bool:
    return outer is inner or outer.isAncestorOf(inner)


def _history_label(kind: str) -> str:
    return tr("Add {kind}", kind=tr(KINDS[kind].label).lower())
