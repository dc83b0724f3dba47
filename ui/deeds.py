"""What the window can do, described once: its keys, its line in the palette and in the key map."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from defcat.translation import tr
from ui.icons import icon

if TYPE_CHECKING:
    from ui.widgets.keymap import KeyGroup
    from ui.widgets.palette import Command


@dataclass(frozen=True)
class Deed:
    """Something to do. `keys` are QKeySequence texts; `group`, in English, is its heading there.

    `applies` says whether it can be done now: a letter such as E edits on a list and is only a
    letter in a form. `over_lists`: its keys work also while a menu or a list lies over the window.
    """

    label: str
    group: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    icon: str = "chevron-right"
    applies: Callable[[], bool] = lambda: True
    over_lists: bool = False


def actions(deeds: Sequence[Deed], parent: QWidget, swallows: Callable[[], bool]) -> list[QAction]:
    """The keys of `deeds`, made to work in the window of `parent`, an action a key.

    `swallows` says whether a key without Ctrl or Alt is to do nothing just now.
    """
    made = []
    for deed in deeds:
        for key in deed.keys:
            action = QAction(deed.label, parent)
            action.setShortcut(QKeySequence(key))
            if deed.over_lists:
                action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            run = deed.run if _held(key) else partial(_unless, swallows, deed.run)
            action.triggered.connect(lambda _on=False, run=run: run())
            parent.addAction(action)
            made.append(action)
    return made


def _held(key: str) -> bool:
    """Whether a key is pressed with another one, or is no letter: F1."""
    return "+" in key or key[1:].isdigit()


def _unless(swallows: Callable[[], bool], run: Callable[[], object]) -> None:
    if not swallows():
        run()


def menu(deeds: Sequence[Deed], parent: QWidget) -> QMenu:
    """A menu of those `deeds` that can be done now, gone when it is closed."""
    made = QMenu(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for deed in filter(lambda deed: deed.applies(), deeds):
        action = made.addAction(icon(deed.icon), deed.label)
        action.setShortcut(QKeySequence(deed.keys[0]) if deed.keys else QKeySequence())
        action.triggered.connect(lambda _on=False, deed=deed: deed.run())
    return made


def commands(deeds: Sequence[Deed]) -> "list[Command]":
    """The palette's lines for what can be done now."""
    from ui.widgets.palette import Command

    return [
        Command(deed.label, deed.keys[0] if deed.keys else "", deed.run, deed.icon)
        for deed in deeds
        if deed.applies()
    ]


def key_groups(deeds: Sequence[Deed]) -> "list[KeyGroup]":
    """The key map, in the order of `deeds`, which keeps groups together."""
    from ui.widgets.keymap import KeyGroup, Shortcut

    with_keys = [deed for deed in deeds if deed.keys]
    return [
        KeyGroup(tr(name), tuple(Shortcut(deed.label, deed.keys) for deed in group))
        for name, group in groupby(with_keys, key=lambda deed: deed.group)
    ]
