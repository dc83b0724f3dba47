"""Blocks as pages: every block becomes strips, one below the other, and strips fill pages.

Both go on as they are asked for, so that a register of many thousand rows is never held as a whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from defcat.briefs import charts, tables, texts
from defcat.briefs.blocks import (
    Block,
    Bullets,
    Chart,
    Contents,
    Heading,
    KeyFacts,
    Note,
    PageBreak,
    Paragraph,
    Part,
    SourceList,
    Table,
    Timeline,
    Title,
)
from defcat.briefs.contents import contents, entries
from defcat.briefs.strips import Strip
from defcat.briefs.typesetting import Typesetter

Page = list[tuple[float, Strip]]
"""Strips with the distances of their tops from the top of the page's text."""

MOST_REPEATED = 1 / 3
"""The head of a table is not repeated where it takes more of a page than this."""


def strips(blocks: Sequence[Block], typesetter: Typesetter, width: float) -> Iterator[Strip]:
    """The strips of all blocks, set to `width`."""
    marks = entries(blocks)
    previous: Block | None = None
    breaks = False
    for number, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            breaks = True
            continue
        if isinstance(block, Contents):
            listed = [entry for entry in marks[number:] if entry]
            found = iter(contents(block, listed, typesetter, width))
        else:
            found = iter(_strips_of(block, typesetter, width))
        first = next(found, None)
        if first is None:
            continue
        entry = marks[number]
        yield replace(
            first,
            before=_space(previous, block),
            breaks=breaks or isinstance(block, Part),
            outline=(entry.level, entry.text) if entry else None,
            anchor=entry.anchor if entry else first.anchor,
            begun=1,
        )
        yield from found
        # What follows the first page of a part, and a table of contents of a book, has its own.
        breaks = isinstance(block, Part) and block.alone
        previous = block


def places(blocks: Sequence[Block]) -> frozenset[str]:
    """The names of everything in `blocks` that a link can lead to."""
    sources = (
        texts.place_of(entry)
        for block in blocks
        if isinstance(block, SourceList)
        for entry in block.entries
    )
    return frozenset([*sources, *(entry.anchor for entry in entries(blocks) if entry)])


def begun(blocks: Iterable[Block]) -> int:
    """How many blocks and rows the strips of `blocks` say that they begin, or a few more."""
    rows = (
        len(group.rows) for block in blocks if isinstance(block, Table) for group in block.groups
    )
    return sum(rows) + sum(1 for _ in blocks)


def pages(all_strips: Iterable[Strip], height: float) -> Iterator[Page]:
    """The strips on pages with room for `height`; at least one page."""
    page: Page = []
    y = 0.0
    for part in _parts(all_strips, height):
        needed = sum([strip.before + strip.height for strip in part])
        if page and (part[0].breaks or y + needed > height):
            yield page
            page, y = [], 0.0
            for strip in _repeated(part[0], height):
                page.append((y, strip))
                y += strip.height
        for strip in part:
            y += strip.before if page else 0.0
            page.append((y, strip))
            y += strip.height
    yield page


def _parts(all_strips: Iterable[Strip], height: float) -> Iterator[list[Strip]]:
    """The strips that stay on one page, together; as many as a page has room for where they are
    more than that.
    """
    for group in _kept_together(all_strips):
        room = height - sum(strip.height for strip in _repeated(group[0], height))
        if sum([strip.before + strip.height for strip in group]) <= room:
            yield group
            continue
        part: list[Strip] = []
        taken = 0.0
        for strip in group:
            if part and taken + strip.before + strip.height > room:
                yield part
                part, taken = [], 0.0
            part.append(strip)
            taken += strip.before + strip.height
        yield part


def _kept_together(all_strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in all_strips:
        if group and strip.breaks:
            yield group
            group = []
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group


def _repeated(strip: Strip, height: float) -> tuple[Strip, ...]:
    """What stands above `strip` where it begins a page."""
    tall = strip.head and sum([head.height for head in strip.head]) > height * MOST_REPEATED
    return () if tall else strip.head


def _space(previous: Block | None, block: Block) -> float:
    """The white space above `block`, in steps of a quarter of the body's leading or so."""
    if previous is None:
        return 0.0
    if isinstance(block, Heading):
        return 17.0 if block.level == 1 else 12.0
    if isinstance(previous, Heading):
        return 5.0 if isinstance(block, Paragraph | Bullets | Chart | Timeline) else 3.0
    if isinstance(previous, Title):
        return 11.0
    if isinstance(previous, Part):
        return 16.0
    if isinstance(previous, Paragraph | Bullets) and isinstance(block, Paragraph | Bullets):
        return 6.0
    return 9.0


def _strips_of(block: Block, typesetter: Typesetter, width: float) -> Iterable[Strip]:
    match block:
        case Title():
            return texts.title(block, typesetter, width)
        case Part():
            return texts.part(block, typesetter, width)
        case Heading():
            return texts.heading(block, typesetter, width)
        case Paragraph():
            return texts.paragraph(block, typesetter, width)
        case KeyFacts():
            return texts.key_facts(block, typesetter, width)
        case Table():
            return tables.table(block, typesetter, width)
        case Bullets():
            return texts.bullets(block, typesetter, width)
        case Note():
            return texts.note(block, typesetter, width)
        case Chart():
            return charts.chart(block, typesetter, width)
        case Timeline():
            return texts.timeline(block, typesetter, width)
        case SourceList():
            return texts.sources(block, typesetter, width)
        case Contents() | PageBreak():
            return []
