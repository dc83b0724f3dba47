"""Which columns of a mapping make one row of a part together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from defcat.exchange.choices import Choice, Mapping
from defcat.exchange.targets import (
    IGNORED,
    MAIN_FIELD,
    ROLE_FIELD,
    STATED,
    USUAL_ROLE,
    Place,
    place_of,
)
from defcat.kinds import PARTS

_WHO = ("other_id", "body")
_EITHER = {"participant": _WHO, "party": ("country", "other_id")}
"""Parts of which a row names one or the other."""


@dataclass
class Group:
    """The columns, by field, and the constants that make one row of a part."""

    part: str
    role: str
    columns: dict[str, list[Choice]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)

    def takes(self, name: str) -> bool:
        """Whether a column for the field `name` can still go into it."""
        named = {MAIN_FIELD.get(self.part, ""), *_EITHER.get(self.part, ())}
        if name in named:
            return named.isdisjoint(self.columns)
        return name == "notes" or name not in self.columns

    def gaps(self) -> list[str]:
        """The fields that every row of the part has, and this one has not."""
        given = {*self.columns, *self.constants}
        if given.intersection(_WHO):
            given.add("other_id")
        if self.role or self.part in USUAL_ROLE or self.part == "identifier":
            given.add(ROLE_FIELD.get(self.part, ""))
        needed = [spec.name for spec in PARTS[self.part].fields if spec.required]
        if self.part == "party" and given.isdisjoint(_EITHER["party"]):
            needed.append("country")
        return [name for name in needed if name not in given]


def unusable(column: str) -> bool:
    """Whether a profile cannot name a column, because its name means something there."""
    special = column == "item" or column.startswith(("item.", "match."))
    return special or not column or "{" in column or "}" in column


def placed(mapping: Mapping) -> Iterator[tuple[Choice, Place]]:
    """The columns that become something, and what.

    A key is an identifier of the record anyway, and is not one twice.
    """
    for choice in mapping.choices:
        key = choice.target == "identifier.value" and mapping.key == (choice.column,)
        if choice.target not in (STATED, IGNORED) and not key:
            yield choice, place_of(mapping.kind, choice.target)


def groups_of(mapping: Mapping) -> list[Group]:
    """The rows of parts that a row of the table makes.

    A column goes to the last row of its part and sort that has none for its field; one that says
    what sort the row is goes to the row before it, or behind it.
    """
    groups: list[Group] = []
    for choice, place in placed(mapping):
        if not place.part:
            continue
        same = [one for one in groups if (one.part, one.role) == (place.part, place.role)]
        if not same or not same[-1].takes(place.field):
            same = [Group(place.part, place.role)]
            groups.extend(same)
        same[-1].columns.setdefault(place.field, []).append(choice)
    groups = _sorted_by_column(groups)
    for code, text in mapping.constants.items():
        if "." in code and text:
            _add_constant(groups, place_of(mapping.kind, code), text)
    return groups


def _sorted_by_column(groups: list[Group]) -> list[Group]:
    """The same, where a column of sorts is part of the row that it tells the sort of."""
    kept: list[Group] = []
    waiting: list[Group] = []
    for group in groups:
        sort = ROLE_FIELD.get(group.part, "")
        if set(group.columns) != {sort}:
            for other in [one for one in waiting if one.part == group.part]:
                group.columns |= other.columns
                waiting.remove(other)
            kept.append(group)
            continue
        before = [one for one in kept if one.part == group.part and sort not in one.columns]
        if before:
            before[-1].columns |= group.columns
        else:
            waiting.append(group)
    return [*kept, *waiting]


def _add_constant(groups: list[Group], place: Place, text: str) -> None:
    same = [one for one in groups if one.part == place.part and place.role in ("", one.role)]
    if not same:
        same = [Group(place.part, place.role)]
        groups.extend(same)
    for group in same:
        if place.field not in group.columns:
            group.constants[place.field] = text
