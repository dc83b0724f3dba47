"""A profile as what a person would say of the columns, so that it can be changed as a guess can.

A profile that was made of a mapping says so (`said`). Any other is taken apart as `compiling` puts
it together, and what comes of that counts only if the same rules follow from it again: a profile
that says more than a mapping can is used as it is.
"""

import json
import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Section
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from defcat.errors import InputError
from defcat.exchange import said
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.mapping import to_profile
from defcat.exchange.profile import Labelled, OtherRule, PartRule, Profile, Span, Value
from defcat.exchange.profile_file import as_data
from defcat.exchange.targets import (
    IGNORED,
    ROLE_FIELD,
    STATED,
    TOPIC,
    field_of,
    place_of,
)
from defcat.exchange.template import Template
from defcat.exchange.words import ListRule, TextRule
from defcat.fields import Country, Link
from defcat.kinds import KINDS, PARTS
from defcat.text import fold
from defcat.translation import tr

_PLACE = re.compile(r"\{([^{}]+)\}")
_NAMED = ("constants", "text", "list", "people")
"""Sections of which others name the entries; by themselves they do nothing."""
_APART = ("ignored", "stated", "mapping", "other", "part", *_NAMED)


@dataclass(frozen=True)
class ReadBack:
    """A mapping for a file; columns that the profile has and the file has not, and the reverse."""

    mapping: Mapping
    missing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def read_back(profile: Profile, columns: Sequence[str]) -> ReadBack:
    """What a profile says of the `columns` of a file; those it does not name are cited only.

    Raises InputError where the profile says more than can be said of columns.
    """
    mapping = said.mapping_in(profile) or _taken_apart(profile, columns)
    known = {choice.column: choice for choice in mapping.choices}
    missing = tuple(name for name in known if name not in columns)
    fitted = replace(
        mapping,
        choices=tuple(known.get(name) or Choice(name) for name in columns),
        key=tuple(name for name in mapping.key if name in columns),
    )
    return ReadBack(fitted, missing, tuple(name for name in columns if name not in known))


def _taken_apart(profile: Profile, columns: Sequence[str]) -> Mapping:
    made = _Apart(profile).mapping(columns)
    again, given = _essence(to_profile(made)), _essence(profile)
    if again != given:
        raise _more_than_columns(_differing(profile.kind, again, given))
    return made


