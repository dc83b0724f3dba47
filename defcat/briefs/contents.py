"""A table of contents: what is listed, at which level, and its lines with the page on the right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from defcat.briefs.blocks import Block, Contents, Heading, Part, Span, Title, inline, shortened
from defcat.briefs.strips import PageNumber, Placed, Strip, baseline, kept, unparted
from defcat.briefs.texts import heading
from defcat.briefs.typesetting import QUIET, Type, Typesetter

LISTED = (Type(9.5, 15.5, "bold"), Type(9.25, 13.5))
LEADER = Type(9.25, 13.5, colour=QUIET)
INDENT = 14.0
NUMBER = 30.0
"""The room for a page number and the space before it."""
DEEPEST = 1
LONGEST = 160
"""So many letters of a title are among the bookmarks and in the contents."""


@dataclass(frozen=True)
class Entry:
    """Something that has a bookmark: its level there, its words and its name for links."""

    level: int
    text: str
    anchor: str


def entries(blocks: Sequence[Block]) -> list[Entry | None]:
    """For every block its entry among the bookmarks, where it has one.

    What follows a part is a level below it; no level is skipped on the way down.
    """
    found: list[Entry | None] = []
    depth, before = 0, -1
    for number, block in enumerate(blocks):
        level, text = _level_and_text(block, depth)
        if not text:
            found.append(None)
            continue
        depth = 1 if isinstance(block, Part) else depth
        before = min(level, before + 1)
        found.append(Entry(before, text, f"part-{number}"))
    return found


def _level_and_text(block: Block, depth: int) -> tuple[int, str]:
    match block:
        case Part(title):
            return 0, title
        case Title(text):
            return depth, shortened("".join(span.text for span in text), LONGEST)
        case Heading(text, level):
            return depth + level, text
        case _:
            return 0, ""


def contents(
    block: Contents, listed: Sequence[Entry], typesetter: Typesetter, width: float
) -> list[Strip]:
    """A line for every entry of the upper levels, its words and its page number a link to it."""
    found: list[Strip] = []
    if block.label:
        found = heading(Heading(block.label), typesetter, width)
    for entry in listed:
        if entry.level <= DEEPEST:
            lines = _entry(entry, typesetter, width)
            lines[0] = replace(lines[0], before=_above(entry, found))
            found += kept(lines) if entry.level == 0 else unparted(lines)
    if found:
        found[-1] = replace(found[-1], keep=False)
    return found


def _above(entry: Entry, found: Sequence[Strip]) -> float:
    return 6.0 if entry.level == 0 and found else 0.0


def _entry(entry: Entry, typesetter: Typesetter, width: float) -> list[Strip]:
    type_ = LISTED[entry.level]
    x = INDENT * entry.level
    y = baseline(type_)
    text = (Span(entry.text, url=f"#{entry.anchor}"),)
    lines = typesetter.lines(text, type_, width - x - NUMBER - INDENT)
    found = [Strip(type_.leading, (Placed(x, y, line),)) for line in lines]
    end = x + lines[-1].width
    last = found[-1]
    number = PageNumber(width, y, entry.anchor)
    found[-1] = replace(last, items=(*last.items, *_leader(typesetter, end, width, y), number))
    return found


def _leader(typesetter: Typesetter, start: float, width: float, y: float) -> list[Placed]:
    """Dots from the end of the words to the number, below each other in all lines."""
    (dots,) = typesetter.lines(inline(". . . . ."), LEADER, width)
    (dot,) = typesetter.lines(inline("."), LEADER, width)
    room = width - NUMBER - start - 6.0
    count = int((room - dot.width) * 4 / (dots.width - dot.width)) + 1
    if count < 3:
        return []
    (leader,) = typesetter.lines(inline(" ".join("." * count)), LEADER, width)
    return [Placed(width - NUMBER - leader.width, y, leader)]
