"""What a profile is: the rules by which the rows of somebody's table become records.

`profiles` reads them from their files and describes the format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from defcat.exchange.layout import Layout
from defcat.exchange.template import NOTHING, Template
from defcat.exchange.words import CountryNames, ListRule, PeopleRule, TextRule
from defcat.fields import Link
from defcat.kinds import KINDS, PARTS


@dataclass(frozen=True)
class Span:
    """A date with two ends; one day where both are the same."""

    start: Template
    end: Template


@dataclass(frozen=True)
class Labelled:
    """Several texts in one field, each on a line of its own behind its label."""

    lines: Mapping[str, Template]


Value = Template | Span | Labelled


@dataclass(frozen=True)
class PartRule:
    """A row of a part, made where at least one of the cells it names is filled.

    With `each`, one for every item of that list; with `match`, for the items that it is found in;
    `otherwise`, for the items that no rule before it made a row of. `once`: the same row is not
    repeated. `unless`: not where that text says the same as the first value.
    """

    part: str
    values: Mapping[str, Value]
    each: str = ""
    match: re.Pattern[str] | None = None
    otherwise: bool = False
    once: bool = False
    unless: Template | None = None

    def links(self) -> list[str]:
        """The names of the other records that the row links to."""
        fields = PARTS[self.part].by_name
        return [str(v) for name, v in self.values.items() if isinstance(fields[name].type, Link)]


@dataclass(frozen=True)
class OtherRule:
    """A record that rows link to: known again by identifier, then by name (and country)."""

    kind: str
    values: Mapping[str, Value]
    scheme: str = ""
    key: Template = NOTHING
    alias: Template = NOTHING


@dataclass(frozen=True)
class Profile:
    """A profile as read from its file; see `profiles` for the sections."""

    name: str
    title: str
    kind: str
    key: Template
    scheme: str
    record: Mapping[str, Value]
    locator: Template
    grouped: bool = False
    dates: str = "iso"
    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""
    head: tuple[int, int] | None = None
    fill_down: tuple[str, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignored: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    countries: CountryNames = field(default_factory=CountryNames)
    texts: Mapping[str, TextRule] = field(default_factory=dict)
    lists: Mapping[str, ListRule | PeopleRule] = field(default_factory=dict)
    parts: tuple[PartRule, ...] = ()
    others: Mapping[str, OtherRule] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict, compare=False)
    """What a person said of the columns, for `reading_back`; the rules above are in force."""

    @property
    def layout(self) -> Layout:
        """How the files are laid out; one of which nothing is said is a table as it stands."""
        plain = self.head is None and not (self.sheet or self.fill_down)
        return Layout(self.sheet, self.encoding, self.delimiter, self.head, self.fill_down, plain)

    def links(self) -> list[str]:
        """The fields of the record that name another one."""
        fields = KINDS[self.kind].by_name
        return [name for name in self.record if isinstance(fields[name].type, Link)]

    def columns_of(self, value: Value) -> tuple[str, ...]:
        """The columns of the file from which `value` is made, in the order it names them."""
        found: dict[str, None] = {}
        for name in names_in(value):
            if name in self.constants or name == "item" or name.startswith(("item.", "match.")):
                continue
            rule = self.texts.get(name) or self.lists.get(name)
            found.update(dict.fromkeys(self.columns_of(rule.of) if rule else (name,)))
        return tuple(found)

    def used_columns(self) -> tuple[str, ...]:
        """The columns of which something is made."""
        values: list[Value] = [self.key, self.locator, *self.record.values()]
        values += [Template(f"{{{column}}}") for column in self.required]
        values += [rule.of for rule in (*self.texts.values(), *self.lists.values())]
        for rule in self.lists.values():
            values += [rule.country] if isinstance(rule, PeopleRule) else []
        for part in self.parts:
            values += [*part.values.values(), *([part.unless] if part.unless else [])]
        for other in self.others.values():
            values += [*other.values.values(), other.key, other.alias]
        return tuple(dict.fromkeys(name for value in values for name in self.columns_of(value)))


def names_in(value: Value) -> Iterator[str]:
    """The names that a value has places for, in order."""
    if isinstance(value, Template):
        yield from value.names
    elif isinstance(value, Span):
        yield from (*value.start.names, *value.end.names)
    else:
        yield from (name for line in value.lines.values() for name in line.names)
