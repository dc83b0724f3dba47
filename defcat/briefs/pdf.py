"""A brief as PDF: pages with the marking above and below, page numbers, bookmarks, properties.

The same brief with the same options gives the same bytes. Nothing of the computer or its user goes
into the file.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

from defcat.briefs import layout, tables
from defcat.briefs.blocks import Brief, Part, Table, inline, mark_names
from defcat.briefs.fonts import system_fonts
from defcat.briefs.letterhead import letterhead
from defcat.briefs.painting import Painter, outline
from defcat.briefs.portions import with_portion_marks
from defcat.briefs.strips import HAIRLINE, Box
from defcat.briefs.typesetting import QUIET, Line, Type, Typesetter
from defcat.dates import PartialDate
from defcat.errors import Refused
from defcat.files import new_file
from defcat.translation import tr

PageSize = Literal["A4", "Letter"]
_SIZES = {"A4": A4, "Letter": LETTER}

MARGIN = 57.0
BANNER = 17.0
EDGE = 24.0
"""From the edge of the paper to a banner; desk printers leave about 12 points white."""
HEAD = 78.0
FOOT = 72.0
"""From the edges of the paper to the text between the running head and foot."""
RUNNING = Type(7.5, 10, colour=QUIET)
BANNER_SIZE = 8.5
BANNER_SPACING = 1.1
DRAFT_COLOUR = "#e9ecef"
DRAFT_SIZE = 150.0
DRAFT_TILT = 45
DRAFT = "draft"
LISTED = Type(9.25, 13.5)


# Streams are compressed and nothing more: as readable letters they would be a quarter longer.
rl_config.useA85 = 0

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PageOptions:
    """How pages look, besides what they say.

    `letterhead` (lines of text) and `logo` (a PNG or JPEG file) stand above the first page; `draft`
    puts that word behind the text of every page; `portion_marks` prints the level of each
    paragraph and row before it.
    """

    page_size: PageSize = "A4"
    letterhead: str = ""
    logo: bytes | None = None
    draft: bool = False
    portion_marks: bool = False


def write_pdf(
    brief: Brief,
    path: Path,
    options: PageOptions = PageOptions(),
    progress: Progress | None = None,
) -> None:
    """Write the brief to `path`, whole or not at all; a PDF that was there before is replaced.

    `progress` is told how many blocks and rows are laid out, of how many.
    Raises what `render` and `save` raise.
    """
    save(render(brief, options, progress), path)


def save(content: bytes, path: Path) -> None:
    """Write a rendered brief to `path`, whole or not at all.

    Raises InputError where the name does not end in .pdf, Refused where a catalogue stands there,
    FileProblem where the file cannot be written.
    """
    with new_file(path, ".pdf") as file:
        file.write(content)


def render(
    brief: Brief, options: PageOptions = PageOptions(), progress: Progress | None = None
) -> bytes:
    """The brief as the bytes of a PDF file.

    Raises Refused for text that no font can show, InputError for a logo that is no picture,
    NotFound without fonts.
    """
    size = _SIZES[options.page_size]
    width, height = landscape(size) if lies(brief) else size
    blocks = with_portion_marks(brief.blocks) if options.portion_marks else brief.blocks
    typesetter = Typesetter(system_fonts(), mark_names(blocks))
    above = letterhead(options.letterhead, options.logo, typesetter, width - 2 * MARGIN)
    below = layout.strips(blocks, typesetter, width - 2 * MARGIN)
    buffer = io.BytesIO()
    canvas = _canvas(buffer, brief, width, height)
    writing = _Writing(canvas, brief, typesetter, width, height)
    writing.draft = options.draft
    done, of = 0, layout.begun(blocks)
    for page in layout.pages(chain(above, below), height - HEAD - FOOT):
        writing.page(page)
        done += sum(strip.begun for _, strip in page)
        if progress:
            progress(min(done, of), of)
    writing.finish()
    _refuse_missing(typesetter)
    canvas.save()
    return buffer.getvalue()


def lies(brief: Brief) -> bool:
    """Whether the pages are turned: where the brief asks for it, or a table has many columns."""
    tables_ = (block for block in brief.blocks if isinstance(block, Table))
    return brief.landscape or any(tables.turned(len(table.columns)) for table in tables_)


def _canvas(buffer: io.BytesIO, brief: Brief, width: float, height: float) -> Any:
    """A canvas with the properties of the document: set on purpose, and none by chance."""
    canvas = Canvas(
        buffer,
        pagesize=(width, height),
        invariant=1,
        pageCompression=1,
        lang=brief.language,
        pdfVersion=(1, 7),
        initialFontName=system_fonts().runs(" ", "regular")[0].face,
    )
    canvas.setTitle(brief.title)
    canvas.setSubject(brief.subject)
    canvas.setKeywords(brief.marking.label)
    canvas.setAuthor("")
    canvas.setCreator("defcat")
    canvas.setProducer("defcat")
    day = brief.prepared_on
    canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000Z")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def _refuse_missing(typesetter: Typesetter) -> None:
    if typesetter.missing:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in typesetter.missing)
        raise Refused(
            tr("No font on this computer has: {characters}.", characters=named),
            system_fonts().advice("".join(typesetter.missing)),
        )


class _Writing:
    """A file under way. Pages are painted as they fill; "page x of y" and the numbers in a table of
    contents are forms, which are filled in when all pages are there.
    """

    def __init__(
        self, canvas: Any, brief: Brief, typesetter: Typesetter, width: float, height: float
    ) -> None:
        self._canvas = canvas
        self._brief = brief
        self._typesetter = typesetter
        self._size = (width, height)
        self._painter = Painter(canvas, layout.places(brief.blocks))
        self._places: dict[str, int] = {}
        self._count = 0
        self._room = width - 2 * MARGIN
        self._line = _on_one_line(typesetter, brief.title, self._room)
        self._parted = any(isinstance(block, Part) for block in brief.blocks)
        self.draft = False

    def page(self, page: layout.Page) -> None:
        """Paint a page: the draft mark below all else, what surrounds the text, and the text."""
        _, height = self._size
        self._count += 1
        if self.draft:
            self._canvas.addLiteral("/Artifact <</Type /Pagination /Subtype /Watermark>> BDC")
            self._canvas.doForm(DRAFT)
            self._canvas.addLiteral("EMC")
        self._painter.begin()
        self._name_part(page)
        self._surroundings()
        for y, strip in page:
            self._painter.strip(strip, MARGIN, height - HEAD - y)
            if strip.anchor:
                self._places[strip.anchor] = self._count
        self._canvas.showPage()

    def _name_part(self, page: layout.Page) -> None:
        """In a book the running head says which brief it is that the page belongs to."""
        if not self._parted:
            return
        heads = (strip.outline for _, strip in page if strip.outline)
        for level, words in heads:
            if level < 2 and self._count > 1:
                words = f"{self._brief.title} · {words}"
                self._line = _on_one_line(self._typesetter, words, self._room)

    def finish(self) -> None:
        """Fill in what could not be known before: the numbers of pages, and the draft mark."""
        width, _ = self._size
        for number in range(1, self._count + 1):
            text = tr("Page {number} of {count}", number=number, count=self._count)
            (line,) = self._typesetter.lines(inline(text), RUNNING, width)
            self._form(f"page-{number}", width - MARGIN, _FOOT_LINE, line)
        for name, right, y, anchor in self._painter.listed:
            (line,) = self._typesetter.lines(inline(str(self._places[anchor])), LISTED, width)
            self._form(name, right, y, line)
        if self.draft:
            self._canvas.beginForm(DRAFT, 0, 0, *self._size)
            self._draft()
            self._canvas.endForm()

    def _form(self, name: str, right: float, y: float, line: Line) -> None:
        """A form with nothing but a line of text that ends at `right`."""
        self._canvas.beginForm(name, 0, 0, *self._size)
        self._painter.begin()
        self._painter.line(right - line.width, y, line)
        self._canvas.endForm()

    def _draft(self) -> None:
        """The word across the page, as outlines: it is no text for whoever copies from the page."""
        width, height = self._size
        steps, length = system_fonts().outline(tr("DRAFT"))
        size = min(DRAFT_SIZE, 0.8 * min(width, height) * 1000 / max(length, 1))
        self._canvas.saveState()
        self._canvas.setFillColor(DRAFT_COLOUR)
        self._canvas.translate(width / 2, height / 2)
        self._canvas.rotate(DRAFT_TILT)
        outline(self._canvas, steps, size, -length * size / 2000, -size * 0.36)
        self._canvas.restoreState()

    def _surroundings(self) -> None:
        """The running head and foot, and the banners."""
        width, height = self._size
        brief = self._brief
        line = width - 2 * MARGIN
        head = height - EDGE - BANNER - 15.0
        for y in (head - 6.0, _FOOT_LINE + 12.0):
            self._painter.box(Box(0.0, 0.0, line, 0.4, HAIRLINE), MARGIN, y + 0.4)
        days = tr(
            "As of {day} · Prepared on {prepared}",
            day=_in_words(brief.as_of),
            prepared=_in_words(brief.prepared_on),
        )
        # The first page has the title in large; the running head says what kind of brief it is.
        first = self._count == 1
        words = _on_one_line(self._typesetter, brief.label, line) if first else self._line
        self._painter.line(MARGIN, head, words)
        self._painter.line(MARGIN, _FOOT_LINE, _on_one_line(self._typesetter, days, line))
        self._canvas.doForm(f"page-{self._count}")
        if brief.marking.banner:
            self._banner(height - EDGE - BANNER)
            self._banner(EDGE)

    def _banner(self, y: float) -> None:
        """A bar in the colour of the marking, with its text spaced out in the middle."""
        width, _ = self._size
        marking = self._brief.marking
        bar = Box(0.0, 0.0, width - 2 * MARGIN, BANNER, marking.colour)
        self._painter.box(bar, MARGIN, y + BANNER)
        type_ = Type(BANNER_SIZE, BANNER, "bold", marking.text_colour)
        (line,) = self._typesetter.lines(inline(marking.banner), type_, width)
        spaced = line.width + BANNER_SPACING * (len(marking.banner) - 1)
        self._canvas.addLiteral(f"{BANNER_SPACING} Tc")
        middle = y + (BANNER - BANNER_SIZE * 0.714) / 2
        self._painter.line((width - spaced) / 2, middle, line)
        self._canvas.addLiteral("0 Tc")


_FOOT_LINE = EDGE + BANNER + 9.0


def _on_one_line(typesetter: Typesetter, words: str, width: float) -> Line:
    """As many of the words as one line of the running head takes."""
    lines = typesetter.lines(inline(words), RUNNING, width)
    kept = words[:200]
    while len(lines) > 1:
        kept = kept.rpartition(" ")[0] or kept[:-1]
        lines = typesetter.lines(inline(f"{kept} …"), RUNNING, width)
    return lines[0] if lines else Line((), 0.0)


def _in_words(day: date) -> str:
    return PartialDate.of(day).show()
