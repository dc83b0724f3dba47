"""Profiles: what a row of somebody's table becomes, written as data in a TOML file.

    title = "Visits"             what the profile reads
    kind = "engagement"          what a row is
    key = "{id}"                 what tells it from the others ...
    scheme = "visits"            ... and is kept as its identifier of this scheme
    grouped = true               rows with the same key are one record, and no mistake
    locator = "id {id}"          where in the file a record is found
    dates = "iso"                iso, day-first or month-first
    encoding, delimiter          of a text file; without them UTF-8, and what the head uses
    sheet = "2024"               of a workbook; without it the first
    head = [3, 4]                the first and the last line of the head; without it, found
    fill_down = ["Country"]      columns in which an empty cell means what stands above
    required = ["id"]            columns with something in every row
    optional = ["remarks"]       columns that the file may be without
    [source]                     fields of the source that the records cite; a file is one source
    [record]                     fields of the record
    [[part]]                     rows that belong to it: participants, events, references
    [other.NAME]                 records that it links to, found again or made
    [text.NAME] [list.NAME] [people.NAME]   texts made from cells, for use as {NAME}
    [country]                    names that ISO 3166 does not know
    [ignored] [stated]           columns that are left out, or only stand in the citation, and why
    [mapping]                    what a person said of the columns, for the window to show again;
                                 the rules hold, and once they are changed by hand it counts no more

A value is a text in which `{column}` stands for a cell; the field it goes to decides how it is
read (a date, a country, a term of a vocabulary). Of an item of a list, `{item}` is the text and
`{item.name}` what was recognised in it; `{match.name}` is a group of a part's `match`. Every column
of the file must be named somewhere: nothing is dropped in silence. Where neither `sheet` nor `head`
nor `fill_down` is given, the file is taken as it stands: its first line is the head and every other
one a row; otherwise titles, totals and remarks are left out, and counted.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from defcat.errors import InputError, NotFound
from defcat.exchange.profile import Labelled, OtherRule, PartRule, Profile, Span, Value, names_in
from defcat.exchange.template import Template
from defcat.exchange.words import PERSON, CountryNames, ListRule, PeopleRule, TextRule, expression
from defcat.kinds import KINDS, PARTS, described
from defcat.settings import RESOURCES
from defcat.translation import tr

FOLDER = RESOURCES / "profiles"
_DATE_ORDERS = ("iso", "day-first", "month-first")
_LISTS = ("optional", "required", "fill_down")
_SECTIONS = (
    *("source", "constants", "ignored", "stated", "record"),
    *("text", "list", "people", "country", "other", "mapping"),
)


def profile_names() -> tuple[str, ...]:
    """The profiles that ship, in alphabetical order."""
    names = (path.stem for path in FOLDER.glob("*.toml"))
    return tuple(sorted(name for name in names if not _read(FOLDER / f"{name}.toml").get("base")))


def load_profile(name: str) -> Profile:
    """The profile that ships under `name`, or the one in the file that `name` is the path of.

    Raises NotFound for any other name, InputError for a file that is no profile.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    known = path.is_file() if name.endswith(".toml") else name in profile_names()
    if not known:
        raise NotFound(
            tr("There is no profile “{name}”.", name=name),
            tr("The profiles are: {names}.", names=", ".join(profile_names())),
        )
    try:
        return _profile(path.stem, _with_base(path))
    except InputError as error:
        raise InputError(
            tr("The profile {name} cannot be used: {why}", name=path.stem, why=error.what),
            error.fix,
        ) from None


def _with_base(path: Path) -> dict[str, Any]:
    """The content of a profile, completed from the one that it is based on."""
    data = _read(path)
    base = data.pop("based_on", "")
    data.pop("base", None)
    if not base:
        return data
    if not (FOLDER / f"{base}.toml").is_file():
        raise InputError(
            tr("there is no profile “{name}” to base it on.", name=base), tr("Mend “based_on”.")
        )
    whole = _read(FOLDER / f"{base}.toml")
    whole.pop("base", None)
    for name, value in data.items():
        section = whole.get(name)
        both = isinstance(section, dict) and isinstance(value, dict)
        whole[name] = section | value if both else value
    return whole


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            tr("{file} is not TOML: {why}.", file=path.name, why=error), tr("Mend it there.")
        ) from None


def _profile(name: str, data: dict[str, Any]) -> Profile:
    given = dict(data)
    for section in _SECTIONS:
        _check_type(section, given.setdefault(section, {}), dict)
    for section in _LISTS:
        _check_type(section, given.setdefault(section, []), list)
    kind = given.get("kind", "")
    if kind not in KINDS:
        raise InputError(
            tr("“{kind}” is not a kind of record.", kind=kind),
            tr("The kinds are: {names}.", names=", ".join(KINDS)),
        )
    _check_there(given, ("title", "key", "scheme"))
    given["record"] = _values(given["record"], kind)
    given["parts"] = tuple(_part(rule) for rule in given.pop("part", ()))
    given["others"] = {key: _other(rule) for key, rule in given.pop("other").items()}
    given["texts"] = {key: TextRule.read(rule) for key, rule in given.pop("text").items()}
    given["lists"] = {key: ListRule.read(rule) for key, rule in given.pop("list").items()}
    given["lists"] |= {key: PeopleRule.read(rule) for key, rule in given.pop("people").items()}
    given["countries"] = CountryNames.read(given.pop("country"))
    given["key"] = Template(given["key"])
    given["locator"] = Template(given.get("locator", ""))
    given |= {section: tuple(given[section]) for section in _LISTS}
    if "head" in given:
        given["head"] = _head(given["head"])
    _check_names(given, {spec.name for spec in fields(Profile)} - {"name"})
    profile = Profile(name=name, **given)
    _check_together(profile)
    return profile


