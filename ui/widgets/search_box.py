"""The one search box: its text is the only state of what is shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from defcat.translation import tr
from ui import theme
from ui.places import day_first
from ui.widgets.buttons import icon_button
from ui.widgets.picture import Picture

if TYPE_CHECKING:
    from defcat.search.complete import Completions, Item
    from ui.widgets.query_popup import QueryPopup

_KEY = "/"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMMANDS = {*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down}
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_BUTTONS = 56
"""Room in px at the right end for the buttons."""


class SearchBox(QLineEdit):
    """A line to type a query in, a button that clears it and a hint of the key that leads here.

    Escape clears the text, the day that it begins with last of all; on an empty box it gives the
    focus back to where it came from.

    What can stand at the cursor is asked for with `completing` (the text, the cursor, whether by
    Ctrl+Space) and answered with `offer`, perhaps a little later. `commanded` says that a key comes
    that writes nothing: it is not to meet what was said of another text. While a list shows, it
    gets the arrow keys, Enter and Tab take what is marked, and Escape closes it.
    """

    typed = Signal(str)
    submitted = Signal()
    down_pressed = Signal()
    left = Signal()
    completing = Signal(str, int, bool)
    commanded = Signal()
    mend_asked = Signal()
    recent_asked = Signal()
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText(tr("Search everything"))
        self.setAccessibleName(tr("Search everything"))
        self.setAccessibleDescription(
            tr(
                "Words, “a phrase” or kind:agreement. Press Down for results, Ctrl+Space for what"
                " can stand here, Alt+Down for the last searches."
            )
        )
        self._came_from: QWidget | None = None
        self._popup: QueryPopup | None = None
        self._offered: Completions | None = None
        self._underlined = False
        self._hint = QLabel()
        self._hint.setProperty("role", "small")
        self._hint.hide()
        self._key = QLabel(_KEY)
        self._key.setProperty("role", "key")
        self._key.setToolTip(tr("Press {key} to search", key=_KEY))
        self._key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._clear = icon_button("close", tr("Clear the search"))
        self._clear.setIconSize(QSize(16, 16))
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self._clear_by_hand)
        self._help = icon_button("help", tr("How to search"))
        self._help.setIconSize(QSize(16, 16))
        self._help.setCursor(Qt.CursorShape.ArrowCursor)
        self._help.clicked.connect(self.help_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(Picture("search", "faint", 16))
        row.addStretch(1)
        row.addWidget(self._hint)
        row.addWidget(self._key)
        row.addWidget(self._clear)
        row.addWidget(self._help)
        self.setTextMargins(22, 0, _BUTTONS, 0)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._show_what_fits)
        self.cursorPositionChanged.connect(lambda _old, new: self._moved(new))
        self.returnPressed.connect(self.submitted)
        self._show_what_fits()

    def set_query(self, text: str) -> None:
        """Show `text`, as a place in the rail writes it; emits nothing."""
        if text != self.text():
            self.withdraw()
            self._forget()
            self.setText(text)

    def go(self) -> None:
        """Take the focus with the text selected, so that typing asks anew, and on the same day.

        Escape on an empty box goes back.
        """
        focused = self.window().focusWidget()
        self._came_from = focused if focused is not self else self._came_from
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        start = day_first(self.text())
        self.setSelection(start, len(self.text()) - start)

    def offer(self, text: str, completions: "Completions", *, asked: bool = False) -> None:
        """Show what can stand at the cursor of `text`, unless that is not what is typed by now.

        Names that nobody asked for are only hinted at, and taken with Tab: they must not lie over
        the list that answers a plain word.
        """
        if text != self.text() or not self.hasFocus():
            return
        if not completions.field and not asked:
            self._offered = completions
            self._show_hint([item.text for item in completions.items[:3]])
            return
        self._show_hint([])
        if not completions.items or (completions.exact and len(completions.items) == 1):
            self.withdraw()
            return
        self._offered = completions
        if self._popup is None:
            from ui.widgets.query_popup import QueryPopup

            self._popup = QueryPopup(self)
            self._popup.chosen.connect(self._accept)
        metrics = self.fontMetrics()
        typed = metrics.horizontalAdvance(text[completions.start : self.cursorPosition()])
        left = max(0, self.cursorRect().center().x() - typed - 8)
        marks = bool(completions.typed) and not completions.exact
        self._popup.show_all(completions, left, mark=marks)

    def withdraw(self) -> None:
        """Offer nothing any more."""
        self._offered = None
        self._show_hint([])
        if self._popup:
            self._popup.hide()

    def let_go(self) -> None:
        """Hold nothing of a catalogue: no text, no offers, nowhere to lead back to."""
        self.set_query("")
        self.withdraw()
        self._came_from = None

    def offering(self) -> "list[Item]":
        """What the list below the box shows; nothing while it is closed."""
        return self._popup.items() if self._popup else []

    def hint(self) -> str:
        """The names that Tab completes to, the first of them; empty where it does not."""
        return "" if self._hint.isHidden() else self._hint.text()

    def mark_problems(self, spans: Sequence[tuple[int, int]]) -> None:
        """Underline these pieces (start, end) of the text with a wave, and no others."""
        if not spans and not self._underlined:
            return
        self._underlined = bool(spans)
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(QColor(theme.current().bad))
        # The one way to give pieces of a line edit a look, which then follows them as it scrolls.
        cursor, looks = self.cursorPosition(), QInputMethodEvent.AttributeType.TextFormat
        attributes = [
            QInputMethodEvent.Attribute(looks, start - cursor, end - start, wave)
            for start, end in spans
        ]
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def replace(self, start: int, end: int, text: str) -> None:
        """Write `text` in place of a piece, as if it had been typed."""
        self.setSelection(start, end - start)
        self.insert(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        open_list = self._popup if self._popup and self._popup.isVisible() else None
        marked = open_list.current() if open_list else None
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif key in _ENTER and held & Qt.KeyboardModifier.AltModifier:
            self.mend_asked.emit()
        elif key == Qt.Key.Key_Space and held & Qt.KeyboardModifier.ControlModifier:
            self.completing.emit(self.text(), self.cursorPosition(), True)
        elif key == Qt.Key.Key_Down and held & Qt.KeyboardModifier.AltModifier:
            self.recent_asked.emit()
        elif open_list and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            open_list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in _ENTER and marked:
            self._accept(marked)
        elif key == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() != QEvent.Type.KeyRelease
            and (event.key() in _COMMANDS or event.modifiers() & _HELD)
        ):
            self.commanded.emit()
        # The window has Escape as a shortcut for "back": here it clears first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            taken = self._by_tab() if event.key() == Qt.Key.Key_Tab else None
            if taken:
                self._accept(taken)
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_what_fits()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.withdraw()
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        self._clear.setVisible(bool(self.text()))
        self._key.setVisible(not self.text() and not self.hasFocus())

    def _edited(self, text: str) -> None:
        self._forget()
        asked = bool(self.offering() and self._offered and not self._offered.field)
        self.typed.emit(text)
        self.completing.emit(text, self.cursorPosition(), asked)

    def _forget(self) -> None:
        """Take away what was said of another text."""
        self.mark_problems(())
        self._show_hint([])

    def _moved(self, cursor: int) -> None:
        """The list is about one place of the text: elsewhere it says nothing."""
        offered = self._offered
        if offered and not offered.start <= cursor <= offered.end + 1:
            self.withdraw()

    def _by_tab(self) -> "Item | None":
        if self._offered and not self._hint.isHidden():
            return self._offered.items[0]
        return self._popup.current() if self._popup else None

    def _accept(self, item: "Item") -> None:
        """Write what was chosen; after a value at the end one goes on with the next condition."""
        offered = self._offered
        if offered is None:
            return
        self.withdraw()
        ends = offered.end == len(self.text())
        self.replace(
            offered.start, offered.end, item.text + (" " if ends and not item.name else "")
        )

    def _show_hint(self, names: Sequence[str]) -> None:
        if not names and self._hint.isHidden():
            return
        self._hint.setVisible(bool(names))
        self._hint.setText(tr("{names}  Tab", names="  ".join(names)) if names else "")
        room = self._hint.sizeHint().width() if names else 0
        self.setTextMargins(22, 0, _BUTTONS + room, 0)

    def _escape(self) -> None:
        """Close the list, then clear, then go back to where one was."""
        if self.offering():
            self.withdraw()
        elif self.text():
            self._clear_by_hand()
        else:
            self._leave()

    def _clear_by_hand(self) -> None:
        self._forget()
        start = day_first(self.text())
        self.setText(self.text()[:start] if start < len(self.text()) else "")
        self.setFocus()
        self.typed.emit(self.text())

    def _leave(self) -> None:
        if self._came_from:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()
        self.left.emit()
