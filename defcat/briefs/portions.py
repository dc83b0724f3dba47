"""Portion marks: the level of a paragraph, a row or an item, printed before it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from defcat.briefs.blocks import (
    Block,
    Bullets,
    Chart,
    Fact,
    Group,
    Heading,
    Inline,
    KeyFacts,
    Note,
    Paragraph,
    Span,
    Table,
    Timeline,
)


def with_portion_marks(blocks: Iterable[Block]) -> list[Block]:
    """The same blocks with each portion before what it stands by."""
    return [_marked(block) for block in blocks]


def _marked(block: Block) -> Block:
    match block:
        case Paragraph(text, portion):
            return replace(block, text=_before(portion, text))
        case Heading(label, _, portion):
            return replace(block, text=_worded(portion, label))
        case Timeline("", entries):
            # Without a label there is nothing above the entries that a mark could stand by.
            marked = tuple((day, _before(block.portion, text)) for day, text in entries)
            return replace(block, entries=marked)
        case Note(label) | Chart(label) | Timeline(label):
            return replace(block, label=_worded(block.portion, label))
        case KeyFacts(facts):
            return KeyFacts(tuple(_fact(fact) for fact in facts))
        case Bullets(items, portions) if portions:
            return replace(block, items=tuple(map(_before, portions, items)))
        case Table(columns, groups):
            return Table(columns, tuple(_group(group) for group in groups))
        case _:
            return block


def _fact(fact: Fact) -> Fact:
    return replace(fact, value=_before(fact.portion, fact.value))


def _group(group: Group) -> Group:
    if not group.portions:
        return group
    return replace(group, rows=tuple(map(_row, group.portions, group.rows)))


def _row(portion: str, cells: Sequence[Inline]) -> tuple[Inline, ...]:
    """The cells with the mark before the first; an empty one has nothing but the mark."""
    return (_before(portion, cells[0]), *cells[1:]) if cells else ()


def _before(portion: str, text: Inline) -> Inline:
    return (Span(f"{portion} ", "quiet"), *text) if portion else text


def _worded(portion: str, label: str) -> str:
    return f"{portion} {label}" if portion else label
