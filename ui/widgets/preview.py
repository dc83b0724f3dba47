"""The preview of a brief (Ctrl+P): what will be printed, as it will be printed."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from defcat import briefs, settings
from defcat.dates import PartialDate
from defcat.dossier import stubs
from defcat.errors import DefcatError, FileProblem, InputError, Interrupted, Refused
from defcat.markings import Level, Scheme
from defcat.translation import tr
from ui.desk import Desk
from ui.widgets.buttons import press_with, text_button
from ui.widgets.dates import DateField
from ui.widgets.fitting import fit_to_screen
from ui.widgets.heading import hairline, label
from ui.widgets.notice import Notice
from ui.widgets.page_view import PageView, print_pages

if TYPE_CHECKING:  # the writer of PDFs takes its time: the first rendering imports it
    from defcat.briefs.pdf import PageSize

_CHANNEL = "preview"
_SIZE = QSize(1040, 700)
_OPTIONS_WIDTH = 264
_PAPER: "dict[PageSize, QPageSize.PageSizeId]" = {
    "A4": QPageSize.PageSizeId.A4,
    "Letter": QPageSize.PageSizeId.Letter,
}
_AFTER_TYPING_MS = 200
_LONGEST_NAME = 120
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


@dataclass(frozen=True)
class _Options:
    """What is asked for."""

    brief: str
    as_of: date
    page_size: "PageSize"
    ceiling: str | None


@dataclass(frozen=True)
class _Rendered:
    """A brief as pages."""

    pdf: bytes
    title: str
    as_of: date
    marking: Level


def file_name(title: str, as_of: date) -> str:
    """A name for the file of a brief, without what some file system does not take."""
    plain = " ".join(_NOT_IN_FILE_NAMES.sub(" ", title).split())[:_LONGEST_NAME].strip(" .")
    return tr("{title}, as of {day}", title=plain, day=as_of.isoformat()) + ".pdf"


def _render(
    connection: Any, ids: Sequence[int], scheme: Scheme, today: date, asked: _Options
) -> _Rendered | DefcatError:
    """The pages, made on the reading thread; an expected failure is the dialog's to tell."""
    from defcat.briefs import pdf  # here, so that only the reading thread waits for it

    try:
        brief = briefs.build(
            connection,
            briefs.Request(asked.brief, tuple(ids)),
            scheme=scheme,
            as_of=asked.as_of,
            prepared_on=today,
            ceiling=asked.ceiling,
        )
        pages = pdf.render(brief, pdf.PageOptions(asked.page_size))
    except Interrupted:
        raise
    except DefcatError as error:
        return error
    ref = stubs(connection, ids[:1])[ids[0]].ref
    return _Rendered(pages, f"{ref} {brief.title}", asked.as_of, brief.marking)


