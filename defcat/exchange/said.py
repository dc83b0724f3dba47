"""What a person said of columns, kept in the file of the profile that was made of it.

    [mapping]
    key = ["No."]                what tells the rows from each other
    rules = "5f0c…"              of which rules this was said: others were changed by hand since
    made_title, type_from        as in a `Mapping`; likewise `constants`
    [[mapping.column]]           one for each column, in the order of the file
    name, becomes, several, form, values

The rest of a mapping stands in the profile as it is.
"""

import hashlib
from collections.abc import Mapping as Section
from dataclasses import replace
from typing import Any

import tomli_w

from defcat.errors import InputError
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.profile import Profile
from defcat.exchange.profile_file import as_data
from defcat.translation import tr

_LONG = 16


def with_mapping(profile: Profile, mapping: Mapping) -> Profile:
    """A profile that says of what mapping it was made."""
    said = {
        "key": list(mapping.key),
        "rules": _seal(profile),
        "made_title": mapping.made_title,
        "type_from": mapping.type_from,
        "constants": dict(mapping.constants),
        "column": [_column(choice) for choice in mapping.choices],
    }
    return replace(profile, mapping={name: value for name, value in said.items() if value})


def mapping_in(profile: Profile) -> Mapping | None:
    """What was said, None where the profile does not tell or its rules are others by now.

    Raises InputError where it is not written as it must be.
    """
    said = profile.mapping
    if not said or said.get("rules") != _seal(profile):
        return None
    columns = _of(said, "column", list)
    return replace(
        plain_mapping(profile),
        choices=tuple(_choice(each) for each in columns),
        key=tuple(_texts(_of(said, "key", list))),
        made_title=_of(said, "made_title", str),
        type_from=_of(said, "type_from", str),
        constants=_section(said, "constants"),
    )


def plain_mapping(profile: Profile) -> Mapping:
    """What of a profile stands in a mapping likewise; nothing of the columns."""
    return Mapping(
        profile.title,
        profile.kind,
        (),
        grouped=profile.grouped,
        dates=profile.dates,
        layout=profile.layout,
        unknown_country=profile.countries.unknown,
        name=profile.scheme,
        profile=profile.name,
        source=profile.source,
        optional=profile.optional,
        required=profile.required,
        locator=str(profile.locator),
    )


def _seal(profile: Profile) -> str:
    """What tells the rules of a profile from any others, however they are written."""
    rules = tomli_w.dumps(as_data(replace(profile, mapping={})))
    return hashlib.sha256(rules.encode()).hexdigest()[:_LONG]


def _column(choice: Choice) -> dict[str, Any]:
    said = {"name": choice.column, "becomes": choice.target, "several": choice.several}
    said |= {"form": choice.form}
    found: dict[str, Any] = {name: text for name, text in said.items() if text}
    return found | ({"values": dict(choice.values)} if choice.values else {})


def _choice(given: Any) -> Choice:
    if not isinstance(given, dict):
        raise _wrong("column")
    name, becomes = (_of(given, one, str) for one in ("name", "becomes"))
    several, form = (_of(given, one, str) for one in ("several", "form"))
    return Choice(name, becomes, several, _section(given, "values"), form)


def _of(given: Section[str, Any], name: str, wanted: type) -> Any:
    found = given.get(name, wanted())
    if not isinstance(found, wanted):
        raise _wrong(name)
    return found


def _section(given: Section[str, Any], name: str) -> dict[str, str]:
    found: dict[str, Any] = _of(given, name, dict)
    _texts(list(found.values()))
    return found


def _texts(given: list[Any]) -> list[str]:
    if not all(isinstance(one, str) for one in given):
        raise _wrong("mapping")
    return given


def _wrong(name: str) -> InputError:
    return InputError(
        tr("“{name}” is not written as it must be.", name=name),
        tr("Take the section “mapping” out; the rules hold without it."),
    )
