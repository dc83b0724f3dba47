"""Lengths of time: how they are read, stored, shown and counted."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from defcat.dates import PartialDate
from defcat.errors import InputError
from defcat.fields import Duration
from defcat.periods import Period


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("five years", "P5Y", "5 years"),
        ("5 years", "P5Y", "5 years"),
        ("5years", "P5Y", "5 years"),
        ("a year", "P1Y", "1 year"),
        ("Six Months", "P6M", "6 months"),
        ("90 days", "P90D", "90 days"),
        ("two weeks", "P14D", "14 days"),
        ("2 years 6 months", "P2Y6M", "2 years, 6 months"),
        ("2 years, 6 months", "P2Y6M", "2 years, 6 months"),
        ("one year and six months", "P1Y6M", "1 year, 6 months"),
        ("five (5) years", "P5Y", "5 years"),
        ("twenty-five years", "P25Y", "25 years"),
        ("one hundred and eighty days", "P180D", "180 days"),
        ("1,825 days", "P1825D", "1,825 days"),
        ("18 months", "P18M", "18 months"),
        ("P5Y", "P5Y", "5 years"),
        ("p1y2m10d", "P1Y2M10D", "1 year, 2 months, 10 days"),
        ("P2W", "P14D", "14 days"),
        ("indefinite", "indefinite", "indefinite"),
        ("Unlimited", "indefinite", "indefinite"),
    ],
)
def test_what_is_typed_is_stored_in_one_form_and_shown_in_words(
    typed: str, stored: str, shown: str
) -> None:
    field = Duration()
    assert field.check(typed) == stored
    assert field.show(stored) == shown
    assert field.check(shown) == stored
    assert field.check(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        *("5", "years", "soon", "-5 years", "2.5 years", "0 days", "P", "P0Y", "P-5Y", "PT5H"),
        *("five (6) years", "five three years", "6 months 2 years", "5 years 5 years"),
        *("5 years or so", "5 years!", "10000 days", "2000 weeks", "²years", "half a year"),
        *("zero years", "until further notice", "5 yrs 3", "99999999999 years"),
    ],
)
def test_what_is_no_length_of_time_is_refused_with_the_next_step(typed: str) -> None:
    with pytest.raises(InputError) as error:
        Duration().check(typed)
    assert "is not a length of time" in error.value.what
    assert "5 years" in error.value.fix


def test_nothing_is_nothing() -> None:
    assert Duration().check("  ") is None


@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        period = Period.read(text)
    except InputError:
        return
    assert Period.parse(str(period)) == period
    assert Period.read(period.show()) == period


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("P5Y", date(2024, 9, 1), date(2029, 9, 1)),
        ("P1M", date(2024, 1, 31), date(2024, 2, 29)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P90D", date(2024, 1, 1), date(2024, 3, 31)),
        ("P1M1D", date(2024, 1, 31), date(2024, 3, 1)),
    ],
)
def test_a_period_runs_to_the_day_of_the_same_date(period: str, start: date, end: date) -> None:
    assert Period.parse(period).after(start) == end


def test_what_has_no_end_or_leaves_the_calendar_has_no_day() -> None:
    assert Period.parse("indefinite").after(date(2024, 1, 1)) is None
    assert Period.parse("indefinite").before(date(2024, 1, 1)) is None
    assert Period.parse("P9999Y").after(date(2024, 1, 1)) is None
    assert Period.parse("P9999Y").before(date(2024, 1, 1)) is None
    assert Period.parse("P90D").before(date(1, 1, 1)) is None


_periods = st.builds(Period, st.integers(0, 9), st.integers(0, 30), st.integers(0, 400))


@given(period=_periods, day=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_the_last_day_for_notice_is_the_last_from_which_the_period_is_over(
    period: Period, day: date
) -> None:
    assume(not period.indefinite)
    last = period.before(day)
    assert last is not None
    reached, beyond = period.after(last), period.after(last + timedelta(days=1))
    assert reached is not None
    assert beyond is not None
    assert reached <= day < beyond


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("P5Y", "1976", "1981"),
        ("P5Y", "1976~", "1981~"),
        ("P6M", "2024-08", "2025-02"),
        ("P5Y", "2024-08-22", "2029-08-22"),
        ("P6M", "1976", "1976-07-01/1977-06-30"),
        ("P90D", "2024-08", "2024-10-30/2024-11-29"),
    ],
)
def test_the_end_is_as_precise_as_the_beginning(period: str, start: str, end: str) -> None:
    found = Period.parse(period).after_date(PartialDate.parse(start))
    assert str(found) == end


@pytest.mark.parametrize("start", ["XXXX", "2019/..", "../2019", "2019/"])
def test_from_an_open_beginning_no_end_is_known(start: str) -> None:
    assert Period.parse("P5Y").after_date(PartialDate.parse(start)) is None
