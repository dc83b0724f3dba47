"""Blocks as pages: every block becomes strips, one below the other, and strips fill pages.

A strip is never cut. It is a line of text, or a line of a table row across all columns; so a page
can end after any line that does not keep with the next one. All measures are in points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from defcat.briefs.blocks import (
    Block,
    Bullets,
    Chart,
    Contents,
    Fact,
    Heading,
    Inline,
    KeyFacts,
    Note,
    PageBreak,
    Paragraph,
    Part,
    SourceList,
    Span,
    Table,
    Timeline,
    Title,
    inline,
)
from defcat.briefs.typesetting import ACCENT, QUIET, Line, Type, Typesetter
from defcat.translation import tr

HAIRLINE = "#c8d0d8"
TINT = "#eef3f8"

BODY = Type(9.25, 12.5)
LABEL = Type(8.25, 12.5, colour=QUIET)
SMALL = Type(7.75, 10.5)
KICKER = Type(8.5, 12, "bold", ACCENT)
TITLES = (Type(20, 25, "bold"), Type(17, 21.5, "bold"), Type(14, 18, "bold"))
SUBTITLE = Type(10.5, 15, colour=QUIET)
HEADINGS = {1: Type(11, 14, "bold", ACCENT), 2: Type(9.25, 12.5, "bold")}
COLUMN_HEAD = Type(7.75, 10.5, "bold", QUIET)
GROUP = Type(8.75, 12.5, "bold", ACCENT)
NOTE_LABEL = Type(7.75, 10.5, "bold")
SOURCE_NUMBER = Type(7.75, 10.5, colour=ACCENT)
KEY = Type(13, 17, "bold", ACCENT)

TITLE_LINES = 2
"""A title that takes more lines than this is set in the next smaller size."""

FACT_LABEL = 112.0
GUTTER = 12.0
BULLET_INDENT = 12.0
SOURCE_INDENT = 24.0
NOTE_INDENT = 12.0
ROW_SPACE = 2.5
FACT_SPACE = (1.0, 1.5)
WHOLE_ROW = 6
WHOLE_NOTE = 14
"""Rows and notes of up to so many lines are never parted."""


@dataclass(frozen=True)
class Placed:
    """A line of text, its left end at `x` and its baseline `y` below the top of its strip."""

    x: float
    y: float
    line: Line


@dataclass(frozen=True)
class Box:
    """A filled rectangle: a rule, a bar or a tint; `y` is its top, below the top of its strip."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Strip:
    """What stands at one height: `before` is white space above, left out at the top of a page.

    `keep` holds it on one page with the next strip; `head` is repeated above it where it begins a
    page. `outline` is its level and text among the bookmarks, `anchor` its name for links.
    """

    height: float
    items: tuple[Placed | Box, ...] = ()
    before: float = 0.0
    keep: bool = False
    head: tuple["Strip", ...] = ()
    outline: tuple[int, str] | None = None
    anchor: str = ""
    breaks: bool = False


Page = list[tuple[float, Strip]]
"""Strips with the distances of their tops from the top of the page's text."""


def strips(blocks: Sequence[Block], typesetter: Typesetter, width: float) -> list[Strip]:
    """The strips of all blocks, set to `width`."""
    found: list[Strip] = []
    previous: Block | None = None
    breaks = False
    for block in blocks:
        if isinstance(block, PageBreak):
            breaks = True
            continue
        new = _strips_of(block, typesetter, width)
        if new:
            new[0] = replace(new[0], before=_space(previous, block), breaks=breaks)
            breaks = False
        found += new
        previous = block
    return _outlined(found)


def _outlined(found: list[Strip]) -> list[Strip]:
    """The strips with bookmarks of which none is more than a level below the one before it."""
    level = -1
    for i, strip in enumerate(found):
        if strip.outline:
            level = min(strip.outline[0], level + 1)
            found[i] = replace(strip, outline=(level, strip.outline[1]))
    return found


