"""The tokens of dates: they meet where days do, and are few."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from defcat.dates import PartialDate
from defcat.search import tags
from defcat.storage.fulltext import PREFIXES
from defcat.text import words

MARK = "\ue020"

years = st.one_of(st.integers(1, 9999), st.integers(1895, 2105), st.sampled_from([1, 2100, 9999]))
days = st.one_of(
    st.dates(),
    st.builds(date, years, st.integers(1, 12), st.integers(1, 28)),
    st.sampled_from([date.min, date.max, date(1899, 12, 31), date(2100, 1, 1)]),
)
qualified = st.sampled_from(["", "~", "?", "%"])
singles = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: day.isoformat()[:7]),
    days.map(lambda day: day.isoformat()[:4]),
    days.map(lambda day: day.isoformat()[:7] + "-XX"),
    days.map(lambda day: f"{day.year:04}-XX"),
    days.map(lambda day: f"{day.year:04}-XX-XX"),
    st.builds("{:04}-{}".format, years, st.integers(21, 24)),
    years.map("{:04}".format).map(lambda year: year[:3] + "X"),
    years.map("{:04}".format).map(lambda year: year[:2] + "XX"),
    years.map("{:04}".format).map(lambda year: year[:1] + "XXX"),
)
ends = st.builds(str.__add__, singles, qualified)
texts = st.one_of(
    st.just("XXXX"),
    ends,
    st.builds("{}/{}".format, ends, st.sampled_from(["", ".."])),
    st.builds("{}/{}".format, st.sampled_from(["", ".."]), ends),
    st.builds(
        lambda one, other: "/".join(sorted((one, other), key=lambda t: PartialDate.parse(t).first)),
        ends,
        ends,
    ),
)


def tokens_of(text: str) -> list[str]:
    known = PartialDate.parse(text)
    return tags.of_date(MARK, known.first.isoformat(), known.last.isoformat())


@given(texts, days, days)
@example("XXXX", date(2023, 11, 9), date(2023, 11, 9))
@example("2019-05-31/..", date.max, date.max)
@example("../1899", date(1899, 12, 31), date(1899, 12, 31))
@example("2023-11-09", date.min, date.max)
@example("2023", date(2023, 11, 1), date(2023, 11, 30))
@example("9999-24", date.max, date.max)
def test_tokens_meet_where_days_do(text: str, one: date, other: date) -> None:
    known = PartialDate.parse(text)
    first, last = sorted((one, other))
    begun, whole = tags.asked_days(MARK, first, last)
    meets = any(token in whole or token.startswith(tuple(begun)) for token in tokens_of(text))
    assert meets == (known.overlaps(first, last) != "no")


@given(texts)
@example("0001-01-02/9998-12-30")
def test_no_date_makes_many_tokens_and_none_twice(text: str) -> None:
    made = tokens_of(text)
    # The example is the worst: nearly all days, months, years and decades at both ends, and
    # nearly a hundred centuries between.
    assert len(made) == len(set(made)) <= 232


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("2023-11-09", 1),
        ("2023-11", 1),
        ("2023", 1),
        ("202X", 1),
        ("20XX", 10),
        ("XXXX", 22),
        ("2019-05-31/..", 17),
        ("../2004-06-30", 21),
        ("1998/2004", 7),
    ],
)
def test_usual_dates_make_few_tokens(text: str, most: int) -> None:
    assert len(tokens_of(text)) <= most


@given(days, days)
def test_no_range_asks_for_many_tokens(one: date, other: date) -> None:
    begun, whole = tags.asked_days(MARK, *sorted((one, other)))
    assert len(begun) + len(whole) == len({*begun, *whole}) <= 240
    begun, whole = tags.asked_days(MARK, date(2023, 11, 9), date.max)
    assert len(begun) + len(whole) <= 45


def test_the_usual_periods_are_as_short_as_the_prefix_indexes() -> None:
    for first, last in [("2023-11-01", "2023-11-30"), ("2023-01-01", "2023-12-31")]:
        begun, _ = tags.asked_days(MARK, date.fromisoformat(first), date.fromisoformat(last))
        assert [len(token) <= PREFIXES for token in begun] == [True]


def test_tokens_are_words_of_their_own_that_nobody_types() -> None:
    made = [
        tags.word(MARK, "abc"),
        tags.code(MARK, "in-force"),
        tags.record(MARK, 12),
        tags.has("participant"),
        tags.kind("agreement"),
        tags.country("IN"),
        *tokens_of("2023-11-09/.."),
    ]
    assert words(" ".join(made)) == made
    assert not any(token[0].isascii() for token in made)
    assert [token for token in made if tags.names_record(token)] == [tags.record(MARK, 12)]
