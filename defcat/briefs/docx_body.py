"""Blocks as WordprocessingML: paragraphs and tables in named styles, which a desk can edit.

All measures are in twentieths of a point.
"""

from collections.abc import Iterator, Sequence

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
    SourceEntry,
    SourceList,
    Span,
    Table,
    Timeline,
    Title,
    described,
    inline,
    mark_names,
)
from defcat.briefs.docx_text import Link, anchored, field, leftward, run, runs, source_name
from defcat.translation import tr

LABEL = 2300
FIGURE = 1800
"""The widths of the labels of facts, and of the figures of a chart."""

_GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
_CHARACTER = 92
"""About as wide as a letter of a table is."""
_MARGIN = 180


class Body:
    """The blocks of one brief on lines of `width`; `link` names what leads to a web address."""

    def __init__(self, blocks: Sequence[Block], width: int, link: Link) -> None:
        self._blocks = blocks
        self._width = width
        self._link = link
        self._marks = mark_names(blocks)
        self._bookmarks = 0
        self._breaks = False
        self._heads = _heads(blocks) if any(isinstance(b, Contents) for b in blocks) else []
        self._placed = 0

    def xml(self) -> str:
        """All blocks, one after the other."""
        return "".join(part for block in self._blocks for part in self._block(block))

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case PageBreak():
                self._breaks = True
            case Title(text, kicker, subtitle):
                if kicker:
                    yield self._paragraph("Kicker", inline(kicker))
                yield self._head("Title", text)
                if subtitle:
                    yield self._paragraph("Subtitle", subtitle)
            case Part(title, kicker, alone):
                self._breaks = True
                if kicker:
                    yield self._paragraph("Kicker", inline(kicker))
                yield self._head("Part", inline(title))
                self._breaks = alone
            case Heading(text, 1):
                yield self._head("Heading1", inline(text))
            case Heading(text):
                yield self._paragraph("Heading2", inline(text))
            case Paragraph(text):
                yield self._paragraph("Normal", text)
            case Bullets(items):
                for item in items:
                    yield self._paragraph("ListBullet", item)
            case Contents(label):
                yield from self._contents(label)
            case SourceList(entries):
                for n, entry in enumerate(entries, 1):
                    yield self._source(n, entry)
            case Note():
                yield from self._note(block)
            case _:
                yield from self._tables(block)

    def _tables(self, block: KeyFacts | Table | Chart | Timeline) -> Iterator[str]:
        match block:
            case KeyFacts(facts):
                yield self._facts(facts)
            case Table():
                yield self._table(block)
            case Chart(label, series, unit):
                yield self._caption(label)
                figures = [(name, inline(_figure(value))) for name, value in series]
                yield self._chart(figures, unit)
            case Timeline(label, entries):
                yield self._caption(label)
                yield self._facts([Fact(day, text) for day, text in entries])
        yield _GAP

    # --- paragraphs ---------------------------------------------------------------------------

    def _paragraph(
        self, style: str, text: Inline, *, content: str = "", kept: bool = False, after: int = 0
    ) -> str:
        """`text`, or `content` that is ready, as a paragraph; `kept` holds it with the next one."""
        properties = (
            f'<w:pStyle w:val="{style}"/>'
            + ("<w:keepNext/>" if kept else "")
            + ("<w:pageBreakBefore/>" if self._breaks else "")
            + ("<w:bidi/>" if leftward(text) else "")
            + (f'<w:spacing w:after="{after}"/>' if after else "")
        )
        self._breaks = False
        content = content or runs(text, self._link, self._marks)
        return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"

    def _head(self, style: str, text: Inline) -> str:
        content = runs(text, self._link, self._marks)
        if self._heads:
            content = self._bookmarked(f"head_{self._placed}", content)
            self._placed += 1
        return self._paragraph(style, text, content=content)

    def _bookmarked(self, name: str, content: str) -> str:
        number = self._bookmarks
        self._bookmarks += 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _caption(self, label: str) -> str:
        return self._paragraph("Caption", inline(label)) if label else ""

    def _note(self, block: Note) -> Iterator[str]:
        style = "Key" if block.tone == "key" else "Note"
        lines = [
            (f"{style}Label", inline(block.label)),
            *((style, line) for line in block.lines),
        ]
        for left, (name, text) in zip(range(len(lines) - 1, -1, -1), lines, strict=True):
            yield self._paragraph(name, text, kept=left > 0, after=0 if left else 120)

    def _contents(self, label: str) -> Iterator[str]:
        """A table of contents that Word can make anew, with the heads there are until it does."""
        yield self._paragraph("TOCHeading", inline(label or tr("Contents")))
        tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{self._width}"/></w:tabs>'
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText '
            'xml:space="preserve"> TOC \\h \\z \\t "Part,1,Title,1,Heading 1,2" </w:instrText>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        for number, (level, words) in enumerate(self._heads):
            page = "<w:r><w:tab/></w:r>" + field(f"PAGEREF head_{number} \\h", "")
            properties = f'<w:pPr><w:pStyle w:val="TOC{level}"/>{tab}</w:pPr>'
            entry = anchored(f"head_{number}", run(words) + page)
            yield f"<w:p>{properties}{begin if number == 0 else ''}{entry}</w:p>"
        if self._heads:
            yield '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'

    def _source(self, n: int, entry: SourceEntry) -> str:
        number = self._bookmarked(source_name(entry.number), run(f"[{n}]"))
        text = runs(described(entry), self._link)
        content = f"{number}<w:r><w:tab/></w:r>{text}"
        return self._paragraph("Source", (), content=content)

    # --- tables -------------------------------------------------------------------------------

    def _facts(self, facts: Sequence[Fact]) -> str:
        rows = [
            _row(
                self._cell("FactLabel", inline(fact.label), LABEL),
                self._cell("TableText", fact.value, self._width - LABEL),
            )
            for fact in facts
        ]
        return self._grid("Facts", (LABEL, self._width - LABEL), rows)

    def _chart(self, figures: Sequence[tuple[str, Inline]], unit: str) -> str:
        widths = (LABEL, FIGURE)
        rows = [
            _row(*(self._cell("TableText", text, w) for text, w in zip(row, widths, strict=True)))
            for row in ((inline(name), figure) for name, figure in figures)
        ]
        head = (inline(""), inline(unit))
        return self._grid(
            "Rows", widths, [*([self._head_row(head, widths)] if unit else []), *rows]
        )

    def _table(self, block: Table) -> str:
        widths = _widths(block, self._width)
        labels = [inline(column.label) for column in block.columns]
        rows = [self._head_row(labels, widths)]
        for group in block.groups:
            if group.label:
                note = f" ({group.count})" if group.count else ""
                label = (Span(group.label), Span(note, "quiet"))
                across = self._cell("TableGroup", label, self._width, across=len(widths))
                rows.append(_row(across))
            for cells in group.rows:
                sized = zip(cells, widths, strict=True)
                rows.append(_row(*(self._cell("TableText", text, w) for text, w in sized)))
        return self._grid("Rows", widths, rows)

    def _head_row(self, labels: Sequence[Inline], widths: Sequence[int]) -> str:
        """A row that stands again at the top of every page that the table takes."""
        sized = zip(labels, widths, strict=True)
        return _row(*(self._cell("TableHead", label, w) for label, w in sized), head=True)

    def _cell(self, style: str, text: Inline, width: int, *, across: int = 1) -> str:
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}</w:tcPr>'
        return f"<w:tc>{properties}{self._paragraph(style, text)}</w:tc>"

    def _grid(self, style: str, widths: Sequence[int], rows: Sequence[str]) -> str:
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )


