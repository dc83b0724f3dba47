"""What people type as a date: what is read, what is flagged, what is refused."""

import csv
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from defcat.date_input import read
from defcat.dates import PartialDate, Style, days_span
from defcat.errors import InputError
from tests import real_data
from tests.core.edtf_texts import edtf_texts, ranges, stated

STYLES: tuple[Style, ...] = ("long", "short")
repeatable = settings(deadline=None, derandomize=True, max_examples=300)

TYPED = [
    ("2024-08-23", "2024-08-23"),
    (" 23  August 2024 ", "2024-08-23"),
    ("23 Aug 2024", "2024-08-23"),
    ("23rd of August, 2024", "2024-08-23"),
    ("23-AUG-2024", "2024-08-23"),
    ("August 23, 2024", "2024-08-23"),
    ("Sept. 3rd 2024", "2024-09-03"),
    ("Aug 2024", "2024-08"),
    ("2024", "2024"),
    ("23/08/2024", "2024-08-23"),
    ("23.8.2024", "2024-08-23"),
    ("23-08-2024", "2024-08-23"),
    ("23. 8. 2024", "2024-08-23"),
    ("2024/08/23", "2024-08-23"),
    ("08/2024", "2024-08"),
    ("04/04/2024", "2024-04-04"),
    ("c. 1905", "1905~"),
    ("ca 1905", "1905~"),
    ("Circa June 2024", "2024-06~"),
    ("about 23/08/2024", "2024-08-23~"),
    ("1905?", "1905?"),
    ("June 2024 (uncertain)", "2024-06?"),
    ("about June 2024?", "2024-06%"),
    ("before 2004", "/2003"),
    ("before March 2004", "/2004-02"),
    ("before 1 March 2004", "/2004-02-29"),
    ("before c. 1905", "/1904~"),
    ("after 2004", "2005/"),
    ("after spring 2019", "2019-06/"),
    ("since 31 May 2019", "2019-05-31/.."),
    ("from 2019-05-31", "2019-05-31/.."),
    ("until about 2004", "../2004~"),
    ("up to 2004", "../2004"),
    ("from 1998 to 2004", "1998/2004"),
    ("from 3 May to 2 June 2019", "2019-05-03/2019-06-02"),
    ("1998-2004", "1998/2004"),
    ("1998–2004", "1998/2004"),
    ("c. 1998 - 2004", "1998~/2004"),
    ("9-10 November 2023", "2023-11-09/2023-11-10"),
    ("9–10 November 2023", "2023-11-09/2023-11-10"),
    ("November 9-10, 2023", "2023-11-09/2023-11-10"),
    ("9 November - 3 December 2023", "2023-11-09/2023-12-03"),
    ("May 31 - June 2, 2024", "2024-05-31/2024-06-02"),
    ("30/12/2023 - 31/12/2023", "2023-12-30/2023-12-31"),
    ("2023-11-09 to 2023-11-10", "2023-11-09/2023-11-10"),
    ("November-December 2023", "2023-11/2023-12"),
    ("31 May 2019 - open", "2019-05-31/.."),
    ("31 May 2019 - present", "2019-05-31/.."),
    ("unknown - 2004", "/2004"),
    ("spring 2019", "2019-21"),
    ("Fall 2019", "2019-23"),
    ("201x", "201X"),
    ("2019-05-31/..", "2019-05-31/.."),
    ("unknown", "XXXX"),
]


@pytest.mark.parametrize(("typed", "edtf"), TYPED)
def test_everyday_dates_are_read(typed: str, edtf: str) -> None:
    reading = read(typed)
    assert str(reading.date) == edtf
    assert not reading.ambiguous


@pytest.mark.parametrize(
    ("typed", "day_first", "edtf", "shows"),
    [
        ("03/04/2024", True, "2024-04-03", "3 April 2024 (day first)"),
        ("03/04/2024", False, "2024-03-04", "4 March 2024 (month first)"),
        ("3.4.2024", True, "2024-04-03", "3 April 2024 (day first)"),
        # Only one order fits, but not the one that was asked for.
        ("08/23/2024", True, "2024-08-23", "23 August 2024 (month first)"),
        ("23/08/2024", False, "2024-08-23", "23 August 2024 (day first)"),
        ("01/02/2024 - 03/02/2024", True, "2024-02-01/2024-02-03", "1–3 February 2024 (day first)"),
        ("winter 2019", True, "2019-24", "winter 2019 (December 2019 – February 2020)"),
        # EDTF reads a season and a month where people may mean 2019-2021 and 2003-2004.
        ("2019-21", True, "2019-21", "spring 2019 (March–May 2019)"),
        ("2003-04", True, "2003-04", "April 2003"),
    ],
)
def test_what_has_two_readings_is_flagged_and_shown(
    typed: str, day_first: bool, edtf: str, shows: str
) -> None:
    reading = read(typed, day_first=day_first)
    assert (str(reading.date), reading.shows) == (edtf, shows)
    assert reading.ambiguous


def test_reading_shows_what_was_chosen() -> None:
    assert read("23/08/2024").shows == "23 August 2024"
    assert read("spring 2019").shows == "spring 2019 (March–May 2019)"
    assert read("before 2004").shows == "unknown – 2003 (before 2004)"