class _Apart:
    """Takes a profile apart; what it cannot read back shows when it is put together again."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._choices: dict[str, Choice] = {}
        self._constants: dict[str, str] = {}
        self._made_title = self._type_from = ""

    def mapping(self, columns: Sequence[str]) -> Mapping:
        """The mapping, its columns in the order of `columns`; the others come behind them."""
        profile = self._profile
        fields = KINDS[profile.kind].by_name
        values = (
            (fields[name].label, partial(self._record_value, name, value))
            for name, value in profile.record.items()
        )
        rules = ((PARTS[rule.part].label, partial(self._part, rule)) for rule in profile.parts)
        more = [tr(label) for label, reads in (*values, *rules) if not _reads(reads)]
        if more:
            raise _more_than_columns(more)
        key = profile.key.names
        named = (*profile.used_columns(), *profile.stated, *profile.ignored)
        order = list(dict.fromkeys([*(one for one in columns if one in named), *named]))
        choices = [self._choices.get(name) or self._unused(name, key) for name in order]
        return replace(
            said.plain_mapping(profile),
            choices=tuple(map(self._explained, choices)),
            key=key,
            constants=self._constants,
            made_title=self._made_title,
            type_from=self._type_from,
        )

    def _unused(self, column: str, key: tuple[str, ...]) -> Choice:
        if column in self._profile.ignored:
            return Choice(column, IGNORED)
        own = "identifier" in PARTS and self._profile.kind in PARTS["identifier"].owners
        is_key = key == (column,) and column not in self._profile.stated
        return Choice(column, "identifier.value" if is_key and own else STATED)

    def _explained(self, choice: Choice) -> Choice:
        """A column of countries with what their names mean, which a profile says of all at once."""
        if choice.target in (STATED, IGNORED):
            return choice
        spec = field_of(self._profile.kind, place_of(self._profile.kind, choice.target))
        if spec is None or not isinstance(spec.type, Country):
            return choice
        known = self._profile.countries
        bodies = {text: kind for kind, texts in known.bodies.items() for text in texts}
        return replace(choice, values={**choice.values, **known.names, **bodies})

    def _record_value(self, name: str, value: Value) -> None:
        if name in self._profile.links():
            other = self._profile.others[str(value)]
            self._take(other.values["title"], name)
        elif isinstance(value, Span):
            self._take(value.start, f"{name}.from")
            self._take(value.end, f"{name}.to")
        elif isinstance(value, Labelled):
            for line in value.lines.values():
                self._take(line, name)
        elif name == "title" and not self._is_column(value):
            self._made_title = _PLACE.sub(lambda at: f"{{{self._column_of(at[1])}}}", value.text)
        elif name == "type" and self._rule(value).rules:
            rule = self._rule(value)
            self._type_from = self._column(rule.of)
            self._constants["type"] = rule.otherwise
        elif name != "honorific" or self._rule(value).only is None:
            self._take(value, name)

    def _part(self, rule: PartRule) -> None:
        sort = ROLE_FIELD.get(rule.part, "")
        given = rule.values.get(sort)
        role = str(given) if isinstance(given, Template) and not given.names else ""
        end = f":{role}" if role else ""
        for name, value in rule.values.items():
            target = f"{rule.part}.{name}"
            if name == sort and role:
                continue
            if isinstance(PARTS[rule.part].by_name[name].type, Link):
                self._other(rule, name, self._profile.others[str(value)], end)
            elif isinstance(value, Labelled):
                for line in value.lines.values():
                    self._take(line, target + end, rule)
            elif isinstance(value, Template) and value.text != "{item.office}":
                own = self._is_own_scheme(rule, role, value)
                self._take(value, target if own or name == sort else target + end, rule)

    def _is_own_scheme(self, rule: PartRule, role: str, value: Template) -> bool:
        """Whether an identifier is of the scheme that its column gives it anyway."""
        if rule.part != "identifier":
            return False
        return any(fold(self._column_of(name)) == role for name in value.names)

    def _other(self, rule: PartRule, name: str, other: OtherRule, end: str) -> None:
        """The record that a row links to."""
        title = other.values["title"]
        if other.key.names:
            self._take(other.key, f"{rule.part}.key{end}")
        if not isinstance(title, Template):
            raise _more_than_columns()
        target = f"{rule.part}.{name}{end}"
        if rule.part == "participant" and other.kind == "organisation":
            target = f"{rule.part}.body{end}"
        self._take(title, TOPIC if rule.part == "subject" else target, rule)

    def _take(self, value: Value, target: str, rule: PartRule | None = None) -> None:
        """Let a column, or a constant, become `target`."""
        if not isinstance(value, Template):
            raise _more_than_columns()
        several, values, form = "", {}, ""
        listed = self._profile.lists.get(rule.each) if rule and rule.each else None
        if listed is not None and value.text in ("{item}", "{item.name}"):
            several, value = listed.split, listed.of
            if isinstance(listed, ListRule):
                values = dict(listed.map)
                several = "" if several == "\n" and "" in values.values() else several
        if not value.names or set(value.names) <= self._profile.constants.keys():
            self._constants[target] = value.fill(self._profile.constants)
            return
        if (text := self._profile.texts.get(self._name(value))) is not None:
            values, form, value = {**values, **text.map}, text.case, text.of
        column = self._column(value)
        made = Choice(column, target, several, values, form)
        if self._choices.setdefault(column, made) != made:
            raise _more_than_columns()

    def _rule(self, value: Value) -> TextRule:
        """The rule by which a text is made; one that does nothing where there is none."""
        nothing = TextRule(Template(""))
        return self._profile.texts.get(self._name(value), nothing)

    def _name(self, value: Value) -> str:
        """The one name that is the whole of a value."""
        whole = _PLACE.fullmatch(str(value)) if isinstance(value, Template) else None
        return whole[1] if whole else ""

    def _is_column(self, value: Value) -> bool:
        name = self._name(value)
        return bool(name) and name not in self._profile.lists

    def _column(self, value: Value) -> str:
        """The column of which a value is no more than the text."""
        name = self._name(value)
        if not name or name in {*self._profile.texts, *self._profile.lists}:
            raise _more_than_columns()
        return name

    def _column_of(self, name: str) -> str:
        """The column that a name in a title stands for."""
        rule = self._profile.texts.get(name)
        return self._name(rule.of) or name if rule else name


def _essence(profile: Profile) -> dict[str, Any]:
    """What a profile does, whatever it calls its texts, in the order of nothing but its columns."""
    data = as_data(profile)
    named: dict[str, Any] = {}
    for section in _NAMED:
        named |= data.get(section, {})
    found = {name: _told(value, named) for name, value in data.items() if name not in _APART}
    others = {name: _told(value, named) for name, value in data.get("other", {}).items()}
    found["record"] |= {name: others[str(profile.record[name])] for name in profile.links()}
    rules = (_linked(rule, named, others) for rule in data.get("part", []))
    found["part"] = sorted(json.dumps(rule, sort_keys=True) for rule in rules)
    names = found.get("country", {}).get("bodies", {})
    names |= {kind: sorted(texts) for kind, texts in names.items()}
    unused = {name: getattr(profile, name).keys() for name in ("ignored", "stated")}
    return found | {name: of - {*profile.used_columns()} for name, of in unused.items()}


def _linked(
    rule: dict[str, Any], named: Section[str, Any], others: Section[str, Any]
) -> dict[str, Any]:
    """A row with what its list and its links are, in the place of their names."""
    found = {name: _told(value, named) for name, value in rule.items()}
    if "each" in rule:
        found["each"] = _told(named[rule["each"]], named)
    links = PARTS[rule["part"]].link_fields
    return found | {name: others[rule[name]] for name in links if name in rule}


def _told(value: Any, named: Section[str, Any]) -> Any:
    """A value with what its names stand for; of a mapping of texts, no matter in which order."""
    if isinstance(value, dict):
        return {key: _told(one, named) for key, one in value.items()}
    if isinstance(value, list):
        return [_told(one, named) for one in value]
    if not isinstance(value, str):
        return value

    def stands_for(place: re.Match[str]) -> str:
        meant = named.get(place[1])
        if meant is None:
            return place[0]
        return meant if isinstance(meant, str) else json.dumps(_told(meant, named), sort_keys=True)

    return _PLACE.sub(stands_for, value)


def _reads(read: Callable[[], None]) -> bool:
    """Whether a value of the record, or a part, is made of columns and constants."""
    try:
        read()
    except InputError:
        return False
    return True


def _differing(kind: str, again: Section[str, Any], given: Section[str, Any]) -> list[str]:
    """The fields and the parts that two profiles make in different ways, as people read them."""
    one, other = again["record"], given["record"]
    named = [
        spec.label for spec in KINDS[kind].fields if one.get(spec.name) != other.get(spec.name)
    ]
    parts = {json.loads(rule)["part"] for rule in {*again["part"]} ^ {*given["part"]}}
    return [tr(label) for label in (*named, *(PARTS[n].label for n in PARTS if n in parts))]


def _more_than_columns(named: Sequence[str] = ()) -> InputError:
    what = tr("The profile says more than can be said of columns here.")
    if named:
        what = tr(
            "The profile says more of some than can be said of columns here: {names}.",
            names=", ".join(dict.fromkeys(named)),
        )
    return InputError(what, tr("Use it as it is, or begin with what the file looks like."))
