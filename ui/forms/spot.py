"""Where one types in a form: kept while the form is away, and found again in the same one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget


@dataclass(frozen=True)
class Spot:
    """A field by its place in the order of Tab, and the place of the cursor in its text."""

    stop: int
    cursor: int = 0


def spot_in(stops: Sequence[QWidget], within: QWidget) -> Spot | None:
    """Where the keyboard is, or was last, among `stops`, which are in `within`."""
    focused = within.focusWidget()
    for place, stop in enumerate(stops):
        if focused is not None and (stop is focused or stop.isAncestorOf(focused)):
            return Spot(place, _cursor(focused))
    return None


def go_to(stops: Sequence[QWidget], spot: Spot) -> QWidget | None:
    """Put the keyboard and the cursor back; on which field, None where there is no such field."""
    if spot.stop >= len(stops):
        return None
    stop = stops[spot.stop]
    stop.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(stop, QLineEdit):
        stop.setCursorPosition(spot.cursor)
    elif isinstance(stop, QPlainTextEdit | QTextEdit):
        cursor = stop.textCursor()
        cursor.setPosition(min(spot.cursor, len(stop.toPlainText())))
        stop.setTextCursor(cursor)
    return stop


def _cursor(focused: QWidget) -> int:
    if isinstance(focused, QLineEdit):
        return focused.cursorPosition()
    if isinstance(focused, QPlainTextEdit | QTextEdit):
        return focused.textCursor().position()
    return 0
