"""Reading tables out of files as desks keep them: every line is a row, or said to be none."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from defcat.errors import InputError, NotFound
from defcat.exchange.formats import Reading, read, sheets
from defcat.exchange.layout import Layout
from defcat.exchange.profiles import load_profile
from tests.core.sheets import Sheet, write_csv, write_ods, write_xlsx


def cells_of(reading: Reading) -> list[list[str]]:
    return [row.cells for row in reading.table.rows]


def accounted(reading: Reading) -> int:
    """The lines of which it is known what they are."""
    first, last = reading.layout.head or (0, -1)
    return last - first + 1 + len(reading.table.rows) + reading.blank + len(reading.left)


# --- text files ---------------------------------------------------------------------------------

PEOPLE = {
    "utf-8": [["José Álvarez", "Bogotá"], ["राजनाथ सिंह", "नई दिल्ली"]],
    "utf-8-sig": [["José Álvarez", "Bogotá"], ["Шойгу", "Москва"]],
    "utf-16": [["José Álvarez", "Bogotá"], ["岸田文雄", "東京"]],
    "cp1252": [["José Álvarez", "Bogotá"], ["Ursula von der Leyen", "Köln – “Bonn”"]],
    "cp1250": [["Lech Wałęsa", "Łódź"], ["Aleksander Kwaśniewski", "Kraków"]],
    "cp1251": [["Сергей Шойгу", "Москва"], ["Анатолий Сердюков", "Санкт-Петербург"]],
    "shift_jis": [["岸田文雄", "東京"], ["木原稔", "防衛省"]],
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", PEOPLE)
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(
        tmp_path / "people.csv", [["Name", "City"], *PEOPLE[encoding]], encoding, delimiter
    )
    reading = read(path)
    assert reading.table.columns == ("Name", "City")
    assert cells_of(reading) == PEOPLE[encoding]
    assert reading.layout.delimiter == delimiter
    assert reading.layout.encoding == encoding.removesuffix("-sig")
    assert cells_of(read(path, reading.layout)) == PEOPLE[encoding]


@pytest.mark.parametrize("words", ["José", "Köln", "réservé", "NATO’s “x” £50 25°C nº 3", "Škoda"])
def test_western_europe_is_meant_where_other_encodings_fit_too(tmp_path: Path, words: str) -> None:
    path = write_csv(tmp_path / "a.csv", [["id", "name"], ["1", words]], "cp1252")
    reading = read(path)
    assert (reading.layout.encoding, cells_of(reading)) == ("cp1252", [["1", words]])


def test_line_breaks_and_separators_within_quotes_are_part_of_a_cell(tmp_path: Path) -> None:
    lines = [["Name", "Remarks"], ["Rao, A.", 'first\nsecond; "third"\r\n\nfifth'], ["Sen", "-"]]
    reading = read(write_csv(tmp_path / "a.csv", lines))
    assert cells_of(reading) == lines[1:]
    assert [row.line for row in reading.table.rows] == [2, 6]


def test_a_spreadsheet_program_may_name_the_separator_first(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\nName|Place\nRao, A.|Pune, India\n")
    reading = read(path)
    assert (reading.table.columns, cells_of(reading)) == (
        ("Name", "Place"),
        [["Rao, A.", "Pune, India"]],
    )
    assert (reading.title, [left.text for left in reading.left]) == ("", ["sep="])


def test_a_table_of_one_column(tmp_path: Path) -> None:
    lines = [["Country"], ["India"], ["Bosnia and Herzegovina"], ["Tonga"]]
    for path in (
        write_csv(tmp_path / "a.csv", lines),
        write_xlsx(tmp_path / "a.xlsx", {"Sheet1": lines}),
    ):
        reading = read(path)
        assert reading.table.columns == ("Country",)
        assert cells_of(reading) == lines[1:]


PLAIN = st.text(
    st.characters(codec="cp1252", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1
)
UNICODE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1)
CELLS = {"cp1252": PLAIN, "utf-8": UNICODE, "utf-8-sig": UNICODE, "utf-16": UNICODE}


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str, list[list[str]]]:
    encoding = draw(st.sampled_from(sorted(CELLS)))
    cell = CELLS[encoding].map(lambda text: f"x{text}\n{text}x")
    width = draw(st.integers(2, 5))
    names = [[f"Column {n}" for n in "abcde"[:width]]]
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6))
    return encoding, draw(st.sampled_from(",;\t|")), names + rows


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_what_was_written_is_read_cell_for_cell(
    tmp_path: Path, table: tuple[str, str, list[list[str]]]
) -> None:
    encoding, delimiter, lines = table
    path = write_csv(tmp_path / "a.csv", lines, encoding, delimiter)
    stated = read(path, Layout(encoding=encoding, delimiter=delimiter))
    assert [list(stated.table.columns), *cells_of(stated)] == lines
    assume(all(mark not in cell for row in lines for cell in row for mark in ',;\t|"'))
    found = read(path, Layout(encoding=encoding))
    assert [list(found.table.columns), *cells_of(found)] == lines
    if encoding != "cp1252":
        assert cells_of(read(path)) == lines[1:]


# --- workbooks ----------------------------------------------------------------------------------

VISITS: Sheet = [
    ["No.", "Visitor", "Date", "Days"],
    [1, "Austin", date(2023, 11, 9), 2],
    [2, "Guterres", 45527, 1.5],
]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_workbook_says_its_sheets_and_what_stands_in_them(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    path = write(tmp_path / "book", {"Empty": [], "Visits": VISITS, "Notes": [["Note"], ["x"]]})
    assert sheets(path) == ["Empty", "Visits", "Notes"]
    reading = read(path)
    assert reading.table.columns == ("No.", "Visitor", "Date", "Days")
    assert cells_of(reading) == [
        ["1", "Austin", "2023-11-09", "2"],
        ["2", "Guterres", "45527", "1.5"],
    ]
    assert cells_of(read(path, Layout(sheet="Notes"))) == [["x"]]
    with pytest.raises(InputError, match="has no sheet “Visit”") as raised:
        read(path, Layout(sheet="Visit"))
    assert "Empty, Visits, Notes" in raised.value.fix


def test_a_workbook_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "visits.csv", {"Visits": VISITS})
    assert len(read(path).table.rows) == 2


def test_a_sheet_that_begins_further_down_and_right_keeps_its_line_numbers(tmp_path: Path) -> None:
    lines: Sheet = [[], [], [None, None, "Name", "Post"], [None, None, "Rao", "Minister"]]
    reading = read(write_xlsx(tmp_path / "a.xlsx", {"S": lines}))
    assert reading.table.columns == ("Name", "Post")
    assert [(row.line, row.cells) for row in reading.table.rows] == [(4, ["Rao", "Minister"])]
    assert accounted(reading) == 4


# --- heads --------------------------------------------------------------------------------------


def test_years_may_name_columns(tmp_path: Path) -> None:
    lines: Sheet = [["Country", 2021, 2022, 2023], ["India", 3, 4, 5], ["Japan", 1, 2, 3]]
    for path in (
        write_csv(tmp_path / "a.csv", lines),
        write_xlsx(tmp_path / "a.xlsx", {"S": lines}),
    ):
        reading = read(path)
        assert reading.table.columns == ("Country", "2021", "2022", "2023")
        assert cells_of(reading)[0] == ["India", "3", "4", "5"]


def test_a_title_joined_over_all_columns_is_no_part_of_the_head(tmp_path: Path) -> None:
    lines: Sheet = [
        ["Register of agreements"],
        ["Ref", "Title", "Signed"],
        ["A1", "Logistics", date(2016, 8, 29)],
    ]
    reading = read(write_xlsx(tmp_path / "a.xlsx", {"S": lines}, [(0, 0, 0, 2)]))
    assert reading.table.columns == ("Ref", "Title", "Signed")
    assert (reading.title, reading.layout.head) == ("Register of agreements", (2, 2))


GROUPED: Sheet = [
    ["Agreements in force"],
    [],
    ["Ref", "Parties", None, "Dates", None],
    [None, "First", "Second", "Signed", "In force"],
    ["A1", "India", "Japan", date(2020, 9, 9), date(2021, 7, 11)],
    ["A2", "India", "France", date(2018, 3, 10), None],
]
NAMES = ("Ref", "Parties / First", "Parties / Second", "Dates / Signed", "Dates / In force")


def test_a_head_of_two_lines(tmp_path: Path) -> None:
    joined = [(0, 0, 0, 4), (2, 1, 2, 2), (2, 3, 2, 4), (2, 0, 3, 0)]
    for path in (
        write_csv(tmp_path / "a.csv", GROUPED),
        write_xlsx(tmp_path / "a.xlsx", {"S": GROUPED}, joined),
        write_ods(tmp_path / "a.ods", {"S": GROUPED}, joined),
    ):
        reading = read(path)
        assert reading.table.columns == NAMES, path.name
        assert reading.layout.head == (3, 4)
        assert [row.cells[0] for row in reading.table.rows] == ["A1", "A2"]


def test_a_second_line_that_is_full_belongs_to_the_head_where_the_rows_say_so(
    tmp_path: Path,
) -> None:
    lines = [
        ["", "Parties", "", "Dates", ""],
        ["Ref", "First", "Second", "Signed", "In force"],
        ["A1", "India", "Japan", "9 September 2020", "2021-07-11"],
    ]
    assert read(write_csv(tmp_path / "a.csv", lines)).layout.head == (1, 2)


def test_a_row_of_words_is_no_second_head(tmp_path: Path) -> None:
    lines = [["Name", "Post", "Country", ""], ["Rao", "Minister", "India", "x"]]
    reading = read(write_csv(tmp_path / "a.csv", lines))
    assert reading.layout.head == (1, 1)
    assert cells_of(reading) == [lines[1]]


def test_the_head_can_be_said(tmp_path: Path) -> None:
    lines = [["1", "2"], ["3", "4"], *[["", ""]] * 80, ["Name", "Post"], ["Rao", "Minister"]]
    path = write_csv(tmp_path / "a.csv", lines)
    reading = read(path, Layout(head=(83, 83)))
    assert reading.table.columns == ("Name", "Post")
    assert (cells_of(reading), accounted(reading)) == ([["Rao", "Minister"]], 84)


def test_columns_of_one_name_are_told_apart_and_one_without_is_numbered(tmp_path: Path) -> None:
    lines = [["Name", "Date", "Date", "", ""], ["Rao", "2020-01-01", "2021-01-01", "x", ""]]
    reading = read(write_csv(tmp_path / "a.csv", lines))
    assert reading.table.columns == ("Name", "Date", "Date (2)", "Column 4")
    assert cells_of(reading) == [["Rao", "2020-01-01", "2021-01-01", "x"]]


# --- rows ---------------------------------------------------------------------------------------

NASTY: list[list[str]] = [
    ["Register of visits – première liste", "", "", "", "", ""],
    ["As of 1 June 2024", "", "", "", "", ""],
    ["", "", "", "", "", ""],
    ["No.", "Visitor", "", "Dates", "", ""],
    ["", "Name", "Country", "From", "Until", ""],
    ["1", "Müller, José", "Germany", "1.3.2024", "3 March 2024", ""],
    ["2", "Rajnath SINGH", "India", "05/03/2024", "", ""],
    ["3", '"', "same as above", "12-04-2024", "do.", ""],
    ["", "", "", "", "", ""],
    ["Asia and the Pacific", "", "", "", "", ""],
    ["No.", "Visitor", "", "Dates", "", ""],
    ["", "Name", "Country", "From", "Until", ""],
    ["4", "Lloyd\nAustin", "″", "14/11/2023", "15/11/2023", ""],
    ["", "", "", "", "no date known", ""],
    ["5", "Ditto", "Japan", "2024", "", ""],
    ["Total", "5", "", "", "", ""],
    ["Grand total:", "", "", "5", "", ""],
    ["", "", "", "", "", ""],
    ["Source: protocol office, not checked", "", "", "", "", ""],
    ["", "", "", "", "", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_every_line_of_a_nasty_sheet_is_accounted_for(tmp_path: Path, encoding: str) -> None:
    ditto = "do." if encoding == "cp1252" else "″"
    written = [[cell.replace("″", ditto) for cell in line] for line in NASTY]
    reading = read(write_csv(tmp_path / "a.csv", written, encoding, ";"))
    assert accounted(reading) == len(NASTY)
    assert reading.table.columns == (
        *("No.", "Visitor / Name", "Visitor / Country", "Dates / From", "Dates / Until"),
    )
    assert reading.title == "Register of visits – première liste"
    assert cells_of(reading) == [
        ["1", "Müller, José", "Germany", "1.3.2024", "3 March 2024"],
        ["2", "Rajnath SINGH", "India", "05/03/2024", ""],
        ["3", "Rajnath SINGH", "India", "12-04-2024", "do."],  # nothing stands above it
        ["4", "Lloyd\nAustin", "India", "14/11/2023", "15/11/2023"],
        ["", "", "", "", "no date known"],
        ["5", "Ditto", "Japan", "2024", ""],
    ]
    assert [(left.line, left.why) for left in reading.left] == [
        (1, "above the head"),
        (2, "above the head"),
        (10, "one cell alone: a heading or a remark"),
        (11, "the head again"),
        (12, "the head again"),
        (17, "a total"),
        (18, "a total"),
        (20, "one cell alone: a heading or a remark"),
    ]
    assert (reading.blank, reading.filled) == (4, 3)


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_cells_joined_down_a_column_say_the_same_in_every_row(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    lines: Sheet = [
        ["Country", "Visitor", "Year"],
        ["India", "Rao", 2020],
        [None, "Sen", 2021],
        [None, "Das", 2022],
        ["Japan", "Abe", 2022],
        [None, "Kono", 2023],
    ]
    path = write(tmp_path / "a", {"S": lines}, [(1, 0, 3, 0)])
    reading = read(path)
    assert [row.cells[0] for row in reading.table.rows] == ["India", "India", "India", "Japan", ""]
    assert reading.filled == 2
    reading = read(path, Layout(fill_down=("Country",)))
    assert [row.cells[0] for row in reading.table.rows][-1] == "Japan"


def test_a_row_with_more_cells_than_names_is_handed_on_with_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"{n},b\n" for n in range(70))
    path.write_text(f"id,name\n{rows}71,c,,lost?\n")
    assert read(path).table.rows[-1].cells == ["71", "c", "lost?"]


def test_a_large_sheet_can_be_gone_through_again_and_again(tmp_path: Path) -> None:
    lines = [["id", "name"], *([str(n), f"name {n}"] for n in range(25_000))]
    reading = read(write_csv(tmp_path / "a.csv", lines))
    rows = reading.table.rows
    assert len(rows) == 25_000
    assert rows[24_999].cells == rows[-1].cells == ["24999", "name 24999"]
    assert [row.line for row in rows] == [row.line for row in rows] == list(range(2, 25_002))


def test_reading_can_be_followed_and_stopped(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["id", "n"], *([n, n] for n in range(5_000))])
    seen: list[int] = []

    def told(rows: int, _total: int) -> None:
        seen.append(rows)
        if rows >= 4_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(path, told=told)
    assert seen == [2_000, 4_000]


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read(tmp_path / "none.xlsx")
    with pytest.raises(InputError, match="no encoding “utf-9”"):
        read(write_csv(tmp_path / "a.csv", [["a"], ["b"]]), Layout(encoding="utf-9"))


def test_a_profile_that_says_nothing_of_the_layout_takes_the_file_as_it_stands(
    tmp_path: Path,
) -> None:
    lines = [["id", "name"], ["Total", "5"], ["do.", ""], ["id", "name"]]
    path = write_csv(tmp_path / "a.csv", lines)
    assert cells_of(read(path, load_profile("us-visits").layout)) == lines[1:]
    assert not load_profile("us-visits").layout.head
    assert cells_of(read(path)) == [["do.", ""]]
