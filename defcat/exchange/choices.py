"""What a person says of the columns of a table: a choice for each, and what holds for all."""

import re
from collections.abc import Mapping as Texts
from dataclasses import dataclass, field, replace

from defcat.exchange.layout import Layout
from defcat.exchange.targets import STATED
from defcat.text import fold


@dataclass(frozen=True)
class Choice:
    """What becomes of a column: `target` is a code of `targets`.

    `several` is what separates several things in a cell; empty where a cell says one. `values`
    gives, for a text as it stands, what is meant: the code of a term or a country, a date, nothing;
    for a country also the code of a type of organisation, where the text names a body. `form` is
    how texts are written: "name" (persons, in either order), "title" (capitals), "serial" (days as
    a spreadsheet counts them).
    """

    column: str
    target: str = STATED
    several: str = ""
    values: Texts[str, str] = field(default_factory=dict)
    form: str = ""


@dataclass(frozen=True)
class Mapping:
    """What a person says of a table.

    `name` stands for the profile in the catalogue (empty: made of `title`) and `key` names the
    columns that tell a row from the others; with `grouped`, rows with the same are one record.
    `constants` gives a text for a target that no column has: "type", "tenure.country". `made_title`
    is a title with columns in braces, where no column is one; `type_from` the column whose words
    say the type. `unknown_country` is the type of organisation that a country's name stands for
    that nobody knows; empty: such a row cannot be read. What follows `name` is said in a profile
    alone: the profile's own name, the fields of the source, the columns that may be missing or are
    never empty, and where in the file a record is found (empty: by its key).
    """

    title: str
    kind: str
    choices: tuple[Choice, ...]
    key: tuple[str, ...] = ()
    grouped: bool = False
    dates: str = "day-first"
    layout: Layout = field(default_factory=Layout)
    constants: Texts[str, str] = field(default_factory=dict)
    made_title: str = ""
    type_from: str = ""
    unknown_country: str = ""
    name: str = ""
    profile: str = ""
    source: Texts[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    locator: str = ""

    def choice(self, column: str) -> Choice:
        """What is said of a column; that it is kept in the citation where nothing is."""
        return next((one for one in self.choices if one.column == column), Choice(column))

    def chosen(self, choice: Choice) -> "Mapping":
        """The same with another choice for its column."""
        others = tuple(choice if one.column == choice.column else one for one in self.choices)
        return replace(self, choices=others)

    def identity(self) -> str:
        """What the profile is called in a file name and as a scheme of identifiers."""
        return self.name or re.sub(r"\s+", "-", fold(self.title)) or self.kind
