"""What a person says of the columns of a table; it becomes a profile, which all importing reads."""

from collections.abc import Iterator
from pathlib import Path

from defcat.errors import InputError
from defcat.exchange import profile_file
from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.compiling import Compiler
from defcat.exchange.groups import groups_of, unusable
from defcat.exchange.profile import Profile
from defcat.exchange.said import with_mapping
from defcat.exchange.targets import (
    IGNORED,
    STATED,
    Target,
    field_of,
    place_of,
    target_label,
    targets,
)
from defcat.exchange.template import Template
from defcat.fields import Link
from defcat.kinds import KINDS, PARTS
from defcat.translation import tr

__all__ = [
    "Choice",
    "Mapping",
    "Target",
    "problems",
    "target_label",
    "targets",
    "to_profile",
    "write_profile",
]


def problems(mapping: Mapping) -> list[str]:
    """What keeps a mapping from being used, a sentence each; empty where nothing does."""
    return list(_problems(mapping))


def to_profile(mapping: Mapping) -> Profile:
    """The profile that a mapping says; raises InputError with the first of its `problems`."""
    for problem in _problems(mapping):
        raise InputError(problem, tr("Change what is said of the columns."))
    return Compiler(mapping).profile()


def write_profile(given: Mapping | Profile, path: Path) -> Profile:
    """Write a mapping or a profile as TOML; answers with what `load_profile` reads of it.

    The file says everything: it can be used without what it was made from, and changed by hand.
    Raises InputError for a mapping with problems and a name that does not end in `.toml`,
    FileProblem where the disk refuses.
    """
    profile = given if isinstance(given, Profile) else with_mapping(to_profile(given), given)
    return profile_file.write(profile, path)


def _problems(mapping: Mapping) -> Iterator[str]:
    found = list(_of_columns(mapping))
    yield from found
    if not found:
        yield from _gaps(mapping)


def _gaps(mapping: Mapping) -> Iterator[str]:
    """What is missing in rows of parts: a participant's country without the participant."""
    for group in groups_of(mapping):
        part = PARTS[group.part]
        for name in group.gaps():
            columns = [one.column for given in group.columns.values() for one in given]
            yield tr(
                "{columns}: no column says {field} of {part}.",
                columns=", ".join(f"“{column}”" for column in columns),
                field=tr(part.by_name[name].label),
                part=tr(part.label),
            )


def _constants(mapping: Mapping) -> Iterator[str]:
    """What is said for all rows, and cannot be."""
    for code, text in mapping.constants.items():
        try:
            spec = field_of(mapping.kind, place_of(mapping.kind, code))
            if spec and text and not isinstance(spec.type, Link):
                spec.type.check(text)
        except InputError as error:
            yield error.what


def _of_columns(mapping: Mapping) -> Iterator[str]:
    if not mapping.title.strip():
        yield tr("The import has no name.")
    used = [one for one in mapping.choices if one.target not in (STATED, IGNORED)]
    for choice in (*used, *(mapping.choice(column) for column in mapping.key)):
        if unusable(choice.column):
            yield tr("The column “{name}” cannot be used under this name.", name=choice.column)
    taken: dict[str, str] = {}
    for choice in used:
        try:
            place = place_of(mapping.kind, choice.target)
        except InputError as error:
            yield error.what
            continue
        if not place.part:
            yield from _twice(mapping, choice, taken)
            taken[choice.target] = choice.column
    yield from _missing(mapping, set(taken))
    yield from _constants(mapping)
    columns = {one.column for one in mapping.choices}
    for name in (*Template(mapping.made_title).names, *filter(None, [mapping.type_from])):
        if name not in columns or unusable(name):
            yield tr("There is no column “{name}” to make something of.", name=name)
    if not mapping.key or not columns.issuperset(mapping.key):
        yield tr("No column tells the rows from each other.")


def _twice(mapping: Mapping, choice: Choice, taken: dict[str, str]) -> Iterator[str]:
    base, _, end = choice.target.partition(".")
    whole = [base] if end else [f"{base}.from", f"{base}.to"]
    clash = next((code for code in whole if code in taken), "")
    again = choice.target in taken and not _is_long(mapping.kind, choice.target)
    if again or clash:
        other = taken[choice.target if again else clash]
        yield tr(
            "“{first}” and “{second}” would both become {field}.",
            first=other,
            second=choice.column,
            field=target_label(mapping.kind, choice.target),
        )


def _is_long(kind: str, target: str) -> bool:
    """Whether several columns may go into a field, each on a line of its own."""
    spec = KINDS[kind].by_name.get(target)
    return spec is not None and getattr(spec.type, "long", False)


def _missing(mapping: Mapping, taken: set[str]) -> Iterator[str]:
    for spec in KINDS[mapping.kind].fields:
        if not spec.required or isinstance(spec.type, Link):
            continue
        made = {"title": mapping.made_title, "type": mapping.type_from}
        given = mapping.constants.get(spec.name) or made.get(spec.name)
        if spec.name not in taken and not given:
            yield tr("No column becomes {field}, which every record has.", field=tr(spec.label))
