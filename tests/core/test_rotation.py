"""Which backups are kept: the rule of 12 days, 10 weeks, 9 months, and 30 days."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from defcat.backups import BY_HAND, DAILY
from defcat.backups.rotation import Made, outworn

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE = "before-import"
DAY = timedelta(days=1)
_HOURS = [timedelta(hours=hours) for hours in (0, 3, 6)]

times = st.datetimes(datetime(1999, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
made = st.lists(st.tuples(times, st.sampled_from([DAILY, BY_HAND, BEFORE, "before-merge"])))


def lived(days: int, reason: str = DAILY) -> set[Made]:
    """What is there after a backup at each noon for so many days up to NOON."""
    kept: set[Made] = set()
    for ago in reversed(range(days)):
        now = NOON - ago * DAY
        kept.add((now, reason))
        kept -= outworn(kept, now)
    return kept


def test_of_a_year_of_daily_ones_twelve_days_ten_weeks_and_nine_months_are_left() -> None:
    kept = sorted(lived(400), reverse=True)
    days = [(NOON - at) // DAY for at, _ in kept]
    assert days[:12] == list(range(12))
    weeks = {at.isocalendar()[:2] for at, _ in kept}
    months = {(at.year, at.month) for at, _ in kept}
    assert len([each for each in weeks if each >= (2026, 39)]) == 10
    assert len(months) == 9
    assert min(months) == (2026, 3)
    assert len(kept) == 12 + 7 + 8, "three weeks and one month end within the twelve days"
    ends = {NOON.replace(month=10, day=31), NOON.replace(month=9, day=30)}  # of two months
    weekly = [at for at, _ in kept if (2026, 9, 21) < (at.year, at.month, at.day) < (2026, 11, 12)]
    assert {at.isoweekday() for at in weekly if at not in ends} == {7}, "the last day of each week"


def test_those_before_an_operation_go_after_thirty_days_once_others_have_followed() -> None:
    kept = lived(60)
    old, young = (NOON - 31 * DAY, BEFORE), (NOON - 29 * DAY, BEFORE)
    assert outworn({*kept, old, young}, NOON) == {old}
    assert outworn({old, (NOON, DAILY)}, NOON) == set()


def test_one_made_by_hand_is_never_taken_away() -> None:
    mine = {(NOON - ago * DAY - timedelta(hours=2), BY_HAND) for ago in (0, 1, 29, 31, 400, 4_000)}
    assert outworn({*lived(20), *mine}, NOON) == set()


def test_no_other_takes_the_place_of_the_daily_one_of_its_day() -> None:
    daily = {(NOON - ago * DAY, DAILY) for ago in range(12)}
    later = {
        (at + timedelta(hours=hours), reason)
        for at, _ in daily
        for hours, reason in ((1, BY_HAND), (2, BEFORE))
    }
    assert outworn(daily | later, NOON + timedelta(hours=3)) == set()


def test_all_of_today_and_yesterday_stay_and_of_earlier_days_the_last_daily_one() -> None:
    every = {(NOON - ago * DAY - hours, DAILY) for ago in range(4) for hours in _HOURS}
    gone = outworn(every, NOON)
    assert gone == {(NOON - ago * DAY - hours, DAILY) for ago in (2, 3) for hours in _HOURS[1:]}


@given(made, times)
def test_the_newest_always_stays_and_nothing_goes_twice(every: list[Made], now: datetime) -> None:
    gone = outworn(every, now)
    left = set(every) - gone
    assert gone <= set(every)
    past = [each for each in every if each[0] <= now]
    assert not past or max(past) in left
    assert not every or max(every) in left
    assert outworn(left, now) == set()


@given(made, times)
def test_one_backup_more_whatever_the_clock_says_leaves_most_of_what_was_there(
    every: list[Made], now: datetime
) -> None:
    left = set(every) - outworn(every, NOON)
    after = (left | {(now, DAILY)}) - outworn(left | {(now, DAILY)}, now)
    assert (now, DAILY) in after
    # Each of the three rules lets one go for a new one, and no more; likewise of days to come.
    regular = [each for each in left if each[1] == DAILY]
    assert len([each for each in regular if each in after]) >= min(len(regular), 12) - 1


@given(st.integers(0, 40), st.integers(-9_000, 9_000))
def test_a_clock_set_wrong_by_years_for_some_days_loses_no_more_than_days(
    wrong: int, off: int
) -> None:
    kept = lived(200)
    for n in range(min(wrong, 12)):
        now = NOON + off * DAY + n * DAY
        kept.add((now, DAILY))
        kept -= outworn(kept, now)
    right = {each for each in kept if each[0] <= NOON}
    assert len(right) >= 9
