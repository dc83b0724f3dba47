"""Buttons that always have a name, a tooltip when they show only an icon, and the theme's look."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon

ICON_SIZE = QSize(18, 18)


def icon_button(
    name: str, tip: str, shortcut: str = "", parent: QWidget | None = None
) -> QToolButton:
    """A button that is only the icon `name`; `tip` is its tooltip and its accessible name.

    `shortcut` is only told in the tooltip: the window's action owns the keys.
    """
    button = QToolButton(parent)
    button.setIcon(icon(name))
    button.setIconSize(ICON_SIZE)
    button.setToolTip(f"{tip} ({shortcut})" if shortcut else tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def text_button(
    text: str, icon_name: str = "", variant: str = "", parent: QWidget | None = None
) -> QPushButton:
    """A button with words. `variant`: "primary", "quiet", "danger", "link" or "" for plain."""
    button = QPushButton(text, parent)
    if icon_name:
        ink = {"primary": "on_fill", "danger": "bad", "quiet": "accent"}.get(variant, "muted")
        button.setIcon(icon(icon_name, ink))
    if variant:
        button.setProperty(variant, True)
    button.setAutoDefault(False)
    return button


def add_buttons(column: QVBoxLayout, *right: QWidget, left: Sequence[QWidget] = ()) -> None:
    """Put a dialog's row of buttons in `column`, in the order in which Tab goes along them."""
    row = QHBoxLayout()
    column.addLayout(row)
    row.setSpacing(8)
    for button in left:
        row.addWidget(button)
    row.addStretch(1)
    for button in right:
        row.addWidget(button)


def press_with(button: QAbstractButton, keys: QKeySequence.StandardKey, dialog: QWidget) -> None:
    """Let `keys` press `button` wherever the focus is in `dialog`, and tell them in its tooltip."""
    shortcut = QShortcut(QKeySequence(keys), dialog)
    shortcut.activated.connect(button.click)
    button.setToolTip(f"{button.text()} ({shown_keys(shortcut.key())})")


def shown_keys(keys: QKeySequence) -> str:
    """Keys as this system writes them."""
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
