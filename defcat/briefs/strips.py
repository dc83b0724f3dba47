"""What pages are made of: strips, and the texts, boxes, drawings and pictures in them.

A strip is never cut. It is a line of text, or a line of a table row across all columns; so a page
can end after any line that does not keep with the next one. All measures are in points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from defcat.briefs.typesetting import ACCENT, QUIET, Line, Type

HAIRLINE = "#c8d0d8"
TINT = "#eef3f8"

BODY = Type(9.25, 12.5)
LABEL = Type(8.25, 12.5, colour=QUIET)
SMALL = Type(7.75, 10.5)
KICKER = Type(8.5, 12, "bold", ACCENT)
NOTE_LABEL = Type(7.75, 10.5, "bold")

GUTTER = 12.0
WHOLE_ROW = 9
"""Rows of up to so many lines are never parted."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text, its left end at `x` and its baseline `y` below the top of its strip."""

    x: float
    y: float
    line: Line


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle: a rule, a bar or a tint; `y` is its top, below the top of its strip."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of reportlab.graphics, its lower left corner `y` below the top of its strip.

    `words` are the lines of text on it, placed as in the strip; whoever copies them gets `said`.
    """

    x: float
    y: float
    drawing: Any
    words: tuple[Placed, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as reportlab reads it; `y` is its top, below the top of its strip."""

    x: float
    y: float
    width: float
    height: float
    image: Any


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of the page on which `anchor` is, ending at `right`, with its baseline at `y`."""

    right: float
    y: float
    anchor: str


Item = Placed | Box | Figure | Picture | PageNumber


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands at one height: `before` is white space above, left out at the top of a page.

    `keep` holds it on one page with the next strip; `head` is repeated above it where it begins a
    page. `outline` is its level and text among the bookmarks, `anchor` its name for links. With it
    begin so many of the blocks and rows of the brief as `begun` says.
    """

    height: float
    items: tuple[Item, ...] = ()
    before: float = 0.0
    keep: bool = False
    head: tuple["Strip", ...] = ()
    outline: tuple[int, str] | None = None
    anchor: str = ""
    breaks: bool = False
    begun: int = 0


def baseline(type_: Type) -> float:
    """How far below the top of its strip a line stands: descenders keep a third of the leading."""
    return type_.leading - (type_.leading - type_.size) / 2 - type_.size * 0.21


def placed(lines: Iterable[Line], type_: Type, x: float = 0.0) -> list[Strip]:
    """A strip for each line."""
    return [Strip(type_.leading, (Placed(x, baseline(type_), line),)) for line in lines]


def unparted(found: Sequence[Strip], whole: int = 3) -> list[Strip]:
    """Strips of which neither the first nor the last is left alone; few ones are not parted."""
    last = len(found) - 1
    together = set(range(last)) if len(found) <= whole else {0, last - 1}
    return [replace(s, keep=True) if i in together else s for i, s in enumerate(found)]


def kept(found: Iterable[Strip]) -> list[Strip]:
    """Strips on one page with each other and with what follows."""
    return [replace(strip, keep=True) for strip in found]


def row(cells: Sequence[tuple[float, Sequence[Line]]], type_: Type) -> list[Strip]:
    """Cells side by side, each at its `x`; their lines stand on common baselines."""
    y = baseline(type_)
    columns = [[Placed(x, y, line) for line in lines] for x, lines in cells]
    found = [
        Strip(type_.leading, tuple(filter(None, side_by_side)))
        for side_by_side in zip_longest(*columns)
    ]
    return found or [Strip(type_.leading)]


def padded(found: Sequence[Strip], above: float, below: float) -> list[Strip]:
    """Strips with white space in the first above its text, and in the last below."""
    first = found[0]
    shifted = tuple(replace(item, y=item.y + above) for item in first.items)
    result = [replace(first, height=first.height + above, items=shifted), *found[1:]]
    return [*result[:-1], replace(result[-1], height=result[-1].height + below)]


def ruled(found: Sequence[Strip], width: float) -> list[Strip]:
    """Strips with a hairline at the foot of the last."""
    last = found[-1]
    rule = Box(0.0, last.height - 0.4, width, 0.4, HAIRLINE)
    return [*found[:-1], replace(last, items=(*last.items, rule))]
