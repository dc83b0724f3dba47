"""What a form's layout is written in: sections of fields, of rows and of links."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fields:
    """A section of fields: each tuple is a line, whose fields share its width equally."""

    title: str
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Rows:
    """A section for the rows of a part, or for children.

    `columns` are the fields in the row itself, each with its share of the width; `more` those below
    it when it is opened. `given` says what the first, second … row starts with (the last for all
    further ones); `starters` how many rows a new record's form sets out. `add` is the button.
    """

    part: str
    add: str
    columns: tuple[tuple[str, int], ...]
    more: tuple[str, ...] = ()
    given: tuple[Mapping[str, str], ...] = field(default=({},))
    starters: int = 0


@dataclass(frozen=True)
class Links:
    """A section for a part whose rows are only links, such as topics."""

    part: str


@dataclass(frozen=True)
class Told:
    """A section that only tells, of what the form's record has to do with: see `forms.told`."""

    what: str


Section = Fields | Rows | Links | Told


@dataclass(frozen=True)
class Layout:
    """The form of a kind, from top to bottom."""

    kind: str
    sections: tuple[Section, ...]


TOPICS = Links("subject")
NAMES = Rows(
    "alias",
    "Add name",
    (("name", 5), ("type", 3), ("start", 2), ("end", 2)),
)
SOURCES = Rows(
    "citation",
    "Add source",
    (("other_id", 5), ("about", 4), ("locator", 3)),
    more=("states", "preferred"),
)
IDENTIFIERS = Rows("identifier", "Add identifier", (("scheme", 3), ("value", 6)))
MARKING = Fields("Marking and notes", (("marking",), ("notes",)))
MARKING_AND_ADDRESS = Fields("Marking and notes", (("marking", "url"), ("notes",)))
