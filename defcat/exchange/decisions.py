"""What a person decides of the rows that may be about a record that is here."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Decision:
    """What a doubtful row becomes: see NEW, LEAVE, BEST and `is_record`."""

    what: str
    record_id: int = 0


NEW = Decision("new")
LEAVE = Decision("leave")
BEST = Decision("best")
"""The candidate that is most alike."""


def is_record(record_id: int) -> Decision:
    """The decision that a row is about this record."""
    return Decision("record", record_id)


@dataclass(frozen=True)
class Decisions:
    """What each doubt becomes, by the key of its row, and what all the others do."""

    each: Mapping[str, Decision] = field(default_factory=dict)
    rest: Decision = LEAVE

    def of(self, key: str) -> Decision:
        """What becomes of the row with this key."""
        return self.each.get(key, self.rest)