class BriefPreview(QDialog):
    """A brief of the records `ids` of one `kind` as pages, with what can be chosen about it.

    It begins as of the day `as_of`, None for today.
    `rendered` says that the pages follow the options again, or that they cannot.
    """

    rendered = Signal()

    def __init__(
        self,
        desk: Desk,
        kind: str,
        ids: Sequence[int],
        parent: QWidget | None = None,
        as_of: date | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Brief"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        fit_to_screen(self)
        self._desk = desk
        self._ids = list(ids)
        self._folder = settings.documents_folder()
        self._rendered: _Rendered | None = None
        self._printing: Generator[tuple[int, int], None, None] | None = None
        self._options = OptionsColumn(desk, kind, as_of)
        self._pages = PageView()
        self._notice = Notice()
        self._save = text_button(tr("Save as PDF…"), "save", "primary")
        self._print = text_button(tr("Print…"), "print")
        self._close = text_button(tr("Close"))
        self._typing = QTimer(self, singleShot=True, interval=_AFTER_TYPING_MS)
        self._printer = QTimer(self, interval=0)
        self._lay_out()
        self._connect()
        self._ask()

    def pages(self) -> int:
        """How many pages are shown."""
        return self._pages.count() if self._rendered else 0

    def told(self) -> str:
        """What the dialog tells now: what is wrong, or what is done; empty for nothing."""
        return self._notice.text() if self._notice.isVisibleTo(self) else ""

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
        self._desk.reader.cancel(_CHANNEL)
        self._stop_printing()
        super().done(result)

    def _shown(self) -> _Rendered:
        if self._rendered is None:
            raise Refused(tr("The brief is not ready yet."), tr("Try again when it is shown."))
        return self._rendered

    def _connect(self) -> None:
        self._save.clicked.connect(self._choose_file)
        self._print.clicked.connect(self._choose_printer)
        self._close.clicked.connect(self.reject)
        self._options.changed.connect(self._ask)
        self._options.typed.connect(self._typing.start)
        self._typing.timeout.connect(self._ask)
        self._printer.timeout.connect(self._print_next)
        press_with(self._save, QKeySequence.StandardKey.Save, self)
        press_with(self._print, QKeySequence.StandardKey.Print, self)

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.setContentsMargins(20, 8, 20, 0)
        buttons.setSpacing(8)
        for button in (self._save, self._print, self._close):
            buttons.addWidget(button)
        chosen = QScrollArea()
        chosen.setWidgetResizable(True)
        chosen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chosen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        chosen.setWidget(self._options)
        self._options.setAutoFillBackground(False)  # or it hides the panel that it is on
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 20)
        left.setSpacing(0)
        left.addWidget(chosen, 1)
        left.addLayout(buttons)
        options = QFrame()
        options.setProperty("role", "panel")
        options.setFixedWidth(_OPTIONS_WIDTH)
        options.setLayout(left)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._notice)
        right.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(options)
        row.addWidget(hairline(Qt.Orientation.Vertical))
        row.addLayout(right, 1)

    def _ask(self) -> None:
        """Ask for the brief as the options say; the pages so far stay until it is there."""
        self._typing.stop()
        self._rendered = None
        self._allow(False)
        try:
            asked = self._options.value()
        except InputError as error:
            self._desk.reader.cancel(_CHANNEL)
            self._show(error)
            return
        ids, scheme, today = self._ids, self._desk.catalogue.scheme, self._desk.catalogue.today()
        self._desk.reader.ask(
            _CHANNEL, lambda connection: _render(connection, ids, scheme, today, asked), self._show
        )

    def _show(self, answer: _Rendered | DefcatError) -> None:
        if isinstance(answer, DefcatError):
            self._pages.clear()
            self._notice.problem(answer)
        else:
            self._rendered = answer
            self._notice.dismiss()
            self._pages.show_pdf(answer.pdf, answer.marking)
            self.setWindowTitle(tr("Brief: {title}", title=answer.title))
        self._allow(self._rendered is not None)
        self.rendered.emit()

    def _allow(self, allowed: bool) -> None:
        self._save.setEnabled(allowed)
        self._print.setEnabled(allowed and self._printing is None)

    def _choose_file(self) -> None:
        shown = self._shown()
        offered = self._folder / file_name(shown.title, shown.as_of)
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save as PDF"), str(offered), tr("PDF documents (*.pdf)")
        )
        if not chosen:
            return
        path = Path(chosen)
        self._folder = path.parent
        try:
            self.save_to(path)
        except DefcatError as error:
            self._notice.problem(error)
        else:
            self._notice.tell(tr("Saved as {file}.", file=path.name))

    def _choose_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(_PAPER[self._options.value().page_size]))
        printer.setDocName(tr("Brief"))  # the printer's queue is no place for a title
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self._pages.count())
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
            self._notice.tell(tr("Sent to the printer."))
        except FileProblem as error:
            self._stop_printing()
            self._notice.problem(error)
        else:
            says = tr("Printing page {n} of {total}", n=done, total=total)
            self._notice.tell(says, "neutral", (tr("Stop"), self._stop_printing))

    def _stop_printing(self) -> None:
        self._printer.stop()
        if self._printing is not None:
            self._printing.close()
            self._printing = None
        self._allow(self._rendered is not None)


class OptionsColumn(QWidget):
    """Which brief, of which day, on which paper, up to which marking.

    `changed` says that something was chosen, `typed` that the day is being typed.
    """

    changed = Signal()
    typed = Signal()

    def __init__(self, desk: Desk, kind: str, as_of: date | None = None) -> None:
        super().__init__()
        today = desk.catalogue.today()
        self._brief = _choice(
            tr("Brief"),
            [
                (tr(brief.label), name)
                for name, brief in briefs.BRIEFS.items()
                if kind in brief.kinds
            ],
        )
        self._brief.setCurrentIndex(self._brief.findData(briefs.defaults_for(kind)))
        self._as_of = DateField(tr("As of"), today=today)
        self._as_of.set_value(PartialDate.of(as_of or today))
        self._as_of.changed.connect(self.typed)
        self._page_size = _choice(tr("Paper"), [(name, name) for name in _PAPER])
        self._ceiling = _choice(
            tr("Nothing above"),
            [
                (tr("No ceiling"), None),
                *((level.label, level.code) for level in desk.catalogue.scheme.levels),
            ],
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 8)
        column.setSpacing(4)
        for field in (self._brief, self._as_of, self._page_size, self._ceiling):
            name = label(field.accessibleName(), "label")
            name.setBuddy(field)
            column.addWidget(name)
            column.addWidget(field)
            column.addSpacing(4 if field is self._as_of else 12)
        column.addStretch(1)
        for choice in (self._brief, self._page_size, self._ceiling):
            choice.currentIndexChanged.connect(self.changed)

    def value(self) -> _Options:
        """What is chosen; raises InputError where the day is not one."""
        day = self._as_of.value()
        if day is None or day.precision != "day":
            raise InputError(
                tr("A brief speaks of one day."), tr("Write it, for example 23 August 2024.")
            )
        return _Options(
            self._brief.currentData(),
            day.first,
            self._page_size.currentData(),
            self._ceiling.currentData(),
        )


def _choice(name: str, choices: Sequence[tuple[str, str | None]]) -> QComboBox:
    field = QComboBox()
    field.setAccessibleName(name)
    for text, data in choices:
        field.addItem(text, data)
    return field
