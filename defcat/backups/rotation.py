"""How long each backup is kept: a rule of their times and reasons alone."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta

from defcat.backups.names import BY_HAND, DAILY

RECENT = timedelta(days=2)
"""Today and yesterday, wherever on earth."""
MONTH = timedelta(days=30)
DAYS, WEEKS, MONTHS = 12, 10, 9
"""Of so many days, weeks and months with backups the last one of each is kept."""
NEWEST = 12
"""Before so many others have followed, none goes for its age: the clock may have jumped ahead."""

Made = tuple[datetime, str]
"""A backup: when it was made, and why."""


def outworn(made: Iterable[Made], now: datetime) -> set[Made]:
    """Those that are kept no longer, at `now`; all times have a zone.

    Kept are, whatever the reason, the newest and all of two days; all that were made by hand; of
    the daily ones the last of each of 12 days, 10 weeks and 9 months (UTC, ISO 8601) that have any;
    and for 30 days each that was made before an operation. What the clock says empties no folder:
    days without backups do not count, and those from days to come are sorted out among themselves.
    """
    newest_first = sorted(set(made), reverse=True)
    past = [each for each in newest_first if each[0] <= now]
    future = [each for each in newest_first if each[0] > now]
    gone = set(past) - _kept(past, now)
    return gone | (set(future) - _kept(future, future[0][0])) if future else gone


def _kept(newest_first: list[Made], now: datetime) -> set[Made]:
    daily = [each for each in newest_first if each[1] == DAILY]
    return {
        *newest_first[:1],
        *(each for each in newest_first if each[1] == BY_HAND or now - each[0] <= RECENT),
        *_last_of_each(daily, DAYS, lambda at: at.date()),
        *_last_of_each(daily, WEEKS, lambda at: at.isocalendar()[:2]),
        *_last_of_each(daily, MONTHS, lambda at: (at.year, at.month)),
        *(
            each
            for place, each in enumerate(newest_first)
            if each[1] != DAILY and (now - each[0] <= MONTH or place < NEWEST)
        ),
    }


def _last_of_each(
    newest_first: list[Made], count: int, period: Callable[[datetime], Hashable]
) -> list[Made]:
    """The last one in each of the last `count` periods that have any."""
    found: dict[Hashable, Made] = {}
    for each in newest_first:
        found.setdefault(period(each[0]), each)
    return list(found.values())[:count]
