"""Strips painted on pages: text with its text layer, boxes, drawings, pictures and links."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.lib.rl_accel import escapePDF
from reportlab.pdfbase import pdfmetrics

from defcat.briefs.faces import Run
from defcat.briefs.strips import Box, Figure, PageNumber, Picture, Placed, Strip
from defcat.briefs.typesetting import Line, Segment

Shown = tuple[str, int, str]
"""The name of a font in the file, how far its glyphs are raised, and what is shown of it."""

_RUNS_KEPT = 4_096


class Painter:
    """Paints on a canvas; what a run of glyphs is in the file is found once.

    `places` are the names that links may lead to: a section that is left out has none.
    `listed` has the page numbers that are still to be told: the name of each, where it ends on the
    page, and the place whose page it is.
    """

    def __init__(self, canvas: Any, places: frozenset[str]) -> None:
        self._canvas = canvas
        self._places = places
        self._codes = lru_cache(maxsize=_RUNS_KEPT)(self._spelt)
        self._colours: dict[str, str] = {}
        self._set = ("", "", 0.0)
        self._drawings: dict[Any, str] = {}
        self.listed: list[tuple[str, float, float, str]] = []

    def begin(self) -> None:
        """Begin a page or a form, where no colour and no font is set yet."""
        self._set = ("", "", 0.0)

    def strip(self, strip: Strip, x: float, top: float) -> None:
        """A strip with its upper left corner at `x`, `top`, its bookmark and its place."""
        canvas = self._canvas
        if strip.anchor:
            canvas.bookmarkHorizontal(strip.anchor, 0, top + 6)
        if strip.outline:
            level, words = strip.outline
            canvas.addOutlineEntry(words, strip.anchor, level, closed=level > 0)
        for item in strip.items:
            match item:
                case Placed():
                    self.line(x + item.x, top - item.y, item.line)
                case Box():
                    self.box(item, x, top)
                case Figure():
                    self._figure(item, x, top)
                case Picture():
                    bottom = top - item.y - item.height
                    size = {"width": item.width, "height": item.height, "mask": "auto"}
                    canvas.drawImage(item.image, x + item.x, bottom, **size)
                case PageNumber():
                    self._page_number(item, x, top)

    def box(self, box: Box, x: float, top: float) -> None:
        """A box, measured from the corner at `x`, `top`."""
        area = _numbers(x + box.x, top - box.y - box.height, box.width, box.height)
        self._canvas.addLiteral(f"{self._fill(box.colour)}{area} re f")

    def line(self, x: float, y: float, line: Line) -> None:
        """A line of text, its baseline beginning at `x`, `y`."""
        for segment in line.segments:
            self._segment(x + segment.x, y, segment)

    def _segment(self, x: float, y: float, segment: Segment) -> None:
        look = segment.look
        place = _numbers(x, y + look.rise)
        parts = [f"{self._fill(look.colour)}BT 1 0 0 1 {place} Tm"]
        raised = 0
        waiting: list[str] = []
        for run in segment.runs:
            for font, rise, shown in self._codes(run):
                if rise != raised or (font, look.size) != self._set[1:]:
                    parts += _written(waiting)
                    waiting = []
                    parts += self._font(font, look.size)
                    parts += [f"{_numbers(rise * look.size / 1000)} Ts"] if rise != raised else []
                    raised = rise
                waiting.append(shown)
        parts += _written(waiting)
        parts.append("0 Ts ET" if raised else "ET")
        code = " ".join(parts)
        self._canvas.addLiteral(_saying(segment.typed, code) if segment.typed else code)
        if look.target:
            self._link(look.target, x, y + look.rise, segment.width, look.size)

    def _spelt(self, run: Run) -> list[Shown]:
        """A run in the codes of the file. Its glyphs stand where HarfBuzz put them: a number in an
        array of glyphs moves the next one left (ISO 32000-1, 9.4.3).
        """
        font = pdfmetrics.getFont(run.face)
        document = self._canvas._doc
        found: list[Shown] = []
        at = 0
        for subset, codes in font.splitString(run.codes, document):
            name = font.getSubsetInternalName(subset, document)
            moves = run.moves[at : at + len(codes)]
            at += len(codes)
            if not moves:
                found.append((name, 0, f"({escapePDF(codes)})"))
            for code, (right, up, more) in zip(codes, moves, strict=False):
                glyph = f"({escapePDF(bytes((code,)))})"
                before, after = -right, right - more
                found.append((name, up, f"{before or ''}{glyph}{after or ''}"))
        return found

    def _figure(self, figure: Figure, x: float, top: float) -> None:
        name = self._drawing(figure.drawing)
        self._canvas.saveState()
        self._canvas.translate(x + figure.x, top - figure.y)
        self._canvas.doForm(name)
        self._canvas.restoreState()
        if figure.words:
            self._canvas.addLiteral(f"/Figure <<{_text('Alt', figure.said)}>> BDC")
            self._canvas.addLiteral(f"/Span <<{_text('ActualText', figure.said)}>> BDC")
            for placed in figure.words:
                self.line(x + placed.x, top - placed.y, placed.line)
            self._canvas.addLiteral("EMC EMC")

    def _drawing(self, drawing: Any) -> str:
        """The form of a drawing, which is in the file once however often it is shown."""
        name = self._drawings.get(drawing)
        if name is None:
            name = self._drawings[drawing] = f"drawing-{len(self._drawings) + 1}"
            area = (-1.0, -1.0, drawing.width + 1.0, drawing.height + 1.0)
            self._canvas.beginForm(name, *area)
            renderPDF.draw(drawing, self._canvas, 0, 0)
            self._canvas.endForm()
        return name

    def _page_number(self, item: PageNumber, x: float, top: float) -> None:
        """A place for a number that is known when all pages are: a form, filled in at the end."""
        name = f"listed-{len(self.listed) + 1}"
        self.listed.append((name, x + item.right, top - item.y, item.anchor))
        self._canvas.doForm(name)
        self._link(f"#{item.anchor}", x + item.right - 20.0, top - item.y, 20.0, 9.0)

    def _link(self, target: str, x: float, y: float, width: float, size: float) -> None:
        low = y - size * 0.25
        area = (x, low, x + width, low + size * 1.25)
        if target[1:] in self._places:
            self._canvas.linkAbsolute("", target[1:], area)
        elif target.startswith(("https://", "http://")):
            self._canvas.linkURL(target, area, relative=0)

    def _fill(self, colour: str) -> str:
        """The operator that fills with `colour` ("#rrggbb"); nothing where that is set already."""
        if colour == self._set[0]:
            return ""
        self._set = (colour, *self._set[1:])
        found = self._colours.get(colour)
        if found is None:
            parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
            found = self._colours[colour] = f"{_numbers(*parts)} rg "
        return found

    def _font(self, font: str, size: float) -> list[str]:
        """The operator that sets a font; nothing where it is set already."""
        if (font, size) == self._set[1:]:
            return []
        self._set = (self._set[0], font, size)
        return [f"{font} {_numbers(size)} Tf"]


def outline(
    canvas: Any, steps: Sequence[tuple[str, tuple[float, ...]]], size: float, x: float, y: float
) -> None:
    """Fill an outline in thousandths of `size`, beginning at `x`, `y`, in the colour set before."""
    path = canvas.beginPath()
    add = {"move": path.moveTo, "line": path.lineTo, "curve": path.curveTo, "close": path.close}
    for kind, points in steps:
        offsets = (x, y) * (len(points) // 2)
        add[kind](*(p * size / 1000 + o for p, o in zip(points, offsets, strict=True)))
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _numbers(*values: float) -> str:
    """Numbers as a page has them: to a thousandth of a point."""
    return " ".join([f"{value:.3f}".rstrip("0").rstrip(".") for value in values])


def _written(waiting: Sequence[str]) -> list[str]:
    """Strings and the moves between them as one array; what stands together is one string."""
    if not waiting:
        return []
    joined = "".join(
        [f"{one} " if one[-1] != ")" and two[0] != "(" else one for one, two in pairwise(waiting)]
    )
    return [f"[{joined}{waiting[-1]}] TJ".replace(")(", "")]


def _saying(typed: str, code: str) -> str:
    return f"/Span <<{_text('ActualText', typed)}>> BDC {code} EMC"


def _text(key: str, words: str) -> str:
    return f"/{key} <FEFF{words.encode('utf-16-be').hex().upper()}>"
