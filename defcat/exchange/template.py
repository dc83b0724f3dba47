"""Texts with places in them: "Visit of {visitor} to {country}"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Template:
    """A text in which `{name}` stands for a value of the row."""

    text: str

    def __str__(self) -> str:
        return self.text

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in it, in order; none for a constant."""
        return tuple(_PLACE.findall(self.text))

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with its places filled; empty where all the values named are empty."""
        if self._only:
            return values[self._only]
        if not self.names:
            return self.text
        given = [values[name] for name in self.names]
        return (self._pattern % tuple(given)).strip() if any(given) else ""

    @cached_property
    def _only(self) -> str:
        """The one name that is the whole text, by far the most frequent template."""
        whole = _PLACE.fullmatch(self.text)
        return whole[1] if whole else ""

    @cached_property
    def _pattern(self) -> str:
        """The text with `%s` for each place."""
        return _PLACE.sub("%s", self.text.replace("%", "%%"))


NOTHING = Template("")
