"""Where one is in the catalogue, and the way one came."""

import re
from dataclasses import dataclass
from datetime import date

PAGES = frozenset({"home", "watch", "findings", "bin"})
"""The pages that are no list of records."""

_DAY = r'(?P<day>(?ai:as-of:)(?:"[^"]*"?|[^\s"]*)\s*)'
_TOKEN = re.compile(_DAY + r'|"[^"]*"?|[^\s"]+')


@dataclass(frozen=True)
class Place:
    """Where one is: a page, the query of its list, and the record shown."""

    page: str
    query: str = ""
    record: int | None = None


def on_day(text: str, day: date | None) -> str:
    """The query `text` as of `day`, None for today; the rest of it stays as it was typed.

    The day stands first, where it is always in sight. Also a text that is no query yet, because its
    day is only half typed, gets another day or none.
    """
    rest = _TOKEN.sub(lambda token: "" if token["day"] else token[0], text)
    return rest if day is None else f"as-of:{day.isoformat()} {rest.lstrip()}"


def day_first(text: str) -> int:
    """How many characters the day takes that the query `text` begins with; 0 without one."""
    found = re.match(_DAY, text)
    return found.end() if found else 0


class Trail:
    """The places one has left, and those one has come back from."""

    def __init__(self) -> None:
        self._past: list[Place] = []
        self._future: list[Place] = []

    @property
    def has_past(self) -> bool:
        return bool(self._past)

    @property
    def has_future(self) -> bool:
        return bool(self._future)

    def leave(self, place: Place) -> None:
        """Go on from `place` to somewhere new; what lay ahead is forgotten."""
        self._past.append(place)
        self._future.clear()

    def back(self, place: Place) -> Place | None:
        """The place before `place`, None where there is none."""
        if not self._past:
            return None
        self._future.append(place)
        return self._past.pop()

    def forward(self, place: Place) -> Place | None:
        """The place that one came back from to `place`, None where there is none."""
        if not self._future:
            return None
        self._past.append(place)
        return self._future.pop()
