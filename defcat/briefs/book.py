"""The briefing book: several briefs in one file, with a table of contents and one list of sources.

All briefs of a book are put together by one assembly. So its sources are numbered through, its
marking is the highest of all, and what was withheld from several briefs is counted once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Contents, PageBreak, Part, Title, inline
from defcat.dates import PartialDate
from defcat.translation import tr, trn

SHORT = 12
"""In a book of more briefs than this each part begins with a page of its own."""


@dataclass(frozen=True)
class Made:
    """One brief before it is closed: its title, what it is made `of`, its blocks, its label."""

    title: str
    of: str
    blocks: list[Block]
    label: str = ""


def bound(assembly: Assembly, title: str, made: Sequence[Made]) -> list[Block]:
    """The blocks of the book of the briefs `made`, in their order: a part for each run of briefs of
    one sort.
    """
    count = trn("{n} brief", "{n} briefs", len(made))
    day = tr("as of {day}", day=PartialDate.of(assembly.as_of).show())
    head = Title(inline(title), tr("Briefing book"), inline(f"{count}, {day}"))
    blocks: list[Block] = [head, Contents(tr("Contents"))]
    alone = len(made) > SHORT
    runs = groupby(made, key=lambda brief: brief.label)
    for number, (label, run) in enumerate(runs, 1):
        blocks.append(Part(label, tr("Part {n}", n=number), alone))
        for place, brief in enumerate(run):
            blocks += [PageBreak()] if place else []
            blocks += _without_kicker(brief.blocks, label)
    return blocks


def _without_kicker(blocks: Sequence[Block], label: str) -> list[Block]:
    """The blocks of a brief, whose title does not say again of what part it is."""
    match blocks:
        case [Title(kicker=kicker) as title, *more] if kicker == label:
            return [replace(title, kicker=""), *more]
    return list(blocks)
