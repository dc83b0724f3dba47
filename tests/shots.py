"""Draws every page and dialog, light and dark, at scale 1 and 1.5, so that anyone can look.

    python -m tests.shots --out build/shots

Each theme and scale is a process of its own, because Qt fixes the scale when it starts.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from ui.app import Application
    from ui.window import Window
    from ui.workspace import Workspace

    Pictures = Iterator[tuple[str, QWidget]]

SIZE = (1366, 768)
LOOKS = (("light", "1"), ("dark", "1"), ("light", "1.5"), ("dark", "1.5"))


def main() -> int:
    """Start one process a look; the number of those that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/shots"))
    parser.add_argument("--only", default="", help="a part of the names of the pictures")
    parser.add_argument("--theme", default="", choices=("", "light", "dark"))
    chosen = parser.parse_args()
    if chosen.theme:
        return draw(chosen.out, chosen.theme, chosen.only)
    failed = 0
    for theme, scale in LOOKS:
        folder = chosen.out / f"{theme}-{scale}"
        command = [sys.executable, "-m", "tests.shots", "--theme", theme, "--out", str(folder)]
        environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(
            [*command, "--only", chosen.only], env=environment, check=False
        ).returncode
        failed += done != 0
    return failed


def draw(out: Path, theme_name: str, only: str) -> int:
    """Draw the pages and dialogs of the sample in one theme into the folder `out`."""
    from PySide6.QtWidgets import QApplication, QWidget

    from ui import theme
    from ui.app import Application, make_application

    app = make_application([])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder  # or its backups would lie among a person's own
        application = Application(app, Path(folder))
        theme.apply(app, theme.DARK if theme_name == "dark" else theme.LIGHT)
        window = application.window
        window.resize(*SIZE)

        def save(name: str, widget: QWidget) -> None:
            if only in name:
                settle(app)
                widget.grab().save(str(out / f"{name}.png"))

        application.start(None)
        save("00-welcome", window)
        application.open_sample()
        for name, widget in scenes(app, application):
            save(name, widget)
        for name, widget in locked(app, application):
            save(name, widget)
        window.close()
        settle(app)
    assert isinstance(app, QApplication)
    return 0


def settle(app: "QApplication", seconds: float = 0.35) -> None:
    """Let the window read, lay out and paint."""
    import time

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        app.processEvents()
        time.sleep(0.005)


def scenes(app: "QApplication", application: "Application") -> "Pictures":
    """Name and widget of each picture, once the window shows what the name says."""
    from ui.workspace import Workspace

    workspace, window = application.workspace, application.window
    assert isinstance(workspace, Workspace)
    yield "01-home", window
    for place in ("agreement", "official", "engagement", "organisation", "source", "commitment"):
        workspace.go(place)
        settle(app)
        yield f"02-{place}", window
    narrowed = "kind:engagement type:call,two-plus-two -place:japan"
    workspace.search_for(narrowed)
    window.search.set_query(narrowed)
    yield "02-narrowed", window
    workspace.search_for("sosa")
    window.search.set_query("sosa")
    settle(app)
    for tab in ("facts", "timeline", "links", "sources", "history"):
        workspace.records.detail.show_tab(tab)
        yield f"03-{tab}", window
    workspace.records.detail.show_tab("facts")
    workspace.search_for("zzzz")
    window.search.set_query("zzzz")
    yield "04-nothing-found", window
    yield from _typing(app, workspace, window)
    workspace.go("bin")
    yield "05-bin", window
    for place in ("watch", "findings"):
        workspace.go(place)
        settle(app, 1.0)
        yield f"05-{place}", window
    yield from _history(app, workspace, window)
    for kind in ("agreement", "official", "engagement", "organisation", "source", "commitment"):
        workspace.recording.new_record(kind)
        yield f"06-new-{kind}", window
    workspace.back()
    yield from _lists(app, workspace, window)
    yield from _days(app, workspace, window)
    yield from _edits(app, workspace, window)
    yield from _searches(app, workspace, window)
    yield from _dialogs(app, workspace, window)
    yield from _import(app, workspace, window)
    yield from _attached(app, workspace, window)
    yield from _faults(app, workspace, window)


