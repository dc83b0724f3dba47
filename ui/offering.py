"""Where what can be done is offered: menus, palette, key map, how queries are written."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from defcat.translation import trn
from ui.bindings import BRIEF_KEY, MANY_KEY, MENU_GROUPS
from ui.deeds import commands, key_groups, menu
from ui.window import Window

if TYPE_CHECKING:
    from ui.widgets.keymap import KeyMap
    from ui.workspace import Workspace


class Offering(QObject):
    """Offers the deeds of `work` in `window`, each where one looks for it."""

    def __init__(self, work: "Workspace", window: Window) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        window.more.clicked.connect(self._more)
        work.records.table.menu_asked.connect(self._row_menu)

    def palette(self) -> None:
        """Every command and every record from one box."""
        from ui.widgets.palette import Palette

        offered = [
            *commands(self._work.deeds),
            *self._work.searches.commands(),
            *self._work.briefing.commands(),
        ]
        dialog = Palette(self._work.desk, offered, self._window)
        dialog.opened.connect(self._work.open_record)
        dialog.rejected.connect(self._window.guard.start)
        dialog.open()

    def keys(self) -> None:
        """Show which keys do what."""
        self._key_map().open()

    def language(self) -> None:
        """Show how queries are written."""
        dialog = self._key_map()
        dialog.show_language()
        dialog.open()

    def close(self) -> None:
        """Offer nothing more: the catalogue is being closed."""
        self._window.more.clicked.disconnect(self._more)

    def _key_map(self) -> "KeyMap":
        from ui.widgets.keymap import KeyMap

        dialog = KeyMap(key_groups(self._work.deeds), self._window)
        dialog.example_chosen.connect(self._work.ask_anew)
        return dialog

    def _row_menu(self, at: QPoint) -> None:
        work = self._work
        n = work.records.table.selected_count()
        many = trn("Change {n} record…", "Change {n} records…", n)
        of_rows = (deed for deed in work.deeds if deed.applies == work.on_list)
        briefs = (deed for deed in work.deeds if BRIEF_KEY in deed.keys)
        deeds = [*of_rows, *briefs]
        named = [replace(d, label=many) if MANY_KEY in d.keys else d for d in deeds]
        menu(named, work).popup(at)

    def _more(self) -> None:
        button = self._window.more
        deeds = [deed for deed in self._work.deeds if deed.group in MENU_GROUPS]
        menu(deeds, self._work).popup(button.mapToGlobal(button.rect().bottomLeft()))