@pytest.mark.parametrize(
    ("typed", "what", "fix"),
    [
        ("", "empty", "unknown"),
        ("   ", "empty", "unknown"),
        ("03/04/24", "“03/04/24”", "four digits"),
        ("98", "four digits", "four digits"),
        ("23 Aug 24", "four digits", "four digits"),
        ("1998-99", "four digits", "four digits"),
        ("31/02/2024", "“31/02/2024” is not a day", "Check the day"),
        ("30 February 2024", "not a day", "Check the day"),
        ("2024-02-31", "not a day", "01 to 29"),
        ("99/99/2024", "not a day", "Check the day"),
        ("13/2024", "no month", "01 to 12"),
        ("10-9 November 2023", "ends before", "earlier date first"),
        ("14 October 1066", "Gregorian calendar", "only the year"),
        ("4/10/1582", "Gregorian calendar", "only the year"),
        ("today", "no fixed day", "Write the day"),
        ("Y17000", "year outside", "0001 to 9999"),
        ("August 0000", "year outside", "0001 to 9999"),
        ("before 0001", "beyond", "0001 to 9999"),
        ("2 June", "can't be read", "23 August 2024"),
        ("3 spring 2019", "can't be read", "23 August 2024"),
        ("June - 2023", "can't be read", "23 August 2024"),
        ("since 1998-2004", "can't be read", "23 August 2024"),
        ("9-10 November 2023?", "can't be read", "23 August 2024"),
        ("last Friday", "can't be read", "23 August 2024"),
        ("2024 " * 50, "can't be read", "23 August 2024"),
    ],
)
def test_what_would_be_a_guess_is_refused_with_a_way_out(typed: str, what: str, fix: str) -> None:
    with pytest.raises(InputError) as refused:
        read(typed)
    assert what in refused.value.what
    assert fix in refused.value.fix


def test_days_before_the_gregorian_calendar_are_taken_only_as_iso() -> None:
    assert read("1066-10-14").date.first == date(1066, 10, 14)
    assert read("1066").date.precision == "year"
    assert read("15 October 1582").date.first == date(1582, 10, 15)


def test_relative_days_need_a_today() -> None:
    today = date(2024, 3, 1)
    read_days = [str(read(word, today=today).date) for word in ("yesterday", "Today", "tomorrow")]
    assert read_days == ["2024-02-29", "2024-03-01", "2024-03-02"]
    assert str(read("since yesterday", today=today).date) == "2024-02-29/.."


@repeatable
@given(edtf_texts)
def test_edtf_can_be_typed(text: str) -> None:
    assert str(read(text).date) == text


@repeatable
@given(stated | ranges(), st.sampled_from(STYLES))
def test_what_is_shown_can_be_typed_back(text: str, style: Style) -> None:
    found = PartialDate.parse(text)
    # Left out, because they are refused or shortened on purpose: days before the Gregorian
    # calendar in words, and a range from a date to itself, which is shown once.
    start, _, end = text.partition("/")
    assume(start != end)
    assume(all(part >= "1583" for part in (start, end) if part not in ("..", "")))
    assert str(read(found.show(style)).date) == text


# \u0660 is the Arabic-Indic digit zero: a digit for Python, and none for a date.
digits = st.sampled_from(["0", "1", "9", "12", "23", "31", "99", "2024", "1905", "0000", "\u0660"])
names = st.sampled_from(["august", "Aug", "may", "spring", "winter", "yesterday", "open", "of"])
words = st.sampled_from(["c.", "about", "before", "after", "since", "until", "to", "(uncertain)"])
fragments = st.lists(digits | st.sampled_from("-/. –?~%,()XYTW") | names | words, max_size=9).map(
    "".join
)


@settings(repeatable, max_examples=1000)
@given(st.text() | fragments | fragments.map(lambda text: f"2024 {text}"), st.booleans())
def test_typed_text_is_read_or_refused_and_nothing_else(text: str, day_first: bool) -> None:
    try:
        reading = read(text, day_first=day_first)
    except InputError as refused:
        says_both = bool(refused.what and refused.fix)
        assert says_both
    else:
        assert reading.date.first <= reading.date.last
        assert reading.shows


def real_cells(pattern: str, columns: list[str]) -> list[tuple[str, str]]:
    """(file:line column, text) of every non-empty cell of these columns in the real files."""
    files = sorted(real_data.FOLDER.glob(pattern))
    if not files:
        pytest.skip(f"no real data: set DEFCAT_REAL_DATA to a folder with {pattern}")
    cells = []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                cells += [(f"{file.name}:{number} {name}", row[name].strip()) for name in columns]
    return [(place, text) for place, text in cells if text]


@pytest.mark.real_data
def test_every_day_of_the_treaty_list_reads_day_first() -> None:
    unread = []
    cells = real_cells("agreements/uk_treaties.csv", ["signed_event_date"])
    for place, text in cells:
        day, month, year = text.split("/")
        if str(read(text).date) != f"{year}-{month}-{day}":
            unread.append((place, text))
    assert len(cells) > 5000
    assert unread == []


@pytest.mark.real_data
def test_every_day_of_the_tenure_lists_parses() -> None:
    unread = []
    cells = real_cells("officials/tenures_*.csv", ["start", "end"])
    for place, text in cells:
        try:
            assert days_span(text)[0].startswith(text[:4])
        except InputError:
            unread.append((place, text))
    assert len(cells) > 5000
    assert unread == []
