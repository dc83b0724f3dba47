"""What a draft is made of: values, rows of parts, records made on the spot, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from defcat import vocabulary
from defcat.errors import DefcatError
from defcat.fields import Stored, Term
from defcat.kinds import KINDS
from defcat.text import fold

MADE_BY_NAME: dict[str, dict[str, str]] = {
    "official": {},
    "organisation": {"type": "other"},
    "topic": {"type": "policy-theme"},
    "source": {"type": "other"},
    "series": {},
}
"""The kinds that can be made by typing a name, with what they need beside it."""


@dataclass(frozen=True)
class NewRecord:
    """A link to a record that is made when the draft is saved."""

    kind: str
    title: str

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two links that mean one new record."""
        return self.kind, fold(self.title)

    def values(self) -> dict[str, str]:
        """What it is made with; its type is the one that its title names, if any does."""
        values = {"title": self.title, **MADE_BY_NAME[self.kind]}
        kind_type = KINDS[self.kind].by_name.get("type")
        if "type" in values and kind_type and isinstance(kind_type.type, Term):
            terms = vocabulary.load(kind_type.type.vocabulary).terms
            title = f" {fold(self.title)} "
            named = [code for code, label in terms.items() if f" {fold(label)} " in title]
            values["type"] = max(named, key=lambda code: len(terms[code]), default=values["type"])
        return values


Value = Stored | NewRecord
Values = dict[str, Value]


@dataclass
class DraftRow:
    """A row of a part. A row not yet saved has a negative `id`, which other rows can name.

    `given` is what it started with; a `starter` was set out by the form, not asked for.
    """

    id: int
    values: Values = field(default_factory=dict)
    given: Values = field(default_factory=dict)
    starter: bool = False

    def put(self, name: str, value: Value) -> None:
        """Set a value; nothing and empty text take it away."""
        put(self.values, name, value)


@dataclass(frozen=True)
class Problem:
    """Why a draft cannot be saved: a field of the record, or with `part` of one of its rows."""

    error: DefcatError
    field: str
    part: str = ""
    row: int = 0


@dataclass(frozen=True)
class Removed:
    """A row taken out, with all that went with it, to be put back."""

    part: str
    place: int
    row: DraftRow
    citations: tuple[DraftRow, ...]
    unnamed: tuple[DraftRow, ...]


def put(values: Values, name: str, value: Value) -> None:
    """Set a value; nothing and empty text take it away."""
    if value is None or value == "":
        values.pop(name, None)
    else:
        values[name] = value


def differing(values: Mapping[str, Value], before: Mapping[str, Value]) -> Values:
    """What has to be written so that `before` becomes `values`."""
    names = dict.fromkeys([*values, *before])
    return {n: values.get(n) for n in names if values.get(n) != before.get(n)}
