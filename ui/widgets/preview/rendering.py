"""Making the pages of a brief on the reading thread; a newer order stops an older one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from defcat.briefs.blocks import Brief
from defcat.briefs.desk import DeskSettings
from defcat.briefs.order import Order, made, page_options
from defcat.catalogue import Catalogue
from defcat.errors import DefcatError, Interrupted
from defcat.translation import tr
from ui.desk import Desk

_CHANNEL, _WORD = "preview", "preview-word"
_FIRST_LOOK_MS, _LOOK_MS = 400, 100
"""What is there sooner is not worth a bar."""


@dataclass(frozen=True)
class Rendered:
    """A brief as pages, with what it was ordered as."""

    order: Order
    brief: Brief
    pdf: bytes
    title: str


class _Course:
    """How far one order is, and whether it is still wanted: told from one thread to another."""

    def __init__(self) -> None:
        self.stopped = False
        self.says = ""
        self.done = self.total = 0

    def tell(self, says: str) -> Callable[[int, int], None]:
        """Hears how much is done, under the words `says`; raises Interrupted once stopped."""

        def told(done: int, total: int) -> None:
            if self.stopped:
                raise Interrupted(tr("The brief was stopped."))
            self.says, self.done, self.total = says, done, total

        return told


class Rendering(QObject):
    """Makes the briefs that are ordered. `ended` carries a Rendered or a DefcatError, `told` what
    is being done, how much of it is done, and of how much.
    """

    ended = Signal(object)
    told = Signal(str, int, int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._course: _Course | None = None
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)

    def ask(self, order: Order, settings: DeskSettings) -> None:
        """Make what is ordered in place of what was ordered before."""
        self.stop()
        self._course = course = _Course()
        catalogue, today = self._desk.catalogue, self._desk.catalogue.today()
        self._looking.start(_FIRST_LOOK_MS)
        self._desk.reader.ask(
            _CHANNEL,
            lambda connection: _rendered(connection, catalogue, today, order, settings, course),
            self._end,
        )

    def ask_word(
        self, shown: Rendered, settings: DeskSettings, then: Callable[[bytes | DefcatError], None]
    ) -> None:
        """Make an editable document of what is shown."""

        def document(_connection: object) -> bytes | DefcatError:
            from defcat.briefs.docx import render_docx

            try:
                return render_docx(shown.brief, page_options(shown.order, settings))
            except DefcatError as error:
                return error

        self._desk.reader.ask(_WORD, document, then)

    def stop(self) -> None:
        """No longer make anything."""
        self._looking.stop()
        if self._course:
            self._course.stopped = True
            self._course = None
        self._desk.reader.cancel(_CHANNEL)
        self._desk.reader.cancel(_WORD)

    def _look(self) -> None:
        self._looking.setInterval(_LOOK_MS)
        if self._course and self._course.says:
            self.told.emit(self._course.says, self._course.done, self._course.total)

    def _end(self, answer: Rendered | DefcatError) -> None:
        self._looking.stop()
        self._course = None
        self.ended.emit(answer)


def _rendered(
    connection: Any,
    catalogue: Catalogue,
    today: date,
    order: Order,
    settings: DeskSettings,
    course: _Course,
) -> Rendered | DefcatError:
    """The pages, made on the reading thread; an expected failure is the dialog's to tell."""
    from defcat.briefs import pdf  # here, so that only the reading thread waits for it

    try:
        told = course.tell(tr("Putting the brief together"))
        brief = made(connection, order, catalogue.scheme, today, told)
        told = course.tell(tr("Writing the pages"))
        pages = pdf.render(brief, page_options(order, settings), told)
    except Interrupted:
        raise
    except DefcatError as error:
        return error
    return Rendered(order, brief, pages, _title(brief, order))


def _title(brief: Brief, order: Order) -> str:
    """What a brief is called in a list of briefs or of files."""
    if order.request.records:
        first = brief.subject.removeprefix(f"{brief.label}: ").partition(",")[0]
        return f"{first} {brief.title}"
    return brief.title if brief.title == brief.label else f"{brief.title}, {brief.label.lower()}"
