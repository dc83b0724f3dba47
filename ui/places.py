"""Where one is in the catalogue, and the way one came."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from defcat.drafts.draft import Draft
    from ui.forms.spot import Spot

PAGES = frozenset({"home", "watch", "findings", "import", "history", "bin"})
"""The pages that are no list of records."""


@dataclass(frozen=True)
class Place:
    """Where one is: a page, the query of its list, and the record shown."""

    page: str
    query: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Where:
    """Where one was when the catalogue was closed, to be led back to.

    `tab`: what the pane showed of the record. `form`: the kind of the record whose form was open
    and the record itself, None for one that is new; its draft is in the catalogue, or here
    (`unkept`) where the disk would not take it. `spot`: where one typed in that form.
    """

    place: Place
    trail: "Trail"
    tab: str
    form: tuple[str, int | None] | None
    unkept: "Draft | None" = None
    spot: "Spot | None" = None


def on_day(text: str, day: date | None) -> str:
    """The query `text` as of `day`, None for today; the rest of it stays as it was typed.

    The day stands first, where it is always in sight. Also a text that is no query yet, because its
    day is only half typed, gets another day or none.
    """
    rest = text
    for start, end in reversed(_days(text)):
        rest = rest[:start] + rest[end:]
    return rest if day is None else f"as-of:{day.isoformat()} {rest.lstrip()}"


def day_first(text: str) -> int:
    """How many characters the day takes that the query `text` begins with; 0 without one."""
    return next((end for start, end in _days(text) if start == 0), 0)


def _days(text: str) -> list[tuple[int, int]]:
    """Where the days of the query `text` stand, each with the blanks after it."""
    from defcat.search.parse import day_spans  # needs the database, which the first paint does not

    return [(start, len(text) - len(text[end:].lstrip())) for start, end in day_spans(text)]


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
