"""What can be done in the workspace, and with which keys."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from defcat.kinds import KINDS
from defcat.translation import tr
from ui.deeds import Deed
from ui.widgets.as_of import DAY_KEY
from ui.widgets.facet_panel import KEY as FACETS_KEY
from ui.window import Window, destinations

VIEW = "View"
FILE = "Catalogue"
MANY_KEY = "Ctrl+Shift+B"
BRIEF_KEY = "Ctrl+P"
SAVE_KEY = "Ctrl+D"
MENU_GROUPS = frozenset({VIEW, FILE})
"""The groups that the button at the end of the bar shows as a menu."""


class Doing(Protocol):
    """What a workspace can do, as far as keys and menus ask for it."""

    def on_list(self) -> bool: ...
    def on_findings(self) -> bool: ...
    @property
    def findings(self) -> "Mending": ...
    @property
    def searches(self) -> "Keeping": ...
    @property
    def records(self) -> "Listed": ...
    @property
    def briefing(self) -> "Briefs": ...
    def go(self, key: str) -> None: ...
    def back(self) -> None: ...
    def forward(self) -> None: ...
    @property
    def offering(self) -> "Offers": ...


class Offers(Protocol):
    """Where all that can be done is offered."""

    def palette(self) -> None: ...
    def keys(self) -> None: ...


class Recorder(Protocol):
    """What opens forms, as far as keys and menus ask for it."""

    def quick_entry(self) -> None: ...
    def new_record(self, kind: str) -> None: ...
    def edit(self) -> None: ...


class Dated(Protocol):
    """The day on which the world is shown, as far as keys and menus ask for it."""

    def choose(self) -> None: ...
    def show_today(self) -> None: ...
    def on_other_day(self) -> bool: ...


class Mending(Protocol):
    """What can be done on the page of findings."""

    def mend(self) -> None: ...
    def dismiss(self) -> None: ...
    def take_back(self) -> None: ...


class Arranged(Protocol):
    """How a list is arranged."""

    def choose_order(self) -> None: ...
    def choose_columns(self) -> None: ...
    def turn_tall(self) -> None: ...


class Listed(Protocol):
    """A list that can be arranged."""

    @property
    def arranging(self) -> Arranged: ...
    @property
    def facets(self) -> "Narrowed": ...


class Narrowed(Protocol):
    """What a list can be narrowed by."""

    def go(self) -> None: ...


class Keeping(Protocol):
    """What can be done with searches that are kept."""

    def save(self) -> None: ...
    def rename(self) -> None: ...
    def on_saved(self) -> bool: ...
    def forget(self) -> None: ...


class Briefs(Protocol):
    """What briefs are previewed with."""

    def preview(self) -> None: ...
    def settings(self) -> None: ...


class Acting(Protocol):
    """What can be done with records, as far as keys and menus ask for it."""

    def link(self) -> None: ...
    def add_to_timeline(self) -> None: ...
    def hold(self) -> None: ...
    def close_commitment(self) -> None: ...
    def set_status(self) -> None: ...
    def copy_rows(self) -> None: ...
    def copy_reference(self) -> None: ...
    def merge(self) -> None: ...
    def put_in_bin(self) -> None: ...
    def several(self) -> bool: ...
    def change_chosen(self) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...


def deeds_of(
    work: Doing, recording: Recorder, acts: Acting, days: Dated, window: Window
) -> tuple[Deed, ...]:
    """All that can be done in `work`, in the order of the key map."""
    return (
        *_finding(work, days, window),
        *_recording(work, recording, acts),
        *_mending(work),
        *_changing(acts),
        *_viewing(work),
    )


def _finding(work: Doing, days: Dated, window: Window) -> tuple[Deed, ...]:
    group = "Find"
    places = [place for section in destinations() for place in section]
    return (
        Deed(tr("Search"), group, ("Ctrl+F", "/"), window.search.go, "search"),
        Deed(tr("Commands and records"), group, ("Ctrl+K",), work.offering.palette, "search"),
        Deed(tr("Save this search…"), group, (SAVE_KEY,), work.searches.save, "bookmark"),
        Deed(
            tr("Rename this saved search…"),
            group,
            ("F2",),
            work.searches.rename,
            "edit",
            work.searches.on_saved,
        ),
        Deed(tr("Forget the last searches"), group, (), work.searches.forget, "search"),
        Deed(tr("As of a day…"), group, (DAY_KEY,), days.choose, "calendar"),
        Deed(tr("Back to today"), group, (), days.show_today, "calendar", days.on_other_day),
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


def _recording(work: Doing, recording: Recorder, acts: Acting) -> tuple[Deed, ...]:
    group = "Record"

    def shown(do: Callable[[], object]) -> Callable[[], object]:
        return lambda: do() if work.on_list() else None

    def edit() -> None:
        """Edit the record shown; of several rows that are chosen, change what they share."""
        (acts.change_chosen if acts.several() else recording.edit)()

    return (
        Deed(tr("Quick entry"), group, ("Ctrl+N",), recording.quick_entry, "add"),
        *(
            Deed(
                tr("New {kind}", kind=tr(kind.label).lower()),
                group,
                (),
                partial(recording.new_record, kind.name),
                kind.name,
            )
            for kind in KINDS.values()
        ),
        Deed(tr("Edit"), group, ("E",), shown(edit), "edit", work.on_list),
        Deed(
            tr("Change the chosen records…"),
            group,
            (MANY_KEY,),
            shown(acts.change_chosen),
            "edit",
            work.on_list,
        ),
        Deed(tr("Link to another record"), group, ("L",), shown(acts.link), "link", work.on_list),
        Deed(
            tr("Add event, post or outcome"),
            group,
            ("Ctrl+Shift+E",),
            shown(acts.add_to_timeline),
            "add",
            work.on_list,
        ),
        Deed(tr("Mark as held"), group, ("H",), shown(acts.hold), "check", work.on_list),
        Deed(
            tr("Close commitment…"),
            group,
            ("C",),
            shown(acts.close_commitment),
            "commitment",
            work.on_list,
        ),
        Deed(
            tr("Set status by hand…"), group, (), shown(acts.set_status), "agreement", work.on_list
        ),
        Deed(tr("Brief"), group, (BRIEF_KEY,), work.briefing.preview, "print"),
        Deed(tr("Brief settings…"), group, (), work.briefing.settings, "settings"),
        Deed(tr("Copy rows"), group, ("Ctrl+C",), shown(acts.copy_rows), "copy", work.on_list),
        Deed(
            tr("Copy title and reference"),
            group,
            ("Ctrl+Shift+C",),
            shown(acts.copy_reference),
            "copy",
            work.on_list,
        ),
        Deed(tr("Merge…"), group, ("Ctrl+M",), shown(acts.merge), "merge", work.on_list),
        Deed(tr("Put in the bin"), group, ("Del",), shown(acts.put_in_bin), "bin", work.on_list),
    )


def _mending(work: Doing) -> tuple[Deed, ...]:
    page = work.findings

    def deed(words: str, key: str, do: Callable[[], object], drawing: str) -> Deed:
        def here() -> object:
            return do() if work.on_findings() else None

        return Deed(words, "Findings", (key,), here, drawing, work.on_findings)

    return (
        deed(tr("Fix what was found"), "F", page.mend, "edit"),
        deed(tr("Dismiss, with a reason…"), "D", page.dismiss, "check"),
        deed(tr("Take a dismissal back"), "T", page.take_back, "undo"),
    )


def _changing(acts: Acting) -> tuple[Deed, ...]:
    group = "Change"
    return (
        Deed(tr("Undo"), group, ("Ctrl+Z",), acts.undo, "undo"),
        Deed(tr("Redo"), group, ("Ctrl+Shift+Z", "Ctrl+Y"), acts.redo, "redo"),
    )


def _viewing(work: Doing) -> tuple[Deed, ...]:
    list_of = work.records.arranging

    def listed(words: str, key: str, do: Callable[[], None], drawing: str) -> Deed:
        def here() -> None:
            if work.on_list():
                do()

        return Deed(words, VIEW, (key,), here, drawing, work.on_list)

    return (
        listed(tr("Narrow the list"), FACETS_KEY, work.records.facets.go, "filter"),
        listed(tr("Sort by…"), "S", list_of.choose_order, "sort"),
        listed(tr("Columns…"), "V", list_of.choose_columns, "columns"),
        listed(tr("Rows of one or two lines"), "R", list_of.turn_tall, "sort"),
        Deed(tr("Keys"), VIEW, ("F1",), work.offering.keys, "help"),
    )
