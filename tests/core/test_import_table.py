"""Reading a file that is a table and nothing else, as the shipped profiles do."""

from pathlib import Path

import pytest

from defcat.errors import FileProblem, InputError, NotFound
from defcat.exchange.formats import read
from defcat.exchange.layout import Layout
from defcat.exchange.table import Table


def table_of(path: Path, content: bytes, encoding: str = "utf-8") -> Table:
    path.write_bytes(content)
    return read(path, Layout(encoding=encoding, plain=True)).table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "visits.csv"


def test_cells_stand_under_their_header_without_blanks(path: Path) -> None:
    table = table_of(path, b"id,name\r\n1, Ayub Khan \r\n2,Nehru\r\n")
    assert table.columns == ("id", "name")
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ["1", "Ayub Khan"]),
        (3, ["2", "Nehru"]),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column(path: Path) -> None:
    assert table_of(path, b"\xef\xbb\xbfid,name\n1,Bhumibol\n").columns == ("id", "name")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_header_tells_the_delimiter(path: Path, delimiter: str) -> None:
    content = f"id{delimiter}name\n1{delimiter}Begin, Menachem\n".encode()
    assert table_of(path, content).rows[0].cells == ["1", "Begin, Menachem"]


def test_a_row_is_at_the_line_on_which_it_begins(path: Path) -> None:
    table = table_of(path, b'id,name\n\n1,"two\nlines"\n2,x\n')
    assert [(row.line, row.cells[1]) for row in table.rows] == [(3, "two\nlines"), (5, "x")]


def test_a_ragged_row_is_handed_on_as_it_is(path: Path) -> None:
    assert [len(row.cells) for row in table_of(path, b"id,name\n1\n1,2,3\n").rows] == [1, 3]


def test_latin_1_is_refused_with_line_and_byte(path: Path) -> None:
    with pytest.raises(FileProblem, match=r"visits\.csv, line 3: byte 0xE9 is not UTF-8") as raised:
        table_of(path, b"id,name\n1,x\n2,Jos\xe9\n")
    assert "save the file as UTF-8" in raised.value.fix


def test_a_stated_encoding_is_used(path: Path) -> None:
    assert table_of(path, b"id,name\n2,Jos\xe9\n", "cp1252").rows[0].cells[1] == "José"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"PK\x03\x04\x00\x00", "cannot be read as a workbook"),
        (b"id,name\n1,\x00\n", "is not a text file"),
        (b"id,name\n", "no row below the head"),
        (b"id,id\n1,2\n", "two columns “id”"),
        (b"id,,name\n1,2,3\n", "column 2 has no name"),
        (b'id,name\n1,"open\n2,x\n', "line 2 do not match"),
    ],
)
def test_what_is_no_table_is_refused(path: Path, content: bytes, says: str) -> None:
    with pytest.raises((FileProblem, InputError), match=says):
        table_of(path, content)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no file .*gone\.csv"):
        read(tmp_path / "gone.csv")
    with pytest.raises(FileProblem, match="is a folder"):
        read(tmp_path)
