"""A whole list is marked anew at once, and taken back at once."""

from pathlib import Path

from defcat.catalogue import Catalogue
from defcat.dossier import load
from defcat.search import run
from defcat.search.parse import parse
from tests.window import SUGGESTING, Officer
from ui.widgets.at_work import AtWork
from ui.widgets.bulk_dialog import BulkDialog

pytestmark = SUGGESTING

MANY = 150
"""More than are written while one looks."""


def markings(path: Path, query: str) -> set[object]:
    with Catalogue.open(path, write=False) as catalogue, catalogue.read() as connection:
        ids = run.find(connection, parse(query), today=catalogue.today())
        return {load(connection, record_id).values["marking"] for record_id in ids}


def test_every_visit_to_one_place_is_marked_restricted(desk_officer: Officer) -> None:
    with desk_officer.desk.change("Import") as change:
        for n in range(MANY):
            change.add("engagement", title=f"Port call {n}", type="port-call", city="Kochi")
    path = desk_officer.desk.catalogue.path
    before = markings(path, "kochi")
    desk_officer.press("Ctrl+F")
    desk_officer.write("kind:engagement kochi")
    desk_officer.press("Return")
    model = desk_officer.workspace.records.model
    desk_officer.until(lambda: model.rowCount() == MANY)
    desk_officer.press("Ctrl+A")
    desk_officer.until(lambda: desk_officer.table.selected_count() == MANY)
    desk_officer.press("Ctrl+Shift+B")
    dialog = desk_officer.dialog(BulkDialog)
    desk_officer.choose(dialog.what, "Marking")
    desk_officer.choose(dialog.editor, "Restricted")
    desk_officer.click_button(f"Change {MANY} records", dialog)
    notice = desk_officer.window.notice
    desk_officer.until(lambda: notice.text() == f"{MANY} records changed.")
    assert not any(w.isVisible() for w in desk_officer.window.findChildren(AtWork))
    assert markings(path, "kochi") == {"restricted"}
    desk_officer.look_at(desk_officer.window)
    desk_officer.click_button("Undo", notice)
    desk_officer.until(lambda: notice.text() == f"Undo: Change Marking of {MANY} records.")
    assert markings(path, "kochi") == before


def test_two_chosen_rows_are_changed_with_the_key_that_edits_one(desk_officer: Officer) -> None:
    desk_officer.press("Ctrl+4")
    desk_officer.until(lambda: len(desk_officer.titles()) > 2)
    desk_officer.press("Shift+Down")
    desk_officer.until(lambda: desk_officer.table.selected_count() == 2)
    desk_officer.press("E")
    dialog = desk_officer.dialog(BulkDialog)
    assert dialog.windowTitle() == "Change 2 records"
    desk_officer.press("Escape")
    assert desk_officer.workspace.form is None
