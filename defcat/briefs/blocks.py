"""A brief as plain data: what it says, in order, and nothing of how it is laid out.

`defcat.briefs.pdf` sets these blocks as pages; another writer may make another form of them.

A `portion` is the short form of a level of marking, such as "(R)": the level of what it stands by.
It is printed before that only where portion marks are asked for; blocks without one have none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal

from defcat.markings import Level

Style = Literal["plain", "strong", "quiet"]


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style; `marks` are the numbers of the sources that support it, printed after it.

    `url` makes it a link. A line feed in `text` begins a new line.
    """

    text: str
    style: Style = "plain"
    marks: tuple[int, ...] = ()
    url: str = ""


Inline = tuple[Span, ...]
"""A run of text. Nothing is put between its spans: they bring their own spaces."""


@dataclass(frozen=True)
class Title:
    """The head of a brief: `kicker` stands small above it, `subtitle` below."""

    text: Inline
    kicker: str = ""
    subtitle: Inline = ()


@dataclass(frozen=True)
class Heading:
    """The head of a section; `level` 1 or 2."""

    text: str
    level: int = 1
    portion: str = ""


@dataclass(frozen=True)
class Paragraph:
    text: Inline
    portion: str = ""


@dataclass(frozen=True)
class Fact:
    label: str
    value: Inline
    portion: str = ""


@dataclass(frozen=True)
class KeyFacts:
    """Labels and values, one below the other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` is its share of the line beside the other columns' shares."""

    label: str
    width: float = 1.0


@dataclass(frozen=True)
class Group:
    """Rows of a table below a label, which may be empty; a cell for every column.

    `portions` has one for every row, or is empty. `note` stands after the label instead of the
    number of rows.
    """

    label: str
    rows: tuple[tuple[Inline, ...], ...]
    portions: tuple[str, ...] = ()
    note: str = ""

    @property
    def count(self) -> str:
        """What stands after the label: the note, or the number of rows where there are several."""
        return self.note or (f"{len(self.rows):,}" if len(self.rows) > 1 else "")


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Bullets:
    """Items below each other; `portions` has one for every item, or is empty."""

    items: tuple[Inline, ...]
    portions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """Something set apart: the answer of the brief (`key`), or a remark on it (`plain`)."""

    label: str
    lines: tuple[Inline, ...] = ()
    tone: Literal["key", "plain"] = "plain"
    portion: str = ""


@dataclass(frozen=True)
class SourceEntry:
    """A numbered source: its title, then publisher, date and locator, and where it is found.

    `number` is that of the mark that leads to it. Of a source that is cited at several places,
    `places` has the number of the mark and the locator of each, the first one too.
    """

    number: int
    title: str
    details: str
    url: str = ""
    places: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class SourceList:
    entries: tuple[SourceEntry, ...]


@dataclass(frozen=True)
class Chart:
    """Bars, one for each name and value (zero or more) of `series`, in the order given.

    Where every name is a year, the years between them that are not there stand as gaps. `unit` is
    said once, below the bars; `tone` is the colour of the bars.
    """

    label: str
    series: tuple[tuple[str, float], ...]
    unit: str = ""
    tone: Literal["key", "plain"] = "key"
    portion: str = ""


@dataclass(frozen=True)
class Timeline:
    """What happened, each entry a day in words and a text, in the order given."""

    label: str
    entries: tuple[tuple[str, Inline], ...]
    portion: str = ""


@dataclass(frozen=True)
class Contents:
    """The parts, titles and headings of level 1 of the whole brief, with their pages."""

    label: str = ""


@dataclass(frozen=True)
class Part:
    """A new part of a book: begins a page, above whatever follows among the bookmarks.

    `alone`: it has that page for itself.
    """

    title: str
    kicker: str = ""
    alone: bool = False


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


Block = (
    Title
    | Heading
    | Paragraph
    | KeyFacts
    | Table
    | Bullets
    | Note
    | Chart
    | Timeline
    | Contents
    | Part
    | SourceList
    | PageBreak
)


@dataclass(frozen=True)
class Brief:
    """A finished brief.

    `label` names its kind, `marking` is the highest of everything in it, `as_of` the day of which
    it speaks, `prepared_on` the day on which it was put together; `language` is a BCP 47 tag.
    `landscape` turns the pages, for tables of many columns.
    """

    title: str
    subject: str
    label: str
    blocks: tuple[Block, ...]
    marking: Level
    as_of: date
    prepared_on: date
    language: str = "en"
    landscape: bool = False


