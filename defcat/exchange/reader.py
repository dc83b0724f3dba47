"""Reading rows by a profile: each becomes the draft of a record.

What a profile says is made into functions once, and what recurs is remembered, so that a row takes
little time: a million of them are read by one.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from defcat.dates import is_day
from defcat.errors import InputError
from defcat.exchange.day_words import is_open, read_date
from defcat.exchange.draft import CellProblem, Draft, Other, PartDraft, statement
from defcat.exchange.profile import (
    Labelled,
    OtherRule,
    PartRule,
    Profile,
    Span,
    Value,
    names_in,
)
from defcat.exchange.template import Template
from defcat.exchange.words import CountryNames, Item, ListRule, PeopleRule, Place
from defcat.fields import Country, Date, Field, FieldType, Link, Marking, Stored, Text
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
_REMEMBERED = 8_192
"""Texts of which the result is kept, for each rule: people, countries and dates recur in every
file."""

Texts = Mapping[str, str]
"""The cells of a row and what was made of them, by name."""
_Put = Callable[[dict[str, Any], Texts], None]
"""Puts a field, as it is stored, among those that are found."""
_Parts = tuple[PartDraft, ...]


class Reader:
    """Reads rows by a profile; `_at` is the value being read, to say which cell cannot be."""

    def __init__(self, profile: Profile, marking: Callable[[str], str] | None = None) -> None:
        """`marking` gives the level that a text names, and raises InputError for what is none."""
        self._profile = profile
        self._marking = marking
        self._links = profile.links()
        self._at: Value = profile.key
        self._listed: Value = profile.key
        self._rules = [(rule, _columns(profile, rule), self._maker(rule)) for rule in profile.parts]
        self._puts: dict[int, list[tuple[Value, _Put]]] = {}
        names = profile.countries
        remembered = lru_cache(_REMEMBERED)
        self._texts = [
            (name, rule.of, remembered(partial(rule.apply, names=names)))
            for name, rule in profile.texts.items()
        ]
        self._lists = [
            (name, rule, remembered(_items(rule, names))) for name, rule in profile.lists.items()
        ]

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
        values = self._fields(profile.kind, profile.record, texts)
        links = {name: v for name in self._links if isinstance(v := values.get(name), Other)}
        for name in links:
            del values[name]
        return Draft(
            profile.key.fill(texts),
            line,
            profile.locator.fill(texts),
            statement(profile, cells),
            values,
            list(self._parts(cells, texts, lists)),
            links,
        )

    def _words(self, cells: Texts) -> tuple[dict[str, str], dict[str, tuple[Item, ...]]]:
        """Cells and the texts made from them by name, and the items of the lists by name."""
        texts = {**cells, **self._profile.constants}
        for name, of, apply in self._texts:
            self._at = of
            texts[name] = apply(of.fill(texts))
        lists = {}
        for name, rule, items in self._lists:
            text, country = rule.of.fill(texts), ""
            if isinstance(rule, PeopleRule):
                self._at = rule.country
                country = rule.country.fill(texts)
            lists[name] = found = items(text, country)
            texts[name] = "; ".join([item["item"] for item in found])
        return texts, lists

    def _parts(
        self, cells: Texts, texts: dict[str, str], lists: dict[str, tuple[Item, ...]]
    ) -> Iterator[PartDraft]:
        taken: set[tuple[str, int]] = set()
        for rule, columns, made in self._rules:
            if not rule.each:
                if not columns or any(map(cells.get, columns)):
                    yield from made(texts)
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
                yield from made({**texts, **item, **groups})

    def _maker(self, rule: PartRule) -> Callable[[Texts], _Parts]:
        """What makes the row of a part, if there is to be one; it remembers those that recur."""
        names = tuple(dict.fromkeys(_named(self._profile, rule)))

        @lru_cache(_REMEMBERED)
        def made(*given: str) -> _Parts:
            return self._part(rule, dict(zip(names, given, strict=True)))

        return lambda texts: made(*[texts[name] for name in names])

    def _part(self, rule: PartRule, texts: Texts) -> _Parts:
        values = self._fields(rule.part, rule.values, texts)
        if rule.unless and fold(rule.unless.fill(texts)) == fold(str(next(iter(values.values())))):
            return ()
        return (PartDraft(rule.part, tuple(values.items()), rule.once),)

    def _fields(self, what: str, values: Mapping[str, Value], texts: Texts) -> dict[str, Any]:
        """The fields of a kind or part as they are stored; links hold an `Other`."""
        found: dict[str, Any] = {}
        for value, put in self._puts.get(id(values)) or self._prepare(what, values):
            self._at = value
            put(found, texts)
        return found

    def _prepare(self, what: str, values: Mapping[str, Value]) -> list[tuple[Value, _Put]]:
        """What puts the values for a kind or part, each with where it is from."""
        puts = []
        for name, value in values.items():
            self._at = value
            puts.append((value, self._put(what, described(what).by_name[name], value)))
        self._puts[id(values)] = puts
        return puts

    def _put(self, what: str, spec: Field, value: Value) -> _Put:
        """What puts one field."""
        name = spec.name
        if isinstance(spec.type, Link):
            return partial(self._put_other, self._profile.others[str(value)], spec)
        read, keep = self._text(value, spec), self._keeping(spec.type)
        if isinstance(value, Template) and not value.names and value.text:
            return partial(_put_constant, name, keep(value.text))
        if isinstance(spec.type, Country):
            return partial(self._put_country, what, spec, read, keep)

        def put(found: dict[str, Any], texts: Texts) -> None:
            text = read(texts)
            found[name] = keep(text) if text else _nothing(spec)

        return put

    def _put_country(
        self,
        what: str,
        spec: Field,
        read: Callable[[Texts], str],
        keep: Callable[[str], Stored],
        found: dict[str, Any],
        texts: Texts,
    ) -> None:
        text = read(texts)
        if not text:
            found[spec.name] = _nothing(spec)
            return
        place = self._profile.countries.place(text)
        if place.code is not None:
            found[spec.name] = keep(place.code)
        elif field_for_body := _body_field(what, text):
            found[field_for_body] = _body(place)

    def _put_other(self, rule: OtherRule, link: Field, found: dict[str, Any], texts: Texts) -> None:
        self._at = rule.values["title"]
        read = self._text(self._at, _TITLE)
        if not read(texts):
            found[link.name] = _nothing(link)
            return
        values = tuple(self._fields(rule.kind, rule.values, texts).items())
        key, alias = rule.key.fill(texts), rule.alias.fill(texts)
        found[link.name] = Other(rule.kind, values, rule.scheme, key, alias)

    def _keeping(self, kind: FieldType) -> Callable[[str], Stored]:
        """What makes of a text what its field stores; a marking is a level of the catalogue."""
        if self._marking and isinstance(kind, Marking):
            return self._marking
        return kind.check if isinstance(kind, Text) else lru_cache(_REMEMBERED)(kind.check)

    def _text(self, value: Value, spec: Field) -> Callable[[Texts], str]:
        """What gives the text for a field; of a date, its EDTF form.

        The end of what goes on is empty.
        """
        if isinstance(value, Template):
            if isinstance(spec.type, Text) and not spec.type.long and value.names:
                return partial(_read_line, value)
            if not isinstance(spec.type, Date):
                return value.fill
            return partial(_read_day, value, spec.name == "end", self._date)
        if isinstance(value, Labelled):
            return partial(_read_lines, value)
        return partial(_read_span, value, self._date)

    def _date(self, text: str) -> str:
        return text if not text or is_day(text) else _edtf(text, self._profile.dates)


def _columns(profile: Profile, rule: PartRule) -> frozenset[str]:
    """The columns that a rule needs: it makes no row where all of them are empty."""
    links = [profile.others[name].values["title"] for name in rule.links()]
    values = (*rule.values.values(), *links)
    return frozenset(name for value in values for name in profile.columns_of(value))


def _named(profile: Profile, rule: PartRule) -> Iterator[str]:
    """The names of all texts that the row of a rule is made from."""
    if rule.unless:
        yield from rule.unless.names
    of = [(rule.part, rule.values)]
    for what, values in of:  # which grows by the records that are linked to
        for name, value in values.items():
            if isinstance(described(what).by_name[name].type, Link):
                other = profile.others[str(value)]
                of.append((other.kind, other.values))
                yield from (*other.key.names, *other.alias.names)
            else:
                yield from names_in(value)


def _items(
    rule: ListRule | PeopleRule, names: CountryNames
) -> Callable[[str, str], tuple[Item, ...]]:
    """What gives the items of a text; those of people need their country."""
    if isinstance(rule, PeopleRule):
        return lambda text, country: tuple(rule.items(text, country, names))
    return lambda text, _: tuple(rule.items(text))


def _put_constant(name: str, constant: Stored, found: dict[str, Any], _: Texts) -> None:
    found[name] = constant


def _nothing(spec: Field) -> Stored:
    """What an empty text becomes; raises InputError where there has to be something."""
    if spec.required:
        raise InputError(tr("{field} is missing.", field=tr(spec.label)))
    return None


def _read_line(value: Template, texts: Texts) -> str:
    """The text of a field of one line, whose cell may have been broken to fit its column."""
    return " ".join(value.fill(texts).split())


def _read_day(value: Template, ends: bool, date: Callable[[str], str], texts: Texts) -> str:
    text = value.fill(texts)
    return "" if ends and is_open(text) else date(text)


def _read_lines(value: Labelled, texts: Texts) -> str:
    lines = ((label, line.fill(texts)) for label, line in value.lines.items())
    return "\n".join(f"{label}: {text}" for label, text in lines if text)


def _read_span(value: Span, date: Callable[[str], str], texts: Texts) -> str:
    start, end = date(value.start.fill(texts)), value.end.fill(texts)
    if not is_day(end):
        end = ".." if start and is_open(end) else date(end)
    return f"{start}/{end}" if start and end and start != end else start or end


def _body_field(what: str, name: str) -> str | None:
    """The field for a body that stands in a country's place; InputError where there is none."""
    if what not in _BODY_FIELDS:
        raise InputError(tr("“{name}” is not a country that ISO 3166 knows.", name=name))
    return _BODY_FIELDS[what]


def _body(place: Place) -> Other:
    return Other("organisation", (("title", place.title), ("type", place.type)))


@lru_cache(_REMEMBERED)
def _edtf(text: str, order: str) -> str:
    """The EDTF form of a date as written, as `read_date` reads it."""
    return read_date(text, order)
