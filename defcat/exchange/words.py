"""Rules that a profile states for texts: what a cell's words become.

None of them guesses: what a rule does not know stays as it is, for the field to accept or refuse.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Self

from defcat import countries
from defcat.errors import InputError
from defcat.exchange.forms import in_order, parted, serial_day
from defcat.exchange.template import Template
from defcat.text import fold
from defcat.translation import tr

Item = dict[str, str]
"""One item of a list: `item`, and what was recognised in it as `item.name` and so on."""

PERSON = ("name", "office", "honorific", "written", "country")
"""What is recognised in an item of a list of people."""

_SMALL_WORDS = frozenset(["AND", "AT", "FOR", "IN", "OF", "ON", "THE", "TO"])
_ACRONYM = re.compile(r"\([A-Z/&.]+\)")
_BRACKETS = re.compile(r"(.+?)\s*\(([^()]+)\)\s*")


def titled(text: str) -> str:
    """Words in capitals as in a title: "LAW OF THE SEA" becomes "Law of the Sea".

    Words that have small letters, and acronyms in brackets, stay as they are.
    """
    words = text.split()
    return " ".join(
        word if _ACRONYM.fullmatch(word) or not word.isupper() else _word(word, first=not i)
        for i, word in enumerate(words)
    )


def _word(word: str, *, first: bool) -> str:
    if word in _SMALL_WORDS and not first:
        return word.lower()
    return re.sub(r"[^\W\d_]+('[^\W\d_]+)?", lambda letters: letters[0].capitalize(), word)


def expression(text: str) -> re.Pattern[str]:
    """The regular expression in a profile; raises InputError for one that is none."""
    try:
        return re.compile(text)
    except re.error as error:
        raise InputError(
            tr("“{found}” is no regular expression: {why}.", found=text, why=error),
            tr("Mend it in the profile."),
        ) from None


@dataclass(frozen=True)
class Place:
    """What a country's name stands for: a code, or the title and type of a body instead."""

    code: str | None
    title: str
    type: str = ""


@dataclass(frozen=True)
class CountryNames:
    """How names of countries are read.

    `names` gives codes for names that ISO 3166 does not know; `bodies` the names, by type of
    organisation, that stand for a body; `titles` how a body is called instead; `phrases` how a
    country of that code is written in a sentence. `unknown` is the type of body that any other name
    stands for; without it such a name is refused.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, list[str]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    unknown: str = ""
    _found: dict[str, Place] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        return cls(**_checked(cls, given))

    def place(self, text: str) -> Place:
        """What the name `text` stands for; raises InputError where nothing is known of it."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._place(text)
        return found

    def phrase(self, text: str) -> str:
        """The name `text` as it reads in a sentence: "the Netherlands"."""
        place = self.place(text)
        if place.code is None:
            return place.title
        return self.phrases.get(place.code) or countries.name(place.code)

    def _place(self, text: str) -> Place:
        code = self.names.get(text)
        if code is None and text not in self._types:
            code = countries.find(text)
        if code is not None:
            return Place(code, countries.name(code))
        kind = self._types.get(text, self.unknown)
        if not kind:
            raise InputError(
                tr("“{name}” is not a country that ISO 3166 knows.", name=text),
                tr("Give its code in the profile, or say what unknown names stand for."),
            )
        return Place(None, self.titles.get(text) or titled(text), kind)

    @cached_property
    def _types(self) -> dict[str, str]:
        return {name: kind for kind, names in self.bodies.items() for name in names}


_CASES = {"title": titled, "name": in_order, "serial": serial_day}


@dataclass(frozen=True)
class TextRule:
    """A text made from another.

    In this order: `replace` exchanges texts in it, nothing is left but what the expression `only`
    finds, what `without` finds is taken out, `map` gives the text for a whole one. Otherwise, of
    the `rules` (expression, text) the one that is found farthest left decides, then `otherwise`,
    which stands for an empty text too.
    `country` writes a country as in a sentence; `case = "title"` takes words out of capitals,
    "name" puts a person's name in order, "serial" makes a day of a spreadsheet's number.
    """

    of: Template
    replace: Mapping[str, str] = field(default_factory=dict)
    only: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[tuple[re.Pattern[str], str], ...] = ()
    otherwise: str = ""
    case: str = ""
    country: bool = False

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        rule = _checked(cls, given)
        rules = rule.get("rules", ())
        rule["rules"] = tuple((expression(f"(?i){found}"), text) for found, text in rules)
        for name in {"only", "without"} & rule.keys():
            rule[name] = expression(rule[name])
        return cls(**rule)

    def apply(self, text: str, names: CountryNames) -> str:
        """The text that this rule makes of `text`."""
        for old, new in self.replace.items():
            text = text.replace(old, new)
        if self.only:
            found = self.only.search(text)
            text = found[0].strip() if found else ""
        if self.without:
            text = self.without.sub("", text).strip()
        if not text:
            return self.otherwise
        if self.map and (mapped := self._mapped.get(fold(text))) is not None:
            return mapped
        if self.rules or self.otherwise:
            text = self._leftmost(text) or self.otherwise or text
        if self.country:
            return names.phrase(text)
        change = _CASES.get(self.case)
        return change(text) if change else text

    @cached_property
    def _mapped(self) -> dict[str, str]:
        return {fold(name): text for name, text in self.map.items()}

    def _leftmost(self, text: str) -> str:
        best, at = "", len(text) + 1
        for pattern, result in self.rules:
            found = pattern.search(text)
            if found and found.start() < at:
                best, at = result, found.start()
        return best