def _row(*cells: str, head: bool = False) -> str:
    """A row that no page break parts."""
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _heads(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    """What a table of contents lists, in order: its level from 1, and its words."""
    found = []
    for block in blocks:
        match block:
            case Part(title):
                found.append((1, title))
            case Title(text):
                found.append((1, "".join(span.text for span in text)))
            case Heading(text, 1):
                found.append((2, text))
    return found


def _figure(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:.2f}".rstrip("0")


def _widths(block: Table, width: int) -> list[int]:
    """The widths of the columns: their shares of the line, where what needs less gives the rest."""
    shares = [column.width for column in block.columns]
    wanted = [_longest(block, i) * _CHARACTER + _MARGIN for i in range(len(shares))]
    found = [0] * len(shares)
    wide, free = set(range(len(shares))), width
    while wide:
        fair = free / sum(shares[i] for i in wide)
        modest = {i for i in wide if wanted[i] < fair * shares[i]}
        if modest == wide or not modest:
            for i in wide:
                found[i] = int(fair * shares[i])
            break
        for i in modest:
            found[i] = wanted[i]
        free -= sum(wanted[i] for i in modest)
        wide -= modest
    return found


def _longest(block: Table, column: int) -> int:
    """The letters of the longest line in a column."""
    cells = [row[column] for group in block.groups for row in group.rows]
    texts = ("".join(s.text + "[0]" * len(s.marks) for s in cell) for cell in cells)
    lines = (len(line) for text in texts for line in text.split("\n"))
    return max((len(block.columns[column].label), *lines))
