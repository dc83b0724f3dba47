"""Files of entries, cards or events, as a table whose columns are known beforehand."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from defcat.errors import InputError
from defcat.exchange.grid import whole_text
from defcat.exchange.layout import Left
from defcat.exchange.table import TableRow
from defcat.translation import tr

MOST_ENTRIES = 200_000
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass
class Entries:
    """What a file holds: a row an entry, and what is none, each with the line it begins on."""

    columns: tuple[str, ...]
    rows: list[TableRow] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def add(self, line: int, cells: dict[str, str]) -> None:
        """Add the row of an entry."""
        self.rows.append(TableRow(line, [cells.get(name, "").strip() for name in self.columns]))

    def leave(self, line: int, why: str, text: str) -> None:
        """Note an entry of which no row is made."""
        self.left.append(Left(line, why, text))


def blocks(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """The lines from each `BEGIN:name` to its `END:name`, with the line on which it begins.

    Raises InputError for a file that has none, or far too many.
    """
    begins = re.compile(rf"BEGIN:{name}\s*", re.I)
    ends = re.compile(rf"END:{name}\s*", re.I)
    found: list[str] = []
    first = count = 0
    for line, text in enumerate(_LINE_END.split(whole_text(path)), 1):
        if begins.fullmatch(text):
            found, first = [], line
        if first:
            found.append(text)
        if first and ends.fullmatch(text):
            yield first, "\r\n".join(found) + "\r\n"
            first, count = 0, count + 1
        if count > MOST_ENTRIES:
            raise InputError(
                tr("{file} has more than {n} entries.", file=path.name, n=f"{MOST_ENTRIES:,}"),
                tr("Export fewer of them at a time."),
            )
    if first or not count:
        raise InputError(
            tr("{file} was cut short, or has nothing in it.", file=path.name),
            tr("Export it again from the program that it comes from."),
        )


def gathered(
    path: Path,
    name: str,
    columns: tuple[str, ...],
    take: Callable[[Entries, int, str], None],
) -> Entries:
    """The entries called `name` of a file; `take` adds one, and raises ValueError where it cannot.

    One that cannot be read is left out with its line; raises InputError where none can.
    """
    made = Entries(columns)
    for line, text in blocks(path, name):
        try:
            take(made, line, text)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            why = str(error).splitlines()[:1] or [type(error).__name__]
            made.leave(line, tr("it cannot be read: {why}", why=why[0]), text[:200])
    if not made.rows:
        raise InputError(
            tr("No entry of {file} can be read.", file=path.name),
            tr("Export it again from the program that it comes from."),
        )
    return made
