"""A row of a table, read by a profile, as the record that it is to become."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from defcat.dates import is_day
from defcat.errors import InputError
from defcat.exchange.day_words import is_open, read_date
from defcat.exchange.profile import Labelled, OtherRule, PartRule, Profile, Value
from defcat.exchange.template import Template
from defcat.exchange.words import Item, PeopleRule, Place
from defcat.fields import Country, Date, Field, FieldType, Link, Marking, Stored
from defcat.kinds import described
from defcat.text import fold
from defcat.translation import tr

_BODY_FIELDS = {
    "party": "other_id",
    "event": "other_id",
    "participant": "side_organisation",
    "official": None,
}
"""Where a body goes that stands in a country's place; for a person, only in what they did."""

_TITLE = Field("title", "")
_REMEMBERED = 32_768
"""Texts of which the result is kept: offices, countries and dates recur in every file."""


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

    `statement` is what those rows say, and what the record's citation keeps: a later import of
    another statement knows from it what the rows said before.
    """

    key: str
    line: int
    locator: str
    statement: str
    values: dict[str, Stored] = field(default_factory=dict)
    parts: list[PartDraft] = field(default_factory=list)

    @property
    def country(self) -> str | None:
        """The country that tells it from others of its name: its own, or that of a post held."""
        posts = (dict(part.values).get("country") for part in self.parts if part.part == "tenure")
        own = (self.values.get("nationality"), self.values.get("country"))
        return next((str(code) for code in (*own, *posts) if code is not None), None)

    def others(self) -> Iterator[Other]:
        """The records that its parts link to."""
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
    lines = (
        f"{column}: " + cell.replace("\n", "\n  ")
        for column, cell in cells.items()
        if cell and column not in profile.ignored
    )
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


@dataclass(frozen=True)
class _Cell:
    """A value that a profile gives for a field; `constant` is what it always becomes."""

    field: Field
    value: Value
    other: OtherRule | None
    constant: Stored


class Reader:
    """Reads rows by a profile; `_at` is the value being read, to say which cell cannot be."""

    def __init__(self, profile: Profile, marking: Callable[[str], str] | None = None) -> None:
        """`marking` gives the level that a text names, and raises InputError for what is none."""
        self._profile = profile
        self._marking = marking
        self._at: Value = profile.key
        self._listed: Value = profile.key
        self._rules = [(rule, _columns(profile, rule)) for rule in profile.parts]
        self._cells: dict[int, list[_Cell]] = {}
        names = profile.countries
        self._texts = {
            name: lru_cache(_REMEMBERED)(partial(rule.apply, names=names))
            for name, rule in profile.texts.items()
        }

    def read(self, cells: Mapping[str, str], line: int = 0) -> Draft:
        """The record that a row becomes; raises CellProblem for the first cell it cannot."""
        for column in self._profile.required:
            if not cells[column]:
                raise CellProblem(column, "", tr("There is nothing in it."))
        try:
            return self._draft(cells, line)
        except InputError as error:
            columns = self._profile.columns_of(self._at)
            columns = columns or self._profile.columns_of(self._listed)
            first = columns[0] if columns else ""
            column = next((name for name in columns if cells.get(name)), first)
            raise CellProblem(column, cells.get(column, ""), error.what) from None

    def _draft(self, cells: Mapping[str, str], line: int) -> Draft:
        profile = self._profile
        texts, lists = self._words(cells)
        return Draft(
            profile.key.fill(texts),
            line,
            profile.locator.fill(texts),
            statement(profile, cells),
            self._fields(profile.kind, profile.record, texts),
            list(self._parts(cells, texts, lists)),
        )

    def _words(self, cells: Mapping[str, str]) -> tuple[dict[str, str], dict[str, list[Item]]]:
        """Cells and the texts made from them by name, and the items of the lists by name."""
        profile = self._profile
        texts = {**cells, **profile.constants}
        for name, rule in profile.texts.items():
            self._at = rule.of
            texts[name] = self._texts[name](rule.of.fill(texts))
        lists = {}
        for name, listed in profile.lists.items():
            text = listed.of.fill(texts)
            if isinstance(listed, PeopleRule):
                self._at = listed.country
                country = listed.country.fill(texts)
                lists[name] = list(listed.items(text, country, profile.countries))
            else:
                lists[name] = list(listed.items(text))
            texts[name] = "; ".join(item["item"] for item in lists[name])
        return texts, lists

    def _parts(
        self, cells: Mapping[str, str], texts: dict[str, str], lists: dict[str, list[Item]]
    ) -> Iterator[PartDraft]:
        taken: set[tuple[str, int]] = set()
        for rule, columns in self._rules:
            if not rule.each:
                if not columns or any(cells.get(column) for column in columns):
                    yield from self._part(rule, texts)
                continue
            self._listed = self._profile.lists[rule.each].of
            for at, item in enumerate(lists[rule.each]):
                if rule.otherwise and (rule.each, at) in taken:
                    continue
                groups: Item = {}
                if rule.match:
                    found = rule.match.search(item["item"])
                    if found is None:
                        continue
                    named = found.groupdict(default="")
                    groups = {f"match.{name}": text for name, text in named.items()}
                taken.add((rule.each, at))
                yield from self._part(rule, {**texts, **item, **groups})

    def _part(self, rule: PartRule, texts: Mapping[str, str]) -> Iterator[PartDraft]:
        values = self._fields(rule.part, rule.values, texts)
        if rule.unless and fold(rule.unless.fill(texts)) == fold(str(next(iter(values.values())))):
            return
        yield PartDraft(rule.part, tuple(values.items()), rule.once)

    def _fields(
        self, what: str, values: Mapping[str, Value], texts: Mapping[str, str]
    ) -> dict[str, Any]:
        """The fields of a kind or part as they are stored; links hold an `Other`."""
        found: dict[str, Any] = {}
        for cell in self._cells.get(id(values)) or self._prepare(what, values):
            spec = cell.field
            if cell.constant is not None:
                found[spec.name] = cell.constant
                continue
            if cell.other:
                found[spec.name] = self._other(cell.other, spec, texts)
                continue
            self._at = cell.value
            text = self._text(cell.value, spec, texts)
            if text and isinstance(spec.type, Country):
                place = self._profile.countries.place(text)
                if place.code is None:
                    if field_for_body := _body_field(what, text):
                        found[field_for_body] = _body(place)
                    continue
                text = place.code
            if not text and spec.required:
                raise InputError(tr("{field} is missing.", field=tr(spec.label)))
            found[spec.name] = self._kept(spec.type, text)
        return found

    def _kept(self, kind: FieldType, text: str) -> Stored:
        """A text as its field stores it; the levels of a marking are those of the catalogue."""
        if text and self._marking and isinstance(kind, Marking):
            return self._marking(text)
        return _stored(kind, text)

    def _prepare(self, what: str, values: Mapping[str, Value]) -> list[_Cell]:
        """The values for a kind or part, with what of them is the same for every row."""
        cells = []
        for name, value in values.items():
            spec = described(what).by_name[name]
            link = isinstance(spec.type, Link)
            constant = None
            if isinstance(value, Template) and not value.names and not link:
                self._at = value
                constant = self._kept(spec.type, value.text)
            other = self._profile.others[str(value)] if link else None
            cells.append(_Cell(spec, value, other, constant))
        self._cells[id(values)] = cells
        return cells

    def _other(self, rule: OtherRule, link: Field, texts: Mapping[str, str]) -> Other | None:
        self._at = title = rule.values["title"]
        if not self._text(title, _TITLE, texts):
            if link.required:
                raise InputError(tr("{field} is missing.", field=tr(link.label)))
            return None
        values = tuple(self._fields(rule.kind, rule.values, texts).items())
        return Other(rule.kind, values, rule.scheme, rule.key.fill(texts), rule.alias.fill(texts))

    def _text(self, value: Value, spec: Field, texts: Mapping[str, str]) -> str:
        """The text for a field; of a date, its EDTF form. The end of what goes on is empty."""
        if isinstance(value, Template):
            text = value.fill(texts)
            if not isinstance(spec.type, Date):
                return text
            return "" if spec.name == "end" and is_open(text) else self._date(text)
        if isinstance(value, Labelled):
            lines = ((label, line.fill(texts)) for label, line in value.lines.items())
            return "\n".join(f"{label}: {text}" for label, text in lines if text)
        start, end = self._date(value.start.fill(texts)), value.end.fill(texts)
        end = ".." if start and is_open(end) else self._date(end)
        return f"{start}/{end}" if start and end and start != end else start or end

    def _date(self, text: str) -> str:
        return _edtf(text, self._profile.dates) if text else ""


def _columns(profile: Profile, rule: PartRule) -> frozenset[str]:
    """The columns that a rule needs: it makes no row where all of them are empty."""
    links = [profile.others[name].values["title"] for name in rule.links()]
    values = (*rule.values.values(), *links)
    return frozenset(name for value in values for name in profile.columns_of(value))


def _body_field(what: str, name: str) -> str | None:
    """The field for a body that stands in a country's place; InputError where there is none."""
    if what not in _BODY_FIELDS:
        raise InputError(tr("“{name}” is not a country that ISO 3166 knows.", name=name))
    return _BODY_FIELDS[what]


def _body(place: Place) -> Other:
    return Other("organisation", (("title", place.title), ("type", place.type)))


@lru_cache(_REMEMBERED)
def _stored(kind: FieldType, text: str) -> Stored:
    return kind.check(text) if text else None


@lru_cache(_REMEMBERED)
def _edtf(text: str, order: str) -> str:
    """The EDTF form of a date as written, as `read_date` reads it."""
    return text if is_day(text) else read_date(text, order)