def pages(all_strips: Sequence[Strip], height: float) -> list[Page]:
    """The strips on pages with room for `height`; at least one page."""
    result: list[Page] = [[]]
    y = 0.0
    for group in _kept_together(all_strips):
        needed = sum(strip.before + strip.height for strip in group)
        # What is taller than a page is broken where the page ends.
        for part in [group] if needed <= height else [[strip] for strip in group]:
            needed = sum(strip.before + strip.height for strip in part)
            if result[-1] and (part[0].breaks or y + needed > height):
                result.append([])
                y = 0.0
                for strip in part[0].head:
                    result[-1].append((y, strip))
                    y += strip.height
            for strip in part:
                y += strip.before if result[-1] else 0.0
                result[-1].append((y, strip))
                y += strip.height
    return result


def _kept_together(all_strips: Sequence[Strip]) -> Iterator[list[Strip]]:
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


def _space(previous: Block | None, block: Block) -> float:
    """The white space above `block`, in steps of a quarter of the body's leading or so."""
    if previous is None:
        return 0.0
    if isinstance(block, Heading):
        return 17.0 if block.level == 1 else 12.0
    if isinstance(previous, Heading):
        return 5.0 if isinstance(block, Paragraph | Bullets) else 3.0
    if isinstance(previous, Title):
        return 11.0
    if isinstance(previous, Paragraph | Bullets) and isinstance(block, Paragraph | Bullets):
        return 6.0
    return 9.0


def _strips_of(block: Block, typesetter: Typesetter, width: float) -> list[Strip]:
    match block:
        case Title():
            return _title(block, typesetter, width)
        case Heading():
            return _heading(block, typesetter, width)
        case Paragraph(text):
            return _text(typesetter.lines(text, BODY, width), BODY)
        case KeyFacts():
            return _key_facts(block, typesetter, width)
        case Table():
            return _table(block, typesetter, width)
        case Bullets():
            return _bullets(block, typesetter, width)
        case Note():
            return _note(block, typesetter, width)
        case SourceList():
            return _sources(block, typesetter, width)
        case Part(title, kicker):
            return _title(Title(inline(title), kicker), typesetter, width)
        case Chart(label, series):
            rows = tuple(Fact(name, inline(f"{value:g}")) for name, value in series)
            return _strips_of(Note(label), typesetter, width) + _strips_of(
                KeyFacts(rows), typesetter, width
            )
        case Timeline(label, entries):
            rows = tuple(Fact(day, text) for day, text in entries)
            return _strips_of(Note(label), typesetter, width) + _strips_of(
                KeyFacts(rows), typesetter, width
            )
        case Contents() | PageBreak():
            return []


def _baseline(type_: Type) -> float:
    """How far below the top of its strip a line stands: descenders keep a third of the leading."""
    return type_.leading - (type_.leading - type_.size) / 2 - type_.size * 0.21


def _placed(lines: Sequence[Line], type_: Type, x: float = 0.0) -> list[Strip]:
    return [Strip(type_.leading, (Placed(x, _baseline(type_), line),)) for line in lines]


def _text(lines: Sequence[Line], type_: Type, x: float = 0.0) -> list[Strip]:
    return _unparted(_placed(lines, type_, x))


def _unparted(found: list[Strip], whole: int = 3) -> list[Strip]:
    """Strips of which neither the first nor the last is left alone; few ones are not parted."""
    last = len(found) - 1
    together = set(range(last)) if len(found) <= whole else {0, last - 1}
    return [replace(s, keep=True) if i in together else s for i, s in enumerate(found)]


def _kept(found: Sequence[Strip]) -> list[Strip]:
    return [replace(strip, keep=True) for strip in found]


