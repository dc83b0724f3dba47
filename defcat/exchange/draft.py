"""A row of a table as the record that it is to become; `reader` makes it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from defcat.exchange.profile import Profile
from defcat.fields import Stored
from defcat.text import fold


@dataclass(frozen=True)
class Other:
    """A record that a draft links to; it may be in the catalogue, in an earlier row, or nowhere."""

    kind: str
    values: tuple[tuple[str, Stored], ...]
    scheme: str = ""
    key: str = ""
    alias: str = ""

    @property
    def title(self) -> str:
        return str(dict(self.values)["title"])

    @cached_property
    def identity(self) -> tuple[str, ...]:
        """What two rows that mean one record agree on."""
        if self.key:
            return self.kind, self.scheme, self.key
        return self.kind, fold(self.title), self.country or ""

    @property
    def country(self) -> str | None:
        """The country that tells it from others of its name."""
        values = dict(self.values)
        code = values.get("nationality") or values.get("country")
        return None if code is None else str(code)


@dataclass(frozen=True)
class PartDraft:
    """A row of a part; a link holds an `Other`, or once that is known its identifier."""

    part: str
    values: tuple[tuple[str, Stored | Other], ...]
    once: bool = False

    def linked(self, find: Callable[[Other], int | None]) -> "PartDraft":
        """The same with identifiers for links, as `find` gives them."""
        if not any(isinstance(value, Other) for _, value in self.values):
            return self
        found = [(n, find(v) if isinstance(v, Other) else v) for n, v in self.values]
        return PartDraft(self.part, tuple(found), self.once)


@dataclass
class Draft:
    """What one record is to be, from the rows with its key.

    `links` are the records that its own fields name. `statement` is what those rows say, and what
    the record's citation keeps: a later import of another statement knows from it what the rows
    said before.
    """

    key: str
    line: int
    locator: str
    statement: str
    values: dict[str, Stored] = field(default_factory=dict)
    parts: list[PartDraft] = field(default_factory=list)
    links: dict[str, Other] = field(default_factory=dict)

    @property
    def country(self) -> str | None:
        """The country that tells it from others of its name: its own, or that of a post held."""
        posts = (dict(part.values).get("country") for part in self.parts if part.part == "tenure")
        own = (self.values.get("nationality"), self.values.get("country"))
        return next((str(code) for code in (*own, *posts) if code is not None), None)

    def others(self) -> Iterator[Other]:
        """The records that it and its parts link to."""
        yield from self.links.values()
        for part in self.parts:
            for _, value in part.values:
                if isinstance(value, Other):
                    yield value

    def names(self) -> list[str]:
        """The title and the other names."""
        aliases = (dict(p.values)["name"] for p in self.parts if p.part == "alias")
        return [str(self.values["title"]), *map(str, aliases)]


class CellProblem(Exception):
    """A cell that cannot become what the profile says: `reason` is one translated sentence."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(f"{column}: {value}: {reason}")
        self.column = column
        self.value = value
        self.reason = reason


def statement(profile: Profile, cells: Mapping[str, str]) -> str:
    """What a row says, a line a column, without empty cells and columns that are ignored."""
    lines = [
        f"{column}: " + cell.replace("\n", "\n  ")
        for column, cell in cells.items()
        if cell and column not in profile.ignored
    ]
    return "\n".join(lines)


def stated_cells(text: str, columns: Iterable[str]) -> list[dict[str, str]]:
    """The rows that a statement holds, with every one of `columns`; the reverse of `statement`."""
    rows = []
    known = sorted(columns, key=len, reverse=True)
    for block in text.split("\n\n"):
        cells = dict.fromkeys(known, "")
        for line in re.split(r"\n(?!  )", block):
            column = next((name for name in known if line.startswith(f"{name}: ")), None)
            if column is not None:
                cells[column] = line[len(column) + 2 :].replace("\n  ", "\n")
        rows.append(cells)
    return rows
