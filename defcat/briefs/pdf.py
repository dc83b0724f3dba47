"""A brief as PDF: pages with the marking above and below, page numbers, bookmarks, properties.

The same brief gives the same bytes. Nothing of the computer or its user goes into the file.
"""

import io
from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas

from defcat.briefs import layout
from defcat.briefs.blocks import Brief, inline
from defcat.briefs.fonts import Run, joined_glyphs, system_fonts
from defcat.briefs.layout import Box, Page, Placed
from defcat.briefs.typesetting import QUIET, Line, Segment, Type, Typesetter
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


Progress = Callable[[int, int], None]


def write_pdf(
    brief: Brief, path: Path, *, page_size: PageSize = "A4", progress: Progress | None = None
) -> None:
    """Write the brief to `path`, whole or not at all; a PDF that was there before is replaced.

    `progress` is told how many pages are done, of how many.
    Raises Refused for text that no font can show, NotFound without fonts, and what `save` raises.
    """
    save(render(brief, page_size, progress), path)


def save(content: bytes, path: Path) -> None:
    """Write a rendered brief to `path`, whole or not at all.

    Raises InputError where the name does not end in .pdf, Refused where a catalogue stands there,
    FileProblem where the file cannot be written.
    """
    with new_file(path, ".pdf") as file:
        file.write(content)


def render(brief: Brief, page_size: PageSize = "A4", progress: Progress | None = None) -> bytes:
    """The brief as the bytes of a PDF file; raises Refused and NotFound as `write_pdf` does."""
    width, height = _SIZES[page_size]
    typesetter = Typesetter(system_fonts())
    text_width = width - 2 * MARGIN
    strips = layout.strips(brief.blocks, typesetter, text_width)
    pages = layout.pages(strips, height - HEAD - FOOT)
    furniture = [
        _furniture(brief, typesetter, n, len(pages), text_width) for n in range(len(pages))
    ]
    _refuse_missing(typesetter)
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(width, height),
        invariant=1,
        pageCompression=1,
        lang=brief.language,
        pdfVersion=(1, 7),
        initialFontName=system_fonts().runs(" ", "regular")[0].face,
    )
    _describe(canvas, brief)
    for done, (page, running) in enumerate(zip(pages, furniture, strict=True)):
        if progress:
            progress(done, len(pages))
        _paint_furniture(canvas, running, brief, width, height)
        _paint_page(canvas, page, height - HEAD)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _refuse_missing(typesetter: Typesetter) -> None:
    if typesetter.missing:
        named = ", ".join(f"{char} (U+{ord(char):04X})" for char in typesetter.missing)
        raise Refused(
            tr("No font on this computer has: {characters}.", characters=named),
            tr("Install a font that has them, such as one of the Noto fonts, then try again."),
        )


def _describe(canvas: Any, brief: Brief) -> None:
    """The properties of the document: on purpose, and none by chance."""
    canvas.setTitle(brief.title)
    canvas.setSubject(brief.subject)
    canvas.setKeywords(brief.marking.label)
    canvas.setAuthor("")
    canvas.setCreator("defcat")
    canvas.setProducer("defcat")
    day = brief.prepared_on
    canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000Z")
    canvas.setViewerPreference("DisplayDocTitle", "true")


Furniture = list[tuple[Literal["head", "foot"], float, Line]]
"""Lines of the running head and foot, each with its distance from the left margin."""


def _furniture(
    brief: Brief, typesetter: Typesetter, index: int, count: int, width: float
) -> Furniture:
    number = tr("Page {number} of {count}", number=index + 1, count=count)
    days = tr(
        "As of {day} · Prepared on {prepared}",
        day=_in_words(brief.as_of),
        prepared=_in_words(brief.prepared_on),
    )
    right = typesetter.lines(inline(number), RUNNING, width)[0]
    left = typesetter.lines(inline(days), RUNNING, width)[0]
    # The first page has the title in large; the running head says what kind of brief it is.
    words = brief.title if index else brief.label
    short = _on_one_line(typesetter, words, width)
    return [("head", 0.0, short), ("foot", 0.0, left), ("foot", width - right.width, right)]


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


