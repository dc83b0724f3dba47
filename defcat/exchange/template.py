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
        if not self.names:
            return self.text
        if self._only:
            return values[self._only]
        if not any(values[name] for name in self.names):
            return ""
        return _PLACE.sub(lambda place: values[place[1]], self.text).strip()

    @cached_property
    def _only(self) -> str:
        """The one name that is the whole text, by far the most frequent template."""
        whole = _PLACE.fullmatch(self.text)
        return whole[1] if whole else ""


NOTHING = Template("")
