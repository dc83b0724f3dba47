"""Marking schemes: ordered levels with their banner, colours and handling.

A scheme is a file in `resources/markings`, its levels from the lowest to the highest. A catalogue
uses one scheme; a record without a marking counts as the lowest level.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from defcat.errors import InputError, NotFound, Refused
from defcat.settings import RESOURCES
from defcat.translation import tr

FOLDER = RESOURCES / "markings"


@dataclass(frozen=True)
class Level:
    """One marking. `rank` counts from 0, the lowest; colours are "#rrggbb".

    `banner` is printed as it stands, never translated; it and `portion`, the mark of a paragraph,
    may be empty.
    """

    code: str
    label: str
    rank: int
    colour: str
    text_colour: str
    banner: str
    handling: str
    portion: str


@dataclass(frozen=True)
class Scheme:
    """A marking scheme; `levels` run from the lowest to the highest."""

    code: str
    label: str
    levels: tuple[Level, ...]

    @property
    def lowest(self) -> Level:
        """What a record counts as that is not marked."""
        return self.levels[0]

    def level(self, code: str | None) -> Level:
        """The level of a code, the lowest for None; raises InputError for any other."""
        if code is None:
            return self.lowest
        for level in self.levels:
            if level.code == code:
                return level
        raise InputError(
            tr("“{code}” is not a marking of the scheme {scheme}.", code=code, scheme=self.label),
            tr("Use one of: {codes}.", codes=", ".join(level.code for level in self.levels)),
        )

    def named(self, text: str) -> Level:
        """The level that a text names by its code, label, banner or portion mark, in any case.

        Raises InputError for a text that names none.
        """
        said = " ".join(text.replace("_", " ").split()).casefold()
        for level in self.levels:
            names = (level.code, level.code.replace("-", " "), level.label, level.banner)
            if said and said in map(str.casefold, (*names, level.portion)):
                return level
        return self.level(text)

    def highest(self, codes: Iterable[str | None]) -> Level:
        """The highest level among `codes`, for the banner of what holds them all."""
        return max(map(self.level, codes), key=lambda level: level.rank, default=self.lowest)

    def allows(self, code: str | None, ceiling: str | None) -> bool:
        """Whether `code` is not above `ceiling`; without a ceiling anything is allowed."""
        level = self.level(code)
        return ceiling is None or level.rank <= self.level(ceiling).rank

    def refuse_above(self, code: object, ceiling: str | None) -> None:
        """Raise Refused where `code` is above `ceiling`, InputError where it is no level."""
        if code is not None and not self.allows(str(code), ceiling):
            raise Refused(
                tr("{level} is above this catalogue's ceiling.", level=self.level(str(code)).label),
                tr("Record it in a catalogue that may hold it."),
            )


@cache
def names() -> tuple[str, ...]:
    """The codes of the schemes that ship, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def label(code: str) -> str:
    """What the level `code` is called, in whichever scheme has it; the code itself in none."""
    for scheme in map(load, names()):
        for level in scheme.levels:
            if level.code == code:
                return level.label
    return code


@cache
def load(name: str) -> Scheme:
    """The scheme that ships under `name`; raises NotFound for any other name."""
    if name not in names():
        raise NotFound(
            tr("There is no marking scheme “{name}”.", name=name),
            tr("The schemes are: {names}.", names=", ".join(names())),
        )
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    levels = tuple(
        Level(rank=rank, **(level | {key: tr(level[key]) for key in ("label", "handling")}))
        for rank, level in enumerate(data["levels"])
    )
    return Scheme(name, tr(data["label"]), levels)
