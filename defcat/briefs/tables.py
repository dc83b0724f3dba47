"""Tables as strips, row by row: thousands of rows are laid out as they are asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from defcat.briefs.blocks import Column, Group, Inline, Span, Table, inline
from defcat.briefs.strips import (
    BODY,
    GUTTER,
    HAIRLINE,
    SMALL,
    WHOLE_ROW,
    Box,
    Placed,
    Strip,
    baseline,
    kept,
    padded,
    placed,
    row,
    ruled,
    unparted,
)
from defcat.briefs.typesetting import ACCENT, QUIET, Line, Type, Typesetter
from defcat.translation import tr

COLUMN_HEAD = Type(7.75, 10.5, "bold", QUIET)
GROUP = Type(8.75, 12.5, "bold", ACCENT)

ROW_SPACE = 2.5
GROUP_SPACE = 7.0
FEW_COLUMNS = 7
"""A table of more columns than this is set smaller and closer."""
CLOSE_GUTTER = 8.0

SAMPLED = 400
"""Columns are as wide as so many rows want them, taken from the whole length of the table."""


@dataclass(frozen=True)
class _Frame:
    """Where the columns of a table begin and how wide they are, and the type of its cells."""

    starts: tuple[float, ...]
    widths: tuple[float, ...]
    type_: Type
    width: float


def table(block: Table, typesetter: Typesetter, width: float) -> Iterator[Strip]:
    """The strips of a table; its head, and the label of a group, stand again on every page."""
    frame = _frame(block, typesetter, width)
    labels = [inline(column.label) for column in block.columns]
    head = kept(unparted(_head(labels, typesetter, frame), WHOLE_ROW))
    yield from head
    for group in block.groups:
        label = _group_label(group.label, group.count, typesetter, width)
        yield from [replace(strip, head=tuple(head)) for strip in label]
        again = _group_label(group.label, tr("continued"), typesetter, width)
        repeated = (*head, *again)
        before_last = len(group.rows) - 2
        for number, cells in enumerate(group.rows):
            # Neither the first nor the last row of a group stands alone on a page.
            held = before_last >= 0 and number in (0, before_last)
            yield from _row(cells, typesetter, frame, repeated, held)


def _head(cells: Sequence[Inline], typesetter: Typesetter, frame: _Frame) -> list[Strip]:
    lines = [
        typesetter.lines(cell, COLUMN_HEAD, width)
        for cell, width in zip(cells, frame.widths, strict=True)
    ]
    found = row(list(zip(frame.starts, lines, strict=True)), COLUMN_HEAD)
    return ruled(padded(found, ROW_SPACE, ROW_SPACE), frame.width)


def _group_label(label: str, note: str, typesetter: Typesetter, width: float) -> list[Strip]:
    """The label of rows, with their number or a note after it."""
    if not label:
        return []
    spans = (Span(label), Span(f" ({note})" if note else "", "quiet"))
    found = placed(typesetter.lines(spans, GROUP, width), GROUP)
    return kept(ruled(padded(found, GROUP_SPACE, ROW_SPACE), width))


def _row(
    cells: Sequence[Inline],
    typesetter: Typesetter,
    frame: _Frame,
    head: tuple[Strip, ...],
    held: bool,
) -> Iterator[Strip]:
    """The strips of a row: a line of every cell each, with white space around and a rule below.

    A row of few lines is not parted; of a longer one neither the first nor the last is left alone.
    `held` keeps a short row with what follows.
    """
    type_ = frame.type_
    columns: list[tuple[float, Sequence[Line]]] = [
        (x, typesetter.lines(cell, type_, width))
        for x, width, cell in zip(frame.starts, frame.widths, cells, strict=True)
        if cell
    ]
    count = max((len(lines) for _, lines in columns), default=1) or 1
    last = count - 1
    whole = count <= WHOLE_ROW
    y = baseline(type_)
    for number in range(count):
        above = 0.0 if number else ROW_SPACE
        items: list[Placed | Box] = [
            Placed(x, y + above, lines[number]) for x, lines in columns if number < len(lines)
        ]
        height = type_.leading + above
        if number == last:
            height += ROW_SPACE
            items.append(Box(0.0, height - 0.4, frame.width, 0.4, HAIRLINE))
        keep = (held or number < last) if whole else number in (0, last - 1)
        yield Strip(height, tuple(items), 0.0, keep, head, begun=0 if number else 1)


def _frame(block: Table, typesetter: Typesetter, width: float) -> _Frame:
    many = len(block.columns) > FEW_COLUMNS
    gutter, type_ = (CLOSE_GUTTER, SMALL) if many else (GUTTER, BODY)
    widths = _column_widths(block, typesetter, width - gutter * (len(block.columns) - 1), type_)
    starts = [sum(widths[:i]) + gutter * i for i in range(len(widths))]
    return _Frame(tuple(starts), tuple(widths), type_, width)


def _column_widths(block: Table, typesetter: Typesetter, free: float, type_: Type) -> list[float]:
    """The widths of the columns: their shares of the line, but no column wraps while another has
    room to spare, and none parts a word while there is room for it.
    """
    sample = list(_sample(block.groups))
    extents = [
        _extent(column, [cells[i] for cells in sample], typesetter, type_, free)
        for i, column in enumerate(block.columns)
    ]
    shares = [column.width for column in block.columns]
    crowded = sum(least for _, least in extents) > free
    widths = [0.0] * len(shares)
    left = set(range(len(shares)))
    while left:
        fair = free / sum(shares[i] for i in left)
        tight = {i for i in left if not crowded and extents[i][1] > fair * shares[i]}
        modest = {i for i in left if extents[i][0] < fair * shares[i]}
        settled = tight or modest or left
        for i in settled:
            wanted, least = extents[i]
            widths[i] = least if tight else wanted if modest else fair * shares[i]
        free -= sum(widths[i] for i in settled)
        left -= settled
    return widths


def _extent(
    column: Column, cells: Sequence[Inline], typesetter: Typesetter, type_: Type, free: float
) -> tuple[float, float]:
    """How wide a column is that breaks no line by itself, and one that parts no word; a web address
    or another word longer than a third of the line may be parted.
    """
    wanted, least = typesetter.extent(inline(column.label), COLUMN_HEAD)
    for cell in set(cells):
        longest, word = typesetter.extent(cell, type_)
        wanted, least = max(wanted, longest), max(least, word)
    return min(wanted, free) + 1.0, min(least, free / 3) + 1.0


def _sample(groups: Sequence[Group]) -> Iterator[Sequence[Inline]]:
    """Rows from the whole length of a table, at most about `SAMPLED`, all of a short one."""
    step = max(1, sum(len(group.rows) for group in groups) // SAMPLED)
    rows = (cells for group in groups for cells in group.rows)
    return islice(rows, 0, None, step)


def turned(columns: int) -> bool:
    """Whether a table of so many columns is read better across a page on its side."""
    return columns > FEW_COLUMNS + 1
