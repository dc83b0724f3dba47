"""How long something still takes, judged by how long it has taken so far."""

from time import monotonic

from defcat.translation import tr, trn

_SOONEST_S = 2.0
"""Nothing is foretold earlier: the first moments say little."""


class Remaining:
    """Told how much of how much is done, it says in words how long the rest takes."""

    def __init__(self) -> None:
        self._since = monotonic()

    def words(self, done: int, total: int) -> str:
        """What to show behind the count; empty where it cannot be said yet, or is all done."""
        taken = monotonic() - self._since
        if taken < _SOONEST_S or not 0 < done < total:
            return ""
        return in_words(taken * (total - done) / done)


def in_words(seconds: float) -> str:
    """A length of time as one says it of what is to come."""
    if seconds < 60:
        tens = max(5, round(seconds / 5) * 5)
        return tr("about {n} s left", n=tens)
    return trn("about {n} minute left", "about {n} minutes left", round(seconds / 60))
