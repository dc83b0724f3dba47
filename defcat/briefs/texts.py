"""Titles, headings, paragraphs, key facts, bullets, notes, timelines and sources as strips."""

from collections.abc import Sequence
from dataclasses import replace

from reportlab.graphics.shapes import Circle, Drawing
from reportlab.lib.colors import HexColor

from defcat.briefs.blocks import (
    Bullets,
    Heading,
    KeyFacts,
    Note,
    Paragraph,
    Part,
    SourceEntry,
    SourceList,
    Span,
    Timeline,
    Title,
    described,
    inline,
)
from defcat.briefs.strips import (
    BODY,
    GUTTER,
    HAIRLINE,
    KICKER,
    LABEL,
    NOTE_LABEL,
    SMALL,
    TINT,
    WHOLE_ROW,
    Box,
    Figure,
    Placed,
    Strip,
    baseline,
    kept,
    padded,
    placed,
    row,
    unparted,
)
from defcat.briefs.typesetting import ACCENT, QUIET, Line, Type, Typesetter

TITLES = (
    Type(20, 25, "bold"),
    Type(17, 21.5, "bold"),
    Type(14, 18, "bold"),
    Type(12, 15.5, "bold"),
)
SUBTITLE = Type(10.5, 15, colour=QUIET)
PART = Type(26, 32, "bold")
PART_HEAD = Type(13, 17, "bold", ACCENT)
HEADINGS = {1: Type(11, 14, "bold", ACCENT), 2: Type(9.25, 12.5, "bold")}
SOURCE_NUMBER = Type(7.75, 10.5, colour=ACCENT)
KEY = Type(13, 17, "bold", ACCENT)

TITLE_LINES = 2
"""A title that takes more lines than this is set in the next smaller size."""

FACT_LABEL = 112.0
FACT_SPACE = (1.0, 1.5)
BULLET_INDENT = 12.0
SOURCE_INDENT = 24.0
NOTE_INDENT = 12.0
WHOLE_NOTE = 14
"""Notes of up to so many lines are never parted."""

PART_DEPTH = 190.0
DATES = 84.0
DOT = 2.4
TIMELINE_TEXT = DATES + 22.0

_DOT = Drawing(
    2 * DOT, 2 * DOT, Circle(DOT, DOT, DOT, fillColor=HexColor(ACCENT), strokeColor=None)
)


def title(block: Title, typesetter: Typesetter, width: float) -> list[Strip]:
    kicker = placed(typesetter.lines(inline(block.kicker), KICKER, width), KICKER)
    for type_ in TITLES:
        lines = typesetter.lines(block.text, type_, width, even=True)
        if len(lines) <= TITLE_LINES:
            break
    words = placed(lines, type_)
    subtitle = placed(typesetter.lines(block.subtitle, SUBTITLE, width), SUBTITLE)
    if words and kicker:
        words[0] = replace(words[0], before=2.0)
    if subtitle:
        subtitle[0] = replace(subtitle[0], before=3.0)
    return kept([*kicker, *words, *subtitle])


def part(block: Part, typesetter: Typesetter, width: float) -> list[Strip]:
    """The head of a part below a short bar, or the page that begins it, with its title in the upper
    third.
    """
    if not block.alone:
        number = (Span(f"{block.kicker}   " if block.kicker else "", "quiet"),)
        words = placed(typesetter.lines((*number, Span(block.title)), PART_HEAD, width), PART_HEAD)
        return kept([Strip(9.0, (Box(0.0, 0.0, 46.0, 3.0, ACCENT),)), *words])
    bar = Strip(PART_DEPTH, (Box(0.0, PART_DEPTH - 16.0, 46.0, 3.0, ACCENT),), keep=True)
    kicker = placed(typesetter.lines(inline(block.kicker), KICKER, width), KICKER)
    words = placed(typesetter.lines(inline(block.title), PART, width, even=True), PART)
    return kept([bar, *kicker, *words])


def heading(block: Heading, typesetter: Typesetter, width: float) -> list[Strip]:
    type_ = HEADINGS[block.level]
    found = placed(typesetter.lines(inline(block.text), type_, width), type_)
    if found and block.level == 1:
        last = found[-1]
        rule = Box(0, last.height + 2.0, width, 0.6, ACCENT)
        found[-1] = replace(last, height=last.height + 3.0, items=(*last.items, rule))
    return kept(found)


def paragraph(block: Paragraph, typesetter: Typesetter, width: float) -> list[Strip]:
    return unparted(aligned(typesetter.lines(block.text, BODY, width), BODY, 0.0, width))


def aligned(lines: Sequence[Line], type_: Type, x: float, width: float) -> list[Strip]:
    """Lines that begin where they are read from: on the right for Arabic and Hebrew."""
    y = baseline(type_)
    starts = [x + width - line.width if line.leftward else x for line in lines]
    return [
        Strip(type_.leading, (Placed(start, y, line),))
        for start, line in zip(starts, lines, strict=True)
    ]


