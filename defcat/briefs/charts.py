"""Bar charts: upright bars for years and other short names, lying ones for longer names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, log10

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.graphics.shapes import Line as Stroke
from reportlab.lib.colors import HexColor

from defcat.briefs.blocks import Chart, inline
from defcat.briefs.strips import (
    BODY,
    GUTTER,
    HAIRLINE,
    LABEL,
    NOTE_LABEL,
    Figure,
    Placed,
    Strip,
    kept,
    padded,
    placed,
    row,
    unparted,
)
from defcat.briefs.typesetting import ACCENT, INK, QUIET, Line, Type, Typesetter

NAME = Type(7.5, 10, colour=QUIET)
VALUE = Type(7.5, 10, colour=INK)
TONES = {"key": ACCENT, "plain": "#8a97a5"}

HEIGHT = 96.0
"""Of the highest upright bar."""
SLOT = 46.0
"""The most that a bar and the space beside it take."""
BAR = 0.62
"""Of its slot, how much a bar takes."""
APART = 4.0
"""The least space between labels."""
LYING_BAR = 8.0
WHOLE_CHART = 12
"""Lying bars of up to so many lines are on one page."""
NAMES = 0.34
"""Of the line, how much the names of lying bars take at most."""
MOST_YEARS = 150
"""Years that lie further apart than this are names like any others."""

Bar = tuple[str, float | None]


@dataclass(frozen=True)
class _Upright:
    """Bars side by side: a slot for each, and how high a value of one stands."""

    slot: float
    scale: float
    left: float
    top: float

    def middle(self, index: int) -> float:
        return self.left + (index + 0.5) * self.slot


def chart(block: Chart, typesetter: Typesetter, width: float) -> list[Strip]:
    """The chart below its label; a year for which the series has nothing stands as a gap."""
    bars = with_gaps(block.series)
    if not bars:
        return []
    label = kept(placed(typesetter.lines(inline(block.label), NOTE_LABEL, width), NOTE_LABEL))
    unit = placed(typesetter.lines(inline(block.unit), NAME, width), NAME)
    names = [_one_line(typesetter, name, NAME) for name, _ in bars]
    slot = min(SLOT, width / len(bars))
    widest = max(name.width for name in names)
    if _years(block.series) or widest + APART <= slot:
        figure = _upright(block, bars, names, typesetter, width)
        return [*label, replace(figure, keep=bool(unit)), *unit]
    lying = _lying(block, bars, typesetter, width)
    return [*label, *unparted([*lying, *unit], WHOLE_CHART)]


def with_gaps(series: Sequence[tuple[str, float]]) -> list[Bar]:
    """The bars of a series: where all names are years, one for every year from first to last."""
    years = _years(series)
    if not years:
        return list(series)
    values = {int(name): value for name, value in series}
    return [(str(year), values.get(year)) for year in range(min(years), max(years) + 1)]


def shown(value: float) -> str:
    """A value as it stands by its bar: with thousands parted, and at most two decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def ticks(highest: float) -> list[float]:
    """Two to five round values from above zero to `highest` or a little below it."""
    if highest <= 0:
        return []
    power = 10.0 ** floor(log10(highest))
    step = next(power * part for part in (0.2, 0.5, 1.0, 2.0) if highest / (power * part) < 6)
    return [step * n for n in range(1, floor(highest / step + 1e-9) + 1)]


def _years(series: Sequence[tuple[str, float]]) -> list[int]:
    """The names as years, each later than the one before; none where they are something else."""
    if not all(name.isascii() and name.isdigit() and len(name) == 4 for name, _ in series):
        return []
    years = [int(name) for name, _ in series]
    ascending = all(first < second for first, second in pairwise(years))
    return years if ascending and years and years[-1] - years[0] < MOST_YEARS else []


def _said(bars: Sequence[Bar]) -> str:
    return "; ".join(f"{name}: {shown(value)}" for name, value in bars if value is not None)


def _one_line(typesetter: Typesetter, text: str, type_: Type) -> Line:
    lines = typesetter.lines(inline(text), type_, float("inf"))
    return lines[0] if lines else Line((), 0.0)


