"""Where in a sheet its table is: the head, the rows, and what is neither.

Desks write titles above a table, heads of two lines, totals below, the head again on each page, and
`"` or "same as above" for what stands above. All of it is found here and can be said otherwise;
every line of the sheet is a row, a part of the head, blank, or left out with the reason.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from defcat.errors import InputError
from defcat.exchange.grid import Grid, Merged
from defcat.exchange.table import TableRow
from defcat.translation import tr

_LOOKED_AT = 60
_MOST_HEAD = 3
_DITTO = frozenset(
    (
        *('"', "''", "″", "”", "〃", "do", "do.", "-do-", "ditto", "dito", "idem", "id."),
        *("same as above", "as above", "same", "wie oben", "सम"),
    )
)
_TOTAL = re.compile(
    r"(grand|sub)?[ -]?total(s|e|en)?\b|sum(me|ma)?\b|gesamt\w*|count\b|कुल|योग|итого|合計", re.I
)
_DATA = re.compile(
    r"[-+]?[\d.,\s%/:-]*\d[\d.,\s%/:-]*$|\d{1,2}[ ./-]?[^\W\d]{3,9}[ .,/-]+(\d\d){1,2}$"
)
"""What a cell of data says and a head hardly ever: numbers and dates."""
_YEAR = re.compile(r"(19|20)\d\d([-/]\d{2,4})?$")
"""What a head says where there is a column for every year."""


@dataclass(frozen=True)
class Layout:
    """How a file is to be read, as far as somebody said it: the rest is found.

    `head`: the first and the last line of the head. `fill_down`: columns in which an empty cell
    means what stands above. `plain`: the first line is the head, all others are rows as they stand.
    """

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    head: tuple[int, int] | None = None
    fill_down: tuple[str, ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Left:
    """A line that is no row: why, and what stands in it."""

    line: int
    why: str
    text: str


@dataclass
class Laid:
    """A sheet with its table found; `rows` reads it, and fills `left` and `blank` while it does.

    `layout` says how it was read; `title` is what stands above the head.
    """

    grid: Grid
    layout: Layout
    columns: tuple[str, ...]
    title: str = ""
    left: list[Left] = field(default_factory=list)
    blank: int = 0
    filled: int = 0
    _places: tuple[int, ...] = ()
    _heads: frozenset[tuple[str, ...]] = frozenset()

    def __post_init__(self) -> None:
        self._begins = {cells[0] for cells in self._heads}

    def rows(self) -> Iterator[TableRow]:
        """The rows, with cells for every column; begins anew, and so does what is counted."""
        self.left, self.blank, self.filled = [], 0, 0
        head = self.layout.head or (0, 0)
        above: list[str] = [""] * len(self.columns)
        down = {self.columns.index(name) for name in self.layout.fill_down if name in self.columns}
        joined = _joined(self.grid.merged, head[1])
        reach = max(self._places, default=0) + 1
        gapless = reach == len(self._places)
        for line, cells in self.grid.lines():
            if head[0] <= line <= head[1]:
                continue
            if not any(cells):
                self.blank += 1
                continue
            if line < head[0]:
                self._leave(line, tr("above the head"), cells)
                continue
            if self.layout.plain:
                yield TableRow(line, cells)
                continue
            if gapless and len(cells) == reach:
                own = cells
            else:
                own = [cells[at] if at < len(cells) else "" for at in self._places]
            if why := self._no_row(own):
                self._leave(line, why, cells)
                continue
            self._fill(own, above, down, joined.get(line, ()))
            above = own
            beyond = [cell for cell in cells[reach:] if cell]
            yield TableRow(line, [*own, *beyond] if beyond else own)

    def _fill(
        self, own: list[str], above: list[str], down: set[int], joined: Sequence[int]
    ) -> None:
        """Put in what stands above, where a cell says so."""
        for at, cell in enumerate(own):
            empty = not cell and (at in down or self._places[at] in joined)
            if (empty or cell.casefold() in _DITTO) and above[at]:
                own[at] = above[at]
                self.filled += 1

    def _no_row(self, cells: list[str]) -> str:
        """Why a line below the head is no row of the table; nothing where it is one.

        A cell that stands alone under the first name heads or remarks on rows; further right it is
        a row of which little is known.
        """
        said = [cell for cell in cells if cell]
        if not said:
            return tr("outside the table")
        if cells[0].casefold() in self._begins and tuple(map(str.casefold, cells)) in self._heads:
            return tr("the head again")
        if _TOTAL.match(said[0]) and all(map(_DATA.match, said[1:])):
            return tr("a total")
        if len(said) == 1 and cells[0] and len(self.columns) > _MOST_HEAD:
            return tr("one cell alone: a heading or a remark")
        return ""

    def _leave(self, line: int, why: str, cells: Sequence[str]) -> None:
        self.left.append(Left(line, why, " | ".join(cell for cell in cells if cell)))


def lay_out(grid: Grid, asked: Layout) -> Laid:
    """The table of a sheet, read as `asked` says, and as it looks where that says nothing.

    Raises InputError where there is no head.
    """
    if asked.plain:
        return _plain(grid, asked)
    first = [(line, cells) for line, cells in islice(grid.lines(), _LOOKED_AT)]
    width = max((len(cells) for _, cells in first), default=0)
    head = asked.head or _head(first, grid.merged, width)
    lines = {line: cells for line, cells in first if head[0] <= line <= head[1]}
    if asked.head and len(lines) <= head[1] - head[0]:
        lines = {n: cells for n, cells in grid.lines() if head[0] <= n <= head[1]}
        width = max([width, *map(len, lines.values())])
    heads = [lines.get(n, []) for n in range(head[0], head[1] + 1)]
    names = _names(heads, width, head, grid)
    used = _used(grid, head[1], names)
    if not any(names):
        raise InputError(
            tr("{file}: no head was found.", file=grid.name),
            tr("Say on which line the names of the columns stand."),
        )
    columns = _told_apart([names[at] or tr("Column {n}", n=at + 1) for at in used])
    layout = replace(asked, head=head, encoding=grid.encoding, delimiter=grid.delimiter)
    said = (cell for line, cells in first if line < head[0] for cell in cells if cell)
    title = next((cell for cell in said if not cell.lower().startswith("sep=")), "")
    again = [*heads, [names[at] for at in range(width)]]
    folded = frozenset(
        tuple(cells[at].casefold() if at < len(cells) else "" for at in used) for cells in again
    )
    return Laid(grid, layout, columns, title, _places=tuple(used), _heads=folded)


def _plain(grid: Grid, asked: Layout) -> Laid:
    """The table of a file that is nothing else: its head is the first line that is not blank."""
    line, columns = next(((n, cells) for n, cells in grid.lines() if any(cells)), (0, []))
    if "" in columns:
        raise InputError(
            tr("{file}: column {n} has no name.", file=grid.name, n=columns.index("") + 1),
            tr("Give every column a name in the first line."),
        )
    repeated = [name for name, count in Counter(columns).items() if count > 1]
    if repeated:
        raise InputError(
            tr("{file} has two columns “{column}”.", file=grid.name, column=repeated[0]),
            tr("Give every column a name of its own in the first line."),
        )
    layout = replace(asked, head=(line, line), encoding=grid.encoding, delimiter=grid.delimiter)
    return Laid(grid, layout, tuple(columns))


def _head(
    first: list[tuple[int, list[str]]], merged: Sequence[Merged], width: int
) -> tuple[int, int]:
    """The lines of the head: the first line that is as full as the table and says no data.

    The lines below it belong to it as long as they name what the first only groups.
    """
    filled = [(line, cells) for line, cells in first if any(cells)]
    if not filled:
        return 1, 1
    usual = sorted(sum(map(bool, cells)) for _, cells in filled)
    wanted = max(1, usual[len(usual) * 3 // 4] // 2)
    for at, (line, cells) in enumerate(filled):
        said = [cell for cell in cells if cell]
        groups = any(_is_group(each, line, width) for each in merged)
        if not groups and (len(said) < wanted or len(said) == 1 < width):
            continue
        if not _names_columns(said):
            continue
        last = line
        for below in range(at + 1, min(at + _MOST_HEAD, len(filled))):
            under = [cells for _, cells in filled[below : below + _MOST_HEAD + 2]]
            groups = any(_is_group(each, last, width) for each in merged)
            if filled[below][0] != last + 1 or not _completes(filled[below - 1][1], under, groups):
                break
            last = filled[below][0]
        if len(said) >= wanted or last > line:
            return line, last
    return filled[0][0], filled[0][0]


def _is_group(one: Merged, line: int, width: int) -> bool:
    """Whether cells of a line are joined across to name some columns: a title joins them all."""
    across = one.first_column < one.last_column
    whole = one.first_column == 0 and one.last_column >= width - 1
    return across and not whole and one.first_line <= line <= one.last_line


def _names_columns(said: list[str]) -> bool:
    """Whether cells may be names of columns: texts, or texts and different years."""
    data = [cell for cell in said if _DATA.match(cell)]
    years = len(data) > 1 and all(map(_YEAR.match, data)) and len(set(data)) == len(data)
    return bool(said) and (not data or (years and len(data) < len(said)))


def _completes(upper: list[str], under: list[list[str]], groups: bool) -> bool:
    """Whether the first line of those `under` names columns that `upper` only groups."""
    lower = under[0]
    said = [cell for cell in lower if cell]
    if not _names_columns(said):
        return False
    if groups:
        return True
    over = upper + [""] * len(lower)
    repeats = any(n > 1 for cell, n in Counter(upper).items() if cell)
    gaps = any(cell and not over[at] for at, cell in enumerate(lower))
    if all(lower) and len(said) > 1:
        # Only the rows tell a second head that is full from the first row.
        gaps = gaps and any(_DATA.match(cell) for cells in under[1:] for cell in cells if cell)
    return repeats or (gaps and len(said) > 1)


def _names(heads: list[list[str]], width: int, at: tuple[int, int], grid: Grid) -> list[str]:
    """The names of the columns: what stands above each other, joined with a slash."""
    lines = [[*cells, *[""] * (width - len(cells))] for cells in heads]
    for one in grid.merged:
        if not (at[0] <= one.first_line <= at[1]):
            continue
        value = lines[one.first_line - at[0]][one.first_column] if one.first_column < width else ""
        for column in range(one.first_column, min(one.last_column + 1, width)):
            lines[one.first_line - at[0]][column] = value
    if len(lines) > 1 and not grid.merged:
        _spread(lines)
    return [
        " / ".join(dict.fromkeys(" ".join(cells[n].split()) for cells in lines if cells[n]))
        for n in range(width)
    ]


def _spread(lines: list[list[str]]) -> None:
    """Let a group's name stand over all of its columns, where a text file lost that."""
    upper, lower = lines[0], lines[1]
    last = ""
    for n, cell in enumerate(upper):
        last = cell or (last if lower[n] else "")
        upper[n] = last


def _used(grid: Grid, head: int, names: list[str]) -> list[int]:
    """The columns that have a name, or anything in them."""
    found = {at for at, name in enumerate(names) if name}
    for line, cells in grid.lines():
        if line > head:
            found.update(at for at, cell in enumerate(cells) if cell and at < len(names))
        if len(found) == len(names):
            break
    return sorted(found)


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """The names, with a number behind the second of the same."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(found)


def _joined(merged: Sequence[Merged], head: int) -> dict[int, tuple[int, ...]]:
    """By line below the head, the columns in which a cell is joined to the one above."""
    found: dict[int, tuple[int, ...]] = {}
    for one in merged:
        if one.first_line > head:
            for line in range(one.first_line + 1, one.last_line + 1):
                columns = range(one.first_column, one.last_column + 1)
                found[line] = (*found.get(line, ()), *columns)
    return found