def _title(block: Title, typesetter: Typesetter, width: float) -> list[Strip]:
    kicker = _placed(typesetter.lines(inline(block.kicker), KICKER, width), KICKER)
    for type_ in TITLES:
        lines = typesetter.lines(block.text, type_, width, even=True)
        if len(lines) <= TITLE_LINES:
            break
    title = _placed(lines, type_)
    subtitle = _placed(typesetter.lines(block.subtitle, SUBTITLE, width), SUBTITLE)
    words = "".join(span.text for span in block.text)
    if title:
        title[0] = replace(title[0], outline=(0, words), before=2.0 if kicker else 0.0)
    if subtitle:
        subtitle[0] = replace(subtitle[0], before=3.0)
    return _kept([*kicker, *title, *subtitle])


def _heading(block: Heading, typesetter: Typesetter, width: float) -> list[Strip]:
    type_ = HEADINGS[block.level]
    found = _placed(typesetter.lines(inline(block.text), type_, width), type_)
    if block.level == 1:
        last = found[-1]
        rule = Box(0, last.height + 2.0, width, 0.6, ACCENT)
        found[-1] = replace(last, height=last.height + 3.0, items=(*last.items, rule))
    found[0] = replace(found[0], outline=(block.level, block.text))
    return _kept(found)


def _key_facts(block: KeyFacts, typesetter: Typesetter, width: float) -> list[Strip]:
    found: list[Strip] = []
    for fact in block.facts:
        label = typesetter.lines(inline(fact.label), LABEL, FACT_LABEL - GUTTER)
        value = typesetter.lines(fact.value, BODY, width - FACT_LABEL)
        found += _unparted(_padded(_row([(0.0, label), (FACT_LABEL, value)], BODY), *FACT_SPACE))
    return found


def _table(block: Table, typesetter: Typesetter, width: float) -> list[Strip]:
    widths = _column_widths(block, typesetter, width)
    starts = [sum(widths[:i]) + GUTTER * i for i in range(len(widths))]

    def row(cells: Sequence[Inline], type_: Type) -> list[Strip]:
        lines = [typesetter.lines(cell, type_, w) for cell, w in zip(cells, widths, strict=True)]
        return _ruled(_row(list(zip(starts, lines, strict=True)), type_), width)

    head = _kept(row([inline(column.label) for column in block.columns], COLUMN_HEAD))
    found = list(head)
    for group in block.groups:
        label = _group_label(group.label, len(group.rows), typesetter, width)
        again = _group_label(group.label, tr("continued"), typesetter, width)
        rows = [row(cells, BODY) for cells in group.rows]
        # Neither the first nor the last row of a group stands alone on a page.
        for single in {0, len(rows) - 2} if len(rows) > 1 else ():
            if len(rows[single]) <= WHOLE_ROW:
                rows[single] = _kept(rows[single])
        found += label
        found += [replace(s, head=(*head, *again)) for strips_ in rows for s in strips_]
    return found


def _group_label(label: str, note: object, typesetter: Typesetter, width: float) -> list[Strip]:
    """The label of rows, with their number or a note after it."""
    if not label:
        return []
    spans = (Span(label), Span(f" ({note})", "quiet"))
    return _kept(_ruled(_placed(typesetter.lines(spans, GROUP, width), GROUP), width, above=7.0))


def _column_widths(block: Table, typesetter: Typesetter, width: float) -> list[float]:
    """The widths of the columns: their shares of the line, but no column wraps while another has
    room to spare.
    """
    shares = [column.width for column in block.columns]
    wanted = [_natural_width(block, i, typesetter, width) for i in range(len(shares))]
    free = width - GUTTER * (len(shares) - 1)
    widths = [0.0] * len(shares)
    wide = set(range(len(shares)))
    while True:
        fair = free / sum(shares[i] for i in wide)
        modest = {i for i in wide if wanted[i] < fair * shares[i]}
        if modest == wide or not modest:
            for i in wide:
                widths[i] = fair * shares[i]
            return widths
        for i in modest:
            widths[i] = wanted[i]
        free -= sum(wanted[i] for i in modest)
        wide -= modest


