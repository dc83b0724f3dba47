"""The same EDTF texts read by `edtf`, an independent implementation of the standard."""

import contextlib
import io
from datetime import date
from math import inf

import edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import given, settings
from hypothesis import strategies as st

from defcat.dates import PartialDate
from defcat.errors import InputError
from tests.core.edtf_texts import days, months, years

# edtf takes some 15 ms for a text, so there are few examples; the strategies below each hold one
# part of level 1, so that every part gets its share of them.
few = settings(deadline=None, derandomize=True, max_examples=80)

# Winter is left out: edtf ends it on 31 December of the same year, because it keeps every season
# inside one calendar year; here it lasts to the end of February.
seasons = st.builds("{}-{}".format, years, st.integers(21, 23))
marks = st.sampled_from(["~", "?", "%"])
# Seasons with a qualifier are left out: level 1 allows them and edtf refuses them.
qualified = st.builds(str.__add__, days | months | years, marks)
# 000X and 0XXX are left out: edtf begins them with the year 0, which this calendar does not have.
unspecified = (
    st.builds("{}-XX".format, months | years)
    | years.map("{}-XX-XX".format)
    | st.integers(100, 999).map("{}X".format)
    | st.integers(10, 99).map("{}XX".format)
    | st.integers(1, 9).map("{}XXX".format)
)
# Unspecified digits inside a range are left out: edtf fails on them with an AttributeError.
range_ends = days | months | years | seasons | qualified


def bounds_of_edtf(text: str) -> tuple[date, date]:
    """Earliest and latest day according to edtf, an open end as the end of the calendar."""
    parsed = edtf.parse_edtf(text)
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    first = date.min if lower == -inf else date(*lower[:3])
    last = date.max if upper == inf else date(*upper[:3])
    return first, last


def bounds(text: str) -> tuple[date, date]:
    found = PartialDate.parse(text)
    return found.first, found.last


# "Strict" bounds are compared; the fuzzy ones of edtf pad a qualified date by a chosen number of
# days, which this catalogue never does.
@few
@given(days | months | years)
def test_days_months_and_years_span_the_same_days(text: str) -> None:
    assert bounds(text) == bounds_of_edtf(text)


@few
@given(seasons | qualified | unspecified)
def test_level_1_dates_span_the_same_days(text: str) -> None:
    assert bounds(text) == bounds_of_edtf(text)


# A range with an end that is not known ("2004/") is left out: edtf ends it ten years on, a guess.
@few
@given(range_ends, range_ends | st.just(".."), st.booleans())
def test_ranges_span_the_same_days(one: str, other: str, open_start: bool) -> None:
    if other == "..":
        text = f"../{one}" if open_start else f"{one}/.."
    else:
        # A range that ends before it begins is refused here and accepted by edtf.
        text = "/".join(sorted((one, other), key=bounds))
    assert bounds(text) == bounds_of_edtf(text)


@few
@given(st.from_regex(r"[0-9]{4}(-[0-3][0-9]){1,2}[?~%]?", fullmatch=True))
def test_what_edtf_refuses_is_refused(text: str) -> None:
    try:
        # It prints what it tries.
        with contextlib.redirect_stdout(io.StringIO()):
            parsed = edtf.parse_edtf(text)
            parsed.lower_strict()
    except (EDTFParseException, ValueError):
        try:
            PartialDate.parse(text)
        except InputError:
            return
        # The one text that only edtf refuses: a season with a qualifier.
        assert text[5:7] in ("21", "22", "23", "24")
        assert len(text) == 8