def _paint_furniture(
    canvas: Any, furniture: Furniture, brief: Brief, width: float, height: float
) -> None:
    heights = {"head": height - EDGE - BANNER - 15.0, "foot": EDGE + BANNER + 9.0}
    for y in (heights["head"] - 6.0, heights["foot"] + 12.0):
        _paint_box(canvas, Box(MARGIN, 0, width - 2 * MARGIN, 0.4, layout.HAIRLINE), 0, y)
    for place, x, line in furniture:
        _paint_line(canvas, MARGIN + x, heights[place], line)
    if brief.marking.banner:
        _paint_banner(canvas, brief, width, height - EDGE - BANNER)
        _paint_banner(canvas, brief, width, EDGE)


def _paint_banner(canvas: Any, brief: Brief, width: float, y: float) -> None:
    """A bar in the colour of the marking, with its text spaced out in the middle."""
    marking = brief.marking
    _paint_box(canvas, Box(MARGIN, 0, width - 2 * MARGIN, BANNER, marking.colour), 0, y + BANNER)
    (run, *_) = system_fonts().runs(marking.banner, "bold")
    spaced = run.width * BANNER_SIZE / 1000 + BANNER_SPACING * (len(marking.banner) - 1)
    text = canvas.beginText((width - spaced) / 2, y + (BANNER - BANNER_SIZE * 0.714) / 2)
    text.setFont(run.face, BANNER_SIZE)
    text.setFillColor(marking.text_colour)
    text.setCharSpace(BANNER_SPACING)
    text.textOut(marking.banner)
    text.setCharSpace(0)
    canvas.drawText(text)


def _paint_page(canvas: Any, page: Page, top: float) -> None:
    for y, strip in page:
        if strip.anchor:
            canvas.bookmarkHorizontal(strip.anchor, 0, top - y + 4)
        if strip.outline:
            level, words = strip.outline
            key = f"part-{canvas.getPageNumber()}-{y:.1f}"
            canvas.bookmarkHorizontal(key, 0, top - y + 6)
            canvas.addOutlineEntry(words, key, level, closed=level > 0)
        for item in strip.items:
            if isinstance(item, Box):
                _paint_box(canvas, item, MARGIN, top - y)
            elif isinstance(item, Placed):
                _paint_line(canvas, MARGIN + item.x, top - y - item.y, item.line)


def _paint_box(canvas: Any, box: Box, x: float, top: float) -> None:
    canvas.setFillColor(box.colour)
    bottom = top - box.y - box.height
    canvas.rect(x + box.x, bottom, box.width, box.height, stroke=0, fill=1)


def _paint_line(canvas: Any, x: float, y: float, line: Line) -> None:
    for segment in line.segments:
        _paint_segment(canvas, x + segment.x, y, segment)


def _paint_segment(canvas: Any, x: float, y: float, segment: Segment) -> None:
    look = segment.look
    if segment.typed:
        written = segment.typed.encode("utf-16-be").hex().upper()
        canvas.addLiteral(f"/Span <</ActualText <FEFF{written}>>> BDC")
    text = canvas.beginText(x, y + look.rise)
    text.setFillColor(look.colour)
    for face, runs in groupby(segment.runs, key=_face):
        text.setFont(face, look.size)
        text.textOut(joined_glyphs(runs))
    canvas.drawText(text)
    if segment.typed:
        canvas.addLiteral("EMC")
    if look.target:
        _link(canvas, segment, x, y)


def _face(run: Run) -> str:
    return run.face


def _link(canvas: Any, segment: Segment, x: float, y: float) -> None:
    look = segment.look
    low = y + look.rise - look.size * 0.25
    area = (x, low, x + segment.width, low + look.size * 1.25)
    if look.target.startswith("#"):
        canvas.linkAbsolute("", look.target[1:], area)
    elif look.target.startswith(("https://", "http://")):
        canvas.linkURL(look.target, area, relative=0)
