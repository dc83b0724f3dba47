"""Partial dates: EDTF level 1 in and out, the days they span, how they compare."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from defcat.dates import PartialDate, days_span
from defcat.errors import InputError
from tests.core.edtf_texts import edtf_texts

repeatable = settings(deadline=None, derandomize=True, max_examples=300)
partial_dates = edtf_texts.map(PartialDate.parse)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "long", "short"),
    [
        ("2024-08-23", "2024-08-23", "2024-08-23", "day", "23 August 2024", "23 Aug 2024"),
        ("2024-02", "2024-02-01", "2024-02-29", "month", "February 2024", "Feb 2024"),
        ("1900-02", "1900-02-01", "1900-02-28", "month", "February 1900", "Feb 1900"),
        ("2023", "2023-01-01", "2023-12-31", "year", "2023", "2023"),
        ("2023?", "2023-01-01", "2023-12-31", "year", "2023 (uncertain)", "2023?"),
        ("2024-06~", "2024-06-01", "2024-06-30", "month", "about June 2024", "c. Jun 2024"),
        (
            *("2024-06-01%", "2024-06-01", "2024-06-01", "day"),
            *("about 1 June 2024 (uncertain)", "c. 1 Jun 2024?"),
        ),
        ("2019-21", "2019-03-01", "2019-05-31", "season", "spring 2019", "spring 2019"),
        ("2019-22", "2019-06-01", "2019-08-31", "season", "summer 2019", "summer 2019"),
        ("2019-23~", "2019-09-01", "2019-11-30", "season", "about autumn 2019", "c. autumn 2019"),
        ("2019-24", "2019-12-01", "2020-02-29", "season", "winter 2019", "winter 2019"),
        ("9999-24", "9999-12-01", "9999-12-31", "season", "winter 9999", "winter 9999"),
        ("2004-06-XX", "2004-06-01", "2004-06-30", "month", "June 2004", "Jun 2004"),
        ("2004-XX", "2004-01-01", "2004-12-31", "year", "2004", "2004"),
        ("2004-XX-XX", "2004-01-01", "2004-12-31", "year", "2004", "2004"),
        ("201X", "2010-01-01", "2019-12-31", "range", *["between 2010 and 2019"] * 2),
        ("20XX", "2000-01-01", "2099-12-31", "range", *["between 2000 and 2099"] * 2),
        ("000X", "0001-01-01", "0009-12-31", "range", *["between 0001 and 0009"] * 2),
        ("XXXX", "0001-01-01", "9999-12-31", "unknown", "unknown", "unknown"),
        ("1998/2004", "1998-01-01", "2004-12-31", "range", "1998–2004", "1998–2004"),
        (
            *("2023-11-09/2023-11-10", "2023-11-09", "2023-11-10", "range"),
            *("9–10 November 2023", "9–10 Nov 2023"),
        ),
        (
            *("2023-11-09/2023-11-09", "2023-11-09", "2023-11-09", "range"),
            *("9 November 2023", "9 Nov 2023"),
        ),
        (
            *("2023-11-30/2023-12-02", "2023-11-30", "2023-12-02", "range"),
            *("30 November – 2 December 2023", "30 Nov – 2 Dec 2023"),
        ),
        (
            *("2023-12-30/2024-01-02", "2023-12-30", "2024-01-02", "range"),
            *("30 December 2023 – 2 January 2024", "30 Dec 2023 – 2 Jan 2024"),
        ),
        (
            *("2023-11/2023-12", "2023-11-01", "2023-12-31", "range"),
            *("November–December 2023", "Nov–Dec 2023"),
        ),
        (
            *("2019-21/2019-23", "2019-03-01", "2019-11-30", "range"),
            *("spring 2019 – autumn 2019", "spring 2019 – autumn 2019"),
        ),
        (
            *("2004-06?/2005~", "2004-06-01", "2005-12-31", "range"),
            *("June 2004 (uncertain) – about 2005", "Jun 2004? – c. 2005"),
        ),
        (
            *("2019-05-31/..", "2019-05-31", "9999-12-31", "range"),
            *("since 31 May 2019", "31 May 2019 – open"),
        ),
        ("../2004", "0001-01-01", "2004-12-31", "range", "until 2004", "open – 2004"),
        ("2004/", "2004-01-01", "9999-12-31", "range", "2004 – unknown", "2004 – unknown"),
        ("/2004-06", "0001-01-01", "2004-06-30", "range", "unknown – June 2004", None),
    ],
)
def test_edtf_text_has_its_days_precision_and_words(
    text: str, first: str, last: str, precision: str, long: str, short: str | None
) -> None:
    found = PartialDate.parse(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert days_span(text) == (first, last)
    assert found.precision == precision
    assert found.show() == long
    if short is not None:
        assert found.show("short") == short
    assert str(found) == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not a date"),
        ("2024-13", "no month"),
        ("2024-00", "no month"),
        ("2024-25", "no month"),
        ("2024-02-30", "not a day"),
        ("2023-02-29", "not a day"),
        ("2024-08-00", "not a day"),
        ("2024-8-3", "not a date"),
        ("24-08-03", "not a date"),
        ("2024-W34-5", "not a date"),
        ("2024-236", "not a date"),
        ("20240823", "not a date"),
        ("2024-08-23T10:00:00", "not a date"),
        ("2024-08-23\n", "not a date"),
        (" 2024", "not a date"),
        ("２０２４", "not a date"),  # full-width digits
        ("201X-05", "not a date"),
        ("2X14", "not a date"),
        ("2004-XX-05", "not a date"),
        ("2004-21-05", "not a date"),
        ("XXXX~", "not a date"),
        ("2024??", "not a date"),
        ("0000", "year outside"),
        ("0000-01-01", "year outside"),
        ("-0044-03-15", "year outside"),
        ("12024", "year outside"),
        ("Y17000", "year outside"),
        ("Y-17000", "year outside"),
        ("2004/1998", "ends before it begins"),
        ("2024-08-23/2024-08-22", "ends before it begins"),
        ("../..", "without any date"),
        ("/", "without any date"),
        ("2004/2005/2006", "not a date"),
        ("2004/XXXX", "not a date"),
        ("2004/open", "not a date"),
    ],
)
def test_what_is_no_edtf_date_is_refused_with_reason_and_mend(text: str, what: str) -> None:
    for refuse in (PartialDate.parse, days_span):
        with pytest.raises(InputError) as refused:
            refuse(text)
        assert what in refused.value.what
        assert refused.value.fix


def test_missing_sides_are_told_from_the_ends_of_the_calendar() -> None:
    known = {
        text: (PartialDate.parse(text).known_first, PartialDate.parse(text).known_last)
        for text in ("2004", "0001-01-01", "9999-12-31", "2004/..", "/2004", "XXXX", "199X", "2XXX")
    }
    assert known == {
        "2004": (True, True),
        "0001-01-01": (True, True),
        "9999-12-31": (True, True),
        "2004/..": (True, False),
        "/2004": (False, True),
        "XXXX": (False, False),
        "199X": (True, True),
        "2XXX": (True, True),
    }


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2023", "2024-01-01", True),
        ("2024-01-01", "2023", False),
        ("2023", "2023-11", None),
        ("2023-11-09", "2023-11-09", False),
        ("2023", "2023", None),
        ("2023-01", "2023-01-31", None),
        ("2023-01-31", "2023-01", False),
        ("1998/2004", "2005", True),
        ("2019-05-31/..", "2024", None),
        ("../2004", "2005", True),
        ("2005", "../2004", False),
        ("XXXX", "2005", None),
    ],
)
def test_before_says_only_what_the_days_tell(one: str, other: str, before: bool | None) -> None:
    assert PartialDate.parse(one).before(PartialDate.parse(other)) is before
    assert PartialDate.parse(other).after(PartialDate.parse(one)) is before


@pytest.mark.parametrize(
    ("text", "first", "last", "answer"),
    [
        ("2023", "2023-11-01", "2023-11-30", "possible"),
        ("2023-11", "2023-01-01", "2023-12-31", "certain"),
        ("2023-11-09", "2023-11-01", "2023-11-30", "certain"),
        ("2023-10-31", "2023-11-01", "2023-11-30", "no"),
        ("2023-11~", "2023-01-01", "2023-12-31", "possible"),
        ("2023?", "2023-01-01", "2023-12-31", "possible"),
        ("2023-11-XX", "2023-11-01", "2023-11-30", "certain"),
        ("XXXX", "2023-11-01", "2023-11-30", "possible"),
        # A range lasts: certain in its middle, only possible where its ends are vague.
        ("1998/2004", "2001-05-01", "2001-05-01", "certain"),
        ("1998/2004", "1998-05-01", "1998-05-01", "possible"),
        ("2023-11-09/2023-11-10", "2023-11-10", "2023-11-30", "certain"),
        ("2019-05-31/..", "2024-01-01", "2024-01-01", "certain"),
        ("2019-05-31/..", "2019-05-01", "2019-05-30", "no"),
        ("../2004", "1950-01-01", "1950-01-01", "certain"),
        # Nobody said when it ended, so the day after its start is only possible.
        ("2019-05-31/", "2019-05-31", "2019-05-31", "certain"),
        ("2019-05-31/", "2024-01-01", "2024-01-01", "possible"),
        ("/2004-06-30", "2004-06-30", "2004-06-30", "certain"),
        ("/2004-06-30", "1950-01-01", "1950-01-01", "possible"),
    ],
)
def test_period_filter_tells_certain_from_possible(
    text: str, first: str, last: str, answer: str
) -> None:
    period = date.fromisoformat(first), date.fromisoformat(last)
    assert PartialDate.parse(text).overlaps(*period) == answer


def test_dates_sort_by_earliest_then_latest_day() -> None:
    texts = ["2024", "XXXX", "2023-11-09", "2024-01", "2024-01-01", "2023", "../2004", "2023-11"]
    ordered = sorted(texts, key=lambda text: PartialDate.parse(text).sort_key)
    assert ordered == [
        *("../2004", "XXXX", "2023", "2023-11", "2023-11-09", "2024-01-01", "2024-01", "2024"),
    ]


def test_equal_texts_are_one_date_in_a_set() -> None:
    assert PartialDate.parse("2024-08-23") == PartialDate.of(date(2024, 8, 23))
    assert len({PartialDate.parse(text) for text in ("2024", "2024", "2024~", "2024-XX")}) == 3


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("2025-01-10", True),
        ("2025-01-10/2025-01-10", True),
        ("2025-01-10~", False),
        ("2025-01-10?", False),
        ("2025-01-10%", False),
        ("2025-01-10~/2025-01-10", False),
        ("2025-01", False),
        ("2025-01-XX", False),
        ("2025-01-10/2025-01-11", False),
        ("9999-12-31/..", False),
        ("/0001-01-01", False),
        ("XXXX", False),
    ],
)
def test_exact_is_one_day_beyond_doubt(text: str, exact: bool) -> None:
    assert PartialDate.parse(text).exact is exact


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019/..", "2019 or later"),
        ("2019-05-31~/", "about 31 May 2019 or later"),
        ("../2019", "2019 or earlier"),
        ("/2019-05", "May 2019 or earlier"),
        ("XXXX", "a day not recorded"),
        ("2015/2017", "2015\N{EN DASH}2017"),
        ("2019-05-31", "31 May 2019"),
    ],
)
def test_the_moment_of_something_is_no_stretch_of_time(text: str, words: str) -> None:
    assert PartialDate.parse(text).show_moment() == words


@repeatable
@given(edtf_texts)
def test_edtf_text_comes_back_unchanged(text: str) -> None:
    found = PartialDate.parse(text)
    assert str(found) == text
    assert PartialDate.parse(str(found)) == found
    assert found.first <= found.last
    assert days_span(text) == (found.first.isoformat(), found.last.isoformat())
    assert found.show()
    assert found.show("short")


@repeatable
@given(partial_dates, partial_dates)
def test_before_and_after_never_contradict(one: PartialDate, other: PartialDate) -> None:
    assert one.before(other) is other.after(one)
    if one.before(other):
        assert other.before(one) is False
        assert one.sort_key < other.sort_key


@repeatable
@given(partial_dates, st.dates(), st.dates())
def test_overlap_follows_from_the_days(found: PartialDate, one: date, other: date) -> None:
    first, last = sorted((one, other))
    answer = found.overlaps(first, last)
    apart = last < found.first or found.last < first
    assert (answer == "no") is apart
    if first <= found.first and found.last <= last:
        assert answer == ("possible" if found.qualifier else "certain")
