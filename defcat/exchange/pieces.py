"""Reading and letting go of a large JSON document piece by piece.

One call for all of it would hold up every other thread meanwhile: a second for a hundred megabytes.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")


def decoded(content: bytes) -> Any:
    """What `json.loads` gives; of an object that holds lists, each entry is read by itself.

    Raises ValueError where it is not JSON, RecursionError where it is nested too deeply.
    """
    text = content.decode(json.detect_encoding(content), "surrogatepass")
    reader = _Reader(text)
    if not reader.is_at("{"):
        return json.loads(text)
    found: dict[str, Any] = {}
    for _ in reader.entries("{", "}"):
        name = reader.name()
        if reader.is_at("["):
            found[name] = [reader.value() for _ in reader.entries("[", "]")]
        else:
            found[name] = reader.value()
    reader.end()
    return found


def let_go(*held: dict[str, Any]) -> None:
    """Empty what was decoded, entry by entry; nothing in it is to be used any more."""
    for each in held:
        while each:
            _, value = each.popitem()
            while isinstance(value, list) and value:
                value.pop()


class _Reader:
    """A place in a text; what it reads stands there, and it goes on behind that."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._decoder = json.JSONDecoder()
        self._pass_space()

    def is_at(self, sign: str) -> bool:
        """Whether `sign` comes next."""
        return self._text.startswith(sign, self._at)

    def value(self) -> Any:
        """Read one value."""
        found, self._at = self._decoder.raw_decode(self._text, self._at)
        self._pass_space()
        return found

    def name(self) -> str:
        """Read the name of a member."""
        if not self.is_at('"'):
            raise self._wrong("Expecting property name enclosed in double quotes")
        found = self.value()
        self._take(":")
        return str(found)

    def entries(self, first: str, last: str) -> Iterator[None]:
        """Stop before each entry between `first` and `last`; who asks reads it."""
        self._take(first)
        if not self.is_at(last):
            yield
            while self.is_at(","):
                self._take(",")
                yield
        self._take(last)

    def end(self) -> None:
        """See that nothing follows."""
        if self._at != len(self._text):
            raise self._wrong("Extra data")

    def _take(self, sign: str) -> None:
        if not self.is_at(sign):
            raise self._wrong(f"Expecting '{sign}'")
        self._at += 1
        self._pass_space()

    def _pass_space(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _wrong(self, what: str) -> json.JSONDecodeError:
        return json.JSONDecodeError(what, self._text, self._at)
