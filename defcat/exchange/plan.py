"""What an import would do, before anything is written.

A table is gone through row by row. Of the records that are new only the first drafts are kept: the
others are made again from their rows when they are written, so that a million need no room.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from rapidfuzz.fuzz import token_sort_ratio

from defcat.errors import InputError
from defcat.exchange.draft import CellProblem, Draft, stated_cells
from defcat.exchange.known import Statement
from defcat.exchange.matching import Candidate
from defcat.exchange.profile import Profile
from defcat.exchange.reader import Reader
from defcat.exchange.table import Table
from defcat.text import fold
from defcat.translation import tr

_ALIKE = 50
"""How alike two titles are (0 to 100) that may be of one thing."""
KEPT = 25_000
"""Drafts that are kept; making one again takes a third as long as writing it."""


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read: where, what stands there, and why it is no good."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Meeting:
    """A draft and the record of the catalogue that it is about.

    `before` is what the file said of it, `elsewhere` what other files of the profile say.
    """

    record_id: int
    draft: Draft
    before: Statement | None
    elsewhere: list[Statement]

    @property
    def is_joined(self) -> bool:
        """Whether no file of the profile said anything of the record yet."""
        return self.before is None and not self.elsewhere


@dataclass(frozen=True)
class Doubtful:
    """A draft that may be about a record that is here, and how many rows it is made of."""

    draft: Draft
    candidates: tuple[Candidate, ...]
    rows: int


class Drafts:
    """Drafts in the order of the file; `again` makes those of some lines again."""

    def __init__(self, again: Callable[[Iterable[int]], Iterator[Draft]] | None = None) -> None:
        self._again = again
        self._first: list[Draft] = []
        self._lines = array("q")
        self._late: list[Draft] = []

    def add(self, draft: Draft) -> None:
        if self._again is None or len(self._first) < KEPT:
            self._first.append(draft)
        else:
            self._lines.append(draft.line)

    def add_late(self, draft: Draft) -> None:
        """Add one that comes after all others, whatever its line."""
        self._late.append(draft)

    def __len__(self) -> int:
        return len(self._first) + len(self._lines) + len(self._late)

    def __iter__(self) -> Iterator[Draft]:
        more = self._again(self._lines) if self._again and self._lines else ()
        return chain(self._first, more, self._late)


@dataclass
class Plan:
    """Records to make, records to change, records of which nothing new is said, and bad rows.

    `joined` are the records of the catalogue that the file is the first to speak of and that no
    identifier of its own told, those that new rows name included. `doubts` are all rows that may be
    about a record that is here, `left` those of which nothing is made. `rows` counts rows by what
    becomes of them: new, changed, unchanged, doubtful, bad.
    """

    new: Drafts = field(default_factory=Drafts)
    changed: list[Meeting] = field(default_factory=list)
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    doubts: list[Doubtful] = field(default_factory=list)
    left: list[Doubtful] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)


Row = tuple[int, dict[str, str]]
"""The line of a row, and its cells by column."""
Rows = list[Row]


def check_columns(profile: Profile, table: Table) -> list[str]:
    """The columns of the file that the profile leaves out.

    Raises InputError for a column that the profile needs and the file has not, and for one that the
    file has and the profile does not name.
    """
    used = set(profile.used_columns())
    missing = [c for c in used.difference(profile.optional) if c not in table.columns]
    if missing:
        raise InputError(
            tr(
                "{file} has no column {names}, which the profile {profile} needs.",
                file=table.name,
                names=", ".join(f"“{name}”" for name in sorted(missing)),
                profile=profile.name,
            ),
            tr("Its columns are: {names}.", names=", ".join(table.columns)),
        )
    known = used | set(profile.ignored) | set(profile.stated)
    strange = [column for column in table.columns if column not in known]
    if strange:
        raise InputError(
            tr(
                "{file} has the column {names}, which the profile {profile} does not name.",
                file=table.name,
                names=", ".join(f"“{name}”" for name in strange),
                profile=profile.name,
            ),
            tr("Use it in the profile, or list it there as ignored."),
        )
    return [column for column in table.columns if column in profile.ignored]


def is_alike(old: Draft, new: Draft) -> bool:
    """Whether two drafts with one key may be of one thing: a title alike, or people in common.

    Where a title is made of what the row says of people, these tell more than the title.
    """
    one, other = (fold(str(draft.values["title"])) for draft in (old, new))
    if one == other:
        return True
    before, now = _people(old), _people(new)
    if before and now:
        return max(token_sort_ratio(a, b) for a in before for b in now) >= _ALIKE
    return token_sort_ratio(one, other) >= _ALIKE


def apart_key(draft: Draft) -> str:
    """The key of a draft that shares its own with another record, as somebody said."""
    return f"{draft.key} / {draft.values['title']}"


def _people(draft: Draft) -> set[str]:
    """The folded names of the officials that took part."""
    return {fold(other.title) for other in draft.others() if other.kind == "official"}


def draft_of(reader: Reader, rows: Rows, profile: Profile, bad: list[BadRow]) -> Draft | None:
    """One draft from the rows of a record; None where none of them can be read."""
    whole: Draft | None = None
    for line, cells in rows:
        try:
            made = reader.read(cells, line)
            whole = _joined(whole, made, profile, cells) if whole else made
        except CellProblem as problem:
            bad.append(BadRow(line, problem.column, problem.value, problem.reason))
    return whole


def _joined(whole: Draft, more: Draft, profile: Profile, cells: Mapping[str, str]) -> Draft:
    """Two rows of one record; raises CellProblem where they contradict each other."""
    values = dict(whole.values)
    for name, value in more.values.items():
        if values.get(name) is None:
            values[name] = value
        elif value is not None and value != values[name]:
            column = next(iter(profile.columns_of(profile.record[name])), "")
            reason = tr("Line {line} says something else of the same record.", line=whole.line)
            raise CellProblem(column, cells.get(column, ""), reason)
    parts = [part for part in more.parts if not (part.once and part in whole.parts)]
    said = f"{whole.statement}\n\n{more.statement}"
    links = more.links | whole.links
    joined = [*whole.parts, *parts]
    return replace(whole, values=values, parts=joined, links=links, statement=said)


def draft_before(profile: Profile, before: Statement, reader: Reader) -> Draft | None:
    """What the reader of a profile makes of rows as they were; None where it no longer can."""
    columns = (*profile.used_columns(), *profile.stated)
    rows: Rows = [(0, cells) for cells in stated_cells(before.text, columns)]
    return draft_of(reader, rows, profile, [])