def _head(given: Any) -> tuple[int, int]:
    """The first and the last line of the head."""
    whole = isinstance(given, list) and all(type(line) is int for line in given)
    if not whole or len(given) != 2 or not 1 <= given[0] <= given[1]:
        raise InputError(
            tr("“head” is not written as it must be."),
            tr("Write the first and the last line, such as [3, 4]."),
        )
    return given[0], given[1]


def _part(given: dict[str, Any]) -> PartRule:
    rule = dict(given)
    _check_there(rule, ("part",))
    name = rule.pop("part")
    _check_names([name], set(PARTS))
    options = {key: rule.pop(key) for key in ("each", "otherwise", "once") if key in rule}
    match, unless = rule.pop("match", ""), rule.pop("unless", "")
    return PartRule(
        name,
        _values(rule, name),
        match=expression(match) if match else None,
        unless=Template(unless) if unless else None,
        **options,
    )


def _other(given: dict[str, Any]) -> OtherRule:
    rule = dict(given)
    _check_there(rule, ("kind", "title"))
    kind, scheme = rule.pop("kind"), rule.pop("scheme", "")
    _check_names([kind], set(KINDS))
    key, alias = Template(rule.pop("key", "")), Template(rule.pop("alias", ""))
    return OtherRule(kind, _values(rule, kind), scheme, key, alias)


def _values(given: Mapping[str, Any], what: str) -> dict[str, Value]:
    """The values for fields of the kind or part `what`."""
    _check_names(given, set(described(what).by_name))
    return {name: _value(name, value) for name, value in given.items()}


def _value(name: str, given: Any) -> Value:
    if isinstance(given, str):
        return Template(given)
    _check_type(name, given, dict)
    if set(given) == {"from", "to"}:
        return Span(Template(given["from"]), Template(given["to"]))
    return Labelled({label: Template(text) for label, text in given.items()})


def _check_together(profile: Profile) -> None:
    """Raises InputError where one section names what another does not have."""
    for derived in {*profile.key.names, *profile.locator.names} & {*profile.texts, *profile.lists}:
        raise InputError(
            tr("“key” and “locator” name {name}, which is no column.", name=derived),
            tr("Make them of cells as they stand."),
        )
    _check_not_circular(profile)
    _check_names([str(profile.record[name]) for name in profile.links()], set(profile.others))
    for part in profile.parts:
        _check_names(part.links(), set(profile.others))
        known: set[str] = set()
        if part.each:
            _check_names([part.each], set(profile.lists))
            people = isinstance(profile.lists[part.each], PeopleRule)
            known = {"item", *(f"item.{name}" for name in PERSON if people)}
        known |= {f"match.{name}" for name in part.match.groupindex} if part.match else set()
        _check_names(_of_item(part, profile), known)
    if profile.dates not in _DATE_ORDERS:
        raise InputError(
            tr("“{dates}” is no order of dates.", dates=profile.dates),
            tr("Write one of: {names}.", names=", ".join(_DATE_ORDERS)),
        )


def _check_not_circular(profile: Profile) -> None:
    """A text or list made from itself would never be done."""
    rules = {
        name: set(rule.of.names) for name, rule in (*profile.texts.items(), *profile.lists.items())
    }
    for name in rules:
        reached, more = set(), rules[name]
        while more:
            reached |= more
            more = set().union(*(rules.get(each, set()) for each in more)) - reached
        if name in reached:
            raise InputError(
                tr("“{name}” is made from itself.", name=name),
                tr("Give it another name than the column that it is made from."),
            )


def _of_item(part: PartRule, profile: Profile) -> Iterable[str]:
    """The names in a part, and in what it links to, that stand for an item or a match."""
    values: list[Value] = [*part.values.values()]
    for other in (profile.others[name] for name in part.links()):
        values += [*other.values.values(), other.key, other.alias]
    names = (name for value in values for name in names_in(value))
    return [name for name in names if name == "item" or name.startswith(("item.", "match."))]


def _check_names(given: Iterable[str], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise InputError(
                tr("“{name}” means nothing there.", name=name),
                tr("Use one of: {names}.", names=", ".join(sorted(known))),
            )


def _check_there(given: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if not isinstance(given.get(name), str) or not given[name]:
            raise InputError(tr("“{name}” is missing.", name=name), tr("Add it to the profile."))


def _check_type(name: str, value: object, wanted: type) -> None:
    if not isinstance(value, wanted):
        raise InputError(
            tr("“{name}” is not written as it must be.", name=name),
            tr("See how another profile writes it."),
        )