@dataclass(frozen=True)
class ListRule:
    """The items of a text, cut at `split`: those in which `only` is found and `never` is not.

    `map` gives the text for a whole item; an item that becomes nothing is left out.
    """

    of: Template
    split: str
    only: re.Pattern[str] | None = None
    never: re.Pattern[str] | None = None
    map: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        rule = _checked(cls, given, "split")
        for name in {"only", "never"} & rule.keys():
            rule[name] = expression(rule[name])
        return cls(**rule)

    def items(self, text: str) -> Iterator[Item]:
        for item in map(str.strip, text.split(self.split)):
            if (
                item
                and (not self.only or self.only.search(item))
                and not (self.never and self.never.search(item))
            ):
                meant = self._mapped.get(fold(item), item) if self.map else item
                if meant:
                    yield {"item": meant}

    @cached_property
    def _mapped(self) -> dict[str, str]:
        return {fold(name): text for name, text in self.map.items()}


@dataclass(frozen=True)
class PeopleRule:
    """The persons that a text names with their offices: "President A and Prime Minister B".

    A text is cut at every `split`, and at a `separator` before an office or title. `offices` are
    taken off the name, `titles` (King, Queen) stay in it; both are the office as stated.
    `honorifics` are taken off.
    With `names`, persons are told apart by their names too, where whole names stand between "and",
    "&" or commas, and a country in brackets behind a name is theirs. `nobody` are texts that name
    nobody. `same` gives, by country (code or title), the name of a person and other ways it is
    written, for those that are certain; `nationals` the country of those who came for another one.
    With `in_order`, names that begin with the family name are turned.
    """

    of: Template
    country: Template
    offices: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    honorifics: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    same: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    nationals: Mapping[str, str] = field(default_factory=dict)
    split: str = ""
    in_order: bool = False
    names: bool = False
    nobody: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: dict[str, Any]) -> Self:
        rule = _checked(cls, given)
        return cls(**{**rule, "country": Template(rule.get("country", ""))})

    def items(self, text: str, country: str, names: CountryNames) -> Iterator[Item]:
        """`item.name`, `.office`, `.honorific`, `.written` (the name as it stands), `.country`."""
        for part in self._split(text) if text else ():
            if fold(part) in self._nobody:
                continue
            part, theirs = self._placed(part)
            office, honorific, written = self._parsed(part)
            place = names.place(country) if country else Place(None, "")
            plain = in_order(written) if self.in_order else written
            usual = self._usual.get((place.code or place.title, fold(written)), plain)
            yield {
                "item": part,
                "item.name": usual,
                "item.office": office,
                "item.honorific": honorific,
                "item.written": written,
                "item.country": self.nationals.get(usual, theirs or country),
            }

    def _split(self, text: str) -> Iterator[str]:
        """What is said of each person."""
        if not text.strip():
            return
        for one in filter(None, map(str.strip, text.split(self.split) if self.split else [text])):
            for each in self._cut.split(one) if self.separators else [one]:
                yield from parted(each) if self.names else [each]

    def _placed(self, text: str) -> tuple[str, str]:
        """What is said of a person without the country in brackets behind it, and that country."""
        found = _BRACKETS.fullmatch(text) if self.names else None
        if found and countries.find(found[2]):
            return found[1], found[2]
        return text, ""

    @cached_property
    def _nobody(self) -> frozenset[str]:
        return frozenset(map(fold, self.nobody))

    def _parsed(self, text: str) -> tuple[str, str, str]:
        """Office, honorific and name of one person."""
        found = self._office.match(text)
        text = text[found.end() :] if found else text
        honorific = self._honorific.match(text)
        name = text[honorific.end() :] if honorific else text
        title = self._title.match(name)
        if name in self.offices or name in self.titles:
            raise InputError(tr("“{office}” is an office without a name.", office=name))
        office = found or title
        return office[1] if office else "", honorific[1] if honorific else "", name

    @cached_property
    def _office(self) -> re.Pattern[str]:
        return _prefix(self.offices)

    @cached_property
    def _title(self) -> re.Pattern[str]:
        return _prefix(self.titles)

    @cached_property
    def _honorific(self) -> re.Pattern[str]:
        return _prefix(self.honorifics)

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        begins = _any((*self.offices, *self.titles))
        return re.compile(rf"(?:{_any(self.separators)})(?=(?:{begins})\s)")

    @cached_property
    def _usual(self) -> dict[tuple[str, str], str]:
        return {
            (country, fold(written)): name
            for country, people in self.same.items()
            for name, others in people.items()
            for written in others
        }


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _prefix(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of the words, the longest that fits, before something else; (?!) where there are none."""
    return re.compile(rf"({_any(words)})\s+(?=\S)" if words else r"(?!)")


def _checked(cls: type[Any], given: object, *needed: str) -> dict[str, Any]:
    """A section of a profile as the values of a rule; raises InputError for a bad one."""
    specs = {spec.name: spec for spec in fields(cls) if spec.init}
    known = ", ".join(sorted(specs))
    if not isinstance(given, dict):
        raise InputError(
            tr("“{given}” is not written as it must be.", given=given),
            tr("Write a section with some of: {names}.", names=known),
        )
    for name in given:
        if name not in specs:
            raise InputError(
                tr("“{name}” means nothing there.", name=name),
                tr("Use one of: {names}.", names=known),
            )
    for name in ("of", *needed) if "of" in specs else needed:
        if not given.get(name):
            raise InputError(tr("“{name}” is missing.", name=name), tr("Add it to the profile."))
    rule: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()}
    return rule | {"of": Template(given["of"])} if "of" in specs else rule