def key_facts(block: KeyFacts, typesetter: Typesetter, width: float) -> list[Strip]:
    rows: list[list[Strip]] = []
    for fact in block.facts:
        label = typesetter.lines(inline(fact.label), LABEL, FACT_LABEL - GUTTER)
        value = typesetter.lines(fact.value, BODY, width - FACT_LABEL)
        cells = row([(0.0, label), (FACT_LABEL, value)], BODY)
        rows.append(unparted(padded(cells, *FACT_SPACE)))
    return _in_company(rows)


def _in_company(rows: list[list[Strip]]) -> list[Strip]:
    """The strips of short rows one below the other, neither the first nor the last row alone."""
    for single in {0, len(rows) - 2} if len(rows) > 1 else ():
        if len(rows[single]) <= WHOLE_ROW:
            rows[single] = kept(rows[single])
    return [strip for cells in rows for strip in cells]


def bullets(block: Bullets, typesetter: Typesetter, width: float) -> list[Strip]:
    rows: list[list[Strip]] = []
    dot = typesetter.lines(inline("•"), BODY, width)
    for item in block.items:
        lines = typesetter.lines(item, BODY, width - BULLET_INDENT)
        cells = unparted(row([(1.0, dot), (BULLET_INDENT, lines)], BODY))
        rows.append([replace(cells[0], before=2.0 if rows else 0.0), *cells[1:]])
    return _in_company(rows)


def note(block: Note, typesetter: Typesetter, width: float) -> list[Strip]:
    key = block.tone == "key"
    head, text = (KEY, BODY) if key else (NOTE_LABEL, SMALL)
    inner = width - 2 * NOTE_INDENT
    found = placed(typesetter.lines(inline(block.label), head, inner), head, NOTE_INDENT)
    for line in block.lines:
        found += aligned(typesetter.lines(line, text, inner), text, NOTE_INDENT, inner)
    if not found:
        return []
    found = padded(found, 8.0, 8.0) if key else padded(found, 5.0, 5.0)
    return unparted([_tinted(s, width, ACCENT if key else HAIRLINE) for s in found], WHOLE_NOTE)


def _tinted(strip: Strip, width: float, bar: str) -> Strip:
    # A little longer than the strip, so that no light shows between one strip and the next.
    tint = Box(0.0, 0.0, width, strip.height + 0.3, TINT)
    return replace(strip, items=(tint, Box(0.0, 0.0, 2.5, strip.height + 0.3, bar), *strip.items))


def timeline(block: Timeline, typesetter: Typesetter, width: float) -> list[Strip]:
    """Days on the left, a thin line with a dot for each, and what happened on the right."""
    label = kept(placed(typesetter.lines(inline(block.label), NOTE_LABEL, width), NOTE_LABEL))
    rows: list[list[Strip]] = []
    last = len(block.entries) - 1
    for i, (day, text) in enumerate(block.entries):
        lines = typesetter.lines(text, BODY, width - TIMELINE_TEXT)
        days = typesetter.lines(inline(day), LABEL, DATES - GUTTER)
        entry = padded(row([(0.0, days), (TIMELINE_TEXT, lines)], BODY), 2.0, 2.5)
        entry = [
            _on_line(s, 8.0 if not (i or j) else 0.0, i == last, j) for j, s in enumerate(entry)
        ]
        centre = 2.0 + baseline(BODY) - BODY.size * 0.36
        figure = Figure(DATES + 4.0 - DOT, centre + DOT, _DOT)
        entry[0] = replace(entry[0], items=(*entry[0].items, figure))
        rows.append(unparted(entry))
    return [*label, *_in_company(rows)]


def _on_line(strip: Strip, top: float, last: bool, index: int) -> Strip:
    """A strip of an entry with its part of the line, which runs from the first dot to the last."""
    bottom = strip.height + 0.3 if not last else 0.0 if index else 8.0
    if bottom <= top:
        return strip
    thread = Box(DATES + 3.6, top, 0.8, bottom - top, HAIRLINE)
    return replace(strip, items=(thread, *strip.items))


def place_of(entry: SourceEntry) -> str:
    """What links call a source; its marks lead there."""
    return f"source-{entry.number}"


def sources(block: SourceList, typesetter: Typesetter, width: float) -> list[Strip]:
    found: list[Strip] = []
    for n, entry in enumerate(block.entries, 1):
        number = typesetter.lines(inline(f"[{n}]"), SOURCE_NUMBER, SOURCE_INDENT)
        lines = typesetter.lines(described(entry), SMALL, width - SOURCE_INDENT)
        cells = unparted(row([(0.0, number), (SOURCE_INDENT, lines)], SMALL))
        first = replace(cells[0], anchor=place_of(entry), before=2.5 if found else 0.0)
        found += [first, *cells[1:]]
    return found
