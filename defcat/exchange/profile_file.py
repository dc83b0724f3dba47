"""Writing a profile as a file that a person can read, change and load again."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from defcat.exchange.profile import Labelled, OtherRule, PartRule, Profile, Span, Value
from defcat.exchange.template import Template
from defcat.exchange.words import CountryNames, ListRule, PeopleRule, TextRule
from defcat.files import new_file

_PLAIN = (
    *("title", "kind", "key", "scheme", "grouped", "locator", "dates", "encoding", "delimiter"),
    *("sheet", "head", "fill_down", "required", "optional"),
)
_SECTIONS = ("source", "constants", "ignored", "stated", "record")


def write(profile: Profile, path: Path) -> Profile:
    """Write a profile as `load_profile` reads it; answers with what it will read.

    Its name is that of the file, without `.toml`.
    """
    named = replace(profile, name=path.stem)
    with new_file(path, ".toml") as file:
        file.write(tomli_w.dumps(as_data(named)).encode())
    return named


def as_data(profile: Profile) -> dict[str, Any]:
    """A profile as the sections of its file."""
    data = {name: _plain(getattr(profile, name)) for name in _PLAIN}
    data = {name: value for name, value in data.items() if value not in (None, "", [], False)}
    for name in _SECTIONS:
        section = getattr(profile, name)
        data |= {name: {key: _value(value) for key, value in section.items()}} if section else {}
    if country := _rule(profile.countries):
        data["country"] = country
    for name, rules in (("text", _of(profile.texts)), *_lists(profile)):
        data |= {name: rules} if rules else {}
    if profile.others:
        data["other"] = {name: _other(rule) for name, rule in profile.others.items()}
    if profile.parts:
        data["part"] = [_part(rule) for rule in profile.parts]
    if profile.mapping:
        data["mapping"] = dict(profile.mapping)
    return data


def _of(rules: Mapping[str, TextRule | ListRule | PeopleRule]) -> dict[str, Any]:
    return {name: _rule(rule) for name, rule in rules.items()}


def _lists(profile: Profile) -> list[tuple[str, dict[str, Any]]]:
    people = {n: r for n, r in profile.lists.items() if isinstance(r, PeopleRule)}
    others = {n: r for n, r in profile.lists.items() if isinstance(r, ListRule)}
    return [("list", _of(others)), ("people", _of(people))]


def _rule(rule: TextRule | ListRule | PeopleRule | CountryNames) -> dict[str, Any]:
    """A rule without what is as it is anyway."""
    found = {}
    for spec in fields(rule):
        value = getattr(rule, spec.name) if spec.init else None
        if isinstance(rule, TextRule) and spec.name == "rules":
            # They are read without regard to case, which the reader adds.
            value = [[found.pattern.removeprefix("(?i)"), text] for found, text in rule.rules]
        if value not in (None, "", (), [], {}, False) and str(value):
            found[spec.name] = _plain(value)
    return found


def _part(rule: PartRule) -> dict[str, Any]:
    options: dict[str, Any] = {"part": rule.part, "each": rule.each}
    options["match"] = rule.match.pattern if rule.match else ""
    options |= {"otherwise": rule.otherwise, "once": rule.once}
    options["unless"] = str(rule.unless) if rule.unless else ""
    kept = {name: value for name, value in options.items() if value}
    return kept | {name: _value(value) for name, value in rule.values.items()}


def _other(rule: OtherRule) -> dict[str, Any]:
    options = {"kind": rule.kind, "scheme": rule.scheme, "key": str(rule.key)}
    options["alias"] = str(rule.alias)
    kept: dict[str, Any] = {name: text for name, text in options.items() if text}
    return kept | {name: _value(value) for name, value in rule.values.items()}


def _value(value: Value | str) -> Any:
    if isinstance(value, Span):
        return {"from": str(value.start), "to": str(value.end)}
    if isinstance(value, Labelled):
        return {label: str(line) for label, line in value.lines.items()}
    return str(value)


def _plain(value: Any) -> Any:
    """A value as TOML has it."""
    if isinstance(value, Template):
        return str(value)
    if isinstance(value, re.Pattern):
        return value.pattern
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
