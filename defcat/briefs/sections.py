"""The sections of a brief under their headings."""

from collections.abc import Callable, Mapping, Sequence

from defcat.briefs.assembly import Assembly
from defcat.briefs.blocks import Block, Paragraph, inline, section
from defcat.briefs.request import Section
from defcat.translation import tr


def headed(
    assembly: Assembly,
    sections: Sequence[Section],
    contents: Mapping[str, Callable[[], list[Block]]],
) -> list[Block]:
    """The sections that are wanted, each under its label; `contents` builds each of them by name.

    A section without a block has no heading either.
    """

    def under(label: str, build: Callable[[], list[Block]]) -> Callable[[], list[Block]]:
        return lambda: section(label, build())

    return assembly.arranged(
        {one.name: under(tr(one.label), contents[one.name]) for one in sections}
    )


def nothing_more(assembly: Assembly) -> list[Block]:
    """A line below the title of a brief without sections, unless only some were wanted."""
    if assembly.wanted is not None:
        return []
    return [Paragraph(inline(tr("Nothing more is on record."), style="quiet"))]
