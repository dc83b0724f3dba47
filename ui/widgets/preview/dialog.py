"""The dialog: what can be chosen on the left, the pages beside it, and what is done with them."""

from collections.abc import Callable, Generator
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPageLayout, QPageSize, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from defcat import settings as places
from defcat.briefs import recent
from defcat.briefs.desk import DeskSettings
from defcat.briefs.order import Order
from defcat.briefs.recent import Recent
from defcat.errors import DefcatError, FileProblem, InputError, Refused
from defcat.translation import tr
from ui.desk import Desk
from ui.icons import icon
from ui.widgets.buttons import press_with
from ui.widgets.fitting import fit_to_screen
from ui.widgets.page_view import print_pages
from ui.widgets.preview.laid_out import Parts, lay_out
from ui.widgets.preview.options import OptionsColumn
from ui.widgets.preview.rendering import Rendered, Rendering
from ui.widgets.preview.saving import copy_into, file_name, open_folder
from ui.widgets.preview.start import Start, read_again

_SIZE = QSize(1160, 720)
_PAPER = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}
_AFTER_TYPING_MS = 200
_FOLDER, _COPIES, _PAPER_KEY = "brief/folder", "brief/copies", "brief/paper"


class BriefPreview(QDialog):
    """A brief of what `start` says is looked at, as pages, with what can be chosen about it.

    It begins as of the day `as_of`, None for today, or as it was ordered before (`order`).
    `preferences` keep the paper and the folders last used on this computer.
    `rendered` says that the pages follow the options again, or that they cannot; `noted` carries
    the briefs made last, once one more is.
    """

    rendered = Signal()
    noted = Signal(object)

    def __init__(
        self,
        desk: Desk,
        start: Start,
        preferences: QSettings,
        parent: QWidget | None = None,
        as_of: date | None = None,
        order: Order | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Brief"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        fit_to_screen(self)
        self._desk = desk
        self._settings: DeskSettings = start.settings
        self._recent = list(start.recent)
        self._preferences = preferences
        self._rendered: Rendered | None = None
        self._printing: Generator[tuple[int, int], None, None] | None = None
        self._rendering = Rendering(desk, self)
        self._parts = Parts()
        self._typing = QTimer(self, singleShot=True, interval=_AFTER_TYPING_MS)
        self._printer = QTimer(self, interval=0)
        paper = str(preferences.value(_PAPER_KEY, ""))
        self._options = OptionsColumn(desk, start, as_of, paper, order)
        lay_out(self, self._parts)
        self._take_options(self._options)
        self._connect()
        self._options.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    def pages(self) -> int:
        """How many pages are shown."""
        return self._parts.pages.count() if self._rendered else 0

    def told(self) -> str:
        """What the dialog tells now: what is wrong, or what is done; empty for nothing."""
        notice = self._parts.notice
        return notice.text() if notice.isVisibleTo(self) else ""

    def save_to(self, path: Path) -> None:
        """Write the PDF that is shown to `path`, whole or not at all; raises what `save` does."""
        from defcat.briefs import pdf

        pdf.save(self._shown().pdf, path)

    def print_to(self, printer: QPrinter) -> None:
        """Print what is shown, page by page, beside everything else; raises FileProblem."""
        self._printing = print_pages(self._shown().pdf, printer)
        self._print_next()
        self._printer.start()

    def done(self, result: int) -> None:
        """Close; what is still being prepared or printed is stopped."""
        self._typing.stop()
        self._rendering.stop()
        self._stop_printing()
        super().done(result)

    def _shown(self) -> Rendered:
        if self._rendered is None:
            raise Refused(tr("The brief is not ready yet."), tr("Try again when it is shown."))
        return self._rendered

    def _connect(self) -> None:
        parts = self._parts
        if copies := self._folder(_COPIES):
            parts.name_copies(copies)
        parts.save.clicked.connect(self._choose_file)
        parts.word.clicked.connect(self._choose_word)
        parts.print.clicked.connect(self._choose_printer)
        parts.copy.clicked.connect(self._copy)
        parts.other.clicked.connect(self._choose_copies)
        parts.close.clicked.connect(self.reject)
        parts.recent.clicked.connect(self._offer_recent)
        parts.settings.clicked.connect(self._change_settings)
        parts.stop.clicked.connect(self._stop)
        self._typing.timeout.connect(self._ask)
        self._printer.timeout.connect(self._print_next)
        self._rendering.ended.connect(self._show)
        self._rendering.told.connect(parts.show_course)
        press_with(parts.save, QKeySequence.StandardKey.Save, self)
        press_with(parts.print, QKeySequence.StandardKey.Print, self)
        for keys, by in (("PgUp", -1), ("PgDown", 1)):
            QShortcut(QKeySequence(keys), self, partial(parts.pages.turn_by, by))

    def _take_options(self, options: OptionsColumn) -> None:
        """Offer `options` in place of what is offered now."""
        self._options = options
        self._parts.show_options(options)
        options.changed.connect(self._ask)
        options.typed.connect(self._typing.start)
        options.done.connect(self._tell_done)
        options.failed.connect(self._parts.notice.problem)

    # --- the pages --------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for the brief as the options say; the pages so far stay until it is there."""
        self._typing.stop()
        self._rendered = None
        self._allow(False)
        try:
            order = self._options.order()
        except InputError as error:
            self._rendering.stop()
            self._show(error)
            return
        self._rendering.ask(order, self._settings)

    def _show(self, answer: Rendered | DefcatError) -> None:
        self._parts.hide_course()
        if isinstance(answer, DefcatError):
            self._parts.pages.clear()
            self._parts.notice.problem(answer)
        else:
            self._rendered = answer
            self._parts.notice.dismiss()
            self._parts.pages.show_pdf(answer.pdf, answer.brief.marking)
            self.setWindowTitle(tr("Brief: {title}", title=answer.title))
            self._preferences.setValue(_PAPER_KEY, answer.order.page_size)
        self._allow(self._rendered is not None)
        self.rendered.emit()

    def _stop(self) -> None:
        self._rendering.stop()
        self._parts.hide_course()
        self._parts.pages.clear()
        self._parts.notice.tell(tr("Stopped."), "neutral", (tr("Go on"), self._ask))

    def _allow(self, allowed: bool) -> None:
        self._parts.allow(allowed, printing=self._printing is not None)

    def _tell_done(self, says: str, back: Callable[[], object]) -> None:
        self._parts.notice.tell(says, action=(tr("Undo"), back))

    # --- the desk ---------------------------------------------------------------------------

    def _offer_recent(self) -> None:
        button = self._parts.recent
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for made in self._recent:
            action = menu.addAction(icon("print"), made.title)
            action.triggered.connect(partial(self._make_again, made))
        if not self._recent:
            menu.addAction(tr("None has been saved or printed")).setEnabled(False)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _make_again(self, made: Recent) -> None:
        """Show a brief that was made before, with the same options."""
        today, order = self._desk.catalogue.today(), made.order
        self._rendering.stop()

        def read(connection: object) -> Start | DefcatError:
            try:
                return read_again(connection, order, today)
            except DefcatError as error:
                return error

        def there(start: Start | DefcatError) -> None:
            if isinstance(start, DefcatError):
                self._show(start)
            else:
                self._take_options(OptionsColumn(self._desk, start, order=order))
                self._ask()

        self._desk.reader.ask("preview", read, there)

    def _change_settings(self) -> None:
        from ui.widgets.brief_settings import BriefSettings

        dialog = BriefSettings(self._desk, self._settings, self)
        dialog.saved.connect(self._take_settings)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_settings(self, settings: DeskSettings) -> None:
        self._settings = settings
        self._ask()

    def _note(self) -> None:
        """Keep that this brief was made, in a catalogue that is open for writing."""
        shown = self._shown()
        if not self._desk.catalogue.writable or self._desk.writing:
            return
        try:
            with self._desk.change(tr("Brief")) as change:
                self._recent = recent.note(change.connection, Recent(shown.title, shown.order))
        except DefcatError as error:
            self._parts.notice.problem(error)
        else:
            self.noted.emit(tuple(self._recent))

    # --- files ------------------------------------------------------------------------------

    def _folder(self, key: str) -> Path | None:
        """The folder last used, if it is still there."""
        kept = str(self._preferences.value(key, ""))
        return Path(kept) if kept and Path(kept).is_dir() else None

    def _file_name(self, ending: str = ".pdf") -> str:
        shown = self._shown()
        return file_name(shown.title, shown.brief.as_of, ending)

    def _ask_path(self, caption: str, name: str, kinds: str) -> Path | None:
        folder = self._folder(_FOLDER) or places.documents_folder()
        chosen, _ = QFileDialog.getSaveFileName(self, caption, str(folder / name), kinds)
        if not chosen:
            return None
        self._preferences.setValue(_FOLDER, str(Path(chosen).parent))
        return Path(chosen)

    def _choose_file(self) -> None:
        path = self._ask_path(tr("Save as PDF"), self._file_name(), tr("PDF documents (*.pdf)"))
        if path:
            self._written(path, lambda: self.save_to(path))

    def _choose_word(self) -> None:
        path = self._ask_path(
            tr("Save as Word"), self._file_name(".docx"), tr("Word documents (*.docx)")
        )
        if path is None:
            return
        self._parts.notice.tell(tr("Writing {file}…", file=path.name), "neutral")
        self._rendering.ask_word(self._shown(), self._settings, partial(self._save_word, path))

    def _save_word(self, path: Path, content: bytes | DefcatError) -> None:
        from defcat.files import new_file

        if isinstance(content, DefcatError):
            self._parts.notice.problem(content)
            return

        def write() -> None:
            with new_file(path, ".docx") as file:
                file.write(content)

        self._written(path, write)

    def _written(self, path: Path, write: Callable[[], object]) -> None:
        """Write a file and tell it, with the way to its folder; or tell why that cannot be."""
        try:
            write()
        except DefcatError as error:
            self._parts.notice.problem(error)
            return
        says = tr("Saved as {file}.", file=path.name)
        self._parts.notice.tell(says, action=(tr("Open folder"), partial(open_folder, path)))
        self._note()

    def _copy(self) -> None:
        """Copy the PDF to the folder for copies, which is asked for once."""
        folder = self._folder(_COPIES) or self._ask_folder()
        if folder is None:
            return
        try:
            path = copy_into(folder, self._file_name(), self._shown().pdf)
        except DefcatError as error:
            self._parts.notice.problem(error)
            return
        says = tr("Copied to {folder} as {file}.", folder=folder.name or folder, file=path.name)
        self._parts.notice.tell(says, action=(tr("Open folder"), partial(open_folder, path)))
        self._note()

    def _choose_copies(self) -> None:
        if self._ask_folder():
            self._copy()

    def _ask_folder(self) -> Path | None:
        before = str(self._folder(_COPIES) or places.documents_folder())
        chosen = QFileDialog.getExistingDirectory(self, tr("Copy to which folder?"), before)
        if not chosen:
            return None
        self._preferences.setValue(_COPIES, chosen)
        self._parts.name_copies(Path(chosen))
        return Path(chosen)

    # --- the printer ------------------------------------------------------------------------

    def _choose_printer(self) -> None:
        shown = self._shown()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(_PAPER[shown.order.page_size]))
        if self._parts.pages.lies():
            printer.setPageOrientation(QPageLayout.Orientation.Landscape)
        printer.setDocName(tr("Brief"))  # the printer's queue is no place for a title
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self._parts.pages.count())
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_to(printer))
        QDialog.open(dialog)

    def _print_next(self) -> None:
        if self._printing is None:
            return
        try:
            done, total = next(self._printing)
        except StopIteration:
            self._stop_printing()
            self._parts.notice.tell(tr("Sent to the printer."))
            if self._rendered:
                self._note()
        except FileProblem as error:
            self._stop_printing()
            self._parts.notice.problem(error)
        else:
            says = tr("Printing page {n} of {total}", n=done, total=total)
            self._parts.notice.tell(says, "neutral", (tr("Stop"), self._stop_printing))

    def _stop_printing(self) -> None:
        self._printer.stop()
        if self._printing is not None:
            self._printing.close()
            self._printing = None
        self._allow(self._rendered is not None)
