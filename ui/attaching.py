"""The attachments of the record shown: brought in, looked at, opened, cited, taken off."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from defcat.catalogue import Catalogue, Stop
from defcat.change import Changed
from defcat.errors import DefcatError, FileProblem, InputError, NotFound, Refused
from defcat.settings import documents_folder
from defcat.translation import tr, trn
from ui import dropped
from ui.days import parsed
from ui.deeds import Deed
from ui.dropped import Given
from ui.private_files import PrivateFiles
from ui.widgets.notice import reading_only
from ui.window import Window

if TYPE_CHECKING:
    from defcat.attachments import Attachment
    from defcat.bulk import Told
    from ui.workspace import Workspace

_GROUP = "Files"
_WIPE_MS = 1_500
"""After the start, what a killed window left is wiped: the first list does not wait for it."""


def open_outside(url: QUrl) -> bool:
    """Have the system open a file with the program it uses for such files."""
    return QDesktopServices.openUrl(url)


class Attaching(QObject):
    """What is done with attachments; private copies for other programs go with `close`."""

    def __init__(
        self, work: "Workspace", window: Window, files: PrivateFiles | None = None
    ) -> None:
        super().__init__(work)
        self._work = work
        self._window = window
        self._desk = work.desk
        self._detail = work.records.detail
        self.files = files or PrivateFiles()
        self._detail.attach_asked.connect(self.choose)
        self._detail.files_dropped.connect(self.attach)
        self._detail.paper_asked.connect(self.do)
        QTimer.singleShot(_WIPE_MS, self, lambda: self.files.wipe_left())

    def deeds(self) -> tuple[Deed, ...]:
        """What can be done, for keys and menus."""
        on_list = self._work.on_list

        def here(do: Callable[[], object]) -> Callable[[], object]:
            return lambda: do() if on_list() or self._work.form is not None else None

        return (
            Deed(tr("Attach files…"), _GROUP, ("Ctrl+Shift+A",), here(self.choose), "attachment"),
            Deed(
                tr("Attach what was copied"),
                _GROUP,
                ("Ctrl+V",),
                here(self.paste),
                "attachment",
                on_list,
            ),
        )

    # --- brought in -------------------------------------------------------------------------

    def choose(self, record_id: int | None = None) -> None:
        """Ask which files to attach to a record, by default the one shown or edited."""
        if (target := self._target(record_id)) is None:
            return
        folder = str(documents_folder())
        names, _ = QFileDialog.getOpenFileNames(self._window, tr("Attach files"), folder)
        self.attach(target, [dropped.from_path(name) for name in names])

    def paste(self) -> None:
        """Attach the files or the picture on the clipboard to the record shown."""
        now = self._desk.catalogue.now().astimezone()
        given = dropped.pasted(QGuiApplication.clipboard().mimeData(), now)
        if not given:
            said = tr("There is no file and no picture on the clipboard.")
            self._desk.said.emit(said, False)
        elif (target := self._target(None)) is not None:
            self.attach(target, given)

    def attach(self, record_id: int, given: Sequence[Given]) -> None:
        """Attach files to a record, large ones once their size has been told.

        One that cannot be attached is named, and keeps none of the others away.
        """
        from defcat import attachments

        if not given:
            return
        try:
            if not self._desk.catalogue.writable:
                raise Refused(reading_only(), tr("Open it for writing first."))
        except DefcatError as error:
            self._desk.failed.emit(error)
            return
        sizes, taken, wrong = dict[str, int](), list[Given](), list[DefcatError]()
        for one in given:
            try:
                size = _size(one)
                attachments.check_size(one.name, size)
            except DefcatError as error:
                wrong.append(error)
                continue
            sizes[one.name] = size
            taken.append(one)
        if not taken:
            self._desk.failed.emit(wrong[0])
            return
        go = partial(self._attach, record_id, taken, wrong)
        large = [name for name, size in sizes.items() if size >= attachments.LARGE]
        if not large:
            return go()
        from ui.widgets.question import ask

        many = attachments.shown_size(sum(sizes[name] for name in large))
        what = trn("Attach a file of {size}?", "Attach {n} files of {size}?", len(large), size=many)
        more = tr("{names}. The catalogue, and each of its backups, grows by as much.")
        ask(self._window, what, more.replace("{names}", ", ".join(large)), tr("Attach"), go)

    def _attach(self, record_id: int, given: Sequence[Given], wrong: Sequence[DefcatError]) -> None:
        """Attach files; `wrong` says of others why they are not."""
        from defcat import attachments
        from ui.widgets.at_work import AtWork

        doing = (
            tr("Attach {file}", file=attachments.plain_name(given[0].name))
            if len(given) == 1
            else trn("Attach {n} file", "Attach {n} files", len(given))
        )
        unread: list[str] = []
        left = list(wrong)

        def work(catalogue: Catalogue, told: "Told", stop: Stop) -> Changed:
            coming = []
            for one in given:
                try:
                    coming.append(attachments.bring(one.source, one.name, stop=stop))
                except (FileProblem, InputError, NotFound, Refused) as error:
                    left.append(error)
            if not coming:
                raise left[-1]
            unread.extend(one.name for one in coming if one.paper.state in _UNREAD)
            with catalogue.change(doing, stop, told) as change:
                for brought in coming:
                    attachments.add(change, record_id, brought)
            return change.done

        def done(changed: Changed) -> None:
            self._detail.show_tab("papers")
            others = [tr("Not attached: {why}", why=error.what) for error in left]
            if not changed.entry:
                said = tr("That is attached to it already.")
                self._desk.said.emit(" ".join([said, *others]), False)
                return
            n = len(given) + len(wrong) - len(left)
            said = trn("{n} file is attached.", "{n} files are attached.", n)
            if unread:
                kept = tr("{names}: kept, but cannot be read.", names=", ".join(unread))
                said = f"{said} {kept}"
            self._desk.said.emit(" ".join([said, *others]), True)

        AtWork(self._desk, doing, self._desk.beside(work), done, self._window).open()

    def drop_on_form(self, given: Sequence[Given]) -> None:
        """Attach files that were let fall on the form to its record."""
        if (target := self._target(None)) is not None:
            self.attach(target, given)

    def _target(self, record_id: int | None) -> int | None:
        """The record to attach to: the one asked for, edited or shown; None, which is said, where
        there is none.
        """
        form = self._work.form
        found = record_id or (form.draft.record_id if form else self._detail.record_id())
        if found is None and form is not None:
            self._desk.failed.emit(
                Refused(
                    tr("This record is not there yet."),
                    tr("Save it first, then attach files to it."),
                )
            )
        elif found is None:
            self._desk.said.emit(tr("Choose a record first."), False)
        return found

    # --- done with --------------------------------------------------------------------------

    def do(self, deed: str, row: int) -> None:
        """Do what a link in the pane offers with the attachment of a row."""
        deeds = {
            "view": self.view,
            "open": self.open,
            "save": self.save,
            "cite": self.cite,
            "remove": self.remove,
        }
        self._with(row, deeds[deed])

    def view(self, one: "Attachment") -> None:
        """Show an attachment in a window of its own, at the page that the list was searched for."""
        from defcat import attachments
        from defcat.search import snippets
        from ui.widgets.paper_viewer import PaperViewer, shows_content

        wanted = attachments.content if shows_content(one.media_type) else attachments.text

        query = parsed(self._work.place().query) if self._work.on_list() else None

        def read(connection: Any) -> tuple[bytes | str, int]:
            page = snippets.page_of(connection, query, one.sha256) if query else 0
            return wanted(connection, one.sha256), page

        def show(found: tuple[bytes | str, int]) -> None:
            content, page = found
            stub = self._detail.dossier()
            marking = stub.stub.marking if stub else None
            level = self._desk.catalogue.scheme.level(marking)
            viewer = PaperViewer(one, content, level, self._window)
            viewer.cite.setEnabled(self._desk.catalogue.writable)
            viewer.cite_asked.connect(lambda page: self.cite(one, page))
            viewer.open_asked.connect(lambda: self.open(one))
            viewer.save_asked.connect(lambda: self.save(one))
            viewer.finished.connect(viewer.deleteLater)
            viewer.open()
            if page and viewer.pages:
                viewer.pages.turn_to(page)

        self._desk.reader.ask("paper", read, show)

    def open(self, one: "Attachment") -> None:
        """Open a private copy with another program, which is wiped when the catalogue is closed."""
        from defcat import attachments
        from defcat.papers import types

        ending = types.ending(one.media_type)
        if not ending:
            error = Refused(
                tr("{file} may hold a program, and is not opened from here.", file=one.name),
                tr("Save a copy of it, if you trust who made it."),
            )
            self._desk.failed.emit(error)
            return
        stem = one.name.rpartition(".")[0] or one.name
        name = attachments.plain_name(stem) + ending

        def put(connection: Any) -> object:
            return self.files.put(name, attachments.pieces(connection, one.sha256))

        def opened(path: object) -> None:
            if open_outside(QUrl.fromLocalFile(str(path))):
                said = tr("A private copy was opened; it goes when the catalogue is closed.")
                self._desk.said.emit(said, False)
            else:
                error = Refused(
                    tr("No program opens {file}.", file=one.name), tr("Save a copy of it instead.")
                )
                self._desk.failed.emit(error)

        self._desk.reader.ask("paper-open", put, opened)

    def save(self, one: "Attachment") -> None:
        """Ask where to, and save a copy there."""
        from pathlib import Path

        from defcat import attachments

        proposed = str(documents_folder() / one.name)
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save a copy"), proposed)
        if name:
            path = Path(name)
            self._desk.reader.ask(
                "paper-save",
                lambda c: attachments.save_copy(c, one, path),
                lambda _done: self._desk.said.emit(tr("Saved as {file}.", file=path.name), False),
            )

    def cite(self, one: "Attachment", page: int = 0) -> None:
        """Ask what is cited, and cite it with the page."""
        from ui.widgets.cite_paper import CitePaper

        with self._desk.catalogue.read() as connection:
            from defcat import attachments
            from defcat.dossier import load, stubs

            dossier = load(connection, one.record_id)
            holders = attachments.sources_of(connection, one.sha256)
            known = stubs(connection, holders)
        cited = {row["other_id"] for row in dossier.parts["citation"]}
        likely = [i for i in holders if i in cited] or holders
        source = known[likely[0]] if len(likely) == 1 else None
        dialog = CitePaper(self._desk, dossier, one, page, source, self._window)
        dialog.cited.connect(lambda: self._desk.said.emit(tr("Cited."), True))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def remove(self, one: "Attachment") -> None:
        """Take an attachment off its record, as one change."""
        from defcat import attachments

        try:
            with self._desk.change(tr("Remove {file}", file=one.name)) as change:
                attachments.remove(change, one.id)
        except DefcatError as error:
            self._desk.failed.emit(error)
            return
        self._desk.said.emit(tr("{file} is removed.", file=one.name), True)

    def close(self) -> None:
        """Wipe the private copies: the catalogue is being closed or locked."""
        self.files.wipe()

    def _with(self, row: int, then: "Callable[[Attachment], None]") -> None:
        from defcat import attachments

        self._desk.reader.ask("paper-row", lambda c: attachments.one(c, row), then)


_UNREAD = ("encrypted", "unreadable")


def _size(one: Given) -> int:
    if isinstance(one.source, bytes):
        return len(one.source)
    with suppress(OSError):
        if one.source.is_file():
            return one.source.stat().st_size
    raise InputError(
        tr("{file} is no file that can be read.", file=one.name),
        tr("Attach the files of a folder one by one."),
    )
