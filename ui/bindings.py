"""What can be done in the workspace, and with which keys."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from defcat.kinds import KINDS
from defcat.translation import tr
from ui.deeds import Deed
from ui.window import Window, destinations

VIEW = "View"
FILE = "Catalogue"
MENU_GROUPS = frozenset({VIEW, FILE})
"""The groups that the button at the end of the bar shows as a menu."""


class Doing(Protocol):
    """What a workspace can do, as far as keys and menus ask for it."""

    def on_list(self) -> bool: ...
    def go(self, key: str) -> None: ...
    def back(self) -> None: ...
    def forward(self) -> None: ...
    def command_palette(self) -> None: ...
    def quick_entry(self) -> None: ...
    def new_record(self, kind: str) -> None: ...
    def edit(self) -> None: ...
    def switch_theme(self) -> None: ...
    def key_map(self) -> None: ...


class Acting(Protocol):
    """What can be done with records, as far as keys and menus ask for it."""

    def link(self) -> None: ...
    def brief(self) -> None: ...
    def copy_rows(self) -> None: ...
    def copy_reference(self) -> None: ...
    def put_in_bin(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...


def deeds_of(work: Doing, acts: Acting, window: Window) -> tuple[Deed, ...]:
    """All that can be done in `work`, in the order of the key map."""
    return (*_finding(work, window), *_recording(work, acts), *_changing(acts), *_viewing(work))


def _finding(work: Doing, window: Window) -> tuple[Deed, ...]:
    group = "Find"
    places = [place for section in destinations() for place in section]
    return (
        Deed(tr("Search"), group, ("Ctrl+F", "/"), window.search.go, "search"),
        Deed(tr("Commands and records"), group, ("Ctrl+K",), work.command_palette, "search"),
        Deed(tr("Back"), group, ("Alt+Left", "Backspace"), work.back, "back"),
        Deed(tr("Forward"), group, ("Alt+Right",), work.forward, "forward"),
        *(
            Deed(
                tr("Go to {place}", place=place.label),
                group,
                (place.shortcut,) if place.shortcut else (),
                partial(work.go, place.key),
                place.icon,
            )
            for place in places
        ),
    )


def _recording(work: Doing, acts: Acting) -> tuple[Deed, ...]:
    group = "Record"

    def shown(do: Callable[[], object]) -> Callable[[], object]:
        return lambda: do() if work.on_list() else None

    return (
        Deed(tr("Quick entry"), group, ("Ctrl+N",), work.quick_entry, "add"),
        *(
            Deed(
                tr("New {kind}", kind=tr(kind.label).lower()),
                group,
                (),
                partial(work.new_record, kind.name),
                kind.name,
            )
            for kind in KINDS.values()
        ),
        Deed(tr("Edit"), group, ("E",), shown(work.edit), "edit", work.on_list),
        Deed(tr("Link to another record"), group, ("L",), shown(acts.link), "link", work.on_list),
        Deed(tr("Brief"), group, ("Ctrl+P",), shown(acts.brief), "print", work.on_list),
        Deed(tr("Copy rows"), group, ("Ctrl+C",), shown(acts.copy_rows), "copy", work.on_list),
        Deed(
            tr("Copy title and reference"),
            group,
            ("Ctrl+Shift+C",),
            shown(acts.copy_reference),
            "copy",
            work.on_list,
        ),
        Deed(tr("Put in the bin"), group, ("Del",), shown(acts.put_in_bin), "bin", work.on_list),
    )


def _changing(acts: Acting) -> tuple[Deed, ...]:
    group = "Change"
    return (
        Deed(tr("Undo"), group, ("Ctrl+Z",), acts.undo, "undo"),
        Deed(tr("Redo"), group, ("Ctrl+Shift+Z", "Ctrl+Y"), acts.redo, "redo"),
    )


def _viewing(work: Doing) -> tuple[Deed, ...]:
    return (
        Deed(tr("Light or dark theme"), VIEW, (), work.switch_theme, "moon"),
        Deed(tr("Keys"), VIEW, ("F1",), work.key_map, "help"),
    )