def locked(app: "QApplication", application: "Application") -> "Pictures":
    """What is asked before a catalogue is open, and about its passphrase."""
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from defcat.errors import WrongPassphrase
    from ui.pages.unlock import UnlockPage
    from ui.widgets.new_catalogue import NewCatalogue
    from ui.widgets.passphrase_dialog import PassphraseDialog

    folder = Path.home() / "Documents"
    made = NewCatalogue(folder, "rao", application.window)
    chosen = NewCatalogue(folder, "rao", application.window)
    chosen.passphrase.first.line.setText("eleven slow owls")
    chosen.passphrase.first.edited.emit()
    wrong = NewCatalogue(folder, "rao", application.window)
    wrong.passphrase.first.line.setText("desk1")
    wrong.passphrase.first.edited.emit()
    path = folder / "Americas desk.defcat"
    dialogs: list[tuple[str, QDialog]] = [
        ("new-catalogue", made),
        ("new-catalogue-strong", chosen),
        ("new-catalogue-wrong", wrong),
        ("set", PassphraseDialog(path, "set", parent=application.window)),
        ("change", PassphraseDialog(path, "change", asks_key_file=True, parent=application.window)),
        ("remove", PassphraseDialog(path, "remove", parent=application.window)),
    ]
    for name, dialog in dialogs:
        dialog.open()
        settle(app, 1.0)
        if dialog is wrong:
            wrong.make()
            settle(app)
        yield f"12-{name}", dialog
        dialog.close()
    application._close()
    page = UnlockPage(path)
    application.window.forget()
    application.window.show_page(page)
    application.window.set_bare(True)
    page.setFocus()
    yield "12-unlock", application.window
    page.passphrase.line.setText("eleven slow owls")
    page.set_busy(True)
    yield "12-unlock-busy", application.window
    says = "The passphrase does not open Americas desk.defcat."
    page.fail(WrongPassphrase(says, "Try it again; Caps Lock and the layout of the keys matter."))
    yield "12-unlock-wrong", application.window
    page = UnlockPage(path, asks_key_file=True)
    page.offer_keyring(knows=False)
    application.window.show_page(page)
    page.setFocus()
    yield "12-unlock-key-file", application.window


