"""Where one is in the catalogue, and the way one came."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where one is: a page, the query of its list, and the record shown."""

    page: str
    query: str = ""
    record: int | None = None


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