def _upright(
    block: Chart,
    bars: Sequence[Bar],
    names: Sequence[Line],
    typesetter: Typesetter,
    width: float,
) -> Strip:
    highest = max((value for _, value in bars if value is not None), default=0.0)
    values = ["" if value is None else shown(value) for _, value in bars]
    labels = [_one_line(typesetter, value, VALUE) for value in values]
    slot = min(SLOT, width / len(bars))
    fits = max(label.width for label in labels) + 2.0 <= slot
    steps = [] if fits else ticks(highest)
    marks = [_one_line(typesetter, shown(step), NAME) for step in steps]
    left = max((mark.width for mark in marks), default=0.0) + (APART if marks else 0.0)
    slot = min(SLOT, (width - left) / len(bars))
    top = VALUE.leading + 4.0
    frame = _Upright(slot, HEIGHT / highest if highest else 0.0, left, top)
    foot = top + (HEIGHT if highest else 0.0)
    words = [
        Placed(left - APART - mark.width, foot - step * frame.scale + 2.6, mark)
        for step, mark in zip(steps, marks, strict=True)
    ]
    if fits:
        words += [
            Placed(
                frame.middle(i) - label.width / 2, foot - (value or 0) * frame.scale - 3.0, label
            )
            for i, ((_, value), label) in enumerate(zip(bars, labels, strict=True))
            if value is not None
        ]
    words += _names(names, frame, foot + NAME.leading, width)
    drawing = _bars_drawn(block, bars, steps, frame)
    figure = Figure(0.0, foot, drawing, tuple(words), _said(bars))
    return Strip(foot + NAME.leading + 5.0, (figure,))


def _names(names: Sequence[Line], frame: _Upright, y: float, width: float) -> list[Placed]:
    """The names below their bars; where they are too many, every second, fifth, tenth …"""
    widest = max(name.width for name in names) + APART
    needed = ceil(widest / frame.slot)
    every = next((n for n in (1, 2, 5, 10, 20, 25, 50) if n >= needed), needed)
    found = []
    for i in range(0, len(names), every):
        x = frame.middle(i) - names[i].width / 2
        found.append(Placed(min(max(x, 0.0), width - names[i].width), y, names[i]))
    return found


def _bars_drawn(
    block: Chart, bars: Sequence[Bar], steps: Sequence[float], frame: _Upright
) -> Drawing:
    length = frame.slot * len(bars)
    drawing = Drawing(frame.left + length, HEIGHT)
    for step in steps:
        y = step * frame.scale
        drawing.add(_stroke(frame.left, y, frame.left + length, y, 0.4))
    for i, (_, value) in enumerate(bars):
        if value:
            left = frame.middle(i) - frame.slot * BAR / 2
            bar = Rect(left, 0, frame.slot * BAR, value * frame.scale)
            drawing.add(_filled(bar, TONES[block.tone]))
    drawing.add(_stroke(frame.left, 0, frame.left + length, 0, 0.6))
    return drawing


def _filled(shape: Rect, colour: str) -> Rect:
    shape.fillColor = HexColor(colour)
    shape.strokeColor = None
    return shape


def _stroke(x: float, y: float, to_x: float, to_y: float, thick: float) -> Stroke:
    return Stroke(x, y, to_x, to_y, strokeColor=HexColor(HAIRLINE), strokeWidth=thick)


def _lying(block: Chart, bars: Sequence[Bar], typesetter: Typesetter, width: float) -> list[Strip]:
    """A line for every bar: its name, the bar and its value; so they break over pages."""
    highest = max((value for _, value in bars if value is not None), default=0.0)
    widest = max(_one_line(typesetter, name, LABEL).width for name, _ in bars) + 1.0
    start = min(widest, width * NAMES) + GUTTER
    labels = [_one_line(typesetter, shown(value or 0.0), VALUE) for _, value in bars]
    room = width - start - max(label.width for label in labels) - APART
    found: list[Strip] = []
    for (name, value), label in zip(bars, labels, strict=True):
        names = typesetter.lines(inline(name), LABEL, start - GUTTER)
        length = room * (value or 0.0) / highest if highest else 0.0
        y = BODY.leading / 2 + LYING_BAR / 2
        cells = row([(0.0, names), (start + length + APART, (label,))], LABEL)
        if length:
            drawing = Drawing(length, LYING_BAR)
            drawing.add(_filled(Rect(0, 0, length, LYING_BAR), TONES[block.tone]))
            items = (Figure(start, y, drawing), *cells[0].items)
            cells[0] = replace(cells[0], items=items)
        found += padded(cells, 1.0, 1.0)
    return found