def _history(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """The history: a correction, what it looks like taken back, and the records of a large one."""

    workspace.search_for("sosa")
    settle(app)
    shown = workspace.records.detail.dossier()
    assert shown is not None
    source = shown.citations()[0]["other_id"]
    with workspace.desk.change("Edit agreement") as change:
        change.set(shown.kind, shown.id, notes="Read again with the ministry.")
        change.add_part("citation", shown.id, other_id=source, about="notes", locator="p. 3")
    workspace.go("history")
    page = workspace.past.page()
    settle(app, 1.0)
    yield "05-history", window
    page.pane.take_back()
    settle(app, 1.0)
    yield "05-history-taken-back", window
    window.notice.dismiss()
    page.table.mark(page.model.rowCount() - 1)
    settle(app)
    yield "05-history-large", window
    page.words.setText("zzz")
    settle(app)
    yield "05-history-nothing-found", window
    page.words.clear()


def _attached(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """Attachments: none, a list with what cannot be read, a viewer of each sort, and citing."""
    from defcat import attachments
    from tests.core.test_texts import ONE, TWO, mail, pdf
    from ui.widgets.cite_paper import CitePaper
    from ui.widgets.paper_viewer import PaperViewer

    workspace.search_for("sosa")
    window.search.set_query("sosa")
    settle(app)
    detail = workspace.records.detail
    detail.show_tab("papers")
    yield "13-attached-none", window
    record = detail.record_id()
    assert record is not None
    scan = pdf("", "", "", "")
    with workspace.desk.change("Attach") as change:
        for name, content in (
            ("Annex B, as signed at the Pentagon on 22 August 2024.pdf", pdf(ONE, TWO)),
            ("Read-out of the call.eml", mail()),
            ("scan.pdf", scan),
            ("locked.pdf", pdf(ONE, password="secret")),
            ("broken.pdf", pdf(ONE)[:400]),
        ):
            attachments.add(change, record, content, name)
    settle(app)
    yield "13-attached", window
    window.search.set_query("liaison officers")
    workspace.search_for("liaison officers")
    settle(app, 1.0)
    yield "13-attached-found", window
    with workspace.desk.catalogue.read() as connection:
        held = attachments.of_record(connection, record)
        contents: list[bytes | str] = [attachments.content(connection, held[0].sha256)]
        contents += [attachments.text(connection, held[1].sha256)]
        contents += [attachments.content(connection, held[3].sha256)]
    level = workspace.desk.catalogue.scheme.level("restricted")
    shown = (("pdf", held[0]), ("text", held[1]), ("locked", held[3]))
    for (name, one), held_in in zip(shown, contents, strict=True):
        viewer = PaperViewer(one, held_in, level, window)
        viewer.open()
        settle(app, 1.0)
        yield f"13-attached-{name}", viewer
        viewer.close()
    dossier = detail.dossier()
    assert dossier is not None
    dialog = CitePaper(workspace.desk, dossier, held[0], 2, parent=window)
    dialog.open()
    settle(app)
    yield "13-attached-cite", dialog
    dialog.close()


def _typing(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """The search box with what it offers, with what it calls wrong, and without an answer."""
    from PySide6.QtTest import QTest

    for name, text in (
        ("offered", "kind:agreement status:"),
        ("offered-people", "with:aus"),
        ("hinted", "sosa stat"),
        ("problem", "stauts:in-force type:zzz sosa "),
        ("did-you-mean", "kind:agreement arangement"),
        ("without", "austin type:annex"),
    ):
        window.search.set_query("")
        window.search.setFocus()
        QTest.keyClicks(window.search, text)
        settle(app, 1.2)
        yield f"04-{name}", window
    window.search.set_query("")


def _lists(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """A list with other columns, sorted, with all rows chosen; and what its headings offer."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication

    workspace.go("agreement")
    settle(app)
    table, arranging = workspace.records.table, workspace.records.arranging
    table.moved.emit(["ref", "title", "binding", "signature", "topics", "status"])
    table.sort_asked.emit(workspace.records.model.columns()[1])
    settle(app, 1.0)
    table.selectAll()
    yield "02-arranged", window
    for name in ("sort", "heading"):
        if name == "sort":
            arranging.choose_order()
        else:
            table.heading_menu_asked.emit(QPoint(400, 120), None)
        settle(app)
        menu = QApplication.activePopupWidget()
        assert menu is not None
        yield f"02-menu-{name}", menu
        menu.close()
    arranging.reset()


def _days(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    from datetime import date

    from ui.widgets.day_picker import DayPicker

    workspace.go("official")
    workspace.days.show(date(2020, 1, 1))
    settle(app)
    yield "09-as-of-official", window
    for place in ("agreement", "home"):
        workspace.go(place)
        workspace.days.show(date(2024, 8, 22))
        settle(app)
        yield f"09-as-of-{place}", window
    workspace.go("agreement")
    settle(app)
    workspace.days.choose()
    settle(app)
    picker = next(w for w in app.topLevelWidgets() if isinstance(w, DayPicker) and w.isVisible())
    yield "09-as-of-picker", picker
    picker.close()
    shown = workspace.records.detail.dossier()
    assert shown is not None
    workspace.recording.edit(shown.id)
    settle(app)
    yield "09-as-of-form", window
    workspace.days.show_today()


def _edits(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":

    for query in ("sosa", "kind:official rajnath", "kind:engagement austin"):
        workspace.search_for(query)
        settle(app)
        shown = workspace.records.detail.dossier()
        assert shown is not None
        workspace.recording.edit(shown.id)
        settle(app)
        yield f"07-edit-{shown.kind}", window
        workspace.back()


def _dialogs(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    from PySide6.QtWidgets import QDialog

    workspace.search_for("sosa")
    settle(app)
    for name, show in (
        ("quick-entry", workspace.recording.quick_entry),
        ("palette", workspace.offering.palette),
        ("keys", workspace.offering.keys),
        ("language", workspace.offering.language),
        ("link", workspace.acts.link),
        ("row", workspace.acts.add_to_timeline),
        ("status", workspace.acts.set_status),
        ("brief", workspace.briefing.preview),
        ("brief-register", lambda: _brief_of_list(app, workspace, "register")),
        ("brief-book", lambda: _brief_of_list(app, workspace, "book")),
        ("brief-country", lambda: _brief_of_list(app, workspace, "country")),
        ("brief-problem", lambda: _brief_of_list(app, workspace, "engagement", "1890")),
        ("brief-settings", workspace.briefing.settings),
        ("merge", lambda: _merge_two(app, workspace)),
        ("bulk", lambda: _change_all(app, workspace)),
        ("columns", workspace.records.arranging.choose_columns),
        ("save-search", lambda: _save_search(app, workspace)),
        ("dismiss", lambda: _dismiss(app, workspace)),
        ("source-loss", lambda: _bin_source(app, workspace)),
        ("cited-by", lambda: _ask_who_says_so(app, workspace)),
        ("settings", workspace.safety.settings),
        ("backups", lambda: _backups(app, workspace)),
        ("check", workspace.safety.check),
        ("export", lambda: _export(app, workspace)),
    ):
        show()
        settle(app, 1.0)
        dialog = next(w for w in app.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
        yield f"08-{name}", dialog
        dialog.close()
        settle(app)


def _brief_of_list(app: "QApplication", workspace: "Workspace", name: str, day: str = "") -> None:
    """Ask for the brief `name` of what is in the list of Austin's engagements."""
    from PySide6.QtWidgets import QApplication, QComboBox

    from ui.widgets.dates import DateField
    from ui.widgets.preview.dialog import BriefPreview

    workspace.ask("kind:engagement austin")
    settle(app)
    workspace.records.table.selectAll()
    workspace.briefing.preview()
    settle(app, 1.0)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, BriefPreview)
    for field in dialog.findChildren(QComboBox):
        if field.accessibleName() == "Brief":
            field.setCurrentIndex(field.findData(name))
    if day:
        on = dialog.findChild(DateField)
        assert on is not None
        on.set_text(day)
        on.changed.emit()
    settle(app, 1.0)


def _import(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """A messy spreadsheet through all the steps of the page that imports it."""
    import tempfile
    from pathlib import Path

    from tests.ui.spreadsheets import messy

    workspace.go("import")
    yield "13-import-file", window
    page = workspace.exchange.page()
    with tempfile.TemporaryDirectory() as folder:
        page.take(messy(Path(folder) / "visits 2024.xlsx"))
        settle(app, 1.5)
        for name in ("rows", "columns", "values", "matching", "preview"):
            yield f"13-import-{name}", window
            if name == "values":
                page.values.proposals()[0].click()
            if name == "matching":
                page.doubts.matches()[0].click()
                yield "13-import-matched", window
            page.go_on()
            settle(app, 3.0 if name == "preview" else 1.0)
            if name == "matching":
                page.preview.tabs.setCurrentIndex(2)
                yield "13-import-bad", window
                page.preview.tabs.setCurrentIndex(0)
    yield "13-import-done", window


def _export(app: "QApplication", workspace: "Workspace") -> None:
    """Ask how the list of agreements is to go out."""

    workspace.go("agreement")
    settle(app)
    workspace.exchange.export()


def _backups(app: "QApplication", workspace: "Workspace") -> None:
    """List two backups, made for different reasons."""
    from defcat import backups

    for reason in (backups.BEFORE_MERGE, backups.BY_HAND):
        workspace.safety.backing.make(reason)
        settle(app, 1.5)
    workspace.safety.backups()
    settle(app, 1.0)


def _faults(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """The banners over a catalogue that cannot be written."""

    path = workspace.desk.catalogue.path
    away = path.with_name("away.defcat")
    workspace.recording.new_record("agreement")
    settle(app, 1.0)
    path.rename(away)
    workspace.safety.faults.look()
    yield "11-file-gone", window
    away.rename(path)
    workspace.safety.faults.look()
    workspace.back()
    window.banner.tell(
        "Sample.defcat is open for writing: rao on desk-3 since 2026-11-22 09:30. It is shown for"
        " reading.",
        "neutral",
        [("Try again for writing", lambda: None)],
    )
    yield "11-reading-only", window
    window.banner.clear()


def _merge_two(app: "QApplication", workspace: "Workspace") -> None:
    """Ask to merge the first two officials."""
    from PySide6.QtCore import QItemSelectionModel

    workspace.go("official")
    settle(app)
    table, flags = workspace.records.table, QItemSelectionModel.SelectionFlag
    second = table.model().index(1, 0)
    table.selectionModel().select(second, flags.Select | flags.Rows)
    workspace.acts.merge()


def _change_all(app: "QApplication", workspace: "Workspace") -> None:
    """Ask to change all engagements, and choose the marking."""
    from PySide6.QtWidgets import QApplication

    from ui.widgets.bulk_dialog import BulkDialog

    workspace.go("engagement")
    settle(app)
    workspace.records.table.selectAll()
    workspace.acts.change_chosen()
    settle(app)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, BulkDialog)
    dialog.what.set_value("mode")
    dialog.what.edited.emit()
    dialog.editor.set_value("in-person")
    dialog.editor.edited.emit()


def _save_search(app: "QApplication", workspace: "Workspace") -> None:
    """Ask to save a search."""

    workspace.ask("kind:engagement austin")
    settle(app)
    workspace.searches.save()


def _searches(app: "QApplication", workspace: "Workspace", window: "Window") -> "Pictures":
    """Saved searches in the rail, one of which cannot be read whole."""
    from defcat.search import saved

    with workspace.desk.change("Saved searches") as change:
        for name, query in (
            ("Visits with Austin", "kind:engagement austin"),
            ("In force", "kind:agreement status:in-force"),
            ("All that names logistics or supply", "logistics OR supply"),
            ("From another desk", "kind:agreement stauts:x"),
        ):
            saved.save(change.connection, name, query)
    workspace.searches.start()
    workspace.ask("kind:engagement austin")
    settle(app, 1.0)
    yield "10-saved-searches", window


def _bin_source(app: "QApplication", workspace: "Workspace") -> None:
    """Ask to put a source in the bin that facts stand on."""

    workspace.search_for("kind:source releases")
    settle(app)
    workspace.acts.put_in_bin()


def _ask_who_says_so(app: "QApplication", workspace: "Workspace") -> None:
    """Ask in the form of an agreement on whose word its signature stands."""

    workspace.search_for("sosa")
    settle(app)
    workspace.recording.edit()
    settle(app)
    assert workspace.form is not None
    body = workspace.form.body
    body.cite("event", body.parts["event"].rows[0].row.id)


def _dismiss(app: "QApplication", workspace: "Workspace") -> None:
    """Ask to dismiss the first finding."""

    workspace.go("findings")
    settle(app, 1.0)
    workspace.findings.dismiss()


if __name__ == "__main__":
    sys.exit(main())