def _natural_width(block: Table, column: int, typesetter: Typesetter, width: float) -> float:
    """How wide a column is that breaks no line by itself, at most `width`."""
    head = typesetter.lines(inline(block.columns[column].label), COLUMN_HEAD, width)
    cells = [row[column] for group in block.groups for row in group.rows]
    lines = [line for cell in cells for line in typesetter.lines(cell, BODY, width)]
    return max((line.width for line in (*head, *lines)), default=0.0) + 1.0


def _row(cells: Sequence[tuple[float, list[Line]]], type_: Type) -> list[Strip]:
    """Cells side by side, each at its `x`; their lines stand on common baselines."""
    columns = [[Placed(x, _baseline(type_), line) for line in lines] for x, lines in cells]
    found = [
        Strip(type_.leading, tuple(filter(None, side_by_side)))
        for side_by_side in zip_longest(*columns)
    ]
    return found or [Strip(type_.leading)]


def _ruled(row: list[Strip], width: float, above: float = ROW_SPACE) -> list[Strip]:
    """A row with white space around it and a hairline below."""
    row = _padded(row, above, ROW_SPACE)
    last = row[-1]
    rule = Box(0.0, last.height - 0.4, width, 0.4, HAIRLINE)
    return _unparted([*row[:-1], replace(last, items=(*last.items, rule))], WHOLE_ROW)


def _padded(found: list[Strip], above: float, below: float) -> list[Strip]:
    """Strips with white space in the first above its text, and in the last below."""
    first = found[0]
    shifted = tuple(replace(item, y=item.y + above) for item in first.items)
    found = [replace(first, height=first.height + above, items=shifted), *found[1:]]
    return [*found[:-1], replace(found[-1], height=found[-1].height + below)]


def _bullets(block: Bullets, typesetter: Typesetter, width: float) -> list[Strip]:
    found: list[Strip] = []
    dot = typesetter.lines(inline("•"), BODY, width)
    for item in block.items:
        lines = typesetter.lines(item, BODY, width - BULLET_INDENT)
        row = _unparted(_row([(1.0, dot), (BULLET_INDENT, lines)], BODY))
        found += [replace(row[0], before=2.0 if found else 0.0), *row[1:]]
    return found


def _note(block: Note, typesetter: Typesetter, width: float) -> list[Strip]:
    key = block.tone == "key"
    head, text = (KEY, BODY) if key else (NOTE_LABEL, SMALL)
    inner = width - 2 * NOTE_INDENT
    found = _placed(typesetter.lines(inline(block.label), head, inner), head, NOTE_INDENT)
    for line in block.lines:
        found += _placed(typesetter.lines(line, text, inner), text, NOTE_INDENT)
    found = _padded(found, 8.0, 8.0) if key else _padded(found, 5.0, 5.0)
    return _unparted([_tinted(s, width, ACCENT if key else HAIRLINE) for s in found], WHOLE_NOTE)


def _tinted(strip: Strip, width: float, bar: str) -> Strip:
    # A little longer than the strip, so that no light shows between one strip and the next.
    tint = Box(0.0, 0.0, width, strip.height + 0.3, TINT)
    return replace(strip, items=(tint, Box(0.0, 0.0, 2.5, strip.height + 0.3, bar), *strip.items))


def _sources(block: SourceList, typesetter: Typesetter, width: float) -> list[Strip]:
    found: list[Strip] = []
    for entry in block.entries:
        number = typesetter.lines(inline(f"[{entry.number}]"), SOURCE_NUMBER, SOURCE_INDENT)
        details = (Span(f", {entry.details}" if entry.details else "", "quiet"),)
        url = (Span(" "), Span(entry.url, url=entry.url)) if entry.url else ()
        text = (Span(entry.title), *details, *url)
        lines = typesetter.lines(text, SMALL, width - SOURCE_INDENT)
        row = _unparted(_row([(0.0, number), (SOURCE_INDENT, lines)], SMALL))
        first = replace(row[0], anchor=f"source-{entry.number}", before=2.5 if found else 0.0)
        found += [first, *row[1:]]
    return found