def inline(text: str, marks: Sequence[int] = (), style: Style = "plain") -> Inline:
    """`text` as a run of one span; an empty run for empty text."""
    return (Span(text, style, tuple(marks)),) if text else ()


def marked(text: Inline, marks: Sequence[int]) -> Inline:
    """A run with further source numbers after it; an empty run stays empty."""
    return (*text[:-1], replace(text[-1], marks=(*text[-1].marks, *marks))) if text else ()


def joined(runs: Sequence[Inline], separator: str) -> Inline:
    """The runs that are not empty, with `separator` between them."""
    spans: list[Span] = []
    for run in filter(None, runs):
        if spans:
            spans.append(Span(separator))
        spans.extend(run)
    return tuple(spans)


def facts(pairs: Sequence[tuple[str, Inline]]) -> list[Block]:
    """Key facts of the pairs that have a value; no block where none has."""
    kept = tuple(Fact(label, value) for label, value in pairs if value)
    return [KeyFacts(kept)] if kept else []


def table(columns: Sequence[Column], groups: Sequence[Group]) -> list[Block]:
    """A table without the columns that are empty in every row; no block where there are no rows."""
    groups = [group for group in groups if group.rows]
    used = [i for i in range(len(columns)) if any(row[i] for group in groups for row in group.rows)]
    if not used:
        return []
    kept = tuple(
        replace(group, rows=tuple(tuple(row[i] for i in used) for row in group.rows))
        for group in groups
    )
    return [Table(tuple(columns[i] for i in used), kept)]


def section(heading: str, blocks: Sequence[Block]) -> list[Block]:
    """`blocks` below a heading, or nothing where there are none."""
    return [Heading(heading), *blocks] if blocks else []


def mark_names(blocks: Iterable[Block]) -> dict[int, tuple[str, int]]:
    """What stands for the number of each mark of `blocks`, and the entry that it leads to.

    Sources are counted as they are listed; a place in one that is cited at several has a letter:
    "3", "4a", "4b".
    """
    found: dict[int, tuple[str, int]] = {}
    for block in blocks:
        for n, entry in enumerate(block.entries, 1) if isinstance(block, SourceList) else ():
            found.setdefault(entry.number, (str(n), entry.number))
            for place, (number, _) in enumerate(entry.places):
                found[number] = f"{n}{letters(place)}", entry.number
    return found


def described(entry: SourceEntry) -> Inline:
    """A source in words: what it is, where it is found, and the places in it by their letters."""
    details = (Span(f", {entry.details}" if entry.details else "", "quiet"),)
    url = (Span(" "), Span(entry.url, url=entry.url)) if entry.url else ()
    places = [
        Span(f"{';' if place else ':'} ({letters(place)})\N{NO-BREAK SPACE}{locator}", "quiet")
        for place, (_, locator) in enumerate(entry.places)
    ]
    return (Span(entry.title), *details, *url, *places)


def shortened(words: str, most: int) -> str:
    """`words` where they are no more than `most` letters, or else the first whole ones of them."""
    if len(words) <= most:
        return words
    return words[:most].rsplit(" ", 1)[0].rstrip(" ,;:(–-") + " …"


def letters(place: int) -> str:
    """The letters that count places from 0: a to z, aa, ab and so on."""
    found = ""
    while place >= 0:
        found = chr(ord("a") + place % 26) + found
        place = place // 26 - 1
    return found


_BULLET = re.compile(r"\s*[-*•–]\s+")


def prose(text: str, marks: Sequence[int] = ()) -> list[Block]:
    """Long text as blocks; the marks follow its last words.

    An empty line parts paragraphs, lines that begin with a dash are bullets.
    """
    blocks: list[Block] = list(_prose(text))
    match blocks[-1:]:
        case [Bullets(items)]:
            blocks[-1] = Bullets((*items[:-1], marked(items[-1], marks)))
        case [Paragraph(last)]:
            blocks[-1] = Paragraph(marked(last, marks))
    return blocks


def _prose(text: str) -> Iterator[Paragraph | Bullets]:
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = part.split("\n")
        for bulleted, run in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
            found = [_BULLET.sub("", line, count=1).strip() for line in run]
            if bulleted:
                yield Bullets(tuple(inline(line) for line in found))
            elif any(found):
                yield Paragraph(inline("\n".join(found)))
